"""What is read of published months: a higher limit holds backwards, stop words too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.core.clock import ManualClock
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.terms.reading import TermFigures, read_terms
from assistant.usage.terms.sealing import TermMonths
from tests.usage.terms.conftest import ask

pytestmark = pytest.mark.anyio


async def end(uow: UnitOfWork, *, at: str = "2026-06-01", least: int = 3) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    await TermMonths(uow, ManualClock(moment), least_accounts=least).end()


async def read(
    uow: UnitOfWork,
    *,
    least: int = 3,
    department: str = "",
    stop: tuple[str, ...] = (),
) -> TermFigures:
    return await uow.read(
        lambda session: read_terms(
            session,
            "2026-04",
            "2026-06",
            least_accounts=least,
            department_id=department,
            stop_words=stop,
        )
    )


async def test_counts_of_several_months_are_read_and_open_months_told_of(uow: UnitOfWork) -> None:
    await ask(uow, range(4), "文書", "案内")
    await ask(uow, range(6), "文書", month="2026-05")
    await ask(uow, range(6), "文書", month="2026-06")
    await end(uow)
    figures = await read(uow)
    assert (figures.months, figures.pending) == (("2026-04", "2026-05"), ("2026-06",))
    assert {month: each.uses for month, each in figures.questions.items()} == {
        "2026-04": 4, "2026-05": 6
    }  # fmt: skip
    assert figures.by_use == ["文書", "案内"]
    assert (figures.uses_of("文書"), figures.total_questions) == (10, 10)
    assert figures.pairs == {("文書", "案内"): 4}
    assert figures.council["文書"]["2026-05"][0].uses == 0


async def test_a_department_is_read_by_itself(uow: UnitOfWork) -> None:
    await ask(uow, range(4), "文書")
    await ask(uow, range(10, 15), "案内", department="福祉課")
    await end(uow)
    figures = await read(uow, department="福祉課")
    assert (figures.by_use, figures.total_questions) == (["案内"], 5)
    assert (await read(uow, department="無い課")).words == {}


async def test_a_higher_limit_holds_for_months_published_under_a_lower_one(
    uow: UnitOfWork,
) -> None:
    await ask(uow, range(12), "文書")
    await ask(uow, range(20, 24), "文書", department="福祉課")
    await ask(uow, range(4), "案内")
    await end(uow)
    assert (await read(uow, department="税務課")).by_use == ["文書", "案内"]
    assert (await read(uow, least=6)).by_use == ["文書"]
    # 福祉課 falls below 6; the city's count less that of 税務課 would be its own.
    assert (await read(uow, least=6, department="税務課")).words == {}
    assert (await read(uow, least=6, department="福祉課")).words == {}


async def test_a_higher_limit_holds_for_departments_that_were_left_out(uow: UnitOfWork) -> None:
    await ask(uow, range(12), "文書")
    await ask(uow, range(20, 22), "文書", department="福祉課")
    await ask(uow, range(30, 32), "文書", department="道路課")
    await ask(uow, range(12), "案内")
    await end(uow)
    assert (await read(uow, department="税務課")).uses_of("文書") == 12
    # The city's count less that of 税務課 is that of four accounts.
    figures = await read(uow, least=6, department="税務課")
    assert (figures.by_use, figures.questions) == (["案内"], {})
    assert (await read(uow, least=6)).uses_of("文書") == 16
    assert (await read(uow, least=3, department="税務課")).by_use == ["文書", "案内"]


async def test_a_part_below_the_higher_limit_hides_the_other(uow: UnitOfWork) -> None:
    await ask(uow, range(9), "文書")
    await ask(uow, range(4), "文書", is_council=True)
    await end(uow)
    assert set((await read(uow)).council) == {"", "文書"}
    assert (await read(uow, least=5)).council == {}


async def test_stop_words_of_today_are_left_out_of_yesterdays_counts(uow: UnitOfWork) -> None:
    await ask(uow, range(4), "文書", "案内")
    await end(uow)
    figures = await read(uow, stop=("案内",))
    assert (figures.by_use, figures.pairs) == (["文書"], {})


async def test_an_empty_period_is_empty(uow: UnitOfWork) -> None:
    figures = await read(uow)
    assert (figures.months, figures.pending, figures.words) == ((), (), {})
