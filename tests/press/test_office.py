"""Office files: what Word and Excel find in them."""

import io
import zipfile
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn

from tests.press.samples import ISSUER, TITLE, booklet, report, roster
from xinhuo.ground.press.document import Column, Document, Paragraph, Table
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.ground.press.word import to_docx


def word(document: Document) -> Any:
    return docx.Document(io.BytesIO(to_docx(document)))


def workbook(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))


def test_a_booklet_in_word_has_a_cover_and_numbered_pages() -> None:
    file = word(booklet())
    front, inner = file.sections
    assert [p.text for p in file.paragraphs][:2] == list(TITLE)
    assert [c.text for c in file.tables[0].column_cells(1)] == ["孙㛃", "老党员、老教师", "柳湾村关工委", "2026年"]
    assert "PAGE" in inner.footer._element.xml
    assert "PAGE" not in front.footer._element.xml
    assert inner.header.paragraphs[0].text.endswith("柳湾村　孙㛃　2026年")


def test_a_table_in_word_repeats_its_head_and_keeps_rows_whole() -> None:
    table = word(booklet()).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "时间", "内容", "效果"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
    assert len(table.rows) == 13


def test_word_writes_chinese_in_the_faces_offices_have() -> None:
    file = word(report())
    faces = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for p in file.paragraphs for run in p.runs if run.text}
    assert faces == {"宋体", "黑体"}
    assert file.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_a_prose_paper_in_word_stands_back_two_characters() -> None:
    file = word(report())
    said = [p for p in file.paragraphs if p.text.startswith("今年以来")]
    assert len(said) == 3
    assert all(p._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200" for p in said)
    assert file.paragraphs[0].text == "清河新区柳湾村关心下一代工作委员会\n2026年1—11月工作汇报"


def test_a_sheet_of_a_workbook_for_each_table() -> None:
    columns = (Column("姓名"), Column("人次", kind="number", align="right"))
    tables = tuple(
        Table(columns, (("甲", "12.5"), ("乙", "²"), ("丙", "007")), caption=c) for c in ("一村", "一村", "A/B")
    )
    book = workbook(Document("表", "统计表", ISSUER, tables, subtitle="2026年"))
    assert book.sheetnames == ["一村", "一村2", "A／B"]
    sheet = book.worksheets[2]
    assert [cell.value for cell in sheet["A"]][:4] == ["统计表", "2026年", "姓名", "甲"]
    assert [cell.value for cell in sheet["B"]][3:] == [12.5, "²", "007"]


def test_a_list_as_workbook_prints_on_one_page_width() -> None:
    sheet = workbook(roster(demo=True)).active
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'五老志愿者名册'!$A$1:$D$63"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet["D4"].value == "013900000001"
    assert sheet["A4"].value == 1
    assert sheet.column_dimensions["D"].width > sheet.column_dimensions["A"].width
    assert "演示数据" in sheet["A2"].value
    assert "演示数据" in sheet.oddFooter.left.text


def test_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    sheet = workbook(Document("表", "表", "x", (Table((Column("内容"),), (("讲" * 40_000,),)),))).active
    assert sheet["A4"].value.endswith("余下的请看原记录）")


def test_a_paper_without_a_table_is_still_a_workbook() -> None:
    sheet = workbook(Document("表", "名册", ISSUER, (Paragraph("没有符合条件的人。"),))).active
    assert sheet["A4"].value == "没有符合条件的人。"


def test_office_files_carry_no_time_of_the_machine() -> None:
    for raw in (to_docx(report()), to_xlsx(roster())):
        assert {part.date_time[0] for part in zipfile.ZipFile(io.BytesIO(raw)).infolist()} == {1980}
    assert word(report()).core_properties.created.year == 2026
    assert word(booklet()).core_properties.created.year == 2000
