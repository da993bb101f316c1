"""Runs alone in a child process with limits: reads a workbook from standard input, prints its cells as JSON.

A hostile file may ask for any amount of memory or time; then this process dies and the server does not.
Exit 3: not readable; exit 4: more rows than we take.
"""

import datetime
import io
import json
import resource
import sys

import python_calamine as calamine

MOST_ROWS = 150_000
MOST_COLUMNS = 80
GIB = 1 << 30


def cell(value: object) -> object:
    """A cell as JSON: text, number, or {"d": "1948-03-01"} for a date."""
    if isinstance(value, datetime.datetime | datetime.date):
        return {"d": value.isoformat()[:10]}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def main() -> int:
    """Read, print, and say by the exit code how it went."""
    resource.setrlimit(resource.RLIMIT_AS, (GIB, GIB))
    resource.setrlimit(resource.RLIMIT_CPU, (25, 25))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets, total = [], 0
        visible = calamine.SheetVisibleEnum.Visible
        for known in book.sheets_metadata:
            if known.visible != visible or known.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(known.name)
            total += sheet.total_height
            if total > MOST_ROWS * 2 or sheet.total_width > 20_000:
                return 4
            rows = [[cell(v) for v in row[:MOST_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
            if sum(any(v != "" for v in row) for row in rows) > MOST_ROWS:
                return 4
            merges = [[*a, *b] for a, b in (sheet.merged_cell_ranges or [])][:20_000]
            sheets.append({"name": known.name, "rows": rows, "merges": merges})
    except BaseException:
        return 3
    json.dump(sheets, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
