from collections.abc import Sequence
from datetime import date

_NUMERALS = ("〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def month_name(month: int) -> str:
    """十一月."""
    return f"{_NUMERALS[month]}月"


def months_said(months: Sequence[int]) -> str:
    """Months as one says them: 1至3月、5月."""
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(f"{r[0]}月" if len(r) == 1 else f"{r[0]}至{r[-1]}月" for r in runs)


def greeting(hour: int) -> str:
    """The greeting of the hour."""
    return "早上好" if hour < 9 else "上午好" if hour < 12 else "下午好" if hour < 18 else "晚上好"


def summary_due(today: date) -> tuple[int, int] | None:
    """The year and last month of the 小结 whose time it is: half a year's from July, a year's from December to January."""
    if today.month == 1:
        return today.year - 1, 12
    if today.month < 7:
        return None
    return today.year, 12 if today.month == 12 else 6
