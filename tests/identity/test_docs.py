from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from assistant.identity.permissions import TABLE, Reach
from assistant.identity.roles import JAPANESE_ROLES, Role
from assistant.identity.roster import parse_roster
from assistant.identity.roster_cells import COLUMNS
from assistant.identity.roster_import import RosterDiff

DOCS = (Path(__file__).parents[2] / "docs" / "roster.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [*COLUMNS, *Role, *(field.name for field in fields(RosterDiff))], ids=str
)
def test_columns_roles_and_report_are_documented(name: str) -> None:
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize(("word", "role"), JAPANESE_ROLES.items())
def test_japanese_roles_are_documented(word: str, role: Role) -> None:
    assert f"`{role}` {word}" in DOCS


def test_the_example_is_a_roster() -> None:
    example = DOCS.partition("```csv\n")[2].partition("```")[0]
    assert len(parse_roster(example.encode()).accounts) == 3


def test_the_table_of_permissions_is_as_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
    words = {Reach.CITY: "yes", Reach.DEPARTMENT: "own department", None: "-"}
    for permission, roles in TABLE.items():
        cells = " | ".join(words[roles.get(role)] for role in Role)
        assert f"| `{permission.value}` | {cells} |" in page
