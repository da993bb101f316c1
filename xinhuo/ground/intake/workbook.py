"""Workbooks of any origin, read in a child process with limits, as plain cells."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xinhuo.ground.intake.child import MOST_COLUMNS, MOST_ROWS
from xinhuo.ground.intake.errors import Unreadable

BIGGEST = 20 * 1024 * 1024
_CHILD = Path(__file__).parent / "child.py"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PATIENCE = 40
Cell = str | int | float | date


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its rows (row 1 of the sheet is `rows[0]`), merged areas as (top, left, bottom, right) from 0."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Book:
    """The visible sheets of a file."""

    sheets: tuple[Sheet, ...]


def read(raw: bytes, filename: str) -> Book:
    """The cells of an .xlsx, .xls, .ods or .csv file. Raises Unreadable with a sentence."""
    if not raw:
        raise Unreadable("这个文件是空的。请重新选一个文件。")
    if len(raw) > BIGGEST:
        raise Unreadable("文件超过20兆了。请删掉图片，或分成几个文件。")
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if ending in ("csv", "txt"):
        return _read_csv(raw)
    if ending not in ("xlsx", "xlsm", "xls", "ods", "et"):
        raise Unreadable("只认得Excel表格和csv文件。请另存为xlsx再选。")
    _check_start(raw)
    return _read_apart(raw)


def _check_start(raw: bytes) -> None:
    if raw[:5] == b"%PDF-":
        raise Unreadable("这是PDF文件，只是名字改成了表格。请选Excel表格。")
    if raw[:8] == _OLE and (b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in raw):
        raise Unreadable("这个表格加了密码。请先去掉密码，再选一次。")
    if raw[:2] != b"PK" and raw[:8] != _OLE:
        raise Unreadable("这不是表格文件，名字可能改过。请选Excel表格。")


def _read_apart(raw: bytes) -> Book:
    """In a child process: a file that asks for 500 GiB kills the child, not the server."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)], input=raw, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable("这个表格太大，读不完。请删掉空行空列再试。") from late
    if done.returncode == 4:
        raise Unreadable(f"这个表格的行数太多，最多{MOST_ROWS // 10_000}万行。请删掉空行再试。")
    if done.returncode == 3:
        raise Unreadable("这个表格打不开，可能没有存全。请重新存一次再试。")
    if done.returncode != 0:
        raise Unreadable("这个表格太大或有问题，读不了。请另存一份再试。")
    sheets = json.loads(done.stdout)
    return Book(tuple(_sheet(one) for one in sheets))


def _sheet(one: dict[str, Any]) -> Sheet:
    rows = tuple(tuple(date.fromisoformat(v["d"]) if isinstance(v, dict) else v for v in row) for row in one["rows"])
    return Sheet(one["name"], rows, tuple(tuple(m) for m in one["merges"]))


def _read_csv(raw: bytes) -> Book:
    text = _decoded(raw)
    if "\0" in text:
        raise Unreadable("这不是csv文件。请选Excel表格或csv文件。")
    first = text.split("\n", 1)[0]
    mark = max(",\t;", key=first.count)
    rows = []
    for row in csv.reader(io.StringIO(text), delimiter=mark):
        if len(rows) >= MOST_ROWS:
            raise Unreadable(f"这个表格的行数太多，最多{MOST_ROWS // 10_000}万行。请分成几个文件。")
        rows.append(tuple(row[:MOST_COLUMNS]))
    return Book((Sheet("csv", tuple(rows)),))


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("csv文件里的字认不出来。请另存为xlsx再选。")
