"""Section `channels`: one sub-section per chat tool."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.channels.generic.settings import GenericSettings


class ChannelsSettings(BaseModel):
    """Settings of all chat tools."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    generic: GenericSettings = Field(
        default_factory=GenericSettings, description="signed webhooks, or a tool mapped onto them"
    )
