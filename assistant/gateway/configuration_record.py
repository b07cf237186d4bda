"""Records in the audit log with which configuration a gateway starts, when it is another one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from sqlmodel import Session, col, select

from assistant.core.actor import SYSTEM
from assistant.store.audit import AuditLog
from assistant.store.models import AuditEntry, AuditHead

ACTION = "configuration.changed"


def configuration_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of every file of the configuration folder."""
    total = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def record_configuration(
    session: Session, audit: AuditLog, *, digest: str, variables: Collection[str]
) -> bool:
    """Record the configuration a process starts with, unless the last one recorded is the same.

    Args:
        session: of a writing transaction.
        audit: where.
        digest: of the files.
        variables: names of the settings the environment overrides; their values may be secrets.

    Returns:
        Whether it was recorded.
    """
    # Two processes that start at once: the second waits for the first to have recorded it.
    session.exec(select(AuditHead.sequence).with_for_update()).one()
    details = {"sha256": digest, "variables": " ".join(sorted(variables))[:4000]}
    last = session.exec(
        select(AuditEntry.details)
        .where(col(AuditEntry.action) == ACTION)
        .order_by(col(AuditEntry.sequence).desc())
        .limit(1)
    ).first()
    if last is not None and json.loads(last) == details:
        return False
    audit.record(session, SYSTEM, ACTION, "configuration", details)
    return True
