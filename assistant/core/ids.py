"""Identifiers, as distinct types so that one is never passed for another."""

from __future__ import annotations

import uuid
from typing import NewType

AccountId = NewType("AccountId", str)
DepartmentId = NewType("DepartmentId", str)
TurnId = NewType("TurnId", str)
ConversationId = NewType("ConversationId", str)


def new_turn_id() -> TurnId:
    """A random identifier for one turn (128 bits, hexadecimal)."""
    return TurnId(uuid.uuid4().hex)


def new_conversation_id() -> ConversationId:
    """A random identifier for one conversation (128 bits, hexadecimal)."""
    return ConversationId(uuid.uuid4().hex)
