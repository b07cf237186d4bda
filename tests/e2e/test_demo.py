"""`assistant demo`: the short day a newcomer sees first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.demo import AFTER_THE_CAP, PERSONAL, QUESTION
from assistant.settings import child_environment


@pytest.mark.nlp
def test_demo_shows_an_answer_a_stop_a_refusal_and_their_usage_rows(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "demo"],
        cwd=tmp_path,
        env=child_environment({"ASSISTANT__FILTER__WORKERS": "1"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for text in (QUESTION, PERSONAL, AFTER_THE_CAP):
        assert f"demo> {text}" in done.stdout
    for outcome in ("answered", "blocked_input", "over_quota"):
        assert f"bot ({outcome})>" in done.stdout
        assert f"outcome={outcome}, " in done.stdout
    assert "架空市職員旅費規則" in done.stdout
    assert list(tmp_path.iterdir()) == []
