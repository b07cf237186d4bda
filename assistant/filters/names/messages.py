"""Who wrote a quoted message: how it begins or ends, and who is said to have sent it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, NameDictionary
from assistant.filters.names.families import FAMILY, is_family
from assistant.filters.names.shape import TO_KATAKANA

# 「早見です。母の券が届きません。」: who begins a message so speaks for himself …
BEGINS = re.compile(
    rf"(?<![」?か]「)「(?P<name>{FAMILY}|[{KATAKANA}]{{2,8}})(?:です|と申します|といいます)[。、]"
    "(?P<message>[^「」\n]{4,200})」"
)
# … and a family that is a place as well, where only somebody can speak on.
OWN_MATTER = re.compile(
    "[父母夫妻子娘孫兄姉弟妹]の|(?:うち|私|わたし|主人|家内|息子)[のはがも]|お世話に|お願い|届(?:きま|かな|いてい?な|いた)"
    "|もらえ|いただけ|教えて|困って|[先昨]日|伺い(?:ま|た)|行きま|しました|したい"
)
# 「はやみです、090-…」: or in hiragana, with a telephone.
BEGINS_KANA = re.compile(
    f"「(?P<name>[{HIRAGANA}]{{2,5}}?)(?:です|と申します)[。、](?P<phone>[^「」\\n]{{0,20}}0[0-9]{{1,4}}-[0-9])?"
)
# 「鍵を返し忘れました。はやみ」: who wrote it.
ENDS_KANA = re.compile(f"[。!] ?(?P<name>[{HIRAGANA}]{{3,5}})」")
# 「…」と早見から: who said so.
SAID_BY = re.compile(
    rf"」と(?:の(?:連絡|話|相談|電話)が)?、?(?P<name>{FAMILY})(?:から|より)"
    "(?=[。、\n]|$|[^。、\n]{0,6}(?:連絡|電話|報告|相談|指摘|返事|回答|申し?出|話が))"
)
# 名字は早見か、家は…: how somebody may be called.
CALLED_PERHAPS = re.compile(
    rf"(?:名字|苗字|姓)[はが]「?(?P<name>{FAMILY}|[{KANJI}])」?"
    rf"(?:か(?:[、。?]|もし|$|「?[{KANJI}]{{1,4}}」?か)|と(?:の(?:こと|由)|思|聞[いこ]|名乗|見られ|みられ|言)|らしい|のよう|だ(?:と|った|そう)|で、)",
    re.MULTILINE,
)


def from_messages(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who begins or ends a message in quotation marks, who sent it, and how he may be called."""
    if "「" in text:
        yield from from_words(text, dictionary)
    for found in SAID_BY.finditer(text) if "」と" in text else ():
        if is_family(found["name"], dictionary):
            yield Candidate(*found.span("name"), {"single_lead"})
    for found in CALLED_PERHAPS.finditer(text):
        if dictionary.known(found["name"]) & Known.SURNAME:
            yield Candidate(*found.span("name"), {"self_introduction"})


def from_words(text: str, dictionary: NameDictionary) -> Iterator[Candidate]:
    """Who says the own name at the beginning or the end of a message."""
    for found in BEGINS.finditer(text):
        readings = dictionary.known(found["name"])
        is_only = not readings & (Known.PLACE | Known.COMMON)
        is_of_somebody = is_only or OWN_MATTER.search(found["message"])
        if readings & (Known.SURNAME | Known.NAME) and is_of_somebody:
            yield Candidate(*found.span("name"), {"self_introduction"})
    for found in chain(BEGINS_KANA.finditer(text), ENDS_KANA.finditer(text)):
        kana = dictionary.known(found["name"].translate(TO_KATAKANA))
        is_new = not kana | dictionary.known(found["name"])
        if kana & Known.SURNAME or (is_new and found.groupdict().get("phone")):
            yield Candidate(*found.span("name"), {"field", "label_cell"})
