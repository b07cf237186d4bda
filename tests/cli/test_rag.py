"""`rag`: build, status, search and eval as a person and a program use them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.filters.word_vectors import read_word_table, word_table_name
from assistant.rag.word_vectors import write_word_vectors
from tests.cli.conftest import Assistant, one_line

CORPUS = [
    {"id": "f1", "title": "粗大ごみの出し方", "text": "受付センターに電話で申し込む。"},
    {"id": "f2", "title": "住民票の写し", "text": "市民課の窓口で請求する。"},
    {"id": "l1", "title": "架空法 第3条の2", "text": "（届出）\n届出は、十日以内にする。"},
    {"id": "l2", "title": "架空法 第4条", "text": "（罰則）\n罰金に処する。"},
]
QUESTIONS = [
    {"id": "q1", "query": "粗大ゴミの申し込み", "relevant": ["f1"]},
    {"id": "q2", "query": "架空法第三条の二の期限", "relevant": ["l1"]},
]


@pytest.fixture(autouse=True)
def _vectors(instance: Path) -> None:
    """A small table under the installed model's name: reading the real one takes seconds."""
    write_word_vectors(
        instance / "data" / "rag" / "vectors",
        name=word_table_name(),
        words=["犬", "猫"],
        rows=[0, 1],
        matrix=np.eye(2, dtype=np.float32),
    )


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def corpus(instance: Path) -> Path:
    path = instance / "corpus.jsonl"
    path.write_text(lines([dict(row) for row in CORPUS]), encoding="utf-8")
    return path


def test_a_corpus_is_built_searched_and_measured(
    assistant_command: Assistant, corpus: Path
) -> None:
    built = json.loads(assistant_command("rag", "build", str(corpus), "--json").out)
    assert (built["records"], built["refused"], built["quarantined"]) == (4, [], [])
    found = json.loads(
        assistant_command("rag", "search", "架空法第3条の2", "-k", "1", "--json").out
    )
    (hit,) = found["hits"]
    assert list(hit) == ["id", "title", "provision", "score", "text"]
    assert (hit["id"], hit["title"], hit["provision"]) == ("l1", "架空法", "第3条の2")
    (corpus.parent / "q.jsonl").write_text(lines([dict(q) for q in QUESTIONS]), encoding="utf-8")
    figures = json.loads(assistant_command("rag", "eval", "q.jsonl", "--json").out)
    assert list(figures) == [
        "queries", "hit@1", "hit@5", "hit@10", "recall@10", "mrr@10", "ndcg@10", "p50_ms", "p95_ms",
    ]  # fmt: skip
    assert (figures["queries"], figures["hit@1"], figures["ndcg@10"]) == (2, 1, 1)


VERSION = "# 架空市会議室条例\n（使用料）\n第1条　使用料は{fee}円とする。\n\n## 附則\n{days}\n"


def test_only_versions_in_force_on_the_day_are_measured(
    assistant_command: Assistant, instance: Path
) -> None:
    folder = instance / "mine"
    folder.mkdir()
    for name, fee, days in (
        ("old", "100", "この条例は、令和2年4月1日から施行し、令和6年3月31日限り廃止する。"),
        ("now", "200", "この条例は、令和6年4月1日から施行する。"),
        ("later", "300", "この条例は、令和60年4月1日から施行する。"),
    ):
        text = VERSION.format(fee=fee, days=days)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    assert assistant_command("rag", "build", "mine").exit_code == 0
    question: dict[str, object] = {
        "query": "会議室の使用料",
        "relevant": ["mine/old.md#第1条"],
    }
    (instance / "q.jsonl").write_text(lines([question]), encoding="utf-8")
    today = json.loads(assistant_command("rag", "eval", "q.jsonl", "--json").out)
    then = assistant_command("rag", "eval", "q.jsonl", "--as-of", "2023-05-01", "--json")
    assert (today["hit@10"], json.loads(then.out)["hit@1"]) == (0, 1)


def test_explain_shows_each_leg_and_the_route(assistant_command: Assistant, corpus: Path) -> None:
    assistant_command("rag", "build", str(corpus))
    query = ("rag", "search", "架空法第3条の2の届出", "--explain")
    (first, *_) = json.loads(assistant_command(*query, "--json").out)["hits"]
    assert first["route"] == "exact"
    assert first["legs"]["words"] == 1
    assert set(first["legs"]) >= {"words", "grams", "synonyms"}
    shown = assistant_command(*query).out
    assert "route exact" in shown
    assert "grams" in shown


def test_status_names_the_index_in_force(assistant_command: Assistant, corpus: Path) -> None:
    assert json.loads(assistant_command("rag", "status", "--json").out)["state"] == "none"
    assistant_command("rag", "build", str(corpus))
    first = json.loads(assistant_command("rag", "status", "--json").out)
    assert (first["state"], first["records"], first["other_generations"]) == ("ok", 4, [])
    assistant_command("rag", "build", str(corpus))
    second = json.loads(assistant_command("rag", "status", "--json").out)
    assert second["generation"] != first["generation"]
    assert second["other_generations"] == []


def test_a_damaged_index_is_said_by_status_and_search(
    assistant_command: Assistant, instance: Path, corpus: Path
) -> None:
    assistant_command("rag", "build", str(corpus))
    (folder,) = (instance / "data" / "rag" / "generations").glob("2*")
    shutil.rmtree(folder)
    status = assistant_command("rag", "status", "--json")
    assert (status.exit_code, json.loads(status.out)["state"]) == (3, "broken")
    assert "rag build" in one_line(assistant_command("rag", "search", "ごみ"))
    assert assistant_command("rag", "build", str(corpus)).exit_code == 0


def test_without_an_index_the_way_to_one_is_said(assistant_command: Assistant) -> None:
    result = assistant_command("rag", "search", "ごみ")
    assert (result.exit_code, "assistant rag build" in one_line(result)) == (2, True)


@pytest.mark.nlp
def test_the_shipped_guidelines_are_built_without_a_source(assistant_command: Assistant) -> None:
    result = assistant_command("rag", "build", "--json")
    built = json.loads(result.out)
    assert built["documents"] > 5
    assert built["refused"] == []
    found = json.loads(
        assistant_command("rag", "search", "出張の旅費は何日以内に精算しますか", "--json").out
    )
    assert "旅費" in found["hits"][0]["title"]


def test_a_refused_file_gives_exit_code_3_and_the_rest_is_in_force(
    assistant_command: Assistant, instance: Path
) -> None:
    folder = instance / "mine"
    folder.mkdir()
    (folder / "good.md").write_text("# 手引\n## 旅費\n精算は10日以内。\n", encoding="utf-8")
    (folder / "bad.jtd").write_bytes(b"x")
    result = assistant_command("rag", "build", "mine")
    assert result.exit_code == 3
    assert "refused: mine/bad.jtd: ichitaro" in result.out
    assert assistant_command("rag", "search", "旅費").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "exit_code", "expected"),
    [
        (("build", "nowhere"), 2, "does not exist"),
        (("search", "x", "--as-of", "soon"), 1, "--as-of: not a day"),
        (("eval", "nowhere.jsonl"), 1, "cannot be read"),
    ],
)
def test_mistakes_are_told_in_one_line(
    assistant_command: Assistant, arguments: tuple[str, ...], exit_code: int, expected: str
) -> None:
    result = assistant_command("rag", *arguments)
    assert (result.exit_code, expected in one_line(result)) == (exit_code, True)


def test_a_build_stands_in_the_audit_log(
    assistant_command: Assistant, instance: Path, corpus: Path
) -> None:
    assistant_command("rag", "build", str(corpus))
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        rows = connection.execute("SELECT action, subject, details FROM audit_entry").fetchall()
    ((action, subject, details),) = [row for row in rows if row[0].startswith("documents")]
    assert (action, subject.startswith("index:2")) == ("documents.build", True)
    assert json.loads(details)["records"] == 4


@pytest.mark.nlp
def test_the_real_word_table_has_the_words_of_office() -> None:
    table = read_word_table()
    assert table.matrix.shape[1] == 300
    assert {"住民", "印鑑", "申請"} <= set(table.words)
    assert max(table.rows) < len(table.matrix)
