"""Papers as XLSX, for lists: text stays text, whatever it begins with."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from xinhuo.ground.press.document import Document, Paragraph, Table, plain

_AT = datetime(2000, 1, 1)  # the file carries no date of its own
_WIDEST = 48
_FORBIDDEN = str.maketrans("[]:*?/\\'", "（）：＊？／＼’")


def to_xlsx(document: Document) -> bytes:
    """One workbook: a sheet a table, with title, repeated head, print area; =HYPERLINK() stays a text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": plain(document.title), "author": plain(document.issuer), "created": _AT})
    tables = [block for block in document.blocks if isinstance(block, Table)]
    names: set[str] = set()
    for number, table in enumerate(tables, 1):
        _sheet(book, document, table, _name(table.caption or document.title, number, names))
    if not tables:
        sheet = book.add_worksheet("说明")
        said = [block.text for block in document.blocks if isinstance(block, Paragraph)]
        for row, text in enumerate([document.title, *said]):
            sheet.write_string(row, 0, plain(text))
    book.close()
    return out.getvalue()


def _name(title: str, number: int, taken: set[str]) -> str:
    name = plain(title).translate(_FORBIDDEN).strip()[:28] or f"表{number}"
    name = name if name not in taken else f"{name[:26]}{number}"
    taken.add(name)
    return name


def _sheet(book: Any, document: Document, table: Table, name: str) -> None:
    sheet = book.add_worksheet(name)
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    title = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
    quiet = book.add_format({**base, "font_color": "#5a5048", "align": "center", "text_wrap": False})
    head = book.add_format({**base, "font_name": "黑体", "border": 1, "bg_color": "#f4eee4", "align": "center"})
    cells = {a: book.add_format({**base, "border": 1, "align": a}) for a in ("left", "center", "right")}
    last = len(table.columns) - 1
    _across(sheet, 0, last, document.title, title)
    said = document.subtitle + ("　演示数据" if document.demo else "")
    _across(sheet, 1, last, said.strip(), quiet)
    for index, column in enumerate(table.columns):
        sheet.write_string(2, index, plain(column.title), head)
    for number, row in enumerate(table.rows, 3):
        for index, (text, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, number, index, text, column.kind, cells[column.align])
    _shape(sheet, document, table, last)


def _across(sheet: Any, row: int, last: int, text: str, style: Any) -> None:
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, plain(text), style)


def _write(sheet: Any, row: int, index: int, text: str, kind: str, style: Any) -> None:
    if kind == "number" and text.isdigit() and len(text) < 12:  # longer digits are identifiers, not quantities
        sheet.write_number(row, index, int(text), style)
    else:
        sheet.write_string(row, index, plain(text), style)


def _shape(sheet: Any, document: Document, table: Table, last: int) -> None:
    for index, column in enumerate(table.columns):
        longest = max([_width(column.title), *(_width(row[index]) for row in table.rows)], default=4)
        sheet.set_column(index, index, min(_WIDEST, longest + 3))
    end = 2 + len(table.rows)
    sheet.set_row(0, 28)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, end, last)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)
    if document.landscape:
        sheet.set_landscape()
    sheet.set_footer("&C第&P页，共&N页" + ("&L演示数据" if document.demo else ""))


def _width(text: str) -> int:
    """Columns that the widest line takes: a Chinese character takes two."""
    return max((sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")), default=0)
