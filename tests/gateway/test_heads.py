"""Heads of the audit log outside the database, and the record of the configuration."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.errors import InputError
from assistant.gateway.configuration_record import configuration_digest, record_configuration
from assistant.gateway.heads import ExportedHead, HeadExport, faults_against, read_heads
from assistant.store.audit import AuditLog, Head
from tests.gateway.kit import AUDIT_KEY, Kit

pytestmark = pytest.mark.anyio
ADMIN = Actor("A1", Face.PAGE)


def audit_of(kit: Kit) -> AuditLog:
    return AuditLog(AUDIT_KEY, kit.clock)


async def record(kit: Kit, count: int) -> None:
    def work(session: Session) -> None:
        for number in range(count):
            audit_of(kit).record(session, ADMIN, "cap.set", "city", {"cap": number})

    await kit.uow.write(work)


async def faults(kit: Kit, heads: list[ExportedHead]) -> list[str]:
    return await kit.uow.read(lambda session: list(faults_against(audit_of(kit), session, heads)))


async def test_one_head_a_day_in_tokyo_is_appended(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "audit" / "heads.jsonl"
    exports = [HeadExport(kit.uow, kit.clock, path) for _ in range(3)]
    written = []
    for hours in (0, 1, 12.9, 0.2, 24):  # 10:00, 11:00, 23:54, 0:06 in Tokyo, 0:06
        kit.clock.advance(hours * 3600)
        await record(kit, 1)
        written.append(sum(await asyncio.gather(*(each.export() for each in exports))))
    assert written == [1, 0, 0, 1, 1]
    heads = read_heads(path)
    assert [each.head.sequence for each in heads] == [1, 4, 5]
    assert path.stat().st_mode & 0o777 == 0o600
    assert await faults(kit, heads) == []


@pytest.mark.parametrize("torn", ['{"at": "2026-04-1', "{", "\0\0\0\0"])
async def test_a_line_cut_off_by_a_power_failure_is_written_anew(
    kit: Kit, tmp_path: Path, torn: str
) -> None:
    path = tmp_path / "heads.jsonl"
    export = HeadExport(kit.uow, kit.clock, path)
    await export.export()
    whole = path.read_text("ascii")
    path.write_text(whole + torn, "ascii")
    assert not await export.export(), "today's head is there"
    assert path.read_text("ascii") == whole
    path.write_text(whole + torn, "ascii")
    kit.clock.advance(86_400)
    assert await export.export()
    assert len(read_heads(path)) == 2


async def test_a_log_made_anew_with_the_key_shows_against_every_head(
    kit: Kit, tmp_path: Path
) -> None:
    await record(kit, 3)
    stolen = [ExportedHead(kit.clock.now(), Head(2, "v1:" + "0" * 64))]
    path = tmp_path / "heads.jsonl"
    await HeadExport(kit.uow, kit.clock, path).export()
    found = await faults(kit, [*stolen, *read_heads(path)])
    assert found == ["entry 2 is not the one that was exported"]
    back = [*read_heads(path), ExportedHead(kit.clock.now(), Head(0, "genesis"))]
    assert "the heads go back" in (await faults(kit, back))[0]


@pytest.mark.parametrize(
    "line", ["", "[]", "x", '{"at": "2026-04-15", "sequence": 1, "digest": "x"}', '{"at": 1}']
)
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(InputError, match="line 1"):
        read_heads(path)


async def test_the_configuration_is_recorded_when_it_is_another_one(
    kit: Kit, tmp_path: Path
) -> None:
    folder = tmp_path / "config"
    (folder / "prompts").mkdir(parents=True)
    (folder / "a.toml").write_text("x = 1\n")

    async def start(*variables: str) -> bool:
        digest = configuration_digest(folder)
        return await kit.uow.write(
            lambda s: record_configuration(s, audit_of(kit), digest=digest, variables=variables)
        )

    recorded = [await start(), await start()]
    (folder / "prompts" / "b.md").write_text("丁寧に\n", "utf-8")
    recorded += [await start(), await start(), await start("ASSISTANT__LLM__MODEL")]
    (folder / "prompts" / "b.md").rename(folder / "b.md")
    recorded.append(await start("ASSISTANT__LLM__MODEL"))
    assert recorded == [True, False, True, False, True, True]
    rows = kit.rows("SELECT actor, subject, details FROM audit_entry")
    assert {(row["actor"], row["subject"]) for row in rows} == {("system", "configuration")}
    assert json.loads(rows[2]["details"])["variables"] == "ASSISTANT__LLM__MODEL"
