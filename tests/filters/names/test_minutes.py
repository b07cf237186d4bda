"""Who says a line of a chat or of minutes, and labels that only stand where a name would."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.minutes import from_minutes

CHAT = """[10:02] 亀山:便は15分おきです
[10:03] Inés Moreno:札は直します
[10:05] 観光課:20枚です
[10:09] 亀山:傘を貸せます
[10:10] ハッサン:雨は無理です"""
MINUTES = """話合いの記録
出席 羽咋 守、瀬戸口 環
羽咋 まず人数です。
消防署 煙の部屋は好評でした。
クマール 絵の札が要ります。
瀬戸口 湯が足りません。
クマール 友達も誘います。"""


def speakers(text: str) -> list[str]:
    return [one.text_in(text) for one in from_minutes(text, name_dictionary())]


def test_whoever_writes_in_a_chat_is_found_in_any_script() -> None:
    assert speakers(CHAT) == ["亀山", "Inés Moreno", "亀山", "ハッサン"]


def test_whoever_speaks_twice_or_was_present_is_found() -> None:
    assert speakers(MINUTES) == ["羽咋", "クマール", "瀬戸口", "クマール"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("[19:05] sato.k: 鍵がない", ["sato.k"], id="account"),
        pytest.param("9:10 ねもと 戸籍:未\n9:40 ねもと 済み", ["ねもと"] * 2, id="hiragana"),
        pytest.param(
            "会議\n13:22 瀬戸口 名簿が要る。\n13:36 瀬戸口 外国語も足したい。",
            ["瀬戸口"] * 2,
            id="behind the hour",
        ),
        pytest.param(
            "議事録\n瀬戸口:運賃は据え置きたい。\n市:案は三つです。\n瀬戸口:以上です。",
            ["瀬戸口"] * 2,
            id="colon",
        ),
        pytest.param(
            "記録\n榎 真帆 欠席\n榎 軽トラを出すことにした。", ["榎"], id="a tree named in full"
        ),
        pytest.param("会議\n榎 真帆 軽トラを出す。", [], id="a whole name is found as one"),
        pytest.param("会議\n会場 市民会館です。\n目的 聞くためです。", [], id="labels"),
        pytest.param("会議\n大津 風が強いです。\n大津 雨です。", [], id="places"),
        pytest.param("会議\n[9:00] 受付:配ります\n[9:10] 司会:開きます", [], id="roles"),
        pytest.param("9:00 大津:集合します\n10:30 草津:見学します", [], id="places of a tour"),
        pytest.param("[9:00] 通知ボット:予定です\n[9:10] 通知ボット:終わり", [], id="bot"),
        pytest.param(
            "役員会の記録\n 瀬戸口委員 北区の空き家、戸が外れていた。\n 榎さん(3班) 縄で留めた。",
            ["瀬戸口", "榎"],
            id="post or さん behind the name",
        ),
        pytest.param(
            "懇談の記録\nリカ・ソアレス委員 字が小さい。", ["リカ・ソアレス"], id="from abroad"
        ),
        pytest.param(
            "反省会\n用水組合から蛯名、ねもとの2名。\n蛯名 堰が詰まった。\nねもと 網を替える。",
            ["蛯名", "ねもと"],
            id="among those who came",
        ),
        pytest.param(
            "会議 出席 会長の榎 真帆、会計乙部\n・乙部 残りの札を配る。",
            ["乙部"],
            id="came, glued to a post",
        ),
        pytest.param(
            "20:48 玉置(観光課)が誘導。\n22:05 玉置、鍵の束を本部へ返す。", ["玉置"], id="log"
        ),
        pytest.param("10:05 玉置、震度3を観測した。", [], id="place in a log"),
        pytest.param(
            "会議\n地区会長 時間です。\n民生委員 来ます。\n事務局長 案です。", [], id="posts alone"
        ),
        pytest.param(
            "協議会の記録\n各地区から\n大津:猪が出る。\n大津:柵を張る。\n蛯名さんが見た。",
            [],
            id="districts",
        ),
    ],
)
def test_heads_of_lines(text: str, names: list[str]) -> None:
    assert speakers(text) == names


@pytest.mark.nlp
def test_the_whole_filter_finds_them(text_analyzer: TextAnalyzer) -> None:
    found = [one for one in text_analyzer.analyze(MINUTES).findings if one.entity == "PERSON"]
    surfaces = {MINUTES[one.start : one.end] for one in found}
    assert {"羽咋", "クマール", "瀬戸口"} <= surfaces
