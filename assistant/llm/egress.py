"""The HTTP client every model call goes through: one server, few headers, a bounded reply."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2

from assistant.core.errors import ConfigurationError
from assistant.llm.settings import LlmSettings

# The SDK adds platform details, and more from the environment: none of it leaves the city.
SENT_HEADERS = frozenset(
    {"host", "accept", "content-type", "content-length", "connection", "user-agent"}
)
KEY_HEADERS = frozenset({"authorization", "api-key"})


class ReplyTooLargeError(httpx2.ReadError):
    """A reply went over the limit, or could: it came compressed though that was not asked for."""


class CappedStream(httpx2.AsyncByteStream):
    """A response body that stops with an error at its limit instead of filling the memory."""

    def __init__(self, inner: httpx2.AsyncByteStream, limit_bytes: int) -> None:
        self._inner = inner
        self._limit_bytes = limit_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for chunk in self._inner:
            taken += len(chunk)
            if taken > self._limit_bytes:
                raise ReplyTooLargeError("reply over the limit")
            yield chunk

    async def aclose(self) -> None:
        """Close the connection under it."""
        await self._inner.aclose()


class ModelTransport(httpx2.AsyncBaseTransport):
    """Lets requests through to one origin only, and bounds what comes back.

    Headers not on the allow-list are dropped. A reply other than 2xx loses its body before anybody
    can read it, since it may quote the request: status and `Retry-After` are all that is kept.
    """

    def __init__(
        self, inner: httpx2.AsyncBaseTransport, *, origin: httpx2.URL, has_key: bool, limit: int
    ) -> None:
        self._inner = inner
        self._origin = (origin.scheme, origin.host, origin.port)
        self._allowed = SENT_HEADERS | (KEY_HEADERS if has_key else frozenset())
        self._limit = limit

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request.

        Raises:
            UnsupportedProtocol: the request is for another server than the configured one.
            ReplyTooLargeError: the reply is over the limit (also while it is being read).
        """
        if (request.url.scheme, request.url.host, request.url.port) != self._origin:
            raise httpx2.UnsupportedProtocol("not the configured model server")
        response = await self._inner.handle_async_request(self._stripped(request))
        if not response.is_success:
            return await _without_body(response)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise ReplyTooLargeError("compressed unasked")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = CappedStream(response.stream, self._limit)
        return response

    def _stripped(self, request: httpx2.Request) -> httpx2.Request:
        # A copy: the SDK reads its own headers from the request again when the reply is in.
        kept = [(name, value) for name, value in request.headers.items() if name in self._allowed]
        return httpx2.Request(
            request.method,
            request.url,
            headers=[*kept, ("accept-encoding", "identity")],
            stream=request.stream,
            extensions=request.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._inner.aclose()


def make_http_client(
    settings: LlmSettings, base_url: str, *, key_name: str = "llm.base_url"
) -> httpx2.AsyncClient:
    """The client for the configured server, proxy and CA; the environment has no say in it.

    No connection is kept for a second call: one that a firewall cut while idle would fail after
    the request was sent, which charges an estimate.

    Raises:
        ConfigurationError: address, proxy or CA file cannot be used.
    """
    transport = httpx2.AsyncHTTPTransport(
        verify=_certificates(settings.ca_file),
        trust_env=False,
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
        proxy=_proxy(settings),
    )
    return httpx2.AsyncClient(
        transport=ModelTransport(
            transport,
            origin=parse_address(key_name, base_url),
            has_key=bool(settings.api_key.get_secret_value()),
            limit=settings.max_reply_bytes,
        ),
        follow_redirects=False,
        trust_env=False,
    )


def parse_address(key: str, address: str) -> httpx2.URL:
    """Read an http or https address from a setting.

    Raises:
        ConfigurationError: it is none. The value is not repeated: a proxy's may hold a password.
    """
    try:
        url = httpx2.URL(address.strip())
    except httpx2.InvalidURL:
        raise ConfigurationError(f"{key}: not an address; write it as https://host/v1") from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise ConfigurationError(f"{key}: not an http or https address; write https://host/v1")
    return url


def _proxy(settings: LlmSettings) -> httpx2.Proxy | None:
    if settings.proxy is None or not settings.proxy.get_secret_value():
        return None
    return httpx2.Proxy(parse_address("llm.proxy", settings.proxy.get_secret_value()))


def _certificates(ca_file: Path | None) -> ssl.SSLContext | bool:
    if ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError):
        raise ConfigurationError(
            f"llm.ca_file: {ca_file} cannot be read as PEM certificates; check path and format"
        ) from None


async def _without_body(response: httpx2.Response) -> httpx2.Response:
    await response.aclose()
    wait = response.headers.get("retry-after")
    return httpx2.Response(response.status_code, headers={"retry-after": wait} if wait else {})
