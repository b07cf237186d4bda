"""Reports and exports over many usage rows: our way against plain SQLModel rows.

`python -m bench.usage [--rows 1000000] [--url postgresql://...]` fills an empty database with two
years of an invented city (`tests/usage/analysis/synthetic.py`: seasonal, council-shaped, from
a seed) and prints, measured in one run: each report query, the whole report, and the full CSV
export, with every department named and with small groups left out as by default, beside one that
iterates SQLModel objects; then the peak of Python's memory for exports of three months and of all.
Without an address it runs on a SQLite file and, where it is installed, on Debian's PostgreSQL in a
folder of its own. Aims (specs/performance.md): report queries under a second, export at least five
times as fast, memory that does not grow with the rows. The ratio of processor time is steadier
than that of the clock where others use the machine; PostgreSQL's own is not in it.
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
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

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
from assistant.usage.log import aggregates
from assistant.usage.log.export import ExportFormat, ExportRequest, run_export
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.selection import Selection
from assistant.usage.log.writers import csv_cell
from tests.databases import MISSING, find_programs, running
from tests.usage.analysis.synthetic import City, invented_council
from tests.usage.analysis.synthetic_rows import usage_rows

T = TypeVar("T")
FIRST, LAST = date(2024, 4, 1), date(2026, 3, 31)
FIRST_MONTH, LAST_MONTH = "2024-04", "2026-03"
SMALL_GROUP = 5
BUSINESS_DAYS = 486
BATCH = 5_000
STORED_COLUMNS = [
    each.name for each in UsageEvent.metadata.tables["usage_event"].columns if each.name != "id"
]


class Seconds(NamedTuple):
    """What a piece of work took, by the clock and of this process's processor time."""

    clock: float
    processor: float


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")


def timed(work: Callable[[], T]) -> tuple[Seconds, T]:
    """How long a piece of work took, and what it gave."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return Seconds(time.perf_counter() - clock, time.process_time() - processor), result


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


def our_export(engine: Engine, out: Path, to_month: str, small_group: int) -> None:
    """As shipped."""
    request = ExportRequest(
        format=ExportFormat.CSV,
        selection=Selection(to_month=to_month),
        out=out,
        small_group=small_group,
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
        scope = Scope(from_month=FIRST_MONTH, to_month=LAST_MONTH, small_group=SMALL_GROUP)
        took, reader = timed(lambda: Reader(session, scope))
        tell("small groups", took)
        for name in EVERYTHING:
            tell(name, timed(getattr(reader, name))[0])
        request = ReportRequest(from_month=FIRST_MONTH, to_month=LAST_MONTH, today=LAST,
                                calendar=calendar, small_group=SMALL_GROUP)  # fmt: skip
        tell("report", timed(lambda: make_report(session, request))[0])


def tell(name: str, took: Seconds) -> None:
    """Write how long a query took."""
    say(f"  {name:12} {took.clock * 1000:8.1f} ms ({took.processor * 1000:8.1f} of processor)")


def exports(engine: Engine, folder: Path) -> None:
    """Time the exports, and the memory they take."""
    plain, _ = timed(lambda: plain_export(engine, folder / "plain.csv", LAST_MONTH))
    say(f"  export of SQLModel rows: {plain.clock:.1f} s ({plain.processor:.1f} of processor)")
    for what, small_group in (
        ("every department named", 1),
        ("small groups left out", SMALL_GROUP),
    ):
        out = folder / "ours.csv"
        ours, _ = timed(partial(our_export, engine, out, LAST_MONTH, small_group))
        say(
            f"  export, {what}: {ours.clock:.1f} s ({ours.processor:.1f} of processor); "
            f"ratio {plain.clock / ours.clock:.1f} ({plain.processor / ours.processor:.1f})"
        )
    few = peak(lambda: our_export(engine, folder / "few.csv", "2024-06", SMALL_GROUP))
    many = peak(lambda: our_export(engine, folder / "many.csv", LAST_MONTH, SMALL_GROUP))
    say(f"  peak memory: {few:.1f} MB for three months, {many:.1f} MB for all")


def measure(url: str, count: int, folder: Path) -> None:
    """Fill a database and print what is measured on it."""
    engine = make_engine(url, busy_timeout_seconds=60, may_create=url.startswith("sqlite"))
    upgrade(engine, METADATA)
    years = [invented_council(2024), invented_council(2025)]
    periods = tuple(period for year in years for period in year.periods)
    calendar = CouncilCalendar(CouncilSettings(periods=periods))
    took, written = timed(lambda: fill(engine, count, calendar))
    say(f"{engine.dialect.name}: {written} rows made in {took.clock:.0f} s")
    report_queries(engine, calendar)
    exports(engine, folder)
    engine.dispose()


def main() -> None:
    """Run at the address given, or on SQLite and on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    configure_logs("ERROR")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.url:
            measure(given.url, given.rows, folder)
            return
        measure(sqlite_url(folder / "usage.db"), given.rows, folder)
        programs = find_programs()
        if programs is None:
            say(f"postgresql: not measured, {MISSING}")
            return
        with running(programs) as cluster, cluster.database() as url:
            measure(url, given.rows, folder)


if __name__ == "__main__":
    main()
