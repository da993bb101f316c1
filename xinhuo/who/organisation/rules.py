import re
from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken

LONGEST_NAME = 40


def check_name(name: str) -> str:
    """A unit's name without blanks around it: 1 … 40 characters."""
    name = name.strip()
    if not name:
        raise RuleBroken("还没有写单位名称。请写上，比如“柳湾村”。", "name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken("单位名称太长了。请用40个字以内的名称。", "name")
    return name


def check_division_code(code: str) -> str:
    """A statistical division code (统计用区划代码, 12 digits) or ''."""
    code = re.sub(r"\s", "", code)
    if code and not re.fullmatch(r"\d{12}", code):
        raise RuleBroken("区划代码是12位数字。请核对后再填，也可不填。", "division_code")
    return code


def check_life(opened_on: date | None, closed_on: date | None) -> None:
    """A unit cannot close before it opened."""
    if opened_on and closed_on and closed_on < opened_on:
        raise RuleBroken("撤销日期早于成立日期。请核对两个日期。", "closed_on")


def check_day(day: date, today: date, opened_on: date | None) -> None:
    """A change counts from a day that has come, on which the unit was there already."""
    if day > today:
        raise RuleBroken("日期不能晚于今天。到了那一天再来办。", "day")
    if day.year < 1990:  # 中国关工委 was founded in 1990
        raise RuleBroken("日期太早了。请核对年份。", "day")
    if opened_on is not None and day <= opened_on:
        raise RuleBroken("日期要在单位成立以后。请核对。", "day")


def check_level(level: int, parent_level: int, parent: str) -> None:
    """A unit lies under one of a higher level."""
    if parent_level >= level:
        raise RuleBroken(f"{parent[:12]}的级别不比它高，不能当上级。请另选。", "other")


def check_alike(level: int, grassroots: bool, other_level: int, other_grassroots: bool) -> None:
    """Units of one level become one; at the grassroots a village and a group of it too."""
    if level != other_level and not (grassroots and other_grassroots):
        raise RuleBroken("这两个单位级别不同，不能合并。请另选一个。", "other")


def check_youth_base(year: int, count: int) -> None:
    """Children who live in the unit's area in `year`."""
    if not 2000 <= year <= 2100:
        raise RuleBroken("年度请写四位数字，比如2026。", "year")
    if not 0 <= count <= 10_000_000:
        raise RuleBroken("青少年基数不像是人数。请填一个整数。", "youth_base")


def short_name(name: str) -> str:
    """How the unit is called on a page: the name without 关工委."""
    return name.removesuffix("关心下一代工作委员会").removesuffix("关工委") or name


def full_name(name: str) -> str:
    """How the unit signs: the name with 关工委."""
    return f"{short_name(name)}关工委"
