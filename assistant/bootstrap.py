"""The composition root: the one place where the parts of a gateway are built and joined."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from assistant.channels.base import Channel
from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError, StoreError
from assistant.core.keyfiles import read_keyring
from assistant.core.keys import Key, Keyring
from assistant.core.text import CleanText
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.gateway.accounting import Accounting
from assistant.gateway.administration import Administration, make_administration
from assistant.gateway.admission import Limits
from assistant.gateway.context import ContextBuilder, Retrieval
from assistant.gateway.delivery import Deliveries
from assistant.gateway.dispatcher import Dispatcher
from assistant.gateway.endings import Endings
from assistant.gateway.false_positive import AfterStop, make_after_stop
from assistant.gateway.leak_reports import LeakReports
from assistant.gateway.lease import Lease
from assistant.gateway.library import Library
from assistant.gateway.lookup import ActiveIndex
from assistant.gateway.members import role_of
from assistant.gateway.model_call import ModelCall
from assistant.gateway.pipeline import Pipeline
from assistant.gateway.policy_watch import PolicyWatch
from assistant.gateway.prices import price_list
from assistant.gateway.queue import count_open
from assistant.gateway.quota_desk import QuotaDesk, make_quota_desk
from assistant.gateway.reception import Reception, ReceptionTexts
from assistant.gateway.records import TurnRecords
from assistant.gateway.recovery import Recovery
from assistant.gateway.replies import Replies, load_replies
from assistant.gateway.retention import Retention
from assistant.gateway.switch import SwitchGuard
from assistant.gateway.trial import ShadowTrial
from assistant.instance import Instance, open_database, read_cases, read_system_prompt
from assistant.llm.base import ChatModel
from assistant.llm.offline import OfflineTexts
from assistant.llm.registry import make_fallback, make_model
from assistant.llm.settings import Provider
from assistant.settings import Settings
from assistant.store.audit import AuditLog
from assistant.store.schema_version import require_head
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.tokens import TokenCounter, packaged_rank_file


def open_filter(settings: Settings, seal_key: Key, clock: Clock) -> tuple[WorkerPool, PiiGate]:
    """The personal-data gate, deciding by the settings alone, and its workers (not started)."""
    pool = WorkerPool(settings.filter)
    return pool, PiiGate(settings.filter, key=seal_key, analyzer=pool, clock=clock)


def make_ledger(settings: Settings, clock: Clock) -> Ledger:
    """The quota ledger under the configured defaults."""
    return Ledger(settings.quota, clock, role_of)


def open_quota_desk(instance: Instance, clock: Clock) -> QuotaDesk:
    """Caps, increases and requests, as commands, the API and the pages change them.

    Raises:
        ConfigurationError: the texts or the keys are missing.
    """
    replies = load_replies(instance.config_folder)
    audit = AuditLog(read_keyring(instance.keys_folder).audit, clock)
    return make_quota_desk(instance.settings.quota, replies, audit, clock)


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything that runs in one gateway process."""

    instance: Instance
    uow: UnitOfWork
    pool: WorkerPool
    gate: PiiGate
    model: ChatModel
    channels: Mapping[str, Channel]
    dispatcher: Dispatcher
    administration: Administration
    opened: AsyncExitStack

    async def readiness(self) -> dict[str, bool]:
        """What the gateway needs to take a message, and whether it is there."""
        return {
            "database": await self._is_database_usable(),
            "filter": self.pool.is_ready,
            "dispatcher": self.dispatcher.is_running,
        }

    async def stop(self) -> None:
        """Finish or hand back what runs, then close everything, whatever fails on the way."""
        await self.opened.aclose()

    async def _is_database_usable(self) -> bool:
        try:
            await self.uow.read(count_open)
        except StoreError:
            return False
        return True


async def start_gateway(
    instance: Instance,
    channels: Mapping[str, Channel],
    clock: Clock,
    *,
    only_event: str | None = None,
) -> Gateway:
    """Build and start a gateway: filter loaded, queue and outbox at work.

    With `only_event` it answers that one event: two processes at the console must not take each
    other's questions, as neither could show the other's reply.

    Raises:
        ConfigurationError: a file, a key, the language model or the provider's facts are missing.
        StoreError: the database cannot be used or has another schema.
    """
    settings = instance.settings
    replies = load_replies(instance.config_folder)
    engine = open_database(instance)
    require_head(engine)
    tokens = TokenCounter(packaged_rank_file())
    async with AsyncExitStack() as opened:
        opened.callback(engine.dispose)
        model = make_model(
            settings.llm,
            settings.models,
            texts=offline_texts(replies),
            count=tokens.count,
            clock=clock,
        )
        opened.push_async_callback(model.close)
        keyring = read_keyring(instance.keys_folder)
        pool, gate = open_filter(settings, keyring.seal, clock)
        opened.push_async_callback(pool.close)
        await pool.start()
        uow = UnitOfWork(engine)
        opened.callback(uow.close)
        await PolicyWatch(uow, gate, settings.filter).run_within(opened)
        system = await _screened_system_prompt(instance, gate)
        for channel in channels.values():
            opened.push_async_callback(channel.aclose)
        index = await _opened_index(instance, uow, keyring, clock)
        opened.callback(index.close)
        administration = make_administration(
            settings, keyring, uow, clock, replies=replies, data_folder=instance.data_folder
        )
        parts = Parts(
            instance, channels, clock, keyring, replies, uow, gate, tokens, model, system, index,
            administration,
        )  # fmt: skip
        dispatcher = parts.dispatcher(only_event=only_event)
        dispatcher.start()
        opened.push_async_callback(dispatcher.stop, settings.server.shutdown_seconds)
        await opened.enter_async_context(
            administration.at_work(instance.config_folder, is_console=only_event is not None)
        )
        return Gateway(
            instance, uow, pool, gate, model, channels, dispatcher, administration, opened.pop_all()
        )


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
        records = TurnRecords(
            self.uow,
            self._accounting(),
            self.clock,
            lease,
            settings.conversation,
            self.keyring.pseudonym,
            council=CouncilCalendar(settings.council),
        )
        after_stop = make_after_stop(self.uow, self.clock, settings.gateway)
        endings = Endings(
            self.replies,
            ask_whom=settings.quota.ask_whom,
            link_template=settings.rag.link_template,
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
            self._pipeline(records, after_stop, endings),
            deliveries,
            Recovery(records, endings, channels=tuple(self.channels)),
            Retention(self.uow, self.clock, settings.gateway, settings.conversation),
            settings.gateway,
        )

    def _accounting(self) -> Accounting:
        settings = self.instance.settings
        ledger = make_ledger(settings, self.clock)
        prices = price_list(settings.models)
        return Accounting(ledger, prices, settings.quota, self.replies, self.clock)

    def _pipeline(self, records: TurnRecords, after_stop: AfterStop, endings: Endings) -> Pipeline:
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
        )
        texts = offline_texts(self.replies)
        switch = SwitchGuard(self.uow)
        fallback = make_fallback(settings.llm, texts=texts, count=self.tokens.count)
        call = ModelCall(
            records, context, self.clock, switch=switch, model=self.model, fallback=fallback
        )
        leaks = LeakReports(self.uow, self.administration.incidents, self.replies)
        return Pipeline(
            records=records,
            reception=_reception(
                self.instance, records, self.gate, after_stop, self.replies, leaks
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


async def _opened_index(
    instance: Instance, uow: UnitOfWork, keyring: Keyring, clock: Clock
) -> ActiveIndex:
    """The documents in force; on the first start, those of the configured sources."""
    settings = instance.settings
    library = Library(instance.root, instance.data_folder, settings.rag, clock)
    index = ActiveIndex(uow, library, settings.rag, clock)
    await index.build_first(AuditLog(keyring.audit, clock))  # 例規 may be asked of any model
    return index


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
    leaks: LeakReports,
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
    return Reception(records, gate, after_stop, replies, limits, texts, leaks=leaks, cases=cases)


async def _screened_system_prompt(instance: Instance, gate: PiiGate) -> CleanText:
    verdict = await gate.screen(read_system_prompt(instance))
    if isinstance(verdict, CleanText):
        return verdict
    found = ", ".join(sorted({finding.entity for finding in verdict.findings}))
    reason = f"{verdict.reason.value} {found}".rstrip()
    path = instance.system_prompt_file
    raise ConfigurationError(f"{path}: the filter does not let it through: {reason}; reword it")
