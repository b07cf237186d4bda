"""A gateway at work in a process of its own, and Debian's chromium in front of its pages."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from assistant.bootstrap import open_filter
from assistant.channels.generic.schemas import CallbackBody
from assistant.core.clock import SystemClock
from assistant.core.keyfiles import read_keyring
from assistant.gateway.administration import make_administration
from assistant.gateway.replies import load_replies
from assistant.instance import open_database, open_instance
from assistant.store.unit_of_work import UnitOfWork
from assistant.web.desk import Desk
from tests.e2e.installation import REPLY_SECONDS, Installation, copied, make_installation
from tests.faults.process import Plan
from tests.web.filled import Filled, fill

T = TypeVar("T")

CHROMIUM = shutil.which("chromium")
MISSING = "chromium is not installed (Debian package chromium)"
PASSWORD = "ながい合言葉を使います2026"  # noqa: S105  # an invented one, of a copy in a test
ADMIN = "A1"
ROSTER = """account_id,name,department,role,channel,channel_user_id,active
A1,架空 管理,情報政策課,管理者,,,有効
H1,架空 課長,総務課,所属管理者,,,有効
U1,架空 監査,監査課,監査者,,,有効
N1,架空 分析,企画課,分析者,,,有効
S1,架空 一郎,総務課,職員,generic,u-s1,有効
S2,架空 二葉,税務課,職員,generic,u-s2,有効
S3,架空 三枝,税務課,職員,generic,u-s3,有効
"""
MOST_TABS = 80
PATIENCE_MS = 300_000
"""When to give up on a page: many times what a loaded machine takes; nothing is measured by it."""


@dataclass(slots=True)
class Watched:
    """A page that notes every request and every message of the console."""

    page: Page
    home: str
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def foreign(self) -> list[str]:
        """Requests to any other host."""
        return [url for url in self.requests if not url.startswith(f"{self.home}/")]

    def open(self, path: str) -> None:
        """Go to a page of the gateway."""
        self.page.goto(f"{self.home}{path}")

    def sign_in(self, account: str = ADMIN) -> None:
        """Sign in with the mouse."""
        self.open("/admin/sign-in")
        self.page.get_by_label("アカウントID").fill(account)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name="サインイン").click()
        self.page.wait_for_url(re.compile(r"/(admin|analysis)$"))

    def tab_to(self, wanted: Locator) -> None:
        """Press the tabulator until something has the focus, which must be seen."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", self.page.evaluate("document.activeElement.outerHTML")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        pytest.fail("the keyboard does not get there")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed with the module: while it is open no other test can run an event loop."""
    if CHROMIUM is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with a roster and passwords for those who administer, to be copied."""
    template = make_installation(tmp_path_factory.mktemp("installation") / "template")
    (template.root / "roster.csv").write_text(ROSTER, encoding="utf-8")
    template.done("accounts", "import", "roster.csv")
    for account in (ADMIN, "H1", "U1", "N1"):
        done = template.command("accounts", "password", account, given=PASSWORD + "\n")
        assert done.returncode == 0, done.stderr
    return template


@pytest.fixture(scope="module")
def city(staffed: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A gateway at work."""
    with copied(staffed, tmp_path_factory.mktemp("city") / "city", {}) as made:
        made.start(Plan().command())
        yield made


@pytest.fixture(scope="module")
def filled(city: Installation) -> Filled:
    """Something on every page, written beside the running gateway."""
    instance = open_instance(city.root)
    keyring, clock = read_keyring(instance.keys_folder), SystemClock()
    uow = UnitOfWork(open_database(instance))
    administration = make_administration(
        instance.settings,
        keyring,
        uow,
        clock,
        replies=load_replies(instance.config_folder),
        data_folder=instance.data_folder,
    )
    _, gate = open_filter(instance.settings, keyring.seal, clock)

    async def readiness() -> dict[str, bool]:
        return {}

    desk = Desk(administration, instance.settings, gate, readiness, "offline")
    made = in_own_loop(lambda: uow.write(lambda session: fill(session, desk)))
    uow.close()
    return made


def new_context(browser: Browser, *, has_scripts: bool = True) -> BrowserContext:
    """A fresh browser, in Japanese, that waits as long as a loaded machine needs."""
    context = browser.new_context(
        locale="ja-JP",
        viewport={"width": 1280, "height": 900},
        java_script_enabled=has_scripts,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def visitor(browser: Browser, city: Installation) -> Iterator[Watched]:
    """A fresh browser, in Japanese, that has not signed in."""
    context = new_context(browser)
    page = context.new_page()
    watched = Watched(page, city.url)
    page.on("request", lambda request: watched.requests.append(request.url))
    page.on("console", lambda message: watched.messages.append(f"{message.type}: {message.text}"))
    yield watched
    context.close()


@pytest.fixture
def admin(visitor: Watched) -> Watched:
    """A browser in which the admin is signed in."""
    visitor.sign_in()
    return visitor


def in_own_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run asynchronous work beside the loop the browser's driver keeps in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


def chat(city: Installation, user: str, text: str) -> CallbackBody:
    """What somebody in the chat tool gets for an answer to a message."""

    async def talk() -> CallbackBody:
        async with city.chat_tool() as tool:
            receipt = await tool.say(user, text)
            return await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)

    return in_own_loop(talk)


def next_message(city: Installation, event_id: str) -> CallbackBody:
    """The next message of the bot about an event."""

    async def listen() -> CallbackBody:
        async with city.chat_tool() as tool:
            return await tool.wait_for_reply(event_id, timeout_seconds=REPLY_SECONDS)

    return in_own_loop(listen)
