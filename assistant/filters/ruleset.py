"""The version of the rules: changes whenever anything that decides a verdict changes."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.core.errors import ConfigurationError
from assistant.filters.settings import FilterSettings

# What decides besides our own source: the model, its dictionary, and what runs them.
HASHED = ("ja-ginza", "SudachiDict-core")
VERSIONED = ("ja-ginza", "ginza", "SudachiDict-core", "sudachipy", "spacy", "presidio-analyzer")
UNDECIDING = frozenset(
    ("workers", "deadline_seconds", "start_seconds", "cache_entries", "max_waiting")
)


def ruleset_version(settings: FilterSettings) -> str:
    """A short version such as `r1-0a1b2c3d` over settings, source, model and dictionary."""
    digest = hashlib.sha256()
    digest.update(settings.model_dump_json(exclude=set(UNDECIDING)).encode())
    for name, version in versions().items():
        digest.update(f"{name}=={version}\n".encode())
    for name in HASHED:
        digest.update(f"{name} {content_hash(name)}\n".encode())
    digest.update(source_hash().encode())
    return f"r1-{digest.hexdigest()[:8]}"


@cache
def source_hash() -> str:
    """SHA-256 over the filter's own source. Read once a process, which runs what it read."""
    folder, digest = Path(__file__).parent, hashlib.sha256()
    for source in sorted(folder.rglob("*.py")):
        digest.update(source.relative_to(folder).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Versions of the installed distributions that decide what is found.

    Raises:
        ConfigurationError: one is not installed.
    """
    try:
        return {name: importlib.metadata.version(name) for name in VERSIONED}
    except importlib.metadata.PackageNotFoundError as fault:
        raise not_installed(str(fault.name)) from None


@cache
def content_hash(name: str) -> str:
    """SHA-256 over the data of an installed distribution: the model's weights, the dictionary.

    The version alone would not show a file that was exchanged by hand. Read once a process.

    Raises:
        ConfigurationError: it is not installed, or holds no data.
    """
    try:
        listed = importlib.metadata.files(name) or []
    except importlib.metadata.PackageNotFoundError:
        raise not_installed(name) from None
    digest = hashlib.sha256()
    data = sorted(file for file in listed if is_data(file))
    for file in data:
        digest.update(file.as_posix().encode())
        with Path(str(file.locate())).open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    if not data:
        raise not_installed(name)
    return digest.hexdigest()


def is_data(file: importlib.metadata.PackagePath) -> bool:
    """Whether a file of a distribution is the same on every machine it is installed on."""
    return file.suffix not in (".py", ".pyc") and not file.parts[0].endswith(".dist-info")


def not_installed(name: str) -> ConfigurationError:
    """The fault of a package that is not there."""
    return ConfigurationError(
        f"{name} is not installed and the filter needs it; install the program again "
        "with all it needs (requirements.lock)"
    )
