"""Words that come up together as a graph, with its communities and a place for each word. Pure.

Everything is deterministic: the same counts give the same picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.usage.terms.choice import Pair
from assistant.usage.terms.reading import TermFigures

MOST_WORDS = 36
MOST_EDGES = 60
_ROUNDS = 400
_LEAST_DISTANCE = 0.125
"""Of two words, as a part of the picture's side: so that their names can be read."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two words of one network; `jaccard` is 1 if they only ever come together."""

    first: str
    second: str
    uses: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class Network:
    """Words, what joins them, and which belong together.

    Attributes:
        words: in questions counted, the most used first.
        edges: the closest pairs.
        community: number of each word's community, 1 being the largest.
    """

    words: Mapping[str, int]
    edges: tuple[Edge, ...]
    community: Mapping[str, int]

    @property
    def communities(self) -> list[list[str]]:
        """The words of each community, the most used first."""
        found: dict[int, list[str]] = defaultdict(list)
        for word in self.words:
            found[self.community[word]].append(word)
        return [found[number] for number in sorted(found)]


def make_network(
    figures: TermFigures, *, most_words: int = MOST_WORDS, most_edges: int = MOST_EDGES
) -> Network:
    """The closest pairs among the most used words; words without any are left out."""
    uses = {word: figures.uses_of(word) for word in figures.by_use[: 4 * most_words]}
    edges = sorted(
        (
            Edge(first, second, both, both / (uses[first] + uses[second] - both))
            for (first, second), both in figures.pairs.items()
            # Of a month in which one of the words may not be told of, the pair counts for nothing.
            if first in uses and second in uses and both <= min(uses[first], uses[second])
        ),
        key=lambda edge: (-edge.jaccard, -edge.uses, edge.first, edge.second),
    )
    kept: list[Edge] = []
    words: set[str] = set()
    for edge in edges:
        if len(kept) == most_edges:
            break
        if len(words | {edge.first, edge.second}) <= most_words:
            kept.append(edge)
            words |= {edge.first, edge.second}
    ordered = {word: count for word, count in uses.items() if word in words}
    return Network(ordered, tuple(kept), communities_of(list(ordered), kept))


def communities_of(words: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Communities of greatest modularity, found greedily (Clauset, Newman, Moore 2004).

    Every word begins by itself; the two communities whose union raises modularity most are joined
    until none does. Ties go to the words that come first in the alphabet. Numbered by size.
    """
    groups: dict[str, set[str]] = {word: {word} for word in words}
    weight: dict[Pair, float] = defaultdict(float)
    strength: dict[str, float] = dict.fromkeys(words, 0.0)
    for edge in edges:
        weight[_key(edge.first, edge.second)] += edge.uses
        strength[edge.first] += edge.uses
        strength[edge.second] += edge.uses
    total = sum(weight.values())
    while (best := _best_union(weight, strength, total)) is not None:
        _unite(best, groups, weight, strength)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), min(group)))
    return {word: number for number, group in enumerate(ordered, 1) for word in group}


def modularity(edges: Sequence[Edge], community: Mapping[str, int]) -> float:
    """How much more lies inside the communities than chance would put there (Newman 2004)."""
    total = sum(edge.uses for edge in edges)
    if not total:
        return 0.0
    inside: dict[int, float] = defaultdict(float)
    strength: dict[int, float] = defaultdict(float)
    for edge in edges:
        for word in (edge.first, edge.second):
            strength[community[word]] += edge.uses
        if community[edge.first] == community[edge.second]:
            inside[community[edge.first]] += edge.uses
    return sum(inside[one] / total - (strength[one] / (2 * total)) ** 2 for one in strength)


def layout(network: Network) -> dict[str, tuple[float, float]]:
    """A place between 0 and 1 for each word (Fruchterman, Reingold 1991, from a fixed start)."""
    words = [word for group in network.communities for word in group]
    if not words:
        return {}
    numbers = {word: at for at, word in enumerate(words)}
    angles = 2 * np.pi * np.arange(len(words)) / len(words)
    places: NDArray[np.float64] = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    pulls = np.zeros((len(words), len(words)))
    for edge in network.edges:
        one, other = numbers[edge.first], numbers[edge.second]
        pulls[one, other] = pulls[other, one] = 0.15 + edge.jaccard / 2
    ideal = 1.6 / np.sqrt(len(words))
    for turn in range(_ROUNDS):
        places += _step(places, pulls, ideal) * (0.12 * (1 - turn / _ROUNDS))
    scaled = _scaled(places)
    for _ in range(_ROUNDS):
        scaled = _parted(scaled)
    return {word: (float(scaled[at, 0]), float(scaled[at, 1])) for word, at in numbers.items()}


def _step(
    places: NDArray[np.float64], pulls: NDArray[np.float64], ideal: float
) -> NDArray[np.float64]:
    """Which way each place goes: away from all others, towards its neighbours and the middle."""
    apart = places[:, None, :] - places[None, :, :]
    distance = np.maximum(np.linalg.norm(apart, axis=2, keepdims=True), 0.01)
    push = apart / distance * (ideal**2 / distance)
    pull = -apart / distance * (distance**2 / ideal) * pulls[:, :, None]
    force: NDArray[np.float64] = (push + pull).sum(axis=1) - 0.4 * places
    length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
    limited: NDArray[np.float64] = force / length * np.minimum(length, 1.0)
    return limited


def _scaled(places: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = places.min(axis=0), places.max(axis=0)
    scaled: NDArray[np.float64] = (places - low) / np.where(high > low, high - low, 1.0)
    return scaled


def _parted(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places a little farther apart where they would lie on each other, inside the picture."""
    apart = places[:, None, :] - places[None, :, :]
    distance = np.linalg.norm(apart, axis=2, keepdims=True)
    missing = np.maximum(_LEAST_DISTANCE - distance, 0.0)
    push = np.where(distance > 0, apart / np.maximum(distance, 1e-9), 0.0) * missing
    parted: NDArray[np.float64] = np.clip(places + 0.4 * push.sum(axis=1), 0.0, 1.0)
    return parted


def _best_union(
    weight: Mapping[Pair, float], strength: Mapping[str, float], total: float
) -> Pair | None:
    best, most = None, 1e-12
    for pair in sorted(weight):
        one, other = pair
        gain = weight[pair] / total - strength[one] * strength[other] / (2 * total**2)
        if gain > most:
            best, most = pair, gain
    return best


def _unite(
    pair: Pair,
    groups: dict[str, set[str]],
    weight: dict[Pair, float],
    strength: dict[str, float],
) -> None:
    kept, gone = pair
    groups[kept] |= groups.pop(gone)
    strength[kept] += strength.pop(gone)
    del weight[pair]
    for one, other in [each for each in weight if gone in each]:
        amount = weight.pop((one, other))
        weight[_key(kept, other if one == gone else one)] += amount


def _key(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
