"""SensitiveRecognizer: sensitive words beside a person, and words that are nobody's."""

from __future__ import annotations

import pytest

from assistant.filters.lexicon import sensitive_words as words
from assistant.filters.nlp_engine import JapaneseArtifacts, Reading
from assistant.filters.normalize import normalize
from assistant.filters.recognizers.sensitive import TERM, SensitiveRecognizer, terms_in
from assistant.filters.settings import FilterSettings
from tests.filters.recognizers.cases import BLOCKS_FROM, surfaces

RECOGNIZER = SensitiveRecognizer(FilterSettings())


def found(text: str) -> list[str]:
    """The surfaces beside names that need no model: honorifics and labels show them."""
    artifacts = JapaneseArtifacts(Reading((), ()), None)  # type: ignore[arg-type]
    text = normalize(text).text
    results = RECOGNIZER.analyze(text, ["SENSITIVE"], artifacts)
    return [text[one.start : one.end] for one in results if one.score >= BLOCKS_FROM]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "佐野様はアルツハイマー型認知症です。", ["アルツハイマー型認知症"], id="illness"
        ),
        pytest.param("佐野様は胃がんの疑いです。", ["胃がん"], id="illness by its ending"),
        pytest.param("佐野様は療養中です。", ["療養"], id="treatment"),
        pytest.param("佐野様は療育手帳を持つ。", ["療育手帳"], id="disability"),
        pytest.param("佐野様は要介護3です。", ["要介護3"], id="care"),
        pytest.param("佐野様に窃盗の前科がある。", ["窃盗の前科"], id="crime"),
        pytest.param("佐野様はストーカー被害で転居した。", ["ストーカー被害"], id="harm"),
        pytest.param("佐野様はエホバの証人の信者です。", ["エホバの証人の信者"], id="creed"),
        pytest.param("佐野様は生活保護を受けている。", ["生活保護"], id="welfare"),
        pytest.param("氏名：佐野花子\n年齢：40\n病名：うつ病\n", ["うつ病"], id="record of fields"),
    ],
)
def test_sensitive_words_beside_a_person_block(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("認知症の予防について講座を開きます。", id="nobody"),
        pytest.param("佐野様から電話。生活保護の制度を説明した。", id="another sentence"),
        pytest.param("佐野様が生活保護の窓口に来た。", id="office"),
        pytest.param("佐野様が認知症サポーターになった。", id="scheme"),
        pytest.param("佐野様は認知症の方への対応を学んだ。", id="people in general"),
        pytest.param("佐野様は喘息なし。", id="denied"),
        pytest.param("佐野様から通信障害の連絡。", id="no disability"),
        pytest.param("氏名：佐野花子\n\n\n認知症の方の数：12", id="another record"),
    ],
)
def test_words_that_are_nobodys_do_not(text: str) -> None:
    assert found(text) == []


def test_a_post_one_person_holds_is_a_person() -> None:
    text = "東浜小学校の校長が脳梗塞で倒れた。"
    assert surfaces(SensitiveRecognizer, text) == ["脳梗塞"]
    assert surfaces(SensitiveRecognizer, "小学校の校長が脳梗塞で倒れた。") == []


def test_the_reasons_name_the_kind_and_the_tie_without_the_text() -> None:
    artifacts = JapaneseArtifacts(Reading((), ()), None)  # type: ignore[arg-type]
    (result,) = RECOGNIZER.analyze("佐野様は要介護3です。", ["SENSITIVE"], artifacts)
    reasons = result.analysis_explanation.textual_explanation
    assert reasons == "disability or care, same sentence"


@pytest.mark.parametrize(
    "word",
    [
        *words.DISEASES, *words.TREATMENTS, *words.DISABILITIES, *words.CRIMES, *words.HARMS,
        *words.CREEDS, *words.WELFARE, "うつで休職", "もうつの治療", "胃がん", "早期がん", "乳癌",
        "吸収不全症候群", "骨腫瘍", "顔面麻痺", "呼吸不全症", "敗血症", "関節炎症", "胃潰瘍",
        "尿路結石", "骨肉腫", "メニエール病", "要介護 3", "要支援2", "障害支援区分4", "障害等級2級",
        "手帳B1判定", "入院中", "通院歴", "療養のため", "治療を受けて", "透析中", "服薬した",
        "休職しま", "手術を受けた", "投薬中", "処方され", "検査で陽性", "陽性と判定",
    ],
)  # fmt: skip
def test_a_word_is_found_in_the_lines_that_hold_a_part_of_it(word: str) -> None:
    text = f"記録\n{word}\n以上"

    everywhere = [found.span() for found in TERM.finditer(text)]

    assert everywhere
    assert [found.span() for found in terms_in(text)] == everywhere
