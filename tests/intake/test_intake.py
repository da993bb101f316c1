"""Workbooks as offices keep them, and as nobody should send them."""

import contextlib
import io
import time
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinhuo.ground.intake import cells
from xinhuo.ground.intake.cells import Unclear
from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.months import month
from xinhuo.ground.intake.workbook import read
from xinhuo.who.people.rosters.reading import Roster, read_roster

TODAY = date(2026, 11, 24)


def workbook(*sheets: tuple[str, list[list[Any]]], merges: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roster(rows: list[list[Any]], name: str = "名册.xlsx", **more: Any) -> Roster:
    return read_roster(read(workbook(("柳湾村", rows), **more), name), TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1948.3", (1948, 3)), ("48.3", (1948, 3)), ("1948年3月", (1948, 3)), ("194803", (1948, 3)), (194803, (1948, 3)),
        ("1948-03-05", (1948, 3)), ("1948/3/5", (1948, 3)), ("1948年3月5日", (1948, 3)), ("1948.10", (1948, 10)),
        (1948.3, (1948, 3)), (1948.11, (1948, 11)), (1948.12, (1948, 12)), ("19480305", (1948, 3)), (17597, (1948, 3)),
        (date(1948, 3, 5), (1948, 3)), ("1948年 3月", (1948, 3)), ("15.10", (2015, 10)), ("2024.2", (2024, 2)),
    ],
)  # fmt: skip
def test_months_as_offices_write_them(typed: Any, meant: tuple[int, int]) -> None:
    assert month(typed, TODAY) == date(*meant, 1)


@pytest.mark.parametrize(
    "typed", ["1948", "2051.2", "2030.13", "0.5", "某年", 1948.1, "1948.0", "1800.1", "1948.13", "３月"]
)
def test_months_that_are_not_clear_are_asked_never_guessed(typed: Any) -> None:
    with pytest.raises(Unclear) as said:
        month(typed, TODAY)
    assert said.value.message.endswith("。")


def test_a_number_that_lost_its_zero_offers_a_guess() -> None:
    with pytest.raises(Unclear) as said:
        month(1948.1, TODAY, "出生年月")
    assert said.value.guess == "1948年1月"
    assert "也可能是10月" in said.value.message


@given(
    st.dates(date(1907, 1, 1), date(2026, 11, 1)),
    st.sampled_from(["{y}.{m}", "{y}年{m}月", "{y}-{m:02d}-15", "{y}{m:02d}", "{y}/{m}"]),
)
def test_every_way_of_writing_a_month_reads_back(day: date, form: str) -> None:
    assert month(form.format(y=day.year, m=day.month), TODAY) == date(day.year, day.month, 1)


@given(st.text(max_size=20))
def test_no_cell_breaks_the_reader(text: str) -> None:
    for reader in (cells.phone, cells.name, cells.id_number, cells.sex, lambda v: month(v, TODAY)):
        with contextlib.suppress(Unclear):
            reader(text)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("139 1234 5678", "13912345678"), (13912345678, "13912345678"), (1.3912345678e10, "13912345678"),
        ("139-1234-5678", "13912345678"), ("+86 13912345678", "13912345678"), ("0523-84312345", "052384312345"),
        ("84312345/13912345678", "13912345678"), ("", ""),
    ],
)  # fmt: skip
def test_phones(typed: Any, phone: str) -> None:
    assert cells.phone(typed) == phone


def test_id_numbers_are_checked() -> None:
    assert cells.id_number("11010519491231002X") == "11010519491231002X"
    for wrong in ("110105194912310021", 110105194912310020, "12345"):
        with pytest.raises(Unclear):
            cells.id_number(wrong)


def test_titles_two_line_heads_footers_and_sums() -> None:
    rows = [
        ["柳湾村五老花名册"],
        ["填报单位：柳湾村关工委"],
        ["序号", "姓  名", "性别", "出生", None, "五老 类别", "联系电话"],
        [None, None, None, "年月", "年龄", None, None],
        [1, "曹  昇", "男", "48.3", 78, "老教师、老干部", 13912345678],
        ["序号", "姓名", "性别", "年月", "年龄", "五老类别", "联系电话"],
        [2, "孙䶮", "女", date(1950, 4, 2), 76, "老战士/老模范", "139 1234 5679"],
        [None, None, None, None, None, None, None],
        ["小计", 2],
        ["填表人：", None, "审核人：", None, "（单位盖章）"],
    ]
    found = roster(rows, merges=("D3:E3", "A3:A4", "B3:B4", "C3:C4", "F3:F4", "G3:G4"))
    assert found.problems == ()
    assert [r.said["name"] for r in found.rows] == ["曹昇", "孙䶮"]
    assert found.rows[0].said["birth_month"] == date(1948, 3, 1)
    assert found.rows[1].said["categories"] == ["elder_soldier", "elder_model_worker"]
    assert [r.number for r in found.rows] == [5, 7]


def test_a_unit_written_once_counts_for_those_below() -> None:
    rows = [
        ["单位", "姓名", "性别"],
        ["柳湾村", "甲一", "男"],
        [None, "乙二", "女"],
        [None, "丙三", "男"],
        ["东桥村", "丁四", "男"],
    ]
    assert [r.unit for r in roster(rows).rows] == ["柳湾村", "柳湾村", "柳湾村", "东桥村"]
    merged = roster([*rows[:3], [None, "丙三", "男"]], merges=("A2:A4",))
    assert [r.unit for r in merged.rows] == ["柳湾村"] * 3


def test_health_only_proposes_and_leaves_no_text() -> None:
    rows = [
        ["姓名", "性别", "健康状况"],
        ["甲一", "男", "高血压，膝盖不好"],
        ["乙二", "女", "较弱"],
        ["丙三", "女", "良好"],
    ]
    found = roster(rows)
    assert [r.care for r in found.rows] == [("no_long_standing",), ("nearby_only",), ()]
    assert "高血压" not in repr(found)


def test_bad_cells_are_listed_one_by_one_and_the_row_is_left_out() -> None:
    rows = [
        ["姓名", "性别", "出生年月", "类别", "电话"],
        ["甲一", "男", "1950.1", "老神仙", "139"],
        [None, "女", "1951.2", "老干部", "13900000001"],
    ]
    found = roster(rows)
    assert found.rows == ()
    assert [(p.row, p.column) for p in found.problems] == [(2, "类别"), (2, "电话"), (3, "姓名")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_as_offices_save_it(encoding: str) -> None:
    text = "姓名,性别,出生年月,电话\n孙䶮,男,48.3,13912345678\n"
    found = read_roster(read(text.encode(encoding), "名册.csv"), TODAY)
    assert found.rows[0].said == {"name": "孙䶮", "sex": "男", "birth_month": date(1948, 3, 1), "phone": "13912345678"}


def _claiming_a_million_rows() -> bytes:
    raw, out = workbook(("表", [["姓名", "性别"], ["甲", "男"]])), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            body = source.read(part)
            if part.endswith("sheet1.xml"):
                body = body.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            target.writestr(part, body)
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", b"0" * 200_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("名册.xlsx", b"%PDF-1.7 ..."),
        ("名册.xlsx", b""),
        ("名册.pdf", b"%PDF-1.7"),
        ("名册.xlsx", workbook(("表", [["姓名"]]))[:900]),
        ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
        ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 3000),
        ("名册.csv", b"\x00\x01\x02\x03"),
        ("名册.xlsx", _claiming_a_million_rows()),
        ("名册.xlsx", _bomb()),
        ("名册.xlsx", b"x" * (20 * 1024 * 1024 + 1)),
    ],
    ids=["pdf", "empty", "ending", "cut", "password", "old-broken", "binary-csv", "million", "bomb", "20MB"],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_in_bounded_time(name: str, raw: bytes) -> None:
    start = time.monotonic()
    with pytest.raises(Unreadable) as said:
        read(raw, name)
    assert time.monotonic() - start < 45
    message = str(said.value)
    assert message.endswith("。")
    assert len(message) <= 40


def test_formulas_and_links_are_only_text() -> None:
    found = roster([["姓名", "性别", "特长"], ["甲一", "男", '=HYPERLINK("http://a","x")'], ["=1+1", "男", ""]])
    assert all(
        "HYPERLINK(" not in str(r.said.get("skills", "")) or r.said["skills"].startswith("=") for r in found.rows
    )
