"""Two runs side by side: what changed is shown, and whether for the better."""

from __future__ import annotations

import json

from tests.corpus.comparison import compared, figures_of, shown, wrong_ids
from tests.corpus.scoring import Score


def score(*stopped: str) -> Score:
    made = Score(
        verdicts={one: one in stopped for one in ("a", "b", "c")},
        expected={"a": True, "b": True, "c": False},
    )
    made.spans["PERSON"], made.found["PERSON"] = 2, len(stopped)
    return made


def test_figures_survive_a_file() -> None:
    figures = figures_of(score("a"))
    assert json.loads(json.dumps(figures)) == figures
    assert next(iter(shown(figures))) == "block recall     1/2 0.500 [0.095, 0.905]"
    assert list(wrong_ids(figures)) == ["b"]


def test_a_run_against_itself_shows_no_change() -> None:
    figures = figures_of(score("a"))
    assert [line for line in compared(figures, figures) if "->" in line or "now" in line] == []


def test_what_changed_is_shown_with_its_direction() -> None:
    lines = list(compared(figures_of(score("a")), figures_of(score("b", "c"))))
    assert "false blocks     0/1 0.000 -> 1/1 1.000  (+1.000)" in lines
    assert lines[-3:] == [
        "  a: let through now, WRONG",
        "  b: stopped now, right",
        "  c: stopped now, WRONG",
    ]


def test_rows_that_are_new_or_gone_are_named() -> None:
    before, now = figures_of(score("a")), figures_of(score("a"))
    del before["stopped"]["c"]
    del now["stopped"]["a"]
    assert list(compared(before, now))[-2:] == ["  a: gone", "  c: new"]
