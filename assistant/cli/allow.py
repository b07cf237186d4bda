"""`allow`: the city's lists of what may be written, and the rules per entity and department."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from assistant.gateway.policy_administration import PolicyAdministration
    from assistant.instance import Instance
    from assistant.policy.drafts import Draft
    from assistant.policy.lists import Imported

app = new_group("What the filter lets through: lists of texts, officials, offices; and rules.")

Reason = Annotated[str, typer.Option("--reason", help="Why; it stands in the audit log.")]
Department = Annotated[str, typer.Option("--department", help="For this department alone.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


class Kind(StrEnum):
    """A list, as it is named on the command line."""

    ENTRIES = "entries"
    OFFICIALS = "officials"
    CONTACTS = "contacts"


class RuleAction(StrEnum):
    """What a rule does."""

    BLOCK = "block"
    ALLOW = "allow"


KindOption = Annotated[Kind, typer.Option("--kind", help="Which list.")]


@app.command("add")
def add(
    text: Annotated[str, typer.Argument(help="What may be written; - reads standard input.")],
    reason: Reason,
    entity: Annotated[
        str, typer.Option("--entity", help="As what it was found; default any.")
    ] = "",
    department: Department = "",
    until: Annotated[str, typer.Option("--until", help="Last day it holds, as 2027-03-31.")] = "",
) -> None:
    """Let a text through; in force in every process within a second."""
    from assistant.gateway.policy_administration import department_ids
    from assistant.instance import open_instance
    from assistant.policy.drafts import EntryDraft

    instance = open_instance(INSTANCE)
    policy = administration(instance)
    draft = EntryDraft(
        text=_text(text),
        reason=reason,
        entity=entity or None,
        department=department or None,
        until=_day(until) if until else None,
    )
    number = database.write(
        instance,
        lambda session: policy.lists.add(session, operator(), draft, department_ids(session)),
    )
    typer.echo(f"entry {number}")


@app.command("list")
def list_lines(kind: KindOption = Kind.ENTRIES, as_json: AsJson = False) -> None:
    """Show a list, with who added each line and why."""
    from assistant.instance import open_instance
    from assistant.policy import snapshot

    read = {
        Kind.ENTRIES: snapshot.stored_entries,
        Kind.OFFICIALS: snapshot.stored_officials,
        Kind.CONTACTS: snapshot.stored_contacts,
    }[kind]

    def work(session: Session) -> Sequence[Any]:
        return read(session)

    lines = [asdict(one) for one in database.read(open_instance(INSTANCE), work)]
    _print_lines(lines, as_json=as_json)


@app.command("remove")
def remove(
    number: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="Number of the line.")
    ],
    reason: Reason,
    kind: KindOption = Kind.ENTRIES,
) -> None:
    """Take a line off a list; what it let through is stopped again within a second."""
    from assistant.instance import open_instance
    from assistant.policy.drafts import ListKind

    instance = open_instance(INSTANCE)
    policy = administration(instance)
    database.write(
        instance,
        lambda session: policy.lists.remove(
            session, operator(), ListKind(kind.value), number, reason=reason
        ),
    )
    typer.echo(f"{kind.value} {number}: removed")


@app.command("import")
def import_lines(
    file: Annotated[Path, typer.Argument(help="CSV; docs/policy.md has its columns.")],
    kind: KindOption = Kind.ENTRIES,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add the lines of a CSV file to a list; all of them or none. Nothing is taken off it."""
    from assistant.core.errors import InputError
    from assistant.gateway.policy_administration import department_ids
    from assistant.instance import open_instance
    from assistant.policy.drafts import ListKind
    from assistant.policy.list_files import ListFileError, read_list

    instance = open_instance(INSTANCE)
    policy = administration(instance)
    chosen = ListKind(kind.value)

    def work(session: Session) -> Imported:
        departments = department_ids(session)

        def problem_of(draft: Draft) -> str | None:
            return policy.lists.problem(draft, departments)

        drafts = read_list(content, chosen, problem_of)
        return policy.lists.import_all(session, operator(), chosen, drafts, is_dry_run=dry_run)

    try:
        content = file.read_bytes()
        done = database.write(instance, work)
    except OSError as fault:
        raise InputError(f"{file}: cannot be read ({fault.strerror})") from None
    except ListFileError as fault:
        for problem in fault.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise InputError(f"{file}: nothing was imported; mend the lines above") from None
    if as_json:
        print_json(asdict(done) | {"dry_run": dry_run})
        return
    typer.echo("dry run, nothing was changed" if dry_run else "imported")
    typer.echo(f"  added: {done.added}")
    duplicates = ", ".join(map(str, done.duplicate_lines)) or "none"
    typer.echo(f"  lines that were there before: {duplicates}")


@app.command("rule")
def set_rule(  # noqa: PLR0913  # one option a column
    entity: Annotated[str, typer.Argument(help="One of docs/pii_entities.md.")],
    *,
    reason: Reason,
    action: Annotated[RuleAction | None, typer.Option("--action", help="block or allow.")] = None,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="Findings under it do nothing, 0 to 1.")
    ] = None,
    shadow: Annotated[
        bool | None, typer.Option("--shadow/--no-shadow", help="Count only, stop nothing.")
    ] = None,
    department: Department = "",
    clear: Annotated[
        bool, typer.Option("--clear", help="Take the rule away: config/pii.toml holds again.")
    ] = False,
) -> None:
    """Change what the filter does with an entity; the rest of its rule stays as it was."""
    from assistant.gateway.policy_administration import department_ids
    from assistant.instance import open_instance
    from assistant.policy.terms import RuleValues

    values = RuleValues(action.value if action else None, threshold, shadow)
    if clear and values != RuleValues():
        raise typer.BadParameter("--clear takes the whole rule away; give no other value with it")
    instance = open_instance(INSTANCE)
    policy = administration(instance)

    def work(session: Session) -> RuleValues | None:
        chosen = department or None
        if clear:
            policy.rules.clear(session, operator(), entity, department=chosen, reason=reason)
            return None
        return policy.rules.set(
            session,
            operator(),
            entity,
            values,
            department=chosen,
            departments=department_ids(session),
            reason=reason,
        )

    now = database.write(instance, work)
    told = "as in config/pii.toml" if now is None else _told(asdict(now))
    typer.echo(f"{entity}{f' of {department}' if department else ''}: {told}")


@app.command("rules")
def list_rules(as_json: AsJson = False) -> None:
    """Show the rules that differ from config/pii.toml."""
    from assistant.instance import open_instance
    from assistant.policy.snapshot import stored_rules

    stored = database.read(open_instance(INSTANCE), stored_rules)
    lines = [
        {
            "entity": one.entity,
            "department": one.department,
            **asdict(one.values),
            "reason": one.reason,
            "author": one.author,
            "updated_at": one.updated_at,
        }
        for one in stored
    ]
    _print_lines(lines, as_json=as_json)


def administration(instance: Instance) -> PolicyAdministration:
    """The policy of an installation, to be changed in a transaction of the caller's."""
    from assistant.core.clock import SystemClock
    from assistant.core.keyfiles import read_keyring
    from assistant.gateway.policy_administration import make_policy_administration
    from assistant.store.audit import AuditLog

    clock = SystemClock()
    audit = AuditLog(read_keyring(instance.keys_folder).audit, clock)
    return make_policy_administration(instance.settings.filter, audit, clock)


def _print_lines(lines: list[dict[str, Any]], *, as_json: bool) -> None:
    shown = [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in line.items()
        }
        for line in lines
    ]
    if as_json:
        print_json(shown)
        return
    for line in shown:
        typer.echo("\t".join("" if value is None else str(value) for value in line.values()))


def _told(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)


def _text(given: str) -> str:
    """The text to allow: an argument stands in the shell's history, standard input does not."""
    import sys

    if given != "-":
        return given
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace").strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2027-03-31") from None
