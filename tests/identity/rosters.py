"""Rosters of an invented city for the tests."""

from __future__ import annotations

from assistant.identity.roster import Roster, parse_roster

HEADER = "account_id,name,department,role,channel,channel_user_id,active"
FULL = "\n".join(
    [
        HEADER,
        "E0001,架空 一郎,総務課,staff,generic,u-1,true",
        "E0002,架空 二葉,議会事務局,分析者,generic,u-2,有効",
        "E0003,架空 三枝,情報政策課,admin,,,yes",
    ]
)


def roster(*lines: str) -> Roster:
    return parse_roster("\n".join([HEADER, *lines]).encode())
