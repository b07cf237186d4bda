"""附則, 別表, 様式, 章 and articles as plain paragraphs: whatever the format, none is swallowed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml

from assistant.core.packaged import packaged_folder
from assistant.rag.appendices import place_of, read_appendix, run_on
from assistant.rag.assembly import records_of
from assistant.rag.documents import Record
from assistant.rag.loaders.base import Draft
from assistant.rag.loaders.registry import LOADERS
from tests.rag.loaders.pdf_maker import make_pdf

TITLE = "架空市駐輪場規則"
HEAD = ["令和8年3月20日規則第9号"]
SUPPLEMENT = "この規則は、令和8年4月1日から施行する。"
ROWS = ["| 区分 | 額 |", "|---|---|", "| 自転車 | 100円 |"]


def text(lines: Sequence[str]) -> bytes:
    return "\n".join([TITLE, *lines]).encode()


def markdown(lines: Sequence[str]) -> bytes:
    body = "\n\n".join(lines).replace("|\n\n|", "|\n|")
    return f"# {TITLE}\n\n{body}\n".encode()


def tight_markdown(lines: Sequence[str]) -> bytes:
    return f"# {TITLE}\n{chr(10).join(lines)}\n".encode()


def bold_markdown(lines: Sequence[str]) -> bytes:
    heads = ("第", "附", "付", "別", "様", "（")
    marked = [f"**{line}**" if line.startswith(heads) and "。" not in line else line
              for line in lines]  # fmt: skip
    return markdown(marked)


def page(paragraphs: Sequence[str], title: str = TITLE) -> bytes:
    return f"<html><body><h1>{title}</h1>{''.join(paragraphs)}</body></html>".encode()


def html(lines: Sequence[str]) -> bytes:
    return page([f'<p align="center">{line}</p>' for line in lines])


def bold_html(lines: Sequence[str]) -> bytes:
    return page([f"<div><b>{line}</b><br></div>" for line in lines])


def docx(lines: Sequence[str], *, title: bool = True) -> bytes:
    document = Document()
    for line in [TITLE, *lines] if title else lines:
        paragraph = document.add_paragraph()
        paragraph.add_run(line).bold = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    return make_pdf([[TITLE, *lines]])


FORMATS: dict[str, tuple[str, Callable[[Sequence[str]], bytes]]] = {
    "text": (".txt", text),
    "markdown": (".md", markdown),
    "tight markdown": (".md", tight_markdown),
    "bold markdown": (".md", bold_markdown),
    "html": (".html", html),
    "bold html": (".html", bold_html),
    "docx": (".docx", docx),
    "pdf": (".pdf", pdf),
}


def load(suffix: str, content: bytes) -> list[Record]:
    draft = LOADERS[suffix](f"d/x{suffix}", content)
    assert isinstance(draft, Draft)
    return records_of(f"d/x{suffix}", draft, "hash")


def read(form: str, lines: Sequence[str]) -> dict[str, Record]:
    suffix, make = FORMATS[form]
    return {record.article: record for record in load(suffix, make(lines))}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "heading", ["附則", "附　則", "　　　附　則", "付　則", "附　則　抄", "【附則】"]
)
def test_a_supplement_that_is_a_paragraph_is_one(form: str, heading: str) -> None:
    lines = [*HEAD, "第1条　駐輪場を置く。", "第２条　使用料は、無料とする。", heading, SUPPLEMENT]
    records = read(form, lines)
    assert records["第2条"].text == "使用料は、無料とする。"
    assert records["附則"].text == SUPPLEMENT
    assert records["附則"].is_supplement
    assert records["第1条"].effective_from == 20260401


@pytest.mark.parametrize("form", FORMATS)
def test_a_supplement_on_one_line_is_one(form: str) -> None:
    records = read(form, [*HEAD, "第1条　駐輪場を置く。", f"附　則　{SUPPLEMENT}"])
    assert (records["第1条"].text, records["附則"].text) == ("駐輪場を置く。", SUPPLEMENT)
    assert records["第1条"].effective_from == 20260401


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("別表第1", "別表第1"),
        ("別表　第１（第２条関係）", "別表第1"),
        ("別表第１の２（第２条、第３条関係）", "別表第1の2"),
        ("別表第1　使用料", "別表第1"),
        ("別　表", "別表"),
        ("様式第２号の２（第３条関係）", "様式第2号の2"),
        ("第2号様式（第3条関係）", "様式第2号"),
        ("別記様式第3号", "様式第3号"),
        ("別紙", "別紙"),
    ],
)
def test_an_appendix_that_is_a_paragraph_is_one(form: str, heading: str, place: str) -> None:
    lines = [*HEAD, "第1条　駐輪場を置く。", "附則", SUPPLEMENT, heading, *ROWS]
    records = read(form, lines)
    assert records["附則"].text == SUPPLEMENT
    assert records[place].text.splitlines()[-1] == ROWS[-1]
    assert records[place].id.endswith(f"#{place}")
    assert not records[place].is_supplement


@pytest.mark.parametrize("form", FORMATS)
def test_articles_and_chapters_that_are_paragraphs_are_ones(form: str) -> None:
    lines = [
        *HEAD, "第１章　総則", "（目的）", "第１条　駐輪場を置く。", "２　前項の額は、無料とする。",
        "第二章　使用", "（使用料）", "第２条の２　使用料は、別表第1のとおりとする。",
        "第３条　第２条の規定は、準用しない。", "附則", SUPPLEMENT,
    ]  # fmt: skip
    records = read(form, lines)
    assert [record.path[0] for record in records.values() if record.article] == [
        "第１章 総則", "第二章 使用", "第二章 使用", "附則",
    ]  # fmt: skip
    assert records["第1条"].caption == "目的"
    assert records["第2条の2"].caption == "使用料"
    assert records["第2条の2"].text == "使用料は、別表第1のとおりとする。"
    assert records["第3条"].text == "第２条の規定は、準用しない。"
    assert records["第1条"].text.endswith("２　前項の額は、無料とする。")
    assert [span.paragraph for span in records["第1条"].spans] == [1, 2]


@pytest.mark.parametrize("form", FORMATS)
def test_prose_about_an_appendix_is_no_heading(form: str) -> None:
    said = [
        "別表 及び様式第1号の額とする。", "附則第2項の例による。", "別表第1に掲げる額とする。",
        "第2章 の規定は、準用しない。",
    ]  # fmt: skip
    records = read(form, [*HEAD, "第1条　次のとおりとする。", *said, "附則", SUPPLEMENT])
    assert records.keys() - {""} == {"第1条", "附則"}
    assert all(line in records["第1条"].text for line in said)


@pytest.mark.parametrize("form", FORMATS)
def test_an_appendix_without_text_is_kept_by_its_name(form: str) -> None:
    forms = ["様式第1号　使用申請書", "様式第2号"]
    records = read(form, [*HEAD, "第1条　駐輪場を置く。", "附則", SUPPLEMENT, *forms])
    assert records["様式第1号"].text == "使用申請書"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("附則（令和6年条例第12号）", "附則（令和6年条例第12号）"),
        ("附 則 （令和6年条例第12号） 抄", "附則（令和6年条例第12号）抄"),
        ("―　附　則　―", "附則"),
        ("別表第一（第二条（第三項を含む。）関係）", "別表第一（第二条（第三項を含む。）関係）"),
        ("別表第１　使用料　（第３条関係）", "別表第１ 使用料（第３条関係）"),
        ("別表のとおり", None),
        ("別表第1 のとおりとする。", None),
        ("様式は、市長が定める。", None),
        ("附則第3条", None),
        ("第1号 様式の変更", None),
    ],
)
def test_headings_of_appendices(line: str, heading: str | None) -> None:
    appendix = read_appendix(line)
    assert (appendix.heading if appendix else None) == heading


def test_places_have_one_form() -> None:
    names = ["別表第一の二（第3条関係）", "別記第２号様式", "別図第1", "別記", "様式", "附則"]
    assert [place_of(name) for name in names] == [
        "別表第1の2", "様式第2号", "別図第1", "別記", "様式", None,
    ]  # fmt: skip


def test_a_sentence_beside_its_heading_is_told_from_a_reference() -> None:
    assert run_on("附　則　この条例は、公布の日から施行する。")
    assert run_on("附則 第2項の規定は、適用しない。") is None


def test_a_heading_broken_at_the_width_of_a_page_is_one() -> None:
    broken = ["別表第1（第2条、第3条の2、", "第4条関係）", *ROWS]
    records = read("pdf", [*HEAD, "第1条　駐輪場を置く。", "附則", SUPPLEMENT, *broken])
    assert records["附則"].text == SUPPLEMENT
    assert records["別表第1"].caption == "第2条、第3条の2、第4条関係"


@pytest.mark.parametrize("heading", ["附\t則", "付\t則"])
def test_a_wide_gap_in_a_heading_of_a_page_makes_no_table(heading: str) -> None:
    lines = [*HEAD, "第1条　駐輪場を置く。", heading, SUPPLEMENT, heading, SUPPLEMENT]
    assert read("pdf", lines)["附則"].text == SUPPLEMENT


@pytest.mark.parametrize(
    "body",
    [
        "<p><b>附　則<br></b>{0}</p>",
        "<p><span>附　則<br>{0}</span></p>",
        "<pre>附　則\n　{0}\n</pre>",
        "<table><tr><td><p>附　則</p><p>{0}</p></td></tr></table>",
        "<table><tr><td>附　則<br>{0}</td></tr></table>",
        "<h4>附　則</h4><p>{0}</p>",
        "<center><font size=2>附　則</font></center>{0}",
    ],
)
def test_a_supplement_of_a_page_is_one_however_it_is_set(body: str) -> None:
    article = f"<p>{HEAD[0]}</p><p>第1条　駐輪場を置く。</p>"
    records = {r.article: r for r in load(".html", page([article, body.format(SUPPLEMENT)]))}
    assert (records["第1条"].text, records["附則"].text) == ("駐輪場を置く。", SUPPLEMENT)
    assert records["第1条"].effective_from == 20260401


def test_articles_of_a_page_that_is_one_table_are_read() -> None:
    rows = "<tr><td>区分</td><td>額</td></tr><tr><td>自転車</td><td>100円</td></tr>"
    lines = ["（目的）", "第1条　駐輪場を置く。", "第2条　額は、別表とする。", "別表"]
    inside = "".join(f"<p>{line}</p>" for line in lines) + f"<table>{rows}</table>"
    layout = f"<table><tr><td>案内</td><td>{inside}</td></tr></table>"
    records = {r.article: r for r in load(".html", page([layout]))}
    assert records["第1条"].caption == "目的"
    assert records["第2条"].text == "額は、別表とする。"
    assert records["別表"].text == "| 区分 | 額 |\n|---|---|\n| 自転車 | 100円 |"


def test_a_bold_number_begins_an_article_and_a_reference_does_not() -> None:
    lines = ["<b>第1条</b>駐輪場を置く。", "<a>第1条</a>の駐輪場は、<b>第2条</b>に定める。"]
    (record,) = load(".html", page([f"<p>{line}</p>" for line in lines]))
    assert record.article == "第1条"
    assert record.text == "駐輪場を置く。\n\n第1条の駐輪場は、第2条に定める。"


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_an_article_whose_text_is_its_heading_is_kept(suffix: str) -> None:
    lines = ["第1条　駐輪場を置く。", "第2条　削除", "附則", SUPPLEMENT]
    content = (
        page([f"<h3>{line}</h3>" for line in lines])
        if suffix == ".html"
        else f"# {TITLE}\n\n{''.join(f'## {line}{chr(10)}' for line in lines)}".encode()
    )
    records = {record.article: record for record in load(suffix, content)}
    assert (records["第1条"].text, records["第2条"].text) == ("駐輪場を置く。", "削除")
    assert records["附則"].text == SUPPLEMENT


@pytest.mark.parametrize("suffix", [".html", ".docx", ".md"])
def test_articles_that_are_headings_stay_in_their_chapter(suffix: str) -> None:
    lines = [("第1章　総則", 1), ("第1節　通則", 2), ("第1条（目的）", 3), ("駐輪場を置く。", 0),
             ("第2条（額）", 3), ("無料とする。", 0), ("附　則", 1), (SUPPLEMENT, 0)]  # fmt: skip
    if suffix == ".docx":
        document = Document()
        document.add_paragraph(TITLE)
        for line, level in lines:
            document.add_paragraph(line, f"Heading {level}" if level else None)
        out = io.BytesIO()
        document.save(out)
        content = out.getvalue()
    elif suffix == ".md":
        marked = "\n".join(f"{'#' * level}# {line}" if level else line for line, level in lines)
        content = f"# {TITLE}\n{marked}".encode()
    else:
        content = page([f"<h{level}>{line}</h{level}>" if level else f"<p>{line}</p>"
                        for line, level in lines])  # fmt: skip
    records = {record.article: record for record in load(suffix, content)}
    assert records["第2条"].path == ("第1章 総則", "第1節 通則", "第2条（額）")
    assert records["附則"].path == ("附則",)


def test_text_of_a_word_document_in_links_insertions_and_content_controls_is_read() -> None:
    document = Document()
    for line in [TITLE, *HEAD, "第1条　額は、", "第2条　市長が定める。", "附　則", SUPPLEMENT]:
        document.add_paragraph(line)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    run = "<w:r><w:t>{}</w:t></w:r>"
    linked = parse_xml(
        f'<w:p xmlns:w="{word}"><w:hyperlink>{run.format("別表")}</w:hyperlink>'
        f'<w:ins w:id="1" w:author="a">{run.format("のとおり")}</w:ins>'
        f'<w:del w:id="2" w:author="a"><w:r><w:delText>消</w:delText></w:r></w:del>'
        f"<w:r><w:ruby><w:rt>{run.format('さだ')}</w:rt><w:rubyBase>{run.format('定')}"
        f"</w:rubyBase></w:ruby></w:r>{run.format('める。')}</w:p>"
    )
    control = '<w:sdt xmlns:w="{}"><w:sdtPr>{}</w:sdtPr><w:sdtContent/></w:sdt>'
    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = document.element.body
    paragraphs = list(body.iterchildren())
    paragraphs[2].addnext(linked)
    kept, left_out = parse_xml(control.format(word, "")), parse_xml(control.format(word, contents))
    paragraphs[3].addnext(kept)
    kept[-1].append(paragraphs[3])
    paragraphs[1].addnext(left_out)
    left_out[-1].append(parse_xml(f'<w:p xmlns:w="{word}">{run.format("第1条（目次）")}</w:p>'))
    out = io.BytesIO()
    document.save(out)
    records = {record.article: record for record in load(".docx", out.getvalue())}
    assert records["第1条"].text == "額は、\n\n別表のとおり定める。"
    assert records["第2条"].text == "市長が定める。"
    assert records["附則"].text == SUPPLEMENT
    assert "目次" not in "".join(record.text + record.label for record in records.values())


@pytest.mark.parametrize("form", ["text", "docx", "pdf", "html"])
@pytest.mark.parametrize("above", [["令和8年3月20日", "規則第9号"], ["令和８年架空市規則第９号"]])
def test_a_title_below_day_and_number_is_the_title(form: str, above: list[str]) -> None:
    lines = [*above, TITLE, "第1条　駐輪場を置く。", "附則", SUPPLEMENT]
    made: dict[str, tuple[str, bytes]] = {
        "text": (".txt", "\n".join(lines).encode()),
        "docx": (".docx", docx(lines, title=False)),
        "pdf": (".pdf", make_pdf([lines])),
        "html": (".html", f"<title>例規</title><p>{'</p><p>'.join(lines)}</p>".encode()),
    }
    records = load(*made[form])
    assert {record.title for record in records} == {TITLE}
    assert [record.article for record in records] == ["", "第1条", "附則"]
    assert records[0].number.endswith("規則第9号")


def test_a_markdown_page_without_a_heading_is_read_by_its_title() -> None:
    lines = [f"**{TITLE}**", *HEAD, "**第1条**　駐輪場を置く。", "附則", "---", SUPPLEMENT]
    records = load(".md", "\n\n".join(lines).replace("附則\n\n-", "附則\n-").encode())
    assert {record.title for record in records} == {TITLE}
    assert [(r.article, r.text) for r in records[1:]] == [
        ("第1条", "駐輪場を置く。"), ("附則", SUPPLEMENT),
    ]  # fmt: skip


def test_a_title_in_front_matter_makes_an_ordinance() -> None:
    lines = ["---", f"題名: {TITLE}", "---", *HEAD, "第1条　駐輪場を置く。", "附則", SUPPLEMENT]
    records = load(".md", "\n".join(lines).encode())
    assert [(r.title, r.article) for r in records] == [
        (TITLE, ""), (TITLE, "第1条"), (TITLE, "附則"),
    ]  # fmt: skip


def test_articles_after_a_heading_of_contents_are_read() -> None:
    contents = ["## 目次", "", "- [第1章　総則](#a)（第1条）", "- 附則", ""]
    lines = [*contents, "第1章　総則", "", "第1条　駐輪場を置く。", "", "附則", SUPPLEMENT]
    records = read("tight markdown", lines)
    assert [(r.article, r.text) for r in records.values()] == [
        ("第1条", "駐輪場を置く。"), ("附則", SUPPLEMENT),
    ]  # fmt: skip
    assert records["第1条"].path[0] == "第1章 総則"


TABLE_HEADINGS = [
    "<table><caption>別表第1（第1条関係）</caption>{}</table>",
    '<table><tr><td colspan="2">別表第1（第1条関係）</td></tr>{}</table>',
]


@pytest.mark.parametrize("table", TABLE_HEADINGS)
def test_an_appendix_named_inside_its_table_is_one(table: str) -> None:
    rows = "<tr><td>区分</td><td>額</td></tr><tr><td>自転車</td><td>100円</td></tr>"
    lines = ["<p>第1条　駐輪場を置く。</p>", f"<p>附則</p><p>{SUPPLEMENT}</p>", table.format(rows)]
    records = {r.article: r for r in load(".html", page(lines))}
    assert records["附則"].text == SUPPLEMENT
    assert records["別表第1"].text == "| 区分 | 額 |\n|---|---|\n| 自転車 | 100円 |"


def test_an_appendix_named_inside_its_table_in_word_is_one() -> None:
    document = Document()
    for line in [TITLE, "第1条　駐輪場を置く。", "附則", SUPPLEMENT]:
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "別表第1（第1条関係）"
    table.cell(1, 0).text, table.cell(1, 1).text = "自転車", "100円"
    out = io.BytesIO()
    document.save(out)
    records = {record.article: record for record in load(".docx", out.getvalue())}
    assert records["附則"].text == SUPPLEMENT
    assert records["別表第1"].text.startswith("| 自転車 | 100円 |")


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_set_with_gaps_are_read(form: str) -> None:
    lines = [
        *HEAD, "第 １ 章　総　則", "第 １ 条　駐輪場を置く。", "第　２　条の２　無料とする。",
        "第３条の規定は、準用しない。", "附　則", SUPPLEMENT,
    ]  # fmt: skip
    records = read(form, lines)
    assert records.keys() - {""} == {"第1条", "第2条の2", "附則"}
    assert records["第1条"].path[0] == "第１章 総 則"


@pytest.mark.parametrize("line", ["- 別表第1", "・別表第1", "1. 附則"])
def test_an_entry_of_a_list_is_no_heading(line: str) -> None:
    assert read_appendix(line) is None


@pytest.mark.parametrize("line", ["&emsp;&emsp;附　則", "附則\\", "*附則*", "__付則__", "### 附則"])
def test_marks_of_markdown_around_a_heading_are_taken_off(line: str) -> None:
    lines = ["第1条　駐輪場を置く。", "", line, "", SUPPLEMENT]
    records = read("tight markdown", lines)
    assert (records["第1条"].text, records["附則"].text) == ("駐輪場を置く。", SUPPLEMENT)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("said", ["（令和7年3月31日限り廃止）", "(令和７年３月３１日廃止)"])
def test_a_repeal_above_the_first_article_is_no_caption(form: str, said: str) -> None:
    records = read(form, [*HEAD, said, "第1条　駐輪場を置く。", "附則", SUPPLEMENT])
    assert records["第1条"].caption == ""
    assert records["第1条"].effective_to == 20250331


SAMPLES = sorted(packaged_folder("guidelines").joinpath("samples").glob("*.md"))
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def plain(body: str) -> str:
    return HEADING.sub(r"\1", body)


def bold(body: str) -> str:
    return HEADING.sub(r"**\1**", body)


def tight(body: str) -> str:
    return re.sub(r"\n{2,}", "\n", plain(body))


def tagged(title: str, body: str) -> bytes:
    lines = [line for line in body.splitlines() if line.strip()]
    return page(
        [f"<h3>{line.lstrip('# ')}</h3>" if line[0] == "#" else f"<p>{line}</p>" for line in lines],
        title,
    )


SETTINGS: dict[str, Callable[[str, str], tuple[str, bytes]]] = {
    "paragraphs": lambda title, body: (".md", f"# {title}\n{plain(body)}".encode()),
    "bold": lambda title, body: (".md", f"# {title}\n{bold(body)}".encode()),
    "tight": lambda title, body: (".md", f"# {title}\n{tight(body)}".encode()),
    "text": lambda title, body: (".txt", f"{title}\n{plain(body)}".encode()),
    "html": lambda title, body: (".html", tagged(title, body)),
}


def told(record: Record) -> tuple[object, ...]:
    """What must not depend on how headings are set."""
    letters = re.sub(r"\s|\|---.*", "", record.text)
    place = record.id.partition("#")[2]
    facts = (record.number, record.effective_from, record.effective_to, record.is_supplement)
    return place, record.article, record.caption, *facts, letters


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_sample_is_read_the_same_however_its_headings_are_set(sample: Path, setting: str) -> None:
    content = sample.read_text(encoding="utf-8")
    title = HEADING.findall(content)[0]
    other = SETTINGS[setting](title, content.replace(f"# {title}\n", "", 1))
    wanted = [told(record) for record in load(".md", content.encode())]
    assert [told(record) for record in load(*other)] == wanted


@pytest.mark.parametrize("above", [[], ["令和8年3月20日\n規則第9号"]])
def test_a_title_of_word_over_two_lines_is_one(above: list[str]) -> None:
    lines = [*above, "架空市駐輪場\n管理規則", "第1条　駐輪場を置く。", "附則", SUPPLEMENT]
    records = load(".docx", docx(lines, title=False))
    assert {record.title for record in records} == {"架空市駐輪場 管理規則"}
    assert [record.article for record in records if record.article] == ["第1条", "附則"]


def test_a_row_of_a_table_is_no_title() -> None:
    document = Document()
    document.add_table(rows=1, cols=2).cell(0, 0).text = "甲"
    document.add_paragraph("本文。")
    out = io.BytesIO()
    document.save(out)
    assert {record.title for record in load(".docx", out.getvalue())} == {"x"}
