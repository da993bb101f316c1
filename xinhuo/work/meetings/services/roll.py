"""到会登记: who belongs to a meeting, and how each came. Entered once by the clerk; every part of the meeting takes it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.records.services.writing import office_path
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Appointment, Person
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import AgendaItem, Attendance, Meeting, PartChange
from xinhuo.work.meetings.reading import expected
from xinhuo.work.meetings.services import carrying
from xinhuo.work.meetings.services.holding import held_by, rooted

DROP = "drop"


@dataclass(frozen=True)
class Mark:
    """How one came: a state of `rules.CAME`, or DROP; `words`: who came instead, or why not."""

    state: str
    words: str = ""


def invite(meeting: Meeting) -> None:
    """The roll anew from the posts held on the day; whoever was added by hand stays."""
    by_hand = list(meeting.roll.filter(post="", guest=True))
    meeting.roll.filter(guest=False).delete()
    known = {row.person_id for row in by_hand if row.person_id}
    people = expected(meeting.unit, meeting.kind, meeting.held_on)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[one.unit_id for one in people])}
    rows = [
        Attendance(
            meeting=meeting,
            unit=units[one.unit_id],
            person_id=one.person_id,
            name=one.name[:30],
            post=one.post,
            post_name=one.post_name[:30],
            state="present" if one.person_id else "absent",
            position=position,
            **rooted(units[one.unit_id]),
        )
        for position, one in enumerate(people, 1)
        if one.person_id not in known or one.person_id is None
    ]
    Attendance.objects.bulk_create(rows)
    if meeting.application is not None and not by_hand:
        _invite_leaders(meeting, meeting.application, {one.person_id for one in people})


def _invite_leaders(meeting: Meeting, application: Application, there: Collection[UUID | None]) -> None:
    """The leaders who are asked by name in the approved application, beside the roll."""
    position = meeting.roll.count()
    for place, one in enumerate(application.invitations.select_related("person__unit"), position + 1):
        if one.person_id in there:
            continue
        Attendance.objects.create(
            meeting=meeting, unit=one.person.unit, person=one.person, name=one.person.name[:30], guest=True,
            post_name=one.post[:30], position=place, **rooted(one.person.unit),
        )  # fmt: skip


@transaction.atomic
def take_roll(
    by: Actor,
    meeting: Meeting,
    marks: Mapping[UUID, Mark],
    names: Sequence[str] = (),
    others: int = 0,
    today: date | None = None,
) -> Meeting:
    """Enter how each came. `names`: whoever came besides, found in the roster or kept as a guest; `others`: only counted.

    Of a meeting that was held the records follow.
    """
    meeting = held_by(by, meeting)
    if meeting.state == Meeting.State.CANCELLED:
        raise RuleBroken("这个会已经不开了。要开，请先恢复。")
    before = said_of(meeting)
    for row in meeting.roll.all():
        mark = marks.get(row.pk)
        if mark is None:
            continue
        if mark.state == DROP:
            row.delete()
            continue
        words = clean_line(mark.words)
        rules.check_came(row.called, mark.state, words)
        row.state, row.words = mark.state, words
        row.save(update_fields=["state", "words"])
    _add(meeting, names)
    meeting.others, meeting.taken_at = others, timezone.now()
    meeting.save(update_fields=["others", "taken_at"])
    was, now = audit.changes(before, said_of(meeting))
    audit.note(by, "登记到会", meeting.ref, was, now)
    if meeting.is_held and today is not None:
        carrying.carry_over(by, meeting, today)
    return meeting


def said_of(meeting: Meeting) -> dict[str, Any]:
    """The roll in words, for the trail."""
    rows = meeting.roll.select_related("unit").order_by("position", "id")
    said = {f"{row.unit.name}{row.called}": row.get_state_display() + row.words for row in rows}
    return {**said, "名单以外": meeting.others}


def _add(meeting: Meeting, names: Sequence[str]) -> None:
    """Typed names: somebody of the office who is one of that name, else a guest by name; nobody stands there twice."""
    wanted = list(dict.fromkeys(filter(None, (clean_line(name).replace(" ", "") for name in names))))
    people = _known(meeting, wanted)
    there = {row.person_id for row in meeting.roll.all() if row.person_id}
    guests = {row.name for row in meeting.roll.filter(person=None)}
    posts = _posts_of([p for found in people.values() for p in found], meeting.held_on)
    position = meeting.roll.count()
    for name in wanted:
        person = _one_of(meeting, name, people.get(name, []))
        if (person and person.pk in there) or (person is None and name in guests):
            continue
        position += 1
        unit = person.unit if person else meeting.unit
        name = person.name if person else name
        Attendance.objects.create(
            meeting=meeting,
            unit=unit,
            person=person,
            name=name[:30],
            post_name=posts.get(person.pk, "")[:30] if person else "",
            guest=True,
            position=position,
            **rooted(unit),
        )


def _known(meeting: Meeting, names: Collection[str]) -> dict[str, list[Person]]:
    """Typed name → people of the office who bear it; 柳湾村周德顺 is the one of that unit."""
    office = {"shard": meeting.shard, "path__startswith": office_path(meeting.unit)}
    bare = {name: name for name in names}
    units = dict[str, Unit]()
    for unit in Unit.objects.filter(**office):
        for name in names:
            if name.startswith(unit.name) and len(name) > len(unit.name):
                bare[name], units[name] = name.removeprefix(unit.name), unit
    rows = Person.objects.filter(name__in=bare.values(), **office).select_related("unit")
    by_name: dict[str, list[Person]] = {}
    for person in rows:
        by_name.setdefault(person.name, []).append(person)
    return {
        name: [p for p in by_name.get(bare[name], []) if name not in units or p.unit_id == units[name].pk]
        for name in names
    }


def _one_of(meeting: Meeting, name: str, found: list[Person]) -> Person | None:
    choice = [person for person in found if person.unit_id == meeting.unit_id] or found
    if len(choice) > 1:
        raise RuleBroken(f"有{len(choice)}位{name[:10]}，分不清是哪位。请写成“柳湾村{name[:6]}”。", "names")
    return choice[0] if choice else None


def _posts_of(people: Collection[Person], day: date) -> dict[Any, str]:
    rows = Appointment.objects.held_on(day).filter(person__in=people).select_related("post").in_rank()
    found: dict[Any, str] = {}
    for row in rows:
        found.setdefault(row.person_id, row.post.name)
    return found


@transaction.atomic
def differ(by: Actor, item: AgendaItem, others: Collection[UUID]) -> AgendaItem:
    """Who took part in this part of the meeting otherwise than the roll says: ids of the rows; all others as the roll."""
    meeting = held_by(by, item.meeting)
    if not item.takes_roll:
        raise RuleBroken("这一项不用记谁参加。", "others")
    rows = {row.pk: row for row in meeting.roll.all()}
    before = sorted(change.attendance.called for change in item.changes.select_related("attendance"))
    item.changes.all().delete()
    wanted = [rows[pk] for pk in others if pk in rows]
    PartChange.objects.bulk_create(
        [PartChange(item=item, attendance=row, path=row.path, shard=row.shard) for row in wanted]
    )
    now = sorted(row.called for row in wanted)
    if before != now:
        audit.note(by, "改环节到会", meeting.ref, {item.title: before}, {item.title: now})
    return item
