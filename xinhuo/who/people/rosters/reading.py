"""A workbook as a roster of 五老: each row in the words of the registration, and what was not understood.

Pure: knows no database. A column about health proposes a 关照 and leaves nothing of its text behind.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from xinhuo.ground.intake import cells
from xinhuo.ground.intake.cells import Unclear
from xinhuo.ground.intake.months import month
from xinhuo.ground.intake.tables import Line, Table, find_tables, unread_headings
from xinhuo.ground.intake.workbook import Book, Cell
from xinhuo.who.people.rosters.places import titled_unit, with_units, written_once
from xinhuo.who.people.rosters.words import (
    CATEGORY_AT,
    CATEGORY_CODES,
    MONTHS,
    NOTES_SHEET,
    POLITICS,
    TELLING,
    TEXTS,
    TICKS,
    VOCABULARY,
)
from xinhuo.who.people.rules import CATEGORIES, LONGEST_NAME

_BETWEEN = re.compile(r"[、，,/|｜＋+；;。.和及兼与&＆\s\\-]+|[（(【].*?[）)】]|\d+[.．、]?")
_PARTS = re.compile(r"[、，,/＋+；;。和及\s]+")
_DECEASED = re.compile(r"已?(?:于?\d{2,4}[年.\d月日]*)?(?:去世|病故|逝世|身故|离世|亡故|已故|过世)")
# Words of a health column and the 关照 they suggest to a person who decides.
_CARE = (
    (re.compile("行动不便|腿脚|偏瘫|拄拐|轮椅"), ("needs_escort", "no_stairs")),
    (re.compile("久站|膝|腰"), ("no_long_standing",)),
    (re.compile("较弱|体弱|差|多病|年老|高龄|虚弱"), ("nearby_only",)),
)
_SEX_BEHIND = re.compile(r"[（(][男女][）)]$")


@dataclass(frozen=True)
class Problem:
    """A cell that was not understood: where, why, a guess or ''; and whose row it is, as far as that is known.

    `start`: the place of the first column of its table, for tables side by side.
    """

    sheet: str
    row: int
    column: str
    message: str
    guess: str = ""
    name: str = ""
    unit: str = ""
    start: int = 0


@dataclass(frozen=True)
class RosterRow:
    """A row that was understood. `said` holds fields of the registration, only those that the row fills.

    `titled_unit`: the unit that the title of the table names, for a row that names none itself.
    """

    sheet: str
    number: int
    unit: str
    said: dict[str, Any]
    teams: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    titled_unit: str = ""
    start: int = 0


@dataclass(frozen=True)
class Roster:
    """A whole file: its rows, what was not understood, titles and sheets without a table.

    `notes`: what was assumed, for the person who decides. `skipped`: footers and sums that were left out. `unknown`:
    headings that nobody understood, once each.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    titles: tuple[str, ...] = ()
    sheets_without: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: int = 0
    unknown: tuple[str, ...] = ()


def tables_of(book: Book, learnt: Mapping[str, str]) -> Iterator[tuple[str, list[Table]]]:
    """Each sheet's name with its tables of names; `learnt` are the office's own headings."""
    vocabulary = VOCABULARY.taught(learnt)
    for sheet in book.sheets:
        if sheet.rows and sheet.name != NOTES_SHEET:
            yield sheet.name, find_tables(sheet, vocabulary, "name", TELLING)


def read_roster(book: Book, today: date, learnt: Mapping[str, str] | None = None) -> Roster:
    """Every sheet that holds a table with names, row by row. `learnt`: plain heading → column, "" for not wanted."""
    rows: list[RosterRow] = []
    problems: list[Problem] = []
    titles: list[str] = []
    notes: list[str] = []
    without = []
    unknown: list[str] = []
    skipped = 0
    for sheet, tables in tables_of(book, learnt or {}):
        without += [] if tables else [sheet]
        for table in tables:
            skipped += table.skipped
            titles += table.titles[:1]
            unknown += table.unknown
            notes += _notes(table)
            _read_table(table, today, rows, problems)
    if not rows and not problems:
        vocabulary = VOCABULARY.taught(learnt or {})
        unknown += [text for sheet in book.sheets for text in unread_headings(sheet, vocabulary)]
    said = (tuple(dict.fromkeys(some)) for some in (notes, unknown))
    return Roster(tuple(rows), tuple(problems), tuple(titles), tuple(without), next(said), skipped, next(said))


def _notes(table: Table) -> list[str]:
    return [f"“{table.sheet}”的单位只写了一次，下面空着的算同一个单位"] if written_once(table) else []


@dataclass(slots=True)
class _Reading:
    """One row while it is read: what it says, and which cells are not understood."""

    table: Table
    line: Line
    unit: str
    said: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, Unclear]] = field(default_factory=list)

    def get(self, key: str) -> Cell:
        """The cell of a column, '' where there is none."""
        place = self.table.columns.get(key)
        return "" if place is None or place >= len(self.line.cells) else self.line.cells[place]


_Columns = list[tuple[str, int, Callable[[Cell], Any]]]


def _columns(table: Table, today: date) -> _Columns:
    """(key, place, reader) of every column of the table that says something for itself."""
    readers: dict[str, Callable[[Cell], Any]] = {
        "name": _name,
        "sex": cells.sex,
        "id_number": cells.id_number,
        "birth_month": lambda value: month(value, today, "出生年月", birth=True),
        "phone": cells.phone,
        "emergency_phone": cells.phone,
        "politics": _politics,
        "categories": _categories,
        "nation": _nation,
        "remark": _remark,
        "gone": _gone,
    }
    readers |= {key: lambda value, label=label: month(value, today, label) for key, label in MONTHS.items()}
    readers |= dict.fromkeys(TEXTS, cells.words)
    return [(key, table.columns[key], reader) for key, reader in readers.items() if key in table.columns]


def _read_table(table: Table, today: date, rows: list[RosterRow], problems: list[Problem]) -> None:
    titled, columns = titled_unit(table), _columns(table, today)
    for line, unit in with_units(table):
        row = _Reading(table, line, unit)
        _read_row(row, columns)
        _settle(row, today)
        if row.wrong:
            problems += _problems(row)
            continue
        teams, care = _teams(row.get("teams")), _care(row.get("care"))
        rows.append(RosterRow(table.sheet, line.number, unit, row.said, teams, care, table.words, titled, table.start))


def _problems(row: _Reading) -> Iterator[Problem]:
    """The bad cells of a row, from left to right."""
    name = str(row.said.get("name", ""))
    places = row.table.columns
    for key, unclear in sorted(row.wrong, key=lambda one: places.get(one[0], -1)):
        column = row.table.words.get(key, key)
        yield Problem(
            row.table.sheet, row.line.number, column, unclear.message, unclear.guess, name, row.unit, row.table.start
        )


def _read_row(row: _Reading, columns: _Columns) -> None:
    values, said = row.line.cells, row.said
    width = len(values)
    for key, place, reader in columns:
        value = values[place] if place < width else ""
        if value == "":
            continue
        try:
            found = reader(value)
        except Unclear as unclear:
            row.wrong.append((key, unclear))
            continue
        if found:
            said[key] = found


def _settle(row: _Reading, today: date) -> None:
    """What several cells say together."""
    said = row.said
    wrong = {key for key, _ in row.wrong}
    if not {"name"} & (said.keys() | wrong):
        row.wrong.append(("name", Unclear("这一行没有姓名。请补上姓名。")))
    if "work" in said:
        said |= _work(said.pop("work"))
    landline = said.pop("landline", "")
    if landline and "phone" not in said and "phone" not in wrong:
        _take_landline(row, landline)
    ticked = [code for key, code in TICKS.items() if key in row.table.columns and cells.yes(row.get(key))]
    if ticked:
        said["categories"] = list(dict.fromkeys([*said.get("categories", []), *ticked]))
    if "birth_month" in wrong:
        _ask_id_number(row)
    if "birth_year" in row.table.columns and "birth_month" not in said:
        _join_year_and_month(row, today)
    if said.get("joined_month", date.max) < said.get("birth_month", date.min):
        row.wrong.append(("joined_month", Unclear("入队时间早于出生年月。请核对两个时间。")))


def _take_landline(row: _Reading, text: str) -> None:
    """A second column of phones counts where the first is empty."""
    try:
        row.said["phone"] = cells.phone(text)
    except Unclear as unclear:
        row.wrong.append(("landline", unclear))


def _join_year_and_month(row: _Reading, today: date) -> None:
    """A year and a month in columns of their own."""
    year, number = cells.plain(row.get("birth_year")).rstrip("年"), cells.plain(row.get("birth_in")).rstrip("月")
    if not year and not number:
        return
    try:
        row.said["birth_month"] = month(f"{year}.{number}" if number else year, today, "出生年月", birth=True)
    except Unclear as unclear:
        row.wrong.append(("birth_year", unclear))


def _ask_id_number(row: _Reading) -> None:
    """Where 1948.1 may be January or October, the ID number of the row decides."""
    value, known = row.get("birth_month"), cells.born(row.said.get("id_number", ""))
    if (
        known
        and isinstance(value, float)
        and known.month in (1, 10)
        and f"{known.year}.1" == f"{value:.4f}".rstrip("0")
    ):
        row.said["birth_month"] = known
        row.wrong = [one for one in row.wrong if one[0] != "birth_month"]


def _name(value: Cell) -> str:
    text = cells.name(value)
    text = _SEX_BEHIND.sub("", text)
    if len(text) > LONGEST_NAME:
        raise Unclear("姓名太长了，最多30个字。请核对。")
    return text


@functools.lru_cache(maxsize=1_000)
def _politics(value: Cell) -> str:
    text = re.sub(r"[（()）]", "", cells.plain(value))
    return POLITICS.get(text, text)[:20]


def _nation(value: Cell) -> str:
    text = cells.words(value)
    return f"{text}族" if text and len(text) < 4 and text[-1] not in "族人" else text


def _categories(value: Cell) -> list[str]:
    return list(_codes(value))


@functools.lru_cache(maxsize=1_000)
def _codes(value: Cell) -> tuple[str, ...]:
    found: list[str] = []
    for word in filter(None, _BETWEEN.split(cells.words(value)[:60])):
        names = CATEGORY_AT.findall(word)
        if "".join(names) != word:
            guess = next(iter(get_close_matches(word, CATEGORIES.values(), 1)), "")
            raise Unclear(f"“{word[:6]}”不是五老类别。请写老干部、老战士、老专家、老教师或老模范。", guess)
        found += [CATEGORY_CODES[name] for name in names]
    return tuple(dict.fromkeys(code for code in found if code))


def _work(text: str) -> dict[str, str]:
    """「供销社 副主任」 parts at its one blank; anything else stays whole."""
    parts = text.split(" ")
    return {"former_employer": parts[0], "former_post": parts[1]} if len(parts) == 2 else {"former_employer": text}


def _teams(value: Cell) -> tuple[str, ...]:
    return tuple(filter(None, _PARTS.split(cells.words(value)))) if value != "" else ()


def _care(value: Cell) -> tuple[str, ...]:
    if value == "":
        return ()
    text = cells.words(value)
    return tuple(dict.fromkeys(code for pattern, codes in _CARE if pattern.search(text) for code in codes))


def _remark(value: Cell) -> None:
    """A remark is not kept; only that somebody died is too weighty to pass over."""
    text = cells.words(value)
    if len(text) <= 16 and _DECEASED.match(text):
        raise Unclear("备注写着已去世。请在名册里登记，不必导入。")


def _gone(value: Cell) -> None:
    if cells.plain(value).startswith(("是", "已", "离世", "去世")):
        raise Unclear("这一栏写着已去世。请在名册里登记，不必导入。")
