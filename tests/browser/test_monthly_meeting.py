"""A clerk runs a whole monthly meeting on a PC by keyboard alone: notice, roll, minutes, decisions, end, records."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.meetings.hall import furnish
from tests.year_world import World
from xinhuo.journal.records.models import Record
from xinhuo.work.meetings.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]
FAR = 150  # presses of the tab key, at most, to a control that one wants
FOCUSED = "css => document.activeElement.matches(css)"
READS = "word => document.activeElement.innerText.trim() === word"


class Keyboard:
    """Hands that never touch a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, css: str) -> "Keyboard":
        """Tab until the control has the focus."""
        return self._tab_until(FOCUSED, css)

    def follow(self, word: str) -> None:
        """Tab to the link or button that reads so, and press enter."""
        self._tab_until(READS, word)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _tab_until(self, test: str, wanted: str) -> "Keyboard":
        for _ in range(FAR):
            if self.page.evaluate(test, wanted):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not to be reached by keyboard: {wanted}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def pick(self, css: str, value: str, *ways: str) -> None:
        """Type into a date or time control, whose parts stand in the order of the browser's language."""
        for typed in ways:
            self.reach(css)
            self.type(typed)
            if self.page.eval_on_selector(css, "box => box.value") == value:
                return
            self.page.eval_on_selector(css, "box => { box.value = ''; document.activeElement.blur() }")
        raise AssertionError(f"{css} does not take {ways}")

    def send(self) -> None:
        """Enter in a line of a form."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_a_whole_meeting_by_keyboard(world: World, open_page: Open) -> None:
    hall = furnish(world)
    page = open_page("办公室", width=1280, height=900)
    keys, day = Keyboard(page), timezone.localdate() - timedelta(days=1)
    due = day + timedelta(days=10)
    page.goto("/")
    keys.follow("会议")
    keys.follow("定会议")
    keys.pick("#id_held_on", day.isoformat(), f"{day:%m%d%Y}", f"{day:%Y%m%d}")
    keys.pick("#id_starts_at", "09:00", "0900AM", "0900")
    keys.reach("#id_place").type("街道二楼会议室")
    keys.reach("#id_about_0").type("知识问答第121至135问")
    keys.send()
    assert page.locator("h1").inner_text().endswith("月常务副主任例会")

    keys.follow("登记到会")
    sun = Meeting.objects.get().roll.get(name="孙广福").pk.hex
    keys.reach(f"[name=came_{sun}]")
    page.keyboard.press("ArrowRight")
    keys.reach(f"#id_words_{sun}").type("住院")
    keys.send()
    assert "孙广福 请假住院" in page.locator("main").inner_text()

    keys.follow("写会议记录")
    study = Meeting.objects.get().items.get(part="study").pk.hex
    keys.reach(f"#id_said_{study}").type("学了15问，各村谈了体会。")
    keys.reach("#id_text_new0").type("各村把名单补齐")
    keys.reach("#id_unit_new0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keys.pick("#id_due_new0", due.isoformat(), f"{due:%m%d%Y}", f"{due:%Y%m%d}")
    keys.reach("#id_doer_new1")
    keys.send()
    assert "各村把名单补齐" in page.locator("#decided").inner_text()

    keys.follow("结束会议")
    assert "柳湾村：1人" in page.locator("main").inner_text()
    keys.follow("结束会议")
    assert "会议结束了。2个单位都记上了，不用再记。" in page.locator("main").inner_text()
    meeting = Meeting.objects.get()
    assert meeting.is_held
    rows = Record.objects.standing().filter(source_ref=meeting.source_ref).select_related("unit")
    assert {row.unit.name: row.led_by_id is None for row in rows} == {"清河新区办事处": True, "柳湾村": False}
    decided = meeting.resolutions.get()
    assert (decided.unit, decided.due_on) == (hall.world.liuwan, due)

    keys.follow("会议")
    keys.follow("看要办的事")
    keys.follow("各村把名单补齐")
    keys.reach("#id_words").type("名单齐了")
    keys.send()
    decided.refresh_from_db()
    assert decided.words == "名单齐了"
    assert decided.settled_on is not None
