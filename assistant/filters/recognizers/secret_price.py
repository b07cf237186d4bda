"""Prices of tenders with their figure: secret before the opening, public once published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.confidential_words import PRICES_IF_SAID, SECRET_PRICES
from assistant.filters.recognizers.base import LIKELY, STRONG, Candidate
from assistant.filters.recognizers.document import Document

LABELS = "|".join(sorted(SECRET_PRICES, key=len, reverse=True))
LABEL = re.compile(LABELS)
FIGURE = (
    r"[¥\\]?[ ]?(?P<figure>[0-9][0-9,.]{0,15}(?:億|千万|百万|万|千)?"
    r"(?:[0-9][0-9,.]{0,12}(?:千万|百万|万|千)?)?"
    r"|[一二三四五六七八九十百千壱弐参拾]{1,6}[万億][一二三四五六七八九十百千万壱弐参拾]{0,9}(?=円))"
)
WEAK_LABEL = re.compile("|".join(PRICES_IF_SAID))
FIELD = re.compile(
    rf"(?:{LABELS}|(?P<weak>{WEAK_LABEL.pattern}))(?P<note> ?\([^()\n]{{0,24}}\))?"
    r"(?P<gap>[^0-9一二三四五六七八九十壱弐参¥\\。\n|]{0,10}"
    r"(?:[0-9.]{1,5} ?%[^0-9。\n|]{0,4})?\n?[ \t|]{0,6})"
    rf"{FIGURE} ?(?P<unit>円|千円|万円|百万円)?"
)
# The figure first, what it is in brackets behind it; or in a sentence of its own.
AFTER = re.compile(
    rf"(?<![0-9,.]){FIGURE} ?(?:千|万|百万)?円 ?\([^()\n]{{0,12}}(?:{LABELS})[^()\n]{{0,12}}\)"
)
NEXT = re.compile(
    rf"(?:{LABELS})(?:を|が|は)(?:決|設定|積算|算出|確定)[^。\n]{{0,8}}。 ?(?:金額は)?"
    rf"{FIGURE} ?(?:千|万|百万)?円(?:です|とし|になり|で)"
)
# A comma before a cell parts it from the cell before, unless it parts thousands.
CELL = re.compile(
    r"(?<![0-9.])(?<![0-9],(?=[0-9]{3}(?![0-9])))[¥\\]?"
    r"(?P<figure>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4,12}|[0-9]{1,4}(?:\.[0-9]{1,3})?(?=[億千百万]))"
    r"(?:億|千万|百万|万|千)?(?:[0-9,]{1,9}(?:万|千))?)(?![0-9])"
)
# Thresholds, formulas and suppositions speak of prices in general.
GENERAL_AFTER = re.compile(
    "(?:千|万|百万)?円?(?:\\([^()\n]{0,12}\\))?(?: ?(?:以上|以下|未満|超|以内|まで|前後)"
    "|を(?:超|下回|上回)|の(?:場合|とき|時"
    "|工事|案件|業務|契約|ケース)|なら|だと|とすると|とした場合|だった|と仮定"
    "|に対して[0-9.]+%|[%桁条項])"
)
GENERAL_BEFORE = re.compile(
    "(?:仮に|例えば|たとえば|例として|例題|練習問題|計算例|記入例|架空|サンプル|モデル)"
)
# 設計額2億円で率4.2%ならいくら?: a sum, as long as no work is named whose price it would be.
SUM = re.compile("(?:いくら|何(?:万|千|百万)?円|計算|求めて|算出して)")
WORK = re.compile(
    "工事(?!原価|費|価格)|業務|委託|案件|改修|整備|舗装|修繕|新築|解体|設置|購入|調達|リース|開札|公告"
    "|道路|橋|小学校|中学校|浄水場|庁舎|来週|明日|来月"
)
SHARE_AFTER = re.compile("(?:千|万|百万)?円?の ?[0-9.]+(?:%|分)")
UNDISCLOSED = re.compile(
    "(?:入札|公告)に付す前|公告前|内密|内々|開札まで|入札まで|(?:開札|入札)日?は(?:、)?(?:来|次|明|今)(?:週|月|日|回)"
    "|来(?:週|月)(?:の)?(?:開札|公告|入札)|開札前|入札前|未開札|非公表|未公表|公表前|非公開|公表しない|公表して(?:い|お)(?:ない|りません)"
    "|公表(?:は|を)し(?:ない|ません)|秘扱い|部外秘|取扱注意|極秘|封書|執行伺|起工伺"
    "|(?:明日|あす|あさって|明後日|来週|今度|次回|近々)の[^。\\n]{0,24}(?:入札|開札)|封(?:を(?:する|し)|入|印|緘)"
    "|設定(?:したい|する予定)|これから入札|入札予定"
)
PUBLISHED = re.compile(
    "落札(?:者|額|金額|価格|率|候補|業者|決定|した|しま|され)|(?:入札|開札)(?:の)?結果|契約金額"
    "|契約額|契約の相手"
    "|事前公表|公表済|公表(?:した|しました|され|して(?:い|お)(?:る|ます|り))|公告のとおり"
    "|開札後|開札済|契約実績|過年度|昨年度"
    "|前年度|不調|不落"
    # The remark that ends a bidder's line in the record of the opening.
    "|(?m:(?<=[0-9円])[ \\t|]{1,12}落 ?札[ \\t|]*$)"
)
# The notice itself, or the record of the opening: both hang out for everybody.
NOTICE = re.compile(
    "次のとおり[^。\\n]{0,50}公告(?:します|する|いたします)"
    "|(?:入札|開札)(?:調書|結果表|経過(?:書|調書|表))[^§]{0,2000}?(?:落 ?札|無 ?効|辞 ?退|失 ?格)"
)
DRAFT = re.compile(
    "[(（]案[)）]|公告案|起案|伺い?書?(?:$|[)） \\n])|決裁|回議|審査中|作成中|下書き|予定です"
)
LEAST_DIGITS = 5
LONGEST_SUM = 120
NEAR = 300
LEAST_DIGITS_IN_YEN = 4


def price_candidates(document: Document) -> Iterator[Candidate]:
    """Figures behind a label of a secret price, and under a column of one."""
    text = document.text
    if not any(word in text for word in (*SECRET_PRICES, *PRICES_IF_SAID)):
        return
    is_notice = NOTICE.search(text) is not None and DRAFT.search(text) is None
    is_published = is_notice or PUBLISHED.search(text) is not None
    yield from behind_labels(document, is_published=is_published)
    for found in () if is_published else (*AFTER.finditer(text), *NEXT.finditer(text)):
        if is_price(found["figure"], "円"):
            yield Candidate(*found.span("figure"), LIKELY, "price not published")
    yield from column_candidates(document, is_published=is_published)


def behind_labels(document: Document, *, is_published: bool) -> Iterator[Candidate]:
    """Figures right behind a label of a secret price."""
    text = document.text
    for found in FIELD.finditer(text):
        if not is_price(found["figure"], found["unit"]) or is_general(document, found):
            continue
        is_undisclosed = is_undisclosed_near(document, found)
        if found["weak"] and not is_undisclosed:
            continue
        if SHARE_AFTER.match(text, found.end("figure")) and not is_undisclosed:
            continue
        if is_undisclosed or not is_published:
            reason = "price before the opening" if is_undisclosed else "price not published"
            yield Candidate(*found.span("figure"), STRONG if is_undisclosed else LIKELY, reason)


def column_candidates(document: Document, *, is_published: bool) -> Iterator[Candidate]:
    """Figures under a column that names a secret price."""
    headers = [name for name in document.columns if LABEL.search(name)]
    if not headers:
        return
    if is_published and not any(UNDISCLOSED.search(name) for name in headers):
        return
    for found in CELL.finditer(document.text):
        if LABEL.search(document.column(found.start())) and is_price(found["figure"], None):
            yield Candidate(*found.span("figure"), STRONG, "price column before the opening")


def is_price(figure: str, unit: str | None) -> bool:
    """Whether a figure is an amount of a tender: five digits, or a unit of money."""
    is_round = re.search("[億万千]", figure) is not None or unit in ("千円", "万円", "百万円")
    least = LEAST_DIGITS_IN_YEN if unit else LEAST_DIGITS
    return is_round or sum(one.isdigit() for one in figure) >= least


def is_general(document: Document, found: re.Match[str]) -> bool:
    """Whether the words around speak of prices in general, not of one tender."""
    text = document.text
    sentence = re.split("[。\n]", text[max(0, found.start() - 60) : found.start()])[-1]
    after = text[found.end("figure") : found.end("figure") + 24]
    return bool(
        GENERAL_BEFORE.search(sentence)
        or GENERAL_AFTER.match(after)
        or is_sum(text, document.line_start(found.start()), found.end())
    )


def is_sum(text: str, start: int, end: int) -> bool:
    """Whether a short question asks to compute with the price, and names no work it is of."""
    is_short = len(text) <= LONGEST_SUM and not UNDISCLOSED.search(text)
    behind = text[end : end + 60].split("\n", maxsplit=1)[0]
    return is_short and SUM.search(behind) is not None and not WORK.search(text[start:end] + behind)


def is_undisclosed_near(document: Document, found: re.Match[str]) -> bool:
    """Whether the label, its line or the line before say that the price is not public yet."""
    text = document.text
    line_end = text.find("\n", found.end(), found.end() + NEAR)
    end = line_end if line_end >= 0 else found.end() + NEAR
    start = document.line_start(max(document.line_start(found.start()) - 1, 0))
    near = text[max(start, found.start() - NEAR) : end]
    return UNDISCLOSED.search(found["note"] or "") is not None or (
        UNDISCLOSED.search(near) is not None
    )
