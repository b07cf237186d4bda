"""`ask`: one question through the same pipeline as the chat tool's."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.groups import INSTANCE, print_json

if TYPE_CHECKING:
    from assistant.core.chat import Reply
    from assistant.instance import Instance

REPLY_SECONDS = 180.0


def ask(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The question; - reads it from standard input.")
    ],
    account: Annotated[str, typer.Option(help="Who asks.")] = "demo",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Ask one question, as an account, and print the reply."""
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    question = _read_standard_input() if text == "-" else text
    reply, input_tokens, output_tokens = asyncio.run(_ask(instance, question, account))
    if as_json:
        print_json(
            {
                "outcome": reply.outcome.value,
                "reply": reply.text,
                "citations": [asdict(citation) for citation in reply.citations],
                "input_tokens": input_tokens,
                "output_tokens": output_tokens,
            }
        )
    else:
        typer.echo(reply.text)
    if reply.outcome.value == "failed":
        raise typer.Exit(1)


def _read_standard_input() -> str:
    from assistant.core.errors import InputError

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("standard input: not UTF-8; convert it and ask again") from None


async def _ask(instance: Instance, text: str, account: str) -> tuple[Reply, int, int]:
    from assistant.bootstrap import start_gateway
    from assistant.channels.console.adapter import ConsoleChannel
    from assistant.core.clock import SystemClock
    from assistant.core.errors import AssistantError, StoreError
    from assistant.usage.log.events import find_event

    console = ConsoleChannel()
    message = console.message_from(text, account)
    gateway = await start_gateway(
        instance, {console.name: console}, SystemClock(), only_event=message.event_id
    )
    try:
        receipt = await gateway.dispatcher.accept(message)
        reply = await console.wait_for_reply(message.event_id, timeout_seconds=REPLY_SECONDS)
        event = await gateway.uow.read(lambda session: find_event(session, receipt.turn_id))
    except TimeoutError:
        raise AssistantError(
            f"no reply within {REPLY_SECONDS:g} seconds; the turn is closed at the next start"
        ) from None
    finally:
        await gateway.stop()
    if event is None:
        raise StoreError("the turn has no usage row; run `assistant ledger verify`")
    return reply, event.input_tokens, event.output_tokens
