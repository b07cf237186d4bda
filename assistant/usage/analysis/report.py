"""Writes a report: one HTML page that needs nothing else, and its figures as CSV and XLSX."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import jinja2
import xlsxwriter  # type: ignore[import-untyped]  # the package carries no types
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.charts import number_text
from assistant.usage.analysis.comparison import compare
from assistant.usage.analysis.ending_sections import SECTIONS
from assistant.usage.analysis.figures import Figures
from assistant.usage.analysis.reading import read_figures
from assistant.usage.analysis.sections import (
    TEMPLATES,
    Cell,
    Context,
    Section,
    Table,
    Texts,
)
from assistant.usage.log.selection import require_period
from assistant.usage.log.writers import csv_cell

FILES = ("figures.csv", "figures.xlsx", "report.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What a report is to be about.

    Attributes:
        from_month: first month.
        to_month: last month, included.
        today: the day it is made, in Tokyo.
        calendar: business days and council periods.
        small_group: least people in a named department.
        changes: days from which tokens per request are known to be another.
        budget_yen: of a fiscal year; None without one.
        facts: what contracts say: model, training_use, retention_days, region, contract_ref,
            checked_on.
        is_trial: whether the installation is marked a trial.
    """

    from_month: str
    to_month: str
    today: date
    calendar: CouncilCalendar
    small_group: int
    changes: Sequence[date] = ()
    budget_yen: int | None = None
    facts: Sequence[Sequence[Cell]] = ()
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report as values: figures, sections, and what stands above them."""

    figures: Figures
    sections: tuple[Section, ...]
    title: str
    period: str
    about: str
    trial: str

    @property
    def tables(self) -> list[Table]:
        """Every table that has rows."""
        return [table for each in self.sections for table in each.tables if table.rows]


def make_report(session: Session, request: ReportRequest) -> Report:
    """Make a report of a period from one snapshot.

    Raises:
        InputError: inverted months, a period that has not begun, or one without any turn.
    """
    require_period(request.from_month, request.to_month)
    if request.from_month > request.today.strftime("%Y-%m"):
        raise InputError(f"--from {request.from_month} has not begun; choose an earlier month")
    figures = read_figures(session, request.from_month, request.to_month, request.small_group)
    if not figures.months and not figures.imported:
        raise InputError(
            f"the usage log has no turn from {request.from_month} to {request.to_month}; "
            "choose another period"
        )
    context = Context(
        request.calendar,
        compare(figures.days, request.calendar, request.changes),
        request.small_group,
        request.budget_yen,
        request.facts,
    )
    texts = Texts()
    sections = tuple(_not_empty(part(figures, context, texts), texts) for part in SECTIONS)
    period = texts("period", from_month=request.from_month, to_month=request.to_month,
                   made_on=request.today.isoformat())  # fmt: skip
    return Report(
        figures,
        sections,
        title=texts("title"),
        period=period,
        about=texts("about", small_group=request.small_group),
        trial=texts("trial") if request.is_trial else "",
    )


def render_html(report: Report) -> str:
    """The page: no script, no outside host."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters["shown"] = _shown
    return environment.get_template("report.html.j2").render(
        title=report.title,
        period=report.period,
        about=report.about,
        trial=report.trial,
        sections=report.sections,
    )


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write the page and its figures into a folder, which is made if it is not there.

    A file appears whole or not at all, readable by its owner only; earlier ones are replaced.

    Raises:
        InputError: it cannot be written there.
    """
    with _reporting_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".usage-report-", dir=folder) as made:
            unfinished = [Path(made) / name for name in FILES]
            for path in unfinished:
                path.touch(mode=0o600)
            _write_csv(unfinished[0], report.tables)
            _write_workbook(unfinished[1], report.tables)
            unfinished[2].write_text(render_html(report), encoding="utf-8")
            return [path.replace(folder / path.name) for path in unfinished]


def _not_empty(section: Section, texts: Texts) -> Section:
    if any(table.rows for table in section.tables):
        return section
    return Section(section.id, section.title, [texts("nothing")])


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    return number_text(cell) if isinstance(cell, (int, float)) else cell


def _write_csv(path: Path, tables: Sequence[Table]) -> None:
    """One file: before each row the name of its table, before each table its headings."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        for table in tables:
            writer.writerow(["table", *map(csv_cell, table.columns)])
            writer.writerows([table.name, *map(_csv_cell, row)] for row in table.rows)


def _csv_cell(cell: Cell) -> str:
    return str(cell) if isinstance(cell, float) else csv_cell(cell)


def _write_workbook(path: Path, tables: Sequence[Table]) -> None:
    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(table.columns):
            sheet.write_string(0, at, name, bold)
        for number, row in enumerate(table.rows, start=1):
            for at, cell in enumerate(row):
                _write_cell(sheet, number, at, cell)
    if not tables:
        book.add_worksheet("empty")
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as fault:
        raise fault.args[0] from None  # the OSError it wraps


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, at, cell)
    elif cell is not None:
        sheet.write_number(row, at, cell)


@contextmanager
def _reporting_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        cause = fault.strerror or "write error"
        raise InputError(
            f"cannot write the report to {folder} ({cause}); check folder, rights and free space"
        ) from None
