"""集中汇报: calls, who has handed in, the order of reading, the bound collection."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports import papers, reading, rules
from xinhuo.work.reports.forms import CallForm
from xinhuo.work.reports.models import TOPICS, Call, CallUnit, HandedIn
from xinhuo.work.reports.services import calls as services
from xinhuo.work.reports.views.duty import offices, sees_all

LISTED = 60


def seen_call(request: HttpRequest, call_id: Any) -> Call:
    """A call that this person's offices sent, or that asks a unit in reach."""
    rows = Call.objects.seen_by(request.scope).select_related("office")
    found = rows.filter(pk=call_id).first()
    if found is None:
        raise Http404(KIND_404)
    return found


@guard("see")
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """All calls in reach, the newest first, with how many have handed in."""
    rows = list(Call.objects.seen_by(request.scope).select_related("office").newest_first()[:LISTED])
    asked = CallUnit.objects.within(request.scope).filter(call__in=rows).order_by()
    handed = HandedIn.objects.within(request.scope).filter(call__in=rows).order_by()
    counts = dict(asked.values("call").annotate(n=Count("id")).values_list("call", "n"))
    came = dict(handed.values("call").annotate(n=Count("unit", distinct=True)).values_list("call", "n"))
    context = {
        "rows": [(one, counts.get(one.pk, 0), came.get(one.pk, 0)) for one in rows],
        "may_call": request.actor.can("set_roster"),
    }
    return render(request, "reports/calls.html", context)


@guard("set_roster")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new call of an office in reach."""
    there = offices(request, "set_roster")
    wanted = read_id(request.GET.get("office", "")) or request.actor.unit_id
    office = next((one for one in there if one.pk == wanted), there[0] if there else None)
    if office is None:
        raise Http404(KIND_404)
    units = office.children.filter(closed_on=None).in_order()
    form = CallForm(request.POST or None, units=units, initial=CallForm.first(units, request.today))
    if request.method == "POST" and form.is_valid():
        try:
            call = services.send_call(request.actor, office, form.asked(), request.today)
            messages.success(request, "发好了。下面那段话可以复制到群里。")
            return redirect("reports:call", call.pk)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    context = {"form": form, "host": office, "offices": there, "call": None, "topics": list(TOPICS.values())}
    return render(request, "reports/call_form.html", context)


@guard("set_roster")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, call_id: Any) -> HttpResponse:
    """Change a call that went out, or take it down."""
    call = _own_call(request, call_id)
    units = Unit.objects.within(request.actor.scope("set_roster"))
    units = (units.filter(parent=call.office, closed_on=None) | units.filter(asked_in__call=call)).distinct().in_order()
    form = CallForm(request.POST or None, units=units, initial=CallForm.of(call))
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                services.withdraw_call(request.actor, call, request.today)
                messages.success(request, "撤下了。")
                return redirect("reports:calls")
            if form.is_valid():
                services.change_call(request.actor, call, form.asked(), request.today)
                messages.success(request, "改好了。")
                return redirect("reports:call", call.pk)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    context = {"form": form, "host": call.office, "offices": [], "call": call, "topics": list(TOPICS.values())}
    return render(request, "reports/call_form.html", context)


def _own_call(request: HttpRequest, call_id: Any) -> Call:
    rows = Call.objects.within(request.actor.scope("set_roster")).select_related("office")
    found = rows.filter(pk=call_id, withdrawn_on=None).first()
    if found is None:
        raise Http404(KIND_404)
    return found


@guard("see")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, call_id: Any) -> HttpResponse:
    """One call: who has handed in, in the office's own order; the order of reading. A unit alone sees itself."""
    found = seen_call(request, call_id)
    if request.method == "POST":
        _move(request, found)
        return redirect(f"{request.path}#cixu")
    rows = [(row, came) for row, came in reading.board(found) if request.scope.covers(row.path)]
    came = sum(one is not None for _, one in rows)
    context = {
        "call": found,
        "topic": TOPICS.get(found.topic),
        "rows": rows,
        "came": came,
        "waiting": sum(one is None and row.unit.closed_on is None for row, one in rows),
        "order": sorted((row for row, _ in rows), key=lambda row: (row.position, row.pk)),
        "whole": sees_all(request, found),
        "may_set": request.actor.may("set_roster", found.path) and found.withdrawn_on is None,
        "hand": {row.unit_id for row, _ in rows if request.actor.may("hand_in", row.path)},
        "notice": rules.call_text(found.title, found.due_on),
    }
    return render(request, "reports/call.html", context)


def _move(request: HttpRequest, found: Call) -> None:
    """One unit a place up or down in the order of reading."""
    if not request.actor.may("set_roster", found.path):
        raise Http404(KIND_404)
    rows = list(found.asked.select_related("unit"))
    wanted = read_id(request.POST.get("unit", ""))
    place = next((n for n, row in enumerate(rows) if row.unit_id == wanted), None)
    to = None if place is None else place + (-1 if request.POST.get("way") == "up" else 1)
    if place is None or to is None or not 0 <= to < len(rows):
        raise Http404(KIND_404)
    rows[place], rows[to] = rows[to], rows[place]
    services.arrange(request.actor, found, [row.unit for row in rows])


@guard("see")
@require_GET
def collection(request: HttpRequest, call_id: Any, form: str) -> HttpResponse:
    """All texts bound, in the order of reading, for whoever sees all of them."""
    found = seen_call(request, call_id)
    if not sees_all(request, found):
        raise Http404("汇编由办公室来印。您单位的那一份，请在稿子页面上印。")
    facts = reading.collection_facts(found, request.office)
    document = papers.collection(facts)
    if form == "docx":
        return paper(to_docx(document), f"{document.title}.docx")
    if form == "pdf":
        return paper(to_pdf(document), f"{document.title}.pdf")
    raise Http404(KIND_404)
