"""Lines for the city's lists, before they stand there. No `repr` shows a text or a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ListKind(StrEnum):
    """One of the city's lists."""

    ENTRIES = "entries"
    OFFICIALS = "officials"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A text to be allowed. Its `repr` shows no text."""

    text: str = field(repr=False)
    reason: str
    entity: str | None = None
    department: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OfficialDraft:
    """A public official to be listed. Its `repr` shows no name."""

    name: str = field(repr=False)
    office: str = ""


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact of a public office to be listed."""

    kind: str
    value: str = field(repr=False)
    office: str = ""


Draft = EntryDraft | OfficialDraft | ContactDraft
