"""Whose home or workplace it is: who lives there, and whose family name a word ends."""

from __future__ import annotations

import re

from assistant.filters.names.dictionary import Known, name_dictionary
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import holds_name

MOVES = (
    "[にへで] ?(?:引っ?越|転居|転入|住(?:んで|んだ|む|み|まい)|すんで|すむ|暮ら|くらし|入居|下宿)"
)
# … へ引っ越しました, … に すんでいます: who lives or moves there, whatever office is named before.
# … から通う: who comes from there every day.
COMES_FROM = "から(?:通(?!報|知|過|行|じ)|来て|出勤|通勤|通学)"
MOVES_THERE = re.compile(rf"[^、。\n]{{0,12}}?{MOVES}|^ ?{COMES_FROM}")
# The verb right behind makes a number part of an address: 北沢1204の5 に住む.
MOVES_RIGHT_THERE = re.compile(rf"[^、。 \n]{{0,3}}? ?{MOVES}(?!続け)")
# … まで職員が届け, … へ訪問: whose door somebody of the office goes to.
CALLED_UPON = re.compile(
    "^ ?(?:まで|へ|に)(?:の|、)?[^。、\\n]{0,8}?(?:届け(?!出|て?くだ|て?下さ|の?先)"
    "|お?見舞い|送迎|迎えに|往診|訪問(?!者))"
)
OWN_NAME = re.compile("^の(?P<name>[一-龥々]{1,4})(?:です|でございます|と申し)")
# (橋詰さん宅の庭), (田所 優方), (会長の家): whose house it is.
HOUSE = (
    "(?:方(?=[)のにへで、]|$)|宅(?![配地急])|邸"
    "|の(?:お?宅|家(?![畜庭具])|自宅|実家|離れ|土間|納屋))"
)
HOUSE_OF = re.compile(
    r"^ ?[(の、]? ?(?:[^()、。\n]{0,10}"
    rf"(?:さん|様|氏|会長|組長|班長|区長|世話[人役]|代表|役員){HOUSE}"
    rf"|(?P<name>[一-龥々]{{2,4}}|[一-龥](?=[方宅邸]))(?: ?[一-龥々ぁ-んァ-ヶー]{{1,4}}?)?{HOUSE})"
)
# 事務所は 0749-…, from who says the own name: the workplace of one person, not the city's.
OWN_WORKPLACE = re.compile(
    "^[ ・]*(?:(?:私|わたし|当方|うち|[夫妻父母]|主人|家内)の)?"
    "(?:事務所|店|会社|職場|仕事場|勤め先)(?:の(?:電話|番号))?[はが、] ?(?:電話)?[ (]?$"
)
INTRODUCES = re.compile(
    "(?:^|[。、 \\n士師の])(?P<name>[一-龥々]{1,4})(?:です|と申し|でございます)", re.MULTILINE
)
# 家は … です, うちは学校から …: who writes says where the own home is.
# (送り先 …), 送付先は…: where something is sent to whoever asked for it.
HOME_IS = re.compile(
    "(?:^|[、。 ・])(?:(?:私|わたし|当方)の)?(?:家|自宅|住まい|我が家|実家)[はも][^。]{0,24}$"
    "|(?:^|[、。 ・(「の])(?:送り先|お届け先|届け先|転居先|引っ?越し先)(?:は|の住所は?)?[: ]{0,2}$"
)
# 榎本副会長(0749-…): a member of a club by family and post.
CLUB_MEMBER = re.compile(
    "(?P<name>[一-龥々ヶノ]{1,4}?)(?:副?会長|会計|書記|監事|幹事|世話[人役]|総代)[ (]{1,2}$"
)
# 提出者 北町2-5 佐野 花 外30名: who asks an assembly for something.
PETITIONER = re.compile("(?:提出|請願|陳情|申出)(?:代表)?[者人][ 　:]")
WITH_OTHERS = re.compile("[一-龥々ヶノ]{1,5} [一-龥々ぁ-んァ-ヶー]{1,5} ?(?:外|ほか|他) ?[0-9]")
REPRESENTS = re.compile("代表者?の(?:電話|連絡先|TEL)(?:番号)?$")
# 会場 佐野さん宅, おちゃのま(佐野さん宅の離れ): a meeting in a private house.
HOUSE_VENUE = re.compile(
    "(?:会場|場所|ところ|名称|集合)[^\\n]{0,20}(?:さん|様|氏)の?(?:お?宅|家|自宅|離れ)"
)
LINES_OF_RECORD = 6
OF_OFFICE = re.compile("[課係室局所部署市町村]の?$")
KANJI_RUN = re.compile("(?<![一-龥々])[一-龥々]{1,4}$")
# 小寺 is somebody, 光明寺 a temple.
SHORT_NAME = 2
SHORTEST = 2


def says_who_lives_there(behind: str) -> bool:
    """Whether somebody moves there, is called upon there, or is named there.

    若草台3-18-6の早見です, 緑町2-3(橋詰 和江方).
    """
    if MOVES_THERE.match(behind) or CALLED_UPON.match(behind):
        return True
    house = HOUSE_OF.match(behind)
    if house is not None and (house["name"] is None or begins_with_family(house["name"])):
        return True
    own = OWN_NAME.match(behind)
    return own is not None and is_family(own["name"])


def is_moved_to(behind: str) -> bool:
    """Whether the verb of living or moving stands right behind an address."""
    return MOVES_RIGHT_THERE.match(behind) is not None


def is_own_workplace(document: Document, sentence: str) -> bool:
    """Whether a sentence begins with a workplace nobody names, and who writes gives a name."""
    return OWN_WORKPLACE.match(sentence) is not None and document.once(
        "introduced", INTRODUCES, lambda: introduces_person(document.text)
    )


def introduces_person(text: str) -> bool:
    """Whether somebody says the own name, and no office before it."""
    return any(
        is_family(found["name"])
        and not OF_OFFICE.search(text[max(0, found.start("name") - 2) : found.start("name")])
        for found in INTRODUCES.finditer(text)
    )


def is_said_to_be_home(sentence: str) -> bool:
    """Whether a sentence says where the home of its writer is."""
    return HOME_IS.search(sentence) is not None


def is_of_club_member(gap: str) -> bool:
    """Whether a club's officer with the own family name stands directly before a number."""
    found = CLUB_MEMBER.search(gap)
    return found is not None and any(
        is_family(found["name"][cut:]) for cut in range(len(found["name"]))
    )


def is_in_persons_record(document: Document, start: int) -> bool:
    """Whether a petitioner with a name, or a meeting in somebody's house, has what stands here."""
    line = document.line(start)
    if PETITIONER.search(line):
        return is_petitioners(line)
    above = lines_above(document, start)
    if REPRESENTS.search(document.label(start)):
        return any(map(is_petitioners, above))
    return not document.is_published and any(map(HOUSE_VENUE.search, above))


def is_petitioners(line: str) -> bool:
    """Whether a line names a person who asks an assembly for something."""
    is_named = holds_name(line) or WITH_OTHERS.search(line) is not None
    return is_named and PETITIONER.search(line) is not None


def lines_above(document: Document, start: int) -> list[str]:
    """The lines of the same record above a place, up to a blank one."""
    lines: list[str] = []
    place = document.line_start(start)
    while place > 0 and len(lines) < LINES_OF_RECORD:
        line = document.line(place - 1)
        if not line.strip():
            break
        lines.append(line)
        place = document.line_start(place - 1)
    return lines


def is_family(word: str) -> bool:
    """Whether a word is a family name."""
    return bool(name_dictionary().known(word) & Known.SURNAME)


def begins_with_family(word: str) -> bool:
    """Whether a word is a family name, or begins with one of two characters or more."""
    return is_family(word) or any(is_family(word[:length]) for length in range(SHORTEST, len(word)))


def ends_family_name(words: str, office: re.Match[str]) -> bool:
    """Whether a facility's word is the end of a family name: 小寺 0748-…, 久保寺 照美."""
    if len(office[0]) > 1:
        return False
    run = KANJI_RUN.search(words, 0, office.end())
    if run is None:
        return False
    if holds_name(run[0] + words[office.end() : office.end() + 6]):
        return True
    readings = name_dictionary().known(run[0])
    return (
        len(run[0]) == SHORT_NAME and bool(readings & Known.SURNAME) and not readings & Known.PLACE
    )
