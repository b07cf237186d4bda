"""What sets a published text aside, and what does not."""

from __future__ import annotations

import pytest

from assistant.filters.finding import Finding
from assistant.gateway.document_screen import is_worth_a_look, kinds_that_identify
from assistant.rag.documents import Record, Trust


def finding(entity: str, start: int, end: int) -> Finding:
    return Finding(entity, start, end, 0.9, "test")


@pytest.mark.parametrize(
    ("findings", "kinds"),
    [
        ([], []),
        ([finding("PERSON", 0, 4)], []),
        ([finding("PHONE_NUMBER", 0, 12)], []),
        ([finding("JP_MY_NUMBER", 0, 12)], ["JP_MY_NUMBER"]),
        ([finding("CREDIT_CARD", 0, 16)], ["CREDIT_CARD"]),
        (
            [finding("PHONE_NUMBER", 10, 22), finding("PERSON", 0, 4)],
            ["PERSON", "PHONE_NUMBER"],
        ),
        ([finding("PERSON", 0, 4), finding("PHONE_NUMBER", 100, 112)], []),
        ([finding("PERSON", 0, 4), finding("PERSON", 5, 9)], []),
    ],
)
def test_a_name_alone_does_not_set_a_text_aside(findings: list[Finding], kinds: list[str]) -> None:
    assert kinds_that_identify(findings) == kinds


@pytest.mark.parametrize(
    ("text", "is_suspect"),
    [
        ("第12条 市長は、次に掲げる者に対し、3万円を支給する。", False),
        ("受付は平日の8時45分からとする。", False),
        ("電話は０３－００００－１２３４まで。", True),
        ("甲野太郎は架空町1丁目に住む。", True),
        ("番号は1234 5678 9012である。", True),
        ("someone@example.jp に送る。", True),
        ("昭和五十年一月一日生まれ", True),
    ],
)
def test_only_texts_with_a_number_or_contact_are_analysed(text: str, is_suspect: bool) -> None:
    assert is_worth_a_look(Record("a", "a", "t", "t", text)) is is_suspect
    assert not is_worth_a_look(Record("a", "a", "t", "t", text, trust=Trust.COLLECTED))
