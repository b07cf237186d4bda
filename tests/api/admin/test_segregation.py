"""Segregation of duties: nobody's own request, and no stop of the city by a department."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.ids import AccountId, DepartmentId
from assistant.gateway.quota_desk import OwnRequestError
from assistant.gateway.switch import CityStopError, StopScope, Target
from assistant.identity.models import Account
from assistant.identity.roles import Role
from assistant.usage.quota.members import Affiliation
from assistant.usage.quota.requests import Sender, ask
from tests.api.admin.conftest import Api

OWN = {"department": "総務課", "reason": "点検"}
DEPARTMENT = Target(StopScope.DEPARTMENT, "総務課")


def asked(api: Api, account: str, department: str) -> int:
    """A request for more of somebody, as staff type it; its number."""
    member = Affiliation(AccountId(account), DepartmentId(department), "staff")
    sender = Sender("generic", account, "room", f"event-{account}")

    def work(session: Session) -> int:
        return ask(session, member, "資料の要約", sender, api.administration.clock.now())[0].id

    return api.write(work)


def colleague(api: Api, clock: ManualClock) -> str:
    """Another department admin of 総務課, with a token."""
    role = "department-admin"

    def work(session: Session) -> str:
        now = clock.now()
        session.add(
            Account(id="H2", name="架空 H2", department_id="総務課", role=role, is_active=True,
                    created_at=now, updated_at=now)
        )  # fmt: skip
        session.flush()
        made = api.administration.access.tokens.create(
            session, Actor("A1", Face.API), account_id="H2", role=Role(role)
        )
        return made.secret

    api.tokens["H2"] = api.write(work)  # type: ignore[index]
    return "H2"


def refused(answer: Any) -> str:
    assert answer.status_code == 403, answer.text
    error = answer.json()["error"]
    assert error["code"] == "forbidden"
    assert "\n" not in error["message"]
    message: str = error["message"]
    return message


@pytest.mark.parametrize(("account", "department"), [("H1", "総務課"), ("A1", "情報政策課")])
@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_nobody_decides_on_the_own_request(
    api: Api, account: str, department: str, decision: str
) -> None:
    number = asked(api, account, department)
    path = f"/api/admin/caps/requests/{number}/{decision}"
    body = {"tokens": 100} if decision == "approve" else {"reason": "来月"}
    before = api.trail()
    assert "nobody decides on the own request" in refused(api.call(account, "POST", path, body))
    assert api.trail() == before
    assert [each["id"] for each in api.get("A1", "/api/admin/caps/requests")] == [number]
    assert api.get("A1", "/api/admin/caps")["increases"] == []


def test_another_admin_decides_and_a_department_admin_on_a_colleagues(api: Api) -> None:
    own, other = asked(api, "H1", "総務課"), asked(api, "S1", "総務課")
    assert api.post("A1", f"/api/admin/caps/requests/{own}/approve", {"tokens": 100})
    assert api.post("H1", f"/api/admin/caps/requests/{other}/approve", {"tokens": 100})
    decided = api.get("A1", "/api/admin/caps/requests?state=approved")
    assert {each["id"]: each["decided_by"] for each in decided} == {own: "A1", other: "H1"}


def test_a_page_decides_on_the_own_request_no_more_than_the_api(api: Api) -> None:
    number = asked(api, "H1", "総務課")
    requests = api.administration.quota.requests
    page, command = Actor("H1", Face.PAGE), Actor("H1", Face.COMMAND)
    with pytest.raises(OwnRequestError):
        api.write(lambda session: requests.approve(session, page, number, 100))
    # Whoever runs the machine is no account, whatever the operating system calls them.
    assert api.write(lambda session: requests.approve(session, command, number, 100)).tokens == 100


def test_a_department_admin_neither_ends_nor_changes_a_stop_of_the_city(api: Api) -> None:
    api.post("A1", "/api/admin/switch/off", {**OWN, "text": "市が止めています。"})
    before = api.trail()
    for change in ("on", "off"):
        said = refused(api.call("H1", "POST", f"/api/admin/switch/{change}", OWN))
        assert "an admin of the city" in said
    (stop,) = api.get("H1", "/api/admin/switch")
    assert (stop["stopped_by"], stop["text"]) == ("A1", "市が止めています。")
    assert api.trail() == before
    assert api.post("A1", "/api/admin/switch/on", OWN) == {"changed": True}


def test_a_stop_by_command_is_the_citys(api: Api) -> None:
    board = api.administration.switchboard
    operator = Actor("root", Face.COMMAND)
    api.write(lambda session: board.off(session, operator, DEPARTMENT, reason="x"))
    refused(api.call("H1", "POST", "/api/admin/switch/on", OWN))


def test_a_command_of_a_namesake_of_the_department_admin_is_the_citys(
    api: Api, clock: ManualClock
) -> None:
    other = colleague(api, clock)
    board = api.administration.switchboard
    namesake = Actor("H1", Face.COMMAND)
    api.post("H1", "/api/admin/switch/off", OWN)
    api.write(lambda session: board.off(session, namesake, DEPARTMENT, reason="x"))
    for account in ("H1", other):
        for change in ("on", "off"):
            refused(api.call(account, "POST", f"/api/admin/switch/{change}", OWN))
    assert api.post("A1", "/api/admin/switch/on", OWN) == {"changed": True}
    api.post("H1", "/api/admin/switch/off", OWN)
    assert api.post("H1", "/api/admin/switch/on", OWN) == {"changed": True}


def test_a_department_admin_ends_a_colleagues_stop_and_the_city_every_one(
    api: Api, clock: ManualClock
) -> None:
    other = colleague(api, clock)
    api.post("H1", "/api/admin/switch/off", OWN)
    assert api.post(other, "/api/admin/switch/off", {**OWN, "text": "延長します"})
    assert api.post("H1", "/api/admin/switch/on", OWN) == {"changed": True}
    api.post(other, "/api/admin/switch/off", OWN)
    assert api.post("A1", "/api/admin/switch/on", OWN) == {"changed": True}


def test_a_stop_of_somebody_who_left_is_for_the_city_to_end(api: Api, clock: ManualClock) -> None:
    other = colleague(api, clock)
    api.post(other, "/api/admin/switch/off", OWN)
    api.post("A1", f"/api/admin/accounts/{other}/transfer", {"department": "税務課"})
    refused(api.call("H1", "POST", "/api/admin/switch/on", OWN))
    assert api.post("A1", "/api/admin/switch/on", OWN) == {"changed": True}


def test_the_role_of_the_token_decides_and_not_that_of_its_account(api: Api) -> None:
    made = api.post("A1", "/api/admin/tokens", {"account": "H1", "role": "admin"})
    api.tokens["H1-city"] = made["token"]  # type: ignore[index]
    api.post("A1", "/api/admin/switch/off", OWN)
    assert api.post("H1-city", "/api/admin/switch/on", OWN) == {"changed": True}
    api.post("A1", "/api/admin/switch/off", OWN)
    refused(api.call("H1", "POST", "/api/admin/switch/on", OWN))


def test_a_page_lifts_a_stop_of_the_city_no_more_than_the_api(api: Api) -> None:
    board = api.administration.switchboard
    page, city = Actor("H1", Face.PAGE), Actor("A1", Face.PAGE)
    api.write(lambda session: board.off(session, city, DEPARTMENT, reason="x"))
    with pytest.raises(CityStopError):
        api.write(lambda session: board.on(session, page, DEPARTMENT, reason="y"))
    assert api.write(lambda session: board.on(session, city, DEPARTMENT, reason="y"))
