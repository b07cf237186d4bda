"""Markings of confidential documents, and prices that are secret until tenders are opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.confidential_words import MARKING, PARCEL_WORDS, STAMPS_ONLY
from assistant.filters.recognizers.base import STRONG, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.secret_price import price_candidates
from assistant.filters.settings import FilterSettings

OPENING, CLOSING = r"[【\[(《〈<〔]", r"[】\])》〉>〕]"
PARCEL = re.compile(quick("|".join(PARCEL_WORDS)))
# What stands behind a word talked about: a particle, or what it is written with.
TALKED = re.compile(
    " ?(?:と|の|を|が|は|に|も|や|って|で|か|な(?:ど|る)|等|扱い|表示|表記|マーク|印|スタンプ"
    "|シール|ラベル"
    "|区分|指定(?![一-龥])|文書|文言|資料)"
)
SENTENCE = re.compile(
    "[。?？]|(?:です|ます|ません|ください|下さい|でした|ました|したい|ほしい|教えて|して|とは"
    "|について"
    "(?:教|知|説))"
)
ORNAMENT = r"[ \t#*>※○●■◆□◇★☆=~_―─ー—–\-]"
LEAD = re.compile(rf"(?:{ORNAMENT}|[0-9]{{1,3}}[./)]?)*$")
# Which ink it is in: (朱印)取扱注意.
STAMPED = re.compile(r"\((?:朱|赤)?(?:印|ゴム印|スタンプ|書き?|字|文字|色)\)$")
# What goes with a marking: 極秘・複写を禁ず, 部外秘／持出厳禁.
FORBIDDEN = re.compile(
    "[・/、 ](?:無断)?(?:での)?(?:複写|複製|コピー|写し|転送|転載|撮影|引用|持ち?出し?|口外|回覧"
    "|配布|開示)[^。\\n「」]{0,10}"
)
CLOSED = re.compile(rf"(?:{ORNAMENT}|!)*(?:\([^()\n]{{0,12}}\))?[ \t]*")
SUBJECT = re.compile(
    r"(?:^|[ \t])(?:件名|題名|表題|標題|タイトル|資料名|文書名|ファイル名|[Ss]ubject|[Tt]itle)"
    r" ?[:=] ?(?:(?:[Rr][Ee]|[Ff][Ww][Dd]?) ?: ?)*$"
)
LABEL = (
    r"(?:^|[ \t|(【\[])(?:(?:取扱い?|取り扱い|秘密|機密|情報資産|情報|文書管理|文書|資料|公開"
    r"|開示|閲覧|格付け?|重要度"
    r"|保護"
    r"|セキュリティ)(?:の)?(?:区分|分類|レベル|種別|種類|制限|範囲|度|等級|格付け?)?|区分|格付け?"
    r"|[Cc]lassification)"
    r"[ \t]?(?:[:=|\t]|】|\]|\)| {1,4})[ \t|]{0,3}"
)
DECLARED = (
    r"^[ \t※*・(#>]{0,4}(?:本|この|当)(?:資料|書類|書|文書|メール|データ|表|名簿|計画|原稿|案"
    r"|情報|ファイル|紙)"
    r"(?:の内容|の取扱い|一式)?(?:は|については)[、 ]?(?:全て|すべて)?[「『【]?(?P<mark>{marks})"
    r"[」』】]?(?:に?つき|に付き|です(?![がか])|とし|とする(?![かべの場])|である|であり|のため|扱い)"
)
# Until when it is to be kept: 提出までは取扱注意でお願いします。
UNTIL = (
    r"(?:公表|発表|議決|提出|決定|発令|解禁|公告|開札|記者会見|説明会|内示|議会)[^。\n]{0,12}?まで(?:は|の間は?)?、?"
    r"(?P<mark>{marks})(?:で(?:お願い[^。\n]{0,8}|す)|と(?:します|する|いたします)|扱いとします)"
    r"(?=。|\n|$)"
)
# What is said of what follows: 以下は社外秘の見積条件です。
BELOW = (
    r"(?:以下|下記|次|添付|別紙|上記|これ)は、?(?P<mark>{marks})"
    r"(?:の(?!説明|意味|例|印|表示|場合|扱い方|とき)[^。\n]{1,16}です|です|扱い|なので|につき)"
)
# Said of the paper itself: 「関係者限り」の資料です, 右上に「部外秘」とある次の文書, 以下、厳秘。
OF_PAPER = (
    r"(?:^|。)[ \t]{0,4}[「『]?(?P<mark>{marks})[」』]?"
    r"(?:の(?:資料|文書|書類|メモ|案|メール|内容|話)"
    r"(?:です(?![がか])|ですが、|なので|につき|だ。)|でお願いし)"
)
WRITTEN_ON = (
    r"(?:右上|左上|右肩|冒頭|表紙|欄外|上部|ヘッダー)に[「『【(]?(?P<mark>{marks})[」』】)]?と"
    r"(?:ある|書かれた|書いてある|記された|押された)、?(?:次|この|以下|下|資料|文書|書類)"
)
HEADED = (
    r"^[^。\n、「」『』()【】\[\]]{1,16}[(【\[](?P<mark>{marks})[)】\]]"
    r"(?![のをがはにもやとでか、。はなど]|[ \t]{0,2}$)"
)
FOLLOWS = r"(?:^|。)(?:以下|下記|次|添付)(?:は)?、(?P<mark>{marks})(?=。)"
# An everyday word as the value of a classification, at the head of the text.
CLASSED = re.compile(
    r"(?:^|[ \t])(?:秘密|機密|取扱い?|文書|情報|格付け?)?(?:区分|度|レベル) ?: ?"
    r"(?P<mark>秘|機密|非公開|非公表)(?=[ \t(]|$)",
    re.MULTILINE,
)
CLASSED_LETTERS = frozenset("秘密公")
# A note of its own: ※発令日まで厳秘
NOTED = r"※[^。\n※「『]{0,30}?(?P<mark>{marks})(?:です|とします|のこと|扱い)?[。)]?[ \t]*$"
TAGGED = (
    r"<(?P<tag>(?i:header|footer|h[1-6]|p|div|span|b|strong|em|caption|title))\b[^<>\n]{0,60}> ?"
    r"(?P<mark>{marks}) ?</(?i:(?P=tag))>"
)
# The marking that everyday things bear as well, and what only documents have beside it.
CARE = re.compile("取 ?り? ?扱 ?い? ?(?:厳 ?重 ?)?注 ?意")
OF_A_DOCUMENT = re.compile(
    "[課部室局係署所]|委員会|市$|町$|村$|資料|案|会議|協議|計画|報告|名簿|記録|メモ|方針|通知|文書|調書|議|[年月日頁]"
    "|ページ|[0-9]+ ?/ ?[0-9]+|- ?[0-9]+ ?-|[Pp]\\.?[0-9]|No|写|控|限り|回収|複写|第[0-9]"
)
# ㊙, once normalised.
LONE_STAMP = re.compile(r"\A\s{0,9}(?P<mark>秘)(?:[ \t]{2,}[^\n。]{1,20})?[ \t]*$", re.MULTILINE)
SPOKEN = (DECLARED, UNTIL, BELOW, NOTED, TAGGED, OF_PAPER, WRITTEN_ON, HEADED, FOLLOWS)
LONGEST_LINE = 80
LEAST_REST = 12
TOP_LINES = 4


class ConfidentialMarkRecognizer(JapaneseRecognizer):
    """Finds a confidential document by its marking, and secret prices with their figure.

    Format: a marking (`confidentiality_marks` in `config/pii.toml`) standing as a marking of the
    pasted document: a stamp in brackets at the start or end of a line or in a subject, a line of
    its own (heading, header, footer), the value of 取扱区分 and the like, 本資料は部外秘です. Words
    talked about (「部外秘」と書く), quoted, in a list of words or on a parcel's label are none.
    予定価格, 最低制限価格, 設計金額 with a figure, unless it is published (`secret_price.py`).
    No check digit.
    Basis: 地方公務員法 34条 (secrets learnt on duty), 情報公開条例; 地方自治法施行令 167条の10 and
    予算決算及び会計令 79条 for the price in the sealed envelope. Not personal information.
    """

    ENTITY = "CONFIDENTIAL_MARK"
    NEEDS_DIGITS = False

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        marks = alternation(settings.confidentiality_marks)
        stamps = (
            f"(?:{marks}|(?P<weak>(?<![一-龥ァ-ヶー]){alternation(STAMPS_ONLY)}(?![一-龥ァ-ヶー])))"
        )
        self._any = re.compile(stamps)
        words = {*settings.confidentiality_marks, *STAMPS_ONLY}
        self._letters = {frozenset(word.lower()) for word in words}
        self._bare = re.compile(marks)
        self._stamp = re.compile(
            rf"{OPENING} ?(?P<before>[^\n【】\[\]()《》〈〉<>〔〕「」『』]{{0,12}}?)"
            rf"(?P<mark>{stamps})"
            rf"(?P<after>[^\n【】\[\]()《》〈〉<>〔〕「」『』]{{0,12}}) ?{CLOSING}"
        )
        self._labelled = re.compile(rf"{LABEL}(?P<mark>{marks})(?=[ \t|)】\],、/]|$)", re.MULTILINE)
        self._spoken = tuple(
            re.compile(shape.replace("{marks}", marks), re.MULTILINE) for shape in SPOKEN
        )

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Markings, then prices."""
        text = document.text
        letters = set(text.lower())
        for found in CLASSED.finditer(text) if CLASSED_LETTERS & letters else ():
            if text.count("\n", 0, found.start("mark")) < TOP_LINES and is_document(
                document, line_of(document, found.start("mark"))[1]
            ):
                yield Candidate(*found.span("mark"), STRONG, MARKING)
        # Which letters stand in a text is looked up faster than all marks are searched for.
        if any(needed <= letters for needed in self._letters) and self._any.search(text):
            yield from self._stamps(document)
            yield from self._lines(document)
            alone = (one for one in LONE_STAMP.finditer(text) if is_document(document, one[0]))
            spoken = (found for one in self._spoken for found in one.finditer(text))
            for found in chain(self._labelled.finditer(text), spoken, alone):
                if not is_on_parcel(document, found.start("mark")):
                    yield Candidate(*found.span("mark"), STRONG, MARKING)
        yield from price_candidates(document)

    def _stamps(self, document: Document) -> Iterator[Candidate]:
        """Markings in brackets that stand apart from any sentence."""
        for found in self._stamp.finditer(document.text):
            inside = f"{found['before']} {found['after']}"
            if SENTENCE.search(inside) or TALKED.match(found["after"]):
                continue
            if found["weak"] and not is_heading_stamp(document, found):
                continue
            if is_apart(document, *found.span()) and not is_on_parcel(document, found.start()):
                yield Candidate(*found.span(), STRONG, MARKING)

    def _lines(self, document: Document) -> Iterator[Candidate]:
        """Markings that make a line, or a part of a header or footer line set apart by blanks."""
        for found in self._bare.finditer(document.text):
            start, end = found.span()
            first, line = line_of(document, start)
            before, after = STAMPED.sub("", line[: start - first]), line[end - first :]
            if not is_header_line(line, before, after) or is_on_parcel(document, start):
                continue
            if self._is_listed(document, first, line) or not is_document(document, line):
                continue
            if is_label_of_goods(found[0], f"{before} {after}"):
                continue
            yield Candidate(start, end, STRONG, MARKING)

    def _is_listed(self, document: Document, first: int, line: str) -> bool:
        """Whether the lines around hold other markings too: a list of words, no document."""
        own = self._bare.findall(line)
        above = document.text[:first].rstrip("\n").rpartition("\n")[2]
        below = document.text[first + len(line) :].lstrip("\n").partition("\n")[0]
        others = [one for near in (above, below) for one in self._any.findall(near)]
        return any(one not in own for one in others)


def alternation(words: tuple[str, ...]) -> str:
    """A pattern for any of the words, longest first; letters may be spaced out (部 外 秘).

    Only Latin letters stand for either case: a whole pattern that ignores case takes long to
    compile.
    """
    marks: dict[bool, list[str]] = {False: [], True: []}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        letters = re.escape(word) if word.isascii() else " {0,2}".join(map(re.escape, word))
        has_cases = word.lower() != word.upper()
        marks[has_cases].append(f"(?<![A-Za-z]){letters}(?![A-Za-z0-9])")
    groups = [quick("|".join(marks[False]))] if marks[False] else []
    if marks[True]:
        groups.append(f"(?i:{'|'.join(marks[True])})")
    return f"(?:{'|'.join(groups)})"


def line_of(document: Document, place: int) -> tuple[int, str]:
    """Where the line of a place starts, and the line."""
    first = document.line_start(place)
    end = document.text.find("\n", place)
    return first, document.text[first : end if end >= 0 else len(document.text)]


def is_heading_stamp(document: Document, found: re.Match[str]) -> bool:
    """Whether an everyday word in brackets heads the text, which shows no open part beside it."""
    above = document.text[: found.start()]
    is_square = document.text[found.start()] != "("
    is_top = above.count("\n") < TOP_LINES and not re.search("。[^\n]*$", above)
    return is_square and is_top and "【公開】" not in document.text


def is_apart(document: Document, start: int, end: int) -> bool:
    """Whether brackets stand at the start or the end of a heading, or in a subject."""
    first, line = line_of(document, start)
    before, after = line[: start - first], line[end - first :]
    if "|" in line or TALKED.match(after) or before.endswith(("「", "『", '"', "'")):
        return False
    if LEAD.fullmatch(before) or SUBJECT.search(before):
        return True
    heading = len(line) <= LONGEST_LINE and not SENTENCE.search(line) and "、" not in line
    return heading and (not after.strip() or before.endswith(" ") or after.startswith(" "))


def is_header_line(line: str, before: str, after: str) -> bool:
    """Whether a marking stands alone in its line, or beside a date, an office or a page number."""
    forbidden = FORBIDDEN.match(after)
    after = after[forbidden.end() :] if forbidden else after
    rest = f"{before} {after}"
    if len(line) > LONGEST_LINE or SENTENCE.search(rest) or re.search("[|、「」『』:,]", rest):
        return False
    is_open = LEAD.fullmatch(before) is not None or before.endswith((" ", "\t"))
    is_closed = CLOSED.fullmatch(after) is not None or after.startswith((" ", "\t", "/", "-"))
    return is_open and is_closed and not re.match(" (?:と|の|を|が|は|に|とは)(?: |$)", after)


def is_label_of_goods(mark: str, rest: str) -> bool:
    """Whether 取扱注意 stands beside a thing (電池 取扱注意) and nothing of documents."""
    beside = rest.strip(" \t　:・*#>※()[]【】-―—=_")
    is_thing = beside != "" and OF_A_DOCUMENT.search(beside) is None
    return is_thing and CARE.fullmatch(mark) is not None


def is_document(document: Document, line: str) -> bool:
    """Whether there is anything else than the line of the marking: a document it could mark."""
    return len(document.text.strip()) - len(line.strip()) >= LEAST_REST


def is_on_parcel(document: Document, place: int) -> bool:
    """Whether the line, or the one before or behind it, speaks of parcels and fragile goods."""
    first, line = line_of(document, place)
    low = document.line_start(max(first - 1, 0))
    high = document.text.find("\n", first + len(line) + 1)
    near = document.text[low : high if high >= 0 else len(document.text)]
    return PARCEL.search(near[max(0, place - low - 100) : place - low + 100]) is not None
