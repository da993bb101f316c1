"""The heart: one record written, changed or withdrawn, in one transaction, once."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line, clean_text
from xinhuo.journal.records import rules
from xinhuo.journal.records.models import Participation, Record, RecordVersion
from xinhuo.journal.records.services.finding import make_found
from xinhuo.journal.records.services.told import Taking, Told, as_data, from_data, told_of
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import registering


def write_record(by: Actor, unit: Unit, key: uuid.UUID, told: Told, today: date) -> Record:
    """Write a record down. The same `key` again (a double click, the back button) is the record that is there.

    Told otherwise the second time, it is changed: whoever went back and mended a word loses neither text.
    """
    there = Record.objects.filter(shard=unit.shard, key=key).first()
    if there is None:
        try:
            return _write(by, unit, key, told, today)
        except IntegrityError:
            there = Record.objects.filter(shard=unit.shard, key=key).first()
            if there is None:
                raise
    if there.unit_id != unit.pk:
        raise RuleBroken("这一笔已经记在别的单位了。请重新打开“记一笔”。")
    others = there.versions.exclude(made_by=by.id).order_by("number").first()
    if others is not None:
        raise rules.ChangedMeanwhile(others.number)
    return change_record(by, there, _keeping_parts(there, told), today)


def _keeping_parts(record: Record, told: Told) -> Told:
    """`told` with what each one did and said, which the first page does not ask."""
    parts = {p.person_id: Taking(p.person, p.role, p.sentence) for p in record.participations.select_related("person")}
    return replace(told, people=[parts.get(taking.person.pk, taking) for taking in told.people])


@transaction.atomic
def _write(by: Actor, unit: Unit, key: uuid.UUID, told: Told, today: date) -> Record:
    if not by.may("write_record", unit.path):
        raise RuleBroken("您不能替这个单位记。请换成自己的单位。", "unit")
    record = Record(
        key=key,
        unit=unit,
        path=unit.path,
        shard=unit.shard,
        recorded_by=by.id,
        recorder_name=by.name,
        on_behalf=told.on_behalf or (by.unit_id is not None and by.unit_id != unit.pk),
        source=told.source,
        source_ref=told.source_ref,
        led_by=told.led_by,
    )
    fill_record(record, told, today)
    record.save(force_insert=True)
    _take_part(by, record, told, today)
    audit.note(by, "记一笔", record.ref, after={"日期": record.held_on, "类别": record.kind.name})
    make_found([record])
    return record


def fill_record(record: Record, told: Told, today: date) -> None:
    """Set on the record what is told, by the rules."""
    unit = record.unit
    rules.check_dates(told.held_on, told.ended_on, today, unit.opened_on, unit.closed_on)
    rules.check_counts(told.youth_count, told.other_count)
    record.held_on, record.ended_on, record.time_of_day = told.held_on, told.ended_on, told.time_of_day
    record.place, record.kind, record.team = clean_line(told.place), told.kind, told.team
    record.occasion = told.occasion
    proposed = rules.propose_title(told.kind.name, clean_line(told.place), told.occasion.name if told.occasion else "")
    record.title = clean_line(told.title) or proposed
    record.content, record.effect = clean_text(told.content), clean_text(told.effect)
    rules.check_lengths(record.title, record.place, record.content, record.effect)
    record.youth_count, record.other_count = told.youth_count, told.other_count
    record.milestone, record.paper_date = told.milestone, told.paper_date
    record.late_reason = clean_line(told.late_reason)


def _take_part(by: Actor, record: Record, told: Told, today: date) -> None:
    """Exactly the people told, in the order told; a participant who had left by that day is refused by name."""
    takings: dict[uuid.UUID, Taking] = {}
    typed = [Taking(p) for p in _named(by, record.unit, told.names)]
    visited = [Taking(p, Participation.Role.WAS_VISITED) for p in _named(by, record.unit, told.visited)]
    for taking in [*told.people, *typed, *visited]:
        takings.setdefault(taking.person.pk, taking)
    rows = [part_of(record, taking, position) for position, taking in enumerate(takings.values())]
    if not rows and record.led_by is None and not record.youth_count and not record.other_count:
        raise RuleBroken("还没有选谁做的。请点上参加的人。", "people")
    Participation.objects.bulk_create(rows)


def part_of(record: Record, taking: Taking, position: int) -> Participation:
    """The row of one participant; who had left by that day is refused by name."""
    person = taking.person
    gone = person.status_since if person.status in ("left", "deceased") else None
    rules.check_participant(person.name, gone, record.held_on, person.status == "deceased")
    return Participation(
        record=record,
        person=person,
        unit_id=person.unit_id,
        path=person.path,
        shard=person.shard,
        held_on=record.held_on,
        role=taking.role,
        sentence=clean_line(taking.sentence),
        position=position,
    )


def _named(by: Actor, unit: Unit, names: Sequence[str]) -> list[Person]:
    """Typed names as people: of the own unit, else of exactly one unit of the same office, else added (待补)."""
    wanted = list(dict.fromkeys(filter(None, (clean_line(n).replace(" ", "") for n in names))))
    office = office_path(unit)
    known: dict[str, list[Person]] = {}
    for person in Person.objects.filter(name__in=wanted, shard=unit.shard, path__startswith=office):
        known.setdefault(person.name, []).append(person)
    return [_one(by, unit, name, known.get(name, [])) for name in wanted]


def _one(by: Actor, unit: Unit, name: str, found: list[Person]) -> Person:
    own = [p for p in found if p.unit_id == unit.pk]
    choice = own or found
    if len(choice) > 1:
        raise RuleBroken(f"有{len(choice)}位{name}。请在名册里点选是哪一位。", "names")
    return choice[0] if choice else registering.add_in_passing(by, unit, name)


def office_path(unit: Unit) -> str:
    """The path of the subdistrict (or whatever stands right above the grassroots) that the unit belongs to."""
    return unit.parent.path if unit.parent is not None and unit.unit_type.grassroots else unit.path


@transaction.atomic
def change_record(by: Actor, record: Record, told: Told, today: date, seen: str = "") -> Record:
    """Correct a record; what it said before stays in its history, for the unit to see who changed what and when.

    `seen` is the `version_of` that the writer had before the eyes; somebody else's change since then is a `ChangedMeanwhile`.
    """
    record = _to_change(by, record, seen)
    return _rewrite(by, record, told, today, "改记录")


def _to_change(by: Actor, record: Record, seen: str) -> Record:
    """The record, held for this transaction, if it may be changed and still is as the writer saw it."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    _check_may_change(by, record)
    if record.withdrawn:
        raise RuleBroken(f"这一笔已经{record.gone}，不能改。请先恢复它，再存一次。")
    if seen and seen != version_of(record):
        raise rules.ChangedMeanwhile(int(seen) if seen.isdecimal() else 0)
    return record


def _rewrite(by: Actor, record: Record, told: Told, today: date, verb: str) -> Record:
    before, kept = _said(record), as_data(told_of(record))
    fill_record(record, told, today)
    record.save()
    record.participations.all().delete()
    _take_part(by, record, told, today)
    _note_change(by, record, before, kept, verb)
    return record


def _note_change(by: Actor, record: Record, before: dict[str, Any], kept: dict[str, Any], verb: str) -> None:
    """Count the version up, keep the one before, and write the trail; nothing when nothing changed."""
    was, now = audit.changes(before, _said(record))
    if not now:
        return
    moment = timezone.now()
    RecordVersion.objects.create(
        record=record,
        path=record.path,
        shard=record.shard,
        number=record.version,
        told=kept,
        verb=verb,
        made_by=by.id,
        made_in=by.unit_id,
        made_at=moment,
    )
    record.changed_at, record.version = moment, record.version + 1
    record.save(update_fields=["changed_at", "version"])
    audit.note(by, verb, record.ref, was, now)
    make_found([record])


def is_fresh(record: Record) -> bool:
    """Was it written within the last 24 hours, so that one tap takes it back?"""
    return rules.may_undo(record.created_at, timezone.now())


def last_change(record: Record) -> RecordVersion | None:
    """The change that made the record what it is, with what it said before."""
    return RecordVersion.objects.filter(record=record, number=record.version - 1).first()


def may_undo_change(by: Actor, record: Record, change: RecordVersion | None) -> bool:
    """May `by` take the last change back with one tap?"""
    if change is None or record.withdrawn:
        return False
    return change.made_in == by.unit_id and rules.may_undo(change.made_at, timezone.now())


@transaction.atomic
def undo_change(by: Actor, record: Record, seen: str, today: date) -> Record:
    """Take the last change back (撤回修改): the record says again what it said before. Undone once more, it is back."""
    record = _to_change(by, record, seen)
    change = last_change(record)
    if change is None:
        raise RuleBroken("这一笔没有改过，不用撤回。")
    rules.check_undo(change.made_at, timezone.now(), change.made_in == by.unit_id)
    return _rewrite(by, record, from_data(change.told), today, "撤回修改")


def version_of(record: Record) -> str:
    """What the edit form carries to notice that somebody else saved meanwhile: a count, which no clock can turn back."""
    return str(record.version)


def _check_may_change(by: Actor, record: Record) -> None:
    own = by.may("write_record", record.path) and by.unit_id == record.unit_id
    if not (own or by.may("correct_record", record.path)):
        raise RuleBroken("这一笔是别的单位记的，您不能改。")


def _said(record: Record) -> dict[str, Any]:
    people = [
        f"{p.person.name}（{p.get_role_display()}）" + (f"：{p.sentence}" if p.sentence else "")
        for p in record.participations.select_related("person").order_by("position", "id")
    ]
    return {
        "日期": record.held_on.isoformat(),
        "到": record.ended_on.isoformat() if record.ended_on else "",
        "钟点": record.time_of_day,
        "类别": record.kind.name,
        "服务队": record.team.name if record.team else "",
        "节点": record.occasion.name if record.occasion else "",
        "地点": record.place,
        "标题": record.title,
        "做了什么": record.content,
        "效果": record.effect,
        "青少年": record.youth_count,
        "其他人": record.other_count,
        "可入大事记": record.milestone,
        "纸上写的日期": record.paper_date.isoformat() if record.paper_date else "",
        "为什么现在才记": record.late_reason,
        "参加的人": people,
    }


@transaction.atomic
def withdraw_record(by: Actor, record: Record, reason: str = "") -> Record:
    """Take a record back: it counts nowhere any more and stays visible to its unit.

    撤销 within 24 hours of writing it, without a word; 作废 after that, with a reason.
    """
    record = Record.objects.select_for_update().get(pk=record.pk)
    _check_may_change(by, record)
    if record.withdrawn:
        return record
    now, why = timezone.now(), clean_line(reason)[:100]
    rules.check_withdrawal(record.created_at, now, why)
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_reason = now, by.name, why
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.note(by, f"{record.gone}记录", record.ref, after={"缘由": why} if why else None)
    make_found([record])
    return record


@transaction.atomic
def restore_record(by: Actor, record: Record) -> Record:
    """Undo a withdrawal."""
    record = Record.objects.select_for_update().get(pk=record.pk)
    _check_may_change(by, record)
    if not record.withdrawn:
        return record
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_reason = None, "", ""
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.note(by, "恢复记录", record.ref)
    make_found([record])
    return record


@transaction.atomic
def assign_parts(by: Actor, record: Record, takings: Sequence[Taking], seen: str = "") -> Record:
    """Who led, who spoke, and each one's own sentence, for people who are already in the record."""
    record = _to_change(by, record, seen)
    before, kept = _said(record), as_data(told_of(record))
    told = {taking.person.pk: taking for taking in takings}
    rows = list(record.participations.all())
    for row in rows:
        if row.person_id in told:
            row.role, row.sentence = told[row.person_id].role, clean_line(told[row.person_id].sentence)
    Participation.objects.bulk_update(rows, ["role", "sentence"])
    _note_change(by, record, before, kept, "改分工")
    return record
