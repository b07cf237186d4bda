"""How sure the form of an address is: what its number is like, and the words around it."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.address_place import SAYS_LOT, Place
from assistant.filters.recognizers.base import LIKELY, STRONG, WEAK
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.homes import begins_with_family, is_moved_to
from assistant.filters.recognizers.persons_beside import TABLE_OF_PEOPLE, is_personal

TOWN = re.compile(
    "(?:[町台丘浜里原野沢山川田通条字郷島崎]|団地|新田|本町|大字[^0-9]{1,6}|[東西南北中]|ヶ?丘)$"
)
# 北町, 大字西浦, and what stands behind a town: 三刀町根波別所, 志川町高浜ノ.
TOWN_STRICT = re.compile(
    "(?:町|台|丘|大字[^0-9]{1,6}|(?<![文漢数英赤黒習名苗点活印誤十])字[^0-9]{1,4})$"
)
IN_TOWN = re.compile(
    "[一-龥ヶ][町村] ?(?![民長立内会議営税役])[一-龥々ヶノ]{1,5}"
    "[イロハニホヘトチリヌルヲワカヨタレソツネナ]?$"
)
# 大字北 55, 字滝ノ上7: a hamlet and its lot; 赤字額 is none.
HAMLET = re.compile(
    "(?<![文漢数英赤黒習名苗点活印誤十])字[一-龥ヶノぁ-ん]{1,5}$|大字[^0-9の]{1,6}$"
)
FACILITY_END = re.compile("(?<!別)所$|[館校園室課係局院店社棟場塔堂庁署駅会部組]$")
PEOPLE = re.compile("(?:者|生|人|方|員|児|様)$")
LABEL = re.compile(
    quick(
        "住所|居所|所在|送付先|送り先|宛先|届け先|届先|配達先|転居先|転入先|転出先|移転先|郵送先|引っ?越し?先|新居"
        "|前住|本籍|自宅|実家|住まい|在住|の家[はが]|お宅|現住"
        "|住んで|住む|じゅうしょ|ジュウショ|おところ|お届け|address|addr|jusho|juusho|juusyo",
        ignores_case=True,
    ),
    re.IGNORECASE,
)
LABEL_REACH = 15
# 送付先を3つ, 自宅の窓が3枚: how many of something; a place name ends in no particle.
COUNTED_BEHIND = re.compile(
    "^[ ]?(?:つ|メートル|センチ|ミリ|キロ|[かカヶ]月|[かカヶ]国|棟|筆|通(?!り)|頭|匹|羽|冊|分|秒"
    "|ページ|㎡|度|番目|地?区|集落|パターン|案|往復|段|文|ha|%|[aLt](?![A-Za-z]))"
)
NAME_END = re.compile("[一-龥々〆ヶケノァ-ヴー]$|[ぁ-ん][町台丘村]$")
POSTAL_SHAPE = re.compile("[0-9]{3}-[0-9]{4}$")
# 上原一丁目 518 610: a row of figures, no lot.
FIGURES_BEHIND = re.compile("^[^ ]*丁目 [0-9,]+ +[0-9,]")
PERSON_BEHIND = re.compile(
    "^[ 、,の]{0,2}(?:[(（])?(?P<family>[一-龥々]{1,4})[ ]?[一-龥々ぁ-んァ-ヶー]{0,4}[ ]?"
    "(?:様|さん|氏(?!名)|殿)"
)
# Any place name of two characters or more; with three numbers and a person that is an address.
KANJI_TOWN = re.compile(
    "(?:[一-龥々ヶケノ](?![はがをにへでとものやか])[一-龥々ヶケぁ-んノ]|[ァ-ヶー]{3})$"
)
# 1234-5: a lot in the country, where no blocks are numbered; 東方1108番 is one, too.
LOT_SHAPE = re.compile("[1-9][0-9]{2,4}[-のノ][0-9]{1,3}")
WHOLE_LOT = re.compile("[1-9][0-9]{2,4}番")
LOT_WITH_DOOR = re.compile("番[ ]?の?[0-9]")
JOINTS = re.compile("[-のノー―‐−–]")
# The next cell, or the end of the line: what a place fills is nothing else.
CELL_BEFORE = re.compile(r"(?:^|[ \n,、。/|\t・(:「])$")
CELL_BEHIND = re.compile(r"[ \n,、。/|\t・)」]|$")


def form_score(document: Document, place: Place) -> tuple[float, str]:
    """The score of an address by its form alone, and why."""
    number = place.number
    if not place.is_whole or FIGURES_BEHIND.search(
        document.text[number.start() : number.end() + 8]
    ):
        return chome_score(document, place)
    if number["chome"] or (number["banchi"] and is_lot(number["banchi"])):
        return STRONG, "place name and 番地"
    is_labelled = is_said_to_be_home(document, place)
    if number["blocks"] and not POSTAL_SHAPE.match(number["blocks"]):
        is_placed = place.has_city and not place.name.endswith(("市", "区", "郡", "県"))
        return blocks_score(document, place, is_sure=is_labelled or is_placed)
    if number["banchi"] and WHOLE_LOT.fullmatch(number["banchi"]):
        is_told = KANJI_TOWN.search(place.name) is not None and is_person_beside(document, place)
        return (LIKELY, "number of a lot") if is_told else (0.0, "")
    return bare_score(document, place, is_labelled=is_labelled) if number["bare"] else (0.0, "")


def is_said_to_be_home(document: Document, place: Place) -> bool:
    """Whether a word before a place, its column or a verb behind it tells of a home."""
    before = document.before(place.start, LABEL_REACH).rpartition("。")[2]
    return bool(
        LABEL.search(before)
        or LABEL.search(document.column(place.start))
        or is_moved_to(document.text[place.end : place.end + LABEL_REACH])
    )


def is_person_beside(document: Document, place: Place) -> bool:
    """Whether the line of a place speaks of a private person."""
    return is_personal(document, (place.start, place.end))


def chome_score(document: Document, place: Place) -> tuple[float, str]:
    """A 丁目 alone counts where it stands with a person: in their row, or beside their name."""
    row = document.row(place.start)
    if row is not None and TABLE_OF_PEOPLE.search(document.header(place.start)):
        if LABEL.search(document.column(place.start)):
            return LIKELY, "丁目 in a person's row"
        return WEAK, "down to the 丁目 only"
    behind = document.text[place.end : place.end + 16].split("\n")[0]
    if PERSON_BEHIND.search(behind):
        return LIKELY, "丁目 beside a person"
    return WEAK, "down to the 丁目 only"


def blocks_score(document: Document, place: Place, *, is_sure: bool) -> tuple[float, str]:
    """The score of a place name with 1-2-3."""
    number = place.number["blocks"]
    is_prefixed = not place.number[0].startswith(number)
    if is_sure:
        return STRONG, "place name and block numbers"
    if len(place.name) > 1 and (TOWN_STRICT.search(place.name) or is_in_town(place)):
        return LIKELY, "town and block numbers"
    is_many = len(JOINTS.findall(number)) > 1
    if is_prefixed or (LOT_SHAPE.fullmatch(number) and KANJI_TOWN.search(place.name)):
        return (LIKELY if is_person_beside(document, place) else WEAK), "number of a lot"
    if is_many:
        if not TOWN.search(place.name) and not KANJI_TOWN.search(place.name):
            return 0.0, ""
        return (LIKELY if is_person_beside(document, place) else WEAK), "block numbers"
    return (
        (LIKELY, "block numbers beside a person") if is_of_somebody(document, place) else (0.0, "")
    )


def bare_score(document: Document, place: Place, *, is_labelled: bool) -> tuple[float, str]:
    """The score of a place name with one number: 大字北 55, 若草市東町88, 北野甲123."""
    name, behind = place.name, document.text[place.number.end() : place.number.end() + 6]
    if PEOPLE.search(name) or COUNTED_BEHIND.match(behind) or not NAME_END.search(name):
        return 0.0, ""
    is_prefixed = place.number[0][0] in "甲乙丙丁"
    is_town = is_prefixed or TOWN_STRICT.search(name) is not None
    is_placed = place.has_city and not name.endswith(("市", "区", "郡", "県"))
    if is_labelled or (is_placed and is_town):
        return LIKELY, "place name and number"
    if HAMLET.search(name):
        return (LIKELY if is_person_beside(document, place) else WEAK), "hamlet and number"
    is_town = is_town or is_in_town(place) or is_placed
    if is_town and not FACILITY_END.search(name) and is_cell(document, place):
        return (
            LIKELY if is_person_beside(document, place) else WEAK
        ), "town and number in a record"
    return 0.0, ""


def is_in_town(place: Place) -> bool:
    """Whether a name goes on behind a town, and not with a facility's."""
    return IN_TOWN.search(place.name) is not None and not FACILITY_END.search(place.name)


def is_cell(document: Document, place: Place) -> bool:
    """Whether a place stands by itself in a record, or is said to be that of somebody behind it."""
    before, behind = (
        document.text[max(0, place.start - 1) : place.start],
        document.text[place.end :],
    )
    if CELL_BEFORE.search(before) is None:
        return False
    return CELL_BEHIND.match(behind[:1]) is not None or is_of_somebody(document, place)


def is_of_somebody(document: Document, place: Place) -> bool:
    """Whether somebody's name and honorific follow: 港北6-2 の小宮さん."""
    found = PERSON_BEHIND.match(document.text[place.end : place.end + 16].split("\n")[0])
    if found is None or not begins_with_family(found["family"]):
        return False
    return KANJI_TOWN.search(place.name) is not None


def is_lot(number: str) -> bool:
    """Whether a number says 番地, or 番 with a 号: 3番 alone is a turn or a seat."""
    return (
        any(one in number for one in (*SAYS_LOT, "外地", "号"))
        or LOT_WITH_DOOR.search(number) is not None
    )
