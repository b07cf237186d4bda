"""How soon a stopped sender reads why: python -m bench.notice [--messages 30].

A real gateway with its filter workers, a chat tool on loopback, signed webhooks. Each text is new
and holds one invented phone number. Measured from sending the webhook to the notice's arrival, and
to the acknowledgement. The same messages go through the engine spaCy itself runs (`stock`), in the
same run: ratios count, seconds depend on the machine. Beside them the budget of one machine of two
cores: p95 0.15 / 0.5 / 1.2 s at 200 / 2,000 / 8,000 characters, 0.8 s for 20 senders at once.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.chat import Outcome
from bench.filter import make_texts
from tests.e2e.installation import Installation, make_installation

SIZES = (200, 2_000, 7_900)
BUDGETS = {200: 0.15, 2_000: 0.5, 7_900: 1.2}
SENDERS = 20
CROWD_BUDGET = 0.8
ACKNOWLEDGED = 1.5
ENGINES = ("fast", "stock")
PATIENCE_SECONDS = 120
STOPPED = "連絡先は{number}です。"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds to the acknowledgement and to the notice, one each per message."""

    acknowledged: list[float]
    notified: list[float]


def main(count: int) -> None:
    """Measure and print."""
    measured: dict[str, dict[int, Times]] = {}
    crowds: dict[str, Times] = {}
    for engine in ENGINES:
        with tempfile.TemporaryDirectory(prefix="notice-") as folder:
            installation = make_installation(Path(folder) / "city")
            measured[engine], crowds[engine] = measure(installation, engine, count)
    lines = [f"{'':26}{'ack p95':>9}{'p50 s':>8}{'p95 s':>8}{'budget':>8}{'stock/fast p95':>16}"]
    lines += [
        row(
            f"1 sender, {size:,} characters",
            [measured[engine][size] for engine in ENGINES],
            BUDGETS[size],
        )
        for size in SIZES
    ]
    crowd = [crowds[engine] for engine in ENGINES]
    lines.append(row(f"{SENDERS} senders, 200", crowd, CROWD_BUDGET))
    slowest = max(
        second
        for times in (*measured["fast"].values(), crowds["fast"])
        for second in times.acknowledged
    )
    lines.append(f"slowest acknowledgement {slowest:.2f} s (budget {ACKNOWLEDGED} s)")
    sys.stdout.write("\n".join(lines) + "\n")


def measure(installation: Installation, engine: str, count: int) -> tuple[dict[int, Times], Times]:
    """All sizes by one sender, then everybody at once, with one engine."""
    installation.settings.clear()
    installation.settings["ASSISTANT__GATEWAY__MAX_TURNS_PER_MINUTE"] = "100000"
    installation.settings["ASSISTANT__FILTER__ENGINE"] = engine
    add_senders(installation)
    process = installation.start()
    try:
        return asyncio.run(play(installation, count))
    finally:
        process.terminate()
        installation.stop()


def add_senders(installation: Installation) -> None:
    """Accounts for everybody who writes."""
    head = "account_id,name,department,role,channel,channel_user_id,active"
    rows = [f"B{n:03},職員{n},試験課,職員,generic,bench-{n},1" for n in range(SENDERS)]
    roster = installation.root / "senders.csv"
    roster.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    installation.done("accounts", "import", str(roster))


async def play(installation: Installation, count: int) -> tuple[dict[int, Times], Times]:
    """Send the messages and take the times."""
    texts = material(sum(SIZES) * count + SENDERS * 200 * 3)
    async with installation.chat_tool() as tool:
        await one(tool, "bench-0", next_text(texts, 200, 0))  # warm
        alone: dict[int, Times] = {}
        for size in SIZES:
            number = count if size <= 2_000 else max(10, count // 3)
            pairs = [
                await one(tool, "bench-0", next_text(texts, size, index)) for index in range(number)
            ]
            alone[size] = collect(pairs)
        crowd: list[tuple[float, float]] = []
        for round_number in range(3):
            crowd += await asyncio.gather(
                *(
                    one(tool, f"bench-{n}", next_text(texts, 200, round_number * SENDERS + n))
                    for n in range(SENDERS)
                )
            )
        return alone, collect(crowd)


def material(characters: int) -> list[str]:
    """Running text nobody has sent before, in a list that is eaten from its end."""
    texts = make_texts(60)
    while sum(map(len, texts)) < characters:
        texts += texts
    return ["".join(texts)]


def next_text(texts: list[str], size: int, index: int) -> str:
    """The next piece of the material with a new invented number at its end."""
    ending = STOPPED.format(number=f"090-0{index:03}-{size:04}")
    piece, texts[0] = texts[0][: size - len(ending)], texts[0][size:]
    return piece + ending


async def one(tool: ChatToolSimulator, sender: str, text: str) -> tuple[float, float]:
    """One message: seconds to the acknowledgement and to the notice."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    receipt = await tool.say(sender, text)
    acknowledged = loop.time() - begun
    reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=PATIENCE_SECONDS)
    if reply.outcome != Outcome.BLOCKED_INPUT:
        raise SystemExit(f"a text of {len(text)} characters was not stopped: {reply.outcome}")
    return acknowledged, loop.time() - begun


def collect(pairs: Sequence[tuple[float, float]]) -> Times:
    """Two columns from pairs."""
    return Times([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def row(name: str, contenders: Sequence[Times], budget: float) -> str:
    """One line of the table: the fast engine's seconds, and how much longer the stock one took."""
    fast, stock = contenders
    return (
        f"{name:26}{p95(fast.acknowledged):>9.2f}{statistics.median(fast.notified):>8.2f}"
        f"{p95(fast.notified):>8.2f}{budget:>8.2f}{p95(stock.notified) / p95(fast.notified):>16.1f}"
    )


def p95(seconds: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=30)
    main(parser.parse_args().messages)
