from __future__ import annotations

import pytest

from assistant.usage.quota.amounts import Word
from assistant.usage.quota.cap_import import CapFileError, CapLine, read_caps

HEADER = "account_id,cap_tokens\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_lines_are_read_with_their_numbers(encoding: str) -> None:
    content = (
        HEADER
        + 'E0001,1000\n\nE0002,"1,000,000"\n Ｅ０００３ ,１００\nE0004,unlimited\n架空5,default\n'
    )
    assert read_caps(content.encode(encoding)) == [
        CapLine(2, "E0001", 1000),
        CapLine(4, "E0002", 1_000_000),
        CapLine(5, "E0003", 100),
        CapLine(6, "E0004", Word.UNLIMITED),
        CapLine(7, "架空5", Word.DEFAULT),
    ]


def test_every_wrong_line_is_named() -> None:
    content = HEADER + "E1,-5\nE2,1.5\nE3,１００万\nE4\n,5\nE5,1\nE5,2\nE6,9999999999999\nE7,5\n"
    with pytest.raises(CapFileError) as fault:
        read_caps(content.encode())
    starts = [problem.split(":")[0] for problem in fault.value.problems]
    assert starts == [f"line {number}" for number in (2, 3, 4, 5, 6, 8, 9)]
    assert "stands in line 7 already" in fault.value.problems[5]
    assert fault.value.message.startswith("caps: line 2: '-5' is not a number of tokens")
    assert fault.value.message.endswith("(and 6 more)")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"account,cap\nE1,5\n", "line 1: the first line must be account_id,cap_tokens"),
        (b"PK\x03\x04\x00\x00", "is no CSV"),
        ("account_id,cap_tokens\n".encode("utf-16"), "is no CSV"),
        (b'account_id,cap_tokens\n"E1,5\n', "cannot be read as CSV"),
        (b"account_id,cap_tokens\n\x81", "is no CSV"),
        (b"x" * 5_000_001, "over 5 MB"),
    ],
)
def test_a_file_that_is_no_list_of_caps_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(CapFileError, match=says):
        read_caps(content)
