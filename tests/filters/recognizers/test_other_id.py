"""OtherIdRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.other_id import OtherIdRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("宛名番号 0001234567", "0001234567"),
    ("宛名番号は、0001234567です", "0001234567"),
    ("水栓番号:123-4567", "123-4567"),
    ("図書館利用カード番号 1234567", "1234567"),
    ("受給者番号(1234567)", "1234567"),
    ("整理番号 12345 の方", "12345"),
    ("ケース番号は2024-015", "2024-015"),
    ("利用者番号,氏名\n00123,佐野", "00123"),
    ("図書の利用者番号0200 3381 7、延滞2冊", "0200 3381 7"),
    ("氏名,台帳番号\n佐野,00123", "00123"),
    ("ご登録の番号(宛名番号 0031415926)", "0031415926"),
    ("佐野さんの照会番号は2024-00123", "2024-00123"),
    ("佐野さんの学齢簿の番号は R7-00231", "R7-00231"),
    ("男性は佐野 花さん(カードの番号 4412-90035)", "4412-90035"),
    ("おきゃくさま ばんごうは 0041-77213 です", "0041-77213"),
    ("佐野様の受給者証(番号 8110-2297)", "8110-2297"),
    ("利用者証 No.77213 の佐野", "77213"),
    ("2200-3481(利用者番号) 佐野 花", "2200-3481"),
)
NEAR_MISSES = (
    "進行管理台帳の番号は R7-0077 です。早見さんの件は次回",
    "| 業者 | 所在 | 登録番号 |\n|---|---|---|\n| 野村とうふ店 | 町内 | R8-04 |",
    "お支払い(納付書の番号 1805563、窓口で)",
    "口座の変更(様式第4号、案内番号4417092)",
    "文書整理番号 12345",
    "利用者番号は8桁の数字",
    "ケース番号の付け方",
    "工事整理番号 12345",
    "利用者数 1234",
    "整理番号 12件",
    "事業の整理番号:0517-02 施策",
    "登録番号T8290001038846の佐野さん",
    "| 商号 | 代表者氏名 | 登録番号 |\n|---|---|---|\n| 佐野建設 | 佐野 | T8290001038846 |",
    "宛名番号 0000000000",
    "佐野さんの受付番号は2024-00123",
    "備品の番号は 0041-77213 です",
    "業者さんの図面の番号 4412-90035",
    "道路台帳の番号は 4412-90035、佐野さん",
    "佐野さんの申請 No.2026-044 の6行",
    "議案の番号は R8-0013。佐野さんに配る",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(OtherIdRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(OtherIdRecognizer, text) == []
