"""要办的事: derived from what was recorded, a few plain lines, each with the place where it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Min, Q, Value
from django.db.models.functions import ExtractMonth
from django.urls import reverse

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.approvals.reading import Waiting, stuck, waiting_for
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.method.reading import to_do
from xinhuo.journal.records.models import Record
from xinhuo.shell.desk.facts import Task
from xinhuo.shell.desk.rules import months_said, summary_due
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.who.people.reading import unbound_directors
from xinhuo.work.applications.reading import coming_for
from xinhuo.work.meetings.reading import open_items
from xinhuo.work.reports.reading import calls_open, reminders, to_set
from xinhuo.year.yearbook.models import ChronicleMonth, undecided
from xinhuo.year.yearbook.rules import SUMMARIES, period_said, summary_title

NAMED = 3  # more units than this are counted, not named


def silent_months(units: Sequence[Unit], year: int, until: int, today: date) -> dict[UUID, list[int]]:
    """Unit id → past months of `year` (up to `until`) without a record and without a confirmed 本月无: three queries."""
    rows = Record.objects.standing().filter(unit__in=units).of_year(year).order_by()
    told = set(rows.annotate(month=ExtractMonth("held_on")).values_list("unit_id", "month").distinct())
    told |= set(ChronicleMonth.objects.filter(unit__in=units, year=year).values_list("unit_id", "month"))
    first = dict(
        Record.objects.standing().filter(unit__in=units).order_by().values_list("unit").annotate(Min("held_on"))
    )
    silent = {}
    for unit in units:  # nothing is asked for months before a unit began to keep records here
        began = first.get(unit.pk, today)
        lived = [m for m in range(1, until + 1) if unit.existed_on(date(year, m, 28)) and date(year, m, 28) >= began]
        silent[unit.pk] = [m for m in lived if (unit.pk, m) not in told]
    return silent


@dataclass(frozen=True)
class Asked:
    """Who asks, on which day, what may be seen, and the own unit."""

    actor: Actor
    today: date
    scope: Scope
    home: Unit


def tasks_of(asked: Asked, units: Sequence[Unit]) -> list[Task]:
    """What waits for this person in these units; in January last year's papers come first."""
    today = asked.today
    found = [*_approvals(asked), *_coming(asked), *_seats(asked)]
    if today.month == 1:
        found += _for_year(asked, units, today.year - 1, 12)
    found += _for_year(asked, units, today.year, today.month - 1)
    found += _summary(asked)
    found += _calls(asked)
    found += _settled(asked)
    found += _duties(asked, {task.url for task in found})
    found += _printing(asked)
    found += _incomplete(asked)
    return found


def _approvals(asked: Asked) -> list[Task]:
    """What waits for this person's word, the oldest first; and what nobody can decide, for whoever appoints."""
    waiting = waiting_for(asked.actor, asked.today)
    found = [
        Task(f"{one.verb_name}：{one.title}", f"{one.unit_name}{one.submitted_by}报的", _case(one), "等您", mine=True)
        for one in waiting[:NAMED]
    ]
    if len(waiting) > NAMED:
        more = f"还有{len(waiting) - NAMED}件"
        found.append(Task("待我审批", f"{more}，也在等您", reverse("approvals:list"), more, mine=True))
    return [*found, *_empty_seats(asked)]


def _empty_seats(asked: Asked) -> list[Task]:
    """Seats that nobody can decide from, each with what waits there, for whoever appoints."""
    if not asked.actor.can("manage_posts"):
        return []
    seats: dict[str, list[Waiting]] = {}
    for one in stuck(asked.actor.scope("manage_posts"), asked.today):
        seats.setdefault(one.seat, []).append(one)
    return [
        Task(f"{seat}空着", f"有{len(some)}件等着，现在没有人能批。请补任，或开账号", _case(some[0]), "请看看")
        for seat, some in list(seats.items())[:NAMED]
    ]


def _coming(asked: Asked) -> list[Task]:
    """Approved events of this week and the next to which this person is asked by name."""
    weeks = [coming_for(asked.actor, asked.today + timedelta(days=ahead)) for ahead in (0, 7)]
    return [
        Task(
            one.name,
            f"{one.starts_on.month}月{one.starts_on.day}日{one.place}。{one.asks or '请您到会'}",
            reverse("applications:show", args=[one.application_id]),
            "请您到会",
            "half",
            mine=True,
        )
        for one in (*weeks[0], *weeks[1])
        if (one.ends_on or one.starts_on) >= asked.today
    ]


def _calls(asked: Asked) -> list[Task]:
    """Of a unit: what it is asked to hand in. Of the office: next year's roster, which wants a yes."""
    found = calls_open([asked.home], asked.today) if asked.actor.can("hand_in") else []
    if asked.actor.may("set_roster", asked.home.path) and (line := to_set(asked.home, asked.today)):
        found = [line, *found]
    return [Task(one.title, one.hint, reverse(one.url_name, args=one.args), one.status, "half") for one in found]


def _settled(asked: Asked) -> list[Task]:
    """What meetings decided that the own unit still has to do, the most urgent first."""
    if not asked.actor.can("hold_meetings"):
        return []
    items = open_items([asked.home], asked.today)
    return [
        Task(one.title, one.hint, reverse(one.url_name, args=one.args), one.status, "todo" if one.late else "half")
        for one in items[:NAMED]
    ]


def _case(one: Waiting) -> str:
    return reverse("approvals:case", args=[one.case_id])


def _seats(asked: Asked) -> list[Task]:
    """主任由党组织书记兼任: told with its age, to whoever appoints; never in the way of anything."""
    if not asked.actor.can("manage_posts"):
        return []
    near = Q(pk=asked.home.pk) | Q(parent=asked.home)  # farther down it is the office in between that sees to it
    gaps = unbound_directors(Unit.objects.within(asked.actor.scope("manage_posts")).filter(near), asked.today)
    if not gaps:
        return []
    oldest = max(gap.days for gap in gaps)
    names = "、".join(gap.unit for gap in gaps[:NAMED]) + (f"等{len(gaps)}个单位" if len(gaps) > NAMED else "")
    url = reverse("people:leaders", args=[gaps[0].unit_id])
    return [Task("主任还没有由党组织书记兼任", f"{names}。最长的有{oldest}天了", url, f"{len(gaps)}个单位", "half")]


def _duties(asked: Asked, known: set[str]) -> list[Task]:
    """The method's duties of the own unit, except those whose place is in the list already."""
    roles = {right.role for right in asked.actor.rights}
    lines = to_do(asked.home, asked.today, roles) if asked.actor.can("see") else []
    tasks = [Task(one.title, one.hint, reverse(one.url_name, args=one.args), one.status, one.state) for one in lines]
    return [task for task in tasks if task.url not in known]


def _for_year(asked: Asked, units: Sequence[Unit], year: int, until: int) -> list[Task]:
    return [*_silent(asked, units, year, until), *_chronicle(asked, units, year), *_report(asked, units, year)]


def _silent(asked: Asked, units: Sequence[Unit], year: int, until: int) -> list[Task]:
    if until < 1 or not asked.actor.can("write_record"):
        return []
    silent = silent_months(units, year, until, asked.today)
    waiting = [u for u in units if silent[u.pk]]
    if not waiting:
        return []
    if len(units) == 1 and units[0].pk == asked.actor.unit_id:
        months = silent[units[0].pk]
        url = f"{reverse('records:write')}?month={year}-{months[0]:02d}"
        hint = "做过的事补记上就行；真没有，也可以在大事记里确认“本月无”"
        return [Task(f"{months_said(months)}还没有记录", hint, url, "可以补记")]
    names = "、".join(u.name for u in waiting[:NAMED]) + (f"等{len(waiting)}个单位" if len(waiting) > NAMED else "")
    url = f"{reverse('desk:home')}#danwei"
    return [Task(f"{len(waiting)}个单位有月份没有记录", f"{names}。打个电话问问，要不要帮着记", url, "帮一把", "half")]


def _chronicle(asked: Asked, units: Sequence[Unit], year: int) -> list[Task]:
    if not asked.actor.can("edit_papers"):
        return []
    waiting = undecided(units, year)
    unit = next((u for u in units if u.pk == asked.actor.unit_id), None)
    count = waiting.get(unit.pk, 0) if unit else 0
    if not count or unit is None:
        return []
    url = reverse("yearbook:chronicle", args=[unit.pk, year])
    return [
        Task(f"{year}年大事记", f"有{count}件可以编进去，句子已经拟好，您看一遍就行", url, f"{count}件待定", "half")
    ]


def _report(asked: Asked, units: Sequence[Unit], year: int) -> list[Task]:
    """The duty unit's report of this month or the next: drafted, to be read."""
    if year != asked.today.year or not asked.actor.can("see"):
        return []
    return [
        Task(
            line.title if line.unit_id == asked.actor.unit_id else f"{line.unit}{line.title}",
            line.hint,
            reverse(line.url_name, args=line.args),
            line.status,
            "half",
        )
        for line in reminders(units, asked.today)
    ]


def _summary(asked: Asked) -> list[Task]:
    """The own unit's 小结 that is not sealed yet, in its time: one line, and none where nothing was recorded."""
    due, actor = summary_due(asked.today), asked.actor
    if due is None or not actor.can("seal_papers"):
        return []
    period, home = Period(due[0], 1, due[1]), asked.home
    unit = _to_sum_up(asked, home, period)
    if unit is None or not actor.may("seal_papers", unit.path) or not unit.existed_on(period.end):
        return []
    url = reverse("yearbook:summary", args=[unit.pk, period.year, period.last])
    hint = f"已按{period_said(period.last)}的记录起好稿。看一遍，觉得行了就定稿"
    return [Task(summary_title("", period.year, period.last), hint, url, "还没有定稿", "half")]


def _to_sum_up(asked: Asked, home: Unit, period: Period) -> Unit | None:
    """The unit itself where there is a 小结 to seal that this person sees: one query."""
    sealed = SealedPaper.objects.of(Subject(SUMMARIES[period.last], str(home.pk), period.year, period.last))
    below = Root(home.path, home.shard)
    rows = Record.objects.standing().of_period(period)
    office = Exists(rows.within(Scope((below,)))) if any(r.holds(below) for r in asked.scope.roots) else Value(False)
    told = Q(Exists(rows.filter(unit=home)), unit_type__grassroots=True) | Q(office, unit_type__grassroots=False)
    return Unit.objects.within(asked.scope).filter(told, ~Exists(sealed), pk=home.pk).first()


def _printing(asked: Asked) -> list[Task]:
    """Of the office: what units ask to have printed. Of a unit without a printer: what lies ready."""
    actor = asked.actor
    if actor.can("print_for_others"):
        rows = PrintRequest.objects.within(actor.scope("print_for_others")).waiting()
        counted = rows.aggregate(papers=Count("id"), units=Count("unit", distinct=True))
        if not counted["papers"]:
            return []
        hint = f"{counted['units']}个单位请印的，可以一次印成一个文件"
        return [Task("村里请代印", hint, reverse("printing:list"), f"{counted['papers']}样", "half")]
    ready = PrintRequest.objects.within(actor.scope("print_books")).filter(unit=actor.unit_id).lately_printed().count()
    if not ready:
        return []
    return [Task("街道代印的印好了", f"{ready}样，可以去办公室取了", reverse("printing:mine"), "已印好", "ok")]


def _incomplete(asked: Asked) -> list[Task]:
    if not asked.actor.can("register_person"):
        return []
    waiting = Person.objects.within(asked.actor.scope("register_person")).incomplete()
    names = list(waiting.by_strokes().values_list("name", flat=True)[: NAMED + 1])
    if not names:
        return []
    count = waiting.count()
    hint = "、".join(names[:NAMED]) + (f"等{count}位" if count > NAMED else "") + "缺出生年月或五老类别，问到了再补"
    return [Task("名册里有人资料待补", hint, f"{reverse('roster:list')}?gaps=on", f"{count}位")]
