"""A roster comes in: what will happen is told first (`plan_import`), then done (services/carrying.py)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import check_name
from xinhuo.who.people import rules
from xinhuo.who.people.models import Person, Team, TeamMembership
from xinhuo.who.people.rosters import Problem, Roster, RosterRow
from xinhuo.who.people.services.matching import DOUBTFUL, NO_MATCH, Index, Marks, in_parts, index_of_roster
from xinhuo.who.people.services.team_names import TeamNames
from xinhuo.who.people.services.unit_names import UnitNames, looks_like_unit, plain_name

PRINTED = {"phone": "phone_print", "id_number": "id_print"}
SOMEONE_NEW, LEAVE_OUT = "new", ""


@dataclass(eq=False)
class Coming:
    """A row that was understood: whom it means and what it would change. `unit` is None for a unit still to be made."""

    sheet: str
    number: int
    said: dict[str, Any]
    unit: Unit | None
    unit_name: str
    teams: tuple[Team, ...] = ()
    care: tuple[str, ...] = ()
    person: Person | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    changes_teams: bool = False

    @property
    def key(self) -> str:
        """How a form names the row."""
        return f"{self.sheet}!{self.number}"

    @property
    def name(self) -> str:
        return str(self.said["name"])

    @property
    def place(self) -> Any:
        """The unit as marks compare it."""
        return self.unit.pk if self.unit else self.unit_name

    @property
    def moves(self) -> bool:
        """Someone of the roster who stands in another unit now."""
        return self.person is not None and (self.unit is None or self.person.unit_id != self.unit.pk)

    @property
    def labels(self) -> list[str]:
        """What changes, in words."""
        words = [str(Person._meta.get_field(name).verbose_name) for name in self.changes]
        return [*words, *(["服务队"] if self.changes_teams else [])]


@dataclass(frozen=True)
class Question:
    """A row that fits more than one person, or one with a doubt: a person decides."""

    coming: Coming
    choices: tuple[Person, ...]
    reason: str


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

    @property
    def rows_not_understood(self) -> int:
        """Rows, not cells; a row that asks counts among them until someone answers."""
        return len({(p.sheet, p.row) for p in self.not_understood}) + len(self.asked)

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
    plan = Plan(root, not_understood=list(roster.problems))
    comings = _Reading(plan, names, TeamNames.of(root), unit_text).comings(roster.rows)
    marks = [Marks.of_words(c.said, c.place) for c in comings]
    index = index_of_roster(by.scope("import_people"), marks)
    chosen = _Choosing(plan, index, answers or {})
    chosen.go(comings, marks)
    _sort_out(plan, chosen.settled)
    plan.missing = _missing(plan, comings, chosen.considered)
    return plan


class _Reading:
    """Rows of the file as rows of this office: units and teams found, the rest listed."""

    def __init__(self, plan: Plan, names: UnitNames, teams: TeamNames, unit_text: str) -> None:
        self.plan, self.names, self.teams = plan, names, teams
        self.only: Unit | None = None
        self.only_name = ""
        if unit_text.strip():
            if names.fresh and not names.knows(unit_text) and not unit_text.strip().isdigit():
                self.only_name = plain_name(unit_text)
            else:
                self.only = names.find(unit_text)

    def comings(self, rows: Sequence[RosterRow]) -> list[Coming]:
        found = []
        for row in rows:
            try:
                coming = self._coming(row)
            except RuleBroken as broken:
                column = row.columns.get(broken.field, "") or {"unit": "单位", "teams": "服务队"}.get(broken.field, "")
                self.plan.not_understood.append(Problem(row.sheet, row.number, column, broken.message))
                continue
            if coming is not None:
                found.append(coming)
        return found

    def _coming(self, row: RosterRow) -> Coming | None:
        unit, unit_name = self._unit(row)
        if not self._wanted(unit, unit_name):
            return None
        teams = self.teams.find(row.teams)
        if unit is None and unit_name not in self.plan.units_to_create:
            self.plan.units_to_create.append(unit_name)
        return Coming(row.sheet, row.number, row.said, unit, unit_name, teams, tuple(row.care))

    def _unit(self, row: RosterRow) -> tuple[Unit | None, str]:
        text = row.unit or self._unit_of_sheet(row.sheet)
        if not text:
            if self.only or self.only_name:
                return self.only, self.only_name or self.only.name
            raise RuleBroken("没有写是哪个单位。请在表里加一栏“单位”。", "unit")
        if self.names.fresh and not self.names.knows(text) and not text.strip().isdigit():
            return None, check_name(plain_name(text))
        unit = self.names.find(text)
        return unit, unit.name

    def _unit_of_sheet(self, sheet: str) -> str:
        known = self.names.knows(sheet) or (self.names.fresh and looks_like_unit(sheet))
        return sheet if known else ""

    def _wanted(self, unit: Unit | None, unit_name: str) -> bool:
        if self.only is not None:
            return unit is not None and unit.path.startswith(self.only.path)
        return not self.only_name or unit_name == self.only_name


