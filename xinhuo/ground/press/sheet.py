"""Papers as XLSX, for lists: text stays text, whatever it begins with."""

import io
import re
from datetime import datetime, time
from typing import Any

import xlsxwriter

from xinhuo.ground.press.document import Column, Document, Table, plain, texts_in
from xinhuo.ground.press.geometry import ems

_AT = datetime(2000, 1, 1)  # of a paper without a date among its facts
_WIDEST = 50  # characters of a column; longer text wraps
_LONGEST = 32_767  # characters that a cell can hold, by the format
_CUT = "……（太长，余下的请看原记录）"
_FORBIDDEN = str.maketrans("[]:*?/\\'", "（）：＊？／＼’")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,10})(\.[0-9]{1,6})?")  # longer digits are identifiers, not quantities
_HEAD = 2  # the row of the column heads, from 0: title, subtitle, heads


def to_xlsx(document: Document) -> bytes:
    """One workbook, a sheet a table: title, repeated and frozen heads, print area one page wide.

    A sheet is named after its table's caption. Text such as =HYPERLINK() stays text; only a column of the kind
    "number" holds numbers, and only where its cell is a plain number of at most eleven digits.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    at = datetime.combine(document.dated, time()) if document.dated else _AT
    book.set_properties({"title": plain(document.title)[:255], "author": plain(document.issuer)[:255], "created": at})
    styles = _styles(book)
    names: set[str] = set()
    for number, table in enumerate(_tables(document), 1):
        _sheet(book, styles, document, table, _name(table.caption or document.title, number, names))
    book.close()
    return out.getvalue()


def _tables(document: Document) -> list[Table]:
    """The tables of a paper; a paper without any says its text in one column."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    said = tuple((text,) for block in document.blocks for text in texts_in(block) if text)
    return tables or [Table((Column("内容", 4),), said)]


def _name(title: str, number: int, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 characters, none of []:*?/\\, not yet used."""
    name = base = plain(title).replace("\n", " ").translate(_FORBIDDEN).strip()[:26] or f"表{number}"
    while name.lower() in taken or name.lower() == "history":
        name, number = f"{base}{number}", number + 1
    taken.add(name.lower())
    return name


def _styles(book: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    looks: dict[str, dict[str, Any]] = {
        "title": {"font_size": 16, "bold": True, "align": "center"},
        "quiet": {"font_color": "#5a5048", "align": "center"},
        "head": {"font_name": "黑体", "border": 1, "align": "center", "bg_color": "#f4eee4"},
        "left": {"border": 1, "align": "left", "num_format": "@"},
        "center": {"border": 1, "align": "center", "num_format": "@"},
        "right": {"border": 1, "align": "right", "num_format": "@"},
    }
    styles = {name: book.add_format({**base, **look}) for name, look in looks.items()}
    for align in ("left", "center", "right"):
        styles[f"number {align}"] = book.add_format({**base, "border": 1, "align": align})
    return styles


def _sheet(book: Any, styles: dict[str, Any], document: Document, table: Table, name: str) -> None:
    sheet = book.add_worksheet(name)
    last = len(table.columns) - 1
    said = "　".join(filter(None, [document.subtitle, "演示数据" if document.demo else ""]))
    _across(sheet, 0, last, document.title, styles["title"])
    _across(sheet, 1, last, said, styles["quiet"])
    for index, column in enumerate(table.columns):
        sheet.write_string(_HEAD, index, plain(column.title), styles["head"])
    empty = [("",) * len(table.columns)] * table.ruled_rows
    for number, row in enumerate([*table.rows, *empty], _HEAD + 1):
        for index, (text, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, number, index, text, column, styles)
    _shape(sheet, document, table)


def _across(sheet: Any, row: int, last: int, text: str, style: Any) -> None:
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, _whole(text), style)


def _whole(text: str) -> str:
    said = plain(text)
    return said if len(said) <= _LONGEST else said[: _LONGEST - len(_CUT)] + _CUT


def _write(sheet: Any, row: int, index: int, text: str, column: Column, styles: dict[str, Any]) -> None:
    if column.kind == "number" and _NUMBER.fullmatch(text):
        sheet.write_number(row, index, float(text), styles[f"number {column.align}"])
    else:
        sheet.write_string(row, index, _whole(text), styles[column.align])


def _shape(sheet: Any, document: Document, table: Table) -> None:
    for index, column in enumerate(table.columns):
        longest = max(ems(plain(text)) for text in [column.title, *(row[index] for row in table.rows)])
        sheet.set_column(index, index, min(_WIDEST, max(2 * longest, 4 * column.width) + 2.5))
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    sheet.freeze_panes(_HEAD + 1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.print_area(0, 0, _HEAD + len(table.rows) + table.ruled_rows, len(table.columns) - 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    if document.landscape:
        sheet.set_landscape()
    sheet.set_footer(("&L演示数据" if document.demo else "") + "&C第&P页　共&N页")
