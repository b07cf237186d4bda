"""The composition root: the one place where the parts of a gateway are built and joined."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from assistant.channels.base import Channel
from assistant.channels.registry import check_channels
from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError, StoreError
from assistant.core.keyfiles import read_keyring
from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
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
from assistant.llm.base import ChatModel
from assistant.llm.offline import OfflineTexts
from assistant.llm.registry import check_llm, make_fallback, make_model
from assistant.llm.settings import Provider
from assistant.rag.documents import load_guidelines
from assistant.rag.retriever import LexicalRetriever
from assistant.settings import Settings, load_settings
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.schema_version import require_head
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.tokens import TokenCounter, packaged_rank_file

SYSTEM_PROMPT = "prompts/system.ja.md"


@dataclass(frozen=True, slots=True)
class Instance:
    """One installation: the folder it lives in and its settings."""

    root: Path
    settings: Settings

    @property
    def config_folder(self) -> Path:
        """Where the TOML files are."""
        return self.root / "config"

    @property
    def data_folder(self) -> Path:
        """Where the database and the keys are."""
        return self.root / self.settings.data.dir

    @property
    def keys_folder(self) -> Path:
        """Where the keys are."""
        return self.data_folder / "keys"

    @property
    def database_url(self) -> str:
        """The configured database, or the SQLite file in the data folder."""
        return self.settings.store.url or sqlite_url(self.data_folder / "assistant.db")


def open_instance(root: Path) -> Instance:
    """Read the settings of the installation in a folder.

    Raises:
        ConfigurationError: there is none, or a setting is wrong.
    """
    return Instance(root, load_settings(root / "config"))


def open_database(instance: Instance, *, may_create: bool = False) -> Engine:
    """The engine of an installation's database; nothing is opened yet."""
    return make_engine(
        instance.database_url,
        busy_timeout_seconds=instance.settings.store.busy_timeout_seconds,
        may_create=may_create,
    )


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
    replies: Replies
    dispatcher: Dispatcher

    async def readiness(self) -> dict[str, bool]:
        """What the gateway needs to take a message, and whether it is there."""
        return {
            "database": await self._is_database_usable(),
            "filter": self.pool.is_ready,
            "dispatcher": self.dispatcher.is_running,
        }

    async def stop(self) -> None:
        """Finish or hand back what runs, then close everything. Safe after a failed start."""
        await self.dispatcher.stop(self.instance.settings.server.shutdown_seconds)
        for channel in self.channels.values():
            await channel.aclose()
        await self.model.close()
        await self.pool.close()
        self.uow.close()

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
    keyring = read_keyring(instance.keys_folder)
    replies = load_replies(instance.config_folder)
    engine = open_database(instance)
    require_head(engine)
    tokens = TokenCounter(packaged_rank_file())
    model = make_model(
        settings.llm,
        settings.models,
        texts=offline_texts(replies),
        count=tokens.count,
        clock=clock,
    )
    fallback = make_fallback(settings.llm, texts=offline_texts(replies), count=tokens.count)
    sections = load_guidelines([instance.root / source for source in settings.rag.sources])
    pool, gate = open_filter(settings, keyring.seal)
    await pool.start()
    try:
        system = await _screened_system_prompt(instance, gate)
    except BaseException:
        await pool.close()
        raise
    uow = UnitOfWork(engine)
    lease = Lease(uuid.uuid4().hex, timedelta(seconds=settings.gateway.lease_seconds))
    ask_whom = settings.quota.ask_whom
    ledger = make_ledger(settings, clock)
    records = TurnRecords(uow, ledger, clock, lease, settings.conversation, keyring.pseudonym)
    replacements = Replacements(clock, seconds=settings.gateway.replacement_minutes * 60)
    endings = Endings(replies, ask_whom=ask_whom)
    context = ContextBuilder(
        gate,
        records,
        LexicalRetriever(sections, minimum_coverage=settings.rag.minimum_coverage),
        tokens.count,
        clock,
        system=system,
        retrieval=_retrieval(settings),
        rag=settings.rag,
        conversation=settings.conversation,
    )
    pipeline = Pipeline(
        records=records,
        reception=_reception(settings, records, gate, replacements, replies),
        gate=gate,
        context=context,
        model_call=ModelCall(records, context, clock, model=model, fallback=fallback),
        endings=endings,
        clock=clock,
        max_output_tokens=settings.llm.max_output_tokens,
    )
    deliveries = Deliveries(
        uow,
        channels,
        replacements,
        replies,
        clock=clock,
        lease=lease,
        settings=settings.gateway,
        only_event=only_event,
    )
    dispatcher = Dispatcher(
        pipeline,
        deliveries,
        Recovery(records, endings, channels=tuple(channels)),
        Retention(uow, clock, settings.gateway, settings.conversation),
        settings.gateway,
    )
    dispatcher.start()
    return Gateway(instance, uow, pool, gate, model, channels, replies, dispatcher)


def check_configuration(instance: Instance) -> None:
    """Check what can be checked without starting anything or touching the network.

    Raises:
        ConfigurationError: the first thing that is wrong.
    """
    load_replies(instance.config_folder)
    read_keyring(instance.keys_folder)
    check_llm(instance.settings.llm, instance.settings.models)
    packaged_rank_file()
    read_system_prompt(instance)
    load_guidelines([instance.root / source for source in instance.settings.rag.sources])
    check_channels(instance.settings.channels)


def read_system_prompt(instance: Instance) -> RawText:
    """The city's instructions to the model, not screened yet.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    path = instance.config_folder / SYSTEM_PROMPT
    try:
        return RawText(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(
            f"{path}: cannot be read ({type(fault).__name__}); copy the shipped file there"
        ) from None


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
    path = instance.config_folder / SYSTEM_PROMPT
    raise ConfigurationError(f"{path}: the filter does not let it through: {reason}; reword it")
