"""The section on words: most used, rising and falling, in council periods, and their network. Pure.

`terms_section` takes what `usage.terms.reading.read_terms` read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.usage.analysis import charts
from assistant.usage.analysis.charts import Frame
from assistant.usage.analysis.layout import TEMPLATES, Cell, Chart, Section, Table
from assistant.usage.analysis.terms_drawing import network_chart
from assistant.usage.terms.models import CITY
from assistant.usage.terms.network import Network, make_network
from assistant.usage.terms.reading import TermFigures
from assistant.usage.terms.trends import (
    Change,
    council_changes,
    monthly_changes,
    months_with_council,
)

WORDS_DRAWN = 20
WORDS_SHOWN = 50
CHANGES_SHOWN = 30


class TermTexts:
    """The Japanese of the section."""

    def __init__(self) -> None:
        content = (TEMPLATES / "terms.ja.toml").read_text(encoding="utf-8")
        self._texts: Mapping[str, Any] = tomllib.loads(content)

    def __call__(self, key: str, **fields: object) -> str:
        """A text by its key, with its places filled in."""
        found: Any = self._texts
        for part in key.split("."):
            found = found[part]
        return str(found).format(**fields) if fields else str(found)

    def table(self, name: str, columns: str, rows: Sequence[Sequence[Cell]]) -> Table:
        """A table with its headings in words; without rows it is not shown."""
        headings = [self(f"columns.{column}") for column in columns.split()]
        return Table(name, self(f"tables.{name}"), headings, rows, bool(rows))


def terms_section(figures: TermFigures) -> Section:
    """The section of a report or page."""
    texts = TermTexts()
    notes = _about(figures, texts)
    if not figures.words:
        return Section("terms", texts("title"), notes)
    network = make_network(figures)
    changes, change_notes = _changes(figures, texts)
    council, council_notes = _council(figures, texts)
    drawn = [_words_chart(figures, texts)]
    if network.edges:
        drawn.append(_network_chart(figures, network, texts))
    notes += [*change_notes, *council_notes, _on_network(figures, network, texts)]
    tables = [_words(figures, texts), changes, council, _groups(network, texts)]
    return Section("terms", texts("title"), notes, drawn, [*tables, *_long_tables(figures, texts)])


def _about(figures: TermFigures, texts: TermTexts) -> list[str]:
    scope = figures.department_id or texts("city")
    least = figures.least_accounts
    notes = [
        texts("notes.about", n=f"{figures.total_questions:,}", least=least, scope=scope)
        if figures.words
        else texts("notes.nothing", least=least)
    ]
    if figures.months:
        notes.append(texts("notes.months", months="、".join(figures.months)))
    if figures.pending:
        notes.append(texts("notes.pending", months="、".join(figures.pending)))
    return notes


def _words_chart(figures: TermFigures, texts: TermTexts) -> Chart:
    words = figures.by_use[:WORDS_DRAWN]
    frame = _frame("words", "uses", figures, texts)
    values = [float(figures.uses_of(word)) for word in words]
    return Chart(frame.title, charts.rows_of_bars(frame, words, values))


def _network_chart(figures: TermFigures, network: Network, texts: TermTexts) -> Chart:
    frame = _frame("network", "network", figures, texts)
    groups = "；".join(
        texts("charts.group", number=number, words="、".join(words))
        for number, words in enumerate(network.communities, 1)
    )
    described = texts(
        "charts.network_description",
        words=len(network.words),
        edges=len(network.edges),
        groups=groups,
    )
    return Chart(frame.title, network_chart(frame, network, described))


def _frame(name: str, unit: str, figures: TermFigures, texts: TermTexts) -> Frame:
    n = texts("charts.n", n=f"{figures.total_questions:,}")
    return Frame(f"terms-{name}", texts(f"charts.{name}"), texts(f"units.{unit}"), n)


def _on_network(figures: TermFigures, network: Network, texts: TermTexts) -> str:
    if network.edges:
        return texts("notes.network")
    return texts("notes.no_network", least=figures.least_accounts)


def _words(figures: TermFigures, texts: TermTexts) -> Table:
    total = figures.total_questions
    rows: list[list[Cell]] = [
        [
            word,
            figures.uses_of(word),
            round(100 * figures.uses_of(word) / total, 2) if total else None,
            max(each.accounts for each in figures.words[word].values()),
        ]
        for word in figures.by_use[:WORDS_SHOWN]
    ]
    return texts.table("terms", "word uses share people", rows)


def _changes(figures: TermFigures, texts: TermTexts) -> tuple[Table, list[str]]:
    found = monthly_changes(figures)
    columns = "word month before after people_before people_after p verdict"
    claimed = [each for each in found if each.is_claimed]
    rows = [_change_row(each, texts, ("rise", "fall")) for each in claimed[:CHANGES_SHOWN]]
    least = figures.least_accounts
    if not found:
        notes = [texts("notes.no_neighbours")]
    elif claimed:
        notes = [texts("notes.changes", least=least, hidden=least - 1, count=len(found))]
    else:
        notes = [texts("notes.no_changes", count=len(found))]
    return texts.table("term_changes", columns, rows), notes


def _council(figures: TermFigures, texts: TermTexts) -> tuple[Table, list[str]]:
    columns = "word outside inside people_outside people_inside p verdict"
    months = months_with_council(figures)
    found = council_changes(figures)
    claimed = [each for each in found if each.is_claimed][:CHANGES_SHOWN]
    rows = [_change_row(each, texts, ("inside", "outside")) for each in claimed]
    if figures.department_id != CITY:
        notes = [texts("notes.department_council")]
    elif not found:
        notes = [texts("notes.no_council")]
    else:
        notes = [texts("notes.council", months="、".join(months))]
        if not claimed:
            notes.append(texts("notes.no_council_words", count=len(found)))
    return texts.table("term_council", columns, rows), notes


def _change_row(change: Change, texts: TermTexts, verdicts: tuple[str, str]) -> list[Cell]:
    verdict = verdicts[0] if change.is_rise else verdicts[1]
    names: list[Cell] = [change.word, change.label] if change.label else [change.word]
    return [
        *names,
        None if change.before is None else round(change.before, 2),
        None if change.after is None else round(change.after, 2),
        change.accounts_before,
        change.accounts_after,
        f"{change.p_adjusted:.4f}",
        texts(f"verdicts.{verdict}"),
    ]


def _groups(network: Network, texts: TermTexts) -> Table:
    rows: list[list[Cell]] = [
        [number, "、".join(words)] for number, words in enumerate(network.communities, 1)
    ]
    return texts.table("term_groups", "group words", rows)


def _long_tables(figures: TermFigures, texts: TermTexts) -> list[Table]:
    """What is in the files alone: every word by month, every pair."""
    months: list[list[Cell]] = [
        [word, month, each.uses, each.accounts]
        for word in figures.by_use
        for month, each in sorted(figures.words[word].items())
    ]
    pairs: list[list[Cell]] = [
        [first, second, uses]
        for (first, second), uses in sorted(
            figures.pairs.items(), key=lambda pair: (-pair[1], pair[0])
        )
    ]
    by_month = texts.table("term_months", "word month uses accounts", months)
    together = texts.table("term_pairs", "word other uses", pairs)
    return [
        Table(each.name, each.title, each.columns, each.rows, is_shown=False)
        for each in (by_month, together)
    ]
