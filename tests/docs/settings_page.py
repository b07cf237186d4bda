"""The tables of docs/settings.md, made from the settings' own models.

`python -m tests.docs.settings_page` writes them anew after a setting was added or reworded.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from assistant.settings import ENV_PREFIX, SECTION_FILES, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
LONGEST_DEFAULT = 60
TYPES = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    SecretStr: "secret",
    Path: "path",
    date: "day",
}
Place = tuple[str, ...]


def tables() -> str:
    """One table for each section, in the order of the settings."""
    parts = []
    for name, field in Settings.model_fields.items():
        file = f"config/{SECTION_FILES.get(name, 'assistant.toml')}"
        parts.append(f"### `{name}` - `{file}`\n")
        parts.append("| Key | Environment | Type | Default | Meaning |\n|---|---|---|---|---|")
        parts.extend(_row(place, each) for place, each in keys_of((name,), field))
        parts.append("")
    return "\n".join(parts)


def keys_of(place: Place, field: FieldInfo) -> Iterator[tuple[Place, FieldInfo]]:
    """Every key below a place, with the name `NAME` for keys somebody chooses."""
    model: Any = field.annotation
    if get_origin(model) is dict and _is_model(get_args(model)[1]):
        model, place = get_args(model)[1], (*place, "NAME")
    if not _is_model(model):
        yield place, field
        return
    for name, inner in model.model_fields.items():
        yield from keys_of((*place, name), inner)


def variable_of(place: Place) -> str:
    """The environment variable of a key."""
    return ENV_PREFIX + "__".join(part.upper() for part in place)


def type_of(annotation: Any) -> str:
    """A type as somebody writes a value of it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        arguments = tuple(each.value for each in annotation)
        origin = Literal
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in {Annotated, tuple}:
        return ("list of " if origin is tuple else "") + type_of(arguments[0])
    if origin in {Union, types.UnionType}:
        return " or ".join(type_of(each) for each in arguments if each is not type(None))
    if origin is dict:
        return f"table of {type_of(arguments[1])}"
    return "table" if _is_model(annotation) else TYPES[annotation]


def default_of(field: FieldInfo) -> str:
    """A default as it is written in TOML; a long list by its length."""
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", ()):
        return "-"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, tuple) and len(value) > 3:
        return "see the file"
    shown = json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
    return f"`{shown}`" if len(shown) <= LONGEST_DEFAULT else "see the page of the channel"


def page_with_tables(page: str) -> str:
    """A page with the tables between its marks replaced."""
    new = f"{BEGIN}\n\n{tables()}\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _: new, page, flags=re.DOTALL)


def _row(place: Place, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split()).replace("|", "\\|")
    bounds = _bounds(field)
    meaning = meaning[:1].upper() + meaning[1:] + (f" ({bounds})" if bounds else "")
    kind = type_of(field.annotation)
    key = ".".join(place[1:])
    return f"| `{key}` | `{variable_of(place)}` | {kind} | {default_of(field)} | {meaning} |"


def _bounds(field: FieldInfo) -> str:
    words = {"ge": "{} or more", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}
    return ", ".join(
        text.format(f"{getattr(constraint, name):g}")
        for name, text in words.items()
        for constraint in field.metadata
        if getattr(constraint, name, None) is not None
    )


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
