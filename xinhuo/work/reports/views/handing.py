"""A unit's text for a call: drafted, edited, handed in; on paper with its scan."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from xinhuo.ground.drafts import services as put_aside
from xinhuo.ground.drafts.reading import kept_for
from xinhuo.ground.files import store
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.work.reports import papers, prose, reading
from xinhuo.work.reports.facts import Text
from xinhuo.work.reports.forms import PaperForm, TextForm
from xinhuo.work.reports.models import TOPICS, Call, CallUnit, HandedIn
from xinhuo.work.reports.services import calls as services
from xinhuo.work.reports.views.calls import seen_call


def _asked(request: HttpRequest, call_id: Any, unit_id: Any) -> tuple[Call, CallUnit]:
    call = seen_call(request, call_id)
    row = CallUnit.objects.within(request.scope).filter(call=call, unit=unit_id).select_related("unit").first()
    if row is None:
        raise Http404(KIND_404)
    return call, row


@guard("see")
@keeps_drafts("集中汇报")
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, call_id: Any, unit_id: Any) -> HttpResponse:
    """The text of one unit: proposed from facts and from last year's, edited, handed in as often as one likes."""
    call, row = _asked(request, call_id, unit_id)
    may = request.actor.may("hand_in", row.path) and call.withdrawn_on is None
    act = request.POST.get("act", "")
    came = list(HandedIn.objects.filter(call=call, unit=row.unit).order_by("-number"))
    last = reading.last_text(row.unit, call)
    kept = kept_for(request.actor, request.path, "draft" in request.GET)
    form = TextForm(request.POST if act == "text" else None, initial={"text": _first(request, call, row, came, last)})
    on_paper = act == "paper"
    filed = PaperForm(
        request.POST if on_paper else None, request.FILES if on_paper else None, initial={"day": request.today}
    )
    if kept.taken and request.method == "GET":
        kept.taken.fill(form)
    if request.method == "POST":
        if not may:
            raise Http404(KIND_404)
        answer = _sent(request, call, row, form, filed)
        if answer is not None:
            return answer
    context = {
        "call": call,
        "topic": TOPICS.get(call.topic),
        "unit": row.unit,
        "came": came,
        "scans": _scans(came),
        "last": last,
        "form": form,
        "filed": filed,
        "kept": kept,
        "may": may,
        "may_file": may and request.actor.may("set_roster", row.path),
    }
    return render(request, "reports/hand_in.html", context)


def _first(request: HttpRequest, call: Call, row: CallUnit, came: list[HandedIn], last: HandedIn | None) -> str:
    """What stands in the text at first: what was handed in, what was asked for (?from=), or the draft from facts."""
    wanted = request.GET.get("from", "")
    if wanted == "last" and last:
        return last.text
    if came and came[0].text and wanted != "facts":
        return came[0].text
    topic = TOPICS.get(call.topic)
    return prose.draft(topic, reading.draft_facts(row.unit, call.year, request.today)) if topic else ""


def _sent(request: HttpRequest, call: Call, row: CallUnit, form: TextForm, filed: PaperForm) -> HttpResponse | None:
    """Hand in what was sent; None where something is still to be put right."""
    used: forms.Form = filed if filed.is_bound else form
    if not used.is_bound:
        raise Http404(KIND_404)
    if not used.is_valid():
        return None
    said = used.cleaned_data
    try:
        made = services.hand_in(
            request.actor, call, row.unit, said.get("text") or said.get("words") or "", request.today, said.get("day")
        )
    except RuleBroken as broken:
        used.add_error(broken.field if broken.field in used.fields else None, broken.message)
        return None
    put_aside.forget(request.actor, request.path)
    messages.success(request, _told(made))
    _keep_scan(request, made, said.get("scan"))
    return redirect("reports:hand_in", call.pk, row.unit_id)


def _told(made: HandedIn) -> str:
    if made.number == 1:
        return "交好了。到开会前都还能改，再交一次就行。"
    return f"交好了，这是第{made.number}份，替下了前面的；前面的也留着。"


def _keep_scan(request: HttpRequest, made: HandedIn, scan: Any) -> None:
    if scan is None:
        return
    try:
        services.add_scan(request.actor, made, scan.read(), scan.name or "")
    except RuleBroken as broken:
        messages.error(request, f"交的登记好了，扫描件没有放上。{broken.message}")


def _scans(came: list[HandedIn]) -> dict[Any, list[Attachment]]:
    """What lies beside each text: one query."""
    ids = {str(one.pk): one.pk for one in came}
    found: dict[Any, list[Attachment]] = {one.pk: [] for one in came}
    rows = Attachment.objects.filter(kind="handed_in", object_id__in=ids).standing()
    for scan in rows.order_by("added_at", "id"):
        found[ids[scan.object_id]].append(scan)
    return found


@guard("see")
@require_GET
def text_paper(request: HttpRequest, call_id: Any, unit_id: Any, form: str) -> HttpResponse:
    """What counts of a unit, printed alone."""
    call, row = _asked(request, call_id, unit_id)
    made = HandedIn.objects.filter(call=call, unit=row.unit).order_by("number").last()
    if made is None:
        raise Http404("还没有交，没有可印的。请先交。")
    told = Text(row.unit.name, row.unit.full_name, made.text, made.handed_on, made.on_paper)
    document = papers.one_text(told, call.title, bool(request.office and request.office.demo))
    if form == "docx":
        return paper(to_docx(document), f"{document.title}.docx")
    if form == "pdf":
        return paper(to_pdf(document), f"{document.title}.pdf")
    raise Http404(KIND_404)


@guard("see")
@require_GET
def scan(request: HttpRequest, handed_id: Any, sheet_id: Any) -> HttpResponse:
    """The scan of what came on paper."""
    made = HandedIn.objects.within(request.scope).filter(pk=handed_id).first()
    one = Attachment.objects.about("handed_in", handed_id).standing().filter(pk=sheet_id).first() if made else None
    if one is None:
        raise Http404(KIND_404)
    try:
        content = store.read(one.digest)
    except store.Damaged as damaged:
        raise Http404("这个文件在硬盘上坏了。请管电脑的同志从备份里找。") from damaged
    answer = HttpResponse(content, content_type=one.media_type)
    way = "inline" if one.photo else "attachment"  # a document never runs inside our pages
    answer["Content-Disposition"] = f"{way}; filename=\"file.{one.ending}\"; filename*=UTF-8''{quote(str(one))}"
    answer["Cache-Control"] = "private, no-store"
    return answer
