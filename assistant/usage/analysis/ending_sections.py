"""The later sections of a report: outcomes, models and money, providers, use, imports. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.usage.analysis import charts
from assistant.usage.analysis.charts import Series
from assistant.usage.analysis.figures import Figures, YearFigures
from assistant.usage.analysis.layout import Cell, Chart, Context, Part, Section, Table, Texts
from assistant.usage.analysis.sections import (
    adoption,
    bars_of,
    council,
    frame_of,
    hours,
    months,
    parts,
    percent_of,
    section_of,
)

MOST_BARS = 20
"""More lying bars than that nobody compares; the rest stands in the table."""


def outcomes(figures: Figures, context: Context, texts: Texts) -> Section:
    """How questions ended, why, and which kinds of personal data were stopped."""
    categories = _named(figures.categories, context.names)
    reasons = {texts.reason(code): count for code, count in figures.reasons.items()}
    named = {texts.outcome(code): count for code, count in figures.outcomes.items()}
    drawn = [_rows_of_bars(texts, "outcomes", named)]
    if categories:
        drawn.append(_rows_of_bars(texts, "categories", categories))
    rows: list[list[Cell]] = [[name, count] for name, count in named.items()]
    notes = [texts("notes.outcomes")]
    if figures.scope.department is not None:
        notes.append(texts("notes.outcomes_department"))
    made = section_of(texts, "outcomes", notes, drawn, ("outcome", "requests"), rows)
    tables = [*made.tables, _tally(texts, "reason", reasons), _tally(texts, "category", categories)]
    return Section(made.id, made.title, made.notes, made.charts, tables)


def models(figures: Figures, context: Context, texts: Texts) -> Section:
    """What was called and what it cost, against the budget."""
    labels = [each.month for each in figures.months]
    yen: list[float | None] = [each.yen for each in figures.months]
    unpriced = sum(each.unpriced for each in figures.months)
    answered = sum(each.requests for each in figures.models if each.name)
    drawn = [bars_of(texts, "yen", "yen", labels, yen, answered)]
    notes = [_spent(figures, context, texts)]
    if unpriced:
        notes.append(texts("not_reckoned", count=f"{unpriced:,}"))
    names = ("model", "requests", "input_tokens", "output_tokens", "yen", "unpriced")
    rows: list[list[Cell]] = [
        [each.name or texts("no_model"), each.requests, each.input_tokens, each.output_tokens,
         # Nothing known is no zero.
         None if each.unpriced == each.requests else round(each.yen, 2), each.unpriced]
        for each in figures.models
    ]  # fmt: skip
    made = section_of(texts, "models", notes, drawn, names, rows)
    return Section(
        made.id, made.title, notes, drawn, [*made.tables, *_budget(figures, context, texts)]
    )


def _spent(figures: Figures, context: Context, texts: Texts) -> str:
    yen = f"{sum(each.yen for each in figures.months):,.0f}"
    if figures.scope.department is not None:
        return texts("notes.department_yen", yen=yen)
    if context.budget_yen is None:
        return texts("notes.no_budget", yen=yen)
    return texts("notes.budget", budget=f"{context.budget_yen:,}", yen=yen)


def _budget(figures: Figures, context: Context, texts: Texts) -> list[Table]:
    """The fiscal years of the period against the city's budget."""
    budget = context.budget_yen
    if figures.scope.department is not None or not figures.years:
        return []
    rows: list[list[Cell]] = [
        [str(each.fiscal_year), _known_yen(each), each.unpriced, budget,
         None if budget is None or _known_yen(each) is None
         else round(percent_of(each.yen, budget), 1)]
        for each in figures.years
    ]  # fmt: skip
    columns = texts.columns("fiscal_year", "yen", "unpriced", "budget", "share")
    return [Table("budget", texts("charts.budget"), columns, rows)]


def _known_yen(each: YearFigures) -> float | None:
    """Nothing known is no zero."""
    return None if each.unpriced and not each.yen else round(each.yen, 2)


def facts(_figures: Figures, context: Context, texts: Texts) -> Section:
    """What the contracts with providers say."""
    names = ("model", "training_use", "retention_days", "region", "contract_ref", "checked_on")
    if not context.facts:
        return Section("facts", texts("sections.facts"), [texts("notes.no_facts")])
    rows = [[each[0], texts.training_use(str(each[1])), *each[2:]] for each in context.facts]
    return section_of(texts, "facts", [texts("notes.facts")], [], names, rows)


def use(figures: Figures, context: Context, texts: Texts) -> Section:
    """Retrieval and the case library."""
    cases = _named(figures.cases, context.names)
    used = [each for each in figures.months if each.requests]
    shares: list[float | None] = [
        percent_of(each.retrieval_requests, each.requests) for each in used
    ]
    labels = [each.month for each in used]
    frame = frame_of(texts, "retrieval", "share", sum(each.requests for each in used))
    drawn = [Chart(frame.title, charts.stacked_bars(frame, labels, [Series("", shares)]))]
    if cases:
        drawn.append(_rows_of_bars(texts, "cases", dict(list(cases.items())[:MOST_BARS])))
    rows: list[list[Cell]] = [
        [each.month, each.requests, each.retrieval_requests,
         round(percent_of(each.retrieval_requests, each.requests), 1)]
        for each in used
    ]  # fmt: skip
    columns = texts.columns("month", "requests", "retrieval_requests", "share")
    tables = [Table("use", frame.title, columns, rows), _tally(texts, "case", cases)]
    return Section("use", texts("sections.use"), [texts("notes.use")], drawn, tables)


def imported(figures: Figures, _context: Context, texts: Texts) -> Section:
    """Months another system counted."""
    rows: list[list[Cell]] = [
        [each.month, each.source, each.requests, each.tokens, each.accounts]
        for each in figures.imported
    ]
    names = ("month", "source", "requests", "tokens", "active")
    return section_of(texts, "imported", [texts("notes.imported")], [], names, rows)


SECTIONS: tuple[Part, ...] = (
    months,
    parts,
    adoption,
    hours,
    council,
    outcomes,
    models,
    facts,
    use,
    imported,
)
"""The sections of the report, in order."""


READS: Mapping[Part, tuple[str, ...]] = {
    months: ("months",),
    parts: ("months",),
    adoption: ("months", "departments", "head"),
    hours: ("hours",),
    council: ("days",),
    outcomes: ("outcomes", "reasons", "categories"),
    models: ("months", "models", "years"),
    facts: (),
    use: ("months", "cases"),
    imported: ("imported",),
}
"""What each section needs to be read, by the names of `reading.EVERYTHING`."""


def _named(counts: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    """Counts under the names people know; two that are called alike are added up."""
    found: dict[str, int] = {}
    for code, count in counts.items():
        name = names.get(code, code)
        found[name] = found.get(name, 0) + count
    return found


def _rows_of_bars(texts: Texts, name: str, counts: Mapping[str, int]) -> Chart:
    frame = frame_of(texts, name, "requests", sum(counts.values()))
    return Chart(frame.title, charts.rows_of_bars(frame, list(counts), list(counts.values())))


def _tally(texts: Texts, name: str, counts: Mapping[str, int]) -> Table:
    rows: list[list[Cell]] = [[each, count] for each, count in counts.items()]
    title = texts(f"columns.{name}")
    return Table(name, title, texts.columns(name, "requests"), rows, bool(rows))
