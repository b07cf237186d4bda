"""The index in force, followed from question to question; without one the bot goes on."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from sqlmodel import select

from assistant.core.actor import SYSTEM
from assistant.core.clock import ManualClock
from assistant.core.keys import Key
from assistant.gateway.document_library import Library
from assistant.gateway.grounding import Grounds, Verifier
from assistant.gateway.lookup import ActiveIndex, Found
from assistant.gateway.replies import Replies
from assistant.rag.activation import active_generation
from assistant.rag.documents import Record
from assistant.rag.generations import AnotherBuildError, Generations
from assistant.rag.retriever import Hit, Route, Why
from assistant.rag.settings import RagSettings
from assistant.schema import METADATA
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.models import AuditEntry
from assistant.store.schema_version import upgrade
from assistant.store.unit_of_work import UnitOfWork
from tests.llm.prompts import clean

pytestmark = pytest.mark.anyio
PAGE = "# 手引\n## 旅費\n精算は10日以内にする。\n"


@dataclass(slots=True)
class Desk:
    """One installation's documents and database."""

    root: Path
    uow: UnitOfWork
    library: Library
    audit: AuditLog
    clock: ManualClock

    def index(self) -> ActiveIndex:
        return ActiveIndex(self.uow, self.library, RagSettings(), self.clock)

    async def name(self) -> str:
        row = await self.uow.read(active_generation)
        assert row is not None
        return row.generation

    async def rebuild(self, page: str) -> None:
        (self.root / "guidelines" / "page.md").write_text(page, encoding="utf-8")
        active = await self.name()
        report = self.library.build(self.library.sources, active=active, vectors=None)
        await self.uow.write(
            lambda session: self.library.put_in_force(
                session, report, SYSTEM, self.audit, instead_of=active
            )
        )


@pytest.fixture
async def desk(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Desk]:
    (tmp_path / "guidelines").mkdir()
    (tmp_path / "guidelines" / "page.md").write_text(PAGE, encoding="utf-8")
    engine = make_engine(sqlite_url(tmp_path / "assistant.db"), busy_timeout_seconds=1)
    upgrade(engine, METADATA)
    uow = UnitOfWork(engine)
    library = Library(tmp_path, tmp_path / "data", RagSettings(), clock)
    yield Desk(tmp_path, uow, library, AuditLog(Key("audit", 1, b"a" * 32), clock), clock)
    uow.close()


async def ask(index: ActiveIndex, text: str = "旅費の精算は何日以内ですか") -> Found:
    return await index.search(clean(text), limit=3, departments=("d1",))


async def test_the_first_start_builds_what_is_configured_and_says_so_in_the_audit_log(
    desk: Desk,
) -> None:
    index = desk.index()
    await index.build_first(desk.audit)
    assert (await ask(index)).hits[0].record.id == "guidelines/page.md#旅費"
    actions = await desk.uow.read(lambda session: session.exec(select(AuditEntry.action)).all())
    assert list(actions) == ["documents.build"]
    name = await desk.name()
    await index.build_first(desk.audit)
    assert await desk.name() == name
    index.close()


async def test_a_new_generation_is_taken_up_by_the_next_question(desk: Desk) -> None:
    index = desk.index()
    await index.build_first(desk.audit)
    await ask(index)
    await desk.rebuild(PAGE.replace("10日", "20日"))
    assert "20日" in (await ask(index)).hits[0].record.text
    assert len(desk.library.generations.discard_unused(active=await desk.name())) == 1
    index.close()


async def test_what_is_shown_as_it_is_must_hold_more_of_the_question() -> None:
    record = Record("a", "a", "手引", "手引", "本文")
    near, far = Hit(record, 1.0, answering=0.5), Hit(record, 0.9, answering=0.3)
    named = Hit(record, 0.8, answering=0.0, route=Route.EXACT)
    assert Found((near, far, named), Why.FOUND).at_least(0.4).hits == (near, named)
    assert Found((far,), Why.FOUND).at_least(0.4) == Found((), Why.NOTHING_SIMILAR)
    assert Found((), Why.UNAVAILABLE).at_least(0.4) == Found((), Why.UNAVAILABLE)


async def test_an_index_that_cannot_be_read_is_said_to_whoever_asks(replies: Replies) -> None:
    unreadable, nothing = Grounds(why=Why.UNAVAILABLE), Grounds(why=Why.NOTHING_SIMILAR)
    assert (unreadable.is_missing, nothing.is_missing) == (True, False)
    text = Verifier(replies).why_not(unreadable)
    assert "索引が、なくなっているか壊れていて、読めません" in text
    assert "見つかりませんでした" not in text


async def test_without_any_index_nothing_is_found(desk: Desk) -> None:
    assert await ask(desk.index()) == Found((), Why.EMPTY_INDEX)


@pytest.mark.parametrize("damage", ["missing", "corrupt"])
async def test_a_broken_generation_is_said_and_the_next_one_is_taken_up(
    desk: Desk, damage: str
) -> None:
    await desk.index().build_first(desk.audit)
    folder = desk.root / "data" / "rag" / "generations" / await desk.name()
    if damage == "missing":
        shutil.rmtree(folder)
    else:
        (folder / "words.bounds.npy").write_bytes(b"nonsense")
    index = desk.index()
    assert await ask(index) == Found((), Why.UNAVAILABLE)
    assert await ask(index) == Found((), Why.UNAVAILABLE)
    await desk.rebuild(PAGE)
    assert (await ask(index)).why is Why.FOUND
    index.close()


async def test_a_source_that_cannot_be_read_does_not_stop_the_start(desk: Desk) -> None:
    shutil.rmtree(desk.root / "guidelines")
    index = desk.index()
    await index.build_first(desk.audit)
    assert (await ask(index)).why is Why.EMPTY_INDEX


async def test_a_first_start_leaves_the_documents_to_a_build_that_runs(desk: Desk) -> None:
    index = desk.index()
    theirs = Generations(desk.root / "data" / "rag" / "generations")
    with theirs.turn(), structlog.testing.capture_logs() as logs:
        await index.build_first(desk.audit)
    assert [log["event"] for log in logs] == ["rag.first_build_left"]
    assert (await desk.uow.read(active_generation), theirs.names()) == (None, [])
    await index.build_first(desk.audit)
    assert (await ask(index)).why is Why.FOUND
    index.close()


async def test_a_build_does_not_replace_what_came_into_force_meanwhile(desk: Desk) -> None:
    index = desk.index()
    await index.build_first(desk.audit)
    began_with = await desk.name()
    late = desk.library.build(desk.library.sources, active=began_with, vectors=None)
    await desk.rebuild(PAGE.replace("10日", "20日"))
    with pytest.raises(AnotherBuildError, match="run `assistant rag build` again"):
        await desk.uow.write(
            lambda session: desk.library.put_in_force(
                session, late, SYSTEM, desk.audit, instead_of=began_with
            )
        )
    assert "20日" in (await ask(index)).hits[0].record.text
    actions = await desk.uow.read(lambda session: session.exec(select(AuditEntry.action)).all())
    assert len(actions) == 2
    index.close()


async def test_two_processes_read_one_generation(desk: Desk) -> None:
    first, second = desk.index(), desk.index()
    await first.build_first(desk.audit)
    assert (await ask(first)).hits == (await ask(second)).hits
    first.close()
    assert (await ask(second)).why is Why.FOUND
    second.close()
