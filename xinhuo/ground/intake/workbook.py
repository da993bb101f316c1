"""Workbooks of any origin, read in a child process with limits, as plain cells."""

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any

from xinhuo.ground.intake import separated
from xinhuo.ground.intake.child import LOCKED, MOST_COLUMNS, MOST_ROWS, NOT_READABLE, TOO_MUCH
from xinhuo.ground.intake.errors import Unreadable

BIGGEST = 20 * 1024 * 1024
_UNPACKED = 512 * 1024 * 1024  # 150,000 rows of a roster unpack to about 100 MB
_CHILD = Path(__file__).parent / "child.py"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PATIENCE = 30
_TEXT = ("csv", "txt", "tsv")
_BOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods", "et")
# Zero-width and bidi marks of pasted text: no name has them, and none is a mark of JSON.
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WHY = {
    NOT_READABLE: "这个表格打不开，可能没有存全。请重新存一次再试。",
    TOO_MUCH: f"这个表格太大，最多{MOST_ROWS // 10_000}万行。请删掉空行空列再试。",
    LOCKED: "这个表格加了密码。请先去掉密码，再选一次。",
}
Cell = str | int | float | date


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its rows (row 1 of the sheet is `rows[0]`), merged areas as (top, left, bottom, right) from 0.

    A row ends at its last filled cell; an empty cell before it is "".
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Book:
    """The visible sheets of a file."""

    sheets: tuple[Sheet, ...]


def read(raw: bytes, filename: str) -> Book:
    """The cells of an .xlsx, .xls, .ods or .csv file. Raises Unreadable with a sentence."""
    check(raw, filename)
    if _is_packed(raw):
        return _read_apart(raw)
    rows = separated.rows_of(raw, MOST_ROWS, MOST_COLUMNS, _HIDDEN)
    return Book((Sheet(PurePath(filename).stem[:31], rows),))


def _is_packed(raw: bytes) -> bool:
    return raw[:2] == b"PK" or raw[:8] == _OLE


def check(raw: bytes, filename: str) -> None:
    """What can be seen without reading the cells. Raises Unreadable with a sentence."""
    if not raw.strip():
        raise Unreadable("这个文件是空的。请重新选一个文件。")
    if len(raw) > BIGGEST:
        raise Unreadable("文件超过20兆了。请删掉图片，或分成几个文件。")
    ending = PurePath(filename).suffix.lower().lstrip(".")
    if ending not in (*_TEXT, *_BOOKS):
        raise Unreadable("只认得Excel表格和csv文件。请另存为xlsx再选。")
    if _is_packed(raw):
        _check_inside(raw)
        return
    _check_start(raw)
    if ending not in _TEXT and not (ending == "xls" and separated.looks_like_table(raw)):
        raise Unreadable("这不是表格文件，名字可能改过。请选Excel表格。")


def _check_start(raw: bytes) -> None:
    start = raw[:400].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if raw[:5] == b"%PDF-":
        raise Unreadable("这是PDF文件，只是名字改成了表格。请选Excel表格。")
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")):
        raise Unreadable("这其实是网页。请用Excel打开，另存为xlsx再选。")


def _check_inside(raw: bytes) -> None:
    """What the list of contents tells before anything is unpacked."""
    if raw[:8] == _OLE:
        if _ENCRYPTED in raw:
            raise Unreadable(_WHY[LOCKED])
        return
    try:
        packed = zipfile.ZipFile(BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise Unreadable(_WHY[NOT_READABLE]) from broken
    if sum(one.file_size for one in packed) > _UNPACKED:
        raise Unreadable(_WHY[TOO_MUCH])
    if any(one.filename.startswith(("word/", "ppt/")) for one in packed):
        raise Unreadable("这是文档，不是表格。请选Excel表格。")


def _read_apart(raw: bytes) -> Book:
    """In a child process: a file that asks for 500 GiB kills the child, not the server."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)], input=raw, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable("这个表格太大，读不完。请删掉空行空列再试。") from late
    if done.returncode != 0:
        raise Unreadable(_WHY.get(done.returncode, "这个表格太大或有问题，读不了。请另存一份再试。"))
    text = _HIDDEN.sub("", done.stdout.decode())
    return Book(tuple(_sheet(one) for one in json.loads(text, object_hook=_date)))


def _date(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found["d"]) if "d" in found else found


def _sheet(one: dict[str, Any]) -> Sheet:
    return Sheet(one["name"], tuple(map(tuple, one["rows"])), tuple(map(tuple, one["merges"])))
