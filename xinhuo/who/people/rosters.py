"""A workbook as a roster of 五老: each row in the words of the registration, and what was not understood.

Pure: knows no database. A column about health proposes a 关照 and leaves nothing of its text behind.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from xinhuo.ground.intake import cells
from xinhuo.ground.intake.cells import Unclear
from xinhuo.ground.intake.tables import Found, find_table, rows_of
from xinhuo.ground.intake.workbook import Book, Cell, Sheet
from xinhuo.who.people.rules import CATEGORIES

VOCABULARY: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "五老姓名", "志愿者姓名", "人员姓名"),
    "unit": (
        "单位", "所属单位", "所在单位", "所属村社区", "所在村社区", "村社区", "村居", "社区", "村", "关工委",
        "所属关工委", "所在关工委", "单位名称", "村社区名称", "所属村", "所属社区",
    ),
    "sex": ("性别",),
    "birth_month": ("出生年月", "出生日期", "出生时间", "出生", "生日", "出生年月日"),
    "age": ("年龄", "出生年龄", "周岁", "实足年龄"),
    "politics": ("政治面貌", "党派", "面貌"),
    "categories": ("五老类别", "类别", "五老类型", "身份五老类型", "身份", "五老身份", "人员类别", "五老", "类型"),
    "work": ("原工作单位及职务", "原单位及职务", "原工作单位职务", "原单位职务", "原工作单位和职务", "退休前单位及职务"),
    "former_employer": ("原工作单位", "原单位", "工作单位", "退休前单位", "退休前工作单位"),
    "former_post": ("原职务", "职务", "职称", "原职务或职称", "原职务职称", "退休前职务"),
    "phone": ("联系电话", "电话", "手机", "手机号码", "手机号", "联系方式", "电话号码", "联系号码"),
    "joined_month": ("入队时间", "入队日期", "加入时间", "入队年月", "加入日期", "参加时间", "加入关工委时间"),
    "teams": ("参加服务队", "服务队", "所属服务队", "专业服务队", "所在服务队", "参加专业服务队"),
    "care": ("健康状况", "身体状况", "健康情况", "健康", "身体情况"),
    "id_number": ("身份证号", "身份证", "身份证号码", "公民身份号码", "身份号码"),
    "address": ("住址", "家庭住址", "地址", "现住址", "居住地址", "家庭地址"),
    "education": ("文化程度", "学历", "文化"),
    "nation": ("民族",),
    "party_month": ("入党时间", "入党年月", "入党日期"),
    "retired_month": ("退休时间", "退休年月", "退休日期", "离退休时间"),
    "skills": ("特长", "专长", "爱好特长"),
    "honours": ("曾获荣誉", "荣誉", "获奖情况", "主要荣誉"),
    "ignored": ("序号", "编号", "备注", "号"),
}  # fmt: skip
_TEXTS = ("address", "education", "nation", "skills", "honours")
_MONTHS = {
    "birth_month": "出生年月",
    "joined_month": "入队时间",
    "party_month": "入党时间",
    "retired_month": "退休时间",
}
_POLITICS = {"党员": "中共党员", "中共": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员", "无": "群众"}
_CATEGORY_CODES = {name: code for code, name in CATEGORIES.items()}
_MORE_CATEGORIES = {
    "干部": "elder_cadre", "战士": "elder_soldier", "专家": "elder_expert", "教师": "elder_teacher",
    "模范": "elder_model_worker", "劳模": "elder_model_worker", "老劳模": "elder_model_worker",
    "老军人": "elder_soldier", "退役军人": "elder_soldier", "老党员": "", "老同志": "",
}  # fmt: skip
_PARTS = re.compile(r"[、，,/+＋；;。和及\s]+")
# Words of a health column and the 关照 they suggest to a person who decides.
_CARE = (
    (re.compile("行动不便|腿脚|偏瘫|拄拐|轮椅"), ("needs_escort", "no_stairs")),
    (re.compile("久站|膝|腰"), ("no_long_standing",)),
    (re.compile("较弱|体弱|较差|差|多病|年老|高龄"), ("nearby_only",)),
)


@dataclass(frozen=True)
class Problem:
    """A cell that was not understood: where, why, a guess or ''; and whose row it is, as far as that is known."""

    sheet: str
    row: int
    column: str
    message: str
    guess: str = ""
    name: str = ""
    unit: str = ""


@dataclass(frozen=True)
class RosterRow:
    """A row that was understood. `said` holds fields of the registration, only those that the row fills."""

    sheet: str
    number: int
    unit: str
    said: dict[str, Any]
    teams: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """A whole file: its rows, what was not understood, titles and sheets without a table."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    titles: tuple[str, ...] = ()
    sheets_without: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_roster(book: Book, today: date) -> Roster:
    """Every sheet that holds a table with names, row by row."""
    rows: list[RosterRow] = []
    problems: list[Problem] = []
    titles, without, notes = [], [], []
    for sheet in book.sheets:
        found = find_table(sheet, VOCABULARY, "name")
        if found is None:
            without.append(sheet.name)
            continue
        if found.title:
            titles.append(found.title)
        if found.unknown:
            notes.append(f"“{sheet.name}”里这几栏没有用上：{'、'.join(found.unknown)}")
        for number, cells_, unit in _with_units(rows_of(sheet, found, "name"), found):
            _read_row(_Row(sheet, found, number, cells_, unit), today, rows, problems)
    return Roster(tuple(rows), tuple(problems), tuple(titles), tuple(without), tuple(notes))


def _with_units(rows: list[tuple[int, tuple[Cell, ...]]], found: Found) -> list[tuple[int, tuple[Cell, ...], str]]:
    """Rows with their unit. A unit written once for those below it counts for them where half of the cells or more are empty."""
    place = found.columns.get("unit")
    units = ["" if place is None or place >= len(row) else cells.words(row[place]) for _, row in rows]
    if sum(1 for unit in units if not unit) * 2 >= len(units) > 0:
        last = ""
        for index, unit in enumerate(units):
            last = unit or last
            units[index] = last
    return [(number, row, unit) for (number, row), unit in zip(rows, units, strict=True)]


@dataclass(frozen=True)
class _Row:
    sheet: Sheet
    found: Found
    number: int
    cells: tuple[Cell, ...]
    unit: str

    def get(self, key: str) -> Cell:
        place = self.found.columns.get(key)
        return "" if place is None or place >= len(self.cells) else self.cells[place]


def _read_row(row: _Row, today: date, rows: list[RosterRow], problems: list[Problem]) -> None:
    said: dict[str, Any] = {}
    wrong: list[Problem] = []

    def take(key: str, reader: Callable[[Cell], Any]) -> None:
        try:
            value = reader(row.get(key))
        except Unclear as unclear:
            column = row.found.words.get(key, key)
            wrong.append(Problem(row.sheet.name, row.number, column, unclear.message, unclear.guess))
            return
        if value:
            said[key] = value

    take("name", _name)
    take("sex", cells.sex)
    take("phone", cells.phone)
    take("id_number", cells.id_number)
    take("politics", _politics)
    take("categories", _categories)
    for key, label in _MONTHS.items():
        take(key, lambda value, label=label: cells.month(value, today, label))
    for key in (*_TEXTS, "former_employer", "former_post"):
        take(key, cells.words)
    _work(row, said)
    if wrong:
        name = str(said.get("name", ""))
        problems.extend(replace(one, name=name, unit=row.unit) for one in wrong)
        return
    teams = tuple(filter(None, _PARTS.split(cells.words(row.get("teams")))))
    rows.append(
        RosterRow(row.sheet.name, row.number, row.unit, said, teams, _care(row.get("care")), dict(row.found.words))
    )


def _name(value: Cell) -> str:
    text = cells.name(value)
    if not text:
        raise Unclear("这一行没有姓名。请补上姓名。")
    if len(text) > 30:
        raise Unclear("姓名太长了，最多30个字。请核对。")
    return text


def _politics(value: Cell) -> str:
    text = cells.words(value).replace(" ", "")
    return _POLITICS.get(text, text)[:20]


def _categories(value: Cell) -> list[str]:
    found: list[str] = []
    for word in filter(None, _PARTS.split(cells.words(value))):
        code = _CATEGORY_CODES.get(word, _MORE_CATEGORIES.get(word))
        if code is None:
            guess = next(iter(get_close_matches(word, CATEGORIES.values(), 1)), "")
            raise Unclear(f"“{word[:8]}”不是五老类别。请写老干部、老战士、老专家、老教师或老模范。", guess)
        if code and code not in found:
            found.append(code)
    return found


def _work(row: _Row, said: dict[str, Any]) -> None:
    """「供销社 副主任」 parts at its one blank; anything else stays whole."""
    text = cells.words(row.get("work"))
    if text:
        parts = text.split(" ")
        said["former_employer"] = parts[0] if len(parts) == 2 else text
        if len(parts) == 2:
            said["former_post"] = parts[1]


def _care(value: Cell) -> tuple[str, ...]:
    text = cells.words(value)
    return tuple(dict.fromkeys(code for pattern, codes in _CARE if pattern.search(text) for code in codes))
