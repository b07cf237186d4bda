"""The questionnaire as a machine of states: whatever is sent, in whatever order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assistant.usage.analysis.questionnaire import (
    DONE,
    Question,
    Response,
    Unreadable,
    go_to,
    is_shaped,
    resume,
    take,
)
from assistant.usage.analysis.survey import NEVER
from assistant.usage.analysis.survey_words import survey_words

WORDS = survey_words()
FREQUENCIES = ("daily", "weekly", "monthly", "rarely", "never")
USES = (
    "compose", "summarise", "proofread", "ideas", "advice", "proposals", "excel", "translation",
    "ordinances", "other",
)  # fmt: skip
GOOD = {
    1: [str(number) for number in range(1, 6)] + ["毎日", "使っていない"],
    2: ["1", "2 3", "10、1", "要約 校正", "表計算"],
    3: ["1", "2", "はい", "いいえ"],
    4: ["なし", "10分", "30", "600", "４５分"],
    5: ["0", "1.5", "80", "2時間", "なし"],
}
ANYTHING = st.one_of(
    st.sampled_from([text for texts in GOOD.values() for text in texts] + ["中断", "とばす"]),
    st.text(max_size=45),
    st.text("0123456789. 、分時間なしはい", max_size=12),
)


class Machine(RuleBasedStateMachine):
    """A person who answers, breaks off, changes and slips, beside what a form would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.response = Response()
        self.form: dict[str, object] = {}

    @precondition(lambda self: self.response.asking is None)
    @rule()
    def begin(self) -> None:
        self.response = resume(self.response)

    @rule(number=st.integers(0, 7))
    def change(self, number: int) -> None:
        chosen = go_to(self.response, number)
        applies = self.form.get("frequency") != NEVER or number == 1
        assert (chosen is not None) == (1 <= number <= min(5, self.response.reached) and applies)
        self.response = chosen or self.response

    @precondition(lambda self: self.response.asking is not None)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        asked = self.response.asking or 0
        text = data.draw(st.sampled_from(GOOD[asked]))
        before = self.response.reached
        taken = take(self.response, text, WORDS)
        assert isinstance(taken, Response)
        self.form = {name: value for name, value in vars_of(taken).items() if value is not None}
        if taken.frequency == NEVER:
            assert taken == Response(frequency=NEVER, reached=DONE)
        elif asked == before:
            assert taken.reached == before + 1
        self.response = taken

    @precondition(lambda self: self.response.asking is not None)
    @rule()
    def stop(self) -> None:
        taken = take(self.response, "中断", WORDS)
        assert isinstance(taken, Response)
        assert vars_of(taken) == vars_of(self.response)
        assert taken.reached == self.response.reached
        self.response = taken
        assert self.response.asking is None

    @precondition(lambda self: self.response.asking is not None)
    @rule(text=ANYTHING)
    def send_anything(self, text: str) -> None:
        taken = take(self.response, text, WORDS)
        if isinstance(taken, Response):
            assert is_shaped(text, WORDS)
            self.response = taken
            self.form = {name: value for name, value in vars_of(taken).items() if value is not None}

    @invariant()
    def holds(self) -> None:
        found = self.response
        assert 1 <= found.reached <= DONE
        assert found.asking is None or 1 <= found.asking <= min(5, found.reached)
        assert found.frequency in {None, *FREQUENCIES}
        assert set(found.uses) <= set(USES)
        assert list(found.uses) == sorted(set(found.uses))
        assert found.minutes_per_use is None or 0 <= found.minutes_per_use <= 600
        assert found.hours_per_week is None or 0 <= found.hours_per_week <= 80
        if found.frequency == NEVER:
            assert replace(found, asking=None) == Response(frequency=NEVER, reached=DONE)


def vars_of(response: Response) -> dict[str, object]:
    """The answers alone."""
    return {
        "frequency": response.frequency,
        "uses": response.uses or None,
        "efficient": response.is_more_efficient,
        "minutes": response.minutes_per_use,
        "hours": response.hours_per_week,
    }


TestMachine = Machine.TestCase


@given(st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=5, max_size=5))
def test_breaking_off_anywhere_changes_nothing(steps: list[tuple[int, bool]]) -> None:
    plain, broken = resume(Response()), resume(Response())
    for number, breaks in steps:
        if plain.asking is None:
            break
        texts = GOOD[plain.asking]
        text = texts[number % len(texts)]
        if breaks:
            stopped = take(broken, "やめる", WORDS)
            assert isinstance(stopped, Response)
            broken = resume(stopped)
        first, second = take(plain, text, WORDS), take(broken, text, WORDS)
        assert isinstance(first, Response)
        assert isinstance(second, Response)
        plain, broken = first, second
    assert plain == broken


@given(ANYTHING)
def test_nothing_is_read_while_nothing_is_asked(text: str) -> None:
    assert take(Response(), text, WORDS) is None


@pytest.mark.parametrize(
    ("asking", "text", "expected"),
    [
        (Question.MINUTES, "30分", 30),
        (Question.MINUTES, " 「３０分」 ", 30),
        (Question.MINUTES, "なし", 0),
        (Question.MINUTES, "45", 45),
        (Question.HOURS, "１．５", 1.5),
        (Question.HOURS, "2時間", 2.0),
    ],
)
def test_numbers_are_read_as_people_write_them(asking: int, text: str, expected: float) -> None:
    taken = take(Response(reached=asking, asking=asking), text, WORDS)
    assert isinstance(taken, Response)
    assert expected in {taken.minutes_per_use, taken.hours_per_week}


@pytest.mark.parametrize(
    "text",
    [
        "転入届の手続きを教えてください",
        "30分で終わる会議の議題を3つ",
        "1 と 3 はどう違いますか",
        "続けて",
        "a" * 5000,
    ],
)
@pytest.mark.parametrize("asking", list(Question))
def test_a_question_is_never_taken_for_an_answer(asking: int, text: str) -> None:
    assert take(Response(reached=asking, asking=asking), text, WORDS) is None
    assert not is_shaped(text, WORDS)


@pytest.mark.parametrize("text", ["601", "-5", "1e3", "1.23", "１時間半", "nan", "毎日"])
def test_what_was_meant_for_an_answer_is_asked_again(text: str) -> None:
    taken = take(Response(reached=4, asking=4), text, WORDS)
    assert isinstance(taken, Unreadable) or (taken is None and text in {"1e3", "nan"})
