"""标准, 大字, 特大: changed at once, kept, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.year_world import World

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
PIXELS = "getComputedStyle(document.documentElement).fontSize"


def test_with_javascript_it_changes_where_one_is(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/records/new/")
    usual = page.evaluate(PIXELS)
    page.fill("#id_content", "写到一半")
    page.click("#id_people label:has-text('周德顺')")
    with page.expect_response("**/size/"):
        page.click(".zihao button:has-text('特大')")
    assert page.evaluate(PIXELS) == "30px" != usual
    assert page.input_value("#id_content") == "写到一半"
    assert page.is_checked("#id_people label:has-text('周德顺') input")
    expect(page.locator(".zihao [aria-pressed=true]")).to_have_text("特大")
    page.goto("/")
    assert page.evaluate(PIXELS) == "30px"
    expect(page.locator(".zihao [aria-pressed=true]")).to_have_text("特大")
    with page.expect_response("**/size/"):
        page.click(".zihao button:has-text('标准')")
    assert page.evaluate(PIXELS) == usual


@pytest.mark.parametrize(("word", "css"), [("大字", "zi-da"), ("特大", "zi-te")])
def test_without_javascript_one_comes_back_to_the_same_page(world: World, open_page: Open, word: str, css: str) -> None:
    page = open_page("柳湾记载人", java_script_enabled=False)
    page.goto("/people/?q=zds")
    page.click(f".zihao button:has-text('{word}')")
    assert page.url.endswith("/people/?q=zds")
    expect(page.locator("html")).to_have_class(css)
    page.goto("/records/new/")
    expect(page.locator("html")).to_have_class(css)


def test_a_visitor_may_choose_before_coming_in(world: World, open_page: Open) -> None:
    page = open_page()
    page.goto("/login/")
    with page.expect_response("**/size/"):
        page.click(".zihao button:has-text('大字')")
    page.goto("/about/privacy/")
    expect(page.locator("html")).to_have_class("zi-da js")
