from datetime import date

from xinhuo.ground.kernel.errors import RuleBroken

FIRST_YEAR = 1990  # 中国关工委 was founded in 1990
MONTHS = (
    "没有写月份的",
    "一月",
    "二月",
    "三月",
    "四月",
    "五月",
    "六月",
    "七月",
    "八月",
    "九月",
    "十月",
    "十一月",
    "十二月",
)


def check_year(year: int, today: date, opened_on: date | None, closed_on: date | None) -> None:
    """An older 大事记 is of a year in which the unit existed."""
    if year < FIRST_YEAR:
        raise RuleBroken("年份太早了。请核对。", "year")
    if year > today.year:
        raise RuleBroken("这一年还没有到。请核对年份。", "year")
    if (opened_on and year < opened_on.year) or (closed_on and year > closed_on.year):
        raise RuleBroken(f"{year}年这个单位不在。请核对单位和年份。", "year")
