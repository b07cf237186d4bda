"""A bounded pool of analysis processes with a deadline; a process that fails is replaced."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.core.errors import ConfigurationError
from assistant.core.logs import get_log
from assistant.filters.finding import AnalysisResult, Finding, Term, TermKind
from assistant.filters.settings import FilterSettings
from assistant.filters.wire import LENGTH, WireError, body_length, decode, encode

COMMAND = (sys.executable, "-I", "-m", "assistant.filters.worker")
# All a worker's environment: one BLAS thread each, nothing that could open a connection.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS": "",
    "HF_HUB_OFFLINE": "1",
    "OTEL_SDK_DISABLED": "true",
}
LONGEST_RESTART_PAUSE_SECONDS = 30.0


class AnalysisError(Exception):
    """No verdict. The gate refuses the text. Holds no text, only the name of a fault."""


class WorkerProcess:
    """One analysis process and the pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    async def spawn(cls, command: Sequence[str]) -> WorkerProcess:
        """Start a process; it is not ready before `prepare` has returned."""
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        return cls(
            await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=nothing, env=ENVIRONMENT
            )
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def exchange(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send one message and wait for the answer.

        Raises:
            AnalysisError: the process is gone, or what it answered is no message.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AnalysisError("no pipe")
        try:
            async with self._turn:
                stdin.write(encode(message))
                await stdin.drain()
                header = await stdout.readexactly(LENGTH.size)
                return decode(await stdout.readexactly(body_length(header)))
        except (OSError, asyncio.IncompleteReadError, WireError) as fault:
            raise AnalysisError(type(fault).__name__) from None

    async def kill(self) -> None:
        """End the process at once and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
        # An exchange under way ends with the pipe; reading to its end lets the pipe be closed.
        async with self._turn:
            while self._process.stdout is not None and await self._process.stdout.read(65536):
                pass


class WorkerPool:
    """Analyses texts in at most `settings.workers` processes.

    Attributes:
        versions: versions the workers run, known once one is ready.
        replaced: processes killed and replaced so far.
        timeouts: analyses that missed their deadline so far.
    """

    def __init__(
        self,
        settings: FilterSettings,
        *,
        command: Sequence[str] = COMMAND,
        reads_terms: bool = False,
    ) -> None:
        self._settings = settings
        self._reads_terms = reads_terms
        self._command = tuple(command)
        self._idle: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        self._alive: set[WorkerProcess] = set()
        self._restarts: set[asyncio.Task[None]] = set()
        self._preparing: set[asyncio.Task[None]] = set()
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
        """Start all processes at once, unless they are; `start` waits until they are ready."""
        if self._launched is None:
            self._launched = asyncio.get_running_loop().create_task(self._add_workers())
        return self._launched

    async def start(self) -> None:
        """Start all processes at once and wait until they are ready.

        Raises:
            ConfigurationError: a process could not load the model; says why.
        """
        try:
            await self.launch()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End all processes. Analyses under way fail."""
        self._closing.set()
        if self._launched is not None:
            self._launched.cancel()
            await asyncio.gather(self._launched, return_exceptions=True)
        for preparation in list(self._preparing):
            preparation.cancel()
        await asyncio.gather(*self._restarts, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in list(self._alive)))
        self._alive.clear()

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
                worker = await self._idle.get()
                answer = await self._ask(worker, text)
        except TimeoutError:
            self.timeouts += 1
            raise AnalysisError("deadline") from None
        finally:
            self._waiting -= 1
        return as_result(answer)

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
            except (ConfigurationError, OSError):
                get_log().error("filter.worker_not_started", count=self.replaced)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), pause_seconds)
                pause_seconds = min(pause_seconds * 2, LONGEST_RESTART_PAUSE_SECONDS)
            else:
                return

    async def _add_workers(self) -> None:
        outcomes = await asyncio.gather(
            *(self._add_worker() for _ in range(self._settings.workers)), return_exceptions=True
        )
        faults = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if faults:
            raise faults[0]

    async def _add_worker(self) -> None:
        worker = await WorkerProcess.spawn(self._command)
        preparation = asyncio.get_running_loop().create_task(self._prepare(worker))
        self._preparing.add(preparation)
        try:
            await preparation
        except BaseException:
            await worker.kill()
            raise
        finally:
            self._preparing.discard(preparation)
        self._alive.add(worker)
        self._idle.put_nowait(worker)

    async def _prepare(self, worker: WorkerProcess) -> None:
        first = {
            "settings": self._settings.model_dump(mode="json"),
            "reads_terms": self._reads_terms,
        }
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                answer = await worker.exchange(first)
        except (TimeoutError, AnalysisError) as fault:
            raise ConfigurationError(
                f"a filter worker did not start ({type(fault).__name__}); "
                "run `assistant doctor` to check the language model"
            ) from None
        if answer.get("ready") is not True:
            raise ConfigurationError(f"a filter worker did not start: {answer.get('error')}")
        self.versions = dict(answer["versions"])
        if answer.get("fallback"):
            get_log().warning(
                "filter.engine_fallback", reason=str(answer["fallback"]), state="stock"
            )


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
