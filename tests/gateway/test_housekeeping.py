"""What a gateway does by itself once in a while, and that a fault does not end it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.keys import Key
from assistant.gateway.census import Census
from assistant.gateway.forecasts import Forecasts, ForecastWatch
from assistant.gateway.heads import HeadExport, read_heads
from assistant.gateway.housekeeping import Housekeeping
from assistant.gateway.quota_desk import make_quota_desk
from assistant.identity.access import open_access
from assistant.identity.settings import AccessSettings
from assistant.store.audit import AuditLog
from assistant.usage.analysis.calendar import NO_COUNCIL
from assistant.usage.analysis.forecast_settings import ForecastSettings
from assistant.usage.log.exports import Exports
from assistant.usage.log.workplace import PREFIX
from assistant.usage.quota.settings import QuotaSettings
from assistant.usage.terms.sealing import TermMonths
from tests.gateway.kit import AUDIT_KEY, Kit, packaged_replies, until

pytestmark = pytest.mark.anyio


def housekeeping(kit: Kit, path: Path) -> Housekeeping:
    audit, key = AuditLog(AUDIT_KEY, kit.clock), Key("access", 1, b"x" * 32)
    access = open_access(kit.uow, key, audit, kit.clock, AccessSettings())
    census = Census(kit.uow, kit.clock)
    months = TermMonths(kit.uow, kit.clock, least_accounts=5)
    forecasts = Forecasts(kit.ledger, QuotaSettings(), NO_COUNCIL, ForecastSettings(), kit.clock)
    watch = ForecastWatch(kit.uow, forecasts, kit.clock)
    heads = HeadExport(kit.uow, kit.clock, path)
    exports = Exports(kit.uow, audit, kit.clock, key, folder=path.parent, small_group=5)
    quota = make_quota_desk(QuotaSettings(), packaged_replies(), audit, kit.clock)
    return Housekeeping(
        kit.uow, heads, access, census, months, forecasts=watch, exports=exports, quota=quota
    )


async def test_it_begins_at_once_and_can_be_stopped(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "audit" / "heads.jsonl"
    keeper = housekeeping(kit, path)
    await keeper.stop()  # before it was started
    keeper.start()
    await until(lambda: bool(read_heads(path)))
    await keeper.stop()


async def test_a_damaged_file_of_heads_is_left_alone(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_text("no head\n")
    keeper = housekeeping(kit, path)
    await keeper.tidy()
    assert path.read_text() == "no head\n"
    path.unlink()
    path.mkdir()
    await keeper.tidy()


async def test_a_damaged_file_does_not_keep_old_sign_ins(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_text("no head\n")
    keeper = housekeeping(kit, path)
    audit, key = AuditLog(AUDIT_KEY, kit.clock), Key("access", 1, b"x" * 32)
    access = open_access(kit.uow, key, audit, kit.clock, AccessSettings())
    await access.sign_in.sign_in("nobody", "wrong", address="192.0.2.1")
    kit.clock.advance(86_400)
    await keeper.tidy()
    assert kit.rows("SELECT * FROM sign_in_count") == []


async def test_a_request_nobody_decides_is_closed_in_time_and_its_sender_told(
    kit: Kit, tmp_path: Path
) -> None:
    await kit.ask("増枠 九月議会の答弁資料の要約に使うため")
    keeper = housekeeping(kit, tmp_path / "heads.jsonl")
    kit.clock.advance(89 * 86_400)
    await keeper.tidy()
    assert kit.tables_holding("九月議会") == {"quota_request.reason"}
    kit.clock.advance(2 * 86_400)
    await keeper.tidy()
    await keeper.tidy()
    assert kit.tables_holding("九月議会") == set()
    (row,) = kit.rows("SELECT * FROM quota_request")
    assert (row["state"], row["decided_by"], row["word"]) == ("refused", "system", None)
    assert (row["channel_user_id"], row["conversation_key"], row["event_id"]) == ("", "", "")
    assert await kit.deliver_due() == 1
    told = kit.channel.replies[-1]
    assert (told.channel_user_id, told.conversation_key) == ("user-1", "room-1")
    assert "4月15日に受け付けた増枠の申請（受付番号1）は、結果が出ないまま期限が過ぎた" in told.text
    (entry,) = kit.rows("SELECT actor, action FROM audit_entry")
    assert tuple(entry.values()) == ("system", "cap.expire")
    assert "申請を受け付けました" in (await kit.ask("増枠 もう一度お願いします")).text


async def test_what_killed_exports_left_goes_at_the_start(kit: Kit, tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    (left / "export").write_text("half")
    await housekeeping(kit, tmp_path / "heads.jsonl").tidy()
    assert not left.exists()
