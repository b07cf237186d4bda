"""Finding sections by shared 2-grams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rag.documents import parse_document
from assistant.rag.retriever import LexicalRetriever, content_two_grams, two_grams
from assistant.rag.settings import RagSettings

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


def found(query: str, limit: int = 3, coverage: float = 0.3) -> list[str]:
    retriever = LexicalRetriever(SECTIONS, minimum_coverage=coverage)
    return [hit.section.id for hit in retriever.search(query, limit=limit)]


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
    retriever = LexicalRetriever(parse_document("g.md", document))
    assert retriever.search("精算", limit=2)[0].section.anchor == "精算"


def test_the_limit_holds_and_scores_fall() -> None:
    hits = LexicalRetriever(SECTIONS, minimum_coverage=0).search("会議室の使用と休暇", limit=4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert LexicalRetriever(SECTIONS).search("会議室", limit=0) == []


def test_an_empty_index_finds_nothing() -> None:
    assert LexicalRetriever([]).search("会議室の予約", limit=3) == []
    assert len(LexicalRetriever([])) == 0


def test_equal_scores_keep_the_order_of_sections() -> None:
    twins = parse_document("a.md", "# 題\n## 甲乙\n会議室\n## 甲乙\n会議室\n")
    hits = LexicalRetriever(twins).search("会議室", limit=2)
    assert [hit.section for hit in hits] == twins


def test_windows_do_not_cross_punctuation_and_grammar_is_left_out() -> None:
    assert two_grams("会議、室のこと") == ["会議", "室の"]
    assert content_two_grams("サーバーの使い方") == {"サー", "ーバ", "バー"}


@given(st.text(max_size=60))
def test_any_query_is_survived_and_repeats_itself(query: str) -> None:
    retriever = LexicalRetriever(SECTIONS, minimum_coverage=0)
    hits = retriever.search(query, limit=5)
    assert hits == retriever.search(query, limit=5)
    assert all(hit.score > 0 for hit in hits)


def test_the_default_settings_agree_with_the_retriever() -> None:
    assert RagSettings().minimum_coverage == 0.2
