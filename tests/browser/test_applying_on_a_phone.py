"""An application written on a telephone: without a script, and with one by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.year_world import World
from xinhuo.work.applications.models import Application

SOON = timezone.localdate() + timedelta(days=5)


def fill(page: Page) -> None:
    """All but what is asked of children."""
    texts = {
        "name": "先进事迹报告会", "content": "六位五老讲事迹", "purpose": "学先进", "place": "村部", "others": "五老代表",
        "starts_on": SOON.isoformat(), "starts_at": "14:30", "ends_at": "16:00", "head_count": "60",
        "agenda_item_0": "开场", "agenda_minutes_0": "5", "preparation_what_0": "布置会场", "preparation_who_0": "村部",
    }  # fmt: skip
    for name, text in texts.items():
        page.fill(f"#id_{name}", text)


@pytest.mark.django_db(transaction=True)
def test_without_a_script(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", java_script_enabled=False)
    page.goto("/applications/new/")
    fill(page)
    page.check("#id_youth_1", force=True)
    page.get_by_role("button", name="报上去").click()
    assert "还没有写多少名青少年" in page.inner_text(".oops")
    page.fill("#id_youth_count", "30")
    page.fill("#id_safety_plan", "家长接送")
    page.get_by_role("button", name="再加几行").first.click()
    assert page.input_value("#id_safety_plan") == "家长接送"
    page.fill("#id_agenda_item_4", "散会")
    page.get_by_role("button", name="报上去").click()
    assert "报上去了" in page.inner_text("main")
    made = Application.objects.get()
    assert (made.state, made.youth_count, [row["item"] for row in made.agenda]) == ("approve", 30, ["开场", "散会"])


@pytest.mark.django_db(transaction=True)
def test_by_keyboard(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人")
    page.goto("/applications/new/")
    fill(page)
    page.focus("#id_youth_0")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#safety[open]")
    page.fill("#id_youth_count", "30")
    page.fill("#id_safety_plan", "家长接送")
    page.focus("main .bar .btn--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/applications/*/")
    assert Application.objects.get().safety_plan == "家长接送"


@pytest.mark.django_db(transaction=True)
def test_enter_keeps_what_was_written(world: World, open_page: Open) -> None:
    page = open_page("柳湾记载人", java_script_enabled=False)
    page.goto("/applications/new/")
    fill(page)
    page.focus("#id_place")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "存好了，还没有报" in page.inner_text("main")
    assert Application.objects.get().state == "draft"
