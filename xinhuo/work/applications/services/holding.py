"""After the event: it becomes a record, or what a meeting wrote is told here; what looks unapproved and isn't is said."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.told import Told
from xinhuo.journal.records.services.writing import write_record
from xinhuo.work.applications.models import Application, Exemption
from xinhuo.work.applications.rules import standing
from xinhuo.work.applications.services.writing import held


@transaction.atomic
def hold_event(by: Actor, application: Application, told: Told, today: date) -> Application:
    """办完了: the event as it took place is written down as its record, once; the page sends what changed, filled in before."""
    now = held(by, application)
    standing.check_held(told.held_on, today)
    if now.told is not None:
        return now
    standing.check_allowed(now.state, now.case_state, "finish")
    key = uuid.uuid5(now.pk, str(now.record_id)) if now.record_id else now.pk  # twice is once; one taken back stays so
    return carried_out(by, now, write_record(by, now.unit, key, told, today))


@transaction.atomic
def carried_out(by: Actor, application: Application, record: Record) -> Application:
    """The event took place and stands in `record` (a meeting that was closed calls this with the host's)."""
    now = held(by, application)
    if now.record_id == record.pk:
        return now
    standing.check_allowed(now.state, now.case_state, "finish")
    now.record, now.own = record, Application.Own.HELD
    now.save(update_fields=["record", "own"])
    audit.note(by, "办完申报的事", now.ref, after={"日期": record.held_on, "记录": record.title})
    return now


@transaction.atomic
def exempt(by: Actor, record: Record, reason: str) -> Exemption:
    """不用申报: the office says of a record that it needed no application, and why."""
    if not by.may("manage_kinds", record.path):
        raise RuleBroken("这要由办公室来定。请找上级办公室。")
    said = standing.check_reason(reason, "不用申报")
    made, _ = Exemption.objects.update_or_create(
        record=record, defaults={"reason": said, "said_by": by.name, "said_at": timezone.now()}
    )
    audit.note(by, "定为不用申报", record.ref, after={"缘由": said})
    return made
