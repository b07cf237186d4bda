"""`serve`: the gateway as a server."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from assistant.cli.groups import INSTANCE

if TYPE_CHECKING:
    from assistant.bootstrap import Instance


def serve() -> None:
    """Start the gateway; Ctrl+C or SIGTERM stops it after finishing what runs."""
    from assistant.bootstrap import open_instance
    from assistant.core.logs import configure_logs

    instance = open_instance(INSTANCE)
    configure_logs(instance.settings.logs.level)
    asyncio.run(_serve(instance))


async def _serve(instance: Instance) -> None:
    import uvicorn

    from assistant.app import make_app
    from assistant.bootstrap import start_gateway
    from assistant.channels.registry import open_channels
    from assistant.core.clock import SystemClock

    class Server(uvicorn.Server):
        """uvicorn raises the signal again when it ends; turns must be finished first."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            yield

    settings = instance.settings.server
    clock = SystemClock()
    listener = _listen(settings.host, settings.port)
    gateway = await start_gateway(instance, open_channels(instance.settings.channels, clock), clock)
    try:
        config = uvicorn.Config(
            make_app(gateway),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
        host, port = listener.getsockname()[:2]
        place = f"[{host}]" if ":" in host else host
        typer.echo(
            f"assistant: http://{place}:{port}  model {gateway.model.name}; "
            "try in another terminal, in this folder: assistant simulate generic"
        )
        await Server(config).serve(sockets=[listener])
    finally:
        listener.close()
        await gateway.stop()


def _listen(host: str, port: int) -> socket.socket:
    from assistant.core.errors import ConfigurationError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise ConfigurationError(
            f"server.host {host}, server.port {port}: cannot listen there "
            f"({fault.strerror}); stop what uses it, or set ASSISTANT__SERVER__PORT"
        ) from None
    return listener
