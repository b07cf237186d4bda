"""Chunks: every character once, cuts at sentence ends, neighbours overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.chunk import chunks

TEXTS = st.text(st.sampled_from("あ漢字。、\n x"), max_size=400)


@given(TEXTS, st.integers(2, 60), st.integers(0, 20))
def test_cores_cover_the_text_exactly_once(text: str, size: int, overlap: int) -> None:
    found = chunks(text, size=size, overlap=overlap)
    assert "".join(text[chunk.core_start : chunk.core_end] for chunk in found) == text
    assert all(chunk.core_start < chunk.core_end for chunk in found)


@given(TEXTS, st.integers(2, 60), st.integers(0, 20))
def test_chunks_are_bounded_and_reach_over_the_cut(text: str, size: int, overlap: int) -> None:
    for chunk in chunks(text, size=size, overlap=overlap):
        assert chunk.core_end - chunk.core_start <= size
        assert chunk.start == max(chunk.core_start - overlap, 0)
        assert chunk.end == min(chunk.core_end + overlap, len(text))


def test_a_cut_falls_behind_a_sentence_where_there_is_one() -> None:
    text = "一つ目の文です。" * 20
    assert all(text[: chunk.core_end].endswith("。") for chunk in chunks(text, size=50, overlap=5))


def test_text_without_any_sentence_end_is_cut_all_the_same() -> None:
    assert [chunk.core_end for chunk in chunks("あ" * 25, size=10, overlap=2)] == [10, 20, 25]
