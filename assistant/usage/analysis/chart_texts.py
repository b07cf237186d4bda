"""Figures as they are written in charts, and how wide. Pure."""

from __future__ import annotations

import unicodedata


def number_text(value: float) -> str:
    """A figure as it is read: thousands apart, small ones with a decimal."""
    if value and abs(value) < 10 and value != round(value):
        return f"{value:.2f}"
    return f"{value:,.0f}"


def short_text(value: float) -> str:
    """A large figure in ten thousands or hundred millions, as it is read in Japan."""
    if value < 10_000:
        return number_text(value)
    unit, name = (1e8, "億") if value >= 1e8 else (1e4, "万")
    return f"{value / unit:,.1f}".removesuffix(".0") + name


_WIDE, _NARROW, _OTHER = 1.0, 0.35, 0.72
"""Ems of a full-width character, a point or comma, and any other, in the widest of our fonts."""


def text_width(text: str, size: float) -> float:
    """About how wide a text is drawn at most."""
    return size * sum(_ems(each) for each in text)


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return _WIDE
    return _NARROW if character in ".," else _OTHER
