"""`usage report`, `usage import`, `usage totals`, `survey`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant

MONTHS = "month,requests,input_tokens,output_tokens\n2025-04,1200,30000,9000\n"
ANSWERS = "frequency,minutes_per_use\n" + "daily,10\n" * 46 + "weekly,30\n" * 62 + "毎日,60\n" * 24


def test_imported_months_stand_in_a_report_marked_with_their_source(
    instance: Path, assistant_command: Assistant
) -> None:
    file = instance / "months.csv"
    file.write_text(MONTHS)
    taken = assistant_command("usage", "import", str(file), "--source", "旧システム")
    assert (taken.exit_code, taken.out) == (0, "1 lines of 旧システム taken in\n")
    period = ["--from", "2025-04", "--to", "2025-06", "--out", str(instance / "report")]
    made = assistant_command("usage", "report", *period)
    assert made.exit_code == 0
    assert made.out.split() == [
        str(instance / "report" / name) for name in ("figures.csv", "figures.xlsx", "report.html")
    ]
    page = (instance / "report" / "report.html").read_text(encoding="utf-8")
    assert "旧システム" in page
    assert "1,200" in page
    audited = json.loads(assistant_command("audit", "list", "--json").out)
    assert next(each["action"] for each in audited) == "usage.import"


def test_a_wrong_file_of_months_is_named_line_by_line(
    instance: Path, assistant_command: Assistant
) -> None:
    file = instance / "months.csv"
    file.write_text(MONTHS + "2025-13,1,1,1\n2025-05,x,1,1\n")
    result = assistant_command("usage", "import", str(file), "--source", "s")
    assert result.exit_code == 1
    assert "line 3: month" in result.err
    assert "line 4: requests" in result.err


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["--from", "2025-05", "--to", "2025-04"], 2, "exchange them"),
        (["--from", "2025-04", "--to", "2025-13"], 2, "is not a month"),
        (["--from", "2025-04", "--to", "2025-05"], 1, "has no turn from 2025-04"),
        (["--from", "2099-04", "--to", "2099-05"], 1, "has not begun"),
        (["--from", "2025-04", "--to", "2025-05", "--change", "x"], 2, "is not a day"),
        (
            ["--from", "2025-04", "--to", "2025-05", "--department", "財務課"],
            1,
            "no department '財務課' in the usage log",
        ),
    ],
)
def test_a_report_of_nothing_is_refused(
    instance: Path,
    assistant_command: Assistant,
    arguments: list[str],
    exit_code: int,
    says: str,
) -> None:
    result = assistant_command("usage", "report", *arguments, "--out", str(instance / "r"))
    assert result.exit_code == exit_code
    assert says in result.err
    assert not (instance / "r").exists()


def test_totals_can_be_made_anew(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("usage", "totals")
    assert (result.exit_code, result.out) == (0, "ok: the totals are the sums of the rows\n")


def test_an_unknown_department_and_an_encoding_for_jsonl_are_refused(
    instance: Path, assistant_command: Assistant
) -> None:
    unknown = assistant_command("usage", "export", "--department", "総務科")
    assert unknown.exit_code == 1
    assert "no department '総務科'" in unknown.err
    wrong = assistant_command("usage", "export", "--format", "jsonl", "--encoding", "cp932")
    assert wrong.exit_code == 1
    assert assistant_command("usage", "export", "--encoding", "sjis").exit_code == 2


def test_an_export_is_audited_with_its_digest(instance: Path, assistant_command: Assistant) -> None:
    out = instance / "usage.csv"
    arguments = ["--out", str(out), "--recipient", "監査法人"]
    assert assistant_command("usage", "export", *arguments).exit_code == 0
    described = json.loads((instance / "usage.csv.json").read_text())
    entry = json.loads(assistant_command("audit", "list", "--json").out)[0]
    details = entry["details"]
    details = json.loads(details) if isinstance(details, str) else details
    assert entry["action"] == "usage.export"
    assert (details["sha256"], details["rows"]) == (described["sha256"], 0)
    assert details["recipient"] == "監査法人"


def test_the_survey_says_28_minutes_over_132(instance: Path, assistant_command: Assistant) -> None:
    file = instance / "answers.csv"
    file.write_text(ANSWERS)
    options = ["--wave", "令和7年度", "--held", "2025-09-10", "--invited", "2999"]
    assert assistant_command("survey", "import", str(file), *options).exit_code == 0
    result = assistant_command("survey", "summary")
    assert "132 answers of 2999 (4.4%)" in result.out
    assert "mean 28.5, median 30, n 132" in result.out
    assert "3760 in all" in result.out
    assert "warning" in result.out
    (wave,) = json.loads(assistant_command("survey", "summary", "--json").out)
    assert wave["summary"]["minutes_total"] == 3760
    file.write_text("frequency\nときどき\n")
    wrong = assistant_command("survey", "import", str(file), *options)
    assert wrong.exit_code == 1
    assert "line 2: frequency" in wrong.err
    assert "ときどき" not in wrong.err
