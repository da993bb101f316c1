"""轮值: the wheel and the months of a year, set fairly, printed on one sheet; a unit alone sees its own turns."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.models import Rooted
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.scope import Root
from xinhuo.ground.kernel.text import read_number
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports import papers, reading, rules
from xinhuo.work.reports.facts import Turn
from xinhuo.work.reports.models import DutyRoster, DutySlot
from xinhuo.work.reports.services import duty

LISTED = 300
YEARS_BACK = 4


def offices(request: HttpRequest, action: str = "see") -> list[Unit]:
    """The units in reach that hold meetings for others, in the office's own order."""
    rows = Unit.objects.within(request.actor.scope(action)).filter(unit_type__grassroots=False, closed_on=None)
    return list(rows.in_order()[:LISTED])


def sees_all(request: HttpRequest, lying: Rooted) -> bool:
    """Does this person see everything that lies below?"""
    below = Root(lying.path, lying.shard)
    return any(root.holds(below) for root in request.scope.roots)


@guard("see")
@require_GET
def roster(request: HttpRequest) -> HttpResponse:
    """The roster of an office's year; whoever sees no office sees the turns of the own unit."""
    year = read_number(request.GET.get("year", ""), *rules.YEARS) or request.today.year
    years = list(range(_last_year(request), request.today.year - YEARS_BACK, -1))
    there = offices(request)
    if not there:
        own = list(DutySlot.objects.within(request.scope).of_year(year).with_words().in_order())
        return render(request, "reports/mine.html", {"slots": own, "year": year, "years": years})
    wanted = read_id(request.GET.get("office", "")) or request.actor.unit_id
    office = next((one for one in there if one.pk == wanted), there[0])
    slots = _slots(request, office, year)
    facts = reading.roster_facts(office, year, slots, request.today, request.office, sees_all(request, office))
    context = {
        "host": office,
        "offices": there,
        "year": year,
        "years": years,
        "facts": facts,
        "sectors": papers.sectors(facts),
        "centre": papers.centre(facts),
        "said": papers.wheel_said(facts),
        "months": [(month, _of_month(slots, month, request)) for month in rules.MONTHS] if slots else [],
        "may_set": request.actor.may("set_roster", office.path) and _may_be_set(request, year),
    }
    return render(request, "reports/roster.html", context)


def _last_year(request: HttpRequest) -> int:
    return request.today.year + (request.today.month >= 10)


def _may_be_set(request: HttpRequest, year: int) -> bool:
    return year in (request.today.year, _last_year(request))


def _slots(request: HttpRequest, office: Unit, year: int) -> list[DutySlot]:
    return list(DutySlot.objects.within(request.scope).of(office, year).with_words())


def _of_month(slots: list[DutySlot], month: int, request: HttpRequest) -> list[tuple[DutySlot, str, str]]:
    """The turns of a month: slot, how it stands, and what is to be said of it."""
    return [(one, reading.state_of(one, request.today), reading.note_of(one)) for one in slots if one.month == month]


@guard("see")
@require_GET
def roster_paper(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """The year's roster on one sheet: wheel and grid."""
    office = Unit.objects.within(request.scope).filter(pk=unit_id).first()
    slots = _slots(request, office, year) if office else []
    if not slots:
        raise Http404("这一年还没有排轮值，没有可印的。请先排好。")
    document = papers.duty_roster(
        reading.roster_facts(office, year, slots, request.today, request.office, sees_all(request, office))
    )
    return paper(to_pdf(document), f"{document.title}.pdf")


@guard("set_roster")
@require_http_methods(["GET", "POST"])
def set_roster(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """A year's roster is set: proposed fairly, changed at will, agreed by one button."""
    office = Unit.objects.within(request.actor.scope("set_roster")).filter(pk=unit_id, closed_on=None).first()
    if office is None or not _may_be_set(request, year):
        raise Http404(KIND_404)
    standing = DutyRoster.objects.filter(office=office, year=year).first()
    beside = _candidates(office, year, request)
    turns, wrong = _turns_to_show(request, office, year, beside, standing), RuleBroken("")
    if request.method == "POST":
        try:
            turns = _typed(request, beside)
            seen = read_number(request.POST.get("seen", ""), 0, 1_000_000) or 0
            duty.agree(request.actor, office, year, turns, request.today, request.POST.get("reason", ""), seen)
            messages.success(request, f"{year}年的轮值定下来了。")
            return redirect(f"{reverse('reports:roster')}?office={office.pk}&year={year}")
        except RuleBroken as broken:
            wrong = broken
    given = {(str(s.unit_id), s.month) for s in _slots(request, office, year) if s.given_on}
    fewer = len(beside) < len(rules.MONTHS)
    context = {
        "host": office,
        "year": year,
        "standing": standing,
        "rows": [(unit, _chosen(unit, turns, fewer), [m for u, m in given if u == str(unit.pk)]) for unit in beside],
        "version": standing.version if standing else 0,
        "last": bool(reading.last_turns(office, year)),
        "fewer": fewer,
        "asked": _asked(request),
        "reason": request.POST.get("reason", ""),
        "wrong": wrong,
        "months": rules.MONTHS,
    }
    return render(request, "reports/set.html", context)


def _candidates(office: Unit, year: int, request: HttpRequest) -> list[Unit]:
    """Who may be on the roster: the units below the office, and whoever is on it already."""
    beside = reading.units_beside(office, request.today)
    known = {unit.pk for unit in beside}
    return beside + [s.unit for s in _slots(request, office, year) if s.unit_id not in known and not s.over]


def _asked(request: HttpRequest) -> dict[str, Any]:
    """How the proposal is wanted: in which months there are meetings, and whether some come twice."""
    chosen = [month for text in request.GET.getlist("months") if (month := read_number(text, 1, 12))]
    return {"months": chosen or list(rules.MONTHS), "twice": request.GET.get("twice", "") == "1"}


def _turns_to_show(
    request: HttpRequest, office: Unit, year: int, beside: list[Unit], standing: DutyRoster | None
) -> list[Turn]:
    """The roster as it stands, else (or when asked for) a proposal."""
    if standing is not None and "again" not in request.GET:
        return reading.turns_of(office, year)
    last, asked = reading.last_turns(office, year), _asked(request)
    made = DutyRoster.objects.filter(office=office, year=year - 1).first()
    new = [str(unit.pk) for unit in beside if made is None or unit.pk > made.pk]  # ids sort by time: it came after
    units = rules.chosen_units([str(unit.pk) for unit in beside], {turn.unit for turn in last}, new)
    return rules.propose(units, last, asked["months"], asked["twice"])


def _chosen(unit: Unit, turns: list[Turn], fewer: bool) -> list[int]:
    """The months of a unit; a free place where it has none, and one more where there are fewer units than months."""
    months = sorted(turn.month for turn in turns if turn.unit == str(unit.pk))
    return months + [0] * (1 if fewer or not months else 0)


def _typed(request: HttpRequest, beside: list[Unit]) -> list[Turn]:
    """What was chosen on the page, by month, within a month in the office's own order."""
    found = [
        Turn(month, str(unit.pk))
        for unit in beside
        for text in request.POST.getlist(f"m-{unit.pk}")
        if (month := read_number(text, 1, 12))
    ]
    return sorted(found, key=lambda turn: turn.month)
