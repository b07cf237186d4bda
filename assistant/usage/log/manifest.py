"""What lies beside an export: data dictionary, row count and SHA-256."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.usage.log.columns import dictionary
from assistant.usage.log.models import SCHEMA_VERSION
from assistant.usage.log.selection import Selection

SHOWN_LINES = 20


@dataclass(slots=True)
class Unencodable:
    """Characters the chosen encoding does not have; each was written as 〓 (or `?`)."""

    characters: dict[str, int] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    line_count: int = 0

    def note(self, line: int, characters: list[str]) -> None:
        """Count what a line lost."""
        self.line_count += 1
        if len(self.lines) < SHOWN_LINES:
            self.lines.append(line)
        for each in characters:
            code = f"U+{ord(each):04X}"
            self.characters[code] = self.characters.get(code, 0) + 1


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    Attributes:
        rows: without the header.
        suppressed: rows whose department was left out.
        unencodable: what the encoding could not hold.
        sha256: of the file; empty on standard output.
    """

    rows: int
    suppressed: int
    unencodable: Unencodable
    sha256: str = ""


def sidecars(out: Path) -> tuple[Path, Path]:
    """The files beside an export: what it holds, and its digest for `sha256sum -c`."""
    return out.with_name(f"{out.name}.json"), out.with_name(f"{out.name}.sha256")


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sidecars(
    unfinished: Path, name: str, selection: Selection, exported: Exported, *, small_group: int
) -> None:
    """Write the files beside an export, as yet in its temporary folder.

    Raises:
        OSError: they could not be written.
    """
    content = {
        "file": name,
        "rows": exported.rows,
        "sha256": exported.sha256,
        "schema_version": SCHEMA_VERSION,
        "selection": selection.as_text(),
        "small_group": small_group,
        "suppressed_rows": exported.suppressed,
        "unencodable": asdict(exported.unencodable),
        "columns": [asdict(facts) for facts in dictionary()],
    }
    described, digest = sidecars(unfinished)
    for path in (described, digest):
        path.touch(mode=0o600)
    text = json.dumps(content, ensure_ascii=False, indent=2)
    described.write_text(f"{text}\n", encoding="utf-8")
    digest.write_text(f"{exported.sha256}  {name}\n", encoding="utf-8")
