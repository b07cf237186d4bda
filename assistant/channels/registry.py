"""The list of chat tools. A new one is a folder, a line in each table and a page in docs/."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.channels.base import Abilities, Channel
from assistant.channels.console.adapter import CONSOLE_ABILITIES, ConsoleChannel
from assistant.channels.generic.adapter import (
    GenericChannel,
    check_generic,
    generic_abilities,
    open_generic,
)
from assistant.channels.settings import ChannelsSettings
from assistant.core.clock import Clock

ChannelFactory = Callable[[ChannelsSettings, Clock], Channel]


def _open_console(_settings: ChannelsSettings, _clock: Clock) -> ConsoleChannel:
    return ConsoleChannel()


def _open_generic(settings: ChannelsSettings, clock: Clock) -> GenericChannel:
    return open_generic(settings.generic, clock)


CHANNELS: Mapping[str, ChannelFactory] = {
    "console": _open_console,
    "generic": _open_generic,
}

ABILITIES: Mapping[str, Abilities] = {
    "console": CONSOLE_ABILITIES,
    "generic": Abilities(
        has_private_reply=True, has_push=True, is_redelivering=True, has_idempotency_key=True
    ),
}


def enabled_channels(settings: ChannelsSettings) -> tuple[str, ...]:
    """Names of the channels to open for serving webhooks."""
    return ("generic",) if settings.generic.is_enabled else ()


def abilities_of(name: str, settings: ChannelsSettings) -> Abilities:
    """What a channel can do as configured: a mapping may take away from `ABILITIES`."""
    return generic_abilities(settings.generic) if name == "generic" else ABILITIES[name]


def check_channels(settings: ChannelsSettings) -> None:
    """Read what every enabled channel needs, without opening it.

    Raises:
        ConfigurationError: one lacks a secret, a callback or a readable file; names the key.
    """
    if settings.generic.is_enabled:
        check_generic(settings.generic)


def open_channels(settings: ChannelsSettings, clock: Clock) -> dict[str, Channel]:
    """Open every enabled channel, by name.

    Raises:
        ConfigurationError: as `check_channels`.
    """
    return {name: CHANNELS[name](settings, clock) for name in enabled_channels(settings)}
