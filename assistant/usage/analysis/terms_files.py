"""Writes the section on words as files: its charts as SVG, its tables as CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.core.errors import InputError
from assistant.usage.analysis.layout import Section, Table
from assistant.usage.log.writers import csv_cell


def write_terms(section: Section, folder: Path) -> list[Path]:
    """Write a section into a folder, which is made if it is not there.

    A file appears whole or not at all, readable by its owner only; earlier ones are replaced.

    Raises:
        InputError: it cannot be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".usage-terms-", dir=folder) as made:
            paths = _write_all(section, Path(made))
            return [path.replace(folder / path.name) for path in paths]
    except OSError as fault:
        cause = fault.strerror or "write error"
        raise InputError(
            f"cannot write to {folder} ({cause}); check folder, rights and free space"
        ) from None


def _write_all(section: Section, folder: Path) -> list[Path]:
    paths = []
    for number, chart in enumerate(section.charts, 1):
        path = _new(folder / f"{section.id}-{number}.svg")
        path.write_text(chart.svg, encoding="utf-8")
        paths.append(path)
    for table in section.tables:
        path = _new(folder / f"{table.name}.csv")
        _write_table(table, path)
        paths.append(path)
    return paths


def _new(path: Path) -> Path:
    path.touch(mode=0o600)
    return path


def _write_table(table: Table, path: Path) -> None:
    """UTF-8 with a byte order mark; a cell that begins like a formula gets a ' before it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(map(csv_cell, table.columns))
        writer.writerows(
            [str(cell) if isinstance(cell, float) else csv_cell(cell) for cell in row]
            for row in table.rows
        )
