"""Reports as an installation makes them: its calendar, limits, budget, contracts and outlook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from sqlmodel import Session

from assistant.core.clock import Clock
from assistant.core.periods import day_of
from assistant.gateway.forecasts import Forecasts, Gathered
from assistant.identity.models import Department
from assistant.settings import Settings
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.figures import Scope
from assistant.usage.analysis.forecast import Pool, PoolKind
from assistant.usage.analysis.forecast_section import forecast_section
from assistant.usage.analysis.layout import Section
from assistant.usage.analysis.report import ReportRequest
from assistant.usage.analysis.survey_section import survey_section
from assistant.usage.analysis.survey_taps import read_taps
from assistant.usage.analysis.terms_section import terms_section
from assistant.usage.analysis.waves import read_waves
from assistant.usage.log.selection import Selection, count_rows
from assistant.usage.log.small_groups import small_places
from assistant.usage.quota.ledger import Ledger
from assistant.usage.terms.models import CITY
from assistant.usage.terms.reading import read_terms


class Reporter:
    """Asks for reports with what the settings say, and makes the sections that need them."""

    def __init__(
        self, settings: Settings, ledger: Ledger, clock: Clock, names: Mapping[str, str]
    ) -> None:
        """Join the parts.

        Args:
            settings: of the installation.
            ledger: knows what caps leave.
            clock: the time.
            names: what kinds of personal data and cases are called, by their codes.
        """
        self._settings = settings
        self._clock = clock
        self._names = names
        self._calendar = CouncilCalendar(settings.council)
        self._forecasts = Forecasts(
            ledger, settings.quota, self._calendar, settings.forecast, clock
        )

    def request(
        self,
        from_month: str,
        to_month: str,
        *,
        department: str | None = None,
        changes: Sequence[date] = (),
    ) -> ReportRequest:
        """The request for a whole report; a page takes some of its sections.

        Args:
            from_month: first month.
            to_month: last month, included.
            department: the one it is of; None for the city.
            changes: days from which tokens per request are known to be another.
        """
        settings = self._settings
        budget = settings.quota.yearly_budget_yen
        scope = Scope(
            from_month=from_month,
            to_month=to_month,
            small_group=settings.analysis.small_group,
            department=department,
        )
        return ReportRequest(
            from_month=from_month,
            to_month=to_month,
            today=day_of(self._clock.now()),
            calendar=self._calendar,
            small_group=settings.analysis.small_group,
            department=department,
            changes=changes,
            budget_yen=budget if isinstance(budget, int) else None,
            facts=[
                [name, facts.training_use, facts.retention_days, facts.region,
                 facts.contract_ref, facts.checked_on.isoformat() if facts.checked_on else None]
                for name, facts in sorted(settings.models.items())
            ],
            names=self._names,
            is_trial=settings.llm.trial,
            more=self._more(scope),
        )  # fmt: skip

    def _more(self, scope: Scope) -> dict[str, Callable[[Session], Section]]:
        found: dict[str, Callable[[Session], Section]] = {
            "survey": partial(self.survey, scope),
            "terms": partial(self.terms, scope),
            "forecast": partial(self.forecast, scope),
        }
        if scope.department is not None:
            del found["survey"]
        return found

    def survey(self, scope: Scope, session: Session) -> Section:
        """What the city's staff answered: every wave, and the taps of a period."""
        settings = self._settings.analysis
        waves = read_waves(
            session,
            weeks_per_year=settings.weeks_per_year,
            small_group=settings.small_group,
            hides_open=True,
        )
        taps = read_taps(session, scope.from_month, scope.to_month, settings.small_group)
        return survey_section(waves, taps, settings.small_group)

    def terms(self, scope: Scope, session: Session) -> Section:
        """The words of a period."""
        settings = self._settings.terms
        figures = read_terms(
            session,
            scope.from_month,
            scope.to_month,
            least_accounts=settings.least_accounts,
            department_id=scope.department or CITY,
            stop_words=settings.stop_words,
        )
        return terms_section(figures)

    def forecast(self, scope: Scope, session: Session) -> Section:
        """How this month and fiscal year go on: of the city and its budget, or of a department.

        Nothing of a department that has no cap's row any more, or of which nothing may be told.
        """
        name = scope.department
        if name is None:
            gathered = self._forecasts.gather_city(session)
        elif session.get(Department, name) is None:
            gathered = []
        else:
            gathered = self._forecasts.gather_department(session, name)
        today = day_of(self._clock.now())
        told, untold = tellable(session, gathered, scope.small_group, today)
        return forecast_section(self._forecasts.foresee(told), is_too_few=bool(untold))


def tellable(
    session: Session, gathered: Sequence[Gathered], small_group: int, today: date
) -> tuple[list[Gathered], list[Pool]]:
    """What may be foreseen, and the pools of departments of which nothing may be told.

    These are departments in which too few people, or nobody, asked this month. The others are
    foreseen from months in which enough did: what the others took is told nowhere else either.

    Args:
        session: a snapshot.
        gathered: pools with the days they would be foreseen from.
        small_group: least people of a department in a month; 1 leaves nothing out.
        today: the day in Tokyo.
    """
    month = f"{today:%Y-%m}"
    places = small_places(session, small_group, last=month)
    told: list[Gathered] = []
    untold: list[Pool] = []
    for each in gathered:
        name = each.pool.name
        if small_group <= 1 or each.pool.kind is not PoolKind.DEPARTMENT:
            told.append(each)
        elif (month, name) in places or not _asked(session, name, month):
            untold.append(each.pool)
        else:
            days = [day for day in each.days if (f"{day.day:%Y-%m}", name) not in places]
            told.append(replace(each, days=days))
    return told, untold


def _asked(session: Session, department: str, month: str) -> bool:
    selection = Selection(from_month=month, to_month=month, departments=(department,))
    return count_rows(session, selection) > 0
