"""Lists, rules, counts and desk in the database: each change whole, counted and recorded."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.policy.desk import Address, Filed, Filing, ReportState, file_report, list_reports
from assistant.policy.drafts import ContactDraft, EntryDraft, ListKind, OfficialDraft
from assistant.policy.shadow import add_counts, list_counts
from assistant.policy.snapshot import load
from assistant.policy.stops import Place, Stop
from assistant.policy.terms import PolicyError, RuleValues
from assistant.policy.version import version
from tests.policy.conftest import ADMIN, DEPARTMENTS, Office

pytestmark = pytest.mark.anyio
TEXT = "架空田太郎"
DRAFT = EntryDraft(TEXT, "試験", "PERSON", "税務課", date(2026, 4, 15))


async def add(office: Office, draft: EntryDraft = DRAFT) -> int:
    return await office.write(lambda session: office.lists.add(session, ADMIN, draft, DEPARTMENTS))


async def set_rule(office: Office, values: RuleValues, department: str | None = None) -> RuleValues:
    return await office.write(
        lambda session: office.rules.set(
            session, ADMIN, "PERSON", values,
            department=department, departments=DEPARTMENTS, reason="試験",
        )
    )  # fmt: skip


async def test_every_change_is_counted_and_recorded_without_the_text(office: Office) -> None:
    number = await add(office)
    await set_rule(office, RuleValues(threshold=0.7), "税務課")
    await office.write(
        lambda session: office.lists.remove(session, ADMIN, ListKind.ENTRIES, number, reason="終了")
    )
    trail = await office.trail()
    assert [(action, subject) for action, subject, _ in trail] == [
        ("allow.add", f"entries:{number}"),
        ("rule.set", "rule:PERSON:税務課"),
        ("allow.remove", f"entries:{number}"),
    ]
    assert json.loads(trail[0][2]) == {
        "entity": "PERSON", "department": "税務課", "until": "2026-04-15", "reason": "試験",
    }  # fmt: skip
    assert TEXT not in str(trail)
    assert await office.read(version) == 3


async def test_a_refused_change_leaves_nothing(office: Office) -> None:
    await add(office)
    for draft in (DRAFT, EntryDraft(TEXT, "x", "NO_ENTITY"), EntryDraft("", "x")):
        with pytest.raises(PolicyError) as refused:
            await add(office, draft)
        assert TEXT not in refused.value.message
    with pytest.raises(PolicyError):
        await office.write(
            lambda session: office.rules.set(
                session, ADMIN, "NUMBER", RuleValues(action="allow"),
                department=None, departments=DEPARTMENTS, reason="x",
            )
        )  # fmt: skip
    assert await office.read(version) == 1
    assert len(await office.trail()) == 1


async def test_an_entry_holds_to_the_end_of_its_last_day_in_tokyo(office: Office) -> None:
    await add(office)
    (entry,) = (await office.read(load)).entries
    assert entry.expires_at is not None
    assert entry.expires_at.isoformat() == "2026-04-16T00:00:00+09:00"
    office.clock.advance(timedelta(days=1).total_seconds())
    again = EntryDraft(TEXT, "試験", "PERSON", "税務課")
    assert await add(office, again) > entry.id


async def test_the_same_text_may_be_listed_for_another_scope(office: Office) -> None:
    await add(office, EntryDraft(TEXT, "x"))
    await add(office, EntryDraft(TEXT, "x", "PERSON"))
    await add(office, EntryDraft(TEXT, "x", "PERSON", "税務課"))
    assert len((await office.read(load)).entries) == 3


async def test_a_rule_keeps_what_is_not_said(office: Office) -> None:
    await set_rule(office, RuleValues(threshold=0.7))
    assert await set_rule(office, RuleValues(is_shadow=True)) == RuleValues(None, 0.7, True)
    assert await set_rule(office, RuleValues(is_shadow=False)) == RuleValues(None, 0.7, False)
    (rule,) = (await office.read(load)).rules
    assert (rule.department, rule.values) == (None, RuleValues(None, 0.7, False))


async def test_two_admins_at_once_lose_no_change(office: Office) -> None:
    drafts = [EntryDraft(f"{TEXT}{number}", "x", "PERSON") for number in range(12)]
    numbers = await asyncio.gather(*(add(office, draft) for draft in drafts))
    assert len(set(numbers)) == 12
    assert await office.read(version) == 12


async def test_of_two_who_list_the_same_text_at_once_one_is_told(office: Office) -> None:
    done = await asyncio.gather(*(add(office) for _ in range(6)), return_exceptions=True)
    faults = [one for one in done if isinstance(one, BaseException)]
    assert [type(fault) for fault in faults] == [PolicyError] * 5
    rules = await asyncio.gather(*(set_rule(office, RuleValues(threshold=0.7)) for _ in range(6)))
    assert set(rules) == {RuleValues(None, 0.7, None)}
    assert await office.read(version) == 7


async def test_an_import_adds_what_is_not_there(office: Office) -> None:
    officials = [(2, OfficialDraft("架空 一郎")), (3, OfficialDraft("架空 二葉")),
                 (4, OfficialDraft("架空 一郎"))]  # fmt: skip
    contacts = [(2, ContactDraft("phone", "03-0000-0001", "総務課"))]
    for is_dry_run, expected in ((True, 0), (False, 2)):
        done = await office.write(
            lambda session, dry=is_dry_run: office.lists.import_all(  # type: ignore[misc]  # bound
                session, ADMIN, ListKind.OFFICIALS, officials, is_dry_run=dry
            )
        )
        assert (done.added, done.duplicate_lines) == (2, (4,))
        assert len((await office.read(load)).officials) == expected
    await office.write(
        lambda session: office.lists.import_all(session, ADMIN, ListKind.CONTACTS, contacts)
    )
    assert [one.office for one in (await office.read(load)).contacts] == ["総務課"]
    assert [(action, subject) for action, subject, _ in await office.trail()] == [
        ("allow.import", "officials"),
        ("allow.import", "contacts"),
    ]


async def test_trial_counts_add_up(office: Office) -> None:
    def count(session: Session) -> None:
        add_counts(session, "2026-04", {("税務課", "PERSON"): (1, 1)})

    await asyncio.gather(*(office.write(count) for _ in range(10)))
    await office.write(
        lambda session: add_counts(session, "2026-05", {("税務課", "PERSON"): (2, 0)})
    )
    counts = await office.read(list_counts)
    assert [(one.month, one.texts, one.stops) for one in counts] == [
        ("2026-05", 2, 0),
        ("2026-04", 10, 10),
    ]
    april = await office.read(lambda session: list_counts(session, "2026-04"))
    assert april == counts[1:]


async def test_a_report_goes_through_the_desk_once(office: Office) -> None:
    now = office.clock.now()
    places = (Place("PERSON", "PersonRecognizer", 3, 0.9), Place("PERSON", "Other", 4, 0.6))
    stop = Stop(TurnId("t1"), AccountId("E1"), DepartmentId("税務課"), "r1.p1", now, places)
    address = Address("generic", "u-1", "room", "e-1")

    def file(session: Session) -> Filed:
        return file_report(session, stop, address, now=now)

    number = (await office.write(file)).number
    assert await office.write(file) == Filed(Filing.KNOWN, number)
    (report,) = await office.read(list_reports)
    assert (report.stop, report.address) == (stop, address)

    async def decide(state: ReportState) -> None:
        await office.write(
            lambda session: office.desk.decide(session, ADMIN, number, state, note="理由")
        )

    await decide(ReportState.REFUSED)
    with pytest.raises(PolicyError, match="refused already"):
        await decide(ReportState.ACCEPTED)
    (report,) = await office.read(lambda session: list_reports(session, ReportState.REFUSED))
    assert (report.note, report.decided_by, report.decided_at) == ("理由", "A1", now)
    assert await office.read(lambda session: list_reports(session, ReportState.OPEN)) == ()
