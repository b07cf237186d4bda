"""Tokens, sessions and signing in, with the clock moved and accounts changed under them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.core.keys import Key
from assistant.identity.access import open_access
from assistant.identity.credentials import SignedInRequest
from assistant.identity.faults import ConflictError, NotFoundError
from assistant.identity.idempotency import Answer, Demand
from assistant.identity.models import (
    AccessToken,
    AccountPassword,
    KeptAnswer,
    SignInCount,
    WebSession,
)
from assistant.identity.passwords import PasswordError
from assistant.identity.permissions import Permission
from assistant.identity.roles import Role
from assistant.identity.settings import AccessSettings
from assistant.identity.sign_in import SignedIn, SignInRefused
from assistant.identity.tokens import NewToken, parse_scopes
from assistant.store.unit_of_work import UnitOfWork
from tests.identity.conftest import ADMIN, Office, make_office

pytestmark = pytest.mark.anyio

SESAME = "青い 自転車が 37台ある"
DAY = 86_400


async def make_token(office: Office, **wanted: object) -> NewToken:
    values = {"account_id": "S1", "role": Role.ADMIN} | wanted
    return await office.write(
        lambda session: office.access.tokens.create(session, ADMIN, **values)  # type: ignore[arg-type]
    )


async def by_token(office: Office, secret: str) -> SignedInRequest | None:
    return await office.access.credentials.identify(authorization=f"Bearer {secret}", cookie=None)


async def by_cookie(office: Office, secret: str) -> SignedInRequest | None:
    return await office.access.credentials.identify(authorization=None, cookie=secret)


async def sign_in(office: Office, password: str, address: str = "192.0.2.1") -> object:
    return await office.access.sign_in.sign_in("S1", password, address=address)


async def signed_in(office: Office) -> str:
    await office.access.set_password(office.uow, ADMIN, "S1", SESAME)
    result = await sign_in(office, SESAME)
    assert isinstance(result, SignedIn)
    return result.secret


async def test_a_token_opens_as_its_role_in_the_accounts_department(office: Office) -> None:
    token = await make_token(office, scopes=parse_scopes(["caps.read"]))
    found = await by_token(office, token.secret)
    assert found is not None
    assert found.principal.account_id == "S1"
    assert (found.principal.role, found.principal.department_id) == (Role.ADMIN, "総務課")
    assert found.principal.scopes == {Permission.CAPS_READ}


async def test_a_token_is_stored_and_shown_nowhere(office: Office) -> None:
    token = await make_token(office)
    rows = await office.read(lambda session: session.exec(select(AccessToken)).all())
    assert token.secret not in repr(token) + str([row.model_dump() for row in rows])
    assert len(token.secret) >= 43  # 256 bits in base64
    assert await office.trail() == [("A1", "token.create", "account:S1")]


async def test_a_token_ends_with_its_day_in_tokyo(office: Office) -> None:
    token = await make_token(office, until=date(2026, 4, 16))
    office.clock.advance(38 * 3600 - 1)  # from 10:00 on the 15th
    assert await by_token(office, token.secret) is not None
    office.clock.advance(1)
    assert await by_token(office, token.secret) is None


@pytest.mark.parametrize("until", [date(2026, 4, 14), date(9999, 12, 31)])
async def test_a_day_that_cannot_be_is_refused(office: Office, until: date) -> None:
    with pytest.raises(InputError, match="until"):
        await make_token(office, until=until)
    assert await office.trail() == []


async def test_a_token_of_nobody_is_refused(office: Office) -> None:
    with pytest.raises(NotFoundError):
        await make_token(office, account_id="nobody")


async def test_a_revoked_token_is_over_at_once(office: Office) -> None:
    token = await make_token(office)
    for _ in range(2):
        await office.write(
            lambda session: office.access.tokens.revoke(session, ADMIN, token.facts.id)
        )
    assert await by_token(office, token.secret) is None
    assert [action for _, action, _ in await office.trail()] == ["token.create", "token.revoke"]


async def test_a_disabled_account_is_refused_at_once_by_token_and_session(office: Office) -> None:
    token, secret = await make_token(office), await signed_in(office)
    assert await by_cookie(office, secret) is not None
    await office.write(
        lambda session: office.access.accounts.set_active(session, ADMIN, "S1", is_active=False)
    )
    assert await by_token(office, token.secret) is None
    assert await by_cookie(office, secret) is None
    assert await sign_in(office, SESAME) == SignInRefused()


async def test_another_role_ends_sessions_and_all_tokens_but_those_of_staff(office: Office) -> None:
    token, plain = await make_token(office), await make_token(office, role=Role.STAFF)
    secret = await signed_in(office)
    await office.write(
        lambda session: office.access.accounts.change_role(session, ADMIN, "S1", Role.ANALYST)
    )
    assert await by_token(office, token.secret) is None
    assert await by_cookie(office, secret) is None
    assert await by_token(office, plain.secret) is not None


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic QTpC", "bearer asst_x", "Bearer \ud800", "x" * 9999],
)
async def test_other_credentials_are_nobody_even_beside_a_good_cookie(
    office: Office, authorization: str
) -> None:
    secret = await signed_in(office)
    found = await office.access.credentials.identify(authorization=authorization, cookie=secret)
    assert found is None


async def test_a_session_ends_when_nobody_uses_it(office: Office) -> None:
    secret = await signed_in(office)
    for _ in range(4):  # used every 20 minutes, it outlives the idle limit of 30
        office.clock.advance(20 * 60)
        assert await by_cookie(office, secret) is not None
    office.clock.advance(30 * 60)
    assert await by_cookie(office, secret) is None


async def test_a_session_ends_after_its_longest_time_however_it_is_used(office: Office) -> None:
    secret = await signed_in(office)
    for _ in range(40):
        office.clock.advance(15 * 60 - 1)
        assert await by_cookie(office, secret) is not None
    office.clock.advance(40)
    assert await by_cookie(office, secret) is None
    await office.write(office.access.purge)
    assert await office.read(lambda session: session.exec(select(WebSession)).all()) == []


async def test_signing_out_and_a_new_password_end_sessions(office: Office) -> None:
    first = await signed_in(office)
    await office.write(lambda session: office.access.sessions.close(session, first))
    assert await by_cookie(office, first) is None
    second = await signed_in(office)
    await office.access.set_password(office.uow, ADMIN, "S1", SESAME + "!")
    assert await by_cookie(office, second) is None


async def test_a_csrf_token_belongs_to_its_session(office: Office) -> None:
    sessions = office.access.sessions
    token = sessions.csrf_token("one")
    assert sessions.is_csrf_token("one", token)
    assert not sessions.is_csrf_token("other", token)
    assert not sessions.is_csrf_token("one", "")
    assert not sessions.is_csrf_token("one", "\ud800")


async def test_a_password_is_stored_as_argon2id_alone(office: Office) -> None:
    """As the gateway opens it: the hash costs what RFC 9106 (4.) asks where memory is scarce."""
    key, settings = Key("access", 1, b"x" * 32), AccessSettings()
    access = open_access(office.uow, key, office.audit, office.clock, settings)
    secret = await signed_in(replace(office, access=access))
    (row,) = await office.read(lambda session: session.exec(select(AccountPassword)).all())
    assert row.hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    rows = await office.read(lambda session: session.exec(select(WebSession)).all())
    assert SESAME not in repr(row) + row.hash
    assert secret not in str([each.model_dump() for each in rows])


async def test_full_width_and_half_width_are_one_password(office: Office) -> None:
    await office.access.set_password(office.uow, ADMIN, "S1", "Aoi-Jitensha-37")
    assert isinstance(await sign_in(office, "Ａｏｉ－Ｊｉｔｅｎｓｈａ－３７"), SignedIn)


@pytest.mark.parametrize(
    "password", ["pass 37", "x" * 201, "aaaaaaaaaaaaaaaa", "my s1 password is long"]
)
async def test_an_unfit_password_is_refused_without_quoting_it(
    office: Office, password: str
) -> None:
    with pytest.raises(PasswordError) as refused:
        await office.access.set_password(office.uow, ADMIN, "S1", password)
    assert password not in refused.value.message
    assert await office.trail() == []


async def test_wrong_passwords_make_the_account_wait_and_then_not(office: Office) -> None:
    await signed_in(office)
    for _ in range(5):
        assert await sign_in(office, "wrong") == SignInRefused()
    refused = await sign_in(office, SESAME)
    assert isinstance(refused, SignInRefused)
    assert 0 < refused.wait_seconds <= 15 * 60
    office.clock.advance(15 * 60)
    assert isinstance(await sign_in(office, SESAME), SignedIn)


async def test_a_right_password_takes_the_counts_back(office: Office) -> None:
    await signed_in(office)
    for _ in range(3):
        for _ in range(4):
            assert await sign_in(office, "wrong") == SignInRefused()
        assert isinstance(await sign_in(office, SESAME), SignedIn)


async def test_an_unknown_account_is_counted_and_compared_like_any_other(office: Office) -> None:
    tries = [
        await office.access.sign_in.sign_in("nobody\0", SESAME, address="192.0.2.9")
        for _ in range(6)
    ]
    assert tries[:5] == [SignInRefused()] * 5
    assert isinstance(tries[5], SignInRefused)
    assert tries[5].wait_seconds


async def test_one_address_cannot_try_many_accounts(
    unit_of_work: UnitOfWork, office: Office, clock: ManualClock
) -> None:
    strict = make_office(unit_of_work, clock, AccessSettings(sign_in_attempts_per_address=3))
    tries = [
        await strict.access.sign_in.sign_in(f"X{number}", "wrong", address=f"2001:db8::{number}")
        for number in range(4)
    ]
    assert [getattr(each, "wait_seconds", 0) > 0 for each in tries] == [False, False, False, True]


async def test_tries_at_once_are_all_counted_over_processes(
    unit_of_work: UnitOfWork, office: Office, clock: ManualClock
) -> None:
    await signed_in(office)
    other = make_office(unit_of_work, clock, AccessSettings())
    tries = [sign_in(each, "wrong") for each in (office, other) for _ in range(6)]
    refused = await asyncio.gather(*tries)
    assert sum(getattr(each, "wait_seconds", 0) == 0 for each in refused) == 5


async def test_counts_name_nobody_and_are_deleted(office: Office) -> None:
    await sign_in(office, "wrong")
    rows = await office.read(lambda session: session.exec(select(SignInCount)).all())
    assert len(rows) == 2
    assert "192.0.2.1" not in str([row.model_dump() for row in rows])
    office.clock.advance(DAY)
    assert await office.write(office.access.purge) == 2


async def test_an_answer_is_given_again_to_the_same_request_of_the_same_account(
    office: Office,
) -> None:
    answers, first = office.access.answers, Demand("A1", "k-1", "POST /x\n{}")
    assert await office.read(lambda session: answers.find(session, first)) is None
    await office.write(lambda session: answers.keep(session, first, Answer(200, "{}")))
    assert await office.read(lambda session: answers.find(session, first)) == Answer(200, "{}")
    other = Demand("A2", "k-1", "POST /x\n{}")
    assert await office.read(lambda session: answers.find(session, other)) is None
    with pytest.raises(ConflictError):
        await office.read(lambda session: answers.find(session, Demand("A1", "k-1", "POST /y\n{}")))
    office.clock.advance(3 * DAY)
    await office.write(office.access.purge)
    assert await office.read(lambda session: session.exec(select(KeptAnswer)).all()) == []


@pytest.mark.parametrize("key", ["", "x" * 201, "鍵", "a\nb"])
def test_an_unfit_idempotency_key_is_refused(key: str) -> None:
    with pytest.raises(InputError):
        Demand("A1", key, "")


async def test_after_a_clock_that_ran_ahead_nobody_waits_for_weeks(office: Office) -> None:
    await signed_in(office)
    office.clock.advance(40 * 86_400)
    for _ in range(6):
        await sign_in(office, "wrong")
    office.clock.advance(-40 * 86_400)
    assert isinstance(await sign_in(office, SESAME), SignedIn)
