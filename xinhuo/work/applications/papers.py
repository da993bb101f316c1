from xinhuo.ground.press.document import (
    Block,
    Cell,
    Code,
    Column,
    Document,
    Grid,
    Note,
    Paragraph,
    Signature,
    Table,
)
from xinhuo.journal.approvals.facts import Opinion
from xinhuo.work.applications.facts import Coming, FormFacts, NoticeFacts, WeekFacts
from xinhuo.work.applications.rules.planning import SORTS
from xinhuo.work.applications.rules.saying import (
    agenda_said,
    attendees_said,
    budget_said,
    clock,
    clocked,
    day_said,
    preparation_said,
    when_said,
)

FORM = "重要会议重大活动申报审批表"
_WIDTHS = (1.15, 2.35, 1.15, 2.35)
_ROOM = 13.0  # mm to write an opinion in
_LINES, _MORE = 16, 6  # a sign-in sheet has so many lines at least, and so many for whoever comes besides
_TALL = "　\n　"  # a line high enough to sign by hand
_SIGN = "签名：　　　　　　　　　　　　年　　月　　日"


def form(facts: FormFacts) -> Document:
    """《重要会议重大活动申报审批表》: one sheet as an office prints it, both opinions with room to sign."""
    plan, day = facts.plan, facts.applied_on
    applied = f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日"
    rows = [
        (_label("名称"), Cell(plan.name), _label("类别"), Cell(SORTS[plan.sort])),
        (_label("申报单位"), Cell(facts.unit), _label("经办人"), Cell(f"{facts.applied_by}　{applied}")),
        (_label("时间"), Cell(when_said(plan)), _label("地点"), Cell(plan.place)),
        _wide("内容", plan.content),
        _wide("目的", plan.purpose),
        _wide("出席对象", attendees_said(plan)),
        _wide("议程", agenda_said(plan)),
        _wide("准备工作\n安排", preparation_said(plan)),
        _wide("经费预算\n与来源", budget_said(plan)),
    ]
    rows += [_wide("安全预案", plan.safety_plan)] if plan.youth_count else []
    rows += [_opinion(one) for one in facts.opinions]
    remark = "\n".join(filter(None, [f"补报：{plan.late_reason}" if plan.late_reason else "", plan.remark]))
    rows.append(_wide("备注", remark))
    return Document(
        style="表",
        title=f"{facts.office}{FORM}",
        issuer=facts.unit,
        blocks=(
            Code(facts.address, ("用手机扫一扫，回到这张表。", f"编号 {facts.number}"), "归档章"),
            Grid(_WIDTHS, tuple(rows)),
        ),
        subtitle="（补报）" if facts.late else "",
        demo=facts.demo,
        dated=day,
    )


def _label(word: str) -> Cell:
    return Cell(word, label=True)


def _wide(word: str, text: str) -> tuple[Cell, ...]:
    return (_label(word), Cell(text, span=3))


def _opinion(one: Opinion) -> tuple[Cell, ...]:
    """What was decided, or room to write and to sign; a signature on paper is said to be one."""
    label = _label(f"{one.verb}意见\n（{one.seat}）")
    if not one.said:
        return (label, Cell("", span=3, foot=_SIGN, room=_ROOM))
    words = f"{one.said}。{one.words}" if one.words else f"{one.said}。"
    day = f"{one.day.year}年{one.day.month}月{one.day.day}日" if one.day else ""
    paper = "（纸上签的）" if one.on_paper else ""
    return (label, Cell(words, span=3, foot=f"{one.signed}　{day}{paper}", room=4))


def notice(facts: NoticeFacts) -> Document:
    """通知: to whom, when, where, what, and what to bring; in the plain style of a letter."""
    plan = facts.plan
    verb = "召开" if plan.sort == "meeting" else "举办"
    to = (
        "、".join([*(one.name for one in plan.units), *filter(None, [plan.others.replace("\n", "；")])]) or "各有关单位"
    )
    rows = (
        ("时间", when_said(plan)),
        ("地点", plan.place),
        ("内容", plan.content),
        ("参加人员", attendees_said(plan).replace("\n", "；")),
        ("议程", agenda_said(plan)),
    )
    said = f"现将{verb}{plan.name}的有关事项通知如下："
    told: list[Block] = [Paragraph(f"{to}：", indent=False), Paragraph(said)]
    for number, (label, text) in enumerate([row for row in rows if row[1]]):
        lead = f"{'一二三四五'[number]}、{label}　"
        told += [Paragraph(text if "\n" not in text else f"\n{text}", strong_lead=lead)]
    ask = (
        f"请提前十分钟到。来不了的，请打电话{facts.phone}。" if facts.phone else "请提前十分钟到。来不了的，请说一声。"
    )
    day = facts.signed_on
    told += [Paragraph(ask), Signature((facts.unit, f"{day.year}年{day.month}月{day.day}日"))]
    return Document(
        style="文",
        title=f"关于{verb}{plan.name}的通知",
        issuer=facts.unit,
        blocks=tuple(told),
        demo=facts.demo,
        dated=facts.signed_on,
    )


def agenda(facts: NoticeFacts) -> Document:
    """议程: each item with its clock, for the table in front of each one."""
    columns = (
        Column("时间", 0.8, "center"),
        Column("内容", 3),
        Column("主持、发言", 1.6),
        Column("分钟", 0.6, "right"),
    )
    rows = tuple((at, row.item, row.who, str(row.minutes or "")) for at, row in clocked(facts.plan))
    return _list(facts, "议程", (Table(columns, rows),))


def sign_in(facts: NoticeFacts) -> Document:
    """签到表: who was asked by name or as a unit, then empty lines; signed by hand, counted by the clerk."""
    columns = (
        Column("序号", 0.5, "center"),
        Column("姓名、单位", 2.4),
        Column("职务", 1.6),
        Column("签名", 1.8),
        Column("备注", 1),
    )
    asked = [(one.name, one.about) for one in (*facts.plan.leaders, *facts.plan.units)]
    asked += [("", "")] * max(_LINES - len(asked), _MORE)
    rows = tuple((str(n), name, about, _TALL, "") for n, (name, about) in enumerate(asked, 1))
    return _list(facts, "签到表", (Table(columns, rows),))


def _list(facts: NoticeFacts, word: str, blocks: tuple[Block, ...]) -> Document:
    plan = facts.plan
    return Document(
        style="表",
        title=f"{plan.name}{word}",
        issuer=facts.unit,
        blocks=blocks,
        subtitle="　".join(filter(None, [when_said(plan), plan.place])),
        demo=facts.demo,
        dated=facts.signed_on,
    )


def week(facts: WeekFacts) -> Document:
    """一周安排: the approved events of a week, day by day; of one leader, or of the whole office."""
    last = facts.monday.toordinal() + 6
    sunday = type(facts.monday).fromordinal(last)
    span = f"{facts.monday.year}年{facts.monday.month}月{facts.monday.day}日至{sunday.month}月{sunday.day}日"
    columns = (
        Column("日期", 1.1, "center"),
        Column("时间", 0.8, "center"),
        Column("做什么、在哪里", 3),
        Column("请您做的" if facts.who else "请到的领导", 1.6),
    )
    rows = tuple(
        (day_said(one.starts_on), _hours(one), f"{one.name}\n{one.place}（{one.unit}）", _asked(one, facts.who))
        for one in facts.events
    )
    body: tuple[Block, ...] = (Table(columns, rows),) if rows else (Note("这一周没有定下的会议和活动。"),)
    return Document(
        style="表",
        title=f"{facts.who}一周安排" if facts.who else f"{facts.unit}一周安排",
        issuer=facts.unit,
        blocks=body,
        subtitle=span,
        demo=facts.demo,
        dated=facts.monday,
    )


def _hours(one: Coming) -> str:
    begins = clock(one.starts_at) if one.starts_at else ""
    return f"{begins}—{clock(one.ends_at)}" if one.ends_at and begins and one.ends_on is None else begins


def _asked(one: Coming, who: str) -> str:
    return (one.asks or "出席") if who else "、".join(one.leaders)
