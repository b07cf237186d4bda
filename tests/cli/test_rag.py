"""`rag`: build, status, search and eval as a person and a program use them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.bootstrap import open_library
from assistant.cli import database
from assistant.cli.rag_build import Build
from assistant.core.clock import SystemClock
from assistant.filters.word_vectors import read_word_table, word_table_name
from assistant.gateway.first_index import LEFT
from assistant.instance import open_instance
from assistant.rag.activation import activate
from assistant.rag.generations import AnotherBuildError, Generations
from assistant.rag.word_vectors import write_word_vectors
from tests.cli.conftest import Assistant, one_line
from tests.patience import PATIENCE_SECONDS

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
def _quick(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One analysis process, and a small table: to read the real one takes seconds."""
    monkeypatch.setenv("ASSISTANT__FILTER__WORKERS", "1")
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
        (("build", "nowhere"), 2, "nowhere: does not exist; name a folder"),
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


class Running:
    """Another build, in a thread: has the turn until somebody waits for it, or to the end."""

    def __init__(self, instance: Path) -> None:
        self._instance = instance
        self._library = open_library(open_instance(instance), SystemClock())
        self._has_turn = threading.Event()
        self._thread = threading.Thread(target=self._build)

    def __enter__(self) -> None:
        self._thread.start()
        assert self._has_turn.wait(PATIENCE_SECONDS)

    def __exit__(self, *_fault: object) -> None:
        self._thread.join(PATIENCE_SECONDS)

    def _build(self) -> None:
        generations = self._library.generations
        with generations.turn():
            self._has_turn.set()
            while not generations.is_turn_wanted():
                threading.Event().wait(0.01)
            sources = [self._instance / "corpus.jsonl"]
            report = self._library.build(sources, active=None, vectors=None)
            database.write(
                open_instance(self._instance),
                lambda session: activate(
                    session, report.generation, record_count=1, now=SystemClock().now()
                ),
            )


def in_force(assistant_command: Assistant) -> str:
    status = json.loads(assistant_command("rag", "status", "--json").out)
    assert (status["state"], status["other_generations"]) == ("ok", [])
    return str(status["generation"])


def test_a_build_waits_for_the_one_that_runs_and_replaces_what_that_made(
    assistant_command: Assistant, instance: Path, corpus: Path
) -> None:
    with Running(instance):
        result = assistant_command("rag", "build", str(corpus), "--json")
    built = json.loads(result.out)
    assert result.err == "another build is running; this one begins at its end\n"
    assert (built["added"], built["cut"]) == ([], 0)
    assert in_force(assistant_command) == built["generation"]


def test_a_build_in_the_background_leaves_the_turn_to_others(
    assistant_command: Assistant, instance: Path, corpus: Path
) -> None:
    generations = Generations(instance / "data" / "rag" / "generations")
    build = ("rag", "build", str(corpus), "--background")
    with generations.turn():
        left = assistant_command(*build)
    assert (left.exit_code, "left: " in left.err, generations.names()) == (LEFT, True, [])

    assistant_command("rag", "build", str(corpus))
    name = in_force(assistant_command)
    left = assistant_command(*build, "--instead-of", "20260401T000000-00000000")
    assert left.exit_code == LEFT
    assert "is not in force any more" in left.err
    assert in_force(assistant_command) == name
    assert assistant_command(*build, "--instead-of", name).exit_code == 0
    assert in_force(assistant_command) != name


def test_a_build_in_the_background_ends_when_somebody_waits(instance: Path, corpus: Path) -> None:
    opened = open_instance(instance)
    library = open_library(opened, SystemClock())
    generations = Generations(instance / "data" / "rag" / "generations")
    turns: list[str] = []

    def wait() -> None:
        with generations.turn(on_wait=lambda: turns.append("wanted")):
            turns.append("had")

    waiting = threading.Thread(target=wait)
    with library.generations.turn():
        waiting.start()
        while not generations.is_turn_wanted():
            waiting.join(0.01)
        task = Build(opened, library, [corpus], is_background=True)
        with pytest.raises(AnotherBuildError, match="goes before this one"):
            task.run(lambda _step, _done, _of: None, instead_of="")
        assert generations.names() == []
    waiting.join(PATIENCE_SECONDS)
    assert turns == ["wanted", "had"]


@pytest.mark.nlp
def test_the_real_word_table_has_the_words_of_office() -> None:
    table = read_word_table()
    assert table.matrix.shape[1] == 300
    assert {"住民", "印鑑", "申請"} <= set(table.words)
    assert max(table.rows) < len(table.matrix)
