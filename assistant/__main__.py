"""The command `assistant`: silences libraries that would call home, then runs the command line."""

from __future__ import annotations

import os
import sys
import traceback

SILENCED = {
    "TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS": "",
    "HF_HUB_OFFLINE": "1",
    "OTEL_SDK_DISABLED": "true",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}
TRACING_SWITCHES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")


def main() -> None:
    """Run one command. A fault is one line on standard error; the exit code tells its kind."""
    os.environ.update(SILENCED)
    for name in TRACING_SWITCHES:
        if os.environ.get(name, "").strip().lower() not in {"", "0", "false", "no"}:
            _fail(
                f"environment: {name} would send what staff type to a tracing service; unset it", 2
            )
    from assistant.cli import run  # noqa: PLC0415  # after the switches above

    run(_fail, _fail_unexpectedly)


def _fail(message: str, exit_code: int) -> None:
    sys.stderr.write(f"assistant: {message}\n")
    sys.exit(exit_code)


def _fail_unexpectedly(fault: Exception) -> None:
    """A fault of ours: where it happened, not what it says - that could quote what was typed."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    name = place.filename.rpartition("/")[2]
    _fail(f"internal error: {type(fault).__name__} at {name}:{place.lineno}; please report it", 1)


if __name__ == "__main__":
    main()
