"""Long texts are cut at paragraph ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.rag.chunker import split_text


def test_paragraphs_stay_whole() -> None:
    assert split_text("甲" * 6 + "\n\n" + "乙" * 6 + "\n\n丙", limit=10) == [
        "甲" * 6,
        "乙" * 6 + "\n\n丙",
    ]


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    assert split_text("一つ目の文。二つ目の文。", limit=8) == ["一つ目の文。", "二つ目の文。"]


def test_a_short_text_is_one_piece() -> None:
    assert split_text("本文") == ["本文"]


@given(st.text(alphabet="あ漢。\n　 a」", max_size=300), st.integers(1, 40))
def test_pieces_cover_the_text_once_within_the_limit(text: str, limit: int) -> None:
    pieces = split_text(text, limit=limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= limit for piece in pieces)
