"""All settings of an installation: TOML files in `config/`, overridden by the environment.

`config/assistant.toml` holds most sections; `pii.toml` is the section `filter`, `quotas.toml` the
section `quota`, `models.toml` the section `models`. Every key can be overridden by
`ASSISTANT__SECTION__KEY` (lists as JSON). An unknown key is an error: a misspelt cap must not
become the default, and neither must a lost file. Secrets come from the environment or from files,
never from TOML.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.exceptions import SettingsError

from assistant.channels.settings import ChannelsSettings
from assistant.conversation.settings import ConversationSettings
from assistant.core.errors import ConfigurationError
from assistant.core.plain_faults import by_place, given
from assistant.core.toml_files import read_toml
from assistant.filters.settings import FilterSettings
from assistant.llm.settings import LlmSettings, ModelFacts
from assistant.rag.settings import RagSettings
from assistant.store.settings import StoreSettings
from assistant.usage.quota.settings import QuotaSettings

ENV_PREFIX = "ASSISTANT__"
SECTION_FILES: Mapping[str, str] = {
    "filter": "pii.toml",
    "quota": "quotas.toml",
    "models": "models.toml",
}
MAIN_FILE = "assistant.toml"
SECRET_KEYS = frozenset({"secret", "secrets", "api_key", "proxy", "headers"})
"""Keys whose value is never repeated in a message."""

NOT_IN_TOML = (
    ("llm", "api_key"),
    ("channels", "generic", "secrets"),
    ("channels", "generic", "outgoing", "secret"),
)
_PASSWORD_IN_ADDRESS = re.compile(r"://[^/@\s]*:[^/@\s]*@")


class Section(BaseModel):
    """A section of the settings: no unknown keys, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """Where the gateway listens and what it takes in."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="TCP port; 0 takes a free one.")
    allowed_hosts: tuple[str, ...] = Field(
        ("127.0.0.1", "localhost"), description="Host names a request may name; `*` takes any."
    )
    max_body_bytes: int = Field(262_144, gt=0, description="Largest request body, in bytes.")
    body_timeout_seconds: float = Field(10.0, gt=0, description="Longest time to send a body.")
    shutdown_seconds: int = Field(25, gt=0, description="Time to finish turns after SIGTERM.")


class DataSettings(Section):
    """Where the installation keeps its files."""

    dir: Path = Field(Path("data"), description="Data folder, relative to the instance folder.")


class GatewaySettings(Section):
    """The queue of turns, the outbox and how long their rows are kept."""

    acknowledge_seconds: float = Field(
        1.0, gt=0, lt=1.5, description="Longest wait for screening before a delivery is confirmed."
    )
    running_turns: int = Field(4, gt=0, description="Turns answered at once in one process.")
    max_queued_turns: int = Field(200, gt=0, description="Open turns beyond which new are refused.")
    max_turns_per_minute: int = Field(20, gt=0, description="Turns one account may send a minute.")
    lease_seconds: float = Field(30.0, gt=0, description="Time a dead process keeps its turns.")
    poll_seconds: float = Field(1.0, gt=0, description="How often the queue is looked at unasked.")
    delivery_attempts: int = Field(8, gt=0, description="Tries before a reply is a dead letter.")
    delivery_backoff_seconds: float = Field(
        2.0, gt=0, description="Wait before the second try; it doubles each time, up to an hour."
    )
    replacement_minutes: float = Field(
        10.0, gt=0, description="How long a rewrite offered with a notice waits in memory."
    )
    keep_reply_days: int = Field(3, gt=0, description="Days an undelivered reply is kept.")
    keep_turn_days: int = Field(30, gt=0, description="Days a closed delivery is kept.")


class LogsSettings(Section):
    """What is written to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severity written."
    )


class Settings(BaseSettings):
    """Every setting, validated, read once at start. Built by `load_settings`."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        hide_input_in_errors=True,
    )

    server: ServerSettings = ServerSettings()
    data: DataSettings = DataSettings()
    store: StoreSettings = StoreSettings()
    channels: ChannelsSettings = ChannelsSettings()
    filter: FilterSettings = FilterSettings()
    quota: QuotaSettings = QuotaSettings()
    llm: LlmSettings = LlmSettings()
    models: dict[str, ModelFacts] = Field(default_factory=dict)
    rag: RagSettings = RagSettings()
    conversation: ConversationSettings = ConversationSettings()
    gateway: GatewaySettings = GatewaySettings()
    logs: LogsSettings = LogsSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over what was read from the TOML files."""
        return Environment(settings_cls), init_settings


class Environment(EnvSettingsSource):
    """The variables `ASSISTANT__...`; names of entities are upper case there as in the file."""

    def __call__(self) -> dict[str, Any]:
        """The settings the environment states, by section."""
        values = super().__call__()
        rules = values.get("filter")
        if isinstance(rules, dict) and isinstance(rules.get("entities"), dict):
            entities = {name.upper(): rule for name, rule in rules["entities"].items()}
            values["filter"] = rules | {"entities": entities}
        return values

    def holds_only(self, name: str, value: str) -> Environment:
        """This source as if one variable alone were set."""
        self.env_vars = {name.lower(): value}
        return self


def load_settings(config_folder: Path) -> Settings:
    """Read and check every setting of an installation.

    Args:
        config_folder: the folder that holds `assistant.toml` and the files of `SECTION_FILES`.

    Raises:
        ConfigurationError: a file cannot be read, or a key or value is wrong; one line that names
            file or variable, key, value and remedy.
    """
    values = _read_files(config_folder)
    _refuse_unknown_variables()
    try:
        return Settings(**values)
    except ValidationError as fault:
        errors = by_place(dict(error) for error in fault.errors(include_url=False))
        lines = [
            f"{_where(place, values, config_folder)}: {_what(place, sentence, dict(error))}"
            for place, (sentence, error) in errors.items()
        ]
        raise ConfigurationError("; ".join(lines)) from None
    except SettingsError:
        raise ConfigurationError(
            f"environment: {_not_json()}: not JSON; write a list as "
            '["a", "b"] and a table as {"key": "value"}, in single quotes for the shell'
        ) from None


def environment_variables() -> dict[str, str]:
    """The variables of this product that are set, for `doctor`: names and values."""
    return {
        name: value for name, value in os.environ.items() if name.upper().startswith(ENV_PREFIX)
    }


def child_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """The environment for a gateway started as a child process, with settings of its own."""
    return {**os.environ, **overrides}


def _read_files(folder: Path) -> dict[str, Any]:
    values = read_toml(folder / MAIN_FILE)
    for section, name in SECTION_FILES.items():
        if section in values:
            raise ConfigurationError(
                f"{folder / MAIN_FILE}: [{section}] belongs in {name}; move it there"
            )
        values[section] = read_toml(folder / name)
    unknown = sorted(set(values["models"]) - {"models"})
    if unknown:
        raise ConfigurationError(
            f"{folder / SECTION_FILES['models']}: {unknown[0]}: unknown key; "
            'write one table [models."NAME"] for each model'
        )
    values["models"] = values["models"].get("models", {})
    _refuse_secrets(values, folder)
    return values


def _refuse_secrets(values: Mapping[str, Any], folder: Path) -> None:
    """Settings files are copied, mailed and put under version control; secrets must not be."""
    for place in NOT_IN_TOML:
        if _is_stated(place, values):
            raise ConfigurationError(
                f"{folder / MAIN_FILE}: {'.'.join(place)}: a secret must not stand in a settings "
                f"file; set {_variable(place)}, or name a file where there is a key for one"
            )
    for place in (("store", "url"), ("llm", "proxy"), ("channels", "generic", "proxy")):
        if _PASSWORD_IN_ADDRESS.search(str(_stated(place, values))):
            raise ConfigurationError(
                f"{folder / MAIN_FILE}: {'.'.join(place)}: an address with a password must not "
                f"stand in a settings file; set {_variable(place)}"
            )


def _refuse_unknown_variables() -> None:
    for name in environment_variables():
        section = name[len(ENV_PREFIX) :].split("__")[0].lower()
        if section not in Settings.model_fields:
            known = ", ".join(sorted(Settings.model_fields))
            raise ConfigurationError(
                f"environment: {name}: there is no section {section!r}; unset it, or write one of "
                f"{known}"
            )


def _not_json() -> str:
    """The name of the first variable that should be JSON and is not."""
    for name, value in environment_variables().items():
        try:
            Environment(Settings).holds_only(name, value)()
        except SettingsError:
            return name
    return f"a variable {ENV_PREFIX}..."


def _variable(place: tuple[str | int, ...]) -> str:
    return ENV_PREFIX + "__".join(str(part).upper() for part in place)


def _stated(place: tuple[str | int, ...], values: Mapping[str, Any]) -> object:
    found: Any = values
    for part in place:
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _is_stated(place: tuple[str | int, ...], values: Mapping[str, Any]) -> bool:
    return _stated(place, values) is not None


def _where(place: tuple[str | int, ...], values: Mapping[str, Any], folder: Path) -> str:
    """The variable or the file and key a value came from; both where both have a part in it."""
    variable = _variable(place)
    for name in environment_variables():
        if f"{variable}__".startswith(f"{name.upper()}__"):
            rest = place[name.count("__") :]
            return ": ".join([f"environment: {name}", *_dotted(rest)])
    section = str(place[0])
    inside = place if section not in {"filter", "quota"} else place[1:]
    parts = [str(folder / SECTION_FILES.get(section, MAIN_FILE)), *_dotted(inside)]
    below = [name for name in environment_variables() if name.upper().startswith(f"{variable}__")]
    if below and not _is_stated(place, values):
        return f"environment: {below[0]}"
    if below:
        parts[0] += f" and environment ({', '.join(sorted(below))})"
    return ": ".join(parts)


def _dotted(place: tuple[str | int, ...]) -> list[str]:
    parts = [f"item {part + 1}" if isinstance(part, int) else part for part in place]
    return [".".join(parts)] if parts else []


def _what(place: tuple[str | int, ...], sentence: str, error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), _known_keys(place[:-1]), 1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"unknown key; {hint}docs/settings.md lists the keys there are"
    is_secret = any(str(part).lower() in SECRET_KEYS for part in place)
    return sentence if is_secret else sentence + given(error.get("input"))


def _known_keys(place: tuple[str | int, ...]) -> list[str]:
    model: Any = Settings
    for part in place:
        fields = getattr(model, "model_fields", {})
        model = fields[part].annotation if part in fields else None
    return sorted(getattr(model, "model_fields", {}))
