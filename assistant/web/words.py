"""The sentences and names the pages use beside their templates, by `section.key`."""

from __future__ import annotations

from pathlib import Path

from assistant.core.toml_files import read_toml

TEMPLATES = Path(__file__).parent / "templates"
WORDS_FILE = "words.ja.toml"


class Words:
    """Japanese by `section.key`; a name that has no word is shown as it is."""

    def __init__(self, sections: dict[str, dict[str, str]]) -> None:
        self._sections = sections

    def sentence(self, name: str, /, **values: object) -> str:
        """The sentence `section.key` with its values filled in.

        Raises:
            KeyError: there is none.
        """
        section, _, key = name.partition(".")
        return self._sections[section][key].format(**values)

    def name_of(self, section: str, key: str) -> str:
        """What something is called in Japanese; its own name if nobody has given it one."""
        return self._sections[section].get(key, key)

    def names(self, section: str) -> dict[str, str]:
        """Every name of a section."""
        return dict(self._sections[section])


def load_words() -> Words:
    """Read the file in the package."""
    return Words(read_toml(TEMPLATES / WORDS_FILE))
