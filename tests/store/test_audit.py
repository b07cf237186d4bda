"""The audit log notices edits, deletions, another order and, with a head, a cut end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.errors import StoreError
from assistant.core.keys import Key
from assistant.gateway.audit_trail import list_trail
from assistant.store.audit import AuditLog, Head, head
from assistant.store.engine import make_engine
from tests.databases import allow_changes

ADMIN = Actor("E0001", Face.PAGE)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, busy_timeout_seconds=1)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine, clock: ManualClock) -> AuditLog:
    log = AuditLog(Key("audit", 1, b"k" * 32), clock)
    with Session(engine) as session, session.begin():
        for number in range(1, 6):
            log.record(session, ADMIN, "cap.set", f"account:E{number:04}", {"cap": number})
            clock.advance(1)
    return log


def faults(log: AuditLog, engine: Engine, exported: Head | None = None) -> list[str]:
    with Session(engine) as session:
        return list(log.faults(session, exported))


def tamper(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        allow_changes(connection, "audit_entry")
        for statement in statements:
            connection.execute(text(statement))


def current_head(engine: Engine) -> Head:
    with Session(engine) as session:
        return head(session)


def test_an_untouched_chain_is_sound(log: AuditLog, engine: Engine) -> None:
    exported = current_head(engine)
    assert exported.sequence == 5
    assert faults(log, engine, exported) == []


@pytest.mark.parametrize("verb", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_changes(log: AuditLog, engine: Engine, verb: str) -> None:
    with engine.begin() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(verb))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_entry SET details = '{\"cap\": 9}' WHERE sequence = 3", "entry 3 was"),
        ("UPDATE audit_entry SET actor = 'E9999' WHERE sequence = 1", "entry 1 was"),
        ("DELETE FROM audit_entry WHERE sequence = 2", "entry 2 is missing"),
        ("UPDATE audit_head SET sequence = 4", "its head says 4"),
        ("DELETE FROM audit_head", "its head was deleted"),
    ],
    ids=["edited", "other actor", "deleted", "head moved", "head deleted"],
)
def test_tampering_shows(log: AuditLog, engine: Engine, statement: str, fault: str) -> None:
    tamper(engine, statement)
    assert any(fault in line for line in faults(log, engine))


def test_another_order_shows(log: AuditLog, engine: Engine) -> None:
    tamper(
        engine,
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_entry SET sequence = 3 WHERE sequence = 99",
    )
    assert faults(log, engine) != []


def test_a_cut_end_shows_against_an_exported_head(log: AuditLog, engine: Engine) -> None:
    exported = current_head(engine)
    tamper(
        engine,
        "UPDATE audit_head SET sequence = 4, "
        "digest = (SELECT digest FROM audit_entry WHERE sequence = 4)",
        "DELETE FROM audit_entry WHERE sequence = 5",
    )
    assert faults(log, engine) == []
    assert faults(log, engine, exported) == ["the chain ends at 4, but 5 was exported"]


def test_another_key_finds_every_entry_wrong(
    log: AuditLog, engine: Engine, clock: ManualClock
) -> None:
    other = AuditLog(Key("audit", 1, b"x" * 32), clock)
    assert len(faults(other, engine)) == 5


def test_a_change_that_is_undone_leaves_no_entry(log: AuditLog, engine: Engine) -> None:
    def record_and_fail() -> None:
        with Session(engine) as session, session.begin():
            log.record(session, ADMIN, "cap.set", "city", {"cap": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        record_and_fail()
    assert current_head(engine).sequence == 5
    assert faults(log, engine) == []


def test_details_that_do_not_fit_are_refused(log: AuditLog, engine: Engine) -> None:
    with Session(engine) as session, session.begin(), pytest.raises(ValueError, match="too long"):
        log.record(session, ADMIN, "cap.set", "city", {"reason": "あ" * 8_000})


def test_an_entry_slipped_in_before_the_first_shows(log: AuditLog, engine: Engine) -> None:
    drop = "ALTER TABLE audit_entry DROP CONSTRAINT ck_audit_entry_sequence"
    tamper(
        engine,
        "PRAGMA ignore_check_constraints = ON" if engine.dialect.name == "sqlite" else drop,
        "INSERT INTO audit_entry SELECT 0, at, actor, face, action, subject, details, digest "
        "FROM audit_entry WHERE sequence = 1",
    )
    assert faults(log, engine) != []


def test_without_its_head_nothing_more_is_recorded(log: AuditLog, engine: Engine) -> None:
    tamper(engine, "DELETE FROM audit_head")
    with Session(engine) as session, pytest.raises(StoreError, match="head was deleted"):
        log.record(session, ADMIN, "cap.set", "city", {"cap": 1})


def test_a_changed_entry_does_not_hide_the_others(log: AuditLog, engine: Engine) -> None:
    tamper(engine, "UPDATE audit_entry SET details = '{oops' WHERE sequence = 3")
    with Session(engine) as session:
        found = {entry.sequence: entry.details for entry in list_trail(session, limit=10)}
    assert found[3] == {"unreadable": True}
    assert found[2] == {"cap": 2}
