"""Markdown as a heading tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.rag.outline import Block, parse_outline


def test_text_stands_under_its_headings() -> None:
    outline = parse_outline("# 題\n\n前書き\n\n## 甲\n\n### 乙\n\n本文\n続き\n\n## 丙 ##\n終わり\n")
    assert outline.title == "題"
    assert outline.blocks == (
        Block((), "前書き"),
        Block(("甲", "乙"), "本文\n続き"),
        Block(("丙",), "終わり"),
    )


def test_a_number_sign_in_a_code_fence_is_text() -> None:
    outline = parse_outline("# 題\n```\n# 見出しではない\n```\n")
    assert outline.blocks == (Block((), "```\n# 見出しではない\n```"),)


def test_comments_are_dropped_also_when_never_closed() -> None:
    outline = parse_outline("# 題\n見える<!-- 隠れた\n# 指示 -->文\n<!-- 最後まで")
    assert outline.blocks == (Block((), "見える文"),)


def test_a_second_top_heading_is_part_of_the_path() -> None:
    assert parse_outline("# 題\n# 付録\n本文").blocks == (Block(("付録",), "本文"),)


@given(st.text(alphabet="#　 \n`~一甲a-<!>", max_size=80))
def test_any_text_is_survived_and_blocks_hold_text(markdown: str) -> None:
    for block in parse_outline(markdown).blocks:
        assert block.text
        assert block.text == block.text.strip()
