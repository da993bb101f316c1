"""Papers as DOCX, for what people go on editing. Text only ever becomes text runs."""

import io
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from xinhuo.ground.press.document import (
    Block,
    Cover,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    plain,
)
from xinhuo.ground.press.settle import settle

SONG, HEI = "宋体", "黑体"  # what every office machine has; the PDF uses free faces of the same kind
_AT = datetime(2000, 1, 1)  # a paper's dates are among its facts, the file carries none
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_SOFT = RGBColor(0x5A, 0x50, 0x48)


def to_docx(document: Document) -> bytes:
    """One paper as DOCX: the same text in the same order as the PDF."""
    file = docx.Document()
    size = 16 if document.style == "文" else 15 if document.large else 11
    _set_up(file, document, size)
    if document.cover:
        _cover(file, document.cover)
    else:
        _title(file, document)
    for block in document.blocks:
        _draw(file, block, size)
    properties = file.core_properties
    properties.title, properties.author = plain(document.title), plain(document.issuer)
    properties.created = properties.modified = _AT
    properties.last_modified_by, properties.revision, properties.comments = "", 1, ""
    out = io.BytesIO()
    file.save(out)
    return settle(out.getvalue())


def _set_up(file: Any, document: Document, size: int) -> None:
    style = file.styles["Normal"]
    style.font.name, style.font.size = SONG, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    section = file.sections[0]
    wide, high = (Mm(297), Mm(210)) if document.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    section.top_margin, section.bottom_margin = Mm(30), Mm(26)
    section.left_margin, section.right_margin = Mm(28), Mm(24)
    if document.demo:
        head = section.header.paragraphs[0]
        _run(head, "演示数据", 9).font.color.rgb = _SOFT
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE")


def _run(paragraph: Any, text: str, size: float | None = None, font: str = "", bold: bool = False) -> Any:
    run = paragraph.add_run()
    for number, line in enumerate(plain(text).split("\n")):
        if number:
            run.add_break()
        run.add_text(line)
    if size:
        run.font.size = Pt(size)
    if font:
        run.font.name = font
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    run.bold = bold or None
    return run


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._element.append(part)


def _centred(file: Any, text: str, size: float, font: str = SONG, bold: bool = False, after: float = 0) -> Any:
    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(after)
    _run(paragraph, text, size, font, bold)
    return paragraph


def _title(file: Any, document: Document) -> None:
    _centred(file, document.title, 22 if document.style == "文" else 18, SONG, bold=True, after=14)
    if document.subtitle:
        _centred(file, document.subtitle, 12, after=10)


def _cover(file: Any, cover: Cover) -> None:
    for _ in range(5):
        file.add_paragraph()
    for line in cover.title_lines:
        _centred(file, line, 30, SONG, bold=True, after=6)
    for _ in range(5):
        file.add_paragraph()
    for label, value in cover.fields:
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(30)
        _run(paragraph, f"{label}：", 16, HEI)
        _run(paragraph, value, 16)
    for _ in range(4):
        file.add_paragraph()
    for line in cover.foot:
        last = _centred(file, line, 15)
    last.add_run().add_break(WD_BREAK.PAGE) if cover.foot else file.add_page_break()


def _draw(file: Any, block: Block, size: int) -> None:
    match block:
        case Heading(text, level):
            _run(_spaced(file, 10, 4), text, size + (1 if level == 1 else 0), HEI)
        case Note(text):
            _run(_spaced(file, 6, 6), text, size - 1).font.color.rgb = _SOFT
        case Signature(lines):
            for line in lines:
                paragraph = _spaced(file, 6, 0)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                _run(paragraph, line, size)
        case PageBreak():
            file.add_page_break()
        case Table():
            _table(file, block, size)
        case Paragraph():
            _paragraph(file, block, size)


def _paragraph(file: Any, block: Paragraph, size: int) -> None:
    for number, line in enumerate(block.text.split("\n")):
        paragraph = _spaced(file, 0, 0)
        if block.indent:
            paragraph.paragraph_format.first_line_indent = Pt(size * 2)
        if block.strong_lead and number == 0:
            _run(paragraph, block.strong_lead, size, bold=True)
        _run(paragraph, line, size)


def _spaced(file: Any, above: float, below: float) -> Any:
    paragraph = file.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(above), Pt(below)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.6
    return paragraph


def _table(file: Any, block: Table, size: int) -> None:
    if block.caption:
        _run(_spaced(file, 8, 4), block.caption, size, HEI)
    total = sum(column.width for column in block.columns)
    section = file.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    table = file.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    head = table.add_row()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)
    for cell, column in zip(head.cells, block.columns, strict=True):
        _cell(cell, column.title, "center", HEI)
    for row in [*block.rows, *([("",) * len(block.columns)] * block.ruled_rows)]:
        for cell, text, column in zip(table.add_row().cells, row, block.columns, strict=True):
            _cell(cell, text, column.align, SONG)
    for index, column in enumerate(block.columns):
        for cell in table.columns[index].cells:
            cell.width = int(width * column.width / total)


def _cell(cell: Any, text: str, align: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    _run(paragraph, text, 10.5, font)
