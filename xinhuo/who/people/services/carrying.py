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
from xinhuo.ground.kernel.job import Stale
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.rows import ChangedRows, NewRows
from xinhuo.ground.kernel.text import mask_id, mask_phone, stroke_key
from xinhuo.ground.search import services as search
from xinhuo.who.organisation import services as organisation
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Membership, Person, TeamMembership, label_of
from xinhuo.who.people.rosters.reading import Roster
from xinhuo.who.people.services.coming import Coming
from xinhuo.who.people.services.finding import findable, make_found
from xinhuo.who.people.services.importing import PRINTED, Plan, plan_import
from xinhuo.who.people.services.matching import in_parts
from xinhuo.who.people.services.registering import CONTACTS, name_person
from xinhuo.who.people.services.unit_names import type_of

_TOLD = ("person", "unit", "team", "import")  # kinds in the trail that an import depends on
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


def import_roster(
    by: Actor, root: Unit, roster: Roster, unit_text: str, decisions: Decisions, source: str, today: date
) -> Plan:
    """Do what was shown and decided, now."""
    ready = prepare_import(by, root, roster, unit_text, decisions, source, today)
    ready.write()
    return ready.plan


def prepare_import(
    by: Actor, root: Unit, roster: Roster, unit_text: str, decisions: Decisions, source: str, today: date
) -> "Ready":
    """Plan anew, provided that it is still what was shown (the roster may have changed in between), and build all rows."""
    mark = audit.mark(_TOLD)
    plan = plan_import(by, root, roster, unit_text)
    if decisions.seen and plan.digest() != decisions.seen:
        raise RuleBroken("名册刚才有改动，结果和您看到的不一样了。请再看一遍。", "seen")
    if any(decisions.answers.values()):
        plan = plan_import(by, root, roster, unit_text, decisions.answers)
    if plan.units_to_create and not decisions.create_units:
        raise RuleBroken("这份表里有新单位。请先勾选“设立这些单位”。", "create_units")
    return prepare(by, plan, source, today, decisions.cared, mark)


def carry_out(by: Actor, plan: Plan, source: str, today: date, cared: Collection[str] = ()) -> None:
    """Do what `plan` says. `source` is the name of the file, for the trail; `cared` as in `Decisions`."""
    prepare(by, plan, source, today, cared).write()


@dataclass
class Ready:
    """An import with all its rows made: what is left is to write them, which is short."""

    by: Actor
    plan: Plan
    units: list[Unit]
    people: NewRows
    memberships: NewRows
    team_memberships: NewRows
    found: search.Fresh
    trail: NewRows
    moved: list[Any]
    left_teams: list[Any]
    changes: list[ChangedRows]
    changed: list[Person]
    today: date
    mark: audit.Mark | None = None

    @transaction.atomic
    def write(self) -> None:
        """Whole or not at all. Raises Stale where people or units changed since it was prepared."""
        if self.mark is not None and audit.moved_on(self.mark):
            raise Stale("名册刚才有改动。请再看一遍。")
        organisation.add_planned_units(self.by, self.plan.root, self.units)
        for some in in_parts(self.moved):
            Membership.objects.filter(person__in=some, ended_on=None).update(ended_on=self.today)
        for some in in_parts(self.left_teams):
            TeamMembership.objects.filter(pk__in=some).update(ended_on=self.today)
        self.people.insert()
        for one in self.changes:
            one.write()
        self.memberships.insert()
        self.team_memberships.insert()
        self.found.write()
        make_found(self.changed)
        self.trail.insert()


def prepare(
    by: Actor,
    plan: Plan,
    source: str,
    today: date,
    cared: Collection[str] = (),
    mark: audit.Mark | None = None,
) -> Ready:
    """Build everything that `plan` will write, in memory."""
    units = _plan_units(plan)
    trail: list[audit.Deed] = []
    ready = Ready(
        by, plan, units, NewRows(Person), NewRows(Membership), NewRows(TeamMembership), search.Fresh(), NewRows(Person),
        [c.someone.pk for c in plan.moved], [], [], [c.someone for c in [*plan.changed, *plan.moved]], today, mark,
    )  # fmt: skip
    _enter(ready, cared)
    _move(ready, trail)
    _change(ready, trail, cared)
    _put_in_teams(ready, [c for c in [*plan.changed, *plan.moved] if c.changes_teams], trail)
    if trail or plan.new or units:
        trail.insert(0, _whole(plan, source))
    ready.trail = audit.prepare(by, trail)
    return ready


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


def _plan_units(plan: Plan) -> list[Unit]:
    """The units that the file brings along, and each row's place among them."""
    wanted = [organisation.UnitDetails(name, type_of(name)) for name in plan.units_to_create]
    units = organisation.plan_units(plan.root, wanted) if wanted else []
    made = dict(zip(plan.units_to_create, units, strict=True))
    for coming in plan.understood:
        coming.unit = coming.unit or made[coming.unit_name]
    return units


def _enter(ready: Ready, cared: Collection[str]) -> None:
    """Each new person with membership, teams and words to be found by; only the values stay in memory.

    In the order of strokes, which is the order of most indexes: they then grow at a few places instead of everywhere.
    """
    for coming in sorted(ready.plan.new, key=lambda one: stroke_key(one.name)):
        person = _person(ready.people.blank(), coming, cared)
        ready.people.add(person)
        membership = ready.memberships.blank()
        membership.person_id, membership.unit_id, membership.started_on = person.pk, person.unit_id, person.joined_month
        ready.memberships.add(membership)
        for team in coming.teams:
            begun = person.joined_month or ready.today
            ready.team_memberships.add(TeamMembership(person=person, team=team, started_on=begun))
        ready.found.add(findable(person))


def _person(person: Person, coming: Coming, cared: Collection[str]) -> Person:
    unit = coming.home
    person.unit_id, person.path, person.shard = unit.pk, unit.path, unit.shard
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


def _move(ready: Ready, trail: list[audit.Deed]) -> None:
    """The old memberships end today and new ones begin; the history stays where it happened."""
    for coming in ready.plan.moved:
        ready.memberships.add(Membership(person=coming.someone, unit=coming.home, started_on=ready.today))
        before = {"单位": coming.someone.unit.name}
        after = {"单位": coming.home.name, "起于": ready.today}
        trail.append(audit.Deed("调动", coming.someone.ref, before, after))


def _put_in_teams(ready: Ready, comings: Sequence[Coming], trail: list[audit.Deed]) -> None:
    """Whose row names other teams than the present ones: those end today, these begin."""
    now: dict[Any, list[TeamMembership]] = defaultdict(list)
    for some in in_parts(c.someone.pk for c in comings):
        for row in TeamMembership.objects.filter(person__in=some, ended_on=None).select_related("team"):
            now[row.person_id].append(row)
    for coming in comings:
        wanted, present = set(coming.teams), {m.team for m in now[coming.someone.pk]}
        ready.left_teams += [m.pk for m in now[coming.someone.pk] if m.team not in wanted]
        for team in wanted - present:
            ready.team_memberships.add(TeamMembership(person=coming.someone, team=team, started_on=ready.today))
        was, will = ({"服务队": sorted(t.name for t in teams)} for teams in (present, wanted))
        trail.append(audit.Deed("换服务队", coming.someone.ref, was, will))


_ALONG = {
    "name": ("pinyin", "initials", "stroke_key"),
    "categories": ("primary_category",),
    "phone": ("phone_print",),
    "id_number": ("id_print",),
}


def _change(ready: Ready, trail: list[audit.Deed], cared: Collection[str]) -> None:
    """The columns that change, people with the same columns together."""
    groups: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for coming in ready.plan.understood:
        if coming.person is None:
            continue
        if coming.changes:
            trail.append(_changed(coming))
        fields = _apply(coming, coming.key in cared)
        if fields:
            groups[fields].append(coming.person)
    for fields, people in groups.items():
        ready.changes.append(ChangedRows(Person, fields, people))


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
