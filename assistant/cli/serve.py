"""`serve`: the gateway as a server."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING

import typer

from assistant.cli.groups import INSTANCE, own_command

if TYPE_CHECKING:
    import uvicorn

    from assistant.bootstrap import Gateway
    from assistant.core.errors import ConfigurationError
    from assistant.filters.processes import Template
    from assistant.instance import Instance

BACKLOG = 2048
"""Connections the system holds for us; what uvicorn asks for."""


def serve() -> None:
    """Start the gateway; Ctrl+C or SIGTERM stops it after finishing what runs."""
    asyncio.run(_serve())


async def _serve() -> None:
    async with AsyncExitStack() as opened:
        with _no_collecting():
            # What the filter's workers are forked from takes longest to load, in a process of its
            # own: it is begun before this one reads its settings and loads the rest.
            template = await _begun(opened)
            instance = _read_instance()
            listener = _listen(instance.settings.server.host, instance.settings.server.port)
            opened.callback(listener.close)
            gateway = await _started(instance, template)
            opened.push_async_callback(gateway.stop)
            server = _make_server(gateway)
        _open(listener)
        _tell_place(gateway, listener)
        if instance.settings.rag.completes_first_index and await gateway.first_index.start():
            typer.echo(
                "assistant: the documents can be searched by their words; word vectors follow in "
                "the background (some minutes)"
            )
        await server.serve(sockets=[listener])


def _make_server(gateway: Gateway) -> uvicorn.Server:
    import uvicorn

    from assistant.app import make_app

    class Server(uvicorn.Server):
        """uvicorn raises the signal again when it ends; turns must be finished first."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            yield

    config = uvicorn.Config(
        make_app(gateway),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=gateway.instance.settings.server.shutdown_seconds,
    )
    return Server(config)


def _tell_place(gateway: Gateway, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    place = f"[{host}]" if ":" in host else host
    typer.echo(
        f"assistant: http://{place}:{port}  model {gateway.model.name}; "
        f"try in another terminal, in this folder: {own_command()} simulate generic"
    )


async def _begun(opened: AsyncExitStack) -> Template:
    from assistant.filters.processes import Template

    template = await Template.spawn()
    opened.push_async_callback(template.kill)
    return template


def _read_instance() -> Instance:
    from assistant.core.logs import configure_logs
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    configure_logs(instance.settings.logs.level)
    return instance


async def _started(instance: Instance, template: Template) -> Gateway:
    """The gateway at work. The filter's workers load while this process loads the rest."""
    from assistant.channels.registry import open_channels
    from assistant.core.clock import SystemClock
    from assistant.instance import open_pool

    pool, clock = open_pool(instance.settings, template), SystemClock()
    async with AsyncExitStack() as unfinished:
        unfinished.push_async_callback(pool.close)
        pool.launch()
        await asyncio.to_thread(_load)
        from assistant.bootstrap import start_gateway

        channels = open_channels(instance.settings.channels, clock)
        gateway = await start_gateway(instance, channels, clock, pool=pool)
        unfinished.pop_all()
        return gateway


def _load() -> None:
    """Two seconds of imports."""
    import assistant.app
    import assistant.bootstrap  # noqa: F401


@contextmanager
def _no_collecting() -> Iterator[None]:
    """No looking for garbage while loading: what is made stays, and the looking takes a sixth."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, UnicodeError) as fault:
        listener.close()
        raise _cannot_listen(host, port, fault) from None
    return listener


def _open(listener: socket.socket) -> None:
    """Take connections from now on: not before the filter is loaded.

    Two processes started at once can both hold a port; only one of them can listen on it.
    """
    try:
        listener.listen(BACKLOG)
    except OSError as fault:
        host, port = listener.getsockname()[:2]
        raise _cannot_listen(host, port, fault) from None


def _cannot_listen(host: str, port: int, fault: Exception) -> ConfigurationError:
    from assistant.core.errors import ConfigurationError

    cause = fault.strerror if isinstance(fault, OSError) else "not a host"
    return ConfigurationError(
        f"server.host {host}, server.port {port}: cannot listen there ({cause}); stop what uses "
        "it, or set ASSISTANT__SERVER__HOST or ASSISTANT__SERVER__PORT"
    )
