"""名册: find people, print them, take them along as a workbook."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.text import read_number
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.shell.roster import papers
from xinhuo.shell.roster.facts import RosterFacts
from xinhuo.shell.roster.forms import RosterFilter
from xinhuo.shell.roster.reading import roster_of
from xinhuo.shell.roster.rules import sentence
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person, PersonQuerySet, Team, TeamMembership

PAGE = 50


@dataclass(frozen=True)
class Choice:
    """What was asked for, and the people who fit."""

    people: PersonQuerySet
    chosen: dict[str, Any]
    unit: Unit | None
    team: Team | None


def choose(request: HttpRequest) -> Choice:
    """The people within scope that the filter in the address means."""
    chosen = RosterFilter(request.GET).chosen()
    unit = team = None
    scope = request.scope
    if "unit" in chosen:
        unit = Unit.objects.within(scope).select_related("unit_type").filter(pk=read_id(chosen["unit"])).first()
        if unit is None:
            raise Http404(KIND_404)
        scope = scope.narrowed(unit.path, unit.shard)
    people = Person.objects.within(scope)
    if not chosen.get("cadres"):
        people = people.five_elders()
    if "team" in chosen:
        team = Team.objects.filter(pk=read_id(chosen["team"])).first()
        inside = TeamMembership.objects.filter(person=OuterRef("pk"), team_id=read_id(chosen["team"]), ended_on=None)
        people = people.filter(Exists(inside))
    return Choice(_narrow(people.matching(chosen.get("q", "")), chosen, request), chosen, unit, team)


def _narrow(people: PersonQuerySet, chosen: dict[str, Any], request: HttpRequest) -> PersonQuerySet:
    wanted = Q()
    if "category" in chosen:
        wanted &= Q(categories__icontains=f'"{chosen["category"]}"')
    if "sex" in chosen:
        wanted &= Q(sex=chosen["sex"])
    if "politics" in chosen:
        party = Q(politics__in=["中共党员", "党员", "中共预备党员"])
        wanted &= party if chosen["politics"] == "party" else ~party
    if "joined" in chosen:
        wanted &= Q(joined_month__year=chosen["joined"])
    if chosen.get("status", "") == "":
        wanted &= Q(status__in=["active", "paused"])
    elif chosen["status"] != "all":
        wanted &= Q(status=chosen["status"])
    if chosen.get("gaps"):
        wanted &= Q(birth_month=None) | Q(primary_category="")
    people = people.filter(wanted)
    return people.aged(chosen["age"], request.today) if "age" in chosen else people


@guard("see")
def listing(request: HttpRequest) -> HttpResponse:
    """50 a page, in stroke order; the head line can be said on the telephone."""
    choice = choose(request)
    count = choice.people.count()
    last = max(1, -(-count // PAGE))
    number = min(read_number(request.GET.get("page", ""), 1, 99_999) or 1, last)
    teams = Prefetch("team_memberships", TeamMembership.objects.filter(ended_on=None).select_related("team"))
    rows = choice.people.by_strokes().select_related("unit").prefetch_related(teams)
    said = {k: v for k, v in request.GET.items() if k != "page" and v}
    query = urlencode(said)
    units = list(Unit.objects.within(request.scope).filter(closed_on=None).select_related("unit_type").in_order()[:300])
    context = {
        "book_unit": _keeper_of_books(choice.unit or (units[0] if len(units) == 1 else None)),
        "book_year": request.today.year - (request.today.month == 1),  # in January last year's books are printed
        "people": list(rows[(number - 1) * PAGE : number * PAGE]),
        "count": count,
        "sentence": _sentence(choice, count),
        "form": RosterFilter(request.GET),
        "chosen": choice.chosen,
        "folded": not (set(choice.chosen) - {"q"}),
        "units": units,
        "teams": list(_teams(request)),
        "number": number,
        "last": last,
        "query": query,
        "today": request.today,
    }
    return render(request, "roster/list.html", context)


def _keeper_of_books(unit: Unit | None) -> Unit | None:
    """The unit whose people are listed, where their books are its own: an office lists those of the units below it."""
    return unit if unit is not None and unit.unit_type.grassroots else None


def _teams(request: HttpRequest) -> Any:
    """Teams that people of this scope can be in: those of the offices at, above or below it."""
    paths = {root.path[:n] for root in request.scope.roots for n in range(4, len(root.path) + 1, 4)}
    counts = Count("memberships", filter=Q(memberships__ended_on=None))
    return Team.objects.filter(Q(path__in=paths)).annotate(members=counts).order_by("position", "code")


def _sentence(choice: Choice, count: int) -> str:
    unit, team = choice.unit.name if choice.unit else "", choice.team.name if choice.team else ""
    return sentence(choice.chosen, count, unit, team)


def roster_facts(choice: Choice, title: str, issuer: str, demo: bool) -> RosterFacts:
    """The chosen people as a printed roster: two queries, in stroke order."""
    people = list(choice.people.by_strokes().select_related("unit"))
    return roster_of(people, title, issuer, demo, _sentence(choice, len(people)))


@guard("see")
def sheet(request: HttpRequest) -> HttpResponse:
    """What is shown, as a workbook."""
    document = papers.roster(_facts(request))
    return paper(to_xlsx(document), f"{document.title}.xlsx")


@guard("see")
def printed(request: HttpRequest) -> HttpResponse:
    """What is shown, to print."""
    document = papers.roster(_facts(request))
    return paper(to_pdf(document), f"{document.title}.pdf")


def _facts(request: HttpRequest) -> RosterFacts:
    choice = choose(request)
    whose = choice.unit.name if choice.unit else (request.office.root.name if request.office else "")
    title = f"{whose}“五老”志愿者名册"
    office = request.office
    return roster_facts(choice, title, office.name if office else "", bool(office and office.demo))
