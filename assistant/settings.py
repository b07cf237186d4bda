"""All settings of an installation: TOML files in `config/`, overridden by the environment.

`config/assistant.toml` holds most sections; `pii.toml` is the section `filter`, `quotas.toml` the
section `quota`, `models.toml` the section `models`. Every key can be overridden by
`ASSISTANT__SECTION__KEY` (lists as JSON). An unknown key is an error: a misspelt cap must not
become the default. Secrets come from the environment or from files, never from TOML.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings.exceptions import SettingsError

from assistant.channels.settings import ChannelsSettings
from assistant.conversation.settings import ConversationSettings
from assistant.core.errors import ConfigurationError
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
SECRET_KEYS = frozenset({"secret", "secrets", "api_key", "token", "password", "proxy"})


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
    max_queued_turns: int = Field(200, gt=0, description="Open turns beyond which new ones wait.")
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
        return env_settings, init_settings


def load_settings(config_folder: Path) -> Settings:
    """Read and check every setting of an installation.

    Args:
        config_folder: the folder that holds `assistant.toml`.

    Raises:
        ConfigurationError: a file cannot be read, or a key or value is wrong; one line that names
            file, key and remedy.
    """
    values = _read_files(config_folder)
    _refuse_unknown_variables()
    try:
        return Settings(**values)
    except ValidationError as fault:
        raise ConfigurationError(_explain(fault, config_folder)) from None
    except SettingsError:
        raise ConfigurationError(
            f"environment: a variable {ENV_PREFIX}… holds a list or table that is not JSON; "
            'write a list as ["a", "b"]'
        ) from None


def environment_variables() -> dict[str, str]:
    """The variables of this product that are set, for `doctor`: names and values."""
    return {name: value for name, value in os.environ.items() if name.startswith(ENV_PREFIX)}


def child_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """The environment for a gateway started as a child process, with settings of its own."""
    return {**os.environ, **overrides}


def _read_files(folder: Path) -> dict[str, Any]:
    values = read_toml(folder / MAIN_FILE)
    for section, name in SECTION_FILES.items():
        if section in values:
            raise ConfigurationError(f"{folder / MAIN_FILE}: [{section}] belongs in {name}")
        if (folder / name).exists():
            content = read_toml(folder / name)
            values[section] = content.get("models", content) if section == "models" else content
    return values


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file.

    Raises:
        ConfigurationError: it is missing, unreadable or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: not found; run `assistant init DIR` and then this command in that folder"
        ) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"{path}: cannot be read ({type(fault).__name__})") from None
    except tomllib.TOMLDecodeError as fault:
        raise ConfigurationError(f"{path}: not valid TOML: {fault}") from None


def _refuse_unknown_variables() -> None:
    for name in environment_variables():
        section = name.removeprefix(ENV_PREFIX).split("__")[0].lower()
        if section not in Settings.model_fields:
            known = ", ".join(sorted(Settings.model_fields))
            raise ConfigurationError(
                f"environment: {name}: there is no section {section!r}; sections are {known}"
            )


def _explain(fault: ValidationError, folder: Path) -> str:
    lines = [_explain_one(dict(error), folder) for error in fault.errors(include_url=False)]
    return "; ".join(lines)


def _explain_one(error: dict[str, Any], folder: Path) -> str:
    path = tuple(str(part) for part in error["loc"])
    variable = ENV_PREFIX + "__".join(part.upper() for part in path)
    is_from_environment = any(
        variable == name or variable.startswith(f"{name}__") for name in environment_variables()
    )
    file = folder / SECTION_FILES.get(path[0], MAIN_FILE)
    where = f"environment: {variable}" if is_from_environment else f"{file}: {'.'.join(path)}"
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key; see docs/settings.md for the keys there are"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}{_given(path, error.get('input'))}"


def _given(path: tuple[str, ...], value: object) -> str:
    is_secret = any(part.lower() in SECRET_KEYS for part in path)
    if is_secret or not isinstance(value, (str, int, float, bool)):
        return ""
    return f" (given: {value!r})"
