"""The exports and the report's figures as a spreadsheet program reads them."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from sqlmodel import Session

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.report import make_report, write_report
from assistant.usage.log.columns import COLUMNS
from assistant.usage.log.export import ExportFormat, ExportRequest, run_export
from assistant.usage.log.writers import Encoding
from tests.patience import PATIENCE_SECONDS
from tests.usage.analysis.conftest import REQUEST, fill
from tests.usage.log.turns import answered, blocked, write_all

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (Debian package libreoffice-calc-nogui)"
)

FORMULA = "=1+1"
SOURCES = "guide%3B1;条例#第5条"
SEPARATED_UTF8, SEPARATED_CP932 = "CSV:44,34,76,1,,1041", "CSV:44,34,64,1,,1041"
"""LibreOffice's CSV filter: comma, quote, character set, from line 1, Japanese numbers."""

Sheet = list[list[object]]
Convert = Callable[[Path, str | None], list[Sheet]]


def sheets(path: Path) -> list[Sheet]:
    book = openpyxl.load_workbook(path, data_only=True)
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


@pytest.fixture
def opened(tmp_path: Path) -> Convert:
    """Opens a file in LibreOffice and gives the cells it then saves."""

    def convert(path: Path, how: str | None) -> list[Sheet]:
        folder = tmp_path / "opened"
        profile = (tmp_path / "profile").as_uri()
        command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless"]
        command += [f"--infilter={how}"] if how else []
        command += ["--convert-to", "xlsx", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
        return sheets(folder / f"{path.stem}.xlsx")

    return convert


@pytest.fixture
def export(database_url: str, tmp_path: Path) -> Callable[..., Path]:
    """Exports two turns, one of a department whose name looks like a formula."""
    at = datetime(2026, 4, 30, 15, 30, tzinfo=UTC)

    def make(format_: ExportFormat, encoding: Encoding = Encoding.UTF_8) -> Path:
        engine = make_engine(database_url, busy_timeout_seconds=5)
        with Session(engine) as session, session.begin():
            write_all(session, [answered(at=at, department=FORMULA), blocked(at=at)])
        out = tmp_path / f"usage.{format_}"
        request = ExportRequest(format=format_, out=out, encoding=encoding)
        asyncio.run(run_export(UnitOfWork(engine), request))
        engine.dispose()
        return out

    return make


def check(rows: Sheet, *, formula: str) -> None:
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 3
    ours, stopped = (dict(zip(COLUMNS, row, strict=True)) for row in rows[1:])
    assert ours["department_id"] == formula
    assert (ours["input_tokens"], ours["output_tokens"]) == (100, 50)
    assert ours["at_utc"] == datetime(2026, 4, 30, 15, 30)  # noqa: DTZ001  # a cell has no zone
    assert ours["at_tokyo"] == datetime(2026, 5, 1, 0, 30)  # noqa: DTZ001
    assert ours["is_estimated"] is True
    assert ours["source_ids"] == SOURCES
    assert stopped["department_id"] == "総務課"
    assert stopped["account_pseudonym"] is None


@pytest.mark.parametrize(
    ("encoding", "how"),
    [(Encoding.UTF_8, SEPARATED_UTF8), (Encoding.CP932, SEPARATED_CP932)],
    ids=["utf-8", "cp932"],
)
def test_a_csv_opens_with_its_numbers_times_and_japanese(
    export: Callable[..., Path], opened: Convert, encoding: Encoding, how: str
) -> None:
    check(opened(export(ExportFormat.CSV, encoding), how)[0], formula=f"'{FORMULA}")


def test_a_workbook_opens_with_its_types(export: Callable[..., Path], opened: Convert) -> None:
    check(opened(export(ExportFormat.XLSX), None)[0], formula=FORMULA)


def test_the_figures_of_the_report_open_with_nothing_lost(
    database_url: str, opened: Convert, tmp_path: Path
) -> None:
    engine = make_engine(database_url, busy_timeout_seconds=5)
    with Session(engine) as session, session.begin():
        fill(session)
    with Session(engine) as session:
        report = make_report(session, REQUEST)
    engine.dispose()
    write_report(report, tmp_path)
    book = opened(tmp_path / "figures.xlsx", None)
    assert len(book) == len(report.tables) > 10
    for sheet, table in zip(book, report.tables, strict=True):
        assert sheet[0] == list(table.columns)
        expected = [[cell if cell != "" else None for cell in row] for row in table.rows]
        assert sheet[1:] == expected
    (lines,) = opened(tmp_path / "figures.csv", SEPARATED_UTF8)
    assert len(lines) == sum(len(table.rows) + 1 for table in report.tables)
