"""Who leads a unit."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.forms import AppointForm, EndForm
from xinhuo.who.people.models import Appointment, RecordKeeper
from xinhuo.who.people.services import posts
from xinhuo.who.people.views.registering import tell


@guard("see")
def leaders(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """The leading group of a unit: by post and given rank, with those who left below."""
    unit = _unit(request, unit_id, "see")
    held = list(unit.appointments.select_related("person", "post").in_rank())
    keeper = RecordKeeper.objects.filter(unit=unit, ended_on=None).select_related("appointment").first()
    context = {
        "unit": unit,
        "now": [a for a in held if a.ended_on is None],
        "former": [a for a in held if a.ended_on is not None],
        "keeper": keeper,
        "may_appoint": request.actor.may("manage_posts", unit.path),
    }
    return render(request, "people/leaders.html", context)


def _unit(request: HttpRequest, unit_id: Any, action: str) -> Unit:
    rows = Unit.objects.within(request.actor.scope(action)).select_related("unit_type")
    unit = rows.filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


@guard("manage_posts")
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Give a post; a name that the roster does not know becomes a 关工干部."""
    unit = _unit(request, unit_id, "manage_posts")
    form = AppointForm(request.POST or None, initial={"started_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = posts.appoint_by_name(
                request.actor, form.cleaned_data["person"], unit, form.details(), request.today
            )
            messages.success(request, f"{made.person.name}任{unit.name}{made.post.name}，记好了。")
            return redirect("people:leaders", unit.pk)
        except RuleBroken as broken:
            tell(form, broken)
    context = {"form": form, "unit": unit, "party_post": unit.unit_type.director_party_post}
    return render(request, "people/appoint.html", context)


@guard("manage_posts")
@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, appointment_id: Any) -> HttpResponse:
    """End a post."""
    units = Unit.objects.within(request.actor.scope("manage_posts"))
    rows = Appointment.objects.filter(unit__in=units).select_related("person", "unit", "post")
    appointment = rows.filter(pk=appointment_id).first()
    if appointment is None:
        raise Http404(KIND_404)
    form = EndForm(request.POST or None, initial={"ended_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            posts.end_appointment(request.actor, appointment, form.cleaned_data["ended_on"], request.today)
            messages.success(request, f"{appointment.person.name}离任，记好了。随职务的权限也到这天为止。")
            return redirect("people:leaders", appointment.unit_id)
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "people/end_appointment.html", {"form": form, "appointment": appointment})


@guard("manage_posts")
@require_http_methods(["POST"])
def keep_book(request: HttpRequest, appointment_id: Any) -> HttpResponse:
    """Make the holder of a post the unit's 记载人."""
    units = Unit.objects.within(request.actor.scope("manage_posts"))
    rows = Appointment.objects.filter(unit__in=units, ended_on=None).select_related("person", "unit", "post")
    appointment = rows.filter(pk=appointment_id).first()
    if appointment is None:
        raise Http404(KIND_404)
    posts.keep_book(request.actor, appointment, request.today)
    messages.success(request, f"以后由{appointment.person.name}记业绩记载簿。")
    return redirect("people:leaders", appointment.unit_id)
