"""The admin API on a real database, with one account of each role and a token for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from assistant.api.admin.router import include_admin_api
from assistant.api.desk import Desk
from assistant.api.errors import install_error_handlers
from assistant.api.guard import Guard
from assistant.api.security import install_security
from assistant.core.actor import SYSTEM
from assistant.core.clock import ManualClock
from assistant.core.keys import Key, Keyring
from assistant.filters.gate import PiiGate
from assistant.filters.settings import FilterSettings
from assistant.gateway.administration import Administration, make_administration
from assistant.identity.models import Account, Department
from assistant.identity.roles import Role
from assistant.settings import Settings
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from tests.gateway.fakes import FakeAnalyzer
from tests.gateway.kit import packaged_replies
from tests.identity.conftest import PEOPLE

T = TypeVar("T")
MAX_BODY_BYTES = 4_096
KEYS = Keyring(
    *(Key(name, 1, name.encode() * 4) for name in ("pseudonym", "seal", "audit", "access"))
)


@dataclass(slots=True)
class Api:
    """The application, and a client that speaks as an account."""

    client: TestClient
    app: FastAPI
    administration: Administration
    tokens: Mapping[str, str]

    def write(self, work: Callable[[Session], T]) -> T:
        portal = self.client.portal
        assert portal is not None
        return portal.call(partial(self.administration.uow.write, work))

    def call(
        self, account: str | None, method: str, path: str, body: Any = None, **headers: str
    ) -> Any:
        """One request; its answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if account is not None:
            sent["authorization"] = f"Bearer {self.tokens[account]}"
        if body is not None:
            return self.client.request(method, path, json=body, headers=sent)
        return self.client.request(method, path, headers=sent)

    def get(self, account: str, path: str) -> Any:
        """What a good request finds."""
        answer = self.call(account, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, account: str, path: str, body: Any, **headers: str) -> Any:
        """What a good change answers."""
        answer = self.call(account, "POST", path, body, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def trail(self) -> list[tuple[str, str, str]]:
        """Who changed what, the first first."""
        entries = self.get("U1", "/api/admin/audit?limit=1000")
        return [(each["actor"], each["action"], each["subject"]) for each in reversed(entries)]


@pytest.fixture
def api(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[Api]:
    uow = UnitOfWork(make_engine(database_url, busy_timeout_seconds=10))
    analyzer = FakeAnalyzer()
    analyzer.surfaces = {"架空田太郎": "PERSON"}
    gate = PiiGate(FilterSettings(), key=KEYS.seal, analyzer=analyzer)
    administration = make_administration(
        Settings(),
        KEYS,
        uow,
        clock,
        replies=packaged_replies(),
        data_folder=tmp_path,
    )
    access = administration.access
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    guard = Guard(
        access.credentials, access.sessions, max_body_bytes=MAX_BODY_BYTES, body_timeout_seconds=5
    )
    include_admin_api(app, Desk(administration, gate), guard)
    install_error_handlers(app)
    install_security(app, allowed_hosts=["testserver", "127.0.0.1"])
    with TestClient(app, raise_server_exceptions=False) as client:
        api = Api(client, app, administration, {})
        api.tokens = api.write(partial(_people, administration, clock))
        yield api
    uow.close()


def _people(administration: Administration, clock: ManualClock, session: Session) -> dict[str, str]:
    now = clock.now()
    for name in dict.fromkeys(department for department, _ in PEOPLE.values()):
        session.add(Department(id=name, name=name))
    session.flush()
    for account_id, (department, role) in PEOPLE.items():
        session.add(
            Account(
                id=account_id,
                name=f"架空 {account_id}",
                department_id=department,
                role=role,
                is_active=True,
                created_at=now,
                updated_at=now,
            )
        )
    session.flush()
    return {
        account_id: administration.access.tokens.create(
            session, SYSTEM, account_id=account_id, role=Role(role)
        ).secret
        for account_id, (_, role) in PEOPLE.items()
    }
