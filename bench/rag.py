"""Look-up at 10,000 generated articles: ours, rank fusion, and plain langchain with Chroma.

One run, side by side, the same vectors for all: seconds to build, megabytes of a process that
searches, milliseconds a query on the clock and of the processor, and quality on questions made from
the articles (nDCG@10, hit@10); then ours against each of the others as ratios. Processor time is
what an idle machine would show on the clock; the load while it ran stands in the first line. The
articles and questions are generated from a seed; they measure speed and the order of methods, not a
city's quality.

`python bench/rag.py [--records N] [--corpus FILE --queries FILE]`
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.core.clock import SystemClock
from assistant.filters.word_vectors import read_word_table
from assistant.rag.build import write_index
from assistant.rag.documents import Record
from assistant.rag.evaluate import Question, evaluate, read_questions
from assistant.rag.index import Index, open_index
from assistant.rag.loaders.corpus import load_corpus
from assistant.rag.ranking import Ranker, best_of
from assistant.rag.retriever import Retriever
from assistant.rag.settings import LegSettings, RagSettings
from assistant.rag.vector_store import VectorLeg, ginza_leg
from assistant.rag.word_vectors import WordVectors, open_word_vectors, write_word_vectors

SEED = 20260401
QUESTIONS = 200
RRF_K = 60
PLACES = (  # noqa: SIM905  # a list of words
    "会議室 体育館 図書館 公園 駐車場 駐輪場 斎場 墓地 市民農園 学童クラブ 保育所 公民館 市営住宅 "
    "病院 給食センター 浄水場 下水道 道路 河川 廃棄物処理場"
).split()
MATTERS = (  # noqa: SIM905  # a list of words
    "使用料 使用の許可 予約 休館日 開館時間 減免 損害賠償 目的外使用の禁止 指定管理者 入居の資格 "
    "申請書の様式 届出の期限 手数料 補助金の交付 立入検査 報告 罰則 委任 定義 委員会の組織"
).split()
WHO = "市民 事業者 利用者 職員 管理者 所有者 申請者 保護者 団体 学校".split()  # noqa: SIM905
DOES = (  # noqa: SIM905  # a list of words
    "申請しなければならない 届け出なければならない 納付しなければならない 従わなければならない "
    "承認を受けるものとする 取り消すことができる 減額することができる 立ち入ることができる"
).split()
# The same matters in the words of those who ask.
ASKED = {
    "使用料": "いくらかかるか", "使用の許可": "使ってよいか", "予約": "いつから取れるか",
    "休館日": "休みはいつか", "開館時間": "何時まで開いているか", "減免": "安くなるか",
    "損害賠償": "壊したときは弁償か", "届出の期限": "いつまでに届けるか",
    "罰則": "守らないとどうなるか", "手数料": "お金はいくらか",
}  # fmt: skip


def main() -> None:
    """Run all methods and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--probe", nargs=2, metavar=("METHOD", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.probe:
        probe(options.probe[0], Path(options.probe[1]))
        return
    if options.corpus:
        records: Sequence[Record] = load_corpus("corpus", options.corpus.read_bytes())
        questions = read_questions(options.queries)
    else:
        records, questions = generated(options.records)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), records, questions)


def run(folder: Path, records: Sequence[Record], questions: Sequence[Question]) -> None:
    """Build, search and print."""
    vectors = exported(folder / "v")
    (folder / "g").mkdir()
    begun = time.perf_counter()
    write_index(folder / "g", records, built_at=SystemClock().now(), vectors=vectors)
    index = open_index(folder / "g")
    built = time.perf_counter() - begun
    settings = RagSettings()
    ours = Retriever(index, settings, vectors=vectors)
    say(
        f"{len(records)} records, {len(questions)} questions; load {os.getloadavg()[0]:.1f} on "
        f"{os.cpu_count()} processors"
    )
    columns = f"{'build s':>8} {'MB':>6} {'p50 ms':>7} {'p95 ms':>7} {'cpu p95':>7}"
    say(f"{'method':34} {columns} {'nDCG@10':>8} {'hit@10':>6}")
    mine = show("ours: router + fused legs", questions, lambda q: ids(ours, q))
    mine.finish(built, megabytes_of(folder, "ours"))
    words = show("BM25 of words alone", questions, only(index, vectors, "words"))
    words.finish(built)
    show("BM25 of characters alone", questions, only(index, vectors, "grams")).finish(built)
    begun = time.perf_counter()
    leg = filled_chroma(index, vectors)
    filled = built + time.perf_counter() - begun
    chroma = show("langchain + Chroma, same vectors", questions, nearest(index, leg))
    chroma.finish(filled, megabytes_of(folder, "chroma"))
    fused = show("equal rank fusion of both", questions, rank_fusion(index, vectors, leg))
    fused.finish(filled)
    for other in (words, chroma, fused):
        say(ratios(mine, other))


class CpuClock(SystemClock):
    """Counts this process's processor time, all threads together."""

    def monotonic(self) -> float:
        """Seconds of processor time."""
        return time.process_time()


@dataclass(slots=True)
class Row:
    """What was measured of one method."""

    name: str
    ndcg: float
    hit: float
    p50: float
    p95: float
    cpu_p95: float
    built: float = 0.0
    megabytes: float = 0.0

    def finish(self, built: float, megabytes: float = 0.0) -> None:
        """Add what building cost, and print the line."""
        self.built, self.megabytes = built, megabytes
        say(
            f"{self.name:34} {built:8.1f} {megabytes:6.0f} {self.p50:7.1f} {self.p95:7.1f} "
            f"{self.cpu_p95:7.1f} {self.ndcg:8.3f} {self.hit:6.3f}"
        )


def ratios(ours: Row, other: Row) -> str:
    """Ours divided by another: above 1 is better for quality, below 1 for time and memory."""
    pairs = {
        "nDCG@10": (ours.ndcg, other.ndcg),
        "hit@10": (ours.hit, other.hit),
        "p95": (ours.p95, other.p95),
        "processor p95": (ours.cpu_p95, other.cpu_p95),
        "build": (ours.built, other.built),
        "memory": (ours.megabytes, other.megabytes),
    }
    shown = [f"{name} x{a / b:.2f}" for name, (a, b) in pairs.items() if a and b]
    return f"ours / {other.name}: {', '.join(shown)}"


def exported(folder: Path) -> WordVectors:
    """GiNZA's word vectors, as `rag build` keeps them."""
    table = read_word_table()
    write_word_vectors(
        folder, name=table.name, words=table.words, rows=table.rows, matrix=table.matrix
    )
    vectors = open_word_vectors(folder)
    if vectors is None:
        raise RuntimeError("the table was not written")
    return vectors


def filled_chroma(index: Index, vectors: WordVectors) -> VectorLeg:
    """An embedded collection with the vectors our leg SIF has."""
    leg = ginza_leg(index, vectors)
    if leg is None:
        raise RuntimeError("the index has no vectors")
    return leg


def show(name: str, questions: Sequence[Question], search: Callable[[str], Sequence[str]]) -> Row:
    """Quality and speed of one method, on the clock and of the processor."""
    figures = evaluate(questions, search, SystemClock())
    cpu = evaluate(questions, search, CpuClock())
    return Row(
        name, figures["ndcg@10"], figures["hit@10"], figures["p50_ms"], figures["p95_ms"],
        cpu["p95_ms"],
    )  # fmt: skip


def ids(retriever: Retriever, query: str) -> list[str]:
    """The ten nearest, as the product finds them."""
    return [hit.record.id for hit in retriever.search(query, limit=10).hits]


def only(index: Index, vectors: WordVectors, leg: str) -> Callable[[str], Sequence[str]]:
    """One leg of ours, without router and expansion."""
    legs = {name: float(name == leg) for name in LegSettings.model_fields}
    ranker = Ranker(index, RagSettings(legs=LegSettings(**legs)), vectors=vectors)
    everything = np.ones(len(index), dtype=np.bool_)

    def search(query: str) -> list[str]:
        total = ranker.rank(query, everything, is_expanded=False).total
        return [index.record(int(number)).id for number in best_of(total, 10)]

    return search


def nearest(index: Index, leg: VectorLeg) -> Callable[[str], Sequence[str]]:
    """What a plain vector store gives."""

    def search(query: str) -> list[str]:
        return [index.record(int(number)).id for number in best_of(leg.cosines(query), 10)]

    return search


def rank_fusion(
    index: Index, vectors: WordVectors, leg: VectorLeg
) -> Callable[[str], Sequence[str]]:
    """Reciprocal rank fusion of word BM25 and vectors, one vote each (Cormack and others 2009)."""
    legs = LegSettings(words=1, expansion=0, synonyms=0, grams=0, sif=0)
    ranker = Ranker(index, RagSettings(legs=legs), vectors=vectors)
    everything = np.ones(len(index), dtype=np.bool_)

    def search(query: str) -> list[str]:
        votes = np.zeros(len(index), dtype=np.float32)
        lexical = ranker.rank(query, everything, is_expanded=False).total
        for scores in (lexical, leg.cosines(query)):
            for place, number in enumerate(best_of(scores, 100)):
                votes[number] += 1 / (RRF_K + place + 1)
        return [index.record(int(number)).id for number in best_of(votes, 10)]

    return search


def generated(count: int) -> tuple[list[Record], list[Question]]:
    """Articles of made-up ordinances, and questions about some of them, half by citation."""
    chance = random.Random(SEED)  # noqa: S311  # a benchmark, not a secret
    records = [_article(number, chance) for number in range(count)]
    questions = []
    for number in chance.sample(range(count), min(QUESTIONS, count)):
        record = records[number]
        place = record.title.removeprefix("架空市")
        if number % 2:
            query = f"{place}の{record.article}では何を定めているか"
        else:
            asked = ASKED.get(record.caption, record.caption)
            query = f"{place}で、{asked}を知りたい"
        same = {r.id for r in records if r.title == record.title and r.caption == record.caption}
        questions.append(Question(query, frozenset({record.id} if number % 2 else same)))
    return records, questions


def _article(number: int, chance: random.Random) -> Record:
    district, article = number // 20, number % 20 + 1
    title = f"架空市第{district + 1}地区{PLACES[district % len(PLACES)]}条例"
    matter = chance.choice(MATTERS)
    sentences = [
        f"{chance.choice(WHO)}は、{chance.choice(PLACES)}の{chance.choice(MATTERS)}について、"
        f"{chance.randint(1, 60)}日以内に{chance.choice(DOES)}。"
        for _ in range(chance.randint(2, 8))
    ]
    text = f"{PLACES[district % len(PLACES)]}の{matter}に関し、{''.join(sentences)}"
    place = f"第{article}条"
    label = f"{title} {place}（{matter}）"
    return Record(f"a{number}", title, title, label, text, article=place, caption=matter)


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def megabytes_of(folder: Path, method: str) -> float:
    """Most memory of a process of its own that opens the index and asks one question."""
    command = [sys.executable, __file__, "--probe", method, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return float(done.stdout)


def probe(method: str, folder: Path) -> None:
    """What `megabytes_of` starts."""
    index, vectors = open_index(folder / "g"), open_word_vectors(folder / "v")
    if method == "ours":
        Retriever(index, RagSettings(), vectors=vectors).search("会議室の使用料", limit=10)
    elif vectors is not None:
        filled_chroma(index, vectors).cosines("会議室の使用料")
    # Not ru_maxrss: that begins with the memory of whoever started the process.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    say(str(int(peak[1]) / 1024 if peak else 0))


if __name__ == "__main__":
    main()
