"""An embedding endpoint from the build to the usage row: the real client, a server on loopback."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from assistant.core.actor import SYSTEM
from assistant.core.chat import Outcome
from assistant.core.clock import ManualClock
from assistant.core.errors import AssistantError
from assistant.core.keys import Key
from assistant.filters.finding import AnalysisResult
from assistant.filters.gate import PiiGate
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import FilterSettings
from assistant.gateway.context import Retrieval
from assistant.gateway.document_embedding import (
    EmbeddingReport,
    ScreenedDocuments,
    embed_questions,
)
from assistant.gateway.document_library import Library
from assistant.gateway.document_screen import NoVerdictError
from assistant.gateway.lookup import ActiveIndex, Found
from assistant.gateway.models import StopRow
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Tally
from assistant.llm.embedder import OpenAIEmbedder
from assistant.llm.embedding_settings import EmbeddingSettings
from assistant.llm.registry import embedder_name
from assistant.llm.settings import LlmSettings
from assistant.rag.retriever import Why
from assistant.rag.settings import RagSettings
from assistant.schema import METADATA
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.schema_version import upgrade
from assistant.store.unit_of_work import UnitOfWork
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION, FakeAnalyzer, answer
from tests.gateway.kit import SEAL_KEY
from tests.llm.fake_embeddings import FakeEmbeddingServer, Refuse, Say, reply
from tests.llm.prompts import clean

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
TOPICS = ["旅費", "会議室", "名札"]
PAGES = {
    "a.md": "# 手引\n## 旅費\n旅費の精算は10日以内にする。\n",
    "b.md": "# 手引\n## 会議室\n会議室の予約は前日までにする。\n",
    "c.md": f"# 手引\n## 名札\n名札の担当は{PERSON}である。\n",
}
SETTINGS = RagSettings(embedder="openai", minimum_coverage=0)


class NoWorkers(WorkerPool):
    """A pool that has nothing to start."""

    async def start(self) -> None:
        """Nothing to start."""

    async def close(self) -> None:
        """Nothing to close."""


class Overloaded(FakeAnalyzer):
    """Gives no verdict on texts with one word."""

    fails_on = ""

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        if self.fails_on and self.fails_on in text:
            raise TimeoutError
        return await super().analyze(text, deadline_seconds=deadline_seconds)


@dataclass(slots=True)
class City:
    """Documents, a database, a filter that knows one name, and an endpoint."""

    root: Path
    uow: UnitOfWork
    clock: ManualClock
    server: FakeEmbeddingServer
    settings: RagSettings = SETTINGS
    embedding: dict[str, Any] = field(default_factory=dict)
    opened: list[OpenAIEmbedder] = field(default_factory=list)
    analyzer: Overloaded = field(default_factory=Overloaded)

    @property
    def llm(self) -> LlmSettings:
        fixed = {"base_url": self.server.base_url, "model": "small", "backoff_seconds": 0}
        return LlmSettings(
            embedding=EmbeddingSettings.model_validate({**fixed, "batch_texts": 1} | self.embedding)
        )

    @property
    def audit(self) -> AuditLog:
        return AuditLog(Key("audit", 1, b"a" * 32), self.clock)

    def library(self) -> Library:
        return Library(
            self.root, self.root / "data", self.settings, self.clock,
            endpoint=embedder_name(self.llm),
        )  # fmt: skip

    def filter(self) -> tuple[WorkerPool, PiiGate]:
        self.analyzer.surfaces = {PERSON: "PERSON"}
        settings = FilterSettings()
        return NoWorkers(settings), PiiGate(settings, key=SEAL_KEY, analyzer=self.analyzer)

    def endpoint(self) -> OpenAIEmbedder:
        return OpenAIEmbedder(self.llm, count=len, clock=self.clock)

    async def build(self) -> EmbeddingReport:
        library = self.library()
        embedder = ScreenedDocuments(
            library.endpoint,
            filter_of=self.filter,
            endpoint=self.endpoint,
            kept=library.kept_vectors(),
        )
        row = await self.uow.read(_active)
        report = await asyncio.to_thread(
            library.build, library.sources, active=row, vectors=None, embedder=embedder
        )
        await self.uow.write(
            lambda session: library.put_in_force(
                session, report, SYSTEM, self.audit, instead_of=row, embedded=embedder.report
            )
        )
        return embedder.finish()

    def index(self) -> ActiveIndex:
        self.opened.append(self.endpoint())
        return ActiveIndex(
            self.uow, self.library(), self.settings, self.clock, embedder=self.opened[-1]
        )


def _active(session: Any) -> str | None:
    from assistant.rag.activation import active_generation  # noqa: PLC0415  # one line's need

    row = active_generation(session)
    return row.generation if row else None


@pytest.fixture
def server() -> Iterator[FakeEmbeddingServer]:
    with FakeEmbeddingServer(TOPICS) as running:
        yield running


@pytest.fixture
async def city(
    tmp_path: Path, clock: ManualClock, server: FakeEmbeddingServer
) -> AsyncIterator[City]:
    folder = tmp_path / "city"
    (folder / "guidelines").mkdir(parents=True)
    for name, page in PAGES.items():
        (folder / "guidelines" / name).write_text(page, encoding="utf-8")
    engine = make_engine(sqlite_url(folder / "city.db"), busy_timeout_seconds=5)
    upgrade(engine, METADATA)
    uow = UnitOfWork(engine)
    made = City(folder, uow, clock, server)
    yield made
    for embedder in made.opened:
        await embedder.close()
    uow.close()


async def ask(index: ActiveIndex, text: str) -> Found:
    return await index.search(clean(text), limit=3, departments=("d1",))


async def test_what_the_filter_stops_never_reaches_the_endpoint(city: City) -> None:
    done = await city.build()
    assert (done.sent, done.withheld) == (2, 1)
    assert done.tokens == sum(len(text) for text in city.server.texts)
    assert PERSON not in json.dumps(city.server.requests, ensure_ascii=False)
    index = city.index()
    assert [hit.record.id for hit in (await ask(index, "名札の担当")).hits][:1] == [
        "guidelines/c.md#名札"
    ]
    index.close()


async def test_a_build_says_in_the_audit_log_what_left(city: City) -> None:
    done = await city.build()
    entries = await city.uow.read(_details)
    assert entries[-1]["embedding_sent"] == 2
    assert entries[-1]["embedding_tokens"] == done.tokens


def _details(session: Any) -> list[dict[str, Any]]:
    from sqlmodel import select  # noqa: PLC0415

    from assistant.store.models import AuditEntry  # noqa: PLC0415

    return [json.loads(row) for row in session.exec(select(AuditEntry.details)).all()]


async def test_a_vector_of_zeros_was_sent_and_not_withheld(city: City) -> None:
    city.server.script(Say(reply([[0.0, 0.0, 0.0]], {"prompt_tokens": 5})))
    done = await city.build()
    assert (done.sent, done.zeros, done.withheld) == (2, 1, 1)
    assert len(city.server.texts) == 2


async def test_a_filter_without_a_verdict_ends_the_build_and_keeps_what_was_made(
    city: City,
) -> None:
    city.analyzer.fails_on = "会議室"
    with pytest.raises(NoVerdictError, match="the index in force stays"):
        await city.build()
    assert city.library().generations.names() == []
    found, fault = await asyncio.to_thread(
        embed_questions, ["会議室"], filter_of=city.filter, endpoint=city.endpoint
    )
    assert (found, "no verdict" in fault) == ({}, True)
    city.analyzer.fails_on = ""
    done = await city.build()
    assert (done.sent, done.kept, done.withheld) == (1, 1, 1)


async def test_only_what_changed_is_sent_again(city: City) -> None:
    await city.build()
    city.server.requests.clear()
    page = city.root / "guidelines" / "a.md"
    page.write_text(PAGES["a.md"].replace("10日", "20日"), encoding="utf-8")
    done = await city.build()
    assert (done.sent, done.kept, len(city.server.requests)) == (1, 0, 1)


async def test_a_build_whose_endpoint_fails_is_resumed_where_it_stopped(city: City) -> None:
    (city.root / "guidelines" / "c.md").unlink()
    city.embedding = {"max_attempts": 1}
    good = Say(reply([[1.0, 0.0, 0.0]], {"prompt_tokens": 5}))
    city.server.script(good, Refuse(429))
    with pytest.raises(AssistantError) as caught:
        await city.build()
    assert caught.value.message == (
        "the embedding server takes no more requests now; its rate or spending limit is reached; "
        "1 of 2 records are done and kept: run `assistant rag build` again to go on; the index in "
        "force stays"
    )
    assert city.library().generations.names() == []
    done = await city.build()
    assert (done.sent, done.kept, len(city.server.requests)) == (1, 1, 3)
    assert list((city.root / "data" / "rag" / "embeddings").iterdir()) == []


async def test_the_vector_of_the_question_leads_and_its_tokens_are_told(city: City) -> None:
    await city.build()
    city.server.speak_of(["出張", "部屋", "名札"])
    index = city.index()
    found = await ask(index, "出張のお金")
    assert found.hits[0].record.id == "guidelines/a.md#旅費"
    assert found.hits[0].legs["embedding"] == 1
    assert (found.embedding_model, found.embedding_tokens) == ("small", 5)
    assert not found.is_reduced
    assert await index.state() == {"documents": "ok", "embedding": "ready"}
    index.close()


@pytest.mark.parametrize(
    ("step", "cause", "tokens"),
    [
        (Refuse(500), "http_500", 0),
        (Refuse(429, retry_after="3600"), "http_429", 0),
        (Say(b"nonsense"), "unreadable", 5),
        (Say(reply([[1.0] * 7], {"prompt_tokens": 4})), "dimension", 4),
    ],
)
async def test_where_no_vector_comes_words_are_searched_and_it_is_said(
    city: City, step: Refuse | Say, cause: str, tokens: int
) -> None:
    await city.build()
    index = city.index()
    city.server.script(step)
    with structlog.testing.capture_logs() as logs:
        found = await ask(index, "旅費の精算")
    assert found.hits[0].record.id == "guidelines/a.md#旅費"
    assert (found.is_reduced, found.embedding_tokens) == (True, tokens)
    (event,) = [log for log in logs if log["event"] == "rag.embedding_failed"]
    assert event["error"] == cause
    assert (await index.state())["embedding"] == f"failing: {cause}"
    assert not (await ask(index, "旅費の精算")).is_reduced
    assert (await index.state())["embedding"] == "ready"
    index.close()


async def test_a_model_that_is_switched_off_is_sent_nothing(city: City) -> None:
    await city.build()
    index = city.index()
    stop = StopRow(
        scope="model", subject="small", reason="x", stopped_by="A1", stopped_at=city.clock.now()
    )
    await city.uow.write(lambda session: session.add(stop))
    sent = len(city.server.texts)
    found = await ask(index, "旅費の精算")
    assert found.hits[0].record.id == "guidelines/a.md#旅費"
    assert found.is_reduced
    assert len(city.server.texts) == sent
    index.close()


async def test_an_index_of_another_embedder_is_refused_and_nothing_is_sent(city: City) -> None:
    await city.build()
    city.server.requests.clear()
    city.embedding = {"dimensions": 2}
    index = city.index()
    with structlog.testing.capture_logs() as logs:
        found = await ask(index, "旅費の精算")
    assert (found.hits[0].record.id, found.is_reduced) == ("guidelines/a.md#旅費", True)
    assert city.server.requests == []
    (event,) = [log for log in logs if log["event"] == "rag.embedding_refused"]
    assert "the index was made by openai small, the settings name openai small 2" in event["reason"]
    assert (await index.state())["embedding"] == "other_embedder"
    index.close()


async def test_the_console_screens_questions_before_they_are_sent(city: City) -> None:
    def embed() -> tuple[dict[str, Any], str]:
        return embed_questions(
            ["旅費", f"{PERSON}の旅費"], filter_of=city.filter, endpoint=city.endpoint
        )

    found, fault = await asyncio.to_thread(embed)
    assert ([*found], fault) == (["旅費"], "")
    assert city.server.texts == ["旅費"]
    city.server.script(Refuse(404))
    found, fault = await asyncio.to_thread(embed)
    assert (found, "llm.embedding.model" in fault) == ({}, True)


async def test_a_grounded_answer_charges_the_vector_of_its_question(
    city: City, make_kit: MakeKit
) -> None:
    await city.build()
    index = city.index()
    question = "例規 旅費の精算は何日以内か"
    plain = make_kit()
    await plain.ask(question)
    kit = make_kit(like=plain, rag=SETTINGS, lookup=index)
    kit.model.steps = [answer("10日以内です[S1]。")]
    reply_ = await kit.ask(question)
    assert reply_.outcome is Outcome.ANSWERED
    row = kit.rows("SELECT embedding_tokens, input_tokens, output_tokens FROM usage_event")[-1]
    sent = len("旅費の精算は何日以内か")
    assert row == {"embedding_tokens": sent, "input_tokens": 100, "output_tokens": 20}
    reserved = [tokens for kind, tokens, _ in kit.entries() if kind == "reserve"]
    assert reserved[1] - reserved[0] == index.bound(clean("旅費の精算は何日以内か")) > sent
    assert kit.entries()[-1] == ("settle", 100 + 20 + sent, False)
    index.close()


async def test_a_stopped_question_reaches_no_endpoint(city: City, make_kit: MakeKit) -> None:
    await city.build()
    city.server.requests.clear()
    index = city.index()
    kit = make_kit(rag=SETTINGS, lookup=index)
    reply_ = await kit.ask(f"例規 {PERSON}の旅費")
    assert (reply_.outcome, city.server.requests) == (Outcome.BLOCKED_INPUT, [])
    index.close()


async def test_where_no_model_did_any_work_the_search_alone_is_counted_and_said(
    city: City, make_kit: MakeKit
) -> None:
    await city.build()
    index = city.index()
    kit = make_kit(rag=SETTINGS, lookup=index)
    kit.model.steps = [REFUSED_CONNECTION]
    reply_ = await kit.ask("例規 旅費の精算")
    assert (reply_.outcome, "5トークン" in reply_.text) == (Outcome.FAILED, True)
    assert kit.entries()[-1] == ("settle", 5, True)
    index.close()


async def test_search_is_part_of_the_estimate_where_the_outcome_is_unknown(
    city: City, make_kit: MakeKit
) -> None:
    await city.build()
    index = city.index()
    kit = make_kit(rag=SETTINGS, lookup=index)
    kit.model.steps = [CUT_STREAM]
    await kit.ask("例規 旅費の精算")
    usage = kit.row("SELECT embedding_tokens, input_tokens, output_tokens FROM usage_event")
    assert usage["embedding_tokens"] == 5
    assert kit.entries()[-1] == ("expire", sum(usage.values()), True)
    index.close()


def test_estimate_never_counts_more_for_a_search_than_was_held() -> None:
    tally = Tally(max_output_tokens=100, embedding_tokens=500)
    tally.charge_estimate("2026-04", 300)
    assert (tally.usage.input_tokens, tally.usage.output_tokens) == (0, 100)
    assert tally.embedding_tokens + tally.usage.total_tokens == 300


async def test_nothing_found_by_words_alone_says_so(
    city: City, make_kit: MakeKit, replies: Replies
) -> None:
    await city.build()
    city.settings = replace_settings(city.settings, minimum_coverage=0.5)
    index = city.index()
    city.server.script(Refuse(500))
    kit = make_kit(rag=city.settings, lookup=index)
    reply_ = await kit.ask("例規 水道の検針")
    assert replies.text("grounding.reduced") in reply_.text
    assert kit.entries()[-1][0] == "release"
    index.close()


def replace_settings(settings: RagSettings, **changes: Any) -> RagSettings:
    return settings.model_copy(update=changes)


@pytest.mark.parametrize("damage", ["missing", "corrupt", "never built"])
async def test_the_fallback_does_not_say_nothing_found_without_an_index(
    city: City, make_kit: MakeKit, replies: Replies, damage: str
) -> None:
    if damage != "never built":
        await city.build()
        (folder,) = (city.root / "data" / "rag" / "generations").glob("2*")
        if damage == "missing":
            shutil.rmtree(folder)
        else:
            (folder / "terms.json").write_bytes(b"[]")
    index = city.index()
    kit = make_kit(rag=SETTINGS, lookup=index, retrieval=Retrieval.FALLBACK)
    kit.model.steps = [REFUSED_CONNECTION]
    reply_ = await kit.ask("旅費の精算は何日以内か")
    why = "empty_index" if damage == "never built" else "unavailable"
    assert replies.text(f"grounding.{why}") in reply_.text
    assert "見つかりませんでした" not in reply_.text
    assert reply_.outcome is Outcome.FAILED
    assert kit.row("SELECT reason, input_tokens FROM usage_event") == {
        "reason": "model_unavailable",
        "input_tokens": 0,
    }
    assert [kind for kind, _, _ in kit.entries()] == ["reserve", "release"]
    assert (await ask(index, "旅費")).why is (
        Why.EMPTY_INDEX if damage == "never built" else Why.UNAVAILABLE
    )
    index.close()


@pytest.mark.parametrize("question", ["旅費の精算は何日以内か", "例規 旅費の精算"])
async def test_the_offline_model_says_that_a_broken_index_cannot_be_searched(
    city: City, make_kit: MakeKit, replies: Replies, question: str
) -> None:
    await city.build()
    (folder,) = (city.root / "data" / "rag" / "generations").glob("2*")
    (folder / "embedding.npy").write_bytes(b"")
    index = city.index()
    kit = make_kit(rag=SETTINGS, lookup=index, retrieval=Retrieval.ALWAYS)
    reply_ = await kit.ask(question)
    assert replies.text("grounding.unavailable") in reply_.text
    assert "見つかりませんでした" not in reply_.text
    assert (await index.state())["documents"] == "unavailable"
    await city.build()
    assert "10日以内" in (await kit.ask("旅費の精算は何日以内か")).text
    index.close()


async def test_found_keeps_what_the_search_cost_when_it_is_narrowed() -> None:
    found = Found((), Why.FOUND, embedding_model="small", embedding_tokens=3, is_reduced=True)
    assert replace(found, hits=()).at_least(0.9) == found
