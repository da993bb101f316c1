"""申报: the list of what was applied for, and of what took place without approval."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.models import page_of
from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.forms import FilterForm
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.reading import held_without

PAGE = 30
MOST = 100  # events without approval that are listed of a year
MOST_UNITS = 300
SHOWN = (("", "都看"), ("open", "还没办的"), ("done", "办完的"), ("cancelled", "取消的"))
LOOKS = {
    "draft": "half", "review": "todo", "approve": "todo", "countersign": "todo", "returned": "todo", "rejected": "todo",
    "withdrawn": "half", "approved": "ok", "held": "", "summed": "", "cancelled": "",
}  # fmt: skip


@guard("see")
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """What one may see, by the day of the event, newest first."""
    chosen = FilterForm(request.GET).chosen()
    year = chosen.get("year") or request.today.year
    scope, unit = _where(request, chosen)
    rows = _filtered(Application.objects.with_words().of_year(year), chosen)
    page = page_of(rows, scope, "starts_on", PAGE, request.GET.get("after", ""))
    said = {k: v for k, v in request.GET.items() if k != "after" and v}
    context = {
        "rows": page.rows,
        "next": f"?{urlencode({**said, 'after': page.next})}" if page.next else "",
        "first_page": not request.GET.get("after"),
        "chosen": chosen,
        "year": year,
        "years": _years(year, request.today.year),
        "unit": unit,
        "units": _units(request),
        "shown": SHOWN,
        "looks": LOOKS,
    }
    return render(request, "applications/list.html", context)


def _filtered(rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
    state, words = chosen.get("state", ""), chosen.get("q", "").strip()
    if state:
        rows = rows.filter(own={"open": "", "done": "held", "cancelled": "cancelled"}[state])
    if words:
        rows = rows.filter(Q(name__contains=words) | Q(content__contains=words) | Q(place__contains=words))
    return rows


def _years(year: int, now: int) -> list[tuple[int, str]]:
    """Next year, for what is planned, and the last four; whatever is being looked at too."""
    known = sorted({year, *range(now - 4, now + 2)}, reverse=True)
    return [(one, f"{one}年") for one in known]


def _units(request: HttpRequest) -> list[Unit]:
    return list(Unit.objects.within(request.scope).existed_in(request.today.year).in_order()[:MOST_UNITS])


def _where(request: HttpRequest, chosen: dict[str, Any]) -> tuple[Scope, Unit | None]:
    """The whole scope, or one unit of it with what lies below."""
    wanted = read_id(chosen.get("unit", ""))
    if wanted is None:
        return request.scope, None
    unit = Unit.objects.within(request.scope).filter(pk=wanted).first()
    if unit is None:
        raise Http404(KIND_404)
    return request.scope.narrowed(unit.path, unit.shard), unit


@guard("see")
@require_GET
def unapproved(request: HttpRequest) -> HttpResponse:
    """没有事前批准的: events of a year that needed an application, with 补报 and 不用报."""
    chosen = FilterForm(request.GET).chosen()
    year = chosen.get("year") or request.today.year
    scope, unit = _where(request, chosen)
    rows = list(held_without(scope, year)[: MOST + 1])
    actor = request.actor
    context = {
        "rows": [(one, getattr(one, "application", None), actor.may("apply", one.path)) for one in rows[:MOST]],
        "more": len(rows) > MOST,
        "year": year,
        "unit": unit,
        "may_exempt": {one.pk for one in rows if actor.may("manage_kinds", one.path)},
    }
    return render(request, "applications/unapproved.html", context)
