"""A 台账 comes in: what will happen is told first (`plan_ledger`), then done (services/carrying.py)."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinhuo.ground.intake.tables import Table
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.ledgers.reading import LABELS, Ledger, LedgerRow, Problem
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.coming import SAME, Coming, Known, bare, bare_content, compare, fold
from xinhuo.journal.records.services.kind_words import KindWords, plain_kind
from xinhuo.journal.records.services.taking_part import Asked, Roster
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.services.matching import in_parts
from xinhuo.who.people.services.unit_names import UnitNames, plain_name

TAKEN_BACK = "撤回这次导入"
_NO_UNIT = "没有写是哪个单位。请在上面选一个单位，或加一栏“单位”。"
_NOBODY = "没有写出名册里的人，也没有人数。请补上一样。"


@dataclass(frozen=True)
class Answers:
    """What a person said on the page. `whole`: of the whole file (`unit` id, `total`: whom it counts, `milestone`);
    `kinds`: word → kind id; `people`: question → person id or a fate; `likes`: `like-…` → same or other."""

    unit: str = ""
    total: str = ""
    milestone: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    """What an import will do, nothing done yet. `place` is the unit in whose name it comes in."""

    place: Unit
    new: list[Coming] = field(default_factory=list)
    repeated: list[Coming] = field(default_factory=list)
    withdrawn: list[Coming] = field(default_factory=list)
    waiting: list[Coming] = field(default_factory=list)
    folded: list[Coming] = field(default_factory=list)
    not_understood: list[Problem] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    kinds_asked: dict[str, list[Coming]] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    needs_unit: bool = False
    unit_of: Callable[[Table], str] = field(default=lambda table: "", repr=False)
    kinds: KindWords | None = None

    @property
    def likes(self) -> list[Coming]:
        """Rows that may repeat a record."""
        return [c for c in self.waiting if c.like and not c.answer]

    @property
    def rows_left(self) -> int:
        return len({(p.sheet, p.row) for p in self.not_understood}) + len(self.waiting)

    @property
    def reasons(self) -> list[Problem]:
        """Why each row that stays out does, in the order of the file."""
        waiting = [Problem(c.row.sheet, c.row.number, "", c.waits_for()) for c in self.waiting]
        return sorted([*self.not_understood, *waiting], key=lambda p: (p.sheet, p.row))

    @property
    def by_month(self) -> dict[tuple[str, int, int], int]:
        """(unit, year, month) → how many records will come in."""
        found: dict[tuple[str, int, int], int] = defaultdict(int)
        for coming in self.new:
            found[coming.unit.name, coming.held_on.year, coming.held_on.month] += 1
        return dict(sorted(found.items()))

    def digest(self) -> str:
        """Changes when the plan would do something else than what was shown."""
        parts = [self._said(c) for c in sorted([*self.new, *self.waiting], key=lambda c: c.order)]
        parts += [f"there:{c.key}:{c.like}" for c in [*self.repeated, *self.withdrawn]]
        parts += [f"bad:{p.sheet}:{p.row}:{p.message}" for p in self.not_understood]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @staticmethod
    def _said(coming: Coming) -> str:
        people = [(part.name, str(part.person.pk) if part.person else "") for part in coming.parts]
        return f"{coming.key}:{coming.unit.pk}:{coming.held_on}:{coming.kind and coming.kind.pk}:{people}:{coming.like}"


def place_of(by: Actor, root: Unit) -> Unit:
    """The unit in whose name `by` imports: the uppermost one in reach. Raises RuleBroken where there is none."""
    found = Unit.objects.within(by.scope("import_records")).filter(path__startswith=root.path).order_by("path").first()
    if found is None:
        raise RuleBroken("您不能导入台账。请由本单位的记载人或办公室来办。", "unit")
    return found


def plan_ledger(by: Actor, root: Unit, ledger: Ledger, answers: Answers, today: date) -> Plan:
    """What will happen when `ledger` comes into the office `root`."""
    place = place_of(by, root)
    reading = _Reading(by, place, answers, today)
    plan = reading.plan
    plan.not_understood += ledger.problems
    comings, plan.folded = fold(reading.comings(ledger.rows))
    reading.name_kinds(comings)
    compare(comings, standing(comings), answers.people)
    fresh = reading.sort_out(comings)
    reading.name_people(fresh)
    reading.settle(fresh)
    plan.not_understood.sort(key=lambda p: (p.sheet, p.row))
    return plan


def standing(comings: Sequence[Coming]) -> dict[tuple[Any, date], list[Known]]:
    """(unit, day) → the records of those units in those days: a few queries, however many rows."""
    found: dict[tuple[Any, date], list[Known]] = defaultdict(list)
    if not comings:
        return found
    days = [c.held_on for c in comings]
    rows = Record.objects.filter(held_on__range=(min(days), max(days)))
    for some in in_parts({c.unit.pk for c in comings}):
        told = rows.filter(unit__in=some).values_list(
            "unit", "held_on", "title", "content", "place", "pk", "withdrawn_at", "withdrawn_reason"
        )
        for unit, day, title, content, place, pk, gone, why in told.iterator(chunk_size=2000):
            if why != TAKEN_BACK:
                found[unit, day].append(Known(bare(title), bare_content(content), bare(place), pk, gone is not None))
    return found


class _Reading:
    """Rows of the file as things of this office: unit, kind, people; what is not clear is listed."""

    def __init__(self, by: Actor, place: Unit, answers: Answers, today: date) -> None:
        self.by, self.answers, self.today = by, answers, today
        self.scope = by.scope("import_records")
        self.names = UnitNames.of(place, self.scope, closed=True)
        self.plan = Plan(place, units=self.names.units, unit_of=self._unit_of_table)
        self.chosen = next((u for u in self.names.units if str(u.pk) == answers.unit), None)
        self.kinds = self.plan.kinds = KindWords.of(place, answers.kinds)
        self.titled: dict[tuple[str, ...], Unit | None] = {}

    def comings(self, rows: Sequence[LedgerRow]) -> list[Coming]:
        """The rows with their units."""
        found = []
        for order, row in enumerate(rows):
            try:
                found.append(Coming(row, self._unit(row), order, self.today, self.answers.total))
            except RuleBroken as broken:
                self._problem(row, broken)
        return found

    def _problem(self, row: LedgerRow, broken: RuleBroken) -> None:
        head = row.columns.get(LABELS.get(broken.field, ""), "")
        self.plan.not_understood.append(Problem(row.sheet, row.number, head, broken.message))

    def _unit(self, row: LedgerRow) -> Unit:
        if row.unit:
            return self._on_the_day(row.unit, row.days.held_on)
        for text in (row.caption, row.sheet):
            if self.names.knows(text):
                return self._on_the_day(text, row.days.held_on)
        found = self._in_titles((*row.titles, row.sheet)) or self.chosen
        if found is None and len(self.names.units) == 1:
            found = self.names.units[0]
        if found is None:
            self.plan.needs_unit = True
            raise RuleBroken(_NO_UNIT, "unit")
        return found

    def _on_the_day(self, text: str, day: date) -> Unit:
        """Of two units of a name the one that existed then: a village may have been merged and founded anew."""
        then = [unit for unit in self.names.by_name.get(plain_name(text), []) if unit.existed_on(day)]
        return then[0] if len(then) == 1 else self.names.find(text)

    def _in_titles(self, titles: tuple[str, ...]) -> Unit | None:
        """The one unit whose name stands above the table: the lowest, for 「清河新区柳湾村」; of two villages neither."""
        if titles not in self.titled:
            text = "".join("".join(titles).split())
            named = [name for name in self.names.by_name if len(name) > 1 and name in text]
            whole = [name for name in named if not any(name != longer and name in longer for longer in named)]
            units = [self.names.by_name[name][-1] for name in whole]
            lowest = [u for u in units if not any(v.path.startswith(u.path) and v != u for v in units)]
            self.titled[titles] = lowest[0] if len(lowest) == 1 else None
        return self.titled[titles]

    def _unit_of_table(self, table: Table) -> str:
        """Whose a table is as a whole, where its title or a person says so."""
        found = self._in_titles((*table.titles, table.sheet)) or self.chosen
        return found.name if found else ""

    def name_kinds(self, comings: Sequence[Coming]) -> None:
        """Each word once, however many rows say it."""
        for coming in comings:
            row = coming.row
            coming.kind = self.kinds.find(row.kind, f"{row.title}{row.content}")

    def sort_out(self, comings: Sequence[Coming]) -> list[Coming]:
        """Rows that are there already, and rows against the rules, go aside; the others are returned."""
        fresh = []
        for coming in comings:
            if coming.answer == SAME:
                (self.plan.withdrawn if coming.withdrawn else self.plan.repeated).append(coming)
                continue
            try:
                coming.check()
                fresh.append(coming)
            except RuleBroken as broken:
                self._problem(coming.row, broken)
        return fresh

    def name_people(self, comings: Sequence[Coming]) -> None:
        """Everyone whom a row names, found or asked."""
        names = {name for coming in comings for name in coming.names}
        roster = Roster(self.scope, names, {c.unit for c in comings}, self.answers.people)
        for coming in comings:
            coming.parts = [
                roster.part(coming.unit, name, role, coming.held_on, coming.where)
                for name, role in coming.names.items()
            ]
        self.plan.asked = list(roster.asked.values())

    def settle(self, comings: Sequence[Coming]) -> None:
        """What comes in now, what waits for an answer, and what has nobody in it."""
        for coming in comings:
            if coming.kind is None:
                self.plan.kinds_asked.setdefault(plain_kind(coming.row.kind), []).append(coming)
            if coming.nobody and not any(row.total for row in coming.rows):
                self._problem(coming.row, RuleBroken(_NOBODY, "people"))
            elif coming.waits:
                self.plan.waiting.append(coming)
            elif coming.nobody:
                self._problem(coming.row, RuleBroken(_NOBODY, "people"))
            else:
                self.plan.new.append(coming)
