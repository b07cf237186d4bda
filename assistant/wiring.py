"""Joins the parts of a turn: what `bootstrap` has opened becomes a dispatcher. Opens nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from assistant.channels.base import Channel
from assistant.core.clock import Clock
from assistant.core.keys import Keyring
from assistant.core.text import CleanText
from assistant.filters.gate import PiiGate
from assistant.gateway.accounting import Accounting
from assistant.gateway.administration import Administration
from assistant.gateway.admission import Limits
from assistant.gateway.context import ContextBuilder, Retrieval
from assistant.gateway.delivery import Deliveries
from assistant.gateway.dispatcher import Dispatcher
from assistant.gateway.endings import Endings
from assistant.gateway.false_positive import AfterStop, make_after_stop
from assistant.gateway.leak_reports import LeakReports
from assistant.gateway.lease import Lease
from assistant.gateway.lookup import ActiveIndex
from assistant.gateway.members import role_of
from assistant.gateway.model_call import ModelCall
from assistant.gateway.pipeline import Pipeline
from assistant.gateway.prices import price_list
from assistant.gateway.reception import Reception, ReceptionTexts
from assistant.gateway.records import TurnRecords
from assistant.gateway.recovery import Recovery
from assistant.gateway.replies import Replies
from assistant.gateway.retention import Retention
from assistant.gateway.survey_desk import SurveyDesk
from assistant.gateway.survey_invitation import SurveyInvitation
from assistant.gateway.switch import SwitchGuard
from assistant.gateway.terms import TurnTerms
from assistant.gateway.trial import ShadowTrial
from assistant.instance import Instance, read_cases
from assistant.llm.base import ChatModel
from assistant.llm.offline import OfflineTexts
from assistant.llm.registry import make_fallback
from assistant.llm.settings import Provider
from assistant.settings import Settings
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.tokens import TokenCounter


def make_ledger(settings: Settings, clock: Clock) -> Ledger:
    """The quota ledger under the configured defaults."""
    return Ledger(settings.quota, clock, role_of)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is open when the turn's own parts are joined; joining opens nothing."""

    instance: Instance
    channels: Mapping[str, Channel]
    clock: Clock
    keyring: Keyring
    replies: Replies
    uow: UnitOfWork
    gate: PiiGate
    tokens: TokenCounter
    model: ChatModel
    system: CleanText
    index: ActiveIndex
    administration: Administration

    def dispatcher(self, *, only_event: str | None) -> Dispatcher:
        """The dispatcher with everything it runs."""
        settings = self.instance.settings
        lease = Lease(uuid.uuid4().hex, timedelta(seconds=settings.gateway.lease_seconds))
        council = CouncilCalendar(settings.council)
        terms = TurnTerms(settings.terms, self.keyring.pseudonym, council=council)
        records = TurnRecords(
            self.uow,
            self._accounting(),
            self.clock,
            lease,
            settings.conversation,
            self.keyring.pseudonym,
            survey=SurveyInvitation(
                self.clock, self.replies, self.keyring.pseudonym, settings.survey
            ),
            council=council,
            terms=terms,
        )
        after_stop = make_after_stop(self.uow, self.clock, settings.gateway)
        endings = Endings(
            self.replies,
            ask_whom=settings.quota.ask_whom,
            link_template=settings.rag.link_template,
            links=settings.rag.links,
        )
        deliveries = Deliveries(
            self.uow,
            self.channels,
            after_stop.replacements,
            self.replies,
            clock=self.clock,
            lease=lease,
            settings=settings.gateway,
            only_event=only_event,
        )
        return Dispatcher(
            self._pipeline(records, after_stop, endings, terms),
            deliveries,
            Recovery(records, endings, channels=tuple(self.channels)),
            Retention(
                self.uow,
                self.clock,
                settings.gateway,
                settings.conversation,
                channels=tuple(self.channels) if only_event is None else None,
            ),
            settings.gateway,
        )

    def _accounting(self) -> Accounting:
        settings = self.instance.settings
        ledger = make_ledger(settings, self.clock)
        prices = price_list(settings.models)
        return Accounting(ledger, prices, settings.quota, self.replies, self.clock)

    def _pipeline(
        self, records: TurnRecords, after_stop: AfterStop, endings: Endings, terms: TurnTerms
    ) -> Pipeline:
        settings = self.instance.settings
        context = ContextBuilder(
            self.gate,
            records,
            self.index,
            self.tokens.count,
            self.clock,
            system=self.system,
            retrieval=_retrieval(settings),
            rag=settings.rag,
            conversation=settings.conversation,
            rules_words=self.replies.command_words["rules"],
            cases=read_cases(self.instance),
            terms=terms,
        )
        texts = offline_texts(self.replies)
        switch = SwitchGuard(self.uow)
        fallback = make_fallback(settings.llm, texts=texts, count=self.tokens.count)
        call = ModelCall(
            records, context, self.clock, switch=switch, model=self.model, fallback=fallback
        )
        leaks = LeakReports(self.uow, self.administration.incidents, self.replies)
        key = self.keyring.pseudonym
        survey = SurveyDesk(self.uow, self.clock, self.replies, key, settings.survey)
        return Pipeline(
            records=records,
            reception=_reception(
                self.instance, records, self.gate, after_stop, self.replies, (leaks, survey)
            ),
            gate=self.gate,
            context=context,
            model_call=call,
            endings=endings,
            trial=ShadowTrial(self.uow, self.clock),
            switch=switch,
            clock=self.clock,
            max_output_tokens=settings.llm.max_output_tokens,
        )


def offline_texts(replies: Replies) -> OfflineTexts:
    """The sentences of the offline model, from the city's texts."""
    label = replies.text("offline.label")
    return OfflineTexts(
        label=replies.text("offline.header", label=label),
        nothing_found=replies.text("offline.nothing_found", label=label),
        passage_template=replies.text("offline.passage", label="{label}", text="{text}"),
    )


def _retrieval(settings: Settings) -> Retrieval:
    if settings.llm.provider is Provider.OFFLINE:
        return Retrieval.ALWAYS
    return Retrieval.FALLBACK if settings.llm.fallback == "offline" else Retrieval.NEVER


def _reception(
    instance: Instance,
    records: TurnRecords,
    gate: PiiGate,
    after_stop: AfterStop,
    replies: Replies,
    desks: tuple[LeakReports, SurveyDesk],
) -> Reception:
    settings = instance.settings
    limits = Limits(settings.gateway.max_queued_turns, settings.gateway.max_turns_per_minute)
    texts = ReceptionTexts(
        ask_whom=settings.quota.ask_whom,
        max_chars=settings.filter.max_chars,
        keep_days=settings.conversation.keep_days,
        replacement_minutes=round(settings.gateway.replacement_minutes),
    )
    cases = read_cases(instance)
    leaks, survey = desks
    return Reception(
        records, gate, after_stop, replies, limits, texts, leaks=leaks, survey=survey, cases=cases
    )
