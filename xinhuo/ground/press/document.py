"""A paper as a value: what stands on it, in order. Everything is text; nothing in it is ever markup."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SELECTORS = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)  # zero width, though not Cf
NO_CHARACTER = "\ufffd"


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
    """A ruled table. `ruled_rows` empty rows are added at the end, to be written on by hand.

    Every row has as many cells as there are columns, else ValueError.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    ruled_rows: int = 0

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns")


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


@dataclass(frozen=True)
class Code:
    """A square code (QR) of `text`, an address or an id, with lines beside it that say what it is.

    With `stamp` room for a stamp is left at the right, marked with that word: 归档章 (DA/T 22-2015 5.4: 45 mm × 16 mm).
    """

    text: str
    lines: tuple[str, ...]
    stamp: str = ""


@dataclass(frozen=True)
class Cell:
    """A place on a printed form: a `label`, or an answer over `span` columns. `foot` stands at its lower right (who signs,
    when), with `room` mm to write in above.
    """

    text: str
    span: int = 1
    label: bool = False
    foot: str = ""
    room: float = 0


@dataclass(frozen=True)
class Grid:
    """A form as an office prints it (审批表): columns by weight, rows of cells that may span several. It repeats no head.

    The spans of each row come to as many as there are columns, else ValueError.
    """

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if sum(cell.span for cell in row) != len(self.widths):
                raise ValueError(f"a row over {sum(cell.span for cell in row)} of {len(self.widths)} columns")

    def shares(self, row: tuple[Cell, ...]) -> list[float]:
        """The part of the width that each cell of a row takes, sum 1."""
        found, at = [], 0
        for cell in row:
            found.append(sum(self.widths[at : at + cell.span]) / sum(self.widths))
            at += cell.span
        return found


@dataclass(frozen=True)
class Figure:
    """A drawing of our own as SVG (`press/wheel.py`), so many mm wide; `said` tells it in words, where it can't be drawn.

    `texts` are the words that stand in it. Every paper that draws one says the same in a table too.
    """

    svg: str
    said: str
    width: float
    texts: tuple[str, ...] = ()


Block = Heading | Paragraph | Table | Note | PageBreak | Signature | Code | Grid | Figure


@dataclass(frozen=True)
class Cover:
    """The cover of a booklet: a title in lines, fields to read, and what stands at the foot."""

    title_lines: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A paper. 册 is a booklet with a cover, 表 a list, 文 a prose paper.

    `dated` is a date among its facts (the file's own date), or none. `running` (else the issuer) stands at the head
    of every inner page of a booklet: unit, person and year, so that a loose sheet finds its way back. `large` is the
    大字 option of a booklet, `landscape` is for wide lists. `sealed` is what the foot of a sealed paper says beside its
    page of pages (2026年12月20日定稿　核对码A3F7-K9MX), '' for a paper that nobody has sealed.
    """

    style: Literal["册", "表", "文"]
    title: str
    issuer: str
    blocks: tuple[Block, ...]
    cover: Cover | None = None
    subtitle: str = ""
    large: bool = False
    demo: bool = False
    dated: date | None = None
    running: str = ""
    landscape: bool = False
    sealed: str = ""


def plain(text: str) -> str:
    """`text` without control, bidi and zero-width characters; every kind of line break becomes "\\n", a tab a blank.

    What is no character at all (a lone surrogate, U+FFFE) becomes U+FFFD, which no font of ours has: printed as 〓 and
    reported. Private characters stay for the same reason: old registers keep rare names in them. Category Cn stays too:
    a character newer than this Python's tables is somebody's name.
    """
    shown = _SELECTORS.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    return "".join(
        NO_CHARACTER if _is_none(c) else c for c in shown if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf")
    )


def _is_none(c: str) -> bool:
    return unicodedata.category(c) == "Cs" or ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF


def texts_of(document: Document) -> list[str]:
    """Every text of a paper, in order: for counting glyphs and for tests."""
    found = [document.title, document.issuer, document.subtitle, document.running, document.sealed]
    if document.cover:
        found += [*document.cover.title_lines, *document.cover.foot]
        found += [word for pair in document.cover.fields for word in pair]
    for block in document.blocks:
        found += texts_in(block)
    return found


def texts_in(block: Block) -> list[str]:
    """Every text of one block, in order."""
    if isinstance(block, Table):
        heads = [column.title for column in block.columns]
        return [block.caption, *heads, *(cell for row in block.rows for cell in row)]
    if isinstance(block, Signature):
        return list(block.lines)
    if isinstance(block, Code):
        return [*block.lines, *filter(None, [block.stamp])]
    if isinstance(block, Grid):
        return [text for row in block.rows for cell in row for text in (cell.text, cell.foot) if text]
    if isinstance(block, Figure):
        return [*block.texts]
    if isinstance(block, Paragraph):
        return [block.strong_lead, block.text]
    return [block.text] if isinstance(block, Heading | Note) else []
