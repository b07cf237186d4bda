"""Standard Webhooks signatures, in and out.

Source: standard-webhooks/standard-webhooks, spec/standard-webhooks.md: headers `webhook-id`,
`webhook-timestamp`, `webhook-signature`; HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

from assistant.core.clock import Clock
from assistant.core.errors import SignatureError

SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix of every such secret, not a secret
MIN_SECRET_BYTES = 16
TOLERANCE_SECONDS = 300

_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,200}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def not_authenticated() -> SignatureError:
    """The one answer to every webhook that is not authenticated, whatever is wrong with it."""
    return SignatureError("the webhook is not authenticated; check secret, signature and clock")


def decode_secret(secret: str) -> bytes:
    """The key bytes of a `whsec_<base64>` secret; padding may be missing.

    Raises:
        ValueError: another form, or fewer than 16 bytes. The message never holds the secret.
    """
    encoded = secret.removeprefix(SECRET_PREFIX)
    if encoded == secret:
        raise ValueError("a secret does not start with whsec_; write whsec_ and the key in base64")
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a secret is not base64 after whsec_; copy it whole") from None
    if len(key) < MIN_SECRET_BYTES:
        raise ValueError("a secret is shorter than 16 bytes; make one of 24 to 64 random bytes")
    return key


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of one message under one key, as `v1,<base64>`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def signed_headers(
    keys: Sequence[bytes], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The three headers for a message, signed with every key so that either one verifies."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(key, message_id, timestamp, body) for key in keys),
    }


def verify(
    keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, *, clock: Clock
) -> tuple[str, bytes]:
    """Check the three headers (names in lower case) over the raw body.

    Returns:
        The message id and the key that signed it.

    Raises:
        SignatureError: a header is missing or malformed, the timestamp is more than 5 minutes
            off, or no signature fits.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not (_MESSAGE_ID.fullmatch(message_id) and _TIMESTAMP.fullmatch(timestamp)):
        raise not_authenticated()
    if abs(clock.now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise not_authenticated()
    given = headers.get("webhook-signature", "").split(" ")
    candidates = [candidate.encode("utf-8", "surrogatepass") for candidate in given]
    for key in keys:
        expected = sign(key, message_id, int(timestamp), body).encode()
        if any(hmac.compare_digest(expected, candidate) for candidate in candidates):
            return message_id, key
    raise not_authenticated()
