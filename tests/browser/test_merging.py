"""Two villages become one: from the unit's page to the printed paper of the year before, by keyboard and without a script."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.year_world import World
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.services import posts

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]


def hetang_of(world: World) -> Unit:
    """荷塘村 with a director, a group and a deed of the year before."""
    by = system_actor("系统", frozenset(ACTIONS), world.office.path)
    unit = add_unit(by, world.office, UnitDetails("荷塘村", "village"))
    for name in ("孙玉梅", "何长庚"):
        world.add_person(unit, name)
    details = posts.PostDetails("executive_deputy_director", date(2024, 2, 29), keeps_book=True)
    posts.appoint(by, world.people["孙玉梅"], unit, details, date(2026, 1, 5))
    add_unit(by, unit, UnitDetails("荷塘一组", "care_group"))
    world.write(unit, date(2025, 10, 9), "敬老节里讲家风", "孙玉梅", "何长庚", youth_count=20, milestone=True)
    return unit


@pytest.mark.parametrize("script", [True, False])
def test_two_villages_become_one(world: World, open_page: Open, script: bool) -> None:
    hetang, yesterday = hetang_of(world), date.today() - timedelta(days=1)
    page = open_page("办公室", width=1280 if script else 320, java_script_enabled=script)
    page.goto("/units/")
    page.get_by_role("link", name="荷塘村", exact=True).click()
    page.get_by_role("link", name="单位变动").click()
    page.get_by_role("link", name="并入别的单位").click()
    page.get_by_role("button", name="先看会怎样").click()
    assert "还没有选单位" in page.locator(".oops").inner_text()
    page.get_by_label("并入哪个单位").select_option(label="柳湾村")
    page.get_by_label("从哪天起").fill(yesterday.isoformat())
    page.get_by_role("button", name="先看会怎样").click()
    said = page.locator("main").inner_text()
    for told in ("2人：孙玉梅、何长庚", "孙玉梅（常务副主任）", "荷塘一组", "照原名印"):
        assert told in said
    page.get_by_role("button", name="回去改一改").click()
    assert page.get_by_label("从哪天起").input_value() == yesterday.isoformat()
    page.get_by_role("button", name="先看会怎样").click()
    page.get_by_label("孙玉梅（常务副主任）").check()
    confirm = page.get_by_role("button", name="就这样合并")
    confirm.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/unit-changes/*/")
    assert "荷塘村并入柳湾村" in page.locator("h1 + p").inner_text()
    page.get_by_role("link", name="荷塘村", exact=True).click()
    assert "荷塘村已并入柳湾村" in page.locator("main").inner_text()
    for paper in (f"/books/unit/{hetang.pk}/2025.pdf", f"/chronicle/{hetang.pk}/2025/pdf/"):
        printed = PdfReader(io.BytesIO(page.request.get(paper).body()))
        text = "".join(sheet.extract_text() for sheet in printed.pages)
        assert "荷塘村" in text
        assert "柳湾村" not in text
        assert "敬老节里讲家风" in text.replace("\n", "")
