"""This year's work in the demonstration: meetings with their reports, calls and applications, through everyone's doors."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.journal.approvals import services as approvals
from xinhuo.journal.approvals.models import Case, Step
from xinhuo.journal.method.reading import standings_of
from xinhuo.journal.method.rules.confirming import Word
from xinhuo.journal.method.services.confirming import confirm
from xinhuo.journal.records.models import Record
from xinhuo.shell.demo.facts import DemoMeeting, DemoPlace, read_applications, read_meetings
from xinhuo.shell.demo.rules.year_plan import meeting_day
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Appointment
from xinhuo.work.applications.facts import AgendaRow, PrepRow
from xinhuo.work.applications.facts import Plan as Planned
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.reading import held_without
from xinhuo.work.applications.services.holding import carried_out, exempt
from xinhuo.work.applications.services.writing import change_application, submit_application, write_application
from xinhuo.work.meetings.models import Attendance, Meeting, MeetingKind
from xinhuo.work.meetings.services.closing import close_meeting
from xinhuo.work.meetings.services.following import bring_problem, settle
from xinhuo.work.meetings.services.minuting import Decided, write_minutes
from xinhuo.work.meetings.services.planning import Plan, Point, plan_meeting, take_problems
from xinhuo.work.meetings.services.roll import Mark, take_roll
from xinhuo.work.reports.models import TOPICS, DutySlot
from xinhuo.work.reports.prose import draft, title_of
from xinhuo.work.reports.reading import draft_facts
from xinhuo.work.reports.services.calls import Asked, hand_in, send_call
from xinhuo.work.reports.services.giving import give

_ACTIONS = frozenset(
    {
        "see",
        "write_record",
        "correct_record",
        "hold_meetings",
        "set_roster",
        "hand_in",
        "apply",
        "seal_papers",
        "edit_papers",
        "confirm_duties",
        "manage_kinds",
    }
)
_BEGINS = time(9, 0)
_AWAY = {2: "excused", 5: "proxy", 8: "excused", 10: "proxy"}  # month: how one of the units was not there itself


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
            _meeting(year, kind, month, day, told)
            _report(year, month, day)
    _calls(year)
    _applications(year)
    _looked_at(year)
    _confirmed(year)


def _report(year: _Year, month: int, day: date) -> None:
    for slot in DutySlot.objects.of(year.office.root, day.year).filter(month=month).with_words():
        give(year.clerk, slot, day, year.office, day)


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
    plan = Plan(
        kind, f"{month}月常务副主任例会", day, _BEGINS, None, "办事处三楼会议室", leader, "办公室", "知识问答", points
    )
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
        marks[rows[month].pk] = Mark(_AWAY[month], "住院休养" if _AWAY[month] == "excused" else "秘书长")
    take_roll(year.clerk, meeting, marks, today=day)


# topic, month and day of sending and due, how many units have not handed in yet
_CALLS = (("work_plan", (1, 6), (1, 20), 0), ("station_plan", (4, 7), (4, 20), 0), ("key_work", (11, 10), (11, 30), 3))


def _calls(year: _Year) -> None:
    root, units = year.office.root, list(year.units.values())
    for topic, sent, due, missing in _CALLS:
        day, due_on = date(year.today.year, *sent), date(year.today.year, *due)
        if day > year.today:
            continue
        title = title_of(TOPICS[topic], day.year)
        call = send_call(year.clerk, root, Asked(topic, title, day.year, due_on, units), day)
        for number, unit in enumerate(units[: len(units) - missing]):
            handed = min(day + timedelta(days=3 + number), year.today)
            hand_in(year.clerk, call, unit, draft(TOPICS[topic], draft_facts(unit, day.year, handed)), handed)


def _applications(year: _Year) -> None:
    """Two events that were decided on in order, one that came back and went again, one that waits for the last word."""
    by, root, today = year.clerk, year.office.root, year.today
    for told in read_applications():
        day = date(today.year, *told.on) if told.on else today + timedelta(days=told.ahead)
        applied = day - timedelta(days=told.before)
        if applied > today:
            continue
        plan = Planned(
            name=told.name, sort=told.sort, content=told.content, purpose=told.purpose, place=told.place,
            starts_on=day, starts_at=time(14, 30), ends_on=day, ends_at=time(16, 0), others=told.others,
            head_count=told.heads, youth_count=told.youth, safety_plan=told.safety,
            agenda=tuple(AgendaRow(*row) for row in told.agenda),
            preparation=tuple(PrepRow(what, who, day - timedelta(days=2)) for what, who in told.preparation),
        )  # fmt: skip
        made = submit_application(by, write_application(by, root, uuid.uuid4(), plan, applied), applied)
        if told.returned:
            _decide(made, "return", told.returned, applied + timedelta(days=1))
            plan = replace(plan, safety_plan=told.mended)
            made = submit_application(by, change_application(by, made, plan, applied), applied + timedelta(days=3))
        for _ in range(told.steps):
            _decide(made, "agree", "", min(applied + timedelta(days=4), today))
        record = Record.objects.standing().filter(unit=root, held_on=day, title=told.name).first()
        if record is not None:
            carried_out(by, made, record)


def _decide(made: Application, verb: str, words: str, day: date) -> None:
    """Whoever holds the seat whose turn it is."""
    case = Case.objects.about(made.ref.kind, [made.pk]).get()
    step = Step.objects.waiting().get(round__case=case)
    holder = (
        Appointment.objects.held_on(day)
        .filter(unit=step.unit_id)
        .in_seat(step.post_id)
        .select_related("person")
        .first()
    )
    actor = system_actor(holder.person.name, frozenset({"see"}), step.unit.path) if holder else None
    if holder and actor:
        approvals.decide(
            replace(actor, person_id=holder.person_id), case.pk, case.number, step.position, verb, words, day
        )


_LATELY = timedelta(days=60)  # what is newer the office has not looked at yet


def _looked_at(year: _Year) -> None:
    """Of what nobody had applied for, the office said that it needed none: the school had."""
    for record in held_without(year.clerk.scope("manage_kinds"), year.today.year):
        if record.unit_id != year.office.root.pk and year.today - record.held_on > _LATELY:
            exempt(year.clerk, record, "学校组织的，学校已经报批；五老去讲课")


# what is still to be confirmed when somebody looks at the demonstration
_STILL_OPEN = ("superior-meetings", "textbook")


def _confirmed(year: _Year) -> None:
    """What no record tells was done in its time, and a person said so."""
    every = [year.office.root, *year.units.values()]
    for standings in standings_of(every, year.today.year, year.today, each=True).values():
        for one in (row for row in standings if row.duty.by_hand):
            unit = next(unit for unit in every if unit.pk == one.unit_id)
            for judged in one.all:
                new = one.duty.key in _STILL_OPEN and year.today - judged.occurrence.due < _LATELY
                if judged.state == "overdue" and not new:
                    word = Word(min(judged.occurrence.due, year.today), "按时办了，材料在办公室。")
                    confirm(
                        year.clerk,
                        unit,
                        year.today.year,
                        one.duty.key,
                        judged.occurrence.period.first,
                        word,
                        year.today,
                    )
