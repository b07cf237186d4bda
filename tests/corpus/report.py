"""Prints the filter's score: python -m tests.corpus.report [FILE.jsonl ...] [--show-ids].

Without files, the repository's own corpus. The whole gate runs, with worker processes and the
settings of `config/pii.toml`. Figures and ids only; no text is shown.

`--save FILE.json` keeps the figures, `--against FILE.json` prints them beside those of this run:
before and after an upgrade of the rules, of ja_ginza or of SudachiDict. A file whose rows name a
roster is scored under both staff policies.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.core.ids import AccountId, DepartmentId
from assistant.core.keys import Key
from assistant.core.text import CleanText, RawText
from assistant.filters.decision import Policy
from assistant.filters.forms import name_form
from assistant.filters.gate import Blocked, PiiGate
from assistant.filters.policy import Roster, RosterMember, Sender, default_snapshot
from assistant.filters.pool import WorkerPool
from assistant.filters.settings import FilterSettings, StaffNames
from tests.corpus.comparison import Figures, compared, figures_of, shown, wrong_ids
from tests.corpus.scoring import CORPUS, Row, Score, load_rows, score_rows

SENDER = Sender(AccountId("sender"), DepartmentId("sender"))


class SenderGate(PiiGate):
    """A gate all of whose texts come from one sender, or from nobody who is stated."""

    sender: Sender | None = SENDER

    async def screen(
        self,
        raw: RawText,
        *,
        sender: Sender | None = None,
        deadline_seconds: float | None = None,
    ) -> CleanText | Blocked:
        """As the gate, for the sender."""
        return await super().screen(
            raw, sender=sender or self.sender, deadline_seconds=deadline_seconds
        )


async def main(paths: Sequence[Path], options: argparse.Namespace) -> None:
    """Score each file, print its figures, and keep or compare them."""
    before = json.loads(options.against.read_text("utf-8")) if options.against else None
    settings = FilterSettings()
    pool = WorkerPool(settings)
    await pool.start()
    saved: dict[str, Any] = {"versions": pool.versions, "sets": {}}
    if before is not None:
        sys.stdout.write("\n".join(changed_versions(before, pool.versions)) + "\n")
    try:
        gate = SenderGate(settings, key=Key("score", 1, b"score"), analyzer=pool)
        saved["ruleset"] = gate.ruleset
        for path in paths:
            for name, score in await score_file(gate, settings, path):
                figures = saved["sets"][name] = figures_of(score)
                old = None if before is None else before["sets"].get(name)
                lines = lines_of(figures, old, shows_ids=options.show_ids)
                sys.stdout.write("\n".join([f"== {name}  (rules {gate.ruleset})", *lines]) + "\n")
    finally:
        await pool.close()
    if options.save:
        options.save.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", "utf-8")


def lines_of(figures: Figures, before: Figures | None, *, shows_ids: bool) -> list[str]:
    """What is printed of one set."""
    lines = list(shown(figures) if before is None else compared(before, figures))
    return lines + ([f"  wrong: {one}" for one in wrong_ids(figures)] if shows_ids else [])


def changed_versions(before: dict[str, Any], now: dict[str, str]) -> Iterator[str]:
    """What was installed then and now, where it differs."""
    for name, version in now.items():
        old = before["versions"].get(name, "-")
        yield f"{name} {version}" if old == version else f"{name} {old} -> {version}"


async def score_file(
    gate: SenderGate, settings: FilterSettings, path: Path
) -> list[tuple[str, Score]]:
    """The score of a file by name; of one with rosters, under both staff policies."""
    rows = load_rows(path)
    if not any("roster" in row for row in rows):
        return [(path.name, await score_rows(gate, rows, at_once=2 * settings.workers))]
    plain = [
        row | {"block": row.get("expected_block", row.get("block"))} for row in map(dict, rows)
    ]
    blocked = await score_rows(gate, plain, at_once=2 * settings.workers)
    allowed = Score()
    try:
        for row in rows:
            gate.adopt(roster_policy(settings, row))
            gate.sender = SENDER if row.get("sender") else None
            is_blocked = row.get("expected_roster", row.get("block_allow_roster"))
            expected = dict(row) | {"block": is_blocked, "spans": row.get("spans_roster", [])}
            add(allowed, await score_rows(gate, [expected], at_once=1))
    finally:
        gate.sender = SENDER
        gate.adopt(Policy(default_snapshot(settings)))
    return [(f"{path.name} block", blocked), (f"{path.name} allow_roster", allowed)]


def roster_policy(settings: FilterSettings, row: Row) -> Policy:
    """The policy that allows the staff a row names; its sender is the member of that name."""
    sender = name_form(row.get("sender") or "")
    # A list of names alone will do as a roster.
    named = [one if isinstance(one, dict) else {"name": one} for one in row["roster"]]
    members = tuple(
        RosterMember(
            member["name"],
            member.get("department", ""),
            member.get("title"),
            "sender" if name_form(member["name"]) == sender else None,
        )
        for member in named
    )
    snapshot = replace(
        default_snapshot(settings), staff_names=StaffNames.ALLOW_ROSTER, roster=Roster(members)
    )
    return Policy(snapshot)


def add(whole: Score, part: Score) -> None:
    """Count the rows of a part to a whole."""
    whole.verdicts |= part.verdicts
    whole.expected |= part.expected
    whole.pairs |= part.pairs
    whole.spans += part.spans
    whole.found += part.found
    whole.rewrites += part.rewrites
    whole.clean_rewrites += part.clean_rewrites


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show-ids", action="store_true", help="list the rows that are wrong")
    parser.add_argument("--save", type=Path, help="keep the figures in this JSON file")
    parser.add_argument("--against", type=Path, help="print the figures kept there beside these")
    given = parser.parse_args()
    asyncio.run(main(given.files or sorted(CORPUS.glob("*.jsonl")), given))
