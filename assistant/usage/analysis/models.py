"""Tables of the survey: waves, and answers without anybody's name or words."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
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
    """One survey, as that of a year: when it was held and how many were asked."""

    __tablename__ = "survey_wave"
    __table_args__ = (CheckConstraint("invited >= 1", name="ck_survey_wave_invited"),)

    label: str = Field(sa_column=Column(String(WAVE_LENGTH), primary_key=True))
    held_on: date = Field(sa_column=Column(Date, nullable=False))
    invited: int | None = Field(default=None, sa_column=Column(Integer))
    imported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class SurveyAnswer(SQLModel, table=True):
    """One person's answers, in codes and numbers; what was left out is empty."""

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
