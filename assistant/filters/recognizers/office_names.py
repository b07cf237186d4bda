"""Names of offices and facilities in some words: 土木課, 光明寺; 課長 and 小寺 are people."""

from __future__ import annotations

import re

from assistant.filters.lexicon.contact_words import FACILITIES
from assistant.filters.recognizers.homes import ends_family_name
from assistant.filters.settings import FilterSettings

# 寺尾301, 駅前町2-5: a place called after a temple or a station, with the number of a lot.
NO_PLACE_NAME = (
    "(?!(?<=[寺駅園])[一-龥]{0,2}(?:[町村](?=[0-9一-十])"
    "|(?<![寺駅園])[0-9]{1,4}(?![0-9]|-[0-9]{2,4}-[0-9]{4})))"
)
# Divisions whose names have hiragana in them.
SOFT_NAMES = "子育て|子ども|こども|まちづくり|くらし|暮らし|みどり|すこやか|いきいき|ふれあい"


class OfficeNames:
    """Finds offices and facilities by the endings of their names. Built once from the settings."""

    def __init__(self, settings: FilterSettings) -> None:
        words = sorted({*settings.office_words, *FACILITIES}, key=len, reverse=True)
        long = "|".join(re.escape(word) for word in words if len(word) > 1)
        short = "".join(re.escape(word) for word in words if len(word) == 1)
        # 課 and 室 alone need a name before them; 課長 and 図書館長 are people.
        self._office = re.compile(
            f"(?:{long}|(?<=[一-龥ァ-ヶー々])[{short}]"
            f"|(?<=[ぁ-ん])(?<![のはがをにとも])[課係室局])(?<!連絡係)(?<!世話係)(?![長員]){NO_PLACE_NAME}"
        )
        self._behind = re.compile(
            f"^[ \t]{{0,2}}[(「/"
            f"|,=]?[ \t]{{0,2}}(?:{SOFT_NAMES})?"
            f"[^\\sぁ-ん、。,()「」0-9]{{0,12}}?(?:{self._office.pattern})"
            f"|^[ \t]{{0,2}}[(][^\\s、。,()「」0-9]{{0,12}}?(?:{self._office.pattern})[)]"
        )
        # 0748-31-7070(施設): whose number it is, whoever stands before it.
        self._own = re.compile(f"^ ?[(](?:{self._office.pattern}|施設|事務所|庁舎|本庁)[)]")

    def among(self, words: str) -> list[re.Match[str]]:
        """The offices and facilities some words name; not those a family's name ends like."""
        return [one for one in self._office.finditer(words) if not ends_family_name(words, one)]

    def occur_in(self, words: str) -> bool:
        """Whether an office or a facility could be named, a family's name or not."""
        return self._office.search(words) is not None

    def stand_behind(self, behind: str) -> bool:
        """Whether an office or a facility is named right behind a place."""
        return self._behind.search(behind) is not None

    def own(self, behind: str) -> bool:
        """Whether brackets right behind a number say that an office or a facility has it."""
        return self._own.match(behind) is not None
