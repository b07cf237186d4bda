"""All settings of an installation: TOML files in `config/`, overridden by the environment.

`config/assistant.toml` holds most sections; `pii.toml` is the section `filter`, `quotas.toml` the
section `quota`, `models.toml` the section `models`, `rag.toml` the section `rag`, `council.toml`
the section `council`, `terms.toml` the section `terms`. Every key can be overridden by
`ASSISTANT__SECTION__KEY` (lists as JSON). An unknown key is an error: a misspelt cap must not
become the default, and neither must a lost file.
Secrets come from the environment or from files, never from TOML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from assistant.channels.settings import ChannelsSettings
from assistant.conversation.settings import ConversationSettings
from assistant.core.errors import ConfigurationError
from assistant.core.misread import misread_values
from assistant.core.plain_faults import by_place
from assistant.core.toml_files import read_toml
from assistant.filters.settings import FilterSettings
from assistant.identity.settings import AccessSettings
from assistant.llm.settings import LlmSettings, ModelFacts
from assistant.rag.settings import RagSettings
from assistant.settings.environment import (
    ENV_PREFIX,
    Environment,
    child_environment,
    environment_variables,
    variable_of,
)
from assistant.settings.faults import MAIN_FILE, SECTION_FILES, is_stated, stated, what, where
from assistant.settings.sections import (
    DataSettings,
    GatewaySettings,
    LogsSettings,
    ServerSettings,
)
from assistant.store.settings import StoreSettings
from assistant.usage.analysis.forecast_settings import ForecastSettings
from assistant.usage.analysis.settings import AnalysisSettings, CouncilSettings
from assistant.usage.analysis.survey_settings import SurveySettings
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.terms.settings import TermsSettings

__all__ = [
    "ENV_PREFIX",
    "SECTION_FILES",
    "DataSettings",
    "GatewaySettings",
    "LogsSettings",
    "ServerSettings",
    "Settings",
    "child_environment",
    "environment_variables",
    "load_settings",
]

NOT_IN_TOML = (
    ("llm", "api_key"),
    ("llm", "embedding", "api_key"),
    ("channels", "generic", "secrets"),
    ("channels", "generic", "outgoing", "secret"),
)
_PASSWORD_IN_ADDRESS = re.compile(r"://[^/@\s]*:[^/@\s]*@")


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
    access: AccessSettings = AccessSettings()
    council: CouncilSettings = CouncilSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    terms: TermsSettings = TermsSettings()
    survey: SurveySettings = SurveySettings()
    forecast: ForecastSettings = ForecastSettings()
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
        taken = Settings(**values)
    except ValidationError as fault:
        errors = by_place(dict(error) for error in fault.errors(include_url=False))
        lines = [
            f"{where(place, values, config_folder)}: {what(place, sentence, dict(error), Settings)}"
            for place, (sentence, error) in errors.items()
        ]
        raise ConfigurationError("; ".join(lines)) from None
    except SettingsError:
        raise ConfigurationError(
            f"environment: {_not_json()}: not JSON; write a list as "
            '["a", "b"] and a table as {"key": "value"}, in single quotes for the shell'
        ) from None
    for place, sentence in misread_values(values, taken):
        raise ConfigurationError(f"{where(place, values, config_folder)}: {sentence}")
    return taken


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
        if is_stated(place, values):
            raise ConfigurationError(
                f"{folder / MAIN_FILE}: {'.'.join(place)}: a secret must not stand in a settings "
                f"file; set {variable_of(place)}, or name a file where there is a key for one"
            )
    for place in (("store", "url"), ("llm", "proxy"), ("channels", "generic", "proxy")):
        if _PASSWORD_IN_ADDRESS.search(str(stated(place, values))):
            raise ConfigurationError(
                f"{folder / MAIN_FILE}: {'.'.join(place)}: an address with a password must not "
                f"stand in a settings file; set {variable_of(place)}"
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
