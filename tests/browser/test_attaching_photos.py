"""Photos from a phone, in a real browser: several at once, a name for each, too large told before sending, the line cut."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.files.pictures import PDF, photo
from tests.year_world import World
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.files.rules import BIGGEST
from xinhuo.journal.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path


def chosen(name: str, raw: bytes, kind: str = "image/jpeg") -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": raw}


def test_several_at_once_each_with_a_name(world: World, open_page: Open) -> None:
    record = Record.objects.get(content="讲一段亲历")
    page = open_page("柳湾记载人")
    page.goto(f"/records/{record.pk}/saved/")
    page.locator(".sum a", has_text="照片和文件").click()
    page.set_input_files(
        "#id_file", [chosen("IMG_1.jpg", photo((900, 600))), chosen("讲稿.pdf", PDF, "application/pdf")]
    )
    names = page.locator(".picked input")
    expect(names).to_have_count(2)
    assert names.nth(1).input_value() == "讲稿"
    names.nth(0).fill("孩子们听得入神")
    page.get_by_role("button", name="放上去").click()
    page.wait_for_url(f"**/records/{record.pk}/#files")
    expect(page.locator(".shots li")).to_have_count(2)
    assert {one.name for one in Attachment.objects.all()} == {"孩子们听得入神", "讲稿"}
    page.wait_for_function("[...document.querySelectorAll('.shots img')].every(i => i.complete && i.naturalWidth > 0)")


def test_too_large_is_told_before_it_is_sent(world: World, open_page: Open) -> None:
    record = Record.objects.get(content="讲一段亲历")
    page = open_page("柳湾记载人")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(f"/records/{record.pk}/files/")
    page.set_input_files("#id_file", [chosen("大片.jpg", b"\xff" * (BIGGEST + 1))])
    expect(page.locator(".picked .errmsg")).to_contain_text("超过20兆")
    page.get_by_role("button", name="放上去").click()
    page.wait_for_timeout(300)
    assert "POST" not in sent


def test_a_cut_line_is_said_and_the_files_are_still_chosen(world: World, open_page: Open) -> None:
    record = Record.objects.get(content="讲一段亲历")
    page = open_page("柳湾记载人")
    page.goto(f"/records/{record.pk}/files/")
    page.set_input_files("#id_file", [chosen("现场.jpg", photo((300, 200)))])
    page.context.set_offline(True)
    page.get_by_role("button", name="放上去").click()
    expect(page.locator(".picked .errmsg")).to_contain_text("网断了，没有放上")
    page.context.set_offline(False)
    page.get_by_role("button", name="放上去").click()
    page.wait_for_url(f"**/records/{record.pk}/#files")
    assert Attachment.objects.get().name == "现场"


def test_without_a_script_the_whole_form_goes_at_once(world: World, open_page: Open) -> None:
    record = Record.objects.get(content="讲一段亲历")
    page = open_page("柳湾记载人", java_script_enabled=False)
    page.goto(f"/records/{record.pk}/files/")
    page.set_input_files("#id_file", [chosen("一.jpg", photo((300, 200))), chosen("二.pdf", PDF, "application/pdf")])
    page.get_by_role("button", name="放上去").click()
    expect(page.get_by_role("status")).to_contain_text("放好了")
    assert Attachment.objects.count() == 2
