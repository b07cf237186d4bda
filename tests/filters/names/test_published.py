"""Names in passing in what a city publishes, beside names private things are said of."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.lexicon.genre import is_surely_published
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.published import WHOLE, add_published

PLAN = (
    "総合計画の施策と指標。予算、事業費、整備、補助金の一覧。公園、河川、道路の工事は年度ごとに定める。"
    * 3
)


NOTE = (
    "年度の計画を見直します。施設の料金と定員、会場の一覧、夜間と休日の体制、予算の課題を要約してください。"
    * 2
)


def judged(line: str, name: str, *evidence: str) -> set[str]:
    text = f"{PLAN}\n{line}\n"
    start = text.index(name)
    candidate = Candidate(start, start + len(name), set(evidence))
    add_published(text, [candidate])
    return candidate.evidence


@pytest.mark.parametrize(
    ("line", "name", "evidence"),
    [
        pytest.param("協会会長 荻野 歩", "荻野 歩", "pair", id="post of public life"),
        pytest.param("荻野を通る道", "荻野", "model", id="surname alone"),
    ],
)
def test_a_name_in_passing_is_weak(line: str, name: str, evidence: str) -> None:
    assert "published_name" in judged(line, name, evidence)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("相手方 荻野", "荻野", id="party"),
        pytest.param("荻野(33歳)", "荻野", id="age"),
        pytest.param("荻野 北町1-2-3", "荻野", id="address"),
        pytest.param("窓口 荻野主査", "荻野", id="staff"),
    ],
)
def test_something_private_beside_it_keeps_it_strong(line: str, name: str) -> None:
    assert "published_name" not in judged(line, name, "model")


@pytest.mark.parametrize("evidence", sorted(WHOLE))
def test_a_whole_name_stays_strong_whatever_the_words_around(evidence: str) -> None:
    assert "published_name" not in judged("101 荻野 歩 48,000円", "荻野 歩", evidence)


def test_who_is_addressed_stays_strong() -> None:
    assert "published_name" not in judged("序文 荻野", "荻野", "model", "honorific")


def test_other_texts_are_left_alone() -> None:
    candidate = Candidate(3, 5, {"model"})
    add_published("序文 荻野", [candidate])
    assert candidate.evidence == {"model"}


@pytest.mark.nlp
@pytest.mark.parametrize(
    "line",
    [
        "給食費の未納の多い順: 3-1 佐藤 花子 48,000円、2-2 鈴木 一郎 32,000円",
        "佐藤花子は統合失調症、鈴木一郎はがんで療養しています。",
        "中央地区 佐藤花子 酸素吸入\n西地区 鈴木一郎 人工透析",
        "101号室 佐藤花子\n102号室 鈴木一郎",
        "佐藤花子 S22.3.5 中央地区\n鈴木一郎 S10.7.1 東地区",
        "予約は佐藤花子(9時)、鈴木一郎(9時15分)です。",
        "佐藤花子は離婚調停中、鈴木一郎はアレルギーがあります。",
        "未納者\n同 佐藤花子\n同 鈴木一郎",
        "未納のある生徒\n佐藤花子君\n鈴木一郎君",
        "要支援者\n佐藤花子 みらい会\n鈴木一郎 みらい会",
        "欠席者\n1 佐藤花子\n2 鈴木一郎",
    ],
)
def test_residents_listed_in_the_words_of_a_plan_are_found(
    text_analyzer: TextAnalyzer, line: str
) -> None:
    text = f"{NOTE}\n{line}\n"
    assert is_surely_published(text)
    findings = text_analyzer.analyze(text).findings
    found = {
        text[one.start : one.end].replace(" ", "") for one in findings if one.entity == "PERSON"
    }
    assert {"佐藤花子", "鈴木一郎"} <= found


@pytest.mark.nlp
def test_the_address_of_a_flat_is_found_in_the_words_of_a_plan(text_analyzer: TextAnalyzer) -> None:
    text = f"{NOTE}\n支援が要るのは次のとおり。\n架空市本町1丁目2番3号コーポ桜203\n"
    assert is_surely_published(text)
    assert [one.entity for one in text_analyzer.analyze(text).findings] == ["JP_ADDRESS"]


@pytest.mark.parametrize(
    ("text", "name", "is_past"),
    [
        pytest.param("織田信長、荻野員昌、徳川家康、秀吉", "荻野員昌", True, id="two known"),
        pytest.param("織田信長、荻野員昌、海原歩", "荻野員昌", False, id="one known"),
    ],
)
def test_a_list_of_the_past_is_told(text: str, name: str, is_past: bool) -> None:
    known = Candidate(0, 4, {"historical"})
    start = text.index(name)
    candidate = Candidate(start, start + len(name), {"model", "tag_full_name"})
    add_published(text, [known, candidate])
    assert ("among_history" in candidate.evidence) is is_past


@pytest.mark.parametrize(
    ("rest", "evidence", "is_past"),
    [
        pytest.param("荻野員昌 町の学者。", "tag_full_name", True, id="another entry"),
        pytest.param("荻野員昌 町の学者", "tag_full_name", False, id="no life is told"),
        pytest.param("荻野員昌 絵を届けた。", "honorific", False, id="somebody addressed"),
        pytest.param("荻野員昌 講師をする。", "tag_full_name", False, id="list of lectures"),
    ],
)
def test_a_list_of_lives_of_the_past_is_told(rest: str, evidence: str, *, is_past: bool) -> None:
    text = f"カード1 平賀源内 発電機の人。\nカード2 野口英世 医師。\nカード3 {rest}\n"
    names = ("平賀源内", "野口英世", "荻野員昌")
    places = [(text.index(name), text.index(name) + len(name)) for name in names]
    candidates = [Candidate(*place, {"historical"}) for place in places[:2]]
    candidates.append(Candidate(*places[2], {evidence}))
    add_published(text, candidates)
    assert ("historical" in candidates[2].evidence) is is_past
