"""Looks accounts up and switches them on and off. Takes a session; never commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from assistant.core.ids import AccountId, DepartmentId
from assistant.identity.admins import keeping_an_admin
from assistant.identity.faults import NotFoundError
from assistant.identity.models import Account, ChannelIdentity, Department
from assistant.identity.roles import Role

DEMO_ACCOUNT = AccountId("demo")
DEMO_DEPARTMENT = DepartmentId("demo")
DEMO_CHANNEL = "generic"
CONSOLE = "console"
"""The channel whose users are accounts themselves: who sits at the machine names one."""


@dataclass(frozen=True, slots=True)
class Member:
    """A registered account as the gateway needs it: no name, no chat id.

    Attributes:
        account_id: the roster's id.
        department_id: where the account belongs now.
        role: what it may do.
        is_active: false refuses every turn.
    """

    account_id: AccountId
    department_id: DepartmentId
    role: Role
    is_active: bool


def find_member(session: Session, *, channel: str, channel_user_id: str) -> Member | None:
    """The account a chat tool's user belongs to, active or not; None if nobody is registered."""
    if channel == CONSOLE:
        return get_member(session, channel_user_id)
    statement = (
        select(Account)
        .join(ChannelIdentity, col(ChannelIdentity.account_id) == col(Account.id))
        .where(
            col(ChannelIdentity.channel) == channel,
            col(ChannelIdentity.channel_user_id) == channel_user_id,
        )
    )
    account = session.exec(statement).first()
    return None if account is None else _member(account)


def get_member(session: Session, account_id: str) -> Member | None:
    """The account with this id, active or not; None if there is none."""
    account = session.get(Account, account_id)
    return None if account is None else _member(account)


def has_department(session: Session, department_id: str) -> bool:
    """Whether a department with this id is registered."""
    return session.get(Department, department_id) is not None


def list_members(session: Session) -> list[Member]:
    """All accounts, by id."""
    return [_member(account) for account in session.exec(select(Account).order_by(col(Account.id)))]


def count_active(session: Session) -> int:
    """How many accounts may ask."""
    statement = select(func.count()).select_from(Account).where(col(Account.is_active).is_(True))
    return session.exec(statement).one()


def set_active(session: Session, account_id: str, *, is_active: bool, now: datetime) -> bool:
    """Let an account ask, or stop it; in force from the next look-up.

    Returns:
        Whether this changed anything.

    Raises:
        NotFoundError: no such account.
        LastAdminError: it is the last active admin.
    """
    account = require_account(session, account_id)
    if account.is_active == is_active:
        return False
    with keeping_an_admin(session):
        account.is_active = is_active
        account.updated_at = now
    return True


def require_account(session: Session, account_id: str) -> Account:
    """The row of an account.

    Raises:
        NotFoundError: there is none.
    """
    # As it is now: it may have been read before this transaction waited for another change.
    account = session.get(Account, account_id, populate_existing=True)
    if account is None:
        raise NotFoundError("no account has this id; `assistant accounts list` shows them")
    return account


def ensure_demo_account(session: Session, now: datetime) -> bool:
    """Make the account `demo` (role staff), whose chat id on `DEMO_CHANNEL` is `demo`.

    What exists is left as it is, also a `demo` that was disabled.

    Returns:
        Whether the account was made.
    """
    if session.get(Account, DEMO_ACCOUNT) is not None:
        return False
    if session.get(Department, DEMO_DEPARTMENT) is None:
        session.add(Department(id=DEMO_DEPARTMENT, name="demo"))
        session.flush()
    account = Account(
        id=DEMO_ACCOUNT,
        name="demo",
        department_id=DEMO_DEPARTMENT,
        role=Role.STAFF.value,
        is_active=True,
        created_at=now,
        updated_at=now,
    )
    session.add(account)
    session.flush()
    if session.get(ChannelIdentity, (DEMO_CHANNEL, DEMO_ACCOUNT)) is None:
        identity = ChannelIdentity(
            channel=DEMO_CHANNEL, channel_user_id=DEMO_ACCOUNT, account_id=DEMO_ACCOUNT
        )
        session.add(identity)
    session.flush()
    return True


def _member(account: Account) -> Member:
    return Member(
        account_id=AccountId(account.id),
        department_id=DepartmentId(account.department_id),
        role=Role(account.role),
        is_active=account.is_active,
    )
