"""Settings of conversations."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class ConversationSettings(BaseModel):
    """Section `conversation`: how much of it goes to the model, how long it stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int = Field(
        default=7,
        ge=1,
        le=366,
        description="Days after its last turn until a conversation is forgotten and erased.",
    )
    max_messages: int = Field(
        default=12,
        ge=0,
        le=200,
        description="Earlier messages (questions and answers) sent with a question; 0 sends none.",
    )
    cases: Path = Field(
        default=Path("guidelines/cases"),
        description="Folder of the case library, relative to the folder this program is run in.",
    )
    max_history_tokens: int = Field(
        default=4000,
        ge=0,
        description="Upper bound in tokens of the earlier messages sent with a question.",
    )
