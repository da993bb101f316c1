"""A document with sentences as its lines: .docx read in a child process with limits, .txt, or a workbook row by row."""

import json
import re
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path, PurePath

from xinhuo.ground.intake import separated
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.prose_child import MOST_LINES, MOST_TEXT, NOT_READABLE, TOO_MUCH
from xinhuo.ground.intake.workbook import BIGGEST, Cell, read

ENDINGS = ("docx", "txt", "xlsx")
_CHILD = Path(__file__).parent / "prose_child.py"
_UNPACKED = 200 * 1024 * 1024  # with pictures
_PATIENCE = 20
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MACRO = re.compile(r"vbaProject|activeX|macrosheets|/embeddings/.*\.(?:bin|exe|dll)$", re.IGNORECASE)
_OUTSIDE = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*["\']External["\'][^>]*>')
_LINK = re.compile(rb'Type\s*=\s*["\'][^"\']*/hyperlink["\']')
_RELATIONS = 1_000_000  # bytes of one list of relations that are looked at
_TOO_MUCH = "这份文档太长，读不了。请分成几份再试。"
_BROKEN = "这份文档打不开，可能没有存全。请重新存一次再试。"


def read_lines(raw: bytes, filename: str) -> tuple[str, ...]:
    """The lines of a .docx, .txt or .xlsx, empty ones left out. Raises Unreadable with a sentence."""
    ending = PurePath(filename).suffix.lower().lstrip(".")
    if not raw.strip():
        raise Unreadable("这个文件是空的。请重新选一个文件。")
    if len(raw) > BIGGEST:
        raise Unreadable("文件超过20兆了。请删掉图片，或分成几个文件。")
    if ending in ("doc", "wps"):
        raise Unreadable("这是旧格式的文档。请用Word或WPS另存为docx再选。")
    if ending not in ENDINGS:
        raise Unreadable("只收docx文档、txt文本和xlsx表格。请另存一份再选。")
    lines = {"docx": _of_docx, "txt": _of_text, "xlsx": _of_book}[ending](raw)
    found = [text for line in lines if (text := " ".join(_HIDDEN.sub("", line).split()))]
    if len(found) > MOST_LINES or sum(map(len, found)) > MOST_TEXT:
        raise Unreadable(_TOO_MUCH)
    return tuple(found)


def _of_text(raw: bytes) -> list[str]:
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0" or raw[:5] == b"%PDF-":
        raise Unreadable("这不是文本文件，名字可能改过。请选原来的文档。")
    try:
        return separated.decoded(raw).splitlines()
    except Unreadable as unclear:
        raise Unreadable("文本里的字认不出来。请另存为docx再选。") from unclear


def _of_book(raw: bytes) -> list[str]:
    _check_packed(raw, "xl/")
    return [" ".join(map(_said, row)) for sheet in read(raw, "大事记.xlsx").sheets for row in sheet.rows]


def _said(value: Cell) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)


def _of_docx(raw: bytes) -> list[str]:
    _check_packed(raw, "word/")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)], input=raw, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable(_TOO_MUCH) from late
    if done.returncode != 0:
        raise Unreadable({NOT_READABLE: _BROKEN, TOO_MUCH: _TOO_MUCH}.get(done.returncode, _TOO_MUCH))
    lines: list[str] = json.loads(done.stdout.decode())
    return lines


def _check_packed(raw: bytes, folder: str) -> None:
    """What the list of contents tells: a bomb, macros, something else under this name, and what it fetches from outside.

    The original is kept and handed to others, so what could act there is not taken in.
    """
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("这个文件加了密码，或是旧格式。请去掉密码，另存为新格式。")
    try:
        packed = zipfile.ZipFile(BytesIO(raw))
        names = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise Unreadable(_BROKEN) from broken
    if sum(one.file_size for one in names) > _UNPACKED:
        raise Unreadable(_TOO_MUCH)
    if not any(one.filename.startswith(folder) for one in names):
        raise Unreadable("文件里的内容和名字对不上。请重新存一次再选。")
    if any(_MACRO.search(one.filename) for one in names):
        raise Unreadable("文件里带着宏或嵌着程序。请另存一份不带宏的再选。")
    if folder == "word/" and _fetches(packed, names):
        raise Unreadable("文档连着外面的模板或文件。请复制内容到新文档再选。")


def _fetches(packed: zipfile.ZipFile, names: list[zipfile.ZipInfo]) -> bool:
    """Does it name a template, picture or object from outside? Plain links to pages are no harm."""
    for one in names:
        if not one.filename.endswith(".rels"):
            continue
        try:
            with packed.open(one) as part:
                text = part.read(_RELATIONS)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as broken:
            raise Unreadable(_BROKEN) from broken
        if any(not _LINK.search(found[0]) for found in _OUTSIDE.finditer(text)):
            return True
    return False
