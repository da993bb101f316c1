"""The rows of a roster that go back to whoever sent it: as they stood, with their unit written out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xinhuo.ground.intake.returned import REASON, Returned
from xinhuo.ground.intake.tables import Line, Table
from xinhuo.ground.intake.workbook import Book, Cell
from xinhuo.who.people.rosters.places import is_unit, titled_unit, with_units
from xinhuo.who.people.rosters.reading import tables_of

Row = tuple[str, int, int]  # sheet, number of the row, place of the first column of its table


@dataclass
class Refusals:
    """Why rows go back: row → (column as the office wrote it or "", sentence)."""

    said: dict[Row, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Row, column: str, sentence: str) -> None:
        """One more reason for a row, each said once."""
        if (column, sentence) not in self.said[row]:
            self.said[row].append((column, sentence))

    def __len__(self) -> int:
        return len(self.said)


def returned_parts(book: Book, learnt: Mapping[str, str], refusals: Refusals, unit: str = "") -> list[Returned]:
    """A part for each table that has refused rows. `unit`: what a row belongs to that says it nowhere, or ""."""
    found = []
    for sheet, tables in tables_of(book, learnt):
        for table in tables:
            mine = [
                (line, own)
                for line, own in with_units(table)
                if (sheet, line.number, table.start) in refusals.said
            ]  # fmt: skip
            if mine:
                found.append(_part(table, mine, refusals, titled_unit(table) or ("" if is_unit(sheet) else unit)))
    return found


def _part(table: Table, lines: Sequence[tuple[Line, str]], refusals: Refusals, unit: str) -> Returned:
    places = sorted(table.heads)
    if table.heads[places[-1]] == REASON:
        places.pop()
    heads = [table.heads[place] for place in places]
    at = table.columns.get("unit")
    adds = at is None and (unit or any(own for _, own in lines))
    rows, reasons, bad = [], [], []
    for line, own in lines:
        cells = [_cell(line, place) for place in places]
        if at is not None:
            cells[places.index(at)] = own or cells[places.index(at)] or unit
        said = refusals.said[(table.sheet, line.number, table.start)]
        rows.append([*cells, own or unit] if adds else cells)
        reasons.append("".join(f"{column}：{sentence}" if column else sentence for column, sentence in said))
        bad.append({n for n, head in enumerate(heads) if head in _columns(said)})
    return Returned(table.sheet, [*heads, "单位"] if adds else heads, rows, reasons, bad)


def _cell(line: Line, place: int) -> Cell:
    return line.cells[place] if place < len(line.cells) else ""


def _columns(said: Iterable[tuple[str, str]]) -> set[str]:
    return {column for column, _ in said if column}
