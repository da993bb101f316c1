"""Tables inside a sheet as offices keep them: titles above, one to three header lines, footers below.

A sheet may hold several tables, one below the other (a block for each village, the header once more) or side by side
(two columns of people on one page). Lines with a single text between them are kept as captions.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xinhuo.ground.intake.returned import REASON
from xinhuo.ground.intake.workbook import Cell, Sheet

_SEARCHED = 60  # rows in which the first header is looked for
_HEADER_LINES = 3
_LONGEST_HEADING = 30
_WIDEST_MERGE = 15  # a wider one is a title
_MERGED_CELLS = 500_000  # merged cells that are filled down in one sheet
_FOOT = re.compile(
    r"填表|制表|审核|审批|填报人|填报日期|填报时间|联系人[:：]|负责人[:：]|[（(]?(单位盖章|公章|签字|盖章)|[（(]单位|合计|小计|总计|共计|累计"
    r"|以下空白|此表|本表|以上|共\d+人|(注|说明|备注|日期)[:：]|示例|样例|范例|例$|.*(小计|合计|总计|共计)$"
)
_FOOT_NAME = re.compile(r".*[:：].*|.*(小计|合计|总计|共计)|(以下空白|填表|制表|审核|盖章|签字).*|共\d+人")
_BRACKETS = re.compile(r"[（(\[【〔].*?[）)\]】〕]")
_NOISE = re.compile(r"[\W_★▲]+")
_VALUES = frozenset("男女是否√有无")


UNWANTED = "unwanted"  # the key of a column that nobody reads: one that the office does not want, and our own reasons


@dataclass
class Vocabulary:
    """Which header words mean which column. Words with a `foreign` beginning or ending speak of something else.

    `learnt`: an office's own headings, as `plain_word` writes them → column, "" for one that it does not want.
    `foot`: a needed cell that is no line but a sum or a signature. `each_row`: a needed cell merged over several rows
    speaks for each of them (a day); else they are lines of one thing (a person).
    """

    words: Mapping[str, Sequence[str]]
    foreign: Sequence[str] = ()
    foreign_ends: Sequence[str] = ()
    learnt: Mapping[str, str] = field(default_factory=dict)
    foot: re.Pattern[str] = _FOOT_NAME
    each_row: bool = False
    names: dict[str, str] = field(init=False)
    longest_first: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {plain_word(word): key for key, words in self.words.items() for word in words}
        self.names[REASON] = UNWANTED
        self.longest_first = sorted((n for n in self.names if len(n) > 2), key=len, reverse=True)
        self.names |= {word: key or UNWANTED for word, key in self.learnt.items()}

    def taught(self, learnt: Mapping[str, str]) -> "Vocabulary":
        """The same with an office's own headings."""
        return replace(self, learnt=learnt) if learnt else self

    def key(self, text: str) -> str | None:
        """The column that a header cell names, or None."""
        return self._key(plain_word(text)) or self._key(plain_word(_BRACKETS.sub("", text)))

    def _key(self, word: str) -> str | None:
        if word in self.names:
            return self.names[word]
        if word.startswith(tuple(self.foreign)) or word.endswith(tuple(self.foreign_ends)):
            return None
        near = (n for n in self.longest_first if word.startswith(n) or (len(n) > 3 and word.endswith(n)))
        return next((self.names[n] for n in near), None)


@dataclass(frozen=True)
class Line:
    """A row of a table: its number from 1, and its cells (the sheet's own row)."""

    number: int
    cells: tuple[Cell, ...]


@dataclass
class Table:
    """A table: what each column is (key → place), the header's own words, and its lines.

    `titles`: texts above the header. `captions`: row number → a single text between the lines. `heads`: place → heading
    of every column of the table, understood or not. `skipped`: footers, sums and the like that were left out.
    """

    sheet: str
    titles: tuple[str, ...]
    columns: dict[str, int]
    words: dict[str, str]
    heads: dict[int, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    captions: dict[int, str] = field(default_factory=dict)
    skipped: int = 0

    @property
    def start(self) -> int:
        """The place of its first known column."""
        return min(self.columns.values())


@dataclass(frozen=True)
class _Header:
    """Header lines understood: key → place for each table side by side, where the next row is, and unknown words."""

    blocks: tuple[dict[str, int], ...]
    texts: tuple[str, ...]
    below: int
    unknown: tuple[str, ...]


def plain_word(text: object) -> str:
    """A header cell without blanks, brackets and marks."""
    return _NOISE.sub("", str(text))


def find_tables(sheet: Sheet, vocabulary: Vocabulary, needed: str, telling: Iterable[str]) -> list[Table]:
    """Every table that names the `needed` column and another known one.

    A row without the needed cell counts only where one of the `telling` columns is filled: then it lacks something.
    """
    reading = _Reading(sheet, vocabulary, needed, frozenset(telling))
    for start in range(min(_SEARCHED, len(sheet.rows))):
        header = reading.header_at(start)
        if header is not None:
            reading.begin(header, [text for row in sheet.rows[:start] for text in _texts(row)])
            reading.go_on(header.below)
            break
    return [table for table in reading.tables if table.lines]


def unread_headings(sheet: Sheet, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Where no table was found: the words of the row that looks most like a header and that nobody understood."""
    best: tuple[int, list[str]] = (1, [])  # one known word alone may stand in any title
    for row in sheet.rows[:_SEARCHED]:
        texts = [text for text in _texts(row) if len(text) <= _LONGEST_HEADING]
        strange = [text for text in texts if vocabulary.key(text) is None]
        known = len(texts) - len(strange)
        if known > best[0] and strange:
            best = (known, strange)
    return tuple(best[1])


def _texts(row: Sequence[Cell]) -> list[str]:
    return [text for value in row if value != "" and (text := str(value).strip())]


class _Reading:
    """One walk down a sheet."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, needed: str, telling: frozenset[str]) -> None:
        self.sheet, self.vocabulary, self.needed, self.telling = sheet, vocabulary, needed, telling
        self.merged = _merged_down(sheet)
        self.merges: dict[int, list[tuple[int, int, int]]] = {}
        for top, left, bottom, right in sheet.merges:
            self.merges.setdefault(top, []).append((left, bottom, right))
        self.tables: list[Table] = []
        self.current: list[Table] = []

    def begin(self, header: _Header, titles: Sequence[str]) -> None:
        """The tables that this header opens are the current ones."""
        self.current = [
            Table(
                self.sheet.name,
                tuple(titles),
                columns,
                {key: header.texts[place].replace("\n", "") for key, place in columns.items()},
                {place: header.texts[place].replace("\n", "") for place in places if header.texts[place]},
                header.unknown,
            )
            for columns, places in zip(header.blocks, _places(header), strict=True)
        ]
        self.tables += self.current

    def go_on(self, index: int) -> None:
        """Down to the end of the sheet. A header that comes again opens new tables where it differs or has a title."""
        rows = self.sheet.rows
        above: list[str] = []  # single texts since the last line: perhaps the titles of a next table
        while index < len(rows):
            again = self.header_at(index) if rows[index] and self._names_a_column(rows[index]) else None
            if again is not None:
                differs = [table.columns for table in self.current] != list(again.blocks)
                if above or differs:
                    self.begin(again, above or self._last_lone_text() or self.current[0].titles)
                index, above = again.below, []
                continue
            if rows[index]:
                above = self._take(index, rows[index], above)
            index += 1

    def _last_lone_text(self) -> list[str]:
        """A title above a table whose first column holds the names looks like a name without anything else."""
        lines = self.current[0].lines
        texts = _texts(lines[-1].cells) if lines else []
        return texts if len(texts) == 1 else []

    def _names_a_column(self, row: tuple[Cell, ...]) -> bool:
        """Does a header word stand where names stand?"""
        for table in self.current:
            place = table.columns[self.needed]
            value = row[place] if place < len(row) else ""
            if isinstance(value, str) and len(value) < 20 and plain_word(value) in self.vocabulary.names:
                return True
        return False

    def _take(self, index: int, row: tuple[Cell, ...], above: list[str]) -> list[str]:
        tails = self.merged.get(index, ())
        cells = _filled_down(self.sheet, row, tails) if tails else row
        for table in self.current:
            place = table.columns[self.needed]
            if tails and not self.vocabulary.each_row and any(left == place for left, _ in tails):
                continue  # the second line of one person
            kind = self._kind(table, cells, place)
            if kind == "line":
                table.lines.append(Line(index + 1, cells))
                above = []
            elif kind == "caption":
                table.captions[index + 1] = _texts(cells)[0]
                above = [*above, table.captions[index + 1]]
            table.skipped += kind == "foot"
        return above

    def _kind(self, table: Table, cells: tuple[Cell, ...], place: int) -> str:
        text = "".join(str(cells[place]).split()) if place < len(cells) else ""
        if text:
            before = cells[table.start : place]
            return "foot" if self.vocabulary.foot.fullmatch(text) or any(map(_is_foot, before)) else "line"
        texts = _texts(cells)
        if any(map(_is_foot, texts[:3])):
            return "foot"
        if len(texts) < 2:
            return "caption" if texts else ""
        places = (table.columns[key] for key in self.telling if key in table.columns)
        return "line" if any(p < len(cells) and cells[p] != "" for p in places) else ""

    def header_at(self, index: int) -> _Header | None:
        """The header that begins in this row, or None."""
        texts = self._filled(index)
        place = next((p for p, text in enumerate(texts) if text and self.vocabulary.key(text) == self.needed), None)
        if place is None:
            return None
        below = index + 1
        while below < min(index + _HEADER_LINES, len(self.sheet.rows)) and self._goes_on(index, below, place, texts):
            lower = self._filled(below)
            width = max(len(texts), len(lower))
            texts = [_join(a, b) for a, b in zip(_pad(texts, width), _pad(lower, width), strict=True)]
            below += 1
        keys = [self.vocabulary.key(text) if text else None for text in texts]
        blocks = tuple(block for block in _blocks(keys, self.needed) if len(block) > 1)
        unknown = tuple(dict.fromkeys(t for t, key in zip(texts, keys, strict=True) if t and key is None))
        return _Header(blocks, tuple(texts), below, unknown) if blocks else None

    def _filled(self, index: int) -> list[str]:
        """A row of header cells, merged ones repeated over their columns."""
        cells = [str(value).strip() for value in self.sheet.rows[index]]
        for left, _, right in self.merges.get(index, ()):
            if left < right < left + _WIDEST_MERGE and left < len(cells):
                cells += [""] * (right + 1 - len(cells))
                cells[left : right + 1] = [cells[left]] * (right + 1 - left)
        return cells

    def _goes_on(self, top: int, index: int, place: int, above: Sequence[str]) -> bool:
        """Another header line: the needed column is merged down to it, or is empty there while others are named."""
        for left, bottom, right in self.merges.get(top, ()):
            if left <= place <= right and bottom > top:
                return index <= bottom
        below = self.sheet.rows[index]
        if place < len(below) and below[place] != "" and not self._spreads(top, place):
            return False
        named = {p: value.strip() for p, value in enumerate(below) if isinstance(value, str) and value.strip()}
        if not named or len(named) < sum(value != "" for value in below) or _VALUES & set(named.values()):
            return False
        key = self.vocabulary.key
        pairs = [(above[p] if p < len(above) else "", text) for p, text in named.items()]
        joined = [key(_join(upper, lower)) is not None for upper, lower in pairs]
        return any(joined) and all(fits or key(upper) is None for fits, (upper, _) in zip(joined, pairs, strict=True))

    def _spreads(self, index: int, place: int) -> bool:
        """Does the header cell stand over several columns, whose names are below it (时间: 月 | 日)?"""
        return any(left <= place <= right and left < right for left, _, right in self.merges.get(index, ()))


def _blocks(keys: Sequence[str | None], needed: str) -> list[dict[str, int]]:
    """Columns of each table side by side: the next one begins where the needed column comes again."""
    names = [place for place, key in enumerate(keys) if key == needed]
    if not names:
        return []
    first = next(place for place, key in enumerate(keys) if key is not None)
    starts = [place - (names[0] - first) for place in names]
    found = []
    for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
        block: dict[str, int] = {}
        for place in range(max(start, 0), end):
            key = keys[place]
            if key is not None:
                block.setdefault(key, place)
        found.append(block)
    return [block for block in found if needed in block]


def _places(header: _Header) -> list[range]:
    """Which places of the row belong to each table side by side."""
    starts = [min(block.values()) for block in header.blocks]
    ends = [*starts[1:], len(header.texts)]
    return [
        range(0 if number == 0 else start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _is_foot(value: Cell) -> bool:
    """Does a cell begin as sums and signatures do?"""
    return isinstance(value, str) and value != "" and _FOOT.match("".join(value.split())) is not None


def _pad(texts: Sequence[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]


def _join(above: str, below: str) -> str:
    return above if not below or below == above else f"{above}{below}"


def _merged_down(sheet: Sheet) -> dict[int, list[tuple[int, int]]]:
    """Row → (column, row above that holds its text), for cells merged downwards."""
    found: dict[int, list[tuple[int, int]]] = {}
    left_over = _MERGED_CELLS
    for top, left, bottom, _ in sheet.merges:
        last = min(bottom, len(sheet.rows) - 1)
        left_over -= max(0, last - top)
        if left_over < 0:
            break
        for index in range(top + 1, last + 1):
            found.setdefault(index, []).append((left, top))
    return found


def _filled_down(sheet: Sheet, row: tuple[Cell, ...], tails: Iterable[tuple[int, int]]) -> tuple[Cell, ...]:
    cells = list(row)
    for left, top in tails:
        above = sheet.rows[top]
        if left < len(above):
            cells += [""] * (left + 1 - len(cells))
            cells[left] = above[left]
    return tuple(cells)
