"""What is shown as it is: passages that hold what is asked for, not those that come near it."""

from __future__ import annotations

import pytest

from assistant.gateway.lookup import find
from assistant.rag.answer_coverage import asked_units, gives
from assistant.rag.assembly import records_of
from assistant.rag.documents import Record
from assistant.rag.loaders.base import Draft
from assistant.rag.loaders.markdown import load_markdown
from assistant.rag.retriever import Reader
from assistant.rag.settings import RagSettings
from assistant.rag.words import WordCutter
from tests.rag.memory_index import make_retriever

PAGES = {
    "hall.md": "# 架空市会館条例\n"
    "### 第1条（使用料）\n市民会館の使用料は、1時間につき500円とする。\n"
    "### 第2条（休館日）\n市民会館の休館日は、毎週月曜日とする。\n",
    "trip.md": "# 架空市旅費規則\n### 第1条（日当）\n出張の日当は、1日につき1,100円とする。\n"
    "### 第2条（請求）\n旅費は、出張の後10日以内に請求する。\n",
    "leave.md": "# 架空市休暇規則\n### 第1条（夏季休暇）\n夏季休暇は、5日とする。\n"
    "### 第2条（届出）\n休暇の届出は、所属長にする。\n",
}


def parse(name: str, text: str) -> list[Record]:
    draft = load_markdown(name, text.encode())
    assert isinstance(draft, Draft)
    return records_of(name, draft, "hash")


RETRIEVER = make_retriever([record for page in PAGES.items() for record in parse(*page)])


def shown(question: str) -> list[str]:
    settings = RagSettings()
    search = find(RETRIEVER, question, Reader(), limit=3, least=settings.minimum_coverage)
    return [hit.record.id for hit in search.at_least(settings.shown_coverage).hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("市民会館の使用料はいくらですか", "hall.md#第1条"),
        ("出張の日当は1日いくら？", "trip.md#第1条"),
        ("旅費は何日以内に請求しますか", "trip.md#第2条"),
        ("夏季休暇は何日ですか", "leave.md#第1条"),
        ("旅費規則第2条", "trip.md#第2条"),
    ],
)
def test_a_passage_that_holds_what_is_asked_for_is_shown(question: str, first: str) -> None:
    assert shown(question)[0] == first


@pytest.mark.parametrize(
    "question",
    ["市民プールの使用料はいくらですか", "海外出張の日当はいくらですか", "産前休暇は何日ですか",
     "市民会館の駐車料金はいくら", "夏季休暇は何時間前に届け出ますか"],
)  # fmt: skip
def test_a_passage_about_something_like_it_is_not(question: str) -> None:
    assert shown(question) == []


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("使用料はいくらですか", {"円"}), ("手数料は何円", {"円"}), ("何日前までですか", {"日"}),
        ("何か月前から", {"月"}), ("何時まで開いていますか", {"時刻"}), ("何時間ですか", {"時間"}),
        ("割増は何パーセント", {"率"}), ("何人で、何枚", {"人", "枚"}), ("何を出しますか", set()),
    ],
)  # fmt: skip
def test_the_sort_of_figure_asked_for_is_read(question: str, units: set[str]) -> None:
    assert asked_units(question) == units


@pytest.mark.parametrize(
    ("text", "unit", "is_given"),
    [
        ("1時間につき500円とする。", "円", True), ("三十日以内に納める。", "円", False),
        ("使用料は、無料とする。", "円", True), ("その額の100分の50とする。", "円", True),
        ("三十日以内に納める。", "日", True), ("12月25日とする。", "日", True),
        ("午前9時から午後5時まで", "時刻", True), ("8時間以内とする。", "時刻", False),
        ("規則で定める。", "人", False),
    ],
)  # fmt: skip
def test_a_text_without_that_sort_of_figure_does_not_answer(
    text: str, unit: str, is_given: bool
) -> None:
    assert gives(text, frozenset({unit})) is is_given


def test_nothing_is_missing_where_no_figure_is_asked_for() -> None:
    assert gives("規則で定める。", frozenset())


def test_nouns_that_stand_together_are_one_run() -> None:
    runs = WordCutter().nouns("市民プールの使用料は1回いくらですか")
    assert [[noun.word for noun in run] for run in runs] == [["市民", "プール"], ["使用", "料"]]
    assert [noun.is_affix for noun in runs[1]] == [False, True]
