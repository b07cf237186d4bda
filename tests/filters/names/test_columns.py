"""Columns of family names without a header that says so."""

from __future__ import annotations

import pytest

from assistant.filters.names.columns import from_columns
from assistant.filters.names.dictionary import NameDictionary

DUTY = "当番表\n|日|昼|\n|---|---|\n|1|黒川|\n|2|長尾|\n|3|荻野|\n"


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


def found(text: str, dictionary: NameDictionary) -> dict[str, set[str]]:
    return {one.text_in(text): one.evidence for one in from_columns(text, dictionary)}


def test_cells_of_a_duty_list_are_candidates(dictionary: NameDictionary) -> None:
    assert found(DUTY, dictionary) == {
        "黒川": {"duty"}, "長尾": {"duty"}, "荻野": {"duty"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(DUTY.replace("昼", "地区"), id="column of places"),
        pytest.param(DUTY.replace("長尾", "会議"), id="another word among them"),
        pytest.param("計画の施策と指標、予算\n" + DUTY.replace("当番表", "一覧"), id="published"),
    ],
)
def test_other_columns_are_none(dictionary: NameDictionary, text: str) -> None:
    assert found(text, dictionary) == {}
