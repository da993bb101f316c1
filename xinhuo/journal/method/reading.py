"""How duties stand, asked of the measures once for all units: the number of queries does not depend on how many there are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from inspect import signature
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, prefetch_related_objects
from django.db.models.functions import ExtractMonth

from xinhuo.ground.kernel.measure import Measure, measure_of, month_by_month
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Share, Value
from xinhuo.journal.method.facts import Confirmed, Duty, DutyStanding, Occurrence, Pack, ToDo
from xinhuo.journal.method.models import DutyConfirmation, MethodPack, SpecialDay
from xinhuo.journal.method.rules import days
from xinhuo.journal.method.rules.standing import judge, not_obliged, nothing, sum_up
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

Units = Collection[Unit] | QuerySet
Key = tuple[UUID, str, int]
FEW = 5  # lines of 要办的事
STILL = 3  # until this month something of last year may be due: 90 days after someone joined; in January, what December left


@dataclass(frozen=True)
class Held:
    """The pack that holds for a unit, from which day on, and whose it is."""

    pack: Pack
    since: date
    row: MethodPack


def packs_of(units: Sequence[Unit], year: int) -> dict[UUID, Held]:
    """Unit id → the pack that holds for it in `year`: of the nearest office above it that has one. One query."""
    rows = MethodPack.objects.of_offices_above(units).up_to(year).select_related("unit")
    newest = {row.path: Held(row.pack, row.since, row) for row in rows}
    found = {}
    for unit in units:
        held = next((newest[path] for path in reversed(unit.ancestor_paths) if path in newest), None)
        if held is not None:
            found[unit.pk] = held
    return found


def pack_of(unit: Unit, year: int) -> Held | None:
    """The same for one unit."""
    return packs_of([unit], year).get(unit.pk)


@dataclass
class _Asking:
    """The questions of one reading, each put to its measure once, for all units."""

    units: Units
    year: int
    day: date
    waiting: bool  # also what is not worth mentioning yet
    due_from: date  # nothing that was due before
    calendar: days.WorkCalendar
    known: dict[Any, Any] = field(default_factory=dict)

    def values(self, duty: Duty, occurrences: Sequence[Occurrence]) -> list[Mapping[UUID, Value] | None]:
        """For each occurrence: unit id → value; None where nobody has asked because its time has not come."""
        measure = measure_of(duty.measure)
        if measure is None:
            return [None] * len(occurrences)
        return [self._of(measure, duty, one) if one.period.start <= self.day else None for one in occurrences]

    def worth(self, occurrences: Iterable[Occurrence]) -> list[Occurrence]:
        """Those that this reading is about."""
        return [one for one in occurrences if one.due >= self.due_from and (self.waiting or one.opens <= self.day)]

    def _of(self, measure: Measure, duty: Duty, one: Occurrence) -> Mapping[UUID, Value]:
        if one.period.first == one.period.last:
            until = self.day.month if self.day.year == self.year else 12
            months = self._once(
                (duty.measure, "months", _hashed(duty.params)),
                lambda: month_by_month(measure, self.units, self.year, until, **duty.params),
            )
            return dict(months.get(one.period.first, {}))
        return self.period(measure, duty, one.period)

    def period(self, measure: Measure, duty: Duty, period: Period) -> Mapping[UUID, Value]:
        """Unit id → the value of a whole period; a measure that takes a day answers as of today where it lies within."""
        params: dict[str, Any] = dict(duty.params)
        if "day" in signature(measure.values).parameters:
            params["day"] = min(self.day, period.end)
        asked = (duty.measure, period, _hashed(duty.params))
        return dict(self._once(asked, lambda: measure.values(self.units, period, **params)))

    def roster(self, duty: Duty) -> dict[UUID, list[tuple[Period, Value]]]:
        """Unit id → its months on the roster of the whole year, each with whether its report was given."""
        measure = measure_of(duty.measure)
        if measure is None:
            return {}
        said = self._once(
            (duty.measure, "roster", _hashed(duty.params)),
            lambda: month_by_month(measure, self.units, self.year, 12, **duty.params),
        )
        found: dict[UUID, list[tuple[Period, Value]]] = {}
        for month, values in sorted(said.items()):
            for unit, value in values.items():
                if isinstance(value, Share) and value.whole:
                    found.setdefault(unit, []).append((Period(self.year, month, month), value))
        return found

    def joined(self) -> dict[UUID, list[int]]:
        """Unit id → months of the year in which 五老 joined it."""
        return self._once("joined", self._joined)

    def _joined(self) -> dict[UUID, list[int]]:
        rows = (
            Person.objects.five_elders()
            .serving()
            .filter(unit__in=self.units, joined_month__range=(date(self.year, 1, 1), date(self.year, 12, 31)))
            .order_by()
            .annotate(month=ExtractMonth("joined_month"))
            .values("unit", "month")
            .annotate(n=Count("id"))
        )
        found: dict[UUID, list[int]] = {}
        for row in rows:
            found.setdefault(row["unit"], []).append(row["month"])
        return {unit: sorted(months) for unit, months in found.items()}

    def _once(self, key: Any, ask: Callable[[], Any]) -> Any:
        if key not in self.known:
            self.known[key] = ask()
        return self.known[key]


def _hashed(params: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(params.items()))


def standings_of(
    units: Units,
    year: int,
    day: date,
    *,
    each: bool = False,
    waiting: bool = True,
    due_from: date = date.min,
    keys: Collection[str] = (),
) -> dict[UUID, list[DutyStanding]]:
    """Unit id → how each duty of `year` stands for it on `day`, in the pack's order.

    `each` keeps every occurrence (a unit's own page). `waiting` False leaves out whose time has not come (the workbench),
    `due_from` what was due before that day. `keys`: only these duties.
    A unit without a pack has none. `units` may be a queryset: then the measures get it as it is.
    """
    rows = list(units.select_related("unit_type") if isinstance(units, QuerySet) else units)
    prefetch_related_objects(rows, "unit_type")  # nothing where it is known
    held = packs_of(rows, year)
    if not held:
        return {}
    asking = _Asking(units, year, day, waiting, due_from, SpecialDay.objects.calendar(year))
    confirmed = _confirmations(units, year)
    found: dict[UUID, list[DutyStanding]] = {unit.pk: [] for unit in rows}
    by_pack: dict[UUID, list[Unit]] = {}
    for unit in rows:
        if unit.pk in held:
            by_pack.setdefault(held[unit.pk].row.pk, []).append(unit)
    for some in by_pack.values():
        one = held[some[0].pk]
        for duty in (duty for duty in one.pack.duties if duty.on and (not keys or duty.key in keys)):
            for standing in _of_duty(duty, some, one.since, asking, confirmed, each):
                found[standing.unit_id].append(standing)
    return found


def _confirmations(units: Units, year: int) -> dict[Key, Confirmed]:
    rows = DutyConfirmation.objects.of_year(units, year)
    return {(row.unit_id, row.duty, row.first): row.told for row in rows}


def _of_duty(
    duty: Duty,
    units: Sequence[Unit],
    since: date,
    asking: _Asking,
    confirmed: Mapping[Key, Confirmed],
    each: bool,
) -> Iterator[DutyStanding]:
    obliged = [unit for unit in units if duty.obliges(unit.unit_type.level, unit.unit_type_id)]
    times = _times(duty, asking) if obliged else _nobody
    measure = measure_of(duty.measure)
    word = measure.unit if measure else ""
    whom = {unit.pk for unit in obliged}
    for unit in units:
        judged = []
        for one, value in times(unit) if unit.pk in whom else ():
            if days.lives(one, unit.opened_on, unit.closed_on, since):
                said = confirmed.get((unit.pk, duty.key, one.period.first)) if duty.by_hand else None
                judged.append(judge(duty, one, value, said, asking.day))
        standing = sum_up(duty, unit.pk, judged, word, each=each)
        if standing is not None:
            yield standing
        elif asking.waiting:
            yield not_obliged(duty, unit.pk, asking.year)


Times = Callable[[Unit], Iterable[tuple[Occurrence, Value | None]]]


def _nobody(unit: Unit) -> Iterable[tuple[Occurrence, Value | None]]:
    return ()


def _times(duty: Duty, asking: _Asking) -> Times:
    """What tells, for a unit, each time that the duty falls due and the value found there (None: by hand)."""
    if duty.recurs == "roster":
        return _roster_times(duty, asking)
    if duty.recurs == "joining":
        return _joining_times(duty, asking)
    over = asking.worth(days.occurrences(duty, days.periods(duty, asking.year), asking.calendar))
    found = list(zip(over, asking.values(duty, over), strict=True))
    none = nothing(duty.enough)

    def times(unit: Unit) -> Iterable[tuple[Occurrence, Value | None]]:
        return ((one, None if values is None else values.get(unit.pk, none)) for one, values in found)

    return times


def _roster_times(duty: Duty, asking: _Asking) -> Times:
    months = asking.roster(duty)
    every_month = days.occurrences(duty, days.months_of(asking.year, range(1, 13)), asking.calendar)
    over = {one.period: one for one in asking.worth(every_month)}

    def times(unit: Unit) -> Iterable[tuple[Occurrence, Value | None]]:
        return ((over[period], share) for period, share in months.get(unit.pk, ()) if period in over)

    return times


def _joining_times(duty: Duty, asking: _Asking) -> Times:
    joined = asking.joined()
    all_of_them = sorted({month for months in joined.values() for month in months})
    over = asking.worth(days.occurrences(duty, days.months_of(asking.year, all_of_them), asking.calendar))
    found = dict(
        zip((one.period.first for one in over), zip(over, asking.values(duty, over), strict=True), strict=True)
    )
    none = nothing(duty.enough)

    def times(unit: Unit) -> Iterable[tuple[Occurrence, Value | None]]:
        for one, values in (found[month] for month in joined.get(unit.pk, ()) if month in found):
            yield one, None if values is None else values.get(unit.pk, none)

    return times


def occurrence_of(unit: Unit, duty: Duty, year: int, first: int, since: date) -> Occurrence | None:
    """The time that the duty falls due for the unit that begins with month `first`, if there is one."""
    asking = _Asking([unit], year, date(year, 12, 31), True, date.min, SpecialDay.objects.calendar(year))
    if not duty.obliges(unit.unit_type.level, unit.unit_type_id):
        return None
    over = days.periods(duty, year)
    if duty.recurs == "joining":
        over = days.months_of(year, asking.joined().get(unit.pk, ()))
    found = [one for one in days.occurrences(duty, over, asking.calendar) if one.period.first == first]
    return next((one for one in found if days.lives(one, unit.opened_on, unit.closed_on, since)), None)


def duties_of(units: Units, day: date) -> list[DutyStanding]:
    """How each duty of the year of `day` stands on that day, for all units: unit after unit, duties in the pack's order."""
    found = standings_of(units, day.year, day)
    return [standing for standings in found.values() for standing in standings]


def due_in(unit: Unit, day: date) -> list[DutyStanding]:
    """What is to be looked at on `day`: this year's duties whose time has come, and last year's that are due this year."""
    found: list[DutyStanding] = []
    if day.month <= STILL:
        late = date(day.year - 1, 12, 1) if day.month == 1 else date(day.year, 1, 1)
        last = standings_of([unit], day.year - 1, day, waiting=False, due_from=late)
        found += last.get(unit.pk, [])
    return found + standings_of([unit], day.year, day, waiting=False).get(unit.pk, [])


def to_do(unit: Unit, day: date, roles: Collection[str] = (), few: int = FEW) -> list[ToDo]:
    """A few lines for the workbench: what is behind its date first, then by date. `roles`: only what is told to these."""
    return lines_of(unit, day, due_in(unit, day), roles)[:few]


def lines_of(unit: Unit, day: date, standings: Iterable[DutyStanding], roles: Collection[str] = ()) -> list[ToDo]:
    """What is open or behind its date among `standings`, as lines."""
    found = [_line(unit, one) for one in standings if one.state in ("open", "overdue") and not one.later]
    wanted = [one for one in found if not roles or not one.told or set(roles) & set(one.told)]
    return sorted(wanted, key=lambda one: (one.state != "todo", one.due))


def _line(unit: Unit, one: DutyStanding) -> ToDo:
    url_name, args = place_of(one.duty, unit, one.period)
    late = one.state == "overdue"
    status = "过了日子" if late else f"{one.due.month}月{one.due.day}日前"
    return ToDo(
        one.duty.title, one.says, url_name, args, status, "todo" if late else "half", one.due, one.duty.key, one.duty.told
    )  # fmt: skip


def place_of(duty: Duty, unit: Unit, period: Period) -> tuple[str, tuple[object, ...]]:
    """Where a duty is done: its own page says what, who and how far, unless the pack names another."""
    if not duty.done_at:
        return "method:duty", (unit.pk, period.year, duty.key)
    name, *words = duty.done_at.split()
    known: dict[str, object] = {"unit": unit.pk, "year": period.year, "month": period.last}
    return name, tuple(known.get(word, word) for word in words)
