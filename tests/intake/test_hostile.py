"""Workbooks that mean harm, and files that are something else: each gets one sentence, or only its text is read."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from tests.figures import figure
from tests.intake.sheets import ods, ole, xls, xlsx
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import read

ROWS = (("姓名", "电话"), ("甲一", "13800000001"))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def with_parts(raw: bytes, **parts: str | bytes) -> bytes:
    """A workbook with parts replaced or added (`__` stands for `/`, `_dot_` for a dot)."""
    fresh = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one not in fresh:
                new.writestr(one, old.read(one))
        for name, content in fresh.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(rows: str, before: str = "") -> bytes:
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(xlsx(*ROWS), xl__worksheets__sheet1_dot_xml=xml)


def cell(content: str, place: str = "A1", kind: str = "inlineStr") -> str:
    return f'<row r="{place.lstrip("ABCDEFXZ")}"><c r="{place}" t="{kind}">{content}</c></row>'


def inside(raw: bytes) -> bytes:
    """A zip in a zip that opens to gigabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(40):
            made.writestr(f"xl/media/{number}.bin", raw)
    return out.getvalue()


EMPTY_ROWS = "".join(f'<row r="{n}"/>' for n in range(1, 1_000_001))
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip bomb": ("a.xlsx", lambda: inside(b"\0" * 20_000_000)),
    "zip that lies about its sizes": ("a.xlsx", lambda: xlsx(*ROWS).replace(b"PK\x01\x02", b"PK\x01\x03")),
    "a cell at XFD1048576": ("a.xlsx", lambda: sheet(cell("<v>1</v>", "XFD1048576", "n"))),
    "laughs in a sheet": ("a.xlsx", lambda: sheet(cell("<is><t>&i;</t></is>"), LAUGHS)),
    "password": ("a.xlsx", lambda: ole(b"\0" * 600, "EncryptedPackage")),
    "old password": ("a.xls", lambda: _locked(xls(*ROWS))),
    "clipped old workbook": ("a.xls", lambda: xls(*ROWS)[:1800]),
    "old workbook full of noise": ("a.xls", lambda: xls(*ROWS)[:1536] + bytes(range(256)) * 40),
    "OLE of something else": ("a.xls", lambda: ole(b"\xff" * 900, "WordDocument")),
    "PDF called xls": ("a.xls", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "web page called xls": ("a.xls", lambda: b"<html><head></head><table><tr><td>1</td></tr></table></html>"),
    "photo called xlsx": ("a.xlsx", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 200),
    "program called xlsx": ("a.xlsx", lambda: b"MZ\x90\0\x03" + b"\0" * 500),
    "document called xlsx": ("a.xlsx", lambda: with_parts(xlsx(*ROWS), word__document_dot_xml="<x/>")),
    "no workbook in the zip": ("a.xlsx", lambda: inside(b"x")),
    "broken sheet": ("a.xlsx", lambda: with_parts(xlsx(*ROWS), xl__worksheets__sheet1_dot_xml="<worksheet><sheetData><row")),
    "ods with a million times a thousand cells": ("a.ods", lambda: _repeated()),
    "noise called csv": ("a.csv", lambda: bytes(range(256)) * 30),
}  # fmt: skip
# What they hide is not read, and the people in them are.
READ: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "macros": ("a.xlsm", lambda: with_parts(xlsx(*ROWS), xl__vbaProject_dot_bin=b"Sub Auto_Open()"), "Auto_Open"),
    "external link": (
        "a.xlsx", lambda: with_parts(xlsx(*ROWS), xl__externalLinks__externalLink1_dot_xml='<x target="http://a"/>'), "http",
    ),
    "DDE and formulas": (
        "a.xlsx", lambda: sheet(cell("<is><t>姓名</t></is>") + cell("<f>cmd|'/c calc'!A0</f><v>甲一</v>", "A2", "str")), "calc",
    ),
    "file from outside": ("a.xlsx", lambda: sheet(cell("<is><t>甲一&e;</t></is>"), OUTSIDE), "root:"),
    "file from outside in ods": ("a.ods", lambda: ods(*ROWS, around=OUTSIDE), "root:"),
    "laughs in ods": ("a.ods", lambda: ods(*ROWS, around=LAUGHS), "哈哈"),
    "a million empty rows": ("a.xlsx", lambda: sheet(cell("<is><t>甲一</t></is>") + EMPTY_ROWS), "空"),
    "workbook that is a zip of pictures too": ("a.xlsx", lambda: with_parts(xlsx(*ROWS), evil_dot_html="<script>"), "script"),
    "workbook behind a web page": ("a.xlsx", lambda: xlsx(*ROWS) + b"<html><script>alert(1)</script>", "script"),
}  # fmt: skip


def _locked(raw: bytes) -> bytes:
    """The record FILEPASS behind the first one: RC4, as Excel 97 locks."""
    stream = raw[1536:]
    return ole(stream[:20] + b"\x2f\x00\x06\x00\x01\x00\x01\x00\x01\x00" + stream[20:])


def _repeated() -> bytes:
    huge = '<table:table-cell table:number-columns-repeated="1024" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{huge}</table:table-row>'
    raw = ods(*ROWS)
    with zipfile.ZipFile(io.BytesIO(raw)) as made:
        content = made.read("content.xml").decode()
    return with_parts(raw, content_dot_xml=content.replace("</table:table>", f"{row}</table:table>"))


@pytest.mark.parametrize("which", REFUSED)
def test_a_hostile_file_gets_a_sentence(which: str) -> None:
    name, make = REFUSED[which]
    raw, began = make(), time.monotonic()
    with pytest.raises(Unreadable) as told:
        read(raw, name)
    said = str(told.value)
    assert (said.endswith("。"), len(said) <= 40, said.isascii()) == (True, True, False)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("which", READ)
def test_what_a_workbook_hides_is_not_read(which: str) -> None:
    """Its people are read, or it is refused; nothing of what it brings along ever comes in."""
    name, make, hidden = READ[which]
    book, refusal = None, ""
    try:
        book = read(make(), name)
    except Unreadable as told:
        refusal = str(told)
    assert len(refusal) <= 40
    assert hidden not in repr(book)
    assert refusal or any("甲一" in str(value) for one in book.sheets for row in one.rows for value in row)


def test_how_many_were_tried() -> None:
    tried = len(REFUSED) + len(READ)
    figure(
        "Importing", "hostile or broken workbooks tried, each answered with one sentence or read as bare text", tried
    )
