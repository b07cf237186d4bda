"""Persons' names: found in every form, and not seen in places, shops, offices and history."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.finding import Finding

pytestmark = pytest.mark.nlp


def people(analyzer: TextAnalyzer, text: str) -> list[Finding]:
    return [one for one in analyzer.analyze(text).findings if one.entity == "PERSON"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("高橋さんから苦情の電話がありました", "高橋", id="surname with honorific"),
        pytest.param("昨日、古川氏と面談した", "古川", id="氏"),
        pytest.param("森様への返信文を", "森", id="one character"),
        pytest.param("平さんに平服でお越しくださいと伝える文", "平", id="surname like an era"),
        pytest.param("おおのさんの件、折り返し不要", "おおの", id="hiragana surname"),
        pytest.param("翔太くんが給食で転んだ", "翔太", id="given name with くん"),
        pytest.param("近藤　誠一郎　様", "近藤　誠一郎", id="full-width blanks"),
        pytest.param("近藤誠一郎様への通知", "近藤誠一郎", id="no blank"),
        pytest.param("ｺﾝﾄﾞｳ ｾｲｲﾁﾛｳ様", "ｺﾝﾄﾞｳ ｾｲｲﾁﾛｳ", id="half-width katakana"),
        pytest.param("こんどう せいいちろう様", "こんどう せいいちろう", id="hiragana full name"),
        pytest.param("ゴンザレス・マリアさんの在留期間", "ゴンザレス・マリア", id="foreign name"),
        pytest.param("Ms. Yuki Tanakaへの英文メール", "Yuki Tanaka", id="romaji"),
        pytest.param("⾼橋さんの件", "⾼橋", id="Kangxi radicals"),
        pytest.param("高\u200b橋さんの件", "高\u200b橋", id="invisible character inside"),
        pytest.param("関（せき）さんの分納計画", "関（せき）", id="reading in brackets"),
        pytest.param("担当者名　細川", "細川", id="field and blank"),
        pytest.param("受付の当番表\n7/21 午前 細川\n", "細川", id="half a day on duty"),
        pytest.param("校正 高橋さん、昨日は", "高橋", id="word and blank before"),
        pytest.param("氏名：水野さやか", "水野さやか", id="field"),
        pytest.param("氏名：水野健太郎　住所：架空市", "水野健太郎", id="fields on one line"),
        pytest.param("氏名　水野健太郎　住所　架空市本町", "水野健太郎", id="labels and blanks"),
        pytest.param("古文書講座の申込 水野健太郎", "水野健太郎", id="a course in history"),
        pytest.param("お名前は「西岡 渚」です", "西岡 渚", id="field in a sentence"),
        pytest.param('{"name": "永井 浩二", "age": 40}', "永井 浩二", id="JSON key"),
        pytest.param("申請者 松下健太郎 に連絡", "松下健太郎", id="role before"),
        pytest.param("担当は広報課の早川です。", "早川", id="introduction"),
        pytest.param("森口課長補佐に決裁を依頼する", "森口", id="staff with title"),
        pytest.param("久保田区長の要望をまとめて", "久保田", id="post that is no public office"),
        pytest.param("藤本宅の前の側溝", "藤本", id="house"),
        pytest.param("松田の息子が不登校で", "松田", id="family"),
        pytest.param("残日数の式。小野 純 付与20", "小野 純", id="pair without anything else"),
        pytest.param("岩田・村田・平井の3人で設営", "村田", id="list of people"),
    ],
)
def test_a_name_is_found_whole(text_analyzer: TextAnalyzer, text: str, name: str) -> None:
    assert name in [text[one.start : one.end] for one in people(text_analyzer, text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("松本市と長野市の人口を比較して", id="cities"),
        pytest.param("４　内　容　(1) 飲料水\n５　任　期　令和８年４月から", id="headings"),
        pytest.param(
            "会議録署名議員に、４番稲葉みどり君、15番大和田勇君を指名いたします。",
            id="council seats",
        ),
        pytest.param("各課　文書主任　様", id="whoever has a duty"),
        pytest.param("和田、永田、北野の3地区で点検", id="list of districts"),
        pytest.param("中村橋の架け替え。迂回路は上田通り", id="bridge and street"),
        pytest.param("神田川の氾濫危険水位", id="river"),
        pytest.param("南大津駅前の駐輪場", id="station"),
        pytest.param("井上町の自治会館の使用料", id="town"),
        pytest.param("大塚医院と吉田内科の休日当番表", id="clinics"),
        pytest.param("佐々木工務店様からの見積書", id="shop with honorific"),
        pytest.param("前田建設工業と大成建設のJV", id="companies"),
        pytest.param("川口支所長の決裁", id="branch office"),
        pytest.param("宮本町長の年頭あいさつ", id="official, title after"),
        pytest.param("市長 宮本一志 の式辞", id="official, title before"),
        pytest.param("岡田議員から質問がありました。岡田議員への答弁は", id="member of a council"),
        pytest.param("坂本龍馬と勝海舟の関係", id="history"),
        pytest.param("○議長（中川一郎君） 8番 田村君。○8番（田村実議員）", id="minutes"),
        pytest.param("西川と東川の合流点。藩主の松平家の別邸", id="rivers and clans"),
        pytest.param("特産品は佐藤錦、津田かぶです。", id="products"),
        pytest.param("山田太郎様、のように記入例を", id="sample name"),
        pytest.param("Aさん、Bさんの当番表", id="placeholders"),
        pytest.param("〇〇様、○○さん", id="circles"),
        pytest.param("保護者の皆様、お客様、ご担当者様", id="honorific without a name"),
        pytest.param("患者さんと業者さんと魚屋さん", id="trades"),
        pytest.param("様式第3号と同様の仕様、多様な氏名欄", id="様 and 氏 in words"),
        pytest.param("氏名：　　　住所：　　　", id="empty fields"),
        pytest.param("くまモンとマイナちゃんの着ぐるみ", id="characters"),
        pytest.param("Microsoft Excelの使い方", id="Latin words"),
        pytest.param("Python Scriptで集計する", id="capitalised words"),
    ],
)
def test_what_is_no_private_person_is_let_through(text_analyzer: TextAnalyzer, text: str) -> None:
    assert people(text_analyzer, text) == []


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("番号,氏名,年齢\n1,谷口 優子,40\n2,片山 誠,38", id="csv"),
        pytest.param("番号\t氏名\n1\t谷口 優子\n2\t片山 誠", id="tsv"),
        pytest.param("| 氏名 | 年齢 |\n|---|---|\n| 谷口 優子 | 40 |\n| 片山 誠 | 38 |", id="md"),
    ],
)
def test_the_column_of_names_is_names(text_analyzer: TextAnalyzer, table: str) -> None:
    found = [table[one.start : one.end] for one in people(text_analyzer, table)]
    assert found == ["谷口 優子", "片山 誠"]


def test_family_and_given_name_in_columns_of_their_own(text_analyzer: TextAnalyzer) -> None:
    table = "姓,名,課\n谷口,優子,税務課\n片山,誠,福祉課"
    found = [table[one.start : one.end] for one in people(text_analyzer, table)]
    assert found == ["谷口", "優子", "片山", "誠"]


def test_a_table_of_facilities_is_let_through(text_analyzer: TextAnalyzer) -> None:
    table = "|施設|所在地|\n|---|---|\n|中村会館|中村町|\n|西田公園|西田町|"
    assert people(text_analyzer, table) == []


def test_one_name_at_the_end_of_a_long_text_is_found(text_analyzer: TextAnalyzer) -> None:
    text = "窓口の動線を見直し、待ち時間を減らす。" * 150 + "礼状は高橋さんに送る。"
    (finding,) = people(text_analyzer, text)
    assert text[finding.start : finding.end] == "高橋"


def test_the_evidence_is_told(text_analyzer: TextAnalyzer) -> None:
    (finding,) = people(text_analyzer, "高橋さんの件")
    assert "honorific" in finding.reasons


def test_an_official_in_role_does_not_hide_a_resident(text_analyzer: TextAnalyzer) -> None:
    text = "岡田市長への要望。提出者は岡田様です。"
    found = people(text_analyzer, text)
    assert [(one.start, one.end) for one in found] == [(13, 15)]
