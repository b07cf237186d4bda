"""Signing in and out."""

from __future__ import annotations

from starlette.responses import Response

from assistant.identity.permissions import Permission
from assistant.identity.sign_in import SignedIn
from assistant.web.guard import remove_session_cookie, session_cookie, set_session_cookie
from assistant.web.routes import Method, OpenPage, Page
from assistant.web.visit import Guest, Visit, home_of

HOME = "/admin"
PLACES = ("/admin", "/analysis")


async def show(guest: Guest) -> Response:
    """The form; whoever is signed in already goes on."""
    place = _place(guest.query("next"))
    signed_in = await guest.desk.access.credentials.identify(
        authorization=None, cookie=session_cookie(guest.request)
    )
    if signed_in is not None:
        return guest.go(home_of(signed_in.principal) if place == HOME else place)
    is_without_cookie = guest.query("entered") == "yes"
    words = guest.rendering.words
    refusal = words.sentence("sign_in.no_cookie") if is_without_cookie else ""
    return guest.page("sign_in.html", refusal=refusal, next=place)


async def sign_in(guest: Guest) -> Response:
    """Try a password. What is wrong about it is not told."""
    form, request = guest.form, guest.request
    place = _place(form.text("next"))
    client = request.client.host if request.client else ""
    outcome = await guest.desk.access.sign_in.sign_in(
        form.text("account"), form.text("password"), address=client
    )
    if isinstance(outcome, SignedIn):
        # The next request shows whether the browser has taken the cookie.
        response = guest.go("/admin/sign-in", next=place, entered="yes")
        set_session_cookie(request, response, outcome.secret)
        return response
    words = guest.rendering.words
    if outcome.wait_seconds:
        minutes = -(-outcome.wait_seconds // 60)
        refusal, status = words.sentence("sign_in.wait", minutes=minutes), 429
    else:
        refusal, status = words.sentence("sign_in.refused"), 401
    return guest.page("sign_in.html", status=status, refusal=refusal, next=place)


async def sign_out(visit: Visit) -> Response:
    """End this session."""
    access, secret = visit.desk.access, visit.signed_in.session_secret
    await visit.desk.uow.write(lambda session: access.sessions.close(session, secret))
    response = visit.go("/admin/sign-in")
    remove_session_cookie(visit.request, response)
    return response


def _place(wanted: str) -> str:
    """Where to go after signing in: only to a page of ours."""
    is_ours = wanted.startswith(PLACES) and wanted.isascii() and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted else HOME


OPEN_PAGES = (
    OpenPage(Method.GET, "/admin/sign-in", show),
    OpenPage(Method.POST, "/admin/sign-in", sign_in),
)
PAGES = (Page(Method.POST, "/admin/sign-out", Permission.SIGNED_IN, sign_out),)
