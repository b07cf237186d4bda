"""AddressRecognizer: renderings that block, and near misses that do not."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.address import AddressRecognizer
from tests.filters.recognizers.cases import surfaces

HITS = (
    ("図書館の本の延滞 桜町3丁目5番12号 に督促", "桜町3丁目5番12号"),
    ("高齢福祉課より 桜町3丁目5番12号 へ訪問", "桜町3丁目5番12号"),
    ("桜町3丁目5番12号（保育園の隣）", "桜町3丁目5番12号"),
    ("桜町3丁目5番12号（平日 9時～17時 在宅）", "桜町3丁目5番12号"),
    ("所在 桜町3丁目5番12号 空き家", "桜町3丁目5番12号"),
    ("架空市北町1丁目2番3号", "架空市北町1丁目2番3号"),
    ("送付先は架空市北町三丁目十二番三号", "架空市北町三丁目十二番三号"),
    ("架空市大字北野123番地", "架空市大字北野123番地"),
    ("佐野様 北町1丁目2番3号・5~9号", "北町1丁目2番3号"),
    ("北町1丁目2番3号・4号", "北町1丁目2番3号"),
    ("架空市北野甲123", "架空市北野甲123"),
    ("架空市緑ヶ丘12-3 グリーンハイツ203", "架空市緑ヶ丘12-3 グリーンハイツ203"),
    ("東京都架空区北一条西2丁目1-1", "東京都架空区北一条西2丁目1-1"),
    ("住所 北野 123", "北野 123"),
    ("住所架空市東区南1-2-3-405", "架空市東区南1-2-3-405"),
    ("氏名,住所\n佐野 花,北野45-6", "北野45-6"),
    ("北町3-4-5 佐野様", "北町3-4-5"),
    ("送付先 北野122番地2", "北野122番地2"),
    ("架空市西山四丁目二百番地で", "架空市西山四丁目二百番地"),
    ("市役所御中\n架空市西の里27番5号の佐野です", "架空市西の里27番5号"),
    ("12 Kitamachi, Kakuu-shi", "12 Kitamachi, Kakuu-shi"),
    ("自宅(架空市北町2番7号)", "架空市北町2番7号"),
    ("佐野,架空市北町1-2-3,090-1234-5678", "架空市北町1-2-3"),
    ("架空市北町4-5/077-123-4567", "架空市北町4-5"),
)
NEAR_MISSES = (
    "| 施設名 | 対象 | 所在地 |\n|---|---|---|\n| みどり幼稚園 | 3歳～ | 栄町5-3 |",
    "架空市役所(架空市中央1-1-1)",
    "収集日 月曜 北町1丁目2番3号・5~9号、南町4丁目1番2~6号地区",
    "架空市立図書館(北町3-4)",
    "| 北小学校 | 北町2-4-1 |",
    "〒100-8926 架空市霞北2-1-2",
    "架空市北町1-2-3 健康推進課",
    "第3条1-2",
    "議案第12番3号",
    "4-11月の実績",
    "架空市12-15人",
    "令和7-8年度",
    "3年1-2組",
    "国道1号線",
    "様式3-1-2",
    "資料1-2-3を参照",
    "北町3丁目の祭り",
    "架空市の人口は34000人",
    "北東3-2で勝利",
    "架企広第61号",
    "午前9-12時",
    "番号,住所\n7,未定",
)


@pytest.mark.parametrize(("text", "surface"), HITS, ids=map(str, range(len(HITS))))
def test_blocks_exactly_the_number(text: str, surface: str) -> None:
    assert surfaces(AddressRecognizer, text) == [surface]


@pytest.mark.parametrize("text", NEAR_MISSES, ids=map(str, range(len(NEAR_MISSES))))
def test_lets_near_misses_through(text: str) -> None:
    assert surfaces(AddressRecognizer, text) == []
