"""写会议记录: what was said, answered and decided, in one text that two clerks may write without losing a word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.text import clean_line, clean_text
from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import Meeting, MeetingVersion, Resolution
from xinhuo.work.meetings.reading import minutes_of
from xinhuo.work.meetings.services import carrying
from xinhuo.work.meetings.services.holding import held_by


@dataclass(frozen=True)
class Decided:
    """A new 议定事项: what, which unit, who there, by when."""

    text: str
    unit: Unit | None = None
    doer: str = ""
    due_on: date | None = None


@transaction.atomic
def write_minutes(
    by: Actor, meeting: Meeting, told: Mapping[str, str], fresh: Sequence[Decided], seen: int, today: date
) -> Meeting:
    """Keep the minutes: `told` by the keys of `reading.minutes_of`, `fresh` resolutions added.

    `seen` is the version that the writer had before the eyes; somebody else's words since then, told otherwise here, are a
    `ChangedMeanwhile`, and nothing is saved.
    """
    meeting = Meeting.objects.for_papers().get(pk=held_by(by, meeting).pk)
    stored = minutes_of(meeting)
    before = {key: words for key, (_, words) in stored.items()}
    mine = {key: _cleaned(key, words) for key, words in told.items() if key in before}
    if seen != meeting.version and any(before[key] != words for key, words in mine.items()):
        raise rules.ChangedMeanwhile(seen)
    _store(meeting, mine)
    _decide(meeting, fresh)
    _kept_version(by, meeting, stored, before)
    if meeting.is_held:
        carrying.carry_over(by, meeting, today)
    return meeting


def _cleaned(key: str, words: str) -> str:
    return clean_text(words) if key == "remarks" or key.startswith(("said_", "answer_")) else clean_line(words)


def _store(meeting: Meeting, mine: Mapping[str, str]) -> None:
    for item in meeting.items.all():
        said = mine.get(f"said_{item.pk.hex}", item.said)
        if said != item.said:
            item.said = rules.check_said(item.title, said)
            item.save(update_fields=["said"])
    for problem in meeting.problems.all():
        answer = mine.get(f"answer_{problem.pk.hex}", problem.answer)
        if answer != problem.answer:
            rules.check_said("大家出的主意", answer)
            problem.answer = rules.check_no_child(answer, f"answer_{problem.pk.hex}")
            problem.save(update_fields=["answer"])
    for row in meeting.resolutions.all():
        _change(meeting, row, mine)
    remarks = mine.get("remarks", meeting.remarks)
    meeting.remarks = rules.check_said("其他记录", remarks)


def _change(meeting: Meeting, row: Resolution, mine: Mapping[str, str]) -> None:
    """A resolution as it is told now; one whose text was emptied is struck out."""
    mark = row.pk.hex
    text = mine.get(f"text_{mark}", row.text)
    if not text:
        row.delete()
        return
    unit = _unit_of(meeting, mine[f"unit_{mark}"]) if f"unit_{mark}" in mine else row.unit
    due = _due(mine[f"due_{mark}"]) if f"due_{mark}" in mine else row.due_on
    doer = mine.get(f"doer_{mark}", row.doer)
    if (row.text, row.unit, row.doer, row.due_on) != (text, unit, doer, due):
        rules.check_resolution(text, doer)
        row.text, row.unit, row.doer, row.due_on = text, unit, doer, due
        row.path = unit.path if unit else meeting.path
        row.save()


def _due(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise RuleBroken("几时办好没看懂。请写成2026-3-5这样。") from wrong


def _unit_of(meeting: Meeting, text: str) -> Unit | None:
    """A unit that was asked to the meeting, the host, or none."""
    wanted = read_id(text)
    if wanted is None:
        return None
    unit = units_asked(meeting).get(wanted)
    if unit is None:
        raise RuleBroken("办事的单位没有来开会。请从列表里选。")
    return unit


def units_asked(meeting: Meeting) -> dict[Any, Unit]:
    """The host and every unit on the roll, in the order of the roll."""
    found = {meeting.unit_id: meeting.unit}
    for row in meeting.roll.select_related("unit"):
        found.setdefault(row.unit_id, row.unit)
    return found


def _decide(meeting: Meeting, fresh: Sequence[Decided]) -> None:
    there = Resolution.objects.filter(meeting=meeting).count()
    for position, one in enumerate(fresh, there + 1):
        text, doer = clean_line(one.text), clean_line(one.doer)
        rules.check_resolution(text, doer)
        unit = one.unit if one.unit is None else _unit_of(meeting, str(one.unit.pk))
        Resolution.objects.create(
            meeting=meeting,
            position=position,
            text=text,
            unit=unit,
            doer=doer,
            due_on=one.due_on,
            path=unit.path if unit else meeting.path,
            shard=meeting.shard,
        )


def _kept_version(
    by: Actor, meeting: Meeting, stored: Mapping[str, tuple[str, str]], before: Mapping[str, str]
) -> None:
    """Count the version up, keep the one before and write the trail; nothing when nothing changed."""
    again = minutes_of(Meeting.objects.for_papers().get(pk=meeting.pk)) | {"remarks": ("其他记录", meeting.remarks)}
    keys = [key for key in {**stored, **again} if before.get(key, "") != again.get(key, ("", ""))[1]]
    if not keys:
        return
    MeetingVersion.objects.create(
        meeting=meeting,
        number=meeting.version,
        told=dict(before),
        made_by=by.name,
        made_at=timezone.now(),
        path=meeting.path,
        shard=meeting.shard,
    )
    meeting.version += 1
    meeting.save(update_fields=["version", "remarks"])
    shown = [key for key in keys if not key.startswith("unit_")]
    was = {(again.get(key) or stored[key])[0]: before.get(key, "") for key in shown}
    now = {(again.get(key) or stored[key])[0]: again.get(key, ("", ""))[1] for key in shown}
    audit.note(by, "写会议记录", meeting.ref, was, now)
