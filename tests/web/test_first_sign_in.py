"""A new installation says how its first admin gets in, and that is how it goes."""

from __future__ import annotations

import re
from pathlib import Path

import anyio
import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.core.clock import SystemClock
from assistant.core.keyfiles import read_keyring
from assistant.gateway.administration import make_administration
from assistant.gateway.replies import load_replies
from assistant.identity.permissions import Permission, reach
from assistant.identity.sign_in import SignedIn, SignInRefused
from assistant.instance import open_database, open_instance
from assistant.store.unit_of_work import UnitOfWork
from tests.web.kit import PASSWORD


def test_what_init_prints_lets_the_first_admin_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    made = runner.invoke(app, ["init", "."])
    commands = re.findall(r"`\S*assistant (accounts [a-z ]+)`", made.output)
    assert commands == ["accounts role demo admin", "accounts password demo"]
    for command in commands:
        done = runner.invoke(app, command.split(), input=f"{PASSWORD}\n")
        assert done.exit_code == 0, done.output
        assert PASSWORD not in done.output
    outcome = anyio.run(sign_in, tmp_path)
    assert isinstance(outcome, SignedIn)
    assert reach(outcome.principal, Permission.CAPS_WRITE) is not None


async def sign_in(root: Path) -> SignedIn | SignInRefused:
    """Try the password that was set."""
    instance = open_instance(root)
    uow = UnitOfWork(open_database(instance))
    administration = make_administration(
        instance.settings,
        read_keyring(instance.keys_folder),
        uow,
        SystemClock(),
        replies=load_replies(instance.config_folder),
        data_folder=instance.data_folder,
    )
    try:
        return await administration.access.sign_in.sign_in("demo", PASSWORD, address="127.0.0.1")
    finally:
        uow.close()
