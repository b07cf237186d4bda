"""Names in what a city publishes: weak evidence, unless something private stands beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.defaults import HISTORICAL_NAMES
from assistant.filters.lexicon.genre import is_surely_published
from assistant.filters.lexicon.history import KNOWN_TO_ALL, PAST_CUES
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.evidence import SURE, score
from assistant.filters.names.lines import lines_of
from assistant.filters.names.words import HISTORY_CUES

# Who is addressed, entered in a form or written down with a contact is no name in passing.
PRIVATE_EVIDENCE = frozenset(
    ("honorific", "field", "vague_field", "column", "vague_column", "contact_beside", "duty",
     "self_introduction", "family_after", "record_name", "record_surname", "label_cell",
     "addressee", "school_class", "called_person", "account_name", "nationality", "person_action",
     "surname_column", "english_title", "labelled_latin", "reading_after", "division_before")
)  # fmt: skip
# What is said of people in private, in the line of a name or the words around it.
PRIVATE_WORDS = re.compile(
    quick(
        "さん(?!ち)|(?<![仕同多模異有])様(?![式々子相態変])|[0-9]{1,3} ?[歳才]|年生(?!態)"
        "|[1-6]年(?:[0-9A-D]組)?[ 　]|在住|住民|市民[ ・]"
        "|隣の|向かいの|住所|自宅|携帯|参考人|相手方|送達|申請|届出|請願|陳情|申立|通報|被害|加害|運転者|所有者|相続|受講"
        "|受賞|入選|入賞|優秀|最優秀|佳作|表彰|当選番号|出身|勤続|職員番号|懲戒|停職|減給|戒告|寄附|寄付|公募|団員|会員"
        "|協力者|支援者|利用者|保護者|本人|個人|氏名|職業|生まれ|長男|長女|次男|次女|息子|娘|妻|夫(?!婦)|母|父|孫|家族|遺族"
        "|友人|知人|同僚|患者|滞納|受給|生活保護|入院|死亡|逮捕|容疑|事故|ほか[0-9]+名|ボランティア|実習生|受験|合格|卒業|新成人"
        "|(?:番地|丁目)|[0-9]-[0-9]{1,4}-[0-9]|@|主事|主任|主査|係長|課長|担当(?!官)|職員"
    )
)
# Whole papers about single persons.
ABOUT_PERSONS = re.compile(
    quick("公示送達|送達を受けるべき|懲戒処分|損害賠償の額|行旅死亡人|分限処分|被害届")
)
WHOLE = frozenset(("pair", "tag_full_name", "surname_and_given", "kana_full_name"))
TITLED = frozenset(("title_after", "entitled", "entitled_word"))
AROUND = 36
# A title of public life beside a name does not make it private.
_TITLE = (
    "(?:副?委員長|委員|副?会長|副?理事長|理事|監事|名誉?教授|准?教授|講師|博士|館長|校長|園長"
    "|所長|監督|選手|議員|弁護士|医師|住職|宮司|代表|社長|組合長|団長|総長|学長)"
)
PUBLIC_TITLE = re.compile(f" ?{_TITLE}")
PUBLIC_TITLE_BEFORE = re.compile(f"{_TITLE}[ :]{{0,2}}$")


# 織田信長、柴田勝家、…、家康: a list of those of the past, some of whom everybody knows.
LIST_OF_NAMES = re.compile(f"[{KANJI}]{{2,6}}(?:[、・][{KANJI}]{{2,6}}){{2,}}")
OF_THE_PAST = frozenset((*HISTORICAL_NAMES, *KNOWN_TO_ALL))
GIVEN_OF_THE_PAST = frozenset(name[2:] for name in OF_THE_PAST if len(name) == len("徳川家康"))
KNOWN_IN_LIST = 2
# 浅井忠、…が学びます: beside one of them, in a sentence that speaks of the past.
PAIR_OF_NAMES = re.compile(f"(?<![{KANJI}])[{KANJI}]{{2,6}}[、・と][{KANJI}]{{2,6}}")
# A list of what is read at school: year, title, author and hours, one line after the other.
KNOWN_IN_COLUMN = 2
READERS = re.compile(
    quick("貸出|延滞|返却|予約|感想文|朗読者|発表|会員|参加者|当番|読み手|担当|受賞|氏名")
)
LEAST_CELLS = 3
# カード3 平賀源内 …, 人物4 …: how the entries of such a list begin.
MARK = re.compile(r"[ ・○●■◆*-]{0,4}[^\n :、。0-9]{0,6}[0-9]{1,2}[ .):]{1,3}")
NUMBER = re.compile("[0-9]+")
KNOWN = frozenset(("historical", "known_to_all"))
LEAST_HEADS = 2
# A life is told in sentences; who reads about whom stands in a table.
SENTENCE_END = re.compile("。")
OF_LIVING = re.compile(
    quick(
        "講座|講師|講演|申込|参加|受講|予約|朗読|発表|会員|当番|担当|受賞|氏名|さん(?!ち)|届出|来庁"
    )
)
OF_TODAY = frozenset(
    ("honorific", "pair", "post_before", "title_after", "contact_beside", "record_name",
     "record_surname", "self_introduction", "column")
)  # fmt: skip
WORD = re.compile(r"[^ |\t\n]+")
OF_HISTORY = re.compile(quick("|".join((*HISTORY_CUES, *PAST_CUES))))


def add_published(text: str, candidates: list[Candidate]) -> None:
    """Evidence against names in lists of the past, and in a text that is surely published."""
    if any("historical" in one.evidence or "known_to_all" in one.evidence for one in candidates):
        add_listed_with_past(text, candidates)
        add_paired_with_past(text, candidates)
        add_in_entries_of_past(text, candidates)
    add_in_column_of_past(text, candidates)
    add_published_names(text, candidates)


def add_listed_with_past(text: str, candidates: list[Candidate]) -> None:
    """Evidence against names that stand in one list with persons of history."""
    is_past = OF_HISTORY.search(text) is not None
    for found in LIST_OF_NAMES.finditer(text):
        items = re.split("[、・]", found.group())
        known = [item for item in items if item in OF_THE_PAST]
        known += [item for item in items if item in GIVEN_OF_THE_PAST] if known else []
        # Residents bear such names: the past has to be spoken of, or most of them known.
        if len(known) < KNOWN_IN_LIST or not (is_past or 2 * len(known) > len(items)):
            continue
        for candidate in candidates:
            is_listed = found.start() <= candidate.start and candidate.end <= found.end()
            is_private = candidate.evidence & PRIVATE_EVIDENCE
            if is_listed and not is_private and not is_private_around(text, candidate):
                candidate.evidence.add("among_history")


def add_paired_with_past(text: str, candidates: list[Candidate]) -> None:
    """Evidence against the other of two names, one of them known to all, in a tale of the past."""
    for found in PAIR_OF_NAMES.finditer(text):
        if OF_THE_PAST.isdisjoint(re.split("[、・と]", found.group())):
            continue
        start = max(text.rfind(mark, 0, found.start()) for mark in "。\n") + 1
        ends = [end for mark in "。\n" if (end := text.find(mark, found.end())) >= 0]
        if OF_HISTORY.search(text, start, min(ends, default=len(text))) is None:
            continue
        for candidate in candidates:
            is_one = found.start() <= candidate.start and candidate.end <= found.end()
            is_private = candidate.is_noted or candidate.evidence & PRIVATE_EVIDENCE
            if is_one and not is_private and not is_private_around(text, candidate):
                candidate.evidence.add("among_history")


def add_in_entries_of_past(text: str, candidates: list[Candidate]) -> None:
    """Evidence against names in a list about persons of history, one in each line."""
    if OF_LIVING.search(text):
        return
    heads: dict[str, list[bool]] = defaultdict(list)
    marks: dict[int, str] = {}
    for candidate in candidates:
        start = text.rfind("\n", 0, candidate.start) + 1
        mark = MARK.fullmatch(text, start, candidate.start)
        if mark and start not in marks:
            marks[start] = NUMBER.sub("0", mark[0])
            heads[marks[start]].append(not candidate.evidence.isdisjoint(KNOWN))
    of_past = {
        mark
        for mark, known in heads.items()
        if sum(known) >= LEAST_HEADS and 2 * sum(known) >= len(known)
    }
    for candidate in candidates:
        start = text.rfind("\n", 0, candidate.start) + 1
        is_told = lines_of(text).holds(SENTENCE_END, start)
        if marks.get(start) in of_past and is_told and not candidate.evidence & OF_TODAY:
            candidate.evidence.add("historical")


def add_in_column_of_past(text: str, candidates: list[Candidate]) -> None:
    """Evidence against names in a column where others are of authors everybody knows."""
    rows = list(rows_of_cells(text))
    known = Counter(
        (len(cells), number)
        for cells in rows
        for number, (_, _, word) in enumerate(cells)
        if word in OF_THE_PAST
    )
    columns = {place for place, count in known.items() if count >= KNOWN_IN_COLUMN}
    if columns and READERS.search(text):
        return
    for cells in rows if columns else ():
        for number, (start, end, _) in enumerate(cells):
            is_author, is_title = ((len(cells), number + more) in columns for more in (0, 1))
            for candidate in candidates if is_author or is_title else ():
                is_in = start <= candidate.start and candidate.end <= end
                is_whole = (candidate.start, candidate.end) == (start, end)
                # A title holds a name; a name that fills the cell may be a reader's.
                if is_in and is_author and is_whole and not candidate.evidence & PRIVATE_EVIDENCE:
                    candidate.evidence.add("among_history")
                elif is_in and is_title and not is_whole:
                    candidate.evidence.add("in_title")


def rows_of_cells(text: str) -> Iterator[list[tuple[int, int, str]]]:
    """The words of each line that has as many as a row of a list, with their places."""
    place = 0
    for line in text.split("\n"):
        words = [(place + one.start(), place + one.end(), one[0]) for one in WORD.finditer(line)]
        if len(words) >= LEAST_CELLS:
            yield words
        place += len(line) + 1


def add_published_names(text: str, candidates: list[Candidate]) -> None:
    """Evidence against names nothing private is said of, in a text that is surely published."""
    if not is_surely_published(text) or ABOUT_PERSONS.search(text):
        return
    # Where the text speaks of one private person, others in it are rather private too.
    if any(one.evidence & PRIVATE_EVIDENCE and score(one.evidence) >= SURE for one in candidates):
        return
    for candidate in candidates:
        evidence = candidate.evidence & PRIVATE_EVIDENCE
        # 杉本 0299-…: branches and their telephones, unless a whole name stands there.
        if evidence == {"contact_beside"} and not candidate.evidence & WHOLE:
            evidence = set()
        if evidence or is_private_around(text, candidate):
            continue
        # A list of residents can be worded like a plan: what is a whole name stays one, unless a
        # public title says whose it is.
        needs_title = candidate.evidence & (WHOLE | TITLED)
        if not needs_title or _has_public_title(text, candidate):
            candidate.evidence.add("published_name")


def _has_public_title(text: str, candidate: Candidate) -> bool:
    before = text[max(0, candidate.start - 8) : candidate.start]
    behind = PUBLIC_TITLE.match(text, candidate.end)
    return behind is not None or PUBLIC_TITLE_BEFORE.search(before) is not None


def is_private_around(text: str, candidate: Candidate) -> bool:
    """Whether a word of private life stands in the line of a name, near it."""
    low = max(text.rfind("\n", 0, candidate.start) + 1, candidate.start - AROUND)
    end = text.find("\n", candidate.end)
    high = min(end if end >= 0 else len(text), candidate.end + AROUND)
    return PRIVATE_WORDS.search(text, low, high) is not None
