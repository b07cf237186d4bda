"""The command line: thin commands over the same parts the server runs.

Modules import what they need inside the commands, so that `--help` stays fast.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from assistant.cli import (
    accounts,
    allow,
    ask,
    audit,
    caps,
    cases,
    demo,
    doctor,
    filters,
    incident,
    ledger,
    rag,
    replies,
    reports,
    serve,
    setup,
    simulate,
    survey,
    switch,
    tokens,
    usage,
)
from assistant.cli.mistakes import run_commands
from assistant.core.errors import AssistantError
from assistant.core.logs import configure_logs

app = typer.Typer(
    name="assistant",
    help="A chat gateway between a city hall's chat tool and a generative-AI model.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("init")(setup.init)
app.command("doctor")(doctor.doctor)
app.command("serve")(serve.serve)
app.command("ask")(ask.ask)
app.command("demo")(demo.demo)
for name, group in {
    "config": setup.config_app,
    "db": setup.db_app,
    "filter": filters.app,
    "accounts": accounts.app,
    "tokens": tokens.app,
    "allow": allow.app,
    "reports": reports.app,
    "caps": caps.app,
    "switch": switch.app,
    "incident": incident.app,
    "ledger": ledger.app,
    "replies": replies.app,
    "rag": rag.app,
    "cases": cases.app,
    "audit": audit.app,
    "usage": usage.app,
    "survey": survey.app,
    "simulate": simulate.app,
}.items():
    app.add_typer(group, name=name)


def run(fail: Callable[[str, int], None], fail_unexpectedly: Callable[[Exception], None]) -> None:
    """Run the command line and report faults through the two callables."""
    configure_logs("ERROR")
    try:
        sys.exit(run_commands(app, fail))
    except AssistantError as fault:
        fail(fault.message, fault.exit_code)
    except BrokenPipeError:
        fail("the reader of the output went away", 1)
    except UnicodeEncodeError as fault:
        # Python keeps such bytes as half characters, which no database takes.
        if fault.reason != "surrogates not allowed":
            fail_unexpectedly(fault)
        else:
            fail("something typed is no text in UTF-8; check the terminal and type it again", 2)
    except Exception as fault:  # noqa: BLE001  # a traceback could quote what somebody typed
        fail_unexpectedly(fault)
