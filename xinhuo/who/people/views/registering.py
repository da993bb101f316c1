"""Register, correct, pause, take back, leave, move."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.drafts.reading import Kept, kept_for
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.ground.kernel.ids import read_id
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.forms import LeaveForm, MoveForm, RegistrationForm, StatusForm
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import registering


def person_within(request: HttpRequest, person_id: Any, action: str) -> Person:
    """The person if in reach for `action`."""
    rows = Person.objects.within(request.actor.scope(action)).select_related("unit")
    person = rows.filter(pk=person_id).first()
    if person is None:
        raise Http404(KIND_404)
    return person


def unit_within(request: HttpRequest, action: str) -> Unit:
    """The unit named in the address or the form, else the own one."""
    wanted = read_id(request.POST.get("unit") or request.GET.get("unit") or "") or request.actor.unit_id
    unit = Unit.objects.within(request.actor.scope(action)).filter(pk=wanted).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def tell(form: Any, broken: RuleBroken) -> None:
    """Put a broken rule beside its field, or on top."""
    form.add_error(broken.field if broken.field in form.fields else None, broken.message)


def kept_on(request: HttpRequest, form: RegistrationForm, address: str) -> Kept:
    """What is put aside for this form; with `?draft=1` it is filled in and written on, all but the contacts."""
    kept = kept_for(request.actor, address, bool(request.GET.get("draft")))
    if kept.taken and request.method == "GET":
        kept.taken.fill(form)
    return kept if request.method == "GET" else Kept(address)


@guard("register_person")
@keeps_drafts("添一位五老")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new person in a unit's roster."""
    unit = unit_within(request, "register_person")
    form = RegistrationForm(request.POST or None, unit=unit, initial={"name": request.GET.get("name", "")})
    address = f"{request.path}?unit={unit.pk}"
    if request.method == "POST" and form.is_valid():
        try:
            person = registering.register_person(
                request.actor,
                unit,
                form.registration(),
                request.today,
                form.cleaned_data["teams"],
                allow_same_name=form.cleaned_data["not_the_same"],
            )
            drafts.forget(request.actor, address)
            messages.success(request, f"{person.name}登记好了。")
            return redirect("roster:person", person.pk)
        except RuleBroken as broken:
            tell(form, broken)
    scope = request.actor.scope("register_person")
    units = list(Unit.objects.within(scope).filter(closed_on=None).in_order()[:300])
    kept = kept_on(request, form, address)
    context = {"form": form, "unit": unit, "person": None, "units": units if len(units) > 1 else [], "kept": kept}
    return render(request, "people/register.html", context)


@guard("register_person")
@keeps_drafts("改登记")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Correct or complete a registration."""
    person = person_within(request, person_id, "register_person")
    form = RegistrationForm(request.POST or None, unit=person.unit, person=person, initial=RegistrationForm.of(person))
    if request.method == "POST" and form.is_valid():
        try:
            said = form.registration(person.kind)
            registering.change_person(request.actor, person, said, request.today, form.cleaned_data["teams"])
            drafts.forget(request.actor, request.path)
            messages.success(request, "改好了。")
            return redirect("roster:person", person.pk)
        except RuleBroken as broken:
            tell(form, broken)
    context = {"form": form, "unit": person.unit, "person": person, "units": []}
    return render(request, "people/register.html", context | {"kept": kept_on(request, form, request.path)})


@guard("register_person")
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Pause (因病因故) or take back."""
    person = person_within(request, person_id, "register_person")
    back = person.status != "active"
    form = StatusForm(request.POST or None, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            status, reason = ("active", "") if back else ("paused", said["reason"])
            registering.change_status(request.actor, person, status, said["since"], request.today, reason)
            messages.success(request, f"{person.name}{'归队了' if back else '先歇一歇，荣誉和资格都不受影响'}。")
            return redirect("roster:person", person.pk)
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "people/pause.html", {"form": form, "person": person, "back": back})


@guard("move_person")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, person_id: Any) -> HttpResponse:
    """退出; the history stays."""
    person = person_within(request, person_id, "move_person")
    form = LeaveForm(request.POST or None, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            registering.change_status(request.actor, person, "left", form.cleaned_data["since"], request.today)
            messages.success(request, f"办好了。{person.name}做过的事都还在，可以印一本纪念册送给本人。")
            return redirect("roster:person", person.pk)
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "people/leave.html", {"form": form, "person": person})


@guard("move_person")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Move a person to another unit of the office."""
    person = person_within(request, person_id, "move_person")
    units = Unit.objects.within(request.actor.scope("move_person")).filter(closed_on=None)
    form = MoveForm(
        request.POST or None, units=units.exclude(pk=person.unit_id).in_order(), initial={"since": request.today}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            registering.move_person(request.actor, person, said["unit"], said["since"], request.today)
            messages.success(request, f"{person.name}调到{said['unit'].name}了。以前的记录留在原处。")
            return redirect("roster:person", person.pk)
        except RuleBroken as broken:
            tell(form, broken)
    return render(request, "people/move.html", {"form": form, "person": person})
