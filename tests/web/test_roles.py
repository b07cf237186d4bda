"""Who may see which page: every route of the pages has its line here, for every role."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from assistant.identity.roles import Role
from assistant.web.router import OPEN_PAGES, PAGES, pages_router
from assistant.web.routes import Method, Page
from assistant.web.statics import MEDIA_TYPES
from tests.web.analysis_roles import ANALYSIS
from tests.web.filled import Filled, fill
from tests.web.kit import PEOPLE, City, said

HEAD, ADMIN, AUDITOR = Role.DEPARTMENT_ADMIN, Role.ADMIN, Role.AUDITOR
ALL = frozenset(Role)
READERS = frozenset({ADMIN, AUDITOR})
WITH_HEAD = READERS | {HEAD}
DECIDERS = frozenset({ADMIN, HEAD})
ADMINS = frozenset({ADMIN})

MATRIX: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/admin"): WITH_HEAD,
    ("POST", "/admin/sign-out"): ALL,
    ("GET", "/admin/caps"): WITH_HEAD,
    ("GET", "/admin/caps/pools"): WITH_HEAD,
    ("POST", "/admin/caps/pilot"): ADMINS,
    ("GET", "/admin/caps/of"): WITH_HEAD,
    ("POST", "/admin/caps/set"): ADMINS,
    ("POST", "/admin/caps/increase"): ADMINS,
    ("POST", "/admin/caps/end"): ADMINS,
    ("GET", "/admin/caps/import"): ADMINS,
    ("POST", "/admin/caps/import"): ADMINS,
    ("POST", "/admin/caps/import/apply"): ADMINS,
    ("GET", "/admin/requests"): WITH_HEAD,
    ("GET", "/admin/requests/{number}"): WITH_HEAD,
    ("POST", "/admin/requests/{number}/approve"): DECIDERS,
    ("POST", "/admin/requests/{number}/refuse"): DECIDERS,
    ("GET", "/admin/accounts"): WITH_HEAD,
    ("GET", "/admin/accounts/of"): WITH_HEAD,
    ("POST", "/admin/accounts/state"): ADMINS,
    ("POST", "/admin/accounts/transfer"): ADMINS,
    ("POST", "/admin/accounts/role"): ADMINS,
    ("GET", "/admin/accounts/import"): ADMINS,
    ("POST", "/admin/accounts/import"): ADMINS,
    ("POST", "/admin/accounts/import/apply"): ADMINS,
    ("POST", "/admin/accounts/password"): ADMINS,
    ("GET", "/admin/accounts/tokens"): READERS,
    ("POST", "/admin/accounts/tokens/create"): ADMINS,
    ("POST", "/admin/accounts/tokens/revoke"): ADMINS,
    ("GET", "/admin/replies"): READERS,
    ("POST", "/admin/replies/retry"): ADMINS,
    ("POST", "/admin/replies/decide"): ADMINS,
    ("GET", "/admin/reports"): READERS,
    ("GET", "/admin/reports/{number}"): READERS,
    ("POST", "/admin/reports/{number}/accept"): ADMINS,
    ("POST", "/admin/reports/{number}/refuse"): ADMINS,
    ("GET", "/admin/rules"): READERS,
    ("GET", "/admin/rules/of"): READERS,
    ("POST", "/admin/rules/set"): ADMINS,
    ("POST", "/admin/rules/clear"): ADMINS,
    ("GET", "/admin/allow"): READERS,
    ("POST", "/admin/allow/add"): ADMINS,
    ("POST", "/admin/allow/remove"): ADMINS,
    ("GET", "/admin/allow/officials"): READERS,
    ("GET", "/admin/allow/contacts"): READERS,
    ("POST", "/admin/allow/lines/remove"): ADMINS,
    ("GET", "/admin/allow/import/entries"): ADMINS,
    ("POST", "/admin/allow/import/entries"): ADMINS,
    ("POST", "/admin/allow/import/entries/apply"): ADMINS,
    ("GET", "/admin/allow/import/officials"): ADMINS,
    ("POST", "/admin/allow/import/officials"): ADMINS,
    ("POST", "/admin/allow/import/officials/apply"): ADMINS,
    ("GET", "/admin/allow/import/contacts"): ADMINS,
    ("POST", "/admin/allow/import/contacts"): ADMINS,
    ("POST", "/admin/allow/import/contacts/apply"): ADMINS,
    ("GET", "/admin/switch"): WITH_HEAD,
    ("POST", "/admin/switch/preview"): DECIDERS,
    ("POST", "/admin/switch/off"): DECIDERS,
    ("POST", "/admin/switch/on"): DECIDERS,
    ("GET", "/admin/incidents"): READERS,
    ("GET", "/admin/incidents/{number}"): READERS,
    ("POST", "/admin/incidents/open"): READERS,
    ("POST", "/admin/incidents/{number}/close"): READERS,
    ("GET", "/admin/audit"): READERS,
    ("POST", "/admin/audit/verify"): READERS,
    **ANALYSIS,
    ("GET", "/admin/me"): ALL,
    ("POST", "/admin/me/password"): ALL,
    ("POST", "/admin/me/tokens/create"): ALL,
    ("POST", "/admin/me/tokens/revoke"): ALL,
}
OPEN = {("GET", "/admin/sign-in"), ("POST", "/admin/sign-in")}
STATIC = {("GET", f"/admin/static/{name}") for name in MEDIA_TYPES}
NOWHERE = {("GET", "/admin/{rest:path}"), ("GET", "/analysis/{rest:path}")}
QUERIES = {
    "/admin/caps/of": "?scope=account&subject=S1",
    "/admin/accounts/of": "?id=S1",
    "/admin/rules/of": "?entity=PERSON",
}
ROLES = {role: next(who for who, (_, own, _) in PEOPLE.items() if own == role) for role in Role}


def address(path: str, filled: Filled) -> str:
    number = filled.incident if "incidents" in path else filled.report
    number = filled.request if "requests" in path else number
    return path.replace("{number}", str(number)) + QUERIES.get(path, "")


def test_every_route_of_the_pages_has_a_line(city: City) -> None:
    routes = {
        (method, route.path)
        for route in pages_router(city.desk).routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert routes == set(MATRIX) | OPEN | STATIC | NOWHERE
    assert {(page.method.value, page.path) for page in PAGES} == set(MATRIX)
    assert {(page.method.value, page.path) for page in OPEN_PAGES} == OPEN


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_its_pages_and_no_other(city: City, role: Role) -> None:
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser(ROLES[role])
    seen = {}
    for method, path in MATRIX:
        if method == "GET":
            answer = browser.get(address(path, filled))
            seen[path] = answer.status_code
    expected = {
        path: 200 if role in roles else 403
        for (method, path), roles in MATRIX.items()
        if method == "GET"
    }
    assert seen == expected


@pytest.mark.parametrize("role", list(Role))
def test_a_role_cannot_send_the_forms_of_another(city: City, role: Role) -> None:
    """What is refused for the role is refused before the form is looked at."""
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser(ROLES[role])
    before = city.trail()
    refused: set[str] = set()
    let_in: set[str] = set()
    for method, path in MATRIX:
        if method == "POST" and path != "/admin/sign-out":
            answer = browser.post(address(path, filled), {"csrf": "forged", "once": "x"})
            assert answer.status_code == 403
            is_form = "画面が古くなっています" in said(answer)
            (let_in if is_form else refused).add(path)
    posts = {path: roles for (method, path), roles in MATRIX.items() if method == "POST"}
    del posts["/admin/sign-out"]
    assert let_in == {path for path, roles in posts.items() if role in roles}
    assert refused == set(posts) - let_in
    assert city.trail() == before


@pytest.mark.parametrize("page", [page for page in PAGES if page.method is Method.GET])
def test_nobody_sees_a_page_without_signing_in(city: City, page: Page) -> None:
    path = page.path.replace("{number}", "1")
    answer = city.browser().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/admin/sign-in")


def test_the_menu_shows_what_may_be_opened(city: City) -> None:
    for role in (ADMIN, HEAD, AUDITOR):
        browser = city.browser(ROLES[role])
        text = browser.get("/admin").text
        for (method, path), roles in MATRIX.items():
            if (
                method == "GET"
                and path.startswith("/admin")
                and path.count("/") == 2
                and "{" not in path
            ):
                is_in = f'<li><a href="{path}"' in text
                assert is_in == (role in roles), (role, path)


HEAD_FORMS = [
    ("/admin/requests/{other}/approve", {"tokens": "1000", "until": "2026-04-30"}),
    ("/admin/requests/{other}/refuse", {"word": "見送り"}),
    ("/admin/switch/off", {"scope": "all", "reason": "x"}),
    ("/admin/switch/off", {"scope": "department", "department": "税務課", "reason": "x"}),
    ("/admin/switch/off", {"scope": "model", "model": "offline", "reason": "x"}),
    ("/admin/switch/on", {"scope": "all", "subject": "", "at": "1", "on-reason-1": "x"}),
]


@pytest.mark.parametrize(("path", "fields"), HEAD_FORMS)
def test_a_department_admin_changes_nothing_of_another_department(
    city: City, path: str, fields: dict[str, str]
) -> None:
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser("H1")
    tokens = browser.form("/admin/switch", "/admin/switch/preview")
    own = {"csrf": tokens["csrf"], "once": tokens["once"]}
    before = city.trail()
    answer = browser.post(path.replace("{other}", str(filled.other_request)), fields | own)
    assert (answer.status_code, "権限がありません" in said(answer)) == (403, True)
    assert city.trail() == before


def test_a_department_admin_sees_the_own_department_alone(city: City) -> None:
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser("H1")
    pages = {
        path: browser.get(path).text
        for path in ("/admin", "/admin/caps", "/admin/caps/pools", "/admin/accounts",
                     "/admin/requests", "/admin/switch", "/admin/caps?department=税務課",
                     "/admin/accounts?department=税務課&q=S2")
    }  # fmt: skip
    for path, text in pages.items():
        # What was typed into the search comes back; a form's random token may hold any letters.
        assert "S2" not in re.sub(r'name="(?:q|csrf|once)"[^>]*', "", text), path
        assert "架空 花子" not in text, path
    for path in (
        "/admin/caps/of?scope=account&subject=S2",
        "/admin/caps/of?scope=department&subject=税務課",
        "/admin/caps/of?scope=city&subject=city",
        "/admin/accounts/of?id=S2",
        f"/admin/requests/{filled.other_request}",
    ):
        assert browser.get(path).status_code == 403, path


def test_a_department_admin_decides_in_the_own_department(city: City) -> None:
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser("H1")
    page = f"/admin/requests/{filled.request}"
    answer = browser.send(page, f"{page}/approve", tokens="50000")
    assert answer.status_code == 303
    assert ("H1", "cap.approve", "account:S1") in city.trail()
