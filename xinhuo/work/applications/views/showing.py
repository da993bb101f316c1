"""One application: the form, how it stands, what may be done with it, and its papers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.document import Document
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.work.applications import papers, reading
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.rules import saying, standing
from xinhuo.work.applications.views.listing import LOOKS


def readable(request: HttpRequest, application_id: Any) -> Application:
    """The application, for whoever sees its unit or is asked to it by name; else a kind 404."""
    rows = Application.objects.with_words()
    found = rows.within(request.scope).filter(pk=application_id).first()
    found = found or rows.naming(request.actor.person_id).filter(pk=application_id).first()
    if found is None:
        raise Http404(KIND_404)
    return found


@guard("enter")
@require_GET
def show(request: HttpRequest, application_id: Any) -> HttpResponse:
    """The form as it stands, and what comes next."""
    found = readable(request, application_id)
    mine = request.actor.may("apply", found.path)
    allowed = standing.allowed(found.state, found.case_state) if mine else frozenset()
    plan, office = found.plan(), request.office
    context = {
        "application": found,
        "rows": saying.rows_of(plan),
        "look": LOOKS[found.state],
        "allowed": allowed,
        "mine": mine,
        "notice": saying.notice_text(plan, found.unit.full_name, office.phone if office else ""),
        "history": list(Entry.objects.about("application", str(found.pk))),
        "steps": _steps(request, found),
        "meeting": _meeting(found) if "finish" in allowed else "",
        "over": found.starts_on <= request.today,
    }
    return render(request, "applications/show.html", context)


def _steps(request: HttpRequest, found: Application) -> list[tuple[str, str]]:
    """Who decides, as (审核, 关工委主任), and what was said so far."""
    facts = reading.form_facts(found, request.actor, request.office, "", request.today)
    return [
        (
            f"{one.verb}（{one.seat}）",
            f"{one.said}，{one.signed}{f'：{one.words}' if one.words else ''}" if one.said else "",
        )
        for one in facts.opinions
    ]


def _meeting(found: Application) -> str:
    """Where an approved meeting is opened from it; '' where it is no meeting, or meetings aren't there."""
    if found.sort != "meeting" or found.state != "approved":
        return ""
    try:
        return reverse("meetings:from_application", args=[found.pk])
    except NoReverseMatch:
        return ""


def _answer(document: Document, form: str) -> HttpResponse:
    if form not in ("pdf", "docx"):
        raise Http404(KIND_404)
    return paper(to_pdf(document) if form == "pdf" else to_docx(document), f"{document.title}.{form}")


def address_of(request: HttpRequest, found: Application) -> str:
    """Where a telephone comes to: the office's own address where it has told one, else the one that this page has."""
    path = reverse("applications:show", args=[found.pk])
    site = request.office.site.rstrip("/") if request.office else ""
    return f"{site}{path}" if site else request.build_absolute_uri(path)


@guard("enter")
@require_GET
def print_form(request: HttpRequest, application_id: Any, form: str) -> HttpResponse:
    """《重要会议重大活动申报审批表》, to be signed by hand or to be filed."""
    found = readable(request, application_id)
    facts = reading.form_facts(found, request.actor, request.office, address_of(request, found), request.today)
    return _answer(papers.form(facts), form)


@guard("enter")
@require_GET
def print_notice(request: HttpRequest, application_id: Any, form: str) -> HttpResponse:
    """通知."""
    found = readable(request, application_id)
    return _answer(papers.notice(reading.notice_facts(found, request.office, request.today)), form)


@guard("enter")
@require_GET
def print_agenda(request: HttpRequest, application_id: Any, form: str) -> HttpResponse:
    """议程."""
    found = readable(request, application_id)
    return _answer(papers.agenda(reading.notice_facts(found, request.office, request.today)), form)


@guard("enter")
@require_GET
def print_sign_in(request: HttpRequest, application_id: Any, form: str) -> HttpResponse:
    """签到表, on paper: nobody checks in on a screen."""
    found = readable(request, application_id)
    return _answer(papers.sign_in(reading.notice_facts(found, request.office, request.today)), form)
