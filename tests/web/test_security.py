"""What every page must hold: forms of our own alone, nothing from outside, everything escaped."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from assistant.core.errors import StoreError
from assistant.identity.roles import Role
from assistant.web.forms import MAX_FILE_BYTES, MAX_FORM_BYTES
from assistant.web.router import PAGES
from assistant.web.routes import Method
from assistant.web.statics import MEDIA_TYPES
from tests.web.filled import fill
from tests.web.kit import HOST, HOSTILE, City, said, soup_of
from tests.web.test_roles import MATRIX, address

CAP = "/admin/caps/of?scope=account&subject=S1"
NEW_CAP = {"scope": "account", "subject": "S1", "amount": "5", "reason": "試し"}
FOREIGN = [None, "null", "https://evil.example", "https://gateway.example:8443", "gateway.example"]
PATHS = [
    path for (method, path), roles in MATRIX.items() if method == "GET" and Role.ADMIN in roles
]


@pytest.fixture
def pages(city: City) -> dict[str, BeautifulSoup]:
    """Every page an admin sees, filled."""
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser("A1")
    found = {"/admin/sign-in": soup_of(city.browser().get("/admin/sign-in"))}
    for path in PATHS:
        answer = browser.get(address(path, filled))
        assert answer.status_code == 200
        found[path] = soup_of(answer)
    return found


@pytest.mark.parametrize("origin", FOREIGN, ids=str)
def test_a_form_from_elsewhere_changes_nothing(city: City, origin: str | None) -> None:
    browser = city.browser("A1")
    fields = {**browser.form(CAP, "/admin/caps/set"), **NEW_CAP}
    answer = browser.post("/admin/caps/set", fields, origin=origin)
    assert (answer.status_code, city.trail()) == (403, [])
    assert browser.post("/admin/caps/set", fields).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, None], ids=["empty", "other", "missing"])
def test_a_form_without_the_token_of_its_session_changes_nothing(
    city: City, token: str | None
) -> None:
    browser = city.browser("A1")
    fields: dict[str, object] = {**browser.form(CAP, "/admin/caps/set"), **NEW_CAP}
    del fields["csrf"]
    if token is not None:
        fields["csrf"] = token
    answer = browser.post("/admin/caps/set", fields)
    assert (answer.status_code, city.trail()) == (403, [])


def test_the_token_of_another_session_is_none(city: City) -> None:
    fields = {**city.browser("A1").form(CAP, "/admin/caps/set"), **NEW_CAP}
    assert city.browser("A1").post("/admin/caps/set", fields).status_code == 403
    assert city.trail() == []


@pytest.mark.parametrize("origin", FOREIGN, ids=str)
def test_signing_in_and_out_is_for_our_own_pages_too(city: City, origin: str | None) -> None:
    for path in ("/admin/sign-in", "/admin/sign-out"):
        answer = city.browser("A1").post(path, {"account": "A1"}, origin=origin)
        assert answer.status_code == 403


def test_every_page_forbids_inline_scripts_and_other_hosts(city: City) -> None:
    browser = city.browser("A1")
    for path in ("/admin", "/admin/sign-in", "/admin/nowhere", "/admin/static/pages.css"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        # `no-referrer` would make browsers send `Origin: null`, which is refused.
        assert path.startswith("/admin/static") or headers["referrer-policy"] == "same-origin"
        assert "no-" in headers["cache-control"]


def test_pages_hold_nothing_inline_and_name_no_other_host(pages: dict[str, BeautifulSoup]) -> None:
    for path, soup in pages.items():
        assert soup.select("[style], style, [onclick], [onsubmit]") == [], path
        for element in soup.find_all(["script", "link", "img", "a", "form", "iframe"]):
            for name in ("src", "href", "action"):
                target = urlsplit(str(element.get(name, "")))
                assert (target.scheme, target.netloc) == ("", ""), (path, element)
            assert element.name != "script" or not element.get_text(strip=True)


def test_what_people_have_typed_is_escaped_everywhere(
    city: City, pages: dict[str, BeautifulSoup]
) -> None:
    shown = {path for path, soup in pages.items() if HOSTILE in soup.get_text()}
    assert shown >= {"/admin", "/admin/caps", "/admin/caps/of", "/admin/accounts",
                     "/admin/accounts/of", "/admin/requests"}  # fmt: skip
    for path, soup in pages.items():
        own = [script.get("src") for script in soup.find_all("script")]
        assert own == ["/admin/static/htmx.min.js"], path
        assert "架空会館<b>" in soup.get_text() or path != "/admin/allow"


@pytest.mark.parametrize("query", [HOSTILE, '"><script>alert(1)</script>', "'-alert(1)-'", "%00"])
def test_what_stands_in_the_address_is_escaped(city: City, query: str) -> None:
    browser = city.browser("A1")
    for path in ("/admin/caps", "/admin/accounts", "/admin/audit", "/admin/sign-in", "/admin"):
        answer = browser.client.get(
            path,
            params=dict.fromkeys(("q", "department", "subject", "next", "done", "page"), query),
        )
        assert answer.status_code in {200, 303}
        assert "<script>alert" not in answer.text
        assert len(re.findall("<script", answer.text)) <= 1


def test_every_page_can_be_used_without_seeing_it(pages: dict[str, BeautifulSoup]) -> None:
    """What a machine can tell of JIS X 8341-3 without a browser."""
    titles = set()
    for path, soup in pages.items():
        assert soup.html is not None
        assert soup.html.get("lang") == "ja"
        assert soup.title is not None
        titles.add(soup.title.get_text())
        assert len(soup.find_all("h1")) == 1, path
        assert soup.select_one("a.skip[href='#main']") is not None
        assert soup.select_one("main#main") is not None
        ids = [element["id"] for element in soup.select("[id]")]
        assert len(ids) == len(set(ids)), (path, sorted(ids))
        for field in soup.select("input, select, textarea"):
            if field.get("type") != "hidden":
                has_label = soup.find("label", attrs={"for": str(field.get("id"))}) or field.parent
                assert has_label is not None, (path, field)
                assert has_label.name == "label", (path, field)
        for table in soup.find_all("table"):
            assert table.caption is not None, path
            assert all(cell.get("scope") for cell in table.find_all("th")), path
    assert len(titles) == len(pages)


def test_the_menu_says_where_one_is(pages: dict[str, BeautifulSoup]) -> None:
    for path, soup in pages.items():
        here = [element["href"] for element in soup.select("nav.menu [aria-current]")]
        if path == "/admin/sign-in":
            assert here == []
        else:
            assert [path.startswith(str(place)) for place in here if place != "1"] == [True], path


def test_files_are_served_as_what_they_are(city: City) -> None:
    browser = city.browser()
    for name, media_type in MEDIA_TYPES.items():
        answer = browser.get(f"/admin/static/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
        again = browser.client.get(
            f"/admin/static/{name}", headers={"if-none-match": answer.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")


def test_the_style_sheet_and_script_ask_nobody_else(city: City) -> None:
    css = city.browser().get("/admin/static/pages.css").text
    assert "@import" not in css
    assert "url(" not in css


def test_too_large_a_form_is_refused_whole(city: City) -> None:
    browser = city.browser("A1")
    fields = browser.form(CAP, "/admin/caps/set")
    answer = browser.post("/admin/caps/set", {**fields, "reason": "x" * MAX_FORM_BYTES})
    assert answer.status_code == 413
    upload = browser.upload("/admin/caps/import", "/admin/caps/import", b"x" * (MAX_FILE_BYTES + 1))
    assert upload.status_code == 413
    assert "1MB" in said(upload)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"", ""),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"a=%ED%A0%80&b=%00", "application/x-www-form-urlencoded"),
    ],
    ids=["json", "nothing", "broken multipart", "no text"],
)
def test_what_is_no_form_is_refused_in_a_sentence(city: City, body: bytes, kind: str) -> None:
    headers = {"origin": HOST, "content-type": kind}
    answer = city.browser("A1").client.post("/admin/caps/set", content=body, headers=headers)
    assert answer.status_code in {400, 403}
    assert answer.headers["content-type"].startswith("text/html")


def test_a_page_that_is_not_there_says_so_in_japanese(city: City) -> None:
    answer = city.browser("A1").get("/admin/nowhere/at/all")
    assert (answer.status_code, "ページが見つかりません" in said(answer)) == (404, True)
    for path in ("/admin/requests/999", "/admin/requests/x", "/admin/reports/999",
                 "/admin/incidents/none", "/admin/accounts/of?id=X9",
                 "/admin/caps/of?scope=account&subject=X9", "/admin/caps/of?scope=x&subject=y",
                 "/admin/caps/of?scope=department&subject=x", "/admin/caps/of"):  # fmt: skip
        assert city.browser("A1").get(path).status_code == 404, path


def test_a_fault_shows_nothing_of_itself(city: City) -> None:
    browser = city.browser("A1")

    async def broken() -> dict[str, bool]:
        raise RuntimeError(HOSTILE)

    async def gone() -> dict[str, bool]:
        raise StoreError("database file /secret/path is damaged")

    for readiness, status in ((broken, 500), (gone, 503)):
        object.__setattr__(city.desk, "readiness", readiness)
        answer = browser.get("/admin")
        assert answer.status_code == status
        assert "secret" not in answer.text
        assert "alert" not in answer.text


def test_no_page_of_a_get_writes_anything(city: City) -> None:
    filled = city.write(lambda session: fill(session, city.desk))
    browser = city.browser("A1")
    before = city.trail()
    for page in PAGES:
        if page.method is Method.GET:
            browser.get(address(page.path, filled))
    assert city.trail() == before
