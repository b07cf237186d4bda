"""Section `terms`: whether words are counted, which, and from how many accounts they are shown."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.usage.terms.lists import ALSO_GIVEN_NAMES, PLACES, STOP_WORDS


class TermsSettings(BaseModel):
    """What is counted of a question; the question itself is never kept for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["off", "terms"] = Field(
        default="terms",
        description="`terms` counts the content words of answered questions, month by month; `off` "
        "reads and writes nothing.",
    )
    least_accounts: int = Field(
        default=5,
        ge=2,
        le=100,
        description="A count is shown only if at least so many different accounts made it.",
    )
    most_terms: int = Field(
        default=20, ge=1, le=60, description="Words counted of one question, from its beginning."
    )
    most_pairs: int = Field(
        default=40,
        ge=0,
        le=200,
        description="Pairs of words counted of one question, those nearest to each other first.",
    )
    stop_words: tuple[str, ...] = Field(
        default=STOP_WORDS,
        description="Words that say nothing of a subject: neither counted nor shown.",
    )
    places: tuple[str, ...] = Field(
        default=PLACES,
        description="The only proper nouns counted: prefectures, cities, towns and villages, with "
        "their ending.",
    )
    also_given_names: tuple[str, ...] = Field(
        default=ALSO_GIVEN_NAMES,
        description="Words of office life that some people are named as well: counted all the "
        "same. Others that are also given names never are, nor what is also a family name.",
    )

    @property
    def is_on(self) -> bool:
        """Whether words are counted."""
        return self.mode == "terms"
