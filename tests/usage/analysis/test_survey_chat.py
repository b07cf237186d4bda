"""What the chat has answered, added up: waves with a form tool's answers, and taps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis import survey_responses as responses
from assistant.usage.analysis.models import SurveyTap, SurveyWave
from assistant.usage.analysis.questionnaire import DONE, Response
from assistant.usage.analysis.survey import NEVER, Answer, Summary, summarise
from assistant.usage.analysis.survey_responses import Asked
from assistant.usage.analysis.survey_section import survey_section
from assistant.usage.analysis.survey_shown import shown
from assistant.usage.analysis.survey_taps import read_taps
from assistant.usage.analysis.waves import close_wave, keep_wave, open_wave, read_waves
from assistant.usage.log.small_groups import SUPPRESSED
from tests.usage.analysis.conftest import fill
from tests.usage.analysis.test_survey import published

NOW = datetime(2025, 9, 10, tzinfo=UTC)
anyio = pytest.mark.anyio


def wave(label: str = "令和7年度", *, invited: int | None = 300) -> SurveyWave:
    return SurveyWave(
        label=label, held_on=date(2025, 9, 1), ends=date(2025, 9, 30), invited=invited,
        imported_at=NOW, opened_at=NOW,
    )  # fmt: skip


def respond(count: int, response: Response, *, label: str = "令和7年度") -> Callable[..., None]:
    """So many accounts answer alike."""

    def work(session: Session) -> None:
        for number in range(count):
            asked = Asked(f"p1-{response.frequency}-{number}", "p1-place")
            responses.open_response(session, label, asked.account, NOW)
            responses.save(session, label, asked, response, now=NOW, open_until=NOW)

    return work


DAILY = Response("daily", ("compose",), True, 30, 2.0, reached=DONE)


@anyio
async def test_answers_of_a_form_tool_join_those_of_the_chat(unit_of_work: UnitOfWork) -> None:
    form = SurveyWave(label="令和7年度", held_on=date(2025, 9, 9), invited=None, imported_at=NOW)
    await unit_of_work.write(lambda session: open_wave(session, wave()))
    await unit_of_work.write(respond(10, DAILY))
    await unit_of_work.write(respond(6, Response(NEVER, reached=DONE)))
    await unit_of_work.write(respond(1, Response("rarely", reached=2)))
    await unit_of_work.write(respond(1, Response(reached=1)))  # asked, said nothing
    answers = [Answer("weekly", ("summarise",), False, 10, None)] * 20
    for _ in range(2):  # the second time they are replaced
        await unit_of_work.write(lambda session: keep_wave(session, form, answers, now=NOW))
    (found,) = await unit_of_work.read(lambda session: read_waves(session, weeks_per_year=50))
    assert (found.held_on, found.ends, found.is_open) == (date(2025, 9, 1), date(2025, 9, 30), True)
    summary = found.summary
    assert (summary.n, summary.invited, summary.never, found.unfinished) == (37, 300, 6, 1)
    assert summary.minutes == {10: 20, 30: 10}
    assert (summary.hours_per_week, summary.hours_per_year) == (20.0, 1000.0)


@anyio
async def test_more_answers_than_accounts_are_a_fault(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(lambda session: open_wave(session, wave(invited=12)))
    await unit_of_work.write(respond(10, DAILY))
    form = SurveyWave(label="令和7年度", held_on=date(2025, 9, 9), imported_at=NOW)
    answers = [Answer("weekly", (), None, None, None)] * 3
    with pytest.raises(InputError, match="less than the 13 who answered"):
        await unit_of_work.write(lambda session: keep_wave(session, form, answers, now=NOW))


@anyio
async def test_one_wave_is_open_at_a_time(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(lambda session: open_wave(session, wave()))
    with pytest.raises(InputError, match="'令和7年度' is open; close it first"):
        await unit_of_work.write(lambda session: open_wave(session, wave("令和8年度")))
    assert await unit_of_work.write(lambda session: close_wave(session, now=NOW)) == (
        "令和7年度", 0,
    )  # fmt: skip
    with pytest.raises(InputError, match="no wave is open"):
        await unit_of_work.write(lambda session: close_wave(session, now=NOW))
    with pytest.raises(InputError, match="there is a wave '令和7年度' already"):
        await unit_of_work.write(lambda session: open_wave(session, wave()))
    await unit_of_work.write(lambda session: open_wave(session, wave("令和8年度")))
    assert await unit_of_work.read(
        lambda session: responses.find_open(session, date(2025, 10, 1))
    ) is None  # fmt: skip


@anyio
@pytest.mark.parametrize(
    ("made", "says"),
    [
        (wave(""), "--wave: write a label"),
        (wave("x" * 81), "--wave: write a label"),
        (SurveyWave(label="逆", held_on=date(2025, 9, 2), ends=date(2025, 9, 1), imported_at=NOW),
         "--to is before --from"),
    ],
)  # fmt: skip
async def test_a_wave_that_cannot_be_is_not_opened(
    unit_of_work: UnitOfWork, made: SurveyWave, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        await unit_of_work.write(lambda session: open_wave(session, made))


@anyio
async def test_what_is_said_is_set_beside_what_was_logged(unit_of_work: UnitOfWork) -> None:
    """Never-users of all registered, and hours by the log: questions a week times minutes."""
    await unit_of_work.write(fill)
    await unit_of_work.write(lambda session: open_wave(session, wave(invited=60)))
    await unit_of_work.write(respond(20, DAILY))
    (found,) = await unit_of_work.read(lambda session: read_waves(session, weeks_per_year=50))
    assert 20 < found.logged_users <= 60
    assert found.never_logged is not None
    assert 0 <= found.never_logged <= 60 - found.logged_users
    assert found.stated_hours_each == 2.0
    # About 9 questions a business day and more in September, over the accounts that asked.
    assert found.logged_hours_each is not None
    assert 0.2 < found.logged_hours_each < 2.0


def counted(answers: list[Answer]) -> Summary:
    return summarise(answers, invited=1000, weeks_per_year=50)


def test_the_published_figures_are_shown_as_they_are() -> None:
    found = shown(counted(published()), 5)
    assert found == counted(published())
    assert found.minutes_mean is not None
    assert f"{found.minutes_mean:.0f}" == "28"


def test_of_too_few_people_only_their_number_is_shown() -> None:
    found = shown(counted(published()[:4]), 5)
    assert (found.n, found.is_too_few) == (4, True)
    assert (found.users, found.never, found.frequency, found.uses) == (None, None, {}, {})
    assert (found.minutes_n, found.minutes, found.minutes_mean) == (0, {}, None)
    assert (found.hours_n, found.hours_per_week, found.efficient_n) == (0, 0.0, 0)


def test_answers_of_few_are_added_up_with_the_next() -> None:
    few = [Answer("daily", (), None, 60, None)] * 2 + [Answer(NEVER, (), None, None, None)] * 3
    many = [Answer("weekly", ("compose",), None, 30, None)] * 20
    more = [Answer("monthly", ("ideas",), None, 10, None)] * 9
    found = shown(counted([*few, *many, *more]), 5)
    # Two and three are five together; without them their sum could not be told apart.
    assert found.frequency == {"weekly": 20, "monthly": 9, SUPPRESSED: 5}
    assert (found.users, found.never) == (None, None)
    # Two alone would be told by subtraction: the nine go with them.
    assert (found.minutes, found.minutes_suppressed) == ({30: 20}, 11)
    assert found.minutes_n == 31
    # From an exact sum the two could be subtracted.
    assert (found.minutes_total, found.minutes_mean, found.minutes_median) == (0, None, 30.0)


@pytest.mark.parametrize(
    ("yes", "no", "told"), [(20, 4, (0, 0)), (4, 20, (0, 0)), (20, 0, (20, 20)), (5, 9, (5, 14))]
)
def test_who_became_more_efficient_is_told_of_enough_people_alone(
    yes: int, no: int, told: tuple[int, int]
) -> None:
    answers = [Answer("daily", (), said, None, None) for said in [True] * yes + [False] * no]
    found = shown(counted(answers), 5)
    assert (found.efficient, found.efficient_n) == told


@anyio
async def test_of_an_open_wave_only_the_number_is_told(unit_of_work: UnitOfWork) -> None:
    """Else the answer of one more person is the difference between two looks."""
    read = partial(read_waves, weeks_per_year=50, small_group=5, hides_open=True)
    await unit_of_work.write(lambda session: open_wave(session, wave()))
    await unit_of_work.write(respond(10, DAILY))
    (found,) = await unit_of_work.read(read)
    summary = found.summary
    assert (summary.n, summary.response_rate, summary.minutes) == (10, 10 / 300, {})
    assert (summary.minutes_median, summary.efficient_n, summary.hours_n) == (None, 0, 0)
    assert found.unfinished is None
    (_, note) = survey_section([found], None, 5).notes
    assert "調査中のため" in note
    await unit_of_work.write(lambda session: close_wave(session, now=NOW))
    (found,) = await unit_of_work.read(read)
    assert (found.summary.minutes, found.summary.minutes_mean) == ({30: 10}, 30.0)


def taps(session: Session) -> None:
    """Forty asked, thirty answer; two of them twice."""
    for number in range(40):
        is_down = number % 3 == 0
        session.add(
            SurveyTap(
                account_pseudonym=f"p1-{number}", month="2025-09", place="p1-x",
                asked_at=NOW, open_until=NOW + timedelta(minutes=30),
                minutes=(10, 30, 60)[number % 3] if number < 30 else None,
                verdict=("down" if is_down else "up") if number < 24 else None,
                reason="wrong" if is_down and number < 24 else None,
            )
        )  # fmt: skip
    for number in (0, 1):
        session.add(
            SurveyTap(
                account_pseudonym=f"p1-{number}", month="2025-10", place="p1-x", minutes=600,
                asked_at=NOW, open_until=NOW,
            )
        )  # fmt: skip


@anyio
async def test_taps_add_up(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(taps)
    found = await unit_of_work.read(lambda session: read_taps(session, "2025-09", "2025-09", 5))
    assert (found.asked, found.answered, found.people, found.response_rate) == (40, 30, 30, 0.75)
    assert found.minutes == {"10": 10, "30": 10, "60": 10}
    assert found.minutes_mean == pytest.approx(100 / 3)
    assert found.minutes_median == 30.0
    assert (found.up, found.down, found.reasons) == (16, 8, {"wrong": 8})
    both = await unit_of_work.read(lambda session: read_taps(session, "2025-09", "2025-10", 5))
    # Two people said 600: it is added up with the next smallest.
    assert both.minutes == {"30": 10, "60": 10, SUPPRESSED: 12}
    assert (both.minutes_mean, both.minutes_median) == (None, 30.0)
    alone = await unit_of_work.read(lambda session: read_taps(session, "2025-10", "2025-10", 5))
    assert (alone.answered, alone.minutes, alone.minutes_mean) == (2, {}, None)
    strict = await unit_of_work.read(lambda session: read_taps(session, "2025-09", "2025-09", 9))
    assert (strict.up, strict.down, strict.reasons) == (None, None, {})
    none = await unit_of_work.read(lambda session: read_taps(session, "2024-01", "2024-02", 5))
    assert (none.asked, none.response_rate) == (0, None)


def test_a_response_is_done_past_the_last_question() -> None:
    assert not replace(DAILY, reached=DONE - 1).is_done
    assert DAILY.is_done
