"""What every chat tool's adapter offers the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.core.chat import InboundMessage, Reply


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a chat tool can do; the gateway and `doctor` decide by it.

    Attributes:
        has_private_reply: a reply can be shown to its receiver alone.
        has_push: a reply can be sent later, not only as the answer to the webhook.
        is_redelivering: the tool sends an event again when it was not acknowledged.
        has_idempotency_key: the tool takes a key by which it drops a reply it already has.
    """

    has_private_reply: bool
    has_push: bool
    is_redelivering: bool
    has_idempotency_key: bool


class Channel(Protocol):
    """One chat tool: authenticates and parses what comes in, delivers what goes out."""

    @property
    def name(self) -> str:
        """The channel's name, as in `/webhooks/{name}` and in the roster."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What the tool, as configured, can do."""
        ...

    @property
    def content_types(self) -> frozenset[str]:
        """Media types a webhook of this tool may have; empty if it takes no webhooks."""
        ...

    def receive(self, headers: Mapping[str, str], body: bytes) -> InboundMessage:
        """Authenticate a webhook over its raw bytes, then parse it.

        Raises:
            SignatureError: not authenticated; the same message whatever the cause.
            InputError: authenticated but unusable; says what to send, quotes nothing.
        """
        ...

    async def deliver(self, reply: Reply, *, idempotency_key: str) -> None:
        """Hand a reply to the tool. Returns once the tool has it, now or from an earlier try.

        Raises:
            DeliveryError: the tool did not take it; `is_permanent` if trying again cannot help.
        """
        ...

    async def aclose(self) -> None:
        """Close connections. The channel is not used afterwards."""
        ...
