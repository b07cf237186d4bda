"""What a document says of itself: number, promulgation, days in force, kind. Pure.

Read from the document's own words (制定文, 附則) and, over them, from what its front matter states.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from assistant.core.periods import in_tokyo
from assistant.rag.documents import OPEN_END, Kind, Trust
from assistant.rag.numerals import to_int

_N = r"(?:元|[0-9一二三四五六七八九十]+)"
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
DATE = rf"(?:(?P<era>明治|大正|昭和|平成|令和)(?P<year>{_N})年|(?P<western>[12][0-9]{{3}})年)" + (
    rf"(?P<month>{_N})月(?P<day>{_N})日"
)
_DATE = re.compile(DATE)
_ISO = re.compile(r"([12][0-9]{3})[-/.]?([01][0-9])[-/.]?([0-3][0-9])")
_NUMBER = re.compile(
    DATE + r"[^。\n]{0,20}?(?:法律|政令|府令|省令|条例|規則|規程|訓令|告示|要綱|要領|決裁)[甲乙]?"
    r"第(?:[0-9一二三四五六七八九十百]+)号"
)
# A number on a line of its own, with a year or without: `（平成15年架空市訓令第3号）`.
_NUMBER_LINE = re.compile(
    rf"[（(〔]?(?!(?:一部)?改正|全部改正|廃止)((?:(?:明治|大正|昭和|平成|令和){_N}年)?[^\s、。第]{{0,20}}"
    r"(?:法律|政令|府令|省令|条例|規則|規程|訓令|告示|要綱|要領|決裁)[甲乙]?"
    r"第(?:[0-9一二三四五六七八九十百]+)号)[)）〕]?"
)
# An outline without a number says who decided it: `令和5年4月1日　福祉局長決裁`.
_DECIDED_LINE = re.compile(
    rf"[（(〔]?(?:制定)?(?:{DATE})?(?P<by>(?!改正|廃止)[^\s、。第年0-9]{{1,20}}(?:決裁|専決))[)）〕]?"
)
_ENTERS = re.compile(DATE + r"から施行")
_ON_PROMULGATION = re.compile(r"公布の日から施行|公示の日から施行|制定の日から施行")
_ENDS = re.compile(DATE + r"(?:限り(?:、|で)?(?:その)?(?:効力を失|廃止)|(?:に|をもって)廃止|廃止)")
_KINDS = (
    (r"条例$", Kind.ORDINANCE),
    (r"(?:規則|規程|細則)$", Kind.RULE),
    (r"(?:要綱|要領|基準)$", Kind.OUTLINE),
    (r"(?:法|法律|令)$", Kind.LAW),
    (r"(?:FAQ|よくある質問|Q&A|質問集)", Kind.FAQ),
)
_BRACKETED = re.compile(r"[（(〔][^（）()〔〕]*[)）〕]$")
KEYS = {
    "title": "title", "題名": "title",
    "kind": "kind", "種別": "kind",
    "number": "number", "番号": "number", "条例番号": "number",
    "promulgated": "promulgated", "公布日": "promulgated", "制定日": "promulgated",
    "effective_from": "effective_from", "施行日": "effective_from",
    "effective_to": "effective_to", "廃止日": "effective_to", "失効日": "effective_to",
    "departments": "departments", "対象所属": "departments",
    "url": "url", "URL": "url", "公開URL": "url",
}  # fmt: skip
"""Front matter keys, English and Japanese, and what they mean."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one document; dates as YYYYMMDD, 0 if unknown."""

    kind: Kind = Kind.GUIDELINE
    trust: Trust = Trust.OWN
    number: str = ""
    promulgated: int = 0
    effective_from: int = 0
    effective_to: int = OPEN_END
    departments: tuple[str, ...] = ()
    url: str = ""


def facts_of(
    title: str, head: str, supplements: Iterable[str], stated: Mapping[str, str] | None = None
) -> Facts:
    """The facts of a document.

    Args:
        title: its title.
        head: what stands before its first article: 制定文, number.
        supplements: the texts of its 附則; the latest day one of them names is when this text of
            the document came into force.
        stated: front matter, which wins.

    Raises:
        ValueError: the front matter holds a key or a value that means nothing; it is named.
    """
    kind = kind_of(title)
    plain_head = re.sub(r"\s+", "", unicodedata.normalize("NFKC", head))
    number = _NUMBER.search(plain_head)
    promulgated = _day(number) if number else 0
    texts = [unicodedata.normalize("NFKC", text) for text in supplements]
    days = [_day(match) for text in texts for match in _ENTERS.finditer(text)]
    if any(_ON_PROMULGATION.search(text) for text in texts):
        days.append(promulgated)
    ends = [_day(match) for text in (plain_head, *texts) for match in _ENDS.finditer(text)]
    is_rule = kind not in (Kind.GUIDELINE, Kind.FAQ)
    facts = Facts(
        kind=kind,
        trust=Trust.ENACTED if is_rule else Trust.OWN,
        number=number[0] if number else _number_line(head),
        promulgated=promulgated,
        effective_from=max(days, default=0) if is_rule else 0,
        effective_to=min(ends, default=OPEN_END) if is_rule else OPEN_END,
    )
    return _with_stated(facts, stated or {})


def title_of(name: str, found: str, stated: Mapping[str, str]) -> str:
    """What a document is called: as its front matter says, as it was found, or as its file is."""
    said = next((stated[key] for key in ("title", "題名") if stated.get(key)), "")
    return said or found or name.rpartition("/")[2].partition(".")[0]


def _number_line(head: str) -> str:
    lines = [unicodedata.normalize("NFKC", line).strip() for line in head.splitlines()]
    numbers = (match[1] for line in lines if (match := _NUMBER_LINE.fullmatch(line)))
    decided = (
        match["by"] for line in lines if (match := _DECIDED_LINE.fullmatch(re.sub(r"\s", "", line)))
    )
    return next(chain(numbers, decided), "")


def kind_of(title: str) -> Kind:
    """What sort of document a title announces."""
    plain = _BRACKETED.sub("", unicodedata.normalize("NFKC", title).strip())
    return next((kind for pattern, kind in _KINDS if re.search(pattern, plain)), Kind.GUIDELINE)


def read_day(text: str) -> int:
    """A day as YYYYMMDD: `2026-04-01`, `20260401`, `令和8年4月1日`, `令和元年十月一日`.

    Raises:
        ValueError: it is no day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    iso, japanese = _ISO.fullmatch(plain), _DATE.fullmatch(plain)
    if iso:
        return _number(int(iso[1]), int(iso[2]), int(iso[3]))
    if japanese and (day := _day(japanese)):
        return day
    raise ValueError("not a day; write it as 2026-04-01 or 令和8年4月1日")


def day_before(day: int) -> int:
    """The day before one, both as YYYYMMDD."""
    earlier = date(day // 10000, day // 100 % 100, day % 100) - timedelta(days=1)
    return earlier.year * 10000 + earlier.month * 100 + earlier.day


def day_of(moment: datetime) -> int:
    """The day of an instant in Tokyo, as YYYYMMDD."""
    return int(in_tokyo(moment).strftime("%Y%m%d"))


def _with_stated(facts: Facts, stated: Mapping[str, str]) -> Facts:
    changes: dict[str, object] = {}
    for key, value in stated.items():
        name = KEYS.get(key)
        if name is None:
            raise ValueError(f"front matter: {key}: unknown key; known are {', '.join(KEYS)}")
        read = _READERS.get(name)
        if read is None:
            continue
        try:
            changes[name] = read(value)
        except ValueError as fault:
            raise ValueError(f"front matter: {key}: {fault}") from None
    return replace(facts, **changes)  # type: ignore[arg-type]


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[!-~]+", value):
        raise ValueError("an address that begins with https://")
    return value.partition("#")[0]


def _stated_kind(value: str) -> Kind:
    try:
        return Kind(value)
    except ValueError:
        known = ", ".join(kind.value for kind in Kind)
        raise ValueError(f"one of {known}") from None


def _departments(value: str) -> tuple[str, ...]:
    parts = re.split(r"[,、\s]+", value.strip("[]"))
    return tuple(part.strip("\"'") for part in parts if part.strip("\"'"))


_READERS: Mapping[str, Callable[[str], object]] = {
    "promulgated": read_day,
    "effective_from": read_day,
    "effective_to": read_day,
    "departments": _departments,
    "kind": _stated_kind,
    "number": str,
    "url": _address,
}


def _day(match: re.Match[str]) -> int:
    year = int(match["western"]) if match["western"] else _ERAS[match["era"]] + _int(match["year"])
    try:
        return _number(year, _int(match["month"]), _int(match["day"]))
    except ValueError:
        return 0


def _number(year: int, month: int, day: int) -> int:
    date(year, month, day)
    return year * 10000 + month * 100 + day


def _int(numeral: str) -> int:
    return 1 if numeral == "元" else to_int(numeral)
