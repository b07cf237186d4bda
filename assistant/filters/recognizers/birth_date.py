"""生年月日: a date with a word of birth, an age or a person beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.recognizers.base import (
    CERTAIN,
    LIKELY,
    STRONG,
    WEAK,
    Candidate,
    JapaneseRecognizer,
)
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.numerals import VALUE, value_of
from assistant.filters.recognizers.persons_beside import NAME, is_full_name

# First and last year in the common era's reckoning; 令和 is open.
ERAS = {
    "明治": (1868, 45), "M": (1868, 45), "明": (1868, 45),
    "大正": (1912, 15), "T": (1912, 15), "大": (1912, 15),
    "昭和": (1926, 64), "S": (1926, 64), "昭": (1926, 64),
    "平成": (1989, 31), "H": (1989, 31), "平": (1989, 31),
    "令和": (2019, 60), "R": (2019, 60), "令": (2019, 60),
}  # fmt: skip
ERA = (
    "明治|大正|昭和|平成|令和|[明大昭平令](?=[0-9・.]|[一-十元])"
    "|(?<![A-Za-z])[MTSHRmtshr](?![A-Za-z])"
)
# よみやすい にほんご writes 1990ねん3がつ2にち.
MARK = r"[ ]?(?:[年月./\-・]|ねん|がつ)[ ]?"
DATES = (
    re.compile(
        r"(?=[明大昭平令MTSHRmtshr])"
        rf"(?P<era>{ERA})[ ・.]?(?P<year>{VALUE})(?:年?[ ]?\([0-9]{{4}}年?\)年?|{MARK})"
        rf"(?P<month>{VALUE}){MARK}(?P<day>{VALUE})(?:[ ]?(?:日|にち))?(?![0-9])"
    ),
    re.compile(
        rf"(?=[12一二])(?<![0-9])(?P<year>(?:1[89]|20)[0-9]{{2}}|[一二][〇零一二三四五六七八九]{{3}})"
        rf"(?:年?[ ]?\((?:明治|大正|昭和|平成|令和|[MTSHR]){VALUE}年?\)年?|{MARK})"
        rf"(?P<month>{VALUE}){MARK}(?P<day>{VALUE})(?:[ ]?(?:日|にち))?(?![0-9])"
    ),
)
COMPACT = re.compile(
    r"(?=[12])(?<![0-9\-])(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9\-])"
)
COMPACT_ERA = re.compile(
    r"(?=[MTSHRmtshr昭平大令])(?<![0-9A-Za-z])(?P<era>[MTSHRmtshr]|昭和|平成|大正"
    r"|令和)(?P<year>[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"
)
MONTHS = frozenset(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
)
ENGLISH = re.compile(
    r"(?=[A-Z0-9])(?<![A-Za-z0-9])(?:(?P<name>[A-Z][a-z]{2,8})\.? [0-3]?[0-9](?:st|nd|rd"
    r"|th)?,? (?:19|20)[0-9]{2}"
    r"|[0-3]?[0-9](?:st|nd|rd|th)? (?P<later>[A-Z][a-z]{2,8})\.?,? (?:19|20)[0-9]{2})(?![0-9])"
)
# Day and month first, as foreign papers write it; and two-digit years: only behind the label.
DAY_FIRST = re.compile(
    r"(?=[0-9])(?<![0-9./\-])(?P<month>[0-3]?[0-9])(?P<mark>[./\-])(?P<day>[0-3]?[0-9])(?P=mark)"
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9./\-])"
)
SHORT_YEAR = re.compile(
    r"(?=[0-9])(?<![0-9./\-])(?P<year>[0-9]{2})(?P<mark>[./\-])(?P<month>[01]?[0-9])(?P=mark)"
    r"(?P<day>[0-3]?[0-9])(?![0-9./\-])"
)
MONTH_ONLY = re.compile(
    r"(?=[明大昭平令MTSHRmtshr12])"
    rf"(?:(?P<era>{ERA})[ ]?(?P<year>{VALUE})|(?<![0-9])(?P<common>(?:19|20)[0-9]{{2}}))"
    rf"[ ]?[年./][ ]?(?P<month>{VALUE})(?:[ ]?月)?(?=[ ]?(?:生(?:まれ)?(?![年活徒産])|うまれ))"
)
BORN_BEFORE = re.compile(
    "生年月日|誕生日|たんじょう|出生|生まれ|うまれ|生誕|生年|(?<![A-Za-z])DOB|D\\.O\\.B|birth|born"
    "|seinen|tanjo|umare|バースデー|生[ 　]年[ 　]月[ 　]日",
    re.IGNORECASE,
)
BORN_SENTENCE = re.compile("[う生]まれ(?:た|ました)。")
BORN_BEHIND = re.compile(
    r"^[ ]?日?[)）」]?[ ]?(?:に|、)?[ ]?(?:生(?![年活徒産命涯物育鮮計業理成]|き|ご)|うまれ"
    r"|の?生まれ|誕生|出生|born)"
)
OTHER_DATE = re.compile(
    "(?:受付|申請|届出|提出|施行|公布|作成|発行|開催|期限|締切|期日|転入|転出|死亡|婚姻"
    "|離婚|認定|交付|更新|有効|開始"
    "|終了|開会|閉会|予定|実施|訪問|相談|来庁|受診|入所|退所|採用|着任|異動|契約|納期"
    "|基準|発送|通知|支給|登録|公開|指定|就任|退任|設立|創立|竣工|建設|完成|議決|制定|改正"
    "|告示|撮影|取得"
    "|建築|供用|廃止|購入|設置|製造|締結|許可|確認|検査|点検|修了|卒業|入学|着工|完了|委嘱"
    "|選任|任命|開校|開園"
    "|開館|落成|調査|測定|採取|決裁|起案|任期|発足|合併)(?:年月)?日?$"
)
AGE_BEHIND = re.compile(r"^[ 、,生]{0,3}[(（]?[ ]?(?:満|当時)?[ ]?[0-9]{1,3}[ ]?(?:歳|才|[)）])")
EVENT_BEHIND = re.compile(
    "^[ ]?(?:\\([月火水木金土日]\\))?[ ]?(?:[0-9]{1,2}[:時]|開催|施行|締切|付|まで"
    "|から(?!年齢|数え|計算|何歳)"
    "|条例|規則|告示|訓令|法律|政令|省令|要綱|通達|通知|議決|可決|号|撮影|登録|指定|竣工|完成|設置"
    "|市制|町制|村制|合併|発足|開[校園館業港設催通]|創[立設業刊]|設立|就任|退任|任期|起工|着工"
    "|供用|廃止|許可"
    "|免許|認定|選任|任命|委嘱|表彰|受賞|建築|建立|落成|再建|改築|移転|現況|調査|測量|受理"
    "|決裁|起案|施工"
    "|~|より|現在|時点|改正|公布|制定"
    "|開始|終了|に?実施|受付|更新|作成|以降|以前|分)"
)
# 長男 H10.5.6, 昭和10年1月1日 女: a family's or a patient's entry, without the word of birth.
KIN_BEFORE = re.compile(
    "(?<![一-龥])(?:(?:祖?[父母]|妻|夫|[長次二三四][男女]|世帯主|続柄[ :]?子|被保険者"
    "|患者|園?児童?|対象児)|男[性児子]?|女[性児子]?)[ ,、/\\t|:]{1,3}$"
)
SEX_BEHIND = re.compile("^[ ,、/\\t|(]{1,3}[男女][性児子]?(?=[ ,、/\\t|)\\n]|$)")
HAPPENED_BEHIND = re.compile(
    "^[ ]?に?(?:死亡|離婚|婚姻|転入|転出|転居|入所|退所|入院|退院|相談"
    "|訪問|来庁|面談|電話|受診|認定)"
)
# Nobody born before is alive: the Act protects the living only.
NOBODY_ALIVE = 1900
# 昭和50年4月2日から翌年4月1日までに生まれた方: the years of birth of many.
COHORT_BEHIND = re.compile(
    "^[ ]?(?:\\([^()]{0,8}\\))?[ ]?(?:から(?!年齢|数え|計算|何歳)"
    "|より|~|～|〜|以前|以後|以降|まで|までの間|以前の)"
    "|^[ ]?(?:に)?(?:生まれ|生)(?:の|た)?(?:方|人|者|児|子|お子|全員|世代|男性|女性"
    "|市民)(?!の携帯)(?:で|が|は|を|に|と|まで)?.{0,6}(?:対象|に限|以上|以下)"
    # 生まれの園児3名: who shares a month is nobody in particular.
    "|^[ ]?(?:生まれ|生)の(?:園児|児童|生徒|乳児|幼児|お?子(?:ども|さん)?|対象者|受診者|方)"
    "(?:[2-9]|[1-9][0-9])[名人](?!工|暮|世帯|部屋|目)"
)
COHORT_BEFORE = re.compile(f"(?:から|より|~|～|〜)[ ]?(?:同年|翌年|{ERA})?[ ]?$")
MASCOT = re.compile("マスコット|キャラクター|ゆるキャラ|着ぐるみ|という設定")
SAMPLE = re.compile("記入例|記載例|見本|サンプル|画面の例")
NAME_CELL = re.compile(
    "^[^一-龥ァ-ヶA-Za-z]{0,4}(?:[一-龥々ヶノ]{1,4}[ ][一-龥々ぁ-んァ-ヶー]{1,5}"
    "|[ァ-ヶー]{2,8}(?:[ ・][ァ-ヶー]{1,8}){1,3}"
    "|[一-龥々ぁ-んァ-ヶー]{1,8}(?:様|さん|氏|くん|ちゃん))$"
)
# 並べて 堀内 直樹(S33.6.21): other words stand before the name in its cell.
NAME_AT_END = re.compile(NAME.pattern + "$")
KANA_AT_END = re.compile("(?<![ァ-ヶー])[ァ-ヶー]{2,10}(?:[ ・][ァ-ヶー]{1,10}){1,3}$")
HONORIFIC_END = re.compile("[ ]?(?:様|さん|氏|くん|ちゃん)$")
# 「1988/03/27 柏 智也」: the date and whose it is fill a cell.
NAME_FILLS_REST = re.compile("^[ ,、/\\t]{1,2}" + NAME.pattern + "(?=[」』\"')]|$)")
NOT_NAME = re.compile(
    "[会祭議式課部室町市村区県書表版案館園校所場店社業事工委員日月年]$|委員|事業|工事|会議"
)
RECORD = re.compile(
    r"[,、/|;\t:「」()]|・(?=[0-9MTSHRmtshr明大昭平令])"
    r"|(?<=[一-龥ぁ-んァ-ヶー]) (?=[0-9MTSHRmtshr明大昭平令])"
)
CELL_MARKS = " 「」()'\""
# 佐野 花、2021.10.11、〒…: where a child lives, or whose it is, follows the day of birth.
HOME_BEHIND = re.compile("^[ ,、/|\\t]{1,3}(?:〒|[父母]|保護者|[男女](?:児|の子)?[ ,、/|\\t])")
# Kim Jisoo 1987.12.25 in a row where dates stand behind names.
LATIN_AT_END = re.compile("(?<![A-Za-z])[A-Z][A-Za-z'-]{1,14} [A-Z][A-Za-z'-]{1,14}[ ,、]{1,2}$")
NAME_AND_DATE = re.compile(NAME.pattern + "[ ,、]{1,2}(?:19|20)[0-9]{2}[./-]")
RECENT = 2020
NOTHING = (0.0, "")


class BirthDateRecognizer(JapaneseRecognizer):
    """Finds birth dates.

    Format: any written date (昭和二十九年八月六日, S29.8.6, 2003/8/6; 20030806 with a keyword),
    checked against its era. It blocks with a word of birth, an age behind it, or a name beside it
    in a record; other dates are those of meetings, deadlines and laws.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "JP_BIRTH_DATE"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Dates of a possible birth with their evidence."""
        for found in matches(document, *DATES):
            year = valid_year(found)
            score, reason = evidence(document, found.span(), year) if year is not None else NOTHING
            if score > 0:
                yield Candidate(*found.span(), score, reason)
        yield from labelled_only(document)
        for found in matches(document, MONTH_ONLY):
            if 1 <= value_of(found["month"]) <= 12 and not is_cohort(document, found.span()):
                yield Candidate(*found.span(), STRONG, "born that month")


def labelled_only(document: Document) -> Iterator[Candidate]:
    """Dates in forms that other numbers have too: only behind the label of birth."""
    forms = chain(
        (one for one in matches(document, COMPACT, COMPACT_ERA) if valid_year(one) is not None),
        (one for one in matches(document, DAY_FIRST, SHORT_YEAR) if is_calendar(one)),
        (one for one in matches(document, ENGLISH) if is_english_month(one)),
    )
    for found in forms:
        if is_labelled(document, found.start()) or is_said_born(document, found):
            yield Candidate(*found.span(), STRONG, "label of birth")


def is_said_born(document: Document, found: re.Match[str]) -> bool:
    """Whether 生 stands behind a date with a year of two figures: 52.6.19生."""
    behind = document.text[found.end() : found.end() + 6]
    return found.re is SHORT_YEAR and BORN_BEHIND.match(behind) is not None


def is_english_month(found: re.Match[str]) -> bool:
    """Whether the word of an English date is a month."""
    return (found["name"] or found["later"])[:3].lower() in MONTHS


def matches(document: Document, *patterns: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Every match of every pattern."""
    return chain.from_iterable(pattern.finditer(document.text) for pattern in patterns)


def valid_year(found: re.Match[str]) -> int | None:
    """The year of a date in the common era, or none if no such date exists in its era."""
    parts = found.groupdict()
    year, month, day = (value_of(parts[name]) for name in ("year", "month", "day"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    era = parts.get("era")
    if not era:
        return year if 1850 <= year <= 2099 else None
    first, last = ERAS[era.upper()]
    return first + year - 1 if 1 <= year <= last else None


def is_calendar(found: re.Match[str]) -> bool:
    """Whether day and month, in either order, can be those of a date."""
    month, day = sorted((value_of(found["month"]), value_of(found["day"])))
    return 1 <= month <= 12 and day <= 31


def is_labelled(document: Document, start: int) -> bool:
    """Whether a word of birth stands before a date, or heads its column."""
    label = document.label(start)
    if OTHER_DATE.search(label) and not BORN_BEFORE.search(label):
        return False
    # …が生まれました。昭和15年2月11日に町制: the next sentence tells of something else.
    before = BORN_SENTENCE.split(document.before(start, 25))[-1]
    return bool(BORN_BEFORE.search(before) or BORN_BEFORE.search(document.column(start)))


def evidence(document: Document, span: tuple[int, int], year: int) -> tuple[float, str]:
    """The score of a date as a birth date, and why."""
    start, end = span
    behind = document.text[end : end + 15]
    if is_nobodys(document, span, year):
        return NOTHING
    if BORN_BEHIND.search(behind):
        return CERTAIN, "born that day"
    if is_labelled(document, start):
        return STRONG, "label of birth"
    if AGE_BEHIND.search(behind) and year < RECENT + 20:
        return STRONG, "age behind it"
    return NOTHING if EVENT_BEHIND.search(behind) else in_record(document, span, year)


def in_record(document: Document, span: tuple[int, int], year: int) -> tuple[float, str]:
    """The score of a date by the entries beside it: kin, a sex or a name."""
    start = span[0]
    if year < RECENT and (is_entry(document, span) or is_before_name(document, span)):
        return LIKELY, "entry of a family or a patient"
    if (
        not OTHER_DATE.search(document.label(start))
        and not document.is_surely_published
        and has_name_in_record(document, start)
    ):
        return (
            (LIKELY, "name in the record")
            if year < RECENT or HOME_BEHIND.match(document.text[span[1] : span[1] + 8])
            else (WEAK, "recent date in a record")
        )
    if year < RECENT and is_behind_latin_name(document, start):
        return LIKELY, "name in the record"
    return NOTHING


def is_behind_latin_name(document: Document, start: int) -> bool:
    """Whether a name in Latin letters stands before a date, in a row of names and dates."""
    low = document.line_start(start)
    if not LATIN_AT_END.search(document.text[max(low, start - 34) : start]):
        return False
    return any(
        is_full_name(found["family"], found["given"])
        for found in NAME_AND_DATE.finditer(document.line(start))
    )


def is_entry(document: Document, span: tuple[int, int]) -> bool:
    """Whether a kin's or a patient's word stands directly before a date, or a sex behind it."""
    start, end = span
    behind = document.text[end : end + 10]
    if document.is_published or HAPPENED_BEHIND.match(behind):
        return False
    line_start = document.line_start(start)
    if KIN_BEFORE.search(document.text[max(line_start, start - 12) : start]):
        return True
    # A log begins its lines with dates: H30.4.1 男性 相談.
    return start > line_start and SEX_BEHIND.match(behind) is not None


def is_before_name(document: Document, span: tuple[int, int]) -> bool:
    """Whether a date begins a cell in quotation marks and a full name is the rest of it."""
    start, end = span
    found = NAME_FILLS_REST.match(document.text[end : end + 14])
    is_begun = document.text[start - 1 : start] in {"「", "『", '"', "'"}
    return is_begun and found is not None and is_full_name(found["family"], found["given"])


def has_name_in_record(document: Document, start: int) -> bool:
    """Whether the date is a cell of a record whose cells before it hold a name."""
    if OTHER_DATE.search(document.column(start)):
        return False
    low = max(document.line_start(start), start - 80)
    cells = RECORD.split(document.text[low:start] + "0")
    if len(cells) < 2 or cells[-1].strip(CELL_MARKS) != "0":
        return False
    if any(ends_in_name(cell) for cell in cells[:-1]) or KANA_AT_END.search(
        HONORIFIC_END.sub("", cells[-2])
    ):
        return True
    return any(
        NAME_CELL.match(cell.strip(CELL_MARKS))
        and not is_two_words(cell.strip(CELL_MARKS))
        and not NOT_NAME.search(cell.strip(CELL_MARKS).removesuffix("様"))
        for cell in cells[:-1]
    )


def ends_in_name(cell: str) -> bool:
    """Whether a full name stands at the end of a cell, whatever words before it."""
    found = NAME_AT_END.search(HONORIFIC_END.sub("", cell.rstrip(CELL_MARKS)))
    return found is not None and is_full_name(found["family"], found["given"])


def is_two_words(cell: str) -> bool:
    """Whether a cell holds two words in kanji with a blank that are no name (附 則)."""
    found = NAME.search(cell)
    return found is not None and not is_full_name(found["family"], found["given"])


def is_nobodys(document: Document, span: tuple[int, int], year: int) -> bool:
    """Whether a date is nobody's birth: too long ago, of many people, a mascot's, a sample."""
    return (
        year < NOBODY_ALIVE
        or SAMPLE.search(document.line(span[0])) is not None
        or is_cohort(document, span)
        or is_mascot(document, span)
    )


def is_cohort(document: Document, span: tuple[int, int]) -> bool:
    """Whether a date bounds the births of many people (who is invited, who has to pay)."""
    behind = document.text[span[1] : span[1] + 24].split("\n")[0]
    return bool(COHORT_BEHIND.search(behind) or COHORT_BEFORE.search(document.before(span[0], 12)))


def is_mascot(document: Document, span: tuple[int, int]) -> bool:
    """Whether the sentence speaks of a mascot's birthday."""
    around = document.text[max(0, span[0] - 40) : span[1] + 40]
    return MASCOT.search(around) is not None
