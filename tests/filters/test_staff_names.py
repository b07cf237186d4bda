"""Staff names under `allow_roster`: staff written as staff, and residents of the same name."""

from __future__ import annotations

import pytest

from assistant.filters.finding import Finding
from assistant.filters.policy import Roster, RosterMember
from assistant.filters.signature_block import signature_around
from assistant.filters.staff_names import allowed_staff

ROSTER = Roster(
    (
        RosterMember("架空田 一成", "財政課", "係長"),
        RosterMember("髙嶋惠", "税務課", "課長"),
        RosterMember("渡邉 蓮", "市民課", None),
        RosterMember("今野 薫", "総務課", "係長兼主査"),
        RosterMember("長正志", "農林課", "課長補佐"),
    )
)
SENDER = "架空田 一成"


def findings_in(text: str, *surfaces: str, entity: str = "PERSON") -> list[Finding]:
    """A finding for each surface, at its first place."""
    places = [(text.index(surface), surface) for surface in surfaces]
    return [Finding(entity, at, at + len(one), 0.9, "Fake") for at, one in places]


def is_allowed(text: str, surface: str, sender: str | None = None) -> bool:
    """Whether one name in a text is allowed."""
    return allowed_staff(text, findings_in(text, surface), ROSTER, sender) == {0}


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("司会は架空田一成が務めます。", "架空田一成", id="full name"),
        pytest.param("司会は架空田　一成が務めます。", "架空田　一成", id="wide blank"),
        pytest.param("高島恵の日程を調整します。", "高島恵", id="new forms of old characters"),
        pytest.param("渡辺蓮と打合せ。", "渡辺蓮", id="variant"),
        pytest.param("出席：財政課係長 架空田 一成、ほか", "係長 架空田 一成", id="title inside"),
        pytest.param("架空田係長に確認した。", "架空田", id="surname and title"),
        pytest.param("架空田係長に確認した。", "架空田係長", id="title in the finding"),
        pytest.param("架空田財政係長に確認した。", "架空田", id="division before the title"),
        pytest.param("架空田係長　来年度の方針を説明。", "架空田", id="blank behind the title"),
        pytest.param("架空田係長様\n日程を送ります。", "架空田", id="title and 様"),
        pytest.param("今野主査に確認した。", "今野", id="one of two titles"),
        pytest.param("課長の髙嶋が説明する。", "髙嶋", id="title before"),
        pytest.param("渡邉主査に渡す。", "渡邉", id="title not known"),
        pytest.param("農林課の長課長補佐あて", "長", id="surname of one character"),
        pytest.param("架空田一成さんの歓迎会の案内文", "架空田一成", id="full name and honorific"),
        pytest.param("氏名,課,内線\n架空田一成,財政課,2214", "架空田一成", id="table of staff"),
    ],
)
def test_staff_written_as_staff_is_allowed(text: str, surface: str) -> None:
    assert is_allowed(text, surface)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param("架空田さんに確認した。", "架空田", id="surname and さん"),
        pytest.param("架空田様が来庁した。", "架空田", id="surname and 様"),
        pytest.param("架空田に確認した。", "架空田", id="surname alone"),
        pytest.param("架空田部長に確認した。", "架空田", id="title of nobody"),
        pytest.param("架空田係長田の話を聞いた。", "架空田", id="title that goes on"),
        pytest.param("長課長に渡す。", "長", id="title that does not fit"),
        pytest.param("課長の渡邉さんに渡す。", "渡邉", id="unknown title, honorific"),
        pytest.param("架空田花子係長に渡す。", "架空田花子", id="other given name and a title"),
        pytest.param("架空田花子係長に渡す。", "架空田", id="other given name not found"),
        pytest.param("架空建設の渡邉部長に渡す。", "渡邉", id="another employer"),
        pytest.param("架空田花子が出席する。", "架空田花子", id="another given name"),
        pytest.param("北架空田一成が出席する。", "北架空田一成", id="longer name"),
        pytest.param("申請者　架空田一成", "架空田一成", id="applicant"),
        pytest.param("世帯主：架空田 一成", "架空田 一成", id="head of a household"),
        pytest.param("架空田一成様が転入の相談に来られた。", "架空田一成", id="visitor"),
        pytest.param("架空田一成（62歳）", "架空田一成", id="age"),
        pytest.param("世帯主,住所\n架空田一成,北町", "架空田一成", id="table of residents"),
        pytest.param("佐野花子が出席する。", "佐野花子", id="nobody of the roster"),
    ],
)
def test_anybody_else_is_not(text: str, surface: str) -> None:
    assert not is_allowed(text, surface)


@pytest.mark.parametrize("entity", ["JP_ADDRESS", "JP_BIRTH_DATE", "JP_MY_NUMBER"])
def test_a_name_beside_private_data_is_a_private_person(entity: str) -> None:
    text = "職員 架空田一成、北町4-22-9\n司会 架空田一成"
    found = findings_in(text, "架空田一成") + findings_in(text, "北町4-22-9", entity=entity)
    assert allowed_staff(text, found, ROSTER, None) == frozenset()


SIGNATURE = (
    "確認をお願いします。\n\n――\n財政課 係長 架空田 一成\n電話 03-0000-2214（内線2214）\n{mail}"
)
OWN_MAIL = "i.kakuuda@city.kakuu.lg.jp"


def signature_findings(text: str, mail: str) -> list[Finding]:
    return [
        *findings_in(text, "架空田 一成"),
        *findings_in(text, "03-0000-2214", entity="PHONE_NUMBER"),
        *findings_in(text, mail, entity="EMAIL_ADDRESS"),
    ]


def test_the_senders_own_signature_is_allowed() -> None:
    text = SIGNATURE.format(mail=OWN_MAIL)
    assert allowed_staff(text, signature_findings(text, OWN_MAIL), ROSTER, SENDER) == {0, 1, 2}


def test_a_signature_whose_name_was_not_found_is_allowed_as_well() -> None:
    text = SIGNATURE.format(mail=OWN_MAIL)
    found = signature_findings(text, OWN_MAIL)[1:]
    assert allowed_staff(text, found, ROSTER, SENDER) == {0, 1}


def test_somebody_elses_signature_is_not() -> None:
    text = SIGNATURE.format(mail=OWN_MAIL)
    assert allowed_staff(text, signature_findings(text, OWN_MAIL), ROSTER, "髙嶋惠") == {0}
    assert allowed_staff(text, signature_findings(text, OWN_MAIL), ROSTER, None) == {0}


def test_where_no_sender_is_stated_whoever_alone_signs_counts_as_that() -> None:
    text = SIGNATURE.format(mail=OWN_MAIL)
    found = signature_findings(text, OWN_MAIL)
    assert allowed_staff(text, found, ROSTER, None, is_anybodys=True) == {0, 1, 2}
    text += "\n\n――\n税務課 課長 髙嶋惠\n電話 03-0000-2299"
    assert allowed_staff(text, found, ROSTER, None, is_anybodys=True) == {0}


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        pytest.param("お疲れさまです。財政課の架空田です。", True, id="says who speaks"),
        pytest.param("財政課　架空田と申します。", True, id="no の"),
        pytest.param("担当は架空田です。", False, id="no division"),
        pytest.param("財政課の架空田さんです。", False, id="honorific"),
        pytest.param("財政課の架空田が伺います。", False, id="said of somebody"),
    ],
)
def test_the_senders_surname_is_allowed_where_it_says_who_speaks(text: str, is_own: bool) -> None:
    assert is_allowed(text, "架空田", SENDER) is is_own
    assert not is_allowed(text, "架空田", "髙嶋惠")


@pytest.mark.parametrize(
    ("line", "surface", "entity"),
    [
        pytest.param("携帯 090-0000-2214", "090-0000-2214", "PHONE_NUMBER", id="mobile"),
        pytest.param("自宅 03-0000-9999", "03-0000-9999", "PHONE_NUMBER", id="home"),
        pytest.param(
            "mail k1@kakuu-post.example", "k1@kakuu-post.example", "EMAIL_ADDRESS", id="mail"
        ),
    ],
)
def test_private_contacts_in_a_signature_are_not(line: str, surface: str, entity: str) -> None:
    text = SIGNATURE.format(mail=line)
    found = findings_in(text, "架空田 一成") + findings_in(text, surface, entity=entity)
    assert allowed_staff(text, found, ROSTER, SENDER) == {0}


def test_a_sentence_is_no_signature() -> None:
    text = "財政課の架空田 一成です。電話は03-0000-2214です。"
    assert signature_around(text, text.index("架空田")) is None


def test_an_empty_roster_allows_nobody() -> None:
    text = "架空田係長に確認した。"
    assert allowed_staff(text, findings_in(text, "架空田"), Roster(), SENDER) == frozenset()


def test_ten_thousand_names_are_decided_on_in_one_pass() -> None:
    text = "氏名,課\n" + "".join("架空田一成,財政課\n" for _ in range(500))
    found = [
        Finding("PERSON", at, at + 5, 0.9, "Fake")
        for at in range(len(text))
        if text.startswith("架空田一成", at)
    ]
    assert len(allowed_staff(text, found, ROSTER, None)) == len(found) == 500
