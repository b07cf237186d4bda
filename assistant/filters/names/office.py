"""Who holds a public office by the wording of a notice, a programme or a list of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import is_surely_published
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.published import is_private_around

# Who heads an office of the state puts his name under its notices (会計法 29条の3).
STATE_OFFICE = (
    "(?:地方整備局|農政局|運輸局|財務局|国税局|税関|森林管理局|法務局|労働局|厚生局|経済産業局|総合通信局|環境事務所"
    "|防衛局|気象台|海上保安本部|航空局|開発局|開発建設部|検察庁|刑務所|税務署|国土交通省|農林水産省|環境省|防衛省)"
)
STATE_HEAD = re.compile(
    f"(?:^|[^{KANJI}])(?![元前旧故])[{KANJI}]{{0,8}}{STATE_OFFICE}(?: ?[{KANJI}ァ-ヶー0-9]{{1,10}}"
    f"(?:事務所|支局|支所|署|部|課))?(?:次?長|官)[ :\\n]{{1,24}}$"
)
NOTICE = re.compile(
    quick(
        "公告(?:する|し|いたし|第)|公 ?告[ \n]|公示する|告示する|支出負担行為担当官"
        "|契約担当官|契約責任者"
    )
)
# Volunteers lead the brigade as officers of the city (消防組織法 22条).
BRIGADE = re.compile(quick("消防団"))
BRIGADE_CHIEF = re.compile("(?:^|[\n 、。:(・]|消防団の?)(?:消防)?副?団長[ :]{1,3}$")
UNITS = re.compile("分団|団員|実員|操法|出初|消防団長")
MAYOR = "(?:市長|町長|村長|知事|郡守|首相|大統領)"
# 現在の市長は…氏。: who governs a town twinned with ours; 第3代市長、….
GOVERNS = re.compile(f"(?:現在の|現職の|今の|いまの|当時の){MAYOR}は、?$")
GOVERNS_BEHIND = re.compile(" ?氏?(?:。|です|でし|であ|だ)")
NTH = re.compile(f"(?:第?[0-9一二三四五六七八九十]{{1,3}}代(?:目の?)?|初代|先代){MAYOR}、$")
# 通告一覧: only members of the council ask there; each line begins with the order and the seat.
QUESTIONS = re.compile(quick("一般質問|代表質問|総括質問"))
ASKERS_HEADER = re.compile(
    "^(?=[^\n]*(?:議席|質問者|議員名|順))(?=[^\n]*(?:件名|質問事項|質問要旨|質問の|要旨|項目))"
    "[^\n。]{4,60}$",
    re.MULTILINE,
)
ASKER_LEAD = re.compile("[ |\t]*(?:[0-9]{1,2}番?[ |\t]+){1,2}")
HONORIFIC = re.compile(" ?(?:さん|様|さま|くん|ちゃん)")
LONGEST_LIST = 40


class Offices:
    """Reads one text for offices. Built once per text."""

    def __init__(self, text: str, *, is_council: bool) -> None:
        self._text = text
        self._is_notice = NOTICE.search(text) is not None
        self._has_brigade = BRIGADE.search(text) is not None and UNITS.search(text) is not None
        self._askers = frozenset(askers(text)) if is_council and QUESTIONS.search(text) else ()

    def holds(self, candidate: Candidate) -> bool:
        """Whether the words before a name are its office; nobody is called さん there."""
        if HONORIFIC.match(self._text, candidate.end):
            return False
        if candidate.start in self._askers:
            return True
        before = self._text[max(0, candidate.start - 48) : candidate.start]
        is_led = self._is_notice and STATE_HEAD.search(before) is not None
        is_chief = (
            self._has_brigade
            and BRIGADE_CHIEF.search(before) is not None
            and is_surely_published(self._text)
        )
        is_governing = (
            GOVERNS.search(before) is not None
            and GOVERNS_BEHIND.match(self._text, candidate.end) is not None
        )
        is_nth = NTH.search(before) is not None
        is_named = is_led or is_chief or is_governing or is_nth
        return is_named and not is_private_around(self._text, candidate)


def askers(text: str) -> Iterator[int]:
    """Where the names begin in a list of who asks the council's questions."""
    for header in ASKERS_HEADER.finditer(text):
        place = header.end() + 1
        for line in text[place:].split("\n")[:LONGEST_LIST]:
            lead = ASKER_LEAD.match(line)
            if not line.strip() or (lead is None and not line.startswith((" ", "|"))):
                break
            if lead is not None:
                yield place + lead.end()
            place += len(line) + 1
