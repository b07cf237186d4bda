"""A case filled in: the question it makes, and the form staff copy. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from assistant.conversation.cases import PLACEHOLDER, Case, CaseField, FieldKind
from assistant.core.errors import InputError


def render(case: Case, values: Mapping[str, str]) -> str:
    """The question with its blanks filled; it goes through the filter like any other.

    Raises:
        InputError: a value is missing, unknown or does not fit; it names the field alone.
    """
    known = {field.name for field in case.fields}
    for name in values:
        if name not in known:
            raise InputError(
                f"{case.id}: {name}: no such field; fields: {', '.join(sorted(known))}"
            )
    filled = {
        field.name: _checked(case, field, values.get(field.name, "")) for field in case.fields
    }

    def is_kept(line: str) -> bool:
        names = PLACEHOLDER.findall(line)
        return not names or any(filled[name] for name in names)

    lines = [line for line in case.prompt.strip().splitlines() if is_kept(line)]
    return PLACEHOLDER.sub(lambda match: filled[match[1]], "\n".join(lines))


def blank_form(case: Case) -> str:
    """The question with 【label】 in place of each blank, for staff to copy and fill."""
    labels = {field.name: field.label for field in case.fields}
    return PLACEHOLDER.sub(lambda match: f"【{labels[match[1]]}】", case.prompt.strip())


def _checked(case: Case, field: CaseField, given: str) -> str:
    """The value as it goes into the prompt."""
    value = given.strip()
    where = f"{case.id}: {field.name}"
    if not value:
        if field.required:
            raise InputError(f"{where}: is missing; set it ({field.kind.value})")
        return ""
    if len(value) > field.max_length:
        raise InputError(f"{where}: must have {field.max_length} characters or fewer")
    if field.kind is FieldKind.NUMBER and not _is_number(value):
        raise InputError(f"{where}: must be a number, such as 300")
    if field.kind is FieldKind.CHOICE and value not in field.options:
        raise InputError(f"{where}: must be one of {', '.join(field.options)}")
    return _day(where, value) if field.kind is FieldKind.DATE else value


def _is_number(value: str) -> bool:
    plain = unicodedata.normalize("NFKC", value).replace(",", "")
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain) is not None


def _day(where: str, value: str) -> str:
    try:
        day = date.fromisoformat(unicodedata.normalize("NFKC", value))
    except ValueError:
        raise InputError(f"{where}: must be a day, such as 2026-04-01") from None
    return f"{day.year}年{day.month}月{day.day}日"
