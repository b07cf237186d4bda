"""Names in passing in what a city publishes, beside names private things are said of."""

from __future__ import annotations

import pytest

from assistant.filters.names.candidates import Candidate
from assistant.filters.names.published import add_published

PLAN = (
    "総合計画の施策と指標。予算、事業費、整備、補助金の一覧。公園、河川、道路の工事は年度ごとに定める。"
    * 3
)


def judged(line: str, name: str, *evidence: str) -> set[str]:
    text = f"{PLAN}\n{line}\n"
    start = text.index(name)
    candidate = Candidate(start, start + len(name), {"pair", *evidence})
    add_published(text, [candidate])
    return candidate.evidence


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("協会会長 荻野 歩", id="post of public life"),
        pytest.param("序文 荻野 歩", id="name alone"),
    ],
)
def test_a_name_in_passing_is_weak(line: str) -> None:
    assert "published_name" in judged(line, "荻野 歩")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("相手方 荻野 歩", id="party"),
        pytest.param("荻野 歩(33歳)", id="age"),
        pytest.param("荻野 歩 北町1-2-3", id="address"),
        pytest.param("窓口 荻野 歩主査", id="staff"),
    ],
)
def test_something_private_beside_it_keeps_it_strong(line: str) -> None:
    assert "published_name" not in judged(line, "荻野 歩")


def test_who_is_addressed_stays_strong() -> None:
    assert "published_name" not in judged("序文 荻野 歩", "荻野 歩", "honorific")


def test_other_texts_are_left_alone() -> None:
    candidate = Candidate(3, 7, {"pair"})
    add_published("序文 荻野 歩", [candidate])
    assert candidate.evidence == {"pair"}
