"""基礎年金番号: four and six digits."""

from __future__ import annotations

import re

from assistant.filters.recognizers.base import LIKELY, WEAK
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.keyworded import KeywordedNumberRecognizer

HYPHENED = re.compile("[0-9]{4}-[0-9]{6}")
OTHER_PAPER = re.compile(
    "領収|伝票|請求|発注|納品|製造|型式|品番|契約|注文|見積|ロット|シリアル|図面|バーコード|備品|台帳"
    "|工事|証票|荷物|追跡|問合せ|お問い合わせ|送り状|機器|メーター|在庫|商品|書籍|請書|支出|予算"
)
YEAR = re.compile("(?:19|20)[0-9]{2}")


class PensionNumberRecognizer(KeywordedNumberRecognizer):
    """Finds 基礎年金番号.

    Format: 1234-567890; hyphened it counts by itself unless it starts like a year (a document
    number), otherwise by a keyword. No check digit is published.
    Basis: 国民年金法 14条; 個人識別符号 (個人情報保護法施行令 1条).
    """

    ENTITY = "JP_PENSION_NUMBER"
    NEEDS_KEYWORD = False
    SHAPE = re.compile(r"(?<![0-9])(?<![0-9]-)[0-9]{4}[ \-]?[0-9]{6}(?![0-9]|-[0-9])")
    KEYWORD = re.compile("年金(?:手帳|証書|番号|記号)|基礎年金|nenkin|pension", re.IGNORECASE)

    def _judge(self, document: Document, start: int, end: int) -> tuple[float, str]:
        score, reason = super()._judge(document, start, end)
        number = document.digits[start:end]
        if score > 0 or reason != "shape alone" or not HYPHENED.fullmatch(number):
            return score, reason
        if OTHER_PAPER.search(document.before(start, 12)) or OTHER_PAPER.search(
            document.column(start)
        ):
            return WEAK, "number of another paper"
        if number.startswith(self.settings.public_phone_prefixes):
            return WEAK, "public number"
        if YEAR.match(number):
            return WEAK, "starts like a year"
        return LIKELY, "shape alone"
