"""Settings of the generic channel: secrets, callback, mapping onto another tool's format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from assistant.channels.generic.signature import decode_secret
from assistant.channels.generic.template import (
    CONTRACT_TEMPLATE,
    parse_template,
    placeholders,
    require_header_template,
)

MIN_TOKEN_CHARS = 8
_PATH = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*", re.ASCII)
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~\-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")
_OWN_HEADERS = frozenset({"content-type", "content-length", "host", "transfer-encoding"})


def _require_path(path: str) -> str:
    if path and not _PATH.fullmatch(path):
        raise ValueError("not a dotted path; write names joined by dots, such as room.id")
    return path


def _require_callback_url(url: str) -> str:
    if not url:
        return url
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        has_host = False
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not has_host or not url.isascii():
        raise ValueError("not an address; write it as https://host/path")
    if parts.username is not None or parts.fragment or "{" in url:
        raise ValueError("write host and path only: no user, no #fragment, no placeholder")
    return url


def _require_headers(headers: dict[str, str]) -> dict[str, str]:
    for name, template in headers.items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OWN_HEADERS:
            raise ValueError(f"{name!r} cannot be set as a header; leave it out")
        if not _HEADER_VALUE.fullmatch(template):
            raise ValueError(f"the header {name} has a line break or a non-ASCII character")
        require_header_template(template)
    return headers


def _require_template(source: str) -> str:
    parse_template(source)
    return source


DottedPath = Annotated[str, AfterValidator(_require_path)]
CallbackUrl = Annotated[str, AfterValidator(_require_callback_url)]
HeaderTemplates = Annotated[dict[str, str], AfterValidator(_require_headers)]
JsonTemplate = Annotated[str, AfterValidator(_require_template)]
IncomingAuth = Literal["standard-webhooks", "hmac", "bearer", "field-token"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class IncomingSettings(_Section):
    """How a webhook is authenticated and where things are in its body."""

    auth: IncomingAuth = Field("standard-webhooks", description="how a webhook is authenticated")
    auth_header: str = Field("", description="header of the HMAC or of the bearer token")
    auth_prefix: str = Field("", description="what stands before the HMAC or the token")
    hmac_encoding: Literal["hex", "base64"] = Field("hex", description="how the HMAC is written")
    token_path: DottedPath = Field("", description="body field with the token (field-token)")
    body_format: Literal["json", "form"] = Field("json", description="how the body is written")
    type_path: DottedPath = Field("type", description='field with the event type; "" = none')
    type_values: tuple[str, ...] = Field(
        ("message",), min_length=1, description="types that are messages"
    )
    text_path: DottedPath = Field("text", min_length=1, description="field with the text")
    user_path: DottedPath = Field("user.id", min_length=1, description="field with the sender's id")
    conversation_path: DottedPath = Field(
        "conversation.id", min_length=1, description="field with the conversation's id"
    )
    kind_path: DottedPath = Field(
        "conversation.kind", description='field that tells direct from group; "" = always group'
    )
    direct_values: tuple[str, ...] = Field(("direct",), description="kinds that are one-to-one")
    group_values: tuple[str, ...] = Field(
        ("group",), description="kinds that are groups; empty = everything else"
    )
    files_path: DottedPath = Field("files", description='field with attachments; "" = none')
    file_name_path: DottedPath = Field("name", min_length=1, description="a file's name")
    event_id_path: DottedPath = Field("", description="field with the event's id")
    event_time_path: DottedPath = Field("", description="field with the event's time")
    accepts_number_ids: bool = Field(False, description="ids may be JSON numbers")

    @model_validator(mode="after")
    def _has_what_auth_needs(self) -> Self:
        if self.auth == "hmac" and not _HEADER_NAME.fullmatch(self.auth_header):
            raise ValueError("auth_header is missing; name the header that holds the HMAC")
        if self.auth == "field-token" and not self.token_path:
            raise ValueError("token_path is missing; name the body field that holds the token")
        if self.auth == "standard-webhooks" and self.event_id_path:
            raise ValueError("event_id_path has no effect here; webhook-id is the event's id")
        return self

    @model_validator(mode="after")
    def _has_event_identity(self) -> Self:
        is_identified = self.auth == "standard-webhooks" or self.event_id_path
        if not is_identified and not self.event_time_path:
            raise ValueError(
                "event_id_path is missing; name the field with the event's id, or in"
                " event_time_path the one with its time, or repeats could not be told apart"
            )
        return self


class OutgoingSettings(_Section):
    """How a reply is authenticated and written."""

    auth: Literal["standard-webhooks", "headers"] = Field(
        "standard-webhooks", description="sign the callback, or prove ourselves by headers"
    )
    headers: HeaderTemplates = Field(
        default_factory=dict, description="headers to send; {secret} and {idempotency_key} allowed"
    )
    secret: SecretStr = Field(SecretStr(""), description="what {secret} stands for")
    secret_file: Path | None = Field(
        None, description="file with that secret, mode 0600; read if `secret` is empty"
    )
    template: JsonTemplate = Field(CONTRACT_TEMPLATE, description="JSON body with placeholders")

    @model_validator(mode="after")
    def _has_what_auth_needs(self) -> Self:
        if self.auth == "headers" and not self.headers:
            raise ValueError("headers is empty; name the header the tool authenticates us by")
        needs_secret = "secret" in self.header_placeholders
        has_secret = bool(self.secret.get_secret_value().strip()) or self.secret_file is not None
        if needs_secret != has_secret:
            raise ValueError("secret or secret_file must be set exactly if a header has {secret}")
        return self

    @property
    def header_placeholders(self) -> set[str]:
        """Names of the placeholders the headers use."""
        return {name for template in self.headers.values() for name in placeholders(template)}

    @property
    def body_placeholders(self) -> set[str]:
        """Names of the placeholders the template uses."""
        return set(placeholders(parse_template(self.template)))


class GenericSettings(_Section):
    """The generic channel: our signed contract, or another tool's format mapped onto it."""

    is_enabled: bool = Field(True, description="whether /webhooks/generic takes messages")
    secrets: tuple[SecretStr, ...] = Field(
        (), description="incoming secrets, newest first; two are valid at once while rotating"
    )
    secrets_file: Path | None = Field(
        None, description="file with one secret per line, mode 0600; read if `secrets` is empty"
    )
    callback_url: CallbackUrl = Field("", description="where replies are posted")
    timeout_seconds: float = Field(10.0, gt=0, le=60, description="limit for posting one reply")
    proxy: CallbackUrl = Field("", description="HTTP proxy for the callback; empty = direct")
    ca_file: Path | None = Field(None, description="PEM file with the CA of the callback's host")
    is_degraded_accepted: bool = Field(
        False, description="run although replies cannot be marked private (a template without it)"
    )
    incoming: IncomingSettings = Field(
        default_factory=IncomingSettings, description="how webhooks are authenticated and read"
    )
    outgoing: OutgoingSettings = Field(
        default_factory=OutgoingSettings, description="how replies are authenticated and written"
    )

    @model_validator(mode="after")
    def _has_secrets_and_callback_together(self) -> Self:
        secrets = [secret.get_secret_value() for secret in self.secrets]
        try:
            require_secrets(self.incoming.auth, secrets)
        except ValueError as problem:
            raise ValueError(f"secrets: {problem}") from None
        has_secrets = bool(self.secrets) or self.secrets_file is not None
        if self.is_enabled and has_secrets and not self.callback_url:
            raise ValueError("callback_url is missing; write where replies are to be posted")
        return self

    @model_validator(mode="after")
    def _has_consistent_outgoing(self) -> Self:
        if self.incoming.auth != "standard-webhooks" and self.outgoing.auth == "standard-webhooks":
            raise ValueError(
                'outgoing.auth must be "headers" when incoming.auth is not "standard-webhooks"'
            )
        if "private" not in self.outgoing.body_placeholders and not self.is_degraded_accepted:
            raise ValueError(
                'outgoing.template has no "{private}"; add it, or set is_degraded_accepted = true'
                " knowing that notices meant for one person may be seen by the conversation"
            )
        return self


def require_secrets(auth: IncomingAuth, secrets: Sequence[str]) -> None:
    """Check the form of incoming secrets.

    Raises:
        ValueError: an empty, short or malformed one. The message never holds it.
    """
    for secret in secrets:
        if not secret.strip():
            raise ValueError("a secret is empty; remove it or write the secret")
        if auth == "standard-webhooks":
            decode_secret(secret)
        elif auth == "bearer" and not secret.isascii():
            raise ValueError("a secret has a character that no header can hold")
        elif len(secret) < MIN_TOKEN_CHARS:
            raise ValueError(
                f"a secret is shorter than {MIN_TOKEN_CHARS} characters; make a longer one"
            )
