"""Structured logging to standard error: an event name and allow-listed fields, nothing else.

`log.info("turn.blocked", turn=turn_id, category_count=2)`. A field that is not on `ALLOWED_FIELDS`
is dropped before anything is written, and so are exception messages and tracebacks: an exception's
text can quote what somebody typed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED_FIELDS = frozenset(
    {
        "event", "level", "timestamp", "turn", "channel", "outcome", "reason", "status", "attempt",
        "count", "category_count", "seconds", "milliseconds", "month", "tokens", "error", "worker",
        "model", "path", "method", "port", "host", "revision", "ruleset", "state", "queue",
    }
)  # fmt: skip


def keep_allowed_fields(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field that is not on the allow-list; an exception is reduced to its class name."""
    fault = event.pop("exc_info", None)
    if isinstance(fault, BaseException):
        event.setdefault("error", type(fault).__name__)
    return {name: value for name, value in event.items() if name in ALLOWED_FIELDS}


class ForeignRecordHandler(logging.Handler):
    """Takes what libraries log and keeps only the logger's name and the level."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event without the record's message, arguments or traceback."""
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().warning(
            "library", path=record.name, state=record.levelname, error=fault
        )


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up JSON lines on standard error for our events and a safe trace of the libraries'."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed_fields,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [ForeignRecordHandler(level=logging.WARNING)]
    root.setLevel(logging.WARNING)


def get_log() -> structlog.typing.FilteringBoundLogger:
    """The logger; every module takes it from here."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log
