"""`.jsonl` corpora, a record a line: `{"id", "title", "text"}`, taken as they are."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from assistant.rag.documents import LONGEST_ID, Record, Trust, id_length, is_writable
from assistant.rag.facts import kind_of
from assistant.rag.loaders.base import RefusedError
from assistant.rag.loaders.text import decode
from assistant.rag.numerals import BRANCH, NUMERAL
from assistant.rag.references import article_key

# `地方自治法 第12条の2`: the document, then the article the row is.
_ARTICLE_TITLE = re.compile(
    rf"(?P<title>.+?)[\s　]*第(?P<article>{NUMERAL})条(?P<branch>{BRANCH})"
    r"(?:[\s　]*[（(](?P<caption>[^（）()]+)[）)])?"
)


def load_corpus(name: str, content: bytes) -> tuple[Record, ...]:
    """The rows of a corpus; their ids stay as they are.

    Raises:
        RefusedError: a line is something else, an id is too long or no text, or stands twice; the
            line is named.
    """
    records: list[Record] = []
    seen: set[str] = set()
    for number, line in enumerate(decode(name, content).split("\n"), 1):
        if not line.strip():
            continue
        record = _record(name, number, line)
        if record.id in seen:
            raise RefusedError(f"{name}: line {number}: an id that stood before")
        seen.add(record.id)
        records.append(record)
    return tuple(records)


def _record(name: str, number: int, line: str) -> Record:
    try:
        row = json.loads(line)
        identifier, title, text = str(row["id"]), row["title"], row["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        identifier, title, text = "", "", ""
    if not (identifier and isinstance(title, str) and isinstance(text, str)):
        raise RefusedError(f'{name}: line {number}: not an object with "id", "title" and "text"')
    if id_length(identifier) > LONGEST_ID:
        raise RefusedError(f"{name}: line {number}: an id over {LONGEST_ID} characters; shorten it")
    if not is_writable(identifier):
        raise RefusedError(f"{name}: line {number}: an id with half a character; write it whole")
    match = _ARTICLE_TITLE.fullmatch(unicodedata.normalize("NFKC", title).strip())
    document = match["title"] if match else title
    return Record(
        id=identifier,
        document_id=f"{name}#{document}" if match else identifier,
        title=document,
        label=title or identifier,
        text=text,
        article=article_key(match["article"], match["branch"]) if match else "",
        caption=(match["caption"] or "") if match else "",
        kind=kind_of(document),
        trust=Trust.COLLECTED,
        source_hash=hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest(),
    )
