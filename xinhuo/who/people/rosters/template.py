"""名册模板: a workbook to fill in, with an example that the importer passes over, lists to choose from, and notes."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from xinhuo.who.people.rosters.words import NOTES_SHEET
from xinhuo.who.people.rules import CATEGORIES

_AT = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FILLED = 500  # rows that have lists to choose from
_POLITICS = ("中共党员", "共青团员", "民盟盟员", "九三学社社员", "无党派人士", "群众")
_UNITS_AT = 3  # the column of the notes' sheet that lists the units

# (heading, width, example, hint above the cell)
COLUMNS = (
    ("序号", 7, "示例", "可以不填"),
    ("单位", 18, "", "点右边的小三角，选村、社区"),
    ("姓名", 12, "王某某", "一行一个人"),
    ("性别", 7, "男", "选男或女"),
    ("出生年月", 13, "1948.3", "写1948.3这样，不用写日子"),
    ("五老类别", 14, "老教师", "可以选一个，也可以写几个，中间用、隔开"),
    ("政治面貌", 13, "中共党员", "可以选，也可以自己写"),
    ("联系电话", 16, "13900000000", "手机或座机，加密保存"),
    ("原工作单位", 22, "某某中学", "退休前的单位"),
    ("原职务", 14, "教师", "职务或职称"),
    ("入队时间", 13, "2015.6", "写2015.6这样"),
    ("服务队", 16, "第1队", "写队名，或第几队"),
    ("特长", 20, "书法", "会什么，愿意做什么"),
)
_NOTES = (
    "怎么填",
    "第一行是表头，请不要改。第二行是示例，不会收进去，留着、删掉都行。",
    "从第三行起，一行写一个人。只有单位和姓名一定要写，别的不知道就空着，以后再补。",
    "空着的格子，不会把名册里原来的抹掉。",
    "退休金、病情、婚姻状况，不要写进来。",
    "填好存下来，到“导入名册”里选这个文件。先看会怎样，再决定导不导入。",
    "没收进去的行，会给您一份退回表，写明为什么。照着改好，再送一次。",
)


def roster_template(units: Sequence[str]) -> bytes:
    """The workbook; `units` are offered as a list."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": "五老名册模板", "created": _AT})
    _people(book, units)
    _notes(book, units)
    book.close()
    return out.getvalue()


def _people(book: Any, units: Sequence[str]) -> None:
    sheet = book.add_worksheet("五老名册")
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "num_format": "@"}
    head = book.add_format({**base, "bold": True, "bg_color": "#f4eee4", "border": 1, "align": "center"})
    example = book.add_format({**base, "italic": True, "font_color": "#5a5048", "border": 1})
    cell = book.add_format(base)
    for place, (word, width, said, _) in enumerate(COLUMNS):
        sheet.set_column(place, place, width, cell)
        sheet.write_string(0, place, word, head)
        sheet.write_string(1, place, units[0] if word == "单位" and units else said, example)
    sheet.set_row(0, 26)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:M600"})
    lists = {"性别": ["男", "女"], "五老类别": list(CATEGORIES.values()), "政治面貌": list(_POLITICS)}
    for place, (word, _, _, hint) in enumerate(COLUMNS):
        rule: dict[str, Any] = {"validate": "any"}
        if word in lists:
            rule = {"validate": "list", "source": lists[word]}
        elif word == "单位" and units:
            column = chr(ord("A") + _UNITS_AT)
            rule = {"validate": "list", "source": f"='{NOTES_SHEET}'!${column}$2:${column}${len(units) + 1}"}
        # Only sex has no other answer; elsewhere a word of one's own is let in, and the importer judges it.
        rule |= {"input_title": word, "input_message": hint, "show_error": word == "性别"}
        if word == "性别":
            rule |= {"error_title": "性别", "error_message": "请选男或女。"}
        sheet.data_validation(2, place, _FILLED, place, rule)


def _notes(book: Any, units: Sequence[str]) -> None:
    sheet = book.add_worksheet(NOTES_SHEET)
    bold = book.add_format({"font_name": "宋体", "font_size": 12, "bold": True})
    text = book.add_format({"font_name": "宋体", "font_size": 12, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 70, text)
    sheet.set_column(_UNITS_AT, _UNITS_AT, 24)
    for row, said in enumerate(_NOTES):
        sheet.write_string(row, 0, said, text if row else bold)
    sheet.write_string(0, _UNITS_AT, "可以选的单位", bold)
    for row, name in enumerate(units, 1):
        sheet.write_string(row, _UNITS_AT, name)
