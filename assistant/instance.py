"""One installation: its folder, its settings, and what can be checked without starting anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from assistant.channels.registry import check_channels
from assistant.conversation.cases import CaseLibrary, load_cases
from assistant.core.errors import ConfigurationError
from assistant.core.keyfiles import read_keyring
from assistant.core.text import RawText
from assistant.filters.pool import WorkerPool
from assistant.filters.processes import Template
from assistant.gateway.replies import load_replies
from assistant.llm.registry import check_embedder, check_llm
from assistant.rag.sources import find_files
from assistant.settings import Settings, load_settings
from assistant.store.engine import make_engine, sqlite_url
from assistant.usage.quota.tokens import packaged_rank_file

SYSTEM_PROMPT = "prompts/system.ja.md"


@dataclass(frozen=True, slots=True)
class Instance:
    """One installation: the folder it lives in and its settings."""

    root: Path
    settings: Settings

    @property
    def config_folder(self) -> Path:
        """Where the TOML files are."""
        return self.root / "config"

    @property
    def system_prompt_file(self) -> Path:
        """The city's instructions to the model."""
        return self.config_folder / SYSTEM_PROMPT

    @property
    def data_folder(self) -> Path:
        """Where the database and the keys are."""
        return self.root / self.settings.data.dir

    @property
    def keys_folder(self) -> Path:
        """Where the keys are."""
        return self.data_folder / "keys"

    @property
    def database_url(self) -> str:
        """The configured database, or the SQLite file in the data folder."""
        return self.settings.store.url or sqlite_url(self.data_folder / "assistant.db")


def open_instance(root: Path) -> Instance:
    """Read the settings of the installation in a folder.

    Raises:
        ConfigurationError: there is none, or a setting is wrong.
    """
    return Instance(root, load_settings(root / "config"))


def open_database(instance: Instance, *, may_create: bool = False) -> Engine:
    """The engine of an installation's database; nothing is opened yet."""
    return make_engine(
        instance.database_url,
        busy_timeout_seconds=instance.settings.store.busy_timeout_seconds,
        may_create=may_create,
    )


def open_pool(settings: Settings, begun: Template | None = None) -> WorkerPool:
    """The filter's workers; none is started yet, but what loads them may have been begun."""
    return WorkerPool(settings.filter, begun=begun, reads_terms=settings.terms.is_on)


def check_configuration(instance: Instance) -> None:
    """Check what can be checked without starting anything or touching the network.

    Raises:
        ConfigurationError: the first thing that is wrong.
    """
    load_replies(instance.config_folder)
    read_keyring(instance.keys_folder)
    check_llm(instance.settings.llm, instance.settings.models)
    if instance.settings.rag.embedder == "openai":
        check_embedder(instance.settings.llm, instance.settings.models)
    packaged_rank_file()
    read_system_prompt(instance)
    find_files([instance.root / source for source in instance.settings.rag.sources])
    check_channels(instance.settings.channels)
    for fault in read_cases(instance).faults:
        raise ConfigurationError(str(fault))


def read_cases(instance: Instance) -> CaseLibrary:
    """The case library; empty if its folder is not there. What is faulty is left out of it."""
    folder = instance.root / instance.settings.conversation.cases
    return load_cases(folder) if folder.is_dir() else CaseLibrary()


def read_system_prompt(instance: Instance) -> RawText:
    """The city's instructions to the model, not screened yet.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    path = instance.system_prompt_file
    try:
        return RawText(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(
            f"{path}: cannot be read ({type(fault).__name__}); copy the shipped file there"
        ) from None
