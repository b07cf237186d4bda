"""What a browser sends with a form: read within bounds, in memory, and checked field by field."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from assistant.core.errors import InputError, TooLargeError

T = TypeVar("T")

MAX_FORM_BYTES = 3_000_000
"""A file of `MAX_FILE_BYTES` comes back once more, in Base64, when what it changes was shown."""

MAX_FILE_BYTES = 1_000_000
"""Starlette keeps a file up to this size in memory; a roster must not be written to a disk."""

MAX_FIELDS = 500
READ_SECONDS = 30.0


class FormError(Exception):
    """What was typed cannot be used. Nothing was changed.

    Attributes:
        errors: the sentence (`section.key` of the words) by field; `form` is the form as a whole.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("a form cannot be used")
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as typed, and its files. Its `repr` shows neither."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """The first value of a field; empty if there is none."""
        return self.fields.get(name, ("",))[0]

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return self.fields.get(name, ())

    def file(self, name: str) -> bytes:
        """The content of a file; empty if none was chosen."""
        return self.files.get(name, b"")


class Check:
    """Reads the fields of a form and collects what is wrong with any of them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._errors: dict[str, str] = {}

    def take(self, name: str, read: Callable[[str], T], mistake: str, *, instead: T) -> T:
        """The value of a field; if it cannot be read, `instead`, and `done` will raise.

        Args:
            name: of the field.
            read: raises `InputError` or `ValueError` if it cannot.
            mistake: what to say then.
            instead: any value of the right kind; it is never used.
        """
        try:
            return read(self._form.text(name))
        except (InputError, ValueError):
            self._errors[name] = mistake
            return instead

    def refuse(self, name: str, mistake: str) -> None:
        """Note that a field cannot be used."""
        self._errors.setdefault(name, mistake)

    def done(self) -> None:
        """End the reading.

        Raises:
            FormError: something was wrong.
        """
        if self._errors:
            raise FormError(self._errors)


async def read_form(request: Request) -> Form:
    """The form a request brings.

    Raises:
        TooLargeError: it is over `MAX_FORM_BYTES`, or a file over `MAX_FILE_BYTES`.
        InputError: it is no form, or did not arrive in time.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    try:
        if kind == "multipart/form-data":
            _require_in_memory(body)
            parser = MultiPartParser(
                request.headers,
                stream(),
                max_files=2,
                max_fields=MAX_FIELDS,
                max_part_size=MAX_FORM_BYTES,
            )
            return await _form(await parser.parse())
        if kind == "application/x-www-form-urlencoded":
            urlencoded = FormParser(
                request.headers,
                stream(),
                max_fields=MAX_FIELDS,
                max_part_size=MAX_FORM_BYTES,
            )
            return await _form(await urlencoded.parse())
    except (MultiPartException, UnicodeDecodeError):
        raise InputError("the form is damaged; send it again") from None
    raise InputError("this is no form")


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                if len(body) + len(chunk) > MAX_FORM_BYTES:
                    raise TooLargeError("the form is too large; send less")
                body += chunk
    except TimeoutError:
        raise InputError("the form did not arrive in time; send it again") from None
    return bytes(body)


def _require_in_memory(body: bytes) -> None:
    # A part over the parser's limit would go to a temporary file.
    if len(body) > MultiPartParser.spool_max_size:
        raise TooLargeError("the file is too large; split it")


async def _form(parts: FormData) -> Form:
    try:
        return await _read(parts)
    finally:
        await parts.close()


async def _read(parts: FormData) -> Form:
    fields: dict[str, tuple[str, ...]] = {}
    files: dict[str, bytes] = {}
    for name, value in parts.multi_items():
        if isinstance(value, str):
            if any("\ud800" <= character <= "\udfff" or character == "\0" for character in value):
                raise InputError("the form holds what is no text; type it again")
            fields[name] = (*fields.get(name, ()), value)
            continue
        content = await value.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise TooLargeError("the file is too large; split it")
        files[name] = content
    return Form(fields, files)
