"""Where the files shipped with the program lie: default `config/`, `guidelines/`, the rank file."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def packaged_folder(name: str) -> Path:
    """The folder `config` or `guidelines` as shipped.

    In an installed program it lies in the package; in a source checkout beside it.
    """
    installed = _PACKAGE / "_packaged" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
