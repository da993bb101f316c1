"""An office with three villages and their leaders, and meetings as its clerk would hold them."""

import uuid
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Appointment
from xinhuo.who.people.services import posts
from xinhuo.work.meetings.models import Attendance, Meeting, MeetingKind
from xinhuo.work.meetings.services import closing, planning, roll
from xinhuo.work.meetings.services.planning import Plan, Point

DAY = date(2026, 12, 8)
STUDY = Point("集中学习", 25, "知识问答第121至135问", "沈德明", "study")
REPORT = Point("轮值汇报", 20, "柳湾村汇报1月至12月工作", "周德顺", "duty_report")
CONSULT = Point("疑难会诊", 30, part="consult")


@dataclass
class Hall:
    """`by` is the office's clerk; 柳湾村 is led by 周德顺, 新丰村 by 孙广福, 沙头村 by nobody."""

    world: World
    by: Actor
    xinfeng: Unit
    shatou: Unit
    posts: dict[str, Appointment]

    def plan(self, day: date = DAY, kind: str = "monthly_meeting", unit: Unit | None = None, **said: Any) -> Meeting:
        """A meeting of the office, of `unit` else."""
        points = said.pop("points", (STUDY, REPORT, CONSULT))
        plan = Plan(
            kind=MeetingKind.objects.get(pk=kind), title=said.pop("title", ""), held_on=day, starts_at=time(9),
            place="街道二楼会议室", chair="郑国栋", note_taker="王敏", points=points, **said,
        )  # fmt: skip
        return planning.plan_meeting(self.by, unit or self.world.office, uuid.uuid4(), plan)

    def row(self, meeting: Meeting, name: str) -> Attendance:
        """The row of the roll with this name, or of this unit where the post is vacant."""
        return next(one for one in meeting.roll.select_related("unit") if name in (one.name, one.unit.name))

    def take(self, meeting: Meeting, today: date = TODAY, **states: str) -> Meeting:
        """Enter the roll: everyone as it stands but `states`, name → "excused:住院"."""
        marks = {self.row(meeting, name).pk: roll.Mark(*[*said.split(":"), ""][:2]) for name, said in states.items()}
        return roll.take_roll(self.by, meeting, marks, today=today)

    def hold(self, day: date = DAY, kind: str = "monthly_meeting", **said: Any) -> Meeting:
        """A meeting planned, its roll taken, closed."""
        states = said.pop("states", {})
        meeting = self.plan(day, kind, **said)
        self.take(meeting, **states)
        closing.close_meeting(self.by, meeting, TODAY)
        meeting.refresh_from_db()
        return meeting


def furnish(world: World) -> Hall:
    """The hall on 20 December 2026."""
    by = system_actor("王敏", frozenset(ACTIONS), world.office.path)
    xinfeng = add_unit(by, world.office, UnitDetails("新丰村", "village"))
    shatou = add_unit(by, world.office, UnitDetails("沙头村", "village"))
    world.add_person(xinfeng, "孙广福")
    world.add_person(xinfeng, "何秀英")
    held = {}
    for name, unit in (("周德顺", world.liuwan), ("孙广福", xinfeng)):
        details = posts.PostDetails("executive_deputy_director", date(2024, 1, 1), keeps_book=True)
        there = Appointment.objects.held_on(DAY).filter(person=world.people[name], post=details.post).first()
        held[name] = there or posts.appoint(by, world.people[name], unit, details, TODAY)
    return Hall(world, by, xinfeng, shatou, held)
