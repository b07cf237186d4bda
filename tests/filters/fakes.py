"""Stand-ins for the analysis, under the same protocol as the pool."""

from __future__ import annotations

from assistant.filters.finding import AnalysisResult, Finding


class FakeAnalyzer:
    """Finds every occurrence of one word; can be told to fail. Counts what it was asked."""

    def __init__(self, word: str = "秘密", fault: BaseException | None = None) -> None:
        self.word = word
        self.fault = fault
        self.asked: list[int] = []

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        self.asked.append(len(text))
        if self.fault is not None:
            raise self.fault
        start = text.find(self.word)
        if start < 0:
            return AnalysisResult(())
        end = start + len(self.word)
        return AnalysisResult((Finding("PERSON", start, end, 0.9, "Fake"),))
