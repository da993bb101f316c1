"""Runs alone in a child process with limits: reads a workbook from standard input, prints its cells as JSON.

A hostile file may ask for any amount of memory or time; then this process dies and the server does not.
"""

import datetime
import io
import json
import math
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
    """A cell that is no text: a number as it was typed, a date or time as text, TRUE as 是."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime.datetime | datetime.date):
        return {"d": value.isoformat()[:10]}
    return "" if value is None else str(value) if isinstance(value, datetime.time | datetime.timedelta) else value


def _as_json(sheet: calamine.CalamineSheet, left: int) -> str:
    """The rows as a JSON list, without empty cells at their ends and empty rows at the end; at most `left` characters."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines: list[str] = []
    filled = last = 0
    for row in sheet.to_python(skip_empty_area=False):
        end = min(len(row), MOST_COLUMNS)
        while end and row[end - 1] == "":
            end -= 1
        line = encode([value if type(value) is str else cell(value) for value in row[:end]]) if end else "[]"
        if len(line) > LONGEST:
            line = encode([value[:LONGEST] if isinstance(value, str) else cell(value) for value in row[:end]])
        lines.append(line)
        left -= len(line)
        if end:
            filled, last = filled + 1, len(lines)
        if filled > MOST_ROWS or left < 0:
            raise _TooMuch
    return f"[{','.join(lines[:last])}]"


def _sheets(raw: bytes) -> str:
    """All visible sheets as a JSON list of {name, rows, merges}."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sheets: list[str] = []
    tall, left = 0, MOST_TEXT
    for known in book.sheets_metadata:
        if known.visible != calamine.SheetVisibleEnum.Visible or known.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        tall += sheet.total_height
        if tall > MOST_ROWS * 2 or sheet.total_width > 20_000:
            raise _TooMuch
        merges = [[*a, *b] for a, b in (sheet.merged_cell_ranges or [])][:MOST_MERGES]
        rows = _as_json(sheet, left)
        left -= len(rows)
        name = json.dumps(known.name, ensure_ascii=False)
        sheets.append(f'{{"name":{name},"rows":{rows},"merges":{json.dumps(merges)}}}')
    return f"[{','.join(sheets)}]"


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
    sys.stdout.buffer.write(sheets.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
