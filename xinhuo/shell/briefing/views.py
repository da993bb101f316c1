"""案头: 去年这个月, 领导一页纸."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.shell.briefing import papers, reading, rules
from xinhuo.shell.briefing.facts import Brief
from xinhuo.who.organisation.models import Unit

_YEARS = range(2000, 2101)


def _unit(request: HttpRequest, unit_id: Any) -> Unit:
    unit = Unit.objects.within(request.actor.scope("see")).with_names().filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def _answer(request: HttpRequest, brief: Brief, form: str, context: dict[str, Any]) -> HttpResponse:
    if form == "pdf":
        return paper(to_pdf(papers.brief(brief)), f"{brief.title}.pdf")
    if form:
        raise Http404(KIND_404)
    return render(request, "briefing/brief.html", {"brief": brief, **context})


@guard("see")
def month(request: HttpRequest, unit_id: Any, year: int, month: int, form: str = "") -> HttpResponse:
    """去年这个月: one page for the meeting's table."""
    if year not in _YEARS or not 1 <= month <= 12:
        raise Http404(KIND_404)
    unit = _unit(request, unit_id)
    may_write = request.actor.may("write_record", unit.path)
    brief = reading.month_brief(unit, year, month, request.office, may_write)
    context = {"print_page": "briefing:month_paper", "args": [unit.pk, year, month, "pdf"]}
    context |= {"before": rules.month_before(year, month), "after": rules.next_month(year, month), "unit": unit}
    return _answer(request, brief, form, context)
