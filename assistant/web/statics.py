"""The style sheet and the script, from the package: nothing is loaded from another host."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {
    "pages.css": "text/css; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

Serve = Callable[[Request], Awaitable[Response]]


def static_files() -> Iterator[tuple[str, Serve]]:
    """Each file by name, with what serves it."""
    for name, media_type in MEDIA_TYPES.items():
        yield name, _serve((FOLDER / name).read_bytes(), media_type)


def _serve(content: bytes, media_type: str) -> Serve:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}

    async def serve(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=media_type, headers=headers)

    return serve
