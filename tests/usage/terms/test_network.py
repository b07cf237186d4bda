"""The network: the closest pairs, communities that are there, the same picture each time."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from assistant.usage.terms.network import (
    Edge,
    communities_of,
    layout,
    make_network,
    modularity,
)
from assistant.usage.terms.reading import Tally, TermFigures

DOCUMENTS = ["文書", "案内", "校正", "挨拶"]
COUNCIL = ["議会", "答弁", "質問書", "会期"]


def figures(uses: dict[str, int], pairs: dict[tuple[str, str], int]) -> TermFigures:
    words = {word: {"2026-04": Tally(n, n)} for word, n in uses.items()}
    ordered = {tuple(sorted(pair)): n for pair, n in pairs.items()}
    return TermFigures(
        "",
        5,
        ("2026-04",),
        (),
        {"2026-04": Tally(500, 90)},
        words,
        ordered,  # type: ignore[arg-type]
    )


def two_groups() -> TermFigures:
    pairs = {pair: 20 for group in (DOCUMENTS, COUNCIL) for pair in combinations(group, 2)}
    return figures(dict.fromkeys([*DOCUMENTS, *COUNCIL], 50), pairs | {("文書", "議会"): 3})


def test_groups_of_words_are_found() -> None:
    network = make_network(two_groups())
    assert {frozenset(group) for group in network.communities} == {
        frozenset(DOCUMENTS), frozenset(COUNCIL)
    }  # fmt: skip
    assert network.edges[0].jaccard == 20 / 80


def test_communities_are_no_worse_than_any_of_many_others() -> None:
    network = make_network(two_groups())
    found = modularity(network.edges, network.community)
    drawn = np.random.default_rng(1)
    for _ in range(300):
        other = {word: int(drawn.integers(1, 4)) for word in network.words}
        assert modularity(network.edges, other) <= found + 1e-12


def test_modularity_of_a_known_graph() -> None:
    """Two triangles joined by one edge: 5/14 (Newman 2004)."""
    edges = [Edge(a, b, 1, 0.5) for a, b in ("ab", "bc", "ac", "de", "ef", "df", "cd")]
    found = communities_of(list("abcdef"), edges)
    assert {found[x] for x in "abc"} != {found[x] for x in "def"}
    assert len(set(found.values())) == 2
    assert abs(modularity(edges, found) - 5 / 14) < 1e-12


def test_the_order_of_the_input_changes_nothing() -> None:
    counted = two_groups()
    items = list(counted.pairs.items())
    items = [items[at] for at in np.random.default_rng(3).permutation(len(items))]
    other = TermFigures(
        "", 5, counted.months, (), counted.questions,
        dict(reversed(list(counted.words.items()))), dict(items),
    )  # fmt: skip
    one, another = make_network(counted), make_network(other)
    assert one == another
    assert layout(one) == layout(another)


def test_words_are_kept_apart_and_inside_the_picture() -> None:
    places = layout(make_network(two_groups()))
    assert set(places) == {*DOCUMENTS, *COUNCIL}
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    for (ax, ay), (bx, by) in combinations(places.values(), 2):
        assert (ax - bx) ** 2 + (ay - by) ** 2 > 0.01


def test_at_most_so_many_words_and_edges_are_drawn() -> None:
    words = [f"語{number:02}" for number in range(60)]
    pairs = dict.fromkeys(combinations(words, 2), 5)
    network = make_network(figures(dict.fromkeys(words, 50), pairs), most_words=10, most_edges=20)
    assert len(network.words) <= 10
    assert len(network.edges) == 20


def test_nothing_makes_an_empty_network() -> None:
    network = make_network(figures({"文書": 9}, {}))
    assert (network.words, network.edges, layout(network)) == ({}, (), {})
