"""A table inside a sheet as offices keep them: titles above, one or two header lines, footers below."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xinhuo.ground.intake.workbook import Cell, Sheet

_SEARCHED = 30  # rows in which a header is looked for
_FOOT = re.compile(
    r"^(填表人|制表人|审核人|负责人|填报人|单位（?盖章|（?单位盖章|合计|小计|总计|共计|注[:：]|说明[:：]|备注[:：])"
)
_NOISE = re.compile(r"[\s　*★▲（）()\[\]【】:：、/／]")


@dataclass(frozen=True)
class Found:
    """A table: where its header ends (row number from 1), what each column is, and the header's own words."""

    sheet: str
    title: str
    columns: dict[str, int]
    words: dict[str, str]
    first_row: int
    needed_word: str
    unknown: tuple[str, ...] = ()


@dataclass
class _Header:
    columns: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def plain_word(text: object) -> str:
    """A header cell without blanks, brackets and marks."""
    return _NOISE.sub("", str(text))


def find_table(sheet: Sheet, vocabulary: Mapping[str, Sequence[str]], needed: str) -> Found | None:
    """The table of a sheet: the first row that names the `needed` column and at least one other known one."""
    names = {plain_word(word): key for key, words in vocabulary.items() for word in words}
    for index in range(min(_SEARCHED, len(sheet.rows))):
        filled = _filled(sheet, index)
        header = _understand(filled, names)
        if needed not in header.columns:
            continue
        last = index
        if index + 1 < len(sheet.rows) and _goes_on(sheet, index, header.columns[needed]):
            below = _filled(sheet, index + 1)
            both = [_join(a, b) for a, b in zip(_pad(filled, below), _pad(below, filled), strict=True)]
            header, last = _understand(both, names), index + 1
        if needed in header.columns and len(header.columns) > 1:
            title = next((str(v).strip() for r in sheet.rows[:index] for v in r if str(v).strip()), "")
            word = plain_word(header.words[needed])
            return Found(sheet.name, title, header.columns, header.words, last + 2, word, tuple(header.unknown))
    return None


def _understand(cells: Sequence[str], names: Mapping[str, str]) -> _Header:
    header = _Header()
    for place, text in enumerate(cells):
        word = plain_word(text)
        if not word:
            continue
        key = names.get(word) or next((k for w, k in names.items() if len(w) > 2 and w in word), None)
        if key is None:
            header.unknown.append(str(text))
        elif key not in header.columns:
            header.columns[key] = place
            header.words[key] = str(text).replace("\n", "").strip()
    return header


def _filled(sheet: Sheet, index: int) -> list[str]:
    """A row of header cells, merged ones repeated over their columns."""
    cells = [str(v).strip() for v in sheet.rows[index]]
    for top, left, bottom, right in sheet.merges:
        if top <= index <= bottom and right - left < 12 and top == index:
            for place in range(left, min(right + 1, len(cells))):
                cells[place] = str(sheet.rows[top][left]).strip()
    return cells


def _goes_on(sheet: Sheet, index: int, needed: int) -> bool:
    """A second header line: the needed column is merged downwards, or stays empty under it while others are named."""
    for top, left, bottom, right in sheet.merges:
        if top == index and bottom > index and left <= needed <= right:
            return True
    below = sheet.rows[index + 1]
    texts = [v for v in below if isinstance(v, str) and v.strip()]
    empty = needed >= len(below) or below[needed] == ""
    return empty and bool(texts) and not any(isinstance(v, int | float) for v in below) and len(texts) <= 4


def _pad(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return [*one, *[""] * (len(other) - len(one))]


def _join(above: str, below: str) -> str:
    return above if not below or below == above else f"{above}{below}"


def rows_of(sheet: Sheet, found: Found, needed: str) -> list[tuple[int, tuple[Cell, ...]]]:
    """(row number, cells) of the table, without empty rows, repeated headers and footers; merged cells filled down."""
    filled: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in sheet.merges:
        for index in range(max(top + 1, found.first_row - 1), min(bottom + 1, len(sheet.rows))):
            filled.setdefault(index, []).append((left, top))
    place = found.columns[needed]
    rows = []
    for index in range(found.first_row - 1, len(sheet.rows)):
        row = sheet.rows[index]
        if index in filled:
            row = _filled_down(sheet, row, filled[index])
        if _counts(row, place, found):
            rows.append((index + 1, row))
    return rows


def _filled_down(sheet: Sheet, row: tuple[Cell, ...], spans: Sequence[tuple[int, int]]) -> tuple[Cell, ...]:
    cells = list(row)
    for left, top in spans:
        if left < len(cells) and left < len(sheet.rows[top]):
            cells[left] = sheet.rows[top][left]
    return tuple(cells)


def _counts(row: tuple[Cell, ...], place: int, found: Found) -> bool:
    texts = [str(v).strip() for v in row if v != "" and str(v).strip()]
    if not texts:
        return False
    if any(_FOOT.match(text.replace(" ", "")) for text in texts[:3]):
        return False
    named = place < len(row) and str(row[place]).strip() != ""
    if named and plain_word(row[place]) == found.needed_word:
        return False  # the header once more
    return named or len(texts) > 2
