"""留痕: who did what, found by day, person, deed, kind and unit; the whole of it for whoever may read it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xinhuo.ground.audit.models import EntryQuerySet
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.models import page_of
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.scope import Scope
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.shell.trail import papers, rules
from xinhuo.shell.trail.facts import TrailFacts
from xinhuo.shell.trail.forms import TrailFilter
from xinhuo.shell.trail.reading import deeds_of, of_days, verbs_of
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import ask_contact_reason

PAGE = 50
MOST = 5000  # lines of one workbook; more are asked for by days


@dataclass(frozen=True)
class Choice:
    """What was asked for: the lines that fit, where, and how to say it."""

    rows: EntryQuerySet
    scope: Scope
    chosen: dict[str, Any]
    unit: Unit | None
    sentence: str


def choose(request: HttpRequest) -> Choice:
    """The lines within reach that the filter in the address means."""
    chosen = TrailFilter(request.GET).chosen(request.today)
    scope, unit = request.actor.scope("see_trail"), None
    if "unit" in chosen:
        unit = Unit.objects.within(scope).filter(pk=chosen["unit"]).first()
        if unit is None:
            raise Http404(KIND_404)
        scope = scope.narrowed(unit.path, unit.shard)
    rows = of_days(chosen["since"], chosen["until"])
    for name, column in (("by", "by_name"), ("verb", "verb"), ("kind", "kind")):
        if name in chosen:
            rows = rows.filter(**{column: chosen[name]})
    kind = rules.kind_name(chosen["kind"]) if "kind" in chosen else ""
    said = rules.sentence(
        chosen["since"], chosen["until"], unit.name if unit else "", chosen.get("by", ""), chosen.get("verb", ""), kind
    )
    return Choice(rows, scope, chosen, unit, said)


@guard("see_trail")
def listing(request: HttpRequest) -> HttpResponse:
    """50 a page, newest first, by keyset."""
    choice = choose(request)
    page = page_of(choice.rows, choice.scope, "at", PAGE, request.GET.get("after", ""))
    query = {k: v for k, v in request.GET.items() if k != "after" and v}
    reach, office = request.actor.scope("see_trail"), request.office
    context = {
        "deeds": deeds_of(page.rows),
        "sentence": choice.sentence,
        "chosen": choice.chosen,
        "kinds": list(rules.KINDS.items()),
        "verb_choices": [(verb, verb) for verb in verbs_of(reach)],
        "units": list(Unit.objects.within(reach).in_order()[:300]),
        "query": urlencode(query),
        "next": f"?{urlencode({**query, 'after': page.next})}" if page.next else "",
        "first": not request.GET.get("after"),
        "most": MOST,
        "may_set": bool(office) and request.actor.may("manage_accounts", office.root.path),
    }
    return render(request, "trail/list.html", context)


@guard("see_trail")
def sheet(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, at most `MOST` lines, contacts masked."""
    choice = choose(request)
    page = page_of(choice.rows, choice.scope, "at", MOST, "")
    office = request.office
    cut = f"；只有最近{MOST}条，要更早的请分段导出" if page.next else ""
    title = f"{choice.unit.name if choice.unit else (office.root.name if office else '')}留痕"
    issuer, demo = (office.name, office.demo) if office else ("", False)
    facts = TrailFacts(title, issuer, f"{choice.sentence}{cut}", tuple(deeds_of(page.rows)), demo)
    return paper(to_xlsx(papers.trail(facts)), f"{title}.xlsx")


@guard("manage_accounts")
@require_POST
def reasons(request: HttpRequest) -> HttpResponse:
    """Whether looking at a contact wants a reason."""
    if not request.office:
        raise Http404(KIND_404)
    try:
        office = ask_contact_reason(request.actor, request.office, request.POST.get("asked") == "1")
    except RuleBroken as broken:
        raise Http404(broken.message) from broken
    wanted = "往后看联系方式，要写一句缘由。" if office.contact_reason else "往后看联系方式不用写缘由，照样留痕。"
    messages.success(request, wanted)
    return redirect("trail:list")
