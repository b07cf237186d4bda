"""What a killed export leaves behind goes; what a living one works in stays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.export import ExportFormat, ExportRequest, run_export
from assistant.usage.log.workplace import PREFIX, remove_dead, workplace
from tests.usage.log.turns import answered, write_all

WORKER = """
import sys
from pathlib import Path
from assistant.usage.log.workplace import workplace
with workplace(Path(sys.argv[1])) as folder:
    (folder / "export").write_text("half")
    print(folder.name, flush=True)
    sys.stdin.read()
"""


@contextmanager
def exporting(parent: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process in the middle of an export, and the folder it works in."""
    command = [sys.executable, "-c", WORKER, str(parent)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, parent / process.stdout.readline().strip()
        finally:
            process.kill()


def leftovers(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.glob(f"{PREFIX}*"))


def test_a_folder_goes_with_its_export(tmp_path: Path) -> None:
    with workplace(tmp_path) as folder:
        (folder / "export").write_text("half")
        assert leftovers(tmp_path) == [folder.name]
    assert leftovers(tmp_path) == []


def test_a_killed_ones_folder_goes_and_a_living_ones_stays(tmp_path: Path) -> None:
    with exporting(tmp_path) as (_, living), exporting(tmp_path) as (process, dead):
        assert remove_dead(tmp_path) == 0
        process.kill()
        process.wait()
        assert leftovers(tmp_path) == sorted([living.name, dead.name])
        assert remove_dead(tmp_path) == 1
        assert leftovers(tmp_path) == [living.name]
        assert (living / "export").read_text() == "half"


def test_another_export_of_the_same_process_stays(tmp_path: Path) -> None:
    with workplace(tmp_path) as first, workplace(tmp_path) as second:
        assert leftovers(tmp_path) == sorted([first.name, second.name])
        assert remove_dead(tmp_path) == 0


def test_what_is_no_folder_of_ours_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    (tmp_path / f"{PREFIX}file").touch()
    assert remove_dead(tmp_path) == 0
    assert remove_dead(tmp_path / "nowhere") == 0
    assert [path.name for path in elsewhere.iterdir()] == ["kept"]


@pytest.mark.anyio
async def test_the_next_export_removes_what_a_killed_one_left(
    unit_of_work: UnitOfWork, tmp_path: Path
) -> None:
    await unit_of_work.write(lambda session: write_all(session, [answered()]))
    folder = tmp_path / "out"
    folder.mkdir()
    with exporting(folder) as (process, _):
        process.kill()
        process.wait()
    request = ExportRequest(format=ExportFormat.CSV, out=folder / "usage.csv")
    assert (await run_export(unit_of_work, request)).rows == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "usage.csv",
        "usage.csv.json",
        "usage.csv.sha256",
    ]
