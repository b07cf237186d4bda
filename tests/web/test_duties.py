"""Nobody decides on the own request, a department lifts no stop of the city; dead letters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from assistant.core.ids import AccountId, DepartmentId
from assistant.gateway import outbox
from assistant.gateway.models import OutboxRow
from assistant.gateway.switch import EVERYTHING, StopScope, Target
from assistant.usage.quota.members import Affiliation
from assistant.usage.quota.requests import Sender, ask
from tests.web.filled import COMMAND, fill
from tests.web.kit import Browser, City, said, wrong_fields

OWN = Target(StopScope.DEPARTMENT, "総務課")
SWITCH, ON, OFF = "/admin/switch", "/admin/switch/on", "/admin/switch/off"
REPLIES, DECIDE, RETRY = "/admin/replies", "/admin/replies/decide", "/admin/replies/retry"


def own_request(city: City, account: str, department: str) -> int:
    """A request of somebody who may decide requests."""
    member = Affiliation(AccountId(account), DepartmentId(department), "admin")
    sender = Sender("generic", f"u-{account}", "room", f"event-{account}")
    now = city.desk.clock.now()
    return city.write(lambda session: ask(session, member, "理由", sender, now))[0].id


@pytest.mark.parametrize(("account", "department"), [("A1", "情報政策課"), ("H1", "総務課")])
@pytest.mark.parametrize(
    ("deed", "typed"),
    [("approve", {"tokens": "1000", "until": "2026-04-30"}), ("refuse", {"word": "見送り"})],
)
def test_nobody_decides_on_the_own_request(
    city: City, account: str, department: str, deed: str, typed: dict[str, str]
) -> None:
    page = f"/admin/requests/{own_request(city, account, department)}"
    browser = city.browser(account)
    text = said(browser.get(page))
    assert "自分の申請は、自分では決められません" in text
    assert "承認して知らせる" not in text
    assert "自分の申請" in said(browser.get("/admin/requests"))
    tokens = browser.form(SWITCH, "/admin/switch/preview")
    own = {"csrf": tokens["csrf"], "once": tokens["once"]}
    answer = browser.post(f"{page}/{deed}", {**typed, **own})
    assert (answer.status_code, "自分では決められません" in said(answer)) == (400, True)
    assert city.trail() == []


def test_another_admin_decides_on_it(city: City) -> None:
    page = f"/admin/requests/{own_request(city, 'H1', '総務課')}"
    browser = city.browser("A1")
    assert browser.send(page, f"{page}/approve", tokens="1000").status_code == 303
    assert city.trail()[-1] == ("A1", "cap.approve", "account:H1")


def stop(city: City, target: Target) -> None:
    board = city.desk.administration.switchboard
    city.write(lambda session: board.off(session, COMMAND, target, reason="市の判断"))


@pytest.mark.parametrize("target", [EVERYTHING, OWN], ids=["everything", "the department"])
def test_a_department_admin_cannot_lift_a_stop_of_the_city(city: City, target: Target) -> None:
    stop(city, target)
    head, before = city.browser("H1"), city.trail()
    page = head.get(SWITCH)
    assert "市全体の管理者に連絡してください" in said(page)
    assert ON not in page.text
    assert city.browser("A1").get(SWITCH).text.count(ON) == 1
    tokens = head.form("/admin/me", "/admin/me/tokens/create")
    fields = {"scope": target.scope.value, "subject": target.subject, "at": "1"}
    own = {"csrf": tokens["csrf"], "once": tokens["once"], "on-reason-1": "再開したい"}
    answer = head.post(ON, {**fields, **own})
    assert answer.status_code == (403 if target == EVERYTHING else 400)
    assert city.trail() == before
    assert len(city.rows("SELECT * FROM stop")) == 1


def test_a_department_admin_changes_no_text_of_a_stop_of_the_city(city: City) -> None:
    stop(city, OWN)
    head = city.browser("H1")
    page = head.get(SWITCH)
    assert "/admin/switch/preview" not in page.text
    tokens = head.form("/admin/me", "/admin/me/tokens/create")
    own = {"csrf": tokens["csrf"], "once": tokens["once"]}
    fields = {"scope": "department", "department": "総務課", "reason": "x", "text": "別の文"}
    answer = head.post(OFF, {**fields, **own})
    assert "市全体の管理者が止めたもの" in said(answer)
    (row,) = city.rows("SELECT reason, text FROM stop")
    assert tuple(row.values()) == ("市の判断", None)


def test_a_department_admin_ends_the_own_stop(city: City) -> None:
    head = city.browser("H1")
    shown = head.send(SWITCH, "/admin/switch/preview", reason="点検")
    assert "点検" in said(shown)
    fields = {"scope": "department", "department": "総務課", "reason": "点検", "text": ""}
    tokens = head.form("/admin/me", "/admin/me/tokens/create")
    head.post(OFF, {**fields, "csrf": tokens["csrf"], "once": tokens["once"]})
    assert head.send(SWITCH, ON, **{"on-reason-1": "済んだ"}).status_code == 303
    assert city.rows("SELECT * FROM stop") == []


# Dead letters


@pytest.fixture
def letters(city: City) -> list[str]:
    """Three replies that could not be delivered, the newest first."""

    def work(session: Session) -> list[str]:
        fill(session, city.desk)
        for number in range(2):
            to = outbox.Recipient("generic", f"u{number}", "room")
            now = city.desk.clock.now() - timedelta(minutes=number + 1)
            outbox.post_notice(session, to, "ひみつの返事", now=now)
        session.flush()
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.created_at).desc())).all()
        for row in rows:
            row.state, row.attempts = "dead", 8
        return [row.turn_id for row in rows]

    return city.write(work)


@pytest.fixture
def admin(city: City, letters: list[str]) -> Browser:
    return city.browser("A1")


def states(city: City) -> dict[str, str]:
    rows = city.rows("SELECT turn_id, state FROM outbox")
    return {str(row["turn_id"]): str(row["state"]) for row in rows}


def test_dead_letters_are_counted_and_listed_without_text(
    city: City, admin: Browser, letters: list[str]
) -> None:
    page = admin.get(REPLIES)
    text = said(page)
    assert "一覧（3 件）" in text
    for letter in letters:
        assert letter in text
    assert "ひみつの返事" not in page.text
    assert "u-s1" not in page.text
    assert "届かなかった返事 3 件" in said(admin.get("/admin"))
    auditor = city.browser("U1").get(REPLIES)
    assert (auditor.status_code, DECIDE in auditor.text) == (200, False)


def test_one_is_sent_again_and_one_dropped(city: City, admin: Browser, letters: list[str]) -> None:
    sent, dropped, rest = letters
    for letter, deed in ((sent, "retry"), (dropped, "drop")):
        field = f"reply-reason-{letter}"
        form = {**admin.form(REPLIES, DECIDE, holding=letter), "deed": deed}
        assert list(wrong_fields(admin.post(DECIDE, form | {field: ""}))) == [field]
        assert admin.post(DECIDE, form | {field: "確かめた"}).status_code == 303
        assert city.trail()[-1] == ("A1", f"reply.{deed}", f"reply:{letter}")
        again = admin.post(DECIDE, form | {field: "もう一度", "once": f"x{deed}"})
        assert again.status_code == 400
        assert ("もうありません" if deed == "drop" else "送り直されているか") in said(again)
    assert states(city) == {sent: "pending", rest: "dead"}


def test_a_deed_that_is_none_changes_nothing(
    city: City, admin: Browser, letters: list[str]
) -> None:
    form = admin.form(REPLIES, DECIDE, holding=letters[0])
    fields = {**form, f"reply-reason-{letters[0]}": "x", "deed": "open"}
    assert admin.post(DECIDE, fields).status_code == 400
    assert set(states(city).values()) == {"dead"}


def test_all_are_sent_again(city: City, admin: Browser, letters: list[str]) -> None:
    assert list(wrong_fields(admin.send(REPLIES, RETRY, reason=""))) == ["reason"]
    answer = admin.send(REPLIES, RETRY, reason="ツールが直った")
    assert "ありません。返事はすべて" in said(admin.get(answer.headers["location"]))
    assert set(states(city).values()) == {"pending"}
    assert city.trail()[-1] == ("A1", "reply.retry", "replies")
    assert RETRY not in admin.get(REPLIES).text
