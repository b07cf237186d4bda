"""Public posts beside a name or read as a part of it; who only plays one is no official."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import PUBLIC_POSTS
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.lines import lines_of
from assistant.filters.settings import FilterSettings

# 早見渚参議院議員, 早見渚東浜県議会議長, 早見渚東浜市教育長: the body comes before the post.
OFFICE_BODY = f"(?:[衆参]議院|[{KANJI}]{{1,5}}[都道府県市区町村](?:議会)?(?=[{KANJI}]))?"
ADDRESSED_POST = f"[{KANJI}]{{0,4}}(?:への?|あて|宛)"
# 議長(自治会): the chair of a meeting of residents.
PRIVATE_BODY = "自治会|町内会|PTA|組合|屋号|管理組合|老人"
POST_REACH = 32
KANJI_CUT = re.compile(f"(?<= )[{KANJI}]$")
# 町長 土 谷 耕 治: the name of an official, one character after the other.
LETTERS_APART = re.compile(rf"[{KANJI}](?: {{1,3}}[{KANJI}])*")
# 早見渚デジタル大臣: the ministry stands between.
MINISTER_BEHIND = re.compile(f"[{KANJI}{KATAKANA}]{{2,8}}大臣")
# 監査委員 大石 渚, and below it 同 海原 歩: the post stands once for the whole roll.
SAME = re.compile("[ ]*同[ ]+")
LONGEST_ROLL = 12
# 模擬議会 議員 …, 観光大使 …: pupils and residents who play a part.
PLAYED = re.compile(
    "(?:子ども|こども|子供|ジュニア|少年|中学生|高校生|学生|模擬)(?:市|町|村)?(?:議会|議員|裁判)"
    "|(?:観光|親善|ふるさと|文化)大使"
)
# 自治会の総会 議長早見 冬実: the chair of residents, where no council is named.
OWN_CHAIR = re.compile(f"(?<![{KANJI}])副?議長[ :は]{{0,2}}$")
RESIDENTS = re.compile("自治会|町内会|PTA|管理組合|老人クラブ|保護者会|子ども会|育成会")
RESIDENTS_MEET = re.compile(
    "(?:自治会|町内会|管理組合|区|組合|会|団)の? ?(?:臨時|通常|定期|年次)?総会|^区長 ?:",
    re.MULTILINE,
)
CITY_COUNCIL = re.compile("(?<![審協])議会|議員|定例会|本会議|(?:常任|特別)委員会|一般質問")


class Posts:
    """Reads the public posts beside names. Built once from the settings' titles of officials."""

    def __init__(self, settings: FilterSettings) -> None:
        posts = alternation({*settings.official_titles, *PUBLIC_POSTS}).pattern
        self._behind = re.compile(
            rf"{OFFICE_BODY}(?:元|前|現|新|故|副)?(?:{posts})(?!選|室|部|賞)"
            # 佐藤花子 市長への手紙, 佐藤花子 市議会の傍聴: what somebody writes or comes for.
            rf"|[ ](?:元|前|現|新|故|副)?(?:{posts})(?!選|室|部|賞|会[^議長]|{ADDRESSED_POST})"
            rf"|[ ]?\([^()\n]{{0,8}}(?:{posts})\)"
        )
        self._before = re.compile(
            rf"(?:{posts})(?:の|・|\(|:| |\((?!{PRIVATE_BODY})[^()\n]{{1,12}}\))?"
            rf"(?:、?故[・ ]?)?[ ]{{0,24}}$"
        )
        # 会長:鈴木町長, 名義 山田町長 鈴木一郎: the post is read as a part of the name.
        self._inside = re.compile(rf"[{KANJI}](?:{posts})(?: [{KANJI}]|$)")
        self._head = re.compile(rf"(?:{posts}) [{KANJI}]")
        self._apart = re.compile(
            rf"(?:{posts})[ ]{{1,24}}(?:[{KANJI}](?<![宛様殿御]) {{1,3}}){{1,3}}$"
        )
        self._line = re.compile(rf"(?:{posts})[ ]{{1,24}}[{KANJI}]")

    def stand_beside(self, before: str, after: str) -> bool:
        """Whether a post stands right before or right behind a name."""
        return bool(self._behind.match(after) or self._before.search(before))

    def name_official(self, text: str, candidate: Candidate) -> bool:
        """Whether a name holds a post, or its line says in other ways that an official bears it."""
        surface = candidate.text_in(text)
        before = text[max(candidate.start - POST_REACH, 0) : candidate.start]
        # 市長 板|東谷 修一: the model may have cut the family's name.
        cut = KANJI_CUT.search(before)
        return bool(
            self._inside.search(surface)
            or self._head.match(surface)
            or MINISTER_BEHIND.match(text, candidate.end)
            or (cut and " " in surface and self._before.search(before[: cut.start()]))
            or (LETTERS_APART.fullmatch(surface) and self._apart.search(before))
            or self._head_roll(text, candidate)
        )

    def _head_roll(self, text: str, candidate: Candidate) -> bool:
        """Whether a line says 同 before a name and the line that begins the roll says the post."""
        start = text.rfind("\n", 0, candidate.start) + 1
        if not SAME.fullmatch(text, start, candidate.start):
            return False
        above = text[:start].split("\n")[-LONGEST_ROLL:-1]
        first = next((line for line in reversed(above) if not SAME.match(line)), "")
        return self._line.search(first) is not None


def is_played(text: str, candidate: Candidate, before: str) -> bool:
    """Whether pupils or residents play the part of officials, or chair a meeting of their own."""
    is_part = lines_of(text).holds(PLAYED, candidate.start)
    return is_part or (OWN_CHAIR.search(before) is not None and is_of_residents(text, candidate))


def is_of_residents(text: str, candidate: Candidate) -> bool:
    """Whether residents meet: the line says so, or a text of a meeting that is no council's."""
    lines = lines_of(text)
    is_meeting = lines.has_any(RESIDENTS_MEET) and not lines.has_any(CITY_COUNCIL)
    return is_meeting or lines.holds(RESIDENTS, candidate.start)


def alternation(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for a list of words, longest first."""
    return re.compile(quick("|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))))
