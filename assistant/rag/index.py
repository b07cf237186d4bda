"""An index on disk: records, postings and vectors of one generation, mapped and only read.

Everything is plain JSON or arrays of numbers (`numpy.load(allow_pickle=False)`): opening an index
runs no code from it. The manifest is written last and holds the SHA-256 of every other file.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.core.errors import AssistantError
from assistant.rag.bm25 import Counts, Floats, Ints, Numbers, Postings, open_array, open_postings
from assistant.rag.documents import Record, record_from_line
from assistant.rag.routes import Routes, routes_from_json
from assistant.rag.word_vectors import Sif, open_sif

FORMAT = 1
MANIFEST = "manifest.json"
RECORDS = "records.jsonl"
ROUTES = "routes.json"
SCOPES = "scopes.json"
EMBEDDING = "embedding.npy"
_CHUNK = 1 << 20


class BrokenIndexError(AssistantError):
    """An index is missing, unfinished, changed or of another format; one line, which and why."""

    code = "index_broken"
    http_status = 503


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index says of itself.

    Attributes:
        records: how many records it holds.
        documents: how many documents they are from.
        built_at: when, in ISO form.
        cutter: what its words were cut with.
        vectors: the word vectors it was built with; empty for none.
        files: SHA-256 of every other file, by name.
        embedder: whose vectors its records have beside those of words; empty for none.
        dimensions: how many numbers each of these vectors has.
    """

    records: int
    documents: int
    built_at: str
    cutter: str
    vectors: str
    files: Mapping[str, str]
    embedder: str = ""
    dimensions: int = 0

    def to_json(self) -> str:
        """The file's content."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({"format": FORMAT, **values, "files": dict(self.files)}, indent=1)


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What a build can take over for records whose text did not change.

    Attributes:
        keys: digest of the searched text of each record.
        words: its words, as numbers in the index's own order.
        groups: its synonym groups, as places in `Index.group_keys`.
    """

    keys: tuple[str, ...]
    words: Counts
    groups: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """One opened index.

    Attributes:
        folder: where it lies.
        manifest: what it says of itself.
        terms: number of each word.
        words: BM25 over words.
        groups: BM25 over synonym groups, whose sorted ids are `group_keys`.
        grams: BM25 over pairs of characters, whose sorted keys are `gram_keys`.
        term_rows: row of each word in the word vectors, -1 for none.
        sif: mean word vectors, if it was built with vectors.
        lines: the records, a line of JSON each.
        bounds: (records + 1) where each line begins.
        validity: (records, 2) first and last day in force as YYYYMMDD.
        supplements: whether each record ranks down: 附則, and what stands before an ordinance.
        scopes: departments of the records that not everybody may read.
        routes: what citations can name.
        embedding: (records, dimensions) vectors by an embedder, rows of length 1 or 0.
    """

    folder: Path
    manifest: Manifest
    terms: Mapping[str, int]
    words: Postings
    groups: Postings
    group_keys: Ints
    grams: Postings
    gram_keys: Ints
    term_rows: Numbers
    sif: Sif | None
    lines: bytes | mmap.mmap
    bounds: Ints
    validity: Numbers
    supplements: NDArray[np.bool_]
    scopes: Mapping[int, frozenset[str]]
    routes: Routes
    embedding: Floats | None = None

    def __len__(self) -> int:
        return self.manifest.records

    def record(self, number: int) -> Record:
        """One record, read when it is asked for."""
        return record_from_line(self.lines[int(self.bounds[number]) : int(self.bounds[number + 1])])

    def records(self) -> list[Record]:
        """All records, in order."""
        return [self.record(number) for number in range(len(self))]

    def forward(self) -> Forward:
        """What a build can take over.

        Raises:
            OSError: a file is missing.
            ValueError: a file is damaged.
        """
        keys = json.loads((self.folder / "keys.json").read_text(encoding="utf-8"))
        words, groups = (open_counts(self.folder, name) for name in ("words", "groups"))
        return Forward(tuple(keys), words, groups)


def read_manifest(folder: Path) -> Manifest:
    """What an index says of itself; its files are not looked at.

    Raises:
        BrokenIndexError: there is none, or of another format.
    """
    with _faults_named(folder):
        stated: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if stated.pop("format") != FORMAT:
            raise BrokenIndexError(f"index {folder.name}: of another format; build it again")
        return Manifest(**stated)


def open_index(folder: Path) -> Index:
    """Map an index after comparing every file with its digest.

    Raises:
        BrokenIndexError: it cannot be used.
    """
    manifest = read_manifest(folder)
    with _faults_named(folder):
        for name, digest in manifest.files.items():
            if file_digest(folder / name) != digest:
                raise ValueError(name)
        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        count = manifest.records
        return Index(
            folder=folder,
            manifest=manifest,
            terms={term: number for number, term in enumerate(terms)},
            words=open_postings(folder, "words", count),
            groups=open_postings(folder, "groups", count),
            group_keys=open_array(folder / "groups.keys.npy"),
            grams=open_postings(folder, "grams", count),
            gram_keys=open_array(folder / "grams.keys.npy"),
            term_rows=open_array(folder / "terms.rows.npy"),
            sif=open_sif(folder) if manifest.vectors and count else None,
            lines=_map(folder / RECORDS),
            bounds=open_array(folder / "records.bounds.npy"),
            validity=open_array(folder / "records.validity.npy"),
            supplements=open_array(folder / "records.supplements.npy"),
            scopes=_scopes(folder),
            routes=routes_from_json((folder / ROUTES).read_text(encoding="utf-8")),
            embedding=_embedding(folder, manifest) if manifest.embedder else None,
        )


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()


def save_counts(folder: Path, name: str, counts: Counts) -> None:
    """Write three arrays `<name>.forward.<part>.npy`."""
    for part in ("bounds", "terms", "counts"):
        np.save(folder / f"{name}.forward.{part}.npy", getattr(counts, part))


def open_counts(folder: Path, name: str) -> Counts:
    """Map what `save_counts` wrote."""
    parts = ("bounds", "terms", "counts")
    return Counts(*(open_array(folder / f"{name}.forward.{part}.npy") for part in parts))


def _embedding(folder: Path, manifest: Manifest) -> Floats:
    matrix: Floats = open_array(folder / EMBEDDING)
    if matrix.shape != (manifest.records, manifest.dimensions):
        raise ValueError(f"{EMBEDDING}: not the stated shape")
    return matrix


def _scopes(folder: Path) -> dict[int, frozenset[str]]:
    listed: dict[str, list[str]] = json.loads((folder / SCOPES).read_text(encoding="utf-8"))
    return {int(record): frozenset(names) for record, names in listed.items()}


def _map(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _faults_named:  # noqa: N801  # reads as a statement
    """Turns what reading a damaged folder raises into one fault that names it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, OSError):
            why = "missing" if isinstance(fault, FileNotFoundError) else type(fault).__name__
            raise BrokenIndexError(
                f"index {self._folder.name}: a file is {why}; run `assistant rag build`"
            ) from None
        if isinstance(fault, (ValueError, KeyError, TypeError, IndexError)):
            raise BrokenIndexError(
                f"index {self._folder.name}: damaged; run `assistant rag build`"
            ) from None
