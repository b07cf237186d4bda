"""Every format gives the same articles; what cannot be read is refused in one line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from assistant.rag.assembly import records_of
from assistant.rag.documents import OPEN_END, Record
from assistant.rag.loaders.base import Draft, RefusedError
from assistant.rag.loaders.registry import LOADERS
from tests.rag.loaders.pdf_maker import make_pdf

TITLE = "架空市会議室条例"
PLAIN = [
    "○架空市会議室条例",
    "令和8年3月20日",
    "条例第4号",
    "目次",
    "第1章　総則（第1条―第2条）",
    "附則",
    "第1章　総則",
    "（目的）",
    "第1条　この条例は、会議室の使用に関し必要な事項を定める。",
    "（使用料）",
    "第2条の2　使用料は、別表第1のとおりとする。",
    "2　次の各号に掲げる者からは、使用料を徴収しない。",
    "(1)　学校",
    "(2)　自治会",
    "附　則",
    "この条例は、令和8年4月1日から施行する。",
    "別表第1（第2条の2関係）",
]
HTML = """<html><head><meta charset="utf-8"><title>例規集</title></head><body>
<header>架空市例規集</header><nav>前の例規へ</nav>
<div id="primary"><div class="eline"><h1>○架空市会議室条例</h1></div>
<div class="eline"><p class="number">令和8年3月20日<br>条例第4号</p></div>
<div class="eline"><p>目次</p><p>第1章　総則（第1条―第2条）</p><p>附則</p></div>
<div class="eline"><p class="chapter">第1章　総則</p></div>
<div class="eline"><div class="article" id="j1"><p class="title">（目的）</p>
<p><span class="num">第1条</span>この条例は、会議室の使用に関し必要な事項を定める。</p></div></div>
<div class="eline"><div class="article" id="j2_2"><p class="title">（使用料）</p>
<p><span class="num">第2条の2</span>使用料は、<!-- x
--><a class="inline" href="#b1">別表第1</a>のとおりとする。</p>
<div class="clause"><p><span class="num">2</span>次の各号に掲げる者からは、使用料を徴収しない。</p>
<div class="item"><p><span class="num">(1)</span>学校</p></div>
<div class="item"><p><span class="num">(2)</span>自治会</p></div></div></div></div>
<div class="eline"><p>附　則</p><p>この条例は、令和8年4月1日から施行する。</p></div>
<div class="eline"><p>別表第1（第2条の2関係）</p><table>
<tr><th>室</th><th>区分</th><th>額</th></tr>
<tr><td rowspan="2">大会議室</td><td>午前</td><td>1,200円</td></tr>
<tr><td>午後</td><td>1,500円</td></tr></table></div>
</div><script>alert("x")</script></body></html>"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Reiwa" Year="08" Num="004" LawType="Misc" PromulgateMonth="03" PromulgateDay="20">
<LawNum>令和八年架空市条例第四号</LawNum><LawBody><LawTitle>架空市会議室条例</LawTitle>
<TOC><TOCLabel>目次</TOCLabel></TOC>
<MainProvision><Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
<Article Num="1"><ArticleCaption>（目的）</ArticleCaption><ArticleTitle>第一条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence>この条例は、会議室の<Ruby>使用<Rt>しよう</Rt>
</Ruby>に関し必要な事項を定める。</Sentence></ParagraphSentence></Paragraph></Article>
<Article Num="2_2"><ArticleCaption>（使用料）</ArticleCaption>
<ArticleTitle>第二条の二</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence>使用料は、別表第1のとおりとする。</Sentence>
</ParagraphSentence></Paragraph>
<Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence>
<Sentence>次の各号に掲げる者からは、使用料を徴収しない。
</Sentence></ParagraphSentence>
<Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>学校</Sentence></ItemSentence></Item>
<Item Num="2"><ItemTitle>二</ItemTitle>
<ItemSentence><Sentence>自治会</Sentence></ItemSentence></Item>
</Paragraph></Article></Chapter></MainProvision>
<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><Paragraph Num="1"><ParagraphNum/>
<ParagraphSentence>
<Sentence>この条例は、令和八年四月一日から施行する。</Sentence></ParagraphSentence></Paragraph>
</SupplProvision>
<AppdxTable><AppdxTableTitle>別表第一</AppdxTableTitle>
<RelatedArticleNum>（第二条の二関係）</RelatedArticleNum>
<TableStruct><Table>
<TableRow><TableColumn><Sentence>室</Sentence></TableColumn>
<TableColumn><Sentence>区分</Sentence></TableColumn>
<TableColumn><Sentence>額</Sentence></TableColumn></TableRow>
<TableRow><TableColumn rowspan="2"><Sentence>大会議室</Sentence></TableColumn>
<TableColumn><Sentence>午前</Sentence></TableColumn>
<TableColumn><Sentence>1,200円</Sentence></TableColumn></TableRow>
<TableRow><TableColumn><Sentence>午後</Sentence></TableColumn>
<TableColumn><Sentence>1,500円</Sentence></TableColumn>
</TableRow></Table></TableStruct></AppdxTable></LawBody></Law>"""
TABLE = [["室", "区分", "額"], ["大会議室", "午前", "1,200円"], ["大会議室", "午後", "1,500円"]]
ROWS = ["| " + " | ".join(row) + " |" for row in TABLE]


def docx() -> bytes:
    document = Document()
    for line in PLAIN:
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate(TABLE):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(2, 0).text = ""
    table.cell(1, 0).merge(table.cell(2, 0))
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def pdf_pages() -> list[list[str]]:
    lines = []
    for line in [*PLAIN, *ROWS]:
        lines += [line[:22], line[22:]] if len(line) > 22 else [line]
    return [[*lines[:14], "- 1 -"], [*lines[14:], "- 2 -"]]


FORMATS: dict[str, Callable[[], bytes]] = {
    ".txt": lambda: "\n".join([*PLAIN, *ROWS]).encode(),
    ".html": HTML.encode,
    ".xml": XML.encode,
    ".docx": docx,
    ".pdf": lambda: make_pdf(pdf_pages()),
}


def load(suffix: str, content: bytes) -> list[Record]:
    loaded = LOADERS[suffix](f"d/room{suffix}", content)
    assert isinstance(loaded, Draft)
    return records_of(f"d/room{suffix}", loaded, "hash")


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_articles(suffix: str) -> None:
    records = {record.article: record for record in load(suffix, FORMATS[suffix]())}
    assert {"第1条", "第2条の2", "附則", "別表第1"} <= records.keys()
    assert {record.title for record in records.values()} == {TITLE}
    first, fee = records["第1条"], records["第2条の2"]
    assert (first.caption, fee.caption) == ("目的", "使用料")
    assert first.label == "架空市会議室条例 第1条（目的）"
    assert first.text == "この条例は、会議室の使用に関し必要な事項を定める。"
    assert first.path[0].replace("一", "1") == "第1章 総則"
    assert "目次" not in "".join(record.text for record in records.values())
    assert records["附則"].is_supplement
    assert (fee.effective_from, fee.effective_to) == (20260401, OPEN_END)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_ids(suffix: str) -> None:
    ids = [record.id.partition("#")[2] for record in load(suffix, FORMATS[suffix]())]
    assert [place for place in ids if place] == ["第1条", "第2条の2", "附則", "別表第1"]


# What pypdf gives of a page that Chromium printed: each run of figures stands apart.
PRINTED = [
    "2026/11/21 11:19 架空市会議室条例",
    "架空市会議室条例",
    "令和 8 年 3 月 20 日",
    "条例第 4 号",
    "（目的）",
    "第 1 条　この条例は、第 2 条の 2 第 2 項の額を 12 月",
    "10 日までに納めることを定める。",
    "（使用料）",
    "第 2 条の 2 　使用料は、別表第 1 のとおりとする。 10 日前までに 1,200 円を納める。",
    "2 次の各号に掲げる者からは、使用料を徴収しない。",
    "(1) 　学校",
    "附　則（令和 8 年条例第 4 号）",
    "この条例は、令和 8 年 4 月 1 日から施行する。",
    "別表第 1 （第 2 条の 2 、第 3 条関係）",
    "大会議室 1,200 円",
    "https://www.city.invalid/reiki.html 1/1",
]


def test_a_page_printed_by_a_browser_is_read_by_its_articles() -> None:
    head, first, fee, supplement, table = load(".pdf", make_pdf([PRINTED]))
    assert (head.title, head.promulgated) == ("架空市会議室条例", 20260320)
    assert first.text == "この条例は、第2条の2第2項の額を12月10日までに納めることを定める。"
    assert fee.article == "第2条の2"
    assert fee.text.startswith("使用料は、別表第1のとおりとする。10日前までに1,200円を納める。")
    assert [(span.paragraph, span.item) for span in fee.spans] == [(1, 0), (2, 0), (2, 1)]
    assert supplement.id == "d/room.pdf#附則令和8年条例第4号"
    assert supplement.effective_from == 20260401
    assert (table.id, table.caption) == ("d/room.pdf#別表第1", "第2条の2、第3条関係")


def test_spaces_of_a_page_not_printed_by_a_browser_stay() -> None:
    page = ["架空市会議室条例", "第1条　使用料は 10 室ごとに定める。", "第2条　規則で定める。"]
    assert load(".pdf", make_pdf([page]))[0].text == "使用料は 10 室ごとに定める。"


def test_a_gap_in_a_page_is_one_space() -> None:
    page = HTML.replace('<span class="num">(1)</span>学校', '<span class="num">(1)</span>　学校')
    fee = next(r for r in load(".html", page.encode()) if r.article == "第2条の2")
    assert "(1)　学校" in fee.text


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("附　則（令和六年条例第十二号）", "附則令和6年条例第12号"),
        ("附則(令和6年条例第12号)", "附則令和6年条例第12号"),
        ("別表第一（第2条、第5条関係）", "別表第1"),
        ("別表第１", "別表第1"),
        ("様式第2号（第3条関係）", "様式第2号"),
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_appendices_are_named_the_same_way(heading: str, place: str, suffix: str) -> None:
    mark = "## " if suffix == ".md" else ""
    lines = ["架空市甲条例", "", "第1条　額は、規則で定める。", "", f"{mark}{heading}", "本文。"]
    content = ("# " if mark else "") + "\n".join(lines)
    assert load(suffix, content.encode())[-1].id == f"d/room{suffix}#{place}"


@pytest.mark.parametrize("suffix", FORMATS)
def test_paragraphs_and_items_have_places(suffix: str) -> None:
    fee = next(r for r in load(suffix, FORMATS[suffix]()) if r.article == "第2条の2")
    spans = {(span.paragraph, span.item): fee.text[span.start : span.end] for span in fee.spans}
    assert list(spans) == [(1, 0), (2, 0), (2, 1), (2, 2)]
    assert spans[1, 0] == "使用料は、別表第1のとおりとする。"
    assert spans[2, 1].endswith("学校")
    assert spans[2, 2].endswith("自治会")
    assert spans[2, 0].endswith("自治会")


@pytest.mark.parametrize("suffix", [".html", ".xml", ".docx", ".txt"])
def test_merged_cells_stand_in_every_row(suffix: str) -> None:
    table = next(r for r in load(suffix, FORMATS[suffix]()) if r.article == "別表第1")
    assert [line for line in table.text.splitlines() if "---" not in line] == ROWS


@pytest.mark.parametrize("suffix", [".txt", ".html", ".xml"])
def test_promulgation_is_read(suffix: str) -> None:
    (number,) = {record.promulgated for record in load(suffix, FORMATS[suffix]())}
    assert number == 20260320


def test_deep_links_are_kept() -> None:
    records = {record.article: record for record in load(".html", HTML.encode())}
    assert records["第2条の2"].anchors == ("第2条の2", "#j2_2")


def fragments(suffix: str, content: bytes, name: str = "d/room") -> dict[str, str]:
    draft = LOADERS[suffix](f"{name}{suffix}", content)
    assert isinstance(draft, Draft)
    records = records_of(f"{name}{suffix}", draft, "hash")
    return {record.article or record.label: record.fragment for record in records}


def test_every_format_names_places_as_its_links_do() -> None:
    assert fragments(".html", HTML.encode())["第2条の2"] == "j2_2"
    assert fragments(".xml", FORMATS[".xml"]())["第2条の2"] == "Mp-Ch_1-At_2_2"
    assert set(fragments(".docx", docx()).values()) == {""}
    pages = fragments(".pdf", make_pdf(pdf_pages()))
    assert (pages["第1条"], pages["附則"], pages["別表第1"]) == ("page=1", "page=2", "page=2")


def test_a_heading_of_markdown_is_named_as_viewers_name_it() -> None:
    page = (
        "# 手引\n## 1 使い方（Web 版）\n本文。\n## 例\nあ。\n### 細目\nい。\n"
        "## 別の例\n### 細目\nう。\n##### 深い見出し\nえ。"
    )
    assert fragments(".md", page.encode()) == {
        "手引 > 1 使い方（Web 版）": "1-使い方web-版",
        "手引 > 例": "例",
        "手引 > 例 > 細目": "例",  # the heading stands twice: its name depends on the viewer
        "手引 > 別の例 > 細目": "別の例",
        "手引 > 別の例 > 細目 > 深い見出し": "深い見出し",
    }


def test_an_article_of_markdown_without_a_heading_is_named_by_the_heading_above() -> None:
    page = "# 架空市甲規則\n## 第1章 総則\n（趣旨）\n第1条　趣旨。\n\n### 第2条（額）\n額。\n"
    assert fragments(".md", page.encode()) == {"第1条": "第1章-総則", "第2条": "第2条額"}


def test_anchors_of_appendices_and_headings_in_html_are_kept() -> None:
    page = HTML.replace("<p>別表第1", '<p id="b1">別表第1').replace("<p>附", '<p id="f1">附')
    found = fragments(".html", page.encode())
    assert (found["別表第1"], found["附則"]) == ("b1", "f1")


def test_a_supplement_is_not_linked_to_another_ones_page() -> None:
    pages = [["架空市甲規則", "第1条　本文のとおりとする。", "附　則", "公布の日から施行する。"],
             ["附　則（令和6年規則第3号）", "この規則は、令和6年4月1日から施行する。"]]  # fmt: skip
    draft = LOADERS[".pdf"]("a.pdf", make_pdf(pages))
    assert isinstance(draft, Draft)
    records = records_of("a.pdf", draft, "hash")
    assert [record.fragment for record in records] == ["page=1", "page=1", "page=2"]


def test_a_law_of_e_gov_has_its_address() -> None:
    name = "laws/325AC0000000201_20250401_504AC0000000069"
    draft = LOADERS[".xml"](f"{name}.xml", FORMATS[".xml"]())
    assert isinstance(draft, Draft)
    record = records_of(f"{name}.xml", draft, "hash")[-1]
    assert record.url == "https://laws.e-gov.go.jp/law/325AC0000000201"
    assert fragments(".xml", FORMATS[".xml"]())["第1条"] == "Mp-Ch_1-At_1"


def test_front_matter_may_state_an_address() -> None:
    (record,) = load(".md", "---\nurl: https://city.example/a\n---\n# 手引\n本文。".encode())
    assert record.url == "https://city.example/a"


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16", "iso2022_jp"])
def test_a_wrongly_declared_encoding_is_understood(encoding: str) -> None:
    assert [r.text for r in load(".html", HTML.encode(encoding))] == [
        r.text for r in load(".html", HTML.encode())
    ]


def test_a_page_without_articles_is_read_by_its_headings() -> None:
    page = (
        "<title>市</title><main><h1>ごみの出し方</h1><h2>燃やすごみ</h2><p>朝8時まで。</p></main>"
    )
    (record,) = load(".html", page.encode())
    assert (record.label, record.text) == ("ごみの出し方 > 燃やすごみ", "朝8時まで。")


HIDDEN = [
    '<p style="display:none">この文は読者には見えない指示です。</p>',
    '<span style="font-size: 0">この文は読者には見えない指示です。</span>',
    "<p hidden>この文は読者には見えない指示です。</p>",
    '<p style="color:#FFF">この文は読者には見えない指示です。</p>',
    f"<!-- {'この文は読者には見えない指示です。' * 3} -->",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_text_in_html_is_counted_and_left_out(hidden: str) -> None:
    draft = LOADERS[".html"]("x.html", HTML.replace("<nav>", f"{hidden}<nav>").encode())
    assert isinstance(draft, Draft)
    assert draft.hidden == 1
    assert "見えない" not in repr(draft.blocks)


def test_html_without_hidden_text_counts_none() -> None:
    draft = LOADERS[".html"]("x.html", HTML.encode())
    assert isinstance(draft, Draft)
    assert draft.hidden == 0


def test_hidden_runs_in_word_are_counted_and_left_out() -> None:
    document = Document()
    document.add_paragraph("手引")
    paragraph = document.add_paragraph("見える文。")
    paragraph.add_run("この文は読者には見えない指示です。").font.hidden = True
    draft = LOADERS[".docx"]("x.docx", saved(document))
    assert isinstance(draft, Draft)
    assert (draft.hidden, draft.blocks[0].text) == (1, "見える文。")


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["秘密の本文"]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scanned() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    return written(writer)


REFUSED = [
    (".pdf", encrypted, "password"),
    (".pdf", scanned, "no text layer"),
    (".pdf", lambda: b"%PDF-1.7 nonsense", "damaged"),
    (".pdf", lambda: b"", "empty"),
    (".docx", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
    (".docx", lambda: b"PK nonsense", "damaged"),
    (".docx", lambda: b"", "empty"),
    (".docx", lambda: saved(Document()), "no text"),
    (".xml", lambda: b"<Law>", "not well-formed"),
    (".xml", lambda: b"<other/>", "not standard law XML"),
    (".xml", lambda: b'<!DOCTYPE x [<!ENTITY a "b">]><Law/>', "entities"),
    (".html", lambda: b"  ", "empty"),
    (".html", lambda: b"<html><script>1</script></html>", "no text"),
    (".html", lambda: b"\x81\xff\xfd\xfe\x80", "no encoding"),
    (".md", lambda: "本文".encode("cp932"), "not UTF-8"),
    (".md", lambda: b"\xef\xbb\xbf \n", "empty"),
    (".txt", lambda: b"a\0b", "not UTF-8"),
    (".jsonl", lambda: b'{"id": 1}', "line 1"),
    (".jsonl", lambda: b'{"id":1,"title":"a","text":"b"}\n' * 2, "line 2"),
]


@pytest.mark.parametrize(("suffix", "content", "why"), REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(
    suffix: str, content: Callable[[], bytes], why: str
) -> None:
    with pytest.raises(RefusedError, match=why) as caught:
        LOADERS[suffix](f"d/bad{suffix}", content())
    assert caught.value.message.startswith(f"d/bad{suffix}: ")
    assert "\n" not in caught.value.message


def test_a_corpus_is_taken_as_it_is() -> None:
    lines = (
        b'{"id": "a", "title": "\xe6\xa1\x88\xe5\x86\x85", "text": "x"}\n\n'
        + '{"id": "b", "title": "架空法 第3条の2", "text": "y", "extra": 1}'.encode()
    )
    page, article = LOADERS[".jsonl"]("c.jsonl", lines)  # type: ignore[misc]
    assert isinstance(page, Record)
    assert (page.id, page.label, page.article) == ("a", "案内", "")
    assert isinstance(article, Record)
    assert (article.id, article.title, article.article) == ("b", "架空法", "第3条の2")


@pytest.mark.parametrize(
    ("identifier", "why"),
    [
        pytest.param("例" * 200, "line 2: an id over 199 characters", id="long"),
        pytest.param(";" * 67, "line 2: an id over 199 characters", id="written as three"),
        pytest.param("a\ud800", "line 2: an id with half a character", id="half"),
    ],
)
def test_an_id_no_usage_row_can_hold_is_refused_as_it_is_read(identifier: str, why: str) -> None:
    row = json.dumps({"id": identifier, "title": "案内", "text": "x"})
    lines = f'{{"id": "{"例" * 199}", "title": "案内", "text": "x"}}\n{row}'.encode()
    with pytest.raises(RefusedError, match=why):
        LOADERS[".jsonl"]("c.jsonl", lines)
