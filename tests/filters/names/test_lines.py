"""The words of a line are looked for once, however many names stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant.filters.names import desk, posts
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.lines import Lines, forget_lines, lines_of
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.settings import FilterSettings


class Counted:
    """A pattern that counts the characters it was given to search."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self.characters = 0

    def search(self, text: str) -> re.Match[str] | None:
        self.characters += len(text)
        return self._pattern.search(text)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget_lines()
    yield
    forget_lines()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param(0, True, id="in the line"),
        pytest.param(4, True, id="at the end of the line"),
        pytest.param(5, False, id="first of the next line"),
        pytest.param(7, False, id="last line"),
    ],
)
def test_a_line_ends_where_it_is_broken(place: int, *, expected: bool) -> None:
    assert Lines("苦情の件\n早見氏").holds(re.compile("苦情"), place) is expected


def test_ends_of_lines_are_the_lines_own() -> None:
    lines = Lines("早見\n大槻\n")
    assert lines.holds(re.compile("^大槻$"), 3)
    assert not lines.holds(re.compile("早見大槻|\n"), 3)
    assert lines.has_any(re.compile("早見\n大槻"))


def test_many_names_in_a_line_cost_one_search(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "早見議員:" * 500
    played, noted = Counted("模擬議会"), Counted("来庁")
    monkeypatch.setattr(posts, "PLAYED", played)
    monkeypatch.setattr(desk, "DESK", noted)
    around = Surroundings(FilterSettings())
    for found in re.finditer("早見", text):
        one = Candidate(*found.span(), {"tag_full_name"})
        list(around.evidence(text, one))
        assert not desk.is_at_desk(text, one)
    assert played.characters == noted.characters == len(text)


def test_nothing_is_kept_of_a_text_that_has_been_read() -> None:
    assert lines_of("早見") is lines_of("早見")
    forget_lines()
    assert lines_of.cache_info().currsize == 0
