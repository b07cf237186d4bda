"""IP addresses that can belong to a person's line."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import LIKELY, WEAK, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document

VERSION_4 = re.compile(
    r"(?=[0-9])(?<![0-9.A-Za-z_\-])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9]|/[0-9])"
)
VERSION_6 = re.compile(
    r"(?=[0-9A-Fa-f:])(?<![0-9A-Fa-f:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])"
)
KEYWORD = re.compile(
    "IP|アイピー|アドレス|アクセス|接続|ログ|送信元|発信元|投稿|書き込み|remote|from"
    "|client|addr|user",
    re.IGNORECASE,
)
NO_PERSON = re.compile(
    "バージョン|version|ver\\.?|DNS|サーバ|server|例|サンプル|第[0-9]|項番", re.IGNORECASE
)
WELL_KNOWN = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
DOCUMENTATION = tuple(
    ipaddress.ip_network(block)
    for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


class IpAddressRecognizer(JapaneseRecognizer):
    """Finds addresses of the public internet.

    Private, loopback, link-local and other reserved ranges, networks (10.0.0.0/8) and public
    resolvers are let through. The documentation ranges (RFC 5737, RFC 3849) stand for anybody's
    address and count like public ones where a keyword is near.
    """

    ENTITY = "IP_ADDRESS"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Public addresses with a keyword, or long enough not to be a version number."""
        for pattern in (VERSION_4, VERSION_6):
            for found in pattern.finditer(document.text):
                if is_public(found[0]):
                    score, reason = self._judge(document, *found.span())
                    yield Candidate(*found.span(), score, reason)

    def _judge(self, document: Document, start: int, end: int) -> tuple[float, str]:
        if NO_PERSON.search(document.before(start, 15)):
            return WEAK, "version, server or example"
        if document.near((start, end), KEYWORD):
            return LIKELY, "public address and keyword"
        return (LIKELY, "public address") if end - start >= 12 else (WEAK, "short numbers")


def is_public(written: str) -> bool:
    """Whether an address is one of the public internet, or of a documentation range."""
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    is_documentation = any(address in block for block in DOCUMENTATION)
    return (address.is_global or is_documentation) and written not in WELL_KNOWN
