"""How a duty stands: what suffices, what is wanting, in words. No scores, no order by merit."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Share, Value
from xinhuo.journal.method.facts import (
    Cell,
    Confirmed,
    Dated,
    Duty,
    DutyStanding,
    Enough,
    Judged,
    Occurrence,
    Pack,
    State,
)


def nothing(enough: Enough) -> Value:
    """What a unit without rows has: 0, or nothing to do."""
    return Share(0, 0) if enough.share is not None else 0


def reached(value: Value, enough: Enough) -> bool:
    """Does `value` suffice?"""
    return wanting(value, enough) == 0


def wanting(value: Value, enough: Enough) -> int:
    """How much is wanting, in the measure's own unit."""
    if isinstance(value, Share):
        wanted = math.ceil(round((1.0 if enough.share is None else enough.share) * value.whole, 6))
        return max(1 if value.lacks else 0, wanted - value.part)
    return max(0, enough.count - value)


def judge(duty: Duty, one: Occurrence, value: Value | None, confirmed: Confirmed | None, day: date) -> Judged:
    """How one occurrence stands on `day`. Without a value (by hand) a person's word decides."""
    if confirmed is not None:
        return Judged(one, "not_obliged" if confirmed.none else "done", value, confirmed)
    if value is not None:
        if isinstance(value, Share) and value.whole == 0 and not value.lacks:
            return Judged(one, "not_obliged", value, later=one.opens > day)
        if reached(value, duty.enough):
            return Judged(one, "done", value)
        if duty.recurs == "event":  # the event is over: what it needed before, it needed before
            return Judged(one, "overdue", value)
    if day > one.last:
        return Judged(one, "overdue", value)
    return Judged(one, "open", value, later=one.opens > day)


def sum_up(
    duty: Duty, unit_id: UUID, all_of_them: Sequence[Judged], unit_word: str, *, each: bool = False
) -> DutyStanding | None:
    """A duty's standing out of its occurrences: behind its date before open before done; None where there is none."""
    if not all_of_them:
        return None
    late = [one for one in all_of_them if one.state == "overdue"]
    going = [one for one in all_of_them if one.state == "open" and not one.later]
    coming = [one for one in all_of_them if one.state == "open" and one.later]
    done = [one for one in all_of_them if one.state == "done"]
    shown = (late or going or done[-1:] or coming or all_of_them)[0]
    return DutyStanding(
        duty=duty,
        unit_id=unit_id,
        state=shown.state,
        due=shown.occurrence.due,
        value=shown.value,
        says=_said(duty, shown, late or done, unit_word),
        period=shown.occurrence.period,
        done=len(done),
        later=shown.later,
        missing=tuple(one.occurrence.period for one in late),
        all=tuple(all_of_them) if each else (),
    )


def not_obliged(duty: Duty, unit_id: UUID, year: int) -> DutyStanding:
    """A duty that is none of the unit's this year."""
    return DutyStanding(duty, unit_id, "not_obliged", date(year, 12, 31), None, "不适用", Period(year))


def _said(duty: Duty, shown: Judged, alike: Sequence[Judged], unit_word: str) -> str:
    if shown.state in ("overdue", "done") and len(alike) > 1:
        periods = periods_said([one.occurrence.period for one in alike])
        return f"还差{periods}的" if shown.state == "overdue" else f"{periods}都已做到"
    return judged_said(duty, shown, unit_word)


def judged_said(duty: Duty, one: Judged, unit_word: str) -> str:
    """How one occurrence stands, in words."""
    if one.confirmed is not None:
        said = "这次没有" if one.confirmed.none else f"{day_said(one.confirmed.done_on)}办的"
        return f"{said}：{one.confirmed.note}" if one.confirmed.note else said
    if one.state == "not_obliged":
        return "没有要办的"
    if one.state == "done":
        return f"已做到：{value_said(one.value, unit_word)}"
    due = day_said(one.occurrence.due, one.occurrence.period.year)
    if one.value is None and not duty.by_hand:  # its time has not come, nobody has counted
        return f"{due}前"
    gap = _gap(duty, one.value, unit_word)
    if duty.recurs == "event":
        return gap
    return f"{due}到期，{gap}" if one.state == "overdue" else f"{due}前，{gap}"


def _gap(duty: Duty, value: Value | None, unit_word: str) -> str:
    if value is None:
        return "还没有确认办了"
    if isinstance(value, Share) and value.lacks:
        return value.lacks
    if duty.recurs == "event":
        return f"{wanting(value, duty.enough)}{unit_word}没有事前批准"
    return f"还差{wanting(value, duty.enough)}{unit_word}"


def value_said(value: Value | None, unit_word: str) -> str:
    """3次; 11/12次."""
    if isinstance(value, Share):
        return f"{value.part}/{value.whole}{unit_word}"
    return f"{value or 0}{unit_word}"


def day_said(day: date, year: int | None = None) -> str:
    """6月30日; with its year where that is another one than `year`."""
    said = f"{day.month}月{day.day}日"
    return said if year is None or day.year == year else f"{day.year}年{said}"


def period_said(period: Period) -> str:
    """3月; 1至3月; 全年."""
    if (period.first, period.last) == (1, 12):
        return "全年"
    return f"{period.first}月" if period.first == period.last else f"{period.first}至{period.last}月"


def periods_said(all_of_them: Iterable[Period]) -> str:
    """1月、3至5月: months that follow each other run together."""
    runs: list[list[int]] = []
    for period in all_of_them:
        if runs and period.first == runs[-1][1] + 1:
            runs[-1][1] = period.last
        else:
            runs.append([period.first, period.last])
    return "、".join(period_said(Period(2000, *run)) for run in runs)


def cells(pack: Pack, standings: Iterable[DutyStanding], own: bool) -> dict[str, Cell]:
    """Mechanism → how a unit stands with it. What isn't due yet is the unit's own business: another reads no gap."""
    by: dict[str, list[DutyStanding]] = {one.key: [] for one in pack.mechanisms}
    for standing in standings:
        by[standing.duty.mechanism].append(standing)
    return {key: _cell(found, own) for key, found in by.items()}


def _cell(found: Sequence[DutyStanding], own: bool) -> Cell:
    late = [one for one in found if one.state == "overdue"]
    going = [one for one in found if one.state == "open" and not one.later]
    gaps = late + (going if own else [])
    if gaps:
        missing = tuple(f"{one.duty.title}：{one.says}" for one in gaps)
        return Cell("overdue" if late else "open", f"还差{len(gaps)}件", missing)
    if any(one.done for one in found):
        return Cell("done", "已做到")
    if any(one.state == "open" for one in found):
        return Cell("later", "没到期")
    return Cell("not_obliged", "不适用")


def shown_state(standing: DutyStanding, own: bool) -> tuple[str, str, State | str]:
    """(word, look of its tag, what is said) of a standing, as `own` or another's."""
    if standing.state == "open" and (standing.later or not own):
        year = standing.period.year
        return ("没到期", "", f"{day_said(standing.due, year)}到期")
    looks = {
        "done": ("已做到", "ok"),
        "open": ("还差", "half"),
        "overdue": ("还差", "todo"),
        "not_obliged": ("不适用", ""),
    }
    word, look = looks[standing.state]
    return (word, look, standing.says)


def dated(pack: Pack, standings: Iterable[DutyStanding], year: int, day: date, own: bool) -> list[Dated]:
    """All that falls due in `year`, by day; what was due is said to all, what isn't is said to the unit itself."""
    found = []
    for standing in standings:
        for one in standing.all:
            if one.occurrence.due.year == year:
                said = _dated_said(standing.duty, one, day, own)
                source = pack.source(standing.duty)
                found.append(Dated(one.occurrence.due, standing.duty.title, source, said, standing.duty.key))
    return sorted(found, key=lambda one: one.day)


def _dated_said(duty: Duty, one: Judged, day: date, own: bool) -> str:
    if one.state == "done":
        return "已做到"
    if one.state == "not_obliged":
        return "没有要办的"
    if one.state == "overdue":
        return "还差"
    return "还差" if own and one.occurrence.opens <= day else ""
