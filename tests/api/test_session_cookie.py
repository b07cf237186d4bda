"""The API takes the session of the pages, under the name a browser keeps it by at that address."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from assistant.identity.credentials import COOKIE, LOOPBACK_COOKIE, cookie_name
from assistant.web.guard import session_cookie
from tests.api.admin.conftest import Api, api

__all__ = ["api"]

ADDRESSES = [
    ("http", "127.0.0.1", LOOPBACK_COOKIE),
    ("http", "localhost", LOOPBACK_COOKIE),
    ("http", "::1", LOOPBACK_COOKIE),
    ("https", "127.0.0.1", COOKIE),
    ("http", "gateway.city.example", COOKIE),
    ("https", "gateway.city.example", COOKIE),
    ("http", "127.0.0.1.city.example", COOKIE),
]


@pytest.mark.parametrize(("scheme", "host", "name"), ADDRESSES)
def test_pages_and_api_look_for_the_same_cookie(scheme: str, host: str, name: str) -> None:
    assert cookie_name(scheme, host) == name
    shown = f"[{host}]" if ":" in host else host
    cookies = f"{COOKIE}=__Host-; {LOOPBACK_COOKIE}=plain"
    request = Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": scheme,
            "path": "/admin",
            "query_string": b"",
            "server": (host, 80),
            "headers": [(b"host", shown.encode()), (b"cookie", cookies.encode())],
        }
    )
    assert session_cookie(request) == request.cookies[name]


@pytest.mark.parametrize(
    ("base", "taken", "left"),
    [
        ("http://127.0.0.1:8080", LOOPBACK_COOKIE, COOKIE),
        ("http://testserver", COOKIE, LOOPBACK_COOKIE),
        ("https://127.0.0.1:8443", COOKIE, LOOPBACK_COOKIE),
    ],
)
def test_a_session_is_taken_where_its_cookie_belongs(
    api: Api,  # the fixture
    base: str,
    taken: str,
    left: str,
) -> None:
    sessions = api.administration.access.sessions
    secret = api.write(lambda session: sessions.open(session, "A1"))
    me = f"{base}/api/admin/me"
    found = api.client.get(me, headers={"cookie": f"{taken}={secret}"})
    assert found.json()["account_id"] == "A1"
    assert api.client.get(me, headers={"cookie": f"{left}={secret}"}).status_code == 401
    change, body = f"{base}/api/admin/switch/off", {"reason": "点検"}
    cookie = {"cookie": f"{taken}={secret}"}
    foreign = {"origin": "http://elsewhere.example", "x-csrf-token": sessions.csrf_token(secret)}
    assert api.client.post(change, json=body, headers=cookie).status_code == 403
    assert api.client.post(change, json=body, headers={**cookie, **foreign}).status_code == 403
    own = {**foreign, "origin": base}
    assert api.client.post(change, json=body, headers={**cookie, **own}).json() == {"changed": True}
