"""The sections of a report: sentences, charts and tables made of figures. Pure.

A page that shows one of them calls the function of that section.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.usage.analysis import charts
from assistant.usage.analysis.charts import Band, Frame, Series
from assistant.usage.analysis.comparison import Day, Estimate, TooLittle
from assistant.usage.analysis.figures import PARTS, Figures
from assistant.usage.analysis.layout import Cell, Chart, Context, Section, Table, Texts
from assistant.usage.log.small_groups import SUPPRESSED


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
        [each.month, each.requests, each.answered, each.stopped, each.tokens,
         # Nothing known is no zero.
         None if each.unpriced and not each.yen else round(each.yen, 2), each.unpriced,
         each.active, each.registered]
        for each in figures.months
    ]  # fmt: skip
    notes = [texts("notes.months")]
    if surveyed := sum(each.surveyed for each in figures.months):
        notes.append(texts("notes.surveyed", count=f"{surveyed:,}"))
    if commands := sum(each.commands for each in figures.months):
        notes.append(texts("notes.commands", count=f"{commands:,}"))
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
    if figures.scope.department is None:
        names_of_top = [str(row[0]) for row in top]
        drawn.append(Chart(bars.title, charts.rows_of_bars(bars, names_of_top, numbers)))
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
