"""请街道代印: the village asks, the office prints unit by unit and ticks off."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.paper_response import paper as paper_answer
from xinhuo.ground.press.pdf import bind
from xinhuo.shell.printing import papers, reading, rules, services
from xinhuo.shell.printing.facts import BOOK, Wanted
from xinhuo.shell.printing.forms import AskForm
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

SHOWN = 200  # waiting papers on one page
LATELY = 30


@dataclass(frozen=True)
class UnitOnPage:
    """One unit of the list: its papers, and how many sheets of them in all."""

    unit: Unit
    rows: list[PrintRequest]

    @property
    def copies(self) -> int:
        return sum(row.copies for row in self.rows)


@guard("print_books")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, paper: str, unit_id: Any, year: int, month: int) -> HttpResponse:
    """Ask for a paper of a unit: 轮值汇报, 大事记, 小结, all record books."""
    scope = request.actor.scope("print_books")
    wanted = Wanted(paper, year, month)
    known = rules.FIRST_YEAR <= year <= request.today.year and reading.is_known(wanted)
    unit = Unit.objects.within(scope).existed_in(year).filter(pk=unit_id).first() if known else None
    if unit is None:
        raise Http404(KIND_404)
    return _ask(request, unit, wanted)


@guard("print_books")
@require_http_methods(["GET", "POST"])
def ask_book(request: HttpRequest, person_id: Any, year: int) -> HttpResponse:
    """Ask for one person's record book."""
    scope = request.actor.scope("print_books")
    person = Person.objects.within(scope).select_related("unit").filter(pk=person_id).first()
    if person is None or not rules.FIRST_YEAR <= year <= request.today.year:
        raise Http404(KIND_404)
    return _ask(request, person.unit, Wanted(BOOK, year, person=person))


def _ask(request: HttpRequest, unit: Unit, wanted: Wanted) -> HttpResponse:
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.ask_to_print(
                request.actor, unit, wanted, said["copies"], said["words"], request.office, request.today
            )
            messages.success(request, "放到代印单上了。办公室印好，这里会写明。")
            return redirect(request.path)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    last = PrintRequest.objects.of(unit, wanted).first()
    if request.method == "GET" and last is not None and last.printed_at is None:
        form = AskForm(initial={"copies": str(last.copies), "words": last.words})
    context = {
        "form": form,
        "unit": unit,
        "title": unit.name_in(wanted.year) + rules.title_of(wanted, wanted.person.name if wanted.person else ""),
        "last": last,
        "back": reading.page_of_paper(unit, wanted),
    }
    return render(request, "printing/ask.html", context)


@guard("print_books")
def mine(request: HttpRequest) -> HttpResponse:
    """What the own unit asked for: what waits, what is printed."""
    rows = PrintRequest.objects.within(request.actor.scope("print_books")).with_names()
    context = {
        "waiting": list(rows.waiting().unit_by_unit()[:SHOWN]),
        "printed": list(rows.printed()[:LATELY]),
        "home": request.actor.unit_id,
    }
    return render(request, "printing/mine.html", context)


@guard("print_books")
@require_POST
def drop(request: HttpRequest, request_id: Any) -> HttpResponse:
    """不用印了."""
    found = _known(request, request_id, "print_books")
    try:
        services.take_back(request.actor, found)
        messages.success(request, f"{found.title}从代印单上撤下了。")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("printing:mine")


@guard("print_for_others")
def waiting(request: HttpRequest) -> HttpResponse:
    """代印: what the units ask for, unit by unit, and what was printed lately."""
    scope = request.actor.scope("print_for_others")
    rows = PrintRequest.objects.within(scope).with_names()
    some = list(rows.waiting().unit_by_unit()[: SHOWN + 1])
    context = {
        "units": _by_unit(some[:SHOWN]),
        "many": len(some) > SHOWN,
        "printed": list(rows.printed()[:LATELY]),
    }
    return render(request, "printing/list.html", context)


def _by_unit(rows: list[PrintRequest]) -> list[UnitOnPage]:
    found = [(unit, list(some)) for unit, some in groupby(rows, key=lambda row: row.unit)]
    return [UnitOnPage(unit, some) for unit, some in found]


@guard("print_for_others")
def bundle(request: HttpRequest) -> HttpResponse:
    """All that waits in one PDF, unit by unit, a slip on top of each; `?unit=` for one unit, `?sides=2` for both sides."""
    scope = request.actor.scope("print_for_others")
    rows = PrintRequest.objects.within(scope).waiting().with_names().unit_by_unit()
    wanted = read_id(request.GET.get("unit", ""))
    if wanted:
        rows = rows.filter(unit=wanted)
    found = list(rows[:SHOWN])
    if not found:
        raise Http404("单子上没有等着印的。请回到代印再看看。")
    piles = reading.piles_of(found, request.office)
    try:
        rules.check_length(piles)
    except RuleBroken as broken:
        raise Http404(broken.message) from broken
    documents = papers.bundle(piles, request.office.name, request.today, request.office.demo)
    day = request.today
    title = f"{piles[0].unit if wanted else ''}代印{day.year}年{day.month}月{day.day}日"
    return paper_answer(bind(documents, title, two_sided=request.GET.get("sides") == "2").pdf, f"{title}.pdf")


@guard("print_for_others")
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """印好了: exactly the papers that stood on the page."""
    ids = [found for text in request.POST.getlist("ask") if (found := read_id(text))]
    count = services.tick_off(request.actor, ids)
    messages.success(request, f"{count}样记下印好了，村里看得到。" if count else "这几样已经记下了，没有改动。")
    return redirect("printing:list")


@guard("print_for_others")
@require_POST
def back(request: HttpRequest, request_id: Any) -> HttpResponse:
    """It was not printed after all."""
    found = _known(request, request_id, "print_for_others")
    try:
        services.put_back(request.actor, found)
        messages.success(request, f"{found.unit_name}的{found.title}放回代印单了。")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("printing:list")


def _known(request: HttpRequest, request_id: Any, action: str) -> PrintRequest:
    rows = PrintRequest.objects.within(request.actor.scope(action)).with_names()
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise Http404(KIND_404)
    return found
