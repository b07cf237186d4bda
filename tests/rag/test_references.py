"""References in running text, and short titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rag.numerals import to_int
from assistant.rag.references import Reference, Titles, aliases_of

TITLES = Titles(
    {
        "leave": "架空市職員休暇規則",
        "open": "架空市情報公開条例",
        "open-rule": "架空市情報公開条例施行規則",
        "act": "架空物品取引法",
        "order": "架空物品取引法施行令",
        "health": "薬品、器具等の品質及び安全性の確保等に関する法律",
    }
)


def places(text: str, own: str | None = None) -> list[tuple[str | None, str, int, int]]:
    return [(r.document, r.place, r.paragraph, r.item) for r in TITLES.read(text, own=own)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("架空市情報公開条例第5条", [("open", "第5条", 0, 0)]),
        ("架空市情報公開条例 第十二条の二 第３項 第4号", [("open", "第12条の2", 3, 4)]),
        ("情報公開条例の第5条第2項", [("open", "第5条", 2, 0)]),
        ("休暇規則第一条ノ二第3項", [("leave", "第1条の2", 3, 0)]),
        ("休暇規則の別表第1", [("leave", "別表第1", 0, 0)]),
        ("休暇規則 別表", [("leave", "別表", 0, 0)]),
        ("職員休暇規則附則第2条", [("leave", "附則第2条", 0, 0)]),
        ("物取法第3条", [("act", "第3条", 0, 0)]),
        ("物品取引法施行令第7条", [("order", "第7条", 0, 0)]),
        ("薬品等法第1条の3、第1条の4及び第2条", [
            ("health", "第1条の3", 0, 0), ("health", "第1条の4", 0, 0), ("health", "第2条", 0, 0),
        ]),
        ("架空物品取引法（平成元年法律第1号）第9条", [("act", "第9条", 0, 0)]),
        ("架空物品取引法第9条及び同法第12条", [("act", "第9条", 0, 0), ("act", "第12条", 0, 0)]),
        ("架空物品取引法第9条と同条第2項", [("act", "第9条", 0, 0), ("act", "第9条", 2, 0)]),
        ("第 3\n条 の 2", [(None, "第3条の2", 0, 0)]),
        ("12条の2第1項では", [(None, "第12条の2", 1, 0)]),
        ("知らない条例第3条", [(None, "第3条", 0, 0)]),
        ("条件は三つある。第3章を見る。", []),
    ],
)  # fmt: skip
def test_references_are_read(text: str, expected: list[tuple[str | None, str, int, int]]) -> None:
    assert places(text) == expected


def test_bare_references_are_to_the_text_s_own_document() -> None:
    assert places("第3条及び前条第2項の規定", own="leave") == [
        ("leave", "第3条", 0, 0),
        ("leave", "前条", 2, 0),
    ]


def test_defined_words_stand_for_their_document() -> None:
    head = "架空物品取引法（平成元年法律第1号。以下「法」という。）を実施するため"
    aliases = aliases_of(head, TITLES)
    assert aliases == {"法": "act"}
    (found,) = TITLES.read("法第5条第1項の規則で定める額", own="leave", aliases=aliases)
    assert found == Reference("act", "第5条", 1, is_named=True)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("情報公開条例", "open"),
        ("情報公開条例施行規則", "open-rule"),
        ("休暇規則", "leave"),
        ("物品取引法", "act"),
        ("物品取引法施行令", "order"),
        ("休暇条例", None),
        ("旅費規則", None),
        ("法", None),
    ],
)
def test_short_titles_keep_their_kind(name: str, key: str | None) -> None:
    assert TITLES.resolve(name) == key


def test_of_several_titles_as_near_none_is_meant() -> None:
    titles = Titles({str(n): f"架空市第{n}地区公園条例" for n in (1, 2, 10)})
    assert titles.resolve("公園条例") is None
    assert titles.resolve("第2地区公園条例") == "2"
    (found,) = titles.read("第10地区公園条例第3条")
    assert (found.document, found.place) == ("10", "第3条")


def test_titles_named_come_in_order() -> None:
    assert TITLES.named("休暇規則と情報公開条例では、どちらが先か") == ["leave", "open"]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("12", 12), ("１２", 12), ("十", 10), ("十二", 12), ("二十", 20), ("百二十三", 123),
     ("二〇", 20), ("千百一", 1101), ("2百", 200), ("二百", 200), ("三十一", 31)],
)  # fmt: skip
def test_numerals_have_their_value(numeral: str, value: int) -> None:
    assert to_int(numeral) == value


@given(st.text(alphabet="第条項号の一二十百3４法例規則同前次附別表、（）「」 \n", max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for reference in TITLES.read(text, own="leave"):
        assert reference.place
