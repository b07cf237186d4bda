"""Writes an index into a new folder: cut, count, weigh. What did not change is not cut again."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from assistant.rag.bm25 import Counts, Ints, counts_of, weigh
from assistant.rag.documents import Record, Trust
from assistant.rag.embedding import DocumentEmbedder, write_embedding
from assistant.rag.grams import count_grams
from assistant.rag.index import (
    MANIFEST,
    RECORDS,
    ROUTES,
    SCOPES,
    Forward,
    Index,
    Manifest,
    file_digest,
    save_counts,
)
from assistant.rag.routes import routes_of
from assistant.rag.word_vectors import WordVectors, make_sif
from assistant.rag.words import WordCutter, cutter_version

OnProgress = Callable[[int, int], None]
_Row = tuple[Counter[str], Counter[int]]


def write_index(  # noqa: PLR0913  # one call, with what may go along
    folder: Path,
    records: Sequence[Record],
    *,
    built_at: datetime,
    previous: Index | None = None,
    vectors: WordVectors | None = None,
    embedder: DocumentEmbedder | None = None,
    on_progress: OnProgress = lambda _done, _of: None,
) -> int:
    """Write an index of records into an empty folder, durably; the manifest comes last.

    Args:
        folder: an existing, empty folder.
        records: what to look up, in a stable order.
        built_at: the instant to state.
        previous: an index to take unchanged records' words from.
        vectors: word vectors for expansion and SIF.
        embedder: gives records vectors of their own.
        on_progress: told how many records are cut, of how many.

    Returns:
        How many records had to be cut into words.

    Raises:
        OSError: the folder cannot be written (disk full); it is then useless.
        AssistantError: the embedder fails; what it has made is kept for the next build.
    """
    keys = [_text_key(record) for record in records]
    rows, cut_count = _rows(records, keys, previous, on_progress)
    with _ShortWritesNamed():
        _write_lexical(folder, records, keys, rows, vectors)
        stated = _stated(records, built_at, vectors)
        if embedder is not None:
            texts = [_searched(record) for record in records]
            size = write_embedding(folder, keys, texts, previous=previous, embedder=embedder)
            stated = replace(stated, embedder=embedder.name, dimensions=size)
        _seal(folder, stated)
    return cut_count


class _ShortWritesNamed:
    """numpy says of a full disk only how much of an array was written; this says what it is."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, OSError) and fault.errno is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None


def _write_lexical(
    folder: Path,
    records: Sequence[Record],
    keys: Sequence[str],
    rows: Sequence[_Row],
    vectors: WordVectors | None,
) -> None:
    _write_records(folder, records)
    terms = _write_words(folder, [words for words, _ in rows], vectors)
    _write_groups(folder, [groups for _, groups in rows])
    gram_keys, gram_counts = count_grams([_searched(record) for record in records])
    np.save(folder / "grams.keys.npy", gram_keys)
    weigh(gram_counts, len(gram_keys)).save(folder, "grams")
    (folder / "terms.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
    (folder / "keys.json").write_text(json.dumps(keys), encoding="utf-8")


def _stated(records: Sequence[Record], built_at: datetime, vectors: WordVectors | None) -> Manifest:
    return Manifest(
        records=len(records),
        documents=len({record.document_id for record in records}),
        built_at=built_at.isoformat(),
        cutter=cutter_version(),
        vectors=vectors.name if vectors else "",
        files={},
    )


def _rows(
    records: Sequence[Record],
    keys: Sequence[str],
    previous: Index | None,
    on_progress: OnProgress,
) -> tuple[list[_Row], int]:
    known = _known_rows(previous)
    cutter = WordCutter()
    rows: list[_Row] = []
    cut_count = 0
    for number, (record, key) in enumerate(zip(records, keys, strict=True), 1):
        row = known(key)
        if row is None:
            row = _cut(cutter, record)
            cut_count += 1
        rows.append(row)
        on_progress(number, len(records))
    return rows, cut_count


def _known_rows(previous: Index | None) -> Callable[[str], _Row | None]:
    """Rows of an earlier index by their text's digest; none if its words were cut otherwise."""
    if previous is None or previous.manifest.cutter != cutter_version():
        return lambda _key: None
    try:
        forward: Forward = previous.forward()
    except (OSError, ValueError):
        return lambda _key: None
    places = {key: place for place, key in enumerate(forward.keys)}
    names = list(previous.terms)
    group_ids = previous.group_keys

    def row(key: str) -> _Row | None:
        place = places.get(key)
        if place is None:
            return None
        terms, counts = forward.words.row(place)
        groups, group_counts = forward.groups.row(place)
        return (
            Counter({names[term]: int(n) for term, n in zip(terms, counts, strict=True)}),
            Counter({int(group_ids[g]): int(n) for g, n in zip(groups, group_counts, strict=True)}),
        )

    return row


def _cut(cutter: WordCutter, record: Record) -> _Row:
    cut = cutter.cut(_searched(record))
    return Counter(cut.words), Counter(cut.groups)


def _searched(record: Record) -> str:
    """Label, headings and text: a heading says what a record is about, so it counts twice.

    The heading of a record without one, as in a list of questions and answers, is its title.
    """
    headings = record.path or (() if record.article else (record.label,))
    return "\n".join((record.label, *headings, record.text))


def _text_key(record: Record) -> str:
    text = _searched(record).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def _write_records(folder: Path, records: Sequence[Record]) -> None:
    lines = [f"{record.to_line()}\n".encode() for record in records]
    bounds = np.zeros(len(lines) + 1, dtype=np.int64)
    np.cumsum([len(line) for line in lines], out=bounds[1:])
    (folder / RECORDS).write_bytes(b"".join(lines))
    np.save(folder / "records.bounds.npy", bounds)
    validity = [(record.effective_from, record.effective_to) for record in records]
    np.save(folder / "records.validity.npy", np.array(validity, dtype=np.int32).reshape(-1, 2))
    supplements = np.array([_is_aside(record) for record in records], dtype=np.bool_)
    np.save(folder / "records.supplements.npy", supplements)
    scopes = {n: record.departments for n, record in enumerate(records) if record.departments}
    (folder / SCOPES).write_text(json.dumps(scopes, ensure_ascii=False), encoding="utf-8")
    (folder / ROUTES).write_text(routes_of(records).to_json(), encoding="utf-8")


def _is_aside(record: Record) -> bool:
    """Supplementary provisions, and what stands before an ordinance's first article."""
    is_head = record.trust is Trust.ENACTED and not record.article and not record.path
    return record.is_supplement or is_head


def _write_words(
    folder: Path, rows: Sequence[Counter[str]], vectors: WordVectors | None
) -> list[str]:
    numbers: dict[str, int] = {}
    counts = counts_of(
        [{numbers.setdefault(word, len(numbers)): n for word, n in row.items()} for row in rows]
    )
    terms = list(numbers)
    postings = weigh(counts, len(terms))
    postings.save(folder, "words")
    save_counts(folder, "words", counts)
    if vectors is None:
        term_rows = np.full(len(terms), -1, dtype=np.int32)
    else:
        term_rows = vectors.rows_of(terms)
        make_sif(counts, postings.idf, term_rows, vectors).save(folder)
    np.save(folder / "terms.rows.npy", term_rows)
    return terms


def _write_groups(folder: Path, rows: Iterable[Counter[int]]) -> None:
    listed = list(rows)
    keys: Ints = np.array(sorted({group for row in listed for group in row}), dtype=np.int64)
    places = {int(key): place for place, key in enumerate(keys)}
    counts: Counts = counts_of([{places[g]: n for g, n in row.items()} for row in listed])
    np.save(folder / "groups.keys.npy", keys)
    weigh(counts, len(keys)).save(folder, "groups")
    save_counts(folder, "groups", counts)


def _seal(folder: Path, stated: Manifest) -> None:
    """Write everything through to the disk, then the manifest with every file's digest."""
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    for path in paths:
        _sync(path)
    manifest = replace(stated, files={path.name: file_digest(path) for path in paths})
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    _sync(folder / MANIFEST)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
