"""増枠: one open request an account, decided once, the sender told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId
from assistant.usage.quota.requests import Request, Sender, ask, find_open, open_requests
from tests.usage.quota.conftest import ADMIN, Desk

MakeDesk = Callable[..., Desk]
SENDER = Sender("generic", "u1", "room-1", "event-1")
REASON = "議会答弁の資料の要約"


def asked(desk: Desk, session: Session, name: str = "a1") -> tuple[Request, bool]:
    return ask(session, desk.directory.accounts[name], REASON, SENDER, desk.clock.now())


def cap_of(desk: Desk, session: Session, name: str = "a1") -> int | None:
    found = desk.ledger.balance(
        session, account_id=AccountId(name), department_id=DepartmentId("d1")
    )
    return found.account.cap


def test_an_account_has_one_open_request(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk()
    first, is_new = asked(desk, session)
    again, is_second_new = asked(desk, session)
    assert (is_new, is_second_new) == (True, False)
    assert again == first
    other, _ = asked(desk, session, "a2")
    assert [request.id for request in open_requests(session)] == [first.id, other.id]
    assert REASON not in repr(first)


def test_an_approval_adds_until_the_months_end_and_tells_the_sender(
    make_desk: MakeDesk, session: Session, clock: ManualClock
) -> None:
    desk = make_desk(default_cap_tokens=1000)
    request, _ = asked(desk, session)
    decision = desk.requests.approve(session, ADMIN, request.id, 500)
    assert (decision.tokens, decision.until) == (500, date(2026, 4, 30))
    assert desk.told == [decision]
    assert decision.request.sender == SENDER
    (decided,) = desk.requests.decided(session)
    assert decided.sender == Sender("generic", "", "", ""), "where the answer went is not kept"
    assert cap_of(desk, session) == 1500
    assert find_open(session, "a1") is None
    assert desk.trail(session) == [("cap.approve", "account:a1")]
    clock.advance(16 * 86400)
    assert cap_of(desk, session) == 1000


def test_a_second_approval_comes_on_top_and_may_last_longer(
    make_desk: MakeDesk, session: Session
) -> None:
    desk = make_desk(default_cap_tokens=1000)
    for tokens, until in ((500, None), (200, date(2026, 6, 30))):
        request, is_new = asked(desk, session)
        assert is_new
        desk.requests.approve(session, ADMIN, request.id, tokens, until=until)
    assert cap_of(desk, session) == 1700


def test_what_staff_wrote_is_erased_with_the_decision_and_never_audited(
    make_desk: MakeDesk, session: Session
) -> None:
    desk = make_desk()
    first, _ = asked(desk, session)
    desk.requests.refuse(session, ADMIN, first.id, word="来月の枠でお願いします")
    second, _ = asked(desk, session)
    desk.requests.approve(session, ADMIN, second.id, 5)
    for table in ("quota_request", "audit_entry", "quota_increase"):
        rows = session.connection().execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
        assert rows
        assert REASON not in str(rows)
    assert [request.word for request in desk.requests.decided(session)] == [
        None, "来月の枠でお願いします",
    ]  # fmt: skip


@pytest.mark.parametrize("does_approve", [True, False])
def test_a_request_is_decided_once(
    make_desk: MakeDesk, session: Session, does_approve: bool
) -> None:
    desk = make_desk()
    request, _ = asked(desk, session)
    if does_approve:
        desk.requests.approve(session, ADMIN, request.id, 5)
    else:
        desk.requests.refuse(session, ADMIN, request.id, word="不可")
    with pytest.raises(InputError, match="already by b1"):
        desk.requests.approve(session, ADMIN, request.id, 5)
    with pytest.raises(InputError, match="already by b1"):
        desk.requests.refuse(session, ADMIN, request.id, word="不可")
    assert len(desk.told) == len(desk.trail(session)) == 1


def test_a_decision_that_is_impossible_leaves_the_request_open(
    make_desk: MakeDesk, session: Session
) -> None:
    desk = make_desk(default_cap_tokens=0)
    request, _ = asked(desk, session)
    with pytest.raises(InputError, match="is stopped"):
        desk.requests.approve(session, ADMIN, request.id, 5)
    with pytest.raises(InputError, match="the reason is missing"):
        desk.requests.refuse(session, ADMIN, request.id, word=" ")
    with pytest.raises(InputError, match="no request 99"):
        desk.requests.approve(session, ADMIN, 99, 5)
    desk.directory.accounts.pop("a1")
    with pytest.raises(InputError, match="no account"):
        desk.requests.approve(session, ADMIN, request.id, 5)
    assert find_open(session, "a1") is not None
    assert (desk.told, desk.trail(session)) == ([], [])


def test_what_fails_on_the_way_is_undone_whole(make_desk: MakeDesk, engine: Engine) -> None:
    """The sender cannot be told: then there is no increase, no decision, no audit entry either."""
    desk = make_desk(default_cap_tokens=1000)
    with Session(engine) as session, session.begin():
        request, _ = asked(desk, session)

    def fail(_session: Session, _decision: object) -> None:
        raise RuntimeError("told nobody")

    desk.requests._tell = fail
    with (
        pytest.raises(RuntimeError),
        Session(engine) as session,
        session.begin(),
    ):
        desk.requests.approve(session, ADMIN, request.id, 5)
    with Session(engine) as session:
        assert cap_of(desk, session) == 1000
        assert find_open(session, "a1") == request
        assert desk.trail(session) == []
