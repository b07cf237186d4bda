"""Tables of the survey and the forecast: codes and numbers, nobody's name and nobody's words."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
)
from sqlmodel import Field, SQLModel

from assistant.store.types import UtcDateTime

WAVE_LENGTH = 80
USES_LENGTH = 200
MOST_MINUTES = 600
MOST_HOURS = 80


class SurveyWave(SQLModel, table=True):
    """One survey, as that of a year: when it was held and how many were asked.

    `imported_at` is when it was made here: opened, or taken in from a form tool. One that was
    opened is asked in the chat from `held_on` to `ends`. `slot` is 1 while it is open and else
    empty: the index lets one be open at a time.
    """

    __tablename__ = "survey_wave"
    __table_args__ = (
        CheckConstraint("invited >= 1", name="ck_survey_wave_invited"),
        Index("uq_survey_wave_slot", "slot", unique=True),
    )

    label: str = Field(sa_column=Column(String(WAVE_LENGTH), primary_key=True))
    held_on: date = Field(sa_column=Column(Date, nullable=False))
    ends: date | None = Field(default=None, sa_column=Column(Date))
    invited: int | None = Field(default=None, sa_column=Column(Integer))
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    opened_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    slot: int | None = Field(default=None, sa_column=Column(Integer))


class SurveyAnswer(SQLModel, table=True):
    """One person's answers from a form tool; what was left out is empty."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint(
            f"minutes_per_use BETWEEN 0 AND {MOST_MINUTES} "
            f"AND hours_per_week BETWEEN 0 AND {MOST_HOURS}",
            name="ck_survey_answer_numbers",
        ),
    )

    wave: str = Field(
        sa_column=Column(
            String(WAVE_LENGTH),
            ForeignKey("survey_wave.label", name="fk_survey_answer_wave", ondelete="CASCADE"),
            primary_key=True,
        )
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    frequency: str | None = Field(default=None, sa_column=Column(String(16)))
    uses: str = Field(sa_column=Column(String(USES_LENGTH), nullable=False))
    is_more_efficient: bool | None = Field(default=None, sa_column=Column(Boolean))
    minutes_per_use: int | None = Field(default=None, sa_column=Column(Integer))
    hours_per_week: float | None = Field(default=None, sa_column=Column(Float))


class SurveyResponse(SQLModel, table=True):
    """What one account answered a wave in the chat; one row, changed until the wave closes.

    `reached` is the question to go on with, past the last one when done. While one is being
    asked, `asking` is its number, `place` a digest of where, and `open_until` how long a message
    there is taken for its answer.
    """

    __tablename__ = "survey_response"
    __table_args__ = (
        CheckConstraint(
            f"minutes_per_use BETWEEN 0 AND {MOST_MINUTES} "
            f"AND hours_per_week BETWEEN 0 AND {MOST_HOURS}",
            name="ck_survey_response_numbers",
        ),
        Index("ix_survey_response_account", "account_pseudonym", "open_until"),
    )

    wave: str = Field(
        sa_column=Column(
            String(WAVE_LENGTH),
            ForeignKey("survey_wave.label", name="fk_survey_response_wave", ondelete="CASCADE"),
            primary_key=True,
        )
    )
    account_pseudonym: str = Field(sa_column=Column(String(32), primary_key=True))
    frequency: str | None = Field(default=None, sa_column=Column(String(16)))
    uses: str = Field(default="", sa_column=Column(String(USES_LENGTH), nullable=False))
    is_more_efficient: bool | None = Field(default=None, sa_column=Column(Boolean))
    minutes_per_use: int | None = Field(default=None, sa_column=Column(Integer))
    hours_per_week: float | None = Field(default=None, sa_column=Column(Float))
    reached: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    asking: int | None = Field(default=None, sa_column=Column(Integer))
    place: str | None = Field(default=None, sa_column=Column(String(32)))
    open_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SurveyTap(SQLModel, table=True):
    """One account was asked below one answer; what it said is empty until it says something.

    Neither the turn nor what it was about is kept. `place` is a digest of where it was asked.
    """

    __tablename__ = "survey_tap"
    __table_args__ = (
        CheckConstraint(
            f"minutes BETWEEN 0 AND {MOST_MINUTES} AND verdict IN ('up', 'down')",
            name="ck_survey_tap_answer",
        ),
        CheckConstraint("reason IS NULL OR verdict = 'down'", name="ck_survey_tap_reason"),
        Index("ix_survey_tap_account", "account_pseudonym", "asked_at"),
        Index("ix_survey_tap_month", "month"),
    )

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    account_pseudonym: str = Field(sa_column=Column(String(32), nullable=False))
    month: str = Field(sa_column=Column(String(7), nullable=False))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    place: str = Field(sa_column=Column(String(32), nullable=False))
    open_until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    minutes: int | None = Field(default=None, sa_column=Column(Integer))
    verdict: str | None = Field(default=None, sa_column=Column(String(8)))
    reason: str | None = Field(default=None, sa_column=Column(String(16)))


class ForecastWarning(SQLModel, table=True):
    """That a pool is foreseen to run out: the row makes it a warning once a month and pool."""

    __tablename__ = "forecast_warning"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('city', 'department', 'budget')", name="ck_forecast_warning_kind"
        ),
        CheckConstraint("percent BETWEEN 0 AND 100", name="ck_forecast_warning_percent"),
    )

    kind: str = Field(sa_column=Column(String(16), primary_key=True))
    name: str = Field(sa_column=Column(String(64), primary_key=True))
    month: str = Field(sa_column=Column(String(7), primary_key=True))
    percent: int = Field(sa_column=Column(Integer, nullable=False))
    early: date | None = Field(default=None, sa_column=Column(Date))
    likely: date | None = Field(default=None, sa_column=Column(Date))
    late: date | None = Field(default=None, sa_column=Column(Date))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
