"""正在替谁记: the unit and whose notes (照谁记的) stay for whoever types them in, until they are changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import RecordKeeper

KEPT = "standing_in"
LONGEST = 30


@dataclass(frozen=True)
class StandingIn:
    """For which unit one writes, and by whose notes ('' where nobody is named)."""

    unit: Unit
    whose: str
    keepers: list[str]
    units: list[Unit]
    stays: bool
    page: str


def unit_to_write_for(request: HttpRequest) -> Unit:
    """The unit named in the address, else the one that stays, else the own one; out of reach is not there."""
    reach = Unit.objects.within(request.actor.scope("write_record")).select_related("parent", "unit_type")
    wanted = read_id(request.POST.get("unit") or request.GET.get("unit") or "")
    kept = None if wanted else read_id(_kept(request)[0])
    unit = reach.filter(pk=kept).first() if kept else None  # whoever has lost the right since is at home again
    unit = unit or reach.filter(pk=wanted or request.actor.unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def whose_notes(request: HttpRequest, unit: Unit) -> str:
    """照谁记的, as long as one writes for the unit that stays."""
    kept, whose = _kept(request)
    return whose if kept == str(unit.pk) else ""


def standing_in(request: HttpRequest, unit: Unit) -> StandingIn:
    """What the top of the form says, and what can be chosen there."""
    units = units_to_choose(request)
    keepers = RecordKeeper.objects.for_books_of(request.today.year).filter(unit=unit) if units else []
    names = list(dict.fromkeys(keeper.appointment.person.name for keeper in keepers))
    stays = _kept(request)[0] == str(unit.pk)
    return StandingIn(unit, whose_notes(request, unit), names, units, stays, request.path)


def units_to_choose(request: HttpRequest) -> list[Unit]:
    """Open units, and those closed this year or last: for the days it lived, a closed unit is still written for."""
    scope = request.actor.scope("write_record")
    lately = date(request.today.year - 1, 1, 1)
    units = Unit.objects.within(scope).filter(Q(closed_on=None) | Q(closed_on__gte=lately)).in_order()[:300]
    return list(units) if len(units) > 1 else []


def _kept(request: HttpRequest) -> tuple[str, str]:
    said: Any = request.session.get(KEPT)
    return (str(said.get("unit", "")), str(said.get("whose", ""))) if isinstance(said, dict) else ("", "")


@guard("write_record")
@require_POST
def stand_in(request: HttpRequest) -> HttpResponse:
    """换: from now on for this unit, by these notes; one's own unit ends it."""
    unit = unit_to_write_for(request)
    whose = clean_line(request.POST.get("whose", ""))[:LONGEST]
    if unit.pk == request.actor.unit_id and not whose:
        request.session.pop(KEPT, None)
    else:
        request.session[KEPT] = {"unit": str(unit.pk), "whose": whose}
    page = request.POST.get("page", "")
    known = url_has_allowed_host_and_scheme(page, allowed_hosts=None) and page.startswith("/records/")
    return redirect(page if known else "records:write")
