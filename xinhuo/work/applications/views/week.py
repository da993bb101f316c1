"""一周安排: what comes in a week, for a leader his own, for the office everyone's; on paper a sheet each."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import bind
from xinhuo.work.applications import papers, reading


def _monday(request: HttpRequest) -> date:
    """The week of `?day=`; of today where that is no day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
        return reading.monday_of(day) if 1990 <= day.year <= 2100 else reading.monday_of(request.today)
    except ValueError:
        return reading.monday_of(request.today)


@guard("enter")
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Approved events of the week: those one is asked to, and those of what one may see."""
    monday = _monday(request)
    mine = reading.coming_for(request.actor, monday)
    others = reading.coming_in(request.scope, monday) if request.actor.can("see") else []
    named = {one.application_id for one in mine}
    context = {
        "mine": mine,
        "others": [one for one in others if one.application_id not in named],
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
    }
    return render(request, "applications/week.html", context)


@guard("enter")
@require_GET
def sheets(request: HttpRequest, form: str) -> HttpResponse:
    """The week on paper: for the office all, then a sheet for each leader asked by name."""
    if form != "pdf":
        raise Http404(KIND_404)
    demo = bool(request.office and request.office.demo)
    unit, monday = request.user.unit, _monday(request)
    found = reading.week_sheets(request.scope, request.actor, unit, monday, demo)
    title = f"{monday.year}年{monday.month}月{monday.day}日起一周安排"
    return paper(bind([papers.week(one) for one in found], title).pdf, f"{title}.pdf")
