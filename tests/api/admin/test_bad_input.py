"""What cannot be: one line that names the field, and nothing half-applied."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from assistant.api.field_faults import told
from assistant.core.actor import SYSTEM
from assistant.identity.roles import Role
from tests.api.admin.conftest import Api

CAP = {"scope": "account", "subject": "S1"}
MORE = {**CAP, "tokens": 10, "reason": "議会", "until": "2026-04-30"}
ROSTER = "account_id,name,department,role,channel,channel_user_id,active\n"
NUMBER = "tokens: must be a whole number, or one of 'unlimited' or 'default'"


def stored(api: Api) -> Any:
    """Everything an admin can change here, as it stands."""
    return [
        api.get("A1", path)
        for path in (
            "/api/admin/caps",
            "/api/admin/accounts",
            "/api/admin/caps/requests?state=all",
            "/api/admin/switch",
            "/api/admin/tokens",
        )
    ], api.trail()


TWICE = "S1,架空,総務課,staff,,,1\nS1,架空,税務課,staff,,,1\n"
CANNOT_BE: list[tuple[str, Any, int, str]] = [
    ("caps", {**CAP, "tokens": "１００万"}, 422, NUMBER),
    ("caps", {**CAP, "tokens": "100"}, 422, NUMBER),
    ("caps", {**CAP, "tokens": 1.5}, 422, NUMBER),
    ("caps", {**CAP, "tokens": True}, 422, NUMBER),
    ("caps", {**CAP, "tokens": None}, 422, NUMBER),
    ("caps", {**CAP, "tokens": -1}, 422, "tokens: must be 0 or more, or one of 'unlimited'"),
    ("caps", {**CAP, "tokens": 10**30}, 400, "is too large; write at most"),
    ("caps", CAP, 422, "tokens: is missing"),
    ("caps", {**CAP, "tokens": 1, "token": 2}, 422, "there is a field this address"),
    ("caps", {"scope": "ward", "subject": "S1", "tokens": 1}, 422, "scope: must be one of"),
    ("caps", {"scope": "account", "subject": "nobody", "tokens": 1}, 400, "no account"),
    ("caps", {"scope": "department", "subject": "ない", "tokens": 1}, 400, "no department"),
    ("caps", {**CAP, "tokens": 1, "reason": "x" * 501}, 400, "reason is longer than 500"),
    ("caps", [], 400, "JSON object"),
    ("caps/import", {"csv": "account_id,cap_tokens\nS1,5\nS1,6\n"}, 400, "stands in line 2"),
    ("caps/import", {"csv": "account_id,cap_tokens\nS1,5\nnobody,6\n"}, 400, "line 3: no acc"),
    ("caps/import", {"csv": "account_id,cap_tokens\nS1,１００万\n"}, 400, "line 2: "),
    ("caps/import", {"csv": ""}, 400, "the file is empty"),
    ("caps/import", {"csv": 5}, 422, "csv: must be a text"),
    ("caps/boosts", {**MORE, "tokens": 0}, 422, "tokens: must be more than 0"),
    ("caps/boosts", {**MORE, "tokens": 1.5}, 422, "tokens: must be a whole number"),
    ("caps/boosts", {**MORE, "tokens": 10**30}, 400, "is too large"),
    ("caps/boosts", {**MORE, "until": "2026-04-14"}, 400, "before it begins on 2026-04-15"),
    ("caps/boosts", {**MORE, "start": "2026-05-01"}, 400, "before it begins on 2026-05-01"),
    ("caps/boosts", {**MORE, "until": "2026-02-30"}, 422, "until: must be a day, as 2026-"),
    ("caps/boosts", {**MORE, "until": "２０２６年"}, 422, "until: must be a day, as 2026-"),
    ("caps/boosts", {**MORE, "until": "2099-01-01"}, 400, "three years ahead"),
    ("caps/boosts", {**MORE, "reason": ""}, 422, "reason: is empty"),
    ("caps/boosts", {**MORE, "reason": "  "}, 400, "the reason is missing"),
    ("caps/boosts/1/end", {"reason": "x"}, 400, "no increase 1"),
    ("caps/boosts/x/end", {"reason": "x"}, 422, "increase_id: must be a whole number"),
    ("caps/requests/7/approve", {"tokens": 5}, 404, "no open request has this number"),
    ("caps/requests/7/approve", {"tokens": -5}, 422, "tokens: must be more than 0"),
    ("caps/pilot", {"departments": "総務課", "reason": "x"}, 422, "departments: must be a lis"),
    ("accounts/import", {"csv": ROSTER + TWICE}, 400, "roster: line"),
    ("accounts/nobody/disable", {}, 404, "no account has this id"),
    ("accounts/S1/transfer", {"department": "ない課"}, 404, "no department has this name"),
    ("accounts/S1/role", {"role": "king"}, 422, "role: must be one of 'staff'"),
    ("tokens", {"account": "S1", "role": "staff", "until": "2020-01-01"}, 400, "until: "),
    ("tokens", {"account": "nobody", "role": "staff"}, 404, "no account has this id"),
    ("switch/off", {}, 422, "reason: is missing"),
    ("switch/off", {"reason": "x", "text": "長" * 1001}, 422, "text: is longer than 1000"),
    ]  # fmt: skip


def test_one_line_and_nothing_half_applied(api: Api) -> None:
    before, wrong = stored(api), []
    for path, body, status, says in CANNOT_BE:
        answer = api.call("A1", "POST", f"/api/admin/{path}", body)
        message = answer.json()["error"]["message"]
        if answer.status_code != status or says not in message or "\n" in message:
            wrong.append((path, body, answer.status_code, message))
        assert api.trail() == before[1], (path, body)
    assert wrong == []
    assert stored(api) == before


def test_an_increase_of_the_same_days_is_refused_unless_it_is_meant(api: Api) -> None:
    api.post("A1", "/api/admin/caps/boosts", MORE)
    overlapping = {**MORE, "start": "2026-04-30", "until": "2026-05-31"}
    answer = api.call("A1", "POST", "/api/admin/caps/boosts", overlapping)
    assert answer.status_code == 400
    assert "runs from 2026-04-15 until 2026-04-30" in answer.json()["error"]["message"]
    assert len(api.get("A1", "/api/admin/caps")["increases"]) == 1
    api.post("A1", "/api/admin/caps/boosts", {**overlapping, "adds": True})
    assert len(api.get("A1", "/api/admin/caps")["increases"]) == 2


def test_a_cap_below_what_is_used_is_taken_and_says_so(api: Api) -> None:
    ledger = api.administration.quota.ledger

    def use(session: Session) -> None:
        names = {"account_id": "S1", "department_id": "総務課"}
        ledger.reserve(session, turn_id="t1", prompt_tokens=900, max_output_tokens=100, **names)  # type: ignore[arg-type]
        ledger.settle(session, turn_id="t1", tokens=900, is_estimated=False)  # type: ignore[arg-type]

    api.write(use)
    changed = api.post("A1", "/api/admin/caps", {**CAP, "tokens": 100})
    assert (changed["used"], changed["is_below_used"]) == (900, True)
    account = api.get("A1", "/api/admin/caps/accounts/S1")["scopes"]["account"]
    assert (account["used"], account["remaining"]) == (900, 0)


def test_an_expired_a_revoked_and_a_disabled_token_are_one_line(api: Api) -> None:
    tokens = api.administration.access.tokens

    def make(session: Session) -> str:
        return tokens.create(
            session, SYSTEM, account_id="S2", role=Role.ADMIN, until=date(2026, 4, 16)
        ).secret

    api.tokens["short"] = api.write(make)  # type: ignore[index]
    assert api.call("short", "GET", "/api/admin/caps").status_code == 200
    api.administration.clock.advance(2 * 86_400)  # type: ignore[attr-defined]
    body = {**CAP, "tokens": 1}
    answer = api.call("short", "POST", "/api/admin/caps", body)
    assert (answer.status_code, answer.json()) == (
        401, {"error": {"code": "not_authenticated", "message": "sign in or send a token"}},
    )  # fmt: skip
    assert api.get("A1", "/api/admin/caps")["caps"] == []


@pytest.mark.parametrize("account", ["S1", "N1", "H1", "U1"])
def test_a_role_that_may_not_is_one_line(api: Api, account: str) -> None:
    answer = api.call(account, "POST", "/api/admin/caps", {**CAP, "tokens": 1})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
    assert api.get("A1", "/api/admin/caps")["caps"] == []


def test_a_field_is_named_and_what_was_sent_is_not(api: Api) -> None:
    canary = "架空太郎の秘密"
    for body in (
        {**CAP, "tokens": canary},
        {**CAP, "tokens": 1, canary: 1},
        {"scope": canary, "tokens": 1},
        {**CAP, "tokens": 1, "reason": canary + "\0"},
        {**MORE, "until": canary},
    ):
        path = "/api/admin/caps/boosts" if "until" in body else "/api/admin/caps"
        answer = api.call("A1", "POST", path, body)
        assert answer.status_code == 422
        assert canary not in json.dumps(answer.json(), ensure_ascii=False)


def test_a_fault_without_a_field_is_about_the_body() -> None:
    assert told([{"loc": ("body",), "type": "model_attributes_type"}]).startswith("the body must")
    assert told([]) == ""
    unknown = {"loc": ("body", "x"), "type": "a_new_kind", "ctx": {}}
    assert told([unknown]).startswith("x: cannot be used")
