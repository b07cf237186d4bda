"""Do the intervals of the council comparison hold? Over many invented cities.

`python bench/cities.py [CITIES]` (200) plants effects in so many cities and none in as many, and
prints how often the 95 % intervals hold the truth (aim: 90 to 98 %) and how often an effect is
claimed where there is none (aim: at most 5 %). Exit code 3 if an aim is missed.
"""

from __future__ import annotations

import sys

from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.comparison import Estimate, TooLittle, compare, step_in_tokens
from assistant.usage.analysis.concentration import concentration
from tests.usage.analysis.synthetic import (
    FLAT,
    City,
    invented_council,
    make_days,
    requests_by_account,
    shares,
)

CALENDAR = CouncilCalendar(invented_council(2025))
QUESTIONS = 35_922


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")


def estimates(city: City, seed: int) -> dict[str, Estimate | TooLittle]:
    """What is found in a city."""
    days = make_days(city, CALENDAR, seed)
    found = compare(days, CALENDAR, [city.step_on])
    return {
        "council, requests": found.requests,
        "council, tokens per request": found.tokens_per_request,
        "growth of requests": found.requests_growth,
        "step of tokens per request": step_in_tokens(days, CALENDAR, city.step_on),
    }


def truths(city: City) -> dict[str, float]:
    """What was planted."""
    return {
        "council, requests": city.council_effect,
        "council, tokens per request": 0.0,
        "growth of requests": city.growth_per_month,
        "step of tokens per request": city.tokens_step,
    }


def head_held(city: City, seed: int) -> bool:
    """Whether the interval of the head's share holds it."""
    found = concentration(requests_by_account(city, QUESTIONS, seed), city.accounts)
    if found is None:
        return False
    truth = float(shares(city.accounts, city.head_power)[: found.head].sum())
    return found.low <= truth <= found.high


def main() -> int:
    """Run and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    is_met = True
    for title, city in (("planted", City()), ("flat", FLAT)):
        held = dict.fromkeys(truths(city), 0)
        claimed = dict.fromkeys(held, 0)
        for seed in range(count):
            for name, found in estimates(city, seed).items():
                if isinstance(found, Estimate):
                    held[name] += found.low <= truths(city)[name] <= found.high
                    claimed[name] += found.is_claimed
        for name, hits in held.items():
            share, claims = hits / count, claimed[name] / count
            say(f"{title:8} {name:30} held {share:6.1%}  claimed {claims:6.1%}")
            is_met &= 0.90 <= share <= 0.98 if title == "planted" else claims <= 0.05
    heads = sum(head_held(City(), seed) for seed in range(count)) / count
    say(f"{'planted':8} {'share of the busiest 1 %':30} held {heads:6.1%}")
    return 0 if is_met and 0.90 <= heads <= 0.98 else 3


if __name__ == "__main__":
    sys.exit(main())
