"""`init`, `config check`, `db upgrade`, `doctor`."""

from __future__ import annotations

import json
import socket
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.cli import database
from assistant.instance import open_instance
from assistant.rag.activation import activate
from assistant.rag.build import write_index
from assistant.rag.generations import Generations
from assistant.rag.loaders.corpus import load_corpus
from tests.cli.conftest import Assistant, change_database, mode_of, one_line
from tests.ports import free_port

BUILT_AT = datetime(2026, 4, 1, tzinfo=UTC)


def test_init_makes_everything_readable_by_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assistant_command: Assistant
) -> None:
    monkeypatch.chdir(tmp_path)
    result = assistant_command("init", "city hall")
    root = tmp_path / "city hall"
    assert result.exit_code == 0
    assert "cd 'city hall'" in result.out
    assert [line.strip().split()[1] for line in result.out.splitlines()[-3:]] == [
        "doctor",
        "ask",
        "serve",
    ]
    assert mode_of(root / "data") == mode_of(root / "data" / "keys") == 0o700
    secrets = [*(root / "data" / "keys").iterdir(), root / "data" / "assistant.db"]
    assert len(secrets) == 6
    assert {mode_of(path) for path in secrets} == {0o600}


def test_init_again_keeps_what_is_there_and_puts_back_what_is_missing(
    instance: Path, assistant_command: Assistant
) -> None:
    assistant_command("accounts", "disable", "demo")
    edited, lost = instance / "config" / "quotas.toml", instance / "config" / "pii.toml"
    edited.write_text("default_cap_tokens = 5\n", encoding="utf-8")
    lost.unlink()
    key = (instance / "data" / "keys" / "seal.key").read_bytes()
    result = assistant_command("init", ".")
    assert result.exit_code == 0
    assert "config: 1 files made" in result.out
    assert "cd " not in result.out
    assert edited.read_text(encoding="utf-8") == "default_cap_tokens = 5\n"
    assert lost.exists()
    assert (instance / "data" / "keys" / "seal.key").read_bytes() == key
    assert "disabled" in assistant_command("accounts", "list").out


def test_init_where_nothing_can_be_written_says_so(
    tmp_path: Path, assistant_command: Assistant
) -> None:
    (tmp_path / "file").touch()
    result = assistant_command("init", str(tmp_path / "file" / "folder"))
    assert result.exit_code == 2
    assert "cannot be written (Not a directory)" in one_line(result)


def test_config_check_says_ok(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("config", "check")
    assert (result.exit_code, result.out, result.err) == (0, "ok: config\n", "")


def test_command_outside_an_installation_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assistant_command: Assistant
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["config", "check"], ["doctor"], ["serve"], ["ask", "a"], ["caps", "show"]):
        result = assistant_command(*command)
        assert result.exit_code == 2
        assert "run `assistant init DIR`" in one_line(result)


@pytest.mark.parametrize("name", ["pseudonym.key", "seal.key", "generic.secrets"])
def test_key_file_readable_by_others_is_refused_with_the_remedy(
    instance: Path, assistant_command: Assistant, name: str
) -> None:
    (instance / "data" / "keys" / name).chmod(0o644)
    for command in (["config", "check"], ["serve"]):
        result = assistant_command(*command)
        assert result.exit_code == 2
        assert f"chmod 600 data/keys/{name}" in one_line(result)


@pytest.mark.parametrize("content", ["", "nonsense", "0:AAAA", "1:****", "1:c2hvcnQ=", "\udcff"])
def test_damaged_key_file_is_refused_without_its_content(
    instance: Path, assistant_command: Assistant, content: str
) -> None:
    path = instance / "data" / "keys" / "seal.key"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    result = assistant_command("config", "check")
    assert result.exit_code == 2
    message = one_line(result)
    assert message.startswith("data/keys/seal.key: ")
    assert "restore it" in message
    assert content == "" or content not in message


def test_missing_key_file_is_refused_with_the_remedy(
    instance: Path, assistant_command: Assistant
) -> None:
    (instance / "data" / "keys" / "pseudonym.key").unlink()
    result = assistant_command("config", "check")
    assert result.exit_code == 2
    assert "not found; restore it from a backup" in one_line(result)


def test_broken_reply_text_is_found_by_config_check(
    instance: Path, assistant_command: Assistant
) -> None:
    path = instance / "config" / "replies.ja.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("{limit:,}", "{limt:,}"), "utf-8")
    result = assistant_command("config", "check")
    assert result.exit_code == 2
    assert "replies.ja.toml" in one_line(result)


def test_db_upgrade_of_a_current_database_changes_nothing(
    instance: Path, assistant_command: Assistant
) -> None:
    result = assistant_command("db", "upgrade")
    assert result.exit_code == 0
    assert result.out.startswith("ok: schema ")
    assert not list((instance / "data").glob("*.before-*"))


def test_db_upgrade_makes_a_missing_database(instance: Path, assistant_command: Assistant) -> None:
    (instance / "data" / "assistant.db").unlink()
    assert assistant_command("db", "upgrade").exit_code == 0
    assert assistant_command("accounts", "list").out == ""


UNUSABLE = {
    "newer": "the database is newer than this program",
    "damaged": "is not a database; restore it",
    "missing": "does not exist; run `assistant init`",
    "folder": "cannot be opened",
}


def spoil(instance: Path, how: str) -> None:
    """Make a database unusable in one of four ways."""
    path = instance / "data" / "assistant.db"
    if how == "newer":
        change_database(instance, "UPDATE alembic_version SET version_num = '9999'")
        return
    path.unlink()
    if how == "damaged":
        path.write_bytes(b"this is no database, and it is long enough to be looked at " * 20)
        path.chmod(0o600)
    if how == "folder":
        path.mkdir()


@pytest.mark.parametrize("how", UNUSABLE)
@pytest.mark.parametrize(
    "command",
    [["serve"], ["ask", "a"], ["accounts", "list"], ["usage", "export"], ["ledger", "verify"]],
    ids=lambda command: command[0],
)
def test_unusable_database_is_one_line_with_a_remedy(
    instance: Path,
    assistant_command: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    how: str,
) -> None:
    monkeypatch.setenv("ASSISTANT__SERVER__PORT", "0")
    spoil(instance, how)
    result = assistant_command(*command)
    assert result.exit_code == 1
    assert UNUSABLE[how] in one_line(result)


@pytest.mark.parametrize("how", ["newer", "damaged"])
def test_db_upgrade_does_not_touch_what_it_cannot_upgrade(
    instance: Path, assistant_command: Assistant, how: str
) -> None:
    spoil(instance, how)
    before = (instance / "data" / "assistant.db").read_bytes()
    result = assistant_command("db", "upgrade")
    assert result.exit_code == 1
    assert UNUSABLE[how] in one_line(result)
    assert (instance / "data" / "assistant.db").read_bytes() == before


def test_db_upgrade_refuses_a_stranger_s_database(
    instance: Path, assistant_command: Assistant
) -> None:
    path = instance / "data" / "assistant.db"
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    result = assistant_command("db", "upgrade")
    assert result.exit_code == 1
    assert "this program did not make it" in one_line(result)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:hidden-4711@h/n", "store.url names mysql; use sqlite or postgresql"),
        ("hidden-4711", "store.url is not a database address"),
    ],
)
def test_wrong_database_address_is_named_but_not_repeated(
    instance: Path,
    assistant_command: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    says: str,
) -> None:
    monkeypatch.setenv("ASSISTANT__STORE__URL", url)
    result = assistant_command("accounts", "list")
    assert result.exit_code == 2
    assert says in one_line(result)
    assert "hidden" not in result.err


def test_doctor_of_a_fresh_installation_is_content(
    instance: Path, assistant_command: Assistant
) -> None:
    result = assistant_command("doctor")
    assert result.exit_code == 0, result.out
    assert "MEND" not in result.out
    for word in ("hash checked", "schema 0", "1 active", "offline", "time zone", "in Tokyo"):
        assert word in result.out
    hops = result.out.partition("Where data goes:")[2]
    for hop in ("/webhooks/generic", "127.0.0.1:8099", "filter", "sqlite", "model: none"):
        assert hop in hops


def test_doctor_json_has_every_check(instance: Path, assistant_command: Assistant) -> None:
    document = json.loads(assistant_command("doctor", "--json").out)
    assert {check["check"]: check["ok"] for check in document["checks"]} == {
        "configuration": True,
        "texts": True,
        "language model": True,
        "token counter": True,
        "database": True,
        "accounts": True,
        "documents": True,
        "model": True,
        "clock": True,
    }
    assert len(document["hops"]) == 5


def test_doctor_names_the_texts_an_older_installation_lacks_and_is_content(
    instance: Path, assistant_command: Assistant
) -> None:
    file = instance / "config" / "replies.ja.toml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    assert "complete" in assistant_command("doctor").out
    older = [line for line in lines if not line.startswith("busy = ")]
    file.write_text("".join(older), encoding="utf-8")
    result = assistant_command("doctor")
    assert result.exit_code == 0, result.out
    assert "lacks 1, for which the shipped texts are used: turn.busy;" in result.out


def finding(assistant_command: Assistant, check: str) -> str:
    """What `doctor` says of one check that is not in order."""
    result = assistant_command("doctor", "--json")
    assert result.exit_code == 3
    found = {each["check"]: each for each in json.loads(result.out)["checks"]}[check]
    assert found["ok"] is False
    return str(found["detail"])


@pytest.mark.parametrize("how", UNUSABLE)
def test_doctor_says_how_to_mend_the_database(
    instance: Path, assistant_command: Assistant, how: str
) -> None:
    spoil(instance, how)
    assert UNUSABLE[how] in finding(assistant_command, "database")


def test_doctor_misses_accounts(instance: Path, assistant_command: Assistant) -> None:
    assistant_command("accounts", "disable", "demo")
    assert "run `assistant accounts import" in finding(assistant_command, "accounts")


def test_doctor_misses_the_index_in_force(instance: Path, assistant_command: Assistant) -> None:
    corpus = instance / "corpus.jsonl"
    corpus.write_text(
        '{"id": "a", "title": "案内", "text": "窓口で申請する。"}\n', encoding="utf-8"
    )
    generations = Generations(instance / "data" / "rag" / "generations")
    with generations.building(BUILT_AT) as folder:
        write_index(folder, load_corpus("c", corpus.read_bytes()), built_at=BUILT_AT)
        name = generations.publish(folder)
    opened = open_instance(instance)
    database.write(opened, lambda s: activate(s, name, record_count=1, now=BUILT_AT))
    assert f"index {name}: 1 documents, 1 records" in assistant_command("doctor").out
    (instance / "data" / "rag" / "generations" / name / "words.idf.npy").write_bytes(b"x")
    assert "run `assistant rag build`" in finding(assistant_command, "documents")


def test_doctor_names_an_index_that_another_gateway_has(
    instance: Path, assistant_command: Assistant
) -> None:
    opened, name = open_instance(instance), "20260415T000000-0a1b2c3d"
    database.write(opened, lambda s: activate(s, name, record_count=1, now=BUILT_AT))
    said = finding(assistant_command, "documents")
    assert f"index {name}: missing in data/rag/generations; if another gateway" in said
    assert "share that one's data/rag" in said


def test_doctor_misses_a_key(instance: Path, assistant_command: Assistant) -> None:
    (instance / "data" / "keys" / "seal.key").unlink()
    assert "seal.key: not found" in finding(assistant_command, "configuration")


@pytest.mark.parametrize("package", ["ginza", "ja_ginza"])
def test_doctor_misses_the_language_model(
    instance: Path,
    assistant_command: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    package: str,
) -> None:
    # None in the table of modules is how Python notes that a package cannot be imported.
    monkeypatch.setitem(sys.modules, package, None)
    assert f"pip install {package}" in finding(assistant_command, "language model")


def test_doctor_misses_the_model_server(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__LLM__PROVIDER", "openai")
    monkeypatch.setenv("ASSISTANT__LLM__MODEL", "m")
    monkeypatch.setenv("ASSISTANT__LLM__API_KEY", "hidden-4711")
    monkeypatch.setenv("ASSISTANT__LLM__BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    assert "training_use" in finding(assistant_command, "model")
    monkeypatch.setenv("ASSISTANT__LLM__TRIAL", "true")
    assert "cannot be reached" in finding(assistant_command, "model")
    assert "hidden" not in assistant_command("doctor").out


def test_doctor_shows_a_trial_and_where_the_model_is(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        monkeypatch.setenv("ASSISTANT__LLM__PROVIDER", "openai")
        monkeypatch.setenv("ASSISTANT__LLM__MODEL", "m")
        monkeypatch.setenv("ASSISTANT__LLM__API_KEY", "hidden-4711")
        monkeypatch.setenv("ASSISTANT__LLM__TRIAL", "true")
        monkeypatch.setenv("ASSISTANT__LLM__BASE_URL", url)
        result = assistant_command("doctor")
    assert result.exit_code == 0, result.out
    checks, _, hops = result.out.partition("Where data goes:")
    assert f"m at {url}, reachable; a TRIAL" in checks
    assert f"gateway -> {url}: clean text only (TRIAL" in hops
    assert "hidden" not in result.out


def test_doctor_marks_a_channel_without_private_replies(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = "ASSISTANT__CHANNELS__GENERIC__"
    monkeypatch.setenv(f"{prefix}OUTGOING__TEMPLATE", '{"text": "{text}"}')
    monkeypatch.setenv(f"{prefix}IS_DEGRADED_ACCEPTED", "true")
    assert "(DEGRADED" in assistant_command("doctor").out


def test_doctor_names_settings_of_the_environment_but_not_their_values(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__LLM__API_KEY", "hidden-4711")
    out = assistant_command("doctor").out
    assert "ASSISTANT__LLM__API_KEY" in out
    assert "hidden" not in out
