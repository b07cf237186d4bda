"""`filter scan`: the personal-data filter on a text or on many, without asking any model."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict

import typer

from assistant.cli.groups import CHECK_FOUND, INSTANCE, new_group

if TYPE_CHECKING:
    from assistant.core.text import CleanText
    from assistant.filters.finding import Finding
    from assistant.filters.gate import Blocked, PiiGate
    from assistant.settings import Settings

app = new_group("The personal-data filter.")


class FindingLine(TypedDict):
    """One blocking finding; offsets are code points of the original text."""

    entity: str
    start: int
    end: int
    score: float
    recognizer: str
    reasons: NotRequired[list[str]]


class ScanLine(TypedDict):
    """The verdict on one text."""

    id: object
    blocked: bool
    reason: str | None
    findings: list[FindingLine]


@app.command("scan")
def scan(
    file: Annotated[str, typer.Argument(help="File to scan; - is standard input.")] = "-",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","text"} a line, write a verdict a line.')
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the evidence for each finding, by name.")
    ] = False,
) -> None:
    """Scan a text as the gateway would. Exit code 3 if it would be blocked; 0 with --jsonl."""
    content = _read(file)
    records: list[tuple[object, str]] = [(file, content)]
    if jsonl:
        records = list(_parse_lines(content))
    verdicts = asyncio.run(_scan(_settings(), records, is_explained=explain))
    if jsonl:
        for verdict in verdicts:
            # ASCII alone: an id may hold half a surrogate pair, which no encoding can write.
            typer.echo(json.dumps(verdict))
        return
    _print_table(verdicts[0], content)
    if verdicts[0]["blocked"]:
        raise typer.Exit(CHECK_FOUND)


def _settings() -> Settings:
    from assistant.core.packaged import packaged_folder
    from assistant.settings import load_settings

    own = INSTANCE / "config"
    return load_settings(own if own.is_dir() else packaged_folder("config"))


def _read(file: str) -> str:
    from assistant.core.errors import InputError

    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as fault:
        raise InputError(f"{file}: cannot be read ({fault.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8; save it as UTF-8 and scan it again") from None


def _parse_lines(content: str) -> Iterator[tuple[object, str]]:
    from assistant.core.errors import InputError

    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            identifier, text = record["id"], record["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            identifier = text = None
        if not isinstance(text, str):
            raise InputError(f'line {number}: not an object with "id" and "text"')
        yield identifier, text


async def _scan(
    settings: Settings, records: list[tuple[object, str]], *, is_explained: bool
) -> list[ScanLine]:
    from assistant.bootstrap import open_filter
    from assistant.core.keys import Key

    pool, gate = open_filter(settings, Key("seal", 1, secrets.token_bytes(32)))
    await pool.start()
    slots = asyncio.Semaphore(settings.filter.workers)
    try:
        verdicts = (_verdict(gate, slots, *record, is_explained=is_explained) for record in records)
        return await asyncio.gather(*verdicts)
    finally:
        await pool.close()


async def _verdict(
    gate: PiiGate, slots: asyncio.Semaphore, identifier: object, text: str, *, is_explained: bool
) -> ScanLine:
    from assistant.core.text import CleanText, RawText

    async with slots:
        verdict: CleanText | Blocked = await gate.screen(RawText(text))
    if isinstance(verdict, CleanText):
        return {"id": identifier, "blocked": False, "reason": None, "findings": []}
    findings = [_line(finding, is_explained=is_explained) for finding in verdict.findings]
    reason = verdict.reason.value
    return {"id": identifier, "blocked": True, "reason": reason, "findings": findings}


def _line(finding: Finding, *, is_explained: bool) -> FindingLine:
    line: FindingLine = {
        "entity": finding.entity,
        "start": finding.start,
        "end": finding.end,
        "score": finding.score,
        "recognizer": finding.recognizer,
    }
    if is_explained:
        line["reasons"] = list(finding.reasons)
    return line


def _print_table(verdict: ScanLine, content: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not verdict["blocked"]:
        console.print("clean: the gateway would let this text through")
        return
    console.print(f"blocked: {verdict['reason']}")
    if not verdict["findings"]:
        return
    is_explained = "reasons" in verdict["findings"][0]
    headers = ("entity", "line", "column", "length", "score", "recognizer")
    table = Table(*headers, *(["reasons"] if is_explained else []))
    for finding in verdict["findings"]:
        start = finding["start"]
        line = content.count("\n", 0, start) + 1
        column = start - (content.rfind("\n", 0, start) + 1) + 1
        length = finding["end"] - start
        score = f"{finding['score']:.2f}"
        row = (finding["entity"], line, column, length, score, finding["recognizer"])
        reasons = [", ".join(finding.get("reasons", []))] if is_explained else []
        table.add_row(*(str(cell) for cell in row), *reasons)
    console.print(table)
