"""Which meeting, and who may read or write it: what every page of a meeting begins with."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest

from xinhuo.ground.drafts.reading import Kept, kept_for
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404
from xinhuo.ground.kernel.ids import read_id
from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings.models import Meeting


def own_meeting(request: HttpRequest, meeting_id: Any) -> Meeting:
    """The meeting if this person may write it, else a kind 404."""
    scope = request.actor.scope("hold_meetings")
    found = Meeting.objects.within(scope).for_papers().filter(pk=meeting_id).first()
    if found is None:
        raise Http404(KIND_404)
    return found


def read_meeting(request: HttpRequest, meeting_id: Any) -> Meeting:
    """The meeting of a unit in reach, or one to which somebody of such a unit is asked."""
    found = Meeting.objects.seen_by(request.scope).for_papers().filter(pk=meeting_id).first()
    if found is None:
        raise Http404(KIND_404)
    return found


def is_ours(request: HttpRequest, meeting: Meeting) -> bool:
    """Held by a unit in reach: then the whole roll is read, not only one's own rows."""
    return request.scope.covers(meeting.path)


def units_holding(request: HttpRequest) -> QuerySet[Unit]:
    """Where this person may hold meetings, the own unit first."""
    scope = request.actor.scope("hold_meetings")
    return Unit.objects.within(scope).filter(closed_on=None).select_related("unit_type", "parent").in_order()


def unit_to_hold_for(request: HttpRequest) -> Unit:
    """The unit that is named, else the person's own, else the first."""
    rows = units_holding(request)
    wanted = read_id(request.POST.get("unit", "") or request.GET.get("unit", ""))
    unit = rows.filter(pk=wanted).first() if wanted else None
    if wanted and unit is None:
        raise Http404(KIND_404)
    unit = unit or rows.filter(pk=request.actor.unit_id).first() or rows.first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def tell(form: Form, broken: RuleBroken) -> None:
    """A broken rule beside its field, or on top."""
    form.add_error(broken.field if broken.field in form.fields else None, broken.message)


def kept_on(request: HttpRequest, form: Form, address: str, like: str = "") -> Kept:
    """What is put aside for this form; with `?draft=1` it is filled in and written on."""
    if request.method == "POST":
        return Kept(address)
    kept = kept_for(request.actor, address, bool(request.GET.get("draft")), like)
    if kept.taken:
        kept.taken.fill(form)
    return kept
