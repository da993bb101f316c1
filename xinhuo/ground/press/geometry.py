"""The measures of a paper, shared by PDF and DOCX: sheet, margins, type sizes, and how wide each column stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xinhuo.ground.press.document import Column, Document, Table

_POINT = 72 / 25.4  # points a millimetre
_SHORT = 13.0  # ems: a cell up to here (a month, a telephone number, a name) is best kept on one line
_LEAST = 9.0  # ems: what a column of longer text must keep
_TALL = 14  # lines: a row taller than this may run over to the next page


@dataclass(frozen=True)
class Geometry:
    """Sheet and margins in mm; `size` of running text, `cell` of text in tables, `pad` beside a cell's text in pt."""

    width: float
    height: float
    top: float
    bottom: float
    inside: float
    outside: float
    size: float
    cell: float
    pad: float

    @property
    def room(self) -> float:
        """The width between the margins, in mm."""
        return self.width - self.inside - self.outside


def geometry(document: Document) -> Geometry:
    """The measures of `document`. The binding side is wider; a landscape list is bound at its upper edge."""
    if document.style == "文":  # GB/T 9704-2012 5.2, 7.1: 37 mm above, 22 lines of 28 characters of 16 pt
        return Geometry(210, 297, 37, 34, 27, 24.9, 16, 12, 5)
    if document.style == "表" and document.landscape:
        return Geometry(297, 210, 20, 16, 14, 14, 11, 9, 3.5)
    if document.style == "表":
        return Geometry(210, 297, 22, 20, 25, 17, 11, 10.5, 4.5)
    size, cell = (16, 15) if document.large else (12, 11)
    wide, high = (297, 210) if document.landscape else (210, 297)
    return Geometry(wide, high, 25, 20, 26, 18, size, cell, 5)


def ems(text: str) -> float:
    """The width of the widest line of `text` in ems, near enough to plan columns: 1 a Chinese character, else 0.57."""
    return max(sum(1.0 if ord(c) >= 0x2010 else 0.57 for c in line) for line in text.split("\n"))


def shares(table: Table, measures: Geometry) -> list[float]:
    """The part of the room that each column takes, sum 1: by weight, but short cells are kept on one line if they can."""
    room = measures.room * _POINT / measures.cell
    padding = 2 * measures.pad / measures.cell + 0.15
    needs = [_need(column, [row[i] for row in table.rows]) + padding for i, column in enumerate(table.columns)]
    weights = [column.width for column in table.columns]
    kept: dict[int, float] = {}  # columns that are as wide as their text, because their weight would break it
    while True:
        widths = _spread(weights, kept, room)
        tight = [i for i in range(len(needs)) if widths[i] < needs[i] <= _SHORT + padding]
        rest = [min(need, _LEAST) for i, need in enumerate(needs) if i not in kept]
        if not tight or sum(kept.values()) + sum(rest) > room:
            return [width / sum(widths) for width in widths]
        narrowest = min(tight, key=lambda i: needs[i])
        kept[narrowest] = needs[narrowest]


def _need(column: Column, cells: Sequence[str]) -> float:
    longest = max((ems(cell) for cell in cells), default=0.0)
    return max(ems(column.title), longest)


def _spread(weights: Sequence[float], kept: dict[int, float], room: float) -> list[float]:
    """Widths in ems: the kept ones as they are, the others by weight; if all are kept, what is left over by weight."""
    left = max(room - sum(kept.values()), 0.0)
    if len(kept) == len(weights):
        return [kept[i] + left * weight / sum(weights) for i, weight in enumerate(weights)]
    heavy = sum(weight for i, weight in enumerate(weights) if i not in kept)
    return [kept[i] if i in kept else left * weight / heavy for i, weight in enumerate(weights)]


def tall(row: Sequence[str], parts: Sequence[float], measures: Geometry) -> bool:
    """Whether a row is so tall that it may run over to the next page; other rows stay whole."""
    room = measures.room * _POINT / measures.cell
    return any(_lines(cell, max(part * room - 1, 1)) > _TALL for cell, part in zip(row, parts, strict=True))


def _lines(cell: str, width: float) -> float:
    return sum(1 + ems(line) // width for line in cell.split("\n"))


_TURN = re.compile("(?<=委员会)|(?<=关工委)|(?<=办事处)|(?=关于)|(?=[12][0-9]{3}年)")


def title_lines(title: str, room: float) -> str:
    """`title` in lines of at most `room` ems: broken where its sense allows, else in even lines (GB/T 9704 7.3.1)."""
    if "\n" in title or ems(title) <= room:
        return title
    turns = [match.start() for match in _TURN.finditer(title)]
    fits: list[tuple[str, str]] = [(title[:at], title[at:]) for at in turns]
    fits = [pair for pair in fits if min(len(pair[0]), len(pair[1])) > 3 and max(ems(pair[0]), ems(pair[1])) <= room]
    if fits:
        first, second = min(fits, key=lambda pair: abs(ems(pair[0]) - ems(pair[1])))
        return f"{first}\n{second}"
    even = -(-len(title) // -(-int(ems(title) + 1) // int(room)))
    return "\n".join(title[at : at + even] for at in range(0, len(title), even))


_UNBREAKABLE = re.compile("[^\\s\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]{12,}")


def breakable(text: str) -> str:
    """`text` with U+200B, a mark for the template, where an overlong word or run of marks may break."""
    return _UNBREAKABLE.sub(lambda m: "\u200b".join(m.group()), text)


def clipped(text: str, room: int) -> str:
    """`text` on one line of at most `room` characters, for a running head; the whole stands elsewhere on the paper."""
    line = " ".join(text.split("\n"))
    return line if len(line) <= room else line[: room - 1] + "…"
