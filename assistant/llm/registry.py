"""The explicit list of providers, and the one place that builds a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError
from assistant.llm.base import ChatModel
from assistant.llm.embedding import Embedder
from assistant.llm.offline import OFFLINE_NAME, OfflineModel, OfflineTexts
from assistant.llm.settings import (
    LlmSettings,
    ModelFacts,
    Provider,
    check_facts,
    embedding_url,
)


def model_name(settings: LlmSettings) -> str:
    """The name under which the configured model is known, without building it."""
    return OFFLINE_NAME if settings.provider is Provider.OFFLINE else settings.model


def check_llm(settings: LlmSettings, facts: Mapping[str, ModelFacts]) -> None:
    """Check settings and provider facts without building a client or touching the network.

    Raises:
        ConfigurationError: a value is missing or unusable; names the key and the remedy.
    """
    if settings.provider is Provider.OFFLINE:
        return
    needed = {"llm.model": settings.model}
    if settings.provider is Provider.AZURE:
        needed["llm.base_url"] = settings.base_url
        needed["llm.api_version"] = settings.api_version
    key = settings.api_key.get_secret_value()
    if settings.provider is Provider.AZURE or not settings.base_url:
        needed["llm.api_key (ASSISTANT__LLM__API_KEY)"] = key
    missing = [name for name, value in needed.items() if not value.strip()]
    if missing:
        raise ConfigurationError(
            f"{', '.join(missing)}: required with llm.provider = {settings.provider.value!r}; "
            "set it, or use provider 'offline'"
        )
    _check_key("llm.api_key", key)
    check_facts(settings, facts)


def check_embedder(settings: LlmSettings, facts: Mapping[str, ModelFacts]) -> None:
    """Check what `rag.embedder = "openai"` needs, without touching the network.

    Raises:
        ConfigurationError: a value is missing or unusable; names the key and the remedy.
    """
    url, key = embedding_url(settings)
    needed = {"llm.embedding.model": settings.embedding.model, "llm.embedding.base_url": url}
    missing = [name for name, value in needed.items() if not value.strip()]
    if missing:
        raise ConfigurationError(
            f"{', '.join(missing)}: required with rag.embedder = 'openai'; set it, or use "
            "embedder 'none'"
        )
    _check_key("llm.embedding.api_key", key.get_secret_value())
    check_facts(settings, facts, model=settings.embedding.model)


def _check_key(name: str, key: str) -> None:
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ConfigurationError(
            f"{name}: holds a space, a line break or a non-ASCII character; copy the key again"
        )


def embedder_name(settings: LlmSettings) -> str:
    """What an index states of vectors made with these settings: others are not compared with them.

    The server's address is no part of it, so that a model can move.
    """
    embedding = settings.embedding
    size = f" {embedding.dimensions}" if embedding.dimensions else ""
    prefix = f" after {embedding.document_prefix!r}" if embedding.document_prefix else ""
    return f"openai {embedding.model}{size}{prefix}"


def make_embedder(
    settings: LlmSettings,
    facts: Mapping[str, ModelFacts],
    *,
    count: Callable[[str], int],
    clock: Clock,
) -> Embedder:
    """Build the embedder of `llm.embedding`.

    Raises:
        ConfigurationError: as `check_embedder`; or proxy, address or CA file cannot be used.
    """
    check_embedder(settings, facts)
    from assistant.llm.embedder import OpenAIEmbedder  # noqa: PLC0415  # as in `make_model`

    return OpenAIEmbedder(settings, count=count, clock=clock)


def make_fallback(
    settings: LlmSettings, *, texts: OfflineTexts, count: Callable[[str], int]
) -> OfflineModel | None:
    """The model that answers when the configured one did no work; none if not configured."""
    return OfflineModel(texts, count=count) if settings.fallback == "offline" else None


def make_model(
    settings: LlmSettings,
    facts: Mapping[str, ModelFacts],
    *,
    texts: OfflineTexts,
    count: Callable[[str], int],
    clock: Clock,
) -> ChatModel:
    """Build the configured model.

    Args:
        settings: section `llm`.
        facts: `config/models.toml`, by model name.
        texts: sentences of the offline model.
        count: tokens of a text, for estimates.
        clock: to read Retry-After dates.

    Raises:
        ConfigurationError: as `check_llm`; or proxy, address or CA file cannot be used.
    """
    check_llm(settings, facts)
    stated = facts.get(model_name(settings), ModelFacts())
    if settings.provider is Provider.OFFLINE:
        return OfflineModel(texts, count=count, context_window=stated.context_window)
    # Here, as importing openai takes 0.4 s that the offline model should not cost.
    from assistant.llm.openai_chat import OpenAIChat  # noqa: PLC0415 - lazy on purpose

    return OpenAIChat(settings, stated, count=count, clock=clock)
