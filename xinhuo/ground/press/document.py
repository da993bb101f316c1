"""A paper as a value: what stands on it, in order. Everything is text; nothing in it is ever markup."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width, how its cells stand, and whether a workbook holds numbers."""

    title: str
    width: float = 1.0
    align: Align = "left"
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `indent` sets its first line back by two characters; line breaks in `text` are kept."""

    text: str
    indent: bool = True
    strong_lead: str = ""


@dataclass(frozen=True)
class Table:
    """A ruled table. `ruled_rows` empty rows are added at the end, to be written on by hand."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    ruled_rows: int = 0


@dataclass(frozen=True)
class Note:
    """A quiet remark in smaller type."""

    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True)
class Signature:
    """Lines at the right of the end: who signs, and when."""

    lines: tuple[str, ...]


Block = Heading | Paragraph | Table | Note | PageBreak | Signature


@dataclass(frozen=True)
class Cover:
    """The cover of a booklet: a title in lines, fields to read, and what stands at the foot."""

    title_lines: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A paper. 册 is a booklet with a cover, 表 a list, 文 a prose paper. `dated` is a date among its facts, or none."""

    style: Literal["册", "表", "文"]
    title: str
    issuer: str
    blocks: tuple[Block, ...]
    cover: Cover | None = None
    subtitle: str = ""
    large: bool = False
    demo: bool = False
    dated: date | None = None
    footer: str = ""
    landscape: bool = False
    keywords: tuple[str, ...] = field(default=())


def plain(text: str) -> str:
    """`text` without control, bidi and zero-width characters; line breaks stay."""
    shown = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in shown if c == "\n" or _prints(c))


def _prints(c: str) -> bool:
    """No control, surrogate, private character, nor U+xFFFE/U+xFFFF, which XML refuses. Category Cn stays: a character
    newer than this Python's tables is somebody's name, printed as 〓 and reported."""
    return unicodedata.category(c) not in ("Cc", "Cs", "Co") and ord(c) & 0xFFFE != 0xFFFE


def texts_of(document: Document) -> list[str]:
    """Every text of a paper, in order: for counting glyphs and for tests."""
    found = [document.title, document.issuer, document.subtitle, document.footer]
    if document.cover:
        found += [*document.cover.title_lines, *document.cover.foot]
        found += [word for pair in document.cover.fields for word in pair]
    for block in document.blocks:
        found += _texts(block)
    return found


def _texts(block: Block) -> list[str]:
    if isinstance(block, Table):
        heads = [column.title for column in block.columns]
        return [block.caption, *heads, *(cell for row in block.rows for cell in row)]
    if isinstance(block, Signature):
        return list(block.lines)
    if isinstance(block, Paragraph):
        return [block.strong_lead, block.text]
    return [block.text] if isinstance(block, Heading | Note) else []
