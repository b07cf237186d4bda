"""Takes a model's answer apart: lines, sentences, the ids in brackets, links. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN, _CLOSE = "「『（(【[［〔“", "」』）)】]］〕”"
_ID = r"[SsＳｓ][0-9０-９]{1,3}"
_GROUP = re.compile(
    rf"[\[［【〔（(]{{1,2}}\s*{_ID}(?![0-9A-Za-z])[^\]］】〕）)\n]{{0,80}}[\]］】〕）)]{{1,2}}"
)
_BARE = re.compile(
    r"(?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])[SＳ][0-9０-９]{1,3}(?![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])"
)
_ONE = re.compile(rf"{_ID}(?![0-9])")
_TAIL = re.compile(rf"(?:\s*(?:{_GROUP.pattern}))*")
_PREFIX = re.compile(
    r"(?:\s*(?:[-*+•・>＞#＃]+(?=\s)|[>＞]|[0-9０-９]{1,2}[.)．）、](?![0-9０-９])"
    r"|[(（][0-9０-９]{1,2}[)）]|[①-⑳]|[0-9０-９]{1,2}　))*\s*"
)
_ENDS = "。！？!?"
_LINKS = (
    (re.compile(r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,300}\])?"), ""),
    (re.compile(r"\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"^\s*\[[^\]\n]+\]:\s*\S+.*$", re.MULTILINE), ""),
    (re.compile(r"<(?:https?|ftp|mailto|tel)[^>\n]*>", re.IGNORECASE), ""),
    (re.compile(r"</?[A-Za-z!][^>\n]*>?"), ""),
    (
        re.compile(
            r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|mailto:|javascript:|data:|www\.)[!-~]*",
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+(?:jp|com|net|org|info|io|dev|app|co)\b[!-~]*"
        ),
        "",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the ids that stand in or right behind it.

    Attributes:
        prefix: list and quotation marks of its line before it.
        text: as the model wrote it, ids included.
        said: without its ids; what else stood in their brackets is kept.
        ids: the ids, in order.
        is_block_quote: whether its line is marked as a quotation (`>`).
    """

    prefix: str
    text: str
    said: str
    ids: tuple[str, ...]
    is_block_quote: bool

    def shown(self, names: dict[str, str]) -> str:
        """The sentence with each id replaced by its name; ids without one are left out."""

        def named(match: re.Match[str]) -> str:
            return "".join(names.get(id_, "") for id_ in dict.fromkeys(_ids(match[0])))

        return _BARE.sub(named, _GROUP.sub(lambda match: "\0" + named(match) + "\0", self.text))


def without_links(text: str) -> tuple[str, int]:
    """A text without links, images and tags, and how many there were.

    The words of a link stay. What a removal joins is looked at again, until nothing is left.
    """
    count = 0
    while True:
        removed = 0
        for pattern, words in _LINKS:
            text, found = pattern.subn(words, text)
            removed += found
        if not removed:
            return text, count
        count += removed


def lines_of(text: str) -> list[tuple[Sentence, ...]]:
    """The sentences of every line; an empty line has none."""
    return [tuple(_sentences(line)) for line in text.replace("\0", "").splitlines()]


def _sentences(line: str) -> Iterator[Sentence]:
    prefix = _PREFIX.match(line)
    lead = prefix[0] if prefix else ""
    is_quote = ">" in lead or "＞" in lead
    for part in _parts(line[len(lead) :]):
        ids = tuple(_ids(part))
        said = _BARE.sub("", _GROUP.sub(lambda match: _ONE.sub("", match[0][1:-1]), part))
        yield Sentence(lead, part, said, ids, is_quote)
        lead = ""


def _parts(line: str) -> Iterator[str]:
    start, depth, place = 0, 0, 0
    while place < len(line):
        char = line[place]
        depth += char in _OPEN
        depth = max(0, depth - (char in _CLOSE))
        place += 1
        if char in _ENDS and not depth:
            tail = _TAIL.match(line, place)
            place = tail.end() if tail else place
            yield line[start:place]
            start = place
    if line[start:].strip():
        yield line[start:]


def _ids(text: str) -> Iterator[str]:
    """Ids in brackets, and ids that stand alone, as `S1`, in order."""
    for match in re.finditer(rf"{_GROUP.pattern}|{_BARE.pattern}", text):
        for one in _ONE.findall(match[0]):
            yield "S" + str(int(one[1:]))
