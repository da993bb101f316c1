"""工作对照表: mechanism × unit, units in the office's own order; what is done and what is wanting, never a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.text import read_number
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.journal.method import papers
from xinhuo.journal.method.facts import Cell, Mechanism, Pack, TableFacts
from xinhuo.journal.method.reading import pack_of, standings_of
from xinhuo.journal.method.rules.days import FIRST_YEAR
from xinhuo.journal.method.rules.standing import cells
from xinhuo.journal.method.views.seeing import NO_METHOD, known_unit, years_of
from xinhuo.who.organisation.models import Unit

COLUMNS = 13  # units side by side; more are on a next page
OFFICES = 300
PRINTED = 400  # units on one paper


@dataclass(frozen=True)
class Compared:
    """Units side by side, and each one's cells by mechanism."""

    pack: Pack
    units: list[Unit]
    cells: dict[Any, dict[str, Cell]]

    def rows(self, group: str) -> list[tuple[Mechanism, list[tuple[Unit, Cell]]]]:
        """The mechanisms of a group, each with a cell a unit."""
        some = [one for one in self.pack.mechanisms if one.group == group]
        return [(one, [(unit, self.cells[unit.pk][one.key]) for unit in self.units]) for one in some]

    def missing(self) -> list[tuple[Unit, list[tuple[str, str]]]]:
        """Unit by unit, in their order, what is wanting and where in the method it stands."""
        found = []
        for unit in self.units:
            said = [(one.source, text) for one in self.pack.mechanisms for text in self.cells[unit.pk][one.key].missing]
            if said:
                found.append((unit, said))
        return found


def compare(request: HttpRequest, pack: Pack, units: Sequence[Unit], year: int) -> Compared:
    """How these units stand today with the mechanisms of `pack`."""
    standings = standings_of(units, year, request.today)
    own = request.actor.unit_id
    found = {unit.pk: cells(pack, standings.get(unit.pk, []), unit.pk == own) for unit in units}
    return Compared(pack, list(units), found)


def under(request: HttpRequest, office: Unit, year: int) -> list[Unit]:
    """The office itself and the units right below it, as far as they are in reach, in the office's own order."""
    rows = Unit.objects.within(request.scope).existed_in(year).filter(parent=office).with_names().in_order()
    return [office, *rows.select_related("unit_type")]


@guard("see")
def table(request: HttpRequest) -> HttpResponse:
    """The table of one office and its units; an upper office looks at one after another."""
    year = read_number(request.GET.get("year", ""), FIRST_YEAR, request.today.year) or request.today.year
    offices = _offices(request)
    wanted = read_id(request.GET.get("office", "")) or request.actor.unit_id
    office = next((one for one in offices if one.pk == wanted), offices[0] if offices else None)
    if office is None:
        raise Http404(KIND_404)
    held = pack_of(office, year)
    units = under(request, office, year)
    pages = max(1, -(-len(units) // COLUMNS))
    number = min(read_number(request.GET.get("page", ""), 1, 9999) or 1, pages)
    shown = units[(number - 1) * COLUMNS : number * COLUMNS]
    found = compare(request, held.pack, shown, year) if held else None
    context = {
        "head": office,
        "offices": offices,
        "choices": [(one.pk, one.name) for one in offices],
        "year": year,
        "years": years_of(request),
        "found": found,
        "groups": [(group.title or group.name, found.rows(group.name)) for group in found.pack.groups] if found else [],
        "missing": found.missing() if found else [],
        "number": number,
        "pages": pages,
        "since": held.since if held else None,
    }
    return render(request, "method/table.html", context)


def _offices(request: HttpRequest) -> list[Unit]:
    """Units in reach that have units below; else whatever is in reach: a village looks at itself."""
    rows = Unit.objects.within(request.scope).filter(closed_on=None).select_related("unit_type")
    offices = list(rows.filter(unit_type__grassroots=False).in_order()[:OFFICES])
    return offices or list(rows.in_order()[:OFFICES])


@guard("see")
def table_paper(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """The same on paper, all units of the office."""
    office = known_unit(request, unit_id, year)
    held = pack_of(office, year)
    if held is None:
        raise Http404(NO_METHOD)
    units = under(request, office, year)[:PRINTED]
    found = compare(request, held.pack, units, year)
    facts = TableFacts(
        office=office.full_name_in(year),
        year=year,
        day=request.today,
        units=tuple(unit.name_in(year) for unit in units),
        groups=tuple(
            (
                group.title or group.name,
                tuple((one.title, tuple(cell.word for _, cell in row)) for one, row in found.rows(group.name)),
            )
            for group in held.pack.groups
        ),
        missing=tuple((unit.name_in(year), source, text) for unit, said in found.missing() for source, text in said),
        demo=request.office.demo,
    )
    document = papers.table(facts)
    return paper(to_pdf(document), f"{document.title}.pdf")
