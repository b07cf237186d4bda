"""What every group of commands shares: how it is made, and how numbers and results are written."""

from __future__ import annotations

import json
import os.path
import shutil
import sys
from datetime import datetime
from pathlib import Path

import typer

INSTANCE = Path()
"""Commands work on the installation in the current folder."""

SAMPLE_QUESTION = "出張の旅費は、何日以内に精算しますか"
"""What the guidelines that `init` makes can answer."""

CHECK_FOUND = 3
"""Exit code of a check that found something."""


def new_group(help_text: str) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode=None)


def own_command() -> str:
    """How to call this program from any folder: its name, or its path if it is not on the path."""
    name = Path(sys.argv[0]).name
    if shutil.which("assistant") is not None or name != "assistant":
        return "assistant"
    return os.path.normpath(Path(sys.argv[0]).absolute())  # resolve() would follow links


def print_json(value: object) -> None:
    """Write one JSON document, readable Japanese included."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_as_text))


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
