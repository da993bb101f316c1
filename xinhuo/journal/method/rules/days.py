"""Dates: working days, when a duty falls due, in which years and months it comes."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.method.facts import Due, Duty, Occurrence

FIRST_YEAR, LAST_YEAR = 2000, 2100
AHEAD = 30  # days before its date on which what comes once a year is first mentioned
_LAST = re.compile(r"(次月)?最后一个工作日")
_DAY = re.compile(r"(次月)?(\d{1,2})日")
_DATE = re.compile(r"(次年)?(\d{1,2})月(\d{1,2})日")
_AFTER = re.compile(r"(\d{1,3})天内")
_BEFORE = "事前"
_MONTHLY = {"last_working_day", "day"}
RULES = {
    "monthly": _MONTHLY,
    "quarterly": _MONTHLY,
    "roster": _MONTHLY,
    "yearly": {"date", "last_working_day"},
    "two_years": {"date", "last_working_day"},
    "joining": {"days_after"},
    "event": {"before"},
}
"""Which due rules go with which recurrence."""
EXAMPLES = {
    "monthly": "最后一个工作日、25日、次月5日",
    "quarterly": "最后一个工作日、25日、次月10日",
    "roster": "最后一个工作日、25日",
    "yearly": "3月31日、次年1月10日",
    "two_years": "3月31日、次年1月10日",
    "joining": "90天内",
    "event": _BEFORE,
}


@dataclass(frozen=True)
class WorkCalendar:
    """Days off among the week and working days at a weekend (调休); everything else goes by the weekday."""

    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Is `day` a working day?"""
        if day in self.working:
            return True
        return day.weekday() < 5 and day not in self.off

    def last_working_day(self, year: int, month: int) -> date:
        """The last working day of a month; its last day where the table leaves none."""
        end = last_of(year, month)
        days = (end - timedelta(days=n) for n in range(end.day))
        return next((day for day in days if self.works(day)), end)


def last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def read_due(text: str) -> Due:
    """A due rule as it is written: 最后一个工作日, 25日, 次月5日, 3月31日, 次年1月10日, 90天内, 事前."""
    text = text.strip()
    if text == _BEFORE:
        return Due("before")
    if found := _LAST.fullmatch(text):
        return Due("last_working_day", later=1 if found[1] else 0)
    if found := _DATE.fullmatch(text):
        return Due("date", *check_date(int(found[2]), int(found[3])), next_year=bool(found[1]))
    if found := _DAY.fullmatch(text):
        if not 1 <= int(found[2]) <= 31:
            raise RuleBroken(f"没有{found[2]}日这一天。请改成1日到31日。", "due")
        return Due("day", day=int(found[2]), later=1 if found[1] else 0)
    if found := _AFTER.fullmatch(text):
        if int(found[1]) < 1:
            raise RuleBroken("至少要1天。请改大一些。", "due")
        return Due("days_after", day=int(found[1]))
    raise RuleBroken("期限没看懂。请写成“3月31日”“最后一个工作日”这样。", "due")


def check_date(month: int, day: int) -> tuple[int, int]:
    """Month and day that come in every year."""
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2001, month)[1]:
        why = "不是每年都有" if (month, day) == (2, 29) else "日历上没有"
        raise RuleBroken(f"{month}月{day}日{why}。请换一天。", "due")
    return month, day


def due_said(due: Due) -> str:
    """The inverse of `read_due`."""
    behind = "次月" if due.later else ""
    match due.kind:
        case "last_working_day":
            return f"{behind}最后一个工作日"
        case "day":
            return f"{behind}{due.day}日"
        case "date":
            return f"{'次年' if due.next_year else ''}{due.month}月{due.day}日"
        case "days_after":
            return f"{due.day}天内"
        case "before":
            return _BEFORE


def due_day(due: Due, period: Period, calendar: WorkCalendar) -> date:
    """The day on which what is about `period` is due. A day that the month lacks is its last."""
    if due.kind == "date":
        return date(period.year + due.next_year, due.month, due.day)
    if due.kind == "days_after":
        return period.end + timedelta(days=due.day)
    if due.kind == "before":
        return period.end
    year, month = _later(period.year, period.last, due.later)
    if due.kind == "last_working_day":
        return calendar.last_working_day(year, month)
    return min(date(year, month, 1) + timedelta(days=due.day - 1), last_of(year, month))


def _later(year: int, month: int, by: int) -> tuple[int, int]:
    place = year * 12 + month - 1 + by
    return place // 12, place % 12 + 1


def comes_in(duty: Duty, year: int) -> bool:
    """Does a duty that comes every two years come in `year`? The others always do."""
    return duty.recurs != "two_years" or (year - duty.first_year) % 2 == 0


def periods(duty: Duty, year: int) -> list[Period]:
    """What the duty is about in `year`, one period each time; of whom joins and who is on the roster nothing is known here."""
    if duty.recurs in ("yearly", "two_years", "event"):
        return [Period(year)] if comes_in(duty, year) else []
    if duty.recurs == "quarterly":
        return [Period(year, m, m + 2) for m in (1, 4, 7, 10)]
    if duty.recurs == "monthly":
        return months_of(year, duty.months or range(1, 13))
    return []


def months_of(year: int, months: Iterable[int]) -> list[Period]:
    """Each of these months as a period."""
    return [Period(year, m, m) for m in months]


def occurrences(duty: Duty, over: Sequence[Period], calendar: WorkCalendar) -> list[Occurrence]:
    """The times that a duty falls due, one for each period in `over`, in their order."""
    found = []
    for period in over:
        due = due_day(duty.due, period, calendar)
        found.append(Occurrence(period, opens_on(duty, period, due), due, due + timedelta(days=duty.grace)))
    return found


def opens_on(duty: Duty, period: Period, due: date) -> date:
    """From when on it is worth mentioning: as the pack says, else from the period's first day; what comes once a year
    some weeks before its date."""
    if duty.opens:
        return date(period.year, *duty.opens)
    if duty.recurs in ("yearly", "two_years"):
        return max(period.start, due - timedelta(days=AHEAD))
    return period.start


def lives(occurrence: Occurrence, opened: date | None, closed: date | None, since: date) -> bool:
    """Does it concern a unit that lived from `opened` to `closed`, in an office that has worked so since `since`?

    What is about a part of the year concerns a unit, and an office, that was there from its first day; what is about the
    whole year one that was there when it fell due. The last day decides whether a unit still is.
    """
    period, due = occurrence.period, occurrence.due
    began = min(due, period.end) if (period.first, period.last) == (1, 12) else period.start
    if began < since or (opened is not None and opened > began):
        return False
    return closed is None or closed >= min(due, period.end)
