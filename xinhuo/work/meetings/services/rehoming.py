"""What a merged unit was asked to, and what it still had to do, is its heir's from the day of the merger."""

from datetime import date

from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings.models import Attendance, Meeting, Problem, Resolution
from xinhuo.work.meetings.services.holding import rooted


def rehome_meetings(source: Unit, target: Unit, day: date) -> int:
    """Meetings of `day` and later, everything open, and problems that wait go to `target`. How many things are still to do."""
    place = {"unit": target, **rooted(target)}
    Meeting.objects.filter(unit=source, held_on__gte=day).update(**place)
    Attendance.objects.filter(unit=source, meeting__held_on__gte=day).update(**place)
    Problem.objects.waiting().filter(unit=source).update(**place)
    return Resolution.objects.filter(unit=source, settled_on=None).update(**place)
