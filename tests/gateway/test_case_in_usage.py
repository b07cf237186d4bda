"""A question made from a case of the library carries the case's id into the usage row."""

from __future__ import annotations

import pytest

from assistant.conversation.case_forms import blank_form
from tests.gateway.conftest import MakeKit
from tests.gateway.test_case_texts import SHIPPED

pytestmark = pytest.mark.anyio


async def test_case_is_noted_and_another_question_has_none(make_kit: MakeKit) -> None:
    kit = make_kit(cases=SHIPPED)
    case = SHIPPED.cases[0]
    await kit.ask(blank_form(case))
    await kit.ask("転入届の手続き")
    rows = kit.rows("SELECT case_id FROM usage_event ORDER BY question_number")
    assert [row["case_id"] for row in rows] == [case.id, None]
