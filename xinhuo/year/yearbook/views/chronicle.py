"""大事记: a page where a person ticks, shortens and adds; the booklet to print or to save as a document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.drafts.reading import kept_under
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.reading import standing_of_paper
from xinhuo.who.organisation.models import Unit
from xinhuo.year.volumes.models import volumes_beside, years_of_volumes
from xinhuo.year.yearbook import forms, rules, services
from xinhuo.year.yearbook.facts import Line
from xinhuo.year.yearbook.models import ChronicleEntry
from xinhuo.year.yearbook.papers import chronicle as chronicle_of
from xinhuo.year.yearbook.reading import OFFERED, Volume, chronicle_facts, first_year, volume

YEARS_BACK = 10


@dataclass(frozen=True)
class MonthOnPage:
    """One month as the page shows it: what is in or proposed, other records to fold away, lower units' lines."""

    number: int
    name: str
    lines: list[Line]
    folded: list[Line]
    below: dict[str, list[Line]]
    count: int
    waiting: int
    quiet: bool
    may_be_quiet: bool


@guard("see")
def mine(request: HttpRequest) -> HttpResponse:
    """The own unit's 大事记, or the office's; in January last year's, which is being finished."""
    unit = Unit.objects.within(request.scope).filter(pk=request.actor.unit_id).first()
    unit = unit or Unit.objects.within(request.scope).in_order().first()
    if unit is None:
        raise Http404(KIND_404)
    year = rules.year_to_open(request.today)
    if not rules.known_year(year, request.today, unit.opened_on, unit.closed_on):
        year = unit.closed_on.year if unit.closed_on else request.today.year
    return redirect("yearbook:chronicle", unit.pk, year)


@guard("see")
def line(request: HttpRequest, entry_id: Any) -> HttpResponse:
    """A line that was added by hand, in its month of its volume."""
    entry = ChronicleEntry.objects.within(request.scope).filter(pk=entry_id, record=None).first()
    if entry is None:
        raise Http404(KIND_404)
    return redirect(f"{reverse('yearbook:chronicle', args=[entry.unit_id, entry.year])}#m{entry.held_on.month}")


@guard("see")
@keeps_drafts("大事记")
@require_http_methods(["GET", "POST"])
def chronicle(request: HttpRequest, unit_id: Any, year: int) -> HttpResponse:
    """One unit's 大事记 of one year: proposed from the records, decided by a person, month by month."""
    unit = _known(request, unit_id, year)
    wrong = RuleBroken("")
    if request.method == "POST":
        try:
            return redirect(f"{request.path}#{_do(request, unit, year)}")
        except RuleBroken as broken:
            wrong = broken
    return render(request, "yearbook/chronicle.html", _context(request, unit, year, wrong))


def _do(request: HttpRequest, unit: Unit, year: int) -> str:
    """What the pressed button means. Returns where on the page to go."""
    act, month = request.POST.get("act", ""), forms.month_of(request.POST)
    if act == "add":
        return f"m{_add(request, unit, year)}"
    if act == "quiet":
        services.confirm_quiet_month(request.actor, unit, year, month, request.today)
        messages.success(request, f"记下了：{month}月本月无。补记了事情，这一句会自己让开。")
    elif act == "not_quiet":
        services.undo_quiet_month(request.actor, unit, year, month)
        messages.success(request, f"{month}月的“本月无”取消了。")
    elif act == "save":
        changed = services.decide_month(request.actor, unit, year, forms.choices_of(request.POST))
        drafts.forget(request.actor, f"{request.path}?p=m{month}")
        messages.success(request, f"{month}月存好了。" if changed else f"{month}月没有改动。")
    else:
        raise RuleBroken("没有看懂要做什么。请从页面上的按钮点。")
    return f"m{month}"


def _add(request: HttpRequest, unit: Unit, year: int) -> int:
    form = forms.AddForm(request.POST)
    if not form.is_valid():
        name, said = next(iter(form.errors.items()))
        raise RuleBroken(str(said[0]), name)
    day = form.cleaned_data["day"]
    services.add_entry(request.actor, unit, year, day, form.cleaned_data["text"], request.today)
    drafts.forget(request.actor, f"{request.path}?p=add")
    messages.success(request, "添上了。")
    return int(day.month)


def _context(request: HttpRequest, unit: Unit, year: int, wrong: RuleBroken) -> dict[str, Any]:
    whole = volume(unit, year, request.scope)
    kept = kept_under(request.actor, request.path) if request.method == "GET" else {}
    going = request.GET.get("p", "") if "draft" in request.GET else ""
    taken = kept.get(going)
    typed = request.POST if wrong.message else taken.posted if taken else {}
    last = request.today.month if year == request.today.year else 12
    now = (request.today.year, request.today.month)
    months = [_month(whole, number, (year, number) < now) for number in range(1, last + 1)]
    below = Unit.objects.within(request.scope).filter(path__startswith=unit.path, shard=unit.shard).exclude(pk=unit.pk)
    return {
        "unit": unit,
        "year": year,
        "months": months,
        "count": sum(month.count for month in months),
        "waiting": sum(month.waiting for month in months),
        "changed": sum(line.changed for line in whole.printed),
        "may_edit": request.actor.may("edit_papers", unit.path),
        "may_seal": request.actor.may("seal_papers", unit.path),
        "sealed": standing_of_paper(Subject("chronicle", str(unit.pk), year, 12), request.office),
        "years": _years(request, unit),
        "old_volumes": list(volumes_beside(unit, year)),
        "may_keep_old": request.actor.may("import_records", unit.path),
        "last_day": min(request.today, date(year, 12, 31)),
        "units": list(below.existed_in(year).with_names().in_order()[:300]),
        "many_below": len(whole.below) >= OFFERED,
        "wrong": wrong,
        "theirs": wrong.theirs if isinstance(wrong, rules.WrittenMeanwhile) else {},
        "line_mark": rules.line_mark,
        "page": request.path,
        "kept": kept,
        "going": going if taken else "",
        "typed": typed,
        "acting": forms.month_of(typed) if typed else 0,
    }


def _month(whole: Volume, number: int, over: bool) -> MonthOnPage:
    own = [line for line in whole.own if line.held_on.month == number]
    below: dict[str, list[Line]] = {}
    for line in whole.below:
        if line.held_on.month == number:
            below.setdefault(line.unit, []).append(line)
    count = sum(line.included for line in own) + sum(line.included for lines in below.values() for line in lines)
    return MonthOnPage(
        number=number,
        name=rules.MONTHS[number - 1],
        lines=[line for line in own if line.included or line.milestone or line.decided],
        folded=[line for line in own if not (line.included or line.milestone or line.decided)],
        below=below,
        count=count,
        waiting=sum(line.milestone and not line.decided for line in own),
        quiet=number in whole.quiet,
        may_be_quiet=over and not count,
    )


def _known(request: HttpRequest, unit_id: Any, year: int) -> Unit:
    """The unit if it lies in reach and has a 大事记 of that year."""
    unit = Unit.objects.within(request.scope).select_related("unit_type").filter(pk=unit_id).first()
    if unit is None or not rules.known_year(year, request.today, unit.opened_on, unit.closed_on):
        raise Http404(KIND_404)
    return unit


def _years(request: HttpRequest, unit: Unit) -> list[int]:
    """The years that have records or an older volume, the newest first; in January the last year too."""
    last = min(request.today.year, unit.closed_on.year) if unit.closed_on else request.today.year
    first = max(first_year(unit) or last, last - YEARS_BACK)
    years = {*range(last, min(first, rules.year_to_open(request.today)) - 1, -1), *years_of_volumes(unit)}
    return [
        y for y in sorted(years, reverse=True) if rules.known_year(y, request.today, unit.opened_on, unit.closed_on)
    ]


@guard("see")
def chronicle_paper(request: HttpRequest, unit_id: Any, year: int, form: str) -> HttpResponse:
    """The booklet as PDF (`?large=1` for 大字) or DOCX."""
    unit = _known(request, unit_id, year)
    facts = chronicle_facts([unit], year, request.office)[0]
    document = chronicle_of(facts, large=bool(request.GET.get("large")))
    if form == "pdf":
        return paper(to_pdf(document), f"{document.title}.pdf")
    if form == "docx":
        return paper(to_docx(document), f"{document.title}.docx")
    raise Http404(KIND_404)
