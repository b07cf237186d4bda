"""Vectors an unfinished build has paid for, kept on the disk until an index holds them.

One file for each embedder: a line that states name and length, then fixed-size entries of key and
numbers, appended and flushed batch by batch. A torn last entry is cut off when it is opened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.rag.bm25 import Floats

_KEY_BYTES = 16
_NUMBER = np.dtype("<f4")


class KeptVectors:
    """The kept vectors of one embedder. Used under the lock of a build alone.

    Args:
        folder: where the files lie; made when there is something to keep.
        name: the embedder's name.
    """

    def __init__(self, folder: Path, name: str) -> None:
        digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
        self._path = folder / f"{digest}.part"
        self._name = name

    def load(self) -> dict[str, Floats]:
        """What is kept, by key; nothing if there is no file, or not one of this embedder."""
        try:
            raw = self._path.read_bytes()
        except OSError:
            return {}
        head, _, entries = raw.partition(b"\n")
        size = self._size_of(head)
        if not size:
            return {}
        step = _KEY_BYTES + size * _NUMBER.itemsize
        return {
            entries[at : at + _KEY_BYTES].hex(): np.frombuffer(
                entries, _NUMBER, count=size, offset=at + _KEY_BYTES
            ).astype(np.float32)
            for at in range(0, len(entries) - step + 1, step)
        }

    def add(self, vectors: Mapping[str, Floats]) -> None:
        """Keep a batch, durably; a file of vectors of another length is begun anew.

        Raises:
            OSError: it cannot be written.
        """
        if not vectors:
            return
        size = len(next(iter(vectors.values())))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab+") as file:
            file.seek(0)
            head = file.readline()
            step = _KEY_BYTES + size * _NUMBER.itemsize
            if self._size_of(head.rstrip(b"\n")) != size:
                file.truncate(0)
                stated = json.dumps({"name": self._name, "size": size})
                file.write(stated.encode() + b"\n")
            else:
                end = file.seek(0, os.SEEK_END)
                file.truncate(end - (end - len(head)) % step)
            for key, vector in vectors.items():
                file.write(bytes.fromhex(key) + np.asarray(vector, dtype=_NUMBER).tobytes())
            file.flush()
            os.fsync(file.fileno())

    def drop(self) -> None:
        """Forget them: an index holds them now."""
        self._path.unlink(missing_ok=True)

    def _size_of(self, head: bytes) -> int:
        try:
            stated = json.loads(head)
            return max(int(stated["size"]), 0) if stated["name"] == self._name else 0
        except (ValueError, KeyError, TypeError):
            return 0
