"""Forms, districts, deities and posts: what stands around a candidate, or inside it."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.enumeration import list_evidence
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.settings import FilterSettings

SURROUNDINGS = Surroundings(FilterSettings())


def evidence(text: str, name: str) -> set[str]:
    start = text.index(name)
    candidate = Candidate(start, start + len(name))
    return {
        *SURROUNDINGS.evidence(text, candidate),
        *list_evidence(text, candidate, frozenset(), frozenset()),
    }


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("名前  性別 男・女  生年月日", "性別 男・女", "stop_word", id="next label"),
        pytest.param("生年月日 昭・平 年 月", "昭・平", "stop_word", id="choice of eras"),
        pytest.param(
            "担当:環境衛生課 掲載日:5/2", "環境衛生課 掲載日", "stop_word", id="page's own line"
        ),
        pytest.param("山のお薬師様に参る", "薬師", "stop_word", id="deity"),
        pytest.param("会長:大石渚町長", "大石渚町長", "official", id="post read as a name's end"),
        pytest.param(
            "名義 架空町 架空町長 大石渚", "架空町 架空町長 大石渚", "official", id="post inside"
        ),
        pytest.param("架空町長 大 石 渚", "石 渚", "official", id="letters of a name apart"),
        pytest.param("6世紀の大石氏の中祖という", "大石", "historical", id="those of a clan"),
        pytest.param("大石未来工房 6月19日", "大石未来", "place_or_organisation", id="workshop"),
        pytest.param(
            "架空市監査委員 大石 渚\n同 沖 凪\n同 海原 歩\n", "海原 歩", "official", id="roll"
        ),
        pytest.param("大字 大石 北橋 海原\n", "大石 北橋", "place_list", id="row of districts"),
        pytest.param("大石渚参議院議員の講演", "大石渚", "official", id="house before the post"),
        pytest.param("大石渚架空県議会議長", "大石渚", "official", id="council before the post"),
        pytest.param("大石税理士法人", "大石", "place_or_organisation", id="firm"),
    ],
)
def test_what_is_no_person_is_told(text: str, name: str, expected: str) -> None:
    assert expected in evidence(text, name)


@pytest.mark.parametrize(
    ("text", "name", "unexpected"),
    [
        pytest.param("名前 大石 男", "大石 男", "stop_word", id="name with a label behind"),
        pytest.param("担当:大石 渚 更新日", "大石 渚 更新日", "stop_word", id="name and label"),
        pytest.param("なお大石様が来る", "大石", "stop_word", id="conjunction"),
        pytest.param("申請者 大石 渚\n同 海原 歩\n", "海原 歩", "official", id="others' roll"),
        pytest.param("大字大石の大石 渚", "大石 渚", "place_list", id="sentence"),
        pytest.param("大石渚架空市議会を傍聴", "大石渚", "official", id="who listens"),
        pytest.param("大石税理士に頼む", "大石", "place_or_organisation", id="adviser"),
        pytest.param(
            "北区 臨時総会\n議長 大石 渚氏 書記 海原 歩氏", "大石 渚", "official", id="own chair"
        ),
    ],
)
def test_what_is_a_person_stays_one(text: str, name: str, unexpected: str) -> None:
    assert unexpected not in evidence(text, name)


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        "要支援者一覧\n大字 本町 佐藤花子 鈴木一郎 高橋美咲\n計画に沿って訪問する。",
        "避難者名簿\n町丁目 鈴木 一郎 高橋 美咲\n総合計画の施策、予算、指標の一覧。",
        "滞納者 性別 男・女 鈴木一郎、高橋美咲",
    ],
)
def test_residents_in_such_rows_are_found(text_analyzer: TextAnalyzer, text: str) -> None:
    found = {
        text[one.start : one.end].replace(" ", "")
        for one in text_analyzer.analyze(text).findings
        if one.entity == "PERSON"
    }
    assert {"鈴木一郎", "高橋美咲"} <= found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("大石(62・大工)", "contact_beside", id="age and work"),
        pytest.param("大石(会員番号 5)", "contact_beside", id="number of a member"),
        pytest.param("大石家(077-000-0000)", "contact_beside", id="telephone of a house"),
        pytest.param("大石(おおいし・なぎさ)", "reading_after", id="reading with a dot"),
    ],
)
def test_what_brackets_behind_a_name_tell(text: str, expected: str) -> None:
    assert expected in evidence(text, "大石")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("大石(12・13日)", id="days"),
        pytest.param("大石家(国の文化財)", id="house of old"),
        pytest.param("大石(ウィリアム・リンデン)", id="somebody from abroad"),
    ],
)
def test_other_brackets_tell_nothing_of_people(text: str) -> None:
    assert evidence(text, "大石").isdisjoint(("contact_beside", "reading_after", "nationality"))
