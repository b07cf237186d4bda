"""Citations: what a model's answer may show, and what is taken out of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rag.answer_evidence import Fault
from assistant.rag.answer_figures import compact, figures_in, japanese_day
from assistant.rag.answer_polarity import is_reversed
from assistant.rag.answer_references import places_in
from assistant.rag.citations import (
    Checked,
    Grounding,
    Source,
    check_answer,
    link_of,
    place_of,
    provision_label,
    source_label,
)
from assistant.rag.documents import Kind, Record
from assistant.rag.spans import spans_of
from tests.rag.bad_model import CATCHABLE, MARKS, is_caught, sample_records, score, scripts
from tests.rag.bad_model import Kind as Wrong

TEXT = """\
会議室を使用しようとする課は、使用する日の3か月前の日から前日までに予約しなければならない。

2　同一の会議室を引き続き3日を超えて使用しようとするときは、総務課長の承認を受けなければならない。

3　使用料は、1時間につき1,500円とし、第9条第2項の規定により100分の150を乗じた額とする。
(1) 市の事務　午後5時15分まで
(2) 令和9年3月31日までの間　無料"""
ARTICLE = Record(
    "rules.md#第4条",
    "rules.md",
    "架空市会議室使用要綱",
    "架空市会議室使用要綱 第4条（予約）",
    TEXT,
    article="第4条",
    caption="予約",
    spans=spans_of(TEXT),
    kind=Kind.OUTLINE,
    effective_from=20260401,
    anchors=("第4条", "J4"),
)
PAGE = Record(
    "guide.md#mail", "guide.md", "手引き", "手引き > 電子メール", "添付は10メガバイトまでです。"
)
SOURCES = (Source("S1", ARTICLE, TEXT), Source("S2", PAGE, PAGE.text))
NAME = "架空市会議室使用要綱第4条"
DAY = "（令和8年4月1日施行）"


def check(answer: str, question: str = "") -> Checked:
    return check_answer(answer, SOURCES, MARKS, question=question)


def test_a_citation_is_written_by_us_with_the_day_in_force() -> None:
    checked = check("予約は前日までです[S1]。")
    assert checked.text == f"予約は前日までです〔{NAME}{DAY}〕。"
    assert (checked.cited, checked.grounding) == ((SOURCES[0],), Grounding.CHECKED)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("第4条第2項により承認が必要です[S1]。", "第2項"),
        ("第3項第1号のとおりです[S1]。", "第3項第1号"),
        ("「総務課長の承認を受けなければならない」とあります[S1]。", "第2項"),
        ("承認が必要です[S1]。", ""),
    ],
)
def test_a_paragraph_is_named_where_the_sentence_says_which(said: str, place: str) -> None:
    assert f"〔{NAME}{place}{DAY}〕" in check(said).text


def test_a_guideline_is_cited_by_its_headings() -> None:
    assert (
        check("10メガバイトまでです。[S2]").text == "10メガバイトまでです。〔手引き > 電子メール〕"
    )


@pytest.mark.parametrize(
    "mark", ["[S1]", "[[S1]]", "【S1】", "（S1）", "［Ｓ１］", "[S1, S1]", "[S1 要綱]", "S1"]
)
def test_ids_are_read_in_any_bracket(mark: str) -> None:
    checked = check(f"前日までです。{mark}")
    assert [source.id for source in checked.cited] == ["S1"]
    assert not re.search(r"[SＳ][1１]", checked.text)


RIGHT = [
    "三か月前の日から予約できます[S1]。",
    "1時間1500円です[S1]。",
    "千五百円に1.5倍を掛けます（150%）[S1]。",
    "17:15までです[S1]。",
    "午後5時15分までです[S1]。",
    "2027年3月31日までは無料です[S1]。",
    "令和九年三月三十一日までは無料です[S1]。",
    "第９条第２項によります[S1]。",
    "架空市会議室使用要綱第4条第3項第2号のとおりです[S1]。",
    "会議室要綱では前日までです[S1]。",
    "使用要綱の第四条のとおりです[S1]。",
    "令和8年4月1日から施行されています[S1]。",
    "- 3日を超えるとき: 承認\n- それ以外: 前日まで\n[S1]",
    "次の2点です。\n1. 前日まで [S1]\n2. 3日を超えるときは承認 [S1]",
    "「引き続き3日を超えて…承認を受けなければならない。」とされています[S1]。",
]


@pytest.mark.parametrize("answer", RIGHT)
def test_the_same_in_other_words_stays(answer: str) -> None:
    checked = check(answer)
    assert (checked.faults, checked.grounding) == ((), Grounding.CHECKED)


WRONG = [
    ("第5条により前日までです[S1]。", Fault.ARTICLE),
    ("第4条の2により前日までです[S1]。", Fault.ARTICLE),
    ("第4条第4項により前日までです[S1]。", Fault.ARTICLE),
    ("第4条第3項第3号により無料です[S1]。", Fault.ARTICLE),
    ("第9条第3項によります[S1]。", Fault.ARTICLE),
    ("架空市文書規則第4条により前日までです[S1]。", Fault.ARTICLE),
    ("別表第2のとおりです[S1]。", Fault.ARTICLE),
    ("架空市施設条例により前日までです[S1]。", Fault.TITLE),
    ("第 ９\u200b９ 条により前日までです[S1]。", Fault.ARTICLE),
    ("4か月前からです[S1]。", Fault.FIGURE),
    ("3週間前からです[S1]。", Fault.FIGURE),
    ("1時間につき1,600円です[S1]。", Fault.FIGURE),
    ("二倍の額です[S1]。", Fault.FIGURE),
    ("午後6時15分までです[S1]。", Fault.FIGURE),
    ("令和9年4月1日までは無料です[S1]。", Fault.FIGURE),
    ("10メガバイトまでです[S1]。", Fault.FIGURE),
    ("「会議室は休日にも使用することができる」とあります[S1]。", Fault.QUOTATION),
    ("> 会議室は休日にも使用することができる。[S1]", Fault.QUOTATION),
    ("会議室は休日にも使用することができる」とあります[S1]。", Fault.QUOTATION),
]


@pytest.mark.parametrize(("answer", "fault"), WRONG)
def test_what_is_not_in_the_source_is_taken_out_and_marked(answer: str, fault: Fault) -> None:
    checked = check(
        f"前日までです[S1]。{answer}" if answer[0] != ">" else f"前日まで[S1]\n{answer}"
    )
    assert fault in checked.faults
    assert (checked.removed, checked.grounding) == (1, Grounding.PARTLY)
    assert MARKS.removed in checked.text
    assert answer.partition("[S1]")[0] not in checked.text


def test_an_id_that_was_not_supplied_is_taken_out_and_its_sentence_marked() -> None:
    checked = check("前日までです[S1]。だれでも使えます[S3]。")
    assert "S3" not in checked.text
    assert checked.text.endswith(f"だれでも使えます。{MARKS.unsupported}")
    assert (checked.faults, checked.grounding) == ((Fault.ID,), Grounding.PARTLY)


def test_an_answer_without_a_valid_citation_is_unverified() -> None:
    for answer in ("前日までです。", "前日までです[S9]。", "第8条によります[S1]。", ""):
        assert check(answer).grounding is Grounding.UNVERIFIED


def test_a_sentence_without_ids_is_held_against_those_of_its_answer() -> None:
    assert check("使用料は9,000円です。予約は前日までです[S1]。").faults == (Fault.FIGURE,)
    assert check("10メガバイトです。\n\n予約は前日までです[S1]。").faults == (Fault.FIGURE,)


def test_words_of_the_question_may_be_quoted() -> None:
    answer = "「会議室は休日にも使えますか」とのことですが、前日までに予約します[S1]。"
    assert check(answer, "会議室は休日にも使えますか？").grounding is Grounding.CHECKED
    assert check(answer).grounding is Grounding.UNVERIFIED


@pytest.mark.parametrize(
    "link",
    [
        "![図](https://evil.example/x.png)", "[要綱](https://evil.example/?q=1)",
        "<img src=https://evil.example/x>", "https://evil.example/a?b=c", "www.evil.example/a",
        "<https://evil.example>", "[x][1]\n[1]: https://evil.example", "evil-example.com/a",
        "hhttps://ttps://evil.example", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_no_link_or_image_of_the_model_is_shown(link: str) -> None:
    checked = check(f"前日までです[S1]。{link}")
    assert not re.search(r"evil|://|<|!\[|\]\(|www|javascript", checked.text)
    assert Fault.LINK in checked.faults
    assert [source.id for source in checked.cited] == ["S1"]


def test_saying_that_the_answer_is_not_there_cites_nothing() -> None:
    checked = check("お尋ねの点は、渡された資料には見当たりません[S1][S2]。")
    assert (checked.cited, checked.grounding) == ((), Grounding.NOTHING_FOUND)
    assert checked.text == "お尋ねの点は、渡された資料には見当たりません。"
    both = check("休日のことは資料には見当たりません[S1]。予約は前日までです[S1]。")
    assert both.grounding is Grounding.CHECKED
    memory = check("資料には見当たりません。ふつうは無料です。")
    assert memory.grounding is Grounding.UNVERIFIED


def test_a_provision_written_over_two_lines_is_seen() -> None:
    checked = check("前日までです[S1]。\n架空市の第8\n条のとおり\n無料です[S1]")
    assert checked.grounding is Grounding.UNVERIFIED
    assert "8" not in checked.text


def test_labels_and_links() -> None:
    assert provision_label(ARTICLE, MARKS, paragraph=3, item=2) == f"{NAME}第3項第2号{DAY}"
    assert source_label(ARTICLE, MARKS) == f"{NAME}（予約）{DAY}"
    assert source_label(replace(ARTICLE, effective_from=0), MARKS) == f"{NAME}（予約）"
    template = "https://rules.example/{document}#{anchor}"
    assert link_of(ARTICLE, template) == "https://rules.example/rules.md#J4"
    assert link_of(ARTICLE, "https://rules.example/{file}") == "https://rules.example/rules.md"
    assert link_of(replace(ARTICLE, anchors=("第4条",)), template) is None
    assert link_of(PAGE, template) is None
    assert link_of(ARTICLE, "") is None


LINKS = ("rules=https://files.example/{file}#{anchor}", "rules.md=https://own.example/#{anchor}")


@pytest.mark.parametrize(
    ("record", "address"),
    [
        (replace(ARTICLE, fragment="第4条予約"), "https://own.example/#%E7%AC%AC4%E6%9D%A1%E4%BA%88%E7%B4%84"),
        (replace(ARTICLE, document_id="rules/a.pdf", fragment="page=3"), "https://files.example/a.pdf#page=3"),
        (replace(ARTICLE, document_id="rules/a.docx"), "https://files.example/a.docx"),
        (replace(ARTICLE, document_id="other.md"), None),
        (replace(ARTICLE, url="https://city.example/r", fragment="J4"), "https://city.example/r#J4"),
        (replace(ARTICLE, url="https://city.example/r"), "https://city.example/r"),
    ],
    ids=["longest beginning", "page of a PDF", "Word", "none", "own address", "whole"],
)  # fmt: skip
def test_a_link_goes_as_near_as_its_format_allows(record: Record, address: str | None) -> None:
    assert link_of(record, "", LINKS) == address


def test_an_anchor_with_its_sign_is_linked_with_one_sign() -> None:
    record = replace(ARTICLE, anchors=("第4条", "#J4"))
    assert link_of(record, "https://x.example/{file}#{anchor}") == "https://x.example/rules.md#J4"


@pytest.mark.parametrize(
    ("document", "fragment", "place"),
    [
        ("r/a.pdf", "page=12", ("a.pdf", 12)), ("a.PDF", "", ("a.PDF", 0)),
        ("a.docx", "", ("a.docx", 0)), ("a.md", "予約", ("", 0)), ("a.html", "J4", ("", 0)),
    ],
)  # fmt: skip
def test_files_with_pages_are_named(document: str, fragment: str, place: tuple[str, int]) -> None:
    assert place_of(replace(ARTICLE, document_id=document, fragment=fragment)) == place


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (20190501, "令和元年5月1日"), (20190430, "平成31年4月30日"), (19890107, "昭和64年1月7日"),
        (19890108, "平成元年1月8日"), (20260401, "令和8年4月1日"),
    ],
)  # fmt: skip
def test_days_are_written_by_era(day: int, words: str) -> None:
    assert japanese_day(day) == words
    assert figures_in(words).days == {(day // 10000, day // 100 % 100, day % 100)}


# Laws

FRAGMENTS = st.sampled_from(
    [
        *(
            "[S1]",
            "[S2]",
            "[S3]",
            "【S12】",
            "S1",
            "[",
            "]",
            "〔",
            "〕",
            "「",
            "」",
            "。",
            "、",
            "\n",
        ),
        *("第4条", "第99条", "第八条の二", "第3項", "別表第7", "条", "第", "の", "９", "\u200b"),
        *("架空市偽造条例", "要綱", "3か月", "40円", "施行", "（令和8年4月1日施行）", NAME),
        *("- ", "1. ", "> ", "https://x.jp/"),
    ]
)
ANSWERS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=24).map("".join)
LABEL = re.compile(r"〔([^〔〕]*)〕")


@settings(max_examples=400, deadline=None)
@given(ANSWERS)
def test_no_provision_is_shown_that_was_not_supplied(answer: str) -> None:
    """R1: whatever the model writes."""
    checked = check(answer)
    supplied = {place.place for place in places_in(compact(TEXT))} | {ARTICLE.article, ""}
    assert {place.place for place in places_in(compact(checked.text))} <= supplied
    assert {source.id for source in checked.cited} <= {"S1", "S2"}
    assert not re.search(r"[\[【]S[0-9]+[\]】]", checked.text)
    if checked.grounding is not Grounding.UNVERIFIED:
        assert checked.cited
    for source in checked.cited:
        assert compact(source.record.title) in compact(checked.text)


@settings(max_examples=200, deadline=None)
@given(ANSWERS)
def test_nothing_is_cited_without_sources(answer: str) -> None:
    checked = check_answer(answer, (), MARKS)
    assert (checked.cited, checked.grounding) == ((), Grounding.UNVERIFIED)
    assert not [place for place in places_in(compact(checked.text)) if place.place]


# The scripted bad model

SCRIPTS = list(scripts())


def test_there_are_enough_scripts_of_every_kind() -> None:
    result = score()
    assert sum(count for count, _ in result.values()) >= 200
    assert result[Wrong.NOTHING][0] >= 60
    assert min(count for count, _ in result.values()) >= 7


def test_wrong_articles_figures_quotations_and_ids_are_caught() -> None:
    result = score()
    for kind in CATCHABLE:
        count, caught = result[kind]
        assert caught >= 0.98 * count, kind


def test_right_answers_are_left_alone() -> None:
    right = [one for one in SCRIPTS if one.kind is Wrong.NOTHING]
    stopped = [one.case for one in right if one.check().grounding is not Grounding.CHECKED]
    assert len(stopped) <= 0.02 * len(right), stopped


def test_a_negated_rule_is_caught_where_it_is_nearly_copied() -> None:
    assert score()[Wrong.NEGATION][1] >= 8


def test_negations_and_swapped_subjects_are_not_claimed_to_be_caught() -> None:
    missed = [
        one for one in SCRIPTS
        if one.kind in (Wrong.NEGATION, Wrong.SUBJECT) and not is_caught(one.kind, one.check())
    ]  # fmt: skip
    assert missed, "code can tell now; say so in docs/citations.md"


# Every shipped document, taken at its word

DENIALS = Path(__file__).with_name("right_denials.jsonl")
LEAST_JUDGED = 6
OTHER_DENIALS = r"過ぎ|超|未満|以外|後に|のみ|ほか|限|な[いけく]|ず|[不無未]|除|免|停止|取消|取り消"

NUMBER = re.compile(r"[0-9０-９]+(?=(?:日|円|人|年|分の|時間|か月|回))")


def sentences_of(record: Record) -> list[str]:
    """Sentences of a record that can be copied whole: one line, no list or table marks."""
    lines = [line for line in record.text.splitlines() if not line.startswith(("|", "#", ">"))]
    return [one + "。" for line in lines for one in line.split("。")[:-1] if "「" not in one]


def test_a_sentence_copied_from_its_source_is_never_taken_out() -> None:
    wrong: list[str] = []
    count = 0
    for record in sample_records().values():
        source = Source("S1", record, record.text)
        for sentence in sentences_of(record):
            count += 1
            checked = check_answer(f"{sentence}[S1]", [source], MARKS)
            if checked.removed:
                wrong.append(f"{record.id}: {checked.faults}")
    assert count > 500
    assert wrong == []


def test_a_figure_changed_in_a_copied_sentence_is_taken_out() -> None:
    missed: list[str] = []
    count = 0
    for record in sample_records().values():
        source = Source("S1", record, record.text)
        for sentence in sentences_of(record) if record.article else []:
            for match in NUMBER.finditer(sentence):
                changed = f"{sentence[: match.start()]}731{sentence[match.end() :]}"
                count += 1
                if not check_answer(f"{changed}[S1]", [source], MARKS).removed:
                    missed.append(f"{record.id}: {changed}")
    assert count > 100
    assert len(missed) <= 0.02 * count, missed


def test_a_right_denial_is_left_alone() -> None:
    """Conclusions that deny something and follow from their rule: none is a reversal of it."""
    lines = [json.loads(line) for line in DENIALS.read_text(encoding="utf-8").splitlines()]
    records = sample_records()
    taken: list[str] = []
    for line in lines:
        record = records[f"guidelines/samples/{line['source']}"]
        checked = check_answer(f"{line['said']}[S1]", [Source("S1", record, record.text)], MARKS)
        taken += [line["said"]] if Fault.POLARITY in checked.faults else []
    assert len(lines) >= 100
    assert len(taken) <= 0.02 * len(lines), taken


def test_a_copied_permission_turned_into_a_ban_is_taken_out() -> None:
    missed: list[str] = []
    count = 0
    for record in sample_records().values():
        source = Source("S1", record, record.text)
        for sentence in sentences_of(record):
            if not sentence.endswith("ことができる。") or re.search(OTHER_DENIALS, sentence):
                continue
            if len("".join(re.findall("[一-龠ァ-ヺ0-9]", sentence))) < LEAST_JUDGED:
                continue
            changed = sentence.removesuffix("できる。") + "できません。"
            count += 1
            if not check_answer(f"{changed}[S1]", [source], MARKS).removed:
                missed.append(changed)
    assert count > 15
    assert missed == []


@pytest.mark.parametrize(
    ("said", "source", "is_opposite"),
    [
        ("匿名による相談は受け付けません。", "匿名による相談も受け付ける。", True),
        ("医師の診断書は提出しなくて構いません。", "医師の診断書を提出しなければならない。", True),
        (
            "医師の診断書を提出しなければなりません。",
            "医師の診断書を提出しなければならない。",
            False,
        ),
        ("職員の人事評価に用います。", "職員の人事評価に用いてはならない。", True),
        ("職員の人事評価には用いません。", "職員の人事評価に用いてはならない。", False),
        ("当日は庁内の会議室を予約できません。", "庁内の会議室は前日までに予約する。", False),
        ("午後9時を過ぎて会議室は使えません。", "会議室は午後9時まで使用する。", False),
        ("会議室の使用料は定められていません。", "会議室の使用料は別に定める。", False),
        ("匿名の相談でも構いません。", "匿名の相談を受け付ける。", False),
    ],
)
def test_a_denial_is_held_against_the_same_rule_alone(
    said: str, source: str, is_opposite: bool
) -> None:
    assert is_reversed(compact(said), [compact(source)]) is is_opposite
