"""Citations are looked up exactly; what refers to a provision follows it; filters come first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.rag.assembly import records_of
from assistant.rag.documents import Record
from assistant.rag.loaders.markdown import load_markdown
from assistant.rag.retriever import Reader, Route, Search, Why
from tests.rag.memory_index import make_retriever

ORDINANCE = """# 架空市会議室条例
令和2年3月1日条例第7号
### 第1条（目的）
会議室の使用に関し必要な事項を定める。
### 第2条（定義）
「会議室」とは、庁舎の会議室をいう。
### 第3条（使用料）
使用料は、別表第1のとおりとする。ただし、規則で定める者からは徴収しない。
2　前項の使用料の納付の期限は、規則で定める。
### 第12条の2（委任）
第3条第2項に定めるもののほか、必要な事項は規則で定める。
## 附則
この条例は、令和2年4月1日から施行する。
## 別表第1（第3条関係）
| 室 | 額 |
|---|---|
| 大会議室 | 1,200円 |
"""
RULE = """# 架空市会議室条例施行規則
令和2年3月1日規則第9号
### 第1条（趣旨）
架空市会議室条例（令和2年架空市条例第7号。以下「条例」という。）の施行に関し必要な事項を定める。
### 第2条（免除）
条例第3条第1項ただし書の規則で定める者は、学校とする。
### 第3条（期限）
条例第3条第2項の期限は、使用の日の前日とする。
## 附則
この規則は、令和2年4月1日から施行する。
"""
FUTURE = ORDINANCE.replace("令和2年4月1日から", "令和9年4月1日から").replace("1,200", "1,500")
RESTRICTED = """---
departments: 人事課
---
# 架空市懲戒要綱
### 第1条（趣旨）
会議室での処分の手順を定める。
"""


def parse(name: str, markdown: str) -> list[Record]:
    return records_of(name, load_markdown(name, markdown.encode()), "hash")


RECORDS = [
    *parse("room.md", ORDINANCE),
    *parse("rule.md", RULE),
    *parse("next.md", FUTURE),
    *parse("secret.md", RESTRICTED),
]
RETRIEVER = make_retriever(RECORDS)
TODAY = Reader(as_of=20260401, departments=("総務課",))


def ids(search: Search) -> list[str]:
    return [hit.record.id for hit in search.hits]


def search(query: str, reader: Reader = TODAY, limit: int = 5) -> Search:
    return RETRIEVER.search(query, limit=limit, reader=reader)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("架空市会議室条例第3条", ["room.md#第3条"]),
        ("会議室条例 第十二条の二 とは", ["room.md#第12条の2"]),
        ("会議室条例の別表第1の額", ["room.md#別表第1"]),
        ("会議室条例施行規則第3条と条例第1条", ["rule.md#第3条"]),
        ("会議室条例第３条及び第１条", ["room.md#第3条", "room.md#第1条"]),
    ],
)
def test_what_is_named_comes_first_in_the_order_of_naming(
    query: str, expected: Sequence[str]
) -> None:
    found = search(query)
    assert ids(found)[: len(expected)] == list(expected)
    assert all(hit.route is Route.EXACT for hit in found.hits[: len(expected)])


def test_the_rule_that_refers_to_the_very_paragraph_follows() -> None:
    found = search("会議室条例第3条第2項の規則で定める期限")
    assert ids(found)[:2] == ["room.md#第3条", "rule.md#第3条"]
    assert found.hits[1].route is Route.CITES_SAME_PLACE


def test_a_future_version_is_found_on_its_day_only() -> None:
    assert not [found for found in ids(search("会議室の使用料")) if found.startswith("next.md")]
    later = search("会議室条例第3条", Reader(as_of=20270401))
    assert "next.md#第3条" in ids(later)


def test_named_but_not_in_force_is_said() -> None:
    only = make_retriever(parse("next.md", FUTURE))
    found = only.search("会議室条例第3条", limit=3, reader=Reader(as_of=20260401))
    assert (found.hits, found.why) == ((), Why.NOT_IN_FORCE)


@pytest.mark.parametrize("query", ["会議室での処分の手順", "架空市懲戒要綱第1条", "懲戒"])
def test_another_department_s_document_never_appears(query: str) -> None:
    assert not [found for found in ids(search(query, limit=50)) if found.startswith("secret.md")]
    own = search(query, Reader(as_of=20260401, departments=("人事課",)))
    assert ids(own)[0] == "secret.md#第1条"


def test_nobody_s_department_reads_nothing_restricted() -> None:
    found = search("懲戒要綱第1条", Reader(departments=()), limit=50)
    assert "secret.md#第1条" not in ids(found)


def test_supplements_rank_down_unless_asked_for() -> None:
    assert ids(search("施行する日", limit=1)) != ["room.md#附則"]
    assert ids(search("会議室条例の附則 施行する日", limit=1)) == ["room.md#附則"]


def test_one_hop_and_the_definition_come_along() -> None:
    (hit,) = search("会議室条例第12条の2", limit=1).hits
    assert [record.id for record in RETRIEVER.companions(hit, TODAY)] == [
        "room.md#第3条",
        "room.md#第2条",
    ]


def test_circular_references_end() -> None:
    circle = parse(
        "c.md", "# 架空市甲規則\n### 第1条\n第2条による。\n### 第2条\n第1条及び第2条による。\n"
    )
    retriever = make_retriever(circle)
    (hit,) = retriever.search("甲規則第1条", limit=1).hits
    assert [record.id for record in retriever.companions(hit, Reader())] == ["c.md#第2条"]
