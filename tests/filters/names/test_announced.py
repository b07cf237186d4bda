"""Names the wording announces, by form and dictionary alone."""

from __future__ import annotations

import pytest

from assistant.filters.names.announced import from_announcements
from assistant.filters.names.dictionary import NameDictionary


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("ヒラカワと申しますけれども", "ヒラカワ", id="introduces oneself"),
        pytest.param("通報者は荻野と名乗る男性", "荻野", id="calls oneself"),
        pytest.param("窓口で黒川という職員が対応", "黒川", id="somebody called so"),
        pytest.param("長尾主査が説明した", "長尾", id="post behind"),
        pytest.param("欠席:黒川、長尾", "長尾", id="list of the absent"),
        pytest.param("「先週の集いに出た荻野です。」", "荻野", id="who says what he did"),
        pytest.param("黒川・長尾の2名で訪問", "黒川", id="counted list"),
        pytest.param("3年の宇都宮から聞いた", "宇都宮", id="class, and heard from"),
        pytest.param("6年2組黒川 歩 腹痛で休む", "黒川 歩", id="whole name glued to the class"),
        pytest.param("聞き手 資料館の荻野", "荻野", id="who asks, and where from"),
        pytest.param("世話人は荻野", "荻野", id="who looks after it"),
        pytest.param("2年1組の黒川が転んだ", "黒川", id="school class"),
        pytest.param("黒川 歩(くろかわ あゆむ)", "くろかわ あゆむ", id="reading"),
        pytest.param("login user=tanaka_hanako", "tanaka_hanako", id="account"),
        pytest.param("login user=tsukuda_hideo", "tsukuda_hideo", id="account, by common names"),
    ],
)
def test_an_announced_name_is_a_candidate(dictionary: NameDictionary, text: str, name: str) -> None:
    assert name in [one.text_in(text) for one in from_announcements(text, dictionary)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("課長と申します", id="a post introduces itself"),
        pytest.param("支援という方法", id="a method called so"),
        pytest.param("学年主任と総務課長", id="sections with posts"),
        pytest.param("出席:委員、事務局", id="list of roles"),
        pytest.param("会員二名の3名", id="number of people"),
        pytest.param("4年 白鳥(サン=サーンス)", id="work for a year of school"),
        pytest.param("聞き手は次回に決める", id="nobody yet"),
    ],
)
def test_what_is_no_name_is_none(dictionary: NameDictionary, text: str) -> None:
    assert list(from_announcements(text, dictionary)) == []
