"""A roster comes in: what will happen is told first (`plan_import`), then done (services/carrying.py)."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import CharField

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import check_name
from xinhuo.who.people.models import Person, TeamMembership, label_of
from xinhuo.who.people.rosters.reading import Problem, Roster, RosterRow
from xinhuo.who.people.services.choosing import Choosing
from xinhuo.who.people.services.coming import Coming, Question
from xinhuo.who.people.services.matching import Marks, in_parts, index_of_roster
from xinhuo.who.people.services.team_names import TeamNames
from xinhuo.who.people.services.unit_names import UnitNames, looks_like_unit, plain_name

PRINTED = {"phone": "phone_print", "id_number": "id_print"}

_LONGEST = {one.name: one.max_length for one in Person._meta.fields if isinstance(one, CharField) and not one.choices}


@dataclass
class Plan:
    """What an import will do, nothing done yet."""

    root: Unit
    new: list[Coming] = field(default_factory=list)
    changed: list[Coming] = field(default_factory=list)
    moved: list[Coming] = field(default_factory=list)
    same: list[Coming] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    not_understood: list[Problem] = field(default_factory=list)
    missing: list[Person] = field(default_factory=list)
    units_to_create: list[str] = field(default_factory=list)
    renamed: dict[str, int] = field(default_factory=dict)
    """What a unit's name of former times was taken for, in a sentence → for so many rows."""

    @property
    def renamed_said(self) -> list[str]:
        """The sentences, each with its rows."""
        return [f"{said}（{rows}行）。" for said, rows in self.renamed.items()]

    @property
    def rows_not_understood(self) -> int:
        """Rows, not cells; a row that asks counts among them until someone answers."""
        return len({(p.sheet, p.row, p.name) for p in self.not_understood}) + len(self.asked)

    @property
    def rows(self) -> int:
        done = len(self.new) + len(self.changed) + len(self.moved) + len(self.same)
        return done + self.rows_not_understood

    @property
    def understood(self) -> list[Coming]:
        """All rows that will go in, or are in already, in the order of the file."""
        return [*self.new, *self.changed, *self.moved, *self.same]

    @property
    def guesses(self) -> list[Coming]:
        """Rows whose health column proposes a 关照 that the person does not have yet."""
        return [c for c in self.understood if set(c.care) - set(c.person.care if c.person else [])]

    @property
    def nothing_to_do(self) -> bool:
        return not (self.new or self.changed or self.moved)

    def digest(self) -> str:
        """Changes when the plan would do something else than what was shown."""
        parts = [f"{name}:{c.key}:{c.person.pk if c.person else ''}:{c.labels}" for name, c in self._named()]
        parts += [f"ask:{q.coming.key}:{[str(p.pk) for p in q.choices]}" for q in self.asked]
        parts += [f"gone:{p.pk}" for p in self.missing] + [f"unit:{n}" for n in self.units_to_create]
        parts += [f"then:{said}" for said in self.renamed_said]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _named(self) -> Iterable[tuple[str, Coming]]:
        for name in ("new", "changed", "moved", "same"):
            for coming in getattr(self, name):
                yield name, coming


def plan_import(
    by: Actor, root: Unit, roster: Roster, unit_text: str = "", answers: Mapping[str, str] | None = None
) -> Plan:
    """What will happen when `roster` comes into the office `root`. `unit_text` (name or code) narrows it to one unit.

    `answers`: row key → id of the person, SOMEONE_NEW or LEAVE_OUT. Raises RuleBroken when `unit_text` names no unit.
    """
    names = UnitNames.of(root, by.scope("import_people"))
    plan = Plan(root)
    reading = _Reading(plan, names, TeamNames.of(root), unit_text)
    reading.list_problems(roster.problems)
    comings = reading.comings(roster.rows)
    plan.not_understood.sort(key=_place_in(roster))
    marks = [Marks.of_words(c.said, c.place) for c in comings]
    choosing = Choosing(index_of_roster(by.scope("import_people"), marks), answers or {})
    choosing.go(comings, marks)
    plan.asked, plan.same = choosing.asked, choosing.repeated
    _sort_out(plan, choosing.settled)
    plan.missing = _missing(plan, comings, choosing, names)
    return plan


def _place_in(roster: Roster) -> Callable[[Problem], tuple[int, int]]:
    """Sorts problems as the file has them: its sheets in their order, then rows."""
    sheets = list(dict.fromkeys([*(r.sheet for r in roster.rows), *(p.sheet for p in roster.problems)]))
    order = {name: number for number, name in enumerate(sheets)}
    return lambda problem: (order[problem.sheet], problem.row)


def _sort_out(plan: Plan, settled: Sequence[Coming]) -> None:
    """What each known person's row changes: another unit, other words, or nothing."""
    known = [c.person.pk for c in settled if c.person is not None and c.teams]
    teams = _open_teams(known)
    for coming in settled:
        person = coming.person
        if person is None:
            plan.new.append(coming)
            continue
        coming.changes = changes_of(person, coming.said)
        coming.changes_teams = bool(coming.teams) and {t.pk for t in coming.teams} != teams[person.pk]
        changed = bool(coming.changes) or coming.changes_teams
        (plan.moved if coming.moves else plan.changed if changed else plan.same).append(coming)
    plan.same.sort(key=lambda c: c.order)


def _open_teams(people: Sequence[Any]) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    for some in in_parts(people):
        rows = TeamMembership.objects.filter(person__in=some, ended_on=None)
        for person_id, team_id in rows.values_list("person_id", "team_id"):
            found[person_id].add(team_id)
    return found


def changes_of(person: Person, said: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field → (as it stands, as the row says). An empty cell says nothing, and changes nothing."""
    found = {}
    for name, value in said.items():
        stands = getattr(person, name)
        if not value or _same(name, stands, value, person):
            continue
        found[name] = (stands, value)
    return found


def _same(name: str, stands: Any, value: Any, person: Person) -> bool:
    if name in PRINTED:
        return bool(getattr(person, PRINTED[name]) == fingerprint(value))
    if name == "categories":
        return set(stands) == set(value)
    if isinstance(value, date) and isinstance(stands, date):
        return (stands.year, stands.month) == (value.year, value.month)
    return bool(stands == value)


def _missing(plan: Plan, comings: Sequence[Coming], choosing: Choosing, names: UnitNames) -> list[Person]:
    """五老 of the units that the file covers, still in the team, whom no row means: to be looked at, never changed."""
    units = {c.unit.pk for c in comings if c.unit is not None}
    here: list[Person] = []
    for some in in_parts(units):
        here += Person.objects.five_elders().serving().filter(unit__in=some).select_related("unit")
    unread = {(names.present(p.unit), p.name) for p in plan.not_understood if p.name}
    gone = [p for p in here if p.pk not in choosing.considered and (p.unit.name, p.name) not in unread]
    return sorted(gone, key=lambda p: (p.unit.tree_order, p.stroke_key))


def _check_lengths(said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        longest = _LONGEST.get(name)
        if longest and len(value) > longest:
            label = label_of(name)
            raise RuleBroken(f"{label}太长了，最多{longest}个字。请缩短。", name)


class _Reading:
    """Rows of the file as rows of this office: units and teams found, the rest listed."""

    def __init__(self, plan: Plan, names: UnitNames, teams: TeamNames, unit_text: str) -> None:
        self.plan, self.names, self.teams = plan, names, teams
        self.only: Unit | None = None
        self.only_name = ""
        if unit_text.strip():
            if self._is_new(unit_text):
                self.only_name = plain_name(unit_text)
            else:
                self.only = names.find(unit_text)

    def list_problems(self, problems: Sequence[Problem]) -> None:
        """What the reader did not understand, and units of those rows that are unknown too; other units' rows are not ours."""
        seen = set()
        for problem in problems:
            text = problem.unit or self._unit_of_sheet(problem.sheet)
            unit, said = self._unit_or_reason(text)
            if not self._wanted(unit, plain_name(text) or self.only_name):
                continue
            if said and (problem.sheet, problem.row) not in seen:
                self.plan.not_understood.append(replace(problem, column="单位", message=said, guess=""))
            seen.add((problem.sheet, problem.row))
            self.plan.not_understood.append(problem)

    def _unit_or_reason(self, text: str) -> tuple[Unit | None, str]:
        if not text:
            return self.only, ""
        if self._is_new(text):
            return None, ""
        try:
            return self.names.find(text), ""
        except RuleBroken as broken:
            return None, broken.message

    def _is_new(self, text: str) -> bool:
        """A unit to be made: there are none yet in this office, and the text is a name."""
        return self.names.fresh and not self.names.knows(text) and not text.strip().isdigit()

    def comings(self, rows: Sequence[RosterRow]) -> list[Coming]:
        found = []
        for order, row in enumerate(rows):
            try:
                coming = self._coming(row, order)
            except RuleBroken as broken:
                column = row.columns.get(broken.field, "") or {"unit": "单位", "teams": "服务队"}.get(broken.field, "")
                name = str(row.said["name"])
                self.plan.not_understood.append(
                    Problem(row.sheet, row.number, column, broken.message, name=name, unit=row.unit, start=row.start)
                )
                continue
            if coming is not None:
                found.append(coming)
        return found

    def _coming(self, row: RosterRow, order: int) -> Coming | None:
        unit, unit_name = self._unit(row)
        if not self._wanted(unit, unit_name):
            return None
        said = self.names.remark(row.unit or self._unit_of_sheet(row.sheet) or self._unit_of_sheet(row.titled_unit))
        if said:
            self.plan.renamed[said] = self.plan.renamed.get(said, 0) + 1
        teams = self.teams.find(row.teams)
        _check_lengths(row.said)
        if unit is None and unit_name not in self.plan.units_to_create:
            self.plan.units_to_create.append(unit_name)
        return Coming(
            row.sheet, row.number, dict(row.said), unit, unit_name, order, teams, tuple(row.care), start=row.start
        )

    def _unit(self, row: RosterRow) -> tuple[Unit | None, str]:
        text = row.unit or self._unit_of_sheet(row.sheet)
        if not text and (self.only or self.only_name):
            return self.only, self.only_name or (self.only.name if self.only else "")
        text = text or self._unit_of_sheet(row.titled_unit)
        if not text:
            raise RuleBroken("没有写是哪个单位。请在表里加一栏“单位”。", "unit")
        if self._is_new(text):
            return None, check_name(plain_name(text))
        if self.only is not None and not self.names.knows(text):
            return None, text  # another unit's row: not ours to judge
        unit = self.names.find(text)
        return unit, unit.name

    def _unit_of_sheet(self, sheet: str) -> str:
        known = self.names.knows(sheet) or (self.names.fresh and looks_like_unit(sheet))
        return sheet if known else ""

    def _wanted(self, unit: Unit | None, unit_name: str) -> bool:
        if self.only is not None:
            return unit is not None and unit.path.startswith(self.only.path)
        return not self.only_name or unit_name == self.only_name
