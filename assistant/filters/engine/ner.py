"""Greedy entity decoding: outside an entity one matrix product scores all tokens at once.

The transition system is spaCy's BiluoPushDown. Its state features are the first token of the
buffer, the start of the open entity and the token before; outside an entity only the first is
there, so that a score depends on the token alone. Inside an entity only I-x and L-x of its own
label are valid. An entity never begins on a space nor reaches over a sentence start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.filters.engine.weights import EntityWeights, Floats, expect

Flags = NDArray[np.bool_]
# "Prohibited to be an entity": valid for tokens annotated so beforehand only, which none is.
BLOCKED = "U-"


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """An entity: first token, one behind the last, and ja_ginza's label."""

    start: int
    end: int
    label: str


class EntityDecoder:
    """Decides what the pipe `ner` decides."""

    def __init__(self, weights: EntityWeights) -> None:
        self._weights = weights
        _, pieces, hidden, narrow = weights.features.shape
        expect(pieces == 2, "ner has other maxout pieces")
        self._features = weights.features.reshape(3 * pieces * hidden, narrow)
        numbers = {name: number for number, name in enumerate(weights.actions)}
        opening = [
            number
            for name, number in numbers.items()
            if name == "O" or (name[:2] in ("B-", "U-") and name != BLOCKED)
        ]
        self._opening = [weights.actions[number] for number in opening]
        self._opens_long = np.array([name[0] == "B" for name in self._opening])
        self._opens_any = np.array([name != "O" for name in self._opening])
        self._outside = self._opening.index("O")
        self._scores = np.ascontiguousarray(weights.scores[opening].T)
        self._scores_bias = weights.scores_bias[opening]
        self._inner = {
            name[2:]: inner_scores(weights, numbers[f"I-{name[2:]}"], numbers[f"L-{name[2:]}"])
            for name in weights.actions
            if name.startswith("B-")
        }

    def decode(self, vectors: Floats, starts_sentence: Flags, is_space: Flags) -> list[TokenSpan]:
        """The entities of one text, in order.

        Args:
            vectors: (tokens, width).
            starts_sentence: (tokens,) by the dependency parser.
            is_space: (tokens,) whether the word is white space only.
        """
        count = len(vectors)
        if not count:
            return []
        features = self._state_features(vectors)
        must_end = np.append(starts_sentence[1:], True)
        choices = self._outside_choices(features[0], must_end, is_space)
        found: list[TokenSpan] = []
        token = 0
        for opening in np.flatnonzero(choices != self._outside).tolist():
            if opening < token:
                continue
            action = self._opening[choices[opening]]
            label = action[2:]
            token = opening + 1
            if action[0] == "B":
                token = self._end_of(label, opening, features, must_end)
            found.append(TokenSpan(opening, token, label))
        return found

    def _state_features(self, vectors: Floats) -> Floats:
        """(features, tokens, pieces x hidden): what each token adds to a state it is part of."""
        weights = self._weights
        narrow: Floats = vectors @ weights.narrow.T
        narrow += weights.narrow_bias
        added: Floats = narrow @ self._features.T
        by_feature: Floats = added.reshape(len(vectors), 3, -1).transpose(1, 0, 2)
        return by_feature

    def _outside_choices(self, first: Floats, must_end: Flags, is_space: Flags) -> NDArray[np.intp]:
        """The best valid action of each token if no entity is open."""
        weights = self._weights
        missing = weights.missing.reshape(3, -1)
        hidden = best_piece(first + missing[1] + missing[2] + weights.bias.reshape(-1))
        scores = hidden @ self._scores
        scores += self._scores_bias
        scores[np.ix_(must_end, self._opens_long)] = -np.inf
        scores[np.ix_(is_space, self._opens_any)] = -np.inf
        choices: NDArray[np.intp] = scores.argmax(axis=1)
        return choices

    def _end_of(self, label: str, start: int, features: Floats, must_end: Flags) -> int:
        """One behind the last token of the entity opened at `start`."""
        scores, bias, is_inner_first = self._inner[label]
        state_bias = self._weights.bias.reshape(-1)
        token = start + 1
        while not must_end[token]:
            state = features[0, token] + features[1, start] + features[2, token - 1] + state_bias
            inner, last = scores @ best_piece(state) + bias
            if last > inner or (last == inner and not is_inner_first):
                break
            token += 1
        return token + 1


def inner_scores(weights: EntityWeights, inner: int, last: int) -> tuple[Floats, Floats, bool]:
    """The scores of I-x and L-x, and which of both wins a draw: the one numbered first."""
    return weights.scores[[inner, last]], weights.scores_bias[[inner, last]], inner < last


def best_piece(pieces: Floats) -> Floats:
    """The greater of two pieces lying side by side in the last axis."""
    half = pieces.shape[-1] // 2
    best: Floats = np.maximum(pieces[..., :half], pieces[..., half:])
    return best
