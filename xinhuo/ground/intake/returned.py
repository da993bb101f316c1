"""退回表: the rows that could not be taken in, in the office's own headings, with the reason in the last column.

All cells are text and stay text when somebody types into them: 1948.10 does not become 1948.1, a phone number keeps its zero.
The reason's heading is known to every vocabulary, so that the corrected workbook is sent again as it is.
"""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from xinhuo.ground.intake.workbook import Cell

REASON = "退回原因"
ADVICE = "这些行没有收进去。照最后一栏改好，存一下，把这份表再送一次。已经收进去的不会重复。"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORBIDDEN = str.maketrans("[]:*?/\\'", "（）：＊？／＼’")
_LONGEST = 32_767  # characters of one cell, by the format
_HEAD = 1  # the row of the headings, from 0


@dataclass(frozen=True)
class Returned:
    """One sheet of rows that go back: `rows[n]` failed for `reasons[n]`; `bad[n]` are the places of its wrong cells."""

    sheet: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    reasons: Sequence[str]
    bad: Sequence[Collection[int]] = ()


def returned_workbook(parts: Sequence[Returned]) -> bytes:
    """The workbook, a sheet for each part with rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    base = {
        "font_name": "宋体",
        "font_size": 11,
        "valign": "vcenter",
        "num_format": "@",
        "text_wrap": True,
        "border": 1,
    }
    styles = {
        "cell": book.add_format(base),
        "bad": book.add_format({**base, "bg_color": "#fff2c9"}),
        "reason": book.add_format({**base, "font_color": "#8f1d1a"}),
        "head": book.add_format({**base, "bold": True, "bg_color": "#f4eee4"}),
        "advice": book.add_format({"font_name": "宋体", "font_size": 11, "bold": True, "valign": "vcenter"}),
    }
    taken: set[str] = set()
    for part in parts:
        if part.rows:
            _sheet(book.add_worksheet(sheet_name(part.sheet, taken)), part, styles)
    book.close()
    return out.getvalue()


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes (31 characters, none of its marks), not yet among `taken`; it is added there."""
    base = name.translate(_FORBIDDEN).strip()[:31] or "表"
    fresh, number = base, 2
    while fresh.lower() in taken or fresh.lower() == "history":
        fresh, number = f"{base[:26]}（{number}）", number + 1
    taken.add(fresh.lower())
    return fresh


def _sheet(sheet: Any, part: Returned, styles: dict[str, Any]) -> None:
    last = len(part.heads)
    sheet.write_string(0, 0, ADVICE, styles["advice"])
    for place, head in enumerate([*part.heads, REASON]):
        sheet.write_string(_HEAD, place, head, styles["head"])
    bad = part.bad or [()] * len(part.rows)
    for number, (row, reason, wrong) in enumerate(zip(part.rows, part.reasons, bad, strict=True), _HEAD + 1):
        for place in range(last):
            text = as_text(row[place]) if place < len(row) else ""
            sheet.write_string(number, place, text, styles["bad" if place in wrong else "cell"])
        sheet.write_string(number, last, reason[:_LONGEST], styles["reason"])
    for place, head in enumerate(part.heads):
        longest = max([len(head), *(len(as_text(row[place])) for row in part.rows[:200] if place < len(row))])
        sheet.set_column(place, place, min(30, 2 * longest + 3), styles["cell"])
    sheet.set_column(last, last, 60, styles["reason"])
    sheet.set_row(0, 24)
    sheet.freeze_panes(_HEAD + 1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{'XFD'}{len(part.rows) + 3}"})


def as_text(value: Cell) -> str:
    """A cell as somebody would type it: a day as 1948-03-05, a number without .0."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:_LONGEST]
