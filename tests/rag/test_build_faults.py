"""A build that runs out of disk, loses its endpoint, or is killed in the middle of it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError, InputError
from assistant.rag.bm25 import Floats
from assistant.rag.embedding import DocumentEmbedder
from assistant.rag.generations import Generations
from assistant.rag.ingest import Ingest
from assistant.rag.kept_vectors import KeptVectors
from assistant.rag.settings import RagSettings
from tests.patience import PATIENCE_SECONDS

PAGE = "# 手引\n## 旅費\n精算は10日以内にする。\n## 会議室\n予約は前日までにする。\n"
SPAWN = multiprocessing.get_context("spawn")


def build(folder: Path, embedder: DocumentEmbedder | None = None) -> str:
    """A build of the folder's documents; gives the generation's name."""
    generations = Generations(folder / "generations")
    clock = ManualClock(datetime(2026, 4, 1, tzinfo=UTC))
    ingest = Ingest(generations, RagSettings(), clock, embedder=embedder)
    return ingest.build([folder / "docs"], previous=None).generation


def outcome(folder: Path, embedder: DocumentEmbedder | None = None) -> str:
    """What a build says when it fails, for another process to read."""
    try:
        return build(folder, embedder)
    except (InputError, ConfigurationError) as fault:
        return fault.message


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


def is_intact(folder: Path, names: list[str]) -> bool:
    """Whether these generations are there, whole, and nothing of a build beside them."""
    generations = Generations(folder / "generations")
    for name in names:
        generations.open(name).close()
    left = list((folder / "generations").glob(".building-*"))
    return generations.names() == sorted(names) and not left


def in_a_process(work: Callable[[Path], None], folder: Path) -> int | None:
    process = SPAWN.Process(target=work, args=(folder,))
    process.start()
    process.join(PATIENCE_SECONDS)
    return process.exitcode


def _build_on_little_space(folder: Path) -> None:
    """The system refuses to write more, as a full disk does; the signal for it is not taken."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, most))
    said = outcome(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    (folder / "said").write_text(said, encoding="utf-8")


def _long(folder: Path) -> None:
    words = "".join(chr(0x4E00 + number) for number in range(4_000))
    pages = [words[start : start + 40] for start in range(0, 4_000, 40)]
    text = "# 長い手引\n" + "\n".join(f"## {n}\n{page}" for n, page in enumerate(pages))
    (folder / "docs" / "long.md").write_text(text, encoding="utf-8")


def test_space_that_ends_in_the_middle_of_a_file_is_said_and_changes_nothing(site: Path) -> None:
    name = build(site)
    _long(site)
    process = SPAWN.Process(target=_build_on_little_space, args=(site,))
    process.start()
    process.join(PATIENCE_SECONDS)
    said = (site / "said").read_text(encoding="utf-8")
    assert said.endswith("; the index in force stays")
    assert "None" not in said
    assert is_intact(site, [name])
    assert build(site) != name


class _Full:
    """Keeps nothing: the disk is full."""

    name = "toy"

    def embed(self, texts: Mapping[str, str]) -> Mapping[str, Floats]:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_is_full_while_vectors_are_made_is_said(site: Path) -> None:
    assert "the disk is full; the index in force stays" in outcome(site, _Full())
    assert is_intact(site, [])


def test_what_numpy_could_not_write_whole_is_a_full_disk(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*_arguments: object) -> None:
        raise OSError("512 requested and 84 written")

    monkeypatch.setattr(np, "save", short)
    assert "the disk is full" in outcome(site)
    assert is_intact(site, [])


class _Dies:
    """Keeps the vectors of a first batch; then its process is killed."""

    name = "toy"

    def __init__(self, folder: Path) -> None:
        self._kept = KeptVectors(folder / "kept", self.name)

    def embed(self, texts: Mapping[str, str]) -> Mapping[str, Floats]:
        first = next(iter(texts))
        self._kept.add({first: np.ones(2, np.float32)})
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it is dead")


def _build_and_die(folder: Path) -> None:
    build(folder, _Dies(folder))


def test_a_build_killed_between_two_batches_keeps_what_it_had(site: Path) -> None:
    name = build(site)
    assert in_a_process(_build_and_die, site) == -signal.SIGKILL
    assert Generations(site / "generations").names() == [name]
    assert len(KeptVectors(site / "kept", "toy").load()) == 1
    assert is_intact(site, [name, build(site)])


def _hold_the_lock(folder: Path) -> None:
    with Generations(folder / "generations").building(datetime(2026, 4, 2, tzinfo=UTC)):
        (folder / "held").touch()
        signal.pause()


def test_a_second_process_is_refused_while_a_first_one_builds(site: Path) -> None:
    process = SPAWN.Process(target=_hold_the_lock, args=(site,))
    process.start()
    try:
        while not (site / "held").exists():
            process.join(0.05)
            assert process.exitcode is None
        said = outcome(site)
    finally:
        process.kill()
        process.join()
    assert "another build is running" in said
    assert is_intact(site, [build(site)])
