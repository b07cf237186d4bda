"""The generic channel: webhooks in by our contract or a mapping onto it, a callback out."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping, Sequence

import httpx2

from assistant.channels.base import Abilities
from assistant.channels.generic.authentication import make_authenticator
from assistant.channels.generic.mapping import event_digest, read_fields
from assistant.channels.generic.secrets import incoming_keys, outgoing_secret
from assistant.channels.generic.settings import GenericSettings
from assistant.channels.generic.signature import signed_headers
from assistant.channels.generic.template import fill, fill_header, parse_template
from assistant.channels.payload import Json, parse_form, parse_json_object
from assistant.core.chat import Citation, InboundMessage, Reply
from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError, DeliveryError

NAME = "generic"
ALREADY_DELIVERED = 409
# A secret or an address changed on one side only is mended within hours; the reply waits for it.
_RETRYABLE_CLIENT_ERRORS = frozenset({401, 403, 404, 408, 429})
_MEDIA_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


class GenericChannel:
    """Adapter for any tool that speaks our contract or is mapped onto it by settings."""

    name = NAME

    def __init__(
        self,
        settings: GenericSettings,
        *,
        keys: Sequence[bytes],
        secret: str,
        clock: Clock,
        client: httpx2.AsyncClient,
    ) -> None:
        """Make the channel; `open_generic` reads keys and secret and makes the client."""
        self._settings = settings
        self._keys = tuple(keys)
        self._secret = secret
        self._clock = clock
        self._client = client
        self._template = parse_template(settings.outgoing.template)
        self._parse = parse_form if settings.incoming.body_format == "form" else parse_json_object
        self._authenticator = make_authenticator(
            settings.incoming, keys, clock=clock, parse=self._parse
        )

    @property
    def abilities(self) -> Abilities:
        """What the tool, as configured, can do."""
        return generic_abilities(self._settings)

    @property
    def content_types(self) -> frozenset[str]:
        """The one media type `incoming.body_format` stands for."""
        return frozenset({_MEDIA_TYPES[self._settings.incoming.body_format]})

    def receive(self, headers: Mapping[str, str], body: bytes) -> InboundMessage:
        """Authenticate over the raw bytes, then parse. See `Channel.receive`."""
        proof = self._authenticator.check(
            {name.lower(): value for name, value in headers.items()}, body
        )
        fields = read_fields(self._settings.incoming, self._parse(body))
        return InboundMessage(
            channel=self.name,
            event_id=proof.event_id or fields.event_id or event_digest(proof.key, fields),
            channel_user_id=fields.user_id,
            conversation_key=fields.conversation_id,
            is_direct=fields.is_direct,
            text=fields.text,
            file_names=fields.file_names,
        )

    async def deliver(self, reply: Reply, *, idempotency_key: str) -> None:
        """Post the callback. 2xx and 409 (already has it) are success. See `Channel.deliver`."""
        body = self._body(reply, idempotency_key)
        headers = self._headers(body, idempotency_key)
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                status = await self._post(body, headers)
        except (TimeoutError, httpx2.HTTPError, httpx2.StreamError, OSError) as fault:
            raise DeliveryError(
                f"the callback did not answer ({type(fault).__name__});"
                " check channels.generic.callback_url and the tool"
            ) from None
        _require_taken(status)

    async def aclose(self) -> None:
        """Close the connections to the callback."""
        await self._client.aclose()

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        # The answer's body is never read: it is nothing to us and could be endless.
        url = self._settings.callback_url
        async with self._client.stream("POST", url, content=body, headers=headers) as response:
            return response.status_code

    def _body(self, reply: Reply, idempotency_key: str) -> bytes:
        values: dict[str, Json] = {
            "text": reply.text,
            "user_id": reply.channel_user_id,
            "conversation_id": reply.conversation_key,
            "in_reply_to": reply.in_reply_to,
            "outcome": reply.outcome.value,
            "private": reply.is_private,
            "citations": [_citation(citation) for citation in reply.citations],
            "choices": list(reply.choices),
            "idempotency_key": idempotency_key,
        }
        # A lone surrogate cannot be sent; it becomes "?" rather than an undeliverable reply.
        text = json.dumps(fill(self._template, values), ensure_ascii=False)
        return text.encode("utf-8", "replace")

    def _headers(self, body: bytes, idempotency_key: str) -> dict[str, str]:
        values = {"secret": self._secret, "idempotency_key": idempotency_key}
        headers = {"content-type": "application/json"}
        for name, template in self._settings.outgoing.headers.items():
            headers[name.lower()] = fill_header(template, values)
        if self._settings.outgoing.auth == "standard-webhooks":
            timestamp = int(self._clock.now().timestamp())
            headers |= signed_headers(self._keys, idempotency_key, timestamp, body)
        return headers


def generic_abilities(settings: GenericSettings) -> Abilities:
    """What a tool can do by its settings; what a mapping leaves out it cannot do."""
    outgoing = settings.outgoing
    named = outgoing.body_placeholders | outgoing.header_placeholders
    return Abilities(
        has_private_reply="private" in outgoing.body_placeholders,
        has_push=True,
        is_redelivering=True,
        has_idempotency_key=outgoing.auth == "standard-webhooks" or "idempotency_key" in named,
    )


def check_generic(settings: GenericSettings) -> None:
    """Read everything the channel needs, without opening it.

    Raises:
        ConfigurationError: no secret, no callback, or an unreadable file; names the key.
    """
    if not settings.callback_url:
        raise ConfigurationError(
            "channels.generic.callback_url is missing; write where replies are to be posted"
        )
    incoming_keys(settings)
    outgoing_secret(settings.outgoing)
    _tls_context(settings)


def open_generic(settings: GenericSettings, clock: Clock) -> GenericChannel:
    """Make the channel from its settings, reading secrets and the CA.

    Raises:
        ConfigurationError: as `check_generic`.
    """
    check_generic(settings)
    client = httpx2.AsyncClient(
        verify=_tls_context(settings),
        proxy=settings.proxy or None,
        timeout=settings.timeout_seconds,
        follow_redirects=False,
        trust_env=False,
    )
    return GenericChannel(
        settings,
        keys=incoming_keys(settings),
        secret=outgoing_secret(settings.outgoing),
        clock=clock,
        client=client,
    )


def _tls_context(settings: GenericSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError):
        raise ConfigurationError(
            f"channels.generic.ca_file: {settings.ca_file} is not a readable PEM certificate"
        ) from None


def _citation(citation: Citation) -> Json:
    return {"id": citation.id, "label": citation.label, "url": citation.url}


def _require_taken(status: int) -> None:
    if 200 <= status < 300 or status == ALREADY_DELIVERED:
        return
    is_permanent = 400 <= status < 500 and status not in _RETRYABLE_CLIENT_ERRORS
    raise DeliveryError(
        f"the callback answered {status}; check channels.generic.callback_url and its secret",
        is_permanent=is_permanent,
    )
