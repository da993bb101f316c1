"""年终印册: choose, see what will come out of the printer, print it bound."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.shell.yearend import rules
from xinhuo.shell.yearend.facts import KINDS, YearPaper
from xinhuo.shell.yearend.forms import VolumeForm
from xinhuo.shell.yearend.papers import bind_papers, count_papers, what_to_bind
from xinhuo.shell.yearend.reading import Year, units_of_year
from xinhuo.who.organisation.models import Unit

FIRST_YEAR = 2000
YEARS_BACK = 4
MOST_UNITS = 60  # in one request: about a minute of typesetting; a county prints with ./run papers


@dataclass(frozen=True)
class Wanted:
    """The choices of a person, made whole: only units in reach, only years that have begun."""

    year: int
    unit: Unit | None
    units: list[Unit]
    kinds: list[str]
    two_sided: bool
    large: bool

    @property
    def query(self) -> str:
        pairs = [("year", str(self.year)), *(("kinds", kind) for kind in self.kinds)]
        pairs += [("unit", str(self.unit.pk))] if self.unit else []
        pairs += [("two_sided", "on")] if self.two_sided else []
        pairs += [("large", "on")] if self.large else []
        return urlencode(pairs)


@guard("print_books")
def index(request: HttpRequest) -> HttpResponse:
    """What can be printed; after 算一算, the list of what to bind."""
    wanted = _wanted(request)
    many = bool(wanted.kinds) and len(wanted.units) > MOST_UNITS
    parts = [] if many else count_papers(_papers(request, wanted), wanted.two_sided)
    context = {
        "wanted": wanted,
        "all_units": units_of_year(wanted.year, request.actor.scope("print_books")),
        "kinds": KINDS,
        "years": list(range(request.today.year, request.today.year - YEARS_BACK, -1)),
        "parts": parts,
        "pages": sum(part.pages for part in parts),
        "sheets": sum(part.sheets for part in parts),
        "many": many,
    }
    return render(request, "yearend/index.html", context)


@guard("print_books")
def volume(request: HttpRequest) -> HttpResponse:
    """The chosen papers in one PDF."""
    wanted, papers, title = _to_print(request)
    return paper(bind_papers(papers, title, wanted.two_sided).pdf, f"{title}.pdf")


@guard("print_books")
def slip(request: HttpRequest) -> HttpResponse:
    """The list of what to bind, to lay on top of the pile."""
    wanted, papers, title = _to_print(request)
    parts, office = count_papers(papers, wanted.two_sided), request.office
    document = what_to_bind(parts, title, wanted.two_sided, office.name, office.demo)
    return paper(to_pdf(document), f"{document.title}.pdf")


def _to_print(request: HttpRequest) -> tuple[Wanted, list[YearPaper], str]:
    """The choices, the papers and how the pile is called; a sentence where there is nothing to print."""
    wanted = _wanted(request)
    if not wanted.kinds:
        raise Http404("还没有选印哪些。请回到年终印册，勾上要印的。")
    if len(wanted.units) > MOST_UNITS:
        raise Http404("单位太多，一次印不下。请回到年终印册，选一个单位再印。")
    papers = _papers(request, wanted)
    if not papers:
        raise Http404("这一年还没有可印的。请回到年终印册，换一年或换一个单位。")
    whose = (wanted.unit or request.office.root).name_in(wanted.year)
    return wanted, papers, f"{whose}{wanted.year}年印册"


def _papers(request: HttpRequest, wanted: Wanted) -> list[YearPaper]:
    if not wanted.kinds:
        return []
    year = Year(wanted.units, wanted.year, request.today, request.office, large=wanted.large)
    return list(year.papers(wanted.kinds, each=False))


def _wanted(request: HttpRequest) -> Wanted:
    chosen = VolumeForm(request.GET).chosen()
    year = chosen["year"] or rules.year_to_open(request.today)
    if not FIRST_YEAR <= year <= request.today.year:
        raise Http404(KIND_404)
    scope = request.actor.scope("print_books")
    unit = None
    if chosen["unit"]:
        unit = Unit.objects.within(scope).filter(pk=chosen["unit"]).first()
        if unit is None:
            raise Http404(KIND_404)
    units = units_of_year(year, scope, unit)
    return Wanted(year, unit, units, chosen["kinds"], chosen["two_sided"], chosen["large"])
