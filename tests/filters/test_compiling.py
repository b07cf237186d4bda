"""Patterns compiled with sets worked out once are those compiled without."""

from __future__ import annotations

import importlib
import re
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.compiling import sets_worked_out_once

COMPILER: Any = importlib.import_module("re._compiler")
PARSER: Any = importlib.import_module("re._parser")
SETS = (
    "[一-鿿㐀-䶿々〆]", "[^一-鿿]", "[ァ-ヶー]", "[0-9〇一二三]", "[A-Za-zäß]", "[ſKkK]", r"[\w々]",
    "[\U00020000-\U0002ffff一]", r"[^\S\n]", "[あ-ん、。]", "名", "(?:市|県)", ".",
)  # fmt: skip
PATTERNS = st.lists(
    st.tuples(st.sampled_from(SETS), st.sampled_from(("", "+", "{2,3}", "*?"))), min_size=1
).map(lambda parts: "".join(map("".join, parts)))
FLAGS = st.sampled_from((re.NOFLAG, re.IGNORECASE, re.ASCII, re.IGNORECASE | re.ASCII))


def code_of(pattern: str, flags: int) -> list[int]:
    """What the pattern is compiled to."""
    code: list[int] = COMPILER._code(PARSER.parse(pattern, flags), flags)
    return code


@given(st.lists(st.tuples(PATTERNS, FLAGS), min_size=1, max_size=6))
def test_the_code_is_the_same(given_patterns: list[tuple[str, re.RegexFlag]]) -> None:
    plain = [code_of(pattern, int(flags)) for pattern, flags in given_patterns]
    with sets_worked_out_once():
        first = [code_of(pattern, int(flags)) for pattern, flags in given_patterns]
        again = [code_of(pattern, int(flags)) for pattern, flags in given_patterns]
    assert plain == first == again


def test_each_set_is_worked_out_once() -> None:
    worked_out: list[object] = []
    plain = COMPILER._optimize_charset

    def counted(charset: list[object], *case: object) -> object:
        worked_out.append(charset)
        return plain(charset, *case)

    COMPILER._optimize_charset = counted
    try:
        with sets_worked_out_once():
            for _ in range(5):
                code_of("[一-鿿]あ[一-鿿]", 0)
    finally:
        COMPILER._optimize_charset = plain
    assert 1 <= len(worked_out) <= 2


def test_python_is_left_as_it_was() -> None:
    plain = COMPILER._optimize_charset
    with suppress(ZeroDivisionError), sets_worked_out_once():
        assert COMPILER._optimize_charset is not plain
        raise ZeroDivisionError
    assert COMPILER._optimize_charset is plain
