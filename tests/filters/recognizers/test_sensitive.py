"""SensitiveRecognizer: sensitive words beside a person, and words that are nobody's."""

from __future__ import annotations

import pytest

from assistant.filters.nlp_engine import JapaneseArtifacts, Reading
from assistant.filters.normalize import normalize
from assistant.filters.recognizers.sensitive import SensitiveRecognizer
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
