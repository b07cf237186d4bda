"""The survey: what its waves say, and answers of a form tool, shown first and then taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlmodel import Session, col, func, select
from starlette.responses import Response

from assistant.core.errors import InputError
from assistant.identity.permissions import Permission, require
from assistant.usage.analysis.models import WAVE_LENGTH, SurveyAnswer, SurveyWave
from assistant.usage.analysis.report import shown_cell
from assistant.usage.analysis.survey import (
    Answer,
    Summary,
    SurveyFileError,
    read_answers,
    summarise,
)
from assistant.usage.analysis.survey_responses import answers_of
from assistant.usage.analysis.waves import keep_wave
from assistant.usage.quota.amounts import read_day
from assistant.web.asked import asked, places, request_of
from assistant.web.forms import Check, Form, FormError
from assistant.web.routes import Method, Page
from assistant.web.uploads import Problems, Upload, carried_file, chosen_file
from assistant.web.visit import Visit, address

HERE = "/analysis/survey"
MOST_INVITED = 10_000_000


@dataclass(frozen=True, slots=True)
class Meant:
    """Which wave a file belongs to."""

    label: str
    held_on: date
    invited: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would take in.

    Attributes:
        upload: the file.
        meant: its wave.
        summary: what the answers say, those of the file alone.
        answers: as read.
        replaced: answers taken in before under this wave, which would go; None if it is a new one.
    """

    upload: Upload
    meant: Meant
    summary: Summary
    answers: Sequence[Answer]
    replaced: int | None

    @property
    def seal(self) -> str:
        """Stands for the file and what it changes."""
        return self.upload.seal((self.meant, self.replaced))


async def show(visit: Visit) -> Response:
    """Every wave with its summary."""
    require(visit.principal, Permission.USAGE_READ, department=None)
    scope = request_of(visit, asked(visit)).scope
    section = await visit.read(partial(visit.desk.reporter.survey, scope))
    return visit.page(
        "analysis/survey.html",
        name="survey",
        places=places(visit),
        section=section,
        shown=shown_cell,
    )


async def choose(visit: Visit) -> Response:
    """Where a file is chosen."""
    return _choose_page(visit)


async def preview(visit: Visit) -> Response:
    """Show what the chosen file would take in; nothing is changed."""
    try:
        meant = _meant(visit.form)
        upload = chosen_file(visit.form)
    except FormError as wrong:
        return _choose_page(visit, wrong)
    return await _preview_page(visit, upload, meant)


async def apply(visit: Visit) -> Response:
    """Take in what was shown, all of it or nothing."""
    try:
        meant = _meant(visit.form)
        upload = carried_file(visit.form)
    except FormError as wrong:
        return _choose_page(visit, wrong)

    def work(session: Session) -> str:
        found = _look(visit, session, upload, meant)
        if found.seal != visit.form.text("seal"):
            raise FormError({"form": "changed_since"})
        now = visit.desk.clock.now()
        wave = SurveyWave(
            label=meant.label, held_on=meant.held_on, invited=meant.invited, imported_at=now
        )
        was_there = keep_wave(session, wave, found.answers, now=now)
        facts = {"answers": len(found.answers), "is_replaced": was_there}
        visit.desk.administration.audit.record(
            session, visit.actor, "survey.import", f"wave:{meant.label}", facts
        )
        return address(HERE, done="survey_imported")

    try:
        return visit.go(await visit.change(work))
    except FormError as wrong:
        return await _preview_page(visit, upload, meant, wrong)
    except InputError:  # something is different since it was shown
        return await _preview_page(visit, upload, meant)


def _meant(form: Form) -> Meant:
    check = Check(form)
    label = check.take("wave", _label, "wave", instead="")
    held_on = check.take("held", read_day, "day", instead=date.min)
    invited = check.take("invited", _number, "invited", instead=None)
    check.done()
    return Meant(label, held_on, invited)


def _label(text: str) -> str:
    label = text.strip()
    if not 1 <= len(label) <= WAVE_LENGTH or not label.isprintable():
        raise InputError("the label of a wave is missing, too long, or no one line")
    return label


def _number(text: str) -> int | None:
    digits = text.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal() and 1 <= int(digits) <= MOST_INVITED):
        raise InputError("the number of those asked is no whole number")
    return int(digits)


def _look(visit: Visit, session: Session, upload: Upload, meant: Meant) -> Preview:
    answers = read_answers(upload.content)
    before = session.get(SurveyWave, meant.label)
    invited = meant.invited or (before.invited if before else None)
    if invited is not None and invited < len(answers) + len(answers_of(session, meant.label)[0]):
        raise FormError({"invited": "invited_few"})
    weeks = visit.desk.settings.analysis.weeks_per_year
    counting = select(func.count()).where(col(SurveyAnswer.wave) == meant.label)
    return Preview(
        upload,
        meant,
        summarise(answers, invited=invited, weeks_per_year=weeks),
        answers,
        session.exec(counting).one() if before else None,
    )


async def _preview_page(
    visit: Visit, upload: Upload, meant: Meant, wrong: FormError | None = None
) -> Response:
    try:
        found = await visit.read(lambda session: _look(visit, session, upload, meant))
    except SurveyFileError as fault:
        problems = Problems().told(fault.problems)
        return _choose_page(visit, FormError({"file": "file_wrong"}), problems, len(fault.problems))
    except FormError as faults:
        return _choose_page(visit, faults)
    return visit.page(
        "analysis/survey_preview.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        name="survey",
        places=places(visit),
        preview=found,
    )


def _choose_page(
    visit: Visit,
    wrong: FormError | None = None,
    problems: Sequence[str] = (),
    problem_count: int = 0,
) -> Response:
    return visit.page(
        "analysis/survey_import.html",
        status=400 if wrong else 200,
        errors=wrong.errors if wrong else None,
        name="survey",
        places=places(visit),
        problems=problems,
        problem_count=problem_count,
    )


PAGES = (
    Page(Method.GET, HERE, Permission.ANALYSIS_PAGES, show),
    Page(Method.GET, f"{HERE}/import", Permission.SURVEY_WRITE, choose),
    Page(Method.POST, f"{HERE}/import", Permission.SURVEY_WRITE, preview),
    Page(Method.POST, f"{HERE}/import/apply", Permission.SURVEY_WRITE, apply),
)
