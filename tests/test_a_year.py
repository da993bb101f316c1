"""The source article's year, told month by month on the demonstration's subdistrict: 4 villages, 8 communities, 331 五老.

Roster set, twelve meetings with their duty reports, applications by 审核 then 批准, one that came back, an election in the
middle, and after each quarter what the method says of everyone. Nothing is typed twice: every line below is one deed.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

import pytest

from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.approvals import services as approvals
from xinhuo.journal.approvals.models import Case, Decision, Step
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.archives.services import seal
from xinhuo.journal.method.facts import DutyStanding
from xinhuo.journal.method.reading import standings_of
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.writing import Taking, Told, write_record
from xinhuo.shell.demo.rules.year_plan import meeting_day
from xinhuo.shell.demo.services.office import Town, settle_in
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Appointment
from xinhuo.who.people.reading import unbound_directors
from xinhuo.who.people.services.electing import Elected, Election, hold_election, look_at_election
from xinhuo.who.people.services.posts import PostDetails, appoint_by_name
from xinhuo.work.applications.facts import AgendaRow, PrepRow
from xinhuo.work.applications.facts import Plan as Applied
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.services.holding import hold_event
from xinhuo.work.applications.services.writing import change_application, submit_application, write_application
from xinhuo.work.meetings.models import Attendance, Meeting, MeetingKind
from xinhuo.work.meetings.services.closing import close_meeting
from xinhuo.work.meetings.services.minuting import Decided, write_minutes
from xinhuo.work.meetings.services.planning import Plan, Point, plan_meeting
from xinhuo.work.meetings.services.roll import Mark, take_roll
from xinhuo.work.reports import reading as reports
from xinhuo.work.reports.facts import Turn
from xinhuo.work.reports.models import TOPICS, DutySlot
from xinhuo.work.reports.rules import propose
from xinhuo.work.reports.services import duty
from xinhuo.work.reports.services.calls import Asked, hand_in, send_call
from xinhuo.work.reports.services.giving import give

YEAR = 2026
ABSENT = "双河村"  # away in May, and nothing recorded that month


@dataclass
class Teller:
    """The town, and its clerk who does what is told."""

    town: Town
    by: Actor

    @property
    def root(self) -> Unit:
        return self.town.office.root

    @property
    def units(self) -> list[Unit]:
        return list(self.town.units.values())

    def stands(self, day: date) -> dict[str, dict[str, DutyStanding]]:
        """Unit name → duty → how it stands on `day`."""
        units = Unit.objects.filter(pk__in=[self.root.pk, *(unit.pk for unit in self.units)])
        found = standings_of(units, day.year, day)
        return {unit.name: {one.duty.key: one for one in found[unit.pk]} for unit in units}

    def records_of(self, month: int) -> None:
        """Every unit does something with its elders, and writes it down two days later."""
        kind = RecordKind.objects.filter(category="theme_education").first()
        for name, unit in self.town.units.items():
            if (name, month) == (ABSENT, 5):
                continue
            elders = [person for (home, _), person in self.town.known.items() if home == name][month : month + 3]
            told = Told(
                held_on=date(YEAR, month, 5), kind=kind, content=f"{month}月带孩子读家乡的书", effect="孩子愿意再来",
                people=[Taking(person) for person in elders], youth_count=10 + month,
            )  # fmt: skip
            write_record(self.by, unit, uuid.uuid4(), told, date(YEAR, month, 7))

    def monthly_meeting(self, month: int) -> Meeting:
        """The 例会: study, the duty unit's report, what was settled; the roll entered once by the clerk."""
        day = meeting_day(YEAR, month)
        kind = MeetingKind.objects.get(code="monthly_meeting")
        points = (
            Point("集中学习", 25, "知识问答", part="study"),
            Point("轮值汇报", 20, part="duty_report"),
            Point("布置下个月的工作", 15),
        )
        plan = Plan(kind, f"{month}月例会", day, time(9), time(11), "三楼会议室", points=points)
        meeting = plan_meeting(self.by, self.root, uuid.uuid4(), plan)
        rows = list(Attendance.objects.filter(meeting=meeting))
        away = {row.pk for row in rows if (row.unit.name, month) == (ABSENT, 5)}
        take_roll(
            self.by, meeting, {row.pk: Mark("absent" if row.pk in away else "present") for row in rows}, today=day
        )
        for slot in DutySlot.objects.of(self.root, YEAR).filter(month=month).with_words():
            give(self.by, slot, day, self.town.office, day)
        meeting = Meeting.objects.get(pk=meeting.pk)
        settled = [Decided(f"{month}月的事办好", None, "办公室", date(YEAR, month, 28))]
        write_minutes(self.by, meeting, {"remarks": "大家都说好。"}, settled, meeting.version, day)
        close_meeting(self.by, meeting, day)
        return meeting

    def apply(self, unit: Unit, name: str, day: date, applied: date, **said: object) -> Application:
        plan = Applied(
            name=name, content="讲故事", purpose="让孩子记住", place="三楼会议室", starts_on=day, starts_at=time(14),
            ends_on=day, ends_at=time(16), others="各单位", head_count=86, agenda=(AgendaRow("开场", "主任", 10),),
            preparation=(PrepRow("布置会场", "办公室", day),), **said,
        )  # fmt: skip
        made = write_application(self.by, unit, uuid.uuid4(), plan, applied)
        return submit_application(self.by, made, applied)

    def waiting(self, made: Application) -> Step:
        return Step.objects.waiting().get(round__case=made.case_id)

    def holder(self, step: Step, day: date) -> Actor:
        """Whoever sits in the seat that a step waits for, as he logs in."""
        row = Appointment.objects.held_on(day).filter(unit=step.unit_id).in_seat(step.post_id).get()
        actor = system_actor(row.person.name, frozenset({"see"}), step.unit.path)
        return replace(actor, person_id=row.person_id)

    def decide(self, made: Application, verb: str, words: str, day: date) -> Decision:
        step = self.waiting(made)
        case = Case.objects.get(pk=made.case_id)
        return approvals.decide(self.holder(step, day), case.pk, case.number, step.position, verb, words, day)


@pytest.fixture
def teller(db: None, tmp_path: Path) -> Teller:
    town = settle_in(tmp_path, date(YEAR, 1, 2))
    clerk = Account.objects.filter(unit=town.office.root).order_by("created_at").first()
    by = replace(system_actor("办公室", frozenset(ACTIONS), town.office.root.path), id=clerk.pk)
    day = date(YEAR, 1, 2)
    if not Appointment.objects.filter(unit=town.office.root).in_seat("party_secretary").exists():
        appoint_by_name(by, "吕承志", town.office.root, PostDetails("party_secretary", day), day)
    return Teller(town, by)


def states(stands: dict[str, dict[str, DutyStanding]], key: str, names: Iterable[str]) -> set[str]:
    return {stands[name][key].state for name in names}


def test_the_year_of_the_article(teller: Teller) -> None:
    names = list(teller.town.units)
    office = teller.root.name
    duty_month = {unit.name: unit.duty_month for unit in teller.town.place.units}
    first_quarter(teller)
    stands = teller.stands(date(YEAR, 3, 31))
    assert states(stands, "director-bound", names) == {"done"}
    assert states(stands, "records-monthly", names) == {"done"}
    assert states(stands, "monthly-study", names) == {"done"}
    assert stands[office]["monthly-meeting"].state == "done"
    assert states(stands, "plan-exchange", names) == {"done"}
    gave = [name for name in names if duty_month[name] <= 3]
    assert states(stands, "duty-report", gave) == {"done"}
    others = set(names) - set(gave)
    assert all(stands[name]["duty-report"].later for name in others), "their month has not come: nothing is asked"

    second_quarter(teller)
    stands = teller.stands(date(YEAR, 6, 30))
    assert stands[ABSENT]["records-monthly"].state == "overdue"
    assert [one.first for one in stands[ABSENT]["records-monthly"].missing] == [5]
    assert states(stands, "records-monthly", set(names) - {ABSENT}) == {"done"}
    assert stands[ABSENT]["monthly-study"].state == "overdue"
    assert states(stands, "director-bound", names) == {"done"}, "the election left no gap"
    assert stands[office]["approved-before"].state == "done"

    third_quarter(teller)
    stands = teller.stands(date(YEAR, 9, 30))
    assert states(stands, "half-year-summary", [*names, office]) == {"done"}
    assert states(stands, "duty-report", [n for n in names if duty_month[n] <= 9]) == {"done"}

    fourth_quarter(teller)
    stands = teller.stands(date(YEAR, 12, 31))
    assert states(stands, "duty-report", names) == {"done"}
    assert stands[office]["monthly-meeting"].state == "done"
    assert states(stands, "key-work-exchange", set(names) - {ABSENT}) == {"done"}
    assert stands[ABSENT]["key-work-exchange"].state != "done"
    what_the_year_left_behind(teller)


def first_quarter(teller: Teller) -> None:
    for month in (1, 2, 3):
        teller.records_of(month)
        teller.monthly_meeting(month)
    day = date(YEAR, 1, 6)
    call = send_call(
        teller.by, teller.root, Asked("work_plan", "2026年工作计划", YEAR, date(YEAR, 1, 31), teller.units), day
    )
    for unit in teller.units:
        hand_in(teller.by, call, unit, f"{unit.name}打算今年每月办一次活动，寒暑假各办一期。", date(YEAR, 1, 20))
    # the yearly conference: applied for, 审核 by the 分管副书记, 批准 by the 党工委书记, then held as a meeting
    made = teller.apply(teller.root, "年度关心下一代工作会议", date(YEAR, 3, 18), date(YEAR, 3, 4), sort="meeting")
    assert teller.waiting(made).verb == "review"
    teller.decide(made, "agree", "同意，请按时到会。", date(YEAR, 3, 5))
    assert teller.waiting(made).verb == "approve"
    teller.decide(made, "agree", "同意。", date(YEAR, 3, 6))
    with pytest.raises(RuleBroken):  # pressed again in an old tab
        approvals.decide(teller.by, made.case_id, 1, 2, "agree", "", date(YEAR, 3, 6))
    made = Application.objects.with_words().get(pk=made.pk)
    kind = MeetingKind.objects.get(code="work_meeting")
    plan = Plan(kind, made.name, date(YEAR, 3, 18), time(14), time(16), made.place, application=made)
    meeting = plan_meeting(teller.by, teller.root, uuid.uuid4(), plan)
    rows = Attendance.objects.filter(meeting=meeting)
    take_roll(teller.by, meeting, {row.pk: Mark("present") for row in rows}, today=date(YEAR, 3, 18))
    close_meeting(teller.by, Meeting.objects.get(pk=meeting.pk), date(YEAR, 3, 18))
    made.refresh_from_db()
    assert made.record is not None, "the meeting carried the application out"
    assert made.record.title == "年度关心下一代工作会议"


def second_quarter(teller: Teller) -> None:
    for month in (4, 5, 6):
        teller.records_of(month)
        teller.monthly_meeting(month)
        if month == 5:
            election(teller)
    # an outing with children comes back for its safety plan, and goes again; both rounds stay
    made = teller.apply(
        teller.root, "六一研学", date(YEAR, 6, 20), date(YEAR, 6, 2), youth_count=40, safety_plan="有人带队。"
    )
    teller.decide(made, "return", "请写清楚怎么坐车、谁照看。", date(YEAR, 6, 3))
    made = Application.objects.with_words().get(pk=made.pk)
    plan = replace(made.plan(), safety_plan="两辆校车，每车三位大人，医生随行。")
    made = submit_application(teller.by, change_application(teller.by, made, plan, date(YEAR, 6, 4)), date(YEAR, 6, 4))
    for day in (5, 6):
        teller.decide(made, "agree", "同意。", date(YEAR, 6, day))
    case = Case.objects.get(pk=made.case_id)
    assert (case.number, case.state) == (2, "approved")
    assert [d.verb for d in case.decisions.all()] == ["return", "agree", "agree"]
    assert "有人带队" in str(case.rounds.get(number=1).rows)
    assert "两辆校车" in str(case.rounds.get(number=2).rows)
    made = Application.objects.with_words().get(pk=made.pk)
    kind = RecordKind.objects.filter(category="theme_education").first()
    told = Told(held_on=date(YEAR, 6, 20), kind=kind, title="六一研学", content="去了两个地方", youth_count=38)
    hold_event(teller.by, made, told, date(YEAR, 6, 21))


def election(teller: Teller) -> None:
    """In May every village and community elects: one document, one form; a form that waits goes to the new secretary."""
    village = teller.town.units["柳湾村"]
    made = teller.apply(village, "端午慰问", date(YEAR, 6, 12), date(YEAR, 5, 19))
    before = teller.holder(teller.waiting(made), date(YEAR, 5, 19))
    elected = [Elected(unit, f"新书记{'甲乙丙丁戊己庚辛壬癸子丑'[n]}", "") for n, unit in enumerate(teller.units)]
    asked = Election(date(YEAR, 5, 20), "清新委发〔2026〕9号", elected)
    today = date(YEAR, 5, 21)
    look = look_at_election(teller.by, asked, today)
    hold_election(teller.by, teller.root, asked, look.digest, today)
    assert unbound_directors(Unit.objects.filter(pk__in=[u.pk for u in teller.units]), today) == []
    step = teller.waiting(made)
    assert teller.holder(step, today).person_id != before.person_id
    with pytest.raises(RuleBroken):  # who left the post can't decide any more
        approvals.decide(before, made.case_id, 1, step.position, "agree", "", today)
    assert teller.decide(made, "agree", "同意。", today).name == "新书记甲"


def third_quarter(teller: Teller) -> None:
    for name in (*teller.town.units, teller.root.name):
        unit = teller.town.units.get(name, teller.root)
        seal(teller.by, unit, "half_year", YEAR, 6, teller.town.office, date(YEAR, 7, 8))
    for month in (7, 8, 9):
        teller.records_of(month)
        teller.monthly_meeting(month)


def fourth_quarter(teller: Teller) -> None:
    day = date(YEAR, 10, 9)
    title = "重点工作落实"
    call = send_call(teller.by, teller.root, Asked("key_work", title, YEAR, date(YEAR, 10, 25), teller.units), day)
    for unit in teller.units:
        if unit.name != ABSENT:
            hand_in(teller.by, call, unit, "交办的重点工作都做了，还差一件在抓紧。", date(YEAR, 10, 20))
    for month in (10, 11, 12):
        teller.records_of(month)
        teller.monthly_meeting(month)
    # next year's roster is proposed with the December meeting and stands on 1 January
    units = [str(unit.pk) for unit in teller.units]
    turns = propose(units, reports.turns_of(teller.root, YEAR))
    duty.agree(teller.by, teller.root, YEAR + 1, turns, date(YEAR, 12, 14))
    this, following = reports.duty_months(teller.units, YEAR), reports.duty_months(teller.units, YEAR + 1)
    assert sorted(month for months in following.values() for month in months) == list(range(1, 13))
    assert all(this[unit.pk] != following[unit.pk] for unit in teller.units), "nobody has the same month twice running"


def what_the_year_left_behind(teller: Teller) -> None:
    """One typing each: twelve meetings stand in everyone's records, twelve reports are sealed, nothing is there twice."""
    assert Meeting.objects.filter(state="held", kind__code="monthly_meeting").count() == 12
    leading = Record.objects.standing().filter(source_ref__startswith="meetings:").leading()
    assert leading.count() == 13
    village = teller.town.units["柳湾村"]
    mine = Record.objects.standing().filter(unit=village, source_ref__startswith="meetings:")
    assert mine.count() == 13, "twelve 例会 and the conference"
    assert not mine.filter(led_by=None).exists(), "the host's record carries the counts"
    away = Record.objects.standing().filter(unit=teller.town.units[ABSENT], source_ref__startswith="meetings:")
    assert away.count() == 12, "it was not there in May"
    assert SealedPaper.objects.filter(kind="report", year=YEAR).count() == 12
    assert len(TOPICS) == 3
    assert [turn.month for turn in reports.turns_of(teller.root, YEAR) if isinstance(turn, Turn)] == list(range(1, 13))
