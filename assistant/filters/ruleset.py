"""The version of the rules: changes whenever anything that decides a verdict changes."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path

from assistant.core.errors import ConfigurationError
from assistant.filters.settings import FilterSettings

# What decides besides our own source: the model, its dictionary, and what runs them.
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
    folder = Path(__file__).parent
    for source in sorted(folder.rglob("*.py")):
        digest.update(source.relative_to(folder).as_posix().encode())
        digest.update(source.read_bytes())
    return f"r1-{digest.hexdigest()[:8]}"


def versions() -> dict[str, str]:
    """Versions of the installed distributions that decide what is found.

    Raises:
        ConfigurationError: one is not installed.
    """
    try:
        return {name: importlib.metadata.version(name) for name in VERSIONED}
    except importlib.metadata.PackageNotFoundError as fault:
        raise ConfigurationError(
            f"{fault.name} is not installed and the filter needs it; install the program again "
            "with all it needs (requirements.lock)"
        ) from None
