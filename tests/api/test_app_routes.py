"""Every route of the whole application is guarded, or on the short list of those that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from assistant.api.admin.table import ADMIN_TABLE
from assistant.api.description import described, operations
from assistant.app import make_app
from assistant.bootstrap import Gateway, open_filter, open_library
from assistant.cli.install import install
from assistant.core.actor import SYSTEM
from assistant.core.clock import ManualClock
from assistant.core.keyfiles import read_keyring
from assistant.gateway.administration import Administration, make_administration
from assistant.gateway.first_index import FirstIndex
from assistant.gateway.lookup import ActiveIndex
from assistant.gateway.replies import load_replies
from assistant.identity.permissions import TABLE, Permission
from assistant.identity.roles import Role
from assistant.instance import open_database, open_instance
from assistant.store.unit_of_work import UnitOfWork
from assistant.web.router import OPEN_PAGES, PAGES
from tests.api.admin.test_matrix import all_routes, routes_of
from tests.gateway.fakes import FakeAnalyzer, FakeChannel, FakeModel
from tests.gateway.kit import Options, build

WITHOUT_CREDENTIALS = {
    ("POST", "/webhooks/{channel_name}"),  # signed
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/admin/{rest:path}"),  # says that there is no such page
    ("GET", "/analysis/{rest:path}"),  # the same
}
"""Routes that ask for no account. A new one here needs a reason in docs/decisions/."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole application, and what it is administered with."""

    app: FastAPI
    administration: Administration


@pytest.fixture
def whole(tmp_path: Path, database_url: str, clock: ManualClock) -> Iterator[Whole]:
    """The application around a gateway that is joined but not started."""
    list(install(tmp_path))
    instance = open_instance(tmp_path)
    keyring = read_keyring(instance.keys_folder)
    uow = UnitOfWork(open_database(instance))
    replies = load_replies(instance.config_folder)
    pool, gate = open_filter(instance.settings, keyring.seal, clock)
    administration = make_administration(
        instance.settings,
        keyring,
        uow,
        clock,
        replies=replies,
        data_folder=instance.data_folder,
    )
    fakes = FakeAnalyzer(), FakeModel(), FakeChannel()
    kit = build(
        database_url, clock, replies, Options(), analyzer=fakes[0], model=fakes[1], channel=fakes[2]
    )
    index = ActiveIndex(uow, open_library(instance, clock), instance.settings.rag, clock)
    app = make_app(
        Gateway(
            instance,
            uow,
            pool,
            gate,
            kit.model,
            {},
            kit.dispatcher,
            administration,
            index,
            FirstIndex(index, instance.root, clock),
            AsyncExitStack(),
        )
    )
    yield Whole(app, administration)
    uow.close()
    kit.uow.close()


@dataclass(frozen=True, slots=True)
class Line:
    """One route of the application, and the permission its guard asks for."""

    method: str
    path: str
    permission: Permission | None


def guarded_routes(app: FastAPI) -> list[Line]:
    """Every route that stands behind the API's guard."""
    lines = []
    for route in all_routes(app):
        table = getattr(route, "asks_for", None)
        if table is not None:
            methods = sorted(route.methods or ())
            lines += [Line(each, route.path, table.get((each, route.path))) for each in methods]
    return lines


def test_every_route_is_guarded_or_listed(whole: Whole) -> None:
    whole_app = whole.app
    lines = guarded_routes(whole_app)
    assert [line for line in lines if line.permission is None] == []
    api = {(line.method, line.path) for line in lines}
    assert api >= set(ADMIN_TABLE)
    pages = {(page.method.value, page.path) for page in PAGES}
    open_pages = {(page.method.value, page.path) for page in OPEN_PAGES}
    assert open_pages == {("GET", "/admin/sign-in"), ("POST", "/admin/sign-in")}
    rest = routes_of(whole_app) - api - pages - open_pages - WITHOUT_CREDENTIALS
    assert [route for route in rest if not route[1].startswith("/admin/static/")] == []


def test_every_address_is_described_with_how_it_refuses(whole: Whole) -> None:
    guarded = {(line.method, line.path): line.permission for line in guarded_routes(whole.app)}
    table = {address: found for address, found in guarded.items() if found is not None}
    for method, path, operation in operations(described(whole.app, table)):
        assert operation["summary"], path
        assert "default" in operation["responses"], path
        is_listed = {"401", "403", "422", "503"} <= set(operation["responses"])
        assert is_listed is ((method, path) in table), path


def test_every_guarded_route_by_every_role(whole: Whole) -> None:
    """The matrix, from the routes there are: also of those somebody adds tomorrow."""
    with TestClient(whole.app, base_url="http://localhost") as client:
        assert client.portal is not None
        headers = {}
        for role in Role:
            make = partial(made_token, role, whole.administration)
            secret = client.portal.call(whole.administration.uow.write, make)
            headers[role] = {"authorization": f"Bearer {secret}"}
        wrong = []
        for line in guarded_routes(whole.app):
            path = re.sub(r"\{[a-z_]+\}", "1", line.path)
            if client.request(line.method, path).status_code != 401:
                wrong.append((line, "nobody"))
            for role in Role:
                answer = client.request(line.method, path, headers=headers[role])
                is_let_in = line.permission is not None and role in TABLE[line.permission]
                if (answer.status_code in {401, 403}) is is_let_in or answer.status_code >= 500:
                    wrong.append((line, f"{role.value} {answer.status_code}"))
        assert wrong == []


def made_token(role: Role, administration: Administration, session: Session) -> str:
    """A token of the account that every installation has."""
    tokens = administration.access.tokens
    return tokens.create(session, SYSTEM, account_id="demo", role=role).secret
