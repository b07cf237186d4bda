"""The body of a chat completion as it comes from a server, and which usage figures to believe."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.core.chat import TokenUsage

# Bound on a call's tokens where the model's context window is not stated: above every model sold
# today, far below a figure that would use up a city's quota by mistake.
UNSTATED_CONTEXT_WINDOW = 2_000_000


class ReplyMessage(BaseModel):
    """The answer: `refusal` instead of `content` where the model declines."""

    content: str | None = None
    refusal: str | None = None


class ReplyChoice(BaseModel):
    """One answer and why it ended (`stop`, `length`, `content_filter`, …)."""

    message: ReplyMessage
    finish_reason: str | None = None

    @property
    def text(self) -> str:
        """What the model said; empty if it said nothing."""
        return self.message.content or self.message.refusal or ""


class ChatReply(BaseModel):
    """The parts of `chat.completion` that are used. `usage` is checked apart."""

    choices: list[ReplyChoice] = Field(min_length=1)
    usage: object = None


class _PromptDetails(BaseModel):
    model_config = ConfigDict(strict=True)

    cached_tokens: int | None = Field(None, ge=0)


class _Usage(BaseModel):
    model_config = ConfigDict(strict=True)

    prompt_tokens: int = Field(gt=0)
    completion_tokens: int = Field(ge=0)
    total_tokens: int | None = None
    prompt_tokens_details: _PromptDetails | None = None


def parse_reply(body: bytes) -> ChatReply | None:
    """Read a reply body; None if it is not JSON, or not a chat completion with a choice in it."""
    try:
        return ChatReply.model_validate_json(body)
    except ValidationError:
        return None


def usable_usage(raw: object, *, context_window: int | None) -> TokenUsage | None:
    """The provider's figures, if they can be true; None otherwise, and the tokens are counted here.

    Not believed: null, strings, fractions, negative numbers, a prompt of no tokens, a total that is
    not the sum, more cached than input tokens, more tokens than the model's context window takes.
    """
    try:
        usage = _Usage.model_validate(raw)
    except ValidationError:
        return None
    total = usage.prompt_tokens + usage.completion_tokens
    details = usage.prompt_tokens_details
    cached = (details.cached_tokens if details else None) or 0
    is_consistent = usage.total_tokens in (None, total) and cached <= usage.prompt_tokens
    if not is_consistent or total > (context_window or UNSTATED_CONTEXT_WINDOW):
        return None
    return TokenUsage(usage.prompt_tokens, usage.completion_tokens, cached)
