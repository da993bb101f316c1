"""Whose month it is, what was given, what is still to come: read set-wise."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.rules import CATEGORIES
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Person
from xinhuo.work.reports import rules
from xinhuo.work.reports.facts import (
    CollectionFacts,
    DoneBefore,
    DraftFacts,
    Given,
    RosterFacts,
    SlotFacts,
    Text,
    Turn,
)
from xinhuo.work.reports.models import Call, CallUnit, DutyRoster, DutySlot, HandedIn

EXAMPLES = 4  # things told by name in a draft


def duty_months(units: Iterable[Unit] | QuerySet, year: int) -> dict[UUID, list[int]]:
    """Unit id → the months in which it reports in `year`: one query for all units."""
    found: dict[UUID, list[int]] = {}
    rows = DutySlot.objects.of_year(year).filter(unit__in=units).in_order()
    for unit, month in rows.values_list("unit_id", "month"):
        found.setdefault(unit, []).append(month)
    return found


def duty_units(office: Unit, year: int, month: int) -> list[Unit]:
    """Who reports in the meeting of `month`, in order."""
    rows = DutySlot.objects.of(office, year).filter(month=month).with_words()
    return [slot.unit for slot in rows]


def given(office: Unit, year: int, month: int) -> list[Given]:
    """The reports that were given in a month (by the day of the meeting): for its minutes, in the order of the roster."""
    whole = Period(year, month, month)
    rows = DutySlot.objects.filter(roster__office=office, given_on__range=(whole.start, whole.end)).with_words()
    return [
        Given(
            slot_id=str(slot.pk),
            unit_id=str(slot.unit_id),
            unit=slot.unit.name,
            year=slot.roster.year,
            month=slot.month,
            given_on=slot.given_on,
            title=f"{slot.unit.name}汇报{rules.span(slot.month)}工作",
            paper_id=str(slot.paper_id or ""),
        )
        for slot in rows.order_by("given_on", "month", "position", "id")
        if slot.given_on is not None
    ]


def coming(unit: Unit, day: date) -> list[DutySlot]:
    """The turns of a unit from the month of `day` on that were not given yet."""
    rows = DutySlot.objects.open().filter(unit=unit, roster__year__gte=day.year).with_words()
    return [
        slot
        for slot in rows.order_by("roster__year", "month")
        if slot.month >= rules.month_of_merger(day, slot.roster.year)
    ]


@dataclass(frozen=True)
class Line:
    """A line for the workbench: what, why, where it is done (url name and arguments), and how it stands in words.

    `unit` is whose it is, said before the title to whoever sees several.
    """

    title: str
    hint: str
    url_name: str
    args: tuple[Any, ...]
    status: str
    unit_id: UUID | None = None
    unit: str = ""


def reminders(units: Collection[Unit], today: date) -> list[Line]:
    """催办, before the meeting: reports of these units that are due this month or the next and were not given. One query."""
    rows = DutySlot.objects.open().filter(unit__in=units).with_words().order_by("roster__year", "month", "position")
    near = [slot for slot in rows.filter(roster__year__in=(today.year, today.year + 1)) if _near(slot, today)]
    return [_reminder(slot, today) for slot in near]


def _near(slot: DutySlot, today: date) -> bool:
    ahead = (slot.roster.year - today.year) * 12 + slot.month - today.month
    return ahead in (0, 1) or (ahead == -1 and slot.unit.closed_on is None)


def _reminder(slot: DutySlot, today: date) -> Line:
    due, now = (slot.roster.year, slot.month), (today.year, today.month)
    status = "讲了没有" if due < now else "稿子已起好"
    hint = f"{slot.month}月例会上讲。已按1至{min(slot.month, today.month)}月的记录起好稿，看一遍就行"
    if due < now:
        hint = f"{slot.month}月例会上讲过了，就登记一下；还没讲，请办公室改期"
    if slot.roster.year > today.year:
        hint, status = f"明年{slot.month}月例会上讲，到时候按记录起好稿", "下月轮到"
    return Line(f"{slot.month}月轮值汇报", hint, "reports:slot", (slot.pk,), status, slot.unit_id, slot.unit.name)


def to_set(office: Unit, today: date) -> Line | None:
    """In December, and later while there is none: next year's (this year's) roster is to be set. Two queries at most."""
    year = today.year + (today.month == 12)
    if DutyRoster.objects.filter(office=office, year=year).exists():
        return None
    if not DutyRoster.objects.filter(office=office).exists():
        return None
    hint = (
        "已照今年的往前挪一个月排好，看一遍、点一下就定"
        if today.month == 12
        else "照去年的往前挪一个月排好了，看一遍就定"
    )
    return Line(f"{year}年轮值还没有定", hint, "reports:set", (office.pk, year), "请定一下")


def calls_open(units: Collection[Unit], today: date) -> list[Line]:
    """Calls that ask these units, due within two weeks or past, for which nothing was handed in: two queries."""
    rows = CallUnit.objects.filter(unit__in=units, call__withdrawn_on=None, unit__closed_on=None)
    rows = rows.filter(call__due_on__range=(date(today.year - 1, 12, 1), date.fromordinal(today.toordinal() + 14)))
    asked = list(rows.select_related("call", "unit").order_by("call__due_on", "unit__tree_order"))
    handed = set(HandedIn.objects.filter(call__in={row.call_id for row in asked}).values_list("call_id", "unit_id"))
    return [
        Line(
            f"交“{row.call.title}”",
            f"{row.call.due_on.month}月{row.call.due_on.day}日前交。稿子已起好，看一遍、改一改就能交",
            "reports:hand_in",
            (row.call_id, row.unit_id),
            "还没有交",
            row.unit_id,
            row.unit.name,
        )
        for row in asked
        if (row.call_id, row.unit_id) not in handed
    ]


def roster_facts(
    office: Unit, year: int, slots: Sequence[DutySlot], today: date, instance: Office | None, whole: bool = True
) -> RosterFacts:
    """What the wheel and the printed roster show of `slots`; what was changed names units, so only who sees the `whole`."""
    roster = DutyRoster.objects.filter(office=office, year=year).first()
    changes = list(roster.changes.all()) if roster and whole else []
    return RosterFacts(
        office=office.full_name_in(year),
        year=year,
        month=today.month if today.year == year else 0,
        slots=tuple(SlotFacts(slot.month, slot.unit.name, state_of(slot, today), note_of(slot)) for slot in slots),
        changes=tuple(f"{change.text}{f'（{change.reason}）' if change.reason else ''}" for change in changes),
        agreed_on=roster.agreed_on if roster else None,
        demo=bool(instance and instance.demo),
    )


def state_of(slot: DutySlot, today: date) -> str:
    """given: it was told; now: this month's; open: still to come, or past without having been told."""
    if slot.given_on:
        return "given"
    return "now" if (slot.roster.year, slot.month) == (today.year, today.month) else "open"


def note_of(slot: DutySlot) -> str:
    """原定6月，李主任同意改期; a unit that is gone."""
    if slot.over:
        gone = slot.unit.merged_into
        return f"已并入{gone.name}，请另排" if gone else "单位已撤销，请另排"
    return f"原定{slot.deferred_from}月，{slot.deferral}" if slot.deferred_from else ""


def last_turns(office: Unit, year: int) -> list[Turn]:
    """Last year's turns, whoever has gone since in the place of whom it became part of."""
    found = []
    for slot in DutySlot.objects.of(office, year - 1).with_words():
        heir = slot.unit.merged_into_id
        found.append(Turn(slot.turn.month, str(heir)) if heir else slot.turn)
    return found


def turns_of(office: Unit, year: int) -> list[Turn]:
    """The turns as they stand."""
    return [Turn(slot.month, str(slot.unit_id)) for slot in DutySlot.objects.of(office, year)]


def units_beside(office: Unit, today: date) -> list[Unit]:
    """Whom an office may put on its roster: the open units right below it, in its own order."""
    return list(office.children.filter(closed_on=None).select_related("unit_type").in_order())


def board(call: Call) -> list[tuple[CallUnit, HandedIn | None]]:
    """Who is asked and what came, in the office's own order: never by who was first. Two queries."""
    newest = HandedIn.objects.newest_of([call])
    rows = call.asked.select_related("unit", "unit__merged_into").order_by("unit__tree_order", "unit__path")
    return [(row, newest.get((call.pk, row.unit_id))) for row in rows]


def draft_facts(unit: Unit, year: int, today: date) -> DraftFacts:
    """What a text about `year` is drafted from: the year before, and this one so far."""
    until = today.month if today.year == year else 12
    return DraftFacts(
        unit_full=unit.full_name,
        year=year,
        last=_done(unit, Period(year - 1)),
        so_far=_done(unit, Period(year, 1, until)),
        until=until,
    )


def _done(unit: Unit, period: Period) -> DoneBefore:
    rows = Record.objects.standing().filter(unit=unit).of_period(period).order_by()
    work = rows.exclude(kind__category__in=("meeting", "study", "training"))
    counts = dict(work.values_list("kind__category").annotate(n=Count("id")))
    station = rows.filter(kind__category="station")
    months = sorted(set(station.annotate(m=ExtractMonth("held_on")).values_list("m", flat=True)))
    points = work.exclude(occasion=None).order_by("held_on", "id").values_list("held_on", "occasion__name")
    return DoneBefore(
        year=period.year,
        counts=tuple((word, counts[key]) for key, word in CATEGORIES.items() if counts.get(key)),
        youth=work.aggregate(n=Sum("youth_count"))["n"] or 0,
        elders=Person.objects.filter(unit=unit).serving().five_elders().count(),
        points=tuple(dict.fromkeys((day.month, name) for day, name in points)),
        station=station.count(),
        station_youth=station.aggregate(n=Sum("youth_count"))["n"] or 0,
        station_months=tuple(months),
        examples=_examples(work),
        kinds=tuple(dict.fromkeys(work.order_by("kind__position").values_list("kind__name", flat=True))),
    )


def _examples(work: QuerySet) -> tuple[tuple[date, str], ...]:
    """What was worth the 大事记, of each month the first, a few spread over the year."""
    told: dict[int, tuple[date, str]] = {}
    for day, title in work.filter(milestone=True).order_by("held_on", "id").values_list("held_on", "title"):
        told.setdefault(day.month, (day, title))
    step = max(1, -(-len(told) // EXAMPLES))
    return tuple(list(told.values())[::step])


def last_text(unit: Unit, call: Call) -> HandedIn | None:
    """What the unit handed in on the same topic the last time, for an earlier year."""
    rows = HandedIn.objects.filter(unit=unit, call__topic=call.topic, call__year__lt=call.year).exclude(text="")
    return rows.select_related("call").order_by("-call__year", "-number").first()


def collection_facts(call: Call, instance: Office | None) -> CollectionFacts:
    """All that was handed in, in the order of reading."""
    newest = HandedIn.objects.newest_of([call])
    rows = list(call.asked.select_related("unit").filter(Q(unit__closed_on=None) | Q(unit__in=[u for _, u in newest])))
    texts = [(row.unit, newest[call.pk, row.unit_id]) for row in rows if (call.pk, row.unit_id) in newest]
    return CollectionFacts(
        office=call.office.full_name,
        title=call.title,
        year=call.year,
        due_on=call.due_on,
        texts=tuple(Text(u.name, u.full_name, h.text, h.handed_on, h.on_paper) for u, h in texts),
        demo=bool(instance and instance.demo),
    )
