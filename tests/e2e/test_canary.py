"""Secret values through every outcome and error path: nowhere found again afterwards (P1, P2).

Searched: every file of the installation (database, WAL, logs), every HTTP answer and callback,
every byte the model server received, metrics, the output of commands, and process listings. A
control run whose filter finds nothing has to find them, or the search is blind.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.chat import Notice, Outcome
from tests.e2e.canaries import CANARIES, Canary, found_in
from tests.e2e.installation import (
    Installation,
    copied,
    model_settings,
    new_client,
    wait_until,
    workers_of,
)
from tests.e2e.webhooks import headers_for, message
from tests.faults.process import Plan
from tests.llm.fake_model import FakeModelServer
from tests.llm.steps import Answer

pytestmark = pytest.mark.anyio

CLEAN = "会議録を読みやすくする工夫を、三つ教えてください。"
EVERYTHING = "\n".join(text for canary in CANARIES.values() for text in canary.texts)
PLAIN = [canary.carrier.format(canary.value) for canary in CANARIES.values()]
ROSTER = """\
account_id,name,department,role,channel,channel_user_id,active
asker,職員,soumu,staff,generic,asker,yes
capped,職員,soumu,staff,generic,capped,yes
disabled,職員,soumu,staff,generic,disabled,no
"""
WAIT_SECONDS = 300.0


@dataclass
class City:
    """A gateway under watch, and everything that came back from it."""

    installation: Installation
    model: FakeModelServer
    tool: ChatToolSimulator
    client: httpx2.AsyncClient
    answers: list[bytes] = field(default_factory=list)

    async def send(
        self,
        body: bytes,
        *,
        event_id: str = "",
        age_seconds: int = 0,
        path: str = "/webhooks/generic",
        others: dict[str, str] | None = None,
    ) -> int:
        """Post a webhook and keep the answer."""
        event_id = event_id or f"msg_{uuid.uuid4().hex}"
        headers = headers_for(
            self.installation, body, event_id=event_id, age_seconds=age_seconds, others=others
        )
        response = await self.client.post(
            self.installation.url + path, content=body, headers=headers
        )
        self.answers += [repr(response.headers).encode(), response.content]
        return response.status_code

    async def tell(self, user: str, text: str, **others: object) -> CallbackBody:
        """Post a question and wait for its reply."""
        event_id = f"msg_{uuid.uuid4().hex}"
        assert await self.send(message(text, user=user, **others), event_id=event_id) == 202
        return await self.tool.wait_for_reply(event_id, timeout_seconds=WAIT_SECONDS)

    async def fetch(self, path: str) -> None:
        """Get a page and keep it."""
        self.answers.append((await self.client.get(self.installation.url + path)).content)

    async def run(self, *arguments: str, given: str) -> str:
        """Run a command with the canaries on standard input and keep what it says."""
        done = await asyncio.to_thread(self.installation.command, *arguments, given=given)
        self.answers += [done.stdout.encode(), done.stderr.encode()]
        return done.stdout

    def everything_left(self) -> bytes:
        """All that can be read after the fact, as one run of bytes."""
        files = [path for path in self.installation.root.rglob("*") if path.is_file()]
        replies = [reply.model_dump_json().encode() for reply in self.tool.replies]
        parts = [path.read_bytes() + str(path).encode() for path in files]
        return b"\n".join([*parts, *replies, *self.answers, self.model.received, listings()])


def listings() -> bytes:
    """Command lines of all processes, as `ps` shows them."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                found.append((process / "cmdline").read_bytes())
            except OSError:
                continue  # it has ended meanwhile
    return b"\n".join(found)


def all_found(content: bytes) -> dict[str, list[str]]:
    """For each value found in some bytes, its spellings there."""
    found = {name: found_in(content, canary) for name, canary in CANARIES.items()}
    return {name: spellings for name, spellings in found.items() if spellings}


@pytest.fixture(scope="module")
def peopled(
    template: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with those who ask, to be copied: a command takes three seconds."""
    with copied(template, tmp_path_factory.mktemp("peopled") / "city", {}) as made:
        (made.root / "roster.csv").write_text(ROSTER, encoding="utf-8")
        made.done("accounts", "import", "roster.csv")
        made.done("caps", "set", "capped", "100", "--reason", "test")
        yield made


@pytest.fixture
def installation(
    peopled: Installation, model: FakeModelServer, tmp_path: Path
) -> Iterator[Installation]:
    with copied(peopled, tmp_path / "city", model_settings(model.base_url)) as made:
        yield made


async def try_every_refusal(city: City) -> None:
    """Canaries where no question is taken: edges, identities, repeats, files."""
    whole = message(EVERYTHING, user="asker")
    assert await city.send(whole, others={"webhook-signature": "v1,AAAA"}) == 401
    assert await city.send(whole, age_seconds=3600) == 401
    assert await city.send(whole[:-1]) == 400
    assert await city.send(message([EVERYTHING])) == 400
    assert await city.send(message(CLEAN, type=PLAIN[0])) == 400
    assert await city.send(message(EVERYTHING + "\0")) == 400
    assert await city.send(message(EVERYTHING * 400)) == 413
    assert await city.send(whole, others={"content-type": "text/plain"}) == 415
    assert await city.send(whole, path=f"/webhooks/{quote(CANARIES['name'].value)}") == 404
    assert await city.send(whole, path=f"/health/{quote(PLAIN[1])}?q={quote(PLAIN[2])}") == 404
    for user, outcome in (("nobody", Outcome.REFUSED), ("disabled", Outcome.REFUSED)):
        assert (await city.tell(user, EVERYTHING)).outcome is outcome
    files = [{"name": f"{canary.value}.txt"} for canary in CANARIES.values()]
    assert (await city.tell("asker", CLEAN, files=files)).outcome is Outcome.REFUSED


async def try_every_outcome(city: City, texts: Iterable[str]) -> set[Outcome | Notice]:
    """Canaries as questions and as answers, between clean questions; the outcomes of the texts."""
    outcomes = set()
    await city.tell("asker", CLEAN)
    for text in texts:
        outcomes.add((await city.tell("asker", text)).outcome)
    await city.tell("asker", "誤検知")
    await city.tell("capped", PLAIN[0])
    await city.tell("capped", CLEAN)
    repeated = message(PLAIN[1], user="asker")
    await asyncio.gather(*(city.send(repeated, event_id="msg_repeated") for _ in range(4)))
    await city.tool.wait_for_reply("msg_repeated", timeout_seconds=WAIT_SECONDS)
    for text in PLAIN:
        city.model.script(Answer(f"お答えします。{text}"))
        await city.tell("asker", CLEAN)
    city.model.refuse()
    await city.tell("asker", PLAIN[2])
    await city.tell("asker", CLEAN)
    city.model.accept()
    await city.tell("asker", CLEAN)
    await city.fetch("/metrics")
    await city.fetch("/health/ready")
    return outcomes


async def try_every_command(city: City) -> None:
    """Canaries on standard input of the commands that read a text."""
    lines = [
        json.dumps({"id": f"{name}-{number}", "text": text})
        for name, canary in CANARIES.items()
        for number, text in enumerate(canary.texts)
    ]
    verdicts = await city.run("filter", "scan", "--jsonl", given="\n".join(lines))
    missed = [verdict["id"] for verdict in map(json.loads, verdicts.splitlines())
              if not verdict["blocked"]]  # fmt: skip
    assert missed == []
    await city.run("filter", "scan", given=EVERYTHING)
    await city.run("filter", "scan", "--jsonl", given=EVERYTHING)  # not JSON: an error
    await city.run("ask", "-", "--json", given=EVERYTHING)
    assert b'"blocked_input"' in city.answers[-2]


async def kill_the_worker(city: City) -> None:
    """A canary whose analysis is cut off by kill -9 of the worker."""
    gateway = city.installation.processes[-1]
    (worker,) = workers_of(gateway.pid)
    os.kill(worker, signal.SIGSTOP)
    asking = asyncio.create_task(city.tell("asker", f"至急。{EVERYTHING}"))
    await asyncio.wait({asking}, timeout=1.2)
    os.kill(worker, signal.SIGKILL)
    reply = await asking
    assert reply.outcome is Outcome.BLOCKED_INPUT
    assert "検査ができなかった" in reply.text
    await asyncio.to_thread(
        wait_until,
        lambda: worker not in workers_of(gateway.pid) and gateway.is_ready(),
        "a new worker",
        WAIT_SECONDS,
    )


async def kill_the_gateway(city: City) -> None:
    """kill -9 while a canary is recorded without text and being screened."""
    gateway = city.installation.processes[-1]
    (worker,) = workers_of(gateway.pid)
    os.kill(worker, signal.SIGSTOP)
    body = message(f"大至急。{EVERYTHING}", user="asker")
    assert await city.send(body, event_id="msg_killed") == 202
    gateway.kill()  # its processes end with it, even one that hangs
    gone = Path(f"/proc/{worker}")
    await asyncio.to_thread(wait_until, lambda: not gone.exists(), "no worker", WAIT_SECONDS)
    await asyncio.to_thread(city.installation.start, Plan().command())
    reply = await city.tool.wait_for_reply("msg_killed", timeout_seconds=WAIT_SECONDS)
    assert "質問の文は保存していない" in reply.text


@pytest.mark.nlp
async def test_no_secret_value_is_found_anywhere_after_every_outcome(
    installation: Installation, model: FakeModelServer
) -> None:
    quick = {"ASSISTANT__GATEWAY__LEASE_SECONDS": "6", "ASSISTANT__FILTER__WORKERS": "1"}
    installation.settings.update(quick)
    installation.start()
    texts = [text for canary in CANARIES.values() for text in canary.texts]
    async with (
        installation.chat_tool() as tool,
        new_client() as client,
    ):
        city = City(installation, model, tool, client)
        assert await try_every_outcome(city, texts) == {Outcome.BLOCKED_INPUT}
        await try_every_refusal(city)
        await try_every_command(city)
        assert all_found(city.everything_left()) == {}
        await kill_the_worker(city)
        await kill_the_gateway(city)
        assert all_found(city.everything_left()) == {}
        installation.processes[-1].terminate()
        assert all_found(city.everything_left()) == {}
        withheld = [reply for reply in tool.replies if reply.outcome is Outcome.BLOCKED_OUTPUT]
        assert len(withheld) == len(CANARIES)
    assert len(texts) > 60
    assert CLEAN.encode() in city.everything_left()
    assert installation.done("ledger", "verify").startswith("ok")


async def test_with_a_filter_that_finds_nothing_the_search_finds_every_value(
    installation: Installation, model: FakeModelServer
) -> None:
    installation.start(Plan().command())
    before = len(model.received)
    async with (
        installation.chat_tool() as tool,
        new_client() as client,
    ):
        city = City(installation, model, tool, client)
        assert await try_every_outcome(city, PLAIN) == {Outcome.ANSWERED}
        await try_every_refusal(city)
        files = [path for path in installation.root.rglob("*") if path.is_file()]
        stored = b"\n".join(path.read_bytes() for path in files)
        shown = b"\n".join(reply.model_dump_json().encode() for reply in tool.replies)
    for place in (model.received[before:], stored, shown):
        assert set(all_found(place)) == set(CANARIES)


@pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES.keys())
def test_the_search_sees_every_spelling_in_every_form(canary: Canary) -> None:
    for spelling in canary.spellings:
        raw = spelling.encode()
        forms = [
            raw,
            spelling.encode("utf-16"),
            json.dumps({"text": spelling}).encode(),
            quote(spelling).encode(),
            *(base64.b64encode(b"x" * offset + raw + b"yz") for offset in range(3)),
        ]
        for form in forms:
            assert spelling in found_in(b"before " + form + b" after", canary)
        assert spelling not in found_in(b"before and after", canary)
