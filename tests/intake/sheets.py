"""Workbooks made for tests."""

import struct
import zipfile
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

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


def xls(*rows: Iterable[Any], name: str = "花名册") -> bytes:
    """The old format of Excel 97 to 2003, as WPS still writes it: BIFF8 records in an OLE file."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def cell(row: int, column: int, value: Any) -> bytes:
        place = struct.pack("<HHH", row, column, 15)
        if isinstance(value, int | float):
            return record(0x0203, place + struct.pack("<d", value))
        return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))

    end, title = record(0x0A, b""), name.encode("utf-16-le")
    globals_, sheet = (record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6)) for kind in (5, 0x10))
    globals_ += record(0x42, struct.pack("<H", 1200))
    named = struct.pack("<BB", len(name), 1) + title
    at = len(globals_) + 4 + 6 + len(named) + len(end)
    globals_ += record(0x85, struct.pack("<IH", at, 0) + named) + end
    sheet += (
        b"".join(cell(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v not in ("", None)) + end
    )
    return ole(globals_ + sheet)


def ole(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE file with one stream: header, one sector of the allocation table, one of the directory, the stream."""
    free, last = 0xFFFFFFFF, 0xFFFFFFFE
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    table = [0xFFFFFFFD, last, *range(3, 2 + count), last]
    fat = struct.pack("<128I", *table, *[free] * (128 - len(table)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, free, free, child)
        return head + b"\0" * 36 + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, last, 0) + entry(name, 2, free, 2, len(stream)) + b"\0" * 256
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, last, 0, last, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + fat + directory + stream


def ods(*rows: Iterable[Any], name: str = "花名册", around: str = "") -> bytes:
    """An OpenDocument spreadsheet, as LibreOffice and WPS write it."""

    def cell(value: Any) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        if value in ("", None):
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{around}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()
