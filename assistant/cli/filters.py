"""`filter scan`: the personal-data filter on a text or on many, without asking any model."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict

import typer

from assistant.cli import database
from assistant.cli.groups import CHECK_FOUND, INSTANCE, new_group, print_json

if TYPE_CHECKING:
    from rich.table import Table
    from sqlmodel import Session

    from assistant.filters.decision import Decision
    from assistant.filters.finding import Finding
    from assistant.filters.gate import PiiGate
    from assistant.filters.policy import PolicySnapshot, Sender
    from assistant.instance import Instance
    from assistant.policy.shadow import ShadowCount
    from assistant.settings import Settings

app = new_group("The personal-data filter.")


class FindingLine(TypedDict):
    """One finding; offsets are code points of the original text."""

    entity: str
    start: int
    end: int
    score: float
    recognizer: str
    reasons: NotRequired[list[str]]
    policy: NotRequired[str]


class ScanLine(TypedDict):
    """The verdict on one text; `let_through` and `shadowed` with `--explain` only."""

    id: object
    blocked: bool
    reason: str | None
    findings: list[FindingLine]
    let_through: NotRequired[list[FindingLine]]
    shadowed: NotRequired[list[FindingLine]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a scan decides by: the rules of a folder, and as whose the texts are taken."""

    settings: Settings
    policy: PolicySnapshot | None = None
    sender: Sender | None = None


@app.command("scan")
def scan(
    file: Annotated[str, typer.Argument(help="File to scan; - is standard input.")] = "-",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","text"} a line, write a verdict a line.')
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Add the evidence for each finding, and what decided."),
    ] = False,
    department: Annotated[
        str, typer.Option("--department", help="Decide as for a sender of this department.")
    ] = "",
    account: Annotated[str, typer.Option("--account", help="Decide as for this sender.")] = "",
) -> None:
    """Scan a text as the gateway would. Exit code 3 if it would be blocked; 0 with --jsonl."""
    content = _read(file)
    records: list[tuple[object, str]] = [(file, content)]
    if jsonl:
        records = list(_parse_lines(content))
    rules = _rules(department, account)
    verdicts = asyncio.run(_scan(rules, records, is_explained=explain))
    if jsonl:
        for verdict in verdicts:
            # ASCII alone: an id may hold half a surrogate pair, which no encoding can write.
            typer.echo(json.dumps(verdict))
        return
    _print_table(verdicts[0], content)
    if verdicts[0]["blocked"]:
        raise typer.Exit(CHECK_FOUND)


def _rules(department: str, account: str) -> Rules:
    """The rules of this folder with its database's policy; without a folder, those shipped."""
    from assistant.core.errors import InputError
    from assistant.core.packaged import packaged_folder
    from assistant.instance import open_instance
    from assistant.settings import load_settings

    if (INSTANCE / "config").is_dir():
        instance = open_instance(INSTANCE)
        if _has_database(instance):
            return database.read(
                instance, lambda session: _stored_rules(session, instance, department, account)
            )
        settings = instance.settings
    else:
        settings = load_settings(packaged_folder("config"))
    if department or account:
        raise InputError("there is no database here, so no department and no account")
    return Rules(settings)


def _has_database(instance: Instance) -> bool:
    from assistant.instance import open_database
    from assistant.store.engine import sqlite_path

    path = sqlite_path(open_database(instance))
    return path is None or path.exists()


def _stored_rules(session: Session, instance: Instance, department: str, account: str) -> Rules:
    from assistant.core.errors import InputError
    from assistant.core.ids import AccountId, DepartmentId
    from assistant.filters.policy import Sender
    from assistant.gateway.policy_watch import read_snapshot
    from assistant.identity.directory import get_member, has_department

    member = get_member(session, account) if account else None
    if account and member is None:
        raise InputError("no account has this id; `assistant accounts list` shows them")
    if department and not has_department(session, department):
        raise InputError("no department of this name; `assistant accounts list` shows them")
    chosen = department or (member.department_id if member else "")
    sender = Sender(AccountId(account), DepartmentId(chosen)) if chosen else None
    settings = instance.settings
    return Rules(settings, read_snapshot(session, settings.filter), sender)


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
    rules: Rules, records: list[tuple[object, str]], *, is_explained: bool
) -> list[ScanLine]:
    from assistant.bootstrap import open_filter
    from assistant.core.clock import SystemClock
    from assistant.core.keys import Key
    from assistant.filters.decision import Policy

    seal = Key("seal", 1, secrets.token_bytes(32))
    pool, gate = open_filter(rules.settings, seal, SystemClock())
    if rules.policy is not None:
        gate.adopt(Policy(rules.policy))
    await pool.start()
    slots = asyncio.Semaphore(rules.settings.filter.workers)

    async def scan_one(identifier: object, text: str) -> ScanLine:
        async with slots:
            return await _verdict(
                gate, identifier, text, sender=rules.sender, is_explained=is_explained
            )

    try:
        return await asyncio.gather(*(scan_one(*record) for record in records))
    finally:
        await pool.close()


async def _verdict(
    gate: PiiGate, identifier: object, text: str, *, sender: Sender | None, is_explained: bool
) -> ScanLine:
    from assistant.core.text import CleanText, RawText
    from assistant.filters.decision import Effect

    judgement = await gate.judge(RawText(text), sender=sender)
    verdict = judgement.verdict
    line: ScanLine = {"id": identifier, "blocked": False, "reason": None, "findings": []}
    if not isinstance(verdict, CleanText):
        line["blocked"], line["reason"] = True, verdict.reason.value
        decided = {one.finding: one for one in judgement.decisions} if is_explained else {}
        line["findings"] = [_line(one, decided.get(one)) for one in verdict.findings]
    if is_explained:
        for name, effect in (("let_through", Effect.PASSES), ("shadowed", Effect.SHADOWED)):
            lines = [_line(one.finding, one) for one in judgement.decisions if one.effect is effect]
            line[name] = lines  # type: ignore[literal-required]  # one of two keys it has
    return line


def _line(finding: Finding, decision: Decision | None) -> FindingLine:
    line: FindingLine = {
        "entity": finding.entity,
        "start": finding.start,
        "end": finding.end,
        "score": finding.score,
        "recognizer": finding.recognizer,
    }
    if decision is not None:
        line["reasons"] = list(finding.reasons)
        line["policy"] = str(decision.line)
    return line


def _print_table(verdict: ScanLine, content: str) -> None:
    from rich.console import Console

    console = Console()
    if verdict["blocked"]:
        console.print(f"blocked: {verdict['reason']}")
    else:
        console.print("clean: the gateway would let this text through")
    for title, findings in (
        ("", verdict["findings"]),
        ("let through", verdict.get("let_through", [])),
        ("counted by a rule in trial, not stopped", verdict.get("shadowed", [])),
    ):
        if findings:
            console.print(_table(title, findings, content))


def _table(title: str, findings: list[FindingLine], content: str) -> Table:
    from rich.table import Table

    is_explained = "reasons" in findings[0]
    headers = ("entity", "line", "column", "length", "score", "recognizer")
    table = Table(*headers, *(("reasons", "policy") if is_explained else ()), title=title or None)
    for finding in findings:
        start = finding["start"]
        line = content.count("\n", 0, start) + 1
        column = start - (content.rfind("\n", 0, start) + 1) + 1
        length = finding["end"] - start
        score = f"{finding['score']:.2f}"
        row = (finding["entity"], line, column, length, score, finding["recognizer"])
        why = (", ".join(finding.get("reasons", [])), finding.get("policy", ""))
        table.add_row(*(str(cell) for cell in row), *(why if is_explained else ()))
    return table


@app.command("shadow")
def shadow(
    month: Annotated[str, typer.Option("--month", help="As 2026-04; default: all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show what rules in trial would have stopped, by month, entity and department."""
    from assistant.core.periods import parse_month
    from assistant.instance import open_instance
    from assistant.policy.shadow import list_counts

    try:
        chosen = parse_month(month) if month else None
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from None

    def work(session: Session) -> tuple[ShadowCount, ...]:
        return list_counts(session, chosen)

    counts = database.read(open_instance(INSTANCE), work)
    if as_json:
        print_json([asdict(one) for one in counts])
        return
    for one in counts:
        line = (one.month, one.entity, one.department, f"{one.texts} texts", f"{one.stops} stops")
        typer.echo("\t".join(line))
