"""The web application: the HTTP edge around one running gateway."""

from __future__ import annotations

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from assistant.api.errors import install_error_handlers
from assistant.api.health import health_router
from assistant.api.security import install_security
from assistant.api.webhooks import webhook_router
from assistant.bootstrap import Gateway


def make_app(gateway: Gateway) -> FastAPI:
    """The application of a gateway that has been started.

    It has no page of API documentation: FastAPI's loads its scripts from outside hosts.
    """
    settings = gateway.instance.settings.server
    registry = CollectorRegistry()
    app = FastAPI(title="assistant", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(
        webhook_router(
            gateway.channels,
            gateway.dispatcher.accept,
            registry=registry,
            max_body_bytes=settings.max_body_bytes,
            body_timeout_seconds=settings.body_timeout_seconds,
        )
    )
    app.include_router(health_router(gateway.readiness, registry=registry))
    install_error_handlers(app)
    install_security(app, allowed_hosts=settings.allowed_hosts)
    return app
