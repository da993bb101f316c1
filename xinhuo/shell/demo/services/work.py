"""This year's work in the demonstration: meetings with their reports, calls and applications, through everyone's doors."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.journal.approvals import services as approvals
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.told import Told
from xinhuo.shell.demo.facts import DemoMeeting, DemoPlace, read_meetings
from xinhuo.shell.demo.rules.year_plan import meeting_day
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.work.meetings.models import Attendance, Meeting, MeetingKind
from xinhuo.work.meetings.services.closing import close_meeting
from xinhuo.work.meetings.services.following import bring_problem, settle
from xinhuo.work.meetings.services.minuting import Decided, write_minutes
from xinhuo.work.meetings.services.planning import Plan, Point, plan_meeting, take_problems
from xinhuo.work.meetings.services.roll import Mark, take_roll
from xinhuo.work.reports.models import DutySlot
from xinhuo.work.reports.services.giving import give

_ACTIONS = frozenset(
    {"see", "write_record", "correct_record", "hold_meetings", "set_roster", "hand_in", "apply", "seal_papers", "edit_papers"}
)
_BEGINS = time(9, 0)
_AWAY = {2: "leave", 5: "delegate", 8: "leave", 10: "delegate"}  # month: how one of the units was not there itself


@dataclass(frozen=True)
class _Year:
    """What a year of work needs at hand."""

    place: DemoPlace
    office: Office
    units: Mapping[str, Unit]
    clerk: Actor
    today: date


def work(place: DemoPlace, office: Office, units: Mapping[str, Unit], today: date) -> None:
    """Everything up to today: a meeting a month with the duty unit's report in it, calls, applications."""
    clerk = Account.objects.filter(unit=office.root).order_by("created_at").first()
    by = replace(system_actor("办公室", _ACTIONS, office.root.path), id=clerk.pk if clerk else None)
    year = _Year(place, office, units, by, today)
    kind = MeetingKind.objects.get(code="monthly_meeting")
    for month, told in enumerate(read_meetings(), 1):
        day = meeting_day(today.year, month)
        if day <= today:
            _report(year, month, day)
            _meeting(year, kind, month, day, told)


def _report(year: _Year, month: int, day: date) -> None:
    for slot in DutySlot.objects.of(year.office.root, day.year).filter(month=month).with_words():
        give(year.clerk, slot, day, year.office, max(day, slot.ready_from))


def _meeting(year: _Year, kind: MeetingKind, month: int, day: date, told: DemoMeeting) -> None:
    by, root = year.clerk, year.office.root
    if told.problem_unit:
        bring_problem(by, year.units[told.problem_unit], told.problem, day - timedelta(days=2))
    duty = next(unit.name for unit in year.place.units if unit.duty_month == month)
    points = (
        Point("集中学习", 25, told.study, "办公室", "study"),
        Point("轮值汇报", 20, f"1月至{month}月工作" if month > 1 else "1月工作", duty, "duty_report"),
        Point("交流和疑难会诊", 30, part="consult"),
        Point(told.topic, 25, speaker="关工委主任"),
    )
    leader = next(one.name for one in year.place.leaders if one.post == "director")
    plan = Plan(kind, f"{month}月常务副主任例会", day, _BEGINS, None, "办事处三楼会议室", leader, "办公室", "知识问答", points)
    meeting = plan_meeting(by, root, uuid.uuid4(), plan)
    take_problems(by, meeting)
    _roll(year, meeting, month, day)
    answers = {f"answer_{one.pk.hex}": told.answer for one in meeting.problems.all()}
    decided = [
        Decided(one.text, year.units.get(one.who), "" if one.who else "办公室", day + timedelta(days=one.days))
        for one in told.settled
    ]
    meeting = write_minutes(by, Meeting.objects.get(pk=meeting.pk), answers, decided, meeting.version, day)
    close_meeting(by, meeting, day)
    for row, one in zip(meeting.resolutions.order_by("position", "id"), told.settled, strict=True):
        if one.done and row.due_on and row.due_on <= year.today:
            settle(by, row, one.done, row.due_on)
    written = timezone.make_aware(datetime.combine(day, time(16, 30)))  # not today, when the demonstration is made
    Record.objects.filter(source_ref=f"meetings:{meeting.pk}").update(created_at=written)


def _roll(year: _Year, meeting: Meeting, month: int, day: date) -> None:
    rows = list(Attendance.objects.filter(meeting=meeting).order_by("position", "id"))
    marks = {row.pk: Mark("present") for row in rows}
    if month in _AWAY and len(rows) > month:
        marks[rows[month].pk] = Mark(_AWAY[month], "住院休养" if _AWAY[month] == "leave" else "秘书长代")
    take_roll(year.clerk, meeting, marks, today=day)
