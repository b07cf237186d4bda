"""A first start ends with word vectors, without anybody running another command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.installation import Installation, copied, wait_until

pytestmark = pytest.mark.nlp
COMPLETES = {
    "ASSISTANT__RAG__COMPLETES_FIRST_INDEX": "true",
    "ASSISTANT__FILTER__WORKERS": "1",
}
# A build under its load, with less claim to the processor than the gateway has.
BUILD_SECONDS = 1800.0
NAME = "SELECT generation FROM rag_active"


def test_a_first_start_answers_at_once_and_then_builds_word_vectors(
    template: Installation, tmp_path: Path
) -> None:
    with copied(template, tmp_path / "instance", COMPLETES) as installation:
        process = installation.start()
        wait_until(
            lambda: '"rag.completed"' in process.log or '"rag.completion_failed"' in process.log,
            "the index of a first start completed",
            BUILD_SECONDS,
        )
        assert '"rag.completed"' in process.log, process.log
        assert "word vectors follow" in process.out.read_text(encoding="utf-8")
        status = json.loads(installation.done("rag", "status", "--json"))
        assert (status["state"], status["generation"]) == ("ok", installation.value(NAME))
        assert status["vectors"].startswith("ja_ginza")
        actors = installation.rows(
            "SELECT actor FROM audit_entry WHERE action = 'documents.build' ORDER BY sequence"
        )
        assert len(actors) == 2
        assert actors[0] == actors[1]
        assert process.terminate() == 0

        again = installation.start()
        assert "word vectors follow" not in again.out.read_text(encoding="utf-8")
        assert installation.value(NAME) == status["generation"]
