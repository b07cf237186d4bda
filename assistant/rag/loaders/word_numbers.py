"""Numbers Word writes itself: `第3条`, `(2)`, `ア` of a list stand nowhere in the text.

What is counted lies in the document's numbering part: a list (`w:num`) uses the levels of an
abstract list (`w:abstractNum`), and lists of one abstract list go on counting where another ended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as DocumentObject
    from docx.text.paragraph import Paragraph

_KANJI = "〇一二三四五六七八九"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip
# What is counted higher is shown in Arabic numerals.
_MOST = 999
_NO_NUMBER = frozenset({"bullet", "none"})
_ROWS = {
    "aiueo": _KANA,
    "aiueoFullWidth": _KANA,
    "iroha": _IROHA,
    "irohaFullWidth": _IROHA,
    "lowerLetter": _LETTERS,
    "upperLetter": _LETTERS.upper(),
    "decimalEnclosedCircle": "".join(map(chr, range(ord("①"), ord("⑳") + 1))),
}
_PLACE = re.compile(r"%([1-9])")
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts: `第%1条`, kanji, from 1, a gap behind."""

    text: str
    sort: str
    start: int
    gap: str


class Numbers:
    """Counts the lists of one document; ask for its paragraphs in their order."""

    def __init__(self, document: DocumentObject) -> None:
        relations = document.part.rels.values()
        parts = (r.target_part for r in relations if r.reltype.endswith("/numbering"))
        part: Any = next(parts, None)
        self._root = part.element if part is not None else None
        self._counted: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def before(self, paragraph: Paragraph) -> str:
        """What Word shows before a paragraph, with the gap behind it; empty for no number."""
        number, depth = _place(paragraph)
        used = _found(self._root, "num", numId=number)
        abstract = _value(used, "abstractNumId")
        level = self._level(abstract, depth)
        if level is None or level.sort in _NO_NUMBER:
            return ""
        counted = self._counted.setdefault(abstract, {})
        restarted = _value(_found(used, "lvlOverride", ilvl=str(depth)), "startOverride")
        if restarted.isdecimal() and (number, depth) not in self._begun:
            counted[depth] = int(restarted) - 1
        self._begun.add((number, depth))
        counted[depth] = counted.get(depth, level.start - 1) + 1
        for deeper in [place for place in counted if place > depth]:
            del counted[deeper]
        shown = _PLACE.sub(lambda found: self._shown(abstract, int(found[1]) - 1), level.text)
        return shown + level.gap if shown else ""

    def _shown(self, abstract: str, depth: int) -> str:
        level = self._level(abstract, depth)
        if level is None:
            return ""
        return in_sort(self._counted[abstract].setdefault(depth, level.start), level.sort)

    def _level(self, abstract: str, depth: int) -> _Level | None:
        levels = _found(self._root, "abstractNum", abstractNumId=abstract)
        found = _found(levels, "lvl", ilvl=str(depth))
        if found is None:
            return None
        start = _value(found, "start")
        return _Level(
            text=_value(found, "lvlText"),
            sort=_value(found, "numFmt"),
            start=int(start) if start.isdecimal() else 1,
            gap="" if _value(found, "suff") == "nothing" else "　",
        )


def in_sort(number: int, sort: str) -> str:
    """A number as a list of some sort counts: `三`, `ウ`, `iii`; Arabic where it is not known."""
    row = _ROWS.get(sort, "")
    if 0 < number <= len(row):
        return row[number - 1]
    if not 0 < number <= _MOST:
        return str(number)
    if sort.startswith(("japanese", "ideograph", "chineseCounting", "taiwaneseCounting")):
        return _in_kanji(number)
    if sort in ("upperRoman", "lowerRoman"):
        return _roman(number) if sort == "upperRoman" else _roman(number).lower()
    return str(number)


def _in_kanji(number: int) -> str:
    """As articles are numbered: 十二, 百二十三."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    parts = ((hundreds, "百"), (tens, "十"))
    shown = "".join((_KANJI[count] if count > 1 else "") + unit for count, unit in parts if count)
    return shown + (_KANJI[ones] if ones else "")


def _roman(number: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        shown += letters * count
    return shown


def _place(paragraph: Paragraph) -> tuple[str, int]:
    """List and level of a paragraph: its own, else those of its style."""
    properties, style = [paragraph._p.pPr], paragraph.style  # python-docx has no other name for it
    while style is not None:
        properties.append(style.element.pPr)
        style = getattr(style, "base_style", None)
    for each in properties:
        stated = _found(each, "numPr")
        number, depth = _value(stated, "numId"), _value(stated, "ilvl")
        if number:
            return number, int(depth) if depth.isdecimal() else 0
    return "", 0


def _found(element: Any, name: str, **attributes: str) -> Any:  # noqa: ANN401  # elements of lxml
    """The first child of a name with these attributes, which are numbers; `None` without one."""
    if not all(value.isdecimal() for value in attributes.values()):
        return None
    asked = "".join(f"[@{{{_NAMESPACE}}}{key}='{value}']" for key, value in attributes.items())
    return element.find(f"{{{_NAMESPACE}}}{name}{asked}") if element is not None else None


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    """What a child says; empty without one."""
    found = _found(element, name)
    return found.get(f"{{{_NAMESPACE}}}val", "") if found is not None else ""
