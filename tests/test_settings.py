"""What becomes of right and wrong settings, from files and from the environment."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from assistant.core.errors import ConfigurationError
from assistant.filters.settings import Action
from assistant.settings import (
    SECTION_FILES,
    Settings,
    child_environment,
    environment_variables,
    load_settings,
)

SHIPPED = Path(__file__).parent.parent / "config"
SIGNING_KEY = "whsec_TWVyZWx5QW5FeGFtcGxlU2VjcmV0VmFsdWU="
HIDDEN = "hidden-value-4711"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment_variables():
        monkeypatch.delenv(name)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped settings, in `config/` of the current folder."""
    shutil.copytree(SHIPPED, tmp_path / "config")
    monkeypatch.chdir(tmp_path)
    return Path("config")


@pytest.fixture
def refusal(config: Path) -> Callable[[], str]:
    """The one line a wrong setting is told in."""

    def message() -> str:
        with pytest.raises(ConfigurationError) as fault:
            load_settings(config)
        assert "\n" not in fault.value.message
        assert fault.value.exit_code == 2
        return fault.value.message

    return message


def edit(path: Path, old: str, new: str) -> None:
    """Replace a line of a settings file."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_shipped_files_state_the_defaults_of_the_models(config: Path) -> None:
    loaded, default = load_settings(config), Settings()
    stated = tomllib.loads((config / "assistant.toml").read_text(encoding="utf-8"))
    for section, file in SECTION_FILES.items():
        if section != "models":
            stated[section] = tomllib.loads((config / file).read_text(encoding="utf-8"))
    # What an installation needs and a default cannot know.
    del stated["channels"]["generic"]["secrets_file"]
    del stated["channels"]["generic"]["callback_url"]
    stated["server"]["allowed_hosts"].remove("[::1]")
    differing = [
        f"{section}.{key}"
        for section, keys in stated.items()
        for key in keys
        if (section, key) != ("server", "allowed_hosts")
        and section != "channels"
        and getattr(getattr(loaded, section), key) != getattr(getattr(default, section), key)
    ]
    assert differing == []
    assert tuple(stated["server"]["allowed_hosts"]) == default.server.allowed_hosts


@pytest.mark.parametrize(
    ("variable", "value", "place", "expected"),
    [
        ("ASSISTANT__SERVER__HOST", "192.0.2.1", "server.host", "192.0.2.1"),
        ("ASSISTANT__SERVER__PORT", "0", "server.port", 0),
        ("assistant__server__port", "81", "server.port", 81),
        ("ASSISTANT__DATA__DIR", "/srv/data", "data.dir", Path("/srv/data")),
        ("ASSISTANT__STORE__URL", "postgresql://u@h/n", "store.url", "postgresql://u@h/n"),
        ("ASSISTANT__LLM__PROVIDER", "azure", "llm.provider", "azure"),
        ("ASSISTANT__LLM__BASE_URL", "http://h/v1", "llm.base_url", "http://h/v1"),
        ("ASSISTANT__LLM__MODEL", "m", "llm.model", "m"),
        ("ASSISTANT__LLM__TRIAL", "true", "llm.trial", True),
        (
            "ASSISTANT__QUOTA__DEFAULT_CAP_TOKENS",
            "unlimited",
            "quota.default_cap_tokens",
            "unlimited",
        ),
        ("ASSISTANT__QUOTA__DEFAULT_CAP_TOKENS", "0", "quota.default_cap_tokens", 0),
        ("ASSISTANT__RAG__SOURCES", '["a", "b"]', "rag.sources", ("a", "b")),
        ("ASSISTANT__RAG", '{"max_passages": 5}', "rag.max_passages", 5),
        (
            "ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL",
            "http://h/c",
            "channels.generic.callback_url",
            "http://h/c",
        ),
        (
            "ASSISTANT__CHANNELS__GENERIC__INCOMING__GROUP_VALUES",
            "[]",
            "channels.generic.incoming.group_values",
            (),
        ),
    ],
)
def test_environment_wins_over_files(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    place: str,
    expected: object,
) -> None:
    monkeypatch.setenv(variable, value)
    found: object = load_settings(config)
    for part in place.split("."):
        found = getattr(found, part)
    assert found == expected


def test_secrets_come_from_the_environment_and_stay_out_of_sight(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__CHANNELS__GENERIC__SECRETS", f'["{SIGNING_KEY}"]')
    monkeypatch.setenv("ASSISTANT__LLM__API_KEY", HIDDEN)
    settings = load_settings(config)
    assert settings.llm.api_key.get_secret_value() == HIDDEN
    assert settings.channels.generic.secrets[0].get_secret_value() == SIGNING_KEY
    assert SIGNING_KEY not in repr(settings)
    assert HIDDEN not in repr(settings)


def test_rule_of_one_entity_is_set_without_losing_the_others(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__FILTER__ENTITIES__JP_POSTAL_CODE__ACTION", "allow")
    entities = load_settings(config).filter.entities
    assert entities["JP_POSTAL_CODE"].action is Action.ALLOW
    assert entities["JP_POSTAL_CODE"].threshold == 0.5
    assert entities["PERSON"].action is Action.BLOCK


def test_child_gets_the_environment_and_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT__SERVER__PORT", "1")
    given = child_environment({"ASSISTANT__SERVER__PORT": "2"})
    assert given["ASSISTANT__SERVER__PORT"] == "2"
    assert "PATH" in given


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("ASSISTANT__SERVER__PORTT", "1", "unknown key; did you mean port?"),
        ("ASSISTANT__SERVR__PORT", "1", "there is no section 'servr'"),
        ("ASSISTANT__", "1", "there is no section ''"),
        ("ASSISTANT__SERVER", "1", "must be a table of keys, not a single value (given: 1)"),
        ("ASSISTANT__SERVER__PORT", "abc", "must be a whole number (given: 'abc')"),
        ("ASSISTANT__SERVER__PORT", "", "must be a whole number (given: '')"),
        ("ASSISTANT__SERVER__PORT", "99999", "must be 65535 or less (given: '99999')"),
        ("ASSISTANT__LLM__DEADLINE_SECONDS", "0", "must be more than 0"),
        ("ASSISTANT__LLM__TRIAL", "maybe", "must be true or false (given: 'maybe')"),
        (
            "ASSISTANT__LLM__PROVIDER",
            "other",
            "must be 'offline', 'openai' or 'azure' (given: 'other')",
        ),
        ("ASSISTANT__LOGS__LEVEL", "info", "must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        (
            "ASSISTANT__QUOTA__DEFAULT_CAP_TOKENS",
            "-1",
            "must be 0 or more, or 'unlimited' (given: '-1')",
        ),
        (
            "ASSISTANT__QUOTA__DEFAULT_CAP_TOKENS",
            "100万",
            "must be a whole number, or 'unlimited' (given: '100万')",
        ),
        ("ASSISTANT__QUOTA__ASK_WHOM", "", "must not be empty"),
        ("ASSISTANT__RAG__SOURCES", "guidelines", "not JSON; write a list as"),
        ("ASSISTANT__RAG__SOURCES", "[1]", "item 1: must be a text (given: 1)"),
        ("ASSISTANT__RAG", '{"sources": "x"}', 'sources: must be a list, such as ["a", "b"]'),
        ("ASSISTANT__CHANNELS__GENERC__X", "1", "unknown key; did you mean generic?"),
        (
            "ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL",
            "nowhere",
            "not an address; write it as https://",
        ),
        (
            "ASSISTANT__FILTER__ENTITIES__PERSON__ACTION",
            "mask",
            "must be 'block' or 'allow' (given: 'mask')",
        ),
        ("ASSISTANT__FILTER__ENTITIES__PERSN__ACTION", "block", "unknown entity PERSN"),
    ],
)
def test_wrong_variable_is_named_with_value_and_remedy(
    refusal: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    says: str,
) -> None:
    monkeypatch.setenv(variable, value)
    message = refusal()
    assert variable in message
    assert "environment" in message
    assert says in message


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSISTANT__LLM__APIKEY", HIDDEN),
        ("ASSISTANT__CHANNELS__GENERIC__SECRETS", HIDDEN),
        ("ASSISTANT__CHANNELS__GENERIC__SECRETS", f'["{HIDDEN}"]'),
        ("ASSISTANT__CHANNELS__GENERIC__SECRETS", f'[["{HIDDEN}"]]'),
        ("ASSISTANT__CHANNELS__GENERIC__SECRET", f'["{HIDDEN}"]'),
        ("ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL", f"http://u:{HIDDEN}@host/"),
        ("ASSISTANT__CHANNELS__GENERIC__PROXY", f"http://u:{HIDDEN}@host/"),
        ("ASSISTANT__CHANNELS__GENERIC__OUTGOING__SECRET", HIDDEN),
        ("ASSISTANT__CHANNELS__GENERIC__OUTGOING__HEADERS", f'{{"X y": "{HIDDEN}"}}'),
    ],
)
def test_message_never_repeats_a_secret(
    refusal: Callable[[], str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    message = refusal()
    assert HIDDEN not in message
    assert variable in message


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        ("assistant.toml", ("port = 8080", "prot = 8080"), ("server.prot", "did you mean port?")),
        (
            "assistant.toml",
            ("port = 8080", 'port = "x"'),
            ("server.port", "whole number (given: 'x')"),
        ),
        ("assistant.toml", ("port = 8080", "port = -1"), ("server.port", "0 or more (given: -1)")),
        ("assistant.toml", ("[logs]", "[lgos]"), ("lgos", "did you mean logs?")),
        (
            "assistant.toml",
            ("[logs]", "[filter]"),
            ("[filter]", "belongs in pii.toml; move it there"),
        ),
        ("assistant.toml", ('level = "INFO"', "level = 3"), ("logs.level", "(given: 3)")),
        (
            "assistant.toml",
            ('provider = "offline"', f'api_key = "{HIDDEN}"'),
            ("llm.api_key", "ASSISTANT__LLM__API_KEY"),
        ),
        (
            "assistant.toml",
            ("is_enabled = true", f'secrets = ["{HIDDEN}"]'),
            ("channels.generic.secrets", "a secret must not stand"),
        ),
        (
            "assistant.toml",
            ("[logs]", f'[store]\nurl = "postgresql://u:{HIDDEN}@h/n"\n[logs]'),
            ("store.url", "ASSISTANT__STORE__URL"),
        ),
        (
            "assistant.toml",
            ('provider = "offline"', f'proxy = "http://u:{HIDDEN}@h"'),
            ("llm.proxy", "ASSISTANT__LLM__PROXY"),
        ),
        (
            "quotas.toml",
            ("default_cap_tokens = 200000", "default_cap_tokens = -5"),
            ("default_cap_tokens", "0 or more, or 'unlimited' (given: -5)"),
        ),
        (
            "quotas.toml",
            ("default_cap_tokens = 200000", "default_cap_token = 5"),
            ("default_cap_token", "did you mean default_cap_tokens?"),
        ),
        (
            "quotas.toml",
            ("default_cap_tokens = 200000", "default_cap_tokens ="),
            ("quotas.toml", "not valid TOML"),
        ),
        ("pii.toml", ("workers = 2", "workers = 0"), ("workers", "1 or more (given: 0)")),
        (
            "pii.toml",
            ('PERSON = { action = "block"', 'PERSON = { action = "ask"'),
            ("entities.PERSON.action", "'block' or 'allow'"),
        ),
        (
            "models.toml",
            ("retention_days = 0", "retention_days = -1"),
            ("models.offline.retention_days", "0 or more"),
        ),
        (
            "models.toml",
            ("checked_on = 2026-04-01\ncontext", 'checked_on = "spring"\ncontext'),
            ("models.offline.checked_on", "must be a day"),
        ),
        ("models.toml", ("[models.offline]", "[modells.offline]"), ("modells", "write one table")),
    ],
)
def test_wrong_key_or_value_in_a_file_is_named_with_its_place(
    config: Path,
    refusal: Callable[[], str],
    file: str,
    change: tuple[str, str],
    expected: tuple[str, str],
) -> None:
    edit(config / file, *change)
    message = refusal()
    assert message.startswith(f"config/{file}: ")
    assert all(part in message for part in expected), message
    assert HIDDEN not in message


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("assistant.toml", "keep_days = 7", "keep_days = true", "conversation.keep_days: must be"),
        (
            "quotas.toml",
            "default_cap_tokens = 200000",
            "default_cap_tokens = true",
            "default_cap_tokens: must be",
        ),
        (
            "assistant.toml",
            "running_turns = 4",
            "lease_seconds = inf",
            "gateway.lease_seconds: must",
        ),
        (
            "assistant.toml",
            'provider = "offline"',
            f'provider = "offline"\nmodel = "{"m" * 101}"',
            "llm.model: must have 100 characters or fewer",
        ),
    ],
    ids=["switch", "cap", "endless", "model"],
)
def test_value_nobody_can_have_meant_is_named(
    config: Path, refusal: Callable[[], str], file: str, old: str, new: str, message: str
) -> None:
    edit(config / file, old, new)
    assert message in refusal()


@pytest.mark.parametrize("name", ["assistant.toml", *SECTION_FILES.values()])
def test_missing_file_is_no_reason_for_defaults(
    config: Path, refusal: Callable[[], str], name: str
) -> None:
    (config / name).unlink()
    assert refusal().startswith(f"config/{name}: not found; run `assistant init")


def test_file_that_is_not_utf8_is_named(config: Path, refusal: Callable[[], str]) -> None:
    (config / "quotas.toml").write_bytes('ask_whom = "情報政策課"'.encode("cp932"))
    assert refusal() == "config/quotas.toml: not UTF-8; save it with the encoding UTF-8"


def test_file_that_cannot_be_read_is_named(config: Path, refusal: Callable[[], str]) -> None:
    (config / "quotas.toml").unlink()
    (config / "quotas.toml").mkdir()
    assert refusal().startswith("config/quotas.toml: cannot be read (")


def test_file_with_byte_order_mark_is_read(config: Path) -> None:
    path = config / "quotas.toml"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert load_settings(config).quota.default_cap_tokens == 200_000


def test_long_value_is_shortened(config: Path, refusal: Callable[[], str]) -> None:
    edit(config / "assistant.toml", 'level = "INFO"', f'level = "{"x" * 5000}"')
    assert len(refusal()) < 300


def test_several_faults_are_told_at_once(config: Path, refusal: Callable[[], str]) -> None:
    edit(config / "assistant.toml", "port = 8080", "port = -1")
    edit(config / "quotas.toml", "minimum_output_tokens = 200", "minimum_output_tokens = 0")
    message = refusal()
    assert "config/assistant.toml: server.port" in message
    assert "config/quotas.toml: minimum_output_tokens" in message


def test_settings_cannot_be_changed_after_loading(config: Path) -> None:
    settings = load_settings(config)
    for section in (settings, settings.server, settings.quota, settings.channels.generic):
        assert isinstance(section, BaseModel)
        assert section.model_config["frozen"] is True
        assert section.model_config["extra"] == "forbid"
