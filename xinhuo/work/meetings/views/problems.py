"""疑难会诊: a unit brings a problem, takes it back while it waits, reads the answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.work.meetings.forms import ProblemForm
from xinhuo.work.meetings.models import Problem
from xinhuo.work.meetings.services import following
from xinhuo.work.meetings.views.finding import kept_on, tell, unit_to_hold_for, units_holding

MOST = 100


@guard("hold_meetings")
@keeps_drafts("提疑难")
@require_http_methods(["GET", "POST"])
def problems(request: HttpRequest) -> HttpResponse:
    """What waits and what was answered, and a sentence for a new one."""
    unit = unit_to_hold_for(request)
    units = units_holding(request)
    form = ProblemForm(request.POST if request.method == "POST" else None, units=units, initial={"unit": unit.pk})
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            following.bring_problem(request.actor, said["unit"], said["sentence"], request.today)
            drafts.forget(request.actor, request.path)
            messages.success(request, "记下了。下次例会上大家一起商量。")
            return redirect("meetings:problems")
        except RuleBroken as broken:
            tell(form, broken)
    rows = Problem.objects.within(request.scope).select_related("unit", "meeting").order_by("-brought_on", "-id")[:MOST]
    context = {
        "form": form,
        "several": len(units[:2]) > 1,
        "waiting": [(row, request.actor.may("hold_meetings", row.path)) for row in rows if row.meeting_id is None],
        "answered": [row for row in rows if row.meeting_id is not None],
        "kept": kept_on(request, form, request.path),
    }
    return render(request, "meetings/problems.html", context)


@guard("hold_meetings")
@require_POST
def back(request: HttpRequest, problem_id: Any) -> HttpResponse:
    """收回: it isn't a problem any more."""
    row = (
        Problem.objects.within(request.actor.scope("hold_meetings"))
        .select_related("unit")
        .filter(pk=problem_id)
        .first()
    )
    if row is None:
        raise Http404(KIND_404)
    try:
        following.take_problem_back(request.actor, row)
        messages.success(request, "收回了。")
    except RuleBroken as broken:
        messages.success(request, broken.message)
    return redirect("meetings:problems")
