"""Numbers a city gives a resident: 宛名番号, 水栓番号, 受給者番号, a library card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import LIKELY, Candidate, only_digits
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.labelled import (
    CELL,
    GAP,
    VALUE,
    VALUE_END,
    LabelledNumberRecognizer,
)
from assistant.filters.recognizers.persons_beside import (
    TABLE_OF_PEOPLE,
    holds_name,
    is_in_table_of_people,
    is_told_of_person,
)

NUMBER_HEADER = re.compile(
    r"(?:番号|[Nn][Oo]\.?|№|ID|コード)$|^(?:宛名|水栓|ケース|整理|世帯|台帳|認定|受給者|利用者|会員|お客様|使用者)$"
)
# Numbers of papers, goods, firms and places, and those other recognizers look for.
NOT_THEIRS = re.compile(
    "受付|案内|文書|決裁|伝票|法人|郵便|電話|携帯|図面|議案|請求書|発注|注文|管理|品|型|製造|シリアル|路線|系統|便|部屋|室|号|機|車"
    "|証券|事業者|インボイス|会計|予算|起案|収受|告示|条|規則|問い?合|追跡|荷物|予約|チケット|整理券|呼出|呼び出し|窓口|座席|議席"
    "|口座|銀行|支店|店|金融|地番|番地|市外局番|内線|FAX|暗証|ポート|バージョン|項目|ページ|標準|分類|コース|講座|事業|施設|物件|工事"
    "|個人番号|マイナンバー|住民票|年金|免許|旅券|パスポート|在留|保険|職員|社員|学籍|学生|生徒|クレジット|でんわ|へや|代表|直通|商品|資料|連"
)
# ご登録の番号(宛名番号 …): the label nearer to the number tells what it is.
ANY_NUMBER = re.compile(
    rf"[一-龥ァ-ヶー]{{2,8}}の?番号(?![^0-9\n]{{0,8}}番号){GAP}({VALUE}){VALUE_END}"
)
LEAST_DIGITS = 4
# 栗原さん(カードの番号 …): who is meant stands in the sentence; 業者さん and 課長さん are offices.
NAMED = re.compile("(?<![客業皆者屋長員父母])(?:様|さん|氏(?!名))|本人")
SENTENCE_END = re.compile("[。\n]")
REACH = 40
# 法人番号 and T numbers are public.
CORPORATE = re.compile("T?-?[1-9][0-9]{12}")


class OtherIdRecognizer(LabelledNumberRecognizer):
    """Finds the local numbers of a resident by their label.

    Format: set by each office, letters and digits. No check digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号); 受給者番号 and 手帳番号
    also show that a person receives help.
    """

    ENTITY = "OTHER_ID"
    NOT_BEFORE = re.compile(
        "(?:道路|橋|公園|施設|農地|林道|文書|図書|図面|資料|物件|備品|書類|写真|議案|工事|契約|起案|簿冊"
        "|(?:進行|進捗|事業|文書|備品|物品)管理)(?:の)?$"
    )
    # 整理番号 numbers papers and projects as often as people.
    VAGUE = re.compile(
        "整理|登録|認定|契約|許可|申込|申請(?!者)|台帳|通知書|管理|区画|墓所|証明書|確認|届出|相談(?!者)|使用許可|入居"
        "|納付書の|案内"
    )
    OF_PERSON = re.compile(
        "納税|課税|滞納|固定資産税|市県?民税|給付|受給|世帯|年税額|被保険|口座|の方(?![法針式向面])"
    )
    NEAR = 150
    FIRM_LABEL = re.compile("契約|整理|管理|登録|台帳|許可|認定|使用許可")
    # Beside a firm, a bid or a thing of the office a contract's number is the firm's.
    OF_FIRM = re.compile(
        "株式会社|有限会社|\\(株\\)|\\(有\\)|法人番号|保守|リース|業務委託|委託(?:料|先|契約)|入札|落札|契約の?相手方"
        "|工事|サーバー?|回線|システム|ライセンス|機器|事業名|件名|契約金額|随意契約|請負|サポート"
    )
    # 業者 | 所在 | 登録番号: the rows of such a table are firms.
    FIRM_COLUMN = re.compile(f"{OF_FIRM.pattern}|業者|商号|会社|企業|店名|屋号")
    LABEL = (
        "(?:宛名|世帯|住民|住登外者?|個人識別|整理|賦課|調定|収納|保護|入居者|入所者|住戸|使用許可"
        "|手当|納付|督促|差押|減免|給水|メーター|接種券?|予診票|鑑札|標識交付|年金受給者"
        "|介護支援専門員(?:登録|証)?|教員免許状|免許状|資格者証?|相談票|児童台帳|被保護者|契約者|納入者|支給認定証?|医療費?助成|(?:児童|特別|福祉)?手当(?:証書)?|会員証|利用券|(?:水道)?水(?:栓|せん)|(?:水道)?使用者|検針"
        "|お客[様さ]ま?|おきゃくさま|りようしゃ|じゅきゅうしゃ|かいいん|ケース|相談者?"
        "|利用者|受給者(?:証)?|受給資格者|会員|患者|カルテ|診察券|納税者|納税義務者"
        "|納付書|納税通知書"
        "|滞納者|申請者|対象者|要介護者|支援者|障害者手帳|療育手帳|保健福祉手帳"
        "|母子(?:健康)?手帳|手帳"
        "|証書|年金証書|医療証|受診券|クーポン券|貸出券|(?:図書館)?(?:利用者?|貸出)(?:カード|券)"
        "|図書カード|組合員証?|里親|被災者|り災証明|登録者"
        "|市民|区民|住基|園児|児童|入園|入園者|入所|申込者|借受人|借受者|貸付者|債務者|納入通知書|督促状|不納欠損|滞納整理"
        "|給水装置|量水器|検針票|下水道使用者|浄化槽(?:管理者)?|犬(?:の)?登録|犬鑑札|注射済票|要支援者|避難行動要支援者"
        "|要配慮者|介護認定|要介護認定|認定調査|サービス受給者(?:証)?|通所受給者(?:証)?|福祉サービス受給者(?:証)?|自立支援医療(?:受給者証)?"
        "|特定医療費受給者証|児童扶養手当(?:証書)?|児童手当|特別児童扶養手当|就学援助|奨学生|奨学金|支給認定|保育認定|認定証"
        "|登録|認定|契約|申込|申請|台帳|通知書|区画|墓所|届出|相談|証明書|許可証?|運転経歴証明書|愛の手帳|戦傷病者手帳"
        "|被爆者健康手帳|健康手帳|精神手帳|身障手帳|身体障害者手帳|精神障害者保健福祉手帳|ひとり親(?:医療証?)?|乳幼児医療証?|障害者医療証?"
        ")(?:の|証|証の)?(?:(?<=[者員証様ドま])(?: ?[(:] ?| ))?"
        "(?:番号|ばんごう|コード|[Nn]o\\.?|№|ID)"
        "|library card(?: ?\\(?(?:no\\.?|number|id))?"
        "|図書館(?:の)?(?:利用|貸出)?(?:カード|券)|診察券|宛名コード"
        "|宛名(?=[ ]?[:=][ ]?[0-9]{6})"
        "|atena_?(?:no|id|bango|code)|setai_?(?:no|id|bango|code)|jukyusha_?(?:no|id|bango)"
        "|riyosha_?(?:no|id|bango)|(?:resident|household|patient|customer|member|taxpayer"
        "|recipient|case|user)_?(?:no|number)|(?:resident|household|patient|customer|member|taxpayer"
        "|recipient|case)_?id|(?:kojin|jumin|nozei(?:sha)?|suisen|kaiin|case|seiri)_?(?:no|id|bango|code|cd)"
        "|(?:atena|setai|jukyusha|riyosha)_?cd"
        "|(?<=[\"'])(?:atena|setai|suisen|jukyusha|riyosha|kaiin|case)(?=[\"'] ?[:=])"
    )

    def _counts(self, document: Document, label: int, start: int, end: int) -> bool:
        if ANY_NUMBER.match(document.digits, label) and not self._header.match(
            document.text, label
        ):
            return (
                is_somebodys(document, label)
                and len(only_digits(document.digits[start:end])) > LEAST_DIGITS
            )
        if CORPORATE.fullmatch(document.digits, start, end):
            return False
        # 図書の利用者番号 is a reader's, though 図書整理番号 is a book's.
        is_reader = document.text.startswith(("利用", "貸出"), label) and end - start > LEAST_DIGITS
        if not is_reader and not super()._counts(document, label, start, end):
            return False
        if not self.VAGUE.match(document.text, label):
            return True
        around = (
            document.text[max(0, label - self.NEAR) : label] + document.text[end : end + self.NEAR]
        )
        is_firms = self.FIRM_LABEL.match(document.text, label) and self.OF_FIRM.search(around)
        if is_firms and not is_told_of_person(document.line(label)):
            return False
        return bool(self.OF_PERSON.search(around)) or is_told_of_person(around)

    def _cells(self, document: Document) -> Iterator[Candidate]:
        """Cells under the label, and every number of a table whose rows are people."""
        for cell in super()._cells(document):
            if CORPORATE.fullmatch(document.digits, cell.start, cell.end):
                continue
            header = document.header(cell.start)
            is_vague = self.VAGUE.match(document.column(cell.start).lstrip(" \"'"))
            if not (
                is_vague and self.FIRM_COLUMN.search(header) and not TABLE_OF_PEOPLE.search(header)
            ):
                yield cell
        if not any(NUMBER_HEADER.search(name) for name in document.columns):
            return
        for found in CELL.finditer(document.digits):
            column = document.column(found.start())
            if (
                NUMBER_HEADER.search(column)
                and not NOT_THEIRS.search(NUMBER_HEADER.sub("", column))
                and is_in_table_of_people(document, found.start())
                and len(only_digits(found[0])) >= LEAST_DIGITS
                and not CORPORATE.fullmatch(found[0])
            ):
                yield Candidate(*found.span(), LIKELY, "number in a table of people")

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        yield from super()._matches(text)
        for found in ANY_NUMBER.finditer(text):
            if not NOT_THEIRS.search(found[0].partition("番号")[0]):
                yield found


def is_somebodys(document: Document, label: int) -> bool:
    """Whether the sentence before a label names somebody, or its line holds a name."""
    before = SENTENCE_END.split(document.text[max(0, label - REACH) : label])[-1]
    return NAMED.search(before) is not None or holds_name(document.line(label))
