"""An old 台账 and an old 大事记 brought in from the pages, for the tests that look at these pages."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page

from tests.intake.sheets import xlsx

HEAD = ("序号", "日期", "地点", "类别", "活动名称", "活动内容", "效果", "参加人员", "青少年数", "学生姓名", "天气")
ROWS = (
    ("2025年柳湾村关工委活动台账",),
    HEAD,
    (
        1,
        "3月5日",
        "文化广场",
        "主题宣讲",
        "学雷锋",
        "带孩子清扫楼道，讲雷锋的故事",
        "孩子爱听",
        "周德顺、吴秀兰",
        24,
        "王小明",
        "晴",
    ),
    (2, "3月32日", "村部", "主题宣讲", "", "讲一段亲历的事", "", "吴秀兰", 18, "", "阴"),
    (3, "3.19-3.21", "村部", "普法宣传", "", "办三天法治小课堂", "", "周德顺吴秀兰陈有志", 30, "", "雨"),
    (4, "4月3日", "陵园", "主题宣讲", "清明祭扫", "清明祭扫先烈", "", "周德顺", "几十", "", "晴"),
    (5, "4月18日", "村部", "主题宣讲", "", "读书会", "", "周德顺等9人", 12, "", "晴"),
    ("合计", "", "", "", "", "", "", "", 84, "", ""),
)
CROOKED = (
    *ROWS,
    (6, "5月4日", "村部", "暖阳行动", "", "给孩子送书", "", "周德顺、生面孔、钱永康", 3, "", "晴"),
    (7, "5月5日", "村部", "主题宣讲", "", "五四座谈", "", "老相识、生面孔", 3, "", "晴"),
)
OLD = """柳湾村2019年大事记

三月
5日，组织学雷锋活动，清扫楼道三处。
同日，走访困难家庭两户。
修缮了活动室。
4月3日至5日，清明祭扫。
"""


def send(page: Page, raw: bytes, name: str) -> None:
    """From 导入台账 to 先看一遍."""
    page.goto("/ledgers/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#id_file", {"name": name, "mimeType": kind, "buffer": raw})
    page.click("main .bar .btn--main")
    page.wait_for_url("**/ledgers/file/*/")


def corrected(path: Path, **cells: Any) -> bytes:
    """The returned workbook with some cells written over, as somebody would do in Excel."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book.active[place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def bring_old_books(looker: Any) -> None:
    """Every page of both, with questions and problems on them."""
    page = looker.page
    send(page, xlsx(*CROOKED, name="台账"), "柳湾2025年台账.xlsx")
    looker.look("ledger, looked at")
    page.click("main .bar .btn--main >> nth=-1")
    page.wait_for_url("**/jobs/*/")
    looker.look("ledger, done")
    page.click("text=看导进来的记录")
    page.wait_for_url("**/ledgers/*/")
    looker.look("what came in")
    send(page, xlsx(("日期", "内容", "参加人员", "人数"), ("3月5日", "讲故事", "周德顺", 30), name="甲"), "台账.xlsx")
    looker.look("ledger without year and unit")
    looker.visit("/ledgers/", "/volumes/?year=2019")
    page.select_option("#id_unit", label="柳湾村")
    page.set_input_files("#id_file", {"name": "2019.txt", "mimeType": "text/plain", "buffer": OLD.encode()})
    page.click("main .bar .btn--main")
    page.wait_for_url("**/volumes/file/*/")
    looker.look("older volume, looked at")
    page.click("main .bar .btn--main")
    page.wait_for_url("**/volumes/*-*/")
    looker.look("older volume")
    page.click("main .crumb a")
    page.wait_for_url("**/chronicle/**")
    looker.look("大事记 beside an older volume")
