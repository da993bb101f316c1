"""半年小结 and 年度工作小结: drafted from records, edited paragraph by paragraph, printed and sealed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.drafts import services as put_aside
from xinhuo.ground.drafts.reading import kept_under
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.scope import Root
from xinhuo.ground.kernel.text import read_number
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.reading import sealed_by_unit, standing
from xinhuo.journal.records.facts import PaperOf, ReportParagraphDraft
from xinhuo.journal.records.services import reporting
from xinhuo.who.organisation.models import Unit
from xinhuo.year.yearbook import papers, rules
from xinhuo.year.yearbook.reading import summary_facts

LAST_YEAR = 2100
LISTED = 300


@guard("see")
def summaries(request: HttpRequest) -> HttpResponse:
    """All 小结 of a year, a unit a row: half a year and the whole, sealed or not."""
    asked = read_number(request.GET.get("year", ""), rules.FIRST_YEAR, LAST_YEAR)
    year = asked or rules.year_to_open(request.today)
    units = list(Unit.objects.within(request.scope).existed_in(year).with_names().in_order()[:LISTED])
    sealed = sealed_by_unit(units, year)
    rows = [
        (
            unit,
            unit.name_in(year),
            [(month, word, sealed.get(unit.pk, {}).get((kind, month))) for month, kind, word in _KINDS],
        )
        for unit in units
    ]
    years = list(range(request.today.year, request.today.year - 4, -1))
    return render(request, "yearbook/summaries.html", {"rows": rows, "year": year, "years": years})


_KINDS = [(6, "half_year", "半年小结"), (12, "year", "年度工作小结")]


@guard("see")
@keeps_drafts("小结")
@require_http_methods(["GET", "POST"])
def summary(request: HttpRequest, unit_id: Any, year: int, month: int) -> HttpResponse:
    """One 小结: the draft and a person's own paragraphs, edited in place."""
    unit = _known(request, unit_id, year, month)
    facts = summary_facts(unit, year, [month], request.office)[month]
    drafts = papers.summary_paragraphs(facts)
    wrong = RuleBroken("")
    kept = kept_under(request.actor, request.path) if request.method == "GET" else {}
    going = request.GET.get("p", "") if "draft" in request.GET else ""
    typed = kept[going].posted if going in kept else request.POST
    if request.method == "POST":
        draft = next((d for d in drafts if d.key == request.POST.get("key", "")), None)
        if draft is None:
            raise Http404(KIND_404)
        try:
            _write_paragraph(request, unit, PaperOf(rules.SUMMARIES[month], year, month), draft)
            messages.success(request, "存好了。事实再有变动，您写的这一段会留着。")
            return redirect(f"{request.path}#{draft.key}")
        except RuleBroken as broken:
            wrong = broken
    context = {
        "unit": unit,
        "year": year,
        "month": month,
        "kind": rules.SUMMARIES[month],
        "title": rules.summary_title(facts.report.unit_full, year, month),
        "kinds": _KINDS,
        "drafts": drafts,
        "rows": [*facts.rows, facts.total] if facts.total else [],
        "may_edit": request.actor.may("edit_papers", unit.path),
        "may_seal": request.actor.may("seal_papers", unit.path),
        "sealed": standing(Subject(rules.SUMMARIES[month], str(unit.pk), year, month), facts),
        "wrong": wrong.message,
        "theirs": wrong.theirs if isinstance(wrong, reporting.WrittenMeanwhile) else None,
        "typed": (typed.get("key", ""), typed.get("text", "")),
        "kept": kept,
        "going": going,
    }
    return render(request, "yearbook/summary.html", context)


def _write_paragraph(request: HttpRequest, unit: Unit, place: PaperOf, draft: ReportParagraphDraft) -> None:
    """What was typed, or the draft again where it says the same."""
    text = request.POST.get("text", "")
    if request.POST.get("join") and draft.own_text:
        text = f"{draft.own_text}\n{text}"
    same = text.strip() in ("", draft.text.strip())
    seen = request.POST.get("seen", "")
    reporting.write_paragraph(request.actor, unit, place, draft.key, "" if same else text, draft.digest, seen)
    put_aside.forget(request.actor, f"{request.path}?p={draft.key}")


def _known(request: HttpRequest, unit_id: Any, year: int, month: int) -> Unit:
    """The unit if it lies in reach and has such a 小结; an office's tells of its units, so the reach must be theirs too."""
    unit = Unit.objects.within(request.scope).select_related("unit_type").filter(pk=unit_id).first()
    if unit is None or month not in rules.SUMMARIES:
        raise Http404(KIND_404)
    if not rules.known_year(year, request.today, unit.opened_on, unit.closed_on):
        raise Http404(KIND_404)
    if not unit.unit_type.grassroots and not any(r.holds(Root(unit.path, unit.shard)) for r in request.scope.roots):
        raise Http404("这份小结汇总下级单位，您的范围只到本单位。请找办公室看。")
    return unit


@guard("see")
def summary_paper(request: HttpRequest, unit_id: Any, year: int, month: int, form: str) -> HttpResponse:
    """The 小结 as PDF or DOCX, as it stands now; a sealed version is kept with the sealed papers."""
    unit = _known(request, unit_id, year, month)
    document = papers.work_summary(summary_facts(unit, year, [month], request.office)[month])
    if form == "docx":
        return paper(to_docx(document), f"{document.title}.docx")
    if form == "pdf":
        return paper(to_pdf(document), f"{document.title}.pdf")
    raise Http404(KIND_404)
