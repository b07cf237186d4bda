"""Exports for somebody: limited, small groups left out, accounts renamed, described, audited."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.core.keys import Key
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.columns import COLUMNS, dictionary
from assistant.usage.log.events import UsageRecord
from assistant.usage.log.export import ExportFormat, ExportRequest, run_export
from assistant.usage.log.manifest import Exported
from assistant.usage.log.selection import Selection
from assistant.usage.log.small_groups import relabel_for, too_small
from assistant.usage.log.writers import Encoding, csv_cell
from tests.usage.log.turns import answered, blocked, write_all

pytestmark = pytest.mark.anyio
KEY = Key("pseudonym", 1, b"k" * 32)


async def rows_of(
    unit_of_work: UnitOfWork, out: Path, **options: Any
) -> tuple[Exported, list[dict[str, Any]]]:
    request = ExportRequest(format=ExportFormat.JSONL, out=out, **options)
    exported = await run_export(unit_of_work, request)
    return exported, [json.loads(line) for line in out.read_text().splitlines()]


def of_people(department: str, names: Iterable[str]) -> list[UsageRecord]:
    return [replace(answered(department=department), account_pseudonym=name) for name in names]


async def write(unit_of_work: UnitOfWork, records: list[UsageRecord]) -> None:
    await unit_of_work.write(lambda session: write_all(session, records))


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (Selection(departments=("税務課",)), 2),
        (Selection(outcomes=("blocked_input",)), 1),
        (Selection(models=("offline",), departments=("総務課", "税務課")), 3),
        (Selection(channels=("generic",)), 4),
        (Selection(from_month="2026-05"), 0),
    ],
)
async def test_rows_can_be_limited(
    unit_of_work: UnitOfWork, tmp_path: Path, selection: Selection, count: int
) -> None:
    await write(unit_of_work, [*of_people("税務課", "ab"), answered(), blocked()])
    _, rows = await rows_of(unit_of_work, tmp_path / "u", selection=selection)
    assert len(rows) == count


@pytest.mark.parametrize("wrong", ["departments", "outcomes", "models", "channels"])
async def test_a_name_without_rows_is_a_fault(
    unit_of_work: UnitOfWork, tmp_path: Path, wrong: str
) -> None:
    await write(unit_of_work, [answered()])
    selection = Selection(**{wrong: ("総務科",)})  # type: ignore[arg-type]  # one of four names
    with pytest.raises(InputError, match="総務科"):
        await rows_of(unit_of_work, tmp_path / "u", selection=selection)
    assert list(tmp_path.glob("u*")) == []


async def test_a_small_department_is_not_named(unit_of_work: UnitOfWork, tmp_path: Path) -> None:
    stopped = replace(blocked(), department_id=answered(department="会計課").department_id)
    big, small = of_people("総務課", "abcdefg"), of_people("会計課", "xyz")
    tiny = of_people("監査", "q")
    await write(unit_of_work, [*big, *small, *tiny, stopped])
    exported, rows = await rows_of(unit_of_work, tmp_path / "u", small_group=3)
    named = [row["department_id"] for row in rows]
    # The one person of 監査 alone would be the city less the others: 会計課 goes with it.
    assert named.count("suppressed") == exported.suppressed == 5
    assert set(named) == {"総務課", "suppressed"}
    for row in rows:
        names = [row[name] for name in ("account_pseudonym", "conversation_id", "question_number")]
        assert (row["department_id"] == "suppressed") <= (names == [None] * 3)


async def test_choosing_a_small_department_does_not_name_it(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await write(unit_of_work, [*of_people("総務課", "abcdefg"), *of_people("会計課", "xyz")])
    chosen = Selection(departments=("会計課", "総務課"))
    _, rows = await rows_of(unit_of_work, tmp_path / "u", selection=chosen, small_group=4)
    assert rows == []  # 総務課 alone would be the city less 会計課
    chosen = Selection(departments=("会計課",))
    _, rows = await rows_of(unit_of_work, tmp_path / "u", selection=chosen, small_group=4)
    assert rows == []
    _, rows = await rows_of(unit_of_work, tmp_path / "u", selection=chosen, small_group=3)
    assert len(rows) == 3


@pytest.mark.parametrize("name", ["－特命室", "=1+1", "'会計課"])
async def test_a_small_department_with_an_odd_name_is_not_named_in_a_csv(
    unit_of_work: UnitOfWork, tmp_path: Path, name: str
) -> None:
    await write(unit_of_work, [*of_people("総務課", "abcdefg"), *of_people(name, "xyz")])
    out = tmp_path / "u.csv"
    request = ExportRequest(format=ExportFormat.CSV, out=out, small_group=4)
    await run_export(unit_of_work, request)
    assert name not in out.read_text(encoding="utf-8-sig")


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 9), max_size=8), st.integers(1, 6))
def test_what_is_left_out_is_nobody_or_many_or_everybody(
    groups: dict[str, int], at_least: int
) -> None:
    hidden = too_small(groups.items(), at_least)
    assert all(groups[name] >= at_least for name in groups.keys() - hidden)
    people = sum(groups[name] for name in hidden)
    assert not hidden or people >= at_least or hidden == groups.keys()


async def test_recipients_cannot_join_their_exports(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await write(unit_of_work, [answered(), answered(), blocked()])
    names: dict[str, list[set[Any]]] = {}
    for recipient in ("監査法人", "大学", "大学"):
        _, rows = await rows_of(unit_of_work, tmp_path / "u", relabel=relabel_for(KEY, recipient))
        columns = ("turn_id", "account_pseudonym", "conversation_id")
        seen = [{row[name] for row in rows} - {None} for name in columns]
        assert [len(each) for each in seen] == [3, 1, 1]
        assert names.get(recipient, seen) == seen
        names[recipient] = seen
    first, second = names.values()
    assert all(one.isdisjoint(other) for one, other in zip(first, second, strict=True))
    assert "p1-0123456789abcdef" not in (tmp_path / "u").read_text()


async def test_beside_an_export_lie_its_description_and_digest(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await write(unit_of_work, [answered(), blocked()])
    out = tmp_path / "usage.jsonl"
    exported, _ = await rows_of(unit_of_work, out, selection=Selection(from_month="2026-04"))
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    described = json.loads((tmp_path / "usage.jsonl.json").read_text())
    assert (tmp_path / "usage.jsonl.sha256").read_text() == f"{digest}  usage.jsonl\n"
    assert described["sha256"] == exported.sha256 == digest
    assert (described["rows"], described["selection"]) == (2, {"from_month": "2026-04"})
    assert tuple(each["name"] for each in described["columns"]) == COLUMNS
    assert all(facts.label and facts.meaning for facts in dictionary())


async def test_an_export_that_cannot_be_audited_does_not_appear(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await write(unit_of_work, [answered()])

    def fail(_session: Session, exported: Exported) -> None:
        assert exported.rows == 1
        raise InputError("no audit")

    with pytest.raises(InputError, match="no audit"):
        await rows_of(unit_of_work, tmp_path / "u", audit=fail)
    assert list(tmp_path.glob("u*")) == []


async def test_cp932_says_what_it_could_not_hold(unit_of_work: UnitOfWork, tmp_path: Path) -> None:
    await write(unit_of_work, [answered(), answered(department="𠮷野課"), answered()])
    out = tmp_path / "usage.csv"
    request = ExportRequest(format=ExportFormat.CSV, out=out, encoding=Encoding.CP932)
    exported = await run_export(unit_of_work, request)
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("cp932"), newline="")))
    assert [row["department_id"] for row in rows] == ["総務課", "〓野課", "総務課"]
    assert exported.unencodable.characters == {"U+20BB7": 1}
    assert exported.unencodable.lines == [3]
    described = json.loads((tmp_path / "usage.csv.json").read_text())
    assert described["unencodable"]["line_count"] == 1


async def test_only_a_csv_has_another_encoding(unit_of_work: UnitOfWork, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leave --encoding out"):
        await rows_of(unit_of_work, tmp_path / "u", encoding=Encoding.CP932)


@pytest.mark.parametrize("start", ["=", "＝", "@", "-", ""])
async def test_the_csv_of_the_database_says_what_the_rows_say(
    unit_of_work: UnitOfWork, tmp_path: Path, start: str
) -> None:
    odd = replace(answered(department=f"{start}1+1"), source_ids=(f"{start}x",), model=f"{start}m")
    unknown = replace(blocked(), department_id=None, account_pseudonym=None)
    await write(unit_of_work, [odd, unknown, replace(answered(), cost_yen_micros=None)])
    _, rows = await rows_of(unit_of_work, tmp_path / "u")
    out = tmp_path / "usage.csv"
    await run_export(unit_of_work, ExportRequest(format=ExportFormat.CSV, out=out))
    read = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    times = {"at_utc", "at_tokyo"}
    for in_csv, row in zip(read, rows, strict=True):
        assert {name: in_csv[name] for name in COLUMNS if name not in times} == {
            name: csv_cell(row[name]) for name in COLUMNS if name not in times
        }
        assert all(in_csv[name] == row[name][:19].replace("T", " ") for name in times)
