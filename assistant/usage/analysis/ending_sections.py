"""The later sections of a report: outcomes, models and money, providers, use, imports. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.usage.analysis import charts
from assistant.usage.analysis.charts import Series
from assistant.usage.analysis.figures import Figures
from assistant.usage.analysis.sections import (
    Cell,
    Chart,
    Context,
    Part,
    Section,
    Table,
    Texts,
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


def outcomes(figures: Figures, _context: Context, texts: Texts) -> Section:
    """How questions ended, why, and which kinds of personal data were stopped."""
    named = {texts.outcome(code): count for code, count in figures.outcomes.items()}
    drawn = [_rows_of_bars(texts, "outcomes", named)]
    if figures.categories:
        drawn.append(_rows_of_bars(texts, "categories", figures.categories))
    rows: list[list[Cell]] = [[name, count] for name, count in named.items()]
    made = section_of(
        texts, "outcomes", [texts("notes.outcomes")], drawn, ("outcome", "requests"), rows
    )
    tables = [*made.tables, _tally(texts, "reason", figures.reasons),
              _tally(texts, "category", figures.categories)]  # fmt: skip
    return Section(made.id, made.title, made.notes, made.charts, tables)


def models(figures: Figures, context: Context, texts: Texts) -> Section:
    """What was called and what it cost, against the budget."""
    labels = [each.month for each in figures.months]
    yen: list[float | None] = [each.yen for each in figures.months]
    unpriced = sum(each.unpriced for each in figures.models)
    answered = sum(each.requests for each in figures.models)
    drawn = [bars_of(texts, "yen", "yen", labels, yen, answered)]
    spent = f"{sum(each.yen for each in figures.models):,.0f}"
    if context.budget_yen is None:
        notes = [texts("notes.no_budget", yen=spent)]
    else:
        notes = [texts("notes.budget", budget=f"{context.budget_yen:,}", yen=spent)]
    if unpriced:
        notes.append(texts("not_reckoned", count=f"{unpriced:,}"))
    names = ("model", "requests", "input_tokens", "output_tokens", "yen", "unpriced")
    rows: list[list[Cell]] = [
        [each.name, each.requests, each.input_tokens, each.output_tokens,
         # Nothing known is no zero.
         None if each.unpriced == each.requests else round(each.yen, 2), each.unpriced]
        for each in figures.models
    ]  # fmt: skip
    return section_of(texts, "models", notes, drawn, names, rows)


def facts(_figures: Figures, context: Context, texts: Texts) -> Section:
    """What the contracts with providers say."""
    names = ("model", "training_use", "retention_days", "region", "contract_ref", "checked_on")
    return section_of(texts, "facts", [], [], names, context.facts)


def use(figures: Figures, _context: Context, texts: Texts) -> Section:
    """Retrieval and the case library."""
    used = [each for each in figures.months if each.requests]
    shares: list[float | None] = [
        percent_of(each.retrieval_requests, each.requests) for each in used
    ]
    labels = [each.month for each in used]
    frame = frame_of(texts, "retrieval", "share", sum(each.requests for each in used))
    drawn = [Chart(frame.title, charts.stacked_bars(frame, labels, [Series("", shares)]))]
    rows: list[list[Cell]] = [
        [each.month, each.requests, each.retrieval_requests,
         round(percent_of(each.retrieval_requests, each.requests), 1)]
        for each in used
    ]  # fmt: skip
    columns = [*texts.columns("month", "requests"), texts("columns.retrieval_tokens"),
               texts("columns.share")]  # fmt: skip
    tables = [Table("use", frame.title, columns, rows), _tally(texts, "case", figures.cases)]
    return Section("use", texts("sections.use"), [], drawn, tables)


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


def _rows_of_bars(texts: Texts, name: str, counts: Mapping[str, int]) -> Chart:
    frame = frame_of(texts, name, "requests", sum(counts.values()))
    return Chart(frame.title, charts.rows_of_bars(frame, list(counts), list(counts.values())))


def _tally(texts: Texts, name: str, counts: Mapping[str, int]) -> Table:
    rows: list[list[Cell]] = [[each, count] for each, count in counts.items()]
    title = texts(f"columns.{name}")
    return Table(name, title, texts.columns(name, "requests"), rows, bool(rows))
