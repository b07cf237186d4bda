"""The directory as the quota asks for it."""

from __future__ import annotations

from sqlmodel import Session

from assistant.core.ids import AccountId
from assistant.identity.directory import Member, get_member, has_department, list_members
from assistant.usage.quota.members import Affiliation


class DirectoryMembers:
    """Accounts and departments of `identity`, for the book of caps."""

    def find(self, session: Session, account_id: str) -> Affiliation | None:
        """The account with this id; None if there is none."""
        member = get_member(session, account_id)
        return None if member is None else _affiliation(member)

    def has_department(self, session: Session, department_id: str) -> bool:
        """Whether a department with this id is registered."""
        return has_department(session, department_id)

    def all(self, session: Session) -> list[Affiliation]:
        """Every account, by id."""
        return [_affiliation(member) for member in list_members(session)]


def role_of(session: Session, account_id: AccountId) -> str | None:
    """The role of an account; None if there is no such account."""
    member = get_member(session, account_id)
    return None if member is None else member.role.value


def _affiliation(member: Member) -> Affiliation:
    return Affiliation(member.account_id, member.department_id, member.role.value)
