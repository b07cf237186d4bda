"""The section on words: what it says, what it draws, and that it says when it cannot tell."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.core.errors import InputError
from assistant.usage.analysis.layout import Section
from assistant.usage.analysis.terms_files import write_terms
from assistant.usage.analysis.terms_section import terms_section
from assistant.usage.terms.reading import Tally, TermFigures

MONTHS = ("2026-06", "2026-07")
DOCUMENTS = ["文書", "案内", "校正", "挨拶"]
COUNCIL = ["議会", "答弁", "会期", "=想定"]


def figures(*, department: str = "") -> TermFigures:
    """Two months; 答弁 falls when the council is over, and is used inside its period."""
    words = {word: {month: Tally(60, 40) for month in MONTHS} for word in [*DOCUMENTS, *COUNCIL]}
    words["答弁"] = {"2026-06": Tally(300, 150), "2026-07": Tally(20, 12)}
    pairs = {
        tuple(sorted(pair)): 30 for group in (DOCUMENTS, COUNCIL) for pair in combinations(group, 2)
    }
    council = {word: {"2026-06": (Tally(30, 20), Tally(30, 20))} for word in words}
    council["答弁"] = {"2026-06": (Tally(280, 140), Tally(20, 12))}
    council[""] = {"2026-06": (Tally(400, 160), Tally(500, 170))}
    return TermFigures(
        department,
        5,
        MONTHS,
        ("2026-08",),
        dict.fromkeys(MONTHS, Tally(900, 200)),
        words,
        pairs,  # type: ignore[arg-type]  # sorted pairs are pairs
        council,
    )


def rows_of(section: Section, name: str) -> list[list[object]]:
    (table,) = [each for each in section.tables if each.name == name]
    return [list(row) for row in table.rows]


def test_the_section_says_of_what_it_is_and_what_is_not_told() -> None:
    section = terms_section(figures())
    said = "\n".join(section.notes)
    for part in (
        "1,800 件",
        "5 人以上",
        "市全体",
        "2026-06、2026-07",
        "2026-08",
        "文は残していません",
    ):
        assert part in said
    assert rows_of(section, "terms")[0] == ["答弁", 320, 17.78, 150]


def test_words_that_fall_and_words_of_the_council_are_claimed() -> None:
    section = terms_section(figures())
    changes = rows_of(section, "term_changes")
    assert next((row[0], row[1], row[-1]) for row in changes) == ("答弁", "2026-07", "減った")
    assert [(row[0], row[-1]) for row in rows_of(section, "term_council")] == [
        ("答弁", "会期中に多い")
    ]


def test_a_department_is_not_compared_with_the_council() -> None:
    section = terms_section(figures(department="税務課"))
    assert any("税務課" in note for note in section.notes)
    assert any("市全体だけ" in note for note in section.notes)


def test_nothing_is_said_in_a_sentence() -> None:
    section = terms_section(TermFigures("", 5, (), ("2026-04",)))
    assert (section.charts, section.tables) == ((), ())
    assert "5 人以上" in section.notes[0]
    assert "2026-04" in section.notes[1]


def test_without_pairs_or_neighbours_it_says_so() -> None:
    alone = TermFigures(
        "", 5, ("2026-04",), (), {"2026-04": Tally(50, 20)}, {"文書": {"2026-04": Tally(9, 6)}}
    )
    section = terms_section(alone)
    said = "\n".join(section.notes)
    for part in ("図は描けません", "増減は比べられません", "会期との関係は言えません"):
        assert part in said
    assert len(section.charts) == 1


def test_charts_can_be_read_by_everybody() -> None:
    """Title, description, n; no colour but grey and ink, no script, no outside host."""
    for chart in terms_section(figures()).charts:
        root = ElementTree.fromstring(chart.svg)  # noqa: S314  # our own
        assert root.get("role") == "img"
        names = [child.tag.rpartition("}")[2] for child in root]
        assert names[:2] == ["title", "desc"]
        assert "n = 1,800 件" in chart.svg
        assert not re.search(r"<script|href|url\(http", chart.svg)
    network = terms_section(figures()).charts[1].svg
    assert set(re.findall(r"#[0-9a-f]{6}", network)) == {"#1a1a1a", "#595959", "#ffffff"}
    assert "まとまり：1：" in network
    for word in (*DOCUMENTS, *COUNCIL):
        assert f">{word}</text>" in network


def test_files_are_private_whole_and_no_formulas(tmp_path: Path) -> None:
    written = write_terms(terms_section(figures()), tmp_path / "terms")
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert {path.name for path in written} == {path.name for path in (tmp_path / "terms").iterdir()}
    with (tmp_path / "terms" / "term_months.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["言葉", "月", "件数", "使った人"]
    assert ["'=想定", "2026-06", "60", "40"] in rows
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(InputError, match="cannot write"):
        write_terms(terms_section(figures()), blocked / "below")
