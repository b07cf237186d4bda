"""The lock and constraints files agree with the ranges of pyproject.toml and with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text)}


@pytest.mark.parametrize(
    ("file", "ranges"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
        ("constraints.txt", PROJECT["project"]["dependencies"]),
    ],
)
def test_every_range_is_met_by_its_pin(file: str, ranges: list[str]) -> None:
    pinned = pins(file)
    assert len(pinned) > 100
    unmet = [
        wanted
        for wanted in map(Requirement, ranges)
        if not wanted.specifier.contains(pinned.get(canonicalize_name(wanted.name), "0"))
    ]
    assert unmet == []


def test_every_pin_of_the_program_is_the_same_for_developers() -> None:
    program, developers = pins("requirements.lock"), pins("requirements-dev.lock")
    assert program.items() <= developers.items()
    assert developers == pins("constraints.txt")


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_carries_a_hash(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
