"""The demonstration's roster as an office would keep it: a title, who reports, one table, who signed."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from xinhuo.shell.demo.facts import DemoPlace, Elder

_HEADS = (
    "序号",
    "单位",
    "姓 名",
    "性别",
    "出生年月",
    "政治面貌",
    "五老类别",
    "原工作单位及职务",
    "联系电话",
    "入队时间",
    "参加服务队",
    "特长",
    "健康状况",
)
_MADE = datetime(2026, 1, 1)  # one file for one set of people: no clock inside


def roster_book(place: DemoPlace, elders: Sequence[Elder], today: date) -> bytes:
    """The roster of `elders` as an .xlsx file."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": f"{place.name}“五老”志愿者花名册", "created": _MADE})
        sheet = book.add_worksheet("花名册")
        title = book.add_format({"bold": True, "align": "center", "font_size": 16})
        head = book.add_format({"bold": True, "border": 1, "align": "center"})
        sheet.merge_range(0, 0, 0, len(_HEADS) - 1, f"{place.name}“五老”志愿者花名册", title)
        said = f"填报单位：{place.name}关工委      填报日期：{today.year}年{today.month}月{today.day}日"
        sheet.merge_range(1, 0, 1, len(_HEADS) - 1, said)
        sheet.write_row(2, 0, _HEADS, head)
        for number, elder in enumerate(elders, 1):
            sheet.write_row(number + 2, 0, _row(number, elder))
        sheet.write(len(elders) + 4, 0, "填表人：")
        sheet.write(len(elders) + 4, 6, "（单位盖章）")
        sheet.set_column(1, len(_HEADS) - 1, 14)
        sheet.freeze_panes(3, 0)
    return made.getvalue()


def _row(number: int, elder: Elder) -> list[str | int]:
    name = elder.name if len(elder.name) > 2 else f"{elder.name[0]}  {elder.name[1]}"
    return [
        number,
        elder.unit,
        name,
        elder.sex,
        _month(number, *elder.birth),
        elder.politics,
        "、".join(elder.categories),
        f"{elder.employer} {elder.post}",
        elder.phone,
        f"{elder.joined[0]}.{elder.joined[1]}",
        f"第{elder.team}队",
        elder.skills,
        elder.health,
    ]


def _month(number: int, year: int, month: int) -> str | int:
    """As people write it: 1948.3, 1948年3月, 194803."""
    return (f"{year}.{month}", f"{year}年{month}月", year * 100 + month)[number % 3]
