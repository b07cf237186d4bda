"""The case library: what a file must hold, what is found, and what a case turns into."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.case_forms import blank_form, render
from assistant.conversation.cases import Case, CaseLibrary, FieldKind, Risk, Task, load_cases
from assistant.core.errors import ConfigurationError, InputError
from assistant.core.packaged import packaged_folder

SHIPPED = packaged_folder("guidelines") / "cases"
WHOLE = """
number = 7
id = "minutes"
title = "会議のメモから議事録の案を作る"
task = "会議記録"
risk = 2
owner = "総務課"
updated = 2026-04-01
keywords = ["要点筆記"]
check = "決まったことをメモで確かめる。"
prompt = \"\"\"
次のメモから議事録の案を作ってください。
{length}字以内にしてください。
会議の日は{day}、形は{form}です。
{notes}
\"\"\"

[[fields]]
name = "length"
label = "字数"
kind = "number"
required = false
max_length = 5
help = "例: 800"

[[fields]]
name = "day"
label = "会議の日"
kind = "date"
max_length = 20
help = "例: 2026-04-01"

[[fields]]
name = "form"
label = "形"
kind = "choice"
max_length = 10
help = "選ぶ"
options = ["箇条書き", "表"]

[[fields]]
name = "notes"
label = "メモ"
kind = "text"
max_length = 30
help = "貼る"
"""
VALUES = {"day": "2026-04-01", "form": "表", "notes": "予算の話"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of one case without a fault."""
    (tmp_path / "minutes.toml").write_text(WHOLE, encoding="utf-8")
    return tmp_path


def the_case(folder: Path) -> Case:
    """The only case of a folder."""
    library = load_cases(folder)
    assert library.faults == ()
    return library.cases[0]


def test_case_is_read_with_its_types(folder: Path) -> None:
    case = the_case(folder)
    assert (case.number, case.id, case.task, case.risk) == (7, "minutes", Task.MINUTES, 2)
    assert [field.kind for field in case.fields] == [
        FieldKind.NUMBER,
        FieldKind.DATE,
        FieldKind.CHOICE,
        FieldKind.TEXT,
    ]
    assert [field.required for field in case.fields] == [False, True, True, True]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('task = "会議記録"', 'task = "遊び"', "minutes.toml: task: must be '下書き'"),
        ("risk = 2", "risk = 3", "minutes.toml: risk: must be 1 or 2"),
        ("number = 7", "number = 0", "minutes.toml: number: must be 1 or more"),
        ("number = 7", "", "minutes.toml: number: is missing; write it"),
        ("number = 7", "numbr = 7\nnumber = 7", "minutes.toml: numbr: "),
        ("updated = 2026-04-01", 'updated = "春"', "minutes.toml: updated: must be a day"),
        ('id = "minutes"', 'id = "Minutes"', "minutes.toml: id: "),
        (
            'id = "minutes"',
            'id = "notes"',
            "minutes.toml: id: must be the name of the file, 'minutes'",
        ),
        ('check = "決まったことをメモで確かめる。"', "", "minutes.toml: check: is missing; a case"),
        ("{length}字", "{lenght}字", "minutes.toml: prompt: {lenght} is no field"),
        ("{length}字", "800字", "minutes.toml: fields.1.name: length is not in the prompt"),
        ("{notes}", "{notes} {", "minutes.toml: prompt: a brace that is no {name}"),
        ("{notes}", "{notes.__class__}", "minutes.toml: prompt: a brace that is no {name}"),
        ('name = "day"', 'name = "form"', "minutes.toml: fields.3.name: form stands twice"),
        ('name = "day"', 'name = "日"', "minutes.toml: fields.2.name: "),
        (
            'options = ["箇条書き", "表"]',
            'options = ["表", "表"]',
            "minutes.toml: fields.3.options: a choice needs two or more",
        ),
        (
            'kind = "choice"',
            'kind = "text"',
            'minutes.toml: fields.3.options: only a field of kind "choice"',
        ),
        ("max_length = 10", "max_length = 2", "minutes.toml: fields.3.max_length: is shorter than"),
        ("max_length = 30", "max_length = 0", "minutes.toml: fields.4.max_length: must be 1 or"),
        ('help = "貼る"', 'help = "貼る"\ncolour = 1', "minutes.toml: fields.4.colour: "),
        ("risk = 2", "risk = ", "minutes.toml: file: not valid TOML"),
    ],
)
def test_fault_is_one_line_with_file_key_and_remedy(
    folder: Path, old: str, new: str, fault: str
) -> None:
    path = folder / "minutes.toml"
    assert old in WHOLE
    path.write_text(WHOLE.replace(old, new), encoding="utf-8")
    library = load_cases(folder)
    assert library.cases == ()
    lines = [str(each) for each in library.faults]
    assert any(line.startswith(fault) for line in lines), lines
    assert not any("\n" in line for line in lines)


def test_faulty_file_does_not_keep_others_out(folder: Path) -> None:
    (folder / "broken.toml").write_text("number = [", encoding="utf-8")
    (folder / "sjis.toml").write_bytes("title = '会議'".encode("cp932"))
    library = load_cases(folder)
    assert [case.id for case in library.cases] == ["minutes"]
    assert [fault.file for fault in library.faults] == ["broken.toml", "sjis.toml"]


def test_second_case_with_a_number_is_named_and_left_out(folder: Path) -> None:
    twin = WHOLE.replace('id = "minutes"', 'id = "twin"')
    (folder / "twin.toml").write_text(twin, encoding="utf-8")
    library = load_cases(folder)
    assert [str(fault) for fault in library.faults] == [
        "twin.toml: number: 7 is the number of minutes.toml; choose a free one"
    ]
    assert [case.id for case in library.cases] == ["minutes"]


def test_missing_folder_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"conversation\.cases"):
        load_cases(tmp_path / "nowhere")


def test_render_fills_the_blanks_and_leaves_out_empty_optional_lines(folder: Path) -> None:
    case = the_case(folder)
    assert render(case, VALUES) == (
        "次のメモから議事録の案を作ってください。\n会議の日は2026年4月1日、形は表です。\n予算の話"
    )
    assert "1,200字以内" in render(case, VALUES | {"length": "1,200"})


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("day", "", "minutes: day: is missing; set it (date)"),
        ("day", "あした", "minutes: day: must be a day, such as 2026-04-01"),
        ("day", "2026-02-30", "minutes: day: must be a day, such as 2026-04-01"),
        ("form", "絵", "minutes: form: must be one of 箇条書き, 表"),
        ("length", "八百", "minutes: length: must be a number, such as 300"),
        ("notes", "あ" * 31, "minutes: notes: must have 30 characters or fewer"),
        ("colour", "赤", "minutes: colour: no such field; fields: day, form, length, notes"),
    ],
)
def test_value_that_does_not_fit_names_its_field(
    folder: Path, name: str, value: str, told: str
) -> None:
    with pytest.raises(InputError) as caught:
        render(the_case(folder), VALUES | {name: value})
    assert caught.value.message == told


@given(notes=st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip())))
def test_value_stands_in_the_question_as_it_is(notes: str) -> None:
    """Also if it looks like a blank: values are not filled in again."""
    case = load_cases(SHIPPED).find("table-check")
    assert case is not None
    assert render(case, {"percent": "20", "table": notes}).endswith(notes.strip())


def test_value_that_looks_like_a_blank_is_not_filled(folder: Path) -> None:
    assert render(the_case(folder), VALUES | {"notes": "{day}"}).endswith("{day}")


def test_form_shows_labels_in_place_of_blanks(folder: Path) -> None:
    form = blank_form(the_case(folder))
    assert "【字数】字以内" in form
    assert "{" not in form


def test_case_is_found_by_number_in_any_width_and_by_id(folder: Path) -> None:
    library = load_cases(folder)
    assert library.find("7") is library.find("７") is library.find(" minutes ") is not None
    assert library.find("8") is None


@pytest.fixture(scope="module")
def shipped() -> CaseLibrary:
    """The library that `init` copies."""
    return load_cases(SHIPPED)


def test_shipped_library_is_whole(shipped: CaseLibrary) -> None:
    assert [str(fault) for fault in shipped.faults] == []
    assert len(shipped.cases) >= 25
    assert {case.task for case in shipped.cases} == set(Task)
    assert {case.risk for case in shipped.cases} == set(Risk)
    numbers = [case.number for case in shipped.cases]
    assert numbers == sorted(set(numbers))


def test_every_shipped_case_makes_a_question(shipped: CaseLibrary) -> None:
    samples = {FieldKind.TEXT: "例", FieldKind.NUMBER: "3", FieldKind.DATE: "2026-10-24"}
    for case in shipped.cases:
        values = {
            field.name: field.options[0] if field.options else samples[field.kind]
            for field in case.fields
        }
        text = render(case, values)
        assert "{" not in text
        assert "○○○○" not in text
        for field in case.fields:
            assert len(field.options or ("a", "b")) >= 2


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("議事録", "minutes-summary"),
        ("議事録作成", "minutes-summary"),
        ("エクセル 関数", "excel-formula"),
        ("ＥＸＣＥＬ", "excel-formula"),
        ("メール 校正", "proofread-mail"),
        ("条文", "summarise-ordinance"),
        ("英訳", "translate-notice"),
        ("想定問答 議会", "council-questions"),
        ("あいさつ", "greeting"),
    ],
)
def test_words_find_the_case_staff_mean(shipped: CaseLibrary, words: str, first: str) -> None:
    assert shipped.search(words)[0].id == first


def test_words_that_fit_nothing_find_nothing(shipped: CaseLibrary) -> None:
    assert shipped.search("宇宙飛行士 打ち上げ") == []
    assert shipped.search("議事録 宇宙飛行士") == []


def test_no_words_find_all_by_number(shipped: CaseLibrary) -> None:
    assert shipped.search(" ") == list(shipped.cases)
