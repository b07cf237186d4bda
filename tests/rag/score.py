"""The gold questions and the scripted answers as one table, held against the floors kept here.

`python -m tests.rag.score`: what look-up finds with and without word vectors, how often it shows
passages for a question that has no answer, and whether a citation ever gets through that was not
supplied. Exit code 1 if a floor in `floors.json` is missed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.core.packaged import packaged_folder
from assistant.filters.word_vectors import read_word_table
from assistant.gateway.lookup import find
from assistant.rag.citations import Source, check_answer
from assistant.rag.documents import Record
from assistant.rag.evaluate import score as figures_of
from assistant.rag.retriever import Reader, Retriever
from assistant.rag.settings import RagSettings
from assistant.rag.sources import find_files, read_file
from assistant.rag.versions import with_ends
from assistant.rag.word_vectors import WordVectors, open_word_vectors, write_word_vectors
from tests.rag import bad_model
from tests.rag.bad_model import MARKS, MAX_BYTES
from tests.rag.memory_index import make_retriever

GOLD = Path(__file__).with_name("gold.jsonl")
HELD_OUT = Path(__file__).with_name("held_out.jsonl")
"""Questions that nothing was tuned on; whoever tunes on them must write others."""
FLOORS = Path(__file__).with_name("floors.json")
TODAY = Reader(as_of=20261101)
MAY_FALL = 0.02
"""How much a share may lie below its recorded value."""
BACKED, NOT_SUPPLIED, INVENTED = (
    "「{quoted}」[S1]",
    "{quoted}[S1][S77]",
    "答えは987,654,321円です[S1]。",
)
_MOST_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question."""

    id: str
    query: str
    relevant: frozenset[str]


@lru_cache(maxsize=2)
def questions(path: Path = GOLD) -> tuple[Asked, ...]:
    """The questions of a file, those without an answer included."""
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return tuple(Asked(row["id"], row["query"], frozenset(row["relevant"])) for row in rows)


def gold_retriever(vectors: WordVectors | None = None) -> Retriever:
    """The shipped guidelines and samples, with the default settings."""
    files = find_files([packaged_folder("guidelines")])
    reads = [read_file(file, max_bytes=MAX_BYTES) for file in files]
    records = with_ends([record for read in reads for record in read.records])
    return make_retriever(records, vectors=vectors)


def look_up_figures(retriever: Retriever) -> dict[str, float]:
    """Means over the questions with an answer, and what is shown of the others."""
    rows = [
        figures_of([r.id for r in found(retriever, one.query, 10)], one.relevant)
        for one in questions()
        if one.relevant
    ]
    means = {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in rows[0]}
    held_out = shown_figures(retriever, questions(HELD_OUT))
    return {
        **means,
        **shown_figures(retriever, questions()),
        **{f"held out: {name}": figure for name, figure in held_out.items()},
    }


def shown_figures(retriever: Retriever, asked: Sequence[Asked]) -> dict[str, float]:
    """How many questions `offline` answers, and how many it answers that have no answer."""
    shown = {one: shown_offline(retriever, one.query) for one in asked}
    answered = [any(r.id in one.relevant for r in shown[one]) for one in asked if one.relevant]
    return {
        "answers among passages shown": round(sum(answered) / len(answered), 4),
        "passages shown without an answer": float(
            sum(bool(shown[one]) for one in asked if not one.relevant)
        ),
    }


def shown_offline(retriever: Retriever, query: str) -> list[Record]:
    """What the model `offline` shows."""
    settings = RagSettings()
    search = find(
        retriever, query, TODAY, limit=settings.max_passages, least=settings.minimum_coverage
    )
    return [hit.record for hit in search.at_least(settings.shown_coverage).hits]


def found(retriever: Retriever, query: str, limit: int, least: float = 0.0) -> list[Record]:
    """What a search shows today."""
    search = retriever.search(query, limit=limit, reader=TODAY, minimum_coverage=least)
    return [hit.record for hit in search.hits]


def citation_figures(retriever: Retriever) -> dict[str, float]:
    """Scripted answers to every gold question over the passages it is really given.

    Each question is answered three times: by a quotation that is there, by one with an id that was
    not supplied, and by an invented sum. A shown citation is invalid if it was not supplied; an
    invented sum may not keep its citation, least of all where there is no answer.
    """
    count = {"quotations kept": 0, "invalid citations": 0, "unanswerable with a citation": 0}
    settings = RagSettings()
    for one in questions():
        records = found(retriever, one.query, settings.max_passages, settings.minimum_coverage)
        if not records:
            continue
        given = [Source(f"S{n}", record, record.text) for n, record in enumerate(records, 1)]
        quoted = next(line for line in records[0].text.splitlines() if line)[:_MOST_QUOTED]
        for answer in (BACKED, NOT_SUPPLIED):
            checked = check_answer(answer.format(quoted=quoted), given, MARKS, question=one.query)
            count["invalid citations"] += sum(source not in given for source in checked.cited)
            count["invalid citations"] += "S77" in checked.text
            count["quotations kept"] += answer is BACKED and given[0] in checked.cited
        invented = check_answer(INVENTED, given, MARKS, question=one.query)
        count["unanswerable with a citation"] += bool(invented.cited) and not one.relevant
    return {name: float(number) for name, number in count.items()}


def misses(figures: Mapping[str, float], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The floors that are missed, each as a line.

    Args:
        figures: as measured.
        floors: under `share` recorded values that may fall by `MAY_FALL`, under `least` and `most`
            bounds that hold as they are.
    """
    fallen = [
        f"{name}: {figures[name]:.4f}, was {before:.4f}"
        for name, before in floors.get("share", {}).items()
        if figures[name] < before - MAY_FALL
    ]
    low = [
        f"{name}: {figures[name]:g}, at least {least:g}"
        for name, least in floors.get("least", {}).items()
        if figures[name] < least
    ]
    high = [
        f"{name}: {figures[name]:g}, at most {most:g}"
        for name, most in floors.get("most", {}).items()
        if figures[name] > most
    ]
    return [*fallen, *low, *high]


def real_vectors(folder: Path) -> WordVectors | None:
    """GiNZA's word vectors, exported into a folder."""
    table = read_word_table()
    write_word_vectors(
        folder, name=table.name, words=table.words, rows=table.rows, matrix=table.matrix
    )
    return open_word_vectors(folder)


def main() -> int:
    """Print the tables; 1 if a floor is missed."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        retrievers = {
            "without word vectors": gold_retriever(),
            "with word vectors": gold_retriever(real_vectors(Path(folder))),
        }
        missed: list[str] = []
        for name, retriever in retrievers.items():
            figures = look_up_figures(retriever) | citation_figures(retriever)
            _say(name, [f"  {key:34} {value:g}" for key, value in figures.items()])
            missed += [f"{name}: {line}" for line in misses(figures, floors[name])]
    _say("scripted answers", [])
    is_low = bad_model.main()
    _say("floors missed" if missed else "every floor is held", missed)
    return int(bool(missed) or is_low)


def _say(title: str, lines: Sequence[str]) -> None:
    sys.stdout.write("\n".join([title, *lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
