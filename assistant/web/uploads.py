"""Files whose effect is shown before it is applied: what was shown is what is applied."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.core.toml_files import read_toml
from assistant.web.forms import MAX_FILE_BYTES, Form, FormError
from assistant.web.words import TEMPLATES

PROBLEMS_FILE: Final = "problems.ja.toml"
MOST_PROBLEMS = 100
"""More than that nobody reads; the rest show when these are mended."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came. Its `repr` shows nothing of it."""

    content: bytes = field(repr=False)

    @property
    def carried(self) -> str:
        """The file as a page carries it from showing to applying."""
        return base64.b64encode(self.content).decode("ascii")

    def seal(self, effect: object) -> str:
        """Stands for the file and what it does; another effect has another seal."""
        return hashlib.sha256(self.content + repr(effect).encode()).hexdigest()


def chosen_file(form: Form) -> Upload:
    """The file that was chosen.

    Raises:
        FormError: none was.
    """
    content = form.file("file")
    if not content:
        raise FormError({"file": "file"})
    return Upload(content)


def carried_file(form: Form) -> Upload:
    """The file a page has carried along.

    Raises:
        FormError: it carries none.
    """
    try:
        content = base64.b64decode(form.text("carried"), validate=True)
    except (binascii.Error, ValueError):
        raise FormError({"file": "file"}) from None
    if not 0 < len(content) <= MAX_FILE_BYTES:
        raise FormError({"file": "file"})
    return Upload(content)


class Problems:
    """Says in Japanese what is wrong with the lines of a file."""

    def __init__(self) -> None:
        rules = read_toml(TEMPLATES / PROBLEMS_FILE)["problems"]
        self._rules = [(re.compile(rule["is"]), str(rule["say"])) for rule in rules]

    def told(self, problems: Sequence[str]) -> list[str]:
        """One sentence for each problem, in the order of the file."""
        return [self._told(problem) for problem in problems[:MOST_PROBLEMS]]

    def _told(self, problem: str) -> str:
        for pattern, say in self._rules:
            match = pattern.fullmatch(problem)
            if match is not None:
                return say.format(**match.groupdict(""))
        return problem
