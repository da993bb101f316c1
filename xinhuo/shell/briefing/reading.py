"""What stands on the pages about several subjects: asked of each subject, in a few queries, for one unit."""

from django.urls import reverse

from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.scope import Scope
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.method.reading import standings_of
from xinhuo.journal.records.models import Occasion, Record
from xinhuo.shell.briefing import rules
from xinhuo.shell.briefing.facts import Brief, Chapter, Line
from xinhuo.shell.desk.reading import Asked, tasks_of
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.reading import contacts_of

_NOTHING = "没有记录。"


def month_brief(unit: Unit, year: int, month: int, asked: Asked, office: Office | None) -> Brief:
    """去年这个月: what was done and handed in then, what this month brings."""
    then, scope = Period(year - 1, month, month), _seen(unit, asked)
    may_write = asked.actor.may("write_record", unit.path)
    chapters = (
        Chapter(f"{year - 1}年{month}月做过的事", _done(unit, scope, then, may_write), "去年这个月没有记录。"),
        Chapter("去年这个月定稿的材料", _sealed(unit, then), "去年这个月没有定稿的材料。"),
        Chapter(f"{month}月应办的事", _due(unit, year, month, asked), "这个月没有到期的事。"),
        Chapter(f"{month}月的节点", _occasions(month), "这个月没有固定的节点。"),
    )
    return Brief(
        title=f"{unit.full_name_in(year)}{month}月工作参考",
        unit=unit.name_in(year),
        issuer=unit.full_name_in(year),
        said="从记录里来，没有人另外填。照着去年的起个头，今年的改一改就行。",
        chapters=chapters,
        demo=bool(office and office.demo),
    )


def leader_brief(unit: Unit, asked: Asked, office: Office | None) -> Brief:
    """领导一页纸: what needs the leader (at most three lines), what is open, what was done this month and before."""
    today = asked.today
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    mine, others = _tasks(unit, asked)
    chapters = (
        Chapter("要您办的", rules.few(mine, rules.FIRST, "还有{n}件，在首页上"), "没有要您办的。"),
        Chapter("还在办的", rules.few(others, rules.SHOWN, "还有{n}件，在首页上"), "没有还在办的。"),
        Chapter(
            f"{today.month}月做过的",
            _done(unit, _seen(unit, asked), Period(today.year, today.month, today.month), False),
            _NOTHING,
        ),
        Chapter(f"{month}月做过的", _done(unit, _seen(unit, asked), Period(year, month, month), False), _NOTHING),
    )
    return Brief(
        title=f"{unit.full_name}工作一页纸",
        unit=unit.name,
        issuer=unit.full_name,
        said=f"到{today.year}年{today.month}月{today.day}日。",
        chapters=chapters,
        demo=bool(office and office.demo),
    )


def handover_brief(unit: Unit, asked: Asked, office: Office | None) -> Brief:
    """交接材料: the open matters, who is who, and the papers of last year and this, for whoever takes over."""
    today = asked.today
    mine, others = _tasks(unit, asked)
    people = tuple(Line(f"{one.post}{one.name}", one.phone) for one in contacts_of(unit, today))
    sealed = SealedPaper.objects.newest_of([unit], today.year - 1) + SealedPaper.objects.newest_of([unit], today.year)
    year = Chapter(f"{today.year}年还要到期的事", _still_to_come(unit, asked), "今年没有要到期的事了。")
    chapters = (
        Chapter("还没有办完的", (*mine, *others), "没有还没有办完的。"),
        year,
        Chapter("班子和联系方式", people, "名册里还没有班子成员。"),
        Chapter("去年以来定稿的材料", tuple(_paper_line(one) for one in sealed), "去年以来没有定稿的材料。"),
    )
    return Brief(
        title=f"{unit.full_name}交接材料",
        unit=unit.name,
        issuer=unit.full_name,
        said=f"{today.year}年{today.month}月{today.day}日从记录里理出来的。电话只印后四位，要全号请在名册里看，会留痕。",
        chapters=chapters,
        demo=bool(office and office.demo),
    )


def _still_to_come(unit: Unit, asked: Asked) -> tuple[Line, ...]:
    """The rest of the year's calendar, month by month."""
    months = range(asked.today.month, 13)
    return tuple(line for month in months for line in _due(unit, asked.today.year, month, asked))


def _tasks(unit: Unit, asked: Asked) -> tuple[list[Line], list[Line]]:
    """What waits for this person, and what else is open in the unit and below, as lines."""
    below = Unit.objects.within(_seen(unit, asked)).keeping_books().filter(closed_on=None)
    found = tasks_of(asked, list(below.in_order()))
    lines = {task: Line(task.title, f"{task.hint}（{task.status}）", task.url) for task in found}
    return [line for task, line in lines.items() if task.mine], [line for task, line in lines.items() if not task.mine]


def _done(unit: Unit, scope: Scope, period: Period, may_write: bool) -> tuple[Line, ...]:
    rows = (
        Record.objects.within(scope)
        .standing()
        .leading()
        .of_period(period)
        .select_related("unit", "kind")
        .order_by("held_on", "id")
    )
    lines = [_record_line(record, unit, may_write) for record in rows[: rules.SHOWN + 1]]
    if len(lines) > rules.SHOWN:
        lines[-1] = Line("", counts=rows.count() - rules.SHOWN)
    return rules.few(lines, rules.SHOWN, "还有{n}件，在工作记录里")


def _seen(unit: Unit, asked: Asked) -> Scope:
    """What this person may see in the unit and below it."""
    return asked.scope.narrowed(unit.path, unit.shard)


def _record_line(record: Record, unit: Unit, may_write: bool) -> Line:
    whose = "" if record.unit_id == unit.pk else f"·{record.unit.name}"
    day = f"{record.held_on.month}月{record.held_on.day}日"
    again = f"{reverse('records:write')}?like={record.pk}" if may_write else ""
    content = "" if record.content == record.title else f"　{rules.short(record.content)}"
    return Line(record.title, f"{day}{whose}{content}", reverse("records:record", args=[record.pk]), again)


def _sealed(unit: Unit, period: Period) -> tuple[Line, ...]:
    rows = SealedPaper.objects.filter(unit=unit, sealed_on__range=(period.start, period.end)).order_by(
        "sealed_on", "id"
    )
    return tuple(_paper_line(paper) for paper in rows)


def _paper_line(paper: SealedPaper) -> Line:
    page = reverse("archives:paper", args=[paper.kind, paper.unit_id, paper.year, paper.month])
    return Line(paper.title, f"{paper.sealed_on.month}月{paper.sealed_on.day}日定稿", page)


def _due(unit: Unit, year: int, month: int, asked: Asked) -> tuple[Line, ...]:
    """The method's duties that fall due in the month, with how they stand now."""
    found = standings_of([unit], year, asked.today, each=True).get(unit.pk, [])
    lines = []
    for standing in found:
        for one in standing.all:
            if (one.occurrence.due.year, one.occurrence.due.month) == (year, month):
                said = f"{month}月{one.occurrence.due.day}日前{'，已做到' if one.state == 'done' else ''}"
                lines.append(
                    Line(standing.duty.title, said, reverse("method:duty", args=[unit.pk, year, standing.duty.key]))
                )
    return tuple(lines)


def _occasions(month: int) -> tuple[Line, ...]:
    rows = Occasion.objects.filter(active=True)
    return tuple(
        Line(one.name, _days(one.first, one.last)) for one in rows if rules.falls_in(one.first, one.last, month)
    )


def _days(first: int, last: int) -> str:
    begins, ends = (f"{day // 100}月{day % 100}日" for day in (first, last))
    return begins if begins == ends else f"{begins}到{ends}"
