"""What an installation is administered with: one object for commands, the API and the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.core.clock import Clock
from assistant.core.keys import Keyring
from assistant.gateway.census import Census
from assistant.gateway.configuration_record import configuration_digest, record_configuration
from assistant.gateway.dead_letters import DeadLetters
from assistant.gateway.forecasts import Forecasts, ForecastWatch
from assistant.gateway.heads import FILE, HeadExport
from assistant.gateway.housekeeping import Housekeeping
from assistant.gateway.incidents import Incidents
from assistant.gateway.policy_administration import (
    PolicyAdministration,
    make_policy_administration,
)
from assistant.gateway.quota_desk import QuotaDesk, make_quota_desk
from assistant.gateway.replies import Replies
from assistant.gateway.switch import Switchboard
from assistant.identity.access import Access, open_access
from assistant.llm.offline import OFFLINE_NAME
from assistant.llm.registry import model_name
from assistant.settings import Settings, environment_variables
from assistant.store.audit import AuditLog
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.log.exports import Exports
from assistant.usage.terms.sealing import TermMonths


@dataclass(frozen=True, slots=True)
class Administration:
    """The parts an admin acts through, on one database.

    Attributes:
        uow: runs the work; every change is one transaction with its audit entry.
        clock: the time.
        audit: where changes are recorded.
        access: accounts, tokens, passwords, sessions, credentials.
        switchboard: the off switch.
        incidents: incidents.
        quota: caps, increases, requests.
        policy: allow-lists, rules, the desk for false positives.
        dead_letters: replies the chat tool never took.
        months: ends the months of counted words.
        replies: what staff read.
        heads: the file the audit head is exported to.
        exports: makes files of usage rows.
        forecasts: when a cap or the budget runs out.
        watch: warns of it once a month and pool.
    """

    uow: UnitOfWork
    clock: Clock
    audit: AuditLog
    access: Access
    switchboard: Switchboard
    incidents: Incidents
    quota: QuotaDesk
    policy: PolicyAdministration
    months: TermMonths
    dead_letters: DeadLetters
    replies: Replies
    heads: Path
    exports: Exports
    forecasts: Forecasts
    watch: ForecastWatch

    def head_export(self) -> HeadExport:
        """What writes the audit head down each day."""
        return HeadExport(self.uow, self.clock, self.heads)

    @asynccontextmanager
    async def at_work(self, folder: Path, *, is_console: bool) -> AsyncIterator[None]:
        """Record with which configuration a gateway starts, and keep house while it runs.

        Args:
            folder: of the configuration files.
            is_console: true for one question at the console, which is no start of a gateway.
        """
        if is_console:
            yield
            return
        digest, variables = configuration_digest(folder), environment_variables()
        await self.uow.write(
            lambda session: record_configuration(
                session, self.audit, digest=digest, variables=variables
            )
        )
        census = Census(self.uow, self.clock)
        housekeeping = Housekeeping(
            self.uow,
            self.head_export(),
            self.access,
            census,
            self.months,
            forecasts=self.watch,
            exports=self.exports,
            quota=self.quota,
        )
        housekeeping.start()
        try:
            yield
        finally:
            await housekeeping.stop()


def make_administration(
    settings: Settings,
    keyring: Keyring,
    uow: UnitOfWork,
    clock: Clock,
    *,
    replies: Replies,
    data_folder: Path,
) -> Administration:
    """Join the parts on an open database."""
    audit = AuditLog(keyring.audit, clock)
    models = {*settings.models, model_name(settings.llm), OFFLINE_NAME}
    quota = make_quota_desk(settings.quota, replies, audit, clock)
    council = CouncilCalendar(settings.council)
    forecasts = Forecasts(quota.ledger, settings.quota, council, settings.forecast, clock)
    return Administration(
        uow=uow,
        clock=clock,
        audit=audit,
        access=open_access(uow, keyring.access, audit, clock, settings.access),
        switchboard=Switchboard(audit, clock, models=models),
        incidents=Incidents(audit, clock),
        quota=quota,
        policy=make_policy_administration(settings.filter, audit, clock),
        dead_letters=DeadLetters(audit, clock),
        months=TermMonths(uow, clock, least_accounts=settings.terms.least_accounts),
        replies=replies,
        heads=data_folder / FILE,
        exports=Exports(
            uow,
            audit,
            clock,
            keyring.pseudonym,
            folder=data_folder,
            small_group=settings.analysis.small_group,
        ),
        forecasts=forecasts,
        watch=ForecastWatch(uow, forecasts, clock),
    )
