"""案头: 去年这个月, 领导一页纸, 交接."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.shell.briefing import papers, reading
from xinhuo.shell.briefing.facts import Brief
from xinhuo.shell.desk.reading import Asked
from xinhuo.who.organisation.models import Unit

_YEARS = range(2000, 2101)


def _unit(request: HttpRequest, unit_id: Any, action: str = "see") -> Unit:
    unit = Unit.objects.within(request.actor.scope(action)).with_names().filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def _asked(request: HttpRequest) -> Asked:
    return Asked(request.actor, request.today, request.scope, request.user.unit)


def _printed(brief: Brief) -> HttpResponse:
    return paper(to_pdf(papers.brief(brief)), f"{brief.title}.pdf")


@guard("see")
def month(request: HttpRequest, unit_id: Any, year: int, month: int) -> HttpResponse:
    """去年这个月: one page for the meeting's table."""
    unit = _unit(request, unit_id)
    steps = [(f"{m}月", reverse("briefing:month", args=[unit.pk, year, m])) for m in range(1, 13)]
    context = {
        "brief": _month_brief(request, unit, year, month),
        "print_url": reverse("briefing:month_paper", args=[unit.pk, year, month]),
        "steps": steps,
    }
    return render(request, "briefing/brief.html", context)


def _month_brief(request: HttpRequest, unit: Unit, year: int, month: int) -> Brief:
    if year not in _YEARS or not 1 <= month <= 12:
        raise Http404(KIND_404)
    return reading.month_brief(unit, year, month, _asked(request), request.office)


@guard("see")
def month_paper(request: HttpRequest, unit_id: Any, year: int, month: int) -> HttpResponse:
    """去年这个月, printed."""
    return _printed(_month_brief(request, _unit(request, unit_id), year, month))


@guard("see")
def leader(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """领导一页纸."""
    unit = _unit(request, unit_id)
    context = {"brief": _leader_brief(request, unit), "print_url": reverse("briefing:leader_paper", args=[unit.pk])}
    return render(request, "briefing/brief.html", context)


@guard("see")
def leader_paper(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """领导一页纸, printed: one page."""
    brief = _leader_brief(request, _unit(request, unit_id))
    return paper(to_pdf(papers.one_page(brief)), f"{brief.title}.pdf")


def _leader_brief(request: HttpRequest, unit: Unit) -> Brief:
    return reading.leader_brief(unit, _asked(request), request.office)


@guard("see_contact")
def handover(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """交接: what a successor needs, on one page."""
    unit = _unit(request, unit_id, "see_contact")
    brief = reading.handover_brief(unit, _asked(request), request.office)
    context = {"brief": brief, "print_url": reverse("briefing:handover_paper", args=[unit.pk])}
    return render(request, "briefing/brief.html", context)


@guard("see_contact")
def handover_paper(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """交接材料, printed."""
    unit = _unit(request, unit_id, "see_contact")
    return _printed(reading.handover_brief(unit, _asked(request), request.office))
