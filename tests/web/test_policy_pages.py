"""Rules, officials and contacts on the pages: as the commands change them, or refused."""

from __future__ import annotations

import pytest

from assistant.filters.policy import Rule
from assistant.filters.settings import Action
from assistant.gateway.policy_watch import read_snapshot
from tests.web.filled import Filled, fill
from tests.web.kit import Browser, City, fields_of, said, wrong_fields

PERSON = "/admin/rules/of?entity=PERSON"
OWN = "/admin/rules/of?entity=PERSON&department=総務課"
NUMBER = "/admin/rules/of?entity=JP_MY_NUMBER"
SET, CLEAR = "/admin/rules/set", "/admin/rules/clear"


@pytest.fixture
def filled(city: City) -> Filled:
    return city.write(lambda session: fill(session, city.desk))


@pytest.fixture
def admin(city: City, filled: Filled) -> Browser:
    return city.browser("A1")


def rule(city: City, department: str | None = None, entity: str = "PERSON") -> Rule:
    """The rule the gate would decide by."""
    settings = city.desk.settings.filter
    return city.read(lambda session: read_snapshot(session, settings)).rule(entity, department)


def stored(city: City, department: str = "") -> list[tuple[object, ...]]:
    rows = city.rows(
        "SELECT action, threshold, is_shadow FROM policy_rule WHERE department_id = ?", department
    )
    return [tuple(row.values()) for row in rows]


@pytest.mark.parametrize(
    ("mode", "action", "is_shadow"),
    [("allow", Action.ALLOW, False), ("shadow", Action.BLOCK, True)],
)
def test_a_rule_is_changed_for_the_city(
    city: City, admin: Browser, mode: str, action: Action, is_shadow: bool
) -> None:
    answer = admin.send(PERSON, SET, mode=mode, reason="見直し")
    assert "規則を変更しました" in said(admin.get(answer.headers["location"]))
    now = rule(city, "税務課")
    assert (now.action, now.is_shadow) == (action, is_shadow)
    assert city.trail()[-1] == ("A1", "rule.set", "rule:PERSON")
    answer = admin.send(PERSON, SET, mode="block", reason="戻す")
    assert (rule(city).action, rule(city).is_shadow) == (Action.BLOCK, False)


def test_what_was_not_changed_stays_as_the_file_has_it(city: City, admin: Browser) -> None:
    assert stored(city) == []
    admin.send(PERSON, SET, threshold="０．７５", reason="見直し")
    assert stored(city) == [(None, 0.75, None)]
    assert rule(city).threshold == 0.75
    same = admin.send(PERSON, SET, reason="もう一度")
    assert "何も変えていません" in said(admin.get(same.headers["location"]))
    assert len([each for each in city.trail() if each[2] == "rule:PERSON"]) == 1


def test_a_department_has_a_rule_of_its_own_which_is_taken_away_again(
    city: City, admin: Browser
) -> None:
    assert rule(city, "総務課").is_shadow
    page = said(admin.get(OWN))
    assert "1週間の試し" in page
    assert "2026年4月 総務課" in page
    admin.send(OWN, SET, mode="block", reason="試しが済んだ")
    assert not rule(city, "総務課").is_shadow
    assert list(wrong_fields(admin.send(OWN, CLEAR, **{"clear-reason": ""}))) == ["clear-reason"]
    late = {**admin.form(OWN, CLEAR), "clear-reason": "もう一度", "once": "another"}
    assert admin.send(OWN, CLEAR, **{"clear-reason": "不要"}).status_code == 303
    assert stored(city, "総務課") == []
    assert city.trail()[-1] == ("A1", "rule.clear", "rule:PERSON:総務課")
    assert "元に戻す必要はありません" in said(admin.post(CLEAR, late))
    assert CLEAR not in admin.get(OWN).text


@pytest.mark.parametrize(
    ("page", "typed", "field"),
    [
        (PERSON, {"mode": "off"}, "mode"),
        (PERSON, {"threshold": "1.5"}, "threshold"),
        (PERSON, {"threshold": "-0.1"}, "threshold"),
        (PERSON, {"threshold": "nan"}, "threshold"),
        (PERSON, {"threshold": ""}, "threshold"),
        (PERSON, {"reason": ""}, "reason"),
        (NUMBER, {"mode": "allow"}, "mode"),
        (NUMBER, {"mode": "shadow"}, "mode"),
        (NUMBER, {"threshold": "0.9"}, "threshold"),
    ],
)
def test_an_impossible_rule_is_refused_at_its_field(
    city: City, admin: Browser, page: str, typed: dict[str, str], field: str
) -> None:
    before = city.trail()
    answer = admin.send(page, SET, **({"reason": "試し"} | typed))
    assert (answer.status_code, list(wrong_fields(answer))) == (400, [field])
    assert city.trail() == before


def test_a_rule_of_nothing_is_not_there(admin: Browser) -> None:
    for query in ("entity=NOTHING", "", "entity=PERSON&department=ない課"):
        assert admin.get(f"/admin/rules/of?{query}").status_code == 404
    form = admin.form(PERSON, SET)
    wrong = {**form, "entity": "NOTHING", "reason": "x", "mode": "block"}
    assert admin.post(SET, wrong).status_code == 404


def test_the_list_shows_every_rule_and_what_is_on_trial(city: City, admin: Browser) -> None:
    text = said(admin.get("/admin/rules"))
    for entity in city.desk.settings.filter.entities:
        assert city.desk.replies.category(entity) in text
    assert "総務課 試す（止めずに数える）" in text
    assert "2026年4月 総務課" in text
    assert "規則を変更する" not in said(city.browser("U1").get(PERSON))


# Officials and contacts


OFFICIALS, CONTACTS = "/admin/allow/officials", "/admin/allow/contacts"


@pytest.mark.parametrize(
    ("page", "table", "shown"),
    [
        (OFFICIALS, "policy_official", "架空 市子 市長"),
        (CONTACTS, "policy_contact", "03-0000-0001 電話 架空窓口"),
    ],
)
def test_a_line_is_shown_and_taken_off_its_list(
    city: City, admin: Browser, page: str, table: str, shown: str
) -> None:
    action = "/admin/allow/lines/remove"
    assert shown in said(admin.get(page))
    form = admin.form(page, action)
    field = f"remove-reason-{form['line']}"
    assert list(wrong_fields(admin.post(action, form | {field: ""}))) == [field]
    answer = admin.post(action, form | {field: "退任"})
    assert "一覧から削除しました" in said(admin.get(answer.headers["location"]))
    assert city.rows(f"SELECT * FROM {table}") == []  # noqa: S608  # ours
    kind = page.rpartition("/")[2]
    assert city.trail()[-1] == ("A1", "allow.remove", f"{kind}:{form['line']}")
    late = form | {field: "もう一度", "once": "another"}
    assert "対象が見つかりません" in said(admin.post(action, late))
    assert admin.post(action, late | {"kind": "entries", "once": "third"}).status_code == 404


FILES = {
    "entries": "text,reason,entity,department,until\n架空大橋,橋の名前,PERSON,総務課,2027-03-31\n",
    "officials": "name,office\n架空 議子,議員\n架空 市子,市長\n",
    "contacts": "kind,value,office\nphone,03-0000-0009,架空窓口\n",
}
TABLES = {
    "entries": ("policy_allow_entry", "text", "架空大橋"),
    "officials": ("policy_official", "name", "架空 議子"),
    "contacts": ("policy_contact", "value", "03-0000-0009"),
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_shown_and_then_added(
    city: City, admin: Browser, kind: str, encoding: str
) -> None:
    place = f"/admin/allow/import/{kind}"
    table, column, text = TABLES[kind]

    def lines() -> list[object]:
        return [row[column] for row in city.rows(f"SELECT {column} FROM {table}")]  # noqa: S608

    before = lines()
    shown = admin.upload(place, place, FILES[kind].encode(encoding))
    assert f"追加 1 件、すでにあるのでとばす行 {int(kind == 'officials')} 件" in said(shown)
    assert text in said(shown)
    assert lines() == before
    form = fields_of(shown, f"{place}/apply")
    for _ in range(2):
        answer = admin.post(f"{place}/apply", form)
        assert answer.headers["location"].endswith("?done=lines_imported")
    assert lines() == [*before, text]
    assert city.trail()[-1] == ("A1", "allow.import", kind)
    nothing = admin.upload(place, place, FILES[kind].encode(encoding))
    assert "反映は必要ありません" in said(nothing)


def test_a_list_that_has_changed_since_is_shown_again(city: City, admin: Browser) -> None:
    place = "/admin/allow/import/officials"
    form = fields_of(admin.upload(place, place, FILES["officials"].encode()), f"{place}/apply")
    other = fields_of(admin.upload(place, place, FILES["officials"].encode()), f"{place}/apply")
    assert admin.post(f"{place}/apply", other).status_code == 303
    answer = admin.post(f"{place}/apply", form)
    assert (answer.status_code, "内容が変わりました" in said(answer)) == (400, True)
    assert len(city.rows("SELECT * FROM policy_official")) == 2


@pytest.mark.parametrize(
    ("kind", "line", "told"),
    [
        ("entries", ",理由,,,", "2行目：text が空か"),
        ("entries", "あ" * 201 + ",理由,,,", "2行目：text は 200文字まで"),
        ("entries", "架空,,,,", "2行目：reason（理由）を"),
        ("entries", "架空,理由,NOTHING,,", "2行目：entity の種類"),
        ("entries", "架空,理由,,ない課,", "2行目：department の所属"),
        ("entries", "架空,理由,,,いつか", "2行目：until は 2027"),
        ("entries", "架空,理由,,,2020-01-01", "2行目：until の日が過ぎ"),
        ("officials", "架,市長", "2行目：name は、氏名を"),
        ("officials", "架空 議子", "2行目：列の数が見出しと違います（1列"),
        ("contacts", "fax,03-0000-0009,窓口", "2行目：kind は"),
        ("contacts", "phone,x,窓口", "2行目：value は電話番号では"),
        ("contacts", "mail,x,窓口", "2行目：value はメールアドレスでは"),
        ("contacts", "address,x,窓口", "2行目：value は住所では"),
        ("contacts", 'phone,"03,窓口', "CSVとして読めません"),
    ],
)
def test_a_wrong_line_is_named_in_japanese_and_nothing_added(
    city: City, admin: Browser, kind: str, line: str, told: str
) -> None:
    place, before = f"/admin/allow/import/{kind}", city.trail()
    header = FILES[kind].partition("\n")[0]
    answer = admin.upload(place, place, f"{header}\n{line}\n".encode())
    assert answer.status_code == 400
    assert told in said(answer)
    assert list(wrong_fields(answer)) == ["file"]
    assert city.trail() == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\n", "ファイルが空です。1行目は name,office"),
        (b"who\nx\n", "見出しの 1 番目は"),
        (b"office\nx\n", "見出しに name がありません"),
        (b"name,name\nx,y\n", "同じ列が2つ"),
        (b"\xff\xfe\x00", "UTF-8 でも Shift_JIS でもありません"),
    ],
)
def test_a_file_that_is_no_list_is_refused(admin: Browser, content: bytes, told: str) -> None:
    place = "/admin/allow/import/officials"
    assert told in said(admin.upload(place, place, content))
