"""What sets a published text aside, and what does not."""

from __future__ import annotations

import pytest

from assistant.filters.finding import AnalysisResult, Finding
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import FilterSettings
from assistant.gateway.document_screen import (
    NoVerdictError,
    is_worth_a_look,
    kinds_that_identify,
    screen_documents,
)
from assistant.rag.documents import Record, Trust
from tests.gateway.fakes import FakeAnalyzer
from tests.gateway.kit import SEAL_KEY

NUMBER = "1234 5678 9018"


class NoWorkers(WorkerPool):
    """A pool that has nothing to start."""

    async def start(self) -> None:
        """Nothing to start."""

    async def close(self) -> None:
        """Nothing to close."""


class Loaded(FakeAnalyzer):
    """Needs more time than a question has."""

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        if deadline_seconds is None:
            raise TimeoutError
        return await super().analyze(text, deadline_seconds=deadline_seconds)


def screened(analyzer: FakeAnalyzer, *texts: str, max_chars: int = 8_000) -> dict[str, str]:
    analyzer.surfaces = {NUMBER: "JP_MY_NUMBER"}
    settings = FilterSettings(max_chars=max_chars)
    gate = PiiGate(settings, key=SEAL_KEY, analyzer=analyzer)
    records = [Record(text[:3], "a", "t", "t", text) for text in texts]
    return dict(screen_documents(NoWorkers(settings), gate, records))


def test_a_document_waits_longer_for_its_verdict_than_a_question() -> None:
    found = screened(Loaded(), f"甲の番号は{NUMBER}である。", "乙の番号は1234 5678 9012である。")
    assert found == {"甲の番": "holds personal data (JP_MY_NUMBER); take it out"}


def test_a_filter_that_gives_no_verdict_says_nothing_of_a_document() -> None:
    analyzer = FakeAnalyzer()
    analyzer.fault = TimeoutError()
    with pytest.raises(NoVerdictError, match=r"no verdict.*the index in force stays"):
        screened(analyzer, f"甲の番号は{NUMBER}である。")


def test_a_text_that_cannot_be_screened_is_not_called_personal_data() -> None:
    (why,) = screened(FakeAnalyzer(), f"甲の番号は{NUMBER}\ud800である。").values()
    assert why == "cannot be screened (unreadable); write it as plain text"


def test_a_long_text_is_screened_in_pieces_the_filter_reads() -> None:
    analyzer = FakeAnalyzer()
    found = screened(analyzer, "長い文" * 200 + NUMBER + "長い文" * 200, max_chars=200)
    assert found == {"長い文": "holds personal data (JP_MY_NUMBER); take it out"}
    assert max(map(len, analyzer.asked)) <= 200


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
