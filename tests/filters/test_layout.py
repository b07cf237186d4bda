"""Words set apart character by character."""

from __future__ import annotations

import pytest

from assistant.filters.normalize import normalize
from assistant.filters.views import unescaped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("氏　名：佐 藤 花 子", "氏名:佐藤花子", id="form"),
        pytest.param("住　所：", "住所:", id="label"),
        pytest.param("佐藤 花子 様", "佐藤 花子 様", id="a name with a blank stays"),
    ],
)
def test_blanks_between_single_characters_are_closed(text: str, shown: str) -> None:
    assert unescaped(normalize(text)).text == shown
