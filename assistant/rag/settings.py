"""Whether passages are looked up, where they come from, how they are ranked, how many are used."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.rag.everyday_words import is_line

# A real embedder leads (DESIGN, decision 8); GiNZA's mean vectors are worse than words alone.
_EMBEDDING_WEIGHTS = {"none": 0.0, "ginza": 0.0, "openai": 1.5}


class LegSettings(BaseModel):
    """Table `rag.legs`: how much each way of searching counts; 0 switches it off.

    Each leg's scores are divided by their best before they are weighted and summed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: float = Field(1.0, ge=0, description="BM25 over Sudachi's words.")
    expansion: float = Field(
        0.8,
        ge=0,
        description="BM25 over words near the query's by GiNZA's vectors, added to `words`; off "
        "for a query that names an article or a title.",
    )
    everyday: float = Field(
        0.6,
        ge=0,
        description="BM25 over official words for everyday ones, added to `words`; off where "
        "`expansion` is.",
    )
    synonyms: float = Field(0.2, ge=0, description="BM25 over SudachiDict's synonym groups.")
    grams: float = Field(0.4, ge=0, description="BM25 over pairs of characters.")
    sif: float = Field(0.3, ge=0, description="Nearness of mean word vectors (SIF).")
    embedding: float | None = Field(
        None,
        ge=0,
        description="Nearness in embedded Chroma, by `embedder`; left out, 1.5 with `openai`, 0 "
        "with the others. Tune it with `rag eval`.",
    )


class RagSettings(BaseModel):
    """Section `rag`, in `config/rag.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: tuple[str, ...] = Field(
        ("guidelines",),
        description="Files and folders, subfolders included, that `rag build` without a source and "
        "the first start read; relative to the instance folder.",
    )
    answer_when: Literal["asked", "always"] = Field(
        "asked",
        description="Which questions the documents alone may answer: `asked` those that begin with "
        "例規, `always` every one; where nothing is found, the answer says so.",
    )
    link_template: str = Field(
        "",
        description="Address of a provision for the list of sources, with `{document}` "
        "(or its `{file}` alone) and `{anchor}`; without one, sources have no link.",
    )
    links: tuple[str, ...] = Field(
        (),
        description="Addresses of documents by the beginning of their name, each as "
        "`youkou/=https://www.example.lg.jp/{file}#{anchor}`; the longest beginning that fits "
        "holds. The anchor is a heading (Markdown), a page (PDF), an article (e-Gov XML), what "
        "the publisher wrote (HTML), or left out (Word). A document's own `url` comes first.",
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
        "to be given to a model; 0 gives whatever is nearest.",
    )
    shown_coverage: float = Field(
        0.5,
        ge=0,
        le=1,
        description="How far a passage must hold what is asked for, its nouns above all, to be "
        "shown as it is, by the model `offline`: no model judges there whether it answers.",
    )
    legs: LegSettings = LegSettings()
    embedder: Literal["none", "ginza", "openai"] = Field(
        "none",
        description="What the leg `embedding` searches by in an embedded Chroma: nothing, GiNZA's "
        "word vectors, or the server of `llm.embedding`, which gets every record and question "
        "that passes the filter.",
    )
    completes_first_index: bool = Field(
        True,
        description="Whether `serve`, after a first start, builds the index once more in the "
        "background, with what takes longer: word vectors, screening, the embedder's vectors.",
    )
    everyday_words: tuple[str, ...] = Field(
        (),
        description="A city's own everyday words, beside the built-in ones, each as "
        "`said,said=official,official`.",
    )
    expansion_least_cosine: float = Field(
        0.45, ge=0, le=1, description="How near a word must be to be added to a query."
    )
    expansion_words: int = Field(15, ge=0, le=50, description="Words added for each at most.")
    expansion_weight: float = Field(
        0.3, ge=0, le=1, description="What an added word counts, times its cosine."
    )
    citing_bonus: float = Field(
        0.1, ge=0, description="Added to provisions of other documents that cite the one asked for."
    )
    citing_exact_bonus: float = Field(
        0.3, ge=0, description="Added as well if they cite the very paragraph or item."
    )
    delegation_bonus: float = Field(
        0.3,
        ge=0,
        description="Added as well if the query asks what a 規則 or 政令 says under it.",
    )
    title_bonus: float = Field(
        0.1,
        ge=0,
        description="Added to a document's provisions if the query names its title alone.",
    )
    supplement_factor: float = Field(
        0.6, ge=0, le=1, description="What supplementary provisions (附則) count unless asked for."
    )
    max_file_bytes: int = Field(
        52_428_800, gt=0, description="Largest file `rag build` reads, in bytes."
    )
    gold: str = Field(
        "",
        description="JSON Lines file of questions (`query`, `relevant`) every new index must pass; "
        "relative to the instance folder.",
    )
    gold_least_hit: float = Field(
        0.9, ge=0, le=1, description="Part of them that must be found among the first five."
    )

    @property
    def embedding_weight(self) -> float:
        """What the leg `embedding` counts: as set, else by the embedder."""
        stated = self.legs.embedding
        return _EMBEDDING_WEIGHTS[self.embedder] if stated is None else stated

    @field_validator("everyday_words")
    @classmethod
    def _has_both_sides(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        if not all(is_line(line) for line in lines):
            raise ValueError("write each line as said,said=official,official")
        return lines

    @field_validator("link_template")
    @classmethod
    def _has_known_fields(cls, template: str) -> str:
        if template:
            _check_address(template)
        return template

    @field_validator("links")
    @classmethod
    def _are_addresses(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        for line in lines:
            beginning, equals, template = line.partition("=")
            if not (beginning and equals):
                raise ValueError("write each line as beginning=address")
            _check_address(template)
        return lines


def _check_address(template: str) -> None:
    try:
        template.format(document="", file="", anchor="")
    except (KeyError, IndexError, ValueError):
        raise ValueError("takes {document}, {file} and {anchor}, nothing else in braces") from None
    if not template.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
