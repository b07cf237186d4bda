"""What passes between a chat tool, the gateway and a model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.core.ids import TurnId
from assistant.core.text import CleanText, RawText


class Outcome(StrEnum):
    """How a turn ended, as its sender, the log and the analyst see it."""

    ANSWERED = "answered"
    BLOCKED_INPUT = "blocked_input"
    OVER_QUOTA = "over_quota"
    REFUSED = "refused"
    BLOCKED_OUTPUT = "blocked_output"
    FAILED = "failed"


class Notice(StrEnum):
    """What reaches a person without a question of theirs: word of what became of something.

    No turn ends with it, so it stands in no log.
    """

    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message from a chat tool, parsed and authenticated, not yet screened.

    Attributes:
        channel: name of the channel it came through.
        event_id: the tool's identifier for this event, the same on every redelivery.
        channel_user_id: who sent it, as the tool names that person.
        conversation_key: where it was sent, as the tool names that place.
        is_direct: true for a one-to-one conversation, false for a group.
        text: what was typed.
        file_names: names of attached files (attachments are refused for now).
    """

    channel: str
    event_id: str
    channel_user_id: str
    conversation_key: str
    is_direct: bool
    text: RawText
    file_names: tuple[RawText, ...] = ()

    def __repr__(self) -> str:
        return f"InboundMessage({self.channel}, {self.text!r})"


class ReceiptStatus(StrEnum):
    """Whether a delivery was new."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the gateway says of a delivery: whether it was new, and the turn it belongs to."""

    status: ReceiptStatus
    turn_id: TurnId


@dataclass(frozen=True, slots=True)
class Citation:
    """A source shown under an answer: its identifier, the line to show, where it can be read."""

    id: str
    label: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the sender. Its text is made of templates and clean text only.

    `in_reply_to` of a notice is the event it is about, or empty. `choices` are words that answer
    it if sent alone; a tool may show them as buttons, and the text says them too.
    """

    in_reply_to: str
    channel: str
    channel_user_id: str
    conversation_key: str
    outcome: Outcome | Notice
    text: str
    is_private: bool
    citations: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Reply({self.channel}, {self.outcome}, {len(self.text)} chars)"


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of one model call, as the provider counts them.

    `cached_tokens` are part of `input_tokens`, not in addition.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0

    @property
    def total_tokens(self) -> int:
        """Input and output together: what a quota is charged with."""
        return self.input_tokens + self.output_tokens


NO_TOKENS = TokenUsage(0, 0)
"""The usage of a turn for which no model was called."""


class Role(StrEnum):
    """Who said a message of a conversation."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One earlier or current message, screened."""

    role: Role
    text: CleanText


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an ordinance or guideline, screened, offered to the model as a ground.

    Attributes:
        citation: the source as it is shown.
        text: the piece.
        heading: title and caption, for the model to know what it is about.
    """

    citation: Citation
    text: CleanText
    heading: CleanText | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything a model is given for one turn.

    Attributes:
        system: the city's fixed instructions (from `config/prompts/`, screened when loaded).
        passages: retrieved grounds, most relevant first.
        messages: the conversation, oldest first; the last one is the question.
        max_output_tokens: upper bound for the answer.
    """

    system: CleanText
    passages: tuple[Passage, ...]
    messages: tuple[ChatMessage, ...]
    max_output_tokens: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer. Unscreened: it goes through the gate before anybody sees it.

    Attributes:
        text: the answer.
        usage: tokens to settle.
        is_estimated: true if `usage` was counted here because the provider gave no usable figure.
        is_cut: true if the answer ended at the output limit.
        model: name of the model that answered.
    """

    text: RawText
    usage: TokenUsage
    is_estimated: bool
    is_cut: bool
    model: str
