"""Accounts opened for everybody to pay into: whose account it is decides, not the number."""

from __future__ import annotations

import re

from assistant.filters.lexicon.genre import Genre, genre
from assistant.filters.recognizers.base import WEAK, Candidate
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import is_told_of_person

# Who holds the account, and what stands behind that label up to the end of the line.
HOLDER = re.compile(
    r"(?:(?:口座)?名義(?:人|\(共通\))?|(?:口座)?加入者名?|口座名|受取人名?)(?![義人])"
    r"[ :=はもいずれ「『\"'|]{0,12}(?P<name>[^\n」』|]{2,60})"
)
HOLDER_HEADER = re.compile("名義|加入者|口座名")
# Donations and the city's own till; in katakana as banks print them.
PUBLIC_HOLDER = re.compile(
    "義援金|義捐金|支援金|見舞金|募金|寄[附付]金|日本赤十字社|災害対策本部|会計管理者|出納員|歳入"
    "|ギエンキン|ギ[エイ]ンキン|ボキン|キフキン|ニホンセキジュウジ|カイケイカンリシャ"
)


def judged_by_holder(document: Document, found: Candidate) -> Candidate:
    """An account as it was found, or weak if it is open to everybody."""
    if is_public_account(document, found.start):
        return Candidate(found.start, found.end, WEAK, "account open to everybody")
    return found


def is_public_account(document: Document, start: int) -> bool:
    """Whether the holders a text names are all public ones, and nobody stands beside a number."""
    line = document.line(start)
    if genre(document.text) is Genre.PRIVATE or is_told_of_person(HOLDER.sub("", line)):
        return False
    if HOLDER_HEADER.search(document.header(start)) and PUBLIC_HOLDER.search(line):
        return True
    holders = [found["name"] for found in HOLDER.finditer(document.text)]
    return bool(holders) and all(PUBLIC_HOLDER.search(name) for name in holders)
