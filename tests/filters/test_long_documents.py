"""What long documents hold beside people: passed, while somebody beside it is still found."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer

pytestmark = pytest.mark.nlp


def found(analyzer: TextAnalyzer, text: str) -> list[str]:
    return [text[one.start : one.end] for one in analyzer.analyze(text).findings]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("落札 三宅化成工業(株)、3者の応札", id="blank inside a firm's line"),
        pytest.param("・佐藤橋 佐藤姓の人が架けたのではない。", id="bridge before a blank"),
        pytest.param("・次郎淵 河童の兄弟の話。", id="pool called by a given name"),
        pytest.param("四の間 フェノロサの調べた仏画。", id="numbered room"),
        pytest.param("船絵馬。施主は「本町 中」とだけある。", id="all of a town"),
        pytest.param("鵜沢こどもクリニックと宗像ひふ科は休み。", id="clinic with kana"),
        pytest.param("小さな祠を、村では「ひろさん」と呼びます。", id="shrine"),
        pytest.param("親子の三毛を、職員は『トラキチさん』と呼びます。", id="cat"),
        pytest.param(
            "「ハルくん」と「おねさん」は、隣の市のキャラクターである。", id="mascots in a sentence"
        ),
        pytest.param("もりぞう君の帽子がほしい。(市のキャラクター)", id="mascot in brackets"),
        pytest.param("公園の名称は「原」の一字です。「原さん」ではありません。", id="a word"),
        pytest.param("高野豆腐の「高野」が名字だと思っていた。", id="part of a word"),
        pytest.param("プリンターの名前は PRN-3F-01 の形。", id="code"),
        pytest.param("【記入例】(申請者) フリガナ ヤマダ ハナコ", id="sample in kana"),
        pytest.param("三宅化成工業の所在地は、緑市東町工業団地3-2。", id="place of a firm"),
        pytest.param("夜間の宿直は 0538-31-1111 です。", id="night duty"),
        pytest.param("下水道課\t班長、作業3\t0538-31-7070(施設)", id="number of a facility"),
        pytest.param("弁当は、みなと食堂(0799-64-0288)に頼む。", id="dining hall"),
        pytest.param("在庫 4417-203958 個", id="counted goods"),
        pytest.param("駅名\t関係\n草津\t起点\n守山\t終点", id="relation of places"),
        pytest.param("地元では「源さん橋」と呼ばれる橋です。", id="bridge called by somebody"),
        pytest.param("注 高橋は「たかばし」と読む。人名の「たかはし」ではない。", id="no name"),
        pytest.param("優勝 浜田FC 最優秀選手 浜田FCの10番", id="club behind a title"),
        pytest.param("「田中さんにつないで」と言われたら、課の名をたずねる。", id="may say"),
        pytest.param(
            "算数の教材\n1 ゆみさんは、けんじさんの2倍で、36本あります。\n2 何本になりますか。",
            id="exercise",
        ),
        pytest.param("架空の宛名 〒000-0000 ○○市△△町1-1-1 試験 太郎 様", id="sample address"),
        pytest.param("1班 東の1番地から18番地まで", id="how far"),
        pytest.param("通報 119番 18,224件", id="number to dial and a figure"),
        pytest.param("「八兵衛茶屋」は Hachibei Teahouse とする。", id="house in English"),
        pytest.param("英語は三者通話(077-500-0099)で受ける。", id="interpreters"),
    ],
)
def test_what_is_nobodys_passes(text_analyzer: TextAnalyzer, text: str) -> None:
    assert found(text_analyzer, text) == []


@pytest.mark.parametrize(
    ("text", "person"),
    [
        pytest.param("落札の件で 鵜沢 渚宅に電話", "鵜沢 渚", id="somebody's house"),
        pytest.param("佐藤橋 鵜沢 渚さんの苦情", "鵜沢 渚", id="behind a bridge"),
        pytest.param("亡佐藤 渚の相続", "佐藤 渚", id="one character before the family"),
        pytest.param("一の間 鵜沢 渚が展示", "鵜沢 渚", id="behind a room"),
        pytest.param("施主は「本町 忠」とある。", "本町 忠", id="family like a town"),
        pytest.param("佐々木こどもさんの件で来庁", "佐々木", id="no clinic"),
        pytest.param("祠の隣に住む人を、村では「ひろさん」と呼ぶ。", "ひろ", id="beside a shrine"),
        pytest.param("「鵜沢さん」は、人気のキャラクターである。", "鵜沢", id="family as mascot"),
        pytest.param("電話の相手は「原さん」ではありません。", "原", id="who it was not"),
        pytest.param("高野豆腐の「高野」さんが来庁", "高野", id="called behind the brackets"),
        pytest.param("署名は Smith です", "Smith", id="no code"),
        pytest.param("三宅さん宅の前の溝", "三宅", id="house of a family like a house"),
        pytest.param("当直は鵜沢 渚 0538-31-1111 です。", "鵜沢 渚", id="who is on duty"),
        pytest.param("当直は鵜沢 渚 0538-31-1111 です。", "0538-31-1111", id="whose number"),
        pytest.param("みなと食堂の鵜沢さん 0799-64-0288", "0799-64-0288", id="cook"),
        pytest.param("地元では「源さん」と呼ばれる人です。", "源", id="who is called so"),
        pytest.param(
            "高橋は人名ではない。鵜沢さんに確認", "鵜沢", id="beside what is said to be no name"
        ),
        pytest.param("最優秀選手 鵜沢 渚", "鵜沢 渚", id="player"),
        pytest.param("「田中さんにつないで」と言われた。", "田中", id="what was said"),
        pytest.param(
            "算数の教材を、ゆみさんが3枚、けんじさんが5枚忘れた。", "ゆみ", id="no exercise"
        ),
        pytest.param("試験 太郎さんが欠席", "太郎", id="who was absent from a test"),
        pytest.param("緑市東町1番地の鵜沢さんから18番地まで", "鵜沢", id="who lives there"),
        pytest.param("Hachibei Uzawa lives here", "Hachibei Uzawa", id="no house"),
        pytest.param("〒520-0000 緑市東町1-1-1 鵜沢 渚様", "緑市東町1-1-1", id="no sample"),
        pytest.param("14:05 波多野 イネ様の長女が来庁", "波多野 イネ", id="whole behind an hour"),
    ],
)
def test_somebody_beside_it_is_found(text_analyzer: TextAnalyzer, text: str, person: str) -> None:
    assert person in found(text_analyzer, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("My son Matteo (7) lost his card.", "Matteo", id="English kin"),
        pytest.param("Hello, my name is Chiara and I live here.", "Chiara", id="my name is"),
        pytest.param("Cc: Lindaさん\n>> Lindaです。訳しました。", "Linda", id="Latin, once more"),
        pytest.param("更新は8/2に大槻が対応済み。", "大槻", id="what is done"),
        pytest.param("件数は大槻と確認。", "大槻", id="who confirmed it"),
        pytest.param(
            "後期高齢の被保険者番号 04417729、振込先は港信金", "04417729", id="account behind it"
        ),
        pytest.param(
            "SELECT atena_no, shimei FROM jumin;\n→ 0041882941 | 木ノ下 あおい",
            "0041882941",
            id="row of a query",
        ),
        pytest.param("WHERE juki_cd = '71830264955'", "71830264955", id="key of a query"),
        pytest.param("| 木ノ下 あおい | 2016-02-11 |", "2016-02-11", id="name with ノ"),
        pytest.param("my library card (No. 3000112457)", "3000112457", id="library card"),
        pytest.param("基礎年金番号 4417-203958　個人番号は未提出", "4417-203958", id="next label"),
        pytest.param("鵜沢 ひろ 様(大13.4.9)の件", "大13.4.9", id="blank before the honorific"),
        pytest.param("住所 緑市本町3番町12-4", "緑市本町3番町12-4", id="figure in a town's name"),
        pytest.param(
            "学年\t児童\t引取り\t続柄\n1\tアリ・ハサン\tシティ・ハサン\t母\n2\t林 桜\t林\t祖母",
            "シティ・ハサン",
            id="column before 続柄",
        ),
        pytest.param(
            "No,氏名,ふりがな\n1,城,じょう\n2,鵜沢 渚,うざわ なぎさ", "じょう", id="reading"
        ),
        pytest.param(
            "| No | 氏名 |\n|---|---|\n| 1 | Mei-ling Wu |\n| 2 | 鵜沢 渚 |",
            "Mei-ling Wu",
            id="hyphen",
        ),
        pytest.param('{"nameKana": "サワノボリ アヤネ"}', "サワノボリ アヤネ", id="key"),
    ],
)
def test_values_that_had_passed(text_analyzer: TextAnalyzer, text: str, value: str) -> None:
    assert value in found(text_analyzer, text)
