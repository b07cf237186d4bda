"""What the sentence, the line and the whole text around a name are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.nobody import Nobody, creature_of
from assistant.filters.names.past import Past
from assistant.filters.names.samples import Samples
from assistant.filters.names.wording import Wording
from assistant.filters.names.words import (
    NOT_A_PERSON_SAID,
    PERSON_NOUNS,
    PERSON_VERBS,
    PUBLIC_FIGURES,
)
from assistant.filters.names.works import Works

# 諸城市議会での、川端の施政方針: whoever says it is the mayor.
POLICY_SPEECH = re.compile("の(?:施政方針|所信表明|市政執行方針|町政執行方針)")
# 歴代の県知事、早見渚の…: the office is said of whom it stands before.
OFFICE_OF = re.compile(f"歴代の?[{KANJI}]{{0,6}}(?:知事|市長|町長|村長|首相|大臣|長官)、$")
CALLED_BEHIND = re.compile(" ?(?:さん|様|さま)")
# …委員:大津の方に案内を: those of a place, where somebody speaks.
SPEECH_BEFORE = re.compile(
    "(?:委員|[会議座区部課係]長|事務局|司会|保護者|住民|参加者|[A-Z]) ?[:「]$"
)
OF_PLACE = re.compile("の(?:方(?:々|に(?!ご?連絡|お?電話))|人たち|皆さん|みなさん)")
FIGURE = re.compile(quick("|".join(PUBLIC_FIGURES)))
# 冬季オリンピックで金メダルを獲得した, and the city's honours; ジュニアオリンピック is pupils'.
MEDAL = re.compile(
    "(?:(?<![一-龥ァ-ヶー])|[夏冬]季|東京|北京|パリ|リオ|ロンドン|ソチ|平昌|長野|札幌)"
    "(?:オリンピック(?!ス)|パラリンピック)[^。\n]{0,30}[金銀銅]メダル[^。\n]{0,6}(?:獲得|輝)"
    f"[^。\n]{{0,24}}?(?P<name>(?<![{KANJI}])[{KANJI}]{{3,6}})選手"
)
# Who comes to the counter with a medal is a resident.
OF_RESIDENT = re.compile(
    "届[出を]|申請|申し?出|苦情|来[庁所]|住民票|手当|滞納|相談|連絡先|実家|自宅"
)
HONOURED = re.compile("栄誉賞|名誉[市町村県]民|[市町村]民[^。\n]{0,6}パレード")
BALLOT = re.compile("無所属|[0-9,.] ?票")
ELECTION = re.compile(quick("開票|選挙公報|立候補|得票|当選者|候補者名簿"))
SAID_OTHERWISE = re.compile(f'[」』"]?(?:は|という|とは|って)(?:{"|".join(NOT_A_PERSON_SAID)})')
SAMPLE_AFTER = re.compile("[」』](?:の|という|と書いた|などの)?(?:見本|記入例|例|サンプル|架空)")
COUNCIL = re.compile(quick("常任委員会|特別委員会|定例会|臨時会|本会議|議長|議員"))
COUNCIL_SPEAKER = re.compile(r"[○◯〇] ?(?:副?委員長|委員|副?議長|[0-9]{1,2}番(?:議員)?)[ ]?\($")
# 4番大石渚君, 15番…: a seat of the council, though the name may be read in part.
COUNCIL_SEAT = re.compile("(?<![0-9])[0-9]{1,2}(?:番[^0-9、。\n]{0,4})?$")
ACTS = re.compile(
    f"(?:が|は|も|から|に|を|と|へ)[^。\n]{{0,22}}?(?:{'|'.join(sorted(set(PERSON_VERBS)))})"
)
# 早見が処理済み, 早見と確認。: what was done of it.
HAS_DONE = re.compile(
    "が[^。\nはが、]{0,8}?(?:処理|対応|確認|連絡|入力|受付|受領|発送|送付|回答|作成|修正|記入|登録|手配|回収|説明|案内|聴取)(?:済|ずみ)"
    "|と(?:内容を|数を|電話で)?確認(?:し|済|。|、|$)"
)
HAS = re.compile(f"の(?:{'|'.join(sorted(set(PERSON_NOUNS)))})")
SUBJECT = re.compile("(?:が|は)(?!い[いな]|ある|あり|なく|ない|多|少)")
CHILD = re.compile("くん|ちゃん")
SPOKEN = re.compile("(?:は|が)、?「")
FIGURES_BEHIND = re.compile(
    # Nothing is given back: a row of figures could be cut in endless ways.
    r"(?:[ \t|,]++[△▲+\-]?[0-9][0-9.]*+[%人件世帯]*+){2,}+[ \t|,]*+$",
    re.MULTILINE,
)
LINE_START = re.compile(r"(?:^|\n)[ \t|・*\-○]*$")
PLACE_PARTICLE = re.compile(
    rf"(?:では|での|方面|から[{KANJI}]{{1,4}}(?:まで|へ|間)|間の|と[{KANJI}{KATAKANA}]{{1,6}}の間|地内|と(?:結(?!婚)|合流)|は[、]?市の"
    r"|の(?:各|両|[0-9一二三四五六七八九十]+)?(?:集落|地区|地域|果樹園|停留所|団地|里|滝|大|農地|山|沢|水源)"
    r"|で(?:降り|乗|開催|採|栽培|確認|発生|増|減))"
)
NEAR = 40


class TextContext:
    """Reads one text for what it is about. Built once per text."""

    def __init__(self, text: str) -> None:
        self._wording = Wording(text)
        self._works = Works(self._wording)
        self._past = Past(self._wording, has_works=self._works.has_any)
        self._is_council = COUNCIL.search(text) is not None
        self._is_election = ELECTION.search(text) is not None
        self._champions = frozenset(champions(text))
        self._samples = Samples(self._wording)
        self._nobody = Nobody(self._wording, self._works)

    def history_cues(self, candidate: Candidate) -> int:
        """How often the text speaks of the past around a candidate."""
        return self._past.cues_around(candidate)

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence the text around one candidate gives."""
        if self._wording.kind:
            yield self._wording.kind.value
        start, end = self._wording.sentence(candidate)
        before = self._wording.text[max(start, candidate.start - NEAR) : candidate.start]
        after = self._wording.text[candidate.end : min(end, candidate.end + NEAR)]
        yield from self._past.evidence(candidate, start, end, before, after)
        yield from self._works.evidence(candidate, before, after)
        if self._is_in_office(candidate, before):
            yield "official"
        if FIGURE.search(before) or FIGURE.search(after[:16]):
            yield "public_figure"
        if candidate.text_in(self._wording.text) in self._champions:
            yield "known_to_all"
        yield from said_of(before, after)
        yield from self._nobody.evidence(candidate, start, end, before, after)
        if self._samples.shows(candidate, start, end, before, after):
            yield "shown_as_sample"
        if self._samples.is_named_after_city(candidate):
            yield "named_after_city"
        behind = FIGURES_BEHIND.match(self._wording.text, candidate.end)
        if behind and LINE_START.search(before[-6:] or "\n"):
            yield "figures_behind"

    def _is_in_office(self, candidate: Candidate, before: str) -> bool:
        if self._is_council and COUNCIL_SPEAKER.search(before):
            return True
        if POLICY_SPEECH.match(self._wording.text, candidate.end):
            return True
        is_called = CALLED_BEHIND.match(self._wording.text, candidate.end)
        if OFFICE_OF.search(before) and not is_called:
            return True
        behind = self._wording.text[candidate.end : candidate.end + len("議員")]
        if self._is_council and behind.startswith(("君", "議員")) and COUNCIL_SEAT.search(before):
            return "番" in before[-6:] + candidate.text_in(self._wording.text)[:1]
        return (
            self._is_election and BALLOT.search(self._wording.rest_of_line(candidate)) is not None
        )


def champions(text: str) -> Iterator[str]:
    """Who won a medal at the Olympic Games, where a city honours it in public."""
    if HONOURED.search(text) and not OF_RESIDENT.search(text):
        yield from (found["name"] for found in MEDAL.finditer(text))


def said_of(before: str, after: str) -> Iterator[str]:
    """What the words around a name make of it: a pet, a word, a place, somebody who acts."""
    yield from creature_of(before, after)
    if SAID_OTHERWISE.match(after) or (before.endswith("「") and SAMPLE_AFTER.match(after)):
        yield "said_otherwise"
    if SPEECH_BEFORE.search(before) and OF_PLACE.match(after):
        yield "place_lead"
    if PLACE_PARTICLE.match(after):
        yield "where"
    elif HAS.match(after):
        yield "person_noun"
    elif ACTS.match(after) or HAS_DONE.match(after) or SPOKEN.match(after):
        yield "person_action"
    elif SUBJECT.match(after):
        yield "subject"
    if CHILD.match(after):
        yield "child_honorific"
