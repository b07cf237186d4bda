"""Markdown: guidelines as a tree of headings, ordinances by their articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.rag.loaders.base import Draft, RefusedError, place_key
from assistant.rag.loaders.text import decode
from assistant.rag.markdown_lines import read_ordinance
from assistant.rag.outline import COMMENT, Block, parse_outline

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
# A comment of this many characters is a note of whoever keeps the page; longer ones hide text.
_SHORT_COMMENT = 200


def load_markdown(name: str, content: bytes) -> Draft:
    """A Markdown page, with front matter (`施行日: 2026-04-01`) if it has any.

    Raises:
        RefusedError: it is empty or not UTF-8.
    """
    text = decode(name, content)
    stated: dict[str, str] = {}
    front = _FRONT_MATTER.match(text)
    if front:
        text = text[front.end() :]
        for line in front[1].splitlines():
            key, colon, value = line.partition(":")
            if line.strip() and not colon:
                raise RefusedError(f"{name}: front matter: a line without a colon")
            if colon:
                stated[key.strip()] = value.strip().strip("\"'")
    outline = parse_outline(text)
    ordinance = read_ordinance(text, name, stated)
    hidden = sum(len(comment) > _SHORT_COMMENT for comment in COMMENT.findall(text))
    title, blocks = ordinance or (outline.title, outline.blocks)
    return Draft(title, blocks, stated, fragments=_fragments(outline.blocks), hidden=hidden)


def _fragments(blocks: Sequence[Block]) -> dict[str, str]:
    """The name GitHub and most viewers give a heading, for links to it.

    A heading that stands twice has none: its second name depends on the viewer.
    """
    paths = {block.path[: depth + 1] for block in blocks for depth in range(len(block.path))}
    names = [(path[-1], _name(path[-1])) for path in paths]
    counted = Counter(name for _, name in names)
    return {place_key(heading): name for heading, name in names if counted[name] == 1}


def _name(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
