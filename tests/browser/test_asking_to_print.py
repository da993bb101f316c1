"""代印, from the village's page to the tick of the office and back: in the browser, with and without a script."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.year_world import World
from xinhuo.shell.printing.models import PrintRequest

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False])
def test_from_the_village_to_the_tick(world: World, open_page: Open, script: bool) -> None:
    village = open_page("柳湾记载人", width=390 if script else 320, java_script_enabled=script)
    village.goto(f"/reports/{world.liuwan.pk}/2026/10/")
    village.get_by_role("link", name="请街道代印").click()
    village.get_by_label("3份").check()
    village.get_by_label("捎一句话").fill("周五要用")
    village.get_by_role("button", name="放到代印单上").click()
    village.get_by_text("3份，还没有印").wait_for()

    office = open_page("办公室", width=1280, java_script_enabled=script)
    office.goto("/")
    office.get_by_role("link", name="村里请代印").click()
    office.get_by_text("捎的话：周五要用").wait_for()
    link = office.get_by_role("link", name="只印这个单位的").get_attribute("href")
    pdf = PdfReader(io.BytesIO(office.request.get(link).body()))
    first = "".join(pdf.pages[0].extract_text().split())
    assert "柳湾村代印单" in first
    assert "周五要用" in first
    office.get_by_role("button", name="印好了").click()
    office.get_by_text("1样记下印好了").wait_for()

    village.reload()
    village.get_by_text("已印好").first.wait_for()
    village.goto("/")
    village.get_by_role("link", name="街道代印的印好了").click()
    village.get_by_role("heading", name="印好的").wait_for()
    office.get_by_role("button", name="还没印，放回去").click()
    office.get_by_text("放回代印单了").wait_for()
    assert PrintRequest.objects.waiting().count() == 1
