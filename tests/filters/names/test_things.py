"""What is no person by the wording around it, beside its near misses."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.things import is_thing


def judged(text: str, name: str) -> bool:
    start = text.index(name)
    before = text[max(0, start - 16) : start]
    return is_thing(text, Candidate(start, start + len(name)), before)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("旧の大石家の茶室を修理する", "大石", id="house of old"),
        pytest.param("海原家の若さまに仕えた", "若", id="son of a lord"),
        pytest.param("平安の仏像で、大石様にならう作風", "大石", id="manner of a sculptor"),
        pytest.param("海の神、大石さんを祀った社", "大石", id="god"),
        pytest.param("資源ごみ(ビン・カン)は水曜", "ビン・カン", id="kinds of a thing"),
        pytest.param("城の普請 大石 文明10年2月", "大石 文明", id="era"),
        pytest.param("道路課,ドウロカ,0311", "ドウロカ", id="reading of a division"),
        pytest.param("カクーの法則を使う", "カクー", id="law"),
        pytest.param("カクー、バセドウ病などの病名", "カクー", id="illness in a list"),
        pytest.param("おおばあちゃんと孫", "おおばあ", id="relative"),
        pytest.param("納税などのさまざまな書類", "などの", id="no honorific"),
        pytest.param("コツメさんのいる動物園", "コツメ", id="animal"),
        pytest.param("架空寺観音堂", "観音堂", id="building of a temple"),
        pytest.param("本殿、護摩殿、薬師堂、鐘楼、宝庫、大石家", "護摩", id="list of buildings"),
        pytest.param("店 | 架空市 大石 | 石 | 甲 | 12", "大石 | 石 | 甲", id="row of cells"),
    ],
)
def test_a_thing_is_told(text: str, name: str) -> None:
    assert judged(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("旧の大石家の隣の方", "大石", id="neighbour of an old house"),
        pytest.param("大石様にならい、申請様式を直す", "大石", id="somebody's example"),
        pytest.param("仏像の届出。大石様の仏像が盗まれた", "大石", id="somebody's statue"),
        pytest.param("大石さんをまつり係にした", "大石", id="festival"),
        pytest.param("提出書類(リタ・モンテ)を受けた", "リタ・モンテ", id="papers of somebody"),
        pytest.param("大石 弘治3年2組の欠席", "大石 弘治", id="pupil called like an era"),
        pytest.param("道路課,イシオカ,0311", "イシオカ", id="name beside a division"),
        pytest.param("架空病院土門さんの面会", "土門", id="somebody in a hospital"),
        pytest.param("本殿、庫裏、大石殿へ", "大石", id="somebody after buildings"),
        pytest.param("| 大石 | 渚 | 女 |", "大石 | 渚", id="two cells of a name"),
    ],
)
def test_a_near_miss_stays_a_name(text: str, name: str) -> None:
    assert not judged(text, name)


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("3月5日(1430) 高橋花子 面談\n3月6日(1530) 鈴木一郎 面談", id="times"),
        pytest.param("送迎バスの添乗 小林ゆき 8:10 17:00 運転 鈴木一郎", id="hours of duty"),
        pytest.param("高橋花子(たかはし はなこ)(1985-04-12)", id="date of birth"),
        pytest.param("学習会「15世紀の都市」参加者 高橋花子 鈴木一郎", id="talk about the past"),
        pytest.param("市議会の出席議員の件で、高橋花子さんから電話。折り返し。", id="call"),
        pytest.param(
            "農業委員会\n出席委員 1番 大石渚\n議案第1号 農地法第3条 譲受人 高橋花子",
            id="party behind a roll",
        ),
    ],
)
def test_residents_beside_such_words_are_found(text_analyzer: TextAnalyzer, text: str) -> None:
    assert any(one.entity == "PERSON" for one in text_analyzer.analyze(text).findings)
