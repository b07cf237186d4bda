"""Secrets of the generic channel, from the settings or from files only the gateway can read."""

from __future__ import annotations

from pathlib import Path

from assistant.channels.generic.settings import GenericSettings, OutgoingSettings, require_secrets
from assistant.channels.generic.signature import decode_secret
from assistant.core.errors import ConfigurationError

_SECTION = "channels.generic"


def read_secrets(settings: GenericSettings) -> list[str]:
    """The incoming secrets as configured, newest first; `secrets` goes before `secrets_file`.

    Raises:
        ConfigurationError: none is configured, or the file is missing, readable by others, or
            holds a malformed secret.
    """
    secrets = [secret.get_secret_value() for secret in settings.secrets]
    key_name = f"{_SECTION}.secrets"
    if not secrets and settings.secrets_file is not None:
        key_name = f"{_SECTION}.secrets_file"
        secrets = _read_lines(settings.secrets_file, key_name)
    if not secrets:
        raise ConfigurationError(f"{key_name} is empty; set at least one secret to serve webhooks")
    try:
        require_secrets(settings.incoming.auth, secrets)
    except ValueError as problem:
        raise ConfigurationError(f"{key_name}: {problem}") from None
    return secrets


def incoming_keys(settings: GenericSettings) -> tuple[bytes, ...]:
    """The keys webhooks may be authenticated by, newest first.

    Raises:
        ConfigurationError: as `read_secrets`.
    """
    secrets = read_secrets(settings)
    if settings.incoming.auth == "standard-webhooks":
        return tuple(decode_secret(secret) for secret in secrets)
    return tuple(secret.encode() for secret in secrets)


def outgoing_secret(outgoing: OutgoingSettings) -> str:
    """What `{secret}` in an outgoing header stands for; empty if no header uses it.

    Raises:
        ConfigurationError: the file is missing, readable by others, or not one line; or the
            secret could not stand in a header.
    """
    secret = outgoing.secret.get_secret_value()
    key_name = f"{_SECTION}.outgoing.secret"
    if not secret and outgoing.secret_file is not None:
        key_name = f"{_SECTION}.outgoing.secret_file"
        lines = _read_lines(outgoing.secret_file, key_name)
        if len(lines) != 1:
            raise ConfigurationError(f"{key_name} must hold one line: the secret")
        secret = lines[0]
    if not (secret.isascii() and secret.isprintable()):
        raise ConfigurationError(f"{key_name} has a character that no header can hold")
    return secret


def _read_lines(path: Path, key_name: str) -> list[str]:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigurationError(
                f"{key_name}: {path} is readable by others; run `chmod 600 {path}`"
            )
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"{key_name}: {path} cannot be read; write one secret per line, mode 0600"
        ) from None
    return [line.strip() for line in content.splitlines() if line.strip()]
