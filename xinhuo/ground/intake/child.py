"""Runs alone in a child process with limits: reads a workbook from standard input, prints its cells as JSON.

A hostile file may ask for any amount of memory or time; then this process dies and the server does not.
"""

import datetime
import io
import json
import resource
import sys

import python_calamine as calamine

MOST_ROWS = 150_000
MOST_COLUMNS = 80
MOST_MERGES = 20_000
LONGEST = 1_000  # characters of one cell
MOST_TEXT = 60_000_000  # characters of a whole file: one long text may stand in a million cells
GIB = 1 << 30
NOT_READABLE, TOO_MUCH, LOCKED = 3, 4, 5  # exit codes


class _TooMuch(Exception):
    """More rows or text than we take."""


def cell(value: object) -> object:
    """A cell as JSON: text, number, or {"d": "1948-03-01"} for a date."""
    if isinstance(value, str):
        return value[:LONGEST]
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime.datetime | datetime.date):
        return {"d": value.isoformat()[:10]}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return "" if value is None else value


def _rows(sheet: calamine.CalamineSheet) -> list[list[object]]:
    rows = []
    filled = text = 0
    for row in sheet.to_python(skip_empty_area=False):
        end = min(len(row), MOST_COLUMNS)
        while end and row[end - 1] == "":
            end -= 1
        cells = [cell(value) for value in row[:end]]
        rows.append(cells)
        filled += bool(cells)
        text += sum(len(value) for value in cells if isinstance(value, str))
        if filled > MOST_ROWS or text > MOST_TEXT:
            raise _TooMuch
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _sheets(raw: bytes) -> list[dict[str, object]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sheets: list[dict[str, object]] = []
    tall = 0
    for known in book.sheets_metadata:
        if known.visible != calamine.SheetVisibleEnum.Visible or known.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        tall += sheet.total_height
        if tall > MOST_ROWS * 2 or sheet.total_width > 20_000:
            raise _TooMuch
        merges = [[*a, *b] for a, b in (sheet.merged_cell_ranges or [])][:MOST_MERGES]
        sheets.append({"name": known.name, "rows": _rows(sheet), "merges": merges})
    return sheets


def main() -> int:
    """Read, print, and say by the exit code how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (GIB, GIB))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sheets = _sheets(sys.stdin.buffer.read())
    except _TooMuch:
        return TOO_MUCH
    except BaseException as reason:  # the reader's own panics are no Exception
        return LOCKED if "password" in str(reason).lower() else NOT_READABLE
    sys.stdout.buffer.write(json.dumps(sheets, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
