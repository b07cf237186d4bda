"""No `repr` of a row, or of what is made of one, shows a text, a reason or an id of a chat tool."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import SQLModel

from assistant.channels.generic.mapping import MappedFields
from assistant.core.ids import TurnId
from assistant.core.text import RawText
from assistant.gateway.incidents import Incident
from assistant.gateway.outbox import Recipient
from assistant.gateway.survey_texts import Said
from assistant.gateway.switch import EVERYTHING, Stop
from assistant.gateway.turn import Turn
from assistant.schema import METADATA
from assistant.usage.quota.caps import CapEntry
from assistant.usage.quota.increases import Increase, IncreaseOrder
from assistant.usage.quota.members import THE_CITY
from assistant.usage.quota.models import Scope

SAID = "ひみつ"
NOW = datetime(2026, 4, 15, 1, 0)  # noqa: DTZ001  # shown at most
DAY = date(2026, 4, 15)
WRITTEN = frozenset(
    {
        "body",
        "channel_user_id",
        "choices",
        "citations",
        "closing_note",
        "conversation_key",
        "details",
        "event_id",
        "form",
        "in_reply_to",
        "name",
        "note",
        "office",
        "question",
        "question_seal",
        "reason",
        "seal",
        "text",
        "value",
        "word",
    }
)
"""Columns somebody's words, or a chat tool's name of a person or place, may stand in."""
CODES = {
    ("department", "name"),
    ("forecast_warning", "name"),
    ("usage_event", "reason"),
    ("usage_month_tally", "name"),
    ("survey_tap", "reason"),
}
"""Columns of these names that hold codes, or names of departments, alone."""
TABLES = {
    each.__tablename__: each
    for each in SQLModel.__subclasses__()
    if getattr(each, "__table__", None) is not None
}


def test_every_table_is_looked_at() -> None:
    assert TABLES.keys() == METADATA.tables.keys()


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_a_row_shows_nothing_somebody_wrote(name: str) -> None:
    columns = METADATA.tables[name].columns.keys()
    written = [each for each in columns if each in WRITTEN and (name, each) not in CODES]
    row = TABLES[name](**dict.fromkeys(written, SAID))
    assert SAID not in repr(row)
    assert SAID not in str(row)


MADE: list[Any] = [
    Recipient("generic", SAID, SAID, SAID),
    Turn(TurnId("t"), "generic", SAID, SAID, SAID, is_direct=True, received_at=NOW),
    Stop(EVERYTHING, SAID, SAID, "A1", NOW),
    Incident("i", "t", SAID, "A1", "page", NOW, "A1", NOW, SAID),
    Said(SAID),
    MappedFields(RawText(SAID), SAID, SAID, True, SAID, "", ()),
    CapEntry(Scope.CITY, "city", 1, SAID, NOW),
    Increase(1, THE_CITY, 1, DAY, DAY, SAID, "A1", NOW),
    IncreaseOrder(target=THE_CITY, tokens=1, until=DAY, reason=SAID),
]


@pytest.mark.parametrize("made", MADE, ids=lambda made: type(made).__name__)
def test_what_is_made_of_it_shows_nothing_either(made: object) -> None:
    assert SAID not in repr(made)
