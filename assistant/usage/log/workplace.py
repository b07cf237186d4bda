"""Folders exports are made in: gone afterwards, and those of killed processes gone at the next."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

PREFIX = ".usage-export-"
LOCK = ".lock"


@contextmanager
def workplace(parent: Path) -> Iterator[Path]:
    """A folder of its own for one export, gone with everything in it afterwards.

    Raises:
        OSError: it cannot be made.
    """
    remove_dead(parent)
    folder, lock = _made(parent)
    with lock:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def remove_dead(parent: Path) -> int:
    """Remove what processes that were killed left behind in a folder; returns how many.

    A living process holds a lock on its own, which the system lets go when it dies: neither ids
    nor ages have to be trusted. Folders of other users are left alone.
    """
    removed = 0
    with suppress(OSError):  # a folder that cannot be listed holds nothing of ours
        for folder in parent.glob(f"{PREFIX}*"):
            removed += _is_own(folder) and _remove_if_dead(folder)
    return removed


def _made(parent: Path) -> tuple[Path, BinaryIO]:
    """A new folder and the lock that is held on it.

    Until it is locked another process may take it for a dead one's and remove it; then anew.
    """
    while True:
        folder = Path(mkdtemp(prefix=PREFIX, dir=parent))
        with suppress(FileNotFoundError):
            lock = (folder / LOCK).open("ab")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_in_place(folder, lock):
                return folder, lock
            lock.close()


def _is_in_place(folder: Path, lock: BinaryIO) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat((folder / LOCK).stat(), os.fstat(lock.fileno()))
    return False


def _is_own(folder: Path) -> bool:
    """Not somebody else's, nor a link to it."""
    with suppress(OSError):
        found = folder.lstat()
        return found.st_uid == os.geteuid() and folder.is_dir() and not folder.is_symlink()
    return False


def _remove_if_dead(folder: Path) -> bool:
    with suppress(OSError), (folder / LOCK).open("ab") as lock:  # held, or gone meanwhile
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
        return True
    return False
