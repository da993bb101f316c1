from collections.abc import Sequence
from datetime import date

from xinhuo.shell.briefing.facts import Line

FIRST = 3  # of what waits for a leader: more is too much for one page
SHOWN = 12  # of anything else


def few(lines: Sequence[Line], most: int, rest: str) -> tuple[Line, ...]:
    """At most `most` lines; the others are counted in one more: 还有4件."""
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[:most], Line(rest.format(n=len(lines) - most)))


def month_before(day: date) -> tuple[int, int]:
    """The year and the month before the month of `day`."""
    return (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)


def next_month(year: int, month: int) -> tuple[int, int]:
    """The year and the month after."""
    return (year + 1, 1) if month == 12 else (year, month + 1)


def falls_in(first: int, last: int, month: int) -> bool:
    """Does an occasion from `first` to `last` (month × 100 + day, perhaps over New Year) touch `month`?"""
    begins, ends = first // 100, last // 100
    return begins <= month <= ends if begins <= ends else month >= begins or month <= ends
