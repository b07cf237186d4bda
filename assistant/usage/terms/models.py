"""Tables of the words counted: months and their salts, cells that are open, counts published."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, LargeBinary, String
from sqlmodel import Field, SQLModel

TERM_LENGTH = 40
CITY = ""
"""Stands for the department in a count of the whole city."""
ALL_DAYS, IN_COUNCIL, OUT_OF_COUNCIL = "", "in", "out"
OPEN, CLOSED, PUBLISHED = "open", "closed", "published"


def _term() -> Column[str]:
    return Column(String(TERM_LENGTH), primary_key=True)


class TermMonth(SQLModel, table=True):
    """A month in which words are, or were, counted.

    Open: its salt is there and words are counted. Closed: the salt is gone, nothing can be added
    and nobody can be looked for in a sketch. Published: the cells are gone too.
    """

    __tablename__ = "term_month"
    __table_args__ = (
        CheckConstraint(
            f"state IN ('{OPEN}', '{CLOSED}', '{PUBLISHED}') "
            f"AND (salt IS NULL OR state = '{OPEN}')",
            name="ck_term_month_state",
        ),
    )

    month: str = Field(sa_column=Column(String(7), primary_key=True))
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    key_version: int = Field(sa_column=Column(Integer, nullable=False))
    state: str = Field(sa_column=Column(String(9), nullable=False))
    least_accounts: int | None = Field(default=None, sa_column=Column(Integer))


class TermCell(SQLModel, table=True):
    """How often a word, or two words in one question, came up in a month that is not published.

    Both words empty: all questions counted. Only the second empty: one word. The rows lie in the
    order of their words, not of their coming: without a row number nothing tells what came with
    what.
    """

    __tablename__ = "term_cell"
    __table_args__ = (
        CheckConstraint("uses >= 1", name="ck_term_cell_uses"),
        {"sqlite_with_rowid": False},
    )

    month: str = Field(sa_column=Column(String(7), primary_key=True))
    first: str = Field(sa_column=_term())
    second: str = Field(sa_column=_term())
    department_id: str = Field(sa_column=Column(String(64), primary_key=True))
    is_council: bool = Field(sa_column=Column(Boolean, primary_key=True))
    uses: int = Field(sa_column=Column(Integer, nullable=False))
    sketch: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class TermCount(SQLModel, table=True):
    """A count of a month that is over, made by enough accounts to be shown.

    `at_least` accounts are certain, `accounts` is the estimate.
    """

    __tablename__ = "term_count"
    __table_args__ = (
        CheckConstraint(
            f"council IN ('{ALL_DAYS}', '{IN_COUNCIL}', '{OUT_OF_COUNCIL}') "
            "AND uses >= 0 AND accounts >= at_least AND at_least >= 0",
            name="ck_term_count_values",
        ),
        {"sqlite_with_rowid": False},
    )

    month: str = Field(sa_column=Column(String(7), primary_key=True))
    department_id: str = Field(sa_column=Column(String(64), primary_key=True))
    council: str = Field(sa_column=Column(String(3), primary_key=True))
    first: str = Field(sa_column=_term())
    second: str = Field(sa_column=_term())
    uses: int = Field(sa_column=Column(Integer, nullable=False))
    accounts: int = Field(sa_column=Column(Integer, nullable=False))
    at_least: int = Field(sa_column=Column(Integer, nullable=False))
