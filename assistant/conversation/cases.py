"""The case library: prompts that worked, with typed fields, one TOML file each, checked in code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from assistant.core.errors import ConfigurationError
from assistant.core.plain_faults import by_place
from assistant.core.toml_files import read_toml

LONGEST_PROMPT = 4000
LONGEST_VALUE = 6000
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LEAST_OVERLAP = 0.5
"""Share of a word's letter pairs that must stand in a title for the word to mean it."""


class Task(StrEnum):
    """What sort of work a case is for; the word is what staff call it."""

    COMPOSE = "下書き"
    SUMMARISE = "要約"
    PROOFREAD = "校正"
    IDEAS = "案出し"
    PROPOSAL = "企画"
    FORMULA = "表計算"
    BOILERPLATE = "ひな形"
    TRANSLATE = "翻訳"
    CHECK = "点検"
    ENQUIRY = "問合せ"
    MINUTES = "会議記録"


class Risk(IntEnum):
    """Class of work (`guidelines/risk-classes.md`); class 3 is not used, so it has no cases."""

    ACTIVE = 1
    WITH_CARE = 2


class FieldKind(StrEnum):
    """What a field takes: any text, a number, one of its options, or a day (2026-04-01)."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class CaseField:
    """One blank of a prompt.

    Attributes:
        name: what stands in braces in the prompt.
        label: what staff call it.
        kind: what it takes.
        required: whether it must be filled; a line whose blanks are all optional and empty is
            left out of the prompt.
        max_length: code points of a value at most.
        help: how to fill it, with an example.
        options: the values of a choice.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
    label: Annotated[str, Field(min_length=1, max_length=40)]
    kind: FieldKind
    max_length: Annotated[int, Field(ge=1, le=LONGEST_VALUE)]
    help: Annotated[str, Field(min_length=1, max_length=120)]
    required: bool = True
    options: tuple[Annotated[str, Field(min_length=1)], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One way of using the model that worked.

    Attributes:
        number: what staff type to see it; one number each, for good.
        id: name of its file without the ending.
        title: the work it does.
        task: sort of work.
        risk: class of work.
        owner: the department that keeps it up to date.
        updated: day of the last look at it.
        prompt: the question, with `{name}` for each field.
        fields: its blanks.
        check: what a person must check before the answer is used; class 2 must have it.
        keywords: further words it is found by.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1, le=9999)]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    task: Task
    risk: Risk
    owner: Annotated[str, Field(min_length=1, max_length=40)]
    updated: date
    prompt: Annotated[str, Field(min_length=1, max_length=LONGEST_PROMPT)]
    fields: tuple[CaseField, ...] = ()
    check: Annotated[str, Field(max_length=300)] = ""
    keywords: tuple[Annotated[str, Field(min_length=1)], ...] = ()


_SHAPE = TypeAdapter(Case)


@dataclass(frozen=True, slots=True)
class CaseFault:
    """What is wrong with one file: the file, the key, and what to do."""

    file: str
    key: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.remedy}"


@dataclass(frozen=True, slots=True)
class CaseLibrary:
    """Cases by number, and what kept other files out."""

    cases: tuple[Case, ...] = ()
    faults: tuple[CaseFault, ...] = ()

    def find(self, name: str) -> Case | None:
        """The case of a number (`12`, `１２`) or an id, or None."""
        wanted = _plain(name)
        return next((c for c in self.cases if wanted in (c.id, str(c.number))), None)

    def search(self, words: str) -> list[Case]:
        """Cases that all the words fit, best first; all of them for no words."""
        terms = _plain(words).split()
        scored = [
            (min((_score(case, term) for term in terms), default=1), case) for case in self.cases
        ]
        fitting = [(score, case) for score, case in scored if score > 0]
        return [case for _, case in sorted(fitting, key=lambda pair: (-pair[0], pair[1].number))]


def load_cases(folder: Path) -> CaseLibrary:
    """Read every `.toml` file of a folder. A file with a fault is left out and reported.

    Raises:
        ConfigurationError: the folder does not exist.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder; create it or mend conversation.cases")
    cases: dict[str, Case] = {}
    faults: list[CaseFault] = []
    for path in sorted(folder.glob("*.toml")):
        found = _read(path)
        if isinstance(found, Case):
            cases[path.name] = found
        else:
            faults += found
    faults += _same_numbers(cases)
    faulty = {fault.file for fault in faults}
    whole = [case for name, case in cases.items() if name not in faulty]
    return CaseLibrary(tuple(sorted(whole, key=lambda case: case.number)), tuple(faults))


def _read(path: Path) -> Case | list[CaseFault]:
    try:
        content = read_toml(path)
    except ConfigurationError as fault:
        return [CaseFault(path.name, "file", fault.message.removeprefix(f"{path}: "))]
    try:
        case = _SHAPE.validate_python(content)
    except ValidationError as fault:
        places = by_place(list(fault.errors(include_input=False, include_url=False)))
        return [CaseFault(path.name, _key(place), told) for place, (told, _) in places.items()]
    return [CaseFault(path.name, key, told) for key, told in _faults(case, path.stem)] or case


def _key(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _faults(case: Case, stem: str) -> Iterator[tuple[str, str]]:
    """What a well-formed file still gets wrong: key and remedy."""
    if case.id != stem:
        yield "id", f"must be the name of the file, {stem!r}"
    if case.risk is Risk.WITH_CARE and not case.check.strip():
        yield "check", "is missing; a case of class 2 says what a person must check"
    yield from _prompt_faults(case)
    for number, field in enumerate(case.fields, 1):
        yield from _field_faults(f"fields.{number}", field)


def _prompt_faults(case: Case) -> Iterator[tuple[str, str]]:
    names = [field.name for field in case.fields]
    used = set(PLACEHOLDER.findall(case.prompt))
    for name in sorted(used - set(names)):
        yield "prompt", f"{{{name}}} is no field; add it to [[fields]] or take it out"
    if re.search(r"[{}]", PLACEHOLDER.sub("", case.prompt)):
        yield "prompt", "a brace that is no {name} of a field; take it out"
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            yield f"fields.{number}.name", f"{name} stands twice; give it another name"
        if name not in used:
            yield f"fields.{number}.name", f"{name} is not in the prompt; use it or remove it"


def _field_faults(place: str, field: CaseField) -> Iterator[tuple[str, str]]:
    is_choice = field.kind is FieldKind.CHOICE
    if is_choice and len(set(field.options)) < 2:
        yield f"{place}.options", "a choice needs two or more different options"
    if not is_choice and field.options:
        yield f"{place}.options", 'only a field of kind "choice" has options; remove them'
    if any(len(option) > field.max_length for option in field.options):
        yield f"{place}.max_length", "is shorter than one of the options; raise it"


def _same_numbers(cases: Mapping[str, Case]) -> list[CaseFault]:
    first: dict[int, str] = {}
    faults: list[CaseFault] = []
    for name, case in cases.items():
        holder = first.setdefault(case.number, name)
        if holder != name:
            told = f"{case.number} is the number of {holder}; choose a free one"
            faults.append(CaseFault(name, "number", told))
    return faults


def _score(case: Case, term: str) -> float:
    """How well one word fits: whole in what names the case, else in its text, else nearly."""
    names = _plain(" ".join((case.title, *case.keywords, case.task.value)))
    if term in names:
        return 3
    rest = _plain(" ".join((case.owner, case.prompt, *(field.label for field in case.fields))))
    if term in rest:
        return 1
    share = _overlap(term, names)
    return share if share >= _LEAST_OVERLAP else 0


def _overlap(term: str, text: str) -> float:
    pairs: Sequence[str] = [term[at : at + 2] for at in range(len(term) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
