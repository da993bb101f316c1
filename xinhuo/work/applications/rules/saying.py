"""An event in words: on the form, in three sentences, for the group chat."""

from datetime import date, datetime, time, timedelta

from xinhuo.work.applications.facts import AgendaRow, Plan
from xinhuo.work.applications.rules.planning import SORTS, is_over

NOTICE = 200  # characters of what is pasted into the group chat


def clocked(plan: Plan) -> list[tuple[str, AgendaRow]]:
    """Each line of the agenda with the clock at which it begins, '' from where minutes are not said."""
    found: list[tuple[str, AgendaRow]] = []
    now = datetime.combine(date(2000, 1, 1), plan.starts_at) if plan.starts_at else None
    for row in plan.agenda:
        found.append((clock(now.time()) if now else "", row))
        now = now + timedelta(minutes=row.minutes) if now and row.minutes else None
    return found


def clock(moment: time) -> str:
    """14:30."""
    return f"{moment.hour}:{moment.minute:02d}"


def spoken(moment: time) -> str:
    """下午2点30分, as one says it."""
    part = "上午" if moment.hour < 12 else "下午" if moment.hour < 18 else "晚上"
    hour = moment.hour - 12 if moment.hour > 12 else moment.hour
    minutes = {0: "", 30: "半"}.get(moment.minute, f"{moment.minute}分")
    return f"{part}{hour}点{minutes}"


_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def day_said(day: date, year: bool = False) -> str:
    """11月6日（周五）."""
    return f"{f'{day.year}年' if year else ''}{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def when_said(plan: Plan, year: bool = True) -> str:
    """2026年11月6日（周五）14:30至16:00."""
    if plan.starts_on is None:
        return ""
    said = day_said(plan.starts_on, year) + (clock(plan.starts_at) if plan.starts_at else "")
    if plan.ends_on and plan.ends_on != plan.starts_on:
        return f"{said}至{day_said(plan.ends_on)}{clock(plan.ends_at) if plan.ends_at else ''}"
    return said + (f"至{clock(plan.ends_at)}" if plan.ends_at else "")


def attendees_said(plan: Plan) -> str:
    """Leaders, units and others, each on a line of its own, then how many."""
    leaders = "、".join(f"{one.name}（{one.about}）" if one.about else one.name for one in plan.leaders)
    lines = [
        f"领导：{leaders}" + (f"（{plan.asks}）" if plan.asks else "") if leaders else "",
        f"单位：{'、'.join(one.name for one in plan.units)}" if plan.units else "",
        plan.others,
        f"约{plan.head_count}人" + (f"，其中青少年{plan.youth_count}人" if plan.youth_count else "")
        if plan.head_count
        else "",
    ]
    return "\n".join(line for line in lines if line)


def agenda_said(plan: Plan) -> str:
    """1. 主持开场（王敏，5分钟）, a line each."""
    return "\n".join(f"{n}. {row.item}{_about(row)}" for n, row in enumerate(plan.agenda, 1))


def _about(row: AgendaRow) -> str:
    said = [row.who] if row.who else []
    said += [f"{row.minutes}分钟"] if row.minutes else []
    return f"（{'，'.join(said)}）" if said else ""


def preparation_said(plan: Plan) -> str:
    """1. 会场布置（综合科，11月5日前）, a line each."""
    lines = []
    for n, row in enumerate(plan.preparation, 1):
        said = [row.who] if row.who else []
        said += [f"{row.by.month}月{row.by.day}日前"] if row.by else []
        lines.append(f"{n}. {row.what}" + (f"（{'，'.join(said)}）" if said else ""))
    return "\n".join(lines)


def budget_said(plan: Plan) -> str:
    """3000元，办事处关工委工作经费."""
    if plan.budget is None:
        return plan.budget_source
    return f"{plan.budget}元" + (f"，{plan.budget_source}" if plan.budget_source else "")


def rows_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The whole form as (label, answer), in the order in which the office prints it; what is empty is left out."""
    rows = (
        ("名称", plan.name),
        ("类别", SORTS[plan.sort]),
        ("内容", plan.content),
        ("目的", plan.purpose),
        ("时间", when_said(plan)),
        ("地点", plan.place),
        ("出席对象", attendees_said(plan)),
        ("议程", agenda_said(plan)),
        ("准备工作", preparation_said(plan)),
        ("经费预算", budget_said(plan)),
        ("安全预案", plan.safety_plan if plan.youth_count else ""),
        ("备注", plan.remark),
        ("补报缘由", plan.late_reason),
    )
    return tuple((label, value) for label, value in rows if value)


def lead_of(plan: Plan, today: date) -> tuple[str, ...]:
    """Three sentences for the one who decides: what, what is asked of whom, and what needs care."""
    people = f"，约{plan.head_count}人" if plan.head_count else ""
    verb = "开" if plan.sort == "meeting" else "办"
    what = f"{when_said(plan, False)}，在{plan.place}{verb}{plan.name}{people}"
    names = "、".join(one.name for one in plan.leaders)
    asks = f"请{names}{plan.asks or '出席'}" if names else "请看一看议程和准备工作"
    care = [f"补报：{plan.late_reason}"] if is_over(plan, today) else []
    care += [f"有青少年{plan.youth_count}人，写了安全预案"] if plan.youth_count else []
    care += [f"经费{budget_said(plan)}"] if plan.budget else []
    return tuple(one for one in (what, asks, "；".join(care)) if one)


def notice_text(plan: Plan, unit: str, phone: str) -> str:
    """A courteous message for the group chat, at most NOTICE characters: when, where, who, what to bring."""
    if plan.starts_on is None:
        return ""
    when = day_said(plan.starts_on) + (spoken(plan.starts_at) if plan.starts_at else "")
    who = "、".join([*(one.name for one in plan.units), *filter(None, [plan.others.replace("\n", "；")])])
    name = plan.name if "“" in plan.name else f"“{plan.name}”"
    head = f"各位好：{when}，在{plan.place}{'开' if plan.sort == 'meeting' else '办'}{name}。"
    tail = "请提前十分钟到，带上本子和笔。"
    tail += f"来不了的，请打个电话{phone}。" if phone else "来不了的，请说一声。"
    tail += f"{unit}"
    room = NOTICE - len(head) - len(tail) - len("请参加。")
    if not who or room < 6:
        return (head + tail)[:NOTICE]
    return f"{head}请{who if len(who) <= room else who[: room - 1] + '…'}参加。{tail}"
