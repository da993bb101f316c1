"""要申报的事: the office's table, a line at a time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.forms import EventKindForm
from xinhuo.work.applications.models import EventKind
from xinhuo.work.applications.services import kinds as services


def _office(request: HttpRequest) -> Unit:
    """The unit whose table this is: the uppermost in which this person may change it."""
    unit = Unit.objects.within(request.actor.scope("manage_kinds")).order_by("path").first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def _one(unit: Unit, kind_id: Any) -> EventKind:
    found = EventKind.objects.filter(unit=unit, pk=kind_id).first() if kind_id else None
    if found is None:
        raise Http404(KIND_404)
    return found


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """The table. A POST puts a line out of use, or into use again."""
    unit = _office(request)
    if request.method == "POST":
        found = _one(unit, read_id(request.POST.get("id", "")))
        services.use_kind(request.actor, found, request.POST.get("act") == "use")
        return redirect("applications:kinds")
    rows = list(EventKind.objects.filter(unit=unit).order_by("position", "id"))
    context = {
        "unit": unit,
        "kinds": [one for one in rows if one.active],
        "retired": [one for one in rows if not one.active],
    }
    return render(request, "applications/kinds.html", context)


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, event_kind_id: Any = None) -> HttpResponse:
    """Add a line, or change one."""
    unit = _office(request)
    found = _one(unit, event_kind_id) if event_kind_id else None
    form = EventKindForm(request.POST or None, initial=EventKindForm.of(found) if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.state_kind(request.actor, unit, found, form.details())
            messages.success(request, "存好了。")
            return redirect("applications:kinds")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "applications/kind.html", {"form": form, "kind": found})
