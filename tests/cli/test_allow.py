"""`allow`: the city's lists and rules at the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Assistant, one_line

NAME = "架空田 太郎"


def rows(instance: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        return connection.execute(sql).fetchall()


def listed(assistant_command: Assistant, kind: str = "entries") -> list[dict[str, Any]]:
    result = assistant_command("allow", "list", "--kind", kind, "--json")
    found = json.loads(result.out)
    assert isinstance(found, list)
    return found


def test_an_entry_is_added_shown_and_removed(instance: Path, assistant_command: Assistant) -> None:
    added = assistant_command(
        "allow", "add", "--entity", "PERSON", "--department", "demo", "--until", "2999-03-31",
        "--reason", "施設の名前", NAME,
    )  # fmt: skip
    assert (added.exit_code, added.out) == (0, "entry 1\n")
    (entry,) = listed(assistant_command)
    assert entry["text"] == NAME
    assert (entry["entity"], entry["department"], entry["until"]) == (
        "PERSON", "demo", "2999-03-31",
    )  # fmt: skip
    assert entry["reason"] == "施設の名前"
    removed = assistant_command("allow", "remove", "1", "--reason", "終了")
    assert removed.out == "entries 1: removed\n"
    assert listed(assistant_command) == []
    audit = rows(instance, "SELECT action, subject, details FROM audit_entry ORDER BY sequence")
    assert [(action, subject) for action, subject, _ in audit] == [
        ("allow.add", "entries:1"),
        ("allow.remove", "entries:1"),
    ]
    assert json.loads(audit[0][2]) == {
        "entity": "PERSON", "department": "demo", "until": "2999-03-31", "reason": "施設の名前",
    }  # fmt: skip
    assert "架空田" not in str(audit)


def test_the_number_of_a_removed_entry_is_not_given_again(
    instance: Path, assistant_command: Assistant
) -> None:
    assistant_command("allow", "add", "--reason", "x", NAME)
    assistant_command("allow", "remove", "1", "--reason", "x")
    assert assistant_command("allow", "add", "--reason", "x", NAME).out == "entry 2\n"


def test_the_text_can_come_from_standard_input(
    instance: Path, assistant_command: Assistant
) -> None:
    assistant_command("allow", "add", "--reason", "x", "-", stdin=f"{NAME}\n".encode())
    assert [entry["text"] for entry in listed(assistant_command)] == [NAME]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--entity", "PERSONS", "--reason", "x", NAME), "entity: there is none of this name"),
        (("--department", "税", "--reason", "x", NAME), "department: there is none"),
        (("--until", "2020-01-01", "--reason", "x", NAME), "until: lies in the past"),
        (("--reason", " ", NAME), "reason: write why"),
        (("--reason", "x", " ・ "), "text: is empty"),
        (("--reason", "x", "あ" * 201), "text: is over 200 characters"),
    ],
)
def test_a_wrong_entry_is_refused_in_one_line_without_its_text(
    instance: Path, assistant_command: Assistant, arguments: tuple[str, ...], message: str
) -> None:
    result = assistant_command("allow", "add", *arguments)
    assert result.exit_code == 1
    assert message in one_line(result)
    assert "架空田" not in result.err
    assert listed(assistant_command) == []


def test_a_date_that_is_none_is_a_usage_fault(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("allow", "add", "--until", "soon", "--reason", "x", NAME)
    assert result.exit_code == 2


def test_the_same_text_is_not_listed_twice_however_written(
    instance: Path, assistant_command: Assistant
) -> None:
    assistant_command("allow", "add", "--reason", "x", NAME)
    result = assistant_command("allow", "add", "--reason", "x", "架空田太郎")
    assert one_line(result) == "this is allowed already, by entry 1"


def test_removing_what_is_not_there_is_one_line(
    instance: Path, assistant_command: Assistant
) -> None:
    result = assistant_command("allow", "remove", "9", "--kind", "officials", "--reason", "x")
    assert "officials has no line 9; `assistant allow list --kind officials`" in one_line(result)


FILES = {
    "entries": "text,entity,department,until,reason\n"
    "花山,PERSON,demo,,地名\n花川,,,2999-01-01,店\n",
    "officials": "name,office\n架空 一郎,市長\n架空 二葉,副市長\n",
    "contacts": "kind,value,office\nphone,03-0000-0001,総務課\nmail,a@city.kakuu.lg.jp,総務課\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_imported_once(instance: Path, assistant_command: Assistant, kind: str) -> None:
    path = instance / "list.csv"
    path.write_text(FILES[kind], encoding="utf-8-sig")
    command = ("allow", "import", str(path), "--kind", kind, "--json")
    looked = json.loads(assistant_command(*command, "--dry-run").out)
    assert looked == {"added": 2, "duplicate_lines": [], "dry_run": True}
    assert listed(assistant_command, kind) == []
    done = json.loads(assistant_command(*command).out)
    assert done == {"added": 2, "duplicate_lines": [], "dry_run": False}
    again = json.loads(assistant_command(*command).out)
    assert again == {"added": 0, "duplicate_lines": [2, 3], "dry_run": False}
    assert len(listed(assistant_command, kind)) == 2
    (imported,) = rows(instance, "SELECT subject FROM audit_entry WHERE action = 'allow.import'")
    assert imported == (kind,)


def test_a_file_in_the_encoding_of_japanese_excel_is_read(
    instance: Path, assistant_command: Assistant
) -> None:
    (instance / "list.csv").write_bytes(FILES["officials"].encode("cp932"))
    assistant_command("allow", "import", "list.csv", "--kind", "officials")
    assert listed(assistant_command, "officials")[0]["name"] == "架空 一郎"


def test_a_line_twice_in_one_file_is_told(instance: Path, assistant_command: Assistant) -> None:
    (instance / "list.csv").write_text("name\n架空 一郎\n架空一郎\n", encoding="utf-8")
    result = assistant_command("allow", "import", "list.csv", "--kind", "officials")
    assert "added: 1" in result.out
    assert "lines that were there before: 3" in result.out


@pytest.mark.parametrize(
    ("kind", "content", "problems"),
    [
        ("officials", "", ["the file is empty"]),
        ("officials", "架空 一郎,市長\n", ["line 1: unknown column at position 1, 2"]),
        ("officials", "office\n市長\n", ["line 1: no column name"]),
        ("officials", "name,office\n架空 一郎\n花山,x\n山,x\n", ["line 2: has 1 cells", "line 4"]),
        (
            "contacts",
            "kind,value\nphone,架空\nfax,03-0000-0001\n",
            ["line 2: value", "line 3: kind"],
        ),
        ("contacts", "kind,value\naddress,架空市\n", ["line 2: value: is no address"]),
        (
            "officials",
            f"name,office\n架空 一郎,{'長' * 200}\n架空 二葉,{'長' * 201}\n",
            ["line 3: office: is over 200 characters"],
        ),
        (
            "contacts",
            f"kind,value,office\nphone,03-0000-0001,{'長' * 300}\n",
            ["line 2: office: is over 200 characters"],
        ),
        (
            "entries",
            "text,reason,until\n架空,x,明日\n架空,,\n",
            ["line 2: until", "line 3: reason"],
        ),
        ("entries", "text,reason,department\n架空,x,無い課\n", ["line 2: department"]),
        ("entries", 'text,reason\n"架空,x\n', ["line 2: a quotation mark is not closed"]),
    ],
)
def test_a_wrong_file_is_refused_whole_by_line_without_its_cells(
    instance: Path, assistant_command: Assistant, kind: str, content: str, problems: list[str]
) -> None:
    (instance / "list.csv").write_text(content, encoding="utf-8")
    result = assistant_command("allow", "import", "list.csv", "--kind", kind)
    assert result.exit_code == 1
    for problem in problems:
        assert problem in result.err
    assert "nothing was imported" in result.err
    assert "架空" not in result.err
    assert listed(assistant_command, kind) == []


def test_a_binary_file_and_a_missing_one_are_refused(
    instance: Path, assistant_command: Assistant
) -> None:
    (instance / "list.csv").write_bytes(b"PK\x03\x04\x00\xff")
    result = assistant_command("allow", "import", "list.csv")
    assert "not text in UTF-8 or cp932" in result.err
    missing = assistant_command("allow", "import", "nowhere.csv")
    assert one_line(missing) == "nowhere.csv: cannot be read (No such file or directory)"


def test_a_rule_is_set_shown_and_cleared(instance: Path, assistant_command: Assistant) -> None:
    assistant_command("allow", "rule", "OTHER_ID", "--shadow", "--reason", "試行")
    done = assistant_command(
        "allow", "rule", "OTHER_ID", "--threshold", "0.7", "--no-shadow", "--reason", "本番"
    )
    assert done.out == "OTHER_ID: threshold 0.7, is_shadow False\n"
    (rule,) = json.loads(assistant_command("allow", "rules", "--json").out)
    assert (rule["action"], rule["threshold"], rule["is_shadow"]) == (None, 0.7, False)
    assistant_command("allow", "rule", "OTHER_ID", "--clear", "--reason", "戻す")
    assert assistant_command("allow", "rules").out == ""
    actions = rows(instance, "SELECT action, subject FROM audit_entry ORDER BY sequence")
    assert actions == [
        ("rule.set", "rule:OTHER_ID"), ("rule.set", "rule:OTHER_ID"),
        ("rule.clear", "rule:OTHER_ID"),
    ]  # fmt: skip
    assert rows(instance, "SELECT number FROM policy_version") == [(3,)]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("JP_MY_NUMBER", "--action", "allow"), 1, "identification number"),
        (("JP_MY_NUMBER", "--shadow"), 1, "identification number"),
        (("JP_PASSPORT", "--threshold", "0.9"), 1, "0.85 at most"),
        (("PERSONS", "--shadow"), 1, "no entity of this name"),
        (("PERSON", "--shadow", "--department", "税"), 1, "no department"),
        (("PERSON", "--threshold", "2"), 1, "from 0 to 1"),
        (("PERSON",), 1, "say what to change"),
        (("PERSON", "--clear"), 1, "there is no such rule"),
        (("PERSON", "--clear", "--shadow"), 2, "--clear takes the whole rule away"),
        (("PERSON", "--action", "mask"), 2, "mask"),
    ],
)
def test_a_wrong_rule_is_refused(
    instance: Path,
    assistant_command: Assistant,
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    result = assistant_command("allow", "rule", *arguments, "--reason", "x")
    assert result.exit_code == code
    assert message in result.err
    assert rows(instance, "SELECT number FROM policy_version") == [(0,)]
