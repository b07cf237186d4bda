"""The pages at /admin in a real browser, on a real gateway process."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.e2e.installation import Installation
from tests.system.conftest import ADMIN, PASSWORD, Watched, chat, new_context, next_message
from tests.web.filled import Filled

CAP = "/admin/caps/of?scope=account&subject=S3"
CAPS_CSV = "account_id,cap_tokens\nS1,300000\nS2,0\n"
ROSTER_CSV = (
    "account_id,name,department,role,channel,channel_user_id,active\n"
    "S3,架空 三枝,総務課,監査者,,,有効\nS4,架空 四郎,広報課,職員,,,有効\n"
)
OFFICIALS_CSV = "name,office\n架空 議子,議員\n"
NARROW = {"width": 320, "height": 640}


def test_an_admin_raises_a_cap_approves_a_request_and_finds_both_in_the_audit_log(
    city: Installation, admin: Watched
) -> None:
    asked = chat(city, "u-s3", "増枠 議会の答弁を作るため")
    page = admin.page

    page.get_by_role("link", name="上限", exact=True).click()
    page.get_by_label("アカウント・名前・所属").fill("S3")
    page.get_by_role("link", name="S3").click()
    page.get_by_label("1か月の上限").fill("300000")
    page.get_by_label("理由").first.fill("利用が増えたため")
    page.get_by_role("button", name="上限を変更する").click()
    expect(page.get_by_role("status")).to_contain_text("上限を変更しました")
    expect(page.get_by_role("row", name="アカウント 先に尽きる上限")).to_contain_text("300,000")

    page.get_by_role("link", name="増枠の申請").click()
    page.get_by_role("row", name="S3").get_by_role("link").click()
    expect(page.get_by_text("議会の答弁を作るため")).to_be_visible()
    page.get_by_label("増やすトークン数").fill("50000")
    page.get_by_role("button", name="承認して知らせる").click()
    expect(page.get_by_role("status")).to_contain_text("承認し")
    assert "50,000" in next_message(city, asked.in_reply_to).text

    page.get_by_role("link", name="監査記録").click()
    expect(page.get_by_role("row", name="増枠の承認")).to_contain_text(f"{ADMIN}")
    expect(page.get_by_role("row", name="上限の変更")).to_contain_text("利用が増えたため")
    page.get_by_role("button", name="記録を検証する").click()
    expect(page.get_by_role("status")).to_contain_text("すべて正しくつながっています")
    assert admin.foreign == []
    assert admin.messages == []


def test_signing_in_and_changing_a_cap_need_no_mouse(visitor: Watched) -> None:
    page = visitor.page
    visitor.open(CAP)
    visitor.tab_to(page.get_by_role("link", name="本文へ移動"))
    page.keyboard.press("Enter")
    visitor.tab_to(page.get_by_label("アカウントID"))
    page.keyboard.type(ADMIN)
    visitor.tab_to(page.get_by_label("パスワード"))
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_title("アカウント S3 の上限｜生成AIゲートウェイ 管理")
    visitor.tab_to(page.get_by_label("1か月の上限"))
    page.keyboard.type("400000")
    visitor.tab_to(page.get_by_label("理由").first)
    page.keyboard.insert_text("鍵盤だけで")
    visitor.tab_to(page.get_by_role("button", name="上限を変更する"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("上限を変更しました")
    expect(page.get_by_text("鍵盤だけで")).to_be_visible()


def test_everything_works_without_javascript(browser: Browser, city: Installation) -> None:
    context = new_context(browser, has_scripts=False)
    watched = Watched(context.new_page(), city.url)
    watched.sign_in()
    watched.open("/admin/caps")
    page = watched.page
    page.get_by_label("アカウント・名前・所属").fill("二葉")
    page.get_by_role("button", name="検索").click()
    expect(page.get_by_role("link", name="S2")).to_be_visible()
    expect(page.get_by_role("link", name="S1")).to_have_count(0)
    page.get_by_role("link", name="S2").click()
    page.get_by_label("1か月の上限").fill("250000")
    page.get_by_label("理由").first.fill("試し")
    page.get_by_role("button", name="上限を変更する").click()
    expect(page.get_by_role("status")).to_contain_text("上限を変更しました")
    context.close()


def test_the_list_narrows_while_one_types_and_says_how_many_are_left(admin: Watched) -> None:
    admin.open("/admin/caps")
    page = admin.page
    page.evaluate("window.isTheSamePage = true")
    page.get_by_label("アカウント・名前・所属").press_sequentially("二葉")
    expect(page.get_by_role("status")).to_have_text("1 件")
    expect(page.get_by_role("link", name="S1")).to_have_count(0)
    expect(page.get_by_label("アカウント・名前・所属")).to_be_focused()
    assert page.evaluate("window.isTheSamePage")
    assert "q=" in page.url
    assert admin.messages == []


def test_the_cookie_is_out_of_reach_of_scripts(admin: Watched) -> None:
    (cookie,) = admin.page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == (
        "assistant-session",
        True,
        "Lax",
    )
    assert admin.page.evaluate("document.cookie") == ""


def test_the_browser_runs_no_script_a_page_was_not_made_with(admin: Watched) -> None:
    """What escaping should keep out, the policy of the page keeps from running."""
    admin.page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.isBroken = true';
          document.body.append(script);
          const button = document.createElement('button');
          button.setAttribute('onclick', 'window.isBroken = true');
          document.body.append(button);
          button.click();
        }"""
    )
    assert admin.page.evaluate("window.isBroken") is None
    assert any("Content Security Policy" in message for message in admin.messages)


def look_at_everything(admin: Watched, filled: Filled, folder: Path) -> None:
    """Go through every page as it looks with something on it, and with mistakes on it."""
    page = admin.page
    paths = (
        "/admin", "/admin/caps", "/admin/caps/pools", CAP, "/admin/caps/import",
        "/admin/caps/of?scope=account&subject=S2", "/admin/caps/of?scope=city&subject=city",
        "/admin/requests", f"/admin/requests/{filled.request}", "/admin/accounts",
        "/admin/accounts/of?id=A1", "/admin/accounts/import", "/admin/reports",
        f"/admin/reports/{filled.report}", "/admin/allow", f"/admin/allow?report={filled.report}",
        "/admin/switch", "/admin/incidents", f"/admin/incidents/{filled.incident}",
        "/admin/audit", "/admin/nowhere", "/admin/me", "/admin/accounts/tokens", "/admin/replies",
        "/admin/rules", "/admin/rules/of?entity=PERSON&department=総務課",
        "/admin/rules/of?entity=JP_MY_NUMBER", "/admin/allow/officials", "/admin/allow/contacts",
        "/admin/allow/import/entries",
    )  # fmt: skip
    for path in paths:
        admin.open(path)
        look(page, path, folder)
    for name, path, content in (
        ("cap-preview", "/admin/caps/import", CAPS_CSV),
        ("roster-preview", "/admin/accounts/import", ROSTER_CSV),
        ("officials-preview", "/admin/allow/import/officials", OFFICIALS_CSV),
        ("cap-problems", "/admin/caps/import", "account_id,cap_tokens\nX9,-1\n"),
    ):
        admin.open(path)
        file = {"name": "file.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="差分を確かめる").click()
        look(page, name, folder)
    admin.open(CAP)
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.get_by_label("1か月の上限").fill("１００万")
    page.get_by_role("button", name="上限を変更する").click()
    look(page, "mistakes", folder)
    admin.open("/admin/switch")
    page.get_by_label("理由").fill("点検")
    page.get_by_role("button", name="職員に示す文を確かめる").click()
    look(page, "switch-preview", folder)
    page.get_by_role("button", name="止める").click()
    look(page, "stopped", folder)
    admin.open("/admin")
    look(page, "stopped-overview", folder)
    admin.open("/admin/switch")
    page.get_by_label("再開する理由").fill("点検が済んだ")
    page.get_by_role("button", name="再開する").click()


def look(page: Page, name: str, folder: Path) -> None:
    """Ask axe-core, which may find nothing on the page, and keep a picture for people."""
    place = "".join(letter if letter.isalnum() else "-" for letter in name).strip("-")
    page.screenshot(path=folder / f"{place}.png", full_page=True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_axe_finds_nothing_on_any_page(admin: Watched, filled: Filled, tmp_path: Path) -> None:
    look_at_everything(admin, filled, tmp_path)
    assert admin.foreign == []
    assert [each for each in admin.messages if "Failed to load resource" not in each] == []


def test_axe_finds_nothing_on_the_way_in(visitor: Watched, tmp_path: Path) -> None:
    visitor.open("/admin/sign-in")
    look(visitor.page, "sign-in", tmp_path)
    visitor.page.get_by_label("アカウントID").fill("nobody")
    visitor.page.get_by_label("パスワード").fill("wrong password")
    visitor.page.get_by_role("button", name="サインイン").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("違います")
    look(visitor.page, "sign-in-refused", tmp_path)


@pytest.mark.parametrize("account", ["H1", "U1"])
def test_axe_finds_nothing_on_the_pages_of_the_other_roles(
    visitor: Watched, filled: Filled, account: str, tmp_path: Path
) -> None:
    visitor.sign_in(account)
    places = [link.get_attribute("href") for link in visitor.page.locator("nav a").all()]
    assert len(places) >= 5
    for place in places:
        visitor.open(place or "")
        look(visitor.page, f"{account}{place}", tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "/admin", "/admin/caps", CAP, "/admin/audit", "/admin/switch", "/admin/me", "/admin/rules",
        "/admin/rules/of?entity=PERSON", "/admin/replies", "/admin/accounts/tokens",
        "/admin/allow/contacts", "/admin/accounts/of?id=S1",
    ],
)  # fmt: skip
def test_a_narrow_window_needs_no_sideways_scrolling(
    admin: Watched, filled: Filled, path: str
) -> None:
    """At 400 % of 1280 pixels only tables may scroll, inside their own frame."""
    admin.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    admin.open(path)
    width = admin.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]


def test_on_paper_there_are_no_menus_and_forms(admin: Watched, filled: Filled) -> None:
    admin.page.emulate_media(media="print")
    admin.open("/admin/caps")
    expect(admin.page.get_by_role("table")).to_be_visible()
    for hidden in ("nav", "form", "button"):
        assert not any(each.is_visible() for each in admin.page.locator(hidden).all())
    assert len(admin.page.pdf()) > 10_000
