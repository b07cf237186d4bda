"""`/api/usage/export`: one file that is whole, its manifest, an entry in the audit log."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest

from assistant.api.description import described, operations
from assistant.api.guard import Guard
from assistant.api.usage import USAGE_TABLE, include_usage_api
from assistant.identity.credentials import COOKIE
from assistant.identity.permissions import TABLE
from assistant.usage.log.columns import COLUMNS
from tests.api.admin import conftest as admin
from tests.api.admin.conftest import MAX_BODY_BYTES, Api
from tests.api.admin.test_matrix import ACCOUNT_OF
from tests.usage.log.turns import answered, blocked, many, write_all

PATH = "/api/usage/export"
FORMATS = ("csv", "xlsx", "jsonl")
api = admin.api


@pytest.fixture
def usage(api: Api) -> Api:
    """The API with four rows of April, one of them stopped."""
    access = api.administration.access
    guard = Guard(
        access.credentials, access.sessions, max_body_bytes=MAX_BODY_BYTES, body_timeout_seconds=5
    )
    include_usage_api(api.app, api.administration.exports, guard)
    api.write(partial(write_all, records=[*many(2), answered(department="税務課"), blocked()]))
    return api


def unpacked(answer: Any) -> tuple[str, bytes, dict[str, Any], str]:
    """Name and content of the file, its description, and the line of its digest."""
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        name, described_by, digest = archive.namelist()
        assert (described_by, digest) == (f"{name}.json", f"{name}.sha256")
        facts = json.loads(archive.read(described_by))
        return name, archive.read(name), facts, archive.read(digest).decode()


def rows_of(name: str, content: bytes) -> list[dict[str, Any]]:
    """The rows of an export of any format."""
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in content.decode().splitlines()]
    if name.endswith(".csv"):
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    header, *rows = openpyxl.load_workbook(io.BytesIO(content))["usage"].iter_rows(values_only=True)
    return [dict(zip([str(each) for each in header], row, strict=True)) for row in rows]


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_is_whole_described_and_recorded(
    usage: Api, format_: str, tmp_path: Path
) -> None:
    answer = usage.call("N1", "GET", f"{PATH}?format={format_}&from=2026-04&to=2026-04")
    name, content, facts, digest = unpacked(answer)
    assert name == f"usage-2026-04-2026-04.{format_}"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="usage-2026-04-2026-04.zip"'
    )
    assert answer.headers["content-type"] == "application/zip"
    rows = rows_of(name, content)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == facts["rows"] == int(answer.headers["x-usage-rows"]) == 4
    sha256 = hashlib.sha256(content).hexdigest()
    assert facts["sha256"] == answer.headers["x-usage-sha256"] == sha256
    assert digest == f"{sha256}  {name}\n"
    assert [each["name"] for each in facts["columns"]] == list(COLUMNS)
    (entry,) = usage.get("U1", "/api/admin/audit?action=usage.export")
    assert (entry["actor"], entry["face"], entry["details"]["sha256"]) == ("N1", "api", sha256)
    assert list(tmp_path.glob(".usage-export-*")) == []


def test_a_stopped_turn_says_not_whose_it_was(usage: Api) -> None:
    name, content, _, _ = unpacked(usage.call("N1", "GET", f"{PATH}?outcome=blocked_input"))
    (row,) = rows_of(name, content)
    assert (row["account_pseudonym"], row["conversation_id"]) == ("", "")
    assert row["department_id"] == "suppressed"


def test_the_file_alone_can_be_had(usage: Api) -> None:
    answer = usage.call("N1", "GET", f"{PATH}?pack=none&encoding=cp932&outcome=answered")
    assert answer.headers["content-type"] == "text/csv; charset=Shift_JIS"
    assert answer.headers["content-disposition"] == 'attachment; filename="usage.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("cp932"), newline="")))
    assert len(rows) == int(answer.headers["x-usage-rows"]) > 0
    assert {row["outcome"] for row in rows} == {"answered"}
    assert hashlib.sha256(answer.content).hexdigest() == answer.headers["x-usage-sha256"]


def test_a_department_too_small_to_be_named_has_no_rows_of_its_own(usage: Api) -> None:
    answer = usage.call("N1", "GET", f"{PATH}?pack=none&department=税務課")
    assert (answer.status_code, answer.headers["x-usage-rows"]) == (200, "0")


def test_each_recipient_gets_names_of_their_own(usage: Api) -> None:
    def names(recipient: str) -> set[str]:
        answer = usage.call("N1", "GET", f"{PATH}?recipient={recipient}&outcome=answered")
        name, content, _, _ = unpacked(answer)
        return {row["turn_id"] for row in rows_of(name, content)}

    assert names("甲大学") == names("甲大学")
    assert names("甲大学").isdisjoint(names("乙研究所") | names(""))
    entries = usage.get("U1", "/api/admin/audit?action=usage.export")
    assert [each["details"]["recipient"] for each in entries] == ["", "乙研究所"] + ["甲大学"] * 3


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=2026-13", "from: must be a month, as 2026-04"),
        ("to=April", "to: must be a month, as 2026-04"),
        ("from=2026-04-01", "from: is longer than 7 characters"),
        ("from=2026-04&to=2026-03", "from: is after to; exchange them"),
        ("from=2027-01", "from: has not begun; name an earlier month"),
        ("department=財務課", "department: there is none of that name in the usage log; write one "
                           "of: 税務課, 総務課"),
        ("model=gpt", "model: there is none of that name in the usage log; write one of: offline"),
        ("channel=fax", "channel: there is none of that name"),
        ("outcome=lost", "outcome: must be one of 'answered', 'blocked_input'"),
        ("format=pdf", "format: must be one of 'csv', 'xlsx' or 'jsonl'"),
        ("format=xlsx&encoding=cp932", "only a csv has another encoding"),
        ("departmnt=税務課", "there is a field this address does not take"),
        ("recipient=" + "あ" * 81, "recipient: is longer than 80 characters"),
        ("recipient=a%0Ab", "recipient: holds a control character"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_refused_in_one_line(usage: Api, query: str, says: str) -> None:
    answer = usage.call("N1", "GET", f"{PATH}?{query}")
    message = answer.json()["error"]["message"]
    assert answer.status_code in {400, 422}
    assert says in message
    assert "\n" not in message
    assert "財務課" not in message
    assert usage.get("U1", "/api/admin/audit?action=usage.export") == []


@contextmanager
def file_size_limit(limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_sends_nothing_and_leaves_nothing(usage: Api, tmp_path: Path) -> None:
    with file_size_limit(300):
        answer = usage.call("N1", "GET", PATH)
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "no_room")
    assert list(tmp_path.glob(".usage-export-*")) == []
    assert str(tmp_path) not in answer.text
    assert usage.call("N1", "GET", PATH).status_code == 200


def test_only_who_may_export_gets_rows(usage: Api) -> None:
    for (method, path), permission in USAGE_TABLE.items():
        assert usage.call(None, method, path).status_code == 401
        for role, account in ACCOUNT_OF.items():
            status = usage.call(account, method, path).status_code
            assert status == (200 if role in TABLE[permission] else 403), (path, role)


def test_a_session_exports_nothing_as_any_link_would_send_it_along(usage: Api) -> None:
    sessions = usage.administration.access.sessions
    secret = usage.write(lambda session: sessions.open(session, "N1"))
    cookie = {"cookie": f"{COOKIE}={secret}"}
    assert usage.client.get("/api/usage/columns", headers=cookie).status_code == 200
    answer = usage.client.get(PATH, headers=cookie)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert usage.get("U1", "/api/admin/audit?action=usage.export") == []


def test_the_dictionary_names_every_column_in_order(usage: Api) -> None:
    columns = usage.get("N1", "/api/usage/columns")
    assert [each["name"] for each in columns] == list(COLUMNS)
    assert all(each["meaning"] for each in columns)


def test_the_description_has_every_field(usage: Api) -> None:
    document = described(usage.app, USAGE_TABLE)
    found = {path: operation for _, path, operation in operations(document)}
    assert found[PATH]["x-permission"] == "usage.export"
    assert {each["name"] for each in found[PATH]["parameters"]} == {
        "from", "to", "department", "outcome", "model", "channel", "format", "encoding",
        "recipient", "pack",
    }  # fmt: skip
