"""Roles of accounts, and the words a roster may use for them."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Role(StrEnum):
    """What an account may do. Deny by default: each role is granted, none is implied."""

    STAFF = "staff"
    DEPARTMENT_ADMIN = "department-admin"
    ADMIN = "admin"
    ANALYST = "analyst"
    AUDITOR = "auditor"


JAPANESE_ROLES = {
    "職員": Role.STAFF,
    "所属管理者": Role.DEPARTMENT_ADMIN,
    "管理者": Role.ADMIN,
    "分析者": Role.ANALYST,
    "監査者": Role.AUDITOR,
}
"""Names a Japanese roster uses for the roles."""


def parse_role(text: str) -> Role | None:
    """The role a word names, or None; width, case, spaces and `_` for `-` do not matter."""
    word = unicodedata.normalize("NFKC", text).strip().casefold().replace("_", "-")
    if word in JAPANESE_ROLES:
        return JAPANESE_ROLES[word]
    return Role(word) if word in set(Role) else None
