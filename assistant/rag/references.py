"""References to provisions in running text: `条例第12条の2第3項`, `前条`, `別表第1`. Pure.

Texts are read after NFKC and without white space: publishers break lines inside references.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.rag.numerals import BRANCH, branch_key, to_int

_N = r"[0-9一二三四五六七八九十百千〇]+"
_PLACE = (
    rf"(?P<own>前条|次条|同条|本条|この条)"
    rf"|(?P<table>別表)(?:第(?P<tnumber>{_N}))?"
    rf"|(?P<supplement>附則)?(?:第(?P<article>{_N})|(?<![0-9])(?P<bare>[0-9]+))条"
    rf"(?P<branch>{BRANCH})"
)
_INSIDE = rf"(?:第(?P<paragraph>{_N})項)?(?:第(?P<item>{_N})号(?:の{_N})*)?"
_SAME_LAW = ("同法", "同令", "同条例", "同規則", "同規程", "同要綱")
_SHORT = ("法", "令", "規則", "条例", "規程", "要綱", "要領")
# A short title: kanji and katakana up to the word that says what kind of rule it is.
_SHORT_TITLE = (
    r"[一-龠々〆ァ-ヺー・0-9]{1,30}?"
    r"(?:法律|法|府令|省令|政令|施行令|令|条例|規則|規程|要綱|要領|細則)"
)
_GAP = re.compile(r"(?:[、,・]|及び|又は|若しくは|並びに|から|まで|の規定|と)*")
_SPACE = re.compile(r"\s+")
_AMENDED = r"(?:[（(][^（）()]{0,60}[）)])?"


@dataclass(frozen=True, slots=True)
class Reference:
    """One place a text refers to.

    Attributes:
        document: key of the document in the `Titles` it was read with; `None` for the text's own.
        place: `第12条の2`, `別表第1`, `附則第3条`, or `前条`, `次条`, `同条`.
        paragraph: number of the 項, 0 if none is named.
        item: number of the 号, 0 if none is named.
        is_named: whether a title, or a word for one, stood before it.
    """

    document: str | None
    place: str
    paragraph: int = 0
    item: int = 0
    is_named: bool = False


def plain(text: str) -> str:
    """A text as references are read: NFKC, no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def article_key(article: str, branch: str = "") -> str:
    """`十二` and `の二` as `第12条の2`."""
    return f"第{to_int(article)}条{branch_key(branch)}"


class Titles:
    """The titles references can name, with their short forms.

    Args:
        titles: title of each document, by its key.
        aliases: further names (`法`, `職員休暇規則`), each with the key it stands for.
    """

    def __init__(self, titles: Mapping[str, str], aliases: Mapping[str, str] | None = None) -> None:
        self._names = {plain(title): key for key, title in titles.items() if title}
        self._names |= {plain(name): key for name, key in (aliases or {}).items()}
        self._by_last: dict[str, list[tuple[str, str]]] = {}
        for name, key in self._names.items():
            self._by_last.setdefault(_last(name), []).append((name, key))
        names = sorted((name for name in self._names if len(name) > 1), key=len, reverse=True)
        known = "|".join(re.escape(name) for name in names)
        short = "|".join((*_SAME_LAW, *_SHORT))
        law = "|".join(part for part in (known, _SHORT_TITLE, short) if part)
        self._pattern = re.compile(rf"(?:(?P<law>{law}){_AMENDED}の?)?(?:{_PLACE}){_INSIDE}")
        self._known = re.compile(known) if known else None
        self._short_title = re.compile(_SHORT_TITLE)
        self._resolved: dict[str, str | None] = {}

    def read(
        self, text: str, *, own: str | None = None, aliases: Mapping[str, str] | None = None
    ) -> list[Reference]:
        """Every reference of a text, in order.

        Args:
            text: the text.
            own: key of the text's own document, for references without a title.
            aliases: what `法`, `令` and other words stand for in this document.
        """
        found: list[Reference] = []
        last_law, last_document, end = own, own, -1
        last_place = ""
        compact = plain(text)
        for match in self._pattern.finditer(compact):
            is_list = end >= 0 and bool(_GAP.fullmatch(compact[end : match.start()]))
            document = self._document(match["law"], own, last_law, aliases or {})
            if match["law"]:
                last_law = document or last_law
            elif is_list and not match["own"]:
                document = last_document
            place = _place(match)
            if place == "同条":
                place, document = last_place or place, last_document
            found.append(
                Reference(
                    document,
                    place,
                    to_int(match["paragraph"]) if match["paragraph"] else 0,
                    to_int(match["item"]) if match["item"] else 0,
                    is_named=match["law"] is not None or (is_list and document != own),
                )
            )
            last_document, last_place, end = document, place, match.end()
        return found

    def named(self, text: str) -> list[str]:
        """Keys of the documents a text names, by whole or short title, in order, each once."""
        compact = plain(text)
        found: dict[str, int] = {}
        if self._known is not None:
            for match in self._known.finditer(compact):
                found.setdefault(self._names[match[0]], match.start())
        for match in self._short_title.finditer(compact):
            key = self.resolve(match[0])
            if key is not None:
                found.setdefault(key, match.start())
        return sorted(found, key=lambda key: found[key])

    def resolve(self, name: str) -> str | None:
        """The document a title or short title means; `None` if none, or if several might be meant.

        A short title is a subsequence of the title with the same kind of rule at its end
        (金商法 for 金融商品取引法). A title that ends in it is meant first, then one that begins
        alike, of these the shortest; of several as near none, as a wrong one would be worse.
        """
        if name not in self._resolved:
            self._resolved[name] = self._names.get(name) or self._closest(name)
        return self._resolved[name]

    def _closest(self, name: str) -> str | None:
        if len(name) < 3:
            return None
        short = name.removesuffix("律")
        matching = sorted(
            (not title.endswith(name), title[0] != name[0], len(title), key)
            for title, key in self._by_last.get(_last(name), ())
            if _is_subsequence(short, title)
        )
        is_ambiguous = len(matching) > 1 and matching[0][:3] == matching[1][:3]
        return None if is_ambiguous or not matching else matching[0][3]

    def _document(
        self, law: str | None, own: str | None, last_law: str | None, aliases: Mapping[str, str]
    ) -> str | None:
        if law is None:
            return own
        if law in aliases:
            return aliases[law]
        if law in _SAME_LAW or law in _SHORT:
            return last_law if law in _SAME_LAW or own is None else None
        return self.resolve(law)


def aliases_of(text: str, titles: Titles) -> dict[str, str]:
    """Words a document defines: `地方自治法（昭和22年法律第67号。以下「法」という。）`."""
    found: dict[str, str] = {}
    pattern = re.compile(
        r"([一-龠々〆ァ-ヺーぁ-ん、・]{2,80}?)[（(][^（）()]{0,80}?以下「([^」]{1,20})」という"
    )
    for match in pattern.finditer(plain(text)):
        named = titles.named(match[1])
        if named and _last(match[2]):
            found.setdefault(match[2], named[-1])
    return found


def _place(match: re.Match[str]) -> str:
    if match["own"]:
        return "同条" if match["own"] in ("同条", "本条", "この条") else match["own"]
    if match["table"]:
        return f"別表第{to_int(match['tnumber'])}" if match["tnumber"] else "別表"
    return (match["supplement"] or "") + article_key(
        match["article"] or match["bare"], match["branch"]
    )


def _last(name: str) -> str:
    """The kind of rule a title ends with, so that 法 never means 施行令."""
    for ending in ("法律", "法", "施行規則", "施行細則", "施行令", "府令", "省令", "政令", "令"):
        if name.endswith(ending):
            return {"法律": "法", "施行細則": "細則"}.get(ending, ending)
    return next(
        (end for end in ("条例", "規則", "規程", "要綱", "要領", "細則") if name.endswith(end)), ""
    )


def _is_subsequence(short: str, title: str) -> bool:
    letters: Iterable[str] = iter(title)
    return all(letter in letters for letter in short)
