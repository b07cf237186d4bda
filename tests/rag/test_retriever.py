"""Finding sections by shared 2-grams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rag.assembly import records_of
from assistant.rag.documents import Record
from assistant.rag.loaders.markdown import load_markdown
from assistant.rag.retriever import Hit, Why
from assistant.rag.settings import LegSettings, RagSettings
from tests.rag.memory_index import make_retriever


def parse_document(name: str, markdown: str) -> list[Record]:
    return records_of(name, load_markdown(name, markdown.encode()), "hash")


ROOM = """# 架空市会議室使用要綱
### 第1条（趣旨）
この要綱は、会議室の使用に関し必要な事項を定める。
### 第2条（予約）
使用する日の3か月前から前日までに予約する。
### 第3条（使用料）
会議室の使用料は、無料とする。
"""
LEAVE = """# 架空市職員休暇規則
### 第1条（年次有給休暇）
年次有給休暇は、一の年度につき20日とする。場合により繰り越す。
### 第2条（夏季休暇）
夏季休暇の期間は、7月から9月までとする。
"""
USAGE = """# 生成AI利用ガイドライン
## 入力してはいけない情報
個人情報とパスワードを入力してはいけない。
## 困った場合
担当の課に相談する。必要な場合は、方法を教える。
"""
SECTIONS = [
    *parse_document("s/room.md", ROOM),
    *parse_document("s/leave.md", LEAVE),
    *parse_document("g/usage.md", USAGE),
]


RETRIEVER = make_retriever(SECTIONS)
QUESTIONS = [
    Record("time", "time", "ごみの収集", "ごみの収集", "犬の散歩のときに出してもよいです。"),
    Record("dog", "dog", "犬の登録", "犬の登録", "ごみの袋に入れた鑑札も使えます。"),
]


def hits(query: str, limit: int = 3, coverage: float = 0.2) -> tuple[Hit, ...]:
    return RETRIEVER.search(query, limit=limit, minimum_coverage=coverage).hits


def found_in(records: list[Record], query: str) -> list[str]:
    words = LegSettings(expansion=0, everyday=0, synonyms=0, grams=0, sif=0)
    retriever = make_retriever(records, RagSettings(legs=words))
    return [hit.record.id for hit in retriever.search(query, limit=3).hits]


def found(query: str, limit: int = 3, coverage: float = 0.2) -> list[str]:
    return [hit.record.id for hit in hits(query, limit, coverage)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("会議室の予約はいつからですか", "s/room.md#第2条"),
        ("会議室は無料で使えますか", "s/room.md#第3条"),
        ("有給休暇は何日ですか", "s/leave.md#第1条"),
        ("夏休みの期間はいつまで", "s/leave.md#第2条"),
        ("ﾊﾟｽﾜｰﾄﾞを送ってよいか", "g/usage.md#入力してはいけない情報"),
        ("生成ＡＩに入力してはいけないもの", "g/usage.md#入力してはいけない情報"),
    ],
)
def test_the_section_that_answers_comes_first(query: str, expected: str) -> None:
    assert found(query)[0] == expected


@pytest.mark.parametrize(
    "query",
    [
        "カレーのレシピを教えて",
        "円周率を説明する方法",
        "映画の感想を書く場合",
        "Write a poem about the sea",
    ],
)
def test_an_unrelated_question_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "  ", "これはどうすればいいですか", "？！", "税"])
def test_a_question_without_content_words_finds_nothing(query: str) -> None:
    assert found(query, coverage=0) == []


def test_a_heading_counts_more_than_the_text() -> None:
    document = "# 手引\n## 旅費\n精算は月末。\n## 精算\n月末までに出す。\n"
    retriever = make_retriever(parse_document("g.md", document))
    assert retriever.search("精算", limit=2).hits[0].record.anchor == "精算"


def test_the_limit_holds_and_scores_fall() -> None:
    scores = [hit.score for hit in hits("会議室の使用と休暇", limit=4, coverage=0)]
    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
    assert hits("会議室", limit=0) == ()


def test_an_empty_index_finds_nothing_and_says_why() -> None:
    retriever = make_retriever([])
    assert retriever.search("会議室の予約", limit=3).why is Why.EMPTY_INDEX
    assert len(retriever) == 0


def test_equal_scores_keep_the_order_of_records() -> None:
    twins = parse_document("a.md", "# 題\n## 甲乙\n会議室\n## 甲乙\n会議室\n")
    found = make_retriever(twins).search("会議室", limit=2).hits
    assert [hit.record for hit in found] == twins


@given(st.text(max_size=60))
def test_any_query_is_survived_and_repeats_itself(query: str) -> None:
    found = hits(query, limit=5, coverage=0)
    assert found == hits(query, limit=5, coverage=0)
    assert all(hit.score > 0 for hit in found)


def test_the_default_settings_agree_with_the_retriever() -> None:
    assert RagSettings().minimum_coverage == 0.2


@pytest.mark.parametrize(("query", "first"), [("ごみ", "time"), ("犬", "dog")])
def test_the_title_of_a_question_weighs_more_than_its_answer(query: str, first: str) -> None:
    assert found_in(QUESTIONS, query)[0] == first
    assert len(found_in(QUESTIONS, query)) == 2


@pytest.mark.parametrize("query", ["ごみ", "ゴミ"])
def test_either_kana_finds_the_other(query: str) -> None:
    written = [Record(kana, kana, kana, kana, "出し方") for kana in ("ごみ", "ゴミ")]
    assert sorted(found_in(written, query)) == ["ごみ", "ゴミ"]


def test_what_a_question_is_dressed_in_is_not_looked_for() -> None:
    assert found_in(QUESTIONS, "ちょっとどうすれば大丈夫") == []
