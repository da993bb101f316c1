"""谁在替我记，谁看得到: in plain words, for an elder and for a unit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.shell.trail import rules
from xinhuo.shell.trail.reading import lately_for, watchers_of
from xinhuo.who.organisation.models import Unit


@guard("enter")
def mine(request: HttpRequest) -> HttpResponse:
    """Those of the own unit."""
    return redirect("trail:writers", request.actor.unit_id)


@guard("enter")
def writers(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Who may write for a unit, who did so lately, and who may see what. The own unit, or one in reach."""
    actor = request.actor
    rows = Unit.objects.within(actor.scope("see")) | Unit.objects.within(actor.scope("manage_accounts"))
    if actor.rights:
        rows = rows | Unit.objects.filter(pk=actor.unit_id)
    unit = rows.filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    watchers = watchers_of(unit, request.today)
    context = {
        "unit": unit,
        "lately": lately_for(unit),
        "writers": [one for one in watchers if rules.may_write(one)],
        "watchers": [(one, rules.sees(one)) for one in watchers],
    }
    return render(request, "trail/writers.html", context)
