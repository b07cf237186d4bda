"""Writes a report: one HTML page that needs nothing else, and its figures as CSV and XLSX."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import jinja2
import xlsxwriter  # type: ignore[import-untyped]  # the package carries no types
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.chart_texts import number_text
from assistant.usage.analysis.comparison import compare
from assistant.usage.analysis.ending_sections import READS, SECTIONS
from assistant.usage.analysis.figures import Figures, Scope
from assistant.usage.analysis.layout import (
    TEMPLATES,
    Cell,
    Context,
    Part,
    Section,
    Table,
    Texts,
)
from assistant.usage.analysis.reading import Reader, read_figures
from assistant.usage.log.selection import (
    Selection,
    SelectionError,
    require_begun,
    require_known,
    require_period,
)
from assistant.usage.log.workplace import workplace
from assistant.usage.log.writers import csv_cell

IMPORTED = "imported"
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
        department: the one it is of; None for the city.
        facts: what contracts say: model, training_use, retention_days, region, contract_ref,
            checked_on.
        names: what kinds of personal data and cases are called, by their codes.
        is_trial: whether the installation is marked a trial.
        more: makes the sections that read for themselves, by their names.
    """

    from_month: str
    to_month: str
    today: date
    calendar: CouncilCalendar
    small_group: int
    department: str | None = None
    changes: Sequence[date] = ()
    budget_yen: int | None = None
    facts: Sequence[Sequence[Cell]] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    is_trial: bool = False
    more: Mapping[str, Callable[[Session], Section]] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """What it is of."""
        return Scope(
            from_month=self.from_month,
            to_month=self.to_month,
            small_group=self.small_group,
            department=self.department,
        )


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


def require_scope(session: Session, scope: Scope, today: date) -> None:
    """Check that there is anything to say.

    Raises:
        SelectionError: inverted months, a period that has not begun, an unknown department, a
            period without any turn, or in which too few people of the department asked.
    """
    require_period(scope.from_month, scope.to_month)
    require_begun(scope.from_month, today.strftime("%Y-%m"))
    departments = () if scope.department is None else (scope.department,)
    require_known(session, Selection(departments=departments))
    reader = Reader(session, scope)
    if reader.months() or reader.imported():
        return
    if reader.left_out:
        raise SelectionError(
            f"fewer than {scope.small_group} people of --department asked in each month of the "
            "period; choose a longer period, or the whole city",
            field="department",
            problem="small",
        )
    raise SelectionError(
        f"the usage log has no turn from {scope.from_month} to {scope.to_month}; "
        "choose another period",
        field="from",
        problem="empty",
    )


def make_report(
    session: Session,
    request: ReportRequest,
    parts: Sequence[Part] = SECTIONS,
    more: Sequence[str] | None = None,
) -> Report:
    """Make a report of a period, or some sections of it, from one snapshot.

    Args:
        session: the snapshot.
        request: what it is of.
        parts: the sections made of figures; what other systems counted stands last.
        more: names of those that read for themselves; None takes all of the request's.

    Raises:
        SelectionError: as `require_scope`.
    """
    require_scope(session, request.scope, request.today)
    wanted = list(dict.fromkeys(name for part in parts for name in READS[part]))
    figures = read_figures(session, request.scope, wanted)
    context = Context(
        request.calendar,
        compare(figures.days, request.calendar, request.changes),
        request.small_group,
        request.budget_yen,
        request.facts,
        request.names,
    )
    texts = Texts()
    sections = [_not_empty(part(figures, context, texts), texts) for part in parts]
    read = [request.more[name](session) for name in (request.more if more is None else more)]
    sections = [each for each in (*sections, *read) if each.id != IMPORTED] + [
        each for each in sections if each.id == IMPORTED
    ]
    return Report(
        figures,
        tuple(sections),
        title=texts("title"),
        period=_period(request, texts),
        about=_about(request, figures, texts),
        trial=texts("trial") if request.is_trial else "",
    )


def _period(request: ReportRequest, texts: Texts) -> str:
    own = texts("of_department", name=request.department) if request.department else ""
    return own + texts(
        "period",
        from_month=request.from_month,
        to_month=request.to_month,
        made_on=request.today.isoformat(),
    )


def _about(request: ReportRequest, figures: Figures, texts: Texts) -> str:
    about = texts("about", small_group=request.small_group)
    if request.department:
        about += texts("about_department")
    if figures.left_out:
        months = "、".join(figures.left_out)
        about += texts("left_out", months=months, small_group=request.small_group)
    return about


def render_html(report: Report) -> str:
    """The page: no script, no outside host."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters["shown"] = shown_cell
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
        with workplace(folder) as made:
            unfinished = [made / name for name in FILES]
            for path in unfinished:
                path.touch(mode=0o600)
            _write_csv(unfinished[0], report.tables)
            _write_workbook(unfinished[1], report.tables)
            unfinished[2].write_text(render_html(report), encoding="utf-8")
            return [path.replace(folder / path.name) for path in unfinished]


def _not_empty(section: Section, texts: Texts) -> Section:
    if not section.tables or any(table.rows for table in section.tables):
        return section
    return Section(section.id, section.title, [texts("nothing")])


def shown_cell(cell: Cell) -> str:
    """A cell as it is read; a dash where there is no figure."""
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
