"""What a person typed is never lost: a closed tab, another machine, a cut connection, a login that ended, two tabs."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from tests.figures import figure
from tests.year_world import World
from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.drafts.views import LATER
from xinhuo.journal.records.models import Record, RecordVersion

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
SENTENCE = "给三到五年级学生讲新四军东进的故事，带孩子们认地图。"
HERE = "JSON.stringify(Object.keys(localStorage).filter(k => k.startsWith('xinhuo:')).map(k => localStorage[k]))"


def begin(page: Page, text: str = SENTENCE) -> None:
    """Half a record: kind, person, a sentence."""
    page.goto("/records/new/")
    page.click("#id_kind label:has-text('主题')")
    page.click("#id_people label:has-text('吴秀兰')")
    page.fill("#id_content", text)


def put_aside(page: Page) -> None:
    expect(page.locator(".draft-said")).to_contain_text("先替您放着了")


def on_this_machine(page: Page) -> list[Any]:
    return [json.loads(one) for one in json.loads(page.evaluate(HERE))]


def save(page: Page) -> None:
    page.click("main .bar .btn--main")
    expect(page.locator("h1")).to_have_text("存好了")


def test_a_closed_tab_and_another_machine(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    begin(page)
    put_aside(page)
    page.close()
    other = open_page("柳湾记载人", width=1280)
    other.goto("/")
    expect(other.locator("#aside")).to_contain_text("给三到五年级学生讲")
    other.click("#aside a")
    assert other.input_value("#id_content") == SENTENCE
    assert other.is_checked("#id_people label:has-text('吴秀兰') input")
    assert not other.is_checked("#id_people label:has-text('周德顺') input")
    save(other)
    assert Record.objects.get(content=SENTENCE).kind.category == "theme_education"
    assert not Draft.objects.exists()
    other.goto("/records/new/")
    assert other.locator("text=上次写了一半").count() == 0
    assert on_this_machine(other) == []


def test_leaving_the_page_in_the_middle_of_a_word_puts_it_aside(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    begin(page)
    page.goto("/people/")  # at once: no pause for the script to wait for
    page.goto("/records/new/")
    offer = page.locator("main .note--wait")
    expect(offer).to_contain_text("上次写了一半")
    offer.locator("text=接着写").click()
    page.wait_for_selector("#id_content")
    assert page.input_value("#id_content") == SENTENCE
    page.goto("/records/new/")
    page.click("main .note--wait >> text=不要了")
    page.goto("/records/new/")
    assert page.locator("main .note--wait").count() == 0
    assert not Draft.objects.exists()
    assert on_this_machine(page) == []


def test_a_crash_leaves_the_words_on_the_machine(world: World, open_page: Open) -> None:
    """Nothing had reached the server: the copy on this machine is offered back on the same page."""
    page = open_page("柳湾记载人")
    page.route("**/drafts/", lambda route: route.abort())
    begin(page)
    expect(page.locator(".draft-said")).to_contain_text("字先放在这台机器上")
    address = page.url
    page.goto("about:blank")
    Draft.objects.all().delete()
    page.goto(address)
    page.click("main .note--wait button:has-text('接着写')")
    assert page.input_value("#id_content") == SENTENCE
    assert page.is_checked("#id_people label:has-text('吴秀兰') input")
    page.unroute("**/drafts/")
    save(page)
    assert on_this_machine(page) == []


def test_a_connection_that_is_cut_says_so_and_keeps_the_text(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    begin(page)
    page.context.set_offline(True)
    page.fill("#id_content", f"{SENTENCE}孩子们都爱听。")
    page.click("main .bar .btn--main")
    told = page.locator("[role=alert]")
    expect(told).to_have_text("网断了，字都还在这台机器上。网通了再点一次“存好”。")
    assert page.input_value("#id_content") == f"{SENTENCE}孩子们都爱听。"
    assert on_this_machine(page)[0]["rows"]
    page.click("main .bar .btn--main")
    expect(told).to_be_visible()
    assert not Record.objects.filter(content__startswith=SENTENCE).exists()
    page.context.set_offline(False)
    page.dblclick("main .bar .btn--main")
    expect(page.locator("h1")).to_have_text("存好了")
    assert [r.content for r in Record.objects.filter(content__startswith=SENTENCE)] == [f"{SENTENCE}孩子们都爱听。"]
    assert on_this_machine(page) == []
    figure(
        "Nothing lost while writing",
        "connection cut while saving: texts on the page afterwards / records twice",
        "1 of 1 / 0",
    )


def test_an_answer_that_never_came_is_one_record(world: World, open_page: Open) -> None:
    """The record was saved, the answer got lost: the browser's own error page, back, once more, one record."""
    page = open_page("柳湾记载人")
    begin(page)
    lost = []

    def cut(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0))
            route.abort()
        else:
            route.continue_()

    page.route("**/records/new/**", cut)
    page.click("main .bar .btn--main")
    page.wait_for_timeout(500)
    assert Record.objects.filter(content=SENTENCE).count() == 1
    page.goto("/records/new/")
    if page.locator("main .note--wait").count():
        page.click("main .note--wait >> text=接着写")
        page.wait_for_load_state()
    assert Record.objects.filter(content=SENTENCE).count() == 1


def test_while_an_import_writes_the_words_wait_here_and_saving_goes_its_way(world: World, open_page: Open) -> None:
    """Too many at once is no cut connection: the page says so, puts the words aside by itself later, and 存好 is not held up."""
    page, busy = open_page("柳湾记载人"), [True]
    page.route("**/drafts/", lambda route: route.fulfill(status=429, body=LATER) if busy else route.continue_())
    page.clock.install()
    begin(page)
    page.clock.fast_forward(4_000)
    expect(page.locator(".draft-said")).to_have_text(LATER)
    assert on_this_machine(page)
    busy.clear()
    page.clock.fast_forward(31_000)
    put_aside(page)
    busy.append(True)
    save(page)
    assert Record.objects.filter(content=SENTENCE).count() == 1


def login(page: Page, unit: str = "柳湾村") -> None:
    page.fill("#id_who", "柳湾记载人")
    page.click("summary:has-text('用姓名登录的')")
    page.fill("#id_unit", unit)
    page.fill("#id_password", "Qinghe-2026-lu")
    page.press("#id_password", "Enter")


def test_a_login_that_ended_leads_back_to_the_words(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    begin(page)
    put_aside(page)
    Session.objects.all().delete()
    page.fill("#id_content", f"{SENTENCE}后来加的。")
    page.click("main .bar .btn--main")
    expect(page.locator("[role=alert]")).to_contain_text("登录到时间了，字都还在这台机器上")
    page.click("[role=alert] a")
    login(page)
    page.wait_for_selector("#id_content")
    assert page.input_value("#id_content") == f"{SENTENCE}后来加的。"
    save(page)
    assert Record.objects.filter(content=f"{SENTENCE}后来加的。").count() == 1


def test_a_page_that_was_left_open_over_another_login_still_saves(world: World, open_page: Open) -> None:
    """The token of the form is old: with the script it is renewed; without it the words wait on the page before."""
    page = open_page("柳湾记载人")
    begin(page)
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(f => { f.value = 'x'.repeat(64) })")
    save(page)
    assert Record.objects.filter(content=SENTENCE).count() == 1


def test_logging_out_clears_the_machine_and_keeps_the_draft(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", width=1280)
    begin(page)
    page.wait_for_timeout(600)
    assert on_this_machine(page)
    page.click("header button:has-text('退出')")
    expect(page.locator("h1")).to_have_text("登录")
    assert on_this_machine(page) == []
    assert Draft.objects.get().opening
    login(page)
    expect(page.locator("#aside")).to_contain_text("给三到五年级学生讲")


def test_the_next_person_on_this_machine_finds_nothing(world: World, open_page: Open) -> None:
    """Also where nobody logged out: whoever comes in clears what another account left here."""
    page = open_page("柳湾记载人")
    begin(page)
    page.wait_for_timeout(600)
    assert on_this_machine(page)
    as_another(page.context, open_page)
    page.goto("/records/new/")
    assert page.locator("main .note--wait").count() == 0
    assert on_this_machine(page) == []


def as_another(context: BrowserContext, open_page: Open) -> None:
    other = open_page("办公室")
    context.add_cookies(other.context.cookies())


def test_ways_to_reach_a_person_stay_off_the_machine(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/people/new/")
    page.fill("#id_name", "徐巧云")
    page.fill("#id_phone", "13812345678")
    page.evaluate("document.querySelectorAll('details').forEach(f => { f.open = true })")
    page.fill("#id_address", "柳湾新村三幢")
    page.fill("#id_skills", "剪纸、编草龙")
    put_aside(page)
    kept = json.dumps(on_this_machine(page), ensure_ascii=False)
    assert "剪纸" in kept
    assert "13812345678" not in kept
    assert "三幢" not in kept
    assert {"13812345678", "柳湾新村三幢"} & {value for _, value in Draft.objects.get().pairs} == set()


def test_without_a_script_it_is_put_aside_by_a_button(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", java_script_enabled=False)
    begin(page)
    page.click("button:has-text('先放着')")
    expect(page.locator("[role=status]")).to_contain_text("先替您放着了")
    page.click("#aside a")
    assert page.input_value("#id_content") == SENTENCE
    save(page)
    assert not Draft.objects.exists()


def test_two_tabs_change_one_record_and_neither_text_is_lost(world: World, open_page: Open) -> None:
    record = Record.objects.get(content="讲一段亲历")
    first, second = open_page("柳湾记载人"), open_page("办公室", width=1280)
    for page in (first, second):
        page.goto(f"/records/{record.pk}/edit/")
    first.fill("#id_content", "第一位写的")
    first.fill("#id_youth_count", "50")
    first.click("main .bar .btn--main")
    first.wait_for_url(re.compile(r"/records/[0-9a-f-]{36}/$"))
    second.fill("#id_content", "第二位写的")
    second.click("main .bar .btn--main")
    expect(second.locator("h1")).to_have_text("两边都改了，请您定")
    expect(second.locator("main")).to_contain_text("第一位写的")
    expect(second.locator("main")).to_contain_text("第二位写的")
    second.click("label:has-text('两段都要')")
    second.click("main .bar .btn--main")
    second.wait_for_url(re.compile(r"/records/[0-9a-f-]{36}/$"))
    record.refresh_from_db()
    assert (record.content, record.youth_count) == ("第一位写的\n第二位写的", 50)
    figure(
        "Nothing lost while writing", "two tabs change one record: texts shown to the second / kept", "2 of 2 / 2 of 2"
    )


def test_undo_by_one_tap(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    begin(page)
    save(page)
    page.click("button:has-text('撤销这一笔')")
    expect(page.locator("main")).to_contain_text("已撤销")
    page.click("button:has-text('恢复')")
    expect(page.locator("main")).not_to_contain_text("已撤销")
    page.click("main a:has-text('改')")
    page.fill("#id_content", "改坏了")
    page.click("main .bar .btn--main")
    page.click("button:has-text('撤回这次修改')")
    expect(page.locator("dl")).to_contain_text(SENTENCE)
    record = Record.objects.get(content=SENTENCE)
    Record.objects.update(created_at=record.created_at - timedelta(hours=25))
    RecordVersion.objects.update(made_at=record.created_at - timedelta(hours=25))
    page.reload()
    assert page.locator("button:has-text('撤回')").count() == 0
    page.click("a:has-text('作废')")
    page.click("main .bar .btn--main")
    expect(page.locator(".oops")).to_contain_text("作废要写缘由")
    page.fill("#id_reason", "和上一笔是同一件")
    page.click("main .bar .btn--main")
    expect(page.locator("main")).to_contain_text("已作废")


def test_a_paragraph_half_written_waits_in_its_place(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    address = f"/reports/{world.liuwan.pk}/2026/10/"
    page.goto(address)
    page.click("#next summary:has-text('改这一段')")
    page.fill("#t-next", "明年打算把故事会办到每个小组。")
    put_aside(page)
    page.goto("/")
    page.click("#aside a")
    assert page.url.endswith("#next")
    assert page.input_value("#t-next") == "明年打算把故事会办到每个小组。"
    page.click("#next .bar .btn >> nth=0")
    expect(page.locator("#next .tag--ok")).to_have_text("您写的")
    assert not Draft.objects.exists()
    assert on_this_machine(page) == []
