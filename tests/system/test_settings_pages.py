"""The own settings, tokens, rules, lists and dead letters in a real browser, on a real gateway."""

from __future__ import annotations

from pathlib import Path

import httpx2
from playwright.sync_api import Browser, expect

from tests.e2e.installation import Installation, fetch
from tests.system.conftest import PASSWORD, Watched, new_context
from tests.system.test_admin_pages import look
from tests.web.filled import Filled

ME, TOKENS = "/admin/me", "/admin/accounts/tokens"
NEW_PASSWORD = "あたらしい合言葉にします2027"  # noqa: S105  # an invented one
OFFICIALS_CSV = "name,office\n架空 議子,議員\n架空 太郎,議員\n"


def me_of(city: Installation, token: str) -> httpx2.Response:
    """Whom the API takes the bearer of a token for."""
    headers = {"authorization": f"Bearer {token}"}
    return fetch(f"{city.url}/api/admin/me", headers)


def test_a_token_is_made_shown_once_used_and_ended(
    city: Installation, admin: Watched, tmp_path: Path
) -> None:
    page = admin.page
    admin.open(TOKENS)
    page.get_by_label("アカウントID").last.fill("U1")
    page.get_by_label("トークンでできること").select_option(label="監査者")
    page.get_by_role("button", name="トークンを発行する").click()
    expect(page.get_by_role("heading", name="発行したトークン")).to_be_visible()
    token = page.locator(".secret code").inner_text()
    number = page.locator("dl.facts code").inner_text()
    look(page, "token-made", tmp_path)
    assert me_of(city, token).json()["role"] == "auditor"
    page.get_by_role("link", name="トークンの一覧へ").click()
    row = page.get_by_role("row", name=number)
    expect(row).to_contain_text("有効")
    assert token not in page.content()
    row.locator("summary").click()
    row.get_by_role("button", name="無効にする").click()
    expect(page.get_by_role("status").first).to_contain_text("無効にしました")
    assert me_of(city, token).status_code == 401
    assert admin.foreign == []
    assert admin.messages == []


def test_somebody_changes_the_own_password_without_a_mouse_and_stays(
    city: Installation, visitor: Watched, browser: Browser, tmp_path: Path
) -> None:
    context = new_context(browser)
    elsewhere = Watched(context.new_page(), city.url)
    elsewhere.sign_in("H1")
    visitor.sign_in("H1")
    page = visitor.page
    visitor.open(ME)
    visitor.tab_to(page.get_by_label("いまのパスワード"))
    page.keyboard.insert_text("ちがう合言葉です2026年")
    for label in ("新しいパスワード必須", "新しいパスワード（もう一度）"):
        visitor.tab_to(page.get_by_label(label))
        page.keyboard.insert_text(NEW_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("いまのパスワードが違います")
    look(page, "password-mistake", tmp_path)
    page.get_by_label("いまのパスワード").fill(PASSWORD)
    for label in ("新しいパスワード必須", "新しいパスワード（もう一度）"):
        page.get_by_label(label).fill(NEW_PASSWORD)
    page.get_by_role("button", name="パスワードを変更する").click()
    expect(page.get_by_role("status")).to_contain_text("パスワードを変更しました")
    elsewhere.open(ME)
    expect(elsewhere.page.get_by_role("heading", name="サインイン")).to_be_visible()
    context.close()


def test_a_rule_is_tried_and_put_back(admin: Watched, filled: Filled) -> None:
    page = admin.page
    admin.open("/admin/rules")
    page.get_by_role("link", name="電話番号").click()
    page.get_by_label("動作").select_option(label="試す（止めずに数える）")
    page.get_by_label("理由").fill("1週間の試し")
    page.get_by_role("button", name="規則を変更する").click()
    expect(page.get_by_role("status")).to_contain_text("規則を変更しました")
    expect(page.locator("dl.facts")).to_contain_text("試す（止めずに数える）")
    page.get_by_label("理由").last.fill("試しが済んだ")
    page.get_by_role("button", name="規則を元に戻す").click()
    expect(page.get_by_role("status")).to_contain_text("元に戻しました")
    expect(page.get_by_role("button", name="規則を元に戻す")).to_have_count(0)
    admin.open("/admin/audit")
    newest = page.get_by_role("row", name="フィルタの規則の変更").first
    expect(newest).to_contain_text("1週間の試し")
    assert admin.messages == []


def test_officials_are_read_from_a_file_and_one_taken_off(admin: Watched) -> None:
    page = admin.page
    admin.open("/admin/allow")
    page.get_by_role("link", name="公職にある人").click()
    page.get_by_role("link", name="CSVで追加する").click()
    file = {"name": "file.csv", "mimeType": "text/csv", "buffer": OFFICIALS_CSV.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="差分を確かめる").click()
    expect(page.get_by_text("まだ何も変わっていません")).to_contain_text("追加 2 件")
    page.get_by_role("button", name="この 2 件を追加する").click()
    expect(page.get_by_role("status")).to_contain_text("追加しました")
    row = page.get_by_role("row", name="架空 議子")
    row.locator("summary").click()
    row.get_by_label("削除の理由").fill("退任")
    row.get_by_role("button", name="削除する").click()
    expect(page.get_by_role("status")).to_contain_text("削除しました")
    expect(page.get_by_role("row", name="架空 議子")).to_have_count(0)
    expect(page.get_by_role("row", name="架空 太郎")).to_have_count(1)


def test_a_dead_letter_is_dropped_from_the_overview_on(admin: Watched, filled: Filled) -> None:
    page = admin.page
    page.get_by_role("main").get_by_role("link", name="届かなかった返事").click()
    page.locator("summary").click()
    page.get_by_label("理由").first.fill("宛先が退職した")
    page.get_by_role("button", name="破棄する").click()
    expect(page.get_by_role("status")).to_contain_text("破棄しました")
    expect(page.get_by_text("返事はすべて届いたか")).to_be_visible()


def test_a_department_admin_reads_why_a_stop_is_not_theirs_to_end(
    city: Installation, visitor: Watched, tmp_path: Path
) -> None:
    city.done("switch", "off", "--reason", "点検", "--department", "監査課")
    city.done("accounts", "role", "U1", "department-admin")
    visitor.sign_in("U1")
    visitor.open("/admin/switch")
    look(visitor.page, "city-stop", tmp_path)
    main = visitor.page.get_by_role("main")
    expect(main).to_contain_text("市全体の管理者に連絡してください")
    expect(main.get_by_role("button")).to_have_count(0)
