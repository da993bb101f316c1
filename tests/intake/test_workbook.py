"""Files as they come: good ones cell by cell, bad ones refused with a sentence, within bounds."""

import contextlib
import csv
import io
import resource
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.intake.sheets import book, xlsx
from xinhuo.ground.intake import workbook
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import read

ROWS = (("姓名", "电话"), ("甲一", "13800000001"))


def packed(**parts: bytes) -> bytes:
    """A zip with these parts (`__` stands for `/`)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose one sheet has this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(*ROWS))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one.filename, xml if one.filename.startswith("xl/worksheets/sheet") else old.read(one))
    return out.getvalue()


def far_cell(address: str, row: int) -> bytes:
    return with_sheet(
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        + f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'.encode()
        + b"</sheetData></worksheet>"
    )


def test_cells_keep_their_kind_and_their_row() -> None:
    day = datetime.fromisoformat("1948-03-05")
    sheet = book((), ("姓名", None, "x"), (), ("甲一", 18756508899, 1948.3, day, True, "  ")).sheets[0]
    assert sheet.rows == ((), ("姓名", "", "x"), (), ("甲一", 18756508899, 1948.3, date(1948, 3, 5), "是", "  "))


def test_marks_that_nobody_sees_are_left_out() -> None:
    assert book(("甲\u200b一\ufeff", "\u202e乙")).sheets[0].rows == (("甲一", "乙"),)


def test_merges_and_sheets_come_along_and_hidden_sheets_stay_away() -> None:
    made = openpyxl.Workbook()
    made.active.append(["甲"])
    made.active.merge_cells("A1:B2")
    made.create_sheet("藏").append(["乙"])
    made["藏"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    (sheet,) = read(out.getvalue(), "a.xlsx").sheets
    assert sheet.merges == ((0, 0, 1, 1),)


@pytest.mark.parametrize(
    "raw",
    [
        "姓名,电话\r\n甲一,13800000001\r\n".encode(),
        "姓名,电话\r\n甲一,13800000001\r\n".encode("utf-8-sig"),
        "姓名,电话\n甲一,13800000001\n".encode("gb18030"),
        "姓名\t电话\r\n甲一\t13800000001\r\n".encode("utf-16"),
        "姓名;电话\r甲一;13800000001\r".encode(),
    ],
)
def test_csv_of_any_encoding_and_separator(raw: bytes) -> None:
    (sheet,) = read(raw, "柳湾村.csv").sheets
    assert (sheet.name, sheet.rows) == ("柳湾村", ROWS)


def test_csv_called_xls_and_a_workbook_called_csv() -> None:
    assert read("姓名\t电话\n甲一\t13800000001\n".encode("gb18030"), "a.xls").sheets[0].rows == ROWS
    assert read(xlsx(*ROWS), "a.csv").sheets[0].rows == ROWS


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.xlsx", b"", "空的"),
        ("a.csv", b"  \n", "空的"),
        ("a.xlsx", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("a.pdf", b"%PDF-1.7", "只认得"),
        ("名册", b"x", "只认得"),
        ("a.xlsx", xlsx(*ROWS)[:-40], "没有存全"),
        ("a.xlsx", xlsx(*ROWS)[:900], "没有存全"),
        ("a.xlsx", b"\xff\xd8\xff\xe0 JFIF", "名字可能改过"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "网页"),
        ("a.xlsx", packed(word__document=b"x"), "不是表格"),
        ("a.xlsx", packed(other=b"x"), "没有存全"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "没有存全"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.csv", b"\0\1\2\3" * 20, "认不出来"),
        ("a.csv", b'a,"' + b"x" * 200_000, "引号"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(name: str, raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as told:
        read(raw, name)
    assert len(str(told.value)) <= 40
    assert str(told.value).endswith("。")


@pytest.mark.parametrize(("address", "row"), [("XFD1048576", 1_048_576), ("A1048576", 1_048_576), ("XFD9", 9)])
def test_a_small_file_that_claims_millions_of_cells(address: str, row: int) -> None:
    raw = far_cell(address, row)
    assert len(raw) < 10_000
    began = time.monotonic()
    with contextlib.suppress(Unreadable):
        assert len(read(raw, "a.xlsx").sheets[0].rows[-1]) <= 80
    assert time.monotonic() - began < 20


def test_a_zip_that_unpacks_to_more_than_we_take_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_UNPACKED", 1_000_000)
    with pytest.raises(Unreadable, match="太大"):
        read(packed(xl__sharedStrings=b"\0" * 2_000_000), "a.xlsx")


def test_one_long_text_in_many_cells_stays_small() -> None:
    raw = xlsx(*[("长" * 30_000,) * 20] * 10)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = read(raw, "a.xlsx").sheets[0].rows
    assert max(len(value) for row in rows for value in row) == 1_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB


def test_more_rows_than_we_take(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["甲"]] * 150_001)
    with pytest.raises(Unreadable, match="15万行"):
        read(out.getvalue().encode(), "a.csv")
    monkeypatch.setattr(workbook, "BIGGEST", 100)
    with pytest.raises(Unreadable, match="20兆"):
        read(xlsx(*ROWS), "a.xlsx")


def test_a_reader_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(20)")
    monkeypatch.setattr(workbook, "_CHILD", slow)
    monkeypatch.setattr(workbook, "_PATIENCE", 0.3)
    with pytest.raises(Unreadable, match="读不完"):
        read(xlsx(*ROWS), "a.xlsx")
