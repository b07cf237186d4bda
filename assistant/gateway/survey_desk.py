"""The survey in the chat: 「アンケート」 and its answers, and one word below an answer.

Nothing of it is a question: no filter, no model, no tokens, and it works when the quota is used
up. What is typed is read for codes and numbers alone and never kept.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from assistant.core.chat import InboundMessage, Outcome
from assistant.core.clock import Clock
from assistant.core.keys import Key
from assistant.core.periods import day_of
from assistant.gateway.commands import survey_question
from assistant.gateway.replies import Replies
from assistant.gateway.survey_texts import Said, SurveyTexts
from assistant.gateway.turn import Ending, Reason, Turn
from assistant.identity.pseudonym import pseudonym
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis import survey_responses as responses
from assistant.usage.analysis import survey_taps as taps
from assistant.usage.analysis.models import SurveyTap, SurveyWave
from assistant.usage.analysis.questionnaire import (
    Response,
    Unreadable,
    go_to,
    is_shaped,
    resume,
    take,
)
from assistant.usage.analysis.survey_responses import Asked
from assistant.usage.analysis.survey_settings import SurveySettings
from assistant.usage.analysis.survey_words import Tap, survey_words

SURVEY = Ending(Outcome.ANSWERED, Reason.SURVEY, "")
"""How a turn of the survey ends; its text is made in the transaction that closes it."""


def asked_of(key: Key, turn: Turn) -> Asked:
    """Who is asked, and where, as the survey knows them."""
    place = f"place {turn.channel} {turn.conversation_key}"
    return Asked(pseudonym(key, turn.sender.account_id), pseudonym(key, place))


class SurveyDesk:
    """Takes what people answer."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, replies: Replies, key: Key, settings: SurveySettings
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._key = key
        self._window = timedelta(minutes=settings.window_minutes)
        self._words = survey_words()
        self._texts = SurveyTexts(replies, self._words)
        self._command_words = replies.command_words["survey"]

    async def expects(self, turn: Turn, message: InboundMessage) -> bool:
        """Whether a message is exactly an answer to what its sender was just asked there."""
        text = message.text.reveal()
        if not turn.is_direct or not is_shaped(text, self._words):
            return False
        asked, now = asked_of(self._key, turn), self._clock.now()

        def look(session: Session) -> bool:
            wave = responses.pending(session, asked, now)
            if wave is not None:
                response = responses.load(session, wave, asked.account) or Response()
                return take(response, text, self._words) is not None
            tap = taps.pending(session, asked, now)
            return tap is not None and self._read_tap(tap, text) is not None

        return await self._uow.read(look)

    def answer(self, session: Session, turn: Turn, message: InboundMessage) -> Ending:
        """Do what a message of the survey says, in the transaction that closes its turn."""
        said = self._answer(session, turn, message.text.reveal())
        return Ending(SURVEY.outcome, SURVEY.reason, said.text, choices=said.choices)

    def _answer(self, session: Session, turn: Turn, text: str) -> Said:
        asked, now = asked_of(self._key, turn), self._clock.now()
        number = survey_question(text, self._command_words)
        wave = responses.find_open(session, day_of(now))
        if number is not None:
            return self._begin(session, turn, asked, wave, number)
        label = responses.pending(session, asked, now)
        if label is not None:
            if wave is None or wave.label != label:
                responses.put_aside(session, asked, now)
                return self._texts.plain("closed_meanwhile")
            return self._go_on(session, asked, wave, text)
        tap = taps.pending(session, asked, now, is_held=True)
        return self._texts.plain("late") if tap is None else self._tapped(session, tap, text)

    def _begin(
        self, session: Session, turn: Turn, asked: Asked, wave: SurveyWave | None, number: int
    ) -> Said:
        """「アンケート」: begin, go on, or show what was answered; with a number, change it."""
        now = self._clock.now()
        if wave is None:
            return self._texts.plain("none_open")
        if not turn.is_direct:  # what is typed in a room, others read
            return self._texts.plain("in_room")
        taps.put_aside(session, asked, now)
        response = responses.open_response(session, wave.label, asked.account, now)
        chosen = go_to(response, number) if number else resume(response)
        if chosen is None:
            chosen = resume(response)
        self._save(session, asked, wave, chosen)
        return self._next(wave, chosen, is_begin=True)

    def _go_on(self, session: Session, asked: Asked, wave: SurveyWave, text: str) -> Said:
        response = responses.open_response(session, wave.label, asked.account, self._clock.now())
        taken = take(response, text, self._words)
        if taken is None or isinstance(taken, Unreadable):
            self._save(session, asked, wave, response)
            return self._texts.again(response)
        self._save(session, asked, wave, taken)
        return self._next(wave, taken, is_begin=False)

    def _next(self, wave: SurveyWave, response: Response, *, is_begin: bool) -> Said:
        until = wave.ends or wave.held_on
        if response.asking is not None:
            if is_begin:
                return self._texts.begun(wave.label, until, response)
            return self._texts.question(response)
        if response.is_done:
            return self._texts.done(wave.label, until, response)
        return self._texts.stopped(response)

    def _save(self, session: Session, asked: Asked, wave: SurveyWave, response: Response) -> None:
        now = self._clock.now()
        until = now + self._window
        responses.save(session, wave.label, asked, response, now=now, open_until=until)

    def _tapped(self, session: Session, row: SurveyTap, text: str) -> Said:
        tap = self._read_tap(row, text)
        if tap is None:
            return self._texts.plain("late")
        taps.answer(session, row, tap)
        return self._texts.tap_taken(
            tap, has_minutes=row.minutes is not None, has_verdict=row.verdict is not None
        )

    def _read_tap(self, row: SurveyTap, text: str) -> Tap | None:
        return self._words.read_tap(text, is_down=row.verdict == "down")
