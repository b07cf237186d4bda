from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.core.keys import Key
from assistant.identity.directory import (
    count_active,
    ensure_demo_account,
    find_member,
    get_member,
    set_active,
)
from assistant.identity.models import Account, ChannelIdentity, Department
from assistant.identity.pseudonym import pseudonym
from assistant.identity.roles import Role
from assistant.identity.roster_import import import_roster
from assistant.store.unit_of_work import UnitOfWork
from tests.identity.rosters import roster

pytestmark = pytest.mark.anyio


async def test_the_demo_account_is_reachable_on_console_and_generic(
    unit_of_work: UnitOfWork, clock: ManualClock
) -> None:
    assert await unit_of_work.write(lambda session: ensure_demo_account(session, clock.now()))
    assert not await unit_of_work.write(lambda session: ensure_demo_account(session, clock.now()))
    for channel in ("console", "generic"):
        member = await unit_of_work.read(
            partial(find_member, channel=channel, channel_user_id="demo")
        )
        assert member is not None
        assert (member.account_id, member.role, member.is_active) == ("demo", Role.STAFF, True)


async def test_a_disabled_demo_account_stays_disabled(
    unit_of_work: UnitOfWork, clock: ManualClock
) -> None:
    now = clock.now()
    await unit_of_work.write(lambda session: ensure_demo_account(session, now))
    await unit_of_work.write(lambda s: set_active(s, "demo", is_active=False, now=now))
    await unit_of_work.write(lambda session: ensure_demo_account(session, now))
    member = await unit_of_work.read(lambda session: get_member(session, "demo"))
    assert member is not None
    assert not member.is_active


async def test_nobody_is_found_under_an_unknown_or_other_channels_id(
    unit_of_work: UnitOfWork, clock: ManualClock
) -> None:
    await unit_of_work.write(
        lambda session: import_roster(
            session,
            roster("E1,架空,総務課,staff,generic,u1,1"),
            now=clock.now(),
            is_dry_run=False,
        )
    )

    known = partial(find_member, channel="generic", channel_user_id="u1")
    assert await unit_of_work.read(known) is not None
    for channel, user in [("generic", "U1"), ("generic", "u1 "), ("slack", "u1"), ("generic", "")]:
        unknown = partial(find_member, channel=channel, channel_user_id=user)
        assert await unit_of_work.read(unknown) is None


async def test_switching_an_account_reports_whether_it_changed(
    unit_of_work: UnitOfWork, clock: ManualClock
) -> None:
    now = clock.now()
    await unit_of_work.write(lambda session: ensure_demo_account(session, now))
    assert await unit_of_work.read(count_active) == 1
    assert await unit_of_work.write(lambda s: set_active(s, "demo", is_active=False, now=now))
    assert not await unit_of_work.write(lambda s: set_active(s, "demo", is_active=False, now=now))
    assert await unit_of_work.read(count_active) == 0
    with pytest.raises(InputError, match="accounts list"):
        await unit_of_work.write(lambda s: set_active(s, "E9", is_active=True, now=now))


@pytest.mark.parametrize("wrong", ["role", "department", "chat_id"])
async def test_the_tables_refuse_what_import_would_not_write(
    unit_of_work: UnitOfWork, clock: ManualClock, wrong: str
) -> None:
    def work(session: Session) -> None:
        session.add(Department(id="総務課", name="総務課"))
        session.flush()
        for id_ in ("E1", "E2"):
            session.add(
                Account(
                    id=id_,
                    name="架空",
                    department_id="税務課" if wrong == "department" else "総務課",
                    role="boss" if wrong == "role" else "staff",
                    is_active=True,
                    created_at=clock.now(),
                    updated_at=clock.now(),
                )
            )
        session.flush()
        for id_ in ("E1", "E2"):
            user = "u1" if wrong == "chat_id" else f"u-{id_}"
            session.add(ChannelIdentity(channel="generic", channel_user_id=user, account_id=id_))
            session.flush()
            session.expunge_all()

    with pytest.raises(IntegrityError):
        await unit_of_work.write(work)


def test_repr_of_an_account_shows_its_id_alone(clock: ManualClock) -> None:
    account = Account(
        id="E1",
        name="架空 花",
        department_id="総務課",
        role="staff",
        is_active=True,
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    assert repr(account) == "Account(id='E1')"
    assert "架空" not in str(account)
    identity = ChannelIdentity(channel="generic", channel_user_id="secret", account_id="E1")
    assert "secret" not in f"{identity!r} {identity}"


def test_pseudonyms_are_keyed_versioned_and_stable() -> None:
    key = Key("pseudonym", 1, b"k" * 32)
    name = pseudonym(key, "E0001")
    assert name == pseudonym(key, "E0001")
    assert name.startswith("p1-")
    assert len(name) == len("p1-") + 16
    others = {
        pseudonym(key, "E0002"),
        pseudonym(Key("pseudonym", 2, b"k" * 32), "E0001"),
        pseudonym(Key("pseudonym", 1, b"j" * 32), "E0001"),
    }
    assert name not in others
    assert len(others) == 3
