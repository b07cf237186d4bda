from __future__ import annotations

import csv
import io
import json
import resource
import stat
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.columns import COLUMNS
from assistant.usage.log.export import ROWS_AT_ONCE, ExportFormat, ExportRequest, run_export
from assistant.usage.log.selection import Selection
from assistant.usage.log.writers import csv_cell
from tests.usage.log.turns import APRIL, answered, blocked, many, write_alike, write_all

pytestmark = pytest.mark.anyio

FORMATS = list(ExportFormat)


def read_rows(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    header, *rows = openpyxl.load_workbook(path)["usage"].iter_rows(values_only=True)
    return [dict(zip([str(name) for name in header], row, strict=True)) for row in rows]


async def export_usage(
    unit_of_work: UnitOfWork,
    *,
    format: ExportFormat,  # noqa: A002  # as the request calls it
    out: Path | None = None,
    from_month: str | None = None,
    to_month: str | None = None,
) -> int:
    request = ExportRequest(
        format=format, selection=Selection(from_month=from_month, to_month=to_month), out=out
    )
    return (await run_export(unit_of_work, request)).rows


@pytest.mark.parametrize("format_", FORMATS)
async def test_every_format_has_all_columns_and_rows_in_order_of_time(
    unit_of_work: UnitOfWork, tmp_path: Path, format_: ExportFormat
) -> None:
    records = [answered(at=APRIL + timedelta(hours=n)) for n in (5, 1, 3)]
    await unit_of_work.write(lambda session: write_all(session, records))
    out = tmp_path / f"usage.{format_}"
    assert await export_usage(unit_of_work, format=format_, out=out) == 3
    rows = read_rows(out)
    assert tuple(rows[0]) == COLUMNS
    expected = [one.turn_id for one in sorted(records, key=lambda one: one.at)]
    assert [row["turn_id"] for row in rows] == expected
    assert [str(row["output_tokens"]) for row in rows] == ["50"] * 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


async def test_a_workbook_has_real_types_and_no_formulas(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    one = answered(department="=HYPERLINK(1)")
    await unit_of_work.write(lambda session: write_all(session, [one]))
    out = tmp_path / "usage.xlsx"
    await export_usage(unit_of_work, format=ExportFormat.XLSX, out=out)
    (row,) = read_rows(out)
    assert row["at_utc"] == datetime(2026, 4, 15, 1, 0)  # noqa: DTZ001  # Excel knows no zones
    assert row["at_tokyo"] == datetime(2026, 4, 15, 10, 0)  # noqa: DTZ001
    assert row["is_estimated"] is True
    assert row["input_tokens"] == 100
    assert row["categories"] is None
    sheet = openpyxl.load_workbook(out)["usage"]
    cell = sheet.cell(2, COLUMNS.index("department_id") + 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


NASTY = ["総務,課", '"引用"課', "改\r\n行課", '=1,"2"', "＝全角", "-\n,", "'", "100%課", "課 ", ""]


@pytest.mark.parametrize("small_group", [1, 2])
async def test_a_csv_gives_back_every_name_and_hides_the_small_ones(
    unit_of_work: UnitOfWork, tmp_path: Path, small_group: int
) -> None:
    """The database quotes and joins the cells; a name that needs it is hidden as any other."""
    hidden = NASTY[:4] if small_group > 1 else []
    records = []
    for number, name in enumerate(NASTY):
        for account in range(1 if name in hidden else 3):
            turn = replace(answered(department=name), model=name or None)
            records.append(replace(turn, account_pseudonym=f"p1-{number}-{account}"))
    await unit_of_work.write(lambda session: write_all(session, records))
    for format_ in (ExportFormat.CSV, ExportFormat.JSONL):
        out = tmp_path / f"usage.{format_}"
        request = ExportRequest(format=format_, out=out, small_group=small_group)
        exported = await run_export(unit_of_work, request)
        assert (exported.rows, exported.suppressed) == (len(records), len(hidden))
        write = csv_cell if format_ is ExportFormat.CSV else str
        expected = Counter(
            ("suppressed" if one.department_id in hidden else write(str(one.department_id)),
             write(str(one.model or "")),
             "" if one.department_id in hidden else str(one.account_pseudonym))
            for one in records
        )  # fmt: skip
        assert expected == Counter(
            (row["department_id"], row["model"] or "", row["account_pseudonym"] or "")
            for row in read_rows(out)
        )


async def test_a_stopped_turn_does_not_say_whose_it_was(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await unit_of_work.write(lambda session: write_all(session, [blocked()]))
    out = tmp_path / "usage.jsonl"
    await export_usage(unit_of_work, format=ExportFormat.JSONL, out=out)
    (row,) = read_rows(out)
    assert (row["outcome"], row["categories"]) == ("blocked_input", "PERSON,PHONE_NUMBER")
    assert row["account_pseudonym"] is row["conversation_id"] is row["question_number"] is None
    assert row["department_id"] == "総務課"


@pytest.mark.parametrize(
    ("from_month", "to_month", "months"),
    [
        (None, None, ["2026-03", "2026-04", "2026-05"]),
        ("2026-04", None, ["2026-04", "2026-05"]),
        (None, "2026-04", ["2026-03", "2026-04"]),
        ("2026-04", "2026-04", ["2026-04"]),
        ("2027-01", "2027-02", []),
    ],
)
async def test_months_are_included_from_and_to(
    unit_of_work: UnitOfWork,
    tmp_path: Path,
    from_month: str | None,
    to_month: str | None,
    months: list[str],
) -> None:
    records = [answered(at=datetime(2026, month, 10, tzinfo=UTC)) for month in (3, 4, 5)]
    await unit_of_work.write(lambda session: write_all(session, records))
    out = tmp_path / "usage.csv"
    count = await export_usage(
        unit_of_work,
        format=ExportFormat.CSV,
        from_month=from_month,
        to_month=to_month,
        out=out,
    )
    assert count == len(months)
    assert [row["month"] for row in read_rows(out)] == months


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"from_month": "2026-13"}, "--from is not a month; write it as 2026-04"),
        ({"to_month": "April"}, "--to is not a month; write it as 2026-04"),
        ({"from_month": "2026-05", "to_month": "2026-04"}, "--from 2026-05 is after --to 2026-04"),
        ({"format": ExportFormat.XLSX, "out": None}, "an xlsx export needs a file"),
    ],
)
async def test_what_cannot_be_exported_is_refused(
    unit_of_work: UnitOfWork, tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    given: dict[str, Any] = {"format": ExportFormat.CSV, "out": tmp_path / "usage.csv"} | options
    with pytest.raises(InputError, match=message):
        await export_usage(unit_of_work, **given)
    assert not (tmp_path / "usage.csv").exists()


@pytest.mark.parametrize("format_", [ExportFormat.CSV, ExportFormat.JSONL])
async def test_without_a_file_it_goes_to_standard_output(
    unit_of_work: UnitOfWork,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    format_: ExportFormat,
) -> None:
    await unit_of_work.write(lambda session: write_all(session, many(3)))
    out = tmp_path / "usage"
    await export_usage(unit_of_work, format=format_, out=out)
    assert await export_usage(unit_of_work, format=format_) == 3
    assert capsysbinary.readouterr().out == out.read_bytes()


@contextmanager
def file_size_limit(limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("format_", FORMATS)
async def test_a_full_disk_leaves_the_earlier_file_and_nothing_half(
    unit_of_work: UnitOfWork, tmp_path: Path, format_: ExportFormat
) -> None:
    await unit_of_work.write(lambda session: write_alike(session, many(1500)))
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "usage"
    out.write_text("earlier")
    with file_size_limit(50_000), pytest.raises(InputError, match="free space"):
        await export_usage(unit_of_work, format=format_, out=out)
    assert [path.name for path in folder.iterdir()] == ["usage"]
    assert out.read_text() == "earlier"
    assert await export_usage(unit_of_work, format=format_, out=out) == 1500


async def test_a_full_standard_output_is_said_in_one_line(
    unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    await unit_of_work.write(lambda session: write_alike(session, many(300)))
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=full))
        with pytest.raises(InputError, match="standard output"):
            await export_usage(unit_of_work, format=ExportFormat.CSV)


@pytest.mark.parametrize("name", ["missing/usage.csv", "."])
async def test_a_place_that_takes_no_file_is_named(
    unit_of_work: UnitOfWork, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InputError, match=str(tmp_path)):
        await export_usage(unit_of_work, format=ExportFormat.CSV, out=tmp_path / name)


class InterruptedStream(io.BytesIO):
    """A stream in whose tenth write something else happens."""

    def __init__(self, interrupt: Callable[[], None]) -> None:
        super().__init__()
        self._interrupt = interrupt
        self._writes = 0

    def write(self, data: Any, /) -> int:
        self._writes += 1
        if self._writes == 10:
            self._interrupt()
        return super().write(data)


async def test_rows_written_during_an_export_are_not_in_it_and_not_held_up(
    unit_of_work: UnitOfWork, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = ROWS_AT_ONCE * 2 + 500
    next_month = APRIL + timedelta(days=30)
    there = [*many(count - 100), *many(100, begin=next_month)]
    await unit_of_work.write(lambda session: write_alike(session, there))
    later = [*many(25, begin=APRIL + timedelta(minutes=1)), *many(25, begin=next_month)]

    def write_meanwhile() -> None:
        with Session(engine) as session, session.begin():
            write_all(session, later)

    first = InterruptedStream(write_meanwhile)
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=first))
    assert await export_usage(unit_of_work, format=ExportFormat.JSONL) == count
    assert len(first.getvalue().splitlines()) == count
    second = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=second))
    assert await export_usage(unit_of_work, format=ExportFormat.JSONL) == count + 50


@pytest.mark.parametrize("format_", FORMATS)
async def test_memory_does_not_grow_with_the_number_of_rows(
    unit_of_work: UnitOfWork, tmp_path: Path, format_: ExportFormat
) -> None:
    async def peak(name: str) -> int:
        tracemalloc.start()
        try:
            await export_usage(unit_of_work, format=format_, out=tmp_path / name)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    await unit_of_work.write(partial(write_alike, records=many(ROWS_AT_ONCE + 100)))
    await peak("warm-up")
    few = await peak("few")
    later = APRIL + timedelta(days=1)
    await unit_of_work.write(partial(write_alike, records=many(2 * ROWS_AT_ONCE, begin=later)))
    assert await peak("many") < 1.3 * few
