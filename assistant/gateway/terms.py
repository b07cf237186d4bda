"""The words of a turn's question, from its screening to its settlement: in memory, never stored.

A question whose words cannot be read or counted is answered all the same.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from assistant.core.chat import Outcome
from assistant.core.errors import AssistantError
from assistant.core.ids import TurnId
from assistant.core.keys import Key
from assistant.core.logs import get_log
from assistant.core.periods import day_of, month_of
from assistant.core.text import CleanText
from assistant.filters.finding import Term
from assistant.filters.gate import Judgement, PiiGate
from assistant.gateway.turn import Ending, Reason, Turn
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import NO_COUNCIL, CouncilCalendar
from assistant.usage.terms.choice import Kind, chosen, lists_of
from assistant.usage.terms.counting import Question, count
from assistant.usage.terms.settings import TermsSettings

MOST_KEPT = 256
"""Turns whose words wait in memory; of those beyond, the text is read once more."""
COUNTED = frozenset((Reason.MODEL, Reason.NOTHING_FOUND))
"""Answers to a question; 新規, 残量 and the like are answered too, but ask nothing."""


class TurnTerms:
    """Keeps the words of screened questions until their turn is answered, and counts them."""

    def __init__(
        self, settings: TermsSettings, key: Key, *, council: CouncilCalendar = NO_COUNCIL
    ) -> None:
        self._settings = settings
        self._lists = lists_of(settings)
        self._key = key
        self._council = council
        self._kept: OrderedDict[TurnId, tuple[str, ...]] = OrderedDict()

    def keep(self, turn: Turn, judgement: Judgement) -> None:
        """Keep the words of a question that goes on, in this process alone."""
        if not self._settings.is_on or judgement.terms is None:
            return
        self._kept[turn.id] = self._chosen(judgement.terms)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    async def words_of(
        self, turn: Turn, question: CleanText, gate: PiiGate
    ) -> tuple[str, ...] | None:
        """The words to be counted; None if they are not. They are not kept any longer.

        A question another process screened, or one whose verdict was remembered, is read again.
        """
        kept = self._kept.pop(turn.id, None)
        if kept is not None or not self._settings.is_on:
            return kept
        terms = await gate.read_terms(question)
        return None if terms is None else self._chosen(terms)

    def forget(self, turn: Turn) -> None:
        """Drop what is kept of a turn that ends."""
        self._kept.pop(turn.id, None)

    async def count(
        self,
        uow: UnitOfWork,
        turn: Turn,
        ending: Ending,
        words: tuple[str, ...] | None,
        *,
        at: datetime,
    ) -> None:
        """Count the words of an answered question, after the transaction that closed its turn.

        In one of its own: what fails here, or is lost with a process that dies, costs no answer.
        """
        is_counted = ending.outcome is Outcome.ANSWERED and ending.reason in COUNTED
        if words is None or not is_counted:
            return
        sender = turn.sender
        question = Question(
            month=month_of(at),
            is_council=self._council.period_on(day_of(at)) is not None,
            department_id=sender.department_id,
            account_id=sender.account_id,
            words=words,
        )
        pairs = self._settings.most_pairs
        try:
            is_open = await uow.write(
                lambda session: count(session, question, key=self._key, most_pairs=pairs)
            )
        except (AssistantError, SQLAlchemyError, ValueError) as fault:
            get_log().warning("terms.not_counted", error=type(fault).__name__)
            return
        if not is_open:
            get_log().info("terms.month_over", month=question.month)

    def _chosen(self, terms: tuple[Term, ...]) -> tuple[str, ...]:
        return chosen(((term.lemma, Kind(term.kind.value)) for term in terms), self._lists)


NO_TERMS = TurnTerms(TermsSettings(mode="off"), Key("pseudonym", 0, b""))
"""Counts nothing."""
