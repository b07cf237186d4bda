"""One request of somebody who may be here, and the ways to answer it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.core.actor import Actor, Face
from assistant.core.text import CleanText, RawText
from assistant.identity.credentials import SignedInRequest
from assistant.identity.idempotency import Answer, Demand
from assistant.identity.permissions import Permission, Principal, reach
from assistant.web.desk import Desk
from assistant.web.forms import Form, FormError
from assistant.web.rendering import Rendering

T = TypeVar("T")

ONCE = "once"
CSRF = "csrf"
PASSWORDS = {"old-password", "new-password", "new-password-again"}
NOT_PART_OF_THE_CHANGE = {ONCE, CSRF, *PASSWORDS}
"""Fields of which not even a digest is kept with the answer to a form."""

NAVIGATION: tuple[tuple[str, str, Permission], ...] = (
    ("/admin", "overview", Permission.ADMIN_PAGES),
    ("/admin/caps", "caps", Permission.CAPS_READ),
    ("/admin/requests", "requests", Permission.REQUESTS_READ),
    ("/admin/accounts", "accounts", Permission.ACCOUNTS_READ),
    ("/admin/replies", "replies", Permission.REPLIES_READ),
    ("/admin/reports", "reports", Permission.REPORTS_READ),
    ("/admin/rules", "rules", Permission.POLICY_READ),
    ("/admin/allow", "allow", Permission.POLICY_READ),
    ("/admin/switch", "switch", Permission.SWITCH_READ),
    ("/admin/incidents", "incidents", Permission.INCIDENTS_READ),
    ("/admin/audit", "audit", Permission.AUDIT_READ),
    ("/analysis", "analysis", Permission.ANALYSIS_PAGES),
    ("/admin/me", "me", Permission.SIGNED_IN),
)
"""The menu: address, name and what one must be allowed."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A request of somebody who need not be signed in.

    Attributes:
        desk: everything there is to show.
        rendering: the templates.
        request: as it came.
        form: what was sent; empty for a page that is only looked at.
    """

    desk: Desk
    rendering: Rendering
    request: Request
    form: Form = field(default_factory=Form)

    def query(self, name: str) -> str:
        """A value of the address, trimmed; empty if there is none."""
        return self.request.query_params.get(name, "").strip()

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """Answer with a page."""
        words = self.rendering.words
        found = {name: words.sentence(f"errors.{key}") for name, key in (errors or {}).items()}
        done = words.names("done").get(self.query("done"), "")
        given: dict[str, object] = {
            "me": None,
            "menu": (),
            "path": self.request.url.path,
            "csrf": "",
            "done": done,
            "errors": found,
            "typed": self.form,
        }
        return HTMLResponse(self.rendering.page(template, {**given, **values}), status_code=status)

    def go(self, path: str, **query: str) -> Response:
        """Answer with another address, which the browser asks for by itself."""
        return RedirectResponse(address(path, **query), status_code=303)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Guest):
    """A request of somebody who is signed in and may be here.

    Attributes:
        signed_in: who it is.
        permission: what the page asks for.
    """

    signed_in: SignedInRequest
    permission: Permission

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.signed_in.principal

    @property
    def actor(self) -> Actor:
        """Who the audit log names."""
        return Actor(self.principal.account_id, Face.PAGE)

    def may(self, permission: Permission) -> bool:
        """Whether there is anything this person may use a permission for."""
        return reach(self.principal, permission) is not None

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """Answer with a page that has the menu and can send forms."""
        own = {
            "me": self.principal,
            "menu": [(path, name) for path, name, wanted in NAVIGATION if self.may(wanted)],
            "may": lambda name: self.may(Permission(name)),
            "csrf": self.desk.access.sessions.csrf_token(self.signed_in.session_secret),
        }
        return Guest.page(self, template, status=status, errors=errors, **{**own, **values})

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look something up on one snapshot."""
        return await self.desk.uow.read(work)

    async def change(self, work: Callable[[Session], str]) -> str:
        """Make a change once, however often its form is sent.

        Args:
            work: makes the change and gives the address to go to after it.

        Returns:
            The address; of the first time, if the form was sent before.

        Raises:
            FormError: it cannot be made; nothing was.
            ConflictError: the form was sent before with something else in it.
        """
        place, _ = await self.change_told(work)
        return place

    async def change_told(self, work: Callable[[Session], str]) -> tuple[str, bool]:
        """As `change`, and whether the change was made now, not when the form was sent before."""
        demand = self._demand()
        answers = self.desk.access.answers

        def once(session: Session) -> tuple[str, bool]:
            known = answers.find(session, demand)
            if known is not None:
                return known.body, False
            place = work(session)
            answers.keep(session, demand, Answer(303, place))
            return place, True

        try:
            return await self.desk.uow.write(once)
        except IntegrityError:  # the same form reached another process at the same moment
            return await self.desk.uow.write(once)

    async def screened(self, name: str) -> CleanText | None:
        """A field whose words go to staff, as the filter lets them through; None if empty.

        Raises:
            FormError: the filter stops them.
        """
        text = self.form.text(name).strip()
        if not text:
            return None
        verdict = await self.desk.gate.screen(RawText(text))
        if isinstance(verdict, CleanText):
            return verdict
        raise FormError({name: "stopped_by_filter"})

    def _demand(self) -> Demand:
        fields = {
            name: values
            for name, values in self.form.fields.items()
            if name not in NOT_PART_OF_THE_CHANGE
        }
        files = {
            name: hashlib.sha256(content).hexdigest() for name, content in self.form.files.items()
        }
        request = json.dumps([self.request.url.path, fields, files], sort_keys=True)
        key = f"page-{self.form.text(ONCE)}"
        return Demand(self.principal.account_id, key, request)


def home_of(principal: Principal) -> str:
    """The first page of the menu somebody may open."""
    return next(path for path, _, wanted in NAVIGATION if reach(principal, wanted) is not None)


def address(path: str, **query: str) -> str:
    """An address within the pages."""
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
