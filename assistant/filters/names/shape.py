"""What the form of a word says: place, organisation, family and given name, name from abroad."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.announced import KANA_FULL_NAME
from assistant.filters.names.candidates import FOREIGN, KANJI, Candidate
from assistant.filters.names.dictionary import PERSON_READINGS, Known, NameDictionary
from assistant.filters.names.foreign import NO_NAME_PARTS
from assistant.filters.names.given import is_composed
from assistant.filters.names.parts import squeezed
from assistant.filters.names.readings import KANJI_ONLY, PLACE_SHAPE
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.names.words import FOREIGN_KANA

TYPED_IN = frozenset(("field", "column", "vague_field", "vague_column", "account_name"))
NATURE = frozenset("川山岳峠坂谷池湖沼浜岬島崎橋原野沢田")
ADDRESSED = frozenset(("honorific", "pair_surname", "self_introduction"))
FOREIGN_NAME = re.compile(FOREIGN)
# Parts of names from abroad, of houses and of shops alike.
FRENCH = frozenset(("ド", "ル"))
HIRAGANA_ONLY = re.compile("[ぁ-ゖー]{2,6}")
KANJI_GIVEN = re.compile(f"[{KANJI}]{{2,3}}")
TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# Houses end so; names from abroad begin so.
HOUSES_AND_NAMES = frozenset(("ビル",))
# 早見アリーナ: a hall read as a given name from abroad.
HALL = re.compile(f"[{KANJI}](?:アリーナ|ドーム|スタジアム|ホール|プラザ|パーク|モール|タワー)$")
# The model and the tags see a name where the other does.
READ_ALIKE = frozenset(("model", "tag_given"))


class Shape:
    """Judges a word by its characters and what the dictionary knows of its parts."""

    def __init__(self, dictionary: NameDictionary, surroundings: Surroundings) -> None:
        self._dictionary = dictionary
        self._surroundings = surroundings

    def evidence(self, surface: str, candidate: Candidate) -> Iterator[str]:
        """Evidence for and against a name that comes of the form alone."""
        if self._is_place_shaped(surface, candidate):
            yield "place_or_organisation"
        if KANA_FULL_NAME.fullmatch(surface) and any(
            self._is_person(part) for part in surface.split(" ")
        ):
            yield "kana_full_name"
        if "・" in surface and FOREIGN_NAME.fullmatch(surface):
            parts = re.split("[・=]", surface)
            is_read = candidate.evidence >= READ_ALIKE
            named = parts[1:] if parts[0] in HOUSES_AND_NAMES else parts
            is_listed = "column" in candidate.evidence and FOREIGN_KANA.intersection(named)
            parts_of_houses = NO_NAME_PARTS.difference(FRENCH if is_read else ())
            if parts_of_houses.intersection(named) and not is_listed:
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
        if "model" in candidate.evidence:
            is_read = candidate.evidence >= READ_ALIKE
            return 2 * things > len(parts) or (not is_read and 2 * things == len(parts))
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

    def is_organisation(self, surface: str, candidate: Candidate) -> bool:
        """Whether a word that names no person ends as organisations and places do."""
        is_named = candidate.evidence & {"pair_surname", "pair_given"} or self._is_person(surface)
        is_named = is_named or self._is_whole_name(surface, candidate)
        # Families are called like places: 梶ヶ谷です, said by who speaks, is no place.
        if "self_introduction" in candidate.evidence and surface[-1] not in "都道府県市区町村":
            is_named = is_named or bool(self._dictionary.known(surface) & Known.PLACE)
        if HALL.search(surface) and "honorific" not in candidate.evidence:
            return True
        if is_named or not self._surroundings.is_organisation(surface):
            return False
        # 五十鈴川さん, 波々伯部様: nobody speaks so to a river, nor to a word in no dictionary.
        is_called = "honorific" in candidate.evidence
        if is_called and self._is_called_like_town(surface):
            return False
        is_unknown = self._dictionary.known(surface[:-1]) == Known.NOTHING
        is_family = surface[-1] in NATURE or (surface[-1] in "部院寺堂" and is_unknown)
        return not (is_called and is_family and KANJI_ONLY.fullmatch(surface))

    def _is_called_like_town(self, surface: str) -> bool:
        """Whether a place is none of those called by what stands before 市 (四日市さん)."""
        head, readings = surface[:-1], self._dictionary.known(surface)
        is_town = bool(self._dictionary.known(head) & Known.PLACE)
        return surface[-1] in "市町村" and bool(readings & Known.PLACE) and not is_town

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

    def split(self, surface: str) -> Iterator[str]:
        """Evidence of a word that can be cut into a family name and what may be a given name."""
        if not 3 <= len(surface) <= 6:
            # 徐航: a Chinese name the dictionary has not.
            is_new = KANJI_ONLY.fullmatch(surface) and not self._dictionary.known(surface)
            if len(surface) == 2 and is_new and self._dictionary.known(surface[0]) & Known.SURNAME:
                yield "surname_and_rest"
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

    def sounds_like_name(self, surface: str) -> bool:
        """Whether a word is nothing but a person's name: こはる, read in katakana, is one."""
        readings = self._dictionary.known(surface.translate(TO_KATAKANA))
        is_name = readings & PERSON_READINGS and not readings & ~PERSON_READINGS
        # 晴翔くん: of such characters names are made, though no dictionary has it.
        is_made = KANJI_GIVEN.fullmatch(surface) and is_composed(surface, self._dictionary)
        return bool(is_made or (is_name and HIRAGANA_ONLY.fullmatch(surface)))

    def is_spread(self, surface: str) -> bool:
        """Whether two characters set apart are one word, as in headings (内 容)."""
        is_apart = len(surface) == len("内 容") and surface[1] == " "
        return is_apart and self._dictionary.known(squeezed(surface)) == Known.COMMON

    def _is_thing(self, word: str) -> bool:
        readings = self._dictionary.known(word)
        return bool(readings & Known.COMMON) and not readings & PERSON_READINGS and len(word) > 1

    def _is_person(self, word: str) -> bool:
        return bool(self._dictionary.known(word) & PERSON_READINGS)
