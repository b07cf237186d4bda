"""Headings of what follows the articles: 附則, 別表, 様式, 別記, 別紙, 別図. Pure.

They are printed in many ways: `附　則`, `付則`, `【附則】`, `附則（令和6年条例第12号）抄`,
`別表第１の２（第3条関係）`, `別表第1　使用料`, `様式第2号`, `第2号様式`, `別記様式`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.rag.numerals import BRANCH, NUMERAL, branch_key, to_int

SUPPLEMENT = r"[附付][\s　]*則"
"""附則, as part of a regular expression; many cities write 付則."""

_FORM = (
    r"(?:別[\s　]*記[\s　]*)?(?:"
    rf"様[\s　]*式(?:[\s　]*第?(?P<form>{NUMERAL})号?(?P<form_branch>{BRANCH}))?"
    rf"|第(?P<numbered>{NUMERAL})号(?P<numbered_branch>{BRANCH})[\s　]*様[\s　]*式)"
)
_TABLE = (
    r"別[\s　]*(?P<sort>[表記紙図])"
    rf"(?:[\s　]*第?(?P<table>{NUMERAL})(?P<table_branch>{BRANCH}))?"
)
_BRACKETS = r"(?:[\s　]*[（(][^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*[)）])*"
# A name of its own after a gap, not a sentence that goes on.
_NO_NAME = r"(?!及び|又は|並びに|若しくは|[ぁ-ん])"
_NAME = rf"(?:[\s　]+(?P<name>{_NO_NAME}[^。、，|（()）\s][^。、，|（()）]{{0,29}}))?"
_HEADING = re.compile(
    rf"{SUPPLEMENT}{_BRACKETS}(?:[\s　]*抄)?|(?:{_FORM}|{_TABLE}){_BRACKETS}{_NAME}{_BRACKETS}"
)
_PLACE = re.compile(rf"{_FORM}|{_TABLE}")
_IS_APPENDIX = re.compile(rf"{SUPPLEMENT}|{_FORM}|{_TABLE}")
_IS_SUPPLEMENT = re.compile(SUPPLEMENT)
# What publishers put before a heading, or around one that stands in the middle of a line.
_MARKS = " \t\u3000■□◆◇"
_AROUND = re.compile(r"[【〔［\[〈《－―—─━=＝-]+[\s　]*(.+?)[\s　]*[】〕］\]〉》－―—─━=＝-]+")
# `附　則　この条例は、公布の日から施行する。` on one line.
_RUN_ON = re.compile(
    rf"(?P<heading>{SUPPLEMENT}{_BRACKETS}(?:[\s　]*抄)?)[\s　]+"
    r"(?P<rest>(?:この|本|[(（]施行|[1１一][\s　]|第[1１一]条[\s　（(]).*。.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Appendix:
    """A line that is the heading of an appendix; `name` is what it is called beside its number."""

    heading: str
    name: str = ""


def read_appendix(line: str) -> Appendix | None:
    """The heading a line is, without gaps and decoration; `None` if it is none."""
    text = line.strip(_MARKS)
    around = _AROUND.fullmatch(text)
    text = around[1] if around else text
    match = _HEADING.fullmatch(text)
    if match is None:
        return None
    name = match["name"] or ""
    gap = " " if name else ""
    parts = (text[: match.start("name")], text[match.start("name") :]) if name else (text, "")
    return Appendix(gap.join(re.sub(r"[\s　]+", "", part) for part in parts), name)


def run_on(line: str) -> tuple[str, str] | None:
    """Heading and sentence of a 附則 that stands on one line."""
    match = _RUN_ON.fullmatch(line.strip(" \t\u3000"))
    return (match["heading"], match["rest"]) if match else None


def is_appendix_heading(heading: str) -> bool:
    """Whether a heading, whatever follows in it, is that of an appendix."""
    return _IS_APPENDIX.match(heading) is not None


def is_supplement(heading: str) -> bool:
    """Whether a heading is that of a 附則."""
    return _IS_SUPPLEMENT.match(heading) is not None


def place_of(heading: str) -> str | None:
    """The place as citations name it, `別表第1の2`, `様式第2号`; `None` for a 附則."""
    match = _PLACE.match(heading)
    if match is None:
        return None
    if match["sort"]:
        number, sort, unit = match["table"], f"別{match['sort']}", ""
        branch = match["table_branch"]
    else:
        number, sort, unit = match["form"] or match["numbered"], "様式", "号"
        branch = match["form_branch"] or match["numbered_branch"]
    if not number:
        return sort
    return f"{sort}第{to_int(number)}{unit}{branch_key(branch or '')}"
