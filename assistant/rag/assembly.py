"""From a loader's draft to records: articles of ordinances, headings of everything else. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.rag.appendices import SUPPLEMENT, is_supplement, place_of
from assistant.rag.chunker import Piece, split_provision
from assistant.rag.documents import LONGEST_ID, Record, Span, id_length
from assistant.rag.facts import Facts, facts_of, title_of
from assistant.rag.loaders.base import Draft, place_key
from assistant.rag.numerals import NUMERAL, to_int
from assistant.rag.outline import Block, Outline
from assistant.rag.provisions import appendix_of, article_number, articles, is_ordinance
from assistant.rag.spans import spans_of

_CAPTION = re.compile(r"[（(]([^（）()]+)[）)]")
_SUPPLEMENT = re.compile(SUPPLEMENT)
_PART_LENGTH = 7
"""Room in an id for the number of a part: `~2`."""


def records_of(name: str, draft: Draft, source_hash: str) -> list[Record]:
    """Cut one document into records, in its own order.

    Args:
        name: folder and file, the first part of every id.
        draft: what its loader found.
        source_hash: SHA-256 of the file.

    Raises:
        ValueError: its front matter is wrong; one line that names the key.
    """
    title = title_of(name, draft.title, draft.stated)
    outline = Outline(title, draft.blocks)
    has_articles = is_ordinance(outline) if draft.is_ordinance is None else draft.is_ordinance
    blocks = articles(outline) if has_articles else list(outline.blocks)
    facts = _facts(title, blocks, draft)
    seen: Counter[str] = Counter()
    records: list[Record] = []
    for block in blocks:
        place = _place(block.path, has_articles=has_articles)
        seen[place] += 1
        if seen[place] > 1:
            place = f"{place}-{seen[place]}"
        record = _record(name, title, block, facts, has_articles=has_articles)
        link = _named(draft.anchors, record, place)
        record = replace(
            record,
            id=_bounded_id(f"{name}#{place}" if place else name),
            anchors=(*record.anchors, link) if link else record.anchors,
            fragment=(link or _named(draft.fragments, record, place)).removeprefix("#"),
            source_hash=source_hash,
        )
        records += _parts(record)
    return records


def _bounded_id(identifier: str) -> str:
    """An id as it is; one that is too long ends in a digest of all of it."""
    if id_length(identifier) <= LONGEST_ID - _PART_LENGTH:
        return identifier
    digest = f"…{hashlib.sha256(identifier.encode()).hexdigest()[:16]}"
    head = identifier
    while id_length(head) > LONGEST_ID - _PART_LENGTH - len(digest):
        head = head[:-1]
    return head + digest


def _named(places: Mapping[str, str], record: Record, place: str) -> str:
    """What a source calls a record's place; empty where it has no name for it."""
    # A part of a document is named by its article, else by the nearest heading above that has one.
    article = record.article if record.article.startswith("第") else place
    headings = map(place_key, reversed(record.path))
    return next((places[key] for key in (article, place, *headings) if key in places), "")


def article_twice(records: Sequence[Record]) -> list[str]:
    """Articles that a document has more than once (附則 apart, where each amendment numbers anew).

    Long articles in several parts are one article.
    """
    counted = Counter(
        record.article
        for record in records
        if record.article.startswith("第") and "~" not in record.id
    )
    return [article for article, count in counted.items() if count > 1]


def _facts(title: str, blocks: Sequence[Block], draft: Draft) -> Facts:
    head = "\n".join(block.text for block in blocks if not _is_provision(block.path))
    supplements = [block.text for block in blocks if is_supplement(appendix_of(block.path) or "")]
    return facts_of(title, head, supplements, draft.stated)


def _is_provision(path: tuple[str, ...]) -> bool:
    return appendix_of(path) is not None or any(article_number(heading) for heading in path)


def _record(name: str, title: str, block: Block, facts: Facts, *, has_articles: bool) -> Record:
    caption = _CAPTION.search(block.path[-1]) if block.path and has_articles else None
    appendix = appendix_of(block.path) if has_articles else None
    return Record(
        id=name,
        document_id=name,
        title=title,
        label=_label(title, block.path, has_articles=has_articles),
        text=block.text,
        path=block.path,
        article=_article(block.path, appendix) if has_articles else "",
        caption=caption[1] if caption else "",
        anchors=(_own_anchor(block.path),) if block.path else (),
        spans=spans_of(block.text) if has_articles else (),
        kind=facts.kind,
        trust=facts.trust,
        number=facts.number,
        promulgated=facts.promulgated,
        effective_from=facts.effective_from,
        effective_to=facts.effective_to,
        departments=facts.departments,
        url=facts.url,
        is_supplement=appendix is not None and is_supplement(appendix),
    )


def _article(path: tuple[str, ...], appendix: str | None) -> str:
    """The place as citations name it: `第12条の2`, `附則第1条`, `別表第1`, `様式第2号`."""
    number = (article_number(path[-1]) or "") if path else ""
    if appendix is None:
        return number
    return place_of(appendix) or f"附則{number}"


def _parts(record: Record) -> Iterator[Record]:
    pieces = split_provision(record.text)
    for number, piece in enumerate(pieces, start=1):
        yield replace(
            record,
            id=record.id if number == 1 else f"{record.id}~{number}",
            text=piece.lead + piece.body,
            label=f"{record.label} ({number}/{len(pieces)})" if len(pieces) > 1 else record.label,
            spans=tuple(_spans_within(record.spans, piece)),
        )


def _spans_within(spans: Sequence[Span], piece: Piece) -> Iterator[Span]:
    """The spans a piece holds, cut to it and counted from its own beginning."""
    end, moved = piece.start + len(piece.body), len(piece.lead) - piece.start
    for span in spans:
        if span.start < end and piece.start < span.end:
            start, stop = max(span.start, piece.start), min(span.end, end)
            yield Span(span.paragraph, span.item, start + moved, stop + moved)


def _label(title: str, path: tuple[str, ...], *, has_articles: bool) -> str:
    if not has_articles:
        return " > ".join((title, *path))
    appendix = appendix_of(path[:-1])
    return " ".join(part for part in (title, appendix, *path[-1:]) if part)


def _own_anchor(path: tuple[str, ...]) -> str:
    return article_number(path[-1]) or _slug(path[-1])


def _place(path: tuple[str, ...], *, has_articles: bool) -> str:
    """Where in its document a block is, the same whichever format it came in.

    Articles are numbered through, so chapters do not matter; 附則 and 別表 are named by what they
    are, without the articles they belong to.
    """
    appendix = appendix_of(path) if has_articles else None
    if appendix is not None:
        below = path[path.index(appendix) + 1 :]
        return "/".join((_appendix_slug(appendix), *map(_part_slug, below)))
    return _own_anchor(path) if path and article_number(path[-1]) else "/".join(map(_slug, path))


def _part_slug(heading: str) -> str:
    return article_number(heading) or _slug(heading)


def _appendix_slug(heading: str) -> str:
    """`別表第1` for `別表第一（第2条関係）`; a 附則 with its amendment, in Arabic numerals."""
    place = place_of(heading)
    if place:
        return place
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", heading))
    plain = _SUPPLEMENT.sub("附則", plain, count=1)
    return _slug(re.sub(rf"{NUMERAL}(?=[年月日号])", lambda found: str(to_int(found[0])), plain))


def _slug(heading: str) -> str:
    """A heading as an anchor, as Markdown viewers do it: letters and digits, hyphens for spaces."""
    words = unicodedata.normalize("NFKC", heading).lower()
    return re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", words.strip()))
