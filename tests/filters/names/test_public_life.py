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
        pytest.param("マスコット「なぎさん」の日。なぎさん来る", "なぎさん", "mascot", id="mascot"),
        pytest.param(
            "案内:なみたろうくん(市のマスコット)。なみたろうくんが来る",
            "なみたろう",
            "mascot",
            id="said to be one in brackets",
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
    ],
)
def test_others_stay_private(text: str, name: str) -> None:
    assert evidence(text, name) == set()
