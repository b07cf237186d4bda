"""Finds the files of the configured sources and reads them; a broken file is named and skipped."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.core.errors import ConfigurationError
from assistant.rag.assembly import article_twice, records_of
from assistant.rag.documents import Record, is_writable
from assistant.rag.lint import instruction_in
from assistant.rag.loaders.base import Draft, Loader, RefusedError
from assistant.rag.loaders.registry import LOADERS, REFUSED


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or record that is not in the index, and why; never its text."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, under the name its records are called by."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file.

    Attributes:
        records: its records.
        refused: the file, or records of it, that are left out.
        quarantined: records set aside for a person to look at.
        notices: what is odd but was read.
    """

    records: tuple[Record, ...] = ()
    refused: tuple[Refusal, ...] = ()
    quarantined: tuple[Refusal, ...] = ()
    notices: tuple[Refusal, ...] = ()


def find_files(sources: Sequence[Path]) -> list[SourceFile]:
    """Every file of some files and folders that has a known ending, by name, each once.

    Files and folders whose name begins with a dot are ignored, and so are endings nobody keeps
    text in. The result does not depend on the order of sources or of files on disk.

    Raises:
        ConfigurationError: a source does not exist.
    """
    named: dict[str, Path] = {}
    taken: set[Path] = set()
    # Outer folders first, so that a file's name does not depend on the order of the sources.
    for source in sorted({s.resolve() for s in sources}, key=lambda s: (len(s.parts), s)):
        if not source.exists():
            raise ConfigurationError(f"rag.sources: {source} does not exist; create or remove it")
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            name = f"{source.name}/{path.relative_to(source).as_posix()}"
            if source.is_file():
                name = source.name
            if path not in taken and (source.is_file() or _is_document(path, source)):
                taken.add(path)
                named[_free_name(name, named)] = path
    return [SourceFile(name, named[name]) for name in sorted(named)]


def read_file(file: SourceFile, *, max_bytes: int) -> Read:
    """Read one file into records. Never raises for what is in it."""
    if not is_writable(file.name):
        shown = file.name.encode("utf-8", "backslashreplace").decode("utf-8")
        return Read(refused=(Refusal(shown, "its name is no UTF-8; rename it"),))
    try:
        content = _content(file, max_bytes)
        loaded = _loader_of(file)(file.name, content)
        if isinstance(loaded, Draft):
            return _read_draft(file, loaded, hashlib.sha256(content).hexdigest())
    except RefusedError as fault:
        return Read(refused=(Refusal(file.name, fault.message.removeprefix(f"{file.name}: ")),))
    except ValueError as fault:
        return Read(refused=(Refusal(file.name, str(fault)),))
    return _without_instructions(loaded)


def _read_draft(file: SourceFile, draft: Draft, source_hash: str) -> Read:
    records = tuple(records_of(file.name, draft, source_hash))
    if not records:
        raise RefusedError(f"{file.name}: no text in it")
    if draft.hidden:
        why = f"hides text from its readers in {draft.hidden} places; remove it, or make it visible"
        return Read(quarantined=(Refusal(file.name, why),))
    read = _without_instructions(records)
    notices = [Refusal(file.name, f"{article} stands twice") for article in article_twice(records)]
    if records[0].trust.value == "enacted" and not records[0].effective_from:
        notices.append(Refusal(file.name, "no 施行日 found; taken as in force since ever"))
    return Read(read.records, read.refused, read.quarantined, tuple(notices))


def _without_instructions(records: Sequence[Record]) -> Read:
    kept: list[Record] = []
    aside: list[Refusal] = []
    for record in records:
        found = instruction_in(record.text)
        if found:
            aside.append(Refusal(record.id, found))
        else:
            kept.append(record)
    return Read(tuple(kept), quarantined=tuple(aside))


def _content(file: SourceFile, max_bytes: int) -> bytes:
    try:
        size = file.path.stat().st_size
        if size > max_bytes:
            raise RefusedError(
                f"{file.name}: {size // 1_000_000} MB, over rag.max_file_bytes; split it"
            )
        return file.path.read_bytes()
    except OSError as fault:
        raise RefusedError(
            f"{file.name}: cannot be read ({type(fault).__name__}); check its permissions"
        ) from None


def _loader_of(file: SourceFile) -> Loader:
    suffix = file.path.suffix.lower()
    if suffix in REFUSED:
        raise RefusedError(f"{file.name}: {REFUSED[suffix]}")
    loader = LOADERS.get(suffix)
    if loader is None:
        known = ", ".join(sorted(LOADERS))
        raise RefusedError(f"{file.name}: {suffix or 'no ending'} cannot be read; known: {known}")
    return loader


def _is_document(path: Path, source: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(source).parts)
    suffix = path.suffix.lower()
    return not is_hidden and (suffix in LOADERS or suffix in REFUSED) and path.is_file()


def _free_name(name: str, named: dict[str, Path]) -> str:
    plain = unicodedata.normalize("NFC", name)
    number = 2
    free = plain
    while free in named:
        free, number = f"{plain}({number})", number + 1
    return free


def duplicates(records: Sequence[Record]) -> Iterator[Refusal]:
    """Documents that share one number (条例番号) and both claim to be in force on one day."""
    first: dict[str, Record] = {}
    for record in {record.document_id: record for record in records}.values():
        if "年" not in record.number:  # each authority begins anew every year
            continue
        other = first.setdefault(f"{record.number}", record)
        if other is record or other.title == record.title:
            continue
        yield Refusal(record.document_id, f"has the number of {other.document_id}: {record.number}")
