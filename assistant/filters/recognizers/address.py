"""住所: an address down to the 番地."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.base import LIKELY, STRONG, WEAK, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import (
    TABLE_OF_PEOPLE,
    TABLE_OF_PLACES,
    is_personal,
)
from assistant.filters.recognizers.surroundings import Surroundings
from assistant.filters.settings import FilterSettings

KANJI = "〇一二三四五六七八九十百千"
NUMBER = f"(?:[0-9]{{1,5}}|[{KANJI}]{{1,7}})"
NO_LOT = "(?:無番地|番外地)"
LOT = (
    rf"(?:{NUMBER}[ ]?(?:番地|番)|{NO_LOT})(?:[ ]?[のノ-]?[ ]?{NUMBER}(?:[ ]?号)?)?"
    rf"(?:[ ]?[のノ-][ ]?{NUMBER})?"
)
CHOME = rf"{NUMBER}[ ]?(?:丁目|丁)"
BLOCKS = r"[1-9][0-9]{0,4}(?:[ ]?[-のノ][ ]?[0-9]{1,4}){1,3}"
KANJI_BLOCKS = rf"[{KANJI}]{{1,5}}(?:[-のノー―‐−–][{KANJI}]{{1,5}}){{1,3}}"
GUARD = r"(?<![0-9第])(?<![0-9][-.,:/])"
# 119番 18,224件: a figure of thousands is no lot; the next cell of a record may follow a comma,
# and figures that a hyphen parts are no thousands (北町1-2-3,500円).
END = (
    r"(?![0-9]|[-.:][0-9])"
    r"(?!(?<=[0-9])(?<![-地][0-9])(?<![-地][0-9]{2})(?<![-地][0-9]{3}),[0-9]{3}(?:件|人|円|世帯|㎡))"
)
ANCHOR = re.compile(
    rf"(?=[0-9{KANJI}無番甲乙丙丁])(?:"
    rf"{GUARD}(?:[甲乙丙丁][ ]?)?(?P<chome>{CHOME})[ ]?の?(?:(?P<lot>{LOT}|{BLOCKS}"
    rf"|[0-9]{{1,4}}){END})?"
    rf"|{GUARD}(?:[甲乙丙丁][ ]?)?(?:(?P<banchi>{LOT})|(?P<blocks>{BLOCKS}|{KANJI_BLOCKS})"
    rf"|(?P<bare>[1-9][0-9]{{0,4}}(?!,[0-9]{{3}}))){END})"
)
PREFECTURE = re.compile(
    "北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉"
    "|千葉|神奈川|新潟|富山|石川"
    "|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口"
    "|徳島|香川|愛媛|高知"
    "|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県"
)
CITY = re.compile(
    "(?:[一-龥々ヶケァ-ヶー]{1,6}|[ぁ-ん]{2,6})[市郡区](?!長|議|民|役所|立|内|外|制|政|報|有)"
)
PLACE = "[一-龥々〆ヶケヵツノぁ-んァ-ヴー]"
# What a place name is made of, read from behind (2番町 has a figure of its own); a blank stands
# behind a larger one only.
LEFT_BACKWARDS = re.compile(rf"(?:町番[0-9]{{1,2}}|{PLACE}|[ ](?=[都道府県市区町村郡]))*")
TOWN = re.compile(
    "(?:[町台丘浜里原野沢山川田通条字郷島崎]|団地|新田|本町|大字[^0-9]{1,6}|[東西南北中]|ヶ?丘)$"
)
TOWN_STRICT = re.compile("(?:町|台|丘|大字[^0-9]{1,6}|字[^0-9]{1,4})$")
PEOPLE = re.compile("(?:者|生|人|方|員|児|様)$")
GLUED_LABEL = re.compile("^.*(?:住所|居所|所在地|送付先|送り先|宛先|届け先|本籍|自宅)[はが]?")
PARTICLES = re.compile(
    ".*(?:から|まで|より|[はをにへでとも、]|が(?![丘原谷浜台崎峰岡森島]))(?=[一-龥ァ-ヶ])"
)
OFFICE_IN_NAME = re.compile(
    "^.*(?:保健所|役所|役場|支所|センター|会館|館|学校|[学校幼保]園|病院|署|庁|局|プラザ|ホール)"
    "[はも](?=[一-龥ァ-ヶ])"
)
NO_TOWN = re.compile(
    "(?:[第年月日時分回期級型班組表図章節条項号線版案点差勝敗対度次倍歳人円個枚冊件店課係部社巻番第約計各全満]"
    "|様式|別紙|資料|議案|手順|項目|問題|比率|割合|番号|登録|許可|認可|承認|届出|受付|免許|国道|県道|府道|市道|学年|ページ"
    "|範囲|時間|電話|令和|平成|昭和)$"
)
NO_TOWN_IN_CITY = re.compile(
    "(?:様式|別紙|資料|議案|手順|項目|番号|年度|令和|平成|昭和|条例|計画|事業|予算|規則"
    "|要綱|調査|統計|人口|図|表|案|約|第"
    "|全|計|議会|定例会|学年|面積|合計)\\Z"
)
NOT_BEHIND = re.compile(
    "^[ ]?(?:月|日|年|時|点|%|人|円|万円|千円|億円|百万円|個|枚|列|行(?!政)|欄|文字"
    "|学年|世帯|件|号線|号車|回|km|m|mm"
    "|kg|対|勝|倍"
    "|歳|割|組|名|部|台|本|校|社|軒|戸|班|枠|室|席|階|か所|カ所|ヶ所|箇所|種|条|項)"
)
LABEL = re.compile(
    quick(
        "住所|居所|所在|送付先|送り先|宛先|届け先|届先|配達先|転居先|転入先|転出先|移転先"
        "|前住|本籍|自宅|実家|住まい|在住"
        "|住んで|住む|じゅうしょ|ジュウショ|おところ|お届け|address|addr|jusho|juusho|juusyo",
        ignores_case=True,
    ),
    re.IGNORECASE,
)
BUILDING = re.compile(
    r"[ ]?[一-龥々ぁ-んァ-ヶーA-Za-z第]{0,15}(?:ハイツ|コーポ|マンション|アパート|荘"
    r"|ビル|団地|メゾン|レジデンス|コート|ハウス"
    r"|寮|ハイム|パレス|タワー|ヴィラ|ヒルズ"
    r"|住宅)[一-龥々ぁ-んァ-ヶー]{0,8}[ ]?(?:[A-Z]?-?[0-9]{1,4}(?:号室|号|階|F)?)?"
    r"|[ ]?[0-9]{1,4}号室|-[0-9]{3,4}号?"
)
POSTAL_CODE = re.compile(r"(?P<area>[0-9]{3})-?(?P<town>[0-9]{4})[ \n]{0,2}$")
POSTAL_SHAPE = re.compile("[0-9]{3}-[0-9]{4}$")
ROMAJI = re.compile(
    r"(?<![0-9A-Za-z])[0-9]{1,4}(?:-[0-9]{1,4}){0,3},? [A-Z][A-Za-z\-]{2,20}"
    r"(?:,? [A-Z][A-Za-z\-]{2,20}){0,4}"
)
# What every address in Latin letters has.
LATIN = re.compile("[A-Z][A-Za-z-]")
ROMAJI_PLACE = re.compile(
    "-(?:shi|ku|machi|cho|gun|mura|ken|fu)(?![a-z])|[ ,](?:City|Ward|Town|Village)(?![a-z])"
)
# I live at 2-7-14 Ogoto, Otsu.
LIVED_REACH = 48
LIVED_AT = re.compile(
    r"(?:\b(?:live|lives|living|reside|resides|stay|staying)[a-z ]{0,12} (?:at|in)"
    r"|\b(?:my|his|her|their|home) (?:home )?address(?: is|:)?|[Aa]ddress:) $"
)
ROMAJI_LAST = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]{1,20}-(?:shi|ku|gun|cho|machi)(?:,? [A-Z][A-Za-z\-]{1,20}){0,4}"
    r",? [0-9]{1,4}(?:-[0-9]{1,4}){1,3}(?![0-9])"
)
# 〇〇町一丁目: a form's sample, or what a rewrite has put there.
BLANK_BEFORE = re.compile("[〇○◯●×△□]$")
# 山口町1208番地4の住宅: somebody lives there.
HOME = re.compile(
    "^[^の]?の(?:住宅(?!地|団地|街)|家(?!畜)|民家|居宅|世帯|住民|方(?![法針面向式])|男性|女性|空き家)"
)
# 上原一丁目 518 610: a row of figures, no lot.
FIGURES_BEHIND = re.compile("^[^ ]*丁目 [0-9,]+ +[0-9,]")
# 4番11号・15~16号, 3番4~14号: several lots in a row are a district, not somebody's door.
LOTS_BEHIND = re.compile(
    "^(?: ?[・、,] ?[0-9]{1,4}(?:番地?|号)?){0,6}(?: ?[・、,] ?[0-9]{1,4}(?:番地?|号)?)? ?[~～〜]"
    " ?[0-9]{1,4}(?:番地?|号)"
    "|^から[0-9]{1,4}(?:番地?|号)まで"
)
# 松町 1,705 谷町1丁目 877 谷町2丁目 912: how many live there, town after town.
COUNTED_TOWN = re.compile(
    f"[一-龥々ヶケノ]{{1,8}}(?:[0-9{KANJI}]{{1,2}}丁目)? [0-9]{{1,3}}(?:,[0-9]{{3}})?(?= |$)"
)
THOUSANDS = re.compile("(?<![0-9,])[0-9]{1,3},[0-9]{3}(?![0-9,])")
LEAST_TOWNS = 3
CENSUS = re.compile("人口|世帯数|男女別|町別|町丁別|統計")
LEFT_REACH = 30
PERSON_BEHIND = re.compile(
    "^[ 、,の]{0,2}(?:[(（])?[一-龥々]{1,4}[ ]?[一-龥々ぁ-んァ-ヶー]{0,4}[ ]?"
    "(?:様|さん|氏(?!名)|殿)"
)
# Any place name of two characters or more; with three numbers and a person that is an address.
KANJI_TOWN = re.compile(
    "(?:[一-龥々ヶケノ](?![はがをにへでとものやか])[一-龥々ヶケぁ-んノ]|[ァ-ヶー]{3})$"
)
# 1234-5: a lot in the country, where no blocks are numbered.
LOT_SHAPE = re.compile("[1-9][0-9]{2,4}-[0-9]{1,3}")
# The cell or value of a divided address: 町名 | 番地.
LOT_COLUMN = re.compile("番地|地番|丁目|banchi|street|chome|住所[2２]", re.IGNORECASE)
LOT_CELL = re.compile(r"(?<![0-9\-])[1-9][0-9]{0,4}(?:-[0-9]{1,4}){1,3}(?![0-9\-])")


@dataclass(frozen=True, slots=True)
class Place:
    """A number of an address and the place name before it."""

    start: int
    end: int
    name: str
    number: re.Match[str]
    has_city: bool

    @property
    def is_whole(self) -> bool:
        """Whether the number goes down to the 番地."""
        return self.number["chome"] is None or self.number["lot"] is not None


class AddressRecognizer(JapaneseRecognizer):
    """Finds addresses down to the 番地.

    Format: (prefecture) (city) town and 丁目・番地・号 or 1-2-3, ASCII or kanji,
    with building and room.
    A 丁目 alone scores 0.3: it counts only beside a name. An office's or facility's address is let
    through by what stands beside it, or by a postal code of a large office (下4桁が8000番台,
    日本郵便 大口事業所個別番号; in Kyoto these are ordinary towns).
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_ADDRESS"
    NEEDS_DIGITS = False

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self._surroundings = Surroundings(settings)

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers with a place name before them, judged by form and surroundings."""
        yield from document.once("addresses", self.settings, lambda: list(self._found(document)))

    def _found(self, document: Document) -> Iterator[Candidate]:
        for number in ANCHOR.finditer(document.text):
            place = place_of(document, number)
            score, reason = form_score(document, place) if place is not None else (0.0, "")
            if place is not None and score > 0:
                yield self._judged(document, place, score, reason)
        for found in LOT_CELL.finditer(document.text) if LOT_COLUMN.search(document.text) else ():
            if LOT_COLUMN.search(document.column(found.start())) and not TABLE_OF_PLACES.search(
                document.header(found.start())
            ):
                yield Candidate(*found.span(), LIKELY, "column of lots")
        if LATIN.search(document.text):
            yield from in_latin(document.text)

    def _judged(self, document: Document, place: Place, score: float, reason: str) -> Candidate:
        span = (place.start, place.end)
        home = document.text[place.number.end() - 1 : place.number.end() + 8]
        if score >= LIKELY and not HOME.search(home):
            office = office_by_postal_code(document, place.start)
            office = office or self._surroundings.public_reason(document, span)
            if office is None and is_district(document, span):
                office = "several lots in a row"
            if office is None and is_census(document, span):
                office = "figure of a town among others"
            if office is not None:
                return Candidate(*span, WEAK, office)
        return Candidate(*span, score, reason)


def in_latin(text: str) -> Iterator[Candidate]:
    """Addresses in Latin letters, the number in front or at the end."""
    for found in ROMAJI_LAST.finditer(text):
        yield Candidate(*found.span(), LIKELY, "address in Latin letters")
    for found in ROMAJI.finditer(text):
        if ROMAJI_PLACE.search(found[0]) or LIVED_AT.search(
            text, max(0, found.start() - LIVED_REACH), found.start()
        ):
            yield Candidate(*found.span(), LIKELY, "address in Latin letters")


def is_district(document: Document, span: tuple[int, int]) -> bool:
    """Whether more lots follow, up to a last one, and the line names nobody."""
    behind = document.text[span[1] : span[1] + 40]
    return LOTS_BEHIND.match(behind) is not None and not is_personal(document, span)


def is_census(document: Document, span: tuple[int, int]) -> bool:
    """Whether the line counts something town by town: no lot has a comma, nobody is named."""
    line = document.line(span[0])
    return (
        len(COUNTED_TOWN.findall(line)) >= LEAST_TOWNS
        and THOUSANDS.search(line) is not None
        and (document.is_published or CENSUS.search(document.text) is not None)
        and not is_personal(document, span)
    )


def place_of(document: Document, number: re.Match[str]) -> Place | None:
    """The place name before a number, cut at the particle before it; none if there is none."""
    start = number.start()
    window = document.text[max(0, start - LEFT_REACH) : start]
    gap = len(window) - len(window.rstrip(" "))
    left = place_before(window.rstrip(" ")) if gap <= 1 else ""
    if not left or NOT_BEHIND.search(document.text[number.end() : number.end() + 4]):
        return None
    name = GLUED_LABEL.sub("", left).lstrip()
    city = PREFECTURE.search(name) or city_in(name)
    if BLANK_BEFORE.search(window.rstrip(" ").removesuffix(left).rstrip(" ")):
        return None
    name = name[city.start() :] if city is not None else PARTICLES.sub("", name)
    # 若宮市保健所は浜若宮四丁目…: the office, and then where it stands.
    name = OFFICE_IN_NAME.sub("", name)
    stop = NO_TOWN if city is None else NO_TOWN_IN_CITY
    # 1番地から18番地: how far something reaches.
    if (
        not name
        or name.startswith("番地")
        or stop.search(name)
        or stop.search(name.rstrip("はがも"))
    ):
        return None
    building = BUILDING.match(document.text, number.end(), number.end() + 45)
    end = building.end() if building is not None else number.end()
    if building is None and number[0].endswith("の"):
        end -= 1
    return Place(start - gap - len(name), end, name, number, city is not None)


def place_before(window: str) -> str:
    """The run of characters at the end of a window that a place name can be made of."""
    found = LEFT_BACKWARDS.match(window[::-1])
    return window[len(window) - found.end() :] if found else ""


def city_in(name: str) -> re.Match[str] | None:
    """The city in a run of characters, behind the last particle before it."""
    particle = PARTICLES.match(name)
    return CITY.search(name, particle.end() if particle is not None else 0) or CITY.search(name)


def form_score(document: Document, place: Place) -> tuple[float, str]:
    """The score of an address by its form alone, and why."""
    number = place.number
    if not place.is_whole or FIGURES_BEHIND.search(
        document.text[number.start() : number.end() + 8]
    ):
        return chome_score(document, place)
    if number["chome"] or (number["banchi"] and is_lot(number["banchi"])):
        return STRONG, "place name and 番地"
    is_labelled = bool(
        LABEL.search(document.before(place.start, 15).rpartition("。")[2])
        or LABEL.search(document.column(place.start))
    )
    is_placed = place.has_city and not place.name.endswith(("市", "区", "郡", "県"))
    if number["blocks"] and not POSTAL_SHAPE.match(number["blocks"]):
        return blocks_score(document, place, is_sure=is_labelled or is_placed)
    is_prefixed = number[0][0] in "甲乙丙丁"
    is_town = is_prefixed or TOWN_STRICT.search(place.name) is not None
    if (
        number["bare"]
        and not PEOPLE.search(place.name)
        and (is_labelled or (is_placed and is_town))
    ):
        return LIKELY, "place name and number"
    return 0.0, ""


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
    if is_sure:
        return STRONG, "place name and block numbers"
    if len(place.name) > 1 and TOWN_STRICT.search(place.name):
        return LIKELY, "town and block numbers"
    if LOT_SHAPE.fullmatch(place.number[0]) and KANJI_TOWN.search(place.name):
        is_beside_person = is_personal(document, (place.start, place.end))
        return (LIKELY if is_beside_person else WEAK), "number of a lot"
    if len(re.findall("[-のノー―‐−–]", place.number[0])) >= 2:
        is_beside_person = is_personal(document, (place.start, place.end))
        if not TOWN.search(place.name) and not KANJI_TOWN.search(place.name):
            return 0.0, ""
        return (LIKELY if is_beside_person else WEAK), "block numbers"
    return 0.0, ""


def is_lot(number: str) -> bool:
    """Whether a number says 番地, or 番 with a 号: 3番 alone is a turn or a seat."""
    return (
        "番地" in number
        or "外地" in number
        or "号" in number
        or re.search("番[ ]?の?[0-9]", number) is not None
    )


def office_by_postal_code(document: Document, start: int) -> str | None:
    """A reason if the postal code directly before is one of a large office."""
    code = POSTAL_CODE.search(document.text[max(0, start - 12) : start])
    if code is None or code["area"].startswith("60") or not code["town"].startswith("8"):
        return None
    return "postal code of a large office"
