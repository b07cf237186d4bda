"""The network of words as SVG: told apart without colour, described in words. Pure."""

from __future__ import annotations

from html import escape
from math import sqrt

from assistant.usage.analysis.charts import INK, Frame
from assistant.usage.terms.network import Edge, Network, layout

WIDTH, HEIGHT = 720, 540
_LEFT, _TOP = 56, 50
_SMALLEST, _LARGEST = 9.0, 20.0
_DASHES = ("", "5 3", "1.5 2.5", "8 3 2 3")

Place = tuple[float, float]


def network_chart(frame: Frame, network: Network, description: str) -> str:
    """Words as circles with the number of their community, pairs as lines.

    The circle's area follows the questions with the word, the line's width how often its words come
    together; lines between communities are broken.
    """
    places = {word: _on_page(place) for word, place in layout(network).items()}
    parts = [_line(network, edge, places) for edge in network.edges]
    most = max(network.words.values(), default=1)
    parts += [_circle(network, word, places[word], most) for word in network.words]
    parts += [_label(word, places[word], _radius(network.words[word], most)) for word in places]
    return (
        f'<svg role="img" aria-labelledby="{frame.id}-t {frame.id}-d" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-size="12" fill="{INK}" '
        f'xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{frame.id}-t">{escape(frame.title)}</title>'
        f'<desc id="{frame.id}-d">{escape(description)}</desc>'
        f'<text x="6" y="16">{escape(frame.unit)}</text>'
        f'<text x="{WIDTH - 6}" y="16" text-anchor="end">{escape(frame.n)}</text>'
        f"{''.join(parts)}</svg>"
    )


def _on_page(place: Place) -> Place:
    x, y = place
    return _LEFT + x * (WIDTH - 2 * _LEFT), _TOP + y * (HEIGHT - _TOP - 48)


def _radius(uses: int, most: int) -> float:
    return _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(uses / most)


def _line(network: Network, edge: Edge, places: dict[str, Place]) -> str:
    (ax, ay), (bx, by) = places[edge.first], places[edge.second]
    is_inside = network.community[edge.first] == network.community[edge.second]
    dash = "" if is_inside else ' stroke-dasharray="3 4"'
    return (
        f'<line x1="{ax:.1f}" y1="{ay:.1f}" x2="{bx:.1f}" y2="{by:.1f}" stroke="#595959" '
        f'stroke-width="{0.8 + 5 * edge.jaccard:.1f}"{dash}/>'
    )


def _circle(network: Network, word: str, place: Place, most: int) -> str:
    number = network.community[word]
    dash = _DASHES[(number - 1) % len(_DASHES)]
    return (
        f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" '
        f'r="{_radius(network.words[word], most):.1f}" fill="#ffffff" stroke="{INK}" '
        f'stroke-width="1.6" stroke-dasharray="{dash}"/>'
        f'<text x="{place[0]:.1f}" y="{place[1] + 4:.1f}" text-anchor="middle" '
        f'font-weight="bold">{number}</text>'
    )


def _label(word: str, place: Place, radius: float) -> str:
    """Under its circle, with a white rim so that lines do not cross it out."""
    return (
        f'<text x="{place[0]:.1f}" y="{place[1] + radius + 13:.1f}" text-anchor="middle" '
        f'stroke="#ffffff" stroke-width="3" paint-order="stroke">{escape(word)}</text>'
    )
