"""会议: what is coming, what was held; what was decided and isn't done yet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.text import read_number
from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings import prose
from xinhuo.work.meetings.forms import SettleForm
from xinhuo.work.meetings.models import Meeting, Resolution
from xinhuo.work.meetings.reading import settled
from xinhuo.work.meetings.services import following
from xinhuo.work.meetings.views.finding import tell

MOST = 200  # meetings of a year that a page lists
LATELY = 20


@guard("see")
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of a year: those to come first, then those that were held, the newest first."""
    year = read_number(request.GET.get("year", ""), 1990, 2100) or request.today.year
    rows = list(
        Meeting.objects.seen_by(request.scope)
        .of_year(year)
        .with_words()
        .order_by("-held_on", "-starts_at", "-id")[:MOST]
    )
    coming = [one for one in rows if one.state == Meeting.State.PLANNED]
    context = {
        "year": year,
        "years": list(range(request.today.year + 1, request.today.year - 4, -1)),
        "coming": coming[::-1],
        "held": [one for one in rows if one.state != Meeting.State.PLANNED],
        "may_hold": request.actor.can("hold_meetings"),
        "units": _holders(request, rows),
        "open": Resolution.objects.within(request.scope).open().count(),
    }
    return render(request, "meetings/list.html", context)


def _holders(request: HttpRequest, rows: list[Meeting]) -> list[Unit]:
    """Units in reach with a closed meeting: each has a bound book of the year."""
    found = {one.unit_id: one.unit for one in rows if one.is_held and request.scope.covers(one.path)}
    return sorted(found.values(), key=lambda unit: (unit.tree_order, unit.path))


@guard("see")
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """议定事项: what is open, the most urgent first, and what was settled lately."""
    rows = Resolution.objects.within(request.scope).with_words()
    waiting = list(rows.open().by_day())
    context = {
        "waiting": [(row, row.is_late(request.today), following.may_settle(request.actor, row)) for row in waiting],
        "done": list(rows.exclude(settled_on=None).order_by("-settled_on", "-id")[:LATELY]),
        "text": prose.open_items("会上", [settled(row) for row in waiting]),
    }
    return render(request, "meetings/items.html", context)


@guard("hold_meetings")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, resolution_id: Any) -> HttpResponse:
    """Tick an item off with a word, or take the tick back (`again`)."""
    row = Resolution.objects.within(request.scope).with_words().filter(pk=resolution_id).first()
    if row is None or not following.may_settle(request.actor, row):
        raise Http404(KIND_404)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("again"):
                following.unsettle(request.actor, row)
                messages.success(request, "改回来了，这件事还要办。")
            else:
                following.settle(request.actor, row, form.cleaned_data["words"], request.today)
                messages.success(request, "勾好了。会议记录里也写上办好了。")
            return redirect("meetings:items")
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "meetings/settle.html", {"row": row, "form": form, "late": row.is_late(request.today)})
