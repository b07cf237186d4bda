"""Settings of the database."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class StoreSettings(BaseModel):
    """Section `store`: where the data is kept and how long a busy database is waited for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        default="",
        repr=False,  # it may hold a password
        description="SQLAlchemy address (sqlite:////path/file.db or postgresql://...); "
        "empty means the file assistant.db in the data folder.",
    )
    busy_timeout_seconds: float = Field(
        default=5.0,
        gt=0,
        le=60,
        description="How long to wait for a lock another process holds before giving up.",
    )
