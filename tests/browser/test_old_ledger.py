"""An old 台账 with three errors: what is right comes in, what is wrong goes back, is corrected, and comes in too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.old_books import ROWS, corrected, send
from tests.intake.sheets import xlsx
from tests.year_world import World
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.reading import book_facts

pytestmark = pytest.mark.django_db(transaction=True)


def test_three_errors_corrected_and_sent_again(world: World, open_page: Callable[..., Page], tmp_path: Path) -> None:
    page = open_page("办公室", width=1280)
    page.goto("/office/")
    page.click("text=导入台账")
    send(page, xlsx(*ROWS, name="台账"), "柳湾2025年台账.xlsx")
    main = page.locator("main")
    expect(main).to_contain_text("2025年3月没有32日。请核对。")
    expect(main).to_contain_text("“周德顺吴秀兰陈有志”看不出是谁。几个人之间请用、隔开。")
    expect(main).to_contain_text("孩子这一栏不是人数。请只写数字，不写名字。")
    page.get_by_label("这些事都可以写进大事记").check()
    page.get_by_role("button", name="照这样导入").click()
    page.wait_for_url("**/jobs/*/")
    expect(main).to_contain_text("导入台账好了")
    with page.expect_download() as coming:
        page.click("text=取退回表")
    back = tmp_path / "退回.xlsx"
    coming.value.save_as(back)
    raw = corrected(back, D3="3月12日", J4="周德顺、吴秀兰、陈有志", K5="36")
    send(page, raw, coming.value.suggested_filename)
    expect(main).to_contain_text("名册里没有的人（1位）")
    page.get_by_label("都添进名册（待补）").check()
    page.get_by_label("这些事都可以写进大事记").check()
    page.get_by_role("button", name="照这样导入").click()
    page.wait_for_url("**/jobs/*/")
    page.click("text=看导进来的记录")
    expect(main).to_contain_text("柳湾村 2025年3月：2笔")
    page.click("main >> text=大事记 >> nth=0")
    for said in ("讲雷锋的故事", "讲一段亲历的事", "办三天法治小课堂"):
        expect(page.locator("#m3")).to_contain_text(said)
    expect(page.locator("#m4")).to_contain_text("清明祭扫先烈")
    page.goto(f"/reports/{world.liuwan.pk}/2025/3/")
    expect(main).to_contain_text("讲雷锋的故事")
    assert Record.objects.filter(source="import").count() == 5
    (book,) = book_facts([world.people["周德顺"]], 2025, None)
    assert [deed.held_on.day for deed in book.deeds] == [5, 19, 3, 18]
    send(page, xlsx(*ROWS, name="台账"), "再来一次.xlsx")
    expect(page.locator("main .facts")).to_contain_text("原来就有2笔")
