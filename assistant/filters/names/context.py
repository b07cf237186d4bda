"""What the sentence, the line and the whole text around a name are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.words import (
    CREATURES,
    CREDITS,
    CREDITS_BESIDE_TITLE,
    HISTORY_CALLINGS,
    HISTORY_CUES,
    NOT_A_PERSON_SAID,
    PERSON_NOUNS,
    PERSON_VERBS,
    PUBLIC_FIGURES,
)

HISTORY = re.compile("|".join(HISTORY_CUES))
HISTORY_CALLING = re.compile(f"(?:{'|'.join(HISTORY_CALLINGS)})(?:の|・|、|「| )?$")
LIFE_SPAN_AFTER = re.compile(r" ?\([^()0-9]{0,8}(?:1[0-9]{3})年?[-～~]|らが?(?:逗留|訪れ|集)")
TITLE_IN_BRACKETS = re.compile("『[^『』\n]{1,40}』")
CREDIT = re.compile(rf"[ /(]?(?:{'|'.join(CREDITS)})(?:[ 、,。/・):]|$)", re.MULTILINE)
CREDIT_BESIDE_TITLE = re.compile(
    rf"[ /(]?(?:{'|'.join(CREDITS_BESIDE_TITLE)})(?:[ 、,。/・):]|$)", re.MULTILINE
)
CREDIT_BEFORE = re.compile("(?:監督|主演|著者|原作|脚本|作曲|作詞|指揮|訳者|出演)[ :]{1,2}$")
FIGURE = re.compile("|".join(PUBLIC_FIGURES))
CREATURE = re.compile("|".join(CREATURES))
BALLOT = re.compile("無所属|[0-9,.]+ ?票")
ELECTION = re.compile("開票|選挙公報|立候補|得票|当選者|候補者名簿")
SAID_OTHERWISE = re.compile(f'[」』"]?(?:は|という|とは|って)(?:{"|".join(NOT_A_PERSON_SAID)})')
SAMPLE_AFTER = re.compile("[」』](?:の|という|と書いた|などの)?(?:見本|記入例|例|サンプル|架空)")
COUNCIL = re.compile("常任委員会|特別委員会|定例会|臨時会|本会議|議長|議員")
COUNCIL_SPEAKER = re.compile(r"[○◯〇] ?(?:副?委員長|委員|副?議長|[0-9]{1,2}番(?:議員)?)[ ]?\($")
PET_NAME = re.compile("」?(?:くん|ちゃん|君|さん家)")
ACTS = re.compile(
    f"(?:が|は|も|から|に|を|と|へ)[^。\n]{{0,22}}?(?:{'|'.join(sorted(set(PERSON_VERBS)))})"
)
HAS = re.compile(f"の(?:{'|'.join(sorted(set(PERSON_NOUNS)))})")
SPOKEN = re.compile("(?:は|が)、?「")
FIGURES_BEHIND = re.compile(
    r"(?:[ \t|,]+[△▲+\-]?[0-9][0-9,.]*[%人件世帯]*){2,}[ \t|,]*$",
    re.MULTILINE,
)
LINE_START = re.compile(r"(?:^|\n)[ \t|・*\-○]*$")
PLACE_PARTICLE = re.compile(
    rf"(?:では|での|方面|から[{KANJI}]{{1,4}}(?:まで|へ|間)|間の|地内|と(?:結|合流)|は[、]?市の"
    r"|の(?:各|両|[0-9一二三四五六七八九十]+)?(?:集落|地区|地域|果樹園|停留所|団地|里|滝|大|農地|山|沢|水源)"
    r"|で(?:降り|乗|開催|採|栽培|確認|発生|増|減))"
)
NEAR = 40


class TextContext:
    """Reads one text for what it is about. Built once per text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._history = [found.span() for found in HISTORY.finditer(text)]
        self._titles = [found.span() for found in TITLE_IN_BRACKETS.finditer(text)]
        self._has_works = bool(self._titles) or "絵本" in text
        self._is_council = COUNCIL.search(text) is not None
        self._is_election = ELECTION.search(text) is not None

    @property
    def history_cues(self) -> int:
        """How often the text speaks of the past."""
        return len(self._history)

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence the text around one candidate gives."""
        start, end = self._sentence(candidate)
        before = self._text[max(start, candidate.start - NEAR) : candidate.start]
        after = self._text[candidate.end : min(end, candidate.end + NEAR)]
        yield from self._past(candidate, start, end, before, after)
        yield from self._works(candidate, before, after)
        if self._is_in_office(candidate, before):
            yield "official"
        if FIGURE.search(before) or FIGURE.search(after[:16]):
            yield "public_figure"
        yield from said_of(before, after)
        behind = FIGURES_BEHIND.match(self._text, candidate.end)
        if behind and LINE_START.search(before[-6:] or "\n"):
            yield "figures_behind"

    def _is_in_office(self, candidate: Candidate, before: str) -> bool:
        if self._is_council and COUNCIL_SPEAKER.search(before):
            return True
        return self._is_election and BALLOT.search(self._rest_of_line(candidate)) is not None

    def _sentence(self, candidate: Candidate) -> tuple[int, int]:
        starts = (self._text.rfind(mark, 0, candidate.start) for mark in "。\n")
        ends = (self._text.find(mark, candidate.end) for mark in "。\n")
        found = [end for end in ends if end >= 0]
        return max(starts) + 1, min(found, default=len(self._text))

    def _past(
        self, candidate: Candidate, start: int, end: int, before: str, after: str
    ) -> Iterator[str]:
        if HISTORY_CALLING.search(before) or LIFE_SPAN_AFTER.match(after):
            yield "historical_calling"
        elif any(start <= place and stop <= end for place, stop in self._history):
            yield "history_around"

    def _works(self, candidate: Candidate, before: str, after: str) -> Iterator[str]:
        if any(start < candidate.start and candidate.end < end for start, end in self._titles):
            yield "in_title"
        credit = CREDIT_BESIDE_TITLE if self._has_works else CREDIT
        if credit.match(after) or CREDIT_BEFORE.search(before):
            yield "credited"

    def _rest_of_line(self, candidate: Candidate) -> str:
        end = self._text.find("\n", candidate.end)
        return self._text[candidate.end : end if end >= 0 else len(self._text)]


def said_of(before: str, after: str) -> Iterator[str]:
    """What the words around a name make of it: a pet, a word, a place, somebody who acts."""
    if PET_NAME.match(after) and (CREATURE.search(before[-16:]) or CREATURE.search(after[:16])):
        yield "creature"
    if SAID_OTHERWISE.match(after) or (before.endswith("「") and SAMPLE_AFTER.match(after)):
        yield "said_otherwise"
    if PLACE_PARTICLE.match(after):
        yield "where"
    elif HAS.match(after):
        yield "person_noun"
    elif ACTS.match(after) or SPOKEN.match(after):
        yield "person_action"
