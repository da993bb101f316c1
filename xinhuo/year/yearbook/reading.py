"""大事记 and 小结 as facts, read set-wise: the number of queries does not grow with units, records or months."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects

from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.records.facts import PaperOf, ReportFacts, Voice
from xinhuo.journal.records.measures import elders, held, youth
from xinhuo.journal.records.models import OwnParagraph, Participation, Record
from xinhuo.journal.records.reading import own_words, reports_facts
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.year.yearbook import rules
from xinhuo.year.yearbook.facts import ChronicleFacts, Line, SummaryFacts, UnitRow
from xinhuo.year.yearbook.models import ChronicleEntry, ChronicleMonth, offered_from_below

ROWS = 60  # units in the table of an office's 小结; a larger office has none
OFFERED = 600  # lines of lower units on one page; a larger office ticks in the 大事记 of its units
Decisions = Mapping[tuple[Any, Any], ChronicleEntry]


@dataclass(frozen=True)
class Volume:
    """All that the page of one 大事记 shows: own lines, lines of lower units, months confirmed as quiet."""

    own: tuple[Line, ...]
    below: tuple[Line, ...]
    quiet: Mapping[int, ChronicleMonth]

    @property
    def printed(self) -> list[Line]:
        return [line for line in (*self.own, *self.below) if line.included]

    def find(self, key: str) -> Line | None:
        """The line of a record or of an entry added by hand."""
        return next((line for line in (*self.own, *self.below) if line.key == key), None)


def volume(unit: Unit, year: int, scope: Scope | None = None) -> Volume:
    """Every standing record of the unit, what lower units offer, and what was added by hand: nine queries.

    With a `scope`, only what it reaches is offered; what is in the unit's 大事记 already is the unit's own.
    """
    own = list(Record.objects.standing().filter(unit=unit).of_year(year).for_papers())
    offered = offered_from_below(unit, year)
    if scope is not None and not any(root.holds(Root(unit.path, unit.shard)) for root in scope.roots):
        taken = ChronicleEntry.objects.taken_in([unit], year)
        offered = offered.filter(pk__in=offered.within(scope).values("pk").union(taken.values("record")))
    below = list(offered.for_papers()[:OFFERED])
    made = _decisions([*own, *below], [unit])
    added = [_added(entry) for entry in ChronicleEntry.objects.by_hand([unit], year)]
    lower = [_line(unit, record, made) for record in below if _stands_below(unit, record, made)]
    quiet = {m.month: m for m in ChronicleMonth.objects.filter(unit=unit, year=year)}
    lines = sorted([*(_line(unit, record, made) for record in own), *added], key=_by_day)
    return Volume(tuple(lines), tuple(lower), quiet)


def chronicle_facts(units: Sequence[Unit], year: int, office: Office | None) -> list[ChronicleFacts]:
    """What the 大事记 of each of `units` prints, in their order: a few queries, however many units."""
    marked = Record.objects.of_year(year).filter(unit__in=units, milestone=True)
    taken = ChronicleEntry.objects.taken_in(units, year)
    # A union and no OR: each side walks its own index, where PostgreSQL would read the whole table for an OR.
    wanted = marked.values("pk").union(taken.values("record"))
    records = list(Record.objects.standing().of_year(year).filter(pk__in=wanted).for_papers())
    made = _decisions(records, units)
    by_id = {record.pk: record for record in records}
    lines: dict[Any, list[Line]] = {unit.pk: [] for unit in units}
    units_by_id = {unit.pk: unit for unit in units}
    places = {(r.unit_id, r.pk) for r in records if r.unit_id in lines} | {k for k in made if k[0] in lines}
    for unit_id, record_id in places:
        lines[unit_id].append(_line(units_by_id[unit_id], by_id[record_id], made))
    for entry in ChronicleEntry.objects.by_hand(units, year):
        lines[entry.unit_id].append(_added(entry))
    quiet: dict[Any, set[int]] = {}
    for month in ChronicleMonth.objects.filter(unit__in=units, year=year):
        quiet.setdefault(month.unit_id, set()).add(month.month)
    issuer = office.name_in(year) if office else ""
    prefetch_related_objects(units, "former_names")
    return [
        ChronicleFacts(
            unit=unit.name_in(year),
            unit_full=unit.full_name_in(year),
            issuer=issuer or unit.full_name_in(year),
            year=year,
            months=rules.months_of(lines[unit.pk], quiet.get(unit.pk, set())),
            demo=bool(office and office.demo),
        )
        for unit in units
    ]


def first_year(unit: Unit) -> int | None:
    """The year of the first record of the unit or of what lies below it."""
    rows = Record.objects.within(Scope((Root(unit.path, unit.shard),))).order_by("held_on", "id")
    day = rows.values_list("held_on", flat=True).first()
    return day.year if day else None


def proposal(unit: Unit, record: Record, made: Decisions) -> str:
    """The words for a record in `unit`'s 大事记 as long as nobody wrote others: a lower unit's own words come first."""
    text = rules.propose_text(record.facts())
    if record.unit_id == unit.pk:
        return text
    theirs = made.get((record.unit_id, record.pk))
    return rules.with_unit(theirs.text if theirs and theirs.text else text, record.unit.name_in(record.held_on.year))


def decisions(unit: Unit, records: Sequence[Record]) -> Decisions:
    """(unit id, record id) → what was decided, by `unit` and by the records' own units: one query."""
    return _decisions(records, [unit])


def _decisions(records: Sequence[Record], units: Iterable[Unit]) -> Decisions:
    return {(e.unit_id, e.record_id): e for e in ChronicleEntry.objects.on(records, units)}


def _stands_below(unit: Unit, record: Record, made: Decisions) -> bool:
    """A lower unit that left its own event out does not offer it; what `unit` had ticked stays."""
    if (unit.pk, record.pk) in made:
        return True
    theirs = made.get((record.unit_id, record.pk))
    return theirs is None or theirs.included


def _line(unit: Unit, record: Record, made: Decisions) -> Line:
    entry = made.get((unit.pk, record.pk))
    own = record.unit_id == unit.pk
    words = entry.text if entry else ""
    later = bool(entry and record.changed_at and record.changed_at > entry.decided_at)
    return Line(
        key=str(record.pk),
        held_on=record.held_on,
        ended_on=record.ended_on,
        text=words or proposal(unit, record, made),
        title=record.title,
        unit="" if own else record.unit.name_in(record.held_on.year),
        included=entry.included if entry else own and record.milestone,
        decided=entry is not None,
        milestone=record.milestone,
        own_words=bool(words),
        changed=bool(words) and later,
    )


def _added(entry: ChronicleEntry) -> Line:
    return Line(
        key=str(entry.pk),
        held_on=entry.held_on,
        ended_on=None,
        text=entry.text,
        included=entry.included,
        decided=True,
        by_hand=True,
        own_words=True,
    )


def _by_day(line: Line) -> tuple[Any, str]:
    return line.held_on, line.key


def summary_facts(unit: Unit, year: int, months: Collection[int], office: Office | None) -> dict[int, SummaryFacts]:
    """Month (6 or 12) → what the 小结 of a unit is written from; of an office from all its units: a few queries each."""
    found = reports_facts(unit, year, months, office)
    written = OwnParagraph.objects.of_year(unit, year)
    units = units_told(unit, year)
    made = {}
    for month in months:
        own, offers = own_words(written, PaperOf(rules.SUMMARIES[month], year, month))
        voice = Voice(rules.period_said(month), "主要做了以下工作。")
        report = replace(found[month], own=own, offers=offers, voice=voice)
        made[month] = _of_office(unit, units, report, month) if units else SummaryFacts(report, month)
    return made


def units_told(unit: Unit, year: int) -> list[Unit]:
    """The units whose work the 小结 of an office tells of, in the office's own order; none for a unit by itself."""
    if unit.unit_type.grassroots:
        return []
    below = Unit.objects.within(Scope((Root(unit.path, unit.shard),))).keeping_books().existed_in(year)
    return list(below.with_names().in_order()[: ROWS + 1])


def _of_office(unit: Unit, units: Sequence[Unit], report: ReportFacts, month: int) -> SummaryFacts:
    """Totals by leading records, so that what several did together counts once; each unit's row shows its own.

    Units are called as on the last day told of: who was renamed in autumn keeps the old name in the half-year's.
    """
    period = Period(report.year, 1, month)
    below = Scope((Root(unit.path, unit.shard),))
    units = [one for one in units if one.opened_on is None or one.opened_on <= period.end]
    records = tuple(Record.objects.within(below).standing().leading().of_period(period).facts(period))
    took = Participation.objects.within(below).counted().filter(held_on__range=(period.start, period.end))
    people = took.values("person").distinct().count()
    own = [unit, *units]
    per_records, per_elders, per_youth = (m.values(own, period) for m in (held, elders, youth))
    rows = [
        UnitRow(u.name_on(period.end), per_records.get(u.pk, 0), per_elders.get(u.pk, 0), per_youth.get(u.pk, 0) or 0)
        for u in own
    ]
    shown = [row for row in rows[:1] if row.records] + rows[1:]
    told = len({record.unit for record in records} - {report.unit})
    subject = f"{report.unit_full}和所属{told}个单位" if told else report.unit_full
    total = UnitRow("合计", len(records), people, sum(record.youth_count for record in records))
    voice = replace(report.voice, subject=subject, elders=people)
    few = tuple(shown) if len(units) <= ROWS else ()
    return SummaryFacts(replace(report, records=records, voice=voice), month, few, total if few else None)
