"""`ask` and `filter scan`, through the real filter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant, one_line
from tests.ports import free_port

QUESTION = "出張の旅費は、何日以内に精算しますか"
PERSONAL = "窓口に来た甲斐 冬馬さん（電話 090-0000-1234）への返事を書いてください"


@pytest.fixture(autouse=True)
def _one_worker(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT__FILTER__WORKERS", "1")


@pytest.mark.nlp
def test_question_is_answered_and_counted(assistant_command: Assistant) -> None:
    result = assistant_command("ask", QUESTION, "--json")
    assert result.exit_code == 0, result.err
    document = json.loads(result.out)
    assert list(document) == ["outcome", "reply", "citations", "input_tokens", "output_tokens"]
    assert document["outcome"] == "answered"
    assert document["citations"]
    assert set(document["citations"][0]) == {"id", "label", "url"}
    scopes = json.loads(assistant_command("caps", "show", "demo", "--json").out)["scopes"]
    used = document["input_tokens"] + document["output_tokens"]
    assert scopes["account"]["used"] == scopes["city"]["used"] == used > 0
    rows = assistant_command("usage", "export", "--format", "jsonl")
    assert json.loads(rows.out)["outcome"] == "answered"
    assert rows.err.splitlines() == [
        "1 rows",
        "1 rows name no department: too few accounts in the month (analysis.small_group)",
    ]
    assert assistant_command("ledger", "verify").exit_code == 0


@pytest.mark.nlp
def test_stopped_question_is_an_answer_too(assistant_command: Assistant) -> None:
    result = assistant_command("ask", "-", stdin=PERSONAL.encode("utf-8-sig"))
    assert result.exit_code == 0
    assert "電話番号らしき表記が1件" in result.out
    row = json.loads(assistant_command("usage", "export", "--format", "jsonl").out)
    assert (row["outcome"], row["input_tokens"]) == ("blocked_input", 0)


@pytest.mark.nlp
def test_question_over_the_cap_and_of_a_stranger_are_answers_too(
    assistant_command: Assistant,
) -> None:
    assistant_command("caps", "set", "demo", "100")
    result = assistant_command("ask", QUESTION, "--json")
    assert (result.exit_code, json.loads(result.out)["outcome"]) == (0, "over_quota")
    result = assistant_command("ask", QUESTION, "--account", "nobody", "--json")
    assert (result.exit_code, json.loads(result.out)["outcome"]) == (0, "refused")


@pytest.mark.nlp
def test_question_without_an_answer_fails(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__LLM__PROVIDER", "openai")
    monkeypatch.setenv("ASSISTANT__LLM__MODEL", "m")
    monkeypatch.setenv("ASSISTANT__LLM__API_KEY", "hidden-4711")
    monkeypatch.setenv("ASSISTANT__LLM__TRIAL", "true")
    monkeypatch.setenv("ASSISTANT__LLM__BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    result = assistant_command("ask", QUESTION, "--json")
    assert (result.exit_code, json.loads(result.out)["outcome"]) == (1, "failed")
    assert "hidden" not in result.out + result.err


def test_model_without_its_facts_is_not_asked(
    assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__LLM__PROVIDER", "openai")
    monkeypatch.setenv("ASSISTANT__LLM__MODEL", "m")
    monkeypatch.setenv("ASSISTANT__LLM__API_KEY", "hidden-4711")
    result = assistant_command("ask", QUESTION)
    assert result.exit_code == 2
    assert 'config/models.toml: [models."m"] lacks training_use' in one_line(result)


def test_question_that_is_not_utf8_is_refused(assistant_command: Assistant) -> None:
    result = assistant_command("ask", "-", stdin="質問".encode("cp932"))
    assert result.exit_code == 1
    assert "standard input: not UTF-8" in one_line(result)


@pytest.mark.nlp
def test_scan_of_lines_gives_a_verdict_for_each(assistant_command: Assistant) -> None:
    records = [
        {"id": "a", "text": PERSONAL},
        {"id": 2, "text": "庁舎の会議室の使用について教えてください"},
        {"id": None, "text": ""},
        {"id": "長", "text": "あ" * 20_000},
    ]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    lines += ["", r'{"id": "\ud800", "text": "\ud800"}']
    result = assistant_command(
        "filter", "scan", "--jsonl", "--explain", stdin="\n".join(lines).encode()
    )
    assert result.exit_code == 0, result.err
    verdicts = [json.loads(line) for line in result.out.splitlines()]
    assert [verdict["id"] for verdict in verdicts] == ["a", 2, None, "長", "\ud800"]
    assert [verdict["blocked"] for verdict in verdicts] == [True, False, False, True, True]
    reasons = [verdict["reason"] for verdict in verdicts]
    assert reasons == ["personal_data", None, None, "too_long", "unreadable"]
    assert [bool(verdict["findings"]) for verdict in verdicts] == [True, *[False] * 4]
    phone = verdicts[0]["findings"][-1]
    assert PERSONAL[phone["start"] : phone["end"]] == "090-0000-1234"
    assert set(phone) == {"entity", "start", "end", "score", "recognizer", "reasons", "policy"}
    assert phone["reasons"]
    assert phone["policy"] == "config/pii.toml: PHONE_NUMBER block from 0.5"


@pytest.mark.nlp
def test_scan_says_what_speaks_against_a_name(assistant_command: Assistant) -> None:
    text = "架空市長の高梨真一が挨拶した。"
    line = json.dumps({"id": 1, "text": text}, ensure_ascii=False)
    result = assistant_command("filter", "scan", "--jsonl", "--explain", stdin=line.encode())
    verdict = json.loads(result.out)
    assert not verdict["blocked"]
    (name,) = verdict["let_through"]
    assert text[name["start"] : name["end"]] == "高梨真一"
    assert name["score"] == 0
    assert "official" in name["reasons"]


@pytest.mark.nlp
def test_scan_of_a_text_is_a_table_without_the_text(
    instance: Path, assistant_command: Assistant
) -> None:
    path = instance / "text.txt"
    path.write_text(f"一行目\n{PERSONAL}", encoding="utf-8-sig")
    result = assistant_command("filter", "scan", str(path))
    assert result.exit_code == 3
    assert "blocked: personal_data" in result.out
    assert "PHONE_NUMBER" in result.out
    assert "甲斐" not in result.out
    assert "0000" not in result.out


@pytest.mark.nlp
def test_scan_without_an_installation_uses_the_rules_shipped(
    tmp_path: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = assistant_command("filter", "scan", stdin="会議室の使用について".encode())
    assert (result.exit_code, result.err) == (0, "")
    assert result.out == "clean: the gateway would let this text through\n"


def test_scan_of_a_missing_file_is_one_line(assistant_command: Assistant) -> None:
    result = assistant_command("filter", "scan", "nowhere.txt")
    assert result.exit_code == 1
    assert one_line(result) == "nowhere.txt: cannot be read (No such file or directory)"


def test_scan_of_another_encoding_is_one_line(assistant_command: Assistant) -> None:
    result = assistant_command("filter", "scan", "-", stdin="氏名".encode("cp932"))
    assert result.exit_code == 1
    assert "not UTF-8; save it as UTF-8" in one_line(result)


@pytest.mark.parametrize(
    "line",
    ["nonsense", "[]", "3", "{}", '{"id": 1}', '{"id": 1, "text": 2}', '{"text": "a"}', "[" * 9000],
)
def test_bad_line_is_named_and_not_repeated(assistant_command: Assistant, line: str) -> None:
    content = f'{{"id": 1, "text": "a"}}\n{line}\n'
    result = assistant_command("filter", "scan", "--jsonl", stdin=content.encode())
    assert (result.exit_code, result.out) == (1, "")
    assert one_line(result) == 'line 2: not an object with "id" and "text"'
