from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from assistant.usage.quota.pricing import NOTHING_USED, UNPRICED, Cost
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.quota.spending import spend, spending
from assistant.usage.quota.warnings import load_warnings

NOW = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)  # 23:59 in Tokyo, the fiscal year's last minute
BUDGET = QuotaSettings(yearly_budget_yen=1000)
YEN = 1_000_000


def test_the_budget_is_of_the_fiscal_year_and_warns_once_each(session: Session) -> None:
    def pay(yen: int, month: str) -> list[int]:
        return spend(session, Cost(yen * YEN, "v"), month, BUDGET, NOW)

    assert pay(790, "2026-04") == []
    assert pay(5000, "2026-03") == [80, 95, 100]  # the year before has a budget of its own
    assert pay(10, "2027-03") == [80]
    assert pay(10, "2027-03") == []
    assert pay(0, "2027-04") == []
    assert pay(500, "2027-03") == [95, 100]
    found = spending(session, "2027-01", BUDGET)
    assert (found.fiscal_year, found.yen_micros, found.percent) == (2026, 1310 * YEN, 131)
    warned = load_warnings(session, NOW)
    assert [(each.scope, each.period, each.percent) for each in warned] == [
        ("budget", "FY2026", 80), ("budget", "FY2026", 95), ("budget", "FY2026", 100),
    ]  # fmt: skip


def test_turns_without_a_price_are_counted_apart(session: Session) -> None:
    for cost in (Cost(None, UNPRICED), Cost(None, UNPRICED), NOTHING_USED, Cost(7, "v")):
        assert spend(session, cost, "2026-04", QuotaSettings(), NOW) == []
    found = spending(session, "2026-04", QuotaSettings())
    assert (found.yen_micros, found.unpriced_turns) == (7, 2)
    assert (found.budget_yen, found.percent) == (None, None)
