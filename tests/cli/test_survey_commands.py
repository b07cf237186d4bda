"""`survey open/close/summary/taps` and `usage forecast`, as an admin or analyst runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant

OPEN = ["--wave", "令和8年度", "--from", "2026-11-01", "--to", "2026-11-30"]
FORM = "frequency,minutes_per_use\n" + "daily,30\n" * 6


def test_a_wave_is_opened_joined_by_a_form_and_closed(
    instance: Path, assistant_command: Assistant
) -> None:
    opened = assistant_command("survey", "open", *OPEN)
    assert (opened.exit_code, opened.out) == (
        0,
        "令和8年度 is open from 2026-11-01 to 2026-11-30: 1 accounts may answer\n",
    )
    again = assistant_command("survey", "open", "--wave", "別", *OPEN[2:])
    assert again.exit_code == 1
    assert "'令和8年度' is open; close it first" in again.err
    file = instance / "answers.csv"
    file.write_text(FORM)
    taken = assistant_command(
        "survey", "import", str(file), *OPEN[:2], "--held", "2026-11-09", "--invited", "20"
    )
    assert taken.out == "6 answers of 令和8年度\n"
    shown = assistant_command("survey", "summary").out
    assert shown.splitlines() == [
        "令和8年度 (2026-11-01 to 2026-11-30, open): 6 answers of 20 (30.0%)",
        "  still asked: the figures follow when it is closed (`assistant survey close`)",
    ]
    (live,) = json.loads(assistant_command("survey", "summary", "--json").out)
    assert (live["is_open"], live["summary"]["minutes"], live["unfinished"]) == (True, {}, None)
    closed = assistant_command("survey", "close")
    assert closed.out == "令和8年度 is closed: 0 answers in the chat\n"
    assert "30 on average over 6 (mean 30.0, median 30, n 6; 30 min x 6; 180 in all)" in (
        assistant_command("survey", "summary").out
    )
    assert assistant_command("survey", "close").exit_code == 1
    audit = json.loads(assistant_command("audit", "list", "--json").out)
    actions = [entry["action"] for entry in audit if entry["action"].startswith("survey")]
    assert actions == ["survey.close", "survey.import", "survey.open"]


@pytest.mark.parametrize(
    ("begins", "ends", "says"),
    [
        ("2026-11-31", "2026-12-01", "--from is not a day; write it as 2026-11-01"),
        ("2026-11-01", "来週", "--to is not a day"),
        ("2026-11-30", "2026-11-01", "--to is before --from 2026-11-30; exchange them"),
    ],
)
def test_days_that_cannot_be_are_refused(
    instance: Path, assistant_command: Assistant, begins: str, ends: str, says: str
) -> None:
    result = assistant_command("survey", "open", "--wave", "x", "--from", begins, "--to", ends)
    assert result.exit_code in {1, 2}
    assert says in " ".join(result.err.split())
    assert json.loads(assistant_command("survey", "summary", "--json").out) == []


def test_a_summary_says_no_more_of_few_than_how_many(
    instance: Path, assistant_command: Assistant
) -> None:
    file = instance / "answers.csv"
    file.write_text("frequency,minutes_per_use\nnever,\ndaily,60\n")
    held = ["--wave", "試行", "--held", "2026-05-01"]
    assert assistant_command("survey", "import", str(file), *held).exit_code == 0
    shown = assistant_command("survey", "summary").out
    assert shown.splitlines() == [
        "試行 (2026-05-01): 2 answers",
        "  too few to show anything else (analysis.small_group)",
    ]
    (wave,) = json.loads(assistant_command("survey", "summary", "--json").out)
    assert (wave["summary"]["n"], wave["summary"]["minutes"], wave["ends"]) == (2, {}, None)


def test_the_median_is_told_where_the_mean_is_not(
    instance: Path, assistant_command: Assistant
) -> None:
    file = instance / "answers.csv"
    file.write_text("minutes_per_use\n" + "10\n" * 9 + "30\n" * 20 + "600\n")
    held = ["--wave", "試行", "--held", "2026-05-01"]
    assert assistant_command("survey", "import", str(file), *held).exit_code == 0
    shown = assistant_command("survey", "summary").out.splitlines()
    assert "  minutes saved per use: median 30, n 30; 30 min x 20, others 10" in shown
    assert any("the mean is left out" in line for line in shown)


def test_taps_of_a_period(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("survey", "taps", "--from", "2026-04", "--to", "2026-05")
    assert result.out.startswith("2026-04 to 2026-05: asked 0 times, answered 0 by 0 accounts")
    assert "below 0 % of answers" in result.out
    found = json.loads(
        assistant_command("survey", "taps", "--from", "2026-04", "--to", "2026-05", "--json").out
    )
    assert (found["asked"], found["response_rate"]) == (0, None)
    wrong = assistant_command("survey", "taps", "--from", "2026-05", "--to", "2026-04")
    assert wrong.exit_code == 2


def test_a_forecast_without_data_says_so(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("usage", "forecast")
    assert result.exit_code == 0
    assert "nothing can be said yet: 0 business days with usage, 10 needed" in result.out
    (city,) = json.loads(assistant_command("usage", "forecast", "--json").out)
    assert (city["kind"], city["probability"], city["days_needed"]) == ("city", None, 10)
    department = assistant_command("usage", "forecast", "--department", "demo", "--csv").out
    (row,) = csv.DictReader(io.StringIO(department, newline=""))
    assert (row["kind"], row["name"], row["used"]) == ("department", "demo", "")
    told = assistant_command("usage", "forecast", "--department", "demo").out
    assert told == (
        "department demo: too few people asked this month to tell (analysis.small_group)\n"
    )


def test_a_forecast_of_nobody_is_refused(instance: Path, assistant_command: Assistant) -> None:
    wrong = assistant_command("usage", "forecast", "--department", "なし課")
    assert wrong.exit_code == 1
    assert "no department 'なし課'" in wrong.err
    both = assistant_command("usage", "forecast", "--json", "--csv")
    assert both.exit_code == 2
