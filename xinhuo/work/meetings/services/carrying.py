"""From a meeting to records: each unit that took part gets one; the host's leads and carries the counts.

The same call writes them, changes them and takes them back, by how the meeting stands: so a correction never leaves a record
that says otherwise than the minutes.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Participation, Record, RecordKind
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.services.told import Taking, Told, told_of
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.work.meetings import prose
from xinhuo.work.meetings.models import Attendance, Meeting
from xinhuo.work.meetings.reading import facts_of, heard
from xinhuo.work.meetings.rules import part_of_day

WHY = "会议记录更正：这个单位没有参加"  # also tells a record that we took back from one that its unit withdrew itself


@dataclass(frozen=True)
class Carried:
    """What became of a meeting: units with a record, and those whose record somebody else has to write."""

    units: tuple[Unit, ...] = ()
    left: tuple[Unit, ...] = ()


def units_of(meeting: Meeting) -> dict[Any, list[Attendance]]:
    """Unit id → those who came for it, the host first, even where nobody of its own is on the roll."""
    found: dict[Any, list[Attendance]] = {meeting.unit_id: []}
    for row in meeting.roll.select_related("unit", "unit__parent", "unit__unit_type", "person"):
        if row.came:
            found.setdefault(row.unit_id, []).append(row)
    return found


def carry_over(by: Actor, meeting: Meeting, today: date) -> Carried:
    """Bring the records of this meeting to what it says now."""
    came = units_of(meeting) if meeting.is_held else {}
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=came).select_related("parent", "unit_type")}
    host = Record.objects.filter(shard=meeting.shard, key=meeting.record_key(meeting.unit_id)).first()
    _take_back(by, meeting, came)
    if not came:
        return Carried()
    base = _told(meeting)
    people = {pk: _people(units[pk], rows) for pk, rows in came.items()}
    lead = replace(base, people=people[meeting.unit_id], other_count=_others(meeting, came, people))
    host = _write(by, meeting, units[meeting.unit_id], host, lead, today)
    done, left = [units[meeting.unit_id]], []
    for pk, unit in units.items():
        if pk == meeting.unit_id:
            continue
        if not _may(by, unit):
            left.append(unit)
            continue
        there = Record.objects.filter(shard=unit.shard, key=meeting.record_key(pk)).first()
        _write(by, meeting, unit, there, replace(base, people=people[pk], led_by=host), today)
        done.append(unit)
    return Carried(tuple(done), tuple(left))


def _may(by: Actor, unit: Unit) -> bool:
    return by.may("write_record", unit.path)


def _take_back(by: Actor, meeting: Meeting, came: dict[Any, list[Attendance]]) -> None:
    """Records of units that did not take part after all; all of them while the meeting isn't closed."""
    rows = Record.objects.standing().filter(shard=meeting.shard, source_ref=meeting.source_ref)
    standing = [meeting.record_key(unit) for unit in came]  # by key: after a merger a record may lie with the heir
    for record in rows.exclude(key__in=standing).select_related("unit").order_by("pk"):
        if _may(by, record.unit):
            writing.withdraw_record(by, record, WHY)


def _told(meeting: Meeting) -> Told:
    whole = Meeting.objects.for_papers().get(pk=meeting.pk)
    facts = facts_of(whole, None, (), heard([whole])[whole.pk])
    return Told(
        held_on=meeting.held_on,
        kind=_kind(meeting),
        content=prose.record_content(facts),
        title=meeting.title,
        time_of_day=part_of_day(meeting.starts_at),
        place=meeting.place,
        source=Record.Source.OTHER,
        source_ref=meeting.source_ref,
    )


def _kind(meeting: Meeting) -> RecordKind:
    """例会 for what is held every month, 会议 else; whatever the office calls them, they go by their category."""
    kinds = RecordKind.objects.of_office(meeting.unit).filter(category="meeting")
    found = kinds.filter(routine=meeting.kind.routine).first() or kinds.first()
    if found is None:
        raise RuleBroken("类别里没有归到“会议”的。请先在办公室添一类。")
    return found


def _people(unit: Unit, rows: list[Attendance]) -> list[Taking]:
    """Who came for a unit as people of its roster; for whoever sent somebody, the one who came, if one of that name is there."""
    found = [Taking(row.person) for row in rows if row.person and row.state == "present"]
    names = [row.words for row in rows if row.state == "proxy" and row.words]
    for name in names:
        same = list(Person.objects.filter(unit=unit, name=name)[:2])
        found += [Taking(same[0])] if len(same) == 1 else []
    return list({taking.person.pk: taking for taking in found}.values())


def _others(meeting: Meeting, came: dict[Any, list[Attendance]], people: dict[Any, list[Taking]]) -> int:
    """Everyone who was there and isn't named in the host's own record."""
    return sum(map(len, came.values())) + meeting.others - len(people[meeting.unit_id])


def _write(by: Actor, meeting: Meeting, unit: Unit, there: Record | None, told: Told, today: date) -> Record:
    if there is None:
        if not told.people and not told.other_count and told.led_by is None:
            raise RuleBroken("到会登记里一位也没有。请先登记谁到了。")
        return writing.write_record(by, unit, meeting.record_key(unit.pk), told, today)
    if there.withdrawn:
        if there.withdrawn_reason != WHY:  # the unit itself said that it wasn't so
            return there
        there = writing.restore_record(by, there)
    return writing.change_record(by, there, _kept(there, told), today)


def _kept(record: Record, told: Told) -> Told:
    """`told` with what people have added to the record by hand: effect, milestone, each one's own sentence, the visited."""
    was = told_of(record)
    parts = {taking.person.pk: taking for taking in was.people}
    visited = [taking for taking in was.people if taking.role == Participation.Role.WAS_VISITED]
    people = [*(parts.get(taking.person.pk, taking) for taking in told.people), *visited]
    return replace(
        told,
        effect=was.effect,
        milestone=was.milestone,
        occasion=was.occasion,
        team=was.team,
        youth_count=was.youth_count,
        paper_date=was.paper_date,
        late_reason=was.late_reason,
        people=people,
    )
