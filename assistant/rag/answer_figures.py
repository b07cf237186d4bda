"""Figures, days and times of day in Japanese text, so that an answer's can be compared. Pure.

`3か月` and `三月`, `100分の150` and `1.5倍`, `午後5時15分` and `17:15` are the same; what cannot be
told apart (a month and a duration of months, a time without 午前) is taken as the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assistant.rag.numerals import to_int

Day = tuple[int, int, int]
Amount = tuple[Fraction, str]

_N = r"(?:[0-9]+|[一二三四五六七八九十百千〇]+)"
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_STARTS = (
    (20190501, "令和"), (19890108, "平成"), (19261225, "昭和"), (19120730, "大正"),
    (18680125, "明治"),
)  # fmt: skip
_DAY = re.compile(
    rf"(?:(?P<era>明治|大正|昭和|平成|令和)(?P<year>元|{_N})年|(?P<western>(?:19|20)[0-9]{{2}})年)"
    rf"度?(?:(?P<month>{_N})月)?(?:(?P<day>{_N})日)?"
    rf"|(?P<month2>{_N})月(?P<day2>{_N})日"
    r"|(?P<iso_year>(?:19|20)[0-9]{2})[-/.](?P<iso_month>[01]?[0-9])[-/.](?P<iso_day>[0-3]?[0-9])"
)
_TIME = re.compile(
    rf"(?P<half>午前|午後)?(?P<hour>{_N})時(?!間)(?:(?P<minute>{_N})分|(?P<is_half>半))?"
    r"|(?<![0-9])(?P<clock_hour>[0-2]?[0-9]):(?P<clock_minute>[0-5][0-9])(?![0-9])"
    r"|(?P<noon>正午)"
)
_UNITS = {
    "月": ("か月間", "か月", "ヶ月", "ケ月", "カ月", "ヵ月", "箇月", "個月", "月間", "月"),
    "年": ("か年", "箇年", "ヶ年", "年度", "年間", "年"),
    "週": ("週間", "週"), "日": ("日間", "日"), "時間": ("時間",), "分": ("分間", "分"),
    "秒": ("秒",), "円": ("円",), "人": ("人", "名"), "歳": ("歳", "才"), "件": ("件",),
    "枚": ("枚",), "冊": ("冊",), "部": ("部",), "台": ("台",), "回": ("回",), "級": ("級",),
    "階": ("階",), "室": ("室",), "泊": ("泊",), "字": ("文字", "字"), "世帯": ("世帯",),
    "箇所": ("か所", "箇所", "カ所", "ヶ所"), "km": ("キロメートル", "km"),
    "m2": ("平方メートル", "m2"), "cm": ("センチメートル", "cm"), "m": ("メートル", "m"),
    "kg": ("キログラム", "kg"), "g": ("グラム", "g"), "l": ("リットル", "l"),
    "率": ("パーセント", "%", "割", "倍"),
    "数": ("種類", "通り", "項目", "区分", "点", "つ"),
}  # fmt: skip
UNITS = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings}
"""Canonical unit of each spelling."""
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_RATE = {"パーセント": Fraction(1, 100), "%": Fraction(1, 100), "割": Fraction(1, 10)}
_DIGITS = r"(?:[0-9]+(?:\.[0-9]+)?[千百]?[万億]?)+"
_KANJI = r"[一二三四五六七八九十百千〇万億]+"
_PART = re.compile(rf"(?P<of>{_N})分の(?P<part>{_N})")
_AMOUNT = re.compile(
    rf"(?<![0-9A-Za-z.第])(?P<digits>{_DIGITS})(?P<unit>{_UNIT})?"
    rf"|(?<![第各唯同])(?P<kanji>{_KANJI})(?P<kanji_unit>{_UNIT})"
)
_PLACES = re.compile(
    r"第[0-9一二三四五六七八九十百千〇]+(?:条(?:の[0-9一二三四五六七八九十]+)*|[項号章節款編表])"
)
_SLASH = re.compile(r"(?<![0-9/])([0-9]{1,3})/([0-9]{1,4})(?![0-9/])")
_OF_ONE = re.compile(r"([一二三四五六七八九十])の(?=会計年度|年度|年|月|日|週)")
_LIST_NUMBER = re.compile(
    r"\([0-9]{1,2}\)|[①-⑳]|(?:手順|ステップ|STEP|Step|例|その|ケース|パターン|ポイント|図|表|案|注|条件|質問)"
    rf"[0-9]{{1,2}}(?![0-9]|{_UNIT})"
)
_LEAST_COUNT = 10
_LONGEST_NUMERAL = 15
_ENDLESS = re.compile(r"[0-9]{16,}|[一二三四五六七八九十百千〇万億]{16,}")
# Words in which a numeral is none.
_NO_FIGURE = re.compile(
    r"十分(?![0-9]|の[0-9一二三四五六七八九十])|万一|千葉|三重|四国|九州|八月踊"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text holds of them.

    Attributes:
        days: year, month and day, each 0 where not said.
        times: minutes since midnight, and whether 午前 or 午後 is certain.
        amounts: value and unit, the unit empty where it is not a known one.
        slashes: `1/2` and `4/10`, which are fractions or days.
    """

    days: frozenset[Day]
    times: frozenset[tuple[int, bool]]
    amounts: frozenset[Amount]
    slashes: frozenset[tuple[int, int]] = frozenset()


def compact(text: str) -> str:
    """A text for comparing: NFKC, no white space, no invisible characters, no emphasis marks."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (
        char for char in plain
        if not char.isspace() and unicodedata.category(char) != "Cf" and char not in "*_`#"
    )  # fmt: skip
    joined = "".join(kept).replace("條", "条").replace("號", "号")
    # Nothing the size of a number; reading it as one could fail.
    joined = _ENDLESS.sub(lambda match: match[0][:_LONGEST_NUMERAL], joined)
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", joined)


def figures_in(text: str, days: Iterable[int] = (), *, is_source: bool = False) -> Figures:
    """The figures of a compact text, article numbers left out.

    Args:
        text: what `compact` gave.
        days: further days, as YYYYMMDD.
        is_source: whether it is a source, in which `一日` is a figure; in an answer, a lone 一, the
            number of a step or an item is none.
    """
    text = _OF_ONE.sub(r"\1", text)
    if not is_source:
        text = _LIST_NUMBER.sub("/", text)
    found = {(day // 10000, day // 100 % 100, day % 100) for day in days if day}
    rest = _NO_FIGURE.sub("/", _PLACES.sub("/", text))
    found |= {_day(match) for match in _DAY.finditer(rest)}
    rest = _DAY.sub("/", rest)
    times = {time for match in _TIME.finditer(rest) if (time := _time(match)) is not None}
    rest = _TIME.sub("/", rest)
    amounts = {
        (Fraction(to_int(match["part"]), to_int(match["of"]) or 1), "率")
        for match in _PART.finditer(rest)
    }
    rest = _PART.sub("/", rest)
    slashes = {(int(match[1]), int(match[2])) for match in _SLASH.finditer(rest)}
    amounts |= {
        _amount(match)
        for match in _AMOUNT.finditer(_SLASH.sub("/", rest))
        if is_source or match["kanji"] != "一"
    }
    return Figures(frozenset(found), frozenset(times), frozenset(amounts), frozenset(slashes))


def are_figures_in(said: Figures, given: Figures) -> bool:
    """Whether every figure, day and time said is among those given."""
    return (
        all(any(_is_day(day, other) for other in given.days) for day in said.days)
        and all(any(_is_time(time, other) for other in given.times) for time in said.times)
        and all(_is_amount(amount, given.amounts) for amount in said.amounts)
        and all(_is_slash(slash, given) for slash in said.slashes)
    )


def japanese_day(day: int) -> str:
    """A day given as YYYYMMDD as ordinances write it: `令和8年4月1日`."""
    start, era = next((one for one in _ERA_STARTS if one[0] <= day), (0, ""))
    year, month, number = day // 10000, day // 100 % 100, day % 100
    counted = year - _ERAS[era] if start else year
    return f"{era}{'元' if start and counted == 1 else counted}年{month}月{number}日"


def _is_day(said: Day, given: Day) -> bool:
    return all(part in (0, other) for part, other in zip(said, given, strict=True))


def _is_time(said: tuple[int, bool], given: tuple[int, bool]) -> bool:
    if said[1] and given[1]:
        return said[0] == given[0]
    return said[0] % 720 == given[0] % 720


def _is_amount(said: Amount, given: frozenset[Amount]) -> bool:
    value, unit = said
    if not unit:
        return any(other == value for other, _ in given)
    return said in given or (value, "") in given or (unit == "数" and value <= _LEAST_COUNT)


def _is_slash(said: tuple[int, int], given: Figures) -> bool:
    first, second = said
    is_rate = second > 0 and (Fraction(first, second), "率") in given.amounts
    is_day = any(_is_day((0, first, second), day) for day in given.days)
    return is_rate or is_day or said in given.slashes


def _day(match: re.Match[str]) -> Day:
    if match["iso_year"]:
        return int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"])
    if match["month2"]:
        return 0, to_int(match["month2"]), to_int(match["day2"])
    if match["western"]:
        year = int(match["western"])
    else:
        year = _ERAS[match["era"]] + (1 if match["year"] == "元" else to_int(match["year"]))
    month, day = (to_int(match[name]) if match[name] else 0 for name in ("month", "day"))
    return year, month, day


def _time(match: re.Match[str]) -> tuple[int, bool] | None:
    if match["noon"]:
        return 720, True
    if match["clock_hour"]:
        hour = int(match["clock_hour"])
        return hour * 60 + int(match["clock_minute"]), hour > 12
    if match["hour"] == "一" and not match["half"]:
        return None  # 一時的, 一時預かり
    hour = to_int(match["hour"])
    minute = 30 if match["is_half"] else to_int(match["minute"]) if match["minute"] else 0
    if match["half"] == "午後" and hour < 12:
        hour += 12
    return hour * 60 + minute, bool(match["half"]) or hour > 12


def _amount(match: re.Match[str]) -> Amount:
    numeral, spelling = match["digits"], match["unit"]
    if numeral is None:
        numeral, spelling = match["kanji"], match["kanji_unit"]
    value = _value(numeral)
    unit = UNITS.get(spelling or "", "")
    return value * _RATE.get(spelling or "", Fraction(1)), unit


def _value(numeral: str) -> Fraction:
    total, rest = Fraction(0), numeral
    for mark, scale in (("億", 10**8), ("万", 10**4)):
        head, sign, tail = rest.partition(mark)
        if sign:
            total, rest = total + _small(head or "1") * scale, tail
    return total + (_small(rest) if rest else 0)


def _small(numeral: str) -> Fraction:
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([千百]?)", numeral)
    if match:
        return Fraction(match[1]) * {"千": 1000, "百": 100, "": 1}[match[2]]
    return Fraction(to_int(re.sub(r"[^0-9一二三四五六七八九十百千〇]", "", numeral) or "0"))
