"""What people do for themselves: another password, and tokens of their own; and what admins do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from httpx2 import Response
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.identity.credentials import COOKIE
from assistant.identity.models import Account
from assistant.identity.roles import Role
from assistant.identity.tokens import PREFIX
from tests.web.kit import PASSWORD, Browser, City, said, soup_of, wrong_fields

T = TypeVar("T")
COMMAND = Actor("root", Face.COMMAND)
ME, CHANGE = "/admin/me", "/admin/me/password"
NEW = "あたらしい合言葉にします2027"
CREATE, REVOKE = "/admin/me/tokens/create", "/admin/me/tokens/revoke"
TOKENS = "/admin/accounts/tokens"


def with_password(city: City, account_id: str) -> Browser:
    """A browser of somebody who has a password and is signed in."""
    access = city.desk.access
    city.portal.call(lambda: access.set_password(city.desk.uow, COMMAND, account_id, PASSWORD))
    return city.browser(account_id)


def change(browser: Browser, **typed: str) -> Response:
    fields = {"old-password": PASSWORD, "new-password": NEW, "new-password-again": NEW}
    return browser.post(CHANGE, {**browser.form(ME, CHANGE), **fields, **typed})


def can_sign_in(city: City, account_id: str, password: str) -> bool:
    fields = {"account": account_id, "password": password}
    return city.browser().post("/admin/sign-in", fields).status_code == 303


def secret_on(answer: Response) -> str:
    """The token a page shows."""
    (shown,) = soup_of(answer).select(".secret code")
    return shown.get_text()


def role_of_token(city: City, secret: str) -> Role | None:
    found = city.read(lambda session: city.desk.access.tokens.find(session, secret))
    return None if found is None else found.role


def test_a_new_password_is_taken_and_other_sessions_end(city: City) -> None:
    browser, elsewhere = with_password(city, "H1"), city.browser("H1")
    before = browser.client.cookies[COOKIE]
    answer = change(browser)
    assert answer.headers["location"] == f"{ME}?done=password"
    assert answer.cookies[COOKIE] != before
    goes_on, old = city.browser(), city.browser()
    goes_on.client.cookies.set(COOKIE, answer.cookies[COOKIE])
    old.client.cookies.set(COOKIE, before)
    assert "パスワードを変更しました" in said(goes_on.get(answer.headers["location"]))
    assert old.get(ME).status_code == 303
    assert elsewhere.get(ME).status_code == 303
    assert can_sign_in(city, "H1", NEW)
    assert not can_sign_in(city, "H1", PASSWORD)
    assert city.trail()[-1] == ("H1", "password.set", "account:H1")
    (row,) = city.rows("SELECT hash FROM account_password WHERE account_id = 'H1'")
    assert str(row["hash"]).startswith("$argon2id$")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old-password": "ちがう合言葉です2026年"}, "old-password"),
        ({"new-password": "短い", "new-password-again": "短い"}, "new-password"),
        ({"new-password": "あ" * 20, "new-password-again": "あ" * 20}, "new-password"),
        ({"new-password": "h1の合言葉はながい2027", "new-password-again": "-"}, "new-password"),
        ({"new-password-again": "ちがうもの"}, "new-password-again"),
        ({"new-password": PASSWORD, "new-password-again": PASSWORD}, "new-password"),
    ],
)
def test_a_password_that_cannot_be_is_refused_at_its_field(
    city: City, typed: dict[str, str], field: str
) -> None:
    browser, elsewhere = with_password(city, "H1"), city.browser("H1")
    before = city.trail()
    answer = change(browser, **typed)
    assert (answer.status_code, list(wrong_fields(answer))) == (400, [field])
    for password in (PASSWORD, NEW, *typed.values()):
        assert password not in answer.text.replace(f'value="{password}"', "") or len(password) < 3
        assert f'value="{password}"' not in answer.text
    assert city.trail() == before
    assert elsewhere.get(ME).status_code == 200
    assert can_sign_in(city, "H1", PASSWORD)


def test_the_old_password_cannot_be_guessed_without_end(city: City) -> None:
    browser = with_password(city, "H1")
    for _ in range(city.desk.settings.access.sign_in_attempts):
        assert "違います" in wrong_fields(change(browser, **{"old-password": "x"}))["old-password"]
    assert "しばらく" in wrong_fields(change(browser))["old-password"]
    assert city.trail()[-1] == ("root", "password.set", "account:H1")


def test_no_password_is_kept_with_the_answer_to_its_form(city: City) -> None:
    """The digest of a form's fields is stored; a short list of passwords could be tried on it."""
    browser = with_password(city, "H1")
    form = browser.form(ME, CHANGE)
    fields = {"old-password": PASSWORD, "new-password": NEW, "new-password-again": NEW}
    first = browser.post(CHANGE, {**form, **fields})
    assert first.status_code == 303
    own = browser.form(ME, CHANGE)
    again = browser.post(
        CHANGE, {**own, "once": form["once"], "old-password": NEW,
                 "new-password": PASSWORD, "new-password-again": PASSWORD},
    )  # fmt: skip
    # Nothing of the passwords was kept: whether these are others nobody can tell.
    assert (again.status_code, "すでに送信されています" in said(again)) == (409, True)
    assert can_sign_in(city, "H1", NEW)


def test_an_admin_sets_the_password_of_somebody_else_alone(city: City) -> None:
    admin, other = city.browser("A1"), city.browser("U1")
    page, action = "/admin/accounts/of?id=U1", "/admin/accounts/password"
    fields = {"new-password": NEW, "new-password-again": NEW}
    wrong = admin.send(page, action, **(fields | {"new-password-again": "x"}))
    assert list(wrong_fields(wrong)) == ["new-password-again"]
    assert admin.send(page, action, **fields).status_code == 303
    assert city.trail()[-1] == ("A1", "password.set", "account:U1")
    assert other.get(ME).status_code == 303
    assert can_sign_in(city, "U1", NEW)
    form = admin.form(page, action)
    answer = admin.post(action, {**form, "id": "A1", **fields})
    assert (answer.status_code, "自分の設定" in said(answer)) == (400, True)
    assert not can_sign_in(city, "A1", NEW)


def test_a_second_password_in_a_form_sent_before_is_not_said_to_be_set(city: City) -> None:
    admin, action = city.browser("A1"), "/admin/accounts/password"
    form = admin.form("/admin/accounts/of?id=U1", action)
    first = {**form, "new-password": NEW, "new-password-again": NEW}
    assert admin.post(action, first).status_code == 303
    again = admin.post(action, {**first, "new-password": PASSWORD, "new-password-again": PASSWORD})
    assert (again.status_code, "すでに送信されています" in said(again)) == (409, True)
    assert can_sign_in(city, "U1", NEW)
    assert not can_sign_in(city, "U1", PASSWORD)


# Tokens


def before_the_next_change(
    city: City, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Session], object]
) -> None:
    """Let something else be committed after the guard has looked and before the form's change."""
    write = city.desk.uow.write

    async def late(work: Callable[[Session], T]) -> T:
        monkeypatch.setattr(city.desk.uow, "write", write)
        await write(meanwhile)
        return await write(work)

    monkeypatch.setattr(city.desk.uow, "write", late)


def test_who_loses_a_role_meanwhile_gets_no_token_of_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = city.desk.access.accounts
    browser = city.browser("H1")
    fields = {**browser.form(ME, CREATE), "role": "department-admin"}
    before_the_next_change(
        city, monkeypatch, lambda s: accounts.change_role(s, COMMAND, "H1", Role.STAFF)
    )
    assert browser.post(CREATE, fields).status_code == 403
    assert city.rows("SELECT id FROM access_token") == []


def test_a_role_lost_without_its_session_is_seen_too(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(session: Session) -> None:
        account = session.get(Account, "H1")
        assert account is not None
        account.role = Role.STAFF.value

    browser = city.browser("H1")
    fields = {**browser.form(ME, CREATE), "role": "department-admin"}
    before_the_next_change(city, monkeypatch, lose)
    answer = browser.post(CREATE, fields)
    assert (answer.status_code, list(wrong_fields(answer))) == (400, ["role"])
    assert city.rows("SELECT id FROM access_token") == []


@pytest.mark.parametrize("account", ["S1", "H1", "N1", "U1"])
def test_everybody_makes_tokens_of_the_own_role_which_are_shown_once(
    city: City, account: str
) -> None:
    browser = city.browser(account)
    role = city.rows("SELECT role FROM account WHERE id = ?", account)[0]["role"]
    answer = browser.send(ME, CREATE, role=role)
    secret = secret_on(answer)
    assert secret.startswith(PREFIX)
    assert "no-" in answer.headers["cache-control"]
    assert role_of_token(city, secret) == role
    assert city.trail()[-1] == (account, "token.create", f"account:{account}")
    assert secret not in browser.get(ME).text
    stored = [str(row) for table in ("kept_answer", "access_token", "audit_entry")
              for row in city.rows(f"SELECT * FROM {table}")]  # noqa: S608  # fmt: skip
    assert stored
    assert secret not in "".join(stored)


def test_a_form_sent_twice_makes_one_token_and_shows_it_once(city: City) -> None:
    browser = city.browser("U1")
    fields = browser.form(ME, CREATE)
    secret = secret_on(browser.post(CREATE, fields))
    again = browser.post(CREATE, fields)
    assert again.headers["location"] == f"{ME}?done=token_again"
    assert secret not in again.text
    assert len(city.rows("SELECT id FROM access_token")) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"role": "admin"}, "role"),
        ({"role": "auditor"}, "role"),
        ({"role": "king"}, "role"),
        ({"until": "2026-04-14"}, "until"),
        ({"until": "2026-12-31"}, "until"),
        ({"until": ""}, "until"),
    ],
)
def test_nobody_makes_a_token_of_more_or_for_longer(
    city: City, typed: dict[str, str], field: str
) -> None:
    answer = city.browser("H1").send(ME, CREATE, **typed)
    assert (answer.status_code, list(wrong_fields(answer))) == (400, [field])
    assert city.rows("SELECT id FROM access_token") == []


def test_tokens_of_others_are_neither_seen_nor_ended(city: City) -> None:
    tokens = city.desk.access.tokens
    made = city.write(
        lambda session: tokens.create(session, COMMAND, account_id="U1", role=Role.AUDITOR)
    )
    browser = city.browser("H1")
    browser.send(ME, CREATE)
    assert made.facts.id not in browser.get(ME).text
    answer = browser.post(REVOKE, {**browser.form(ME, REVOKE), "token": made.facts.id})
    assert (answer.status_code, "対象が見つかりません" in said(answer)) == (400, True)
    assert role_of_token(city, made.secret) is Role.AUDITOR


def test_an_own_token_is_ended(city: City) -> None:
    browser = city.browser("H1")
    secret = secret_on(browser.send(ME, CREATE))
    answer = browser.send(ME, REVOKE)
    assert "トークンを無効にしました" in said(browser.get(answer.headers["location"]))
    assert role_of_token(city, secret) is None
    assert city.trail()[-1] == ("H1", "token.revoke", "account:H1")
    assert REVOKE not in browser.get(ME).text


def test_an_admin_makes_and_ends_tokens_of_others(city: City) -> None:
    admin = city.browser("A1")
    answer = admin.send(TOKENS, f"{TOKENS}/create", account="N1", role="analyst",
                        until="2027-03-31")  # fmt: skip
    secret = secret_on(answer)
    assert role_of_token(city, secret) is Role.ANALYST
    assert "2027-03-31 23:59" in said(answer)
    assert "N1" in said(admin.get(f"{TOKENS}?account=N1"))
    assert "当てはまるトークンはありません" in said(admin.get(f"{TOKENS}?account=S1"))
    answer = admin.send(f"{TOKENS}?account=N1", f"{TOKENS}/revoke")
    assert answer.headers["location"] == f"{TOKENS}?account=N1&done=token_revoked"
    assert role_of_token(city, secret) is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"account": "X9"}, "account"),
        ({"account": ""}, "account"),
        ({"role": ""}, "role"),
        ({"until": "2026-04-14"}, "until"),
        ({"until": "2099-01-01"}, "until"),
    ],
)
def test_an_impossible_token_is_refused_at_its_field(
    city: City, typed: dict[str, str], field: str
) -> None:
    given = {"account": "N1", "role": "analyst", "until": "2026-05-01"} | typed
    answer = city.browser("A1").send(TOKENS, f"{TOKENS}/create", **given)
    assert (answer.status_code, list(wrong_fields(answer))) == (400, [field])
    assert city.rows("SELECT id FROM access_token") == []
