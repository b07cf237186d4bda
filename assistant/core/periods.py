"""Months and fiscal years as the city counts them: Asia/Tokyo, and nowhere else in the code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def month_of(instant: datetime) -> str:
    """The month an instant belongs to in Asia/Tokyo, as `2026-04`."""
    return instant.astimezone(TOKYO).strftime("%Y-%m")


def day_of(instant: datetime) -> date:
    """The day an instant belongs to in Asia/Tokyo."""
    return instant.astimezone(TOKYO).date()


def last_day(month: str) -> date:
    """The last day of a month: the day a monthly quota ends."""
    return reset_date(month) - timedelta(days=1)


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both included; none if the first is the later one."""
    year, number = (int(part) for part in first.split("-"))
    found = []
    while (month := f"{year:04d}-{number:02d}") <= last:
        found.append(month)
        year, number = year + number // 12, number % 12 + 1
    return found


def parse_month(text: str) -> str:
    """Check a month written as `2026-04`.

    Raises:
        ValueError: not a month in that form.
    """
    year, dash, month = text.partition("-")
    digits = (year + month).isascii() and (year + month).isdigit()
    if dash != "-" or not digits or (len(year), len(month)) != (4, 2):
        raise ValueError(f"{text!r} is not a month; write it as 2026-04")
    date(int(year), int(month), 1)
    return text


def reset_date(month: str) -> date:
    """The first day of the following month: the day a monthly quota starts anew."""
    year, number = (int(part) for part in month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1)


def fiscal_year_of(month: str) -> int:
    """The fiscal year (April to March) of a month: `2027-03` is 2026."""
    year, number = (int(part) for part in month.split("-"))
    return year if number >= 4 else year - 1


def in_tokyo(instant: datetime) -> datetime:
    """The same instant on a clock in Tokyo, for showing to people."""
    return instant.astimezone(TOKYO)


def end_of_day(day: date) -> datetime:
    """The instant a day is over in Tokyo: midnight of the next."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=TOKYO)
