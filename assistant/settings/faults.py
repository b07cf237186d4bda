"""Where a wrong setting stands - file or variable, and key - and what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from assistant.core.plain_faults import given
from assistant.settings.environment import environment_variables, variable_of

SECTION_FILES: Mapping[str, str] = {
    "filter": "pii.toml",
    "quota": "quotas.toml",
    "models": "models.toml",
    "rag": "rag.toml",
    "council": "council.toml",
    "terms": "terms.toml",
}
MAIN_FILE = "assistant.toml"
SECRET_KEYS = frozenset({"secret", "secrets", "api_key", "proxy", "headers"})
"""Keys whose value is never repeated in a message."""


def stated(place: tuple[str | int, ...], values: Mapping[str, Any]) -> object:
    """What the files say at a place; None if nothing."""
    found: Any = values
    for part in place:
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def is_stated(place: tuple[str | int, ...], values: Mapping[str, Any]) -> bool:
    """Whether the files say anything at a place."""
    return stated(place, values) is not None


def where(place: tuple[str | int, ...], values: Mapping[str, Any], folder: Path) -> str:
    """The variable or the file and key a value came from; both where both have a part in it."""
    variable = variable_of(place)
    for name in environment_variables():
        if f"{variable}__".startswith(f"{name.upper()}__"):
            rest = place[name.count("__") :]
            return ": ".join([f"environment: {name}", *_dotted(rest)])
    section = str(place[0])
    inside = place if section not in {"filter", "quota", "council", "terms"} else place[1:]
    parts = [str(folder / SECTION_FILES.get(section, MAIN_FILE)), *_dotted(inside)]
    below = [name for name in environment_variables() if name.upper().startswith(f"{variable}__")]
    if below and not is_stated(place, values):
        return f"environment: {below[0]}"
    if below:
        parts[0] += f" and environment ({', '.join(sorted(below))})"
    return ": ".join(parts)


def _dotted(place: tuple[str | int, ...]) -> list[str]:
    parts = [f"item {part + 1}" if isinstance(part, int) else part for part in place]
    return [".".join(parts)] if parts else []


def what(
    place: tuple[str | int, ...], sentence: str, error: Mapping[str, Any], model: type[BaseModel]
) -> str:
    """What is wrong with a key of `model`, and the value given unless it is a secret."""
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), _known_keys(place[:-1], model), 1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"unknown key; {hint}docs/settings.md lists the keys there are"
    is_secret = any(str(part).lower() in SECRET_KEYS for part in place)
    return sentence if is_secret else sentence + given(error.get("input"))


def _known_keys(place: tuple[str | int, ...], root: type[BaseModel]) -> list[str]:
    model: Any = root
    for part in place:
        fields = getattr(model, "model_fields", {})
        model = fields[part].annotation if part in fields else None
    return sorted(getattr(model, "model_fields", {}))
