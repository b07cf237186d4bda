"""A question made from a case is known by the case's words; any other is not."""

from __future__ import annotations

import pytest

from assistant.conversation.case_forms import render
from assistant.conversation.case_use import CaseRecogniser
from assistant.conversation.cases import Case, CaseLibrary, FieldKind, load_cases
from assistant.core.packaged import packaged_folder

SHIPPED = load_cases(packaged_folder("guidelines") / "cases")
RECOGNISER = CaseRecogniser(SHIPPED)
VALUES = {FieldKind.TEXT: "窓口の予約のこと", FieldKind.NUMBER: "12", FieldKind.DATE: "2026-10-24"}


def filled(case: Case, *, is_optional_filled: bool) -> str:
    """A case with some value in every field."""
    return render(
        case,
        {
            field.name: field.options[0] if field.options else VALUES[field.kind]
            for field in case.fields
            if field.required or is_optional_filled
        },
    )


@pytest.mark.parametrize("is_optional_filled", [True, False])
@pytest.mark.parametrize("case", SHIPPED.cases, ids=lambda case: case.id)
def test_every_shipped_case_is_known_again(case: Case, *, is_optional_filled: bool) -> None:
    question = filled(case, is_optional_filled=is_optional_filled)
    assert RECOGNISER.case_of(question) == case.id
    assert RECOGNISER.case_of(question.replace("\n", " ")) == case.id


def test_form_with_a_clause_taken_out_is_known_again() -> None:
    case = SHIPPED.find("minutes-summary")
    assert case is not None
    question = filled(case, is_optional_filled=False)
    shorter = question.replace("メモにないことは書かないでください。", "")
    assert shorter != question
    assert RECOGNISER.case_of(shorter) == "minutes-summary"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "出張の旅費は、何日以内に精算しますか",
        "次の文書を要約してください。",
        "議事録の案を作ってください。",
        "あなたは市役所の職員です。次の行事の案内文を書いてください。",
    ],
)
def test_question_of_ones_own_is_no_case(question: str) -> None:
    assert RECOGNISER.case_of(question) is None


def test_empty_library_knows_nothing() -> None:
    assert CaseRecogniser(CaseLibrary()).case_of("何でも") is None
