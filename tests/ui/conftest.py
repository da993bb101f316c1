"""The style guide in a real browser: no server, each address answered from memory under the product's own policy."""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from guide_page import guide
from playwright.sync_api import Browser, Page, Route

import xinhuo.ground.ui

STATIC = Path(xinhuo.ground.ui.__file__).parent / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"
SITE = "http://guide.test"


@pytest.fixture
def posts() -> list[str]:
    """What the page sent: "address body"."""
    return []


@pytest.fixture
def show(browser: Browser, posts: list[str]) -> Iterator[Callable[..., Page]]:
    """Open the guide, or a page of `html`, at a width and text size; a broken policy or script fails the test."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    wrong: list[str] = []

    def opened(width: int = 390, size: str = "1", html: str = "", js: bool = True, found: str = "") -> Page:
        def answer(route: Route) -> None:
            asked = route.request
            if asked.url.startswith(f"{SITE}/static/"):
                path = STATIC / asked.url.removeprefix(f"{SITE}/static/")
                route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path)[0] or "text/plain")
                return
            if asked.method == "POST":
                posts.append(f"{asked.url} {asked.post_data}")
                route.fulfill(status=204)
                return
            body = found if "/find/" in asked.url else html or guide(size)
            route.fulfill(
                body=body, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
            )

        page = context.new_page() if js else browser.new_context(java_script_enabled=False).new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.route("**/*", answer)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
        page.goto(f"{SITE}/guide/")
        return page

    yield opened
    context.close()
    assert wrong == []
