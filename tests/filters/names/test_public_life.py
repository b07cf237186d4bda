"""Councils, holders of office and mascots, as the text itself shows them."""

from __future__ import annotations

import pytest

from assistant.filters.names.candidates import Candidate
from assistant.filters.names.public_life import PublicLife

ROLL = "民生常任委員会\n出席委員 主査 大石 渚、委員 海原 歩\n"
TABLE = "市議会\n|議席番号|氏名|会派|\n|---|---|---|\n|1|大石 渚|みらい|"


def evidence(text: str, name: str) -> set[str]:
    start = text.rindex(name)
    return set(PublicLife(text).evidence(Candidate(start, start + len(name))))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(TABLE, "大石 渚", "official", id="table of members"),
        pytest.param(ROLL, "海原 歩", "official", id="roll of a committee"),
        pytest.param(
            "市議会\n監査委員 大石 渚(議会選出)、", "大石 渚", "official", id="by whom chosen"
        ),
        pytest.param("歴代市長\n初代 大石 渚\n", "大石 渚", "official", id="holder of office"),
        pytest.param(
            "定例会 会議録\n◎総務部長(大石 渚君) 質疑に答弁します。",
            "大石 渚",
            "official",
            id="who answers in the council",
        ),
        pytest.param(
            "議会 賛否の一覧\n議案 | 大石 | 海原\n---|---|---\n議案第1号 | ○ | × \n",
            "海原",
            "official",
            id="who votes",
        ),
        pytest.param(
            "市議会議員選挙 開票結果\n2,841 大石 渚 みらい 現",
            "大石 渚",
            "official",
            id="who was elected",
        ),
        pytest.param(
            "農業委員会\n会長 大石 渚\n委員 海原 歩",
            "海原 歩",
            "official",
            id="member of a board",
        ),
        pytest.param(
            "建設常任委員会速記録\n午前十時開議\n出席委員 三名\n委員長大石 渚君\n海原 歩君\n",
            "海原 歩",
            "official",
            id="roll with one member a line",
        ),
        pytest.param(
            "議会運営委員会記録\n1.出席委員 ◎大石渚 ○海原歩 沖凪各委員\n",
            "海原歩",
            "official",
            id="roll with a number before it",
        ),
        pytest.param(
            "定例会 質問通告\n1 大石 渚 みらい会\n1.道路について\n",
            "大石 渚",
            "official",
            id="who asks, with the group",
        ),
        pytest.param(
            "民生常任委員会記録 出席委員(3名) 委 員 長 大 石 渚    委 員 海 原 歩 〇欠席委員",
            "海 原 歩",
            "official",
            id="roll spread over a line",
        ),
        pytest.param(
            "定例会 会議録\n第121条の規定により説明のため出席した者 町長 大石 渚 参事 海原 歩\n",
            "海原 歩",
            "official",
            id="who came to answer",
        ),
        pytest.param(
            "農業委員会総会会議録 出席委員 番 号 1 番 大 石 渚 2 番 海 原 歩",
            "大 石 渚",
            "official",
            id="roll of a board",
        ),
        pytest.param(
            "常任委員会 会議録\n大石君:議案第3号について伺います。", "大石", "official", id="speaks"
        ),
        pytest.param(
            "定例会 一般質問通告書\n大石 渚\n\n一問一答方式\n", "大石 渚", "official", id="asks"
        ),
        pytest.param(
            "定例会 会議録\n大石なぎさ(渚)の一般質問と答弁です。",
            "大石なぎさ",
            "official",
            id="who asked",
        ),
        pytest.param("副市長に 大石 渚 就任", "大石 渚", "official", id="comes into office"),
        pytest.param("マスコット「なぎさん」の日。なぎさん来る", "なぎさん", "mascot", id="mascot"),
        pytest.param(
            "案内:なみたろうくん(市のマスコット)。なみたろうくんが来る",
            "なみたろう",
            "mascot",
            id="said to be one in brackets",
        ),
        pytest.param(
            "産業常任委員会 会議録\n(委員長 大石渚君)開きます。保護者会でも説明した。",
            "大石渚",
            "official",
            id="head of the minutes",
        ),
    ],
)
def test_the_text_shows_who_is_public(text: str, name: str, expected: str) -> None:
    assert expected in evidence(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("自治会の役員\n会計 大石 渚(3班)", "大石 渚", id="residents' association"),
        pytest.param("PTA総会 委員 大石 渚", "大石 渚", id="school"),
        pytest.param("マスコットの衣装を大石 渚に貸す", "大石 渚", id="beside a mascot"),
        pytest.param(
            "定例会 本会議\n出席議員の件で大石渚より", "大石渚", id="sentence about who came"
        ),
        pytest.param(
            "農業委員会総会\n出席委員 1番 海原歩\n議案第1号 農地法 譲受人 大石渚",
            "大石渚",
            id="party behind a roll",
        ),
        pytest.param("自治会 定例会 出席委員 大石 渚 海原 歩", "大石 渚", id="roll of residents"),
        pytest.param("総会。議長に大石 渚さんを選出した。", "大石 渚", id="chair called さん"),
        pytest.param("民生協議会 定例会\n大石委員 雪が深い。", "大石", id="no council in 協議会"),
    ],
)
def test_others_stay_private(text: str, name: str) -> None:
    assert evidence(text, name) == set()


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        pytest.param("1948年の宣言の起草を担ったリタ・チャーチルです", True, id="of the world"),
        pytest.param("新しい講師のリタ・チャーチルです", False, id="teacher of today"),
    ],
)
def test_a_family_known_to_all_is_of_the_world(text: str, is_known: bool) -> None:
    start = text.index("リタ")
    candidate = Candidate(start, text.index("です"), {"public_text"})
    assert ("public_figure" in set(PublicLife(text).evidence(candidate))) is is_known
