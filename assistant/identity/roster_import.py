"""Brings accounts in line with a roster: one plan, checked as a whole, then carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from assistant.identity.admins import lock_active_admins
from assistant.identity.faults import LastAdminError
from assistant.identity.models import Account, ChannelIdentity, Department
from assistant.identity.roles import Role
from assistant.identity.roster import ChatId, Roster, RosterAccount
from assistant.identity.roster_text import RosterError


@dataclass(frozen=True, slots=True)
class Change:
    """What one account had and gets: departments, or roles. `before` is None for a new account."""

    account_id: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """What an import changes, or in a dry run would change. Holds ids, never names.

    Attributes:
        added: new accounts.
        changed: accounts with another name, department, role, state or chat id.
        unchanged: accounts that are already as the roster says.
        moved: those of `changed` that get another department.
        enabled: those of `changed` that may ask again.
        disabled: those of `changed` that may ask no longer.
        new_departments: departments not known before.
        chat_ids_added: number of chat ids that are new or go to another account.
        chat_ids_removed: number of chat ids their account loses.
        absent_count: accounts the roster does not mention; they stay as they are.
        transfers: for each of `moved` the old and the new department.
        roles: accounts that get another role, and new ones with more than `staff`.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    moved: tuple[str, ...]
    enabled: tuple[str, ...]
    disabled: tuple[str, ...]
    new_departments: tuple[str, ...]
    chat_ids_added: int
    chat_ids_removed: int
    absent_count: int
    transfers: tuple[Change, ...]
    roles: tuple[Change, ...]


@dataclass(slots=True)
class _Plan:
    accounts: dict[str, Account]
    identities: dict[tuple[str, str], ChannelIdentity]
    new_departments: list[str] = field(default_factory=list)
    added: list[RosterAccount] = field(default_factory=list)
    changed: list[RosterAccount] = field(default_factory=list)
    unchanged: list[RosterAccount] = field(default_factory=list)
    removed_ids: dict[tuple[str, str], ChannelIdentity] = field(default_factory=dict)
    added_ids: list[tuple[RosterAccount, ChatId]] = field(default_factory=list)


def import_roster(
    session: Session, roster: Roster, *, now: datetime, is_dry_run: bool
) -> RosterDiff:
    """Make the accounts of a roster be as it says; the second import of a file changes nothing.

    Past usage stays with the department it was made in. Accounts the roster does not mention stay
    as they are. For each chat tool the roster names for an account, its chat ids there are replaced
    by the roster's; for tools it does not name they stay.

    Raises:
        RosterError: a chat id belongs to another account that keeps it. Nothing was written.
        LastAdminError: no active admin would be left. Nothing was written.
    """
    if not is_dry_run:
        lock_active_admins(session)
    plan = _make_plan(session, roster)
    _require_free_chat_ids(plan)
    _require_an_admin(plan)
    diff = _diff(plan)
    if not is_dry_run:
        _carry_out(session, plan, now)
    return diff


def _make_plan(session: Session, roster: Roster) -> _Plan:
    plan = _Plan(
        accounts={account.id: account for account in session.exec(select(Account))},
        identities={
            (identity.channel, identity.channel_user_id): identity
            for identity in session.exec(select(ChannelIdentity))
        },
    )
    departments = set(session.exec(select(Department.id)))
    wanted = dict.fromkeys(account.department_id for account in roster.accounts)
    plan.new_departments = [name for name in wanted if name not in departments]
    held: dict[str, list[ChannelIdentity]] = {}
    for identity in plan.identities.values():
        held.setdefault(identity.account_id, []).append(identity)
    for account in roster.accounts:
        _plan_account(plan, account, held.get(account.account_id, []))
    return plan


def _plan_account(plan: _Plan, account: RosterAccount, held: list[ChannelIdentity]) -> None:
    wanted = {(chat_id.channel, chat_id.channel_user_id): chat_id for chat_id in account.chat_ids}
    channels = {channel for channel, _ in wanted}
    has = {(identity.channel, identity.channel_user_id): identity for identity in held}
    removed = {
        key: identity for key, identity in has.items() if key[0] in channels and key not in wanted
    }
    added = [(account, chat_id) for key, chat_id in wanted.items() if key not in has]
    plan.removed_ids |= removed
    plan.added_ids += added
    current = plan.accounts.get(account.account_id)
    if current is None:
        plan.added.append(account)
    elif removed or added or _differs(current, account):
        plan.changed.append(account)
    else:
        plan.unchanged.append(account)


def _differs(current: Account, account: RosterAccount) -> bool:
    return (current.name, current.department_id, current.role, current.is_active) != (
        account.name,
        account.department_id,
        account.role.value,
        account.is_active,
    )


def _require_free_chat_ids(plan: _Plan) -> None:
    problems = []
    for _, chat_id in plan.added_ids:
        key = (chat_id.channel, chat_id.channel_user_id)
        owner = plan.identities.get(key)
        if owner is not None and key not in plan.removed_ids:
            problems.append(
                f"line {chat_id.line}, channel_user_id: belongs to account {owner.account_id}; "
                "give that account its own id for this channel in the same file, or correct this "
                "line"
            )
    if problems:
        raise RosterError(problems)


def _require_an_admin(plan: _Plan) -> None:
    before = {
        account.id
        for account in plan.accounts.values()
        if account.is_active and account.role == Role.ADMIN.value
    }
    named = [*plan.added, *plan.changed, *plan.unchanged]
    stay = before - {account.account_id for account in named}
    made = {each.account_id for each in named if each.is_active and each.role is Role.ADMIN}
    if before and not stay | made:
        raise LastAdminError


def _diff(plan: _Plan) -> RosterDiff:
    def ids(accounts: list[RosterAccount]) -> tuple[str, ...]:
        return tuple(account.account_id for account in accounts)

    def was(account: RosterAccount) -> Account:
        return plan.accounts[account.account_id]

    moved = [a for a in plan.changed if was(a).department_id != a.department_id]
    other_roles = [a for a in plan.changed if was(a).role != a.role.value]
    more_than_staff = [a for a in plan.added if a.role is not Role.STAFF]
    switched = [account for account in plan.changed if was(account).is_active != account.is_active]
    return RosterDiff(
        added=ids(plan.added),
        changed=ids(plan.changed),
        unchanged=ids(plan.unchanged),
        moved=ids(moved),
        enabled=ids([account for account in switched if account.is_active]),
        disabled=ids([account for account in switched if not account.is_active]),
        new_departments=tuple(plan.new_departments),
        chat_ids_added=len(plan.added_ids),
        chat_ids_removed=len(plan.removed_ids),
        absent_count=len(plan.accounts) - len(plan.changed) - len(plan.unchanged),
        transfers=tuple(Change(a.account_id, was(a).department_id, a.department_id) for a in moved),
        roles=(
            *(Change(a.account_id, None, a.role.value) for a in more_than_staff),
            *(Change(a.account_id, was(a).role, a.role.value) for a in other_roles),
        ),
    )


def _carry_out(session: Session, plan: _Plan, now: datetime) -> None:
    # Flushed in the order foreign keys and unique chat ids need.
    session.add_all(Department(id=name, name=name) for name in plan.new_departments)
    session.flush()
    session.add_all(_new_account(account, now) for account in plan.added)
    for account in plan.changed:
        _update(plan.accounts[account.account_id], account, now)
    for identity in plan.removed_ids.values():
        session.delete(identity)
    session.flush()
    session.add_all(
        ChannelIdentity(
            channel=chat_id.channel,
            channel_user_id=chat_id.channel_user_id,
            account_id=account.account_id,
        )
        for account, chat_id in plan.added_ids
    )
    session.flush()


def _new_account(account: RosterAccount, now: datetime) -> Account:
    return Account(
        id=account.account_id,
        name=account.name,
        department_id=account.department_id,
        role=account.role.value,
        is_active=account.is_active,
        created_at=now,
        updated_at=now,
    )


def _update(current: Account, account: RosterAccount, now: datetime) -> None:
    current.name = account.name
    current.department_id = account.department_id
    current.role = account.role.value
    current.is_active = account.is_active
    current.updated_at = now
