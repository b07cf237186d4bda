"""Keyed digests under versioned keys that live outside the database."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Key:
    """One secret key with a purpose and a version. Its `repr` never shows the secret."""

    purpose: str
    version: int
    secret: bytes = field(repr=False)

    def digest(self, message: str) -> str:
        """HMAC-SHA256 of a message, as `v<version>:<hex>`."""
        mac = hmac.new(self.secret, message.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"v{self.version}:{mac.hexdigest()}"

    def is_digest_of(self, digest: str, message: str) -> bool:
        """Whether a digest was made by this key for this message, in constant time."""
        return hmac.compare_digest(digest.encode(), self.digest(message).encode())


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of an installation, one current key per purpose.

    Attributes:
        pseudonym: turns account ids into pseudonyms for usage rows and exports.
        seal: marks text the gate let through.
        audit: chains the entries of the audit log.
        access: under which tokens, sessions and counted sign-ins are stored.
    """

    pseudonym: Key
    seal: Key
    audit: Key
    access: Key
