"""After a first start the index is completed in the background, once, and taken up."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import structlog

from assistant.core.actor import SYSTEM
from assistant.core.clock import ManualClock
from assistant.core.keys import Key
from assistant.gateway.document_library import Library
from assistant.gateway.first_index import COMMAND, LEFT, FirstIndex
from assistant.gateway.lookup import ActiveIndex
from assistant.rag.activation import active_generation
from assistant.rag.settings import RagSettings
from assistant.rag.word_vectors import WordVectors, open_word_vectors, write_word_vectors
from assistant.schema import METADATA
from assistant.store.audit import AuditLog
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.schema_version import upgrade
from assistant.store.unit_of_work import UnitOfWork
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


class Start:
    """A first start: documents indexed by their words alone."""

    def __init__(self, root: Path, clock: ManualClock) -> None:
        (root / "guidelines").mkdir()
        (root / "guidelines" / "page.md").write_text("# 手引\n## 旅費\n精算は10日以内。\n", "utf-8")
        engine = make_engine(sqlite_url(root / "city.db"), busy_timeout_seconds=5)
        upgrade(engine, METADATA)
        self.root, self.clock, self.uow = root, clock, UnitOfWork(engine)
        self.library = Library(root, root / "data", RagSettings(), clock)
        self.audit = AuditLog(Key("audit", 1, b"a" * 32), clock)
        self.index = ActiveIndex(self.uow, self.library, RagSettings(), clock)

    async def build(self, vectors: WordVectors | None) -> None:
        """What `rag build` does."""
        row = await self.uow.read(active_generation)
        active = row.generation if row else None
        report = self.library.build(self.library.sources, active=active, vectors=vectors)
        await self.uow.write(
            lambda session: self.library.put_in_force(
                session, report, SYSTEM, self.audit, instead_of=active
            )
        )

    def vectors(self) -> WordVectors:
        folder = self.root / "data" / "rag" / "vectors"
        write_word_vectors(
            folder, name="toy", words=["旅費", "精算"], rows=[0, 1], matrix=np.eye(2)
        )
        opened = open_word_vectors(folder)
        assert opened is not None
        return opened

    def completion(self, code: str) -> FirstIndex:
        command = (sys.executable, "-c", code)
        return FirstIndex(self.index, self.root, self.clock, command=command, again_seconds=0)


@pytest.fixture
async def start(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Start]:
    made = Start(tmp_path, clock)
    await made.index.build_first(made.audit)
    yield made
    made.index.close()
    made.uow.close()


async def test_the_command_runs_in_the_installations_folder_and_is_said(start: Start) -> None:
    completion = start.completion("import sys; open('ran', 'w').write(' '.join(sys.argv[1:]))")
    name = await start.index.without_vectors()
    with structlog.testing.capture_logs() as logs:
        assert await completion.start()
        await completion.wait()
    assert (start.root / "ran").read_text() == f"--instead-of {name}"
    assert [log["event"] for log in logs if "complet" in log["event"]] == [
        "rag.completing",
        "rag.completed",
    ]


async def test_an_index_that_has_vectors_is_left_as_it_is(start: Start) -> None:
    await start.build(start.vectors())
    completion = start.completion("open('ran', 'w').close()")
    assert not await completion.start()
    await completion.wait()
    assert not (start.root / "ran").exists()


async def test_without_any_index_there_is_nothing_to_complete(start: Start) -> None:
    await start.uow.write(lambda session: session.delete(active_generation(session)))
    assert not await start.completion("").start()


@pytest.mark.parametrize("code", [1, 2])
async def test_a_build_that_fails_leaves_the_index_and_is_logged(start: Start, code: int) -> None:
    completion = start.completion(f"raise SystemExit({code})")
    with structlog.testing.capture_logs() as logs:
        await completion.start()
        await completion.wait()
    (event,) = [log for log in logs if log["event"] == "rag.completion_failed"]
    assert event["status"] == code
    assert (await start.index.state())["documents"] == "ok"


async def test_a_build_that_left_its_place_to_another_is_said_and_is_no_fault(start: Start) -> None:
    vectors = start.vectors()
    completion = start.completion(
        "import pathlib, time\n"
        "pathlib.Path('began').touch()\n"
        "while not pathlib.Path('built').exists(): time.sleep(0.01)\n"
        f"raise SystemExit({LEFT})"
    )
    with structlog.testing.capture_logs() as logs:
        await completion.start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (start.root / "began").exists():
                await asyncio.to_thread(lambda: None)
        await start.build(vectors)
        (start.root / "built").touch()
        await completion.wait()
    (event,) = [log for log in logs if log["event"].startswith("rag.completion")]
    assert (event["event"], event["log_level"]) == ("rag.completion_left", "info")


async def test_it_begins_again_if_the_build_that_went_before_it_failed(start: Start) -> None:
    leaves_once = (
        "import pathlib; tries = pathlib.Path('tries'); was = tries.exists(); tries.touch();"
        f"raise SystemExit(0 if was else {LEFT})"
    )
    completion = start.completion(leaves_once)
    with structlog.testing.capture_logs() as logs:
        await completion.start()
        await completion.wait()
    events = [log["event"] for log in logs if log["event"].startswith("rag.comple")]
    assert events == ["rag.completing", "rag.completion_left", "rag.completing", "rag.completed"]


async def test_a_stop_ends_the_build(start: Start) -> None:
    waits = "import pathlib, signal; pathlib.Path('began').touch(); signal.pause()"
    completion = start.completion(waits)
    await completion.start()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (start.root / "began").exists():
            await asyncio.to_thread(lambda: None)
        await completion.stop()
    await completion.stop()


def test_what_it_runs_is_the_ordinary_build() -> None:
    assert COMMAND[1:5] == ("-m", "assistant", "rag", "build")
