"""The forms a date of birth is written in, and whether such a date exists in its era."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.numerals import VALUE, value_of

# First and last year in the common era's reckoning; 令和 is open.
ERAS = {
    "明治": (1868, 45), "M": (1868, 45), "明": (1868, 45),
    "大正": (1912, 15), "T": (1912, 15), "大": (1912, 15),
    "昭和": (1926, 64), "S": (1926, 64), "昭": (1926, 64),
    "平成": (1989, 31), "H": (1989, 31), "平": (1989, 31),
    "令和": (2019, 60), "R": (2019, 60), "令": (2019, 60),
}  # fmt: skip
ERA = (
    "明 ?治|大 ?正|昭 ?和|平 ?成|令 ?和|[明大昭平令](?=[0-9・.]|[一-十元])"
    "|(?<![A-Za-z])[MTSHRmtshr](?![A-Za-z])"
)
# よみやすい にほんご writes 1990ねん3がつ2にち.
MARK = r"[ ]?(?:[年月./\-・]|ねん|がつ)[ ]?"
DATES = (
    re.compile(
        r"(?=[明大昭平令MTSHRmtshr])"
        rf"(?P<era>{ERA})[ ・.]?(?P<year>{VALUE})(?:年?[ ]?\([0-9]{{4}}年?\)年?|{MARK})"
        rf"(?P<month>{VALUE}){MARK}(?P<day>{VALUE})(?:[ ]?(?:日|にち))?(?![0-9])"
    ),
    re.compile(
        rf"(?=[12一二])(?<![0-9])(?P<year>(?:1[89]|20)[0-9]{{2}}|[一二][〇零一二三四五六七八九]{{3}})"
        rf"(?:年?[ ]?\((?:明治|大正|昭和|平成|令和|[MTSHR]){VALUE}年?\)年?|{MARK})"
        rf"(?P<month>{VALUE}){MARK}(?P<day>{VALUE})(?:[ ]?(?:日|にち))?(?![0-9])"
    ),
)
COMPACT = re.compile(
    r"(?=[12])(?<![0-9\-])(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9\-])"
)
COMPACT_ERA = re.compile(
    r"(?=[MTSHRmtshr昭平大令])(?<![0-9A-Za-z])(?P<era>[MTSHRmtshr]|昭和|平成|大正"
    r"|令和)(?P<year>[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"
)
MONTHS = frozenset(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
)
ENGLISH = re.compile(
    r"(?=[A-Z0-9])(?<![A-Za-z0-9])(?:(?P<name>[A-Z][a-z]{2,8})\.? [0-3]?[0-9](?:st|nd|rd"
    r"|th)?,? (?:19|20)[0-9]{2}"
    r"|[0-3]?[0-9](?:st|nd|rd|th)? (?P<later>[A-Z][a-z]{2,8})\.?,? (?:19|20)[0-9]{2})(?![0-9])"
)
# Day and month first, as foreign papers write it; and two-digit years: only behind the label.
DAY_FIRST = re.compile(
    r"(?=[0-9])(?<![0-9./\-])(?P<month>[0-3]?[0-9])(?P<mark>[./\-])(?P<day>[0-3]?[0-9])(?P=mark)"
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9./\-])"
)
SHORT_YEAR = re.compile(
    r"(?=[0-9])(?<![0-9./\-])(?P<year>[0-9]{2})(?P<mark>[./\-])(?P<month>[01]?[0-9])(?P=mark)"
    r"(?P<day>[0-3]?[0-9])(?![0-9./\-])"
)
MONTH_ONLY = re.compile(
    r"(?=[明大昭平令MTSHRmtshr12])"
    rf"(?:(?P<era>{ERA})[ ]?(?P<year>{VALUE})|(?<![0-9])(?P<common>(?:19|20)[0-9]{{2}}))"
    rf"[ ]?[年./][ ]?(?P<month>{VALUE})(?:[ ]?月)?"
    "(?=[ ]?(?:の?お?(?:生|う)まれ|生(?![年活徒産])))"
)


def matches(document: Document, *patterns: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Every match of every pattern."""
    return chain.from_iterable(pattern.finditer(document.text) for pattern in patterns)


def valid_year(found: re.Match[str]) -> int | None:
    """The year of a date in the common era, or none if no such date exists in its era."""
    parts = found.groupdict()
    year, month, day = (value_of(parts[name]) for name in ("year", "month", "day"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    era = parts.get("era")
    if not era:
        return year if 1850 <= year <= 2099 else None
    first, last = ERAS[era.replace(" ", "").upper()]
    return first + year - 1 if 1 <= year <= last else None


def is_calendar(found: re.Match[str]) -> bool:
    """Whether day and month, in either order, can be those of a date."""
    month, day = sorted((value_of(found["month"]), value_of(found["day"])))
    return 1 <= month <= 12 and day <= 31


def is_english_month(found: re.Match[str]) -> bool:
    """Whether the word of an English date is a month."""
    return (found["name"] or found["later"])[:3].lower() in MONTHS
