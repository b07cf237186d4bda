"""Key files: made once by `init`, read at start, readable by their owner alone."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from assistant.core.errors import ConfigurationError
from assistant.core.keys import Key, Keyring

KEY_BYTES = 32
PURPOSES = ("pseudonym", "seal", "audit", "access")


def make_keys(folder: Path) -> list[Path]:
    """Make every key file that is missing, with mode 0600; existing ones are never touched.

    Returns:
        The files that were made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = [path for path in (_path(folder, name) for name in PURPOSES) if not path.exists()]
    for path in missing:
        encoded = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        write_secret(path, f"1:{encoded}\n")
    return missing


def read_keyring(folder: Path) -> Keyring:
    """Read the keys of an installation.

    Raises:
        ConfigurationError: a key file is missing, malformed, or readable by others.
    """
    return Keyring(**{purpose: _read(_path(folder, purpose), purpose) for purpose in PURPOSES})


def write_secret(path: Path, content: str) -> None:
    """Write a new file that only its owner can read.

    Raises:
        FileExistsError: there is such a file already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)


def _path(folder: Path, purpose: str) -> Path:
    return folder / f"{purpose}.key"


def _read(path: Path, purpose: str) -> Key:
    try:
        mode = path.stat().st_mode
        content = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: not found; restore it from a backup, or run `assistant init .` to make a new "
            "one (docs/operations.md says what losing a key costs)"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"{path}: cannot be read; check its owner, or restore it"
        ) from None
    if mode & 0o077:
        raise ConfigurationError(f"{path}: others can read this key; run `chmod 600 {path}`")
    version, _, encoded = content.partition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
        number = int(version)
    except (binascii.Error, ValueError):
        secret, number = b"", 0
    if number < 1 or len(secret) < KEY_BYTES:
        raise ConfigurationError(f"{path}: not a key file; restore it from a backup")
    return Key(purpose, number, secret)
