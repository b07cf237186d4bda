"""What a report is made of: sections with sentences, charts and tables, and its Japanese. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.comparison import Comparison
from assistant.usage.analysis.figures import Figures

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
        names: what kinds of personal data and cases are called, by their codes.
    """

    calendar: CouncilCalendar
    comparison: Comparison
    small_group: int
    budget_yen: int | None = None
    facts: Sequence[Sequence[Cell]] = ()
    names: Mapping[str, str] = field(default_factory=dict)


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

    def reason(self, code: str) -> str:
        """A reason in words."""
        return str(self._texts["reasons"].get(code, code))

    def training_use(self, code: str) -> str:
        """Whether a provider learns from what it gets, in words."""
        return str(self._texts["training_use"].get(code, code))

    @property
    def weekdays(self) -> Sequence[str]:
        """Names of the weekdays from Monday."""
        names: Sequence[str] = self._texts["weekdays"]["names"]
        return names


Part: TypeAlias = Callable[[Figures, Context, Texts], Section]
