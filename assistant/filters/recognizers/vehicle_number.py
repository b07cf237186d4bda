"""車両番号: the number plate of a car."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import LIKELY, STRONG, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document

OFFICES = (
    "札幌|函館|旭川|室蘭|苫小牧|釧路|知床|帯広|十勝|北見|青森|弘前|津軽|八戸|岩手|盛岡"
    "|平泉|宮城|仙台|秋田"
    "|山形|庄内|福島|会津|郡山|白河|いわき|水戸|土浦|つくば|宇都宮|那須|とちぎ|日光"
    "|群馬|前橋|高崎|大宮|川口"
    "|所沢|川越|熊谷|春日部|越谷|草加|千葉|成田|市原|習志野|船橋|袖ヶ浦|袖ケ浦|野田|柏"
    "|松戸|市川|品川|世田谷"
    "|練馬|杉並|板橋|足立|江東|葛飾|江戸川|八王子|多摩|横浜|川崎|湘南|相模|富士山|山梨"
    "|新潟|長岡|上越|長野"
    "|松本|諏訪|安曇野|南信州|富山|石川|金沢|加賀|福井|岐阜|飛騨|静岡|浜松|沼津|伊豆"
    "|名古屋|豊橋|三河|岡崎"
    "|豊田|尾張小牧|一宮|春日井|三重|鈴鹿|四日市|伊勢志摩|滋賀|京都|なにわ|大阪|和泉|堺"
    "|神戸|姫路|奈良|飛鳥"
    "|和歌山|鳥取|島根|出雲|岡山|倉敷|広島|福山|山口|下関|徳島|香川|高松|愛媛|高知|福岡"
    "|北九州|久留米|筑豊"
    "|佐賀|長崎|佐世保|厳原|熊本|大分|宮崎|鹿児島|奄美|沖縄"
)
CLASS = "[0-9][0-9A-HKLMPXYa-hklmpxy]{0,2}"
KANA = "[あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろわを]"
SERIAL = r"[0-9・.]{1,2}[ \-]?[0-9・.]{0,1}[0-9]"
PLATE = re.compile(
    rf"(?:{OFFICES})[ \n\-]{{0,2}}{CLASS}[ \n\-]{{0,2}}{KANA}[ \n\-]{{0,2}}{SERIAL}(?![0-9])"
)
# Any office (new ones are added every few years): three-digit class and a whole serial.
ANY_OFFICE = re.compile(
    r"(?=[一-龥ぁ-んヶ]{1,4}[ ]?[1-9])"
    rf"(?<![一-龥ぁ-ん])[一-龥ぁ-んヶ]{{1,4}}[ ]?[1-9][0-9]{{2}}[ ]?{KANA}"
    r"[ ]?[0-9]{2}-[0-9]{2}(?![0-9\-])"
)
# 原付 and 小型特殊: the city's own plate.
MOPED = re.compile(
    rf"[一-龥ヶ]{{1,5}}[市区町村][ ]{{0,2}}{KANA}[ ]{{0,2}}[0-9]{{1,2}}-?[0-9]{{2}}(?![0-9\-])"
)
PARTICLE = re.compile("[0-9] ?[のにはとをへもや] ?[0-9]|室")
MOPED_WORD = re.compile("原付|標識|バイク|小型特殊|ナンバー|オートバイ|軽自動車税|二輪")
BARE = re.compile(
    rf"(?=[0-9])(?<![0-9])[0-9][0-9A-Z]{{2}}[ ]?{KANA}[ ]?[0-9]{{2}}-[0-9]{{2}}(?![0-9\-])"
)
KEYWORD = re.compile(
    "ナンバー|車両|車番|車検|登録番号|自動車|軽自|乗用|バイク|駐車|の車|car|plate", re.IGNORECASE
)


class VehicleNumberRecognizer(JapaneseRecognizer):
    """Finds number plates.

    Format: office, class (2-3 places, letters since 2018), kana, serial of up to four digits
    (・ for none). Sure by itself with the office; without it a keyword is needed. No check digit.
    Basis: 道路運送車両法 11条; personal information by combination.
    """

    ENTITY = "JP_VEHICLE_NUMBER"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Whole plates, and plates without the office near a keyword."""
        for found in PLATE.finditer(document.text):
            yield Candidate(*found.span(), STRONG, "office, class, kana and serial")
        for found in ANY_OFFICE.finditer(document.text):
            is_near = document.near(found.span(), KEYWORD)
            if is_near or not PARTICLE.search(found[0]):
                score = STRONG if is_near else LIKELY
                yield Candidate(*found.span(), score, "class, kana and whole serial")
        for pattern, keyword in ((MOPED, MOPED_WORD), (BARE, KEYWORD)):
            for found in pattern.finditer(document.text):
                if document.near(found.span(), keyword):
                    yield Candidate(*found.span(), STRONG, "plate near a keyword")
