"""Rolls of a council or a board: its members, who came to a sitting, who voted how."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.office import HONORIFIC
from assistant.filters.names.tables import table_rows

# Only a list of members of a council has such columns.
COUNCIL_HEADERS = frozenset(
    ("会派", "会派名", "議席", "議席番号", "議員名", "議員氏名", "期数", "当選回数", "所属政党",
     "党派", "得票数", "選挙区", "所属会派")
)  # fmt: skip
# Who came to a sitting, or was to: everybody named there sits on the council or serves it.
ROLL_HEAD = re.compile(
    "(?:(?:出席|欠席|応招)(?:した)? ?(?:委員|議員)(?![会数])|(?:議事録|会議録)署名(?:委員|議員|人)"
    "|出席説明員|(?:説明|職務)の(?:ため|為)[^。\n]{0,8}出席した|第121条[^。\n]{0,16}出席した"
    "|議員の(?:番号|議席)[・、及び]{1,2}氏名)"
    # Set apart as a roll is; 出席議員の件で is a sentence.
    r"(?=[ \n(:0-9〇○◯◎|・-]|者|氏名|$|の?(?:職|氏名|番号)|した者|人)"
)
ROLL_END = re.compile(
    "。|議案|報告(?!者)|日程|開議|開会|申請|参考人|公述人|証人|請願|陳情|傍聴|申立|会議に付した|本日の会議"
    "|議題|譲渡|譲受|農地法|地番"
    # Residents noted under a roll: 保護課長 and 住民課 serve the council.
    "|(?:相談|来庁|来客|滞納|被害|加害|所有|相続|代理人|審査請求|住民|児童|生徒|園児|保護者|入院|死亡|救急|託児"
    "|減免|就学|生活保護|事務連絡|承諾|事案|車いす|手話|利用|本人|電話|苦情|見舞)"
    "(?!者?[一-龥ァ-ヶー]{0,8}(?:[課係室部局署所会]|長|主[幹査事]|参事|センター|委員))"
    "|(?<![一-龥])[父母夫妻](?![一-龥])|[0-9]{1,3}歳|(?<![一-龥])小[1-6]|0[0-9]{1,3}-"
)
LONGEST_ROLL = 1500
# A table of who voted how: its first line names the members.
VOTES = re.compile(quick("賛否|表決|採決の?態度|採決結果"))
VOTED = re.compile(
    "^[^\\n]{4,50}?(?:[ |\\t/]+[○●×◯〇欠退議―ー-]){4,}"
    "|^(?:[^|\\t\\n/]{1,40}[|\\t/]){1,3}[ ]*[○×◯〇欠退議―ー-]",
    re.MULTILINE,
)
CUT = re.compile("[|/\\t]|  ")


class Rolls:
    """Reads one text for rolls. Built once per text.

    Args:
        text: the text.
        is_council: whether it speaks of a council at all; tables and votes name its members.
        is_sitting: whether a council of the city or a board sits, whose minutes say who came.
    """

    def __init__(self, text: str, *, is_council: bool, is_sitting: bool) -> None:
        self._text = text
        self._seats = frozenset(council_places(text)) if is_council else frozenset()
        self._voters = range(*voters(text)) if is_council else range(0)
        self._rolls = tuple(rolls(text)) if is_sitting else ()

    def hold(self, candidate: Candidate) -> bool:
        """Whether a name stands in a roll; where the minutes say who came nobody is called さん."""
        if candidate.start in self._seats or candidate.start in self._voters:
            return True
        return (
            any(start <= candidate.start < end for start, end in self._rolls)
            and HONORIFIC.match(self._text, candidate.end) is None
        )


def council_places(text: str) -> Iterator[int]:
    """Every place in the rows of a table of council members."""
    for row in table_rows(text, lambda header: not COUNCIL_HEADERS.isdisjoint(header)):
        yield from range(row[0][0], row[-1][1])


def rolls(text: str) -> Iterator[tuple[int, int]]:
    """The places of the rolls in the minutes of a council or a board."""
    last = 0
    for head in ROLL_HEAD.finditer(text):
        if head.end() < last:
            continue
        end = ROLL_END.search(text, head.end(), head.end() + LONGEST_ROLL)
        last = end.start() if end else head.end() + LONGEST_ROLL
        yield head.end(), last


def voters(text: str) -> tuple[int, int]:
    """The place of the line above the first row of votes, which names who voted."""
    row = VOTED.search(text) if VOTES.search(text) else None
    if row is None:
        return 0, 0
    end = row.start()
    # The rule of a Markdown table may stand between.
    for _ in range(3):
        start = text.rfind("\n", 0, max(0, end - 1)) + 1
        if re.search(f"[{KANJI}]", text[start:end]) and len(CUT.findall(text[start:end])) > 1:
            return start, end
        end = start
    return 0, 0
