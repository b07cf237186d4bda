"""The table of permissions: what is not listed is refused, and a department ends at its border."""

from __future__ import annotations

import pytest

from assistant.core.ids import AccountId, DepartmentId
from assistant.identity.faults import ForbiddenError
from assistant.identity.permissions import (
    TABLE,
    Permission,
    Principal,
    Reach,
    may,
    require,
    visible_department,
)
from assistant.identity.roles import Role


def somebody(role: Role, *scopes: Permission) -> Principal:
    return Principal(AccountId("X1"), role, DepartmentId("総務課"), frozenset(scopes))


def test_every_permission_is_in_the_table_and_somebody_has_it() -> None:
    assert set(TABLE) == set(Permission)
    assert [permission for permission, roles in TABLE.items() if not roles] == []


def test_staff_may_ask_and_nothing_else() -> None:
    allowed = {p for p in Permission if may(somebody(Role.STAFF), p, department="総務課")}
    assert allowed == {Permission.CHAT, Permission.SIGNED_IN}


def test_only_the_auditor_reads_texts_and_changes_nothing_but_incidents() -> None:
    readers = [role for role in Role if Permission.INCIDENTS_TEXT in allowed_to(role)]
    assert readers == [Role.AUDITOR]
    writes = {p for p in allowed_to(Role.AUDITOR) if p.endswith((".write", ".decide"))}
    assert writes == {Permission.INCIDENTS_WRITE}


def allowed_to(role: Role) -> set[Permission]:
    return {permission for permission in Permission if role in TABLE[permission]}


def test_analysts_have_no_part_in_administration() -> None:
    assert allowed_to(Role.ANALYST) == {
        Permission.SIGNED_IN,
        Permission.CHAT,
        Permission.USAGE_READ,
        Permission.USAGE_EXPORT,
        Permission.SURVEY_WRITE,
        Permission.ANALYSIS_PAGES,
    }


@pytest.mark.parametrize("permission", sorted(allowed_to(Role.DEPARTMENT_ADMIN)), ids=str)
def test_a_department_admin_acts_within_the_own_department_alone(permission: Permission) -> None:
    head = somebody(Role.DEPARTMENT_ADMIN)
    assert may(head, permission, department="総務課")
    if permission not in {Permission.SIGNED_IN, Permission.CHAT}:
        assert TABLE[permission][Role.DEPARTMENT_ADMIN] is Reach.DEPARTMENT
        assert not may(head, permission, department="税務課")
        assert not may(head, permission, department=None)


def test_scopes_narrow_a_role_and_never_widen_it() -> None:
    narrowed = somebody(Role.ADMIN, Permission.CAPS_READ, Permission.INCIDENTS_TEXT)
    allowed = {p for p in Permission if may(narrowed, p, department=None)}
    assert allowed == {Permission.CAPS_READ, Permission.SIGNED_IN}


def test_a_refusal_is_a_fault_with_status_403() -> None:
    with pytest.raises(ForbiddenError) as refused:
        require(somebody(Role.STAFF), Permission.CAPS_READ, department="総務課")
    assert refused.value.http_status == 403


def test_lists_are_narrowed_to_what_may_be_seen() -> None:
    assert visible_department(somebody(Role.ADMIN), Permission.ACCOUNTS_READ) is None
    head = somebody(Role.DEPARTMENT_ADMIN)
    assert visible_department(head, Permission.ACCOUNTS_READ) == "総務課"
    with pytest.raises(ForbiddenError):
        visible_department(somebody(Role.ANALYST), Permission.ACCOUNTS_READ)
