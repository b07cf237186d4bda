from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from assistant.core.clock import ManualClock
from assistant.identity.directory import find_member, get_member, list_members
from assistant.identity.models import Account, ChannelIdentity
from assistant.identity.roster import Roster, parse_roster
from assistant.identity.roster_import import RosterDiff, import_roster
from assistant.identity.roster_text import RosterError
from assistant.store.unit_of_work import UnitOfWork
from tests.identity.rosters import FULL, roster

pytestmark = pytest.mark.anyio


class City:
    """A database that takes rosters."""

    def __init__(self, unit_of_work: UnitOfWork, clock: ManualClock) -> None:
        self.unit_of_work = unit_of_work
        self.clock = clock

    async def take(self, roster: Roster, *, is_dry_run: bool = False) -> RosterDiff:
        now = self.clock.now()
        return await self.unit_of_work.write(
            lambda session: import_roster(session, roster, now=now, is_dry_run=is_dry_run)
        )

    async def owner(self, channel: str, channel_user_id: str) -> str | None:
        member = await self.unit_of_work.read(
            lambda session: find_member(session, channel=channel, channel_user_id=channel_user_id)
        )
        return member.account_id if member else None

    async def everything(self) -> list[tuple[object, ...]]:
        def work(session: Session) -> list[tuple[object, ...]]:
            accounts = session.exec(select(Account).order_by(col(Account.id))).all()
            identities = session.exec(select(ChannelIdentity)).all()
            return [
                (a.id, a.name, a.department_id, a.role, a.is_active, a.updated_at) for a in accounts
            ] + sorted((i.channel, i.channel_user_id, i.account_id) for i in identities)

        return await self.unit_of_work.read(work)


@pytest.fixture
def city(unit_of_work: UnitOfWork, clock: ManualClock) -> City:
    return City(unit_of_work, clock)


async def test_a_first_import_adds_everything(city: City, unit_of_work: UnitOfWork) -> None:
    diff = await city.take(parse_roster(FULL.encode()))
    assert diff.added == ("E0001", "E0002", "E0003")
    assert diff.new_departments == ("総務課", "議会事務局", "情報政策課")
    assert (diff.chat_ids_added, diff.chat_ids_removed, diff.absent_count) == (2, 0, 0)
    members = await unit_of_work.read(list_members)
    assert [(m.account_id, m.department_id, m.role.value, m.is_active) for m in members] == [
        ("E0001", "総務課", "staff", True),
        ("E0002", "議会事務局", "analyst", True),
        ("E0003", "情報政策課", "admin", True),
    ]
    assert await city.owner("generic", "u-2") == "E0002"


async def test_the_second_import_changes_nothing(city: City) -> None:
    await city.take(parse_roster(FULL.encode()))
    before = await city.everything()
    city.clock.advance(60)
    diff = await city.take(parse_roster(FULL.encode("cp932")))
    assert diff.unchanged == ("E0001", "E0002", "E0003")
    assert (diff.added, diff.changed, diff.new_departments) == ((), (), ())
    assert await city.everything() == before


async def test_a_dry_run_says_the_same_and_writes_nothing(city: City) -> None:
    await city.take(roster("E1,架空,総務課,staff,generic,u1,1"))
    before = await city.everything()
    coming = roster("E1,架空,税務課,admin,generic,u2,0", "E2,架空,税務課,staff,generic,u1,1")
    planned = await city.take(coming, is_dry_run=True)
    assert await city.everything() == before
    assert await city.take(coming) == planned
    assert await city.everything() != before


async def test_each_change_is_reported(city: City) -> None:
    await city.take(
        roster(
            "E1,架空,総務課,staff,,,1",
            "E2,架空,総務課,staff,,,1",
            "E3,架空,総務課,staff,,,0",
            "E4,架空,総務課,staff,,,1",
            "E5,架空,総務課,staff,,,1",
        )
    )
    diff = await city.take(
        roster(
            "E1,架空,税務課,staff,,,1",
            "E2,架空,総務課,staff,,,0",
            "E3,架空 改,総務課,staff,,,1",
            "E4,架空,総務課,admin,,,1",
        )
    )
    assert diff.changed == ("E1", "E2", "E3", "E4")
    assert diff.moved == ("E1",)
    assert diff.disabled == ("E2",)
    assert diff.enabled == ("E3",)
    assert diff.absent_count == 1


async def test_accounts_the_roster_does_not_mention_stay_as_they_are(
    city: City, unit_of_work: UnitOfWork
) -> None:
    await city.take(parse_roster(FULL.encode()))
    diff = await city.take(roster("E9,架空,総務課,staff,,,1"))
    assert diff.absent_count == 3
    member = await unit_of_work.read(lambda session: get_member(session, "E0001"))
    assert member is not None
    assert member.is_active


async def test_a_new_chat_id_takes_the_place_of_the_old_one(city: City) -> None:
    await city.take(roster("E1,架空,総務課,staff,generic,u1,1", "E1,架空,総務課,staff,slack,U1,1"))
    diff = await city.take(roster("E1,架空,総務課,staff,generic,u2,1"))
    assert (diff.chat_ids_added, diff.chat_ids_removed) == (1, 1)
    assert await city.owner("generic", "u1") is None
    assert await city.owner("generic", "u2") == "E1"
    assert await city.owner("slack", "U1") == "E1"


async def test_a_line_without_chat_id_leaves_the_known_ones(city: City) -> None:
    await city.take(roster("E1,架空,総務課,staff,generic,u1,1"))
    assert (await city.take(roster("E1,架空,総務課,staff,,,1"))).unchanged == ("E1",)
    assert await city.owner("generic", "u1") == "E1"


async def test_chat_ids_can_be_exchanged_in_one_file(city: City) -> None:
    await city.take(
        roster("E1,架空,総務課,staff,generic,u1,1", "E2,架空,総務課,staff,generic,u2,1")
    )
    await city.take(
        roster("E1,架空,総務課,staff,generic,u2,1", "E2,架空,総務課,staff,generic,u1,1")
    )
    assert await city.owner("generic", "u1") == "E2"
    assert await city.owner("generic", "u2") == "E1"


@pytest.mark.parametrize("is_dry_run", [True, False])
async def test_a_chat_id_of_another_account_stops_the_whole_import(
    city: City, is_dry_run: bool
) -> None:
    await city.take(roster("E1,架空,総務課,staff,generic,u1,1"))
    before = await city.everything()
    with pytest.raises(RosterError) as caught:
        await city.take(
            roster("E2,架空,税務課,staff,,,1", "E3,架空,税務課,staff,generic,u1,1"),
            is_dry_run=is_dry_run,
        )
    assert caught.value.problems[0].startswith(
        "line 3, channel_user_id: belongs to account E1; give that account its own id"
    )
    assert await city.everything() == before


async def test_times_of_change_are_kept(city: City, unit_of_work: UnitOfWork) -> None:
    await city.take(roster("E1,架空,総務課,staff,,,1"))
    made = city.clock.now()
    city.clock.advance(3600)
    await city.take(roster("E1,架空,税務課,staff,,,1"))

    def times(session: Session) -> tuple[datetime, datetime]:
        account = session.exec(select(Account)).one()
        return account.created_at, account.updated_at

    assert await unit_of_work.read(times) == (made, city.clock.now())


async def test_three_thousand_accounts_are_imported_and_found(city: City) -> None:
    lines = [f"E{n},架空,所属{n % 60},staff,generic,u{n},1" for n in range(3031)]
    assert len((await city.take(roster(*lines))).added) == 3031
    assert len((await city.take(roster(*lines))).unchanged) == 3031
    assert await city.owner("generic", "u3030") == "E3030"
