"""Papers as PDF, by typst. The same facts give the same bytes."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from xinhuo.ground.press.document import (
    Block,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    plain,
)
from xinhuo.ground.press.glyphs import font_folder, missing_in, printable

_ROOT = Path(__file__).parent / "typ"
_SOURCE = (_ROOT / "paper.typ").read_bytes()
_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
_local = threading.local()


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
    pdf = _press(documents, title, two_sided)
    starts = _starts(documents, title, two_sided)
    pages = page_count(pdf)
    ends = [*starts[1:], pages + 1]
    parts = (Part(d.title, s, e - s) for d, s, e in zip(documents, starts, ends, strict=True))
    return Bound(pdf, pages, tuple(parts))


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has: its page objects, which typst writes uncompressed."""
    return pdf.count(b"/Type/Page/")


def _press(documents: Sequence[Document], title: str, two_sided: bool) -> bytes:
    inputs = _inputs(documents, title, two_sided)
    pdf, warnings = _compiler().compile_with_warnings(_SOURCE, format="pdf", sys_inputs=inputs)
    if warnings:
        raise PressError(warnings[0].message)
    return pdf


def _starts(documents: Sequence[Document], title: str, two_sided: bool) -> list[int]:
    inputs = _inputs(documents, title, two_sided)
    query: Any = typst.query  # its types know no bytes as source, though it takes them
    found = query(
        _SOURCE, "<doc-start>", root=str(_ROOT), font_paths=_fonts, ignore_system_fonts=True, sys_inputs=inputs
    )
    return [one["value"]["page"] for one in json.loads(found)]


def _inputs(documents: Sequence[Document], title: str, two_sided: bool) -> dict[str, str]:
    data = json.dumps([_data(d) for d in documents], ensure_ascii=False)
    return {"data": data, "title": plain(title), "sides": "2" if two_sided else "1"}


def _compiler() -> Any:
    if not hasattr(_local, "compiler"):  # one per thread: a shared one is "already borrowed"
        _local.compiler = typst.Compiler(root=str(_ROOT), font_paths=_fonts, ignore_system_fonts=True)
    return _local.compiler


def _data(document: Document) -> dict[str, Any]:
    gone = missing_in(document)

    def say(text: str) -> str:
        return printable(text, gone)

    cover = document.cover
    return {
        "style": document.style,
        "title": say(document.title),
        "subtitle": say(document.subtitle),
        "issuer": say(document.issuer),
        "running": say(document.title),
        "footer": say(document.footer),
        "large": document.large,
        "demo": document.demo,
        "landscape": document.landscape,
        "cover": {
            "title": [say(line) for line in cover.title_lines],
            "fields": [[say(a), say(b)] for a, b in cover.fields],
            "foot": [say(line) for line in cover.foot],
        }
        if cover
        else None,
        "blocks": [_block(block, say) for block in document.blocks],
    }


def _block(block: Block, say: Any) -> dict[str, Any]:
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
        case Table(columns, rows, caption, ruled):
            heads = [{"title": say(c.title), "width": c.width, "align": c.align} for c in columns]
            cells = [[say(cell) for cell in row] for row in rows]
            return {"k": "table", "columns": heads, "rows": cells, "caption": say(caption), "ruled": ruled}
