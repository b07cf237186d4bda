"""The web application: the HTTP edge around one running gateway."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, Gauge

from assistant.api.admin.router import include_admin_api
from assistant.api.desk import Desk
from assistant.api.errors import install_error_handlers
from assistant.api.guard import Guard
from assistant.api.health import health_router
from assistant.api.security import install_security
from assistant.api.usage import USAGE_TABLE, include_usage_api
from assistant.api.webhooks import webhook_router
from assistant.bootstrap import Gateway
from assistant.instance import read_cases
from assistant.usage.analysis.forecast import PoolKind
from assistant.web.desk import Desk as WebDesk
from assistant.web.router import pages_router


def make_app(gateway: Gateway) -> FastAPI:
    """The application of a gateway that has been started.

    Its page of API documentation is our own: FastAPI's loads its scripts from outside hosts.
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
    app.include_router(health_router(gateway.readiness, registry=registry, notes=gateway.documents))
    access = gateway.administration.access
    guard = Guard(
        access.credentials,
        access.sessions,
        max_body_bytes=settings.max_body_bytes,
        body_timeout_seconds=settings.body_timeout_seconds,
    )
    desk = Desk(gateway.administration, gateway.gate)
    include_admin_api(app, desk, guard, described_too=USAGE_TABLE)
    include_usage_api(app, gateway.administration.exports, guard)
    app.include_router(pages_router(_web_desk(gateway)))
    _count_filter(gateway, registry)
    _count_forecasts(gateway, registry)
    install_error_handlers(app)
    install_security(app, allowed_hosts=settings.allowed_hosts)
    return app


def _web_desk(gateway: Gateway) -> WebDesk:
    return WebDesk(
        administration=gateway.administration,
        settings=gateway.instance.settings,
        gate=gateway.gate,
        readiness=gateway.readiness,
        model=gateway.model.name,
        case_titles={case.id: case.title for case in read_cases(gateway.instance).cases},
    )


def _count_filter(gateway: Gateway, registry: CollectorRegistry) -> None:
    """Show what an operator has to be called for: a filter that gives no verdicts."""
    figures = {
        "assistant_filter_unavailable": ("Texts refused for want of a verdict", _unavailable),
        "assistant_filter_timeouts": ("Analyses that missed their deadline", _timeouts),
        "assistant_filter_workers_replaced": ("Analysis processes replaced", _replaced),
    }
    for name, (meaning, read) in figures.items():
        gauge = Gauge(name, f"{meaning} since the start", registry=registry)
        gauge.set_function(partial(read, gateway))


def _count_forecasts(gateway: Gateway, registry: CollectorRegistry) -> None:
    """Show how many pools are foreseen to run out, each once a month."""
    meaning = "Pools warned of this month as they will probably run out"
    gauge = Gauge("assistant_forecast_warnings", meaning, ["kind"], registry=registry)
    for kind in PoolKind:
        gauge.labels(kind.value).set_function(partial(_warned_of, gateway, kind))


def _warned_of(gateway: Gateway, kind: PoolKind) -> float:
    return gateway.administration.watch.warned_of.get(kind.value, 0)


def _unavailable(gateway: Gateway) -> float:
    return gateway.gate.unavailable


def _timeouts(gateway: Gateway) -> float:
    return gateway.pool.timeouts


def _replaced(gateway: Gateway) -> float:
    return gateway.pool.replaced
