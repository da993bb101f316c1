"""Forms in DOCX: a grid of labels and answers that may span columns, and a head with room for a stamp."""

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from xinhuo.ground.press.document import Cell, Grid
from xinhuo.ground.press.geometry import Geometry, tall
from xinhuo.ground.press.wordxml import HEI, SOFT, SONG, keep_whole, pads, pitch, run

STAMP = (45.0, 16.0)  # mm: 归档章 (DA/T 22-2015)
CODE = 24.0  # mm: the square


def draw_grid(file: Any, block: Grid, measures: Geometry) -> None:
    """The form as a table in the measures of the paper."""
    table = file.add_table(rows=0, cols=len(block.widths), style="Table Grid")
    table.autofit = False
    pads(table, round(measures.pad * 20))
    widths = [measures.room * share / sum(block.widths) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cells in block.rows:
        row = table.add_row()
        parts = block.shares(cells)
        if not tall([cell.text for cell in cells], parts, measures):
            keep_whole(row)
        at = 0
        for cell, part in zip(cells, parts, strict=True):
            place = row.cells[at].merge(row.cells[at + cell.span - 1])
            place.width = Mm(measures.room * part)
            _fill(place, cell, measures)
            at += cell.span


def _fill(place: Any, cell: Cell, measures: Geometry) -> None:
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    said = pitch(place.paragraphs[0], 4, 4, lines=1.2)
    if cell.label:
        said.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(said, cell.text, measures.cell, HEI if cell.label else SONG)
    if cell.room:
        said.paragraph_format.space_after = Pt(4 + cell.room * 72 / 25.4)
    if cell.foot:
        foot = pitch(place.add_paragraph(), 2, 4, lines=1.2)
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run(foot, cell.foot, measures.cell)


def draw_head(file: Any, picture: bytes, lines: Sequence[str], stamp: str, measures: Geometry) -> None:
    """The square code with its lines at the left, room for a stamp at the right: three cells, only the last one ruled."""
    table = file.add_table(rows=1, cols=3)
    table.autofit = False
    widths = (CODE + 4, measures.room - CODE - 4 - STAMP[0], STAMP[0])
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    left, middle, right = table.rows[0].cells
    pitch(left.paragraphs[0], lines=1).add_run().add_picture(io.BytesIO(picture), width=Mm(CODE - 4))
    for number, line in enumerate(lines):
        run(pitch(middle.paragraphs[0] if not number else middle.add_paragraph(), lines=1.1), line, 9, colour=SOFT)
    room = right.add_table(rows=1, cols=1)
    room.style = file.styles["Table Grid"]
    room.rows[0].height = Mm(STAMP[1])
    place = room.rows[0].cells[0]
    place.width, place.vertical_alignment = Mm(STAMP[0] - 4), WD_CELL_VERTICAL_ALIGNMENT.CENTER
    said = pitch(place.paragraphs[0], lines=1)
    said.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(said, f"（{stamp}）", 9, colour=SOFT)
    pitch(right.paragraphs[-1], lines=1)
    pitch(file.add_paragraph(), lines=0.5)
