"""The given name behind a family name that was found alone: both are one person's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.evidence import STOPS, score
from assistant.filters.names.families import is_word

GIVEN = re.compile(
    f" (?P<name>[{KANJI}]{{1,3}}|[{HIRAGANA}]{{2,4}}?|[{KATAKANA}]{{2,7}})"
    f"(?:(?P<called>さん|さま|様|くん|君|ちゃん|氏|殿)|(?P<closed>[)」』])"
    f"|(?![{KANJI}{HIRAGANA}{KATAKANA}]))"
)
# ファン ティ フエさん: no dictionary has all names from abroad.
KANA = re.compile(f"[{KATAKANA} ]+")
ONE_WORD = re.compile(f"[{KANJI}]+ヶ?[{KANJI}]*|[{KATAKANA}]+(?: [{KATAKANA}]+)?|[{HIRAGANA}]+")


def add_given_names(text: str, candidates: Iterable[Candidate], dictionary: NameDictionary) -> None:
    """Let a name that stops the text reach over the given name behind it.

    Else the rewrite would keep that one, beside a letter for the family.
    """
    for candidate in candidates:
        if score(candidate.evidence) < STOPS or not ONE_WORD.fullmatch(candidate.text_in(text)):
            continue
        found = GIVEN.match(text, candidate.end)
        if found is None:
            continue
        is_abroad = KANA.fullmatch(candidate.text_in(text) + found["name"])
        if is_given(found, dictionary) or (is_abroad and found["called"]):
            candidate.end = found.end("name")


def is_given(found: re.Match[str], dictionary: NameDictionary) -> bool:
    """Whether the word behind a family is a given name, and no word of the sentence."""
    if not dictionary.known(found["name"]) & Known.GIVEN:
        return False
    return bool(found["called"] or found["closed"]) or not is_word(found["name"], dictionary)
