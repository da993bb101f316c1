"""Every part at every text size: reachable, readable, nothing sideways; the script helps and never hinders."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STRICT = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
Show = Callable[..., Page]

SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')].filter(e => {
  const box = (e.closest('.chips label') || e).getBoundingClientRect();
  return box.height > 0 && box.height < 44 && getComputedStyle(e).display !== 'inline' && !e.closest('.vh, .skip');
}).map(e => e.outerHTML.slice(0, 80))"""

FORM = """<!doctype html><html lang="zh-CN"><head><title>表</title><link rel="stylesheet" href="/static/ui/xinhuo.css">
<script src="/static/ui/xinhuo.js" defer></script></head><body><main id="main"><form method="post" action="/go/" data-once>
<label><input type="radio" name="day" value="0" checked><span>今天</span></label>
<label><input type="radio" name="day" value="x" data-opens="when"><span>更早</span></label>
<details id="when"><summary>选日期 <span class="r" data-now="day time"></span></summary>
<input type="date" name="held_on" id="id_held_on">
<label><input type="radio" name="time" value="晚上" checked><span>晚上</span></label></details>
<label><input type="radio" name="kind" value="1" data-team="7"><span>宣讲</span></label>
<label><input type="radio" name="kind" value="2" data-team=""><span>例会</span></label>
<select id="id_team" name="team"><option value=""></option><option value="7">宣讲队</option>
<option value="8">护学队</option></select>
<input name="place" value="荷塘村"><input name="title" id="title" data-propose="place kind">
<div id="first"><label><input type="checkbox" name="people" value="a"><span>顾怀德</span></label></div>
<input type="search" id="find" data-find="/find/?unit=1" data-into="more">
<div id="more"><label><input type="checkbox" name="people" value="b"><span>丁桂珍</span></label></div>
<button type="button" data-say="#title" class="js-only">念给我听</button><button type="button" data-copy="#said">复制文字</button>
<p id="said">一段话</p><button id="go">存好</button></form></main></body></html>"""


@pytest.mark.parametrize(("width", "size"), [(1280, "1"), (390, "1"), (320, "1"), (390, "2"), (1280, "3"), (360, "3")])
def test_the_guide_is_accessible_and_fits(show: Show, width: int, size: str) -> None:
    page = show(width, size)
    assert page.evaluate("getComputedStyle(document.querySelector('.btn--main')).backgroundColor") == "rgb(143, 29, 26)"
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight") + 50})
    found = Axe().run(page, options={"runOnly": RULES, "rules": STRICT})
    assert found.violations_count == 0, found.generate_report()


def test_the_text_size_changes_at_once_and_keeps_what_was_typed(show: Show, posts: list[str]) -> None:
    page = show()
    page.fill("#id_name", "写了一半")
    page.click(".zihao button[value='3']")
    assert page.evaluate("document.documentElement.className").split() == ["js", "zi-te"]
    assert page.input_value("#id_name") == "写了一半"
    page.wait_for_function("document.querySelector(\".zihao [value='3']\").ariaPressed === 'true'")
    assert 'name="zi"\r\n\r\n3' in posts[0]


def test_the_summary_has_the_focus_and_leads_into_the_field(show: Show) -> None:
    page = show()
    assert page.evaluate("document.activeElement.className") == "oops"
    page.click("text=“哪支服务队”还没有选")
    assert page.evaluate("document.activeElement.id") == "id_team_0"


def test_a_form_is_sent_once_and_again_after_coming_back(show: Show, posts: list[str]) -> None:
    page = show(html=FORM)
    page.dblclick("#go")
    page.wait_for_timeout(200)
    assert len(posts) == 1
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    page.click("#go")
    page.wait_for_timeout(200)
    assert len(posts) == 2


def test_enter_in_the_middle_of_an_input_method_sends_nothing(show: Show, posts: list[str]) -> None:
    page = show(html=FORM)
    page.focus("#title")
    page.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}))")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert posts == []
    page.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}))")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert len(posts) == 1


def test_a_tap_on_the_button_lets_the_input_method_finish_first(show: Show, posts: list[str]) -> None:
    page = show(html=FORM)
    page.focus("#title")
    page.evaluate(
        """() => { const box = document.activeElement;
        box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
        box.form.requestSubmit(document.getElementById('go')); }"""
    )
    assert posts == []
    page.wait_for_timeout(300)
    assert len(posts) == 1


def test_an_earlier_day_opens_the_date(show: Show) -> None:
    page = show(html=FORM)
    assert page.inner_text("[data-now]") == "今天 晚上"
    page.check("[value=x]")
    assert page.evaluate("document.activeElement.id") == "id_held_on"
    page.fill("#id_held_on", "2026-03-05")
    assert page.inner_text("[data-now]") == "2026-03-05 晚上"


def test_the_kind_chooses_the_team_until_a_person_does(show: Show) -> None:
    page = show(html=FORM)
    page.check("[name=kind][value='1']")
    assert page.input_value("#id_team") == "7"
    assert page.get_attribute("#title", "placeholder") == "荷塘村宣讲"
    page.select_option("#id_team", "8")
    page.check("[name=kind][value='2']")
    assert page.input_value("#id_team") == "8"


def test_a_team_left_out_on_purpose_stays_out(show: Show) -> None:
    chosen = FORM.replace('data-team="7"', 'data-team="7" checked')
    assert show(html=chosen).input_value("#id_team") == "7"
    assert show(html=chosen.replace('id="id_team"', 'id="id_team" data-own="1"')).input_value("#id_team") == ""


def test_people_are_found_and_those_chosen_are_kept(show: Show) -> None:
    chip = '<label><input type="checkbox" name="people" value="{}"><span>{}</span></label>'
    page = show(html=FORM, found=chip.format("a", "顾怀德") + chip.format("c", "顾小平"))
    page.check("#more [value=b]")
    page.fill("#find", "gu")
    page.wait_for_selector("#more [value=c]")
    assert page.is_checked("#more [value=b]")
    page.check("#more [value=a]")
    assert page.is_checked("#first [value=a]")
    page.fill("#find", "")
    page.wait_for_selector("#more [value=c]", state="detached")
    assert page.locator("#more [value=b]").count() == 1
    assert page.is_checked("#more [value=b]")


def test_reading_aloud_is_offered_only_with_a_chinese_voice(show: Show) -> None:
    assert show(html=FORM).is_hidden("[data-say]")


def test_text_is_copied_and_the_button_says_so(show: Show) -> None:
    page = show(html=FORM)
    page.click("[data-copy]")
    page.wait_for_function("document.querySelector('[data-copy]').innerText === '复制好了'")


def test_without_script_the_guide_stands_and_hides_what_needs_it(show: Show) -> None:
    page = show(js=False)
    assert page.is_hidden("[data-copy]")
    assert page.is_visible("text=存好 >> nth=0")
