"""成批录入 by keyboard only: rows come by themselves, each is saved as it is left, nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.year_world import World
from xinhuo.ground.drafts.models import Draft
from xinhuo.journal.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]


def test_three_records_without_a_mouse(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=1280)
    page.goto("/records/table/")
    keys, row = page.keyboard, page.locator("[data-row]")
    expect(row).to_have_count(5)
    page.locator("#r0-held_on").focus()

    def line(day: str, names: str, content: str) -> None:
        keys.insert_text(day)
        keys.press("Tab")
        keys.press("ArrowDown")
        keys.press("Tab")
        keys.insert_text("村书屋")
        keys.press("Tab")
        keys.insert_text(names)
        keys.press("Tab")
        keys.insert_text(content)
        keys.press("Tab")
        keys.insert_text("15")

    line("3.5", "周德顺", "第一行")
    keys.press("Enter")
    expect(row.nth(0)).to_contain_text("存好了")
    expect(page.locator("#r1-held_on")).to_be_focused()
    expect(page.locator("#r1-held_on")).to_have_value("3.5")  # carried over, selected: typing replaces it
    line("3.6", "周德顺、王新来", "第二行")
    keys.press("Enter")
    expect(row.nth(1)).to_contain_text("名册里没有王新来")
    expect(page.locator("#r1-content")).to_have_value("第二行")
    page.locator("#r1-who-1").focus()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(row.nth(1)).to_contain_text("存好了")
    page.locator("#r0-content").focus()
    keys.insert_text("改过的")
    keys.press("Enter")
    expect(row.nth(0)).to_contain_text("存好了")
    for number in range(2, 5):
        page.locator(f"#r{number}-content").focus()
        keys.insert_text(f"第{number + 1}行")
    expect(row).to_have_count(6)  # the last one in use: another one comes
    page.wait_for_timeout(300)
    assert Record.objects.filter(content__contains="改过的").count() == 1
    assert Record.objects.get(content="第二行").youth_count == 15


def test_rows_not_saved_are_there_after_leaving_and_gone_after_saving(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=1280)
    page.goto("/records/table/")
    for number, content in enumerate(("存好的", "还差日期", "第三行的")):
        page.fill(f"#r{number}-held_on", "哪天" if number else "3.5")
        page.select_option(f"#r{number}-kind", index=1)
        page.fill(f"#r{number}-names", "周德顺")
        page.fill(f"#r{number}-content", content)
        page.press(f"#r{number}-content", "Enter")
        expect(page.locator("[data-row]").nth(number)).to_contain_text("日期没看懂" if number else "存好了")
    expect(page.locator(".draft-said")).to_contain_text("先替您放着了")
    page.on("dialog", lambda asked: asked.accept())  # the browser asks whether to leave what is not saved
    page.close()
    other = open_page("柳湾记载人", width=1280)
    other.goto("/")
    other.click("#aside a")
    expect(other.locator("[data-waits]")).to_have_count(2)
    assert [other.input_value(f"#r{n}-content") for n in range(3)] == ["还差日期", "第三行的", ""]
    for number in (0, 1):
        other.fill(f"#r{number}-held_on", "3.6")
        other.press(f"#r{number}-held_on", "Enter")
        expect(other.locator("[data-row]").nth(number)).to_contain_text("存好了")
    other.wait_for_timeout(3500)  # the script puts nothing aside any more
    assert not Draft.objects.exists()
    assert Record.objects.filter(content__in=["存好的", "还差日期", "第三行的"]).count() == 3
    other.goto("/records/table/")
    assert other.locator("text=上次写了一半").count() == 0


def test_without_a_way_the_rows_stay_on_the_machine(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=1280)
    page.goto("/records/table/")
    page.route("**/records/table/row/", lambda route: route.abort())
    page.route("**/drafts/", lambda route: route.abort())
    for number in range(7):  # more rows than the page has at first
        page.focus(f"#r{number}-held_on")  # the day of the row above comes first
        page.fill(f"#r{number}-held_on", f"3.{number + 1}")
        page.select_option(f"#r{number}-kind", index=1)
        page.fill(f"#r{number}-names", "周德顺")
        page.fill(f"#r{number}-content", f"断网时打的第{number + 1}行")
    expect(page.locator(".draft-said")).to_contain_text("字先放在这台机器上")
    page.on("dialog", lambda asked: asked.accept())
    page.goto("about:blank")
    page.unroute("**/records/table/row/")
    page.unroute("**/drafts/")
    page.goto("/records/table/")
    page.click("main .note--wait button:has-text('接着写')")
    assert page.input_value("#r6-content") == "断网时打的第7行"
    page.click("main .bar .btn--main")
    expect(page.locator(".entry--ok")).to_have_count(7)
    page.wait_for_timeout(500)
    assert Record.objects.filter(content__startswith="断网时打的").count() == 7
    page.goto("/records/table/")
    assert page.locator("text=上次写了一半").count() == 0


def test_a_cut_connection_keeps_the_row(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=390)
    page.goto("/records/table/")
    page.route("**/records/table/row/", lambda route: route.abort())
    page.fill("#r0-held_on", "3.5")
    page.select_option("#r0-kind", index=1)
    page.fill("#r0-names", "周德顺")
    page.fill("#r0-content", "断网时打的")
    page.press("#r0-content", "Enter")
    expect(page.locator("[data-row]").first).to_contain_text("网断了")
    page.unroute("**/records/table/row/")
    page.press("#r0-content", "Enter")
    expect(page.locator("[data-row]").first).to_contain_text("存好了")
    assert Record.objects.filter(content="断网时打的").count() == 1
