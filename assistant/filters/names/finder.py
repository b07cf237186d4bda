"""Finds persons' names: candidates from everywhere, evidence about each, one score per name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from assistant.filters.lexicon.history import KNOWN_TO_ALL
from assistant.filters.lexicon.person_words import NOT_NAMES
from assistant.filters.names.announced import KANA_FULL_NAME, from_announcements
from assistant.filters.names.candidates import (
    COUNTED,
    FOREIGN,
    KANJI,
    KATAKANA,
    ORGANISATION_LATIN,
    Candidate,
    from_model,
    from_romaji,
    from_tags,
    widened,
)
from assistant.filters.names.columns import from_columns
from assistant.filters.names.desk import overrule
from assistant.filters.names.dictionary import (
    PERSON_READINGS,
    Known,
    NameDictionary,
    modern_form,
)
from assistant.filters.names.fields import (
    from_broken_fields,
    from_cells,
    from_fields,
    from_glued,
    from_tables,
)
from assistant.filters.names.foreign import NO_NAME_PARTS, from_abroad
from assistant.filters.names.honorifics import from_honorifics, from_spaced
from assistant.filters.names.mentions import (
    add_bareness,
    add_company,
    add_doubt,
    joined,
    known_as_places,
    other_mentions,
    spread,
    spread_along_lists,
    squeezed,
)
from assistant.filters.names.narrative import from_narrative, told_of
from assistant.filters.names.page import Page
from assistant.filters.names.pairs import from_pairs
from assistant.filters.names.published import add_published
from assistant.filters.names.readings import (
    KANJI_ONLY,
    KATAKANA_ONLY,
    PLACE_SHAPE,
    dictionary_evidence,
)
from assistant.filters.names.records import from_records
from assistant.filters.names.roles import from_divisions, from_posts, from_roles
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.names.tables import sql_names
from assistant.filters.names.words import FOREIGN_KANA
from assistant.filters.nlp_engine import Reading
from assistant.filters.settings import FilterSettings

# What the rewrite puts in a name's place (Aさん), and what people write themselves (○○, 甲).
PLACEHOLDER = re.compile(
    r"[A-Z]?[〇○◯●×✕✖*＊_…?？.・]+[A-Z]?|[A-Z]{1,2}|[A-Z][0-9]{0,2}(?:さん|様|氏)?|[甲乙丙丁]"
    r"|[ぁ-んァ-ン]|さんの?|さま|くん|ちゃん|先生"
    r"|(?:見本|サンプル|例|仮名|テスト|ダミー|氏名|利用者|参加者|職員|委員|会員|児童|生徒|患者|住民|顧客"
    r"|ユーザー?|事案|ケース)[A-Z0-9一二三]{1,3}"
)
# 発行数又は売出数: the word behind the noun, read as the end of a family name.
CONJUNCTION = re.compile("[又並但](?=[はび])|[及](?=び)")
# 伝 運慶作, 長谷川等伯筆: what stands at the ends of an artist's name.
ATTRIBUTED = re.compile("^伝 ?|(?:作|筆|画|書|撰)$")
ALL_OF = re.compile("[各全]")
NO_NAME_ENDING = re.compile(
    "(?:番号|電話|携帯|住所|氏名|メール|連絡先|郵便|コード|様式|別紙|資料|平均|合計|内線|直通|代表"
    "|出身|在住|在勤|在学|なし|無し|不明|未定|不要|不問|任意|省略|割愛|同じ|上記|下記)$"
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
TYPED_IN = frozenset(("field", "column", "vague_field", "vague_column", "account_name"))
# スーパー(原信 台町店): a firm with its branch behind.
BRANCH = re.compile(f" [{KANJI}ァ-ヶー]{{1,8}}(?:店|支店|工場|営業所|出張所|センター店)")
NATURE = frozenset("川山岳峠坂谷池湖沼浜岬島崎橋原野沢田")
ADDRESSED = frozenset(("honorific", "pair_surname", "self_introduction"))
# 全職員, 各委員: which of them, not who.
DETERMINERS = frozenset("全各両同他本新旧現元前後正副総大小当諸主")
LETTERS = re.compile(f"[{KANJI}ァ-ヺぁ-ゖA-Za-z]")
FOREIGN_NAME = re.compile(FOREIGN)
# The model and the tags see a name where the other does.
READ_ALIKE = frozenset(("model", "tag_given"))
# A whole name the tags alone see, of which something is said.
ACTING_ALONE = frozenset(("tags_alone", "subject"))
# A word in katakana that goes on names a thing after somebody.
COMPOUND = re.compile(f"[{KATAKANA}]{{2}}")
# Parts of names from abroad, of houses and of shops alike.
FRENCH = frozenset(("ド", "ル"))
LATIN_NAME = re.compile(f"(?!.*{ORGANISATION_LATIN.pattern})[A-Z][a-z]+(?: [A-Z][a-z.]*){{1,3}}")
# Whom examples and stories are about.
EVERYBODY = frozenset(("太郎", "花子"))
# What is read as a name at all; of other words a sentence says nothing.
LIKE_NAME = frozenset(("model", "tag_surname", "tag_given", "known_surname", "kana_subject"))
# 警部 ends like a section of an office.
RANK_MISREAD = frozenset(("place_or_organisation", "noun_follows"))


class NameFinder:
    """Finds names in a normalised text with the model's reading of it."""

    def __init__(self, settings: FilterSettings, dictionary: NameDictionary) -> None:
        self._dictionary = dictionary
        self._surroundings = Surroundings(settings)
        self._historical = frozenset(map(squeezed, settings.historical_names))
        self._known_to_all = frozenset(modern_form(squeezed(name)) for name in KNOWN_TO_ALL)
        self._samples = frozenset(map(squeezed, settings.sample_names)) | frozenset(
            map(squeezed, settings.character_names)
        )
        self._stop_words = frozenset(settings.honorific_stop_words)
        self._stop_endings = tuple(word for word in self._stop_words if len(word) > 1)

    def find(self, text: str, reading: Reading) -> list[Candidate]:
        """All candidates, each with its complete evidence; `score` of it decides."""
        collected = (widened(text, one) for one in self._collect(text, reading))
        candidates = joined(collected)
        page = Page(text, reading, candidates)
        self._weigh(page, candidates)
        add_bareness(text, candidates, page.context.history_cues)
        add_published(text, candidates)
        known_as_places(text, candidates, page.place_names | self._compounds(text, candidates))
        add_doubt(text, candidates)
        spread(text, candidates)
        add_company(text, candidates)
        mentions = other_mentions(text, candidates, self._dictionary)
        if mentions:
            self._weigh(page, mentions)
            candidates = sorted([*candidates, *mentions], key=lambda one: one.start)
            spread_along_lists(text, candidates)
        return candidates

    def _weigh(self, page: Page, candidates: list[Candidate]) -> None:
        for candidate in candidates:
            candidate.evidence.update(self._judge(page.text, candidate))
            candidate.evidence.update(page.evidence(candidate))
            self._hear(page.text, candidate)
            overrule(page.text, candidate)
            if candidate.is_noted and "tags_alone" in candidate.evidence:
                candidate.evidence.update(self._split(candidate.text_in(page.text)))

    def _hear(self, text: str, candidate: Candidate) -> None:
        """What a narrating sentence says; in what a city publishes names are places first."""
        evidence, surface = candidate.evidence, candidate.text_in(text)
        if evidence >= ACTING_ALONE:
            evidence.update(self._split(surface))
        if COMPOUND.match(text, candidate.end - 1):
            evidence.discard("foreign_dotted")
            return
        self._read_alike(surface, evidence)
        if "public_text" in evidence or surface in EVERYBODY or not evidence & LIKE_NAME:
            return
        told = set(told_of(text, candidate))
        evidence |= told
        if told and "model" in evidence and LATIN_NAME.fullmatch(surface):
            evidence.add("foreign_latin")
        if "rank_behind" in told:
            evidence -= RANK_MISREAD

    def _read_alike(self, surface: str, evidence: set[str]) -> None:
        """What the model, the tags and the dictionary say of a word together."""
        is_new = KATAKANA_ONLY.fullmatch(surface) and not self._dictionary.known(surface)
        if is_new:
            # An unknown word in katakana is read as a noun, whatever it names.
            evidence.discard("plain_nouns")
        if "public_text" in evidence or surface in EVERYBODY:
            evidence.discard("only_given")
        elif "model" in evidence:
            if is_new:
                evidence.add("new_kana")
            if evidence & {"tag_given", "only_given"}:
                evidence.add("both_say")

    def _compounds(self, text: str, candidates: list[Candidate]) -> frozenset[str]:
        """Names that also stand in front of the ending of a place or an organisation."""
        return frozenset(
            surface
            for surface in {one.text_in(text) for one in candidates}
            if len(surface) > 1
            and any(
                self._surroundings.has_suffix(text[found.end() : found.end() + 12])
                or BRANCH.match(text, found.end())
                for found in re.finditer(re.escape(surface), text)
            )
        )

    def _collect(self, text: str, reading: Reading) -> Iterable[Candidate]:
        return chain(
            from_tables(text),
            (Candidate(start, end, {"column"}) for start, end in sql_names(text) if start < end),
            from_fields(text),
            from_cells(text),
            from_broken_fields(text, self._dictionary),
            from_spaced(text, self._dictionary),
            from_glued(text),
            from_records(text, self._dictionary),
            from_pairs(text, self._dictionary),
            from_romaji(text, self._dictionary),
            from_honorifics(text, self._dictionary),
            from_announcements(text, self._dictionary),
            from_abroad(text),
            from_narrative(text, self._dictionary),
            from_tags(text, reading),
            from_model(text, reading, self._dictionary),
            from_columns(text, self._dictionary),
            from_roles(text, self._dictionary),
            from_divisions(text, self._dictionary),
            from_posts(text, self._dictionary),
        )

    def _judge(self, text: str, candidate: Candidate) -> Iterator[str]:
        surface = candidate.text_in(text)
        yield from self._lists(surface, candidate)
        is_called = "honorific" in candidate.evidence
        yield from dictionary_evidence(surface, self._dictionary, is_called=is_called)
        yield from self._surroundings.evidence(text, candidate)
        if self._is_organisation(surface, candidate):
            yield "organisation_value"
        if {"tag_surname", "tag_given"} <= candidate.evidence:
            yield "tag_full_name"
        if not candidate.evidence & TYPED_IN and (surface.islower() or self._is_spread(surface)):
            yield "stop_word"
        if "model" in candidate.evidence:
            yield from self._split(surface)
        elif {"tag_surname", "tag_given"} <= candidate.evidence and squeezed(surface) == surface:
            yield "tags_alone"
        if CONJUNCTION.match(text, candidate.end - 1):
            yield "stop_word"
        yield from self._shape(surface, candidate)

    def _is_spread(self, surface: str) -> bool:
        """Whether two characters set apart are one word, as in headings (内 容)."""
        is_apart = len(surface) == len("内 容") and surface[1] == " "
        return is_apart and self._dictionary.known(squeezed(surface)) == Known.COMMON

    def _shape(self, surface: str, candidate: Candidate) -> Iterator[str]:
        if self._is_place_shaped(surface, candidate):
            yield "place_or_organisation"
        if KANA_FULL_NAME.fullmatch(surface) and any(
            self._is_person(part) for part in surface.split(" ")
        ):
            yield "kana_full_name"
        if "・" in surface and FOREIGN_NAME.fullmatch(surface):
            parts = re.split("[・=]", surface)
            is_read = candidate.evidence >= READ_ALIKE
            if NO_NAME_PARTS.difference(FRENCH if is_read else ()).intersection(parts):
                yield "place_or_organisation"
            elif self._are_things(parts, candidate):
                yield "common_kana"
            elif (
                len(parts) > 2
                or "model" in candidate.evidence
                or any(self._is_person(part) for part in parts)
            ):
                yield "foreign_dotted"

    def _are_things(self, parts: list[str], candidate: Candidate) -> bool:
        things = sum(map(self._is_thing, parts))
        if candidate.evidence >= READ_ALIKE:
            return 2 * things > len(parts)
        return things > 0 and not FOREIGN_KANA.intersection(parts)

    def _is_place_shaped(self, surface: str, candidate: Candidate) -> bool:
        is_part = surface[-1] in "東西南北" and bool(
            self._dictionary.known(surface[:-1]) & (Known.SURNAME | Known.PLACE)
        )
        return (
            (is_part or PLACE_SHAPE.search(surface) is not None)
            and len(surface) > 2
            and bool(candidate.evidence & {"tag_full_name", "tag_given", "model"})
            and not candidate.evidence & {*TYPED_IN, *ADDRESSED}
            and not self._is_person(surface)
        )

    def _is_organisation(self, surface: str, candidate: Candidate) -> bool:
        is_named = candidate.evidence & {"pair_surname", "pair_given"} or self._is_person(surface)
        is_named = is_named or self._is_whole_name(surface, candidate)
        # Families are called like places: 梶ヶ谷です, said by who speaks, is no place.
        if "self_introduction" in candidate.evidence and surface[-1] not in "都道府県市区町村":
            is_named = is_named or bool(self._dictionary.known(surface) & Known.PLACE)
        if is_named or not self._surroundings.is_organisation(surface):
            return False
        # 五十鈴川さん, 波々伯部様: nobody speaks so to a river, nor to a word in no dictionary.
        is_called = "honorific" in candidate.evidence
        is_unknown = self._dictionary.known(surface[:-1]) == Known.NOTHING
        is_family = surface[-1] in NATURE or (surface[-1] in "部院寺堂" and is_unknown)
        return not (is_called and is_family and KANJI_ONLY.fullmatch(surface))

    def _is_whole_name(self, surface: str, candidate: Candidate) -> bool:
        """Whether a word is a family and a given name, or one from abroad the model sees."""
        if "・" in surface:
            is_read = candidate.evidence >= READ_ALIKE or "kana_subject" in candidate.evidence
            return is_read and not NO_NAME_PARTS.intersection(surface.split("・"))
        return any(
            self._dictionary.known(surface[:cut]) & Known.SURNAME
            and self._dictionary.known(surface[cut:]) & Known.GIVEN
            for cut in range(1, len(surface) - 1)
        ) and candidate.evidence >= {"tag_surname", "tag_given"}

    def _split(self, surface: str) -> Iterator[str]:
        if not 3 <= len(surface) <= 6:
            return
        for cut in range(1, min(4, len(surface) - 1) + 1):
            family, given = surface[:cut], surface[cut:]
            if self._dictionary.known(family) & Known.SURNAME:
                if cut == 1 and self._dictionary.known(given) & Known.SURNAME:
                    continue
                if self._dictionary.known(given) & Known.GIVEN:
                    yield "surname_and_given"
                elif KANJI_ONLY.fullmatch(given) and len(given) <= 2:
                    yield "surname_and_rest"

    def _lists(self, surface: str, candidate: Candidate) -> Iterator[str]:
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
        if COUNTED.fullmatch(surface) or NO_NAME_ENDING.search(name) or self._is_stop_word(name):
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

    def _is_stop_word(self, name: str) -> bool:
        if (
            name.endswith("皆")
            or name in NOT_NAMES
            or name in self._stop_words
            or name.lstrip("おご御") in self._stop_words
        ):
            return True
        is_everybody = ALL_OF.match(name) is not None and len(name) > 1
        return (is_everybody or name.endswith(self._stop_endings)) and not self._is_person(name)

    def _is_thing(self, word: str) -> bool:
        readings = self._dictionary.known(word)
        return bool(readings & Known.COMMON) and not readings & PERSON_READINGS and len(word) > 1

    def _is_person(self, word: str) -> bool:
        return bool(self._dictionary.known(word) & PERSON_READINGS)
