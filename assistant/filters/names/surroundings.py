"""What the words around a candidate say about it: titles, places, organisations, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.person_words import (
    CLANS,
    FORM_WORDS,
    HONORIFICS,
    ORGANISATION_PREFIXES,
    ROLES,
    TITLES,
)
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.houses import is_branch, is_house
from assistant.filters.names.posts import Posts, alternation, is_played
from assistant.filters.names.things import is_thing
from assistant.filters.names.words import PLACE_ENDINGS, SHOP_WORDS
from assistant.filters.settings import FilterSettings

# 早見こどもクリニック: words in hiragana go on in kanji or katakana; 早見こどもさん is somebody.
KANA_PARTS = (
    "(?:こども|子ども|ひふ|みみはなのど|すこやか|ふれあい|さくら|ひまわり|あおぞら|なかよし|ほほえみ)"
    f"(?=[{KANJI}{KATAKANA}])"
)
COMPOUND = re.compile(
    f"(?:[{KANJI}{KATAKANA}A-Za-z]|ぶどう|りんご|なし|いちご|どうぶつ|{KANA_PARTS}){{1,12}}"
)
CONTACT_AFTER = re.compile(
    # 早見家(077-…): whose telephone it is; (22・看護師), (会員番号…): how old somebody is.
    r"(?:[家宅方](?= ?\())?[ \t,、:|/(\"']{0,4}(?:(?:電話|携帯|TEL|Tel|☎)[ :]{0,2})?"
    r"(?:0[0-9]{1,4}[-( _]?[0-9]|[0-9]{2,3}歳"
    r"|[\w.+-]+@|<[\w.+-]+@"
    r"|\((?:[0-9]{1,3}(?:歳|才)?\)|[1-9][0-9](?:歳|才)?[・、,] ?[一-龥ァ-ヺ][^()0-9\n]{1,10}\)"
    r"|[1-9]0代[^()\n]{0,4}\)"
    r"|(?:学籍|生徒|児童|職員|会員|利用者?|患者|受験|被保険者|診察券|宛名)番号|小[1-6]|中[1-3]|年[少中長])"
    r"|小[1-6](?![0-9])|中[1-3](?![0-9])"
    r"|年[少中長](?!期))"
    r"|[ ,\t|/(]{0,2}[SHRMT明大昭平令][0-9元治正和成][^\n]{1,12}生"
    r"|[ ]?\([^()\n]{0,12}[0-9一二三四五六七八九十〇]{1,4}(?:歳|才)\)",
    re.ASCII,
)
INTRODUCTION = re.compile(r"(?:と申します|といいます|と言います|です[。が])")
FAMILY_AFTER = re.compile(
    "の(?:息子|娘|妻|夫|母|父|兄|姉|弟(?!子)|妹|子(?!ども会(?!費)|供会|ども園|供園|育て(?!が(?:心配|不安)|に(?:悩|困|疲)))|孫|祖母|祖父|両親|家族|奥|主人"
    "|家(?![具庭屋])|自宅|お(?:父|母|子|宅))"
)
CLAN_AFTER = re.compile("家|氏|藩|軍|公|方|勢|一族")
# 海氏の中祖, 海氏系図: no person of that name, but those who bore it.
CLAN_SAID = re.compile(
    "氏(?:の)?(?:中祖|始祖|遠祖|庶流|支流|嫡流|居館|居城|祖(?![父母先]))|氏(?:系図|系譜|館跡|家臣)"
)
BRACKET_ROLES = sorted({*TITLES, *ROLES} - {"子", "代表", "会計"}, key=len, reverse=True)
BRACKET_ROLE = re.compile(rf" ?\((?:{'|'.join(BRACKET_ROLES)})\)")
ADDRESSEE_AFTER = re.compile("(?:さん|様|氏)?(?:宛|あて(?![がはず]))")
READING_AFTER = re.compile(
    rf" ?\((?:[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}}"
    rf"|[{HIRAGANA}]{{2,6}}[ ・][{HIRAGANA}]{{2,6}})\)"
)
NATIONALITY_AFTER = re.compile(rf" ?\([{KANJI}{KATAKANA}]{{1,10}}(?:国籍|籍(?!番号)|出身)")
AFTER = (
    ("contact_beside", CONTACT_AFTER),
    ("family_after", FAMILY_AFTER),
    ("introduction", INTRODUCTION),
    ("title_after", BRACKET_ROLE),
    ("addressee", ADDRESSEE_AFTER),
    ("reading_after", READING_AFTER),
    ("nationality", NATIONALITY_AFTER),
)
SPEAKER = re.compile(r"[ ]?[::]")
SPEAKER_BEFORE = re.compile(r"\n[ \t・○◯\->*]{0,4}$|^[ \t・○◯\->*]{0,4}$")
SPEAKER_BRACKETS = re.compile(r"\) ?[ぁ-んァ-ヶ一-龥「]")
OPENED = re.compile(r"(?:^|\n) ?\($")
HONORIFIC_BEHIND = re.compile(f" ?(?:{'|'.join(sorted(HONORIFICS, key=len, reverse=True))})")
THING_BEHIND = re.compile(f"[{KATAKANA}]{{2,8}}|[{KANJI}]{{2,6}}(?=[の、。(「])")
# …の里 is a place, …の里帰り somebody's stay.
HOMECOMING = "の里帰り"
SAID_TO_BE_PERSON = frozenset(
    ("honorific", "pair_surname", "pair_given", "field", "column", "self_introduction")
)
FULL_NAME = frozenset(("tag_surname", "tag_given"))
# 弁当 佐藤花子: a whole name set apart is whoever gets it; 株式会社 佐藤花子 is a firm.
LEGAL_FORM = re.compile(r"(?:会社|法人|\([株有合]\)|屋号|店名|商号) $")
# 性別 男・女, 町民生活課 掲載日: a field's value that is the next label, or a choice of words.
FORM_CUT = re.compile("[ ・/、,()]+")
DIVISION = re.compile(f"[{KANJI}{KATAKANA}ー]{{3,}}[課室係局班]")
# お不動様, お地蔵さん: nobody's family name is called so.
DEITY_BEFORE = re.compile("(?:(?<![ぁ-ん])|(?<=[のはがをにでともやへ]))[お御]$")


class Surroundings:
    """Reads the words around candidates. Built once from the settings' lists."""

    def __init__(self, settings: FilterSettings) -> None:
        suffixes = {
            *settings.organisation_suffixes,
            *settings.place_suffixes,
            *PLACE_ENDINGS,
            "工房",
        } - set(TITLES)
        self._suffix = alternation(suffixes)
        self._title = re.compile(
            rf"[ ]?(?:元|前|現|新"
            rf"|故)?(?:{alternation(TITLES).pattern})(?!法人|事務所|[会室課係杯賞会議制選挙]"
            rf"|(?<=家)(?:文書|住宅|屋敷|屋|具|族|計|庭|賃|電|畜|譜|紋|臣|訓|業|事))"
        )
        self._posts = Posts(settings)
        self._prefix = re.compile(
            rf"(?:{alternation((*ORGANISATION_PREFIXES, *SHOP_WORDS)).pattern}|旧)[ ]?[「『]?$"
        )

    def evidence(self, text: str, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence found around one candidate."""
        before = text[max(candidate.start - 16, 0) : candidate.start]
        after = text[candidate.end : candidate.end + 24]
        if is_house(text, candidate, before, after):
            yield from ("place_or_organisation", "stop_word")
        surface = candidate.text_in(text)
        if (CLAN_AFTER.match(after) and surface in CLANS) or CLAN_SAID.match(after):
            yield "historical"
            return
        if is_word(text, candidate, before, after):
            yield "stop_word"
        yield from self._posts_and_titles(text, candidate, before, after)
        yield from (name for name, pattern in AFTER if pattern.match(after))
        if (SPEAKER.match(after) and SPEAKER_BEFORE.search(before)) or (
            SPEAKER_BRACKETS.match(after) and OPENED.search(before)
        ):
            yield "speaker"
        is_apart = before.endswith(" ") and candidate.evidence >= FULL_NAME
        if self._prefix.search(before) and (not is_apart or LEGAL_FORM.search(before)):
            yield "organisation_before"
        if not candidate.evidence & SAID_TO_BE_PERSON and is_branch(before):
            yield "katakana_before"

    def _posts_and_titles(
        self, text: str, candidate: Candidate, before: str, after: str
    ) -> Iterator[str]:
        """Whether somebody holds a public post, bears a title, or is no person but a body."""
        if self._posts.name_official(text, candidate):
            yield "official"
        if not self._posts.stand_beside(before, after):
            yield from self._named_behind(after)
        elif not is_played(text, candidate, before):
            yield "official"

    def _named_behind(self, after: str) -> Iterator[str]:
        """What the title, the honorific or the ending behind a name makes of it."""
        if self._title.match(after):
            yield "title_after"
            return
        honorific = HONORIFIC_BEHIND.match(after)
        if honorific:
            if self._suffix_word(after[honorific.end() :]):
                yield "place_or_organisation"
            return
        if self.has_suffix(after):
            yield "place_or_organisation"

    def _suffix_word(self, after: str) -> bool:
        """Whether a compound in katakana or of a place follows an honorific (お市ちゃんバス)."""
        compound = THING_BEHIND.match(after)
        return bool(compound and self._ends_with_suffix(compound.group()))

    def has_suffix(self, after: str) -> bool:
        """Whether the words behind a name end like a place or an organisation."""
        if after.startswith(HOMECOMING):
            return False
        compound = COMPOUND.match(after)
        if self._suffix.match(after):
            return True
        return bool(compound and self._ends_with_suffix(compound.group()))

    def _ends_with_suffix(self, compound: str) -> bool:
        return any(
            self._suffix.fullmatch(compound, start)
            for start in range(max(len(compound) - 6, 0), len(compound))
        )

    def is_organisation(self, words: str) -> bool:
        """Whether words as a whole end like a place or an organisation."""
        return len(words) > 2 and self._ends_with_suffix(words)


def is_word(text: str, candidate: Candidate, before: str, after: str) -> bool:
    """Whether a label of a form, a god or a thing stands where a name could stand."""
    is_label = "honorific" not in candidate.evidence and is_form_word(candidate.text_in(text))
    is_god = DEITY_BEFORE.search(before) and HONORIFIC_BEHIND.match(after)
    return bool(is_label or is_god) or is_thing(text, candidate, before)


def is_form_word(surface: str) -> bool:
    """Whether a form's labels and choices, or a division and a label, are all there is."""
    words = [word for word in FORM_CUT.split(surface) if word]
    return any(word in FORM_WORDS for word in words) and all(
        word in FORM_WORDS or DIVISION.fullmatch(word) for word in words
    )
