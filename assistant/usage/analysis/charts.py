"""Charts as SVG: no script, no outside host, told apart by pattern and not by colour alone. Pure.

Every chart has a title, a description for who cannot see it, a unit and n. Its figures stand in a
table beside it. Fills keep 3:1 against white, texts 4.5:1 (JIS X 8341-3:2016 AA, WCAG 2.1 1.4.11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from assistant.usage.analysis.chart_texts import number_text, short_text, text_width

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 74, 14, 44, 58
PATTERNS = ("solid", "diagonal", "dots", "cross", "open")
INK = "#1a1a1a"
_FILLS = {"solid": "#1f4e79", "open": "#ffffff"}
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2")
_TILES = {
    "diagonal": '<path d="M0 8L8 0" stroke="#1f4e79" stroke-width="2.4"/>',
    "dots": '<circle cx="4" cy="4" r="2.2" fill="#1f4e79"/>',
    "cross": '<path d="M0 8L8 0M0 0L8 8" stroke="#1f4e79" stroke-width="1.4"/>',
}
_SMALL = 12
BAND_SIZE = 10
KEY_COLUMNS, KEY_STEP = 3, 16
_TOPS = (1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures with its name; None where there is no figure."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Band:
    """Points of a line chart that belong together, as the days of a council period."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What is written around a chart. `id` is unique on the page."""

    id: str
    title: str
    unit: str
    n: str


def stacked_bars(frame: Frame, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Bars on each other, one column a label; with one series plain bars."""
    sums = [sum(each.values[at] or 0.0 for each in series) for at in range(len(labels))]
    top = _nice_top(max(sums, default=0.0))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    parts = [_axis(top), *_labels(labels, step)]
    for at in range(len(labels)):
        base = 0.0
        for number, each in enumerate(series):
            value = each.values[at] or 0.0
            low, high = _y(base, top), _y(base + value, top)
            x, width = LEFT + step * (at + 0.2), step * 0.6
            pattern = PATTERNS[number % len(PATTERNS)]
            parts.append(_bar(frame, pattern, (x, high, width, low - high)))
            base += value
        parts.append(_above(LEFT + step * (at + 0.5), _y(base, top) - 4, sums[at], step))
    return _svg(frame, [*parts, *_legend(frame, [each.name for each in series])])


def lines(
    frame: Frame, labels: Sequence[str], series: Sequence[Series], bands: Sequence[Band] = ()
) -> str:
    """Lines over the labels, told apart by dashes; bands are shaded and named.

    Where the names of bands would run into each other, they are numbered and named below.
    """
    highest = max((value or 0.0 for each in series for value in each.values), default=0.0)
    top = _nice_top(highest)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    marks, key = _marks(bands, step)
    parts = [_band(frame, band, step, mark) for band, mark in zip(bands, marks, strict=True)]
    parts += [*key, _axis(top), *_labels(labels, step)]
    for number, each in enumerate(series):
        points = [
            f"{LEFT + step * (at + 0.5):.1f},{_y(value, top):.1f}"
            for at, value in enumerate(each.values)
            if value is not None
        ]
        dash = _DASHES[number % len(_DASHES)]
        parts.append(
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{INK}" '
            f'stroke-width="1.6" stroke-dasharray="{dash}"/>'
        )
    rows = -(-len(key) // KEY_COLUMNS)
    legend = _line_legend([each.name for each in series])
    return _svg(frame, [*parts, *legend], height=HEIGHT + KEY_STEP * rows)


def rows_of_bars(frame: Frame, labels: Sequence[str], values: Sequence[float]) -> str:
    """Lying bars, one row a label, with the figure behind each."""
    top = max(values, default=0.0) or 1.0
    left, height = 190, TOP + 24 * len(labels) + 12
    parts = []
    for at, (label, value) in enumerate(zip(labels, values, strict=True)):
        y, width = TOP + 24 * at, (WIDTH - left - 80) * value / top
        parts.append(f'<text x="{left - 6}" y="{y + 13}" text-anchor="end">{_short(label)}</text>')
        parts.append(_bar(frame, "solid", (left, y, width, 17)))
        parts.append(f'<text x="{left + width + 5:.1f}" y="{y + 13}">{number_text(value)}</text>')
    return _svg(frame, parts, height=height)


def grid(
    frame: Frame,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Mapping[tuple[int, int], float],
) -> str:
    """Squares whose grey follows the figure, with the figure in each."""
    top = max(values.values(), default=0.0) or 1.0
    step, height = (WIDTH - 40) / max(1, len(columns)), TOP + 26 * (len(rows) + 1)
    parts = []
    for at, column in enumerate(columns):
        x = 36 + step * (at + 0.5)
        parts.append(
            f'<text x="{x:.1f}" y="{TOP + 8}" text-anchor="middle">{escape(column)}</text>'
        )
    for row, name in enumerate(rows):
        y = TOP + 14 + 26 * row
        parts.append(f'<text x="6" y="{y + 17}">{escape(name)}</text>')
        for at in range(len(columns)):
            value = values.get((row, at), 0.0)
            shade = round(255 - 205 * value / top)
            ink = INK if shade > 140 else "#ffffff"  # both above 4.5:1 on their greys
            parts.append(
                f'<rect x="{36 + step * at:.1f}" y="{y}" width="{step:.1f}" height="26" '
                f'fill="rgb({shade},{shade},{shade})" stroke="#767676" stroke-width="0.5"/>'
                f'<text x="{36 + step * (at + 0.5):.1f}" y="{y + 17}" text-anchor="middle" '
                f'fill="{ink}" font-size="9">{_compact(value)}</text>'
            )
    return _svg(frame, parts, height=height)


def _compact(value: float) -> str:
    return number_text(value) if value < 10_000 else short_text(value)


def _svg(frame: Frame, parts: Sequence[str], *, height: int = HEIGHT) -> str:
    names = f'aria-labelledby="{frame.id}-t {frame.id}-d"'
    patterns = "".join(
        f'<pattern id="{frame.id}-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#ffffff"/>{tile}</pattern>'
        for name, tile in _TILES.items()
    )
    return (
        f'<svg role="img" {names} viewBox="0 0 {WIDTH} {height}" font-size="{_SMALL}" '
        f'fill="{INK}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{frame.id}-t">{escape(frame.title)}</title>'
        f'<desc id="{frame.id}-d">{escape(f"{frame.unit} {frame.n}")}</desc>'
        f"<defs>{patterns}</defs>"
        f'<text x="6" y="16">{escape(frame.unit)}</text>'
        f'<text x="{WIDTH - 6}" y="16" text-anchor="end">{escape(frame.n)}</text>'
        f"{''.join(parts)}</svg>"
    )


def _bar(frame: Frame, pattern: str, box: tuple[float, float, float, float]) -> str:
    x, y, width, height = box
    fill = _FILLS.get(pattern) or f"url(#{frame.id}-{pattern})"
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" '
        f'height="{max(0.0, height):.1f}" fill="{fill}" stroke="{INK}" stroke-width="0.8"/>'
    )


def _marks(bands: Sequence[Band], step: float) -> tuple[list[str], list[str]]:
    """What stands above each band, and the key below the chart if these are numbers."""
    middles = [(band.first + band.last + 1) / 2 * step for band in bands]
    halves = [text_width(band.label, BAND_SIZE) / 2 for band in bands]
    room = zip(pairwise(middles), pairwise(halves), strict=True)
    fits = all(right - left > one + two for (left, right), (one, two) in room)
    is_inside = all(
        LEFT + middle - half > 0 and LEFT + middle + half < WIDTH
        for middle, half in zip(middles, halves, strict=True)
    )
    if fits and is_inside:
        return [band.label for band in bands], []
    column = (WIDTH - LEFT) / KEY_COLUMNS
    key = [
        f'<text x="{LEFT + column * (at % KEY_COLUMNS):.1f}" '
        f'y="{HEIGHT - 20 + KEY_STEP * (at // KEY_COLUMNS)}" font-size="11">'
        f"{at + 1}：{escape(band.label)}</text>"
        for at, band in enumerate(bands)
    ]
    return [str(at + 1) for at in range(len(bands))], key


def _above(x: float, y: float, value: float, room: float) -> str:
    """A figure above a bar: in full if there is room, else in ten thousands, else not at all."""
    full = number_text(value)
    for text, size in ((full, _SMALL), (full, 10), (short_text(value), 9)):
        if text_width(text, size) <= room:
            return (
                f'<text text-anchor="middle" x="{x:.1f}" y="{y:.1f}" font-size="{size}">'
                f"{text}</text>"
            )
    return ""


def _band(frame: Frame, band: Band, step: float, mark: str) -> str:
    x, width = LEFT + step * band.first, step * (band.last - band.first + 1)
    box = (x, float(TOP), width, float(HEIGHT - TOP - BOTTOM))
    return (
        f'<g opacity="0.45">{_bar(frame, "dots", box)}</g>'
        f'<text x="{x + width / 2:.1f}" y="{TOP - 6}" text-anchor="middle" '
        f'font-size="{BAND_SIZE}">{escape(mark)}</text>'
    )


def _axis(top: float) -> str:
    write = number_text if text_width(number_text(top), _SMALL) < LEFT - 6 else short_text
    parts = []
    for number in range(5):
        value = top * number / 4
        y = _y(value, top)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#949494" '
            f'stroke-width="0.5"/><text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
            f"{write(value)}</text>"
        )
    return "".join(parts)


def _labels(labels: Sequence[str], step: float) -> list[str]:
    widest = max((text_width(label, 11) for label in labels), default=0.0) + 8
    every = max(1, ceil(widest / step))
    return [
        f'<text x="{LEFT + step * (at + 0.5):.1f}" y="{HEIGHT - BOTTOM + 18}" '
        f'text-anchor="middle" font-size="11">{escape(label)}</text>'
        for at, label in enumerate(labels)
        if at % every == 0
    ]


def _legend(frame: Frame, names: Sequence[str]) -> list[str]:
    parts = []
    for at, name in enumerate(names if len(names) > 1 else ()):
        x, y = LEFT + 128 * at, HEIGHT - 22.0
        pattern = PATTERNS[at % len(PATTERNS)]
        parts.append(_bar(frame, pattern, (float(x), y, 16.0, 12.0)))
        parts.append(f'<text x="{x + 21}" y="{y + 11:.0f}">{escape(name)}</text>')
    return parts


def _line_legend(names: Sequence[str]) -> list[str]:
    parts = []
    for at, name in enumerate(names if len(names) > 1 else ()):
        x, y = LEFT + 170 * at, HEIGHT - 16
        dash = _DASHES[at % len(_DASHES)]
        parts.append(
            f'<line x1="{x}" x2="{x + 28}" y1="{y}" y2="{y}" stroke="{INK}" stroke-width="1.6" '
            f'stroke-dasharray="{dash}"/><text x="{x + 33}" y="{y + 4}">{escape(name)}</text>'
        )
    return parts


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top


def _short(label: str) -> str:
    return escape(label if len(label) <= 14 else f"{label[:13]}…")


def _nice_top(value: float) -> float:
    if value <= 0:
        return 1.0
    unit = 10.0 ** floor(log10(value))
    return next(unit * each for each in _TOPS if unit * each >= value)
