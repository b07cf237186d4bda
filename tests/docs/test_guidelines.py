"""The guidelines say something of every kind of personal data and of every word of the chat."""

from __future__ import annotations

import re

import pytest

from assistant.core.packaged import packaged_folder
from assistant.filters.settings import ENTITIES
from assistant.gateway.replies import load_replies

GUIDELINES = packaged_folder("guidelines")
REPLIES = load_replies(packaged_folder("config"))


def section(page: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    text = (GUIDELINES / page).read_text(encoding="utf-8")
    assert f"\n## {heading}\n" in text, heading
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity_has_a_section_under_the_name_of_the_notice(entity: str) -> None:
    told = section("personal-data.md", REPLIES.category(entity))
    assert "なぜ止めるか:" in told
    assert "書き直し方:" in told


@pytest.mark.parametrize("command", sorted(REPLIES.command_words))
def test_word_of_every_command_is_explained_to_staff(command: str) -> None:
    pages = "".join(
        (GUIDELINES / name).read_text(encoding="utf-8") for name in ("usage.md", "faq.md")
    )
    assert f"「{REPLIES.command_words[command][0]}" in pages


def test_guideline_says_its_version_and_its_history() -> None:
    text = (GUIDELINES / "usage.md").read_text(encoding="utf-8")
    version = re.search(r"^第(\d+)版（(令和.+?)）$", text, re.MULTILINE)
    assert version is not None
    assert f"| 第{version[1]}版 | {version[2]} |" in section("usage.md", "10 改訂の記録")
