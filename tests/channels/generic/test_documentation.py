"""The examples of docs/channels/generic.md do what the page says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import runpy
import tomllib
from pathlib import Path

import pytest

from assistant.channels.generic.adapter import open_generic
from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.settings import GenericSettings
from assistant.core.clock import ManualClock
from tests.channels.generic.conftest import Signer, settings_of

PAGE = (Path(__file__).parents[3] / "docs" / "channels" / "generic.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_signing_example_prints_what_the_page_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks("python")
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    runpy.run_path(str(script))
    assert f"This prints `{capsys.readouterr().out.strip()}`" in PAGE


def test_the_incoming_example_is_taken(clock: ManualClock, signed: Signer) -> None:
    body = blocks("json")[0].encode()
    message = open_generic(settings_of(), clock).receive(signed(body), body)
    assert (message.channel_user_id, message.conversation_key) == ("u-1024", "room-7")
    assert message.is_direct


def test_the_outgoing_example_is_a_callback() -> None:
    assert CallbackBody.model_validate_json(blocks("json")[1]).private


def test_the_mapping_example_loads_and_takes_its_webhook(
    clock: ManualClock, tmp_path: Path
) -> None:
    values = tomllib.loads(blocks("toml")[0])["channels"]["generic"]
    files = {"secrets_file": "webhook-secret-of-the-tool", "bot": "bot-token-of-the-tool"}
    for name, secret in files.items():
        (tmp_path / name).write_text(secret)
        (tmp_path / name).chmod(0o600)
    del values["ca_file"]
    values["secrets_file"] = tmp_path / "secrets_file"
    values["outgoing"]["secret_file"] = tmp_path / "bot"
    channel = open_generic(GenericSettings.model_validate(values), clock)

    body = blocks("json")[2].encode()
    digest = hmac.new(files["secrets_file"].encode(), body, hashlib.sha256).digest()
    signature = "sha256=" + base64.b64encode(digest).decode()
    message = channel.receive({"X-Tool-Signature": signature}, body)

    sent = json.loads(body)
    assert message.text.reveal() == sent["message"]["body"]
    assert (message.event_id, message.channel_user_id) == ("88001", "1024")
    assert (message.conversation_key, message.is_direct) == ("7", True)
    assert channel.abilities.has_private_reply
    assert channel.abilities.has_idempotency_key
