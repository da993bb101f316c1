"""Workbooks made for tests."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import openpyxl

from xinhuo.ground.intake.workbook import Book, read


def xlsx(*rows: Iterable[Any], merges: Iterable[str] = (), name: str = "花名册", **more: list[Iterable[Any]]) -> bytes:
    """An .xlsx with one sheet of `rows`, and one sheet for each of `more`."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, lines in {name: rows, **more}.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
        for area in merges:
            sheet.merge_cells(area)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def book(*rows: Iterable[Any], **more: Any) -> Book:
    return read(xlsx(*rows, **more), "名册.xlsx")
