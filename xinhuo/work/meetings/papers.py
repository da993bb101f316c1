from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from xinhuo.ground.press.document import (
    Block,
    Code,
    Column,
    Cover,
    Document,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from xinhuo.work.meetings import prose
from xinhuo.work.meetings.facts import ItemFacts, MeetingFacts, Settled
from xinhuo.work.meetings.rules import CAME, COUNTED, day_said, span_said

_ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六")
_AGENDA = (
    Column("时间", 0.9, "center"),
    Column("时长", 0.8, "center"),
    Column("事项", 3.4),
    Column("主讲", 1.2),
)
_SIGN_IN = (
    Column("序号", 0.5, "center", "number"),
    Column("单位", 1.5),
    Column("姓名", 1.1),
    Column("职务", 1.2),
    Column("签名", 1.5),
    Column("备注", 1.0),
)
PAGE_ROWS = 13  # of a 签到表 on one A4 sheet with its code
SPARE_ROWS = 5  # for whoever comes besides, where it takes a second sheet anyway
_TALL = "\n　"  # a row high enough to sign in


def _date(facts: MeetingFacts) -> str:
    return _said_day(facts.held_on)


def _said_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _when(facts: MeetingFacts) -> str:
    return f"{facts.held_on.year}年{day_said(facts.held_on)}{span_said(facts.starts_at, facts.ends_at)}"


def notice(facts: MeetingFacts) -> Document:
    """会议通知: to whom, when, where, about what, what to bring."""
    blocks: list[Block] = [
        Paragraph(f"{facts.audience}：", indent=False),
        Paragraph(f"兹定于{_when(facts)}召开{facts.title}。现将有关事项通知如下。"),
        Heading("一、时间地点"),
        Paragraph(f"{_when(facts)}，{facts.place or '地点另行通知'}。"),
        Heading("二、参加人员"),
        Paragraph(f"{facts.audience}。"),
        Heading("三、会议内容"),
        *[Paragraph(f"{number}．{_point(item)}") for number, item in enumerate(facts.items, 1)],
    ]
    if not facts.items:
        blocks.append(Paragraph("见会上安排。"))
    wanted = [f"请带上{facts.bring}。"] if facts.bring else []
    wanted.append("请安排好工作，准时到会。因故不能参加的，请委托一位同志到会。")
    blocks += [Heading("四、请注意"), Paragraph("".join(wanted))]
    blocks.append(Signature((facts.unit_full, _said_day(facts.announced_on))))
    return Document("文", f"关于召开{facts.title}的通知", facts.unit_full, tuple(blocks), demo=facts.demo)


def _point(item: ItemFacts) -> str:
    about = f"：{item.about}" if item.about else ""
    speaker = f"（{item.speaker}）" if item.speaker else ""
    return f"{item.title}{about}{speaker}"


def agenda(facts: MeetingFacts) -> Document:
    """会议议程: times, points, who speaks."""
    rows = tuple(
        (
            f"{item.starts.hour}:{item.starts.minute:02d}" if item.starts else "",
            f"{item.minutes}分钟" if item.minutes else "",
            f"{item.title}\n{item.about}" if item.about else item.title,
            item.speaker,
        )
        for item in facts.items
    )
    lead = [f"时间：{_when(facts)}", f"地点：{facts.place}" if facts.place else ""]
    lead.append(f"主持：{facts.chair}" if facts.chair else "")
    blocks: list[Block] = [Paragraph("\n".join(filter(None, lead)), indent=False)]
    blocks.append(Table(_AGENDA, rows) if rows else Paragraph("议程见会上安排。"))
    return Document("表", f"{facts.title}议程", facts.unit_full, tuple(blocks), demo=facts.demo, dated=facts.held_on)


def sign_in(facts: MeetingFacts) -> Document:
    """签到表: 单位 姓名 职务 签名 备注, signed by hand; the clerk enters it once afterwards."""
    rows = tuple(
        (str(number), row.unit, "" if row.name.startswith("（") else row.name, row.post, _TALL, "")
        for number, row in enumerate(facts.roll, 1)
    )
    left = PAGE_ROWS - len(rows)
    spare = (("", "", "", "", _TALL, ""),) * (left if left >= 2 else SPARE_ROWS)
    blocks: list[Block] = [Table(_SIGN_IN, rows + spare)]
    if facts.page:
        blocks.append(Code(facts.page, ("会后登记到会：扫一扫，打开这个会的登记页",)))
    where = f"　{facts.place}" if facts.place else ""
    return Document(
        "表",
        f"{facts.title}签到表",
        facts.unit_full,
        tuple(blocks),
        subtitle=f"{_when(facts)}{where}",
        demo=facts.demo,
        dated=facts.held_on,
    )


def minutes(facts: MeetingFacts) -> Document:
    """会议记录: when, where, who came, what was said on each point, what was decided."""
    blocks = _minutes_blocks(facts)
    signed = Signature((f"主持人（签名）：{facts.chair}　　　　", f"记录人（签名）：{facts.note_taker}　　　　"))
    return Document(
        "文",
        f"{facts.unit_full}\n{facts.title}记录" if len(facts.title) < 20 else f"{facts.title}记录",
        facts.unit_full,
        (*blocks, signed),
        demo=facts.demo,
        dated=facts.held_on,
    )


def _minutes_blocks(facts: MeetingFacts) -> list[Block]:
    sections = [(item.title, _said(facts, item)) for item in facts.items]
    if facts.consulted and not any(item.part == "consult" for item in facts.items):
        sections.append(("疑难会诊", _consulted(facts)))
    if facts.remarks:
        sections.append(("其他", [Paragraph(facts.remarks)]))
    decided: list[Block] = [Paragraph(f"{number}．{_decided(one)}") for number, one in enumerate(facts.settled, 1)]
    sections.append(("议定事项", decided or [Paragraph("没有议定的事项。")]))
    blocks: list[Block] = [Paragraph(text, strong_lead=lead) for lead, text in _heads(facts)]
    for number, (title, said) in enumerate(sections):
        ordinal = _ORDINALS[number] if number < len(_ORDINALS) else str(number + 1)
        blocks += [Heading(f"{ordinal}、{title}"), *said]
    if facts.files:
        blocks.append(Note(f"附件：{'、'.join(facts.files)}"))
    return blocks


def _consulted(facts: MeetingFacts) -> list[Block]:
    blocks: list[Block] = []
    for one in facts.consulted:
        blocks.append(Paragraph(f"{one.unit}：{one.sentence}", strong_lead="提出　"))
        blocks.append(Paragraph(one.answer or "会上没有答复，留到下次。", strong_lead="答复　"))
    return blocks


def _heads(facts: MeetingFacts) -> list[tuple[str, str]]:
    found = [("时间：", _when(facts)), ("地点：", facts.place), ("主持：", facts.chair), ("记录：", facts.note_taker)]
    for state, word in CAME.items():
        rows = [row for row in facts.roll if row.state == state and not row.guest]
        named = "、".join(_called(row.unit, row.name, row.words, state) for row in rows)
        if named:
            found.append((f"{word}（{len(rows)}人）：", named))
    guests = [
        f"{row.name}（{row.post}）" if row.post else row.name
        for row in facts.roll
        if row.guest and row.state == "present"
    ]
    if guests:
        found.append((f"列席（{len(guests)}人）：", "、".join(guests)))
    if facts.others:
        found.append(("另有：", f"{facts.others}人"))
    if facts.roll and not facts.taken:
        found = [pair for pair in found if not pair[0].startswith(("到会", "请假", "委托", "缺席", "列席"))]
        found.append(("到会：", "还没有登记"))
    return [(lead, text) for lead, text in found if text]


def _called(unit: str, name: str, words: str, state: str) -> str:
    if state == "proxy":
        return f"{unit}{name}（委托{words}）"
    return f"{unit}{name}（{words}）" if words else f"{unit}{name}"


def _said(facts: MeetingFacts, item: ItemFacts) -> list[Block]:
    """What stands under a point: about what, the reports heard, what was said, the problems, who took part otherwise."""
    about = ""
    if item.about:
        about = f"学习内容：{item.about}。" if item.part == "study" else f"{item.about}。"
    if item.part == "duty_report" and facts.reports:
        about = "".join(f"{one}。" for one in facts.reports)
    blocks: list[Block] = [Paragraph(about)] if about else []
    if item.said:
        blocks.append(Paragraph(item.said, strong_lead=f"{item.speaker}：" if item.speaker else ""))
    if item.part == "consult":
        blocks += _consulted(facts)
    if not blocks:
        blocks.append(Paragraph("（没有记）"))
    return [*blocks, Note(f"这一项{item.differs}")] if item.differs else blocks


def _decided(one: Settled) -> str:
    due = f"，{one.due_on.month}月{one.due_on.day}日前" if one.due_on else ""
    text = one.text.rstrip("。")
    done = (
        f"（{one.settled_on.month}月{one.settled_on.day}日办好{'：' + one.words if one.words else ''}）"
        if one.settled_on
        else ""
    )
    return f"{text}。由{one.doer}办{due}。{done}"


def summary(facts: MeetingFacts) -> Document:
    """会议纪要, plain: what was talked over and decided, who was there after the text."""
    where = f"在{facts.place}" if facts.place else ""
    lead = [f"{_date(facts)}，{facts.unit_full}{where}召开{facts.title}。"]
    lead += [f"会议由{facts.chair}主持。"] if facts.chair else []
    lead += [f"议程是{'、'.join(item.title for item in facts.items)}。"] if facts.items else []
    blocks: list[Block] = [Paragraph("".join([*lead, "现纪要如下。"]))]
    blocks += [Paragraph(item.said, strong_lead=f"{item.title}。") for item in facts.items if item.said]
    answered = [one for one in facts.consulted if one.answer]
    blocks += [Paragraph(one.answer, strong_lead=f"关于“{one.sentence.rstrip('。？')}”。") for one in answered]
    if facts.settled:
        decided = [_decided(replace(one, settled_on=None)) for one in facts.settled]
        blocks.append(Paragraph("会议议定："))
        blocks += [Paragraph(f"{number}．{text}") for number, text in enumerate(decided, 1)]
    blocks += [Paragraph(text, strong_lead=word) for word, text in _attended(facts)]
    blocks.append(Signature((facts.unit_full, _date(facts))))
    return Document("文", f"{facts.title}纪要", facts.unit_full, tuple(blocks), demo=facts.demo, dated=facts.held_on)


def _attended(facts: MeetingFacts) -> list[tuple[str, str]]:
    """出席, 请假, 列席 as a 纪要 lists them; nothing before the roll was entered."""
    rows = facts.roll if facts.taken else ()
    came = [
        _called(row.unit, row.name, row.words if row.state == "proxy" else "", row.state)
        for row in rows
        if row.state in COUNTED and not row.guest
    ]
    away = [f"{row.unit}{row.name}" for row in rows if row.state == "excused" and not row.guest]
    guests = [row.name for row in rows if row.guest and row.state == "present"]
    found = (("出席：", came), ("请假：", away), ("列席：", guests))
    return [(word, "、".join(names)) for word, names in found if names]


def year_book(meetings: Sequence[MeetingFacts], unit_full: str, year: int) -> Document:
    """《会议记录》 of a whole year as one bound book: a list, then every meeting on a page of its own."""
    columns = (
        Column("序号", 0.5, "center", "number"),
        Column("日期", 1.0, "center"),
        Column("会议", 3.2),
        Column("到会", 2.6),
    )
    rows = tuple((str(n), day_said(one.held_on), one.title, prose.roll_said(one)) for n, one in enumerate(meetings, 1))
    blocks: list[Block] = [Heading("目录"), Table(columns, rows)]
    for one in meetings:
        blocks += [PageBreak(), Heading(f"{one.title}（{_date(one)}）"), *_lower(_minutes_blocks(one))]
        blocks.append(Signature((f"主持人：{one.chair}　　记录人：{one.note_taker}",)))
    return Document(
        style="册",
        title="会议记录",
        issuer=unit_full,
        blocks=tuple(blocks),
        cover=Cover(
            ("会议记录",), (("单位", unit_full), ("年度", f"{year}年"), ("会议", f"{len(meetings)}次")), (unit_full,)
        ),
        demo=any(one.demo for one in meetings),
        running=f"{unit_full}　{year}年",
        dated=meetings[-1].held_on if meetings else None,
    )


def _lower(blocks: Sequence[Block]) -> list[Block]:
    """Headings of a meeting one level lower, under its own."""
    return [Heading(one.text, 2) if isinstance(one, Heading) else one for one in blocks]


Drawn = Callable[[MeetingFacts], Document]
SHEETS: dict[str, tuple[str, Drawn]] = {
    "notice": ("通知", notice),
    "agenda": ("议程", agenda),
    "signin": ("签到表", sign_in),
    "minutes": ("会议记录", minutes),
    "summary": ("会议纪要", summary),
}
"""Papers of one meeting: name in an address → what it is called, and how it is drawn."""
WRITTEN = ("minutes", "summary")
"""Papers that say what was said: before a meeting is closed only those read them who write them."""
