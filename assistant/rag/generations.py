"""Generations of the index: built aside, made visible by a rename, kept until nobody reads them.

One process at a time has the turn to build, from reading which generation is in force until the
others are discarded: two builds would put each other out of force, and discard each other's work.

`data/rag/generations/<id>` is never changed after the rename. Readers hold a shared lock on its
manifest, so that another process's build does not remove it under them; what a killed build left
begins with `.building-` and is removed by the next. Which one is in force stands in the database
(`assistant.rag.activation`), not here.
"""

from __future__ import annotations

import fcntl
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from assistant.core.errors import ConfigurationError
from assistant.rag.index import MANIFEST, BrokenIndexError, Index, open_index

_LOCK = ".build.lock"
_WANTED = ".build.wanted"
_UNFINISHED = ".building-"
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")


class AnotherBuildError(ConfigurationError):
    """Another build has the turn, or was put in force meanwhile. What is in force stays."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open generation; it stays on the disk until `close`."""

    name: str
    index: Index
    lock: IO[bytes] = field(repr=False)

    def close(self) -> None:
        """Let go of it. May be called twice."""
        self.lock.close()


class Generations:
    """The folder of all generations of one installation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._has_turn = False

    @contextmanager
    def turn(self, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """The turn to build, over all processes; the system ends it with the process.

        Args:
            on_wait: told once that another build runs, whose end is then waited for.

        Raises:
            AnotherBuildError: another build runs, and there is no `on_wait`.
            ConfigurationError: the folder cannot be written.
        """
        with self._lock_file(_LOCK) as lock:
            if not _took(lock, fcntl.LOCK_EX):
                if on_wait is None:
                    raise AnotherBuildError(
                        f"{self._folder}: another build is running; wait for its end"
                    )
                on_wait()
                with self._lock_file(_WANTED) as wanted:
                    fcntl.flock(wanted, fcntl.LOCK_EX)
                    fcntl.flock(lock, fcntl.LOCK_EX)
            self._has_turn = True
            try:
                yield
            finally:
                self._has_turn = False

    def is_turn_wanted(self) -> bool:
        """Whether another build waits for the turn."""
        with self._lock_file(_WANTED) as wanted:
            return not _took(wanted, fcntl.LOCK_SH)

    @contextmanager
    def building(self, now: datetime) -> Iterator[Path]:
        """A new folder to build in: the one build of this object's turn, or of one taken for it.

        The caller fills it and then calls `publish`. Whatever is not published is removed.

        Raises:
            AnotherBuildError: another build runs.
            ConfigurationError: the folder cannot be written.
        """
        with nullcontext() if self._has_turn else self.turn():
            self._has_turn = False  # a turn is for one build
            self._remove_unfinished()
            name = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
            folder = self._folder / f"{_UNFINISHED}{name}"
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path) -> str:
        """Give a finished build its name; from then on it never changes.

        Returns:
            The name, to be made the active one.
        """
        name = folder.name.removeprefix(_UNFINISHED)
        folder.rename(self._folder / name)
        return name

    def open(self, name: str) -> Opened:
        """Open one for reading.

        Raises:
            BrokenIndexError: it is missing or damaged.
        """
        if not _NAME.fullmatch(name):
            raise BrokenIndexError("index: the database names no generation; build it again")
        folder = self._folder / name
        try:
            lock = (folder / MANIFEST).open("rb")
        except OSError:
            raise BrokenIndexError(
                f"index {name}: missing in {self._folder}; if another gateway on this database "
                "built it, share that one's data/rag with this one (docs/operations.md, "
                "PostgreSQL), else run `assistant rag build`"
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
            return Opened(name, open_index(folder), lock)
        except BaseException:
            lock.close()
            raise

    def names(self) -> list[str]:
        """All finished generations, oldest first."""
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name))

    def discard_unused(self, *, active: str) -> list[str]:
        """Remove every generation but the active one that nobody has open; gives their names."""
        removed = []
        for name in self.names():
            if name != active and self._is_unused(name):
                self.discard(name)
                removed.append(name)
        return removed

    def discard(self, name: str) -> None:
        """Remove a generation that is not in force."""
        shutil.rmtree(self._folder / name, ignore_errors=True)

    def _is_unused(self, name: str) -> bool:
        try:
            # For writing too: over a network a file opened to be read alone takes no such lock.
            with (self._folder / name / MANIFEST).open("r+b") as lock:
                return _took(lock, fcntl.LOCK_EX)
        except FileNotFoundError:
            return True
        except OSError:  # nobody knows: better a folder too many than one taken from its readers
            return False

    def _lock_file(self, name: str) -> IO[bytes]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return (self._folder / name).open("a+b")
        except OSError as fault:
            raise ConfigurationError(
                f"{self._folder}: cannot be written ({fault.strerror}); mend that"
            ) from None

    def _remove_unfinished(self) -> None:
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)


def _took(file: IO[bytes], kind: int) -> bool:
    """Take a lock of a kind on a file, if nobody else's is in the way."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
