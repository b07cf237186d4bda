"""Makes an installation in a folder. Idempotent: what is there is kept."""

from __future__ import annotations

import asyncio
import base64
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from assistant.core.clock import SystemClock
from assistant.core.errors import ConfigurationError
from assistant.core.keyfiles import make_keys, write_secret
from assistant.core.packaged import packaged_folder
from assistant.identity.directory import ensure_demo_account
from assistant.instance import Instance, open_database, open_instance
from assistant.schema import METADATA
from assistant.store.schema_version import upgrade
from assistant.store.unit_of_work import UnitOfWork

WEBHOOK_SECRETS = "generic.secrets"
WEBHOOK_SECRET_BYTES = 32


def install(folder: Path) -> Iterator[str]:
    """Make what is missing; yields one line for each thing made or kept.

    Raises:
        ConfigurationError: the folder cannot be written, or its settings are wrong.
        StoreError: the database there cannot be used.
    """
    try:
        yield from _copy_folder(folder, "config")
        yield from _copy_folder(folder, "guidelines")
        instance = open_instance(folder)
        instance.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield from _make_secrets(instance)
    except OSError as fault:
        raise ConfigurationError(
            f"{fault.filename or folder}: cannot be written ({fault.strerror}); "
            "mend that, or name another folder"
        ) from None
    engine = open_database(instance, may_create=True)
    yield f"database: schema {upgrade(engine, METADATA)}"
    uow = UnitOfWork(engine)
    try:
        now = SystemClock().now()
        made = asyncio.run(uow.write(lambda session: ensure_demo_account(session, now)))
    finally:
        uow.close()
    yield "account demo: made" if made else "account demo: kept"


def _copy_folder(folder: Path, name: str) -> Iterator[str]:
    source, target = packaged_folder(name), folder / name
    count = 0
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        copy = target / file.relative_to(source)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            count += 1
    yield f"{target}: {count} files made" if count else f"{target}: kept"


def _make_secrets(instance: Instance) -> Iterator[str]:
    made = make_keys(instance.keys_folder)
    path = instance.keys_folder / WEBHOOK_SECRETS
    if not path.exists():
        secret = base64.b64encode(secrets.token_bytes(WEBHOOK_SECRET_BYTES)).decode()
        write_secret(path, f"whsec_{secret}\n")
        made.append(path)
    state = f"{len(made)} made (readable by you alone)" if made else "kept"
    yield f"{instance.keys_folder}: {state}"
