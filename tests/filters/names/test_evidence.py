"""Evidence: one sum, in its bounds, and each kind of context is weighed."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.names.evidence import BARE_ONLY, CONTEXT, WEIGHTS, score
from tests.corpus.scoring import CORPUS

EVIDENCE = st.sets(st.sampled_from(sorted(WEIGHTS)))


def test_everything_counted_as_context_has_a_weight() -> None:
    assert set(WEIGHTS) >= CONTEXT | BARE_ONLY


def test_fitted_weights_kept_the_sign_they_were_given_by_hand() -> None:
    hand = json.loads((CORPUS / "hand_weights.json").read_text("utf-8"))
    assert set(hand) == set(WEIGHTS)
    assert [name for name, weight in WEIGHTS.items() if weight * hand[name] < 0] == []


@given(EVIDENCE)
def test_a_score_is_between_zero_and_one(evidence: set[str]) -> None:
    assert 0.0 <= score(evidence) <= 1.0


@given(EVIDENCE, st.sampled_from(sorted(name for name, weight in WEIGHTS.items() if weight < 0)))
def test_evidence_against_never_raises_a_score(evidence: set[str], against: str) -> None:
    assert score(evidence | {against}) <= score(evidence - {against})


def test_an_official_is_let_through_whatever_else_speaks_for_a_name() -> None:
    assert score({"model", "tag_surname", "tag_full_name", "honorific", "official"}) < 0.5
