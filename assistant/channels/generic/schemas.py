"""Wire bodies of our own contract, for those who speak it: the simulator, tests, a tool's maker.

The adapter reads and writes through the mapping (`mapping.py`, `template.py`), whose defaults are
this contract; a test holds the two together.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.core.chat import Notice, Outcome


class _WireBody(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)


class UserRef(_WireBody):
    """A person, as the tool names them."""

    id: str


class ConversationRef(_WireBody):
    """A place in the tool where messages go."""

    id: str
    kind: Literal["direct", "group"]


class FileRef(_WireBody):
    """An attachment: its name, and where the tool keeps it."""

    name: str
    url: str = ""


class MessageBody(_WireBody):
    """What a tool posts to `/webhooks/generic`. Unknown fields are ignored."""

    type: Literal["message"] = "message"
    text: str
    user: UserRef
    conversation: ConversationRef
    files: tuple[FileRef, ...] = ()

    def __repr__(self) -> str:
        return f"MessageBody({len(self.text)} chars)"


class CallbackConversation(_WireBody):
    """The conversation a reply goes to."""

    id: str


class CallbackCitation(_WireBody):
    """A source under an answer."""

    id: str
    label: str
    url: str | None


class CallbackBody(_WireBody):
    """What we post to the callback."""

    model_config = ConfigDict(strict=False)

    in_reply_to: str
    conversation: CallbackConversation
    user: UserRef
    outcome: Outcome | Notice
    text: str
    private: bool
    citations: tuple[CallbackCitation, ...]

    def __repr__(self) -> str:
        return f"CallbackBody({self.outcome}, {len(self.text)} chars)"
