"""定会议: announce a meeting with its agenda, change both, call it off."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.db import IntegrityError, transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import AgendaItem, Meeting, MeetingKind, Problem
from xinhuo.work.meetings.reading import duty_said
from xinhuo.work.meetings.services import carrying, roll
from xinhuo.work.meetings.services.holding import check_may, held_by, rooted


@dataclass(frozen=True)
class Point:
    """A point of the agenda as it is told; `item_id` of one that is there, or None."""

    title: str
    minutes: int = 0
    about: str = ""
    speaker: str = ""
    part: str = "talk"
    item_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Plan:
    """A meeting as it is announced."""

    kind: MeetingKind
    title: str
    held_on: date
    starts_at: time
    ends_at: time | None = None
    place: str = ""
    chair: str = ""
    note_taker: str = ""
    bring: str = ""
    points: Sequence[Point] = ()
    application: Application | None = None


_WORDS = {
    "title": "名称", "held_on": "日期", "starts_at": "开会", "ends_at": "散会", "place": "地点", "chair": "主持人",
    "note_taker": "记录人", "bring": "要带什么",
}  # fmt: skip


def plan_meeting(by: Actor, unit: Unit, key: uuid.UUID, plan: Plan) -> Meeting:
    """Announce a meeting; whoever belongs to it by post stands on its roll. The same `key` again is the same meeting."""
    there = Meeting.objects.filter(shard=unit.shard, key=key).first()
    if there is None:
        try:
            return _plan(by, unit, key, plan)
        except IntegrityError:  # sent twice at once: the other one was quicker
            there = Meeting.objects.filter(shard=unit.shard, key=key).first()
            if there is None:
                raise
    return change_plan(by, there, plan)


@transaction.atomic
def _plan(by: Actor, unit: Unit, key: uuid.UUID, plan: Plan) -> Meeting:
    check_may(by, unit)
    meeting = Meeting(key=key, unit=unit, made_by=by.name, application=plan.application, **rooted(unit))
    if plan.application is not None and plan.application.unit_id != unit.pk:
        raise RuleBroken("这份申报是别的单位的。请回到申报那一页再点。")
    _fill(meeting, plan)
    meeting.save(force_insert=True)
    _write_points(meeting, _with_turns(meeting, plan.points))
    roll.invite(meeting)
    if any(point.part == "consult" for point in plan.points):
        take_problems(by, meeting)
    audit.note(by, "定会议", meeting.ref, after=_said(meeting))
    return meeting


def _fill(meeting: Meeting, plan: Plan) -> None:
    for name in ("title", "place", "chair", "note_taker", "bring"):
        setattr(meeting, name, clean_line(getattr(plan, name)))
    meeting.kind, meeting.held_on = plan.kind, plan.held_on
    meeting.starts_at, meeting.ends_at = plan.starts_at, plan.ends_at
    if not meeting.title:
        meeting.title = rules.propose_title(plan.kind.name, plan.kind.routine, plan.held_on)
    rules.check_plan(meeting.title, meeting.place, meeting.starts_at, meeting.ends_at)
    rules.check_day(meeting.held_on, meeting.unit.opened_on, meeting.unit.closed_on)
    rules.check_agenda(meeting.starts_at, meeting.ends_at, [point.minutes for point in plan.points])


def _with_turns(meeting: Meeting, points: Sequence[Point]) -> list[Point]:
    """A duty report of the monthly meeting names whose turn it is, where nobody has said it."""
    if not meeting.kind.routine:
        return list(points)
    said = duty_said(meeting.unit, meeting.held_on)
    return [replace(p, about=said) if p.part == "duty_report" and not p.about else p for p in points]


def _write_points(meeting: Meeting, points: Sequence[Point]) -> None:
    """The agenda as told; what was said on a point stays with it. A point of which something was said isn't dropped."""
    there = {item.pk: item for item in meeting.items.all()}
    kept = {point.item_id for point in points}
    for item in there.values():
        if item.pk not in kept:
            if item.said:
                raise RuleBroken(f"“{item.title[:10]}”已经有会议记录，不能去掉。请先清空记录。")
            item.delete()
    for position, point in enumerate(points, 1):
        known = there.get(point.item_id) if point.item_id else None
        item = known or AgendaItem(meeting=meeting, path=meeting.path, shard=meeting.shard)
        item.position, item.minutes, item.part = position, point.minutes, point.part
        item.title, item.about = clean_line(point.title)[:60], clean_line(point.about)[:100]
        item.speaker = clean_line(point.speaker)[:30]
        item.save()


def _said(meeting: Meeting) -> dict[str, Any]:
    said = {word: str(getattr(meeting, name) or "") for name, word in _WORDS.items()}
    agenda = [f"{item.minutes}分 {item.title} {item.about} {item.speaker}".strip() for item in meeting.items.all()]
    return {"种类": meeting.kind.name, **said, "议程": agenda}


@transaction.atomic
def change_plan(by: Actor, meeting: Meeting, plan: Plan, seen: int = 0, today: date | None = None) -> Meeting:
    """Change notice and agenda. Of a meeting that was held the records follow; `seen`: the version before the eyes."""
    meeting = held_by(by, meeting)
    if seen and seen != meeting.plan_version:
        raise rules.ChangedMeanwhile(seen)
    before, day, kind = _said(meeting), meeting.held_on, meeting.kind_id
    _fill(meeting, plan)
    _write_points(meeting, plan.points)
    meeting = held_by(by, _saved(meeting))
    was, now = audit.changes(before, _said(meeting))
    if not now:
        return meeting
    meeting.plan_version += 1
    meeting.save(update_fields=["plan_version"])
    audit.note(by, "改会议", meeting.ref, was, now)
    if meeting.taken_at is None and (day, kind) != (meeting.held_on, meeting.kind_id):
        roll.invite(meeting)
    if meeting.is_held and today is not None:
        rules.check_close(meeting.held_on, today, taken=True)
        carrying.carry_over(by, meeting, today)
    return meeting


def _saved(meeting: Meeting) -> Meeting:
    meeting.save()
    return meeting


@transaction.atomic
def take_problems(by: Actor, meeting: Meeting) -> int:
    """Every problem that waits is talked over in this meeting. How many."""
    rows = list(Problem.objects.for_meeting_of(meeting.unit))
    for row in rows:
        row.meeting = meeting
    Problem.objects.bulk_update(rows, ["meeting"])
    if rows:
        audit.note(by, "收进会诊", meeting.ref, after={"难题": [row.sentence for row in rows]})
    return len(rows)


@transaction.atomic
def call_off(by: Actor, meeting: Meeting, today: date) -> Meeting:
    """不开了: it stays in the list, its problems wait for the next meeting."""
    meeting = held_by(by, meeting)
    meeting.state = rules.step(meeting.state, "cancel")
    meeting.save(update_fields=["state"])
    Problem.objects.filter(meeting=meeting, answer="").update(meeting=None)
    audit.note(by, "会议不开了", meeting.ref)
    return meeting


@transaction.atomic
def plan_again(by: Actor, meeting: Meeting) -> Meeting:
    """It is held after all."""
    meeting = held_by(by, meeting)
    meeting.state = rules.step(meeting.state, "plan")
    meeting.save(update_fields=["state"])
    audit.note(by, "会议照开", meeting.ref)
    return meeting
