"""Who leads a unit."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.ground.press.word import to_docx
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.rules import full_name
from xinhuo.who.people import papers
from xinhuo.who.people.forms import AppointForm, CorrectForm, DayForm, EndForm
from xinhuo.who.people.models import Appointment
from xinhuo.who.people.reading import history_facts, keeper_on, unbound_directors
from xinhuo.who.people.services import posts
from xinhuo.who.people.views.registering import tell


@guard("see")
def leaders(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """The leading group of a unit on any day until today: by post and given rank, with those who left below."""
    unit = _unit(request, unit_id, "see")
    form = DayForm(request.GET or None, today=request.today, initial={"day": request.today})
    day = form.cleaned_data["day"] if form.is_valid() else request.today
    held = list(unit.appointments.select_related("person", "post").in_rank())
    on_day = [a for a in held if a.started_on <= day and (a.ended_on is None or a.ended_on >= day)]
    may = request.actor.may("manage_posts", unit.path)
    context = {
        "unit": unit,
        "name": full_name(unit.name_on(day)),
        "form": form,
        "day": day,
        "past": day != request.today,
        "there": unit.existed_on(day),
        "group": [a for a in on_day if not a.post.party],
        "party": [a for a in on_day if a.post.party],
        "former": [a for a in held if a.ended_on is not None and a.ended_on < day],
        "gaps": unbound_directors([unit], day),
        "keeper": keeper_on(unit, day),
        "may_correct": may,
        "may_appoint": may and day == request.today,
    }
    return render(request, "people/leaders.html", context)


@guard("see")
def history(request: HttpRequest, unit_id: Any, kind: str) -> HttpResponse:
    """《组织沿革》, to print (pdf) or to go on writing (docx)."""
    facts = history_facts(_unit(request, unit_id, "see"), request.office, request.today)
    document = papers.history(facts)
    made = to_pdf(document) if kind == "pdf" else to_docx(document)
    return paper(made, f"{document.title}.{kind}")


@guard("see")
def mine(request: HttpRequest) -> HttpResponse:
    """The own unit's leading group."""
    if request.actor.unit_id is None:
        raise Http404(KIND_404)
    return redirect("people:leaders", request.actor.unit_id)


def _unit(request: HttpRequest, unit_id: Any, action: str) -> Unit:
    rows = Unit.objects.within(request.actor.scope(action)).select_related("unit_type", "merged_into").with_names()
    unit = rows.filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


@guard("manage_posts")
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Give a post; a name that the roster does not know becomes a 关工干部."""
    unit = _unit(request, unit_id, "manage_posts")
    form = AppointForm(request.POST or None, initial={"started_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = posts.appoint_by_name(
                request.actor, form.cleaned_data["person"], unit, form.details(), request.today
            )
            messages.success(request, f"{made.person.name}任{unit.name}{made.post.name}，记好了。")
            return redirect("people:leaders", unit.pk)
        except RuleBroken as broken:
            tell(form, broken)
    context = {"form": form, "unit": unit, "party_post": unit.unit_type.director_party_post}
    return render(request, "people/appoint.html", context)


def _appointment(request: HttpRequest, appointment_id: Any) -> Appointment:
    units = Unit.objects.within(request.actor.scope("manage_posts"))
    rows = Appointment.objects.filter(unit__in=units).select_related("person", "unit", "post")
    appointment = rows.filter(pk=appointment_id).first()
    if appointment is None:
        raise Http404(KIND_404)
    return appointment


@guard("manage_posts")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, appointment_id: Any) -> HttpResponse:
    """Correct a post: 分工, document number, rank, days."""
    held = _appointment(request, appointment_id)
    form = CorrectForm(request.POST or None, initial=CorrectForm.of(held))
    if request.method == "POST" and form.is_valid():
        try:
            posts.correct_appointment(request.actor, held, form.details(held.post_id), request.today)
            messages.success(request, f"{held.person.name}的任职改好了。")
            return redirect("people:leaders", held.unit_id)
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "people/correct.html", {"form": form, "appointment": held})


@guard("manage_posts")
@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, appointment_id: Any) -> HttpResponse:
    """End a post."""
    appointment = _appointment(request, appointment_id)
    form = EndForm(request.POST or None, initial={"ended_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            posts.end_appointment(request.actor, appointment, form.cleaned_data["ended_on"], request.today)
            messages.success(request, f"{appointment.person.name}离任，记好了。随职务的权限也到这天为止。")
            return redirect("people:leaders", appointment.unit_id)
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "people/end_appointment.html", {"form": form, "appointment": appointment})


@guard("manage_posts")
@require_http_methods(["POST"])
def keep_book(request: HttpRequest, appointment_id: Any) -> HttpResponse:
    """Make the holder of a post the unit's 记载人."""
    appointment = _appointment(request, appointment_id)
    if appointment.ended_on is not None:
        raise Http404(KIND_404)
    posts.keep_book(request.actor, appointment, request.today)
    messages.success(request, f"以后由{appointment.person.name}记业绩记载簿。")
    return redirect("people:leaders", appointment.unit_id)
