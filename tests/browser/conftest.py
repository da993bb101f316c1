"""A real browser (the system's Chromium) on a real server, with an office that has a year behind it."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.template.backends.jinja2 import Template
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.year_world import World, build

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # sync playwright keeps a loop on the main thread
Open = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    """The office on the day the test runs; its records lie in 2026."""
    return build()


@pytest.fixture
def bare_page(browser: Browser, live_server: Any) -> Iterator[Open]:
    """`bare_page(name, world=…)`: a page before or without the office of `world`."""
    contexts: list[BrowserContext] = []

    def enter(
        name: str = "",
        width: int = 390,
        height: int = 844,
        size: str = "1",
        world: World | None = None,
        **options: object,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        contexts.append(context)
        cookies = [{"name": "zi", "value": size, "url": live_server.url}]
        if name and world:
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


@pytest.fixture
def open_page(bare_page: Open, world: World) -> Open:
    """`open_page("柳湾记载人", width=390)`: a page of someone who is logged in, "" for a visitor."""
    return partial(bare_page, world=world)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of the templates that the server has drawn."""
    seen: set[str] = set()
    draw = Template.render

    def noted(self: Template, context: Any = None, request: Any = None) -> str:
        seen.add(self.template.name)
        return draw(self, context, request)

    monkeypatch.setattr(Template, "render", noted)
    return seen
