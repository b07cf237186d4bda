"""Who a text itself shows to be in public office, or to be no person: councils and mascots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.tables import table_rows

# Only a list of members of a council has such columns.
COUNCIL_HEADERS = frozenset(
    ("会派", "会派名", "議席", "議席番号", "議員名", "議員氏名", "期数", "当選回数", "所属政党",
     "党派", "得票数", "選挙区", "所属会派")
)  # fmt: skip
GROUP_BEHIND = re.compile(
    rf" ?\((?:議会選出|識見|無所属|公選|[{KANJI}{KATAKANA}ぁ-ん・]{{1,10}}"
    rf"(?:クラブ|の会|党|会派|ネット|市民|クラブ|フォーラム|市政会|政会))[)、,/・ ]"
)
# Members with their groups in brackets, the same groups again and again.
GROUP = re.compile(rf" ?\(([{KANJI}{KATAKANA}ぁ-ん・]{{2,8}})\)")
COUNCIL = re.compile("選挙|立候補|開票|議会|議員|議長|定例会|臨時会|本会議|会派|監査委員")
# A council of the city itself, not one of residents or of a school.
CITY_COUNCIL = re.compile(
    "議会|(?:総務|文教|厚生|民生|建設|経済|産業|環境|福祉|教育|予算|決算)[一-龥]{0,4}委員会"
    "|常任委員会|特別委員会|予算決算|分科会|一般質問|議案第|認定第"
    "|定例会|臨時会|本会議|本議会|決算審査|予算審査"
)
SEAT = "副?委員長|副?議長|副?主査|委員(?!会)|議員|[0-9]{1,2}番(?:議員)?"
SEAT_BEFORE = re.compile(
    rf"(?:(?<![一-龥])|(?<=出席)|(?<=欠席))(?:{SEAT}|同)(?:\([^()\n]{{1,10}}\))?[ (:]{{1,4}}$"
)
SEAT_BEHIND = re.compile(rf" ?(?:{SEAT})(?![会室制])")
ROLL = re.compile("(?:出席|欠席|説明|質疑|発言)?(?:委員|議員)[ :は][^\n]{0,300}$")
# 初代, 第12代, 歴代: who held an office before.
HOLDERS = re.compile("歴代(?:の)?(?:市長|町長|村長|議長|首長|知事|教育長|区長|郡長|助役)")
HOLDER_BEFORE = re.compile(
    "(?:初代|[0-9一二三四五六七八九十]{1,3}代(?:目)?)(?:の)?(?:市長|町長|村長|議長|教育長)?[ "
    "|、:,]{0,6}$"
)
NO_COUNCIL = re.compile(
    "自治会|町内会|PTA|保護者会|老人クラブ|民生委員|審議会|協議会|推進会議|検討会"
)
MASCOT_WORD = re.compile("マスコット|キャラクター|ゆるキャラ|着ぐるみ")
MASCOT_NAMED = re.compile(
    "(?:マスコット|キャラクター|ゆるキャラ|着ぐるみ)(?:キャラクター|の|は|、|・|である|「|『"
    "| ){0,3}"
    f"[「『]?(?P<name>[{KATAKANA}ぁ-ん]{{2,10}}|(?<=[「『])[^「」『』\n]{{2,12}}(?=[」』]))"
)
MASCOT_BEHIND = re.compile(
    rf"(?<![{KATAKANA}ぁ-ん])(?P<name>[{KATAKANA}ぁ-ん]{{2,10}}?)(?:くん|ちゃん|君|さん)? ?"
    r"\([^()\n]{0,10}(?:マスコット|キャラクター)\)"
)
MASCOT_BEFORE = re.compile("(?:マスコット|キャラクター|ゆるキャラ|着ぐるみ)[^。\n]{0,60}$")
PET_NAME = re.compile("[」』]?(?:くん|ちゃん|君|さん|太郎|丸|にゃん|ぴー)")
SHORTEST = 2


class PublicLife:
    """Reads one text for councils and mascots. Built once per text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_council = COUNCIL.search(text) is not None
        self._seats = frozenset(council_places(text)) if self._is_council else frozenset()
        groups = Counter(found[1] for found in GROUP.finditer(text)) if self._is_council else {}
        self._has_groups = sum(count > 1 for count in groups.values()) > 1
        self._is_city_council = len(CITY_COUNCIL.findall(text)) > len(NO_COUNCIL.findall(text))
        self._has_holders = HOLDERS.search(text) is not None
        self._mascots = frozenset(mascots(text)) if MASCOT_WORD.search(text) else frozenset()

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence about one candidate."""
        if candidate.start in self._seats or self._is_member(candidate):
            yield "official"
        if self._is_mascot(candidate):
            yield "mascot"

    def _is_member(self, candidate: Candidate) -> bool:
        group = GROUP if self._has_groups else GROUP_BEHIND
        if self._is_council and group.match(self._text, candidate.end):
            return True
        if not (self._is_city_council or self._has_holders):
            return False
        before = self._text[max(0, candidate.start - 24) : candidate.start]
        if self._has_holders and HOLDER_BEFORE.search(before):
            return True
        if not self._is_city_council:
            return False
        return bool(SEAT_BEHIND.match(self._text, candidate.end) or SEAT_BEFORE.search(before)) or (
            self._is_on_roll(candidate)
        )

    def _is_on_roll(self, candidate: Candidate) -> bool:
        line = self._text[self._text.rfind("\n", 0, candidate.start) + 1 : candidate.start]
        return ROLL.match(line) is not None

    def _is_mascot(self, candidate: Candidate) -> bool:
        if not self._mascots and not MASCOT_WORD.search(self._text):
            return False
        surface = candidate.text_in(self._text)
        if len(surface) >= SHORTEST and any(surface in name for name in self._mascots):
            return True
        before = self._text[max(0, candidate.start - 80) : candidate.start]
        return bool(PET_NAME.match(self._text, candidate.end) and MASCOT_BEFORE.search(before))


def mascots(text: str) -> Iterator[str]:
    """The names a text calls mascots, in front of them or in brackets behind."""
    for pattern in (MASCOT_NAMED, MASCOT_BEHIND):
        yield from (found["name"] for found in pattern.finditer(text))


def council_places(text: str) -> Iterator[int]:
    """Every place in the rows of a table of council members."""
    for row in table_rows(text, lambda header: not COUNCIL_HEADERS.isdisjoint(header)):
        yield from range(row[0][0], row[-1][1])
