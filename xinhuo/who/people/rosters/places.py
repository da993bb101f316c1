"""Which unit a row belongs to: its own cell, a caption above, the row above, or the title of the table."""

import re
from collections.abc import Iterator

from xinhuo.ground.intake import cells
from xinhuo.ground.intake.tables import Line, Table

_DITTO = frozenset(("同上", "〃", "″", '"', "”", "“", "々", "″″", "''", "〃〃", "↑"))
# What a caption or a title calls a unit: 一、柳湾村（31人）; 填报单位：柳湾村关工委; 柳湾村关工委五老人员名单.
_UNIT_END = re.compile(
    r"(?:村|社区|村委会|村民委员会|居委会|居民委员会|小区|街道|办事处|镇|乡|学校|小学|中学|高中|初中|幼儿园|学院|大学"
    r"|公司|厂|集团|合作社|机关|卫生院|医院|局|所|站)"
).pattern
_CAPTION = re.compile(
    rf"^(?:[（(]?第?[一二三四五六七八九十\d]+[）)]?[、.．部分]*)?\s*([\u4e00-\u9fff]{{1,18}}?{_UNIT_END})(?:关工委)?"
    r"\s*(?:[（(]?\s*共?\d+\s*[人名]\s*[）)]?)?$"
)
_REPORTING = re.compile(r"(?:填报|报送|所属)?单位\s*(?:名称|（盖章）|\(盖章\))?\s*[:：]\s*([\u4e00-\u9fff]{2,30})")
_TITLED = re.compile(
    rf"^(?:\d{{4}}年度?)?([\u4e00-\u9fff]{{1,18}}?{_UNIT_END})(?:关工委|关心下一代工作委员会)?"
    r"(?=.*(?:五老|名册|名单|登记|汇总|统计))"
)
_CAPTION_ENDS = frozenset("村区会道处镇乡校学中园院司厂团社关局所站委人名）") | {")"}
_COUNTED = re.compile(r"\s*[（(]\s*共?\d+\s*[人名]\s*[）)]$")


def written_once(table: Table) -> bool:
    """Is half of the unit column empty, or more? Then a unit counts for the rows below it too."""
    place = table.columns.get("unit")
    if place is None:
        return False
    empty = sum(place >= len(line.cells) or line.cells[place] == "" for line in table.lines)
    return len(table.lines) > empty >= len(table.lines) / 2


def with_units(table: Table) -> Iterator[tuple[Line, str]]:
    """Lines with their unit: of the own cell, of a caption above, or of the row above."""
    place, once = table.columns.get("unit"), written_once(table)
    captions = sorted((number, unit) for number, text in table.captions.items() if (unit := _unit_in(_CAPTION, text)))
    last = captioned = next((unit for text in reversed(table.titles) if (unit := _unit_in(_CAPTION, text))), "")
    for line in table.lines:
        while captions and captions[0][0] < line.number:
            last = captioned = captions.pop(0)[1]
        caption = _caption_in(line, table)
        if caption:
            last = captioned = caption
            continue
        own = "" if place is None or place >= len(line.cells) else cells.words(line.cells[place])
        own = last if own in _DITTO else _COUNTED.sub("", own)
        yield line, own or (last if once else captioned)
        last = own or last


def _caption_in(line: Line, table: Table) -> str:
    """A unit alone in a row, standing where names stand."""
    place = table.columns["name"]
    value = line.cells[place] if place < len(line.cells) else ""
    if not isinstance(value, str) or value[-1:] not in _CAPTION_ENDS or sum(v != "" for v in line.cells) != 1:
        return ""
    return _unit_in(_CAPTION, value)


def is_unit(name: str) -> bool:
    """Is `name` (of a sheet) called as units are?"""
    return bool(_unit_in(_CAPTION, name))


def _unit_in(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(" ".join(text.split()))
    return found[1] if found else ""


def titled_unit(table: Table) -> str:
    """The unit that the texts above the table name."""
    found = (_unit_in(pattern, text) for pattern in (_REPORTING, _TITLED) for text in table.titles)
    return next((unit for unit in found if unit), "")
