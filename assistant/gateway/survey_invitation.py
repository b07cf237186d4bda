"""What an answer of the model brings with it for the survey: now and then one question below it.

Runs inside the transaction that closes the turn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from assistant.core.clock import Clock
from assistant.core.keys import Key
from assistant.gateway.replies import Replies
from assistant.gateway.survey_desk import asked_of
from assistant.gateway.survey_texts import SurveyTexts
from assistant.gateway.turn import Ending, Reason, Turn
from assistant.usage.analysis import survey_responses as responses
from assistant.usage.analysis import survey_taps as taps
from assistant.usage.analysis.survey_settings import SurveySettings
from assistant.usage.analysis.survey_words import survey_words

QUESTIONS = frozenset({Reason.MODEL, Reason.NOTHING_FOUND})
"""Endings of a question to the model: whoever asks one no longer speaks of the survey."""


class SurveyInvitation:
    """Asks below a share of the answers, and no account twice within the days set."""

    def __init__(self, clock: Clock, replies: Replies, key: Key, settings: SurveySettings) -> None:
        self._clock = clock
        self._key = key
        self._settings = settings
        self._texts = SurveyTexts(replies, survey_words())

    def below(self, session: Session, turn: Turn, ending: Ending) -> Ending:
        """The ending with what the survey says below it.

        What was being asked in this conversation is put aside: from here on "30分" could be the
        answer to something the model asked. Only one-to-one conversations are asked in: in a room
        others would read what somebody thinks of an answer.
        """
        if not turn.is_direct or ending.reason not in QUESTIONS:
            return ending
        asked, now = asked_of(self._key, turn), self._clock.now()
        taps.put_aside(session, asked, now)
        broken_off = responses.put_aside(session, asked, now)
        if broken_off is not None:
            return replace(ending, text=f"{ending.text}\n\n{self._texts.put_aside(broken_off)}")
        since = now - timedelta(days=self._settings.tap_days)
        if (
            ending.reason is not Reason.MODEL
            or not taps.is_sampled(self._key, turn.id, self._settings.tap_percent)
            or taps.was_asked_since(session, asked.account, since)
        ):
            return ending
        until = now + timedelta(minutes=self._settings.window_minutes)
        taps.ask(session, asked, now=now, open_until=until)
        question = self._texts.tap_question()
        text = f"{ending.text}\n\n{question.text}"
        return replace(ending, text=text, choices=question.choices)
