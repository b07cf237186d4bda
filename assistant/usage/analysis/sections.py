"""The sections of a report: sentences, charts and tables made of figures. Pure.

A page that shows one of them calls the function of that section.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from assistant.usage.analysis import charts
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.charts import Band, Frame, Series
from assistant.usage.analysis.comparison import Comparison, Day, Estimate, TooLittle
from assistant.usage.analysis.figures import PARTS, Figures
from assistant.usage.log.small_groups import SUPPRESSED

TEMPLATES = Path(__file__).parent / "templates"
Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with what stands above it."""

    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; the name is that of its file and sheet. Long ones are in the files alone."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with what stands under it."""

    id: str
    title: str
    notes: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a report knows beside the figures.

    Attributes:
        calendar: business days and council periods.
        comparison: of the council periods.
        small_group: least people in a named department.
        budget_yen: of a fiscal year; None without one.
        facts: what contracts say, one row a model.
    """

    calendar: CouncilCalendar
    comparison: Comparison
    small_group: int
    budget_yen: int | None = None
    facts: Sequence[Sequence[Cell]] = ()


class Texts:
    """The Japanese of the report."""

    def __init__(self) -> None:
        content = (TEMPLATES / "report.ja.toml").read_text(encoding="utf-8")
        self._texts: Mapping[str, Any] = tomllib.loads(content)

    def __call__(self, key: str, **fields: object) -> str:
        """A text by its key, as `sections.months`, with its places filled in."""
        found: Any = self._texts
        for part in key.split("."):
            found = found[part]
        return str(found).format(**fields) if fields else str(found)

    def columns(self, *names: str) -> list[str]:
        """Headings of columns."""
        return [self(f"columns.{name}") for name in names]

    def outcome(self, code: str) -> str:
        """An outcome in words."""
        return str(self._texts["outcomes"].get(code, code))

    @property
    def weekdays(self) -> Sequence[str]:
        """Names of the weekdays from Monday."""
        names: Sequence[str] = self._texts["weekdays"]["names"]
        return names


Part: TypeAlias = Callable[[Figures, Context, Texts], Section]


def months(figures: Figures, _context: Context, texts: Texts) -> Section:
    """Requests and tokens by month."""
    labels = [each.month for each in figures.months]
    counts: list[float | None] = [each.requests for each in figures.months]
    tokens: list[float | None] = [each.tokens for each in figures.months]
    total = sum(each.requests for each in figures.months)
    drawn = [bars_of(texts, "requests", "requests", labels, counts, total),
             bars_of(texts, "tokens", "tokens", labels, tokens, total)]  # fmt: skip
    names = ("month", "requests", "answered", "stopped", "tokens", "yen", "unpriced", "active",
             "registered")  # fmt: skip
    rows = [
        [each.month, each.requests, each.answered, each.stopped, each.tokens, round(each.yen, 2),
         each.unpriced, each.active, each.registered]
        for each in figures.months
    ]  # fmt: skip
    notes = [texts("notes.months")]
    return section_of(texts, "months", notes, drawn, names, rows)


def parts(figures: Figures, _context: Context, texts: Texts) -> Section:
    """Tokens per answered request, by what they went into."""
    used = [each for each in figures.months if each.answered]
    labels = [each.month for each in used]
    series = [
        Series(texts(f"columns.{name}"), [each.parts[at] / each.answered for each in used])
        for at, name in enumerate(PARTS)
    ]
    answered = sum(each.answered for each in used)
    frame = Frame("c-parts", texts("charts.parts"), texts("units.per_request"),
                  texts("n_answered", n=f"{answered:,}"))  # fmt: skip
    drawn = [Chart(frame.title, charts.stacked_bars(frame, labels, series))]
    rows: list[list[Cell]] = [
        [each.month, *(round(part / each.answered, 1) for part in each.parts),
         round(sum(each.parts) / each.answered, 1)]
        for each in used
    ]  # fmt: skip
    conversations = sum(each.conversations for each in used)
    ratio = f"{answered / conversations:.2f}" if conversations else "-"
    notes = [texts("notes.parts", per_conversation=ratio)]
    return section_of(texts, "parts", notes, drawn, ("month", *PARTS, "per_request"), rows)


def adoption(figures: Figures, _context: Context, texts: Texts) -> Section:
    """Who uses it: active of registered, by department, how concentrated."""
    counted = [each for each in figures.months if each.registered]
    shares = [percent_of(each.active, each.registered) for each in counted]
    people = max((each.registered or 0 for each in counted), default=0)
    frame = Frame("c-adoption", texts("charts.adoption"), texts("units.share"),
                  texts("n_accounts", n=f"{people:,}"))  # fmt: skip
    drawn = []
    if counted:
        labels = [each.month for each in counted]
        drawn.append(Chart(frame.title, charts.lines(frame, labels, [Series("", shares)])))
    named = {SUPPRESSED: texts("suppressed"), "": texts("unknown")}
    rows: list[list[Cell]] = [
        [named.get(each.name, each.name), each.requests, each.tokens, each.active, each.registered]
        for each in figures.departments
    ]
    total = sum(each.requests for each in figures.departments)
    bars = frame_of(texts, "departments", "requests", total)
    top = rows[:20]
    numbers = [each.requests for each in figures.departments[:20]]
    drawn.append(
        Chart(bars.title, charts.rows_of_bars(bars, [str(row[0]) for row in top], numbers))
    )
    head = figures.head
    notes = [
        texts("notes.adoption", head=head.head, share=_share(head.head_share), low=_share(head.low),
              high=_share(head.high), tenth=_share(head.tenth_share), gini=f"{head.gini:.2f}")
    ] if head else []  # fmt: skip
    names = ("department", "requests", "tokens", "active", "registered")
    return section_of(texts, "adoption", notes, drawn, names, rows)


def hours(figures: Figures, _context: Context, texts: Texts) -> Section:
    """Weekday and hour."""
    total = sum(figures.hours.values())
    frame = frame_of(texts, "hours", "requests", total)
    columns = [str(hour) for hour in range(24)]
    values = {place: float(count) for place, count in figures.hours.items()}
    drawn = [Chart(frame.title, charts.grid(frame, texts.weekdays, columns, values))]
    rows: list[list[Cell]] = [
        [texts.weekdays[weekday], hour, figures.hours[weekday, hour]]
        for weekday, hour in sorted(figures.hours)
    ]
    table = Table("hours", frame.title, texts.columns("weekday", "hour", "requests"), rows, False)
    return Section("hours", texts("sections.hours"), [texts("notes.hours")], drawn, [table])


def council(figures: Figures, context: Context, texts: Texts) -> Section:
    """Council periods against other business days."""
    days = [each for each in figures.days if context.calendar.is_business_day(each.day)]
    found = context.comparison
    frame = Frame("c-council", texts("charts.council"), texts("units.requests"),
                  texts("n_days", n=len(days)))  # fmt: skip
    labels = [f"{each.day.month}/{each.day.day}" for each in days]
    series = [Series("", [each.requests for each in days])]
    drawn = [Chart(frame.title, charts.lines(frame, labels, series, _bands(days, context)))]
    notes = [texts("notes.council")]
    for what, effect, growth in (
        ("requests", found.requests, found.requests_growth),
        ("tokens_per_request", found.tokens_per_request, found.tokens_growth),
    ):
        notes.append(_sentence(texts, "holds", what, effect))
        if isinstance(growth, Estimate):
            notes.append(_sentence(texts, "growth", what, growth))
    rows: list[list[Cell]] = [
        [texts("columns.days"), found.inside.days, found.outside.days],
        [texts("notes.requests"), round(found.inside.requests_per_day, 1),
         round(found.outside.requests_per_day, 1)],
        [texts("notes.tokens_per_request"), round(found.inside.tokens_per_request, 1),
         round(found.outside.tokens_per_request, 1)],
    ]  # fmt: skip
    daily: list[list[Cell]] = [
        [each.day.isoformat(), each.requests, each.tokens, _label(each, context)] for each in days
    ]
    tables = [
        Table("council", texts("sections.council"), texts.columns("figure", "inside", "outside"),
              rows),
        Table("days", frame.title, texts.columns("day", "answered", "tokens", "period"), daily,
              False),
    ]  # fmt: skip
    return Section("council", texts("sections.council"), notes, drawn, tables)


def _label(day: Day, context: Context) -> str:
    period = context.calendar.period_on(day.day)
    return period.label if period else ""


def _bands(days: Sequence[Day], context: Context) -> list[Band]:
    found = []
    for period in context.calendar.periods:
        inside = [at for at, each in enumerate(days) if period.begins <= each.day <= period.ends]
        if inside:
            found.append(Band(period.label, inside[0], inside[-1]))
    return found


def _sentence(texts: Texts, kind: str, what: str, found: Estimate | TooLittle) -> str:
    subject = texts(f"notes.{what}")
    if isinstance(found, TooLittle):
        key = f"notes.too_little_{found.reason}"
        return texts(key, what=subject, found=found.found, needed=found.needed)
    verdict = texts(f"notes.{_verdict(found)}")
    return texts(f"notes.{kind}", what=subject, value=_signed(found.value), low=_signed(found.low),
                 high=_signed(found.high), verdict=verdict)  # fmt: skip


def _verdict(found: Estimate) -> str:
    if found.is_claimed:
        return "claimed"
    return "not_claimed" if found.low <= 0.0 <= found.high else "hint"


def bars_of(
    texts: Texts,
    name: str,
    unit: str,
    labels: Sequence[str],
    values: Sequence[float | None],
    n: int,
) -> Chart:
    """Plain bars of one figure a label, counted from `n` requests."""
    frame = frame_of(texts, name, unit, n)
    return Chart(frame.title, charts.stacked_bars(frame, labels, [Series("", values)]))


def frame_of(texts: Texts, name: str, unit: str, n: int) -> Frame:
    """Title, unit and n of a chart."""
    return Frame(
        f"c-{name}",
        texts(f"charts.{name}"),
        texts(f"units.{unit}"),
        texts("n_requests", n=f"{n:,}"),
    )


def section_of(
    texts: Texts,
    name: str,
    notes: Sequence[str],
    drawn: Sequence[Chart],
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
) -> Section:
    """A section with one table of its name."""
    title = texts(f"sections.{name}")
    table = Table(name, title, texts.columns(*columns), rows)
    return Section(name, title, notes, drawn, [table])


def percent_of(part: float, whole: float | None) -> float:
    """A share in per cent; 0 of nothing."""
    return 100.0 * part / whole if whole else 0.0


def _share(value: float) -> str:
    return f"{100 * value:.1f}%"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}%"
