"""The usage row says in which council period its day, in Tokyo, lies."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.core.chat import Outcome
from assistant.core.ids import TurnId
from assistant.core.keys import Key
from assistant.gateway.turn import Ending, Reason, Tally, Turn
from assistant.gateway.usage import usage_record
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.settings import (
    CouncilPeriodSettings,
    CouncilSettings,
    PhaseSettings,
)

FIRST, LAST = date(2026, 6, 8), date(2026, 6, 26)
PERIOD = CouncilPeriodSettings(
    label="令和8年6月定例会",
    kind="定例会",
    begins=FIRST,
    ends=LAST,
    phases=(PhaseSettings(name="開会", begins=FIRST, ends=FIRST),),
)
COUNCIL = CouncilCalendar(CouncilSettings(periods=(PERIOD,)))


@pytest.mark.parametrize(
    ("at", "period", "phase"),
    [
        (datetime(2026, 6, 7, 14, 59, tzinfo=UTC), None, None),
        (datetime(2026, 6, 7, 15, 0, tzinfo=UTC), PERIOD.label, "開会"),
        (datetime(2026, 6, 8, 15, 0, tzinfo=UTC), PERIOD.label, None),
        (datetime(2026, 6, 26, 14, 59, tzinfo=UTC), PERIOD.label, None),
        (datetime(2026, 6, 26, 15, 0, tzinfo=UTC), None, None),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_tokyo(
    at: datetime, period: str | None, phase: str | None
) -> None:
    turn = Turn(TurnId("t"), "generic", "e", "u", "c", is_direct=True, received_at=at)
    ending = Ending(Outcome.REFUSED, Reason.BUSY, "")
    key = Key("pseudonym", 1, b"k" * 32)
    made = usage_record(turn, ending, Tally(), at=at, pseudonym_key=key, council=COUNCIL)
    assert (made.council_period, made.council_phase) == (period, phase)
