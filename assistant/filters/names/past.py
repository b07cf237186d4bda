"""Whether a name is one of the past: how the text speaks of old times around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre
from assistant.filters.lexicon.history import PAST_CALLINGS, PAST_CUES
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.tales import Tales
from assistant.filters.names.wording import KANA_WORD, Wording, is_addressed
from assistant.filters.names.words import HISTORY_CALLINGS, HISTORY_CUES, SURE_HISTORY_CUES

HISTORY = re.compile(quick("|".join((*HISTORY_CUES, *PAST_CUES))))
SURELY_PAST = re.compile(quick("|".join((*SURE_HISTORY_CUES, *PAST_CUES))))
HISTORY_CALLING = re.compile(
    # 四天王の早見, 新人王の早見: of a club of today, of a season.
    f"(?![{KANJI}][天明人冠女打撃大盗塁点]王)"
    f"(?:{'|'.join((*HISTORY_CALLINGS, *PAST_CALLINGS))})(?:の|・|、|「| )?$"
)
# 曽我兄弟, 海原求馬邸: in a sentence about the past brothers and houses are those of the past.
HOUSE_OF_OLD = re.compile("(?:兄弟|姉妹|邸|屋敷)(?![のが]?(?:方|人|様|さん))")
# (1950-) is alive.
# …(よみ よみ)(1862~1930): the reading may stand between, or be the name itself.
LIFE_SPAN_AFTER = re.compile(
    r"(?: ?\([ぁ-んァ-ヶー・ ]{2,20}\)|\))? ?"
    r"\([^()0-9]{0,8}(?:1[0-8][0-9]{2}年?[-～~〜]|1[0-9]{3}年?[-～~〜] ?[12][0-9]{3})"
    "|らが?逗留"
)
# (会員番号1203-1455), (契約1995~2003): figures of somebody's record.
OF_RECORD = re.compile(
    r"[^\n]{0,24}?\([^()0-9]{0,8}"
    "(?:番号|内線|会員|契約|利用|在[任職学籍]|居住|入居|登録|旧姓|使用|勤務|加入|班)"
)
# Of the last decades: somebody a public text tells of, or a resident who has died.
OF_OUR_TIME = re.compile(r"[^\n]{0,32}?[-～~〜] ?2[0-9]{3}")
# 植物学者リンデン博士, among years of the century before last: who came from abroad then.
CALLED_FROM_ABROAD = re.compile(
    "(?:学者|宣教師|牧師|神父|技師|探検家|提督|公使|領事|外交官|建築家|作曲家|画家|軍人|商人)"
    "(?:の|・|「| )?$"
)
# 山川家の若さま: such a house is none of today.
HOUSE_OF_LORDS = re.compile(
    "家(?:の(?:若(?:さま|様|君|殿)|姫君?(?=[、がはのを])|家臣|家老)|に仕え)"
)
OF_CHILD = re.compile(
    "[0-9一二三四五六七八九]歳|保育|幼稚園|学校|学童|小[1-6]|夜泣き|自転車|発熱|苦情|隣の|生まれました|父は|母は"
)
# …の合戦に参加(○○、△△これに従う), ○○、△△らの諸将: a list of those who went to war.
WENT_TO_WAR = re.compile(
    rf"(?:[、・][{KANJI}]{{1,6}}){{0,20}}(?:ら|など|等)?(?:[もが]?これに\n?[従加]|の諸将|の家臣団)"
)
# 大石渚、海原歩らの立派な句碑: to more than one of them stones are put up.
WENT_ALONE = re.compile("[もが]?これに")
MONUMENTS = re.compile(
    rf"(?:[、・][{KANJI}]{{2,6}}){{0,12}}ら?の(?:立派な)?(?:句碑|歌碑|詩碑|文学碑|顕彰碑|銅像)"
)
# 忠右衛門: given names of the time before family registers.
ARCHAIC = re.compile("(?:[右左]衛門|兵衛|之[丞進]|太夫)$")
HISTORY_REACH = 250
CUES_OF_PAST = 2


class Past:
    """Reads one text for what it tells of the past. Built once per text."""

    def __init__(self, wording: Wording, *, has_works: bool) -> None:
        self._wording = wording
        self._has_works = has_works
        self._tales = Tales(wording)
        self._places = [found.span() for found in HISTORY.finditer(wording.text)]

    def cues_around(self, candidate: Candidate) -> int:
        """How often the text speaks of the past around a candidate."""
        low, high = candidate.start - HISTORY_REACH, candidate.end + HISTORY_REACH
        return sum(low <= place <= high for place, _ in self._places)

    def evidence(
        self, candidate: Candidate, start: int, end: int, before: str, after: str
    ) -> Iterator[str]:
        """Whether a candidate is of the past, or the past is told around it.

        Args:
            candidate: where the name stands.
            start: of its sentence.
            end: of its sentence.
            before: the words before the name, in the sentence.
            after: the words behind it, in the sentence.
        """
        cues = [place for place, stop in self._places if start <= place and stop <= end]
        is_sure = any(SURELY_PAST.match(self._wording.text, place) for place in cues)
        is_past = bool(cues) and (is_sure or self.cues_around(candidate) >= CUES_OF_PAST)
        is_today = self._wording.is_of_today(start, end)
        is_past = is_past and not is_today
        is_house = HOUSE_OF_OLD.match(after) is not None and self._wording.kind != Genre.PRIVATE
        is_led = self._is_led(candidate, before)
        is_from_abroad = CALLED_FROM_ABROAD.search(before) and KANA_WORD.match(
            self._wording.text, candidate.start
        )
        if (
            HISTORY_CALLING.search(before)
            or self._has_lived(after)
            or (HOUSE_OF_LORDS.match(after) and not self._wording.says(OF_CHILD, start, end))
            or (MONUMENTS.match(after) and not is_today and not is_addressed(candidate))
            or (
                (is_led or is_from_abroad)
                and not is_today
                and self.cues_around(candidate) >= CUES_OF_PAST
            )
            or (is_past and is_house)
            or (is_sure and is_past and self._is_of_old_times(candidate))
        ):
            yield "historical_calling"
        elif is_past:
            yield "history_around"
        if self._tales.enters(candidate) or (not is_today and self._tales.tells_of(candidate)):
            yield "historical"

    def _is_of_old_times(self, candidate: Candidate) -> bool:
        """Whether a city's page, where it surely tells of the past, gives somebody such a name."""
        is_archaic = ARCHAIC.search(candidate.text_in(self._wording.text)) is not None
        return is_archaic and self._wording.kind == Genre.PUBLIC

    def _has_lived(self, after: str) -> bool:
        """Whether the years of somebody's life stand behind the name, not those of a record."""
        if not LIFE_SPAN_AFTER.match(after) or OF_RECORD.match(after):
            return False
        is_told = self._wording.kind == Genre.PUBLIC or self._has_works or bool(self._places)
        return is_told or OF_OUR_TIME.match(after) is None

    def _is_led(self, candidate: Candidate, before: str) -> bool:
        """Whether a list names those who followed somebody to war."""
        is_alone = WENT_ALONE.match(self._wording.text, candidate.end) and not before.endswith(
            ("、", "・")
        )
        return not is_alone and WENT_TO_WAR.match(self._wording.text, candidate.end) is not None
