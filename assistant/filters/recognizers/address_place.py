"""The number of an address and the place name before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.filters.recognizers.document import Document

KANJI = "〇一二三四五六七八九十百千"
NUMBER = f"(?:[0-9]{{1,5}}|[{KANJI}]{{1,7}})"
NO_LOT = "(?:無番地|番外地)"
LOT = (
    rf"(?:{NUMBER}[ ]?(?:番[地戸]|番)|{NO_LOT})(?:[ ]?[のノ-]?[ ]?{NUMBER}(?:[ ]?号)?)?"
    rf"(?:[ ]?[のノ-][ ]?{NUMBER})?"
)
CHOME = rf"{NUMBER}[ ]?(?:丁目|丁)"
BLOCKS = r"[1-9][0-9]{0,4}(?:[ ]?[-のノ][ ]?[0-9]{1,4}){1,3}"
KANJI_BLOCKS = rf"[{KANJI}]{{1,5}}(?:[-のノー―‐−–][{KANJI}]{{1,5}}){{1,3}}"
# 木之郷町広野三二五: a lot of three figures or four, digit by digit.
KANJI_LOT = "[一二三四五六七八九][〇一二三四五六七八九]{2,3}(?![〇一二三四五六七八九十百千])"
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
    # 9,500 is a figure; in 9,0197-84-3312 the next cell follows.
    rf"|(?P<bare>[1-9][0-9]{{0,4}}(?!,[0-9]{{3}}(?![0-9-]))|{KANJI_LOT})){END})"
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
# What a place name is made of, read from behind (2番町 and 西野2条 have figures of their own); a
# blank stands behind a larger one only, or between 大字北 and 字原.
LEFT_BACKWARDS = re.compile(
    rf"(?:町番[0-9]{{1,2}}|条[0-9]{{1,2}}(?=[一-龥])|{PLACE}|[ ](?=[都道府県市区町村郡])"
    r"|(?<=字)[ ](?=[一-龥ヶノ]{1,5}字大))*"
)
GLUED_LABEL = re.compile("^.*(?:住所|居所|所在地|送付先|送り先|宛先|届け先|本籍|自宅)[はが]?")
PARTICLES = re.compile(
    ".*(?:から|まで|より|[はをにへでとも、]|が(?![丘原谷浜台崎峰岡森島]))(?=[一-龥ァ-ヶ])"
)
OFFICE_IN_NAME = re.compile(
    "^.*(?:保健所|役所|役場|支所|センター|会館|館|学校|[学校幼保]園|病院|署|庁|局|プラザ|ホール)"
    "[はも](?=[一-龥ァ-ヶ])"
)
NO_TOWN = re.compile(
    "(?:[第年月日時分回期級型班組表図章節条項号線版案点差勝敗対度次倍歳人円個枚冊件店課係部社巻番第約計各全満問]"
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
BUILDING = re.compile(
    r"[ ]?[一-龥々ぁ-んァ-ヶーA-Za-z第]{0,15}(?:ハイツ|コーポ|マンション|アパート|荘"
    r"|ビル|団地|メゾン|レジデンス|コート|ハウス"
    r"|寮|ハイム|パレス|タワー|ヴィラ|ヒルズ"
    r"|住宅)[一-龥々ぁ-んァ-ヶー]{0,8}[ ]?"
    r"(?:[A-Z]?-?[0-9]{1,4}(?:号室|号|階|F)?(?:-?[A-Z](?![A-Za-z]))?)?"
    r"|[ ]?[0-9]{1,4}号室|-[0-9]{3,4}号?"
)
# 〇〇町一丁目: a form's sample, or what a rewrite has put there.
# 朝日町中組: a hamlet, no group of people.
HAMLET_GROUP = re.compile("[町村字][上中下東西南北本新]{1,2}組$")
BLANK_BEFORE = re.compile("[〇○◯●×△□]$")
# 西野2条5丁目: rows of blocks are counted like this in the north.
ROW_OF_BLOCKS = re.compile("[一-龥][0-9]{1,2}条$")
SAYS_LOT = ("番地", "番戸")
LEFT_REACH = 30


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
    if is_no_name(name, number, has_city=city is not None):
        return None
    building = BUILDING.match(document.text, number.end(), number.end() + 45)
    end = building.end() if building is not None else number.end()
    if building is None and number[0].endswith("の"):
        end -= 1
    return Place(start - gap - len(name), end, name, number, city is not None)


def is_no_name(name: str, number: re.Match[str], *, has_city: bool) -> bool:
    """Whether the word before a number is no place: 様式 1-2."""
    # 1番地から18番地: how far something reaches.
    if not name or name.startswith("番地"):
        return True
    if HAMLET_GROUP.search(name):
        return False
    if number["chome"] and ROW_OF_BLOCKS.search(name):
        return False
    # 鶴巻 55番地: 巻 counts books, but no 番地.
    if any(one in number[0] for one in SAYS_LOT):
        return NO_TOWN_IN_CITY.search(name) is not None
    stop = NO_TOWN_IN_CITY if has_city else NO_TOWN
    return stop.search(name) is not None or stop.search(name.rstrip("はがも")) is not None


def place_before(window: str) -> str:
    """The run of characters at the end of a window that a place name can be made of."""
    found = LEFT_BACKWARDS.match(window[::-1])
    return window[len(window) - found.end() :] if found else ""


def city_in(name: str) -> re.Match[str] | None:
    """The city in a run of characters, behind the last particle before it."""
    particle = PARTICLES.match(name)
    return CITY.search(name, particle.end() if particle is not None else 0) or CITY.search(name)
