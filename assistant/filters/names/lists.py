"""Words that are nobody's name, and names of nobody living: lists, endings, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.history import KNOWN_TO_ALL
from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.candidates import COUNTED, KANJI, Candidate
from assistant.filters.names.dictionary import (
    PERSON_READINGS,
    Known,
    NameDictionary,
    modern_form,
)
from assistant.filters.names.parts import squeezed
from assistant.filters.names.words import GIVEN_WORDS
from assistant.filters.settings import FilterSettings

# What the rewrite puts in a name's place (Aさん), and what people write themselves (○○, 甲).
PLACEHOLDER = re.compile(
    r"[A-Z]?[〇○◯●×✕✖*＊_…?？.・]+[A-Z]?|[A-Z]{1,2}|[A-Z][0-9]{0,2}(?:さん|様|氏)?|[甲乙丙丁]"
    r"|[ぁ-んァ-ン]|さんの?|さま|くん|ちゃん|先生"
    r"|(?:見本|サンプル|例|仮名|テスト|ダミー|氏名|利用者|参加者|職員|委員|会員|児童|生徒|患者|住民|顧客"
    r"|ユーザー?|事案|ケース)[A-Z0-9一二三]{1,3}"
)
# 伝 運慶作, 長谷川等伯筆: what stands at the ends of an artist's name.
ATTRIBUTED = re.compile("^伝 ?|(?:作|筆|画|書|撰)$")
ALL_OF = re.compile("[各全]")
NO_NAME_ENDING = re.compile(
    "(?:番号|電話|携帯|住所|氏名|メール|連絡先|郵便|コード|様式|別紙|資料|平均|合計|内線|直通|代表"
    "|(?<=[一-龥])(?:でも|では|には|とは|にも|から|まで)|出身|在住|在勤|在学|なし|無し|不明|未定|不要|不問|任意|省略|割愛|同じ|上記|下記)$"
)
NOT_A_NAME = re.compile(r"[0-9@#<>{}\[\]\\○◯●〇]")
# A family name with such an ending glued to it is read as a full name by the dictionary.
PRODUCT_SHAPE = re.compile(
    f"[{KANJI}]{{2}}(?:錦|焼|漬|織|紬|塗|鍋|餅|米|茶|牛|豚|鶏|かぶ|ねぎ|なす|いも)$"
)
# Given names of the time before 1868; few have one today.
ARCHAIC = re.compile(
    "[左右]衛門|兵衛|之丞|太夫|之進|左近|右近|内匠|主水|蔵人|[一-龥]守$|[一-龥]斎$|法師|入道|御前"
)
# 全職員, 各委員: which of them, not who.
DETERMINERS = frozenset("全各両同他本新旧現元前後正副総大小当諸主")
LETTERS = re.compile(f"[{KANJI}ァ-ヺぁ-ゖA-Za-z]")
# The words of a name: 早見 あおば, リン・フーファン.
PARTS = re.compile("[ ・=]")
# あおば ends with no おば, フーファン with no ファン.
KANA_GOES_ON = re.compile("[ぁ-ゖー]{2}|[ァ-ヺー]{2}")
# 友人の一家: whose they are, though the dictionary has a given name 一家.
RELATIVES = frozenset(("一家", "夫妻", "夫婦", "兄弟", "姉妹", "親子", "両親", "親族", "親類"))
# 看護等, 申請者達: a word and others of its kind.
AND_OTHERS = "等達"


class NameLists:
    """Looks a word up in the lists of the settings and among the forms no name has."""

    def __init__(self, settings: FilterSettings, dictionary: NameDictionary) -> None:
        self._dictionary = dictionary
        self._historical = frozenset(map(squeezed, settings.historical_names))
        self._known_to_all = frozenset(modern_form(squeezed(name)) for name in KNOWN_TO_ALL)
        self._samples = frozenset(map(squeezed, settings.sample_names)) | frozenset(
            map(squeezed, settings.character_names)
        )
        self._stop_words = frozenset(settings.honorific_stop_words)
        self._stop_endings = tuple(word for word in self._stop_words if len(word) > 1)

    def evidence(self, surface: str, candidate: Candidate) -> Iterator[str]:
        """Evidence against a word, whoever the text is about."""
        name = squeezed(surface)
        artist = squeezed(ATTRIBUTED.sub("", surface))
        if {name, modern_form(name), artist} & self._historical:
            yield "historical"
        elif modern_form(name) in self._known_to_all:
            yield "known_to_all"
        if name in self._samples:
            yield "sample"
        if PLACEHOLDER.fullmatch(name) or NOT_A_NAME.search(name) or not LETTERS.search(name):
            yield "placeholder"
        if COUNTED.fullmatch(surface) or NO_NAME_ENDING.search(name) or self._is_stop_word(surface):
            yield "stop_word"
        yield from self._no_names(surface, candidate)

    def _no_names(self, surface: str, candidate: Candidate) -> Iterator[str]:
        """What the form of a word says against a name; an honorific behind it outweighs most."""
        if ARCHAIC.search(surface):
            yield "archaic_given"
        is_thing = not self._dictionary.known(surface) & Known.SURNAME
        if "honorific" in candidate.evidence:
            return
        if PRODUCT_SHAPE.fullmatch(surface) and is_thing:
            yield "product"
        if surface in DETERMINERS:
            yield "determiner"

    def _is_stop_word(self, surface: str) -> bool:
        name = squeezed(surface)
        if (
            name.endswith("皆")
            or name in NOT_NAMES
            or name in RELATIVES
            or name in self._stop_words
            or name.lstrip("おご御") in self._stop_words
        ):
            return True
        is_everybody = ALL_OF.match(name) is not None and len(name) > 1
        is_no_name = is_everybody or self._is_word_and_others(name) or self._ends_with_stop(surface)
        return is_no_name and not self._is_person(name)

    def _ends_with_stop(self, surface: str) -> bool:
        """Whether a word ends with one that is nobody's name (通所利用者)."""
        *first, last = PARTS.split(surface)
        if not first:
            return last.endswith(self._stop_endings)
        return last not in GIVEN_WORDS and any(
            last.endswith(one) and not is_cut(last, one) for one in self._stop_endings
        )

    def _is_word_and_others(self, name: str) -> bool:
        """Whether a word stands for its kind (看護等); 木下等 is somebody."""
        readings = self._dictionary.known(name[:-1]) if name.endswith(tuple(AND_OTHERS)) else 0
        return bool(readings & Known.COMMON) and not readings & PERSON_READINGS

    def _is_person(self, word: str) -> bool:
        return bool(self._dictionary.known(word) & PERSON_READINGS)


def is_cut(word: str, ending: str) -> bool:
    """Whether kana before an ending belong to the same word."""
    start = len(word) - len(ending)
    return start > 0 and KANA_GOES_ON.match(word, start - 1) is not None
