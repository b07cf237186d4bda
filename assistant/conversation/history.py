"""Keeps and forgets what was said in conversations. Takes a session; never commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect
from sqlmodel import Session, and_, col, delete, func, select, update

from assistant.conversation.models import Conversation, Message
from assistant.core.chat import Role
from assistant.core.ids import ConversationId, TurnId, new_conversation_id
from assistant.core.text import CleanText
from assistant.store.one_at_a_time import Gate, pass_gate


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it is stored: the gate decides whether it is still clean text."""

    role: Role
    text: str = field(repr=False)
    ruleset: str
    seal: str = field(repr=False)

    def __repr__(self) -> str:
        return f"StoredMessage({self.role}, {len(self.text)} chars)"


def current_conversation(
    session: Session,
    *,
    channel: str,
    conversation_key: str,
    account_id: str,
    now: datetime,
    keep: timedelta,
) -> ConversationId:
    """The conversation an account is having in a place; a new one if there is none or it expired.

    The turn that asks keeps it alive, so that it is not erased while its answer is on the way.

    Args:
        session: of a writing transaction.
        channel: name of the channel.
        conversation_key: the place, as the chat tool names it.
        account_id: who is asking.
        now: the current instant.
        keep: how long after its last turn a conversation can go on.
    """
    statement = select(Conversation).where(
        col(Conversation.channel) == channel,
        col(Conversation.conversation_key) == conversation_key,
        col(Conversation.account_id) == account_id,
        col(Conversation.is_current).is_(True),
    )
    current = session.exec(statement).first()
    if current is not None and now - current.last_turn_at < keep:
        current.last_turn_at = max(current.last_turn_at, now)
        session.flush()
        return ConversationId(current.id)
    return start_new(
        session,
        channel=channel,
        conversation_key=conversation_key,
        account_id=account_id,
        now=now,
    )


def start_new(
    session: Session, *, channel: str, conversation_key: str, account_id: str, now: datetime
) -> ConversationId:
    """Begin a new conversation; what was said before is no longer sent along.

    The earlier one stays stored until it expires.
    """
    # Two that begin at the same moment would both be the current one.
    pass_gate(session, Gate.START_CONVERSATION)
    session.exec(
        update(Conversation)
        .where(
            col(Conversation.channel) == channel,
            col(Conversation.conversation_key) == conversation_key,
            col(Conversation.account_id) == account_id,
            col(Conversation.is_current).is_(True),
        )
        .values(is_current=False)
    )
    conversation_id = new_conversation_id()
    session.add(
        Conversation(
            id=conversation_id,
            channel=channel,
            conversation_key=conversation_key,
            account_id=account_id,
            is_current=True,
            created_at=now,
            last_turn_at=now,
        )
    )
    session.flush()
    return conversation_id


def load_messages(
    session: Session, conversation_id: ConversationId, limit: int
) -> list[StoredMessage]:
    """The newest messages of a conversation, at most `limit`, oldest first."""
    statement = (
        select(Message)
        .where(col(Message.conversation_id) == conversation_id)
        .order_by(col(Message.id).desc())
        .limit(limit)
    )
    rows = reversed(session.exec(statement).all())
    return [StoredMessage(Role(row.role), row.text, row.ruleset, row.seal) for row in rows]


def append_exchange(
    session: Session,
    conversation_id: ConversationId,
    turn_id: TurnId,
    question: CleanText,
    answer: CleanText,
    now: datetime,
) -> bool:
    """Add a question and its answer, and keep the conversation alive.

    Returns:
        False, with nothing stored, if the conversation was erased meanwhile.

    Raises:
        sqlalchemy.exc.IntegrityError: this turn's exchange is stored already.
    """
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return False
    conversation.last_turn_at = max(conversation.last_turn_at, now)
    for role, text in ((Role.USER, question), (Role.ASSISTANT, answer)):
        message = Message(
            conversation_id=conversation_id,
            turn_id=turn_id,
            role=role.value,
            text=text.value,
            ruleset=text.ruleset,
            seal=text.seal,
            created_at=now,
        )
        session.add(message)
        session.flush()
    return True


def count_questions(session: Session, conversation_id: ConversationId) -> int:
    """How many questions of a conversation are stored, that is, were answered."""
    statement = (
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.conversation_id) == conversation_id,
            col(Message.role) == Role.USER.value,
        )
    )
    return session.exec(statement).one()


def purge_expired(
    session: Session,
    *,
    now: datetime,
    keep: timedelta,
    frozen: Sequence[str] | CompoundSelect[tuple[str]] = (),
) -> int:
    """Erase conversations whose last turn is `keep` or longer ago, with their messages.

    Those that hold a message of a `frozen` turn stay. Doing it again erases nothing more. The bytes
    are gone from the file once SQLite (`secure_delete`) has written its log back into it.

    Returns:
        Number of conversations erased.
    """
    kept = select(Message.conversation_id).where(col(Message.turn_id).in_(frozen))
    is_expired = and_(
        col(Conversation.last_turn_at) <= now - keep, col(Conversation.id).not_in(kept)
    )
    expired = session.exec(select(Conversation.id).where(is_expired)).all()
    session.exec(delete(Message).where(col(Message.conversation_id).in_(expired)))
    erased = session.exec(delete(Conversation).where(col(Conversation.id).in_(expired)))
    return erased.rowcount
