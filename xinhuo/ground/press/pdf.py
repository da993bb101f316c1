"""Papers as PDF, by typst. The same facts give the same bytes."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from xinhuo.ground.press.document import (
    Block,
    Code,
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
from xinhuo.ground.press.geometry import Geometry, breakable, clipped, geometry, shares, tall, title_lines
from xinhuo.ground.press.glyphs import font_folder, missing_in, printable
from xinhuo.ground.press.pages import Pages
from xinhuo.ground.press.square import square

Say = Callable[[str], str]

_ROOT = Path(__file__).parent / "typ"
_SOURCE = (_ROOT / "paper.typ").read_bytes()
_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
_local = threading.local()
_LONG = 100  # pages; of each volume as long as this the typesetter would keep half a megabyte a page
_KEPT_FOR = 11  # compilations after which typst drops what it has not used again


class PressError(Exception):
    """A paper could not be set; the message is the typesetter's own."""


@dataclass(frozen=True)
class Part:
    """Where one paper lies in a bound volume: its first page (from 1) and its number of pages, blank back included."""

    title: str
    first_page: int
    pages: int


@dataclass(frozen=True)
class Bound:
    """Several papers in one PDF."""

    pdf: bytes
    pages: int
    parts: tuple[Part, ...]


def to_pdf(document: Document) -> bytes:
    """One paper as PDF. Characters that no font has are printed as 〓 (`glyphs.missing_in` tells them)."""
    return _press([document], document.title, two_sided=False)


def bind(documents: Sequence[Document], title: str, two_sided: bool = False) -> Bound:
    """Papers as one PDF; `two_sided` puts a blank back behind a paper that ends on a right-hand page."""
    if not documents:
        raise ValueError("a volume needs a paper")
    pdf = _press(documents, title, two_sided)
    read = Pages(pdf)
    starts, pages = read.bookmarked(), read.count()
    if pages >= _LONG:
        _forget()
    ends = [*starts[1:], pages + 1]
    parts = (Part(d.title, s, e - s) for d, s, e in zip(documents, starts, ends, strict=True))
    return Bound(pdf, pages, tuple(parts))


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    return Pages(pdf).count()


def _press(documents: Sequence[Document], title: str, two_sided: bool) -> bytes:
    inputs = {
        "data": json.dumps([_data(document) for document in documents], ensure_ascii=False),
        "title": _line(title),
        "issuer": _line(documents[0].issuer) if len({d.issuer for d in documents}) == 1 else "",
        "dated": documents[0].dated.isoformat() if len(documents) == 1 and documents[0].dated else "",
        "sides": "2" if two_sided else "1",
    }
    pdf, warnings = _compiler().compile_with_warnings(_SOURCE, format="pdf", sys_inputs=inputs)
    if warnings:
        raise PressError(warnings[0].message)
    return pdf


def _line(text: str) -> str:
    return plain(text).replace("\n", " ")


def _compiler() -> Any:
    if not hasattr(_local, "compiler"):  # one per thread: a shared one is "already borrowed"
        _local.compiler = typst.Compiler(root=str(_ROOT), font_paths=_fonts, ignore_system_fonts=True)
    return _local.compiler


def _forget() -> None:
    """Let the memory of a long volume go: ten of a whole office would come to gigabytes."""
    for _ in range(_KEPT_FOR):
        _compiler().compile(b"", format="pdf")


def _data(document: Document) -> dict[str, Any]:
    gone, measures, cover = missing_in(document), geometry(document), document.cover

    def say(text: str) -> str:
        return breakable(printable(text, gone))

    size = 22 if document.style == "文" else 16 if document.landscape else 18
    return {
        "style": document.style,
        "geometry": asdict(measures),
        "title-size": size,
        "title-lines": say(title_lines(plain(document.title), measures.room * 72 / 25.4 / size)),
        "mark": printable(f"　{document.title}　{document.running}", gone).replace("\n", "").rstrip(),
        "subtitle": say(document.subtitle),
        "head": [say(clipped(document.title, 30)), say(clipped(document.running or document.issuer, 26))],
        "large": document.large,
        "demo": document.demo,
        "landscape": document.landscape,
        "sealed": printable(document.sealed, gone),
        "cover": {
            "title": [say(line) for line in cover.title_lines],
            "fields": [[say(a), say(b)] for a, b in cover.fields],
            "foot": [say(line) for line in cover.foot],
        }
        if cover
        else None,
        "blocks": [_block(block, say, measures) for block in document.blocks],
    }


def _block(block: Block, say: Say, measures: Geometry) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"k": "heading", "text": say(text), "level": level}
        case Paragraph(text, indent, lead):
            return {"k": "para", "text": say(text), "indent": indent, "lead": say(lead)}
        case Note(text):
            return {"k": "note", "text": say(text)}
        case Signature(lines):
            return {"k": "sign", "lines": [say(line) for line in lines]}
        case PageBreak():
            return {"k": "break"}
        case Table() | Grid():
            return _table(block, say, measures) if isinstance(block, Table) else _grid(block, say, measures)
        case Code() | Figure():
            return _picture(block, say)


def _picture(block: Code | Figure, say: Say) -> dict[str, Any]:
    if isinstance(block, Code):
        told = [say(line) for line in block.lines]
        return {"k": "code", "picture": square(block.text), "lines": told, "stamp": say(block.stamp)}
    drawn = say(block.svg).replace(
        "\u200b", ""
    )  # its words are checked like all others, its numbers are no words to break
    return {"k": "figure", "svg": drawn, "said": say(block.said), "width": block.width}


def _table(table: Table, say: Say, measures: Geometry) -> dict[str, Any]:
    parts = shares(table, measures)
    heads = [{"title": say(c.title), "share": s, "align": c.align} for c, s in zip(table.columns, parts, strict=True)]
    rows = [{"cells": [say(cell) for cell in row], "tall": tall(row, parts, measures)} for row in table.rows]
    return {"k": "table", "columns": heads, "rows": rows, "caption": say(table.caption), "ruled": table.ruled_rows}


def _grid(grid: Grid, say: Say, measures: Geometry) -> dict[str, Any]:
    rows = []
    for row in grid.rows:
        parts = grid.shares(row)
        over = tall([cell.text for cell in row], parts, measures)
        rows.append([asdict(cell) | {"text": say(cell.text), "foot": say(cell.foot), "tall": over} for cell in row])
    return {"k": "grid", "widths": grid.widths, "rows": rows}
