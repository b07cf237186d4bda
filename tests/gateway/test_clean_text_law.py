"""P1: clean text comes out of the gate and from nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant

PACKAGE = Path(assistant.__file__).parent
GATE = "filters/gate.py"
COPIERS = {"copy", "deepcopy", "__new__", "__replace__", "__setstate__"}


def constructions(source: str) -> list[str]:
    """Every way a piece of source makes a `CleanText`, or could make one unseen."""
    if "CleanText" not in source:
        return []
    tree = ast.parse(source)
    names = {"CleanText"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "CleanText" and alias.asname
    }
    return list(_constructions(tree, names))


def _constructions(tree: ast.AST, names: set[str]) -> Iterator[str]:
    checks = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) in {"isinstance", "issubclass"}
        for argument in ast.walk(node.args[1])
    }
    annotations = {
        id(part)
        for node in ast.walk(tree)
        for field in ("annotation", "returns")
        if isinstance(getattr(node, field, None), ast.AST)
        for part in ast.walk(getattr(node, field))
    }
    for node in ast.walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)) and _name(node) in names:
            is_type_only = (
                id(node) in checks or id(node) in annotations or _is_type_argument(node, tree)
            )
            if not is_type_only:
                yield f"line {node.lineno}: {_name(node)} used as a value"


def _is_type_argument(node: ast.AST, tree: ast.AST) -> bool:
    """Whether a name stands in the brackets of a type, as in `tuple[CleanText, CleanText]`."""
    return any(
        part is node
        for outer in ast.walk(tree)
        if isinstance(outer, ast.Subscript) and isinstance(outer.value, ast.Name)
        for part in ast.walk(outer.slice)
    )


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_only_the_gate_makes_clean_text() -> None:
    made = {
        path.relative_to(PACKAGE).as_posix(): found
        for path in sources()
        if (found := constructions(path.read_text(encoding="utf-8")))
    }
    assert set(made) == {GATE}


def test_no_copy_of_clean_text_with_other_content() -> None:
    """Copying past the constructor would make one too; nothing that knows the type does it."""
    users = [path for path in sources() if "CleanText" in path.read_text(encoding="utf-8")]
    copied = {
        path.relative_to(PACKAGE).as_posix()
        for path in users
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) in COPIERS
    }
    assert copied == set()


@pytest.mark.parametrize(
    "source",
    [
        "x = CleanText('a', 'b', 'c')",
        "from assistant.core.text import CleanText as Fine\nx = Fine('a', 'b', 'c')",
        "import assistant.core.text as t\nx = t.CleanText('a', 'b', 'c')",
        "make = CleanText\nx = make('a', 'b', 'c')",
        "xs = map(CleanText, texts)",
    ],
    ids=["call", "other name", "attribute", "alias", "handed on"],
)
def test_the_search_is_not_blind(source: str) -> None:
    assert constructions(source)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: CleanText) -> tuple[CleanText, CleanText] | None: ...",
        "ok = isinstance(x, CleanText)",
        "class A:\n    text: CleanText | None",
        "x: list[CleanText] = []",
    ],
)
def test_naming_the_type_is_allowed(source: str) -> None:
    assert constructions(source) == []
