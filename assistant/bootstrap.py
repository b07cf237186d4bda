"""The composition root: the one place where what a gateway needs is opened and closed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from assistant.channels.base import Channel
from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError, StoreError
from assistant.core.keyfiles import read_keyring
from assistant.core.keys import Key, Keyring
from assistant.core.logs import get_log
from assistant.core.text import CleanText
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.gateway.administration import Administration, make_administration
from assistant.gateway.dispatcher import Dispatcher
from assistant.gateway.document_library import Library
from assistant.gateway.first_index import FirstIndex
from assistant.gateway.lookup import ActiveIndex
from assistant.gateway.policy_watch import PolicyWatch
from assistant.gateway.queue import count_open
from assistant.gateway.quota_desk import QuotaDesk, make_quota_desk
from assistant.gateway.replies import load_replies
from assistant.instance import Instance, open_database, open_pool, read_system_prompt
from assistant.llm.base import ChatModel
from assistant.llm.embedding import Embedder
from assistant.llm.registry import embedder_name, make_embedder, make_model
from assistant.settings import Settings
from assistant.store.audit import AuditLog
from assistant.store.schema_version import require_head
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.quota.tokens import TokenCounter, packaged_rank_file
from assistant.wiring import Parts, offline_texts


def open_filter(
    settings: Settings, seal_key: Key, clock: Clock, pool: WorkerPool | None = None
) -> tuple[WorkerPool, PiiGate]:
    """The personal-data gate, deciding by the settings alone, and its workers (not started)."""
    pool = pool or open_pool(settings)
    return pool, PiiGate(settings.filter, key=seal_key, analyzer=pool, clock=clock)


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
    index: ActiveIndex
    first_index: FirstIndex
    opened: AsyncExitStack

    async def documents(self) -> dict[str, str]:
        """How look-up stands; without it, and without its vectors, the gateway goes on."""
        try:
            return await self.index.state()
        except StoreError:
            return {"documents": "unknown", "embedding": "unknown"}

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
    pool: WorkerPool | None = None,
) -> Gateway:
    """Build and start a gateway: filter loaded, queue and outbox at work.

    With `only_event` it answers that one event: two processes at the console must not take each
    other's questions, as neither could show the other's reply. The workers may have been begun
    before, in a `pool`.

    Raises:
        ConfigurationError: a file, a key, the language model or the provider's facts are missing.
        StoreError: the database cannot be used or has another schema.
    """
    settings = instance.settings
    replies = load_replies(instance.config_folder)
    if replies.shipped_names:
        names = " ".join(replies.shipped_names)
        get_log().warning("replies.shipped", count=len(replies.shipped_names), path=names)
    engine = open_database(instance)
    require_head(engine)
    tokens = TokenCounter(packaged_rank_file())
    tokens.count("")  # reads the rank file, while the filter's workers load
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
        pool, gate = open_filter(settings, keyring.seal, clock, pool)
        opened.push_async_callback(pool.close)
        await pool.start()
        uow = UnitOfWork(engine)
        opened.callback(uow.close)
        await PolicyWatch(uow, gate, settings.filter).run_within(opened)
        system = await _screened_system_prompt(instance, gate)
        for channel in channels.values():
            opened.push_async_callback(channel.aclose)
        index, first_index = await _opened_index(instance, opened, uow, keyring, clock)
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
            instance, uow, pool, gate, model, channels, dispatcher, administration, index,
            first_index, opened.pop_all(),
        )  # fmt: skip


def open_library(instance: Instance, clock: Clock) -> Library:
    """The documents of an installation."""
    settings = instance.settings
    endpoint = embedder_name(settings.llm) if settings.rag.embedder == "openai" else ""
    return Library(instance.root, instance.data_folder, settings.rag, clock, endpoint=endpoint)


def open_embedder(settings: Settings, clock: Clock) -> Embedder:
    """The embedding endpoint of `rag.embedder = "openai"`.

    Raises:
        ConfigurationError: its settings or its provider's facts are missing.
    """
    count = TokenCounter(packaged_rank_file()).count
    return make_embedder(settings.llm, settings.models, count=count, clock=clock)


async def _opened_index(
    instance: Instance, opened: AsyncExitStack, uow: UnitOfWork, keyring: Keyring, clock: Clock
) -> tuple[ActiveIndex, FirstIndex]:
    """The documents in force; on the first start, those of the configured sources."""
    settings = instance.settings
    embedder = open_embedder(settings, clock) if settings.rag.embedder == "openai" else None
    if embedder is not None:
        opened.push_async_callback(embedder.close)
    index = ActiveIndex(uow, open_library(instance, clock), settings.rag, clock, embedder=embedder)
    opened.callback(index.close)
    await index.build_first(AuditLog(keyring.audit, clock))  # 例規 may be asked of any model
    first_index = FirstIndex(index, instance.root, clock)
    opened.push_async_callback(first_index.stop)
    return index, first_index


async def _screened_system_prompt(instance: Instance, gate: PiiGate) -> CleanText:
    verdict = await gate.screen(read_system_prompt(instance))
    if isinstance(verdict, CleanText):
        return verdict
    found = ", ".join(sorted({finding.entity for finding in verdict.findings}))
    reason = f"{verdict.reason.value} {found}".rstrip()
    path = instance.system_prompt_file
    raise ConfigurationError(f"{path}: the filter does not let it through: {reason}; reword it")
