"""`rag` with an embedding server: what a person at the console sees of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.filters.word_vectors import word_table_name
from assistant.rag.word_vectors import write_word_vectors
from tests.cli.conftest import Assistant, one_line
from tests.llm.fake_embeddings import FakeEmbeddingServer, Refuse

pytestmark = [pytest.mark.nlp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
PAGE = "# 手引\n## 旅費\n精算は10日以内にする。\n## 会議室\n予約は前日までにする。\n"


@pytest.fixture
def server(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEmbeddingServer]:
    """A server, and an installation that is set to use it."""
    write_word_vectors(
        instance / "data" / "rag" / "vectors",
        name=word_table_name(),
        words=["犬"],
        rows=[0],
        matrix=np.eye(1, dtype=np.float32),
    )
    (instance / "mine").mkdir()
    (instance / "mine" / "page.md").write_text(PAGE, encoding="utf-8")
    with FakeEmbeddingServer(["旅費", "会議室"]) as running:
        for name, value in {
            "FILTER__WORKERS": "1",
            "RAG__EMBEDDER": "openai",
            "LLM__TRIAL": "true",
            "LLM__EMBEDDING__MODEL": "small",
            "LLM__EMBEDDING__BASE_URL": running.base_url,
            "LLM__EMBEDDING__API_KEY": "sk-invented",
            "LLM__EMBEDDING__MAX_ATTEMPTS": "1",
        }.items():
            monkeypatch.setenv(f"ASSISTANT__{name}", value)
        yield running


def test_a_build_is_resumed_searched_and_refused_by_other_settings(
    assistant_command: Assistant, server: FakeEmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script(Refuse(429))
    failed = assistant_command("rag", "build", "mine")
    assert (failed.exit_code, "run `assistant rag build` again" in one_line(failed)) == (1, True)
    assert json.loads(assistant_command("rag", "status", "--json").out)["state"] == "none"

    built = json.loads(assistant_command("rag", "build", "mine", "--json").out)
    assert built["embedding"]["sent"] == 2
    status = json.loads(assistant_command("rag", "status", "--json").out)
    assert status["embedding"] == "ready (openai small, 2 numbers a record)"

    server.speak_of(["出張", "部屋"])
    found = json.loads(
        assistant_command("rag", "search", "部屋を使いたい", "--explain", "--json").out
    )
    assert found["hits"][0]["id"] == "mine/page.md#会議室"
    assert found["hits"][0]["legs"]["embedding"] == 1

    server.script(Refuse(500))
    reduced = assistant_command("rag", "search", "会議室の予約", "--json")
    assert json.loads(reduced.out)["hits"][0]["id"] == "mine/page.md#会議室"
    assert "0 of 1 questions have a vector" in reduced.err

    monkeypatch.setenv("ASSISTANT__LLM__EMBEDDING__DIMENSIONS", "1")
    server.requests.clear()
    refused = assistant_command("rag", "search", "会議室の予約", "--json")
    assert "the index was made by openai small, the settings name openai small 1" in refused.err
    assert server.requests == []
    assert "MEND  documents" in assistant_command("doctor").out


def test_vectors_of_an_index_that_did_not_come_into_force_are_kept(
    assistant_command: Assistant, instance: Path, server: FakeEmbeddingServer
) -> None:
    bar = "CREATE TRIGGER bar BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(FAIL, 'no'); END"
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        connection.execute(bar)
        assert assistant_command("rag", "build", "mine").exit_code == 1
        connection.execute("DROP TRIGGER bar")
    embedded = json.loads(assistant_command("rag", "build", "mine", "--json").out)["embedding"]
    assert (embedded["sent"], embedded["kept"], len(server.texts)) == (0, 2, 2)
    assert list((instance / "data" / "rag" / "embeddings").iterdir()) == []


def test_what_is_missing_is_said_before_anything_is_read(
    assistant_command: Assistant, server: FakeEmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__LLM__TRIAL", "false")
    result = assistant_command("config", "check")
    assert (result.exit_code, '[models."small"] lacks' in one_line(result)) == (2, True)
    assert server.requests == []
