"""Tables of totals: kept up to date as turns settle, so that a report never reads the rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, String
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime

SURVEY = "survey"
"""The reason of a turn that is an answer to the survey, and so no request."""
COMMAND = "command"
"""The reason of a turn that is a command: a request, but no question that was answered."""

MONTH_LENGTH = 7
DEPARTMENT_LENGTH = 64
NAME_LENGTH = 100
SOURCE_LENGTH = 80


def _key(length: int) -> Column[str]:
    return Column(String(length), primary_key=True)


def _sum() -> Column[int]:
    return Column(BigInteger, nullable=False, default=0)


class UsageMonth(SQLModel, table=True):
    """Sums of one month, department, channel, model and outcome; an empty text stands for none.

    All turns, answers to the survey and commands among them; `UsageMonthTally` tells how many these
    are.
    """

    __tablename__ = "usage_month"

    month: str = Field(sa_column=_key(MONTH_LENGTH))
    department_id: str = Field(sa_column=_key(DEPARTMENT_LENGTH))
    channel: str = Field(sa_column=_key(32))
    model: str = Field(sa_column=_key(NAME_LENGTH))
    outcome: str = Field(sa_column=_key(16))
    requests: int = Field(sa_column=_sum())
    conversations: int = Field(sa_column=_sum())
    user_text_chars: int = Field(sa_column=_sum())
    question_tokens: int = Field(sa_column=_sum())
    history_tokens: int = Field(sa_column=_sum())
    retrieval_tokens: int = Field(sa_column=_sum())
    system_tokens: int = Field(sa_column=_sum())
    embedding_tokens: int = Field(sa_column=_sum())
    cached_tokens: int = Field(sa_column=_sum())
    input_tokens: int = Field(sa_column=_sum())
    output_tokens: int = Field(sa_column=_sum())
    estimated_requests: int = Field(sa_column=_sum())
    retrieval_requests: int = Field(sa_column=_sum())
    milliseconds_total: int = Field(sa_column=_sum())
    cost_yen_micros: int = Field(sa_column=_sum())
    unpriced_requests: int = Field(sa_column=_sum())


class UsageHour(SQLModel, table=True):
    """Sums of one hour of a day in Tokyo, by department.

    Answers to the survey are no requests; commands are requests, but none that are answered.
    """

    __tablename__ = "usage_hour"

    day: str = Field(sa_column=_key(10))
    hour: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    department_id: str = Field(sa_column=_key(DEPARTMENT_LENGTH))
    requests: int = Field(sa_column=_sum())
    answered: int = Field(sa_column=_sum())
    input_tokens: int = Field(sa_column=_sum())
    output_tokens: int = Field(sa_column=_sum())


class UsageMonthAccount(SQLModel, table=True):
    """Answered questions of one account in one month.

    Answered ones alone: nobody learns here who was stopped how often (DESIGN section 3, S1).
    """

    __tablename__ = "usage_month_account"

    month: str = Field(sa_column=_key(MONTH_LENGTH))
    department_id: str = Field(sa_column=_key(DEPARTMENT_LENGTH))
    account_pseudonym: str = Field(sa_column=_key(32))
    requests: int = Field(sa_column=_sum())
    tokens: int = Field(sa_column=_sum())


class UsageMonthTally(SQLModel, table=True):
    """How many turns of a month and department had a category, a reason or a case."""

    __tablename__ = "usage_month_tally"
    __table_args__ = (
        CheckConstraint("kind IN ('category', 'reason', 'case')", name="ck_usage_month_tally_kind"),
    )

    month: str = Field(sa_column=_key(MONTH_LENGTH))
    department_id: str = Field(sa_column=_key(DEPARTMENT_LENGTH))
    kind: str = Field(sa_column=_key(16))
    name: str = Field(sa_column=_key(NAME_LENGTH))
    requests: int = Field(sa_column=_sum())


class AccountMonth(SQLModel, table=True):
    """Registered accounts of a department as they last stood in a month; past months stay."""

    __tablename__ = "account_month"

    month: str = Field(sa_column=_key(MONTH_LENGTH))
    department_id: str = Field(sa_column=_key(DEPARTMENT_LENGTH))
    registered: int = Field(sa_column=_sum())
    enabled: int = Field(sa_column=_sum())


class ImportedMonth(SQLModel, table=True):
    """A month's total that another system counted; never added to the gateway's own."""

    __tablename__ = "usage_imported_month"
    __table_args__ = (
        CheckConstraint(
            "requests >= 0 AND input_tokens >= 0 AND output_tokens >= 0 AND accounts >= 0",
            name="ck_usage_imported_month_numbers",
        ),
    )

    source: str = Field(sa_column=_key(SOURCE_LENGTH))
    month: str = Field(sa_column=_key(MONTH_LENGTH))
    department_id: str = Field(sa_column=_key(DEPARTMENT_LENGTH))
    requests: int = Field(sa_column=_sum())
    input_tokens: int = Field(sa_column=_sum())
    output_tokens: int = Field(sa_column=_sum())
    accounts: int | None = Field(default=None, sa_column=Column(BigInteger))
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
