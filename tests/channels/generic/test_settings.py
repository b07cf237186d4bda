"""What is wrong in the settings is found when they are loaded, named, and never shown."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.channels.generic.adapter import check_generic, open_generic
from assistant.channels.generic.secrets import read_secrets
from assistant.channels.generic.settings import (
    GenericSettings,
    IncomingSettings,
    OutgoingSettings,
)
from assistant.channels.settings import ChannelsSettings
from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError
from tests.channels.generic.conftest import NEW_SECRET, OLD_SECRET, Signer, body_of, settings_of

CALLBACK = "https://tool.example/callback"
CANARY = "a-token-that-must-not-show"
BEARER = {"auth": "bearer", "event_id_path": "id"}
BY_HEADER = {"auth": "headers", "headers": {"Authorization": "Bearer {secret}"}, "secret": CANARY}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "callback missing": ({"callback_url": ""}, "callback_url is missing"),
    "callback not an address": ({"callback_url": "tool.example"}, "https://host/path"),
    "callback a file": ({"callback_url": "file:///etc/hosts"}, "https://host/path"),
    "callback without host": ({"callback_url": "https:///x"}, "https://host/path"),
    "callback with a bad port": ({"callback_url": "https://h:99999/"}, "https://host/path"),
    "callback with a user": ({"callback_url": "https://u:p@h/"}, "no user"),
    "callback with a placeholder": ({"callback_url": "https://h/{user_id}"}, "no placeholder"),
    "empty secret": ({"secrets": [""]}, "secrets: a secret is empty"),
    "blank secret": ({"secrets": [NEW_SECRET, "  "]}, "secrets: a secret is empty"),
    "secret without prefix": ({"secrets": [CANARY]}, "secrets: .*whsec_"),
    "unknown key": ({"callback": CALLBACK}, "callback"),
    "unknown auth": ({"incoming": {"auth": "none"}}, "standard-webhooks"),
    "path with a space": ({"incoming": {"text_path": "a b"}}, "dotted path"),
    "path empty": ({"incoming": {"user_path": ""}}, "user_path"),
    "hmac without header": ({"incoming": {"auth": "hmac", "event_id_path": "id"}}, "auth_header"),
    "token without path": (
        {"incoming": {"auth": "field-token", "event_id_path": "id"}},
        "token_path is missing",
    ),
    "no event identity": ({"incoming": {"auth": "bearer"}}, "event_id_path is missing"),
    "short token": (
        {"incoming": BEARER, "outgoing": BY_HEADER, "secrets": ["short"]},
        "shorter than 8",
    ),
    "bearer not ASCII": (
        {"incoming": BEARER, "outgoing": BY_HEADER, "secrets": ["架空市の秘密の言葉"]},
        "no header can hold",
    ),
    "no types": ({"incoming": {"type_values": []}}, "type_values"),
    "callback left signed": ({"incoming": BEARER, "secrets": [CANARY]}, "outgoing.auth"),
    "headers missing": ({"outgoing": {"auth": "headers"}}, "headers is empty"),
    "header without secret": ({"outgoing": {"headers": {"X-Key": "{secret}"}}}, "secret_file"),
    "secret without header": ({"outgoing": {"secret": CANARY}}, "secret_file"),
    "header with a line break": ({"outgoing": {"headers": {"X": "a\r\nHost: b"}}}, "line break"),
    "header name": ({"outgoing": {"headers": {"X Y": "a"}}}, "cannot be set"),
    "our own header": ({"outgoing": {"headers": {"Content-Type": "text/xml"}}}, "cannot be set"),
    "header placeholder": ({"outgoing": {"headers": {"X": "{text}"}}}, "unknown placeholder"),
    "template placeholder": (
        {"outgoing": {"template": '{"t": "{text}", "x": "{name}"}'}},
        "unknown placeholder {name}",
    ),
    "template not JSON": ({"outgoing": {"template": "{text}"}}, "not a JSON object"),
    "template without privacy": ({"outgoing": {"template": '{"t": "{text}"}'}}, "is_degraded"),
}


@pytest.mark.parametrize(("values", "names"), WRONG.values(), ids=WRONG)
def test_fault_28_a_wrong_setting_is_named_and_no_secret_shown(
    values: dict[str, Any], names: str
) -> None:
    with pytest.raises(ValidationError, match=names.replace("{", r"\{")) as refusal:
        settings_of(**values)
    for secret in (CANARY, NEW_SECRET, OLD_SECRET):
        assert secret not in str(refusal.value)


def test_no_repr_shows_a_secret() -> None:
    settings = ChannelsSettings(generic=settings_of(outgoing=BY_HEADER))
    for secret in (CANARY, NEW_SECRET, OLD_SECRET):
        assert secret not in repr(settings)
        assert secret not in settings.model_dump_json()


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (GenericSettings(), "channels.generic.callback_url is missing"),
        (GenericSettings(callback_url=CALLBACK), "channels.generic.secrets is empty"),
        (
            GenericSettings(callback_url=CALLBACK, secrets_file=Path("/nowhere/secrets")),
            "channels.generic.secrets_file: /nowhere/secrets cannot be read",
        ),
        (settings_of(ca_file="/nowhere/ca.pem"), "channels.generic.ca_file"),
    ],
)
def test_a_channel_that_cannot_work_is_not_opened(
    clock: ManualClock, settings: GenericSettings, names: str
) -> None:
    for use in (lambda: open_generic(settings, clock), lambda: check_generic(settings)):
        with pytest.raises(ConfigurationError, match=names):
            use()


def write_secrets(path: Path, *lines: str, mode: int = stat.S_IRUSR | stat.S_IWUSR) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(mode)
    return path


def test_secrets_can_come_from_a_file(clock: ManualClock, signed: Signer, tmp_path: Path) -> None:
    file = write_secrets(tmp_path / "secrets", NEW_SECRET, "", OLD_SECRET)
    channel = open_generic(GenericSettings(callback_url=CALLBACK, secrets_file=file), clock)
    body = body_of()
    for secret in (NEW_SECRET, OLD_SECRET):
        assert channel.receive(signed(body, secret=secret), body).event_id == "msg_1"


def test_secrets_of_the_environment_go_before_the_file(tmp_path: Path) -> None:
    file = write_secrets(tmp_path / "secrets", OLD_SECRET)
    assert read_secrets(settings_of(secrets=[NEW_SECRET], secrets_file=file)) == [NEW_SECRET]
    assert read_secrets(settings_of(secrets=[], secrets_file=file)) == [OLD_SECRET]


def test_a_secrets_file_others_can_read_is_refused(clock: ManualClock, tmp_path: Path) -> None:
    file = write_secrets(tmp_path / "secrets", NEW_SECRET, mode=0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_generic(GenericSettings(callback_url=CALLBACK, secrets_file=file), clock)


def test_a_malformed_secret_in_a_file_is_not_shown(clock: ManualClock, tmp_path: Path) -> None:
    file = write_secrets(tmp_path / "secrets", CANARY)
    with pytest.raises(ConfigurationError, match=r"secrets_file: .*whsec_") as refusal:
        open_generic(GenericSettings(callback_url=CALLBACK, secrets_file=file), clock)
    assert CANARY not in refusal.value.message


def test_a_mapping_without_privacy_runs_if_that_was_accepted(clock: ManualClock) -> None:
    outgoing = {"template": '{"t": "{text}"}'}
    channel = open_generic(settings_of(outgoing=outgoing, is_degraded_accepted=True), clock)
    assert not channel.abilities.has_private_reply
    assert channel.abilities.has_idempotency_key


@pytest.mark.anyio
async def test_a_proxy_and_the_systems_cas_can_be_used(clock: ManualClock) -> None:
    channel = open_generic(settings_of(proxy="http://proxy.example:8080"), clock)
    assert channel.abilities == open_generic(settings_of(), clock).abilities
    await channel.aclose()


def test_every_setting_is_described() -> None:
    for section in (GenericSettings, IncomingSettings, OutgoingSettings):
        for name, field in section.model_fields.items():
            assert field.description, name
