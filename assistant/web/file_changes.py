"""Changes that come in a file: the file is chosen, what it does is shown, then applied as shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlmodel import Session
from starlette.responses import Response

from assistant.identity.faults import LastAdminError
from assistant.identity.permissions import Permission
from assistant.identity.roster_text import RosterError
from assistant.policy.list_files import ListFileError
from assistant.usage.quota.cap_import import CapFileError
from assistant.usage.quota.changes import lock_changes
from assistant.web.entries import reason_of
from assistant.web.forms import Check, FormError
from assistant.web.routes import Method, Page
from assistant.web.uploads import Problems, Upload, carried_file, chosen_file
from assistant.web.visit import Visit

FILE_ERRORS = (CapFileError, RosterError, ListFileError)


class Effect(Protocol):
    """What a file would change; the template of its kind knows the rest."""

    @property
    def upload(self) -> Upload:
        """The file."""

    @property
    def seal(self) -> str:
        """Stands for the file and what it changes."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One kind of file.

    Attributes:
        path: where it is chosen; it is applied at `path/apply`.
        permission: who may.
        template: what the names of its two templates begin with, before `_import` and `_preview`.
        look: what a file would change; nothing is changed. Raises one of `FILE_ERRORS` or
            `LastAdminError` if it cannot be.
        apply: changes it, for a reason, and gives the address to go to; raises as `look` does.
        needs_reason: whether a reason is asked for.
        values: what the templates need beside the effect.
    """

    path: str
    permission: Permission
    template: str
    look: Callable[[Visit, Session, Upload], Effect]
    apply: Callable[[Visit, Session, Upload, str], str]
    needs_reason: bool = False
    values: dict[str, object] = field(default_factory=dict)

    @property
    def pages(self) -> tuple[Page, ...]:
        """Where the file is chosen, shown and applied."""
        return (
            Page(Method.GET, self.path, self.permission, self._choose),
            Page(Method.POST, self.path, self.permission, self._preview),
            Page(Method.POST, f"{self.path}/apply", self.permission, self._apply),
        )

    async def _choose(self, visit: Visit) -> Response:
        return self._choose_page(visit)

    async def _preview(self, visit: Visit) -> Response:
        try:
            upload = chosen_file(visit.form)
        except FormError as wrong:
            return self._choose_page(visit, wrong)
        return await self._preview_page(visit, upload)

    async def _apply(self, visit: Visit) -> Response:
        try:
            upload = carried_file(visit.form)
        except FormError as wrong:
            return self._choose_page(visit, wrong)
        check = Check(visit.form)
        reason = ""
        if self.needs_reason:
            reason = check.take("reason", reason_of, "reason", instead="")

        def work(session: Session) -> str:
            lock_changes(session)
            if self.look(visit, session, upload).seal != visit.form.text("seal"):
                raise FormError({"form": "changed_since"})
            return self.apply(visit, session, upload, reason)

        try:
            check.done()
            return visit.go(await visit.change(work))
        except FormError as wrong:
            return await self._preview_page(visit, upload, wrong)
        except (*FILE_ERRORS, LastAdminError):  # something is different since it was shown
            return await self._preview_page(visit, upload)

    async def _preview_page(
        self, visit: Visit, upload: Upload, wrong: FormError | None = None
    ) -> Response:
        try:
            found = await visit.read(lambda session: self.look(visit, session, upload))
        except FILE_ERRORS as fault:
            return self._choose_page(visit, FormError({"file": "file_wrong"}), fault.problems)
        except LastAdminError:
            return self._choose_page(visit, FormError({"file": "last_admin"}))
        return visit.page(
            f"{self.template}_preview.html",
            status=400 if wrong else 200,
            errors=wrong.errors if wrong else None,
            preview=found,
            **self._values(),
        )

    def _choose_page(
        self, visit: Visit, wrong: FormError | None = None, problems: Sequence[str] = ()
    ) -> Response:
        return visit.page(
            f"{self.template}_import.html",
            status=400 if wrong else 200,
            errors=wrong.errors if wrong else None,
            problems=Problems().told(problems),
            problem_count=len(problems),
            **self._values(),
        )

    def _values(self) -> dict[str, object]:
        return {"here": self.path, "needs_reason": self.needs_reason, **self.values}
