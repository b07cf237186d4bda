"""Turns read together: halves that make a whole, and neighbours that do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.combination import (
    MOST_TURNS,
    QUESTION_CHARS,
    WINDOW_CHARS,
    screen_together,
    windows,
)
from assistant.filters.decision import Policy
from assistant.filters.finding import AnalysisResult, Finding
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.normalize import normalize
from assistant.filters.policy import (
    AllowEntry,
    Official,
    PolicySnapshot,
    Roster,
    RosterMember,
    Sender,
    default_snapshot,
)
from assistant.filters.recognizers.base import JapaneseRecognizer
from assistant.filters.recognizers.document import forget_documents
from assistant.filters.recognizers.registry import JAPANESE_RECOGNIZERS
from assistant.filters.settings import FilterSettings, StaffNames

pytestmark = pytest.mark.anyio

SENDER = Sender(AccountId("account-1"), DepartmentId("tax"))
SETTINGS = FilterSettings()
FORMATS = [kind(SETTINGS) for kind in JAPANESE_RECOGNIZERS if issubclass(kind, JapaneseRecognizer)]
ROSTER = Roster((RosterMember("架空田一成", "財政課", "主任"),))


class FormatAnalyzer:
    """All recognizers by format on the normalised text, and names it was told; counts its calls."""

    def __init__(self, names: dict[str, float] | None = None) -> None:
        self.names = names or {}
        self.asked: list[str] = []
        self.fault: Exception | None = None

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        self.asked.append(text)
        if self.fault is not None:
            raise self.fault
        shown = normalize(text)
        found = [
            Finding(one.entity_type, *shown.original(one.start, one.end), one.score, "Format")
            for recognizer in FORMATS
            for one in recognizer.analyze(shown.text, recognizer.supported_entities)
        ]
        forget_documents()
        found += [
            Finding("PERSON", text.index(name), text.index(name) + len(name), score, "Told")
            for name, score in self.names.items()
            if name in text
        ]
        return AnalysisResult(tuple(sorted(found, key=lambda one: (one.start, -one.end))))


def gate_of(analyzer: FormatAnalyzer, policy: PolicySnapshot | None = None) -> PiiGate:
    """A gate around an analyzer."""
    gate = PiiGate(SETTINGS, key=Key("seal", 1, b"s" * 32), analyzer=analyzer)
    if policy is not None:
        gate.adopt(Policy(policy))
    return gate


async def together(gate: PiiGate, *turns: str) -> Blocked | None:
    """The verdict on the last turn with those before; each passes alone."""
    clean = []
    for turn in turns:
        verdict = await gate.screen(RawText(turn), sender=SENDER)
        assert isinstance(verdict, CleanText), turn
        clean.append(verdict)
    return await screen_together(gate, clean[:-1], clean[-1], sender=SENDER)


@pytest.mark.parametrize(
    ("turns", "entity"),
    [
        pytest.param(
            ("番号は090-1234です", "続きは5678です。文案を"), "PHONE_NUMBER", id="number cut"
        ),
        pytest.param(("電話は090-12", "34-5678"), "PHONE_NUMBER", id="number cut inside a group"),
        pytest.param(("090-", "1234-", "5678 の方です"), "PHONE_NUMBER", id="over three turns"),
        pytest.param(
            ("基礎年金番号は次です。", "1234567890"), "JP_PENSION_NUMBER", id="word before"
        ),
        pytest.param(("職員番号は", "0031877 です"), "EMPLOYEE_ID", id="label before"),
        pytest.param(("生年月日を確認します", "昭和48年11月3日です"), "JP_BIRTH_DATE", id="birth"),
        pytest.param(("架空市桜台四丁目の", "12番3号です"), "JP_ADDRESS", id="address cut"),
        pytest.param(("メールはkakuuda", "@kakuu-post.jp です"), "EMAIL_ADDRESS", id="mail cut"),
        pytest.param(("パスワードは次です", "Ume#2025kaku です"), "SECRET", id="password"),
    ],
)
async def test_halves_in_two_turns_are_stopped(turns: tuple[str, ...], entity: str) -> None:
    blocked = await together(gate_of(FormatAnalyzer()), *turns)
    assert blocked is not None
    assert entity in {one.entity for one in blocked.findings}


@pytest.mark.parametrize(
    "turns",
    [
        pytest.param(("入札は1234件です", "5678円の内訳を"), id="amounts"),
        pytest.param(("1-2の様式を直して", "3-4の様式も直して"), id="numbers of forms"),
        pytest.param(("令和7年度の計画です", "2025年11月3日の会議の案内を"), id="dates"),
        pytest.param(("架空市桜台四丁目の道路工事です", "工期は12か月です"), id="place and period"),
        pytest.param(("会議は090号室です", "1234名が出席します。5678席あります"), id="room"),
        pytest.param(("基礎年金番号とは何ですか", "もっと短くしてください"), id="talk"),
    ],
)
async def test_turns_that_only_stand_beside_each_other_pass(turns: tuple[str, ...]) -> None:
    assert await together(gate_of(FormatAnalyzer()), *turns) is None


async def test_what_lies_in_an_earlier_turn_alone_is_left_as_it_is() -> None:
    turns = ("1234567890 の件です", "いまのは基礎年金番号です。手続を教えて")
    assert await together(gate_of(FormatAnalyzer()), *turns) is None


@pytest.mark.parametrize("order", [1, -1])
async def test_a_town_and_what_may_be_a_name_are_stopped_in_either_order(order: int) -> None:
    analyzer = FormatAnalyzer({"若王子": 0.4})
    turns = ("潮見市桜台四丁目に住む相談者", "若王子という人です")[::order]
    blocked = await together(gate_of(analyzer), *turns)
    assert blocked is not None
    assert {one.entity for one in blocked.findings} == {"JP_ADDRESS"}


async def test_a_name_too_weak_or_in_the_towns_own_turn_is_no_pair() -> None:
    town = "潮見市桜台四丁目に住む相談者"
    assert await together(gate_of(FormatAnalyzer({"若王子": 0.2})), town, "若王子の工事") is None
    beside = f"若王子の件。{town}"
    assert await together(gate_of(FormatAnalyzer({"若王子": 0.4})), beside, "文案を直して") is None


def roster_policy() -> PolicySnapshot:
    settings = FilterSettings(staff_names=StaffNames.ALLOW_ROSTER)
    snapshot = default_snapshot(settings)
    return PolicySnapshot(rules=snapshot.rules, staff_names=snapshot.staff_names, roster=ROSTER)


async def test_an_illness_said_of_a_member_of_staff_in_another_turn_is_stopped() -> None:
    gate = gate_of(FormatAnalyzer({"架空田": 0.9}), roster_policy())
    blocked = await together(gate, "架空田主任への手紙です。", "適応障害で休職中です。")
    assert blocked is not None
    assert [one.entity for one in blocked.findings] == ["SENSITIVE"]
    assert await together(gate, "架空田主任への手紙です。", "生活保護の申請の案内も。") is None


async def test_an_illness_said_of_somebody_an_allow_entry_names_is_stopped() -> None:
    snapshot = replace(roster_policy(), entries=(AllowEntry(7, "架空田", "PERSON"),))
    gate = gate_of(FormatAnalyzer({"架空田": 0.9}), snapshot)
    blocked = await together(gate, "架空田への手紙です。", "適応障害で休職中です。")
    assert blocked is not None
    assert [one.entity for one in blocked.findings] == ["SENSITIVE"]


async def test_an_official_of_the_list_is_no_half_of_anything() -> None:
    snapshot = replace(roster_policy(), officials=(Official(3, "架空田"),))
    gate = gate_of(FormatAnalyzer({"架空田": 0.9}), snapshot)
    assert await together(gate, "架空田の式辞。", "中央町2丁目の会場で") is None
    assert await together(gate, "架空田の式辞。", "適応障害で休職中です。") is None


async def test_places_are_those_in_the_question() -> None:
    gate = gate_of(FormatAnalyzer())
    blocked = await together(gate, "職員番号は", "0031877 です")
    assert blocked is not None
    assert {(one.start, one.end) for one in blocked.findings} == {(0, 7)}


async def test_no_verdict_on_the_window_is_a_refusal() -> None:
    analyzer = FormatAnalyzer()
    gate = gate_of(analyzer)
    first, second = [
        await gate.screen(RawText(one), sender=SENDER) for one in ("職員番号は", "0031877 です")
    ]
    assert isinstance(first, CleanText)
    assert isinstance(second, CleanText)
    analyzer.fault = RuntimeError("down")
    blocked = await screen_together(gate, [first], second, sender=SENDER)
    assert blocked is not None
    assert blocked.reason is BlockReason.FILTER_UNAVAILABLE


async def test_a_question_without_anything_to_join_is_not_read_again() -> None:
    analyzer = FormatAnalyzer()
    await together(gate_of(analyzer), "道路の補修の案内文を書いて", "もっと短くしてください")
    assert len(analyzer.asked) == 2


async def test_the_same_turns_are_read_once() -> None:
    analyzer = FormatAnalyzer()
    gate = gate_of(analyzer)
    await together(gate, "道路の補修は12件です", "34件目はいつですか")
    asked = len(analyzer.asked)
    await together(gate, "道路の補修は12件です", "34件目はいつですか")
    assert len(analyzer.asked) == asked


def test_the_window_is_bounded_whatever_was_said() -> None:
    said = [CleanText("架" * 5000 + str(number), "r", "s") for number in range(40)]
    window, *glued = windows(said, "0" * 5000, 8000)
    assert all(len(one.text) < 200 for one in glued)
    assert len(window.text) <= WINDOW_CHARS + QUESTION_CHARS + MOST_TURNS
    assert window.text[: window.question_start - 1].endswith("39")
    small = list(windows(said, "0" * 5000, 300))
    assert small
    assert all(len(one.text) <= 300 for one in small)
    assert list(windows([], "0031877", 8000)) == []
