"""待我审批, and the page of one form: three sentences, two buttons, the whole form below, the trail beside."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from xinhuo.ground.files import store
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper as paper_answer
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.journal.approvals import papers, reading, rules
from xinhuo.journal.approvals.forms import DecideForm
from xinhuo.journal.approvals.reading import CaseView
from xinhuo.journal.approvals.views.seats import held_by

RECENT = 10
DAMAGED = "这个文件在硬盘上坏了或丢了。请告诉管电脑的同志，从备份里找回来。"


@guard("enter")
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """待我审批; for the office also what nobody can decide; below, what this person decided last."""
    actor, today = request.actor, request.today
    context = {
        "waiting": reading.waiting_for(actor, today),
        "stuck": reading.stuck(actor.scope("manage_posts"), today),
        "decided": reading.decided_by(actor, RECENT),
        "has_post": held_by(request).exists(),
        "verb_names": rules.VERB_NAMES,
        "states": rules.CASE_STATES,
    }
    return render(request, "approvals/list.html", context)


def found(request: HttpRequest, case_id: Any) -> CaseView:
    """The case, for whoever may read it; else a kind 404."""
    view = reading.case_for(request.actor, case_id, request.scope, request.today)
    if view is None:
        raise Http404(KIND_404)
    return view


@guard("enter")
@require_GET
def case(request: HttpRequest, case_id: Any) -> HttpResponse:
    """The form as it was handed in, and what may be done with it here and now."""
    return render(request, "approvals/case.html", page_of(request, found(request, case_id)))


def page_of(request: HttpRequest, view: CaseView, wrong: str = "", form: DecideForm | None = None) -> dict[str, Any]:
    """What the page of a case shows; `wrong`: a sentence on what was not done."""
    actor, path = request.actor, view.case.path
    start = {"round": view.round.number, "step": view.mine.step.position if view.mine else 1}
    return {
        "view": view,
        "form": form or DecideForm(initial=start),
        "wrong": wrong,
        "state": rules.CASE_STATES[view.case.state],
        "verb_names": rules.VERB_NAMES,
        "why": rules.WHY,
        "own_page": _own_page(request, view),
        "may_hand_over": bool(view.mine) or may_help(request, view),
        "may_sign": bool(view.waiting) and actor.may("sign_for_paper", path),
        "may_withdraw": "withdraw" in rules.STEPS[view.case.state]
        and (actor.id == view.round.submitted_by_id or actor.may("apply", path)),
        "may_appoint": may_help(request, view),
    }


def may_help(request: HttpRequest, view: CaseView) -> bool:
    """Is it for the office to find somebody, because nobody can decide?"""
    return any(one.who.stuck for one in view.waiting) and request.actor.may("manage_posts", view.case.path)


def _own_page(request: HttpRequest, view: CaseView) -> str:
    """The page of what is approved, for whoever sees its unit."""
    if not request.scope.covers(view.case.path):
        return ""
    try:
        return reverse(view.case.url_name, args=[view.case.about_id])
    except NoReverseMatch:  # the subject was taken out of this instance; its approvals stay
        return ""


@guard("enter")
@require_GET
def done(request: HttpRequest, case_id: Any) -> HttpResponse:
    """您已同意: what comes next, and the way to take it back."""
    view = found(request, case_id)
    mine = next((d for d in reversed(view.decisions) if d.by_id == request.actor.id), None)
    if mine is None:
        return redirect("approvals:case", view.case.pk)
    context = {
        "view": view,
        "mine": mine,
        "verb": rules.VERB_NAMES[mine.verb],
        "state": rules.CASE_STATES[view.case.state],
        "waiting": reading.waiting_for(request.actor, request.today),
    }
    return render(request, "approvals/done.html", context)


@guard("enter")
@require_GET
def sheet(request: HttpRequest, case_id: Any, form: str) -> HttpResponse:
    """The form to be signed by hand, with the code that leads back."""
    view = found(request, case_id)
    if form not in ("pdf", "docx"):
        raise Http404(KIND_404)
    document = papers.sheet(reading.sheet_of(view, request.office, address_of(request, view)))
    content = to_pdf(document) if form == "pdf" else to_docx(document)
    return paper_answer(content, f"{document.title}.{form}")


def address_of(request: HttpRequest, view: CaseView) -> str:
    """Where a telephone comes to: the office's own address where it has told one, else the one that this page has."""
    path = reverse("approvals:case", args=[view.case.pk])
    site = request.office.site.rstrip("/") if request.office else ""
    return f"{site}{path}" if site else request.build_absolute_uri(path)


@guard("enter")
@require_GET
def scan(request: HttpRequest, case_id: Any, scan_id: Any) -> HttpResponse:
    """The signed paper as it was photographed."""
    view = found(request, case_id)
    one = Attachment.objects.about("case", view.case.pk).standing().filter(pk=scan_id).first()
    if one is None:
        raise Http404(KIND_404)
    try:
        content = store.read(one.digest)
    except store.Damaged as damaged:
        raise Http404(DAMAGED) from damaged
    answer = HttpResponse(content, content_type=one.media_type)
    way = "inline" if one.photo else "attachment"  # a document never runs inside our pages
    answer["Content-Disposition"] = f"{way}; filename=\"file.{one.ending}\"; filename*=UTF-8''{quote(str(one))}"
    answer["Cache-Control"] = "private, no-store"
    return answer
