"""Papers as DOCX, for what people go on editing. Text only ever becomes text runs."""

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from xinhuo.ground.press.document import (
    Block,
    Code,
    Cover,
    Document,
    Figure,
    Grid,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    plain,
)
from xinhuo.ground.press.geometry import Geometry, clipped, ems, geometry, shares, title_lines
from xinhuo.ground.press.settle import settle
from xinhuo.ground.press.square import square_png
from xinhuo.ground.press.wordgrid import draw_grid, draw_head
from xinhuo.ground.press.wordxml import (
    HEI,
    SOFT,
    SONG,
    back,
    continues,
    field,
    first_page,
    keep_whole,
    mirror,
    pads,
    pitch,
    repeat_head,
    rule,
    run,
    settle_styles,
    underline,
)

_AT = datetime(2000, 1, 1)  # of a paper without a date among its facts
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_FIELD = (36.0, 84.0)  # mm: a label and its value on a cover
_PROSE_PITCH = 29.0  # points from line to line: 22 lines a page (GB/T 9704-2012 5.2.3)


def to_docx(document: Document) -> bytes:
    """One paper as DOCX: the same text in the same order as the PDF, in the same measures."""
    file = docx.Document()
    measures = geometry(document)
    _set_up(file, document, measures)
    if document.cover:
        _cover(file, document, document.cover, measures)
    else:
        _title(file, document, measures)
    _inner(file.sections[-1], document, measures)
    for block in document.blocks:
        _draw(file, block, document, measures)
    properties = file.core_properties
    properties.title, properties.author = plain(document.title)[:255], plain(document.issuer)[:255]
    properties.created = properties.modified = datetime.combine(document.dated, time()) if document.dated else _AT
    properties.last_modified_by, properties.revision, properties.comments = "", 1, ""
    out = io.BytesIO()
    file.save(out)
    return settle(out.getvalue())


def _set_up(file: Any, document: Document, measures: Geometry) -> None:
    settle_styles(file, measures.size)
    mirror(file)
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if measures.width > measures.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(measures.width), Mm(measures.height)
    section.top_margin, section.bottom_margin = Mm(measures.top), Mm(measures.bottom)
    section.left_margin, section.right_margin = Mm(measures.inside), Mm(measures.outside)
    section.header_distance, section.footer_distance = Mm(max(measures.top - 13, 8)), Mm(max(measures.bottom - 12, 8))
    first_page(section, 0 if document.cover else 1)


def _inner(section: Any, document: Document, measures: Geometry) -> None:
    """What stands above and below the text of every page but a cover."""
    if document.style == "册":
        _running(section.header.paragraphs[0], document, measures)
    _foot(section.footer, document, measures)


def _stops(paragraph: Any, measures: Geometry) -> None:
    stops = paragraph.style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(measures.room / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(measures.room), WD_TAB_ALIGNMENT.RIGHT)


def _running(head: Any, document: Document, measures: Geometry) -> None:
    _stops(head, measures)
    run(head, clipped(document.title, 30), 9, colour=SOFT)
    head.add_run().add_tab()
    head.add_run().add_tab()
    run(head, clipped(document.running or document.issuer, 26), 9, colour=SOFT)
    rule(head, "bottom", 4)


def _foot(footer: Any, document: Document, measures: Geometry) -> None:
    foot = footer.paragraphs[0]
    _stops(foot, measures)
    if document.demo:
        run(foot, "演示数据", 9, colour=SOFT)
    foot.add_run().add_tab()
    if document.sealed and document.style != "文":
        _seal(foot, document)
        return
    _number(foot, document)
    if document.sealed:
        below = footer.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _seal(below, document)


def _seal(foot: Any, document: Document) -> None:
    """What the foot of a sealed paper says: page of pages, when it was sealed, and its check code."""
    run(foot, "第", 9, colour=SOFT)
    field(foot, "PAGE", 9)
    run(foot, "页　共", 9, colour=SOFT)
    field(foot, "SECTIONPAGES", 9)  # a cover isn't counted
    run(foot, f"页　{document.sealed}", 9, colour=SOFT)


def _number(foot: Any, document: Document) -> None:
    before, after, size = {"文": ("— ", " —", 14), "表": ("第", "页", 9), "册": ("第", "页", 9)}[document.style]
    run(foot, before, size)
    field(foot, "PAGE", size)
    run(foot, after, size)
    if document.style == "表":
        run(foot, "　共", size)
        field(foot, "NUMPAGES", size)
        run(foot, "页", size)


def _centred(file: Any, text: str, size: float, above: float = 0, below: float = 0, bold: bool = False) -> Any:
    paragraph = pitch(file.add_paragraph(), above, below, lines=1.2)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(paragraph, text, size, SONG, bold)
    return paragraph


def _title(file: Any, document: Document, measures: Geometry) -> None:
    prose = document.style == "文"
    size = 22 if prose else 16 if document.landscape else 18
    lines = title_lines(plain(document.title), measures.room * 72 / 25.4 / size)
    _centred(file, lines, size, below=20 if prose else 6, bold=True)
    if document.subtitle:
        _centred(file, document.subtitle, 16 if prose else 11, below=20 if prose else 6)
    if document.style == "表":
        rule(file.paragraphs[-1], "bottom", 8)


def _cover(file: Any, document: Document, cover: Cover, measures: Geometry) -> None:
    """A cover as a section of its own, its rules in its header and footer; what follows is the next section."""
    longest = max((len(plain(line)) for line in cover.title_lines), default=8)
    size = max(18.0, min(34.0, 430 // max(longest, 8)))
    for number, line in enumerate(cover.title_lines):
        _centred(file, line, size, above=0 if number else 90, below=6, bold=True)
    _fields(file, cover)
    for number, line in enumerate(cover.foot):
        _centred(file, line, 16, above=0 if number else 72)
    inner = file.add_section(WD_SECTION.NEW_PAGE)
    front = file.sections[0]  # only now: the break is made in front of the section that was
    front.left_margin = front.right_margin = Mm((measures.inside + measures.outside) / 2)
    front.header_distance = Mm(measures.top)
    continues(inner)
    rule(front.header.paragraphs[0], "bottom", 24, "thickThinSmallGap")
    rule(front.footer.paragraphs[0], "top", 24, "thinThickSmallGap")
    said = "　".join(word for word in ("演示数据" if document.demo else "", plain(document.sealed)) if word)
    if said:
        run(front.footer.paragraphs[0], said, 9, colour=SOFT)
    inner.header.is_linked_to_previous = inner.footer.is_linked_to_previous = False


def _fields(file: Any, cover: Cover) -> None:
    """The fields of a cover as a table with a rule under each value, set in the middle of the page."""
    pitch(file.add_paragraph(), 72, 0)
    table = file.add_table(rows=0, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, wide in zip(table.columns, _FIELD, strict=True):
        column.width = Mm(wide)
    for label, value in cover.fields:
        row = table.add_row()
        for cell, text, font, wide in zip(row.cells, (f"{label}：", value), (HEI, SONG), _FIELD, strict=True):
            cell.width = Mm(wide)
            run(pitch(cell.paragraphs[0], 6, 3, lines=1.1), text, 16 if len(text) < 41 else 10.5, font)
        row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        underline(row.cells[1])


def _draw(file: Any, block: Block, document: Document, measures: Geometry) -> None:
    prose = document.style == "文"
    match block:
        case Heading():
            _heading(file, block, measures, prose)
        case Note(text) | Figure(_, text):  # Word takes no SVG from us: the table below says the same
            run(pitch(file.add_paragraph(), 8, 8), text, measures.size - 1, colour=SOFT)
        case Signature(lines):
            _signature(file, lines, measures, prose)
        case Code():
            _code(file, block, measures)
        case PageBreak():
            file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Table() | Grid():
            _ruled(file, block, document, measures)
        case Paragraph():
            _paragraph(file, block, measures, prose)


def _ruled(file: Any, block: Table | Grid, document: Document, measures: Geometry) -> None:
    if isinstance(block, Table):
        _table(file, block, document, measures)
    else:
        draw_grid(file, block, measures)


def _heading(file: Any, block: Heading, measures: Geometry, prose: bool) -> None:
    heading = file.add_paragraph(style=f"Heading {1 if block.level == 1 else 2}")
    pitch(heading, 0 if prose else 14, 0 if prose else 6, exact=_PROSE_PITCH if prose else 0)
    if prose:
        back(heading, 2)
    run(heading, block.text, measures.size, SONG if prose and block.level > 1 else HEI)


def _paragraph(file: Any, block: Paragraph, measures: Geometry, prose: bool) -> None:
    for number, line in enumerate(plain(block.text).split("\n")):
        paragraph = pitch(file.add_paragraph(), exact=_PROSE_PITCH if prose else 0, lines=1.5)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if block.indent:
            back(paragraph, 2)
        if block.strong_lead and number == 0:
            run(paragraph, block.strong_lead, measures.size, bold=True)
        run(paragraph, line, measures.size)


def _code(file: Any, block: Code, measures: Geometry) -> None:
    text, lines = block.text, block.lines
    if block.stamp:
        draw_head(file, square_png(text), lines, block.stamp, measures)
        return
    square = pitch(file.add_paragraph(), 12, 2)
    square.paragraph_format.keep_with_next = True
    square.add_run().add_picture(io.BytesIO(square_png(text)), width=Mm(24))
    for line in lines:
        run(pitch(file.add_paragraph(), lines=1.1), line, measures.size - 1, colour=SOFT)


def _signature(file: Any, lines: tuple[str, ...], measures: Geometry, prose: bool) -> None:
    """The longest line two characters from the right, the others centred over it."""
    widest = max((ems(plain(line)) for line in lines), default=0)
    for number, line in enumerate(lines):
        paragraph = pitch(file.add_paragraph(), 0 if number else 29, exact=_PROSE_PITCH if prose else 0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = number + 1 < len(lines)
        inward = min(2 + (widest - ems(plain(line))) / 2, 18)
        paragraph.paragraph_format.right_indent = Pt(round(measures.size * inward, 1))
        run(paragraph, line, measures.size)


def _table(file: Any, block: Table, document: Document, measures: Geometry) -> None:
    if block.caption:
        caption = pitch(file.add_paragraph(), 12, 6)
        caption.paragraph_format.keep_with_next = True
        run(caption, block.caption, measures.size, HEI)
    table = file.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    pads(table, round(measures.pad * 20))
    widths = [Mm(measures.room * share) for share in shares(block, measures)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    repeat_head(_row(table, [c.title for c in block.columns], ["center"] * len(widths), widths, measures, HEI))
    aligns = [c.align for c in block.columns]
    for cells in block.rows:
        keep_whole(_row(table, cells, aligns, widths, measures, SONG))
    for _ in range(block.ruled_rows):
        row = _row(table, [""] * len(widths), aligns, widths, measures, SONG)
        row.height, row.height_rule = Mm(30 if document.large else 23), WD_ROW_HEIGHT_RULE.AT_LEAST


def _row(table: Any, texts: Sequence[str], aligns: Sequence[str], widths: Any, measures: Geometry, font: str) -> Any:
    row = table.add_row()
    above = 2 if measures.width > measures.height else 4
    for cell, text, align, width in zip(row.cells, texts, aligns, widths, strict=True):
        cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = pitch(cell.paragraphs[0], above, above, lines=1.1)
        paragraph.alignment = _ALIGN[align]
        run(paragraph, text, measures.cell, font)
    return row
