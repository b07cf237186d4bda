"""The turn to build: one process has it, others are refused or wait, a killed one loses it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from assistant.rag.generations import AnotherBuildError, Generations
from tests.patience import PATIENCE_SECONDS

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SPAWN = multiprocessing.get_context("spawn")


def _hold_the_turn(folder: Path) -> None:
    with Generations(folder).turn():
        (folder / "held").touch()
        signal.pause()


def _wait_for_the_turn(folder: Path) -> None:
    with Generations(folder).turn(on_wait=(folder / "waits").touch):
        (folder / "has it").touch()


def wait_for(path: Path, process: BaseProcess) -> None:
    while not path.exists():
        process.join(0.01)
        assert process.exitcode in {None, 0}


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[BaseProcess]:
    """Another process, that has the turn."""
    process = SPAWN.Process(target=_hold_the_turn, args=(tmp_path,))
    process.start()
    wait_for(tmp_path / "held", process)
    yield process
    process.kill()
    process.join()


def test_the_turn_of_another_process_is_refused(tmp_path: Path, holder: BaseProcess) -> None:
    assert holder.is_alive()
    mine = Generations(tmp_path)
    with pytest.raises(AnotherBuildError, match="another build is running"), mine.turn():
        pass
    with pytest.raises(AnotherBuildError, match="another build is running"), mine.building(NOW):
        pass


def test_whoever_waits_is_told_and_gets_the_turn_of_a_killed_process(
    tmp_path: Path, holder: BaseProcess
) -> None:
    with Generations(tmp_path).turn(on_wait=holder.kill):
        holder.join(PATIENCE_SECONDS)
        assert holder.exitcode == -signal.SIGKILL


def test_whoever_has_the_turn_sees_that_another_one_waits(tmp_path: Path) -> None:
    mine = Generations(tmp_path)
    waiting = SPAWN.Process(target=_wait_for_the_turn, args=(tmp_path,))
    with mine.turn():
        assert not mine.is_turn_wanted()
        waiting.start()
        wait_for(tmp_path / "waits", waiting)
        while not mine.is_turn_wanted():
            assert waiting.is_alive()
        assert not (tmp_path / "has it").exists()
    waiting.join(PATIENCE_SECONDS)
    assert waiting.exitcode == 0
    assert (tmp_path / "has it").exists()
    assert not mine.is_turn_wanted()


def test_a_turn_lasts_over_what_is_built_in_it(tmp_path: Path) -> None:
    mine, other = Generations(tmp_path), Generations(tmp_path)
    with mine.turn():
        with mine.building(NOW) as folder:
            name = mine.publish(folder)
        with pytest.raises(AnotherBuildError), other.turn():
            pass
    assert mine.names() == [name]
    with other.turn():
        assert other.discard_unused(active="") == [name]
