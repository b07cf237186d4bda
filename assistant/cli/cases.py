"""`cases`: the library of prompts that worked - checking its files, listing and trying them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.groups import CHECK_FOUND, INSTANCE, new_group, print_json

if TYPE_CHECKING:
    from assistant.conversation.cases import Case, CaseLibrary

app = new_group("The case library: check its files, list them, fill one in.")

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@app.command("validate")
def validate(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of .toml files; default conversation.cases.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every file of the library; one line for each fault. Exit code 3 if there is one."""
    library = _library(folder)
    if as_json:
        faults = [{"file": f.file, "key": f.key, "remedy": f.remedy} for f in library.faults]
        print_json({"cases": len(library.cases), "faults": faults})
    else:
        for fault in library.faults:
            typer.echo(str(fault))
        typer.echo(f"{len(library.cases)} cases, {len(library.faults)} faults")
    if library.faults:
        raise typer.Exit(CHECK_FOUND)


@app.command("list")
def list_cases(
    words: Annotated[str, typer.Option("--search", help="Only those these words fit.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the cases by number: number, id, task, class of work, title."""
    shown = [_line(case) for case in _library(None).search(words)]
    if as_json:
        print_json(shown)
        return
    for line in shown:
        typer.echo("\t".join(str(value) for value in line.values()))


@app.command("preview")
def preview(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="Id or number of a case.")],
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="Fill a field; once for each."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the question a case makes; without --set, the form with its blanks."""
    from assistant.conversation.case_forms import blank_form, render
    from assistant.core.errors import InputError

    case = _library(None).find(case_id)
    if case is None:
        raise InputError(f"{case_id}: no such case; `assistant cases list` names them")
    text = render(case, _values(values)) if values else blank_form(case)
    if as_json:
        print_json(_line(case) | {"check": case.check, "fields": _fields(case), "text": text})
        return
    typer.echo(text)


def _library(folder: Path | None) -> CaseLibrary:
    from assistant.conversation.cases import load_cases
    from assistant.instance import open_instance

    if folder is None:
        instance = open_instance(INSTANCE)
        folder = instance.root / instance.settings.conversation.cases
    return load_cases(folder)


def _line(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "id": case.id,
        "task": case.task.value,
        "risk": case.risk.value,
        "title": case.title,
    }


def _fields(case: Case) -> list[dict[str, Any]]:
    return [
        {"name": f.name, "label": f.label, "kind": f.kind.value, "required": f.required}
        for f in case.fields
    ]


def _values(given: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or name in values:
            raise typer.BadParameter("write it as FIELD=VALUE, each field once")
        values[name] = value
    return values
