"""What makes an event complete, and when it is handed in afterwards. Plain values; the clock is asked above."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from xinhuo.ground.kernel.text import clean_line, clean_text
from xinhuo.work.applications.facts import AgendaRow, Lack, Plan, PrepRow

SORTS = {"meeting": "重要会议", "activity": "重大活动"}
LONGEST = {
    "name": ("名称", 60),
    "content": ("内容", 1000),
    "purpose": ("目的", 500),
    "place": ("地点", 60),
    "asks": ("请领导做什么", 60),
    "others": ("还有谁参加", 300),
    "budget_source": ("经费来源", 60),
    "safety_plan": ("安全预案", 1000),
    "remark": ("备注", 200),
    "late_reason": ("补报的缘由", 200),
}
MOST_ROWS, MOST_PEOPLE, MOST_MINUTES = 40, 100_000, 600
LONGEST_CELL = {"item": 80, "who": 40, "what": 80}
FARTHEST = timedelta(days=730)  # nobody plans farther ahead; a slip of the year is found
LONGEST_DAYS = 31
NO_PLACE = "还没有写在哪里。请写上。"


def cleaned(plan: Plan) -> Plan:
    """The same plan without blanks around, without empty rows, and without what says nothing (an end on the same day)."""
    lines: dict[str, Any] = {
        name: clean_line(getattr(plan, name)) for name in ("name", "place", "asks", "budget_source")
    }
    texts = ("content", "purpose", "others", "safety_plan", "remark", "late_reason")
    lines |= {name: clean_text(getattr(plan, name)) for name in texts}
    agenda = tuple(AgendaRow(clean_line(r.item), clean_line(r.who), r.minutes) for r in plan.agenda)
    preparation = tuple(PrepRow(clean_line(r.what), clean_line(r.who), r.by) for r in plan.preparation)
    return replace(
        plan,
        **lines,
        ends_on=None if plan.ends_on == plan.starts_on else plan.ends_on,
        agenda=tuple(r for r in agenda if r.item or r.who or r.minutes),
        preparation=tuple(r for r in preparation if r.what or r.who or r.by),
    )


def faults(plan: Plan, today: date) -> list[Lack]:
    """What is wrong even in a draft: it can't be kept like this."""
    found = [] if plan.name else [Lack("还没有写名称。请写上。", "name")]
    if plan.sort not in SORTS:
        found.append(Lack("还没有选是会议还是活动。请选一个。", "sort"))
    found += [*_lengths(plan), *_days(plan, today), *_counts(plan), *_agenda(plan), *_preparation(plan)]
    return found


def _lengths(plan: Plan) -> list[Lack]:
    return [
        Lack(f"“{word}”最多{longest}个字，现在{len(text)}个。请短一点。", name)
        for name, (word, longest) in LONGEST.items()
        if len(text := getattr(plan, name)) > longest
    ]


def _days(plan: Plan, today: date) -> list[Lack]:
    start, end = plan.starts_on, plan.ends_on or plan.starts_on
    if start is None or end is None:
        return [Lack("还没有写哪一天。请写上日期。", "starts_on")]
    if start.year < 1990 or start > today + FARTHEST:
        return [Lack("日期太远了。请核对年份。", "starts_on")]
    if end < start:
        return [Lack("结束的日期早于开始的日期。请核对。", "ends_on")]
    if (end - start).days > LONGEST_DAYS:
        return [Lack("前后超过一个月了。请核对结束的日期。", "ends_on")]
    if start == end and plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        return [Lack("结束的钟点不晚于开始。请核对两个钟点。", "ends_at")]
    return []


def _counts(plan: Plan) -> list[Lack]:
    found = []
    if not 0 <= plan.head_count <= MOST_PEOPLE:
        found.append(Lack("人数不对。请核对。", "head_count"))
    if not 0 <= plan.youth_count <= MOST_PEOPLE:
        found.append(Lack("青少年人数不对。请核对。", "youth_count"))
    elif plan.head_count and plan.youth_count > plan.head_count:
        found.append(Lack("青少年比总人数还多。请核对两个人数。", "youth_count"))
    return found


def _agenda(plan: Plan) -> list[Lack]:
    if len(plan.agenda) > MOST_ROWS:
        return [Lack(f"议程最多{MOST_ROWS}项。请并一并。", "agenda")]
    for number, row in enumerate(plan.agenda, 1):
        if not row.item:
            return [Lack(f"议程第{number}项没有写是什么事。请补上。", "agenda")]
        if len(row.item) > LONGEST_CELL["item"] or len(row.who) > LONGEST_CELL["who"]:
            return [Lack(f"议程第{number}项太长了。请短一点。", "agenda")]
        if not 0 <= row.minutes <= MOST_MINUTES:
            return [Lack(f"议程第{number}项的分钟数不对。请核对。", "agenda")]
    return []


def _preparation(plan: Plan) -> list[Lack]:
    if len(plan.preparation) > MOST_ROWS:
        return [Lack(f"准备工作最多{MOST_ROWS}项。请并一并。", "preparation")]
    for number, row in enumerate(plan.preparation, 1):
        if not row.what:
            return [Lack(f"准备工作第{number}项没有写是什么事。请补上。", "preparation")]
        if len(row.what) > LONGEST_CELL["what"] or len(row.who) > LONGEST_CELL["who"]:
            return [Lack(f"准备工作第{number}项太长了。请短一点。", "preparation")]
        if row.by and plan.starts_on and row.by > (plan.ends_on or plan.starts_on):
            return [Lack(f"准备工作第{number}项的时限在活动以后。请核对。", "preparation")]
    return []


def lacking(plan: Plan, today: date) -> list[Lack]:
    """What is still missing before it can be handed in; empty when it may go."""
    wanted = (
        (plan.content, "还没有写内容。请写上做什么。", "content"),
        (plan.purpose, "还没有写目的。请写一句为什么办。", "purpose"),
        (plan.starts_at, "还没有写几点开始。请写上。", "starts_at"),
        (plan.ends_at, "还没有写几点结束。请写个大概的钟点。", "ends_at"),
        (plan.place, NO_PLACE, "place"),
        (plan.leaders or plan.units or plan.others, "还没有写谁出席。请点选，或者写上。", "others"),
        (plan.head_count, "还没有写多少人。说个大概数就行。", "head_count"),
        (plan.agenda, "还没有写议程。请至少写一项。", "agenda"),
        (plan.preparation, "还没有写准备工作。请写一项，谁来办。", "preparation"),
        (not plan.youth_count or plan.safety_plan, "有青少年参加，要写安全预案。请写上。", "safety_plan"),
        (not is_over(plan, today) or plan.late_reason, "日子已经过了，算补报。请写一句缘由。", "late_reason"),
    )
    found = [Lack(message, field) for there, message, field in wanted if not there]
    return [*faults(plan, today), *found, *_fits(plan), *_seen_to(plan)]


def _fits(plan: Plan) -> list[Lack]:
    """The agenda ends before the event does."""
    room, total = duration(plan), sum(row.minutes for row in plan.agenda)
    if room and total > room:
        return [Lack(f"议程共{total}分钟，会期只有{room}分钟。请核对。", "agenda")]
    return []


def _seen_to(plan: Plan) -> list[Lack]:
    nobody = next((n for n, row in enumerate(plan.preparation, 1) if not row.who), 0)
    return [Lack(f"准备工作第{nobody}项没有写谁来办。请补上。", "preparation")] if nobody else []


def duration(plan: Plan) -> int:
    """Minutes from beginning to end on one day; 0 where that isn't known, or where it goes over several days."""
    if not (plan.starts_at and plan.ends_at) or plan.ends_on not in (None, plan.starts_on):
        return 0
    day = date(2000, 1, 1)
    span = datetime.combine(day, plan.ends_at) - datetime.combine(day, plan.starts_at)
    return max(int(span.total_seconds()) // 60, 0)


def is_over(plan: Plan, today: date) -> bool:
    """Has its day gone by? Then handing in is 补报."""
    return plan.starts_on is not None and plan.starts_on < today
