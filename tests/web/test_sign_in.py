"""Signing in and out: what a session is, how long it lasts, and what is not told."""

from __future__ import annotations

import pytest
from httpx2 import Response

from assistant.core.actor import Actor, Face
from assistant.identity.credentials import COOKIE, LOOPBACK_COOKIE
from tests.web.kit import HOST, PASSWORD, Browser, City, said

COMMAND = Actor("root", Face.COMMAND)
WRONG = {"password": "wrong password"}


@pytest.fixture
def admin(city: City) -> Browser:
    """A browser of A1, who has a password and is not signed in yet."""
    city.portal.call(lambda: city.desk.access.set_password(city.desk.uow, COMMAND, "A1", PASSWORD))
    return city.browser()


def sign_in(browser: Browser, **fields: str) -> Response:
    given = {"account": "A1", "password": PASSWORD, "next": "/admin"}
    return browser.post("/admin/sign-in", {**given, **fields})


def test_a_right_password_opens_a_session(admin: Browser) -> None:
    answer = sign_in(admin, next="/admin/caps?q=a")
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    onward = admin.get(answer.headers["location"])
    assert (onward.status_code, onward.headers["location"]) == (303, "/admin/caps?q=a")
    assert admin.get("/admin").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [WRONG, {"account": "S1"}, {"account": "nobody"}, {"account": ""}],
    ids=["wrong password", "no password set", "unknown account", "empty"],
)
def test_what_is_wrong_is_not_told_and_the_password_not_repeated(
    admin: Browser, fields: dict[str, str]
) -> None:
    answer = sign_in(admin, **fields)
    assert answer.status_code == 401
    assert "アカウントIDかパスワードが違います" in said(answer)
    assert "set-cookie" not in answer.headers
    assert PASSWORD not in answer.text
    assert "wrong password" not in answer.text


def test_too_many_tries_have_to_wait_even_with_the_right_password(
    admin: Browser, city: City
) -> None:
    for _ in range(city.desk.settings.access.sign_in_attempts):
        assert sign_in(admin, **WRONG).status_code == 401
    refused = sign_in(admin)
    assert refused.status_code == 429
    assert "15分ほど待ってから" in said(refused)
    city.clock.advance(15 * 60 + 1)
    assert sign_in(admin).status_code == 303


@pytest.mark.parametrize(
    "place", ["https://evil.example/admin", "//evil.example/admin", "/elsewhere", "\\admin", ""]
)
def test_nobody_is_sent_to_another_site_after_signing_in(admin: Browser, place: str) -> None:
    answer = sign_in(admin, next=place)
    assert admin.get(answer.headers["location"]).headers["location"] == "/admin"


def test_a_browser_that_keeps_no_cookie_is_told(admin: Browser) -> None:
    place = sign_in(admin).headers["location"]
    admin.client.cookies.clear()
    assert "クッキー" in said(admin.get(place))


def test_whoever_is_not_signed_in_comes_back_to_the_page_asked_for(admin: Browser) -> None:
    answer = admin.get("/admin/caps?q=総務")
    assert answer.status_code == 303
    form = admin.get(answer.headers["location"])
    assert 'name="next" value="/admin/caps?q=%E7%B7%8F%E5%8B%99"' in form.text


def test_a_session_ends_when_nothing_happens_in_it(city: City) -> None:
    browser = city.browser("A1")
    city.clock.advance(29 * 60)
    assert browser.get("/admin").status_code == 200
    city.clock.advance(31 * 60)
    assert browser.get("/admin").status_code == 303


def test_a_session_ends_after_ten_hours_whatever_happens(city: City) -> None:
    browser = city.browser("A1")
    for _ in range(29):
        city.clock.advance(20 * 60)
        assert browser.get("/admin").status_code == 200
    city.clock.advance(21 * 60)
    assert browser.get("/admin").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(city: City) -> None:
    browser = city.browser("A1")
    secret = browser.client.cookies[COOKIE]
    answer = browser.send("/admin", "/admin/sign-out")
    assert answer.headers["location"] == "/admin/sign-in"
    browser.client.cookies.set(COOKIE, secret)
    assert browser.get("/admin").status_code == 303


def test_a_disabled_account_is_out_at_once(city: City) -> None:
    browser = city.browser("U1")
    accounts = city.desk.access.accounts
    city.write(lambda session: accounts.set_active(session, COMMAND, "U1", is_active=False))
    assert browser.get("/admin/audit").status_code == 303


@pytest.mark.parametrize("host", ["http://127.0.0.1:8080", "http://localhost:8080"])
def test_plain_http_to_the_own_machine_has_a_cookie_browsers_take(
    admin: Browser, host: str
) -> None:
    admin.client.base_url = host
    answer = admin.post(
        "/admin/sign-in", {"account": "A1", "password": PASSWORD, "next": ""}, origin=host
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{LOOPBACK_COOKIE}=")
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


def test_behind_a_proxy_the_cookie_is_secure_though_the_gateway_sees_http(admin: Browser) -> None:
    admin.client.base_url = HOST.replace("https", "http")
    assert sign_in(admin).headers["set-cookie"].startswith(f"{COOKIE}=")
