"""The notice to a sender whose text was stopped: category, count and place, never the value."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence, Set

from assistant.core.text import CleanText, RawText
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason
from assistant.filters.lexicon.confidential_words import MARKING
from assistant.gateway.replies import Replies

SHOWN_PLACES = 5
# No personal data: these have sentences of their own.
SECRETS = frozenset({"CONFIDENTIAL_MARK", "SECRET"})
CAUSES = {"SENSITIVE": "sensitive", "CONFIDENTIAL_MARK": "confidential", "SECRET": "secret"}


def personal_data_notice(
    replies: Replies,
    blocked: Blocked,
    raw: RawText,
    *,
    rewrite: CleanText | None,
    minutes: int,
) -> str:
    """The notice for a text that holds personal data.

    Args:
        replies: the city's texts.
        blocked: the gate's verdict.
        raw: the text, only to tell in which lines the findings lie.
        rewrite: the anonymised text, if one passed the gate itself.
        minutes: how long the rewrite can be sent with one word.
    """
    entities = {finding.entity for finding in blocked.findings}
    form = "_secret" if entities <= SECRETS else ""
    lines = [replies.text(f"notice.title{form}"), "", replies.text("notice.lead_in")]
    lines += _items(replies, blocked.findings, raw)
    lines += ["", *_causes(replies, entities), replies.text(f"notice.what_to_do{form}"), ""]
    if is_marked(blocked.findings):
        lines.append(replies.text("notice.no_rewrite_marked"))
    elif rewrite is None:
        lines.append(replies.text("notice.no_rewrite"))
    else:
        lines.append(replies.text(f"notice.rewrite_intro{form}"))
        lines.append(replies.text("notice.rewrite", text=rewrite.value))
        lines.append(replies.text("notice.rewrite_how", minutes=minutes))
    lines += ["", replies.text("notice.report_hint"), replies.text("notice.not_stored")]
    return "\n".join(lines)


def is_marked(findings: Sequence[Finding]) -> bool:
    """Whether the text is a document marked as confidential: without its marking it still is one.

    No rewrite of it may be offered.
    """
    return any(MARKING in finding.reasons for finding in findings)


def _causes(replies: Replies, entities: Set[str]) -> list[str]:
    """Why each kind of finding stops a text, one line a kind."""
    kinds = [("notice.why", bool(entities - SECRETS))]
    kinds += [(f"notice.why_{name}", entity in entities) for entity, name in CAUSES.items()]
    return [replies.text(key) for key, applies in kinds if applies]


def other_notice(replies: Replies, blocked: Blocked, raw: RawText, *, limit: int) -> str:
    """The notice for a text the filter could not take: too long, unreadable, or out of order."""
    if blocked.reason is BlockReason.TOO_LONG:
        return replies.text("notice.too_long", limit=limit, length=_length(raw, limit=limit))
    if blocked.reason is BlockReason.UNREADABLE:
        return replies.text("notice.unreadable")
    return replies.text("notice.filter_unavailable")


def _length(raw: RawText, *, limit: int) -> int:
    """Its length; written out, if it is too long only because single characters stand for many."""
    return len(raw) if len(raw) > limit else len(unicodedata.normalize("NFKC", raw.reveal()))


def output_notice(replies: Replies, blocked: Blocked) -> str:
    """What is shown in place of an answer that did not pass the gate."""
    if blocked.reason is BlockReason.TOO_LONG:
        return replies.text("notice.output_too_long")
    if blocked.reason is not BlockReason.PERSONAL_DATA:
        return replies.text("notice.output_unscreened")
    names = sorted({replies.category(finding.entity) for finding in blocked.findings})
    separator = replies.text("notice.place_separator")
    return replies.text("notice.output_blocked", categories=separator.join(names))


def _items(replies: Replies, findings: Sequence[Finding], raw: RawText) -> list[str]:
    text = raw.reveal()
    lines_by_entity: dict[str, list[int]] = {}
    for finding in findings:
        line = text.count("\n", 0, finding.start) + 1
        lines_by_entity.setdefault(finding.entity, []).append(line)
    return [
        replies.text(
            "notice.line_item",
            category=replies.category(entity),
            count=len(lines),
            places=_places(replies, sorted(set(lines))),
        )
        for entity, lines in lines_by_entity.items()
    ]


def _places(replies: Replies, lines: Sequence[int]) -> str:
    separator = replies.text("notice.place_separator")
    shown = separator.join(replies.text("notice.place", line=line) for line in lines[:SHOWN_PLACES])
    more = len(lines) - SHOWN_PLACES
    return shown + (replies.text("notice.places_more", more=more) if more > 0 else "")
