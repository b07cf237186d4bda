"""When to ask again: a pure decision over what the server said and the time that is left."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_BACKOFF_SECONDS = 8.0


def seconds_asked_for(retry_after: str | None, now: datetime) -> float | None:
    """Read a Retry-After header: whole seconds or an HTTP date (RFC 9110, 10.2.3).

    Returns:
        Seconds from `now`, never negative; None if there is no header or it makes no sense.
    """
    value = (retry_after or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return max((instant - now).total_seconds(), 0.0)


def wait_before_retry(
    *,
    attempt: int,
    max_attempts: int,
    asked_seconds: float | None,
    backoff_seconds: float,
    remaining_seconds: float,
) -> float | None:
    """How long to wait before the next attempt; None to give up.

    A server that names a time is obeyed or not asked again: if its time lies past the deadline,
    waiting until then would only delay the bad news. Without one the wait doubles with each
    attempt, up to `MAX_BACKOFF_SECONDS`.

    Args:
        attempt: number of the attempt that just failed, from 1.
        max_attempts: attempts allowed in all.
        asked_seconds: what the server asked for, if anything.
        backoff_seconds: wait after the first attempt if the server asked for nothing.
        remaining_seconds: time left until the deadline.
    """
    if attempt >= max_attempts:
        return None
    backoff = min(backoff_seconds * 2 ** (attempt - 1), MAX_BACKOFF_SECONDS)
    wait = backoff if asked_seconds is None else asked_seconds
    return wait if wait < remaining_seconds else None
