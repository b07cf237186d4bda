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
]


@pytest.mark.nlp
@pytest.mark.parametrize(("named", "twin"), TWINS)
def test_a_name_is_found_and_its_twin_passes(
    text_analyzer: TextAnalyzer, named: str, twin: str
) -> None:
    found = [one.entity for one in text_analyzer.analyze(named).findings]
    assert "PERSON" in found
    assert text_analyzer.analyze(twin).findings == ()
