"""The decoder against a plain state machine with random weights."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.filters.engine.ner import EntityDecoder, Flags, TokenSpan
from assistant.filters.engine.weights import EntityWeights, Floats

LABELS = ("Person", "City", "Date")
WIDTH, NARROW, HIDDEN, PIECES = 6, 4, 5, 2
ACTIONS = (
    *(f"{kind}-{label}" for kind in "BIL" for label in LABELS),
    *(f"U-{label}" for label in LABELS),
    "U-",
    "O",
)


def weights_of(random: np.random.Generator, actions: tuple[str, ...]) -> EntityWeights:
    """Random weights; scores in quarters, so that draws happen."""

    def numbers(*shape: int) -> Floats:
        return random.standard_normal(shape, dtype=np.float32)

    return EntityWeights(
        narrow=numbers(NARROW, WIDTH),
        narrow_bias=numbers(NARROW),
        features=numbers(3, PIECES, HIDDEN, NARROW),
        missing=numbers(3, PIECES, HIDDEN),
        bias=numbers(PIECES, HIDDEN),
        scores=np.zeros((len(actions), HIDDEN), np.float32)
        if random.random() < 0.2
        else numbers(len(actions), HIDDEN),
        scores_bias=(numbers(len(actions)) * 4).round() / np.float32(4),
        actions=actions,
    )


def decode_step_by_step(
    weights: EntityWeights, vectors: Floats, starts: Flags, spaces: Flags
) -> list[TokenSpan]:
    """spaCy's greedy parse, one state after the other."""
    narrow = vectors @ weights.narrow.T + weights.narrow_bias
    found: list[TokenSpan] = []
    opened: tuple[int, str] | None = None
    for token in range(len(vectors)):
        places = (token, -1, -1) if opened is None else (token, opened[0], token - 1)
        pieces = weights.bias + sum(
            weights.missing[feature] if place < 0 else weights.features[feature] @ narrow[place]
            for feature, place in enumerate(places)
        )
        scores = weights.scores @ pieces.max(axis=0) + weights.scores_bias
        may_go_on = token + 1 < len(vectors) and not starts[token + 1]
        valid = [
            is_valid(name, opened, may_go_on=may_go_on, is_space=bool(spaces[token]))
            for name in weights.actions
        ]
        action = weights.actions[int(np.where(valid, scores, -np.inf).argmax())]
        kind, label = action[0], action[2:]
        if kind == "B":
            opened = (token, label)
        elif kind == "U":
            found.append(TokenSpan(token, token + 1, label))
        elif kind == "L" and opened is not None:
            found.append(TokenSpan(opened[0], token + 1, label))
            opened = None
    return found


def is_valid(
    action: str, opened: tuple[int, str] | None, *, may_go_on: bool, is_space: bool
) -> bool:
    """BiluoPushDown's rules for a text without entities set beforehand."""
    kind, label = action[0], action[2:]
    if opened is not None:
        return label == opened[1] and (kind == "L" or (kind == "I" and may_go_on))
    if kind == "O":
        return True
    return bool(label) and not is_space and (kind == "U" or (kind == "B" and may_go_on))


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    flags=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=25),
    actions=st.permutations(ACTIONS),
)
def test_decoding_all_at_once_is_decoding_step_by_step(
    seed: int, flags: list[tuple[bool, bool]], actions: list[str]
) -> None:
    random = np.random.default_rng(seed)
    weights = weights_of(random, tuple(actions))
    vectors = random.standard_normal((len(flags), WIDTH), dtype=np.float32)
    starts = np.array([start for start, _ in flags], bool)
    spaces = np.array([space for _, space in flags], bool)
    expected = decode_step_by_step(weights, vectors, starts, spaces)
    assert EntityDecoder(weights).decode(vectors, starts, spaces) == expected


def test_no_words_no_entities() -> None:
    decoder = EntityDecoder(weights_of(np.random.default_rng(1), ACTIONS))
    nothing = np.zeros(0, bool)
    assert decoder.decode(np.zeros((0, WIDTH), np.float32), nothing, nothing) == []
