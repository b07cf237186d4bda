"""Guideline pages and ordinances as sections."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.core.errors import ConfigurationError
from assistant.rag.assembly import records_of
from assistant.rag.documents import LONGEST_ID, Record, id_length, record_from_line
from assistant.rag.loaders.markdown import load_markdown
from assistant.rag.provisions import article_number
from assistant.rag.sources import Read, find_files, read_file

GUIDELINE = """# 生成AI利用ガイドライン

最初に読むこと。

## 入力してはいけない情報

### 例

住所や電話番号。

## 使い方

### 例

議事録の要約。
"""

HEADED = """# 架空市会議室条例

令和8年架空市条例第1号

## 目次

第1章　総則（第1条）

## 第1章 総則

### 第1条（目的）

この条例は、会議室について定める。

2　第3条 の規定は準用しない。

### 第12条の2（使用料）

無料とする。

## 附則

### 第1条（施行期日）

令和8年4月1日から施行する。
"""

PLAIN = """# 架空市駐輪場条例

## 第一章 総則

### （目的）

第一条　この条例は、駐輪場について定める。

（利用時間）
第二条　利用時間は、終日とする。

２　前項の規定にかかわらず、休場することができる。

第十二条の三（委任）　規則で定める。

第四条の規定は、文の途中である。
"""


def parse_document(name: str, markdown: str) -> list[Record]:
    return records_of(name, load_markdown(name, markdown.encode()), "hash")


def read_folder(sources: list[Path]) -> list[Read]:
    return [read_file(file, max_bytes=1_000_000) for file in find_files(sources)]


def load_guidelines(sources: list[Path]) -> list[Record]:
    return [record for read in read_folder(sources) for record in read.records]


def test_guidelines_are_cut_at_headings() -> None:
    sections = parse_document("guidelines/usage.md", GUIDELINE)
    assert [(s.id, s.label, s.text) for s in sections] == [
        ("guidelines/usage.md", "生成AI利用ガイドライン", "最初に読むこと。"),
        (
            "guidelines/usage.md#入力してはいけない情報/例",
            "生成AI利用ガイドライン > 入力してはいけない情報 > 例",
            "住所や電話番号。",
        ),
        (
            "guidelines/usage.md#使い方/例",
            "生成AI利用ガイドライン > 使い方 > 例",
            "議事録の要約。",
        ),
    ]
    assert sections[1].anchor == "例"


def test_ordinances_are_cut_at_articles() -> None:
    sections = parse_document("samples/room.md", HEADED)
    assert [(s.id, s.label) for s in sections] == [
        ("samples/room.md", "架空市会議室条例"),
        ("samples/room.md#第1条", "架空市会議室条例 第1条（目的）"),
        ("samples/room.md#第12条の2", "架空市会議室条例 第12条の2（使用料）"),
        ("samples/room.md#附則/第1条", "架空市会議室条例 附則 第1条（施行期日）"),
    ]
    assert sections[1].path == ("第1章 総則", "第1条（目的）")
    assert sections[1].text.startswith("この条例は、")


def test_articles_written_as_paragraphs_are_found() -> None:
    sections = parse_document("samples/bicycle.md", PLAIN)
    assert [(s.id, s.label, s.text) for s in sections] == [
        (
            "samples/bicycle.md#第1条",
            "架空市駐輪場条例 第一条（目的）",
            "この条例は、駐輪場について定める。",
        ),
        (
            "samples/bicycle.md#第2条",
            "架空市駐輪場条例 第二条（利用時間）",
            "利用時間は、終日とする。\n\n２　前項の規定にかかわらず、休場することができる。",
        ),
        (
            "samples/bicycle.md#第12条の3",
            "架空市駐輪場条例 第十二条の三（委任）",
            "規則で定める。\n\n第四条の規定は、文の途中である。",
        ),
    ]


def test_a_guideline_that_quotes_an_article_is_not_an_ordinance() -> None:
    sections = parse_document("g/faq.md", "# 質問集\n\n## 根拠\n\n第3条　これは引用です。\n")
    assert [s.label for s in sections] == ["質問集 > 根拠"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("第3条", "第3条"),
        ("第３条の２（予約）", "第3条の2"),
        ("第百二十三条　本文", "第123条"),
        ("第二〇条", "第20条"),
        ("第十条の十一の二", "第10条の11の2"),
        ("第一条ノ二　本条ハ", "第1条の2"),
        ("第1条ノ2（見出し）", "第1条の2"),
        ("第1条ノミ", None),
        ("第3条の規定により", None),
        ("第3章 総則", None),
        ("前条", None),
    ],
)
def test_article_numbers_have_one_form(line: str, number: str | None) -> None:
    assert article_number(line) == number


def test_long_sections_are_numbered_parts() -> None:
    text = "\n\n".join(["架空の文を書く。" * 45] * 5)
    sections = parse_document("g/long.md", f"# 題\n\n## 節\n\n{text}\n")
    assert [s.id for s in sections] == ["g/long.md#節", "g/long.md#節~2"]
    assert [s.label for s in sections] == ["題 > 節 (1/2)", "題 > 節 (2/2)"]
    assert all(len(s.text) <= 1200 for s in sections)


def test_the_same_heading_twice_gives_two_ids() -> None:
    sections = parse_document("g/x.md", "# 題\n## 例\n甲\n## 例\n乙\n")
    assert [s.id for s in sections] == ["g/x.md#例", "g/x.md#例-2"]


def test_ids_of_long_headings_stay_short_enough_for_a_usage_row_and_apart() -> None:
    long = "とても長い見出し" * 30
    text = "\n\n".join(["架空の文を書く。" * 45] * 5)
    sections = parse_document("g/x.md", f"# 題\n## {long}甲\n{text}\n## {long}乙\n乙\n")
    assert len({s.id for s in sections}) == len(sections) == 3
    assert all(id_length(s.id) <= LONGEST_ID for s in sections)
    assert all(s.id.startswith("g/x.md#とても長い") for s in sections)
    assert sections[1].id == f"{sections[0].id}~2"
    (named,) = parse_document(";" * 150 + ".md", "本文だけ")
    assert id_length(named.id) <= LONGEST_ID


def test_a_document_without_a_title_is_called_by_its_file() -> None:
    assert parse_document("g/memo.md", "本文だけ")[0].label == "memo"


def test_a_repr_shows_no_text() -> None:
    assert "住所" not in repr(parse_document("g/u.md", GUIDELINE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    samples = tmp_path / "guidelines" / "samples"
    samples.mkdir(parents=True)
    (tmp_path / "guidelines" / "usage.md").write_text(GUIDELINE, encoding="utf-8-sig")
    (samples / "room.md").write_text(HEADED, encoding="utf-8")
    return tmp_path / "guidelines"


def test_folders_are_read_once_whatever_their_order(folder: Path) -> None:
    sections = load_guidelines([folder, folder / "samples"])
    assert sections == load_guidelines([folder / "samples", folder, folder])
    assert [s.id.partition("#")[0] for s in sections] == (
        ["guidelines/samples/room.md"] * 4 + ["guidelines/usage.md"] * 3
    )
    assert len({s.id for s in sections}) == len(sections)


def test_hidden_files_and_other_types_are_ignored(folder: Path) -> None:
    before = load_guidelines([folder])
    (folder / ".draft.md").write_text("# 隠し\n本文", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("# 隠し\n本文", encoding="utf-8")
    (folder / "note.css").write_text("本文", encoding="utf-8")
    assert load_guidelines([folder]) == before


def test_a_file_that_is_not_utf_8_is_named_and_the_rest_is_read(folder: Path) -> None:
    before = load_guidelines([folder])
    (folder / "old.md").write_bytes("古い文書の秘密".encode("cp932"))
    assert load_guidelines([folder]) == before
    (refusal,) = (refusal for read in read_folder([folder]) for refusal in read.refused)
    assert refusal.name == "guidelines/old.md"
    assert refusal.why.startswith("not UTF-8")
    assert "秘密" not in repr(refusal)


def test_a_file_whose_name_is_no_utf_8_is_named_and_the_rest_is_read(folder: Path) -> None:
    before = load_guidelines([folder])
    (folder / os.fsdecode("古い.md".encode("cp932"))).write_text("本文", encoding="utf-8")
    assert load_guidelines([folder]) == before
    (refusal,) = (refusal for read in read_folder([folder]) for refusal in read.refused)
    assert refusal.name.encode("utf-8"), "it can be shown"
    assert refusal.why == "its name is no UTF-8; rename it"


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"rag\.sources"):
        load_guidelines([tmp_path / "nowhere"])


def test_a_record_survives_its_line() -> None:
    for record in parse_document("samples/room.md", HEADED):
        assert record_from_line(record.to_line()) == record


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"id": 1}', '{"surprise": 1}', "null"])
def test_a_line_that_is_no_record_is_refused(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # json says what it likes
        record_from_line(line)


def test_articles_know_their_place() -> None:
    records = {record.id: record for record in parse_document("samples/room.md", HEADED)}
    article = records["samples/room.md#第12条の2"]
    assert (article.article, article.caption, article.kind) == ("第12条の2", "使用料", "条例")
    assert article.effective_from == 20260401
    supplement = records["samples/room.md#附則/第1条"]
    assert (supplement.article, supplement.is_supplement) == ("附則第1条", True)
    first = records["samples/room.md#第1条"]
    assert [(span.paragraph, span.item) for span in first.spans] == [(1, 0), (2, 0)]
    second = first.spans[1]
    assert first.text[second.start : second.end] == "2　第3条 の規定は準用しない。"
