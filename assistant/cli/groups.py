"""What every group of commands shares: how it is made, and how numbers and results are written."""

from __future__ import annotations

import json
from pathlib import Path

import typer

INSTANCE = Path()
"""Commands work on the installation in the current folder."""

CHECK_FOUND = 3
"""Exit code of a check that found something."""


def new_group(help_text: str) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode=None)


def print_json(value: object) -> None:
    """Write one JSON document, readable Japanese included."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
