"""A small office with a year behind it: two villages, one of them closed in March, and what they did."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module

from django.apps import apps

from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.office import start_kinds
from xinhuo.journal.records.services.writing import Taking, Told, write_record
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit, UnitType
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit, found_office
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import Registration, register_person
from xinhuo.work.reports.services import duty

TODAY = date(2026, 12, 20)
ACTIONS = frozenset({"see", "write_record", "correct_record", "edit_papers", "register_person", "print_books"})
HOSTILE = '<script>alert(1)</script>#panic("x")=HYPERLINK("http://a")$x$'


@dataclass
class World:
    office: Unit
    liuwan: Unit
    dongqiao: Unit
    by: Actor
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def write(self, unit: Unit, day: date, content: str, *names: str, **said: object) -> Record:
        """A record of `unit`, told as a recorder would."""
        kind = RecordKind.objects.filter(category=said.pop("category", "theme_education")).first()
        people = [Taking(self.people[name]) for name in names]
        told = Told(held_on=day, kind=kind, content=content, people=people, **said)
        return write_record(self.by, unit, uuid.uuid4(), told, TODAY)

    def add_person(self, unit: Unit, name: str, joined: date = date(2020, 1, 1)) -> Person:
        said = Registration(
            name=name, sex="男", birth_month=date(1948, 3, 1), categories=["elder_cadre"], joined_month=joined
        )
        self.people[name] = register_person(self.by, unit, said, TODAY)
        return self.people[name]


def fill_reference() -> None:
    """Kinds of unit, posts, roles and occasions again, after a test that flushed the tables."""
    if UnitType.objects.exists():
        return
    for app in ("who.organisation", "who.people", "who.accounts", "journal.method", "journal.records", "work.meetings"):
        import_module(f"xinhuo.{app}.migrations.0002_reference").fill(apps, None)
    import_module("xinhuo.who.people.migrations.0004_party_posts").fill(apps, None)


def build() -> World:
    """The office of 清河新区, 柳湾村 with three elders, 东桥村 with one; records of 2026."""
    root = found_office(
        system_actor("系统", ACTIONS, ""), UnitDetails("清河新区办事处", "subdistrict"), phone="0000-0000"
    ).root
    by = system_actor("系统", ACTIONS, root.path)
    start_kinds(by, root)
    liuwan = add_unit(by, root, UnitDetails("柳湾村", "village", "320000000001"))
    dongqiao = add_unit(by, root, UnitDetails("东桥村", "village", "320000000002"))
    duty.enter(by, liuwan, 2026, 6, date(2026, 1, 4))
    world = World(root, liuwan, dongqiao, by)
    for name in ("周德顺", "吴秀兰", "㛃䶮"):
        world.add_person(liuwan, name)
    world.add_person(dongqiao, "钱永康")
    world.write(
        liuwan,
        date(2026, 3, 5),
        "带青少年清扫楼道、讲雷锋故事",
        "周德顺",
        "吴秀兰",
        "㛃䶮",
        youth_count=24,
        milestone=True,
    )
    world.write(liuwan, date(2026, 4, 3), "讲一段亲历", "周德顺", youth_count=41, milestone=True)
    world.write(liuwan, date(2026, 4, 9), "看护放学路口", "吴秀兰")
    world.write(liuwan, date(2026, 12, 17), "讲宪法小故事", "㛃䶮", youth_count=30, milestone=True)
    world.write(dongqiao, date(2026, 2, 10), "写春联送孩子", "钱永康", youth_count=12, milestone=True)
    close_unit(by, dongqiao, date(2026, 3, 31), TODAY)
    dongqiao.refresh_from_db()
    for name, role, unit in (
        ("柳湾记载人", "recorder", liuwan),
        ("办公室", "clerk", root),
        ("柳湾主任", "director", liuwan),
    ):
        world.accounts[name] = open_account(by, NewAccount(unit, name, role), password="Qinghe-2026-lu")[0]
    return world
