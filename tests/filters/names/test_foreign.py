"""Names from abroad, by form and lists alone."""

from __future__ import annotations

import pytest

from assistant.filters.names.foreign import from_abroad


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("LE VAN MINHの更新", "LE VAN MINH", id="capitals"),
        pytest.param("グエン・ティ・ランの更新", "グエン・ティ・ラン", id="katakana with dots"),
        pytest.param("番号 12 グエン ティ ラン", "グエン ティ ラン", id="katakana with blanks"),
        pytest.param("Aziza Karimova(アジザ カリモヴァ)", "Aziza Karimova", id="read out"),
        pytest.param("My neighbor Aziza Karimova", "Aziza Karimova", id="whose"),
        pytest.param("Hello, my name is Anara Bekova.", "Anara Bekova", id="introduces herself"),
        pytest.param("To: Kajiura, Sayuri", "Kajiura, Sayuri", id="family name and comma"),
        pytest.param("KAJIURA, Tetsuoの名刺", "KAJIURA, Tetsuo", id="family name in capitals"),
        pytest.param("Kusumi, M. と", "Kusumi, M.", id="initial behind"),
        pytest.param("名札をM.Kusumiに", "M.Kusumi", id="initial before"),
        pytest.param("Hi Shiomi-san, thank you", "Shiomi", id="called san"),
        pytest.param("「Nováková です。席は?」", "Nováková", id="says who speaks"),
        pytest.param("Lindqvistと申します", "Lindqvist", id="humbly"),
        pytest.param("I am Søren Ågård from Aarhus", "Søren Ågård", id="letters with marks"),
        pytest.param("Élise, mother of Noé (5)", "Noé", id="mother of whom"),
        pytest.param("世帯主 María García Pérez", "María García Pérez", id="marks left out"),
    ],
)
def test_a_name_from_abroad_is_a_candidate(text: str, name: str) -> None:
    assert name in [one.text_in(text) for one in from_abroad(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("カフェ・ド・ラ・ペ", id="shop"),
        pytest.param("Microsoft Word Online", id="product"),
        pytest.param("システム サーバー メンテナンス", id="three words"),
        pytest.param("Harbor Trading(ハーバー トレーディング)", id="firm read out"),
        pytest.param("The resident Registration Section", id="section"),
        pytest.param("Sincerely, International Relations Section", id="section that signs"),
        pytest.param("Kusatsu, Shigaの地図", id="a town and its province"),
        pytest.param("HAGI, Yamaguchiの観光", id="a town in capitals"),
        pytest.param("Reception, Taxの宛先", id="two desks"),
        pytest.param("Table, A. と Figure, B.", id="figures of a paper"),
        pytest.param("名札をNo.1にする", id="number"),
        pytest.param("Mt. Fuji-san", id="mountain"),
        pytest.param("「Excelです。関数は」", id="program"),
        pytest.param("資料はPDFです。", id="file"),
        pytest.param("The mother of Japanese tea", id="mother of no child"),
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert list(from_abroad(text)) == []


@pytest.mark.parametrize(
    ("text", "is_called"),
    [
        pytest.param("Rai Qwerty(子はアルナ)", True, id="whose child"),
        pytest.param("Rai Qwerty(34歳)", True, id="how old"),
        pytest.param("Rai Qwerty(1988.2.3)", True, id="born when"),
        pytest.param("Rai Qwerty(2階)", False, id="where"),
        pytest.param("Rai Qwerty(子育て支援の講座)", False, id="what is held"),
    ],
)
def test_brackets_say_that_it_is_somebody(text: str, is_called: bool) -> None:
    found = [one for one in from_abroad(text) if "foreign_latin" in one.evidence]
    assert [("called_person" in one.evidence) for one in found] == [is_called]
