"""Where things are in a tool's webhook body: dotted paths from the settings."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field

from assistant.channels.generic.settings import IncomingSettings
from assistant.channels.payload import Json, JsonObject, require_storable
from assistant.core.errors import InputError
from assistant.core.text import RawText

MAX_ID_CHARS = 200
MAX_FILES = 50
_IDENTIFIER = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class MappedFields:
    """The parts of a webhook body the gateway uses; `event_id` and `event_time` may be empty."""

    text: RawText
    user_id: str = field(repr=False)
    conversation_id: str = field(repr=False)
    is_direct: bool
    event_id: str = field(repr=False)
    event_time: str
    file_names: tuple[RawText, ...]


def look_up(tree: Json, path: str) -> Json:
    """The value at a dotted path (`room.id`, `events.0.text`); null where there is none."""
    value = tree
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def read_fields(incoming: IncomingSettings, tree: JsonObject) -> MappedFields:
    """Take the mapped fields out of a body; anything else in it is ignored.

    Raises:
        InputError: a field is missing, of the wrong type, too long, or not storable; names its
            path.
    """
    if incoming.type_path and look_up(tree, incoming.type_path) not in incoming.type_values:
        allowed = " or ".join(incoming.type_values)
        raise InputError(f"{incoming.type_path} must be {allowed}; send no other events here")
    return MappedFields(
        text=_text(tree, incoming.text_path),
        user_id=_identifier(incoming, tree, incoming.user_path),
        conversation_id=_identifier(incoming, tree, incoming.conversation_path),
        is_direct=_is_direct(incoming, tree),
        event_id=_identifier(incoming, tree, incoming.event_id_path),
        event_time=_identifier(incoming, tree, incoming.event_time_path, accepts_time=True),
        file_names=_file_names(incoming, tree),
    )


def event_digest(key: bytes, fields: MappedFields) -> str:
    """An event id for tools that send none: the same for a redelivery, and it tells no text.

    It is keyed with the tool's secret: a plain hash of a short text could be guessed back.
    """
    parts = [fields.user_id, fields.conversation_id, fields.event_time, fields.text.reveal()]
    message = b"assistant event id\0" + json.dumps(parts).encode()
    return "digest-" + hmac.new(key, message, hashlib.sha256).hexdigest()


def _text(tree: JsonObject, path: str) -> RawText:
    text = look_up(tree, path)
    if not isinstance(text, str):
        raise InputError(f"the body has no text at {path}; send a string there")
    return RawText(require_storable(text, path))


def _identifier(
    incoming: IncomingSettings, tree: JsonObject, path: str, *, accepts_time: bool = False
) -> str:
    if not path:
        return ""
    value = look_up(tree, path)
    is_id_number = incoming.accepts_number_ids and isinstance(value, int)
    if _is_number(value) and (is_id_number or accepts_time):
        value = str(value)
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value) or len(value) > MAX_ID_CHARS:
        raise InputError(
            f"the body has no identifier at {path}; send a string of 1-{MAX_ID_CHARS} characters"
        )
    return require_storable(value, path)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_direct(incoming: IncomingSettings, tree: JsonObject) -> bool:
    if not incoming.kind_path:
        return False
    kind = look_up(tree, incoming.kind_path)
    if kind in incoming.direct_values:
        return True
    if incoming.group_values and kind not in incoming.group_values:
        allowed = " or ".join((*incoming.direct_values, *incoming.group_values))
        raise InputError(f"{incoming.kind_path} must be {allowed}")
    return False


def _file_names(incoming: IncomingSettings, tree: JsonObject) -> tuple[RawText, ...]:
    files = look_up(tree, incoming.files_path) if incoming.files_path else None
    if files is None:
        return ()
    if not isinstance(files, list) or len(files) > MAX_FILES:
        raise InputError(f"{incoming.files_path} must be a list of at most {MAX_FILES} files")
    return tuple(_file_name(incoming, file) for file in files)


def _file_name(incoming: IncomingSettings, file: Json) -> RawText:
    name = look_up(file, incoming.file_name_path)
    place = f"{incoming.files_path}[].{incoming.file_name_path}"
    if not isinstance(name, str):
        raise InputError(f"{place} must be a string; send each file's name there")
    return RawText(require_storable(name, place))
