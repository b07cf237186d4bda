from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.identity.roles import Role
from assistant.identity.roster import parse_roster
from assistant.identity.roster_cells import COLUMNS
from assistant.identity.roster_text import MAX_ROSTER_BYTES, RosterError
from tests.identity.rosters import FULL, HEADER, roster


def problems_of(content: bytes | str) -> tuple[str, ...]:
    with pytest.raises(RosterError) as caught:
        parse_roster(content if isinstance(content, bytes) else content.encode())
    assert "\n" not in caught.value.message
    return caught.value.problems


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932")]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_one_roster_reads_alike_in_every_encoding(encoding: str, found: str, newline: str) -> None:
    read = parse_roster(FULL.replace("\n", newline).encode(encoding))
    assert read.encoding == found
    assert read.accounts == parse_roster(FULL.encode()).accounts
    assert [account.name for account in read.accounts] == ["架空 一郎", "架空 二葉", "架空 三枝"]
    assert [account.line for account in read.accounts] == [2, 3, 4]


def test_columns_may_stand_in_any_order_and_blank_lines_are_skipped() -> None:
    text = "active,role,account_id,name,channel_user_id,channel,department\n\n,,,,,,\n"
    read = parse_roster(f"{text}1,staff,E1,架空 花,u,generic,総務課\n".encode())
    assert read.accounts[0].account_id == "E1"
    assert read.accounts[0].line == 4


def test_full_width_is_understood_but_names_and_chat_ids_stay_as_they_are() -> None:
    account = roster("Ｅ０１,髙﨑　架空,　総務課　,ＳＴＡＦＦ,ｇｅｎｅｒｉｃ,Ｕ１,１").accounts[0]
    assert account.account_id == "E01"
    assert account.name == "髙﨑　架空"
    assert account.department_id == "総務課"
    assert account.role is Role.STAFF
    assert (account.chat_ids[0].channel, account.chat_ids[0].channel_user_id) == ("generic", "Ｕ１")


@pytest.mark.parametrize(
    ("word", "is_active"),
    [
        *((word, True) for word in ("true", "TRUE", "１", "yes", "有効")),
        *((word, False) for word in ("false", "0", "No", "無効", "ＦＡＬＳＥ")),
    ],
)
def test_active_words(word: str, is_active: bool) -> None:
    assert roster(f"E1,架空,総務課,staff,,,{word}").accounts[0].is_active is is_active


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("職員", Role.STAFF),
        ("所属管理者", Role.DEPARTMENT_ADMIN),
        ("管理者", Role.ADMIN),
        ("分析者", Role.ANALYST),
        ("監査者", Role.AUDITOR),
        ("department_admin", Role.DEPARTMENT_ADMIN),
        ("Auditor", Role.AUDITOR),
    ],
)
def test_role_words(word: str, role: Role) -> None:
    assert roster(f"E1,架空,総務課,{word},,,1").accounts[0].role is role


def test_one_account_on_several_lines_gets_all_its_chat_ids() -> None:
    account = roster(
        "E1,架空,総務課,staff,generic,u1,1", "E1,架空,総務課,staff,slack,U9,1"
    ).accounts
    assert len(account) == 1
    assert [(c.channel, c.line) for c in account[0].chat_ids] == [("generic", 2), ("slack", 3)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("E 1,秘密 太,総務課,staff,,,1", "line 2, account_id: write 1 to 64 letters"),
        (",秘密 太,総務課,staff,,,1", "line 2, account_id: write 1 to 64 letters"),
        ("秘密 太,秘密 太,総務課,staff,,,1", "line 2, account_id: write 1 to 64 letters"),
        ("E1,　,総務課,staff,,,1", "line 2, name: is empty; fill it in"),
        (f"E1,{'秘' * 201},総務課,staff,,,1", "line 2, name: is longer than 200 characters"),
        ("E1,秘密\t太,総務課,staff,,,1", "line 2, name: holds a line break or control"),
        ("E1,秘密�太,総務課,staff,,,1", "line 2, name: holds a character lost"),
        ("E1,秘密 太,,staff,,,1", "line 2, department: is empty; fill it in"),
        ("E1,秘密 太,総務課,boss,,,1", "line 2, role: unknown role; use staff, department-admin"),
        ("E1,秘密 太,総務課,staff,generic,,1", "line 2, channel: fill channel and channel_user_id"),
        ("E1,秘密 太,総務課,staff,,u1,1", "line 2, channel: fill channel and channel_user_id"),
        ("E1,秘密 太,総務課,staff,../x,u1,1", "line 2, channel: write the name of a chat tool's"),
        ("E1,秘密 太,総務課,staff,,,maybe", "line 2, active: write true or false"),
        ("E1,秘密 太,総務課,staff,,,", "line 2, active: write true or false"),
        ("E1,秘密 太,総務課,staff", "line 2: has 4 cells, the header 7"),
        ("E1,秘密,太,総務課,staff,,,1", "line 2: has 8 cells, the header 7"),
        ('E1,"秘密 太,総務課,staff,,,1', "line 2: a quotation mark is not closed"),
    ],
)
def test_a_bad_line_is_named_without_its_content(line: str, problem: str) -> None:
    found = problems_of(f"{HEADER}\n{line}")
    assert len(found) == 1
    assert found[0].startswith(problem)
    assert "秘" not in found[0]


def test_all_problems_are_reported_at_once_in_order_of_lines() -> None:
    found = problems_of(
        "\n".join(
            [
                HEADER,
                "E1,架空,総務課,staff,generic,u1,1",
                "E2,架空,総務課,boss,,,perhaps",
                "E1,架空,税務課,staff,slack,U1,1",
                "E3,架空,総務課,staff,generic,u1,1",
                "E1,架空,総務課,staff,generic,u1,1",
            ]
        )
    )
    assert [problem.partition(";")[0] for problem in found] == [
        "line 3, role: unknown role",
        "line 3, active: write true or false (or 1, 0, yes, no, 有効, 無効)",
        "line 4, department: differs from line 2 of the same account E1",
        "line 5, channel_user_id: is that of account E1 on line 2",
        "line 6: repeats line 2",
    ]


def test_the_same_account_twice_without_chat_id_is_a_repeat() -> None:
    line = "E1,架空,総務課,staff,,,1"
    assert problems_of(f"{HEADER}\n{line}\n{line}") == ("line 3: repeats line 2; remove one",)


def test_line_numbers_count_lines_of_the_file_not_records() -> None:
    found = problems_of(f'{HEADER}\nE1,"架\n空",総務課,staff,,,1\n\nE2,架空,総務課,boss,,,1')
    assert [problem.partition(":")[0] for problem in found] == ["line 2, name", "line 5, role"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty; its first line must be account_id,name"),
        (b"\xef\xbb\xbf\r\n", "the file is empty; its first line must be account_id,name"),
        (HEADER.encode(), "no account follows the header"),
        (
            b"PK\x03\x04rest",
            "the file is an Excel workbook (.xlsx), not CSV; save it as `CSV UTF-8`",
        ),
        (b"\xd0\xcf\x11\xe0\xa1", "the file is an Excel workbook (.xls), not CSV"),
        (FULL.encode("utf-16"), "the file is in UTF-16; save it as"),
        (FULL.encode("utf-16-le"), "line 1: holds a NUL byte"),
        (b"a" * (MAX_ROSTER_BYTES + 1), "the file is over 20 MB; split it"),
        ("E1,秘密 太,総務課,staff,,,1".encode(), "line 1: no column account_id, name, department"),
        (HEADER.replace(",active", "").encode(), "line 1: no column active; write account_id,"),
        ((HEADER + ",memo").encode(), "line 1: unknown column at position 8; remove it"),
        ((HEADER + ",role").encode(), "line 1: column role stands there twice; remove one"),
    ],
    ids=str,
)
def test_a_file_that_is_no_roster_is_refused(content: bytes, problem: str) -> None:
    found = problems_of(content)
    assert found[0].startswith(problem)
    assert not any("秘" in line for line in found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_one_damaged_byte_never_turns_utf8_into_cp932(encoding: str) -> None:
    lines = FULL.encode(encoding).split(b"\n")
    lines[2] = lines[2].replace("議".encode(), "議".encode()[:2])
    found = problems_of(b"\n".join(lines))
    assert [problem.partition(";")[0] for problem in found] == [
        "line 3: holds bytes that are not utf-8"
    ]


def test_a_damaged_cp932_line_is_named() -> None:
    content = FULL.encode("cp932").replace("事務局".encode("cp932"), b"\x85\x20\xff")
    assert problems_of(content)[0].startswith("line 3: holds bytes that are not cp932")


def test_half_width_katakana_in_cp932_is_not_taken_for_utf8() -> None:
    text = f"{HEADER}\nE1,ﾂｷ,ﾂｷ,staff,,,1\nE2,架空,総務課,staff,,,1"
    assert parse_roster(text.encode("cp932")).accounts[0].name == "ﾂｷ"


def test_repr_shows_no_name_and_no_chat_id() -> None:
    shown = repr(parse_roster(FULL.encode()))
    assert "架空" not in shown
    assert "u-1" not in shown


CELL = st.text(
    # Excluded: what cp932 itself gives back as another character.
    st.characters(
        codec="cp932", exclude_categories=["Cc", "Cs", "Co"], exclude_characters="¢£¬‖−〜"
    ),
    min_size=1,
)


@given(
    names=st.lists(CELL.map(str.strip).filter(bool), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp932"]),
)
def test_names_survive_the_way_through_csv(names: list[str], encoding: str) -> None:
    names = [name[:200].strip() for name in names]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    # The kanji line settles the encoding, as any real roster does.
    for number, name in enumerate(["架空市", *names]):
        writer.writerow([f"E{number}", name, "総務課", "staff", "", "", "1"])
    content = text.getvalue().encode(encoding)
    assert [account.name for account in parse_roster(content).accounts] == ["架空市", *names]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for body in (content, f"{HEADER}\n".encode() + content):
        try:
            outcome: object = parse_roster(body).accounts
        except RosterError as refusal:
            outcome = refusal.problems
        assert outcome
