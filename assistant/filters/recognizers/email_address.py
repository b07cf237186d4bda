"""Mail addresses, also written with アット, (at) or spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.lexicon.name_readings import is_name
from assistant.filters.lexicon.office_romaji import is_office_romaji
from assistant.filters.names.dictionary import PERSON_READINGS, Known, name_dictionary
from assistant.filters.names.romaji import kana_of
from assistant.filters.recognizers.base import CERTAIN, WEAK, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.persons_beside import holds_name
from assistant.filters.recognizers.surroundings import Surroundings
from assistant.filters.settings import FilterSettings

AT = re.compile(
    r"@[ \n]?| @ | ?(?:[(\[<{【〔《] ?(?:at|AT|At|@|a|アット(?:マーク)?"
    r"|あっと(?:まーく)?) ?[)\]>}】〕》]"
    r"|_at_|アットマーク|アット|あっとまーく|あっと) ?"
    r"| at (?=[A-Za-z0-9\-]{1,63}(?: dot |\.[A-Za-z]))"
)
LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]*[A-Za-z0-9_%+\-])?$|[A-Za-z0-9._%+\-]+$")
DOT = (
    r"(?:\.| ?(?:[(\[<{【〔](?:dot|DOT|Dot|\.|ドット|どっと)[)\]>}】〕]|_dot_|ドット|どっと) ?"
    r"| dot )"
)
DOMAIN = re.compile(rf"[A-Za-z0-9\-]{{1,63}}(?:{DOT}[A-Za-z0-9\-]{{1,63}}){{1,7}}")
DOTS = re.compile(DOT)
TOP_LEVEL = re.compile("(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})$")
LOCAL_LENGTH = 64
MACHINE_MAILBOXES = frozenset(
    {"noreply", "no-reply", "donotreply", "postmaster", "webmaster", "git"}
)
# The domains of prefectures and cities before lg.jp (地域型JPドメイン名, JPRS).
CITY_DOMAIN = re.compile(
    r"(?:^|\.)(?:(?:city|town|vill|pref)\.[a-z0-9-]+(?:\.[a-z]+)?|metro\.tokyo)\.jp$"
)
TOKEN = re.compile("[._+-]")
SHORTEST = 3
BRANCHES = frozenset(
    ("shisho", "shucchoujo", "kouminkan", "kominkan", "hoikuen", "youchien", "jidoukan",
     "shougakkou", "chuugakkou", "toshokan", "center", "library")
)  # fmt: skip
CALLED = re.compile("さん|(?<![仕同多模異有])様(?![式々子相態変])|氏(?!名)|先生")
# sample01~03@example.com
ROW_OF_MAILBOXES = re.compile("(?<![A-Za-z0-9._%+-])[a-z]{3,12}[0-9]{1,3}[~〜～]$")
ROW_REACH = 20
# A password of a URL stands before its host: SECRET finds it.
USER_INFO = re.compile(r"://[^\s/@:]{1,64}:[^\s/@]{0,64}$")


class EmailAddressRecognizer(JapaneseRecognizer):
    """Finds mail addresses (RFC 5322 dot-atoms, ASCII only).

    Let through: role mailboxes (`role_mailboxes`) under the city's and the government's domains
    (`public_mail_domains`) or beside an office; a role is also what is made of office words in
    Latin letters (`lexicon/office_romaji.py`: kankou, kodomokatei); sample local parts under
    sample domains; mailboxes nobody reads. A person's own address in those domains blocks.
    """

    ENTITY = "EMAIL_ADDRESS"
    NEEDS_DIGITS = False

    def __init__(self, settings: FilterSettings) -> None:
        super().__init__(settings)
        self._surroundings = Surroundings(settings)

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Each @ with a local part before and a domain behind it."""
        for at in AT.finditer(document.text):
            low = max(0, at.start() - LOCAL_LENGTH)
            local = LOCAL.search(document.text[low : at.start()])
            domain = DOMAIN.match(document.text, at.end(), at.end() + 253)
            if local is None or domain is None:
                continue
            if USER_INFO.search(document.text[max(0, at.start() - 150) : at.start()]):
                continue
            name = DOTS.sub(".", domain[0])
            if TOP_LEVEL.search(name.rsplit(".", 1)[1]) is None:
                continue
            start, end = low + local.start(), domain.end()
            reason = self._allowed(document, (start, end), local[0].lower(), name.lower())
            yield Candidate(start, end, WEAK if reason else CERTAIN, reason or "mail address")

    def _allowed(
        self, document: Document, span: tuple[int, int], local: str, domain: str
    ) -> str | None:
        settings = self.settings
        is_sample = is_under(domain, settings.sample_mail_domains)
        is_of_nobody = local in settings.sample_mailboxes or is_one_of_row(document, span[0], local)
        if local in MACHINE_MAILBOXES or (is_sample and is_of_nobody):
            return "nobody's mailbox"
        is_public = is_under(domain, settings.public_mail_domains) or bool(
            CITY_DOMAIN.search(domain)
        )
        if is_public and is_no_name(local) and self._surroundings.public_reason(document, span):
            return "word that is no name, beside an office"
        if local in settings.role_mailboxes or all(
            part in settings.role_mailboxes or is_office_romaji(part)
            for part in TOKEN.split(local.rstrip("0123456789"))
        ):
            if is_public:
                return "role mailbox of an office"
            if self._surroundings.public_reason(document, span) is not None:
                return "role mailbox beside an office"
        if is_public and not names_person(local) and not told_of(document, span[0]):
            return "mailbox of an office that names nobody"
        return None


def names_person(local: str) -> bool:
    """Whether a local part holds a name or an initial (egawa.saori, tsukuda-h)."""
    parts = TOKEN.split(local.rstrip("0123456789"))
    # ky-koukou: the letters of a bureau before the word of an office.
    if len(parts) > 1 and len(parts[0]) < SHORTEST and is_office_romaji(parts[1]):
        parts = parts[1:]
    # kokusai-k: the letter of a section behind the word of an office.
    if is_office_romaji(parts[0]):
        parts = [part for part in parts[1:] if len(part) > 1]
    # sakamoto-shisho: the office of a place.
    if parts and parts[-1] in BRANCHES:
        return False
    return any(len(part) < SHORTEST or is_name(part) or reads_as_name(part) for part in parts)


def reads_as_name(word: str) -> bool:
    """Whether the dictionary knows the syllables of a word as a person's name."""
    kana = kana_of(word)
    return kana is not None and bool(name_dictionary().known(kana) & PERSON_READINGS)


def told_of(document: Document, start: int) -> bool:
    """Whether the line of a place, or the one above it, speaks of a person."""
    above = document.line(max(0, document.line_start(start) - 1))
    return any(CALLED.search(line) or holds_name(line) for line in (document.line(start), above))


def is_no_name(local: str) -> bool:
    """Whether a local part is one word of no Japanese syllables, or of a common word (promo)."""
    kana = kana_of(local)
    readings = name_dictionary().known(kana) if kana is not None else Known.COMMON
    return local.isalpha() and bool(readings & Known.COMMON) and not readings & PERSON_READINGS


def is_one_of_row(document: Document, start: int, local: str) -> bool:
    """Whether a local part is the last of numbered ones (sample01~03)."""
    before = document.text[max(0, start - ROW_REACH) : start]
    return local.isdigit() and ROW_OF_MAILBOXES.search(before) is not None


def is_under(domain: str, parents: tuple[str, ...]) -> bool:
    """Whether a domain is one of the parents or a subdomain of one."""
    return any(domain == parent or domain.endswith("." + parent) for parent in parents)
