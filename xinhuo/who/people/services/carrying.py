"""The second step of an import: what the plan says is done, in one transaction, whole or not at all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.text import mask_id, mask_phone
from xinhuo.who.organisation import services as organisation
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Membership, Person, TeamMembership, label_of
from xinhuo.who.people.rosters import Roster
from xinhuo.who.people.services.coming import Coming
from xinhuo.who.people.services.finding import make_found
from xinhuo.who.people.services.importing import PRINTED, Plan, plan_import
from xinhuo.who.people.services.matching import in_parts
from xinhuo.who.people.services.registering import CONTACTS, name_person
from xinhuo.who.people.services.unit_names import type_of

_BATCH = 500
_MASKS = {"phone": mask_phone, "emergency_phone": mask_phone, "id_number": mask_id}


@dataclass(frozen=True)
class Decisions:
    """What a person decided on the page between the two steps.

    `answers`: row key → whom it means; `cared`: keys of the rows whose guessed 关照 is right;
    `seen`: the digest of the plan that was shown; `create_units`: the new units were confirmed.
    """

    answers: Mapping[str, str]
    cared: Collection[str] = ()
    seen: str = ""
    create_units: bool = False


@transaction.atomic
def import_roster(
    by: Actor, root: Unit, roster: Roster, unit_text: str, decisions: Decisions, source: str, today: date
) -> Plan:
    """Plan anew and do it, provided that it is still what was shown: the roster may have changed in between."""
    if decisions.seen and plan_import(by, root, roster, unit_text).digest() != decisions.seen:
        raise RuleBroken("名册刚才有改动，结果和您看到的不一样了。请再看一遍。", "seen")
    plan = plan_import(by, root, roster, unit_text, decisions.answers)
    if plan.units_to_create and not decisions.create_units:
        raise RuleBroken("这份表里有新单位。请先勾选“设立这些单位”。", "create_units")
    carry_out(by, plan, source, today, decisions.cared)
    return plan


@transaction.atomic
def carry_out(by: Actor, plan: Plan, source: str, today: date, cared: Collection[str] = ()) -> None:
    """Do what `plan` says. `source` is the name of the file, for the trail; `cared` as in `Decisions`."""
    _make_units(by, plan)
    trail: list[audit.Deed] = []
    entered = _enter(plan.new, today, cared)
    _move(plan.moved, trail, today)
    _change(plan, trail, cared)
    _put_in_teams([c for c in [*plan.changed, *plan.moved] if c.changes_teams], trail, today)
    if trail or plan.new or plan.units_to_create:
        trail.insert(0, _whole(plan, source))
    audit.note_all(by, trail)
    known = (c.someone.pk for c in [*plan.changed, *plan.moved])
    for some in in_parts([*(person.pk for person in entered), *known]):
        make_found(list(Person.objects.filter(pk__in=some)))


def _whole(plan: Plan, source: str) -> audit.Deed:
    counts = {
        "新登记": len(plan.new),
        "有改动": len(plan.changed),
        "换单位": len(plan.moved),
        "没有变": len(plan.same),
        "没读懂": plan.rows_not_understood,
        "表里没有": len(plan.missing),
    }
    ref = Ref("import", str(new_id()), plan.root.path, source, plan.root.shard)
    return audit.Deed("导入名册", ref, after=counts)


def _make_units(by: Actor, plan: Plan) -> None:
    made = {
        name: organisation.add_unit(by, plan.root, organisation.UnitDetails(name, type_of(name)))
        for name in plan.units_to_create
    }
    for coming in plan.understood:
        coming.unit = coming.unit or made[coming.unit_name]


def _enter(new: Sequence[Coming], today: date, cared: Collection[str]) -> list[Person]:
    people = [_person(coming, cared) for coming in new]
    Person.objects.bulk_create(people, batch_size=_BATCH)
    Membership.objects.bulk_create(
        [Membership(person=p, unit_id=p.unit_id, started_on=p.joined_month) for p in people], batch_size=_BATCH
    )
    TeamMembership.objects.bulk_create(
        [
            TeamMembership(person=p, team=team, started_on=p.joined_month or today)
            for coming, p in zip(new, people, strict=True)
            for team in coming.teams
        ],
        batch_size=_BATCH,
    )
    return people


def _person(coming: Coming, cared: Collection[str]) -> Person:
    unit = coming.home
    person = Person(unit=unit, path=unit.path, shard=unit.shard)
    for name, value in coming.said.items():
        if value:
            _set(person, name, value)
    if coming.key in cared:
        person.care = list(coming.care)
    return person


def _set(person: Person, name: str, value: Any) -> None:
    if name == "name":
        name_person(person, value)
        return
    setattr(person, name, value)
    if name in PRINTED:
        setattr(person, PRINTED[name], fingerprint(value))
    elif name == "categories" and person.primary_category not in value:
        person.primary_category = value[0]


def _move(moved: Sequence[Coming], trail: list[audit.Deed], today: date) -> None:
    """Close the old memberships today and open the new ones; the history stays where it happened."""
    for some in in_parts(c.someone.pk for c in moved):
        Membership.objects.filter(person__in=some, ended_on=None).update(ended_on=today)
    Membership.objects.bulk_create(
        [Membership(person=c.someone, unit=c.home, started_on=today) for c in moved], batch_size=_BATCH
    )
    for coming in moved:
        before = {"单位": coming.someone.unit.name}
        trail.append(audit.Deed("调动", coming.someone.ref, before, {"单位": coming.home.name, "起于": today}))


def _put_in_teams(comings: Sequence[Coming], trail: list[audit.Deed], today: date) -> None:
    """Whose row names other teams than the present ones: those end today, these begin."""
    now: dict[Any, list[TeamMembership]] = defaultdict(list)
    for some in in_parts(c.someone.pk for c in comings):
        for row in TeamMembership.objects.filter(person__in=some, ended_on=None).select_related("team"):
            now[row.person_id].append(row)
    over, begun = [], []
    for coming in comings:
        wanted, present = set(coming.teams), {m.team for m in now[coming.someone.pk]}
        over += [m.pk for m in now[coming.someone.pk] if m.team not in wanted]
        begun += [TeamMembership(person=coming.someone, team=t, started_on=today) for t in wanted - present]
        was, will = ({"服务队": sorted(t.name for t in teams)} for teams in (present, wanted))
        trail.append(audit.Deed("换服务队", coming.someone.ref, was, will))
    for some in in_parts(over):
        TeamMembership.objects.filter(pk__in=some).update(ended_on=today)
    TeamMembership.objects.bulk_create(begun, batch_size=_BATCH)


_ALONG = {
    "name": ("pinyin", "initials", "stroke_key"),
    "categories": ("primary_category",),
    "phone": ("phone_print",),
    "id_number": ("id_print",),
}


def _change(plan: Plan, trail: list[audit.Deed], cared: Collection[str]) -> None:
    """The columns that change, people with the same columns together."""
    groups: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for coming in plan.understood:
        if coming.person is None:
            continue
        if coming.changes:
            trail.append(_changed(coming))
        fields = _apply(coming, coming.key in cared)
        if fields:
            groups[fields].append(coming.person)
    for fields, people in groups.items():
        Person.objects.bulk_update(people, fields, batch_size=100)


def _apply(coming: Coming, care: bool) -> tuple[str, ...]:
    """Set on the person what changes; the names of the columns to be written."""
    person, fields = coming.someone, set[str]()
    for name, (_, value) in coming.changes.items():
        _set(person, name, value)
        fields |= {name, *_ALONG.get(name, ())}
    if care and set(coming.care) - set(person.care):
        person.care = sorted({*person.care, *coming.care})
        fields.add("care")
    if coming.moves:
        person.unit, person.path, person.shard = coming.home, coming.home.path, coming.home.shard
        fields |= {"unit", "path", "shard"}
    if fields and person.added_in_passing and not person.gaps:
        person.added_in_passing = False
        fields.add("added_in_passing")
    return tuple(sorted(fields))


def _changed(coming: Coming) -> audit.Deed:
    """The trail of one changed person, contacts masked."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, (stands, value) in coming.changes.items():
        label = label_of(name)
        before[label], after[label] = _shown(name, stands), _shown(name, value)
    return audit.Deed("修改登记", coming.someone.ref, before, after)


def _shown(name: str, value: Any) -> Any:
    if name not in CONTACTS:
        return value
    return _MASKS[name](value) if name in _MASKS else "（已填）" if value else ""
