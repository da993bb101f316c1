"""结束会议: the meeting is held and its records stand; opened again, they are taken back until it is closed anew."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.journal.records.models import Record
from xinhuo.work.applications.services.holding import carried_out
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import Meeting
from xinhuo.work.meetings.services import carrying
from xinhuo.work.meetings.services.carrying import Carried
from xinhuo.work.meetings.services.holding import held_by


@transaction.atomic
def close_meeting(by: Actor, meeting: Meeting, today: date) -> Carried:
    """The meeting was held: the record of every unit that took part is written. Closed already, nothing happens twice."""
    meeting = held_by(by, meeting)
    if meeting.is_held:
        return carrying.carry_over(by, meeting, today)
    meeting.state = rules.step(meeting.state, "close")
    rules.check_close(meeting.held_on, today, meeting.taken_at is not None)
    meeting.closed_at, meeting.closed_by = timezone.now(), by.name
    meeting.save(update_fields=["state", "closed_at", "closed_by"])
    carried = carrying.carry_over(by, meeting, today)
    _tell_application(by, meeting)
    audit.note(by, "结束会议", meeting.ref, after={"记上的单位": [unit.name for unit in carried.units]})
    return carried


def _tell_application(by: Actor, meeting: Meeting) -> None:
    """What was approved has been held: it points to the host's record."""
    applied = meeting.application
    if applied is None or applied.record_id is not None or not by.may("apply", applied.path):
        return
    host = Record.objects.get(shard=meeting.shard, key=meeting.record_key(meeting.unit_id))
    carried_out(by, applied, host)


@transaction.atomic
def reopen_meeting(by: Actor, meeting: Meeting, today: date) -> Meeting:
    """It was closed by mistake: its records are taken back, and come again when it is closed."""
    meeting = held_by(by, meeting)
    meeting.state = rules.step(meeting.state, "reopen")
    meeting.closed_at, meeting.closed_by = None, ""
    meeting.save(update_fields=["state", "closed_at", "closed_by"])
    carrying.carry_over(by, meeting, today)
    audit.note(by, "重开会议", meeting.ref)
    return meeting
