"""Who may, and a meeting held for the transaction: what every verb of a meeting begins with."""

from typing import Any

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings.models import Meeting


def check_may(by: Actor, unit: Unit) -> None:
    """May `by` hold meetings in this unit?"""
    if not by.may("hold_meetings", unit.path):
        raise RuleBroken(f"{unit.name}的会不归您记。请换成自己的单位。", "unit")


def held_by(by: Actor, meeting: Meeting) -> Meeting:
    """The meeting as it stands now, locked, if `by` may write it."""
    found = Meeting.objects.select_for_update().get(pk=meeting.pk)
    check_may(by, found.unit)
    return found


def rooted(unit: Unit) -> dict[str, Any]:
    """Where a row of this unit lies."""
    return {"path": unit.path, "shard": unit.shard}
