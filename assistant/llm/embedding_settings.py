"""Where vectors of texts come from: a server that speaks OpenAI's embeddings API."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr

LONGEST_MODEL_NAME = 100
"""Code points: what a row of the database takes."""


class EmbeddingSettings(BaseModel):
    """Table `llm.embedding`, in use with `rag.embedder = "openai"`.

    Proxy and CA are those of `llm`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str = Field(
        "",
        description="Address of the API, `https://host/v1`; empty takes the language model's, "
        "with its key.",
    )
    model: str = Field(
        "",
        max_length=LONGEST_MODEL_NAME,
        description="Model name; its facts belong in models.toml as well. At most 100 characters.",
    )
    api_key: SecretStr = Field(
        SecretStr(""), description="Key; from the environment only, never from TOML."
    )
    dimensions: int = Field(
        0, ge=0, le=16_384, description="Numbers a vector has; 0 takes what the model gives."
    )
    query_prefix: str = Field(
        "", description="Put before a question, as some models want it (`query: `)."
    )
    document_prefix: str = Field(
        "", description="Put before a document's text, as some models want it (`passage: `)."
    )
    max_chars: int = Field(2_000, gt=0, description="What is longer is cut before it is sent.")
    batch_texts: int = Field(
        64, gt=0, le=2_048, description="Texts of documents in one request of a build."
    )
    query_deadline_seconds: float = Field(
        3.0, gt=0, description="Total time for a question's vector; then words alone are searched."
    )
    build_deadline_seconds: float = Field(
        120.0, gt=0, description="Total time for one request of a build, its retries included."
    )
    max_attempts: int = Field(
        4,
        ge=1,
        le=10,
        description="Tries of one request in a build; a question is tried twice at most.",
    )
    backoff_seconds: float = Field(
        1.0,
        ge=0,
        description="Wait before the second try if the server names none; it doubles each time.",
    )
