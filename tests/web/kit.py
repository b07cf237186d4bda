"""A city with an account of each role, its pages on a real database, and a browser's manners."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session
from starlette.testclient import TestClient

from assistant.api.errors import install_error_handlers
from assistant.api.security import install_security
from assistant.core.clock import ManualClock
from assistant.core.keys import Key, Keyring
from assistant.filters.gate import PiiGate
from assistant.filters.settings import FilterSettings
from assistant.gateway.administration import make_administration
from assistant.identity.credentials import COOKIE
from assistant.identity.models import Account, Department
from assistant.settings import Settings
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.web.desk import Desk
from assistant.web.router import pages_router
from tests.databases import read_rows
from tests.gateway.fakes import FakeAnalyzer
from tests.gateway.kit import packaged_replies
from tests.identity.quick_hashes import with_quick_hashes

T = TypeVar("T")

HOST = "https://gateway.example"
PASSWORD = "ながい合言葉を使います2026"  # noqa: S105  # an invented one
HOSTILE = '<script>alert("x")</script>'
PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "A1": ("情報政策課", "admin", "架空 管理"),
    "S1": ("総務課", "staff", HOSTILE),
    "S2": ("税務課", "staff", "架空 花子"),
    "H1": ("総務課", "department-admin", "架空 課長"),
    "N1": ("企画課", "analyst", "架空 分析"),
    "U1": ("監査課", "auditor", "架空 監査"),
}
KEYS = Keyring(
    pseudonym=Key("pseudonym", 1, b"p" * 32),
    seal=Key("seal", 1, b"s" * 32),
    audit=Key("audit", 1, b"a" * 32),
    access=Key("access", 1, b"x" * 32),
)


@dataclass(slots=True)
class City:
    """The pages of a city, and everything behind them."""

    url: str
    clock: ManualClock
    desk: Desk
    app: FastAPI
    analyzer: FakeAnalyzer
    portal: BlockingPortal
    checks: dict[str, bool] = field(default_factory=dict)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run work in one transaction."""
        return self.portal.call(self.desk.uow.write, work)

    def read(self, work: Callable[[Session], T]) -> T:
        """Run work on one snapshot."""
        return self.portal.call(self.desk.uow.read, work)

    def rows(self, sql: str, *values: object) -> list[dict[str, object]]:
        """Rows as another program sees them."""
        return read_rows(self.url, sql, values)

    def trail(self) -> list[tuple[str, str, str]]:
        """Who did what to what, as the audit log has it."""
        found = self.rows("SELECT actor, action, subject FROM audit_entry ORDER BY sequence")
        return [(str(row["actor"]), str(row["action"]), str(row["subject"])) for row in found]

    def browser(self, account_id: str = "") -> Browser:
        """A browser; with an account one that is signed in."""
        secret = ""
        if account_id:
            sessions = self.desk.access.sessions
            secret = self.write(lambda session: sessions.open(session, account_id))
        client = TestClient(
            self.app,
            base_url=HOST,
            follow_redirects=False,
            raise_server_exceptions=True,
            client=("192.0.2.7", 50_000),
        )
        if secret:
            client.cookies.set(COOKIE, secret)
        return Browser(client)


@dataclass(frozen=True, slots=True)
class Browser:
    """Sends what a browser sends."""

    client: TestClient

    def get(self, path: str) -> Response:
        """Look at a page."""
        return self.client.get(path)

    def post(
        self, path: str, fields: Mapping[str, object], *, origin: str | None = HOST
    ) -> Response:
        """Send fields as they are."""
        headers = {} if origin is None else {"origin": origin}
        return self.client.post(path, data=dict(fields), headers=headers)

    def form(self, page: str, action: str, *, holding: str = "") -> dict[str, str]:
        """The fields of a form on a page as they stand there, hidden ones too."""
        answer = self.get(page)
        assert answer.status_code == 200, answer.status_code
        return fields_of(answer, action, holding=holding)

    def send(self, page: str, action: str, **typed: object) -> Response:
        """Fill a form of a page in and send it; `_` in a name stands for `-`."""
        fields: dict[str, object] = {**self.form(page, action)}
        fields |= {name.replace("__", "-"): value for name, value in typed.items()}
        return self.post(action, fields)

    def upload(self, page: str, action: str, content: bytes) -> Response:
        """Choose a file in a form of a page and send it."""
        fields = self.form(page, action)
        fields.pop("file", None)
        return self.client.post(
            action,
            data=fields,
            files={"file": ("file.csv", content, "text/csv")},
            headers={"origin": HOST},
        )


def soup_of(answer: Response) -> BeautifulSoup:
    """The page as a tree."""
    return BeautifulSoup(answer.text, "lxml")


def fields_of(answer: Response, action: str, *, holding: str = "") -> dict[str, str]:
    """The fields of the form that goes to an address, with the values they show."""
    forms = [form for form in soup_of(answer).find_all("form") if form.get("action") == action]
    forms = [form for form in forms if holding in str(form)]
    assert forms, f"no form for {action}"
    found: dict[str, str] = {}
    for element in forms[0].find_all(["input", "textarea", "select"]):
        name = str(element.get("name", ""))
        kind = element.get("type")
        if name and (kind not in {"checkbox", "radio"} or element.has_attr("checked")):
            found[name] = _value(element)
    return found


def wrong_fields(answer: Response) -> dict[str, str]:
    """What the page says is wrong, by field; each must be tied to its field."""
    soup = soup_of(answer)
    found: dict[str, str] = {}
    for element in soup.select("[aria-invalid=true]"):
        described = str(element.get("aria-describedby", "")).split()
        sentence = soup.find(id=f"{element.get('id')}-wrong")
        assert isinstance(sentence, Tag)
        assert sentence.get("id") in described
        found[str(element.get("id"))] = sentence.get_text(strip=True)
    return found


def said(answer: Response) -> str:
    """Everything a page says, in one line."""
    return re.sub(r"\s+", " ", soup_of(answer).get_text(" "))


@contextmanager
def open_city(url: str, clock: ManualClock, folder: Path) -> Iterator[City]:
    """The city's pages on a migrated database."""
    with start_blocking_portal() as portal:
        uow = UnitOfWork(make_engine(url, busy_timeout_seconds=10))
        settings = Settings()
        replies = packaged_replies()
        analyzer = FakeAnalyzer()
        checks = {"database": True, "filter": True, "dispatcher": True}

        async def readiness() -> dict[str, bool]:
            return checks

        administration = make_administration(
            settings, KEYS, uow, clock, replies=replies, data_folder=folder
        )
        access = with_quick_hashes(administration.access, uow, KEYS.access)
        desk = Desk(
            administration=replace(administration, access=access),
            settings=settings,
            gate=PiiGate(FilterSettings(), key=KEYS.seal, analyzer=analyzer, clock=clock),
            readiness=readiness,
            model="offline",
        )
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        app.include_router(pages_router(desk))
        install_error_handlers(app)
        install_security(app, allowed_hosts=["gateway.example", "127.0.0.1", "localhost"])
        city = City(url, clock, desk, app, analyzer, portal, checks)
        city.write(lambda session: _settle(session, clock))
        try:
            yield city
        finally:
            uow.close()


def _settle(session: Session, clock: ManualClock) -> None:
    now = clock.now()
    for name in dict.fromkeys(department for department, _, _ in PEOPLE.values()):
        session.add(Department(id=name, name=name))
    session.flush()
    for account_id, (department, role, name) in PEOPLE.items():
        session.add(
            Account(
                id=account_id,
                name=name,
                department_id=department,
                role=role,
                is_active=True,
                created_at=now,
                updated_at=now,
            )
        )


def _value(element: Tag) -> str:
    if element.name == "textarea":
        return element.get_text().removeprefix("\n")
    if element.name == "select":
        chosen = element.find("option", selected=True) or element.find("option")
        return str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
    return str(element.get("value", ""))
