from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from assistant.core.errors import InputError
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.imported import MonthFileError, MonthLine, import_months, read_months
from assistant.usage.log.totals import ImportedMonth, UsageMonth

NOW = datetime(2026, 4, 1, tzinfo=UTC)
HEADER = "month,department,requests,input_tokens,output_tokens,accounts\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_totals_are_read_as_excel_writes_them(encoding: str) -> None:
    text = HEADER + '2025-04,総務課,"1,200",30000,9000,\r\n2025-05,,5,6,7,8\r\n'
    assert read_months(text.encode(encoding)) == [
        MonthLine("2025-04", "総務課", 1200, 30000, 9000, None),
        MonthLine("2025-05", "", 5, 6, 7, 8),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER, "there is no line"),
        ("month,requests\n2025-04,1\n", "line 1: missing column input_tokens"),
        (HEADER.replace("accounts", "people"), "line 1: write each of these columns once"),
        (HEADER + "2025-13,,1,1,1,1\n", "line 2: month"),
        (HEADER + "2025-04,,-1,1,1,1\n", "line 2: requests"),
        (HEADER + "2025-04,,1.5,1,1,1\n", "line 2: requests"),
        (HEADER + "2025-04,,１,1,1,1\n", "line 2: requests"),
        (HEADER + "2025-04,,1,1,1\n", "line 2: more or fewer cells"),
        (HEADER + "2025-04,,1,1,1,1,1\n", "line 2: more or fewer cells"),
        (HEADER + "2025-04,,1,1,1,1\n2025-04,,2,2,2,2\n", "line 3: the same month"),
        (HEADER + f"2025-04,{'あ' * 65},1,1,1,1\n", "line 2: department"),
    ],
)
def test_a_wrong_file_is_taken_in_not_at_all(text: str, says: str) -> None:
    with pytest.raises(MonthFileError) as caught:
        read_months(text.encode())
    assert any(problem.startswith(says) for problem in caught.value.problems)


def test_other_encodings_are_named() -> None:
    with pytest.raises(MonthFileError, match="neither UTF-8 nor cp932"):
        read_months(b"\x81")


@pytest.mark.anyio
async def test_a_source_replaces_its_own_months_and_touches_nothing_else(
    unit_of_work: UnitOfWork,
) -> None:
    def take(source: str, *lines: MonthLine) -> None:
        def work(session: Session) -> None:
            import_months(session, source, lines, now=NOW)

        works.append(work)

    works: list[object] = []
    take(
        "旧システム", MonthLine("2025-04", "", 1, 1, 1, None), MonthLine("2025-05", "", 2, 2, 2, 3)
    )
    take("別", MonthLine("2025-04", "", 9, 9, 9, 9))
    take("旧システム", MonthLine("2025-04", "総務課", 5, 5, 5, 5))
    for work in works:
        await unit_of_work.write(work)  # type: ignore[arg-type]  # each is such a function
    found = await unit_of_work.read(
        lambda session: [
            (row.source, row.month, row.department_id, row.requests)
            for row in session.exec(select(ImportedMonth)).all()
        ]
    )
    assert sorted(found) == [
        ("別", "2025-04", "", 9),
        ("旧システム", "2025-04", "総務課", 5),
        ("旧システム", "2025-05", "", 2),
    ]
    own = await unit_of_work.read(lambda session: session.exec(select(UsageMonth)).all())
    assert own == []


@pytest.mark.anyio
async def test_a_source_needs_a_name(unit_of_work: UnitOfWork) -> None:
    with pytest.raises(InputError, match="--source"):
        await unit_of_work.write(lambda session: import_months(session, " ", [], now=NOW))
