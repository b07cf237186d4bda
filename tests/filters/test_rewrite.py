"""The rewrite: people numbered consistently, all else unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.text import RawText
from assistant.filters.finding import Finding
from assistant.filters.rewrite import letter_name, rewrite


def rewritten(text: str, *found: tuple[str, str]) -> str:
    """Rewrite a text in which every occurrence of the given surfaces was found."""
    findings = []
    for entity, surface in found:
        start = text.find(surface)
        while start >= 0:
            findings.append(Finding(entity, start, start + len(surface), 0.9, "Test"))
            start = text.find(surface, start + len(surface))
    return rewrite(RawText(text), findings).text.reveal()


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param("大空様へ", [("PERSON", "大空")], "A様へ", id="honorific stays"),
        pytest.param("大空が来た", [("PERSON", "大空")], "Aさんが来た", id="bare name gets さん"),
        pytest.param("大空係長に", [("PERSON", "大空")], "A係長に", id="title stays"),
        pytest.param(
            "大空 遥さんと海原さん。大空さんは",
            [("PERSON", "大空 遥"), ("PERSON", "海原"), ("PERSON", "大空")],
            "AさんとBさん。Aさんは",
            id="surname alone is the same person",
        ),
        pytest.param(
            "海原さん、大空さん、海原 渚さん",
            [("PERSON", "海原"), ("PERSON", "大空"), ("PERSON", "海原 渚")],
            "Aさん、Bさん、Aさん",
            id="letters in the order of the text",
        ),
        pytest.param(
            "電話090-0000-0000、架空市空町1-2",
            [("PHONE_NUMBER", "090-0000-0000"), ("JP_ADDRESS", "架空市空町1-2")],
            "電話○○○-○○○○、○○町○○",
            id="numbers and addresses",
        ),
        pytest.param("Dear Mr. Ozora, hi", [("PERSON", "Ozora")], "Dear Mr. A, hi", id="Mr."),
        pytest.param("番号は12345です", [("OTHER_ID", "12345")], "番号は○○○○です", id="other"),
    ],
)
def test_rewrite_reads_naturally(text: str, found: list[tuple[str, str]], expected: str) -> None:
    assert rewritten(text, *found) == expected


def test_overlapping_findings_become_one_place() -> None:
    findings = [Finding("JP_ADDRESS", 0, 5, 0.9, "A"), Finding("PERSON", 3, 7, 0.9, "B")]
    assert rewrite(RawText("abcdefgh"), findings).text.reveal() == "○○町○○h"


def test_no_repr_shows_a_name() -> None:
    result = rewrite(RawText("大空様"), [Finding("PERSON", 0, 2, 0.9, "Test")])
    assert "大空" not in repr(result)


def test_letters_go_on_behind_z() -> None:
    assert [letter_name(number) for number in (0, 25, 26, 53)] == ["A", "Z", "A1", "B2"]


@given(
    st.text(alphabet="大空海原 遥渚様。\n", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 6)), max_size=6),
)
def test_everything_outside_the_findings_is_unchanged(
    text: str, ranges: list[tuple[int, int]]
) -> None:
    findings = [
        Finding("PERSON", start, min(start + length, len(text)), 0.9, "Test")
        for start, length in ranges
        if start < len(text)
    ]
    result = rewrite(RawText(text), findings)
    rest = result.text.reveal()
    rebuilt = ""
    for replacement in result.replacements:
        before, _, rest = rest.partition(replacement.placeholder)
        rebuilt += before + replacement.surface
    assert rebuilt + rest == text
