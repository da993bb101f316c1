"""要办的事 of a unit and its year's calendar: what the method asks, and how far it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.journal.method import papers
from xinhuo.journal.method.facts import CalendarFacts, Cell, DutyStanding, Mechanism, Pack, ToDo
from xinhuo.journal.method.reading import due_in, lines_of, pack_of, standings_of
from xinhuo.journal.method.rules.days import FIRST_YEAR
from xinhuo.journal.method.rules.standing import cells, dated, shown_state
from xinhuo.who.organisation.models import Unit

YEARS_BACK = 3
NO_METHOD = "这一年还没有工作法。请回到要办的事，换一个年度。"


@dataclass(frozen=True)
class Line:
    """A duty on the page: its address, what it is called, what is said of it, the word and look of its tag."""

    url: str
    title: str
    hint: str
    status: str
    state: str


def known_unit(request: HttpRequest, unit_id: Any, year: int, action: str = "see") -> Unit:
    """The unit if it lies in reach for `action`, and a year that it lived in; next year's may be looked at."""
    unit = Unit.objects.within(request.actor.scope(action)).select_related("unit_type").filter(pk=unit_id).first()
    if unit is None or not FIRST_YEAR <= year <= request.today.year + 1:
        raise Http404(KIND_404)
    return unit


def years_of(request: HttpRequest) -> list[int]:
    """Years to choose from, the newest first."""
    return list(range(request.today.year, request.today.year - YEARS_BACK, -1))


@guard("see")
def mine(request: HttpRequest) -> HttpResponse:
    """要办的事 of one's own unit, else of the first in reach."""
    rows = Unit.objects.within(request.scope).filter(closed_on=None)
    unit = rows.filter(pk=request.actor.unit_id).first() or rows.in_order().first()
    if unit is None:
        raise Http404(KIND_404)
    return redirect("method:unit", unit.pk, request.today.year)


@guard("see")
def unit(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """What a unit has to do in a year: first what waits, then everything, mechanism by mechanism."""
    unit = known_unit(request, unit_id, year)
    held = pack_of(unit, year)
    own = unit.pk == request.actor.unit_id
    standings = standings_of([unit], year, request.today, each=True).get(unit.pk, []) if held else []
    waiting = _waiting(request, unit, year, standings) if own else []
    context = {
        "unit": unit,
        "year": year,
        "years": years_of(request),
        "held": held,
        "own": own,
        "waiting": [_task(line) for line in waiting],
        "groups": _groups(held.pack, standings, unit, year, own) if held else [],
    }
    return render(request, "method/unit.html", context)


def _waiting(request: HttpRequest, unit: Unit, year: int, standings: Sequence[DutyStanding]) -> list[ToDo]:
    """This year's lines, with what is still due of last year."""
    return lines_of(unit, request.today, due_in(unit, request.today) if year == request.today.year else standings)


def _task(line: ToDo) -> Line:
    return Line(reverse(line.url_name, args=line.args), line.title, line.hint, line.status, line.state)


def _groups(pack: Pack, standings: Sequence[DutyStanding], unit: Unit, year: int, own: bool) -> list[tuple[str, Any]]:
    """(heading, ((mechanism, cell, lines that are open, lines that fold away), …)) in the article's order."""
    summed, by = cells(pack, standings, own), dict[str, list[DutyStanding]]()
    for one in standings:
        by.setdefault(one.duty.mechanism, []).append(one)
    return [
        (
            group.title or group.name,
            [_mechanism(one, summed[one.key], by.get(one.key, []), unit, year, own) for one in some],
        )
        for group in pack.groups
        if (some := [m for m in pack.mechanisms if m.group == group.name])
    ]


def _mechanism(
    one: Mechanism, cell: Cell, standings: Sequence[DutyStanding], unit: Unit, year: int, own: bool
) -> tuple[Mechanism, Cell, list[Line], list[Line]]:
    shown: tuple[list[Line], list[Line]] = ([], [])
    for standing in (one for one in standings if one.all):  # what is none of the unit's is left out
        word, look, says = shown_state(standing, own)
        url = reverse("method:duty", args=[unit.pk, year, standing.duty.key])
        folded = standing.state in ("done", "not_obliged")
        shown[folded].append(Line(url, standing.duty.title, says, word, look))
    return one, cell, *shown


def calendar_facts(request: HttpRequest, unit: Unit, year: int) -> CalendarFacts:
    """The year of a unit, month by month; how it stands with what isn't due yet is read by the unit alone."""
    held = pack_of(unit, year)
    if held is None:
        raise Http404(NO_METHOD)
    standings = standings_of([unit], year, request.today, each=True).get(unit.pk, [])
    own = unit.pk == request.actor.unit_id
    lines = dated(held.pack, standings, year, request.today, own)
    months = tuple((month, tuple(one for one in lines if one.day.month == month)) for month in range(1, 13))
    office = request.office
    return CalendarFacts(unit.full_name_in(year), office.name, year, request.today, months, office.demo)


@guard("see")
def calendar(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """全年日历: by month, what is due on which day."""
    unit = known_unit(request, unit_id, year)
    facts = calendar_facts(request, unit, year)
    years = [request.today.year + 1, *years_of(request)]
    context = {"unit": unit, "year": year, "years": [y for y in years if pack_of(unit, y)], "facts": facts}
    return render(request, "method/calendar.html", context)


@guard("see")
def calendar_paper(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """The same on paper, to hang on the wall."""
    document = papers.calendar(calendar_facts(request, known_unit(request, unit_id, year), year))
    return paper(to_pdf(document), f"{document.title}.pdf")
