"""业绩记载簿 and 轮值汇报, to read, to edit and to print."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.drafts import services as put_aside
from xinhuo.ground.drafts.reading import kept_under
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.text import read_number
from xinhuo.ground.press.pdf import bind, to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.reading import standing
from xinhuo.journal.records import papers, prose
from xinhuo.journal.records.facts import PaperOf, ReportParagraphDraft
from xinhuo.journal.records.reading import book_facts, people_of_books, report_facts
from xinhuo.journal.records.services import reporting
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person, RecordKeeper

YEARS = (2000, 2100)
BLANK_PAGES = 10


def known_year(year: int) -> int:
    """A year that a paper can be about."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise Http404(KIND_404)
    return year


def known_unit(request: HttpRequest, unit_id: Any, action: str = "see") -> Unit:
    """The unit if it lies in reach for `action`."""
    scope = request.actor.scope(action)
    unit = Unit.objects.within(scope).select_related("unit_type", "parent").filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


@guard("enter")
def book(request: HttpRequest, person_id: Any, year: int) -> HttpResponse:
    """One person's record book as PDF; `?large=1` for 大字."""
    rows = Person.objects.within(request.scope)
    if request.actor.can("see_own_book") and str(person_id) == str(request.actor.person_id):
        rows = Person.objects.filter(pk=request.actor.person_id)
    person = rows.select_related("unit").filter(pk=person_id).first()
    if person is None:
        raise Http404(KIND_404)
    facts = book_facts([person], known_year(year), request.office)[0]
    document = papers.record_book(facts, large=bool(request.GET.get("large")))
    return paper(to_pdf(document), f"{person.name}{year}年业绩记载簿.pdf")


@guard("see")
def unit_book(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """The record books of a whole unit in one PDF; `?sides=2` begins each book on a right-hand page."""
    unit = known_unit(request, unit_id)
    facts = book_facts(people_of_books([unit], known_year(year)), year, request.office)
    if not facts:
        raise Http404(_no_books(unit, year))
    title = f"{facts[0].unit}{year}年业绩记载簿"
    bound = bind(papers.unit_book(facts), title, two_sided=request.GET.get("sides") == "2")
    return paper(bound.pdf, f"{title}.pdf")


def _no_books(unit: Unit, year: int) -> str:
    name = unit.name_in(year)
    if unit.merged_into is not None and unit.closed_on and unit.closed_on.year == year:
        return f"{name}这一年并入了{unit.merged_into.name}，记载簿在那边印。"
    return f"{name}{year}年还没有五老在册，没有记载簿可印。"


@guard("see")
def blank_book(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """Empty pages of a record book, to write on by hand."""
    unit = known_unit(request, unit_id)
    keeper = RecordKeeper.objects.for_books_of(known_year(year)).filter(unit=unit).last()
    name = unit.name_in(year)
    document = papers.blank_book(name, year, BLANK_PAGES, str(keeper) if keeper else "")
    return paper(to_pdf(document), f"{name}{year}年空白记载簿.pdf")


@guard("see")
def reports(request: HttpRequest) -> HttpResponse:
    """All reports of the year, a unit a row, January to the last month; any other month behind it."""
    year = _year(request)
    units = list(Unit.objects.within(request.scope).keeping_books().existed_in(year).in_order()[:300])
    last = request.today.month if year == request.today.year else 12
    if len(units) == 1:
        month = last
        return redirect("records:report", units[0].pk, year, month)
    context = {"units": units, "year": year, "last": last, "years": _years(request)}
    return render(request, "records/reports.html", context)


def _year(request: HttpRequest) -> int:
    """The year asked for; in January the last one, whose papers are being finished."""
    return read_number(request.GET.get("year", ""), *YEARS) or request.today.year - (request.today.month == 1)


def _years(request: HttpRequest) -> list[int]:
    return list(range(request.today.year, request.today.year - 4, -1))


@guard("see")
@keeps_drafts("轮值汇报")
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, unit_id: Any, year: int, month: int) -> HttpResponse:
    """轮值汇报, January to `month`: the draft and a person's own paragraphs, edited in place."""
    unit = known_unit(request, unit_id)
    _known_month(request, year, month)
    facts = report_facts(unit, year, month, request.office)
    drafts = papers.report_paragraphs(facts)
    wrong = RuleBroken("")
    kept = kept_under(request.actor, request.path) if request.method == "GET" else {}
    going = request.GET.get("p", "") if "draft" in request.GET else ""
    if request.method == "POST":
        draft = next((d for d in drafts if d.key == request.POST.get("key", "")), None)
        if draft is None:
            raise Http404(KIND_404)
        try:
            _write_paragraph(request, unit, year, month, draft)
            messages.success(request, "存好了。事实再有变动，您写的这一段会留着。")
            return redirect(f"{request.path}#{draft.key}")
        except RuleBroken as broken:
            wrong = broken
    context = {
        "unit": unit,
        "year": year,
        "month": month,
        "title": prose.title(facts.unit_full, year, month),
        "drafts": drafts,
        "may_edit": request.actor.may("edit_papers", unit.path),
        "wrong": wrong.message,
        "theirs": wrong.theirs if isinstance(wrong, reporting.WrittenMeanwhile) else None,
        "typed": _typed(kept[going].posted if going in kept else request.POST),
        "kept": kept,
        "going": going,
        "may_seal": request.actor.may("seal_papers", unit.path),
        "sealed": standing(Subject("report", str(unit.pk), year, month), facts),
        "years": _years(request),
        "last": request.today.month if year == request.today.year else 12,
    }
    return render(request, "records/report.html", context)


def _typed(said: QueryDict) -> tuple[str, str]:
    return said.get("key", ""), said.get("text", "")


def _write_paragraph(request: HttpRequest, unit: Unit, year: int, month: int, draft: ReportParagraphDraft) -> None:
    """What was typed, or the draft again where it says the same."""
    text = request.POST.get("text", "")
    if request.POST.get("join") and draft.own_text:
        text = f"{draft.own_text}\n{text}"
    same = text.strip() in ("", draft.text.strip())
    seen = request.POST.get("seen", "")
    place = PaperOf("report", year, month)
    reporting.write_paragraph(request.actor, unit, place, draft.key, "" if same else text, draft.digest, seen)
    put_aside.forget(request.actor, f"{request.path}?p={draft.key}")


def _known_month(request: HttpRequest, year: int, month: int) -> None:
    known_year(year)
    if not 1 <= month <= 12 or (year, month) > (request.today.year, request.today.month):
        raise Http404("这个月还没有到，没有汇报。请选已经到了的月份。")


@guard("see")
def report_paper(request: HttpRequest, unit_id: Any, year: int, month: int, form: str) -> HttpResponse:
    """The report as PDF or DOCX."""
    unit = known_unit(request, unit_id)
    _known_month(request, year, month)
    facts = report_facts(unit, year, month, request.office)
    document = papers.duty_report(facts)
    name = f"{facts.unit}{year}年{month}月轮值汇报"
    if form == "docx":
        return paper(to_docx(document), f"{name}.docx")
    if form == "pdf":
        return paper(to_pdf(document), f"{name}.pdf")
    raise Http404(KIND_404)
