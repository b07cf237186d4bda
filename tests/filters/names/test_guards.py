"""A cheap pattern looked for first never hides a match of the costly one behind it."""

from __future__ import annotations

import re

import pytest

from assistant.filters.names import announced, contacts, entries, foreign, roles, rows, spoken
from assistant.filters.normalize import normalize
from tests.corpus.scoring import CORPUS, load_rows

GUARDED = (
    (announced.INTRODUCING, announced.INTRODUCED),
    (announced.CALLING, announced.CALLER),
    (announced.BROKEN_NAME, announced.BROKEN),
    (announced.KATAKANA_CALLED, announced.KATAKANA_HONORIFIC),
    (roles.POST_SET_APART, roles.TITLE_BEFORE),
    (roles.DIVISION_SET_APART, roles.DIVISION_LINE),
    (foreign.KANA_IN_ROW, foreign.THREE_KANA),
    (spoken.AGE, spoken.AGED),
    (entries.AT_HOUSE, entries.CARE_OF),
    (rows.COUNT, rows.COUNTED_PEOPLE),
    *((guard, pattern) for guard, pattern, _ in contacts.PATTERNS),
    (contacts.ANY_SUM, contacts.PAYS),
)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    files = sorted(CORPUS.glob("*.jsonl"))
    return [normalize(row["text"]).text for path in files for row in load_rows(path)]


@pytest.mark.parametrize(("guard", "pattern"), GUARDED)
def test_no_match_stands_without_its_guard(
    texts: list[str], guard: re.Pattern[str], pattern: re.Pattern[str]
) -> None:
    matched = [text for text in texts if pattern.search(text)]
    assert matched
    assert all(guard.search(text) for text in matched)
