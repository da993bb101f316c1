"""A real browser (the system's Chromium) on a real server, with an office that has a year behind it."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.year_world import World, build

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # sync playwright keeps a loop on the main thread
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = shutil.which("chromium")
        flags = ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
        browser = play.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def world(transactional_db: None) -> World:
    """The office on the day the test runs; its records lie in 2026."""
    return build()


@pytest.fixture
def open_page(browser: Browser, live_server: Any, world: World) -> Iterator[Open]:
    """`open_page("柳湾记载人", width=390)`: a page of someone who is logged in, "" for a visitor."""
    contexts: list[BrowserContext] = []

    def enter(name: str = "", width: int = 390, height: int = 844, size: str = "1", **options: object) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        contexts.append(context)
        cookies = [{"name": "zi", "value": size, "url": live_server.url}]
        if name:
            client = Client()
            client.force_login(world.accounts[name])
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield enter
    for context in contexts:
        context.close()
