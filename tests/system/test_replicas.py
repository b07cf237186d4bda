"""Two gateways on one PostgreSQL database: they share work, caps and rules, and outlive each other.

Both are the real `serve` of `tests.faults.process`, with a stand-in for the analysis.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import httpx2
import pytest

from assistant.channels.generic.simulator import ChatToolSimulator, ToolReceipt
from assistant.core.chat import Outcome
from tests.databases import Cluster
from tests.e2e.installation import (
    Installation,
    copied,
    make_installation,
    model_settings,
)
from tests.faults.process import Plan
from tests.llm.fake_model import FakeModelServer
from tests.llm.steps import Answer, Gate, Held
from tests.ports import free_port
from tests.system.replicas import Api, Asked, Replicas

pytestmark = pytest.mark.anyio

QUESTION = "出張の旅費を精算する手順を、三つにまとめてください。"
BALANCE = "残量"
NAMED = "架空花子"
PLAN = Plan(surfaces={NAMED: "PERSON"})
ADMIN = "A1"
MESSAGES = 60
ASKERS = 6
RUNNING_TURNS = 4
TOKENS = 120
ROSTER = (
    "account_id,name,department,role,channel,channel_user_id,active\n"
    "A1,架空 管理,情報政策課,管理者,,,有効\n"
    + "".join(f"S{number},架空 職員,総務課,職員,generic,u-{number},有効\n" for number in range(10))
)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A fresh installation, to be copied."""
    made = make_installation(tmp_path_factory.mktemp("installation") / "template")
    (made.root / "roster.csv").write_text(ROSTER, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModelServer]:
    with FakeModelServer() as running:
        yield running


@pytest.fixture(scope="module")
def city(
    template: Installation,
    cluster: Cluster,
    model: FakeModelServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """An installation on a PostgreSQL database of its own, without a process."""
    with cluster.database() as url:
        settings = {
            **model_settings(model.base_url),
            "ASSISTANT__STORE__URL": url,
            "ASSISTANT__GATEWAY__LEASE_SECONDS": "6",
            "ASSISTANT__GATEWAY__RUNNING_TURNS": str(RUNNING_TURNS),
        }
        with copied(template, tmp_path_factory.mktemp("replicas") / "city", settings) as made:
            made.done("accounts", "import", "roster.csv")
            yield made


@pytest.fixture
def replicas(city: Installation, model: FakeModelServer) -> Replicas:
    """Two processes that run: those of the test before, but for what it killed."""
    alive = [process for process in city.processes if process.popen.poll() is None]
    while len(alive) < 2:
        city.port = free_port()
        alive.append(city.start(PLAN.command()))
    past = frozenset(str(event) for (event,) in city.rows("SELECT event_id FROM turn"))
    return Replicas(city, model, alive[0], alive[1], past, len(model.requests))


@contextmanager
def held(model: FakeModelServer) -> Iterator[Gate]:
    """The model answers nothing inside the block, unless its gate is opened."""
    gate = Gate()
    model.default = Held(gate, Answer())
    try:
        yield gate
    finally:
        gate.open()


async def ask_over_both(tools: Sequence[ChatToolSimulator]) -> list[ToolReceipt]:
    """Sixty messages at once, every other one to the other process."""
    asked = (
        tools[number % 2].say(f"u-{number // 2 % ASKERS}", QUESTION) for number in range(MESSAGES)
    )
    return await asyncio.gather(*asked)


async def test_sixty_messages_over_both_run_one_turn_an_account_and_each_is_answered_once(
    replicas: Replicas,
) -> None:
    city = replicas.city
    async with replicas.tools() as tools:
        with held(replicas.model) as gate:
            receipts = await ask_over_both(tools)
            assert {receipt.status_code for receipt in receipts} == {202}
            await replicas.until_called(ASKERS)
            running = city.rows("SELECT account_id, lease_owner FROM turn WHERE state = 'running'")
            assert len(running) == len({account for account, _ in running}) == ASKERS
            # More than one process may run at once: both have taken some.
            assert ASKERS > RUNNING_TURNS
            assert len({owner for _, owner in running}) == 2
            gate.open()
        await replicas.check_sound(tools[0], MESSAGES)
    assert {reply.outcome for reply in tools[0].replies} == {Outcome.ANSWERED}
    assert replicas.calls == MESSAGES
    assert replicas.settled() == [(TOKENS, False)] * MESSAGES
    calls = city.rows(
        "SELECT account_id, call_started_at, closed_at FROM turn "
        "WHERE call_started_at IS NOT NULL ORDER BY account_id, call_started_at"
    )
    for (account, _, closed), (next_account, started, _) in pairwise(calls):
        assert account != next_account or closed <= started


async def test_deliveries_repeated_at_once_to_both_are_one_call_and_one_charge(
    replicas: Replicas,
) -> None:
    events = [f"msg_again_{number}" for number in range(10)]
    async with replicas.tools() as tools:
        copies = [
            tool.say(f"u-{number}", QUESTION, event_id=event)
            for number, event in enumerate(events)
            for tool in tools * 2
        ]
        receipts = await asyncio.gather(*copies)
        answers = Counter((receipt.event_id, receipt.status_code) for receipt in receipts)
        await replicas.check_sound(tools[0], len(events))
        late = await asyncio.gather(
            *(tool.say("u-1", QUESTION, event_id=events[1]) for tool in tools)
        )
        await replicas.check_sound(tools[0], len(events))
    assert answers == {(event, status): n for event in events for status, n in ((202, 1), (200, 3))}
    assert {receipt.status for receipt in late} == {"duplicate"}
    assert replicas.calls == len(events)
    assert replicas.settled() == [(TOKENS, False)] * len(events)


async def test_what_an_admin_changes_through_one_is_in_force_in_the_other_within_a_second(
    replicas: Replicas,
) -> None:
    made = replicas.city.done("tokens", "create", "--account", ADMIN, "--role", "admin")
    api = Api(replicas.first.url, made.splitlines()[-1])
    async with replicas.tools() as (tool, other):
        asked = Asked(tool, other)
        greeting = f"{NAMED}さんへの案内文を書いてください。"
        assert (await asked.reply(BALANCE)).outcome is Outcome.ANSWERED
        assert (await asked.reply(QUESTION)).outcome is Outcome.ANSWERED
        assert (await asked.reply(greeting)).outcome is Outcome.BLOCKED_INPUT

        changed = await api.change(
            "caps", scope="account", subject="S1", tokens=54_321, reason="試験"
        )
        await asked.until(changed, BALANCE, lambda reply: "54,321" in reply.text)
        changed = await api.change("caps", scope="account", subject="S1", tokens=0, reason="試験")
        await asked.until(changed, QUESTION, lambda reply: reply.outcome is Outcome.OVER_QUOTA)
        changed = await api.change(
            "caps", scope="account", subject="S1", tokens="default", reason="試験"
        )
        await asked.until(changed, QUESTION, lambda reply: reply.outcome is Outcome.ANSWERED)

        changed = await api.change("allow/entries", text=NAMED, reason="試験")
        await asked.until(changed, greeting, lambda reply: reply.outcome is Outcome.ANSWERED)

        note = "保守のため止めています"
        changed = await api.change("switch/off", department="総務課", reason="試験", text=note)
        await asked.until(changed, QUESTION, lambda reply: note in reply.text)
        calls = replicas.calls
        assert (await asked.reply(QUESTION)).outcome is Outcome.REFUSED
        assert replicas.calls == calls
        changed = await api.change("switch/on", department="総務課", reason="試験")
        await asked.until(changed, QUESTION, lambda reply: reply.outcome is Outcome.ANSWERED)
        await replicas.check_sound(tool, len(tool.replies))


@pytest.mark.parametrize("is_call_held", [True, False], ids=["while it calls", "in full flow"])
async def test_kill_9_of_one_leaves_no_acknowledged_message_without_an_answer(
    replicas: Replicas, *, is_call_held: bool
) -> None:
    """The chat tool sends again what was not acknowledged, to the process that is left."""
    async with replicas.tools() as (tool, other):
        with held(replicas.model) as gate:
            if not is_call_held:
                gate.open()
            asking = asyncio.create_task(send_all(tool, other))
            at_work = 2 * RUNNING_TURNS if is_call_held else MESSAGES // 4
            await replicas.until_called(at_work)
            replicas.second.kill()
            gate.open()
            await asking
        await replicas.check_sound(tool, MESSAGES)
        outcomes = Counter(reply.outcome for reply in tool.replies)
    assert set(outcomes) <= {Outcome.ANSWERED, Outcome.FAILED}
    assert outcomes[Outcome.ANSWERED] >= MESSAGES // 2
    if is_call_held:  # what had begun its call is reported, never called again
        assert outcomes[Outcome.FAILED] >= RUNNING_TURNS
    assert replicas.calls <= MESSAGES


async def send_all(tool: ChatToolSimulator, doomed: ChatToolSimulator) -> None:
    """Sixty messages, half of them to a process that dies meanwhile."""

    async def send(number: int) -> None:
        user, event = f"u-{number // 2 % 10}", f"msg_{uuid.uuid4().hex}"
        try:
            receipt = await (tool, doomed)[number % 2].say(user, QUESTION, event_id=event)
        except httpx2.HTTPError:
            receipt = await tool.say(user, QUESTION, event_id=event)
        assert receipt.status_code in {200, 202}

    await asyncio.gather(*(send(number) for number in range(MESSAGES)))
