"""Short prompts through the whole analysis: a name, and its twin with a place or a word."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer

TWINS = [
    pytest.param('=COUNTIF(D:D,"土岐田")', '=COUNTIF(D:D,"草津")', id="formula"),
    pytest.param("where shimei like '綾瀬%'", "where jusho like '綾瀬%'", id="query"),
    pytest.param("名簿の「楠見」「小笹」が重複", "「大津」「草津」の各駅", id="quoted"),
    pytest.param("宛名,部数\n京都,1\n川口,2", "支所,部数\n京都,1\n川口,2", id="column"),
    pytest.param("14:00 緑ヶ丘 西田 来庁", "14:00 堅田 現地確認", id="hour"),
    pytest.param("8:50 新町 手島 遅刻の連絡", "8:50 新町 信号の故障の連絡", id="street"),
    pytest.param("三丁目岩永方から猫の相談", "三丁目付近から猫の相談", id="house"),
    pytest.param("3歳の律希、言葉が遅いと母", "3歳の健診、言葉が遅いと相談", id="given name"),
    pytest.param("次女咲茉の入園の書類", "次女の入園の書類", id="glued given name"),
    pytest.param("無敵様からの要望書に返事を", "無敵の要望書に返事を", id="word as a family"),
    pytest.param("目主任の送別のあいさつを", "目標の送別のあいさつを", id="word before a post"),
    pytest.param("四日市さんの通院の記録", "四日市の通院バスの記録", id="town as a family"),
    pytest.param("フリガナ:スダ の欄の直し方", "フリガナ:カタカナ の欄の直し方", id="reading"),
    pytest.param("保護者(乾)から問合せ", "保護者(母)から問合せ", id="brackets"),
    pytest.param("佐和・目・安心院の3名で出張", "会計・監事・書記の4名で出張", id="row"),
    pytest.param("以上、報告です。梶浦", "以上、報告です。敬具", id="under a mail"),
    pytest.param("岩永気付で送る場合", "市役所気付で送る場合", id="care of"),
    pytest.param("ののかちゃん、昼から発熱", "あかちゃん、昼から発熱", id="child in kana"),
    pytest.param("Hi Shiomi-san, thank you", "Hi all, thank you", id="Latin letters"),
    pytest.param("大槻健さんの様式第3号", "大槻健第3号の許可の通知", id="sign of a document"),
    pytest.param("大槻健吾さんが県議会を傍聴", "大槻健吾東浜県議会議員の祝辞", id="body and post"),
    pytest.param("大槻健吾が市長室に来た", "大槻健吾白浜市教育長の講話", id="town and post"),
    pytest.param("献立の係は大槻みのり", "新しい献立「大槻みのり丼」", id="dish"),
    pytest.param("マリア・フジタの転入", "オフィス・フジタの入札", id="firm in katakana"),
    pytest.param("返却は大槻健吾の「山の記」", "おすすめは大槻健吾の「山の記」", id="writer"),
    pytest.param("友人の一也が家を探す", "友人の一家が家を探す", id="relatives"),
    pytest.param("宛名は「汁谷 千代松」", "店の名は「汁や 千代松」", id="house that serves"),
    pytest.param("早見 あおばさんの作文", "近所のおばさんの作文", id="ending in kana"),
    pytest.param("高梨 太陽さんの送迎", "夏の太陽さんの紙芝居", id="given name that is a word"),
    pytest.param("大槻税理士に依頼", "大槻税理士法人に依頼", id="firm of a profession"),
    pytest.param("青山さんの家の前の草刈り", "青山の通学路の草刈り", id="road"),
    pytest.param("神班長へ連絡", "神様へ願い事", id="god"),
    pytest.param(
        "自治会の総会 議長大槻 進",
        "市の定例会 議長大槻 進",
        id="chair of residents and of a council",
    ),
    pytest.param("ねねさんが欠席", "ねねさんの寺、江戸時代の再建", id="wife of a lord"),
    pytest.param("ミヨ子様は入院中", "お子様は入院中", id="kana and the last character"),
    pytest.param(
        "『暗くて困ります。毒島 みなと』",
        "『暗くて困ります。早く直して』",
        id="who signs a quotation",
    ),
    pytest.param(
        "覚書\n氏 名  大槻\n場 所  町", "覚 知  10日\n場 所  町\n建 物  木造", id="label set apart"
    ),
]


@pytest.mark.nlp
@pytest.mark.parametrize(("named", "twin"), TWINS)
def test_a_name_is_found_and_its_twin_passes(
    text_analyzer: TextAnalyzer, named: str, twin: str
) -> None:
    found = [one.entity for one in text_analyzer.analyze(named).findings]
    assert "PERSON" in found
    assert text_analyzer.analyze(twin).findings == ()
