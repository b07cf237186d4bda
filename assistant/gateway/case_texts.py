"""「事例」: the case library in words - a list of cases that fit, or one case to fill in."""

from __future__ import annotations

from assistant.conversation.case_forms import blank_form
from assistant.conversation.cases import Case, CaseField, CaseLibrary
from assistant.gateway.replies import Replies

MOST_LISTED = 10


def cases_text(replies: Replies, library: CaseLibrary, words: str) -> str:
    """The answer to the word with `words` behind it; they are never repeated in it."""
    if not library.cases:
        return replies.text("cases.empty")
    case = library.find(words)
    if case is not None:
        return _one(replies, case)
    found = library.search(words)
    if not found:
        return replies.text("cases.nothing")
    lines = [
        replies.text("cases.line", number=case.number, title=case.title, task=case.task.value)
        for case in found[:MOST_LISTED]
    ]
    more = len(found) - len(lines)
    if more:
        lines.append(replies.text("cases.more", more=more))
    return "\n".join(
        [replies.text("cases.title", count=len(found)), *lines, replies.text("cases.how")]
    )


def _one(replies: Replies, case: Case) -> str:
    risk = replies.text(f"cases.risk_{case.risk.value}")
    head = replies.text(
        "cases.head", number=case.number, title=case.title, task=case.task.value, risk=risk
    )
    fields = [
        replies.text(
            "cases.field" if field.required else "cases.optional_field",
            label=field.label,
            help=_help(replies, field),
        )
        for field in case.fields
    ]
    parts = [head, *fields, replies.text("cases.prompt", text=blank_form(case))]
    if case.check:
        parts.append(replies.text("cases.check", check=case.check))
    return "\n".join(parts)


def _help(replies: Replies, field: CaseField) -> str:
    if not field.options:
        return field.help
    options = replies.text("cases.option_separator").join(field.options)
    return replies.text("cases.choice_help", help=field.help, options=options)
