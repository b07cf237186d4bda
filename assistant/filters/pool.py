"""A bounded pool of analysis processes with a deadline; a process that fails is replaced."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from assistant.core.errors import ConfigurationError
from assistant.core.logs import get_log
from assistant.filters.finding import AnalysisResult, Finding, Term, TermKind
from assistant.filters.processes import AnalysisError, Template, WorkerProcess
from assistant.filters.settings import FilterSettings

LONGEST_RESTART_PAUSE_SECONDS = 30.0


class WorkerPool:
    """Analyses texts in at most `settings.workers` processes.

    They are forked from a template, which is spawned when they are started unless one was `begun`.

    Attributes:
        versions: versions the workers run, known once one is ready.
        replaced: processes killed and replaced so far.
        timeouts: analyses that missed their deadline so far.
    """

    def __init__(
        self,
        settings: FilterSettings,
        *,
        spawn: Callable[[], Awaitable[Template]] = Template.spawn,
        begun: Template | None = None,
        reads_terms: bool = False,
    ) -> None:
        self._settings = settings
        self._reads_terms = reads_terms
        self._spawn = spawn
        self._idle: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        self._alive: set[WorkerProcess] = set()
        self._restarts: set[asyncio.Task[None]] = set()
        self._begun = begun
        self._template: Template | None = None
        self._forking = asyncio.Lock()
        self._closing = asyncio.Event()
        self._launched: asyncio.Task[None] | None = None
        self._waiting = 0
        self.versions: dict[str, str] = {}
        self.replaced = 0
        self.timeouts = 0

    @property
    def is_ready(self) -> bool:
        """Whether at least one process can analyse, or is analysing."""
        return bool(self._alive) and not self._closing.is_set()

    def launch(self) -> asyncio.Task[None]:
        """Start the processes, unless they are; `start` waits until they are ready."""
        if self._launched is None:
            self._launched = asyncio.get_running_loop().create_task(self._add_workers())
        return self._launched

    async def start(self) -> None:
        """Start the processes and wait until they are ready.

        Raises:
            ConfigurationError: the model could not be loaded; says why.
        """
        try:
            await self.launch()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End all processes. Analyses under way fail."""
        self._closing.set()
        unfinished = [*self._restarts, *([self._launched] if self._launched else [])]
        for one in unfinished:
            one.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in self._alive))
        self._alive.clear()
        for template in (self._begun, self._template):
            if template is not None:
                await template.kill()

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        """The findings of one text; waiting for a free process counts towards the deadline.

        Raises:
            AnalysisError: no verdict in time, a fault in the analysis, or too many are waiting.
        """
        if self._closing.is_set():
            raise AnalysisError("closed")
        if self._waiting >= self._settings.max_waiting:
            raise AnalysisError("too many waiting")
        self._waiting += 1
        try:
            async with asyncio.timeout(deadline_seconds or self._settings.deadline_seconds):
                answer = await self._ask(await self._free_worker(), text)
        except TimeoutError:
            self.timeouts += 1
            raise AnalysisError("deadline") from None
        finally:
            self._waiting -= 1
        return as_result(answer)

    async def _free_worker(self) -> WorkerProcess:
        """A worker with nothing to do; one that ended meanwhile costs no text its verdict."""
        while (worker := await self._idle.get()).is_gone:
            self._replace(worker)
        return worker

    async def _ask(self, worker: WorkerProcess, text: str) -> dict[str, Any]:
        is_in_step = False
        try:
            answer = await worker.exchange({"text": text})
            is_in_step = "findings" in answer or "error" in answer
        finally:
            # Cancelled, timed out, crashed or garbage: what the pipe holds next belongs to nobody.
            if is_in_step:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)
        return answer

    def _replace(self, worker: WorkerProcess) -> None:
        self._alive.discard(worker)
        self.replaced += 1
        get_log().warning("filter.worker_replaced", worker=worker.pid, count=self.replaced)
        restart = asyncio.get_running_loop().create_task(self._restart(worker))
        self._restarts.add(restart)
        restart.add_done_callback(self._restarts.discard)

    async def _restart(self, worker: WorkerProcess) -> None:
        await worker.kill()
        pause_seconds = 0.5
        while not self._closing.is_set():
            try:
                await self._add_worker()
            except (ConfigurationError, AnalysisError, OSError):
                get_log().error("filter.worker_not_started", count=self.replaced)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), pause_seconds)
                pause_seconds = min(pause_seconds * 2, LONGEST_RESTART_PAUSE_SECONDS)
            else:
                return

    async def _add_workers(self) -> None:
        try:
            for _ in range(self._settings.workers):
                await self._add_worker()
        except AnalysisError as fault:
            raise ConfigurationError(f"the filter's workers did not start ({fault})") from None

    async def _add_worker(self) -> None:
        async with self._forking:
            if self._template is None or self._template.is_gone:
                self._template = await self._load()
            worker = await self._template.fork()
        self._alive.add(worker)
        self._idle.put_nowait(worker)

    async def _load(self) -> Template:
        first = {
            "settings": self._settings.model_dump(mode="json"),
            "reads_terms": self._reads_terms,
        }
        template, self._begun = self._begun or await self._spawn(), None
        await template.load(first, seconds=self._settings.start_seconds)
        self.versions = dict(template.greeting.get("versions", {}))
        if template.greeting.get("fallback"):
            get_log().warning(
                "filter.engine_fallback", reason=str(template.greeting["fallback"]), state="stock"
            )
        return template


def as_result(answer: Mapping[str, Any]) -> AnalysisResult:
    """A worker's answer as findings.

    Raises:
        AnalysisError: the analysis failed, or the answer is not what a worker sends.
    """
    if "error" in answer:
        raise AnalysisError(str(answer["error"]))
    try:
        return AnalysisResult(
            tuple(
                Finding(str(entity), int(start), int(end), float(score), str(name), tuple(reasons))
                for entity, start, end, score, name, reasons in answer["findings"]
            ),
            _as_terms(answer),
        )
    except (TypeError, ValueError, KeyError) as fault:
        raise AnalysisError(type(fault).__name__) from None


def _as_terms(answer: Mapping[str, Any]) -> tuple[Term, ...] | None:
    terms = answer.get("terms", ())
    if terms is None:
        return None
    return tuple(Term(str(lemma), TermKind(kind)) for lemma, kind in terms)
