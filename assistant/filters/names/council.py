"""Who sits on a city's council, or answers there, by seat, group and the wording of its minutes."""

from __future__ import annotations

import re
from collections import Counter

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.enumeration import line_of

COUNCIL = re.compile(quick("選挙|立候補|開票|議会|議員|議長|定例会|臨時会|本会議|会派|監査委員"))
# A council of the city itself, not one of residents or of a school.
CITY_COUNCIL = re.compile(
    quick(
        "(?<![審協])議会|(?:総務|文教|厚生|民生|建設|経済|産業|環境|福祉|教育|予算|決算)[一-龥]{0,4}委員会"
        "|常任委員会|特別委員会|予算決算|分科会|一般質問|議案第|認定第"
        "|定例会|臨時会|本会議|本議会|決算審査|予算審査"
    )
)
NO_COUNCIL = re.compile(
    quick("自治会|町内会|PTA|保護者会|老人クラブ|民生委員|審議会|協議会|推進会議|検討会")
)
# 総務常任委員会 会議録: the head says whose minutes these are.
COMMITTEE_HEAD = re.compile(
    "(?:常任|特別|議会運営)委員会[ \n]{0,2}(?:の)?(?:会議録|記録|速記録|議事録)"
)
HEAD_REACH = 80
RESIDENTS = re.compile("自治会|町内会|PTA|保護者|管理組合|学童|協議会|実行委員|子ども会|商店")
GROUP_BEHIND = re.compile(
    rf" ?\((?:議会選出|識見|無所属|公選|[{KANJI}{KATAKANA}ぁ-ん・]{{1,10}}"
    rf"(?:クラブ|の会|党|会派|ネット|市民|クラブ|フォーラム|市政会|政会))[)、,/・ ]"
)
# Members with their groups in brackets, the same groups again and again.
GROUP = re.compile(rf" ?\(([{KANJI}{KATAKANA}ぁ-ん・]{{2,8}})\)")
SEAT = "副?委員長|副?議長|副?主査|委員(?!会)|議員|[0-9]{1,2}番(?:議員)?"
SEAT_BEFORE = re.compile(
    rf"(?:(?<![一-龥])|(?<=出席)|(?<=欠席))(?:{SEAT}|同)(?:\([^()\n]{{1,10}}\))?[ (:]{{1,4}}$"
)
SEAT_BEHIND = re.compile(rf"(?:\([^()\n]{{1,3}}\))? ?(?:{SEAT})(?![会室制])")
ROLL = re.compile(
    "[ 0-9.()・○〇◯◎-]{0,8}(?:出席|欠席|説明|質疑|発言)?(?:委員|議員)[ :は][^\n]{0,300}$"
)
# 委員長野村 有信君: one member a line, the seat glued to the name, as councils print who came.
ROLL_LINE = re.compile(
    rf"[ ]*(?!参考人|公述人|証人|請願|陳情|申立)(?:{SEAT}|理事|副?座長)?[ ]?"
    rf"[{KANJI}{KATAKANA}ぁ-ん]{{1,8}} {{0,3}}[{KANJI}{KATAKANA}ぁ-ん]{{0,6}}君[ ]*"
)
# 1 佐藤 一郎 若草クラブ: who asks the council's questions stands there with his group.
QUESTIONS = re.compile(quick("質問通告|発言通告|質問者|質問順|総括質問"))
ASKS = re.compile(
    rf"[ ]{{1,4}}(?:[{KANJI}{KATAKANA}ぁ-ん・]{{1,10}}"
    rf"(?:クラブ|党|会派?|ネット|市政|未来|フォーラム|議員団)|無所属|維新)[ ]*(?:\n|$)"
)
# …の一般質問, …が行った代表質問: only members ask them. My own words: 私は○○会の….
ASKED = re.compile(
    r"(?: ?\([^()\n]{1,12}\))?(?:君|議員|氏)?(?:の|による|が行った)(?:一般質問|代表質問|総括質問)"
)
# 海原君:議案第3号… begins the line of who speaks; the way of asking follows who asks.
SPEAKS = re.compile("(?:君|委員|議員) ?[::]")
# What is said in a council; 海原君:道路の穴… may be anybody.
SAID_THERE = re.compile(
    "議案|議員|委員長|議長|質疑|質問|答弁|動議|採決|討論|市長|町長|村長|部長|課長|伺"
)
SAID_REACH = 80
# 分割納付 is what a debtor asks for.
WAY_OF_ASKING = re.compile(
    "[ ]*\n[ \n]*(?:一問一答|(?:一括|分割|併用)(?:質問|質疑|答弁|方式|[ ]*(?:\n|$)))"
)
# Minutes of the council itself: whoever answers there does so in office, 部長 and 課長 too.
RECORD_CUE = re.compile(
    "会議録|速記録|登壇|開議|散会|閉議|本会議|付託|審査報告|議会運営|代表質問|一般質問|質疑|討論|採決"
    "|答弁|説明員|執行部|出席委員|議事課|開会いたします|定例会|臨時会|常任委員会"
    "|[○◯〇◎△] ?[^ \\n(]{2,16}\\([^()\\n]{2,8}君\\)"
)
RECORD_FROM = 3
POST = (
    "(?:部|局|室|課|所|館|署|次|係|院|園|支所|センター)長(?:補佐|代理|心得|事務取扱)?|参事|理事|主幹|主査"
    "|消防長|技監|管理者|書記|参与|政策監|統括監|危機管理監|会計管理者|事務局"
)
POST_BEFORE = re.compile(
    rf"(?:{POST})(?:兼[{KANJI}]{{1,12}})?(?:の|・|\(|:|[ ]{{1,6}}|(?<=長)(?=\Z))$"
)
POST_BEHIND = re.compile(rf"(?:君)?[\n ]{{0,3}}[{KANJI}]{{0,12}}?(?:{POST})(?![会室員])")
SPEAKER_MARK = re.compile(
    rf"(?:^|\n)[ ]*[○◯〇◎△] ?\n?[ ]*(?:(?!請願|陳情|申立|申請|参考人"
    rf"|相談)[{KANJI}ァ-ヶー0-9]{{1,20}}[ (]{{1,3}})?$"
)
ROSTRUM = re.compile("^(?:君|議員|さん)?(?:登壇|起立|退席|着席)")
# The model may have cut the name: みつ|子君 登壇.
AT_ROSTRUM = re.compile(f"[{KANJI}ぁ-ん]{{0,3}}君 ?登壇")


class Council:
    """Reads one text for the council it speaks of. Built once per text.

    Attributes:
        is_named: whether any words of councils and elections stand in the text.
        is_of_city: whether it is the city's own, not one of residents.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.is_named = COUNCIL.search(text) is not None
        groups = Counter(found[1] for found in GROUP.finditer(text)) if self.is_named else {}
        self._has_groups = sum(count > 1 for count in groups.values()) > 1
        is_larger = len(CITY_COUNCIL.findall(text)) > len(NO_COUNCIL.findall(text))
        self.is_of_city = is_larger or is_headed_by_committee(text)
        self._is_record = self.is_of_city and len(set(RECORD_CUE.findall(text))) >= RECORD_FROM
        self._has_questions = self.is_of_city and QUESTIONS.search(text) is not None

    def hears(self, candidate: Candidate) -> bool:
        """Whether somebody sits on the council, answers there or is to ask."""
        return (
            self._is_member(candidate)
            or self._answers(candidate)
            or (self.is_of_city and self._speaks(candidate))
        )

    def _is_member(self, candidate: Candidate) -> bool:
        """Whether a seat or a group stands beside a name, or the line is a roll."""
        group = GROUP if self._has_groups else GROUP_BEHIND
        if self.is_named and group.match(self._text, candidate.end):
            return True
        before = self._text[max(0, candidate.start - 24) : candidate.start]
        line = self._text[self._text.rfind("\n", 0, candidate.start) + 1 : candidate.start]
        is_seated = SEAT_BEFORE.search(before) is not None
        if is_seated and CITY_COUNCIL.search(line) and not NO_COUNCIL.search(line):
            return True
        return self.is_of_city and bool(
            is_seated
            or SEAT_BEHIND.match(self._text, candidate.end)
            or (self._has_questions and ASKS.match(self._text, candidate.end))
            or ROLL.match(line)
        )

    def _answers(self, candidate: Candidate) -> bool:
        """Whether the minutes of a council name somebody of the administration by his post."""
        if not self._is_record:
            return False
        if ROLL_LINE.fullmatch(line_of(self._text, candidate)):
            return True
        if AT_ROSTRUM.fullmatch(candidate.text_in(self._text)):
            return True
        low = self._text.rfind("\n", 0, max(0, candidate.start - 2)) + 1
        before = self._text[max(low - 1, candidate.start - 40, 0) : candidate.start]
        after = self._text[candidate.end : candidate.end + 20]
        if POST_BEFORE.search(before) or POST_BEHIND.match(after) or ROSTRUM.match(after):
            return True
        return SPEAKER_MARK.search(before) is not None

    def _speaks(self, candidate: Candidate) -> bool:
        """Whether a council hears somebody, or is told who will ask and how."""
        if ASKED.match(self._text, candidate.end):
            return True
        is_first = self._text[: candidate.start].rpartition("\n")[2].strip(" ○◯〇◎") == ""
        speaks = SPEAKS.match(self._text, candidate.end) if is_first else None
        if speaks and (
            self._is_record
            or SAID_THERE.search(self._text, speaks.end(), speaks.end() + SAID_REACH)
        ):
            return True
        return self._has_questions and WAY_OF_ASKING.match(self._text, candidate.end) is not None


def is_headed_by_committee(text: str) -> bool:
    """Whether a text begins as the minutes of a council's committee, not of residents'."""
    head = COMMITTEE_HEAD.search(text, 0, HEAD_REACH)
    return head is not None and RESIDENTS.search(text, 0, head.end()) is None
