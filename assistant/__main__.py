"""The command `assistant`: no calls home, no memory images on disk; then the command line."""

from __future__ import annotations

import os
import resource
import sys
import traceback

SILENCED = {
    "TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS": "",
    "HF_HUB_OFFLINE": "1",
    "OTEL_SDK_DISABLED": "true",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}
PACKAGE_FOLDER = __file__.removesuffix("__main__.py")
TRACING_SWITCHES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")


def main() -> None:
    """Run one command. A fault is one line on standard error; the exit code tells its kind."""
    os.environ.update(SILENCED)
    # Texts being screened are in memory; the worker processes inherit this.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(PACKAGE_FOLDER)] or frames
    place = f"{own[-1].filename.removeprefix(PACKAGE_FOLDER)}:{own[-1].lineno}" if own else "start"
    _fail(
        f"internal error: {type(fault).__name__} at {place}; this is a fault of the program: "
        "please report this line",
        1,
    )


if __name__ == "__main__":
    main()
