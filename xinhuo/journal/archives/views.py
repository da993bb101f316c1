"""定稿: a page for each paper with its versions and what changed since; the list of a unit's year; 核对."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xinhuo.ground.files import store
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, public
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.paper_response import paper as paper_answer
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.archives import reading, rules, services
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.who.organisation.models import Unit

YEARS = (2000, 2100)
YEARS_BACK = 4
SHOWN = 60  # changes told one by one
TRIES, MINUTES = 30, 10  # wrong codes from one place


@guard("see")
def sealed(request: HttpRequest) -> HttpResponse:
    """定稿的文书 of one unit and year, each with its newest version and whether it changed since."""
    year = read_number(request.GET.get("year", ""), *YEARS) or request.today.year - (request.today.month == 1)
    units = list(Unit.objects.within(request.scope).existed_in(year).with_names().in_order()[:300])
    wanted = read_id(request.GET.get("unit", "")) or request.actor.unit_id
    unit = next((u for u in units if u.pk == wanted), units[0] if units else None)
    papers = _in_order(SealedPaper.objects.newest_of([unit], year)) if unit else []
    context = {
        "unit": unit,
        "open": _open(unit, year, papers) if unit else [],
        "units": units,
        "year": year,
        "years": list(range(request.today.year, request.today.year - YEARS_BACK, -1)),
        "rows": list(reading.standing_of(papers, request.office).items()),
        "counts": {pk: len(found) for pk, found in reading.sealed_by_unit(units, year).items()},
    }
    return render(request, "archives/list.html", context)


def _open(unit: Unit, year: int, papers: list[SealedPaper]) -> list[tuple[str, str]]:
    """What could be sealed and isn't: (what it is called, its kind and month as an address)."""
    done = {(paper.kind, paper.month) for paper in papers}
    wanted = reading.expected(unit, year)
    wanted += [("half_year", 6), ("year", 12), ("chronicle", 12), ("books", 12)]
    return [
        (rules.KINDS[kind], reverse("archives:paper", args=[kind, unit.pk, year, month]))
        for kind, month in wanted
        if (kind, month) not in done and reading.sealable(kind)
    ]


def _in_order(papers: list[SealedPaper]) -> list[SealedPaper]:
    kinds = list(rules.KINDS)
    return sorted(papers, key=lambda paper: (kinds.index(paper.kind), paper.month))


@guard("see")
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, kind: str, unit_id: Any, year: int, month: int) -> HttpResponse:
    """One paper: sealed or not, its versions, what changed since; here it is sealed."""
    unit, known = _known(request, kind, unit_id, year, month)
    wrong = ""
    if request.method == "POST":
        try:
            made = services.seal(request.actor, unit, kind, year, month, request.office, request.today)
            messages.success(
                request, f"定稿了，第{made.version}版，核对码{made.code_said}。以后再改记录，这一版也不会变。"
            )
            return redirect(request.path)
        except RuleBroken as broken:
            wrong = broken.message
    subject = Subject(kind, str(unit.pk), year, month)
    facts = known.facts(unit, year, [month], request.office)[month]
    now = reading.standing(subject, facts)
    context = {
        "unit": unit,
        "kind": kind,
        "word": rules.KINDS[kind],
        "year": year,
        "month": month,
        "title": known.title(facts),
        "facts": len(known.items(facts)),
        "now": now,
        "shown": now.changes[:SHOWN],
        "versions": list(SealedPaper.objects.of(subject)),
        "back": known.page(unit, year, month),
        "may_seal": request.actor.may("seal_papers", unit.path),
        "wrong": wrong,
    }
    return render(request, "archives/paper.html", context)


def _known(request: HttpRequest, kind: str, unit_id: Any, year: int, month: int) -> tuple[Unit, reading.Sealable]:
    """The unit in reach and the kind of paper; a period that has not begun has no paper."""
    known = reading.sealable(kind)
    unit = Unit.objects.within(request.scope).select_related("unit_type", "parent").filter(pk=unit_id).first()
    if unit is None or known is None or month not in known.months or not YEARS[0] <= year <= request.today.year:
        raise Http404(KIND_404)
    if kind == "report" and (year, month) > (request.today.year, request.today.month):
        raise Http404("这个月还没有到，没有汇报。请选已经到了的月份。")
    return unit, known


@guard("see")
def file(request: HttpRequest, paper_id: Any, form: str) -> HttpResponse:
    """The exact bytes of one version, checked against their SHA-256."""
    found = SealedPaper.objects.within(request.scope).filter(pk=paper_id).first()
    digest = {"pdf": found.pdf, "docx": found.docx}.get(form) if found else ""
    if not digest:
        raise Http404(KIND_404)
    try:
        content = store.read(digest)
    except store.Damaged as damaged:
        raise Http404("这一版的原件读不出来了。请找办公室用备份恢复。") from damaged
    return paper_answer(content, f"{found.title}（定稿第{found.version}版）.{form}")


@public
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """核对: a check code typed from paper tells which paper it is, and nothing of what stands in it."""
    typed = request.GET.get("code", "").strip()[:40]
    found, wrong = None, ""
    if typed:
        found, wrong = _looked_up(request, typed)
    context: dict[str, Any] = {"typed": typed, "wrong": wrong, "found": found}
    context |= {"now": None, "later": None, "inside": False}
    if found:
        context["now"] = reading.standing_of([found], request.office)[found]
        last = reading.newest(found.subject)
        context["later"] = last if last and last.version > found.version else None
        scope = request.actor.scope("see") if request.actor else None
        context["inside"] = bool(scope and SealedPaper.objects.within(scope).filter(pk=found.pk).exists())
    return render(request, "archives/check.html", context)


def _looked_up(request: HttpRequest, typed: str) -> tuple[SealedPaper | None, str]:
    """The version with this code, or a sentence. Whoever guesses is asked to wait."""
    place = f"check:{request.META.get('REMOTE_ADDR', '')}"
    if cache.get(place, 0) >= TRIES:
        return None, f"试的次数太多了。请过{MINUTES}分钟再来核对。"
    code = rules.read_code(typed)
    found = reading.with_code(code)
    if found:
        return found, ""
    cache.set(place, cache.get(place, 0) + 1, MINUTES * 60)
    if not code:
        return None, f"核对码是{rules.LONG}个字母和数字。请照着纸上的再输一遍。"
    return None, "没有这个核对码。请对着纸再看一遍，别抄错。"
