"""Every sentence staff read, from `config/replies.ja.toml`, checked when it is loaded."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.core.errors import ConfigurationError
from assistant.core.packaged import packaged_folder
from assistant.core.toml_files import read_toml

REPLIES_FILE = "replies.ja.toml"
NUMBERS = frozenset(
    {
        "cap", "count", "day", "keep_days", "length", "limit", "line", "minutes", "month", "more",
        "number", "page", "percent", "remaining", "reserved", "seconds", "tokens", "used",
    }
)  # fmt: skip
"""Values that are whole numbers; the others are texts."""
WORD_LISTS = frozenset(
    ("commands", name)
    for name in (
        "reset",
        "balance",
        "increase",
        "help",
        "replace",
        "report",
        "leak",
        "cases",
        "rules",
        "survey",
    )
)


class Replies:
    """The city's texts by `section.key`.

    A text may use the placeholders that the shipped text of the same key uses, and no other.
    """

    def __init__(
        self,
        texts: Mapping[tuple[str, str], str],
        command_words: Mapping[str, Sequence[str]],
        shipped_names: Sequence[str] = (),
    ) -> None:
        self._texts = texts
        self.command_words = command_words
        self.shipped_names = shipped_names
        """What the city's file lacks (`section.key`): there the packaged texts are used."""

    def text(self, name: str, /, **values: object) -> str:
        """The text `section.key` with its values filled in."""
        section, _, key = name.partition(".")
        return self._texts[section, key].format(**values).strip()

    def category(self, entity: str) -> str:
        """The name staff know an entity by."""
        return self._texts["entities", entity]

    @property
    def categories(self) -> dict[str, str]:
        """The names of all entities, by their codes."""
        return {
            key: text.strip()
            for (section, key), text in self._texts.items()
            if section == "entities"
        }


def load_replies(config_folder: Path) -> Replies:
    """Read and check `replies.ja.toml`.

    A key the file lacks has its packaged text: a file made by an earlier version goes on working.

    Raises:
        ConfigurationError: the file is missing or no TOML, a key is unknown, or a text uses an
            unknown placeholder or one in a form its value does not take.
    """
    path = config_folder / REPLIES_FILE
    shipped = _flatten(read_toml(packaged_folder("config") / REPLIES_FILE), path)
    given = _flatten(read_toml(path), path)
    for name in sorted(given.keys() - shipped.keys()):
        raise ConfigurationError(f"{path}: [{name[0]}] {name[1]}: unknown key; remove it")
    texts, words = {}, {}
    for name, value in {**shipped, **given}.items():
        if name in WORD_LISTS:
            words[name[1]] = _checked_words(name, value, path)
        else:
            _check_text(name, value, shipped[name], path)
            texts[name] = value
    missing = sorted(shipped.keys() - given.keys())
    return Replies(texts, words, tuple(".".join(name) for name in missing))


def _flatten(content: Mapping[str, Any], path: Path) -> dict[tuple[str, str], Any]:
    flat: dict[tuple[str, str], Any] = {}
    for section, values in content.items():
        if not isinstance(values, dict):
            raise ConfigurationError(f"{path}: {section}: stands outside any [section]")
        flat.update({(section, key): value for key, value in values.items()})
    return flat


def _check_text(name: tuple[str, str], value: object, shipped: str, path: Path) -> None:
    where = f"{path}: [{name[0]}] {name[1]}"
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{where}: must be a text that is not empty")
    for placeholder in sorted(_placeholders(value, where) - _placeholders(shipped, where)):
        allowed = "、".join(sorted(_placeholders(shipped, where))) or "none"
        raise ConfigurationError(
            f"{where}: {{{placeholder}}} is not a value of this text; values: {allowed}"
        )
    _check_formats(value, where)


def _check_formats(text: str, where: str) -> None:
    for _, field, form, conversion in string.Formatter().parse(text):
        is_number = field in NUMBERS
        if field is not None and (conversion or form not in ({"", ","} if is_number else {""})):
            allowed = f"{{{field}}} or {{{field}:,}}" if is_number else f"{{{field}}}"
            raise ConfigurationError(f"{where}: {field}: write it as {allowed}")


def _placeholders(text: str, where: str) -> set[str]:
    try:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        raise ConfigurationError(
            f"{where}: a brace does not match; write {{{{ and }}}} for braces"
        ) from None


def _checked_words(name: tuple[str, str], value: object, path: Path) -> tuple[str, ...]:
    words = value if isinstance(value, list) else []
    if not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise ConfigurationError(f"{path}: [{name[0]}] {name[1]}: must be a list of words")
    return tuple(words)
