"""Rosters, lists, rules, balances, the pilot, dead letters: what only commands could do before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import Session

from assistant.api.guard import MAX_FILE_BODY_BYTES
from assistant.core.clock import ManualClock
from assistant.core.ids import AccountId, DepartmentId
from assistant.gateway.models import IncidentRow, OutboxRow
from assistant.policy.shadow import add_counts
from assistant.usage.quota.members import Affiliation
from assistant.usage.quota.requests import Sender, ask
from tests.api.admin.conftest import MAX_BODY_BYTES, Api

ROSTER = "account_id,name,department,role,channel,channel_user_id,active\n"


def error(answer: Any) -> dict[str, Any]:
    assert answer.status_code >= 400
    found: dict[str, Any] = answer.json()["error"]
    assert "\n" not in found["message"]
    return found


def test_a_roster_is_shown_first_and_then_imported(api: Api) -> None:
    csv = ROSTER + "S1,架空 S1,税務課,staff,,,1\nS9,架空 九子,新設課,analyst,generic,u9,1\n"
    before = api.trail()
    planned = api.post("A1", "/api/admin/accounts/import", {"csv": csv, "dry_run": True})
    assert (planned["added"], planned["new_departments"]) == (["S9"], ["新設課"])
    assert planned["transfers"] == [{"account_id": "S1", "before": "総務課", "after": "税務課"}]
    assert "架空" not in json.dumps(planned, ensure_ascii=False)
    assert api.trail() == before
    assert api.get("A1", "/api/admin/accounts?words=S9") == []
    done = api.post("A1", "/api/admin/accounts/import", {"csv": csv}, idempotency_key="april")
    assert done == planned
    again = api.post("A1", "/api/admin/accounts/import", {"csv": csv}, idempotency_key="april")
    assert again == done
    assert api.trail()[len(before) :] == [
        ("A1", "accounts.import", "accounts"),
        ("A1", "accounts.add", "accounts"),
        ("A1", "account.transfer", "account:S1"),
        ("A1", "account.role", "account:S9"),
    ]


def test_every_wrong_line_of_a_file_is_named_and_nothing_is_imported(api: Api) -> None:
    csv = ROSTER + "S8,架空,総務課,staff,,,1\nS9,架空,総務課,king,,,1\n,架空,総務課,staff,,,1\n"
    found = error(api.call("A1", "POST", "/api/admin/accounts/import", {"csv": csv}))
    assert found["code"] == "invalid_roster"
    assert [each.partition(",")[0] for each in found["problems"]] == ["line 3", "line 4"]
    assert api.get("A1", "/api/admin/accounts?words=S8") == []
    caps = "account_id,cap_tokens\nS1,1\nS1,2\nS2,１００万\nS2,-1\nS2,1.5\n"
    found = error(api.call("A1", "POST", "/api/admin/caps/import", {"csv": caps}))
    assert found["code"] == "invalid_caps"
    assert len(found["problems"]) == 4
    assert api.get("A1", "/api/admin/caps")["caps"] == []


def test_the_last_admin_stays_in_a_roster(api: Api) -> None:
    csv = ROSTER + "A1,架空,情報政策課,staff,,,1\n"
    for dry_run in (True, False):
        body = {"csv": csv, "dry_run": dry_run}
        found = error(api.call("A1", "POST", "/api/admin/accounts/import", body))
        assert found["code"] == "last_admin"


def test_a_file_may_be_larger_than_other_bodies(api: Api) -> None:
    lines = "".join(f"P{number:04},架空,総務課,staff,,,1\n" for number in range(300))
    assert len(lines.encode()) > MAX_BODY_BYTES
    done = api.post("A1", "/api/admin/accounts/import", {"csv": ROSTER + lines})
    assert len(done["added"]) == 300
    huge = {"csv": "x" * MAX_FILE_BODY_BYTES}
    assert api.call("A1", "POST", "/api/admin/accounts/import", huge).status_code == 413
    assert api.call("S1", "POST", "/api/admin/accounts/import", huge).status_code == 403


def test_a_password_is_set_and_neither_kept_nor_answered(api: Api) -> None:
    path, typed = "/api/admin/accounts/S1/password", "青い 自転車が 37台ある"
    answer = api.call("A1", "POST", path, {"password": typed}, idempotency_key="p")
    assert answer.json() == {"changed": True}
    assert "自転車" not in answer.text
    assert api.trail()[-1] == ("A1", "password.set", "account:S1")
    short = error(api.call("A1", "POST", path, {"password": "abc"}))
    assert short["code"] == "unfit_password"
    assert error(api.call("A1", "POST", path, {"password": "あ" * 201}))["message"].startswith(
        "password: is longer"
    )
    unknown = api.call("A1", "POST", "/api/admin/accounts/none/password", {"password": typed})
    assert unknown.status_code == 404
    scopes = ["accounts.write"]
    wanted = {"account": "A1", "role": "admin", "scopes": scopes}
    api.tokens["narrow"] = api.post("A1", "/api/admin/tokens", wanted)["token"]  # type: ignore[index]
    assert api.call("narrow", "POST", path, {"password": typed}).status_code == 403


def test_a_narrowed_token_gives_no_role_but_staff(api: Api) -> None:
    wanted = {"account": "A1", "role": "admin", "scopes": ["accounts.write"]}
    api.tokens["narrow"] = api.post("A1", "/api/admin/tokens", wanted)["token"]  # type: ignore[index]
    role, roster = "/api/admin/accounts/{}/role", "/api/admin/accounts/import"
    before = api.trail()
    assert api.call("narrow", "POST", role.format("S1"), {"role": "admin"}).status_code == 403
    for line in ("S1,架空 S1,総務課,admin,,,1\n", "P1,架空,総務課,analyst,,,1\n"):
        for dry_run in (True, False):
            body = {"csv": ROSTER + line, "dry_run": dry_run}
            assert api.call("narrow", "POST", roster, body).status_code == 403
    assert api.trail() == before
    # Roles as they are, and that of staff.
    api.post("narrow", roster, {"csv": ROSTER + "A1,架空,情報政策課,admin,,,1\n"})
    assert api.post("narrow", role.format("N1"), {"role": "staff"}) == {"changed": True}


def test_an_account_stands_as_the_command_shows_it(api: Api) -> None:
    api.post("A1", "/api/admin/caps", {"scope": "account", "subject": "S1", "tokens": 5000})
    order = {"scope": "account", "subject": "S1", "tokens": 100, "reason": "x"}
    api.post("A1", "/api/admin/caps/boosts", {**order, "until": "2026-04-30"})
    shown = api.get("H1", "/api/admin/caps/accounts/S1")
    assert shown["scopes"]["account"] == {"used": 0, "reserved": 0, "cap": 5100, "remaining": 5100}
    assert (shown["month"], shown["resets_on"]) == ("2026-04", "2026-05-01")
    assert (shown["binding"], shown["takes_part"], shown["open_request"]) == ("account", True, None)
    assert [each["tokens"] for each in shown["increases"]] == [100]
    for account in ("S2", "nobody"):
        answer = api.call("H1", "GET", f"/api/admin/caps/accounts/{account}")
        assert answer.status_code == 404, "another department's is told apart from none by nobody"
    assert api.get("A1", "/api/admin/caps/accounts/S2")["department_id"] == "税務課"


def test_the_pools_stand_as_the_command_shows_them(api: Api) -> None:
    api.post("A1", "/api/admin/caps", {"scope": "city", "tokens": 9000})
    city = api.get("A1", "/api/admin/caps/city")
    assert city["balance"] == {"used": 0, "reserved": 0, "cap": 9000, "remaining": 9000}
    assert city["spending"]["fiscal_year"] == 2026
    assert api.get("H1", "/api/admin/caps/city")["spending"] is None
    own = api.get("H1", "/api/admin/caps/departments/総務課")
    assert (own["scope"], own["subject"], own["balance"]["cap"]) == ("department", "総務課", None)
    assert api.call("H1", "GET", "/api/admin/caps/departments/税務課").status_code == 404
    assert api.call("A1", "GET", "/api/admin/caps/departments/ない課").status_code == 404
    overview = api.get("A1", "/api/admin/caps")
    assert overview["defaults"]["account"] == 200_000
    assert (overview["passed"], overview["spending"]["yen"]) == ([], 0.0)
    assert api.get("H1", "/api/admin/caps")["spending"] is None


def test_a_pilot_is_begun_and_ended(api: Api) -> None:
    path, names = "/api/admin/caps/pilot", ["税務課", "総務課"]
    assert api.get("A1", path) == {"is_pilot": False, "departments": []}
    begun = api.post("A1", path, {"departments": names, "reason": "試行"})
    assert begun["is_pilot"]
    assert set(begun["departments"]) == set(names)
    assert api.get("H1", path) == {"is_pilot": True, "departments": ["総務課"]}
    unknown = {"departments": ["総務課", "ない課"], "reason": "x"}
    assert api.call("A1", "POST", path, unknown).status_code == 400
    assert len(api.get("A1", path)["departments"]) == 2, "nothing half-applied"
    assert api.call("H1", "POST", path, {"departments": [], "reason": "x"}).status_code == 403
    ended = api.post("A1", path, {"departments": [], "reason": "全庁へ"})
    assert ended == {"is_pilot": False, "departments": []}


def test_decided_requests_are_listed_by_state_and_department(api: Api) -> None:
    def asked(session: Session, account: str, department: str) -> int:
        member = Affiliation(AccountId(account), DepartmentId(department), "staff")
        sender = Sender("generic", account, "room", f"e-{account}")
        return ask(session, member, "資料の要約", sender, api.administration.clock.now())[0].id

    first = api.write(lambda session: asked(session, "S1", "総務課"))
    second = api.write(lambda session: asked(session, "S2", "税務課"))
    api.post("A1", f"/api/admin/caps/requests/{first}/approve", {"tokens": 100})
    api.post("A1", f"/api/admin/caps/requests/{second}/refuse", {"reason": "来月に"})
    third = api.write(lambda session: asked(session, "S1", "総務課"))

    def numbers(account: str, state: str) -> list[int]:
        found = api.get(account, f"/api/admin/caps/requests?state={state}")
        return [each["id"] for each in found]

    assert numbers("A1", "open") == [third]
    assert numbers("A1", "approved") == [first]
    assert numbers("A1", "refused") == [second]
    assert numbers("A1", "all") == [third, second, first]
    assert numbers("H1", "all") == [third, first]
    (refused,) = api.get("A1", "/api/admin/caps/requests?state=refused")
    assert (refused["word"], refused["decided_by"], refused["reason"]) == ("来月に", "A1", None)
    assert len(api.get("A1", "/api/admin/caps/requests?state=all&limit=1")) == 1
    wrong = error(api.call("A1", "GET", "/api/admin/caps/requests?state=lost"))
    assert wrong["message"].startswith("state: must be one of 'open'")


@pytest.mark.parametrize(
    ("kind", "csv", "field", "value"),
    [
        ("officials", "name,office\n架空 花子,市長\n", "name", "架空 花子"),
        ("contacts", "kind,value,office\nphone,03-0000-0001,総務課\n", "value", "03-0000-0001"),
        ("entries", "text,reason\n架空公園,施設名\n", "text", "架空公園"),
    ],
)
def test_a_list_is_imported_shown_and_shortened(
    api: Api, kind: str, csv: str, field: str, value: str
) -> None:
    path = f"/api/admin/allow/{kind}"
    planned = api.post("A1", f"{path}/import", {"csv": csv, "dry_run": True})
    assert planned == {"added": 1, "duplicate_lines": []}
    assert api.get("U1", path) == []
    api.post("A1", f"{path}/import", {"csv": csv})
    assert api.post("A1", f"{path}/import", {"csv": csv}) == {"added": 0, "duplicate_lines": [2]}
    (line,) = api.get("U1", path)
    assert (line[field], line["author"]) == (value, "A1")
    assert api.call("A1", "POST", f"{path}/{line['id']}/remove", {}).status_code == 422
    api.post("A1", f"{path}/{line['id']}/remove", {"reason": "廃止"})
    assert api.get("A1", path) == []
    assert value not in json.dumps(api.get("U1", "/api/admin/audit"), ensure_ascii=False)
    wrong = error(api.call("A1", "POST", f"{path}/import", {"csv": "nothing\nx\n"}))
    assert wrong["code"] == "invalid_list"


def test_a_rule_is_set_shown_and_cleared(api: Api) -> None:
    path = "/api/admin/allow/rules"
    said = api.post("A1", path, {"entity": "PERSON", "threshold": 0.9, "reason": "誤検知"})
    assert said == {"action": None, "threshold": 0.9, "shadow": None}
    own = {"entity": "PERSON", "department": "総務課", "reason": "x"}
    api.post("A1", path, {**own, "shadow": True})
    listed = api.get("U1", path)
    assert [(each["department"], each["threshold"], each["shadow"]) for each in listed] == [
        (None, 0.9, None), ("総務課", None, True),
    ]  # fmt: skip
    for wrong in (
        {"entity": "NOBODY", "threshold": 0.5, "reason": "x"},
        {"entity": "PERSON", "reason": "x"},
        {**own, "department": "ない課", "shadow": True},
    ):
        assert error(api.call("A1", "POST", path, wrong))["code"] == "invalid_policy"
    for field, value in (
        ("threshold", 1.5),
        ("threshold", "高い"),
        ("action", "mask"),
        ("shadow", 1),
    ):
        body = {"entity": "PERSON", "reason": "x", field: value}
        assert error(api.call("A1", "POST", path, body))["message"].startswith(f"{field}: must be")
    api.post("A1", f"{path}/clear", own)
    assert api.call("A1", "POST", f"{path}/clear", own).status_code == 400
    assert len(api.get("A1", path)) == 1


def test_what_rules_in_trial_would_stop_is_counted(api: Api) -> None:
    api.write(lambda session: add_counts(session, "2026-04", {("総務課", "PERSON"): (3, 2)}))
    (count,) = api.get("A1", "/api/admin/allow/shadow?month=2026-04")
    assert (count["texts"], count["stops"]) == (3, 2)
    assert api.get("A1", "/api/admin/allow/shadow?month=2026-03") == []
    assert error(api.call("A1", "GET", "/api/admin/allow/shadow?month=2026-13"))["message"]


def test_the_ledger_is_verified(api: Api) -> None:
    path = "/api/admin/ledger/verification"
    assert api.get("U1", path) == {"is_sound": True, "problems": []}
    assert api.call("H1", "GET", path).status_code == 403


def test_dead_letters_are_sent_again_or_dropped(api: Api, clock: ManualClock) -> None:
    def dead(session: Session) -> None:
        for name, outcome in (("r1", "answered"), ("r2", "blocked_input"), ("r3", "notice")):
            session.add(
                OutboxRow(
                    turn_id=name, channel="generic", in_reply_to="e", channel_user_id="user-1",
                    conversation_key="c", outcome=outcome, text="架空の返事", is_private=False,
                    state="dead", attempts=40, next_attempt_at=clock.now(),
                    created_at=clock.now(),
                )
            )  # fmt: skip
        session.add(
            IncidentRow(id="i1", turn_id="r2", reason="x", opened_by="U1", opened_face="api",
                        opened_at=clock.now())
        )  # fmt: skip

    api.write(dead)
    listed = api.call("U1", "GET", "/api/admin/replies/dead")
    assert {each["id"] for each in listed.json()} == {"r1", "r2", "r3"}
    for told in ("架空", "user-1", "blocked"):
        assert told not in listed.text, "neither whose it is, nor how it ended, nor what it says"
    why = {"reason": "復旧した"}
    api.post("A1", "/api/admin/replies/r1/retry", why)
    assert api.call("A1", "POST", "/api/admin/replies/r1/retry", why).status_code == 409
    kept = error(api.call("A1", "POST", "/api/admin/replies/r2/drop", why))
    assert "an open incident keeps this reply" in kept["message"]
    api.post("A1", "/api/admin/replies/r3/drop", why)
    assert api.call("A1", "POST", "/api/admin/replies/r3/drop", why).status_code == 404
    assert api.post("A1", "/api/admin/replies/retry", why) == {"count": 1}
    assert api.post("A1", "/api/admin/replies/retry", why) == {"count": 0}
    assert api.get("A1", "/api/admin/replies/dead") == []
    assert [line[1:] for line in api.trail()[-3:]] == [
        ("reply.retry", "reply:r1"), ("reply.drop", "reply:r3"), ("reply.retry", "replies"),
    ]  # fmt: skip
