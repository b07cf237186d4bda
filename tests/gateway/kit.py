"""A gateway joined as `bootstrap.start_gateway` joins it, around the fakes, step by step."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from assistant.channels.base import Channel
from assistant.conversation.cases import CaseLibrary
from assistant.conversation.settings import ConversationSettings
from assistant.core.chat import InboundMessage, Outcome, Reply
from assistant.core.clock import ManualClock
from assistant.core.keys import Key
from assistant.core.packaged import packaged_folder
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import PiiGate
from assistant.filters.settings import FilterSettings
from assistant.gateway.accounting import Accounting
from assistant.gateway.admission import Limits
from assistant.gateway.context import ContextBuilder, Retrieval
from assistant.gateway.delivery import Deliveries
from assistant.gateway.dispatcher import Dispatcher
from assistant.gateway.endings import Endings
from assistant.gateway.false_positive import make_after_stop
from assistant.gateway.incidents import Incidents
from assistant.gateway.leak_reports import LeakReports
from assistant.gateway.lease import Lease
from assistant.gateway.lookup import Lookup
from assistant.gateway.members import role_of
from assistant.gateway.model_call import ModelCall
from assistant.gateway.pipeline import Pipeline
from assistant.gateway.policy_watch import PolicyWatch
from assistant.gateway.prices import price_list
from assistant.gateway.reception import Reception, ReceptionTexts
from assistant.gateway.records import TurnRecords
from assistant.gateway.recovery import Recovery
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies, load_replies
from assistant.gateway.retention import Retention
from assistant.gateway.survey_desk import SurveyDesk
from assistant.gateway.survey_invitation import SurveyInvitation
from assistant.gateway.switch import SwitchGuard
from assistant.gateway.terms import TurnTerms
from assistant.gateway.trial import ShadowTrial
from assistant.llm.offline import OfflineModel
from assistant.llm.settings import ModelFacts
from assistant.rag.documents import Record
from assistant.rag.settings import RagSettings
from assistant.settings import GatewaySettings
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.settings import CouncilSettings
from assistant.usage.analysis.survey_settings import SurveySettings
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.terms.settings import TermsSettings
from assistant.wiring import offline_texts
from tests.databases import read_rows, table_names
from tests.gateway.fakes import FakeAnalyzer, FakeChannel, FakeModel
from tests.patience import PATIENCE_SECONDS
from tests.rag.memory_index import MemoryLookup

SYSTEM = "丁寧に答えてください。"
SEAL_KEY = Key("seal", 1, b"s" * 32)
PSEUDONYM_KEY = Key("pseudonym", 1, b"p" * 32)
AUDIT_KEY = Key("audit", 1, b"a" * 32)
LEASE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Options:
    """What differs between the gateways of the tests."""

    gateway: GatewaySettings = field(default_factory=GatewaySettings)
    quota: QuotaSettings = field(default_factory=QuotaSettings)
    filter: FilterSettings = field(default_factory=FilterSettings)
    conversation: ConversationSettings = field(default_factory=ConversationSettings)
    cases: CaseLibrary = field(default_factory=CaseLibrary)
    sections: Sequence[Record] = ()
    retrieval: Retrieval = Retrieval.NEVER
    max_output_tokens: int = 1000
    rag: RagSettings = field(default_factory=RagSettings)
    lookup: Lookup | None = None
    models: Mapping[str, ModelFacts] = field(default_factory=dict)
    survey: SurveySettings = field(default_factory=SurveySettings)
    terms: TermsSettings = field(default_factory=TermsSettings)
    council: CouncilSettings = field(default_factory=CouncilSettings)


@dataclass(slots=True)
class Kit:
    """One gateway process on a database, with its fakes."""

    url: str
    clock: ManualClock
    analyzer: FakeAnalyzer
    model: FakeModel
    channel: FakeChannel
    uow: UnitOfWork
    gate: PiiGate
    ledger: Ledger
    lease: Lease
    records: TurnRecords
    replacements: Replacements
    pipeline: Pipeline
    deliveries: Deliveries
    recovery: Recovery
    retention: Retention
    dispatcher: Dispatcher
    policy: PolicyWatch

    @property
    def path(self) -> Path:
        """SQLite's file."""
        return Path(make_url(self.url).database or "")

    def message(
        self,
        text: str,
        *,
        user: str = "user-1",
        room: str = "room-1",
        event: str = "",
        files: tuple[str, ...] = (),
    ) -> InboundMessage:
        """A message as a channel hands it over; a new event unless one is named."""
        return InboundMessage(
            channel=self.channel.name,
            event_id=event or f"event-{uuid.uuid4().hex}",
            channel_user_id=user,
            conversation_key=room,
            is_direct=True,
            text=RawText(text),
            file_names=tuple(RawText(name) for name in files),
        )

    async def admit(self, message: InboundMessage) -> str:
        """Steps 1 to 3; returns the turn's id."""
        arrival = await self.pipeline.record(message)
        assert arrival.is_new
        await self.pipeline.admit(arrival, message)
        return arrival.turn.id

    async def answer_next(self) -> bool:
        """Steps 4 to 8 of the next queued turn."""
        turn = await self.records.take_next([self.channel.name])
        if turn is None:
            return False
        await self.pipeline.answer(turn)
        return True

    async def deliver_due(self) -> int:
        """Step 9 for everything that is due; returns how many tries it took."""
        count = 0
        while (posting := await self.deliveries.take()) is not None:
            await self.deliveries.deliver(posting)
            count += 1
        return count

    async def ask(self, text: str, **where: Any) -> Reply:
        """The whole way of one message; returns what its sender reads."""
        before = len(self.channel.replies)
        await self.admit(self.message(text, **where))
        while await self.answer_next():
            pass
        await self.deliver_due()
        (reply,) = self.channel.replies[before:]
        return reply

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Rows as another program sees them."""
        return read_rows(self.url, sql, values)

    def row(self, sql: str, *values: object) -> dict[str, Any]:
        """The only row."""
        (found,) = self.rows(sql, *values)
        return found

    def tables_holding(self, text: str) -> set[str]:
        """Every `table.column` in which a text occurs."""
        names = table_names(self.url)
        return {
            f"{name}.{column}"
            for name in names
            for row in self.rows(f'SELECT * FROM "{name}"')  # noqa: S608  # names of our own schema
            for column, value in row.items()
            if text in str(value)
        }

    def is_in_files(self, text: str) -> bool:
        """Whether a text is anywhere in the bytes of the database, its log included.

        A server's files are its own: there the tables alone are looked at.
        """
        if not self.url.startswith("sqlite"):
            return bool(self.tables_holding(text))
        files = self.path.parent.glob(f"{self.path.name}*")
        return any(text.encode() in file.read_bytes() for file in files)

    def entries(self) -> list[tuple[str, int, bool]]:
        """Kind, tokens and flag of every ledger entry, in order."""
        found = self.rows("SELECT kind, tokens, is_estimated FROM ledger_entry ORDER BY id")
        return [(row["kind"], row["tokens"], bool(row["is_estimated"])) for row in found]

    async def ledger_problems(self) -> list[str]:
        return await self.uow.read(self.ledger.verify)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Dispatcher]:
        """The dispatcher at work; what is held is let go at the end."""
        self.dispatcher.start()
        try:
            yield self.dispatcher
        finally:
            for hold in (self.analyzer.hold, self.model.hold, self.channel.hold):
                hold.open()
            await self.dispatcher.stop(PATIENCE_SECONDS)


async def assert_ended(kit: Kit, reply: Reply, outcome: Outcome, reason: str) -> None:
    """One turn, closed; one usage row; one reply, delivered and erased; a sound ledger."""
    usage = kit.row("SELECT turn_id, outcome, reason FROM usage_event")
    turn = kit.row("SELECT id, state, outcome, question FROM turn")
    outbox = kit.row("SELECT turn_id, state, text, citations, outcome FROM outbox")
    assert (usage["outcome"], usage["reason"]) == (outcome, reason)
    assert turn == {"id": usage["turn_id"], "state": "closed", "outcome": outcome, "question": None}
    assert outbox == {
        "turn_id": turn["id"],
        "state": "delivered",
        "text": None,
        "citations": "[]",
        "outcome": outcome,
    }
    assert (len(kit.channel.replies), reply.outcome) == (1, outcome)
    assert await kit.ledger_problems() == []
    assert kit.rows("SELECT * FROM quota_counter WHERE reserved <> 0") == []


async def until(is_so: Callable[[], bool]) -> None:
    """Let others run until something is so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():
            await asyncio.to_thread(lambda: None)


async def finish(*tasks: asyncio.Task[Any]) -> list[Any]:
    """The results of tasks, within a time no healthy run needs."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        return list(await asyncio.gather(*tasks))


def build(  # noqa: PLR0913  # one composition, as in bootstrap
    url: str,
    clock: ManualClock,
    replies: Replies,
    options: Options,
    *,
    analyzer: FakeAnalyzer,
    model: FakeModel,
    channel: FakeChannel,
) -> Kit:
    """Join the parts of one gateway process."""
    uow = UnitOfWork(make_engine(url, busy_timeout_seconds=10))
    gate = PiiGate(options.filter, key=SEAL_KEY, analyzer=analyzer, clock=clock)
    ledger = Ledger(options.quota, clock, role_of)
    lease = Lease(uuid.uuid4().hex, timedelta(seconds=LEASE_SECONDS))
    accounting = Accounting(ledger, price_list(options.models), options.quota, replies, clock)
    survey, council = options.survey, CouncilCalendar(options.council)
    terms = TurnTerms(options.terms, PSEUDONYM_KEY, council=council)
    records = TurnRecords(
        uow, accounting, clock, lease, options.conversation, PSEUDONYM_KEY,
        survey=SurveyInvitation(clock, replies, PSEUDONYM_KEY, survey),
        council=council, terms=terms,
    )  # fmt: skip
    settings = options.gateway
    after_stop = make_after_stop(uow, clock, settings)
    replacements = after_stop.replacements
    endings = Endings(
        replies,
        ask_whom=options.quota.ask_whom,
        link_template=options.rag.link_template,
        links=options.rag.links,
    )
    channels: Mapping[str, Channel] = {channel.name: channel}
    offline = OfflineModel(offline_texts(replies), count=len)
    context = ContextBuilder(
        gate,
        records,
        options.lookup or MemoryLookup(options.sections),
        len,
        clock,
        system=_system_text(options.filter.model_dump_json()),
        retrieval=options.retrieval,
        rag=options.rag,
        conversation=options.conversation,
        rules_words=replies.command_words["rules"],
        cases=options.cases,
        terms=terms,
    )
    pipeline = Pipeline(
        records=records,
        reception=Reception(
            records,
            gate,
            after_stop,
            replies,
            Limits(settings.max_queued_turns, settings.max_turns_per_minute),
            ReceptionTexts(
                ask_whom=options.quota.ask_whom,
                max_chars=options.filter.max_chars,
                keep_days=options.conversation.keep_days,
                replacement_minutes=round(settings.replacement_minutes),
            ),
            leaks=LeakReports(uow, Incidents(AuditLog(AUDIT_KEY, clock), clock), replies),
            survey=SurveyDesk(uow, clock, replies, PSEUDONYM_KEY, survey),
        ),
        gate=gate,
        context=context,
        model_call=ModelCall(
            records,
            context,
            clock,
            switch=SwitchGuard(uow),
            model=offline if options.retrieval is Retrieval.ALWAYS else model,
            fallback=offline if options.retrieval is Retrieval.FALLBACK else None,
        ),
        endings=endings,
        trial=ShadowTrial(uow, clock),
        switch=SwitchGuard(uow),
        clock=clock,
        max_output_tokens=options.max_output_tokens,
    )
    deliveries = Deliveries(
        uow, channels, replacements, replies, clock=clock, lease=lease, settings=settings
    )
    recovery = Recovery(records, endings, channels=tuple(channels))
    retention = Retention(uow, clock, settings, options.conversation, channels=tuple(channels))
    dispatcher = Dispatcher(pipeline, deliveries, recovery, retention, settings)
    return Kit(
        url, clock, analyzer, model, channel, uow, gate, ledger, lease, records, replacements,
        pipeline, deliveries, recovery, retention, dispatcher,
        PolicyWatch(uow, gate, options.filter),
    )  # fmt: skip


@cache
def packaged_replies() -> Replies:
    """The replies as they are shipped, read once."""
    return load_replies(packaged_folder("config"))


@cache
def _system_text(settings_json: str) -> CleanText:
    """The system text as a gate makes it: run to its end, as this analysis does not wait."""
    settings = FilterSettings.model_validate_json(settings_json)
    step = PiiGate(settings, key=SEAL_KEY, analyzer=FakeAnalyzer()).screen(RawText(SYSTEM))
    with pytest.raises(StopIteration) as done:
        step.send(None)
    assert isinstance(done.value.value, CleanText)
    return done.value.value
