"""Accounts: looked up, stopped, moved to another department, given another role."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session
from starlette.responses import Response

from assistant.identity.faults import ConflictError, LastAdminError, NotFoundError
from assistant.identity.passwords import password_changed_at
from assistant.identity.permissions import Permission, require, visible_department
from assistant.identity.roles import Role
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.passwords import check_new_password
from assistant.web.people import Person, Shown, departments, people, person, shown
from assistant.web.routes import Method, Page
from assistant.web.visit import Visit, address

LIST = "/admin/accounts"
ONE = "/admin/accounts/of"


async def show(visit: Visit) -> Response:
    """The accounts somebody may see, searched."""
    own = visible_department(visit.principal, Permission.ACCOUNTS_READ)
    words, wanted = visit.query("q"), visit.query("department")

    def work(session: Session) -> tuple[Shown[Person], Sequence[str]]:
        found = people(session, department=own or wanted, words=words)
        return shown(found, visit.query("page")), [own] if own else departments(session)

    part, names = await visit.read(work)
    base = address(LIST, q=words, department=wanted)
    return visit.page(
        "accounts.html",
        part=part,
        departments=names,
        q=words,
        department=wanted,
        base=base + ("&" if "?" in base else "?"),
    )


async def show_one(visit: Visit) -> Response:
    """One account, with what can be done about it."""
    return await _one_page(visit, visit.query("id"))


async def set_state(visit: Visit) -> Response:
    """Stop an account, or let it ask again."""
    is_active = visit.form.text("active") == "yes"
    done = "account_enabled" if is_active else "account_disabled"

    def change(session: Session, account_id: str, reason: str) -> str:
        accounts = visit.desk.access.accounts
        is_changed = accounts.set_active(
            session, visit.actor, account_id, is_active=is_active, reason=reason
        )
        return done if is_changed else "account_same"

    return await _change(visit, "state-reason", change)


async def transfer(visit: Visit) -> Response:
    """Move an account to another department; what it used stays with the old one."""
    department = visit.form.text("department")

    def change(session: Session, account_id: str, reason: str) -> str:
        if department not in departments(session):
            raise FormError({"department": "department"})
        accounts = visit.desk.access.accounts
        is_changed = accounts.transfer(session, visit.actor, account_id, department, reason)
        return "transferred" if is_changed else "account_same"

    return await _change(visit, "transfer-reason", change)


async def change_role(visit: Visit) -> Response:
    """Give an account another role."""
    role = visit.form.text("role")

    def change(session: Session, account_id: str, reason: str) -> str:
        if role not in set(Role):
            raise FormError({"role": "role"})
        accounts = visit.desk.access.accounts
        is_changed = accounts.change_role(session, visit.actor, account_id, Role(role), reason)
        return "role" if is_changed else "account_same"

    return await _change(visit, "role-reason", change)


async def set_password(visit: Visit) -> Response:
    """Set somebody's first or next password: it lets in, so it is for whoever changes accounts."""
    account_id, access = visit.form.text("id"), visit.desk.access

    def work(session: Session) -> str:
        _require(visit, session, account_id, Permission.ACCOUNTS_WRITE)
        access.passwords.store(session, visit.actor, account_id, hashed)
        return address(ONE, id=account_id, done="password_set")

    try:
        _require_other(visit, account_id)
        check_new_password(visit, account_id)
        # Outside the transaction and the loop: it takes its time on purpose.
        hashed = await asyncio.to_thread(access.hashing.hash, visit.form.text("new-password"))
        place, is_set = await visit.change_told(work)
    except FormError as wrong:
        return await _one_page(visit, account_id, wrong)
    if not is_set:  # no digest of a password is kept: this one may be another than the first
        raise ConflictError("the form was sent before; this password was not set")
    return visit.go(place)


async def _change(
    visit: Visit, reason_field: str, change: Callable[[Session, str, str], str]
) -> Response:
    """Make one change of one account; `change` gives the word for what was done."""
    account_id = visit.form.text("id")
    check = Check(visit.form)
    reason = check.take(reason_field, reason_of, "reason", instead="")

    def work(session: Session) -> str:
        _require(visit, session, account_id, Permission.ACCOUNTS_WRITE)
        done = change(session, account_id, reason)
        return address(ONE, id=account_id, done=done)

    try:
        check.done()
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _one_page(visit, account_id, wrong)
    except LastAdminError:
        return await _one_page(visit, account_id, FormError({"form": "last_admin"}))


async def _one_page(visit: Visit, account_id: str, wrong: FormError | None = None) -> Response:
    def work(session: Session) -> tuple[Person, Sequence[str], datetime | None]:
        found = _require(visit, session, account_id, Permission.ACCOUNTS_READ)
        return found, departments(session), password_changed_at(session, account_id)

    found, names, password_at = await visit.read(work)
    return visit.page(
        "account.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        person=found,
        departments=[(name, name) for name in names],
        roles=[(role.value, visit.rendering.words.name_of("roles", role)) for role in Role],
        password_at=password_at,
        shortest=visit.desk.settings.access.password_min_length,
    )


def _require_other(visit: Visit, account_id: str) -> None:
    """Refuse to set the own password here, where the old one is not asked for."""
    if account_id == visit.principal.account_id:
        raise FormError({"form": "password_own"})


def _require(visit: Visit, session: Session, account_id: str, permission: Permission) -> Person:
    """An account, if this person may use a permission on it."""
    found = person(session, account_id)
    if found is None:
        raise NotFoundError("there is no such account")
    require(visit.principal, permission, department=found.department_id)
    return found


PAGES = (
    Page(Method.GET, LIST, Permission.ACCOUNTS_READ, show),
    Page(Method.GET, ONE, Permission.ACCOUNTS_READ, show_one),
    Page(Method.POST, "/admin/accounts/state", Permission.ACCOUNTS_WRITE, set_state),
    Page(Method.POST, "/admin/accounts/transfer", Permission.ACCOUNTS_WRITE, transfer),
    Page(Method.POST, "/admin/accounts/role", Permission.ACCOUNTS_WRITE, change_role),
    Page(Method.POST, "/admin/accounts/password", Permission.ACCOUNTS_WRITE, set_password),
)
