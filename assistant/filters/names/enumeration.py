"""What the list (、・と) a candidate stands in says of it: places, or a number of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate

LIST_NEXT = re.compile(r"[ ]?(?:[、,・/]|と|及び|や)[ ]?")
LIST_ITEM = re.compile(f"[{KANJI}{KATAKANA}ぁ-ん]{{1,6}}?(?=[、,・/の ]|と|及び|[0-9]|$)")
LONGEST_LIST = 60
LONGEST_SEPARATOR = 4
LEAD_REACH = 80
PLACE_LEAD = re.compile(
    quick(
        "(?:集落|地区|地域|区域|学区|校区|圏域|町名?|町丁|(?<![苗名文漢数])字|大字|駅|停留所|バス停|路線|区間|河川"
        "|水系|橋りょう|橋梁|公園|緑地"
        "|小学校|中学校|学校|保育[所園]|園|支所|公民館|会場|避難所|投票所|方面|産地|流域|集落等"
        "|工区|店舗|商店|企業"
        "|[0-9]か所|[0-9]箇所|[0-9]地区|[0-9]路線|[0-9]校|[0-9]園|[0-9]駅)(?:は|が|数|名|等"
        "|のうち)?[ ]?[0-9]{0,4}(?:か所|地区|集落|校)?"
        f"[ \n]{{0,2}}[(:「、]{{1,2}}(?:[{KANJI}{KATAKANA}ぁ-ん]{{1,8}}[、・]){{0,10}}\n?$"
    )
)
# 大字 平蔵 米原 小草畑: a row of place names that blanks part, under its label.
ROW_WORD = f"[{KANJI}{KATAKANA}ぁ-ん0-9~-]{{1,14}}"
PLACE_ROW = re.compile(
    rf"^[ ・]*(?:大字|小字|町丁目?|字名)[ :]{{1,4}}(?:{ROW_WORD} {{1,2}}){{2,}}{ROW_WORD} *$"
)
# 丸山・本間・今泉特定JV: firms that build together, each by its family's name.
JOINT_VENTURE = re.compile(
    f"(?:[・、][{KANJI}{KATAKANA}]{{1,8}}?){{0,4}}(?:特定|経常)?(?:建設工事)?(?:JV|共同企業体)"
)
# 長良川鉄道 美濃白鳥-北濃: from where to where a line runs.
ON_LINE = re.compile(
    f"[{KANJI}](?:線|鉄道|電鉄|号線) ?(?:[{KANJI}]{{1,6}}[-―—–~〜～→][{KANJI}]{{1,6}}[、 ])?$"
)
RUNS_TO = re.compile(f"[-‐―—–~〜～→↔][{KANJI}]")
PEOPLE_LIST_END = re.compile("の?[0-9二三四五六七八九十両]{1,3}(?:人|名)(?![以程槽])")
PLACE_LIST_END = re.compile(
    r"(?:の|など|等|を中心に|方面)?[0-9各一二三四五六七八九十両]{0,3}"
    r"(?:ルート|コース|ブロック|工区|学区|地区|地域|区域|圏域|流域|自治会|町内|町|駅|橋|河川"
    r"|公園|路線|支所|市民センター|校区|小学校|集落|方面|保育[所園]|こども園|幼稚園|中学校|高校|学校|園児|支店"
    r"|営業所|工場|病院|図書館|分館|出張所|交番|踏切|交差点|団地|商店街|水田|農地|沿線|停留所|バス停|区間"
    r"|峠|トンネル|インター|港|漁港|浄水場|配水池|ポンプ場|村(?!長)|線(?!引))"
)
# What a place has or suffers; 早見と大槻の避難所での様子 is of people.
PLACE_MATTERS = re.compile(
    "の?(?:(?:指定|一時|福祉)?避難(?:所|場所)(?!で|に(?:い|来|居))|鳥?獣害|浸水|冠水|土砂災害|防災無線"
    "|人口(?!透析|呼吸))"
)
# And what only people have, in the same line.
PEOPLE_MATTER = re.compile(
    "申請|証明|家族|世帯|口座|車両|家屋|送迎|写真|減免|補助|持病|さん|様|独居|通院|相談者"
)
# 早見 弥生/東浜市…: the address of a record stands beside a whole name.
WHOLE_PAIR = frozenset(("pair_surname", "pair_given"))


def list_evidence(
    text: str, candidate: Candidate, place_starts: Set[int], place_ends: Set[int]
) -> Iterator[str]:
    """What the list (、・と) a candidate stands in says: places, or a number of people."""
    end = list_end(text, candidate)
    if PLACE_LEAD.search(text[max(0, candidate.start - LEAD_REACH) : candidate.start]):
        yield "place_lead"
    if PEOPLE_LIST_END.match(text, end):
        yield "counted_people"
    elif (
        PLACE_LIST_END.match(text, end)
        or (PLACE_MATTERS.match(text, end) and not is_of_people(text, candidate))
        or JOINT_VENTURE.match(text, candidate.end)
        or is_on_line(text, candidate)
        or PLACE_ROW.match(line_of(text, candidate))
        or (
            not candidate.evidence >= WHOLE_PAIR
            and is_beside_place(text, candidate, place_starts, place_ends)
        )
    ):
        yield "place_list"


def is_of_people(text: str, candidate: Candidate) -> bool:
    """Whether a row names people by their role, or its line speaks of what people have."""
    line = line_of(text, candidate)
    return "role_before" in candidate.evidence or PEOPLE_MATTER.search(line) is not None


def is_beside_place(
    text: str, candidate: Candidate, place_starts: Set[int], place_ends: Set[int]
) -> bool:
    """Whether a separator of a list is all that parts a candidate from a place."""
    start, end = candidate.start, candidate.end
    return any(
        (end + gap in place_starts and LIST_NEXT.fullmatch(text, end, end + gap))
        or (start - gap in place_ends and LIST_NEXT.fullmatch(text, start - gap, start))
        for gap in range(1, LONGEST_SEPARATOR + 1)
    )


def is_on_line(text: str, candidate: Candidate) -> bool:
    """Whether a railway or a road runs from the place of that name to another."""
    before = text[max(candidate.start - LEAD_REACH, 0) : candidate.start]
    return ON_LINE.search(before) is not None and RUNS_TO.match(text, candidate.end) is not None


def list_end(text: str, candidate: Candidate) -> int:
    """Where the list a candidate stands in ends; the candidate's own end if it is in none."""
    end = candidate.end
    while gap := LIST_NEXT.match(text, end):
        following = LIST_ITEM.match(text, gap.end())
        if not following or following.end() - candidate.end > LONGEST_LIST:
            break
        end = following.end()
    return end


def line_of(text: str, candidate: Candidate) -> str:
    """The line a candidate begins in."""
    end = text.find("\n", candidate.start)
    return text[text.rfind("\n", 0, candidate.start) + 1 : end if end >= 0 else len(text)]
