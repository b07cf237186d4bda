"""The ways a tool may prove that a webhook is its own, chosen by `incoming.auth`."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.channels.generic.mapping import look_up
from assistant.channels.generic.settings import IncomingSettings
from assistant.channels.generic.signature import not_authenticated, verify
from assistant.channels.payload import JsonObject
from assistant.core.clock import Clock
from assistant.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Proof:
    """What authenticating told: the key that fits and, if the headers carry one, the event id."""

    key: bytes = field(repr=False)
    event_id: str = ""


class Authenticator(Protocol):
    """Checks headers (names in lower case) and raw body."""

    def check(self, headers: Mapping[str, str], body: bytes) -> Proof:
        """Authenticate.

        Raises:
            SignatureError: not the tool's.
        """
        ...


@dataclass(frozen=True, slots=True)
class StandardWebhooks:
    """Standard Webhooks: id, timestamp and a list of signatures in headers."""

    keys: Sequence[bytes] = field(repr=False)
    clock: Clock

    def check(self, headers: Mapping[str, str], body: bytes) -> Proof:
        """Authenticate; the event id is `webhook-id`."""
        event_id, key = verify(self.keys, headers, body, clock=self.clock)
        return Proof(key, event_id)


@dataclass(frozen=True, slots=True)
class HmacHeader:
    """One header holding a prefix and HMAC-SHA256 of the raw body, in hex or base64."""

    keys: Sequence[bytes] = field(repr=False)
    header: str
    prefix: str
    encoding: str

    def check(self, headers: Mapping[str, str], body: bytes) -> Proof:
        """Authenticate; replays are caught by the event id, for there is no timestamp."""
        given = headers.get(self.header, "")
        digest = given[len(self.prefix) :]
        if not given.startswith(self.prefix):
            raise not_authenticated()
        return Proof(_matching(self.keys, lambda key: self._encode(key, body), digest))

    def _encode(self, key: bytes, body: bytes) -> str:
        mac = hmac.new(key, body, hashlib.sha256)
        if self.encoding == "hex":
            return mac.hexdigest()
        return base64.b64encode(mac.digest()).decode("ascii")


@dataclass(frozen=True, slots=True)
class HeaderToken:
    """One header holding a prefix (`Bearer `, in any case) and the token itself."""

    keys: Sequence[bytes] = field(repr=False)
    header: str
    prefix: str

    def check(self, headers: Mapping[str, str], body: bytes) -> Proof:
        """Authenticate; the body is not part of the proof."""
        del body
        given = headers.get(self.header, "")
        if given[: len(self.prefix)].lower() != self.prefix.lower():
            raise not_authenticated()
        token = given[len(self.prefix) :]
        return Proof(_matching(self.keys, lambda key: key.decode(), token))


@dataclass(frozen=True, slots=True)
class FieldToken:
    """The token is a field of the body, so the body is parsed (bounded) before it is trusted."""

    keys: Sequence[bytes] = field(repr=False)
    path: str
    parse: Callable[[bytes], JsonObject]

    def check(self, headers: Mapping[str, str], body: bytes) -> Proof:
        """Authenticate; a body that cannot be parsed proves nothing."""
        del headers
        try:
            token = look_up(self.parse(body), self.path)
        except InputError:
            raise not_authenticated() from None
        if not isinstance(token, str):
            raise not_authenticated()
        return Proof(_matching(self.keys, lambda key: key.decode(), token))


def make_authenticator(
    incoming: IncomingSettings,
    keys: Sequence[bytes],
    *,
    clock: Clock,
    parse: Callable[[bytes], JsonObject],
) -> Authenticator:
    """The authenticator `incoming.auth` names. The settings have been validated."""
    match incoming.auth:
        case "standard-webhooks":
            return StandardWebhooks(keys, clock)
        case "hmac":
            header = incoming.auth_header.lower()
            return HmacHeader(keys, header, incoming.auth_prefix, incoming.hmac_encoding)
        case "bearer":
            header = incoming.auth_header.lower() or "authorization"
            return HeaderToken(keys, header, incoming.auth_prefix or "Bearer ")
        case "field-token":
            return FieldToken(keys, incoming.token_path, parse)


def _matching(keys: Sequence[bytes], expect: Callable[[bytes], str], given: str) -> bytes:
    presented = given.encode("utf-8", "surrogatepass")
    for key in keys:
        if hmac.compare_digest(expect(key).encode(), presented):
            return key
    raise not_authenticated()
