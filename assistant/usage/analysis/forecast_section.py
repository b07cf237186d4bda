"""The section on when caps and the budget run out, in Japanese. Pure.

`forecast_section` takes what `foresee` made; `sentence` is one pool's line, for pages and notices.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.usage.analysis.forecast import Forecast, Outlook, Pool, PoolKind, TooEarly
from assistant.usage.analysis.layout import TEMPLATES, Cell, Section, Table


class ForecastTexts:
    """The Japanese of the section."""

    def __init__(self) -> None:
        content = (TEMPLATES / "forecast.ja.toml").read_text(encoding="utf-8")
        self._texts: Mapping[str, Any] = tomllib.loads(content)

    def __call__(self, key: str, **fields: object) -> str:
        """A text by its key, with its places filled in."""
        found: Any = self._texts
        for part in key.split("."):
            found = found[part]
        return str(found).format(**fields) if fields else str(found)

    def name(self, pool: Pool) -> str:
        """What a pool is called."""
        return self(pool.kind.value, name=pool.name)

    def unit(self, pool: Pool) -> str:
        """What it is counted in."""
        return self("yen" if pool.kind is PoolKind.BUDGET else "tokens")

    def day(self, pool: Pool, day: date | None) -> str:
        """A day as it is read; of the budget with its year."""
        if day is None:
            return self("after")
        key = "long_day" if pool.kind is PoolKind.BUDGET else "day"
        return self(key, year=day.year, month=day.month, day=day.day)


def forecast_section(forecasts: Sequence[Forecast], *, is_too_few: bool = False) -> Section:
    """The section of a report or page.

    Args:
        forecasts: what is foreseen.
        is_too_few: whether nothing is, because too few people asked.
    """
    texts = ForecastTexts()
    if is_too_few:
        return Section("forecast", texts("title"), [texts("notes.too_few_people")])
    if not forecasts:
        return Section("forecast", texts("title"), [texts("notes.nothing")])
    notes = [sentence(each, texts) for each in forecasts]
    outlooks = [each for each in forecasts if isinstance(each, Outlook)]
    today = forecasts[0].today
    if outlooks:
        day = texts("long_day", year=today.year, month=today.month, day=today.day)
        percent = outlooks[0].range_percent
        notes.insert(0, texts("notes.about", today=day, percent=percent))
    if any(each.is_council_unknown for each in outlooks):
        notes.append(texts("notes.council"))
    columns = ("pool", "unit", "used", "limit", "likely", "early", "late", "chance", "low", "total",
               "high", "days")  # fmt: skip
    rows = [_row(each, texts) for each in forecasts]
    headings = [texts(f"columns.{name}") for name in columns]
    table = Table("forecast", texts("tables.forecast"), headings, rows)
    return Section("forecast", texts("title"), notes, [], [table])


def sentence(found: Forecast, texts: ForecastTexts) -> str:
    """What is foreseen of one pool, in a line."""
    pool = found.pool
    name = texts.name(pool)
    if isinstance(found, TooEarly):
        if found.is_unpriced:
            return texts("notes.unpriced", name=name)
        return texts("notes.too_early", name=name, found=found.found, needed=found.needed)
    fields: dict[str, object] = {
        "name": name,
        "unit": texts.unit(pool),
        "limit": "" if pool.limit is None else f"{pool.limit:,.0f}",
        "end": texts.day(pool, pool.last),
        "likely": texts.day(pool, found.likely),
        "early": texts.day(pool, found.early),
        "late": texts.day(pool, found.late),
        "chance": _chance(found.probability),
        "total": f"{found.total:,.0f}",
        "low": f"{found.total_low:,.0f}",
        "high": f"{found.total_high:,.0f}",
    }
    return texts(f"notes.{_kind(found)}", **fields)


def _kind(found: Outlook) -> str:
    if found.probability is None:
        return "unlimited"
    if found.is_exhausted:
        return "exhausted"
    if found.likely is not None:
        return "runs_out"
    return "lasts" if found.early is None else "may_run_out"


def _chance(probability: float | None) -> str:
    """In whole per cent; what no course or every course showed is not called certain."""
    if probability is None:
        return "-"
    percent = round(100 * probability)
    if percent in {0, 100}:
        return "1％未満" if percent == 0 else "99％超"
    return f"{percent}％"


def _row(found: Forecast, texts: ForecastTexts) -> list[Cell]:
    pool = found.pool
    limit = texts("none") if pool.limit is None else round(pool.limit)
    row: list[Cell] = [texts.name(pool), texts.unit(pool), round(pool.used), limit]
    if isinstance(found, TooEarly):
        return [*row, *[None] * 7, found.found]
    days: list[Cell] = [None] * 3
    if found.probability is not None:
        days = [
            day.isoformat() if day else texts("after")
            for day in (found.likely, found.early, found.late)
        ]
    chance = None if found.probability is None else round(100 * found.probability, 1)
    totals: list[Cell] = [round(found.total_low), round(found.total), round(found.total_high)]
    return [*row, *days, chance, *totals, found.days]
