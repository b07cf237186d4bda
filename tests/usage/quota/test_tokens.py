from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.core.errors import ConfigurationError
from assistant.usage.quota.tokens import (
    LONGEST_PIECE,
    TokenCounter,
    packaged_rank_file,
    split_at_lines,
)

COUNTER = TokenCounter(packaged_rank_file())


# Reference values: tiktoken.get_encoding("o200k_base").
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("あ" * 8000, 8000),
        ("a" * 8000, 1000),
        ("亜" * 8000, 16000),
        ("情報政策課の" * 100, 400),
        ("!" * 8000, 500),
        (" " * 8000, 63),
        ("1" * 8000, 2667),
        ("\U0001f600" * 1000, 1000),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_tokens_are_those_of_o200k_base(text: str, tokens: int) -> None:
    assert COUNTER.count(text) == tokens


def test_special_tokens_are_ordinary_text() -> None:
    assert COUNTER.count("<|endoftext|>") > 1


@pytest.mark.parametrize(
    "text",
    ["　" * 2_500_000 + "a", "A" * 1_000_000, "あ" * 1_000_000, "\n" * 1_000_000 + "a"],
    ids=["spaces", "latin", "kana", "line breaks"],
)
def test_absurd_texts_get_an_upper_bound_instead_of_a_panic(text: str) -> None:
    assert COUNTER.count(text) == len(text.encode())


def test_a_long_text_with_lines_is_counted_exactly() -> None:
    line = "架空市の情報政策課に質問します。\n"
    per_line = COUNTER.count(line)
    number = 2 * LONGEST_PIECE // len(line)
    assert COUNTER.count(line * number) == per_line * number


AWKWARD = st.text(alphabet=st.sampled_from("aA1 　\n\r\t/!'sあ亜゙ーʰ\U0001f600"), max_size=60)


@given(text=AWKWARD | st.text(max_size=60), limit=st.integers(1, 20))
@example(text="!\n/\na", limit=1)
@example(text="a\r\n\n b\nc", limit=2)
def test_pieces_count_like_the_whole(text: str, limit: int) -> None:
    pieces = list(split_at_lines(text, limit))
    assert "".join(pieces) == text
    assert sum(map(COUNTER.count, pieces)) == COUNTER.count(text)


@given(text=st.text(max_size=200))
def test_no_text_has_more_tokens_than_bytes(text: str) -> None:
    assert COUNTER.count(text) <= len(text.encode())


def test_a_lone_surrogate_is_counted_not_raised() -> None:
    assert COUNTER.count("a\ud800b") >= 1


def test_a_changed_rank_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "o200k_base.tiktoken"
    path.write_bytes(packaged_rank_file().read_bytes() + b"\n")
    with pytest.raises(ConfigurationError, match="SHA-256"):
        TokenCounter(path).count("a")


def test_a_missing_rank_file_is_named_at_the_first_count(tmp_path: Path) -> None:
    counter = TokenCounter(tmp_path / "none.tiktoken")
    with pytest.raises(ConfigurationError, match=r"none\.tiktoken cannot be read"):
        counter.count("a")
