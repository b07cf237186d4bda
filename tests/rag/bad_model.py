"""A model that errs on purpose: scripted answers over the sample documents, and what is caught.

Each case has a right answer to a question on one shipped provision. The right answer is a control,
in three wordings; the wrong ones change one thing in it. `make score-rag` prints the table.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.core.packaged import packaged_folder
from assistant.rag.citations import Checked, Grounding, Marks, Source, check_answer
from assistant.rag.documents import Record
from assistant.rag.sources import find_files, read_file

CASES = Path(__file__).with_name("bad_model.jsonl")
MARKS = Marks(
    removed="〔削除〕",
    unsupported="〔根拠未確認〕",
    citation="〔{label}〕",
    in_force="（{day}施行）",
    absent="資料には見当たりません",
)
MAX_BYTES = 50_000_000


class Kind(StrEnum):
    """What is wrong with an answer."""

    NOTHING = "control"
    ARTICLE = "wrong article"
    PARAGRAPH = "wrong paragraph"
    FIGURE = "wrong figure"
    DAY = "wrong date"
    QUOTATION = "invented quotation"
    ID = "id not supplied"
    TITLE = "invented title"
    NEGATION = "negated rule"
    SUBJECT = "swapped subject"


CATCHABLE = tuple(kind for kind in Kind if kind not in (Kind.NOTHING, Kind.NEGATION, Kind.SUBJECT))


@dataclass(frozen=True, slots=True)
class Script:
    """One answer, and what it was given."""

    case: str
    kind: Kind
    answer: str
    sources: tuple[Source, ...]

    def check(self) -> Checked:
        """What becomes of it."""
        return check_answer(self.answer, self.sources, MARKS)


def is_caught(kind: Kind, checked: Checked) -> bool:
    """Whether what is wrong was taken out, or the answer is marked 根拠未確認."""
    if kind is Kind.ID:
        return MARKS.unsupported in checked.text or checked.grounding is Grounding.UNVERIFIED
    return checked.removed > 0 or checked.grounding is Grounding.UNVERIFIED


def sample_records() -> dict[str, Record]:
    """Every record of the shipped guidelines, by id."""
    files = find_files([packaged_folder("guidelines")])
    reads = [read_file(file, max_bytes=MAX_BYTES) for file in files]
    return {record.id: record for read in reads for record in read.records}


def scripts() -> Iterator[Script]:
    """Every scripted answer."""
    records = sample_records()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        given = [records[f"guidelines/samples/{id_}"] for id_ in case["given"]]
        sources = tuple(
            Source(f"S{number}", record, record.text) for number, record in enumerate(given, 1)
        )
        for right in case["right"]:
            yield Script(case["id"], Kind.NOTHING, right, sources)
        for name, wrong in case["wrong"].items():
            for answer in [wrong] if isinstance(wrong, str) else wrong:
                yield Script(case["id"], Kind[name], answer, sources)


def score() -> dict[Kind, tuple[int, int]]:
    """For each kind how many there are and how many were caught (for controls: stopped)."""
    total: Counter[Kind] = Counter()
    caught: Counter[Kind] = Counter()
    for script in scripts():
        total[script.kind] += 1
        caught[script.kind] += is_caught(script.kind, script.check())
    return {kind: (total[kind], caught[kind]) for kind in Kind}


def main() -> int:
    """Print the table; 1 if a floor is missed."""
    result = score()
    for kind, (count, caught) in result.items():
        what = "false alarms" if kind is Kind.NOTHING else "caught"
        note = "" if kind in (*CATCHABLE, Kind.NOTHING) else "  (counted only: docs/citations.md)"
        share = f"{caught:4}  {caught / count:.3f}{note}"
        sys.stdout.write(f"{kind.value:20} {count:4} {what:13} {share}\n")
    most = sum(result[kind][0] for kind in CATCHABLE)
    found = sum(result[kind][1] for kind in CATCHABLE)
    share = f"{found:4}  {found / most:.3f}"
    sys.stdout.write(f"{'all that code can':20} {most:4} {'caught':13} {share}\n")
    controls, alarms = result[Kind.NOTHING]
    return int(found < 0.98 * most or alarms > 0.02 * controls)


if __name__ == "__main__":
    sys.exit(main())
