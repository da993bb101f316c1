"""What goes back to the office: the rows that could not be taken in, each whole by itself, and an empty 台账 to fill in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from xinhuo.ground.intake.returned import Returned, returned_workbook
from xinhuo.ground.intake.tables import Table
from xinhuo.ground.intake.workbook import Cell
from xinhuo.ground.press.document import Column, Document
from xinhuo.ground.press.document import Table as Ruled
from xinhuo.journal.records.ledgers.reading import Ledger, Problem, RawLine, is_children_head

# What stands beside a row only as a title, a caption or the name of a sheet: written into columns of its own.
_AROUND = (("unit", "单位"), ("year", "年份"), ("month", "月份"))


def returned_ledger(ledger: Ledger, reasons: Iterable[Problem], unit_of: Callable[[Table], str]) -> bytes:
    """The 退回表: failed rows by table, with their reasons; columns of children's names do not come back.

    `unit_of`: whose a table is that names no unit in its rows.
    """
    by_row: dict[tuple[str, int], list[Problem]] = {}
    for problem in reasons:
        by_row.setdefault((problem.sheet, problem.row), []).append(problem)
    tables: dict[int, list[tuple[RawLine, list[Problem]]]] = {}
    for place, problems in by_row.items():
        raw = ledger.lines.get(place)
        if raw is not None:
            raw = raw if raw.unit else replace(raw, unit=unit_of(raw.table))
            tables.setdefault(id(raw.table), []).append((raw, problems))
    return returned_workbook([_part(lines) for lines in tables.values()])


def _part(lines: Sequence[tuple[RawLine, list[Problem]]]) -> Returned:
    table = lines[0][0].table
    places = [place for place in sorted(table.heads) if not is_children_head(table.heads[place])]
    missing = [
        (key, word) for key, word in _AROUND if key not in table.columns and any(getattr(r, key) for r, _ in lines)
    ]
    heads = [*(word for _, word in missing), *(table.heads[place] for place in places)]
    rows, reasons, bad = [], [], []
    for raw, problems in lines:
        around: list[Cell] = [getattr(raw, key) or "" for key, _ in missing]
        rows.append([*around, *(_cell(raw, table, place) for place in places)])
        reasons.append("".join(dict.fromkeys(problem.message for problem in problems)))
        wrong = {problem.column for problem in problems}
        bad.append([n for n, head in enumerate(heads) if head in wrong])
    return Returned(table.sheet, heads, rows, reasons, bad)


def _cell(raw: RawLine, table: Table, place: int) -> Cell:
    value = raw.cells[place] if place < len(raw.cells) else ""
    carried: dict[int | None, Cell] = {
        table.columns.get("unit"): raw.unit,
        table.columns.get("month"): raw.month,
        table.columns.get("year"): raw.year,
    }
    return value if value != "" else carried.get(place) or ""


_TEMPLATE = (
    ("日期", 1.2, "2025年3月5日"),
    ("单位", 1.2, "柳湾村"),
    ("地点", 1.4, "文化广场"),
    ("类别", 1.2, "主题宣讲"),
    ("标题", 2.0, "讲雷锋故事"),
    ("内容", 4.0, "带青少年清扫楼道，讲雷锋故事。"),
    ("效果", 2.0, ""),
    ("参加人员", 2.4, "周德顺、吴秀兰"),
    ("青少年数", 1.0, "24"),
    ("其他人数", 1.0, ""),
    ("大事记", 1.0, "是"),
)


def template(issuer: str) -> Document:
    """台账模板: the columns that are read, with one example."""
    columns = tuple(Column(head, width) for head, width, _ in _TEMPLATE)
    example = tuple(f"示例：{text}" if n == 0 else text for n, (_, _, text) in enumerate(_TEMPLATE))
    return Document(
        style="表",
        title="关工委活动台账",
        issuer=issuer,
        subtitle="一行写一件事；几个人之间用、隔开；孩子只写人数，不写名字",
        blocks=(Ruled(columns, (example,), caption="台账", ruled_rows=30),),
        landscape=True,
    )
