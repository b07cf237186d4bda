"""`cases` on a fresh installation, and the word in the chat that shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant, one_line


@pytest.mark.usefixtures("instance")
def test_fresh_library_is_whole_and_listed(assistant_command: Assistant) -> None:
    checked = assistant_command("cases", "validate", "--json")
    found = json.loads(checked.out)
    assert (checked.exit_code, found["faults"]) == (0, [])
    listed = json.loads(assistant_command("cases", "list", "--json").out)
    assert len(listed) == found["cases"] >= 25
    searched = assistant_command("cases", "list", "--search", "議事録")
    assert searched.out.split("\t")[:2] == ["12", "minutes-summary"]


def test_fault_is_told_by_both_checks(instance: Path, assistant_command: Assistant) -> None:
    path = instance / "guidelines" / "cases" / "greeting.toml"
    path.write_text(path.read_text("utf-8").replace("risk = 1", "risk = 3"), encoding="utf-8")
    result = assistant_command("cases", "validate")
    assert result.exit_code == 3
    assert "greeting.toml: risk: must be 1 or 2" in result.out.splitlines()
    result = assistant_command("config", "check")
    assert (result.exit_code, one_line(result)) == (2, "greeting.toml: risk: must be 1 or 2")


@pytest.mark.usefixtures("instance")
def test_preview_fills_the_form(assistant_command: Assistant) -> None:
    form = assistant_command("cases", "preview", "excel-formula")
    assert "【表の形】" in form.out
    values = ["software=Excel", "columns=A列 日付", "goal=数える"]
    filled = assistant_command("cases", "preview", "14", *(f"--set={each}" for each in values))
    assert (filled.exit_code, "表の形: A列 日付\n" in filled.out) == (0, True)
    assert "【" not in filled.out


@pytest.mark.usefixtures("instance")
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nothing"], 1, "nothing: no such case; `assistant cases list` names them"),
        (["14", "--set=goal=数える"], 1, "excel-formula: software: is missing; set it (choice)"),
    ],
)
def test_wrong_preview_is_one_line(
    assistant_command: Assistant, arguments: list[str], code: int, told: str
) -> None:
    result = assistant_command("cases", "preview", *arguments)
    assert (result.exit_code, one_line(result)) == (code, told)


@pytest.mark.usefixtures("instance")
def test_field_without_a_value_is_a_usage_error(assistant_command: Assistant) -> None:
    assert assistant_command("cases", "preview", "14", "--set", "goal").exit_code == 2


@pytest.mark.nlp
@pytest.mark.usefixtures("instance")
def test_word_in_the_chat_is_answered_without_the_model(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__FILTER__WORKERS", "1")
    result = assistant_command("ask", "事例 議事録", "--json")
    told = json.loads(result.out)
    assert (told["outcome"], told["input_tokens"], told["output_tokens"]) == ("answered", 0, 0)
    assert "12　会議のメモから議事録の案を作る" in told["reply"]
