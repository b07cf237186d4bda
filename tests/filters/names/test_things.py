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


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("粗大ごみ(マリア・サントス)引取り日変更", "マリア", id="owner of things"),
        pytest.param("早見さんがまつっている祠が市道に出ている", "早見", id="who worships"),
        pytest.param("海原久雄さんをまつった祭壇の写真", "海原", id="somebody's dead"),
        pytest.param("早見弘治3年6月の実刑の件", "早見", id="given name like an era"),
        pytest.param("彫刻教室で早見純子様にならって指を切った", "早見", id="who shows how"),
        pytest.param("早見さんがいる間に動物園の年間券を渡す", "早見", id="beside a zoo"),
        pytest.param("家屋調査 主屋、納屋、土蔵、車庫、所有者早見純子", "早見", id="owner"),
        pytest.param("不審者 本堂、山門、鐘楼、土蔵、早見弘がうろつく", "早見", id="intruder"),
        pytest.param("文政5年の地蔵の前で柴崎が車をこすった", "柴崎", id="old stone"),
        pytest.param("19世紀の墓誌銘を写していた大石里佳が骨折", "大石", id="old inscription"),
        pytest.param("隣の早見家の姫がまだ三歳で夜泣きがひどい", "早見", id="child"),
        pytest.param("早見純子の銅像を庭に置いたら撤去しろと隣から", "早見", id="own statue"),
        pytest.param("当番表 山川菊栄、斎藤一、早見弘子、大石弘子", "早見", id="namesakes"),
        pytest.param("盆踊り四天王の早見純子が膝を痛めた", "早見", id="king of a season"),
        pytest.param("早見純子(会員番号 1203-1455)の退会届", "早見", id="member's number"),
        pytest.param("送迎バス利用表\n早見ゆき 7:10 12:30 16:45\n", "早見", id="who is fetched"),
        pytest.param(
            "団体貸出『森のうた』\n出版社:架空書房\n早見純子が水をこぼして破いた。",
            "早見",
            id="reader",
        ),
        pytest.param(
            "教育委員会定例会\n出席委員 大石 渚 海原 歩\n就学援助の対象\n早見悟 小3",
            "早見",
            id="pupil under a roll",
        ),
        pytest.param(
            "市議会定例会の質問者に渡す控え\n早見純子\n一括納付希望", "早見", id="who pays"
        ),
        pytest.param(
            "議会報告会(常任委員会と住民)\n早見君:道路の穴をいつ直すのか。", "早見", id="pupil"
        ),
    ],
)
def test_residents_beside_words_of_things_past_and_councils_are_found(
    text_analyzer: TextAnalyzer, text: str, name: str
) -> None:
    place = text.index(name)
    people = [one for one in text_analyzer.analyze(text).findings if one.entity == "PERSON"]
    assert any(one.start <= place < one.end and one.score >= 0.5 for one in people)
