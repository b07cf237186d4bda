"""The sections of the settings that belong to no single package below."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A section of the settings: no unknown keys, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """Where the gateway listens and what it takes in."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="TCP port; 0 takes a free one.")
    allowed_hosts: tuple[str, ...] = Field(
        ("127.0.0.1", "localhost"), description="Host names a request may name; `*` takes any."
    )
    max_body_bytes: int = Field(262_144, gt=0, description="Largest request body, in bytes.")
    body_timeout_seconds: float = Field(10.0, gt=0, description="Longest time to send a body.")
    shutdown_seconds: int = Field(25, gt=0, description="Time to finish turns after SIGTERM.")


class DataSettings(Section):
    """Where the installation keeps its files."""

    dir: Path = Field(Path("data"), description="Data folder, relative to the instance folder.")


class GatewaySettings(Section):
    """The queue of turns, the outbox and how long their rows are kept."""

    acknowledge_seconds: float = Field(
        1.0, gt=0, lt=1.5, description="Longest wait for screening before a delivery is confirmed."
    )
    running_turns: int = Field(4, gt=0, description="Turns answered at once in one process.")
    max_queued_turns: int = Field(
        200, gt=0, description="Open turns of a channel beyond which new are refused."
    )
    max_turns_per_minute: int = Field(20, gt=0, description="Turns one account may send a minute.")
    lease_seconds: float = Field(30.0, gt=0, description="Time a dead process keeps its turns.")
    poll_seconds: float = Field(1.0, gt=0, description="How often the queue is looked at unasked.")
    delivery_attempts: int = Field(
        40,
        gt=0,
        description="Tries before a reply is a dead letter; 40 outlast a day and a night.",
    )
    delivery_backoff_seconds: float = Field(
        2.0, gt=0, description="Wait before the second try; it doubles each time, up to an hour."
    )
    replacement_minutes: float = Field(
        10.0, gt=0, description="How long a rewrite offered with a notice waits in memory."
    )
    report_minutes: float = Field(
        60.0, gt=0, description="How long after a stop its sender can report it as wrong."
    )
    keep_reply_days: int = Field(
        3, gt=0, description="Days a dead letter is kept, and the record of a delivered reply."
    )
    keep_turn_days: int = Field(30, gt=0, description="Days a closed delivery is kept.")
    keep_report_days: int = Field(
        365, gt=0, description="Days a report of a false positive is kept, decided or not."
    )


class LogsSettings(Section):
    """What is written to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severity written."
    )
