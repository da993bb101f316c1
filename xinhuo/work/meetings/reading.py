"""What pages and papers say of meetings, read set-wise: the roll by posts, what is open, a meeting as facts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xinhuo.ground.files.models import Attachment
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Appointment, Post, TeamLeadership
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.facts import Consulted, Expected, ItemFacts, MeetingFacts, RollRow, Settled
from xinhuo.work.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Problem, Resolution
from xinhuo.work.reports.models import Call, DutySlot, HandedIn
from xinhuo.work.reports.reading import duty_units
from xinhuo.work.reports.rules import span

_BEFORE, _AFTER = timedelta(days=31), timedelta(days=7)  # a call's texts are read about the day they were due


@dataclass(frozen=True)
class OpenItem:
    """An open 议定事项 for the workbench: what, who, by when, and where it is settled (url name and arguments)."""

    title: str
    hint: str
    url_name: str
    args: tuple[Any, ...]
    status: str
    late: bool
    due_on: date | None
    unit_id: UUID | None


def open_items(units: Collection[Any], day: date) -> list[OpenItem]:
    """What these units still have to do from meetings, the most urgent first: one query for all of them."""
    rows = Resolution.objects.open().of_units(units).with_words().by_day()
    return [_open_item(row, day) for row in rows]


def _open_item(row: Resolution, day: date) -> OpenItem:
    late = row.is_late(day)
    due = f"，{row.due_on.month}月{row.due_on.day}日前" if row.due_on else ""
    return OpenItem(
        title=row.text,
        hint=f"{row.meeting.title}议定，{row.who_said}办{due}",
        url_name="meetings:settle",
        args=(row.pk,),
        status="过了日子" if late else "要办",
        late=late,
        due_on=row.due_on,
        unit_id=row.unit_id or row.meeting.unit_id,
    )


def expected(unit: Unit, kind: MeetingKind, day: date) -> list[Expected]:
    """Who belongs to a meeting of this kind on `day`, by the posts held on that day; each person once.

    For a kind of the units below, a unit without such a leader is there all the same, its post vacant.
    """
    if kind.whom == "teams":
        return _team_leaders(unit, day)
    if kind.whom not in ("own", "below"):
        return []
    units = [unit]
    if kind.whom == "below":
        units += Unit.objects.filter(parent=unit).open_on(day).in_order()
    rows = _holders(units, kind.posts, day)
    seen: set[Any] = set()
    found = []
    for one in units:
        mine = [row for row in rows if row.unit_id == one.pk and row.person_id not in seen]
        seen |= {row.person_id for row in mine}
        found += [_expected(one, row) for row in mine if row.person_id]
        if not mine and one.pk != unit.pk and kind.posts:
            found.append(Expected(one.pk, one.name, None, "", kind.posts[0], _post_name(kind.posts[0])))
    return list({(row.unit_id, row.person_id): row for row in found}.values())


def _holders(units: Collection[Unit], posts: Collection[str], day: date) -> list[Appointment]:
    rows = Appointment.objects.held_on(day).filter(unit__in=units).select_related("person", "post").in_rank()
    return list(rows.filter(post__in=posts) if posts else rows.leading())


def _expected(unit: Unit, row: Appointment) -> Expected:
    return Expected(unit.pk, unit.name, row.person_id, row.person.name, row.post_id, row.post.name)


def _post_name(code: str) -> str:
    post = Post.objects.filter(pk=code).first()
    return post.name if post else ""


def _team_leaders(unit: Unit, day: date) -> list[Expected]:
    rows = TeamLeadership.objects.filter(team__unit=unit, started_on__lte=day)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=day)).select_related("team", "person").order_by("team")
    found = {row.person_id: Expected(unit.pk, unit.name, row.person_id, row.person.name, "", "") for row in rows}
    teams: dict[Any, list[str]] = {}
    for row in rows:
        teams.setdefault(row.person_id, []).append(f"{row.team.name}队长")
    return [Expected(one.unit_id, one.unit, pk, one.name, "", "、".join(teams[pk])[:30]) for pk, one in found.items()]


def not_in_post(meeting: Meeting, roll: Iterable[Attendance]) -> dict[UUID, str]:
    """Id of a row → the sentence, for whoever stands on the roll by a post that was not held on the day. One query."""
    rows = [row for row in roll if row.post and row.person_id]
    if not rows:
        return {}
    held = Appointment.objects.held_on(meeting.held_on).filter(person__in=[row.person_id for row in rows])
    known = set(held.values_list("unit_id", "person_id", "post_id"))
    day = f"{meeting.held_on.month}月{meeting.held_on.day}日"
    return {
        row.pk: f"{row.name}{day}不在{row.post_name}的任上。请核对是不是这位。"
        for row in rows
        if (row.unit_id, row.person_id, row.post) not in known
    }


def files_of(meetings: Iterable[Meeting]) -> dict[str, list[str]]:
    """Meeting id → the names of the files beside it: one query for all."""
    ids = [str(meeting.pk) for meeting in meetings]
    found: dict[str, list[str]] = {}
    for row in Attachment.objects.filter(kind="meeting", object_id__in=ids).standing().order_by("added_at", "id"):
        found.setdefault(row.object_id, []).append(str(row))
    return found


def year_facts(unit: Unit, year: int, office: Office | None) -> list[MeetingFacts]:
    """Every meeting that a unit held in a year, in order: as many queries as for one."""
    meetings = list(Meeting.objects.held().of_year(year).filter(unit=unit).for_papers().in_order())
    files, reports = files_of(meetings), heard(meetings)
    return [facts_of(one, office, files.get(str(one.pk), ()), reports[one.pk]) for one in meetings]


def facts_of(
    meeting: Meeting, office: Office | None, files: Iterable[str] = (), reports: Iterable[str] = ()
) -> MeetingFacts:
    """A meeting as papers read it; `for_papers` fetches all of it beforehand, `files_of` the names of its files."""
    items = list(meeting.items.all())
    starts = rules.schedule(meeting.starts_at, [item.minutes for item in items])
    site = office.site if office else ""
    return MeetingFacts(
        unit=meeting.unit.name,
        unit_full=meeting.unit.full_name,
        kind=meeting.kind.name,
        audience=meeting.kind.audience,
        title=meeting.title,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        chair=meeting.chair,
        note_taker=meeting.note_taker,
        bring=meeting.bring,
        announced_on=timezone.localdate(meeting.made_at),
        items=tuple(_item(item, at) for item, at in zip(items, starts, strict=True)),
        roll=tuple(_roll_row(row) for row in meeting.roll.all()),
        others=meeting.others,
        taken=meeting.taken_at is not None,
        held=meeting.is_held,
        remarks=meeting.remarks,
        settled=tuple(settled(row) for row in meeting.resolutions.all()),
        consulted=tuple(Consulted(p.unit.name, p.sentence, p.answer) for p in meeting.problems.all()),
        reports=tuple(reports),
        files=tuple(files),
        page=f"{site.rstrip('/')}/meetings/{meeting.pk}/roll/" if site else "",
        demo=bool(office and office.demo),
    )


def _item(item: AgendaItem, at: Any) -> ItemFacts:
    return ItemFacts(at, item.minutes, item.title, item.about, item.speaker, item.part, item.said, differs_said(item))


def differs_said(item: AgendaItem) -> str:
    """没参加：周德顺；另外参加：吴秀兰 of a part, where it differs from the roll."""
    rows = [change.attendance for change in item.changes.all()]
    left = "、".join(row.called for row in rows if row.came)
    more = "、".join(row.called for row in rows if not row.came)
    return "；".join(filter(None, (f"没参加：{left}" if left else "", f"另外参加：{more}" if more else "")))


def _roll_row(row: Attendance) -> RollRow:
    return RollRow(row.unit.name, row.called, row.post_name, row.state, row.words, row.guest)


def settled(row: Resolution) -> Settled:
    """A resolution as papers read it."""
    return Settled(row.text, row.who_said, row.due_on, row.settled_on, row.words)


def waiting_problems(meeting: Meeting) -> list[Problem]:
    """What units have brought and no meeting has taken yet."""
    return list(Problem.objects.for_meeting_of(meeting.unit).select_related("unit"))


def heard(meetings: Sequence[Meeting]) -> dict[UUID, list[str]]:
    """Meeting id → what was reported in it, by itself: duty reports given that month, and calls read (集中汇报).

    Of two meetings of a month the reports belong to the one of their day. Three queries, however many meetings of an office.
    Where nothing is registered, what the agenda says of a duty report stands.
    """
    parts = {one.pk: {item.part for item in one.items.all()} for one in meetings}
    found: dict[UUID, list[str]] = {one.pk: [] for one in meetings}
    days = {(one.unit_id, one.held_on) for one in meetings}
    slots = _slots_given(meetings)
    for one in meetings:
        if "duty_report" not in parts[one.pk]:
            continue
        month = [slot for slot in slots if slot.roster.office_id == one.unit_id and _same_month(slot, one)]
        mine = [slot for slot in month if slot.given_on == one.held_on or (one.unit_id, slot.given_on) not in days]
        found[one.pk] = [f"{slot.unit.name}汇报{span(slot.month)}工作" for slot in mine] or _said_on_agenda(one)
    exchanged = [one for one in meetings if "exchange" in parts[one.pk]]
    for one, title in _calls_read(exchanged):
        found[one.pk].append(title)
    return found


def _slots_given(meetings: Sequence[Meeting]) -> list[DutySlot]:
    days = [one.held_on for one in meetings]
    if not days:
        return []
    rows = DutySlot.objects.filter(roster__office__in={one.unit_id for one in meetings}).with_words()
    first, last = min(days).replace(day=1), max(days) + timedelta(days=31)
    return list(rows.filter(given_on__range=(first, last)).order_by("given_on", "month", "position", "id"))


def _same_month(slot: DutySlot, meeting: Meeting) -> bool:
    day = slot.given_on
    return day is not None and (day.year, day.month) == (meeting.held_on.year, meeting.held_on.month)


def _said_on_agenda(meeting: Meeting) -> list[str]:
    return [item.about for item in meeting.items.all() if item.part == "duty_report" and item.about]


def _calls_read(meetings: Sequence[Meeting]) -> list[tuple[Meeting, str]]:
    """Calls whose texts were due in the month before the meeting or the days after it, with how many units handed in."""
    if not meetings:
        return []
    days = [one.held_on for one in meetings]
    calls = Call.objects.filter(office__in={one.unit_id for one in meetings}, withdrawn_on=None)
    calls = calls.filter(due_on__range=(min(days) - _BEFORE, max(days) + _AFTER)).order_by("due_on", "id")
    rows = list(calls)
    counts: dict[UUID, set[UUID]] = {}
    for call, unit in HandedIn.objects.filter(call__in=rows).values_list("call_id", "unit_id"):
        counts.setdefault(call, set()).add(unit)
    return [
        (one, f"{call.title}：{len(counts[call.pk])}个单位交流")
        for one in meetings
        for call in rows
        if call.pk in counts
        and call.office_id == one.unit_id
        and one.held_on - _BEFORE <= call.due_on <= one.held_on + _AFTER
    ]


def on_duty(meeting: Meeting) -> list[DutySlot]:
    """Whose turn it is in the month of this meeting, and hasn't been given: for its notice and its page."""
    slots = DutySlot.objects.of(meeting.unit, meeting.held_on.year).filter(month=meeting.held_on.month)
    return list(slots.open().with_words())


def duty_said(unit: Unit, day: date) -> str:
    """柳湾村汇报1至12月工作: what the agenda says of the duty report, where a roster stands."""
    names = "、".join(one.name for one in duty_units(unit, day.year, day.month))
    return f"{names}汇报{span(day.month)}工作" if names else ""


def minutes_of(meeting: Meeting) -> dict[str, tuple[str, str]]:
    """Key → (label, words) of every text of the minutes: what a form is filled with, and what is kept of a version."""
    found = {f"said_{item.pk.hex}": (item.title, item.said) for item in meeting.items.all()}
    for number, row in enumerate(meeting.resolutions.all(), 1):
        mark = row.pk.hex
        found[f"text_{mark}"] = (f"议定第{number}件", row.text)
        found[f"unit_{mark}"] = (f"第{number}件哪个单位办", str(row.unit_id or ""))
        found[f"doer_{mark}"] = (f"第{number}件谁来办", row.doer)
        found[f"due_{mark}"] = (f"第{number}件几时办好", row.due_on.isoformat() if row.due_on else "")
    found |= {f"answer_{p.pk.hex}": (f"给{p.unit.name}出的主意", p.answer) for p in meeting.problems.all()}
    found["remarks"] = ("其他记录", meeting.remarks)
    return found
