"""What counting words costs a turn: python -m bench.terms [--questions 200].

Two ratios, each measured in one run on the same questions (invented, of the kind staff send):
reading the words as a share of the filter's whole analysis, in one process as a worker runs it; and
counting them as a share of a transaction that settles a turn (reservation settled, usage row and
totals), on a SQLite file with `synchronous=FULL`, as installed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from assistant.core.ids import DepartmentId
from assistant.core.keys import Key
from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.nlp_engine import GinzaNlpEngine
from assistant.filters.settings import FilterSettings
from assistant.store.engine import make_engine, sqlite_url
from assistant.usage.log.events import UsageRecord, record
from assistant.usage.terms.choice import Kind, chosen, lists_of
from assistant.usage.terms.counting import Question, count
from assistant.usage.terms.settings import TermsSettings
from tests.databases import migrate
from tests.usage.log.turns import answered

SUBJECTS = (
    "国民健康保険",
    "保育園",
    "下水道",
    "道路工事",
    "文化財",
    "防災訓練",
    "図書館",
    "住民票",
)
REQUESTS = (
    "{0}の申込みを案内する文書を、やさしい日本語で200字程度にまとめてください。",
    "{0}について議会で質問されそうなことと、その答弁の骨子を3つずつ挙げてください。",
    "{0}の実施計画の素案です。誤字を直し、課題と今後の取組みを表に整理してください。",
)
KEY = Key("pseudonym", 1, b"p" * 32)


def main(number: int) -> None:
    """Measure and print."""
    questions = [
        f"{at}件目。" + REQUESTS[at % len(REQUESTS)].format(SUBJECTS[at % len(SUBJECTS)])
        for at in range(number)
    ]
    words, lines = measure_reading(questions)
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.write("\n".join(measure_counting(words)) + "\n")


def measure_reading(questions: Sequence[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The words of each question, and what reading them adds to the analysis."""
    engine = GinzaNlpEngine()
    engine.load()
    analyzer = TextAnalyzer(FilterSettings(), engine)
    lists = lists_of(TermsSettings())
    for question in questions[:20]:
        analyzer.candidates(question, reads_terms=True)
    times: tuple[list[float], list[float]] = [], []
    for question in questions:  # in turn, and by processor time: a busy machine slows both alike
        for reads_terms in (False, True):
            begun = time.process_time()
            analyzer.candidates(question, reads_terms=reads_terms)
            times[reads_terms].append(time.process_time() - begun)
    plain, reading = (statistics.median(each) for each in times)
    words = [
        chosen(((term.lemma, Kind(term.kind)) for term in result.terms or ()), lists)
        for result in (analyzer.candidates(text, reads_terms=True) for text in questions)
    ]
    return words, [
        f"words of a question: median {statistics.median(map(len, words)):.0f}",
        f"analysis without words {plain * 1e3:.2f} ms, with {reading * 1e3:.2f} ms, "
        f"ratio {reading / plain:.3f}",
    ]


def measure_counting(words: Sequence[tuple[str, ...]]) -> list[str]:
    """Settling a turn without and with its words, in turn on the same database."""
    with tempfile.TemporaryDirectory(prefix="terms-") as folder:
        url = sqlite_url(Path(folder) / "assistant.db")
        migrate(url)
        engine = make_engine(url, busy_timeout_seconds=10)

        def settle(question: Question | None) -> float:
            begun = time.perf_counter()
            with Session(engine) as session, session.begin():
                row: UsageRecord = answered(department=DepartmentId("税務課"))
                record(session, row)
                if question is not None:
                    count(session, question, key=KEY, most_pairs=TermsSettings().most_pairs)
            return time.perf_counter() - begun

        times: tuple[list[float], list[float]] = [], []
        for at, each in enumerate(words):
            question = Question("2026-04", False, "税務課", f"account-{at % 40}", each)
            times[0].append(settle(None))
            times[1].append(settle(question))
        engine.dispose()
    plain, counting = (statistics.median(each) for each in times)
    return [
        f"settlement without words {plain * 1e3:.2f} ms, with {counting * 1e3:.2f} ms, "
        f"ratio {counting / plain:.2f}"
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200)
    main(parser.parse_args().questions)
