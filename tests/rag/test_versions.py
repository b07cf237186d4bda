"""Who gave a number: what tells versions of one ordinance from namesakes."""

from __future__ import annotations

import pytest

from assistant.rag.facts import facts_of
from assistant.rag.versions import authority_of


@pytest.mark.parametrize(
    ("number", "authority"),
    [
        ("平成15年3月31日訓令第3号", "訓令"),
        ("令和八年架空市条例第四号", "条例"),
        ("（平成１５年架空町訓令第３号）", "訓令"),
        ("訓令甲第3号", "訓令甲"),
        ("平成20年4月1日下水道事業管理規程第5号", "下水道事業管理規程"),
        ("平成20年4月1日架空市水道事業管理規程第5号", "水道事業管理規程"),
        ("令和5年4月1日教育委員会規則第2号", "教育委員会規則"),
        ("", ""),
        ("市長決裁", "市長決裁"),
        ("架空市長決裁", "市長決裁"),
        ("架空市福祉局長決裁", "福祉局長決裁"),
        ("福祉局長決裁第3号", "福祉局長決裁"),
        ("教育長専決", "教育長専決"),
        ("係長が定める", ""),
    ],
)
def test_who_gave_a_number(number: str, authority: str) -> None:
    assert authority_of(number) == authority


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("平成15年3月31日\n訓令第3号\n改正　令和5年3月1日訓令第6号", "平成15年3月31日訓令第3号"),
        ("（平成15年架空市訓令第3号）", "平成15年架空市訓令第3号"),
        ("水道事業管理規程第５号", "水道事業管理規程第5号"),
        ("平成15年3月31日訓令甲第3号", "平成15年3月31日訓令甲第3号"),
        ("改正　令和5年訓令第6号", ""),
        ("令和5年4月1日\n福祉局長決裁", "福祉局長決裁"),
        ("（令和5年4月1日　福祉局長決裁）", "福祉局長決裁"),
        ("制定　令和5年4月1日　教育長専決\n改正　令和6年4月1日　教育長専決", "教育長専決"),
        ("改正　令和六年四月一日　福祉局長決裁", ""),
        ("改正　福祉局長決裁", ""),
        ("この要綱は、福祉局長決裁による。", ""),
        ("この規則は、架空市条例第3号に基づき定める。", ""),
    ],
)
def test_numbers_of_documents(head: str, number: str) -> None:
    assert facts_of("架空市文書取扱規程", head, []).number == number
