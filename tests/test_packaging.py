"""The built wheel carries what the program needs beside its code."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel built from this checkout."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    command += ["--skip-dependency-check", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = target.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("folder", ["config", "guidelines"])
def test_wheel_carries_every_file_of(names: set[str], folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    expected = {f"assistant/_packaged/{path.relative_to(ROOT)}" for path in files}
    assert len(expected) >= 5
    assert expected <= names


def test_wheel_carries_rank_file_and_migrations(names: set[str]) -> None:
    assert "assistant/_packaged/o200k_base.tiktoken" in names
    assert "assistant/store/migrations/env.py" in names
    assert any(name.startswith("assistant/store/migrations/versions/0001") for name in names)


def test_wheel_carries_nothing_of_the_tests(names: set[str]) -> None:
    assert not [name for name in names if name.startswith(("tests/", "bench/"))]
