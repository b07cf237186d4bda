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
from assistant.gateway.admission import Limits
from assistant.gateway.context import ContextBuilder, Retrieval
from assistant.gateway.delivery import Deliveries
from assistant.gateway.dispatcher import Dispatcher
from assistant.gateway.endings import Endings
from assistant.gateway.lease import Lease
from assistant.gateway.model_call import ModelCall
from assistant.gateway.pipeline import Pipeline
from assistant.gateway.queue import count_open
from assistant.gateway.reception import Reception, ReceptionTexts
from assistant.gateway.records import TurnRecords
from assistant.gateway.recovery import Recovery
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies, load_replies
from assistant.gateway.retention import Retention
from assistant.instance import Instance, open_database, read_system_prompt
from assistant.llm.base import ChatModel
from assistant.llm.offline import OfflineTexts
from assistant.llm.registry import make_fallback, make_model
from assistant.llm.settings import Provider
from assistant.rag.documents import load_guidelines
from assistant.rag.retriever import LexicalRetriever
from assistant.settings import Settings
from assistant.store.schema_version import require_head
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.tokens import TokenCounter, packaged_rank_file


def open_filter(settings: Settings, seal_key: Key) -> tuple[WorkerPool, PiiGate]:
    """The personal-data gate and the worker processes behind it (not started yet)."""
    pool = WorkerPool(settings.filter)
    return pool, PiiGate(settings.filter, key=seal_key, analyzer=pool)


def make_ledger(settings: Settings, clock: Clock) -> Ledger:
    """The quota ledger under the configured defaults."""
    return Ledger(settings.quota, clock)


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
    texts = offline_texts(replies)
    async with AsyncExitStack() as opened:
        opened.callback(engine.dispose)
        model = make_model(
            settings.llm, settings.models, texts=texts, count=tokens.count, clock=clock
        )
        opened.push_async_callback(model.close)
        keyring = read_keyring(instance.keys_folder)
        pool, gate = open_filter(settings, keyring.seal)
        opened.push_async_callback(pool.close)
        await pool.start()
        system = await _screened_system_prompt(instance, gate)
        uow = UnitOfWork(engine)
        opened.callback(uow.close)
        for channel in channels.values():
            opened.push_async_callback(channel.aclose)
        parts = Parts(instance, channels, clock, keyring, replies, uow, gate, tokens, model, system)
        dispatcher = parts.dispatcher(only_event=only_event)
        dispatcher.start()
        opened.push_async_callback(dispatcher.stop, settings.server.shutdown_seconds)
        return Gateway(instance, uow, pool, gate, model, channels, dispatcher, opened.pop_all())


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

    def dispatcher(self, *, only_event: str | None) -> Dispatcher:
        """The dispatcher with everything it runs."""
        settings = self.instance.settings
        lease = Lease(uuid.uuid4().hex, timedelta(seconds=settings.gateway.lease_seconds))
        records = TurnRecords(
            self.uow,
            make_ledger(settings, self.clock),
            self.clock,
            lease,
            settings.conversation,
            self.keyring.pseudonym,
        )
        replacements = Replacements(self.clock, seconds=settings.gateway.replacement_minutes * 60)
        endings = Endings(self.replies, ask_whom=settings.quota.ask_whom)
        deliveries = Deliveries(
            self.uow,
            self.channels,
            replacements,
            self.replies,
            clock=self.clock,
            lease=lease,
            settings=settings.gateway,
            only_event=only_event,
        )
        return Dispatcher(
            self._pipeline(records, replacements, endings),
            deliveries,
            Recovery(records, endings, channels=tuple(self.channels)),
            Retention(self.uow, self.clock, settings.gateway, settings.conversation),
            settings.gateway,
        )

    def _pipeline(
        self, records: TurnRecords, replacements: Replacements, endings: Endings
    ) -> Pipeline:
        settings = self.instance.settings
        sources = [self.instance.root / source for source in settings.rag.sources]
        coverage = settings.rag.minimum_coverage
        context = ContextBuilder(
            self.gate,
            records,
            LexicalRetriever(load_guidelines(sources), minimum_coverage=coverage),
            self.tokens.count,
            self.clock,
            system=self.system,
            retrieval=_retrieval(settings),
            rag=settings.rag,
            conversation=settings.conversation,
        )
        texts = offline_texts(self.replies)
        fallback = make_fallback(settings.llm, texts=texts, count=self.tokens.count)
        return Pipeline(
            records=records,
            reception=_reception(settings, records, self.gate, replacements, self.replies),
            gate=self.gate,
            context=context,
            model_call=ModelCall(records, context, self.clock, model=self.model, fallback=fallback),
            endings=endings,
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
    settings: Settings,
    records: TurnRecords,
    gate: PiiGate,
    replacements: Replacements,
    replies: Replies,
) -> Reception:
    limits = Limits(settings.gateway.max_queued_turns, settings.gateway.max_turns_per_minute)
    texts = ReceptionTexts(
        ask_whom=settings.quota.ask_whom,
        max_chars=settings.filter.max_chars,
        keep_days=settings.conversation.keep_days,
        replacement_minutes=round(settings.gateway.replacement_minutes),
    )
    return Reception(records, gate, replacements, replies, limits, texts)


async def _screened_system_prompt(instance: Instance, gate: PiiGate) -> CleanText:
    verdict = await gate.screen(read_system_prompt(instance))
    if isinstance(verdict, CleanText):
        return verdict
    found = ", ".join(sorted({finding.entity for finding in verdict.findings}))
    reason = f"{verdict.reason.value} {found}".rstrip()
    path = instance.system_prompt_file
    raise ConfigurationError(f"{path}: the filter does not let it through: {reason}; reword it")
