"""The sentences of one text, and what they hold: told once for all candidates in a sentence."""

from __future__ import annotations

import re
from functools import cached_property

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre, genre
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate

# What happens to people and is asked of a city today, whatever old thing stands beside them.
TODAY = re.compile(
    quick(
        "骨折|滑っ|転ん|転倒|けが|車を|自転車|保険|補償|賠償|照会|撤去|払[えいうわっ]|持参|受付|住民票|在留"
        "|申請書|電線|市道|私道|の畑|救急|証明書|立ち退き|手続|電話|苦情|クレーム|迷惑|隣の?[人家宅]|隣から"
        "|亡夫|亡妻|同好会"
    )
)
KANA_WORD = re.compile("[ァ-ヺー・]+")
# 早見さん, 早見冬実様; 「早見さん」 may be what a word is not.
CALLED = re.compile(f"[{KANJI}{KATAKANA}]{{1,8}}(?=(?:さん|様|さま|氏|宅)(?!」))")
# Somebody addressed, entered or written to is no figure of a tale.
PERSONS = frozenset(
    ("honorific", "field", "column", "vague_field", "contact_beside", "role_before",
     "self_introduction", "title_after", "list_lead", "record_name")
)  # fmt: skip


class Wording:
    """One text: its kind, its sentences and the words in them.

    Attributes:
        text: the normalised text.
        kind: what it is as a whole (`lexicon.genre`).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.kind = genre(text)
        self._said: dict[tuple[re.Pattern[str], int, int], bool] = {}

    def sentence(self, candidate: Candidate) -> tuple[int, int]:
        """Where the sentence of a candidate starts and ends."""
        starts = (self.text.rfind(mark, 0, candidate.start) for mark in "。\n")
        ends = (self.text.find(mark, candidate.end) for mark in "。\n")
        found = [end for end in ends if end >= 0]
        return max(starts) + 1, min(found, default=len(self.text))

    def rest_of_line(self, candidate: Candidate) -> str:
        """What stands behind a candidate in its line."""
        end = self.text.find("\n", candidate.end)
        return self.text[candidate.end : end if end >= 0 else len(self.text)]

    def says(self, words: re.Pattern[str], start: int, end: int) -> bool:
        """Whether a sentence holds words."""
        key = (words, start, end)
        if key not in self._said:
            self._said[key] = words.search(self.text, start, end) is not None
        return self._said[key]

    def calls(self, word: str) -> bool:
        """Whether the text calls somebody so outside of brackets, alone or in a longer name."""
        return any(word in called for called in self._called)

    @cached_property
    def _called(self) -> frozenset[str]:
        return frozenset(CALLED.findall(self.text))

    def is_of_today(self, start: int, end: int) -> bool:
        """Whether a sentence asks something of the city today; what it publishes does not."""
        return self.kind is not Genre.PUBLIC and self.says(TODAY, start, end)


def is_addressed(candidate: Candidate) -> bool:
    """Whether somebody is called by an honorific, entered in a form or written to."""
    return not candidate.evidence.isdisjoint(PERSONS)
