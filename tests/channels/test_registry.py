"""Every channel is listed, opens, and stands in the documentation with its abilities."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.channels.generic.settings import (
    GenericSettings,
    IncomingSettings,
    OutgoingSettings,
)
from assistant.channels.registry import (
    ABILITIES,
    CHANNELS,
    abilities_of,
    check_channels,
    enabled_channels,
    open_channels,
)
from assistant.channels.settings import ChannelsSettings
from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError
from tests.channels.generic.conftest import settings_of

DOCS = Path(__file__).parents[2] / "docs" / "channels"
SETTINGS = ChannelsSettings(generic=settings_of())


@pytest.mark.anyio
@pytest.mark.parametrize("name", CHANNELS)
async def test_a_channel_opens_under_its_name_with_the_abilities_listed(
    name: str, clock: ManualClock
) -> None:
    channel = CHANNELS[name](SETTINGS, clock)
    assert channel.name == name
    assert channel.abilities == ABILITIES[name]
    await channel.aclose()


@pytest.mark.parametrize("name", CHANNELS)
def test_the_documentation_lists_the_channel_with_its_abilities(name: str) -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (DOCS / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    header, *entries = rows
    entry = next(cells for cells in entries if cells[0].startswith((f"`{name}`", f"[`{name}`]")))
    listed = dict(zip(header[1:], entry[1:], strict=True))
    for ability, is_given in asdict(ABILITIES[name]).items():
        assert listed[f"`{ability}`"] == ("yes" if is_given else "no")


def test_every_setting_of_the_generic_channel_is_documented() -> None:
    page = (DOCS / "generic.md").read_text(encoding="utf-8")
    for section in (GenericSettings, IncomingSettings, OutgoingSettings):
        for name in section.model_fields:
            assert f"`{name}`" in page, name


@pytest.mark.anyio
async def test_only_what_is_enabled_is_opened(clock: ManualClock) -> None:
    off = ChannelsSettings(generic=GenericSettings(is_enabled=False))
    assert enabled_channels(off) == ()
    assert open_channels(off, clock) == {}
    opened = open_channels(SETTINGS, clock)
    assert list(opened) == ["generic"]
    for channel in opened.values():
        await channel.aclose()


def test_an_enabled_channel_without_a_callback_is_refused(clock: ManualClock) -> None:
    with pytest.raises(ConfigurationError, match="callback_url"):
        open_channels(ChannelsSettings(), clock)
    with pytest.raises(ConfigurationError, match="callback_url"):
        check_channels(ChannelsSettings())
    check_channels(ChannelsSettings(generic=GenericSettings(is_enabled=False)))


def test_a_mapping_can_take_abilities_away() -> None:
    outgoing = {"auth": "headers", "headers": {"X-Bot": "b"}, "template": '{"t": "{text}"}'}
    generic = settings_of(outgoing=outgoing, is_degraded_accepted=True)
    abilities = abilities_of("generic", ChannelsSettings(generic=generic))
    assert not abilities.has_private_reply
    assert not abilities.has_idempotency_key
    assert abilities_of("console", SETTINGS) == ABILITIES["console"]
