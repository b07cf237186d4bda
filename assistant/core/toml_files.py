"""Reads TOML files and says in one line what is wrong with one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from assistant.core.errors import ConfigurationError


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file; a byte order mark, as editors on Windows write it, is no fault.

    Raises:
        ConfigurationError: it is missing, unreadable or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: not found; run `assistant init DIR` to make what is missing in an "
            "installation, and other commands in that folder"
        ) from None
    except OSError as fault:
        raise ConfigurationError(
            f"{path}: cannot be read ({fault.strerror}); check its owner and mode"
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: not UTF-8; save it with the encoding UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ConfigurationError(f"{path}: not valid TOML: {fault}; mend that line") from None
