"""What a text is as a whole."""

from __future__ import annotations

import pytest

from assistant.filters.lexicon.genre import Genre, genre


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("総合計画の施策と指標、予算の一覧", Genre.PUBLIC, id="plan"),
        pytest.param("氏名、生年月日、自宅の電話を来庁時に確認", Genre.PRIVATE, id="record"),
        pytest.param("明日は雨です", Genre.UNCLEAR, id="neither"),
        pytest.param("計画を本人に説明、予算は来庁時に", Genre.UNCLEAR, id="both"),
        pytest.param(
            "9:10 公園の施設を見た。\n10:30 料金を案内した。\n11:00 河川へ移動した。\n13時 不在。",
            Genre.UNCLEAR,
            id="log by the hour",
        ),
        pytest.param(
            "9:10 開会 公園\n10:30 施設の見学\n12:00 料金の説明", Genre.PUBLIC, id="programme"
        ),
    ],
)
def test_the_words_of_a_text_tell_its_kind(text: str, kind: Genre) -> None:
    assert genre(text) is kind
