"""Templates, and how numbers, days and instants are written for people in Japan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.core.periods import in_tokyo
from assistant.usage.quota.amounts import Word
from assistant.web.words import TEMPLATES, Words


@dataclass(frozen=True, slots=True)
class Rendering:
    """Fills templates in. Everything a template is given is escaped."""

    environment: Environment
    words: Words

    def page(self, template: str, values: Mapping[str, object]) -> str:
        """One whole page."""
        return self.environment.get_template(template).render(values)


def open_rendering(words: Words) -> Rendering:
    """The templates of the package."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number,
        tokens=lambda amount: tokens(amount, words),
        day=day,
        date=spoken_day,
        month=spoken_month,
        moment=moment,
        yen=yen,
        called=lambda key, section: words.name_of(section, str(key)),
    )
    environment.globals.update(words=words, new_once=lambda: secrets.token_urlsafe(18))
    return Rendering(environment, words)


def number(value: int) -> str:
    """A whole number in groups of three digits."""
    return f"{value:,}"


def tokens(amount: int | str | None, words: Words) -> str:
    """A number of tokens, or what stands in its place."""
    if amount is None or amount == Word.UNLIMITED:
        return words.name_of("amounts", "unlimited")
    if isinstance(amount, str):
        return words.name_of("amounts", amount)
    return f"{amount:,}"


def day(value: date) -> str:
    """A day as `2026-04-30`: the way it is typed, too."""
    return value.isoformat()


def spoken_day(value: date) -> str:
    """A day as it is read: `2026年4月30日`."""
    return f"{value.year}年{value.month}月{value.day}日"


def spoken_month(value: str) -> str:
    """A month as it is read: `2026年4月` for `2026-04`."""
    year, month = value.split("-")
    return f"{year}年{int(month)}月"


def moment(value: datetime) -> str:
    """An instant on a clock in Tokyo, to the minute."""
    return in_tokyo(value).strftime("%Y-%m-%d %H:%M")


def yen(micros: int) -> str:
    """Millionths of a yen as whole yen, rounded up: nothing that cost something is free."""
    return f"{-(-micros // 1_000_000):,}"
