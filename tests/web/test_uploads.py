"""Files: shown before they are applied, and applied as they were shown or not at all."""

from __future__ import annotations

import pytest

from assistant.web.uploads import MOST_PROBLEMS
from tests.web.filled import COMMAND, use
from tests.web.kit import Browser, City, fields_of, said, wrong_fields

CAPS, APPLY_CAPS = "/admin/caps/import", "/admin/caps/import/apply"
ROSTER, APPLY_ROSTER = "/admin/accounts/import", "/admin/accounts/import/apply"
CAP_FILE = "account_id,cap_tokens\nS1,300000\nS2,unlimited\nU1,default\n"
HEADER = "account_id,name,department,role,channel,channel_user_id,active"


@pytest.fixture
def admin(city: City) -> Browser:
    return city.browser("A1")


def caps(city: City) -> dict[str, object]:
    rows = city.rows("SELECT subject_id, cap_tokens FROM quota_cap ORDER BY subject_id")
    return {str(row["subject_id"]): row["cap_tokens"] for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_caps_are_shown_and_then_applied(city: City, admin: Browser, encoding: str) -> None:
    city.write(lambda session: use(session, city.desk, "S1", "総務課", 1000))
    shown = admin.upload(CAPS, CAPS, CAP_FILE.encode(encoding))
    text = said(shown)
    assert "変わるのは 2 件" in text
    assert "S1 既定に従う 300,000 1,000" in text
    assert (caps(city), city.trail()) == ({}, [])
    form = fields_of(shown, APPLY_CAPS)
    answer = admin.post(APPLY_CAPS, form | {"reason": "年度の見直し"})
    assert answer.headers["location"] == "/admin/caps?done=caps_imported"
    assert caps(city) == {"S1": 300_000, "S2": None}
    assert [entry for entry in city.trail() if entry[1] == "cap.set"] == [
        ("A1", "cap.set", "account:S1"),
        ("A1", "cap.set", "account:S2"),
    ]


def test_applying_twice_applies_once(city: City, admin: Browser) -> None:
    form = fields_of(admin.upload(CAPS, CAPS, CAP_FILE.encode()), APPLY_CAPS)
    for _ in range(2):
        assert admin.post(APPLY_CAPS, form | {"reason": "見直し"}).status_code == 303
    assert len(city.trail()) == 2


def test_what_was_not_shown_is_not_applied(city: City, admin: Browser) -> None:
    """Somebody else changes a cap between the showing and the applying."""
    form = fields_of(admin.upload(CAPS, CAPS, CAP_FILE.encode()), APPLY_CAPS)
    page = "/admin/caps/of?scope=account&subject=S1"
    admin.send(page, "/admin/caps/set", amount="5", reason="別の人の変更")
    answer = admin.post(APPLY_CAPS, form | {"reason": "見直し"})
    assert (answer.status_code, "内容が変わりました" in said(answer)) == (400, True)
    assert "S1 5 300,000" in said(answer)
    assert caps(city) == {"S1": 5}
    again = admin.post(APPLY_CAPS, fields_of(answer, APPLY_CAPS) | {"reason": "見直し"})
    assert again.status_code == 303
    assert caps(city)["S1"] == 300_000


@pytest.mark.parametrize(
    "change",
    [{"carried": "QUJD"}, {"seal": "0" * 64}, {"carried": "###"}, {"carried": ""}],
    ids=["other file", "other seal", "no base64", "nothing"],
)
def test_a_file_changed_on_its_way_is_not_applied(
    city: City, admin: Browser, change: dict[str, str]
) -> None:
    form = fields_of(admin.upload(CAPS, CAPS, CAP_FILE.encode()), APPLY_CAPS)
    answer = admin.post(APPLY_CAPS, form | {"reason": "見直し"} | change)
    assert (answer.status_code, caps(city)) == (400, {})


def test_applying_needs_a_reason(city: City, admin: Browser) -> None:
    form = fields_of(admin.upload(CAPS, CAPS, CAP_FILE.encode()), APPLY_CAPS)
    answer = admin.post(APPLY_CAPS, form | {"reason": ""})
    assert (list(wrong_fields(answer)), caps(city)) == (["reason"], {})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("X9,5", "3行目：アカウント 'X9' は登録されていません"),
        ("S2,-5", "3行目：上限は、0以上の整数"),
        ("S2,１００万", "3行目：上限は、0以上の整数"),
        ("S2,99999999999999", "3行目：上限の数が大きすぎます"),
        ("S2", "3行目：列の数が違います"),
        (",5", "3行目：account_id が空です"),
        ("S1,5", "3行目：アカウント 'S1' は 2行目にもあります"),
        ('"S2,5', "CSVとして読めません"),
    ],
)
def test_a_wrong_line_is_named_in_japanese_and_nothing_applied(
    city: City, admin: Browser, line: str, told: str
) -> None:
    answer = admin.upload(CAPS, CAPS, f"account_id,cap_tokens\nS1,300000\n{line}\n".encode())
    assert answer.status_code == 400
    assert told in said(answer)
    assert list(wrong_fields(answer)) == ["file"]
    assert caps(city) == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "CSVファイルを選んでください"),
        (b"\n", "ファイルが空です"),
        ("アカウント,上限\n".encode(), "見出しは account_id,cap_tokens"),
        (b"\xff\xfe\x00", "UTF-8 でも Shift_JIS でもありません"),
    ],
)
def test_a_file_that_is_none_is_refused(admin: Browser, content: bytes, told: str) -> None:
    assert told in said(admin.upload(CAPS, CAPS, content))


def test_many_problems_are_counted_and_not_all_shown(admin: Browser) -> None:
    lines = "\n".join(f"X{number},5" for number in range(MOST_PROBLEMS + 20))
    text = said(admin.upload(CAPS, CAPS, f"account_id,cap_tokens\n{lines}\n".encode()))
    assert f"直すところ（{MOST_PROBLEMS + 20} か所）" in text
    assert f"先頭の {MOST_PROBLEMS} か所" in text


def test_a_file_that_changes_nothing_cannot_be_applied(admin: Browser) -> None:
    answer = admin.upload(CAPS, CAPS, b"account_id,cap_tokens\nS1,default\n")
    assert "反映は必要ありません" in said(answer)
    assert APPLY_CAPS not in answer.text


# Rosters


def roster(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


def test_a_roster_is_shown_and_then_imported(city: City, admin: Browser) -> None:
    shown = admin.upload(
        ROSTER,
        ROSTER,
        roster(
            "S1,架空 太郎,税務課,職員,,,有効",
            "S2,架空 花子,税務課,職員,,,無効",
            "H1,架空 課長,総務課,職員,,,有効",
            "U1,架空 監査子,監査課,監査者,,,有効",
            "Z1,架空 新人,広報課,職員,generic,z1,有効",
        ),
    )
    text = said(shown)
    for line in ("追加 1 件、変更 4 件", "広報課", "S1 総務課 税務課", "H1 所属管理者 職員",
                 "利用を停止するアカウント（1 件） S2",
                 "名前かチャットのIDだけが変わるアカウント（1 件） U1"):  # fmt: skip
        assert line in text
    assert city.trail() == []
    answer = admin.post(APPLY_ROSTER, fields_of(shown, APPLY_ROSTER))
    assert answer.headers["location"] == "/admin/accounts?done=roster_imported"
    assert ("A1", "account.transfer", "account:S1") in city.trail()
    assert "架空 新人" in said(admin.get("/admin/accounts?q=Z1"))


def test_a_roster_shown_before_another_change_is_shown_again(city: City, admin: Browser) -> None:
    shown = admin.upload(ROSTER, ROSTER, roster("S1,架空,税務課,職員,,,有効"))
    accounts = city.desk.access.accounts
    city.write(lambda session: accounts.transfer(session, COMMAND, "S1", "企画課"))
    answer = admin.post(APPLY_ROSTER, fields_of(shown, APPLY_ROSTER))
    assert (answer.status_code, "S1 企画課 税務課" in said(answer)) == (400, True)
    assert city.rows("SELECT department_id FROM account WHERE id = 'S1'") == [
        {"department_id": "企画課"}
    ]


def test_a_roster_cannot_take_the_last_admin_away(city: City, admin: Browser) -> None:
    answer = admin.upload(ROSTER, ROSTER, roster("A1,架空,情報政策課,職員,,,有効"))
    assert (answer.status_code, "最後の管理者" in wrong_fields(answer)["file"]) == (400, True)
    assert city.trail() == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("S9,架空,総務課,王,,,有効", "2行目：役割は"),
        ("S 9,架空,総務課,職員,,,有効", "2行目：account_id は"),
        ("S9,,総務課,職員,,,有効", "2行目：name が空です"),
        ("S9,架空,総務課,職員,,,たぶん", "2行目：active は"),
        ("S9,架空,総務課,職員,generic,,有効", "2行目：channel と channel_user_id は"),
        ("S9,架空,総務課", "2行目：列の数が見出しと違います"),
        ("S9,架" + "空" * 200 + ",総務課,職員,,,有効", "2行目：name は 200文字まで"),
        ("S9,架空,総務課,職員,,,有効\nS9,架空,総務課,職員,,,有効", "同じです"),
        ("S9,架空,総務課,職員,,,有効\nS9,架空,税務課,職員,generic,a,有効", "department が、同じ"),
    ],
)
def test_a_wrong_line_of_a_roster_is_named_in_japanese(
    city: City, admin: Browser, line: str, told: str
) -> None:
    answer = admin.upload(ROSTER, ROSTER, roster(line))
    assert told in said(answer)
    assert "架空" not in said(answer)
    assert city.trail() == []
