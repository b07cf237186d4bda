"""Whose contact or address is this: an office's or facility's, or a private person's?"""

from __future__ import annotations

import re

from assistant.filters.finding import PUBLISHED_GROUNDS
from assistant.filters.lexicon.contact_words import PRIVATE, PRIVATE_BESIDE
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.headings import FLAT, FORM, heading_above
from assistant.filters.recognizers.homes import (
    is_family,
    is_in_persons_record,
    is_of_club_member,
    is_own_workplace,
    is_said_to_be_home,
    says_who_lives_there,
)
from assistant.filters.recognizers.office_names import OfficeNames
from assistant.filters.recognizers.opening_hours import (
    CLAUSE,
    LIST_BEFORE,
    behind_number,
    line_behind,
    serves_at_hours,
)
from assistant.filters.recognizers.persons_beside import (
    ANONYMOUS,
    TABLE_OF_PEOPLE,
    TABLE_OF_PLACES,
    holds_name,
    is_in_table_of_people,
    is_told_of_person,
)
from assistant.filters.recognizers.public_label import (
    CONTACT_LABEL,
    COORDINATES,
    KEEPER,
    OPEN_PLACE,
    public_label,
)
from assistant.filters.settings import FilterSettings

# Columns of who has or leases something: the places in such a table are not all public.
PARTIES = re.compile("相手方|所有者|地権者|借受人|契約者|名義")
SITE = re.compile("(?<!物件)(?<!家屋)(?<!土地)(?<!資産)(?:所在地|会場|集合場所|開催場所)[は: ]")
SETS = re.compile(r"(?:\bSET\b|\bWHERE\b|INSERT INTO|[\"'] ?[:=] ?[\"'])", re.ASCII)
# Offices give their fax; a private person's stands beside the person.
FAX_LABEL = re.compile("(?:FAX|Fax|fax|ファクス|ファックス)[ :は番号(]{0,4}$")
LONG_TEXT = 300
# 山の湯 …… 北町2-5: who is listed with leaders behind the name, and is no family.
LEADERS = re.compile(
    r"[ ・*○●■□0-9.]{0,4}(?P<name>[^.…‥・\n]{2,24}?) ?(?:\.{4,}|…{2,}|‥{2,}|・{4,})"
)
# 班長、作業3: who turns out, by post and number, and nobody by name.
POSTS = re.compile("[班組]長(?=[、,と(\t])")
# What the rewrite leaves of somebody's house says nothing about who it was.
ANONYMOUS_HOUSE = re.compile("(?<![A-Za-z])[A-Z]さん(?:宅|方|の家)?")
# 長女 0748-…(施設), 緊急連絡先:早見冬実 0748-…(庁舎): where somebody is called.
OF_SOMEBODY = re.compile("[長次三][男女]|続柄|家族|緊急連絡先|勤務先")
# 市役所から …, 図書館の本を延滞 …: an office calls, sends or notes something of somebody.
OFFICE_ACTS = re.compile(
    "^ ?(?:より|から(?![^\\n]{0,6}(?:徒歩|歩|車|バス|分|[0-9 ]m|km|方面|[東西南北]))"
    "|へ(?:避難|搬送|入院))"
    "|延滞(?!金)|督促(?!状)|未受診|滞納(?!整理|相談|処分|対策)|欠席(?!の?(?:連絡|届))"
    "|使用者|承継|継承|返還届|名義変更|お迎え|待機|入会希望|通所|怪我|けが|転倒|遭難|相続|キャンセル"
    "|[にへで](?:通院|入院)|入電|架電|を受診|から帰|帰宅|救急搬送|引き?継ぎ|[横隣]の ?$"
    "|^の[^、。\\n]{0,8}の(?:一軒家|民家|家(?![畜庭具])|住宅(?![地街団]))"
)
# 図書館に本を忘れた方 0748-…, 苦情 公園の遊具 0748-…: a note of what somebody wants, did or lost.
# What a city tells everybody ends in ます and ください.
NOTED = re.compile(
    "(?:(?<!まし)た|たい|ない|悪い|[てで]いる|済み?|の件|文句|忘れ)(?:方|人|者|子|との?こと|由)?(?:の家)?"
    "[ 、(]{0,3}(?:(?:電話|TEL|Tel|連絡先)[ :]{0,2})?$"
    "|^[ 　・]{0,2}(?:苦情|要望|通報|クレーム)[ :]"
)
# 緑町1の県立歴史館: where a public body's house stands, and nobody's.
PUBLIC_HOUSE = re.compile(
    "の[国都道府県市区町村公]立(?![^、。\\n]{0,10}(?:の?隣|の?向かい|の?裏|の?前|近く|そば|[東西南北]側"
    "|軒先|[0-9]階|官舎|宿舎|寮|住宅))"
)
LIVED_AT = re.compile("住所|居所|自宅|実家|住[まむみん]|同居")
# 本丸町6-50の生涯学習センターは坂の途中です: a facility's own place.
FACILITY_THERE = re.compile(
    "^の[^\\sぁ-ん、。0-9]{0,12}(?:センター|会館|資料館|図書館|体育館|プラザ|ホール|公園|庁舎|支所|出張所|[小中高学]学?校)"
    "(?:は|が|です|では|で、|に集合|へ(?:は|の))"
)
# … (保育園の隣), … 小学校の児童: a facility names the neighbour or the pupil.
NEIGHBOUR = re.compile(
    "^交通事故|^[^ \\n]{0,16}の(?:隣|裏|向かい|向い|斜め|児童|生徒|園児|保護者|通院)"
)
# 社会福祉協議会、折返しは …: an office waits for a call, too.
CALLS_BACK = re.compile("^[、 ](?:折り?返し(?:先|電話)?|連絡先)(?:は|を|、)?[ :]?$")
# A sentence tells what happened; a line without one lists things.
TELLS = re.compile(
    "架電|不在|留守電?|折り?返し|(?:た|との|です|ます|ている)(?:[。が]|ので|こと|件|方|の)"
)
# 3歳~, ~2歳, 65歳以上: who is admitted, nobody's age.
AGES_ADMITTED = re.compile(
    "[~～〜] ?[0-9]{1,2}歳児?|[0-9]{1,2}歳児? ?(?:[~～〜]|以上|以下|未満|まで|から)"
)
REACH = 45


class Surroundings:
    """Reads the words around a contact or an address.

    Evidence is taken from the same sentence or cell, nearest first; then from the table's headers
    and the line; then from a heading or a signature block in the lines above; then from the look
    of the whole text.
    """

    def __init__(self, settings: FilterSettings) -> None:
        self._offices = OfficeNames(settings)

    def public_reason(self, document: Document, span: tuple[int, int]) -> str | None:
        """Why what stands at a place is an office's or facility's, or none if nothing says so."""
        start, end = span
        behind = line_behind(document.text, end)
        is_in_record = is_in_table_of_people(document, start) or is_in_persons_record(
            document, start
        )
        if is_in_record or says_who_lives_there(behind):
            return None
        sentence = LIST_BEFORE.split(document.text[max(0, start - REACH) : start])[-1]
        sentence = AGES_ADMITTED.sub("", sentence)
        is_noted = not document.is_published and NOTED.search(sentence) is not None
        if is_noted or is_own_workplace(document, sentence) or is_said_to_be_home(sentence):
            return None
        told = ANONYMOUS_HOUSE.sub("", behind)
        is_person_behind = PRIVATE.search(told[:8]) or holds_name(told[:14])
        if is_person_behind and not self._offices.stand_behind(behind):
            return None
        line = document.line(start)
        is_house = PUBLIC_HOUSE.match(behind) or FACILITY_THERE.match(behind)
        if is_house and not (LIVED_AT.search(line) or is_told_of_person(line)):
            return "public body's house behind it"
        hours = behind_number(document.text, end)
        verdict = self._beside(document.label(start), sentence, behind, hours)
        if verdict is not None:
            return verdict or None
        return (
            self._in_table(document, start)
            or self._in_own_line(document, start)
            or heading_above(document, start, self._offices)
            or self._in_published(document, start)
        )

    def _in_published(self, document: Document, start: int) -> str | None:
        """A reason if a city publishes the text and its line and the one above name nobody."""
        if FLAT.search(document.line(start)):
            return None
        above = document.line(max(0, document.line_start(start) - 1))
        if document.is_surely_published:
            line = document.line(start)
            # A line set in goes on with the one above: 請求人 …, and below it the address.
            told = above + line if line.startswith(" ") else line
            if not PRIVATE_BESIDE.search(ANONYMOUS.sub("", line)) and not holds_name(told):
                return PUBLISHED_GROUNDS[0]
        if not document.is_published or FORM.search(document.line(start)):
            return None
        line = document.line(start)
        is_named = is_told_of_person(line) or is_told_of_person(above)
        is_named = is_named or PRIVATE_BESIDE.search(line) is not None
        return None if is_named else PUBLISHED_GROUNDS[1]

    def _in_own_line(self, document: Document, start: int) -> str | None:
        """A reason if the line is an entry of a list, under an office's or facility's name."""
        line = document.line(start)
        before = document.text[max(document.line_start(start), start - 200) : start]
        is_set = SETS.search(line) is not None and self._offices.occur_in(line)
        if is_set and not is_told_of_person(line):
            return "office or facility in its statement"
        if TELLS.search(line) or FORM.search(line) or is_told_of_person(line):
            return None
        if self._offices.among(before):
            return "office or facility in its line"
        if (entry := LEADERS.match(before)) is not None and not is_family(entry["name"]):
            return "entry of a list"
        if FAX_LABEL.search(before) and len(document.text) >= LONG_TEXT:
            return "fax that names nobody"
        return None

    def _beside(self, label: str, sentence: str, behind: str, hours: str) -> str | None:
        """What the sentence says: a reason, an empty text for a person's, none for nothing."""
        clause = CLAUSE.split(sentence)[-1]
        served = serves_at_hours(sentence, hours)
        if served is not None:
            return served
        if CONTACT_LABEL.search(label) and not is_told_of_person(clause):
            return "label of an office's contact"
        verdict = self._in_brackets(sentence, behind)
        verdict = self._in_sentence(sentence) if verdict is None else verdict
        if verdict is not None:
            return verdict
        reason = public_label(label, sentence, behind)
        if (
            reason is None
            and self._offices.stand_behind(behind)
            and not NEIGHBOUR.match(behind.lstrip(" (、"))
        ):
            return "office or facility behind it"
        return reason

    def _in_brackets(self, sentence: str, behind: str) -> str | None:
        """A reason if brackets behind say whose it is and no name stands before it."""
        is_own = self._offices.own(behind) and not OF_SOMEBODY.search(sentence)
        is_own = is_own and not is_told_of_person(POSTS.sub("", sentence))
        return "office or facility behind it" if is_own else None

    def _in_sentence(self, sentence: str) -> str | None:
        """A reason, an empty text if it is a person's, none if the sentence says nothing."""
        offices = self._offices.among(sentence)
        gap = sentence[offices[-1].end() :] if offices else sentence
        gap = CALLS_BACK.sub("", gap)
        is_noted = bool(offices) and OFFICE_ACTS.search(gap) is not None
        if is_noted or PRIVATE.search(gap) or holds_name(gap) or is_of_club_member(gap):
            return ""
        if offices:
            return "office or facility before it"
        return "site before it" if SITE.search(sentence) else None

    def _in_table(self, document: Document, start: int) -> str | None:
        """A reason if a line of open data or a table of places holds it, and nobody."""
        line = document.line(start)
        is_open = COORDINATES.search(line) and OPEN_PLACE.search(line) and not KEEPER.search(line)
        if is_open and not PRIVATE_BESIDE.search(line):
            return None if is_told_of_person(line) else "line of open data"
        row = document.row(start)
        header = document.header(start)
        if row is None or TABLE_OF_PEOPLE.search(header) or PARTIES.search(header):
            return None
        told = (AGES_ADMITTED.sub("", cell) for cell in row.cells)
        if TABLE_OF_PLACES.search(header) and not any(map(PRIVATE.search, told)):
            return "table of places"
        return None
