"""A workbook as a 台账: each row as something that was done, and what was not understood.

Pure: knows no database. A column of children's names is not read at all, and none of it is kept.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from xinhuo.ground.intake import cells
from xinhuo.ground.intake.cells import Unclear
from xinhuo.ground.intake.tables import Line, Table, Vocabulary, find_tables, plain_word
from xinhuo.ground.intake.workbook import Book, Cell, Sheet
from xinhuo.journal.records.ledgers.days import Around, Days, NoYear, bare_month, days, month_in, year_in
from xinhuo.journal.records.ledgers.parts import Counts, People, counts, people
from xinhuo.journal.records.rules import LONGEST

_DATA = tomllib.loads((Path(__file__).parent.parent / "data" / "ledger_words.toml").read_text(encoding="utf-8"))
_WORDS: dict[str, list[str]] = _DATA["headers"]
# Heads over two rows: 「时间」 above 月 and 日, 「参加人数」 above 五老, 青少年 and 群众.
_TIME = ("时间", "日期", "活动时间", "活动日期")
_COUNTING = (
    "人数",
    "参加人数",
    "参与人数",
    "活动人数",
    "参加人员",
    "参与人员",
    "规模",
    "受益人数",
    "受教育人数",
    "参加对象",
)
_BELOW: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "year": (_TIME, ("年",)),
    "month": (_TIME, ("月", "月份")),
    "date": (_TIME, ("日", "日期")),
    "youth": (_COUNTING, ("青少年", "青少年数", "青少年人数", "学生", "学生数", "孩子", "儿童", "未成年人")),
    "other": (_COUNTING, ("群众", "家长", "其他", "其他人员", "居民", "村民", "大人", "成人")),
    "elders": (_COUNTING, ("五老", "五老数", "五老人数", "老同志", "志愿者")),
    "total": (_COUNTING, ("合计", "总数", "总人数", "小计")),
}
for _key, _two in _BELOW.items():
    _WORDS[_key] += map("".join, product(*_two))
_CHILDREN = _DATA["children"]
_CHILDREN_HEADS = [*map("".join, product(_CHILDREN["who"], _CHILDREN["named"])), *_CHILDREN["words"]]
_FOOT = re.compile(
    r"(示例|样例|范例).*|.*(小计|合计|总计|共计)|(以下空白|填表|制表|审核|盖章|签字|注[:：]|说明[:：]).*|共\d+(次|场|件|项|条)|.*[一二三四]季度"
)
_DITTO = frozenset(("同上", "〃", "″", '"', "”", "“", "々", "↑", "同前"))
# A row that fills one of these tells of something done; a day alone (a printed form) does not.
_TELLING = frozenset(("place", "kind", "title", "content", "effect", "people", "youth", "other", "total"))
_ROLES = (("led", "led"), ("spoke", "spoke"), ("people", "took_part"))
_NUMBERED = re.compile(r"^[（(]?第?[一二三四五六七八九十\d]+[）)]?[、.．]\s*|[（(]?\s*共?\d+\s*[次场件项条]\s*[）)]?$")
LABELS = {
    "held_on": "date", "ended_on": "date", "place": "place", "title": "title", "content": "content", "effect": "effect",
    "youth_count": "youth", "other_count": "other", "people": "people", "unit": "unit", "kind": "kind",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A cell that was not understood: where, why, and a guess or ''. `column` is the head as the office wrote it."""

    sheet: str
    row: int
    column: str
    message: str
    guess: str = ""


@dataclass(frozen=True)
class LedgerRow:
    """A row that was understood. `unit` is its own cell; `caption`, `titles` stand above it and may name the unit.

    `people`: (name, role). `more`: 等12人. `total`: heads without saying whose. `columns`: key → head as written.
    """

    sheet: str
    number: int
    days: Days
    unit: str = ""
    caption: str = ""
    titles: tuple[str, ...] = ()
    place: str = ""
    kind: str = ""
    title: str = ""
    content: str = ""
    effect: str = ""
    people: tuple[tuple[str, str], ...] = ()
    more: int = 0
    groups: tuple[str, ...] = ()
    youth: int = 0
    other: int = 0
    total: int = 0
    milestone: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawLine:
    """A line as the office wrote it, with what stands around it and a row that goes back alone would lose."""

    table: Table
    cells: tuple[Cell, ...]
    year: int
    month: int
    unit: str


@dataclass(frozen=True)
class Ledger:
    """A whole file: rows, what was not understood, what was assumed (`notes`), sheets without a table.

    `needs_year`: some days have no year anywhere. `total_heads`: heads of columns that count without saying whom.
    `lines`: (sheet, row) → the line itself. `unknown`: heads that no word explains.
    """

    rows: tuple[LedgerRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    sheets_without: tuple[str, ...] = ()
    needs_year: bool = False
    total_heads: tuple[str, ...] = ()
    skipped: int = 0
    lines: Mapping[tuple[str, int], RawLine] = field(default_factory=dict, repr=False)
    unknown: tuple[str, ...] = ()


VOCABULARY = Vocabulary(
    _WORDS,
    [*_DATA["foreign"]["beginnings"], *_CHILDREN_HEADS],
    [*_DATA["foreign"]["endings"], *_CHILDREN["who"]],
    foot=_FOOT,
    each_row=True,
)


def taught(learnt: Mapping[str, str]) -> Vocabulary:
    """The words of the heads with an office's own: what it calls its columns. A column of children stays unread."""
    return VOCABULARY.taught({word: key for word, key in learnt.items() if not is_children_head(word)})


def read_ledger(book: Book, year: int = 0, name: str = "", words: Vocabulary = VOCABULARY) -> Ledger:
    """Every sheet that holds a table of things done. `year`: of days without one; `name` of the file may tell it too."""
    tables = {sheet.name: _tables(sheet, words) for sheet in book.sheets}
    readings = [_Reading(table, _around(table, name, year)) for found in tables.values() for table in found]
    for reading in readings:
        reading.go()
    notes = [note for reading in readings for note in (*_notes(reading.table), *reading.notes)]
    heads = [reading.table.words["total"] for reading in readings if any(row.total for row in reading.rows)]
    unknown = [head for reading in readings for head in reading.table.unknown if not is_children_head(head)]
    return Ledger(
        rows=tuple(row for reading in readings for row in reading.rows),
        problems=tuple(problem for reading in readings for problem in reading.problems),
        notes=tuple(dict.fromkeys(notes)),
        sheets_without=tuple(sheet.name for sheet in book.sheets if sheet.rows and not tables[sheet.name]),
        needs_year=any(reading.needs_year for reading in readings),
        total_heads=tuple(dict.fromkeys(heads)),
        skipped=sum(reading.table.skipped for reading in readings),
        lines={(reading.table.sheet, number): raw for reading in readings for number, raw in reading.raw.items()},
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _tables(sheet: Sheet, words: Vocabulary) -> list[Table]:
    """By days; a sheet for a month may have none, and then by what was done."""
    for needed in ("date", "title", "content"):
        found = find_tables(sheet, words, needed, _TELLING)
        if found:
            return found
    return []


def _around(table: Table, name: str, year: int) -> Around:
    told = [table.sheet, *reversed(table.titles)]
    found = next((y for text in [*told, name] if (y := year_in(text))), 0)
    return Around(found or year, next((m for text in told if (m := month_in(text) or _month_of_sheet(text, table))), 0))


def _month_of_sheet(text: str, table: Table) -> int:
    """A sheet named 三月 or 3月份; a bare number names no month."""
    return bare_month(text) if text == table.sheet and "月" in text else 0


def is_children_head(text: str) -> bool:
    """Does a column of this head hold names of children?"""
    word = plain_word(text)
    return word.startswith(tuple(_CHILDREN_HEADS)) or word.endswith(tuple(_CHILDREN["who"]))


def _notes(table: Table) -> Iterator[str]:
    children = [head for head in table.unknown if is_children_head(head)]
    if children:
        yield f"“{'、'.join(children)}”一栏像是孩子的名字，没有读，也不会存。薪火只记孩子的人数"


class _Reading:
    """One table, walked from top to bottom."""

    def __init__(self, table: Table, around: Around) -> None:
        self.table, self.year, self.month = table, around.year, around.month
        self.rows: list[LedgerRow] = []
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.raw: dict[int, RawLine] = {}
        self.needs_year = False
        self.caption = self.unit = ""
        self.date: Cell = ""
        self.once = self._written_once("unit")
        self.captions = sorted(table.captions.items())

    def go(self) -> None:
        """Row by row; a month or a unit alone in a line counts for the rows below it."""
        for line in self.table.lines:
            while self.captions and self.captions[0][0] < line.number:
                self._caption(self.captions.pop(0)[1])
            filled = [value for value in line.cells if value != ""]
            if len(filled) == 1:
                self._caption(str(filled[0]))
            else:
                self._line(line)

    def _caption(self, text: str) -> None:
        month = bare_month(text) or (month_in(text) if len(text) < 12 else 0)
        if month:
            self.month, self.year = month, year_in(text) or self.year
        elif not text.isdigit():
            self.caption = self.unit = _NUMBERED.sub("", text.strip())

    def _written_once(self, key: str) -> bool:
        place = self.table.columns.get(key)
        if place is None:
            return False
        empty = sum(place >= len(line.cells) or line.cells[place] == "" for line in self.table.lines)
        return len(self.table.lines) > empty >= len(self.table.lines) / 2

    def _line(self, line: Line) -> None:
        row = _Row(self.table, line)
        self._carry_on(row)
        if not any(row.get(key) != "" for key in _TELLING | {"led", "spoke"}):
            return  # a printed row that nobody filled
        said = row.read(self._days)
        own = self._unit_of(row)
        self.raw[line.number] = RawLine(self.table, line.cells, self.year, self.month, own or self.caption)
        if row.wrong:
            self.needs_year |= any(isinstance(unclear, NoYear) for _, unclear in row.wrong)
            self.problems += row.problems()
            return
        if said.pop("children", False):
            self.notes.append("“参加人员”里写的学生没有记名字，只记人数")
        if said["days"].whole_month:
            self.notes.append("有的事只写到月，记成这个月一整月的事")
        words = self.table.words
        self.rows.append(
            LedgerRow(
                self.table.sheet,
                line.number,
                unit=own,
                caption=self.caption,
                titles=self.table.titles,
                columns=words,
                **said,
            )
        )

    def _carry_on(self, row: "_Row") -> None:
        """Year and month in columns of their own count until others are written."""
        month, year = bare_month(row.get("month")), year_in(f"{cells.plain(row.get('year'))}年")
        self.month = month or self.month
        self.year = year or year_in(cells.words(row.get("month"))) or self.year

    def _unit_of(self, row: "_Row") -> str:
        own = cells.words(row.get("unit"))
        if own in _DITTO or (not own and self.once):
            return self.unit
        self.unit = own or self.unit
        return own

    def _days(self, value: Cell) -> Days:
        around = Around(self.year, self.month)
        if cells.words(value) in _DITTO:
            value = self.date
        self.date = value
        if value == "" and self.month and "date" not in self.table.columns:
            value = f"{self.month}月"
        return days(value, around)


_Reader = Callable[[Cell], Any]


class _Row:
    """One row while it is read: what it says, and which cells are not understood."""

    def __init__(self, table: Table, line: Line) -> None:
        self.table, self.line = table, line
        self.wrong: list[tuple[str, Unclear]] = []

    def get(self, key: str) -> Cell:
        """The cell of a column, '' where there is none."""
        place = self.table.columns.get(key)
        return "" if place is None or place >= len(self.line.cells) else self.line.cells[place]

    def problems(self) -> Iterator[Problem]:
        """The bad cells, from left to right."""
        columns = self.table.columns
        for key, unclear in sorted(self.wrong, key=lambda one: columns.get(one[0], -1)):
            head = self.table.words.get(key, "")
            yield Problem(self.table.sheet, self.line.number, head, unclear.message, unclear.guess)

    def read(self, read_days: Callable[[Cell], Days]) -> dict[str, Any]:
        """What the row says; bad cells are in `wrong`."""
        said: dict[str, Any] = {key: _text(self.get(key)) for key in ("place", "kind", "title", "content", "effect")}
        said["days"] = self._try("date", read_days)
        said["milestone"] = cells.yes(self.get("milestone"))
        said |= self._people()
        said |= self._counts()
        _settle_words(said)
        if not said["title"] and not said["content"] and not said["kind"]:
            key = "content" if "content" in self.table.columns else "title"
            self.wrong.append((key, Unclear("这一行没有写做了什么。请补上内容。")))
        return said

    def _try(self, key: str, reader: _Reader) -> Any:
        try:
            return reader(self.get(key))
        except Unclear as unclear:
            self.wrong.append((key, unclear))
            return None

    def _people(self) -> dict[str, Any]:
        parts: dict[str, str] = {}
        groups: list[str] = []
        more, children = 0, False
        for key, role in _ROLES:
            found: People = self._try(key, people) or People()
            for name in found.names:
                parts.setdefault(name, role)
            groups += found.groups
            more, children = max(more, found.more), children or found.children
        return {"people": tuple(parts.items()), "groups": tuple(groups), "more": more, "children": children}

    def _counts(self) -> dict[str, int]:
        youth: Counts = self._try("youth", _youth) or Counts()
        other: Counts = self._try("other", counts) or Counts()
        total: Counts = self._try("total", counts) or Counts()
        return {
            "youth": youth.youth + youth.plain or other.youth or total.youth,
            "other": youth.other + other.other + other.plain or total.other,
            "total": total.plain,
        }


def _text(value: Cell) -> str:
    """A text cell as it stands, lines kept; '' for 无 and its like."""
    if not isinstance(value, str):
        return cells.words(value)
    return value.strip() if cells.words(value) else ""


def _youth(value: Cell) -> Counts:
    """Never says back what stands there: it may be names of children."""
    try:
        return counts(value)
    except Unclear as unclear:
        raise Unclear("孩子这一栏不是人数。请只写数字，不写名字。") from unclear


def _settle_words(said: dict[str, Any]) -> None:
    """A title too long for its line is what was done; the title is then proposed from kind and place."""
    longest = LONGEST["title"][1]
    title, content = said["title"], said["content"]
    if len(title) > longest or "\n" in title:
        said["content"] = title if not content or content in title else f"{title}\n{content}"
        said["title"] = ""


# What an office's own heading may mean, as it is asked.
COLUMNS = {
    "date": "日期", "month": "月份", "year": "年份", "unit": "单位", "place": "地点", "kind": "类别", "title": "活动名称",
    "content": "活动内容", "effect": "效果", "people": "参加人员", "led": "牵头的人", "spoke": "主讲的人", "youth": "青少年数",
    "other": "其他人数", "total": "人数（没有说是谁）", "milestone": "是否大事记",
}  # fmt: skip
