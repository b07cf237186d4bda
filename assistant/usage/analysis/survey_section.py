"""The section on what staff answered to the survey, wave beside wave, in Japanese. Pure.

`survey_section` takes what `waves.read_waves` and `survey_taps.read_taps` read, with figures of
small groups left out already.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.usage.analysis import charts
from assistant.usage.analysis.charts import Frame
from assistant.usage.analysis.layout import TEMPLATES, Cell, Chart, Section, Table
from assistant.usage.analysis.survey_taps import TapSummary
from assistant.usage.analysis.survey_words import Choices, survey_words
from assistant.usage.analysis.waves import Wave
from assistant.usage.log.small_groups import SUPPRESSED


class SurveyTexts:
    """The Japanese of the section."""

    def __init__(self) -> None:
        content = (TEMPLATES / "survey_report.ja.toml").read_text(encoding="utf-8")
        self._texts: Mapping[str, Any] = tomllib.loads(content)

    def __call__(self, key: str, **fields: object) -> str:
        """A text by its key, with its places filled in."""
        found: Any = self._texts
        for part in key.split("."):
            found = found[part]
        return str(found).format(**fields) if fields else str(found)

    def table(self, name: str, columns: str, rows: Sequence[Sequence[Cell]]) -> Table:
        """A table with its headings in words; without rows it is not shown."""
        headings = [self(f"columns.{column}") for column in columns.split()]
        return Table(name, self(f"tables.{name}"), headings, rows, bool(rows))


def survey_section(waves: Sequence[Wave], taps: TapSummary | None, small_group: int) -> Section:
    """The section of a report or page.

    Args:
        waves: the oldest first.
        taps: what was said below answers in the period; None leaves it out.
        small_group: least people of a figure, to be named.
    """
    texts = SurveyTexts()
    has_taps = taps is not None and taps.asked > 0
    if not waves and not has_taps:
        return Section("survey", texts("title"), [texts("notes.nothing")])
    weeks = waves[0].summary.weeks_per_year if waves else 0
    notes = [texts("notes.about", weeks=weeks, small_group=small_group)] if waves else []
    for wave in waves:
        notes += _notes(wave, texts)
    if len(waves) > 1:
        notes.append(texts("notes.compare"))
    tables = [_waves(waves, texts), _minutes(waves, texts), _answers(waves, texts)]
    if taps is not None and has_taps:
        notes.append(_taps_note(taps, texts))
        tables.append(_taps(taps, texts))
    return Section("survey", texts("title"), notes, _charts(waves, texts), tables)


def _notes(wave: Wave, texts: SurveyTexts) -> list[str]:
    found = wave.summary
    rate = None if found.response_rate is None else f"{100 * found.response_rate:.1f}％"
    asked = texts("notes.asked_unknown")
    if rate is not None:
        asked = texts("notes.asked", invited=f"{found.invited:,}", rate=rate)
    head = {"label": wave.label, "day": wave.held_on.isoformat(), "n": found.n, "asked": asked}
    notes = [
        texts(
            "notes.wave_open" if wave.is_open and found.is_too_few else "notes.wave_plain", **head
        )
    ]
    if wave.is_open and found.is_too_few:
        return notes
    if found.minutes_median is not None:
        median = f"{found.minutes_median:g}"
        notes = [texts("notes.wave_median", **head, median=median, minutes_n=found.minutes_n)]
    if found.minutes_mean is not None:
        # Whole minutes: more figures would say more than people did who chose 10, 30 or 60.
        mean, median = f"{found.minutes_mean:.0f}", f"{found.minutes_median:g}"
        notes = [
            texts("notes.wave", **head, mean=mean, median=median, minutes_n=found.minutes_n,
                  total=f"{found.minutes_total:,}")
        ]  # fmt: skip
    if found.hours_n:
        each = f"{found.hours_per_week / found.hours_n:.2f}"
        notes.append(
            texts("notes.hours", label=wave.label, n=found.hours_n, each=each,
                  week=f"{found.hours_per_week:,.1f}", weeks=found.weeks_per_year,
                  year=f"{found.hours_per_year:,.0f}")
        )  # fmt: skip
    return [*notes, *_checks(wave, texts)]


def _checks(wave: Wave, texts: SurveyTexts) -> list[str]:
    found, notes = wave.summary, []
    if wave.logged_hours_each is not None and wave.stated_hours_each is not None:
        logged, stated = f"{wave.logged_hours_each:.2f}", f"{wave.stated_hours_each:.2f}"
        notes.append(texts("notes.check", label=wave.label, logged=logged, stated=stated))
    if wave.never_logged is not None:
        notes.append(
            texts("notes.never", label=wave.label, invited=f"{found.invited:,}",
                  never=f"{wave.never_logged:,}")
        )  # fmt: skip
    if found.is_self_selected:
        why = "unknown_asked" if found.invited is None else "few_answered"
        notes.append(texts("notes.selected", label=wave.label, why=texts(f"notes.{why}")))
    return notes


def _charts(waves: Sequence[Wave], texts: SurveyTexts) -> list[Chart]:
    known = [wave for wave in waves if wave.summary.minutes_median is not None]
    return [_means(known, texts), _spread(known[-1], texts)] if known else []


def _means(waves: Sequence[Wave], texts: SurveyTexts) -> Chart:
    """Mean and median of each wave, one below the other; the median alone where no mean is told."""
    people = sum(wave.summary.minutes_n for wave in waves)
    frame = Frame("c-survey-means", texts("charts.means"), texts("minutes_unit"),
                  texts("n_people", n=f"{people:,}"))  # fmt: skip
    bars = [
        # The label comes last: a long one is cut at its end.
        (f"{texts(name)} {wave.label}", value)
        for wave in waves
        for name, value in (
            ("mean", wave.summary.minutes_mean),
            ("median", wave.summary.minutes_median),
        )
        if value is not None
    ]
    labels, values = [label for label, _ in bars], [value for _, value in bars]
    return Chart(frame.title, charts.rows_of_bars(frame, labels, values))


def _spread(wave: Wave, texts: SurveyTexts) -> Chart:
    title = texts("charts.minutes", label=wave.label)
    frame = Frame("c-survey-minutes", title, texts("share_unit"),
                  texts("n_people", n=f"{wave.summary.minutes_n:,}"))  # fmt: skip
    rows = _minutes_of(wave, texts)
    labels, counts = [name for name, _ in rows], [float(count) for _, count in rows]
    return Chart(title, charts.rows_of_bars(frame, labels, counts))


def _waves(waves: Sequence[Wave], texts: SurveyTexts) -> Table:
    rows: list[list[Cell]] = []
    for wave in waves:
        found = wave.summary
        rate = None if found.response_rate is None else round(100 * found.response_rate, 1)
        mean = None if found.minutes_mean is None else round(found.minutes_mean, 1)
        efficient = (found.efficient, found.efficient_n) if found.efficient_n else (None, None)
        hours = (
            (round(found.hours_per_week, 1), round(found.hours_per_year))
            if found.hours_n
            else (None, None)
        )
        rows.append(
            [wave.label, wave.held_on.isoformat(), found.n, found.invited, rate, found.users,
             found.never, wave.never_logged, *efficient, mean, found.minutes_median, *hours]
        )  # fmt: skip
    columns = (
        "wave day n invited rate users never never_logged efficient efficient_n mean median hours "
        "year"
    )
    return texts.table("survey", columns, rows)


def _minutes(waves: Sequence[Wave], texts: SurveyTexts) -> Table:
    rows: list[list[Cell]] = [
        [wave.label, name, count] for wave in waves for name, count in _minutes_of(wave, texts)
    ]
    return texts.table("survey_minutes", "wave minutes people", rows)


def _minutes_of(wave: Wave, texts: SurveyTexts) -> list[tuple[str, int]]:
    found = wave.summary
    rows = [(str(minutes), count) for minutes, count in found.minutes.items()]
    hidden = found.minutes_suppressed
    return [*rows, (texts("suppressed"), hidden)] if hidden else rows


def _answers(waves: Sequence[Wave], texts: SurveyTexts) -> Table:
    words = survey_words()
    rows: list[list[Cell]] = []
    for wave in waves:
        for question, counts, choices in (
            ("frequency", wave.summary.frequency, words.frequency),
            ("uses", wave.summary.uses, words.uses),
        ):
            title = texts(f"questions.{question}")
            rows += [
                [wave.label, title, _word(code, choices, texts), count]
                for code, count in counts.items()
            ]
    return texts.table("survey_answers", "wave question answer people", rows)


def _taps_note(taps: TapSummary, texts: SurveyTexts) -> str:
    fields: dict[str, object] = {
        "asked": f"{taps.asked:,}",
        "answered": f"{taps.answered:,}",
        "rate": f"{100 * (taps.response_rate or 0.0):.1f}％",
        "people": f"{taps.people:,}",
    }
    if taps.minutes_median is None:
        return texts("notes.taps_few", **fields)
    fields |= {"median": f"{taps.minutes_median:g}", "n": f"{taps.minutes_n:,}"}
    if taps.minutes_mean is None:
        return texts("notes.taps_median", **fields)
    return texts("notes.taps", **fields, mean=f"{taps.minutes_mean:.0f}")


def _taps(taps: TapSummary, texts: SurveyTexts) -> Table:
    words = survey_words()
    verdicts = {} if taps.up is None or taps.down is None else {"up": taps.up, "down": taps.down}
    rows: list[list[Cell]] = [
        [texts(f"questions.{question}"), _word(code, choices, texts), count]
        for question, counts, choices in (
            ("minutes", taps.minutes, words.minutes),
            ("verdict", verdicts, words.verdict),
            ("reason", taps.reasons, words.reason),
        )
        for code, count in counts.items()
    ]
    return texts.table("survey_taps", "question answer count", rows)


def _word(code: str, choices: Choices, texts: SurveyTexts) -> str:
    return texts("suppressed") if code == SUPPRESSED else choices.word(code)
