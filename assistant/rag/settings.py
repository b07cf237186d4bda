"""Whether passages are looked up, where they come from, and how many are used."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class RagSettings(BaseModel):
    """Section `rag` of `config/assistant.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[str, ...] = Field(
        ("guidelines",),
        description="Folders of Markdown files, subfolders included, relative to the instance "
        "folder.",
    )
    max_passages: int = Field(3, gt=0, le=10, description="Passages given to a question at most.")
    budget_tokens: int = Field(
        1500, gt=0, description="Tokens all passages of a question may take; counts to the quota."
    )
    minimum_coverage: float = Field(
        0.2,
        ge=0,
        le=1,
        description="Part of a question's words, rare ones weighing more, that a passage must hold "
        "to be shown; 0 shows whatever is nearest.",
    )
