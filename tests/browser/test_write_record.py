"""The main job, as a village secretary does it on a phone: half a minute, one sentence, once."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.year_world import World
from xinhuo.journal.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
SENTENCE = "给三到五年级学生讲新四军东进的故事，带孩子们认地图。"
BEYOND_THE_FORM = re.compile(r"/records/[0-9a-f-]{36}/(saved/)?$")


def test_a_common_record_takes_six_taps_and_one_sentence(world: World, open_page: Open) -> None:
    page, taps = open_page("柳湾记载人"), 0

    def tap(selector: str) -> None:
        nonlocal taps
        page.click(selector)
        taps += 1

    page.goto("/")
    tap("a.jiyibi")
    tap("#id_kind label:has-text('主题')")
    tap("#id_people label:has-text('周德顺')")
    page.fill("#id_content", SENTENCE)
    tap("button:has-text('加10')")
    tap("button:has-text('存好')")
    expect(page.locator("h1")).to_have_text("存好了")
    assert taps <= 6
    record = Record.objects.get(content=SENTENCE)
    assert record.youth_count == 10
    assert record.unit_id == world.liuwan.pk
    assert record.team == record.kind.team
    page.click("a:has-text('周德顺的业绩记载簿')")
    expect(page.locator("h1")).to_have_text("周德顺")
    expect(page.locator("main")).to_contain_text(SENTENCE)


def test_in_by_the_door_and_straight_to_the_page_that_was_wanted(world: World, open_page: Open) -> None:
    page = open_page()
    page.goto("/records/new/")
    expect(page.locator("h1")).to_have_text("登录")
    page.fill("#id_who", "柳湾记载人")
    page.click("summary:has-text('用姓名登录的')")
    page.fill("#id_unit", "柳湾村")
    page.fill("#id_password", "Qinghe-2026-lu")
    page.press("#id_password", "Enter")
    expect(page.locator("h1")).to_have_text("记一笔")


def _tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on an element that matches; fails after 150 stops."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            return
    raise AssertionError(wanted)


def test_with_the_keyboard_only(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/")
    _tab_to(page, "a.jiyibi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/new/**")
    _tab_to(page, 'input[name="kind"]')
    page.keyboard.press("ArrowRight")
    _tab_to(page, 'input[name="people"]')
    page.keyboard.press("Space")
    _tab_to(page, "#id_content")
    page.keyboard.insert_text(SENTENCE)
    _tab_to(page, "main .bar .btn--main")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("存好了")
    assert Record.objects.filter(content=SENTENCE).count() == 1


def test_without_javascript(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", java_script_enabled=False)
    page.goto("/")
    page.click("a.jiyibi")
    assert page.locator(".js-only:visible").count() == 0  # nothing that cannot work is shown
    page.click("#id_kind label:has-text('主题')")
    page.click("#id_people label:has-text('吴秀兰')")
    page.click("button:has-text('存好')")
    expect(page.locator(".oops")).to_contain_text("还没有写做了什么")
    assert page.is_checked("#id_people label:has-text('吴秀兰') input")
    page.fill("#id_content", SENTENCE)
    page.fill("#id_youth_count", "30")
    page.click("button:has-text('存好')")
    expect(page.locator("h1")).to_have_text("存好了")
    record = Record.objects.get(content=SENTENCE)
    assert record.youth_count == 30
    assert record.kind.category == "theme_education"
    page.click("a:has-text('吴秀兰的业绩记载簿')")
    expect(page.locator("main")).to_contain_text(SENTENCE)


def test_a_double_click_and_the_back_button_are_one_record(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/records/new/")
    page.click("#id_people label:has-text('周德顺')")
    page.fill("#id_content", SENTENCE)
    page.dblclick("button:has-text('存好')")
    expect(page.locator("h1")).to_have_text("存好了")
    page.go_back()
    page.wait_for_selector("#id_content")
    assert page.input_value("#id_content") == SENTENCE
    page.click("button:has-text('存好')")
    page.wait_for_url(BEYOND_THE_FORM)
    assert Record.objects.filter(content__startswith=SENTENCE).count() == 1
    page.go_back()
    page.wait_for_selector("#id_content")
    page.fill("#id_content", f"{SENTENCE}孩子们都爱听。")
    page.click("button:has-text('存好')")
    page.wait_for_url(BEYOND_THE_FORM)
    assert [r.content for r in Record.objects.filter(content__startswith=SENTENCE)] == [f"{SENTENCE}孩子们都爱听。"]


def test_a_double_click_without_javascript_is_one_record(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", java_script_enabled=False)
    page.goto("/records/new/")
    page.click("#id_people label:has-text('周德顺')")
    page.fill("#id_content", SENTENCE)
    page.dblclick("button:has-text('存好')")
    expect(page.locator("h1")).to_have_text("存好了")
    assert Record.objects.filter(content=SENTENCE).count() == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/records/new/")
    page.click("#id_kind label:has-text('主题')")
    page.fill("#id_youth_count", "许多")
    page.click("#id_people label:has-text('周德顺')")
    page.click("button:has-text('存好')")
    summary = page.locator(".oops")
    expect(summary).to_contain_text("人数请写数字。没有就填0。")
    expect(summary).to_be_focused()
    assert page.input_value("#id_youth_count") == "许多"
    assert page.is_checked("#id_people label:has-text('周德顺') input")
    page.click(".oops a:has-text('还没有写做了什么')")
    assert page.evaluate("document.activeElement.id") == "id_content"


def test_an_input_method_never_sends_half_a_sentence(world: World, open_page: Open) -> None:
    """Enter while composing belongs to the input method; the text area is never cut or sent by it."""
    page = open_page("柳湾记载人")
    page.goto("/records/new/")
    page.click("#id_people label:has-text('周德顺')")
    page.click("summary:has-text('从名册里找')")
    page.focus("#id_names")
    page.dispatch_event("#id_names", "compositionstart")
    page.press("#id_names", "Enter")
    page.wait_for_timeout(300)
    assert "/records/new/?key=" in page.url
    assert page.locator(".oops").count() == 0
    page.dispatch_event("#id_names", "compositionend")
    page.fill("#id_content", f"  {SENTENCE}")
    assert page.input_value("#id_content") == f"  {SENTENCE}"
    page.click("button:has-text('存好')")
    expect(page.locator("h1")).to_have_text("存好了")


def test_saved_in_the_middle_of_a_word_the_word_comes_first(world: World, open_page: Open) -> None:
    """A tap on 存好 while the input method still composes: it may finish, then the record is saved, once."""
    page = open_page("柳湾记载人")
    page.goto("/records/new/")
    page.click("#id_people label:has-text('周德顺')")
    page.fill("#id_content", SENTENCE)
    page.dispatch_event("#id_content", "compositionstart")
    page.evaluate("document.querySelector('main .bar .btn--main').click()")
    expect(page.locator("h1")).to_have_text("存好了")
    assert Record.objects.filter(content=SENTENCE).count() == 1


def test_once_more_keeps_kind_place_people_and_month(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/records/new/?month=2026-02")
    page.fill("#id_held_on", "2026-02-14")
    page.click("#id_kind label:has-text('主题')")
    page.click("label:has-text('别处')")
    page.fill("#id_place_other", "村口大樟树下")
    page.click("#id_people label:has-text('吴秀兰')")
    page.fill("#id_content", SENTENCE)
    page.click("button:has-text('存好')")
    page.click("a:has-text('再记一笔')")
    assert page.is_checked("#id_kind label:has-text('主题') input")
    assert page.is_checked("#id_people label:has-text('吴秀兰') input")
    assert page.is_checked("label:has-text('村口大樟树下') input")
    assert page.input_value("#id_held_on").startswith("2026-02")
    assert page.input_value("#id_content") == ""


def test_like_the_last_time_fills_the_page_and_makes_a_record_of_its_own(world: World, open_page: Open) -> None:
    last = world.write(world.liuwan, date(2026, 5, 6), SENTENCE, "周德顺", "㛃䶮", youth_count=18, place="校门口")
    world.write(world.dongqiao, date(2026, 2, 11), "别的村的事", "钱永康")
    Record.objects.filter(unit=world.liuwan, held_on__gt=last.held_on).delete()
    page = open_page("柳湾记载人")
    page.goto("/records/new/")
    page.click("a:visible:has-text('照上次的填')")
    assert page.input_value("#id_content") == SENTENCE
    assert page.input_value("#id_youth_count") == "18"
    assert page.is_checked("label:has-text('校门口') input")
    assert page.is_checked("#id_people label:has-text('㛃䶮') input")
    page.click("button:has-text('存好')")
    expect(page.locator("h1")).to_have_text("存好了")
    assert Record.objects.filter(content=SENTENCE).count() == 2
