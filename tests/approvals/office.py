"""An office whose people decide: 分管副书记（关工委主任）, 党工委书记, a village's 主任 and 常务副主任, each with an account."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client

from tests.year_world import TODAY, fill_reference
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.approvals import services
from xinhuo.journal.approvals.facts import Seat, StepPlan, Told
from xinhuo.journal.approvals.models import Case, Decision
from xinhuo.who.accounts.backend import actor_by_id
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, found_office
from xinhuo.who.people.models import Appointment, Person
from xinhuo.who.people.services.posts import PostDetails, appoint, end_appointment
from xinhuo.who.people.services.registering import Registration, register_person

PASSWORD = "Qinghe-2026-lu"
TOLD = Told(
    ("12月24日（周四）下午2点，在三楼会堂开“五老”先进事迹报告会，约180人", "请您出席并作总结讲话，约10分钟"),
    (("类别", "重大活动"), ("内容", "6位“五老”讲先进事迹"), ("地点", "街道办事处三楼会堂")),
)


@dataclass
class Office:
    """`people` and `accounts` by name; `posts`: (name, post) → appointment."""

    root: Unit
    village: Unit
    by: Actor
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    posts: dict[tuple[str, str], Appointment] = field(default_factory=dict)

    def person(self, name: str, unit: Unit | None = None, role: str = "subdistrict_director") -> Person:
        """Someone with an account."""
        unit = unit or self.root
        made = self.people[name] = register_person(self.by, unit, Registration(name, "cadre"), TODAY)
        if role:
            self.accounts[name] = open_account(self.by, NewAccount(unit, name, role, person=made), PASSWORD)[0]
        return made

    def other_village(self) -> Unit:
        return add_unit(self.by, self.root, UnitDetails("东桥村", "village", "320000000002"))

    def hold(self, name: str, post: str, unit: Unit | None = None, party_post: str = "") -> Appointment:
        details = PostDetails(post, date(2024, 3, 1), party_post)
        made = appoint(self.by, self.people[name], unit or self.root, details, TODAY)
        self.posts[name, post] = made
        return made

    def leave(self, name: str, post: str, day: date) -> None:
        end_appointment(self.by, self.posts[name, post], day, TODAY)

    def enter(self, name: str) -> Client:
        """A browser that is logged in as this person."""
        client = Client()
        client.force_login(self.accounts[name])
        return client

    def actor(self, name: str) -> Actor:
        """As the login makes it, with what holds today."""
        found = actor_by_id(self.accounts[name].pk, TODAY)
        assert found
        return found

    def seat(self, post: str, unit: Unit | None = None) -> Seat:
        return Seat((unit or self.root).pk, post)

    def usual(self) -> list[StepPlan]:
        """审核 by the 关工委主任, 批准 by the 党工委书记."""
        return [StepPlan("review", self.seat("director")), StepPlan("approve", self.seat("party_secretary"))]

    def submit(
        self, steps: list[StepPlan] | None = None, about: str = "", told: Told = TOLD, unit: Unit | None = None
    ) -> Case:
        unit = unit or self.village
        thing = Ref("thing", about or str(uuid.uuid4()), unit.path, "“五老”先进事迹报告会", unit.shard)
        return services.submit(self.actor("何广田"), thing, "records:record", told, steps or self.usual(), TODAY)

    def decide(self, name: str, case: Case, verb: str = "agree", words: str = "", **other: Any) -> Decision:
        """As from the page that the person has just opened."""
        case.refresh_from_db()
        step = other.get("step") or case.rounds.get(number=case.number).steps.filter(state="waiting").first()
        place = getattr(step, "position", step) or 1
        said = words or ("时间再定一下" if verb in ("return", "refuse") else "")
        return services.decide(
            self.actor(name), case.pk, other.get("round", case.number), place, verb, said, other.get("today", TODAY)
        )


def build_office() -> Office:
    """陆建华 is 关工委主任, 韩志远 党工委书记, 王敏 the clerk; in 柳湾村 沈国平 is 主任 (and 书记), 何广田 常务副主任."""
    fill_reference()
    root = found_office(
        system_actor("安装", frozenset(ACTIONS), ""), UnitDetails("清河新区办事处", "subdistrict"), phone="0000-0000"
    ).root
    by = system_actor("安装", frozenset(ACTIONS), root.path)
    village = add_unit(by, root, UnitDetails("柳湾村", "village", "320000000001"))
    office = Office(root, village, by)
    office.person("陆建华")
    office.person("韩志远", role="party_secretary")
    office.person("王敏", role="clerk")
    office.person("沈国平", village, "director")
    office.person("何广田", village, "recorder")
    office.hold("陆建华", "director", party_post="党工委副书记")
    office.hold("韩志远", "party_secretary", party_post="党工委书记")
    office.hold("沈国平", "director", village, "党组织书记")
    office.hold("何广田", "executive_deputy_director", village)
    return office
