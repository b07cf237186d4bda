"""The gold questions: well formed, and every answer they name is there to be found today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.core.packaged import packaged_folder
from assistant.rag.documents import Record
from assistant.rag.sources import find_files, read_file

GOLD = Path(__file__).with_name("gold.jsonl")
HELD_OUT = Path(__file__).with_name("held_out.jsonl")
TODAY = 20261101
MAX_BYTES = 50_000_000


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """Every record of the shipped guidelines, by id."""
    files = find_files([packaged_folder("guidelines")])
    reads = [read_file(file, max_bytes=MAX_BYTES) for file in files]
    assert [refusal for read in reads for refusal in (*read.refused, *read.quarantined)] == []
    assert [notice for read in reads for notice in read.notices] == []
    return {record.id: record for read in reads for record in read.records}


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module", params=[GOLD, HELD_OUT], ids=["gold", "held_out"])
def questions(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """The questions of each file."""
    return read(request.param)


@pytest.mark.parametrize(
    ("path", "least_answerable", "least_unanswerable"), [(GOLD, 60, 18), (HELD_OUT, 50, 45)]
)
def test_there_are_enough_of_both_sorts(
    path: Path, least_answerable: int, least_unanswerable: int
) -> None:
    answerable = [one for one in read(path) if one["answerable"]]
    assert len(answerable) >= least_answerable
    assert len(read(path)) - len(answerable) >= least_unanswerable


def test_no_question_stands_twice() -> None:
    both = [*read(GOLD), *read(HELD_OUT)]
    assert len({one["id"] for one in both}) == len(both)
    assert len({one["query"] for one in both}) == len(both)


def test_an_answerable_question_names_records_and_no_other_does(
    questions: list[dict[str, Any]],
) -> None:
    assert [one["id"] for one in questions if bool(one["relevant"]) != one["answerable"]] == []


def test_every_relevant_record_is_in_force(
    questions: list[dict[str, Any]], records: dict[str, Record]
) -> None:
    wanted = {identifier for one in questions for identifier in one["relevant"]}
    assert sorted(wanted - records.keys()) == []
    for identifier in wanted:
        record = records[identifier]
        assert record.effective_from <= TODAY <= record.effective_to, identifier


def test_repealed_and_future_versions_carry_their_days(records: dict[str, Record]) -> None:
    samples = "guidelines/samples"
    repealed = records[f"{samples}/computer-use-rules.md#第3条"]
    assert (repealed.effective_from, repealed.effective_to) == (20040401, 20250331)
    now = records[f"{samples}/facility-fees-ordinance.html#第3条"]
    later = records[f"{samples}/facility-fees-ordinance-r10.html#第3条"]
    assert now.title == later.title
    assert (now.effective_from, later.effective_from) == (20240401, 20280401)
    assert "午後9時30分" in now.text
    assert "午後10時" in later.text


def test_samples_come_in_every_format(records: dict[str, Record]) -> None:
    documents = {record.document_id for record in records.values()}
    samples = [name for name in documents if "/samples/" in name]
    assert len(samples) >= 12
    assert {name.rpartition(".")[2] for name in samples} == {"md", "html", "xml", "docx", "pdf"}


@pytest.mark.parametrize(
    ("document", "place", "words"),
    [
        ("facility-fees-ordinance.html", "第5条の2", "別表第2に定める冷暖房の使用料"),
        ("waste-ordinance.html", "第12条の2", "資源物を収集し、又は運搬してはならない"),
        ("disaster-duty-pay-ordinance.xml", "第5条の2", "百分の五十に相当する額を加算"),
        ("childcare-fees-rules.xml", "第8条", "12月25日"),
        ("subsidy-rules.docx", "第15条の2", "年10.95パーセント"),
        ("harassment-prevention-outline.docx", "第12条", "10年間保存する"),
        ("accounting-rules.pdf", "第9条", "４０日以内"),
        ("leave-rules.md", "第8条の2", "連続する3年の期間内"),
    ],
)
def test_article_of_every_format_holds_its_words(
    records: dict[str, Record], document: str, place: str, words: str
) -> None:
    assert words in records[f"guidelines/samples/{document}#{place}"].text.replace("\n", "")
