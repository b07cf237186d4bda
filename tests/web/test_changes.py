"""Every change the pages can make: done once, in the audit log, or refused at its field."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from tests.databases import allow_changes
from tests.web.filled import TURN, Filled, fill, use
from tests.web.kit import Browser, City, fields_of, said, wrong_fields

CAP = "/admin/caps/of?scope=account&subject=S1"
S2_CAP = "/admin/caps/of?scope=account&subject=S2"
SET = "/admin/caps/set"
COMMAND = Actor("root", Face.COMMAND)


@pytest.fixture
def filled(city: City) -> Filled:
    return city.write(lambda session: fill(session, city.desk))


@pytest.fixture
def admin(city: City, filled: Filled) -> Browser:
    return city.browser("A1")


def cap_of(city: City, subject: str, scope: str = "account") -> object:
    rows = city.rows(
        "SELECT cap_tokens FROM quota_cap WHERE scope = ? AND subject_id = ?", scope, subject
    )
    return rows[0]["cap_tokens"] if rows else "default"


# Caps


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("300000", 300_000), ("３００，０００", 300_000), ("0", 0), ("unlimited", None)],
)
def test_a_cap_is_set_with_a_reason(
    city: City, admin: Browser, typed: str, stored: int | None
) -> None:
    answer = admin.send(CAP, SET, amount=typed, reason="利用が増えたため")
    assert answer.status_code == 303
    assert cap_of(city, "S1") == stored
    assert city.trail()[-1] == ("A1", "cap.set", "account:S1")
    assert "上限を変更しました" in said(admin.get(answer.headers["location"]))


def test_the_pages_are_a_face_of_their_own_in_the_audit_log(city: City, admin: Browser) -> None:
    admin.send(CAP, SET, amount="1", reason="理由のことば")
    (row,) = city.rows("SELECT face, details FROM audit_entry ORDER BY sequence DESC LIMIT 1")
    assert row["face"] == "page"
    assert "理由のことば" in str(row["details"])


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "１００万", "1e6", "10**13", "9" * 30, "abc"])
def test_a_cap_that_is_no_number_is_refused_at_its_field(
    city: City, admin: Browser, typed: str
) -> None:
    before = city.trail()
    answer = admin.send(CAP, SET, amount=typed, reason="利用が増えたため")
    assert answer.status_code == 400
    assert list(wrong_fields(answer)) == ["amount"]
    assert fields_of(answer, SET)["amount"] == typed
    assert fields_of(answer, SET)["reason"] == "利用が増えたため"
    assert "まだ何も変わっていません" in said(answer)
    assert (cap_of(city, "S1"), city.trail()) == ("default", before)


def test_a_cap_needs_a_reason(city: City, admin: Browser) -> None:
    for reason in ("", "   ", "あ" * 501):
        answer = admin.send(CAP, SET, amount="5", reason=reason)
        assert list(wrong_fields(answer)) == ["reason"]
    assert cap_of(city, "S1") == "default"


def test_a_cap_below_what_is_used_is_taken_and_said(city: City, admin: Browser) -> None:
    answer = admin.send(CAP, SET, amount="1000", reason="試し")
    page = admin.get(answer.headers["location"])
    assert "来月まで質問できません" in said(page)
    assert (cap_of(city, "S1"), used(city, "S1")) == (1000, 190_000)


def used(city: City, account: str) -> object:
    sql = "SELECT used FROM quota_counter WHERE scope = 'account' AND subject_id = ?"
    return city.rows(sql, account)[0]["used"]


@pytest.mark.parametrize(("scope", "subject"), [("department", "総務課"), ("city", "city")])
def test_department_and_city_have_caps_too(
    city: City, admin: Browser, scope: str, subject: str
) -> None:
    page = f"/admin/caps/of?scope={scope}&subject={subject}"
    assert admin.send(page, SET, amount="9000000", reason="年度の計画").status_code == 303
    assert cap_of(city, subject, scope) == 9_000_000


def test_a_form_sent_twice_changes_once(city: City, admin: Browser) -> None:
    fields: dict[str, object] = {**admin.form(CAP, "/admin/caps/increase")}
    fields |= {"tokens": "1000", "why": "二度押し", "adds": "yes"}
    first, second = (admin.post("/admin/caps/increase", fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    actions = [action for _, action, subject in city.trail() if subject == "account:S1"]
    assert actions.count("cap.boost") == 1


def test_a_form_sent_again_with_something_else_is_refused(city: City, admin: Browser) -> None:
    fields = {**admin.form(CAP, SET), "amount": "5", "reason": "試し"}
    assert admin.post(SET, fields).status_code == 303
    answer = admin.post(SET, {**fields, "amount": "6"})
    assert (answer.status_code, "すでに送信されています" in said(answer)) == (409, True)
    assert cap_of(city, "S1") == 5


def test_mistakes_do_not_use_the_form_up(city: City, admin: Browser) -> None:
    fields = {**admin.form(CAP, SET), "amount": "x", "reason": "試し"}
    assert admin.post(SET, fields).status_code == 400
    assert admin.post(SET, {**fields, "amount": "6"}).status_code == 303
    assert cap_of(city, "S1") == 6


def test_an_increase_has_its_dates(city: City, admin: Browser) -> None:
    answer = admin.send(
        CAP, "/admin/caps/increase", tokens="50000", start="2026-04-15", until="2026-06-30",
        why="6月議会のため",
    )  # fmt: skip
    assert answer.status_code == 303
    (row,) = city.rows("SELECT * FROM quota_increase WHERE subject_id = 'S1'")
    assert (row["tokens"], str(row["until_day"])[:10]) == (50_000, "2026-06-30")
    assert city.trail()[-1] == ("A1", "cap.boost", "account:S1")
    assert "250,000" in said(admin.get(CAP))


@pytest.mark.parametrize(
    ("page", "typed", "field"),
    [
        (CAP, {"tokens": "0"}, "tokens"),
        (CAP, {"tokens": "-5"}, "tokens"),
        (CAP, {"until": "2026-04-14"}, "until"),
        (CAP, {"start": "2026-05-02", "until": "2026-05-01"}, "until"),
        (CAP, {"until": "2036-04-01"}, "until"),
        (CAP, {"until": "2026-02-30"}, "until"),
        (CAP, {"start": "きのう"}, "start"),
        (CAP, {"why": ""}, "why"),
        (S2_CAP, {}, "adds"),
        ("/admin/caps/of?scope=city&subject=city", {}, "tokens"),
    ],
)
def test_an_impossible_increase_is_refused_at_its_field(
    city: City, admin: Browser, page: str, typed: dict[str, str], field: str
) -> None:
    before = city.trail()
    given = {"tokens": "1000", "start": "2026-04-15", "until": "2026-04-30", "why": "試し"}
    answer = admin.send(page, "/admin/caps/increase", **(given | typed))
    assert answer.status_code == 400
    assert list(wrong_fields(answer)) == [field]
    assert city.trail() == before


def test_a_stopped_account_gets_no_increase(city: City, admin: Browser) -> None:
    admin.send(CAP, SET, amount="0", reason="停止")
    answer = admin.send(CAP, "/admin/caps/increase", tokens="1000", why="試し")
    assert "停止" in wrong_fields(answer)["tokens"]


def test_an_increase_on_top_of_another_must_be_said(city: City, admin: Browser) -> None:
    answer = admin.send(S2_CAP, "/admin/caps/increase", tokens="1000", why="上乗せ", adds="yes")
    assert answer.status_code == 303


def test_an_increase_ends_early(city: City, admin: Browser, filled: Filled) -> None:
    field = f"end-reason-{filled.increase}"
    form = {**admin.form(S2_CAP, "/admin/caps/end"), field: ""}
    answer = admin.post("/admin/caps/end", form)
    assert list(wrong_fields(answer)) == [field]
    done = admin.post("/admin/caps/end", form | {field: "不要になった"})
    assert done.status_code == 303
    assert city.trail()[-1] == ("A1", "cap.boost_end", "account:S2")
    again = admin.post("/admin/caps/end", form | {field: "もう一度", "once": "another-form"})
    assert "すでに終わっています" in said(again)


def test_the_pilot_is_named_and_ended(city: City, admin: Browser) -> None:
    pools, pilot = "/admin/caps/pools", "/admin/caps/pilot"
    assert admin.send(pools, pilot, department="総務課", reason="試行").status_code == 303
    assert [row["department_id"] for row in city.rows("SELECT * FROM quota_pilot")] == ["総務課"]
    wrong = admin.send(pools, pilot, department="ない課", reason="試行")
    assert wrong.status_code == 400
    assert list(wrong_fields(admin.send(pools, pilot, reason=""))) == ["reason"]
    form = {**admin.form(pools, pilot), "reason": "終了"}
    form.pop("department")
    assert admin.post(pilot, form).status_code == 303
    assert city.rows("SELECT * FROM quota_pilot") == []


def test_the_list_is_searched_sorted_and_says_which_cap_ends_first(
    city: City, admin: Browser
) -> None:
    admin.send(
        "/admin/caps/of?scope=department&subject=総務課", SET, amount="191000", reason="計画"
    )
    assert "1 件" in said(admin.get("/admin/caps?q=架空　花子"))
    text = said(admin.get("/admin/caps?q=ｓ１"))
    assert "1 件" in text
    assert "190,000 200,000 95% 1,000 所属 95%以上" in text
    assert "0 件" in said(admin.get("/admin/caps?q=いない"))
    by_name = said(admin.get("/admin/caps?order=account"))
    assert by_name.index("A1") < by_name.index("S1")


# Requests


def test_a_request_is_approved_until_the_months_end_and_the_sender_told(
    city: City, admin: Browser, filled: Filled
) -> None:
    page = f"/admin/requests/{filled.request}"
    answer = admin.send(page, f"{page}/approve", tokens="100,000")
    assert answer.status_code == 303
    (row,) = city.rows("SELECT * FROM quota_increase WHERE subject_id = 'S1'")
    assert (row["tokens"], str(row["until_day"])[:10]) == (100_000, "2026-04-30")
    assert ("A1", "cap.approve", "account:S1") in city.trail()
    told = city.rows("SELECT text FROM outbox WHERE channel_user_id = 'u-s1'")
    assert len(told) == 1
    assert "100,000" in str(told[0]["text"])


def test_a_request_is_refused_with_a_word_that_passes_the_filter(
    city: City, admin: Browser, filled: Filled
) -> None:
    page = f"/admin/requests/{filled.request}"
    assert list(wrong_fields(admin.send(page, f"{page}/refuse", word=""))) == ["word"]
    city.analyzer.surfaces["架空 太郎"] = "PERSON"
    stopped = admin.send(page, f"{page}/refuse", word="架空 太郎に聞いてください")
    assert "個人情報" in wrong_fields(stopped)["word"]
    assert city.rows("SELECT state FROM quota_request WHERE id = ?", filled.request) == [
        {"state": "open"}
    ]
    assert admin.send(page, f"{page}/refuse", word="来月から増えます").status_code == 303
    (told,) = city.rows("SELECT text FROM outbox WHERE channel_user_id = 'u-s1'")
    assert "来月から増えます" in str(told["text"])


def test_a_request_is_decided_once(city: City, admin: Browser, filled: Filled) -> None:
    page = f"/admin/requests/{filled.request}"
    late = {**admin.form(page, f"{page}/approve"), "tokens": "5000"}
    admin.send(page, f"{page}/refuse", word="今回は見送り")
    answer = admin.post(f"{page}/approve", late)
    assert (answer.status_code, "すでに対応済み" in said(answer)) == (400, True)
    assert city.rows("SELECT * FROM quota_increase WHERE subject_id = 'S1'") == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"tokens": "0"}, "tokens"), ({"tokens": ""}, "tokens"), ({"until": "2026-04-01"}, "until")],
)
def test_an_impossible_approval_is_refused_at_its_field(
    admin: Browser, filled: Filled, typed: dict[str, str], field: str
) -> None:
    page = f"/admin/requests/{filled.request}"
    answer = admin.send(page, f"{page}/approve", **({"tokens": "10"} | typed))
    assert list(wrong_fields(answer)) == [field]


# Accounts


def test_an_account_is_stopped_and_let_in_again(city: City, admin: Browser) -> None:
    page = "/admin/accounts/of?id=S1"
    stopped = admin.send(page, "/admin/accounts/state", **{"state-reason": "退職"})
    assert "停止しました" in said(admin.get(stopped.headers["location"]))
    assert city.trail()[-1] == ("A1", "account.disable", "account:S1")
    admin.send(page, "/admin/accounts/state", **{"state-reason": "復職"})
    assert city.trail()[-1] == ("A1", "account.enable", "account:S1")


def test_a_transfer_leaves_what_was_used_with_the_old_department(
    city: City, admin: Browser
) -> None:
    answer = admin.send(
        "/admin/accounts/of?id=S1", "/admin/accounts/transfer", department="税務課",
        **{"transfer-reason": "4月の異動"},
    )  # fmt: skip
    assert answer.status_code == 303
    sql = "SELECT used FROM quota_counter WHERE scope = 'department' AND subject_id = ?"
    assert city.rows(sql, "総務課") == [{"used": 190_000}]
    assert city.rows(sql, "税務課") == [{"used": 10_000}]
    assert city.trail()[-1] == ("A1", "account.transfer", "account:S1")


def test_the_last_admin_stays(city: City, admin: Browser) -> None:
    page, before = "/admin/accounts/of?id=A1", city.trail()
    for action, fields in (
        ("/admin/accounts/state", {"state-reason": "試し"}),
        ("/admin/accounts/role", {"role-reason": "試し", "role": "staff"}),
    ):
        answer = admin.send(page, action, **fields)
        assert (answer.status_code, "最後の管理者" in said(answer)) == (400, True)
    assert city.trail() == before
    assert admin.get("/admin").status_code == 200


def test_another_role_ends_the_sessions_of_an_account(city: City, admin: Browser) -> None:
    other = city.browser("U1")
    admin.send(
        "/admin/accounts/of?id=U1", "/admin/accounts/role", role="staff", **{"role-reason": "異動"}
    )
    assert other.get("/admin").status_code == 303
    assert city.trail()[-1] == ("A1", "account.role", "account:U1")


@pytest.mark.parametrize(
    ("action", "fields", "field"),
    [
        (
            "/admin/accounts/transfer",
            {"department": "ない課", "transfer-reason": "x"},
            "department",
        ),
        ("/admin/accounts/transfer", {"transfer-reason": ""}, "transfer-reason"),
        ("/admin/accounts/role", {"role": "king", "role-reason": "x"}, "role"),
        ("/admin/accounts/state", {"state-reason": ""}, "state-reason"),
    ],
)
def test_an_impossible_change_of_an_account_is_refused_at_its_field(
    city: City, admin: Browser, action: str, fields: dict[str, str], field: str
) -> None:
    before = city.trail()
    answer = admin.send("/admin/accounts/of?id=S1", action, **fields)
    assert list(wrong_fields(answer)) == [field]
    assert city.trail() == before


# The desk for false positives, and the allow-list


def test_a_report_is_accepted_and_leads_to_the_list(
    city: City, admin: Browser, filled: Filled
) -> None:
    page = f"/admin/reports/{filled.report}"
    answer = admin.send(page, f"{page}/accept", note="")
    place = answer.headers["location"]
    assert ("A1", "report.accept", f"report:{filled.report}") in city.trail()
    form = fields_of(admin.get(place), "/admin/allow/add")
    assert (form["entity"], form["department"]) == ("PERSON", "総務課")
    answer = admin.post(
        "/admin/allow/add", {**form, "text": "架空大橋", "reason": "橋の名前", "until": ""}
    )
    assert answer.status_code == 303
    assert "架空大橋" in said(admin.get("/admin/allow"))
    assert "架空大橋" not in str(city.rows("SELECT details FROM audit_entry"))


def test_a_report_is_refused_with_a_word_once(city: City, admin: Browser, filled: Filled) -> None:
    page = f"/admin/reports/{filled.report}"
    assert list(wrong_fields(admin.send(page, f"{page}/refuse", word=""))) == ["word"]
    late = admin.form(page, f"{page}/accept")
    assert admin.send(page, f"{page}/refuse", word="氏名でした").status_code == 303
    told = city.rows("SELECT text FROM outbox WHERE channel_user_id = 'u-s1'")
    assert any("氏名でした" in str(row["text"]) for row in told)
    assert "すでに対応済み" in said(admin.post(f"{page}/accept", late))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "あ" * 201}, "text"),
        ({"text": "架空会館<b>", "entity": "PERSON"}, "text"),
        ({"entity": "NOTHING"}, "entity"),
        ({"department": "ない課"}, "department"),
        ({"until": "2026-04-14"}, "until"),
        ({"until": "いつか"}, "until"),
        ({"reason": ""}, "reason"),
    ],
)
def test_an_impossible_entry_is_refused_at_its_field(
    city: City, admin: Browser, typed: dict[str, str], field: str
) -> None:
    before = city.trail()
    given = {"text": "架空川", "reason": "川の名前"}
    answer = admin.send("/admin/allow", "/admin/allow/add", **(given | typed))
    assert list(wrong_fields(answer)) == [field]
    assert city.trail() == before


def test_an_entry_is_taken_off_the_list(city: City, admin: Browser) -> None:
    form = admin.form("/admin/allow", "/admin/allow/remove")
    field = f"remove-reason-{form['entry']}"
    assert list(wrong_fields(admin.post("/admin/allow/remove", form | {field: ""}))) == [field]
    assert admin.post("/admin/allow/remove", form | {field: "閉館"}).status_code == 303
    assert city.rows("SELECT * FROM policy_allow_entry") == []


# The off switch


def test_staff_text_is_shown_before_anything_stops(city: City, admin: Browser) -> None:
    page, preview, off = "/admin/switch", "/admin/switch/preview", "/admin/switch/off"
    shown = admin.send(
        page,
        preview,
        scope="department",
        department="総務課",
        reason="点検",
        text="15時に再開します",
    )
    assert shown.status_code == 200
    assert "15時に再開します" in said(shown)
    assert city.rows("SELECT * FROM stop") == []
    assert admin.post(off, fields_of(shown, off)).status_code == 303
    (stop,) = city.rows("SELECT scope, subject, reason, text FROM stop")
    assert tuple(stop.values()) == ("department", "総務課", "点検", "15時に再開します")
    assert "15時に再開します" in said(admin.get(page))
    assert "総務課" in said(admin.get("/admin"))
    wrong = admin.send(page, "/admin/switch/on")
    assert list(wrong_fields(wrong)) == ["on-reason-1"]
    answer = admin.send(page, "/admin/switch/on", **{"on-reason-1": "点検が済んだ"})
    assert answer.status_code == 303
    assert city.rows("SELECT * FROM stop") == []
    assert [action for _, action, _ in city.trail()[-2:]] == ["switch.off", "switch.on"]


def test_without_a_text_staff_read_the_standard_one(city: City, admin: Browser) -> None:
    shown = admin.send("/admin/switch", "/admin/switch/preview", scope="all", reason="点検")
    assert "管理者が生成AIの利用を一時的に止めている" in said(shown)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"scope": "department", "department": "ない課"}, "department"),
        ({"scope": "model", "model": "gpt-none"}, "model"),
        ({"reason": ""}, "reason"),
        ({"text": "あ" * 1001}, "text"),
    ],
)
def test_an_impossible_stop_is_refused_at_its_field(
    city: City, admin: Browser, typed: dict[str, str], field: str
) -> None:
    for action in ("/admin/switch/preview", "/admin/switch/off"):
        fields = {**admin.form("/admin/switch", "/admin/switch/preview"), "scope": "all"}
        answer = admin.post(action, fields | {"reason": "点検"} | typed)
        assert list(wrong_fields(answer)) == [field]
    assert city.rows("SELECT * FROM stop") == []


def test_what_staff_read_while_it_is_off_passes_the_filter(city: City, admin: Browser) -> None:
    city.analyzer.surfaces["架空 太郎"] = "PERSON"
    for action in ("/admin/switch/preview", "/admin/switch/off"):
        fields = {**admin.form("/admin/switch", "/admin/switch/preview"), "scope": "all"}
        told = {"reason": "点検", "text": "架空 太郎に聞いてください"}
        assert "個人情報" in wrong_fields(admin.post(action, fields | told))["text"]
    assert city.rows("SELECT * FROM stop") == []


def test_a_department_admin_stops_the_own_department(city: City, filled: Filled) -> None:
    head = city.browser("H1")
    shown = head.send("/admin/switch", "/admin/switch/preview", reason="点検")
    off = "/admin/switch/off"
    assert head.post(off, fields_of(shown, off)).status_code == 303
    assert [row["subject"] for row in city.rows("SELECT subject FROM stop")] == ["総務課"]


# Incidents and the audit log


def test_an_incident_is_opened_looked_at_and_closed(city: City, admin: Browser) -> None:
    place = admin.send(
        "/admin/incidents",
        "/admin/incidents/open",
        turn=f" {TURN} ",
        reason="氏名が入ったかもしれない",
    ).headers["location"]
    page = admin.get(place)
    assert "fake" in said(page)
    assert "回答あり" in said(page)
    path = place.partition("?")[0]
    assert list(wrong_fields(admin.send(path, f"{path}/close", note=""))) == ["note"]
    late = {**admin.form(path, f"{path}/close"), "note": "もう一度", "once": "another"}
    assert admin.send(path, f"{path}/close", note="誤りだった").status_code == 303
    assert "すでに終了しています" in said(admin.post(f"{path}/close", late))


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"turn": "x"}, "turn"), ({"turn": ""}, "turn"), ({"reason": ""}, "reason")],
)
def test_an_impossible_incident_is_refused_at_its_field(
    admin: Browser, typed: dict[str, str], field: str
) -> None:
    given = {"turn": TURN, "reason": "x"} | typed
    answer = admin.send("/admin/incidents", "/admin/incidents/open", **given)
    assert list(wrong_fields(answer)) == [field]


def test_the_audit_log_is_listed_and_narrowed(city: City, admin: Browser) -> None:
    admin.send(CAP, SET, amount="7", reason="めじるし")
    everything = said(admin.get("/admin/audit"))
    assert "めじるし" in everything
    assert "上限の変更" in everything
    assert "めじるし" in said(admin.get("/admin/audit?action=cap.set&subject=account:S1&actor=A1"))
    for query in ("action=cap.boost", "subject=account:S2", "actor=root"):
        assert "めじるし" not in said(admin.get(f"/admin/audit?{query}"))


def test_a_long_audit_log_has_pages(city: City, admin: Browser) -> None:
    def work(session: Session) -> None:
        for number in range(60):
            city.desk.administration.audit.record(session, COMMAND, "cap.set", f"x:{number}")

    city.write(work)
    first = admin.get("/admin/audit?action=cap.set")
    assert "x:59" in first.text
    assert "x:0<" not in first.text
    links = [part.split('"')[0] for part in first.text.split('href="')[1:] if "before=" in part]
    second = admin.get(links[0].replace("&amp;", "&"))
    assert "x:0<" in second.text


def test_the_chain_is_checked_and_a_change_in_it_found(city: City, admin: Browser) -> None:
    answer = admin.send("/admin/audit", "/admin/audit/verify")
    assert "すべて正しくつながっています" in said(answer)

    def tamper(session: Session) -> None:
        connection = session.connection()
        allow_changes(connection, "audit_entry")
        connection.execute(text("UPDATE audit_entry SET actor = 'X' WHERE sequence = 2"))

    city.write(tamper)
    answer = admin.send("/admin/audit", "/admin/audit/verify")
    assert "問題が見つかりました" in said(answer)
    assert "entry 2 was changed" in said(answer)


# The overview


def test_the_overview_shows_who_is_near_a_cap_and_what_waits(city: City, admin: Browser) -> None:
    text = said(admin.get("/admin"))
    assert "190,000 200,000 95% 95%以上" in text
    for line in (
        "増枠の申請 2 件",
        "誤検知の報告 1 件",
        "調査中の事案 1 件",
        "届かなかった返事 1 件",
    ):
        assert line in text
    assert "S2" not in text


def test_the_overview_says_what_does_not_work(city: City, admin: Browser) -> None:
    city.checks["filter"] = False
    assert "個人情報フィルタ 異常" in said(admin.get("/admin"))


def test_what_reached_the_cap_is_said_in_words(city: City, admin: Browser) -> None:
    city.write(lambda session: use(session, city.desk, "U1", "監査課", 200_000))
    assert "上限に到達" in said(admin.get("/admin"))
