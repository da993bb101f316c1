"""An office that applies for events: the people of `tests/approvals/office.py`, its table of what needs an application."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from tests.approvals.office import Office, build_office
from tests.year_world import TODAY
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.office import start_kinds
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.journal.records.services.writing import write_record
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.services.registering import Registration, register_person
from xinhuo.work.applications.facts import AgendaRow, Named, Plan, PrepRow
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.services import writing
from xinhuo.work.applications.services.kinds import start_event_kinds

THURSDAY = date(2026, 12, 24)
REPORT = Plan(
    name="五老先进事迹报告会",
    sort="activity",
    content="六位五老讲先进事迹，十二个单位书面交流",
    purpose="学先进、鼓干劲",
    starts_on=THURSDAY,
    starts_at=time(14, 30),
    ends_at=time(16, 0),
    place="办事处三楼会议室",
    asks="作总结讲话",
    others="各单位主任和常务副主任、五老代表",
    head_count=120,
    agenda=(AgendaRow("主持开场", "王敏", 5), AgendaRow("事迹报告", "六位五老", 48), AgendaRow("领导讲话", "", 15)),
    preparation=(PrepRow("布置会场", "综合科", date(2026, 12, 23)), PrepRow("安排车辆和医护", "卫健科")),
    budget=3000,
    budget_source="关工委工作经费",
)


@dataclass
class Hall(Office):
    """The office, with verbs of its own."""

    def plan(self, **other: Any) -> Plan:
        """The event of REPORT, 韩志远 asked by name."""
        leader = Named(str(self.people["韩志远"].pk), "韩志远", "党工委书记")
        return replace(REPORT, leaders=(leader,), **other)

    def write(self, unit: Unit | None = None, by: str = "", **other: Any) -> Application:
        unit = unit or self.root
        name = by or ("王敏" if unit == self.root else "何广田")
        return writing.write_application(self.actor(name), unit, uuid.uuid4(), self.plan(**other), TODAY)

    def apply(self, unit: Unit | None = None, **other: Any) -> Application:
        """Written and handed in."""
        made = self.write(unit, **other)
        writing.submit_application(self.actor("王敏" if made.unit == self.root else "何广田"), made, TODAY)
        return self.seen(made)

    def seen(self, application: Application) -> Application:
        """As the database has it now."""
        return Application.objects.with_words().get(pk=application.pk)

    def approve(self, application: Application) -> Application:
        """By whoever's turn it is, to the end."""
        turns = ("陆建华", "韩志远") if application.unit == self.root else ("沈国平",)
        for name in turns:
            self.decide(name, application.case)
        return self.seen(application)

    def record(self, unit: Unit, title: str, day: date, youth: int = 0, others: int = 0) -> Record:
        """Something that took place, written down without an application."""
        kind = RecordKind.objects.filter(category="theme_education").first()
        told = Told(
            held_on=day, kind=kind, content="讲了一课", title=title, place="村部", youth_count=youth,
            other_count=others, people=[Taking(self.people["谢小满"])],
        )  # fmt: skip
        return write_record(self.by, unit, uuid.uuid4(), told, TODAY)


def build_hall() -> Hall:
    """The office with its kinds of work, its table, an elder in the village."""
    office = build_office()
    hall = Hall(office.root, office.village, office.by, office.people, office.accounts, office.posts)
    start_kinds(hall.by, hall.root)
    start_event_kinds(hall.by, hall.root)
    hall.people["谢小满"] = register_person(hall.by, hall.village, Registration("谢小满", sex="女"), TODAY)
    return hall
