"""What the admin API changes: once, audited, within the own department, in the house form."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import Session

from assistant.core.ids import AccountId, DepartmentId
from assistant.core.periods import month_of
from assistant.identity.credentials import COOKIE
from assistant.usage.analysis.models import ForecastWarning
from assistant.usage.quota.members import Affiliation
from assistant.usage.quota.requests import Sender, ask
from tests.api.admin.conftest import MAX_BODY_BYTES, Api

ACCOUNT = "/api/admin/accounts/S1"


def refusal(answer: object) -> tuple[int, str]:
    error = answer.json()["error"]  # type: ignore[attr-defined]
    assert set(error) == {"code", "message"}
    return answer.status_code, error["code"]  # type: ignore[attr-defined]


def test_accounts_are_found_by_part_of_id_or_name(api: Api) -> None:
    found = api.get("A1", "/api/admin/accounts?words=架空 S")
    assert [each["account_id"] for each in found] == ["S1", "S2"]
    assert found[0] == {
        "account_id": "S1",
        "name": "架空 S1",
        "department_id": "総務課",
        "role": "staff",
        "is_active": True,
    }
    assert api.get("A1", "/api/admin/accounts?words=%25") == [], "a wildcard is a character"
    page = api.get("A1", "/api/admin/accounts?limit=2&after=A1")
    assert [each["account_id"] for each in page] == ["H1", "N1"]
    everybody = api.get("A1", "/api/admin/accounts?active=true&department=税務課")
    assert [each["account_id"] for each in everybody] == ["S2"]


def test_a_department_admin_sees_and_stops_the_own_department_alone(api: Api) -> None:
    seen = api.get("H1", "/api/admin/accounts?department=税務課")
    assert {each["department_id"] for each in seen} == {"総務課"}
    own = {"department": "総務課", "reason": "点検"}
    assert api.post("H1", "/api/admin/switch/off", own) == {"changed": True}
    for other in ({"department": "税務課"}, {}, {"model": "offline"}):
        answer = api.call("H1", "POST", "/api/admin/switch/off", {"reason": "x", **other})
        assert refusal(answer) == (403, "forbidden")
    api.post("A1", "/api/admin/switch/off", {"department": "税務課", "reason": "x"})
    stops = api.get("H1", "/api/admin/switch")
    assert [each["target"]["subject"] for each in stops] == ["総務課"]
    assert len(api.get("A1", "/api/admin/switch")) == 2
    assert api.post("H1", "/api/admin/switch/on", own) == {"changed": True}


def test_changes_are_made_by_the_account_and_audited(api: Api) -> None:
    before = len(api.trail())
    api.post("A1", f"{ACCOUNT}/disable", {"reason": "休職"})
    assert api.call("S1", "GET", "/api/admin/me").status_code == 401, "at once"
    api.post("A1", f"{ACCOUNT}/enable", {})
    api.post("A1", f"{ACCOUNT}/transfer", {"department": "税務課", "reason": "異動"})
    assert api.post("A1", f"{ACCOUNT}/transfer", {"department": "税務課"}) == {"changed": False}
    api.post("A1", f"{ACCOUNT}/role", {"role": "auditor"})
    assert api.trail()[before:] == [
        ("A1", "account.disable", "account:S1"),
        ("A1", "account.enable", "account:S1"),
        ("A1", "account.transfer", "account:S1"),
        ("A1", "account.role", "account:S1"),
    ]
    (entry,) = api.get("U1", "/api/admin/audit?action=account.transfer")
    assert entry["face"] == "api"
    assert entry["details"] == {"before": "総務課", "after": "税務課", "reason": "異動"}
    verified = api.get("U1", "/api/admin/audit/verification")
    assert verified == {"is_sound": True, "faults": [], "heads": 0}


def test_the_last_admin_stays(api: Api) -> None:
    for change, body in (("disable", {}), ("role", {"role": "staff"})):
        answer = api.call("A1", "POST", f"/api/admin/accounts/A1/{change}", body)
        assert refusal(answer) == (409, "last_admin")


def test_a_repeat_under_a_key_gets_the_first_answer_and_changes_nothing(api: Api) -> None:
    body = {"reason": "x", "text": "止めます"}
    first = api.call("A1", "POST", "/api/admin/switch/off", body, idempotency_key="k1")
    api.post("A1", "/api/admin/switch/on", {"reason": "y"})
    again = api.call("A1", "POST", "/api/admin/switch/off", body, idempotency_key="k1")
    assert again.text == first.text
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert api.get("A1", "/api/admin/switch") == []
    for path, other in (("on", {"reason": "x"}), ("off", {"reason": "another"})):
        answer = api.call("A1", "POST", f"/api/admin/switch/{path}", other, idempotency_key="k1")
        assert refusal(answer) == (409, "conflict")
    by_another = api.call("H1", "POST", "/api/admin/switch/off", body, idempotency_key="k1")
    assert by_another.status_code == 403, "a key is no credential"
    unfit = api.call("A1", "POST", "/api/admin/switch/on", {"reason": "x"}, idempotency_key="")
    assert refusal(unfit) == (400, "invalid_input")


def test_a_failed_change_keeps_no_answer(api: Api) -> None:
    path = "/api/admin/accounts/S1/transfer"
    failed = api.call("A1", "POST", path, {"department": "新設課"}, idempotency_key="k")
    assert refusal(failed) == (404, "not_found")
    retried = api.call("A1", "POST", path, {"department": "税務課"}, idempotency_key="k")
    assert retried.json() == {"changed": True}


def test_a_token_is_in_the_first_answer_alone_and_stored_nowhere(api: Api) -> None:
    wanted = {"account": "S2", "role": "analyst"}
    first = api.post("A1", "/api/admin/tokens", wanted, idempotency_key="t")
    again = api.post("A1", "/api/admin/tokens", wanted, idempotency_key="t")
    assert again == {**first, "token": None}
    me = api.client.get(
        "/api/admin/me", headers={"authorization": f"Bearer {first['token']}"}
    ).json()
    assert (me["account_id"], me["role"]) == ("S2", "analyst")
    listed = api.get("U1", "/api/admin/tokens?account=S2")
    assert first["token"] not in json.dumps(listed)
    assert first["id"] in {each["id"] for each in listed}
    api.post("A1", f"/api/admin/tokens/{first['id']}/revoke", {})
    gone = api.client.get("/api/admin/me", headers={"authorization": f"Bearer {first['token']}"})
    assert gone.status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/api/admin/accounts/nobody/disable", {}, (404, "not_found")),
        (f"{ACCOUNT}/role", {"role": "king"}, (422, "invalid_request")),
        (f"{ACCOUNT}/role", {"role": "admin", "extra": 1}, (422, "invalid_request")),
        (f"{ACCOUNT}/disable", {"reason": "a\0b"}, (422, "invalid_request")),
        (f"{ACCOUNT}/disable", {"reason": "x" * 1001}, (422, "invalid_request")),
        ("/api/admin/accounts/%00/disable", {}, (422, "invalid_request")),
        ("/api/admin/switch/off", {"reason": "x", "model": "gpt"}, (400, "invalid_input")),
        (
            "/api/admin/switch/off",
            {"reason": "x", "model": "offline", "department": "総務課"},
            (400, "invalid_input"),
        ),
        ("/api/admin/incidents", {"turn": "nothing", "reason": "x"}, (404, "not_found")),
        ("/api/admin/incidents/none/text", {"reason": "x"}, (403, "forbidden")),
        ("/api/admin/tokens", {"account": "S1", "role": "admin", "until": "2020-01-01"},
         (400, "invalid_input")),
        ("/api/admin/tokens", {"account": "S1", "role": "admin", "scopes": ["all"]},
         (422, "invalid_request")),
        ("/api/admin/caps", {"scope": "account", "subject": "S1", "tokens": -1},
         (422, "invalid_request")),
        ("/api/admin/caps", {"scope": "account", "subject": "S1", "tokens": 1.5},
         (422, "invalid_request")),
        ("/api/admin/caps", {"scope": "account", "tokens": 1}, (400, "invalid_input")),
        ("/api/admin/caps", {"scope": "city", "subject": "x", "tokens": 1},
         (400, "invalid_input")),
        ("/api/admin/caps/requests/1/refuse", {"reason": "x"}, (404, "not_found")),
        ("/api/admin/nothing", {}, (404, "not_found")),
    ],
)  # fmt: skip
def test_bad_input_is_one_error_body_and_changes_nothing(
    api: Api, path: str, body: object, expected: tuple[int, str]
) -> None:
    before = api.trail()
    answer = api.call("A1", "POST", path, body)
    assert refusal(answer) == expected
    assert api.trail() == before


@pytest.mark.parametrize(
    "content",
    [
        b"{", b'{"reason": "\\ud800"}', b"[" * 2000, b'{"reason": NaN}', b"\xff",
        b'{"reason": "one", "reason": "another"}',
    ],
)  # fmt: skip
def test_a_body_that_is_no_json_of_ours_is_refused_without_echo(api: Api, content: bytes) -> None:
    answer = api.client.post(
        f"{ACCOUNT}/disable",
        content=content,
        headers={
            "authorization": f"Bearer {api.tokens['A1']}",
            "content-type": "application/json",
        },
    )
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) == {"code", "message"}
    assert ("A1", "account.disable", "account:S1") not in api.trail()


def test_half_a_character_in_a_file_of_caps_is_refused(api: Api) -> None:
    answer = api.client.post(
        "/api/admin/caps/import",
        content=b'{"csv": "account_id,cap_tokens\\nS1,\\ud800"}',
        headers={
            "authorization": f"Bearer {api.tokens['A1']}",
            "content-type": "application/json",
        },
    )
    assert refusal(answer) == (422, "invalid_request")


@pytest.mark.parametrize("before", ["9223372036854775808", "9" * 30, "0", "-1"])
def test_a_page_that_cannot_be_is_refused(api: Api, before: str) -> None:
    answer = api.call("U1", "GET", f"/api/admin/audit?before={before}")
    assert refusal(answer) == (422, "invalid_request")


def test_a_narrowed_token_makes_none_that_may_more(api: Api) -> None:
    scopes = ["tokens.write", "caps.read"]
    path, wanted = "/api/admin/tokens", {"account": "A1", "role": "admin"}
    made = api.post("A1", path, {**wanted, "scopes": scopes})
    narrowed = {"authorization": f"Bearer {made['token']}"}
    for more in (
        {},
        {"scopes": ["accounts.write"]},
        {"scopes": [*scopes, "switch.write"]},
        {"scopes": scopes, "role": "auditor"},
    ):
        answer = api.client.post(path, json={**wanted, **more}, headers=narrowed)
        assert refusal(answer) == (403, "forbidden")
    fewer = {**wanted, "scopes": ["caps.read"]}
    assert api.client.post(path, json=fewer, headers=narrowed).status_code == 200


def test_after_a_transfer_the_new_department_decides_what_was_asked(api: Api) -> None:
    member = Affiliation(AccountId("S2"), DepartmentId("税務課"), "staff")
    sender = Sender("generic", "u", "room", "event")
    now = api.administration.clock.now()
    request, _ = api.write(lambda session: ask(session, member, "繁忙期", sender, now))
    path = f"/api/admin/caps/requests/{request.id}"
    refused = api.call("H1", "POST", f"{path}/approve", {"tokens": 5})
    assert refusal(refused) == (403, "forbidden")
    assert api.get("H1", "/api/admin/caps/requests") == []
    assert api.get("H1", "/api/admin/caps")["waiting_requests"] == 0
    api.post("A1", "/api/admin/accounts/S2/transfer", {"department": "総務課"})
    assert [each["id"] for each in api.get("H1", "/api/admin/caps/requests")] == [request.id]
    assert api.get("H1", "/api/admin/caps")["waiting_requests"] == 1
    api.post("A1", "/api/admin/accounts/H1/transfer", {"department": "税務課"})
    refused = api.call("H1", "POST", f"{path}/refuse", {"reason": "x"})
    assert refusal(refused) == (403, "forbidden")
    api.post("A1", "/api/admin/accounts/H1/transfer", {"department": "総務課"})
    assert api.post("H1", f"{path}/approve", {"tokens": 5})["state"] == "approved"


def test_a_body_over_the_limit_is_413_and_not_read_for_who_may_not(api: Api) -> None:
    large = {"reason": "x" * MAX_BODY_BYTES}
    assert refusal(api.call("A1", "POST", f"{ACCOUNT}/disable", large)) == (413, "too_large")
    assert refusal(api.call("S1", "POST", f"{ACCOUNT}/disable", large)) == (403, "forbidden")


def test_caps_are_set_imported_and_seen_by_the_own_department(api: Api) -> None:
    wanted = {"scope": "account", "subject": "S1", "tokens": 5000, "reason": "議会対応"}
    changed = api.post("A1", "/api/admin/caps", wanted)
    assert (changed["before"], changed["after"], changed["is_change"]) == ("default", 5000, True)
    api.post("A1", "/api/admin/caps", {"scope": "city", "tokens": "unlimited"})
    csv = "account_id,cap_tokens\nS1,6000\nS2,0\n"
    planned = api.post("A1", "/api/admin/caps/import", {"csv": csv, "dry_run": True})
    assert [(each["subject"], each["before"], each["after"]) for each in planned] == [
        ("S1", 5000, 6000),
        ("S2", "default", 0),
    ]
    assert len(api.get("A1", "/api/admin/caps")["caps"]) == 2
    assert api.post("A1", "/api/admin/caps/import", {"csv": csv}) == planned
    assert len(api.get("A1", "/api/admin/caps")["caps"]) == 3
    seen = api.get("H1", "/api/admin/caps")["caps"]
    assert [(each["scope"], each["subject"]) for each in seen] == [("account", "S1")]
    states = api.get("H1", "/api/admin/caps/accounts?department=税務課")
    assert {each["account_id"]: each["cap"] for each in states}["S1"] == 6000
    assert "S2" not in {each["account_id"] for each in states}
    bad = api.call("A1", "POST", "/api/admin/caps/import", {"csv": csv + "S1,１００\n"})
    assert bad.status_code == 400


def test_an_increase_is_given_and_ended(api: Api) -> None:
    order = {"scope": "account", "subject": "S1", "tokens": 100, "reason": "x"}
    made = api.post("A1", "/api/admin/caps/boosts", {**order, "until": "2026-04-30"})
    assert (made["from_day"], made["until_day"]) == ("2026-04-15", "2026-04-30")
    past = api.call("A1", "POST", "/api/admin/caps/boosts", {**order, "until": "2026-04-01"})
    assert refusal(past) == (400, "invalid_input")
    assert [each["id"] for each in api.get("H1", "/api/admin/caps")["increases"]] == [made["id"]]
    api.post("A1", f"/api/admin/caps/boosts/{made['id']}/end", {"reason": "済んだ"})
    assert api.get("A1", "/api/admin/caps")["increases"] == []


def test_an_allowed_text_is_added_listed_and_removed_but_never_audited(api: Api) -> None:
    made = api.post("A1", "/api/admin/allow/entries", {"text": "架空公園", "reason": "施設名"})
    (entry,) = api.get("U1", "/api/admin/allow/entries")
    assert (entry["id"], entry["text"], entry["author"]) == (made["id"], "架空公園", "A1")
    api.post("A1", f"/api/admin/allow/entries/{made['id']}/remove", {"reason": "廃止"})
    assert api.get("A1", "/api/admin/allow/entries") == []
    assert "架空公園" not in json.dumps(api.get("U1", "/api/admin/audit"), ensure_ascii=False)


def test_words_for_staff_pass_the_filter(api: Api) -> None:
    path = "/api/admin/reports/1/refuse"
    stopped = api.call("A1", "POST", path, {"reason": "架空田太郎の件なので"})
    assert refusal(stopped) == (400, "invalid_input")
    assert "架空田" not in stopped.text
    assert "hold personal data" in stopped.json()["error"]["message"]


def test_what_staff_read_while_it_is_off_passes_the_filter(api: Api) -> None:
    path = "/api/admin/switch/off"
    text = "架空田太郎に聞いてください"
    stopped = api.call("A1", "POST", path, {"reason": "点検", "text": text})
    assert refusal(stopped) == (400, "invalid_input")
    assert "架空田" not in stopped.text
    assert api.get("A1", "/api/admin/switch") == []
    assert "架空田" not in json.dumps(api.get("U1", "/api/admin/audit"), ensure_ascii=False)
    api.post("A1", path, {"reason": "点検", "text": " 15時に再開します "})
    (stop,) = api.get("A1", "/api/admin/switch")
    assert stop["text"] == "15時に再開します"


def test_the_description_is_ours_and_needs_nothing_from_outside(api: Api) -> None:
    document = api.get("S1", "/api/openapi.json")
    assert "/api/admin/accounts" in document["paths"]
    page = api.call("S1", "GET", "/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "/api/admin/incidents/{incident_id}/text" in page.text
    assert "<td>incidents.text</td>" in page.text
    for outside in ("<script", "<style", "http://", "https://"):
        assert outside not in page.text


def test_a_session_reads_with_its_cookie_and_changes_with_its_csrf_token(api: Api) -> None:
    sessions = api.administration.access.sessions
    secret = api.write(lambda session: sessions.open(session, "A1"))
    cookie = {"cookie": f"{COOKIE}={secret}"}
    assert api.client.get("/api/admin/me", headers=cookie).json()["account_id"] == "A1"
    body = {"reason": "x"}
    good = {"origin": "http://testserver", "x-csrf-token": sessions.csrf_token(secret)}
    for spoilt in (
        {},
        {"x-csrf-token": good["x-csrf-token"]},
        good | {"origin": "http://elsewhere.example"},
        good | {"x-csrf-token": "0" * 64},
    ):
        answer = api.client.post(f"{ACCOUNT}/disable", json=body, headers={**cookie, **spoilt})
        assert refusal(answer) == (403, "forbidden")
    answer = api.client.post(f"{ACCOUNT}/disable", json=body, headers={**cookie, **good})
    assert answer.json() == {"changed": True}


def test_one_key_sent_by_many_at_once_changes_once(api: Api) -> None:
    wanted = {"account": "S2", "role": "analyst"}

    def send(_number: int) -> object:
        return api.post("A1", "/api/admin/tokens", wanted, idempotency_key="same")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(8)))
    assert len({answer["id"] for answer in answers}) == 1  # type: ignore[index]
    assert sum(answer["token"] is not None for answer in answers) == 1  # type: ignore[index]
    assert api.trail().count(("A1", "token.create", "account:S2")) == 1


def test_a_pool_that_will_run_out_is_seen_by_those_whose_it_is(api: Api) -> None:
    def warn(session: Session) -> None:
        now = api.administration.clock.now()
        for kind, name in (("city", ""), ("department", "総務課"), ("department", "税務課")):
            session.add(
                ForecastWarning(
                    kind=kind, name=name, month=month_of(now), percent=93,
                    likely=date(2026, 4, 23), at=now,
                )
            )  # fmt: skip

    assert api.get("A1", "/api/admin/caps")["forecasts"] == []
    api.write(warn)
    seen = api.get("A1", "/api/admin/caps")["forecasts"]
    assert [(each["kind"], each["name"], each["percent"], each["likely"]) for each in seen] == [
        ("city", "", 93, "2026-04-23"),
        ("department", "税務課", 93, "2026-04-23"),
        ("department", "総務課", 93, "2026-04-23"),
    ]
    own = api.get("H1", "/api/admin/caps")["forecasts"]
    assert [(each["kind"], each["name"]) for each in own] == [("department", "総務課")]
