"""An installation in a folder of its own and gateways run in it as real processes."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
from sqlmodel import Session

from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.clock import SystemClock
from assistant.instance import open_instance
from assistant.settings import child_environment
from assistant.store.engine import make_engine, sqlite_url
from assistant.wiring import make_ledger
from tests.databases import read_rows
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "assistant")
START_SECONDS = 600.0
REPLY_SECONDS = PATIENCE_SECONDS
POLL_SECONDS = 0.05
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. All is plain HTTP here, and to read whom the world trusts takes a client 70 ms."""
NO_SETTINGS: Mapping[str, str] = {}
QUICK = {
    "ASSISTANT__GATEWAY__POLL_SECONDS": "0.1",
    "ASSISTANT__GATEWAY__DELIVERY_BACKOFF_SECONDS": "0.05",
    "ASSISTANT__GATEWAY__MAX_TURNS_PER_MINUTE": "100000",
    "ASSISTANT__FILTER__DEADLINE_SECONDS": "300",
    "ASSISTANT__FILTER__START_SECONDS": "600",
    "ASSISTANT__SERVER__SHUTDOWN_SECONDS": "300",
    "ASSISTANT__RAG__COMPLETES_FIRST_INDEX": "false",  # ten seconds of a core for each
}


def wait_until(condition: Callable[[], bool], what: str, seconds: float = REPLY_SECONDS) -> None:
    """Look again and again until something holds; fails with its name."""
    clock, pause = SystemClock(), Event()
    deadline = clock.monotonic() + seconds
    while not condition():
        assert clock.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        pause.wait(POLL_SECONDS)


def fetch(url: str, headers: Mapping[str, str] = NO_SETTINGS) -> httpx2.Response:
    """A page of a gateway."""
    return httpx2.get(url, headers=headers, trust_env=False, timeout=REPLY_SECONDS, verify=NO_TLS)


def new_client() -> httpx2.AsyncClient:
    """A client of a gateway; waits as long as a loaded machine needs."""
    return httpx2.AsyncClient(trust_env=False, timeout=REPLY_SECONDS, verify=NO_TLS)


@dataclass(frozen=True, slots=True)
class Process:
    """A gateway that runs, or ran."""

    popen: subprocess.Popen[bytes]
    url: str
    out: Path
    err: Path

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def log(self) -> str:
        """What it wrote to standard error."""
        return self.err.read_text(encoding="utf-8")

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self.popen.kill()
        self.popen.wait()

    def wait_until_dead(self) -> None:
        """Wait for a process that kills itself."""
        assert self.popen.wait(START_SECONDS) == -signal.SIGKILL, self.log

    def terminate(self) -> int:
        """SIGTERM; the exit code."""
        self.popen.terminate()
        return self.popen.wait(START_SECONDS)

    def is_ready(self) -> bool:
        """Whether it says so itself."""
        try:
            return fetch(f"{self.url}/health/ready").status_code == 200
        except httpx2.HTTPError:
            return False


@dataclass(slots=True)
class Installation:
    """What `assistant init` made, with the ports and settings its gateways share."""

    root: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    callback_port: int = field(default_factory=free_port)
    processes: list[Process] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def callback_url(self) -> str:
        return f"http://127.0.0.1:{self.callback_port}/callback"

    @property
    def database(self) -> Path:
        return self.root / "data" / "assistant.db"

    @property
    def database_url(self) -> str:
        """The address of the database its processes use."""
        return self.settings.get("ASSISTANT__STORE__URL") or sqlite_url(self.database)

    @property
    def secret(self) -> str:
        """The webhook secret both sides share."""
        return (self.root / "data" / "keys" / "generic.secrets").read_text("ascii").strip()

    def environment(self, overrides: Mapping[str, str] = NO_SETTINGS) -> dict[str, str]:
        """Settings of this installation's processes; lets them import the tests."""
        own = {
            "ASSISTANT__SERVER__PORT": str(self.port),
            "ASSISTANT__CHANNELS__GENERIC__CALLBACK_URL": self.callback_url,
            "PYTHONPATH": str(REPOSITORY),
        }
        return child_environment({**own, **self.settings, **overrides})

    def command(
        self, *arguments: str, given: str | None = None, program: Sequence[str] = PROGRAM
    ) -> subprocess.CompletedProcess[str]:
        """Run one command of the program here, with something on standard input."""
        return subprocess.run(
            [*program, *arguments],
            cwd=self.root,
            env=self.environment(),
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *arguments: str) -> str:
        """The output of a command that has to succeed."""
        result = self.command(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def start(
        self,
        program: Sequence[str] = (*PROGRAM, "serve"),
        overrides: Mapping[str, str] = NO_SETTINGS,
    ) -> Process:
        """Start a gateway and wait until it is ready."""
        number = len(self.processes)
        out, err = self.root / f"serve-{number}.out", self.root / f"serve-{number}.err"
        with out.open("wb") as out_file, err.open("wb") as err_file:
            popen = subprocess.Popen(
                program,
                cwd=self.root,
                env=self.environment(overrides),
                stdout=out_file,
                stderr=err_file,
            )
        process = Process(popen, self.url, out, err)
        self.processes.append(process)
        wait_until(
            lambda: popen.poll() is not None or process.is_ready(), "the gateway", START_SECONDS
        )
        assert popen.poll() is None, process.log
        return process

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            if process.popen.poll() is None:
                process.kill()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds in the database, beside the running gateway."""
        if not self.database_url.startswith("sqlite"):
            return [tuple(row.values()) for row in read_rows(self.database_url, statement, values)]
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def value(self, statement: str, *values: object) -> Any:
        """The only value of the only row a query finds."""
        ((found,),) = self.rows(statement, *values)
        return found

    def ledger_problems(self) -> list[str]:
        """What `ledger verify` finds, without the second a process needs to start."""
        instance = open_instance(self.root)
        ledger = make_ledger(instance.settings, SystemClock())
        engine = make_engine(self.database_url, busy_timeout_seconds=5)
        with Session(engine) as session:
            problems = ledger.verify(session)
        engine.dispose()
        return problems

    def chat_tool(self, url: str = "") -> ChatToolSimulator:
        """A chat tool that talks to this installation, or to the process at another address."""
        return ChatToolSimulator(
            url or self.url, secret=self.secret, callback_url=self.callback_url, clock=SystemClock()
        )


def make_installation(root: Path) -> Installation:
    """`assistant init` in a folder."""
    made = Installation(root, dict(QUICK))
    root.mkdir(parents=True, exist_ok=True)
    made.done("init", ".")
    return made


def model_settings(base_url: str) -> dict[str, str]:
    """Settings that make a server at an address the model, as a trial."""
    return {
        "ASSISTANT__LLM__PROVIDER": "openai",
        "ASSISTANT__LLM__BASE_URL": base_url,
        "ASSISTANT__LLM__MODEL": "fake",
        "ASSISTANT__LLM__TRIAL": "true",
        "ASSISTANT__LLM__API_KEY": "sk-invented",
        "ASSISTANT__LLM__BACKOFF_SECONDS": "0.05",
    }


@contextmanager
def copied(
    template: Installation, root: Path, settings: Mapping[str, str]
) -> Iterator[Installation]:
    """A copy of a fresh installation, whose processes end with the block."""
    shutil.copytree(template.root, root)
    made = Installation(root, {**template.settings, **settings})
    try:
        yield made
    finally:
        made.stop()


def workers_of(gateway: int) -> list[int]:
    """The processes a gateway's texts are analysed in: children of what it loads them in."""
    return [worker for child in children_of(gateway) for worker in children_of(child)]


def children_of(pid: int) -> list[int]:
    """Processes a process has started that are still there."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in listed.split()]
