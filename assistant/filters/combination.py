"""Personal data that only comes together over the turns of one conversation.

Every turn passed alone. Before a question is sent, the sender's latest turns and the question are
read as one text, in a bounded window. It stops where a finding

- reaches into the question and was not there when the question was read alone: a number whose word
  stands in an earlier turn, a date under 生年月日, a cell under a header sent before;
- is put together from both: the end of one turn and the beginning of the next (090-1234 | 5678);
- stands with its person in another turn: a town with its 丁目, or a date as people are born on,
  and what may be a name; an illness or a crime, and a member of staff the roster lets be named.

What lies in earlier turns alone has been sent before and is left as it is. Initials and letters
(Aさん, B係長) are no person here: they are what the rewrite puts for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.core.text import CleanText, RawText
from assistant.filters.decision import Decision
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason, Judgement, PiiGate
from assistant.filters.lexicon import sensitive_words
from assistant.filters.policy import Sender
from assistant.filters.policy_line import LineKind

MOST_TURNS = 4
WINDOW_CHARS = 600
QUESTION_CHARS = 600
JOINT_CHARS = 60
LONGEST_JOINT = 12
PERSON, ADDRESS, BIRTH_DATE = "PERSON", "JP_ADDRESS", "JP_BIRTH_DATE"
SENSITIVE = "SENSITIVE"
ILLNESS = "|".join(
    map(
        re.escape,
        (
            *sensitive_words.DISEASES,
            *sensitive_words.DISABILITIES,
            *sensitive_words.CRIMES,
            *sensitive_words.WELFARE,
        ),
    )
)
# What a question has to hold to be half of something: figures, a lot, half an address, a name.
MATERIAL = re.compile(
    r"[0-9０-９〇一二三四五六七八九]{2,}|丁目|番地|[A-Za-z0-9]{2}|@|＠|姓|苗字|名字|氏名|名前"
    r"|フリガナ|" + ILLNESS
)
# What an earlier turn has to hold otherwise, for a name in the question to matter.
ANCHOR = re.compile(r"丁目|明治|大正|昭和|平成|[MTSH][0-9]{1,2}\.|19[0-9]{2}|姓は|苗字は|名字は")
# Said of somebody, not asked in general.
SAID_OF = re.compile(
    rf"(?P<word>{ILLNESS})(?=で(?:休|入院|療養|通院|倒れ|亡くな|治療|苦し|欠勤)|(?:と|の)診断"
    rf"|を(?:患|発症|抱えて)"
    r"|に(?:な(?:った|り)|かか|罹患)|のため、?(?:休|入院|欠|療養)|を(?:受給|受け)て(?:い|お)"
    r"|が?あるそう|だそう|らしい"
    r"|のよう|です(?:。|\n|$)|中です|歴があ|の疑いがあ)"
)
TAIL = re.compile(r"[0-9０-９〇一二三四五六七八九丁目番地@.\-－ー‐](?:[^0-9０-９\n]{0,6})$")
HEAD = re.compile(r"^(?:[^0-9０-９A-Za-z\n]{0,8})[0-9０-９〇一二三四五六七八九A-Za-z\-－ー@]")
# Possessive: a row of points has one reading, however long it is.
TAIL_TALK = re.compile(r"(?:です|まで|から|の|で|、|。|…|・|と|,|\.{2,}+|続き|つづき|\s)+$")
HEAD_TALK = re.compile(r"^(?:続き|つづき|残り|あと|後半|次|それ|は|が|の|、|。|…|:|：|\s)+")
# Lines of the policy that let a finding through whatever stands around it.
FREED = frozenset(
    {LineKind.ALLOW_ENTRY, LineKind.OFFICIAL, LineKind.CONTACT, LineKind.STAFF_ROSTER}
)
NAMED_BY_POLICY = frozenset({LineKind.ALLOW_ENTRY, LineKind.STAFF_ROSTER})
# A name the context of the question alone could not make sure of.
SURE_NAME = 0.8
MAYBE_NAME = 0.35


@dataclass(frozen=True, slots=True)
class Window:
    """Earlier turns and a question in one text.

    Attributes:
        text: the turns, one below the other, and the question.
        joints: where each turn but the first begins; the last is the question's beginning.
        is_glued: whether it holds but the ends of the turns, drawn together.
        known_end: where the words around a finding are no longer all shown, if it was cut.
    """

    text: str = field(repr=False)
    joints: tuple[int, ...]
    is_glued: bool = False
    known_end: int | None = None

    def is_new(self, finding: Finding) -> bool:
        """Whether a finding cannot lie in what passed alone: it reaches over, or into, a turn.

        Glued ends show nothing of the words around them: there it has to lie across.
        """
        if self.is_glued:
            return finding.start < self.question_start < finding.end
        is_whole = self.known_end is None or finding.end <= self.known_end
        return is_whole and finding.end > self.question_start

    def in_question(self, finding: Finding) -> Finding:
        """A finding as it lies in the question; an empty one if it lies before it."""
        start, end = (max(0, one - self.question_start) for one in (finding.start, finding.end))
        return replace(finding, start=start, end=end)

    @property
    def question_start(self) -> int:
        """Where the question begins."""
        return self.joints[-1]

    def turn_of(self, place: int) -> int:
        """The number of the turn a place lies in; the question's is the highest."""
        return sum(joint <= place for joint in self.joints)


async def screen_together(
    gate: PiiGate,
    earlier: Sequence[CleanText],
    question: CleanText,
    *,
    sender: Sender,
) -> Blocked | None:
    """The refusal of a question that becomes personal data together with earlier turns, or none.

    Args:
        gate: screens the window as any text: no verdict is a refusal.
        earlier: the sender's own earlier turns of the conversation, oldest first.
        question: the new turn, clean by itself.
        sender: whose conversation it is.

    Returns:
        A refusal with findings placed in the question: what lies in an earlier turn is empty and
        stands at its beginning. Or none.
    """
    for window in windows(earlier, question.value, gate.max_chars):
        judged = await gate.judge(RawText(window.text), sender=sender)
        if isinstance(judged.verdict, Blocked) and (
            judged.verdict.reason is not BlockReason.PERSONAL_DATA
        ):
            return Blocked(BlockReason.FILTER_UNAVAILABLE)
        found = tuple(combined(window, judged))
        if found:
            return Blocked(BlockReason.PERSONAL_DATA, tuple(map(window.in_question, found)))
    return None


def windows(earlier: Sequence[CleanText], question: str, max_chars: int) -> Iterator[Window]:
    """What to read: all in one text, then the joint of the last turn and the question."""
    budget = min(WINDOW_CHARS, max_chars // 2)
    turns: list[str] = []
    for turn in reversed(earlier[-MOST_TURNS:]):
        if budget <= 0:
            break
        turns.insert(0, turn.value[-budget:])
        budget -= len(turn.value) + 1
    if not turns:
        return
    head = question[: min(QUESTION_CHARS, max_chars // 2 - len(turns))]
    if may_combine(turns, head):
        window = lines(turns, head)
        is_cut = len(head) < len(question)
        yield replace(window, known_end=len(window.text) - JOINT_CHARS) if is_cut else window
    for start in range(len(turns)):
        glued = joint(turns[start:], head)
        if glued is not None:
            yield glued


def may_combine(turns: Sequence[str], question: str) -> bool:
    """Whether a finding could reach into the question, or lie in a turn beside a name in it."""
    return MATERIAL.search(question) is not None or any(ANCHOR.search(one) for one in turns)


def lines(turns: Sequence[str], question: str) -> Window:
    """The turns and the question, one below the other."""
    text, joints = turns[0], []
    for one in (*turns[1:], question):
        text += "\n"
        joints.append(len(text))
        text += one
    return Window(text, tuple(joints))


def joint(turns: Sequence[str], question: str) -> Window | None:
    """The ends of the turns and the beginning of the question drawn together, where they fit.

    Turns in between have to be short: pieces of a number, not sentences.
    """
    text, joints = TAIL_TALK.sub("", turns[0][-JOINT_CHARS:]), []
    for one in (*turns[1:], question):
        head = HEAD_TALK.sub("", one[:JOINT_CHARS])
        is_last = one is question
        if not TAIL.search(text) or not HEAD.match(head):
            return None
        if not is_last and len(one) > LONGEST_JOINT:
            return None
        joints.append(len(text))
        text += head if is_last else TAIL_TALK.sub("", head)
    return Window(text, tuple(joints), is_glued=True)


def combined(window: Window, judged: Judgement) -> Iterator[Finding]:
    """The findings that come of reading the turns together: strong, then pairs of weak ones."""
    blocked = judged.verdict if isinstance(judged.verdict, Blocked) else None
    for finding in blocked.findings if blocked else ():
        if not window.is_new(finding):
            continue
        if finding.entity != PERSON or finding.score >= SURE_NAME:
            yield finding
    if not window.is_glued:
        weak = [one.finding for one in judged.decisions if one.line.kind not in FREED]
        yield from beside_names(window, weak)
        yield from said_of_staff(window, judged.decisions)


def beside_names(window: Window, weak: Sequence[Finding]) -> Iterator[Finding]:
    """Towns and dates in one turn with what may be a name in another, one being the question."""
    last = len(window.joints)
    names = [one for one in weak if one.entity == PERSON and one.score >= MAYBE_NAME]
    for one in weak:
        if one.entity not in (ADDRESS, BIRTH_DATE):
            continue
        where = window.turn_of(one.start)
        for name in names:
            other = window.turn_of(name.start)
            surface = window.text[name.start : name.end]
            is_apart = where != other and last in (where, other)
            if is_apart and window.text.count(surface) == 1:
                yield one


def said_of_staff(window: Window, decisions: Sequence[Decision]) -> Iterator[Finding]:
    """Illness, crime and the like, said in one turn of somebody the policy lets be named."""
    last = len(window.joints)
    named = {
        window.turn_of(one.finding.start)
        for one in decisions
        if one.finding.entity == PERSON and one.line.kind in NAMED_BY_POLICY
    }
    for found in SAID_OF.finditer(window.text) if named else ():
        where = window.turn_of(found.start())
        if any(where != other and last in (where, other) for other in named):
            reasons = ("said of a person in another turn",)
            yield Finding(SENSITIVE, *found.span("word"), SURE_NAME, "combination", reasons)
