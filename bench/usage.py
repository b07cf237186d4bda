"""Reports and exports over many usage rows: our way against plain SQLModel rows.

`python bench/usage.py [ROWS] [--url postgresql://...]` (1,000,000) fills an empty database with
two years of an invented city (`assistant/usage/analysis/synthetic.py`: seasonal, council-shaped,
from a seed) and prints, measured in one run: each report query, the whole report, and the full
CSV export beside one that iterates SQLModel objects; then the peak of Python's memory for exports
of a tenth of the rows and of all. Aims (specs/performance.md): report queries under a second,
export at least five times as fast, memory that does not grow with the rows.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, insert
from sqlmodel import Session, col, select

from assistant.core.logs import configure_logs
from assistant.schema import METADATA
from assistant.store.engine import READ_ONLY, make_engine, sqlite_url
from assistant.store.schema_version import upgrade
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.figures import Scope
from assistant.usage.analysis.reading import EVERYTHING, Reader
from assistant.usage.analysis.report import ReportRequest, make_report
from assistant.usage.analysis.settings import CouncilSettings
from assistant.usage.analysis.synthetic import City, invented_council
from assistant.usage.analysis.synthetic_rows import usage_rows
from assistant.usage.log import aggregates
from assistant.usage.log.columns import STORED_COLUMNS
from assistant.usage.log.export import ExportFormat, ExportRequest, run_export
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.selection import Selection
from assistant.usage.log.writers import csv_cell

T = TypeVar("T")
FIRST, LAST = date(2024, 4, 1), date(2026, 3, 31)
BUSINESS_DAYS = 486
BATCH = 5_000


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds a piece of work took, and what it gave."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def fill(engine: Engine, count: int, calendar: CouncilCalendar) -> int:
    """Fill the tables; returns how many rows there are."""
    city = replace(
        City(), first=FIRST, last=LAST, growth_per_month=0.01,
        questions_per_day=count / BUSINESS_DAYS / 1.25,
    )  # fmt: skip
    rows: Iterator[dict[str, Any]] = islice(usage_rows(city, calendar, 1), count)
    written = 0
    while batch := list(islice(rows, BATCH)):
        with engine.begin() as connection:
            connection.execute(insert(UsageEvent), batch)
        written += len(batch)
    with engine.begin() as connection:
        aggregates.rebuild(connection)
    return written


def plain_export(engine: Engine, out: Path, to_month: str) -> None:
    """What one writes first: iterate the objects, write their attributes."""
    with engine.connect() as connection, Session(connection) as session, out.open("w") as file:
        writer = csv.writer(file)
        writer.writerow(STORED_COLUMNS)
        statement = (
            select(UsageEvent)
            .where(col(UsageEvent.month) <= to_month)
            .order_by(col(UsageEvent.month), col(UsageEvent.at), col(UsageEvent.id))
            .execution_options(yield_per=1000)
        )
        for event in session.exec(statement):
            writer.writerow([csv_cell(getattr(event, name)) for name in STORED_COLUMNS])


def our_export(engine: Engine, out: Path, to_month: str) -> None:
    """As shipped."""
    request = ExportRequest(
        format=ExportFormat.CSV, selection=Selection(to_month=to_month), out=out
    )
    asyncio.run(run_export(UnitOfWork(engine), request))


def peak(work: Callable[[], None]) -> float:
    """Peak of Python's memory while a piece of work runs, in MB."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def report_queries(engine: Engine, calendar: CouncilCalendar) -> None:
    """Time each query of the report over both years, and the report as a whole."""
    reading = engine.execution_options(**{READ_ONLY: True})
    with reading.connect() as connection, Session(connection) as session:
        scope = Scope(from_month="2024-04", to_month="2026-03", small_group=5)
        seconds, reader = timed(lambda: Reader(session, scope))
        say(f"  {'small groups':12} {seconds * 1000:8.1f} ms")
        for name in EVERYTHING:
            seconds, _ = timed(getattr(reader, name))
            say(f"  {name:12} {seconds * 1000:8.1f} ms")
        request = ReportRequest(from_month="2024-04", to_month="2026-03", today=LAST,
                                calendar=calendar, small_group=5)  # fmt: skip
        seconds, _ = timed(lambda: make_report(session, request))
        say(f"  {'report':12} {seconds * 1000:8.1f} ms")


def measure(url: str, count: int, folder: Path) -> None:
    """Fill a database and print what is measured on it."""
    engine = make_engine(url, busy_timeout_seconds=60, may_create=url.startswith("sqlite"))
    upgrade(engine, METADATA)
    years = [invented_council(2024), invented_council(2025)]
    periods = tuple(period for year in years for period in year.periods)
    calendar = CouncilCalendar(CouncilSettings(periods=periods))
    seconds, written = timed(lambda: fill(engine, count, calendar))
    say(f"{engine.dialect.name}: {written} rows made in {seconds:.0f} s")
    report_queries(engine, calendar)
    ours, _ = timed(lambda: our_export(engine, folder / "ours.csv", "2026-03"))
    plain, _ = timed(lambda: plain_export(engine, folder / "plain.csv", "2026-03"))
    say(f"  export: {ours:.1f} s; SQLModel rows: {plain:.1f} s; ratio {plain / ours:.1f}")
    few = peak(lambda: our_export(engine, folder / "few.csv", "2024-06"))
    many = peak(lambda: our_export(engine, folder / "many.csv", "2026-03"))
    say(f"  peak memory: {few:.1f} MB for three months, {many:.1f} MB for all")


def main() -> None:
    """Run on SQLite, or at the address given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    configure_logs("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or sqlite_url(Path(folder) / "usage.db")
        measure(url, given.rows, Path(folder))


if __name__ == "__main__":
    main()
