"""What a gateway does once in a while by itself: audit head, sign-ins, months, requests, files."""

from __future__ import annotations

import asyncio

from assistant.core.logs import get_log
from assistant.gateway.census import Census
from assistant.gateway.forecasts import ForecastWatch
from assistant.gateway.heads import HeadExport
from assistant.gateway.quota_desk import QuotaDesk
from assistant.identity.access import Access
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.exports import Exports
from assistant.usage.terms.sealing import TermMonths

PAUSE_SECONDS = 900.0


class Housekeeping:
    """Runs its chores when started and every `PAUSE_SECONDS` after, until stopped."""

    def __init__(  # noqa: PLR0913  # one composition
        self,
        uow: UnitOfWork,
        heads: HeadExport,
        access: Access,
        census: Census,
        months: TermMonths,
        *,
        forecasts: ForecastWatch,
        exports: Exports,
        quota: QuotaDesk,
    ) -> None:
        self._uow = uow
        self._heads = heads
        self._access = access
        self._census = census
        self._months = months
        self._forecasts = forecasts
        self._exports = exports
        self._quota = quota
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; a chore that was begun is finished or undone."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def tidy(self) -> None:
        """Do every chore once; what fails is logged and tried again the next time."""
        for chore in (
            self._export_head,
            self._purge_access,
            self._take_census,
            self._end_months,
            self._look_ahead,
            self._tidy_exports,
            self._expire_requests,
        ):
            try:
                await chore()
            except Exception as fault:  # noqa: BLE001  # one chore's fault must not end the others
                get_log().error("housekeeping.fault", error=type(fault).__name__)

    async def _export_head(self) -> None:
        if await self._heads.export():
            get_log().info("audit.head_exported")

    async def _purge_access(self) -> None:
        count = await self._uow.write(self._access.purge)
        get_log().info("access.purged", count=count)

    async def _take_census(self) -> None:
        await self._census.take()

    async def _look_ahead(self) -> None:
        await self._forecasts.look()

    async def _tidy_exports(self) -> None:
        if count := await asyncio.to_thread(self._exports.tidy):
            get_log().info("usage.leftovers_removed", count=count)

    async def _expire_requests(self) -> None:
        if count := await self._uow.write(self._quota.expire_requests):
            get_log().info("quota.requests_expired", count=count)

    async def _end_months(self) -> None:
        if count := await self._months.end():
            get_log().info("terms.published", count=count)

    async def _run(self) -> None:
        while True:
            await self.tidy()
            await asyncio.sleep(PAUSE_SECONDS)
