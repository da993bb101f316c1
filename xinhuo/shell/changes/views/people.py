"""去世, 纪念册, 登记错了: what rarely happens to a person, done with care."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.pdf import to_pdf
from xinhuo.shell.changes.forms import DayForm, ReasonForm
from xinhuo.shell.changes.papers import TITLE, keepsake
from xinhuo.shell.changes.reading import hanging_on, keepsake_facts
from xinhuo.shell.changes.services import farewell, removing
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import registering


def _person(request: HttpRequest, person_id: Any, void: bool = False) -> Person:
    """The person if in reach for moving; with `void` also a registration that was marked 作废."""
    rows = (Person.everyone if void else Person.objects).within(request.actor.scope("move_person"))
    person = rows.select_related("unit").filter(pk=person_id).first()
    if person is None:
        raise Http404(KIND_404)
    return person


@guard("move_person")
@require_http_methods(["GET", "POST"])
def death(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Someone has died."""
    person = _person(request, person_id)
    form = DayForm(request.POST or None, initial={"day": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            farewell.record_death(request.actor, person, form.cleaned_data["day"], request.today)
            messages.success(request, f"记下了。{person.name}老同志做过的事，都在记载簿里。可以印一本纪念册送给家人。")
            return redirect("roster:person", person.pk)
        except RuleBroken as broken:
            form.add_error("day" if broken.field == "since" else None, broken.message)
    return render(request, "changes/death.html", {"person": person, "form": form})


@guard("move_person")
@require_POST
def not_dead(request: HttpRequest, person_id: Any) -> HttpResponse:
    """The death was recorded by mistake."""
    person = _person(request, person_id)
    try:
        registering.correct_death(request.actor, person)
        messages.success(request, f"改回来了，{person.name}在队。职务和账号请看看要不要重新办。")
    except RuleBroken as broken:
        messages.success(request, broken.message)
    return redirect("roster:person", person.pk)


@guard("enter")
def keepsake_paper(request: HttpRequest, person_id: Any) -> HttpResponse:
    """The deeds of all years in one book; `?large=1` for 大字."""
    rows = Person.objects.within(request.scope)
    if request.actor.can("see_own_book") and str(person_id) == str(request.actor.person_id):
        rows = Person.objects.filter(pk=request.actor.person_id)
    person = rows.select_related("unit").filter(pk=person_id).first()
    if person is None:
        raise Http404(KIND_404)
    document = keepsake(keepsake_facts(person, request.office), large=bool(request.GET.get("large")))
    return paper(to_pdf(document), f"{person.name}{TITLE}.pdf")


@guard("move_person")
@require_http_methods(["GET", "POST"])
def wrong(request: HttpRequest, person_id: Any) -> HttpResponse:
    """登记错了: delete while nothing hangs on it, else 作废; a void one may be restored here."""
    person = _person(request, person_id, void=True)
    hanging = hanging_on(person)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and request.POST.get("act") == "restore":
        return _restore(request, person)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if hanging:
                removing.void_person(request.actor, person, reason, request.today)
                messages.success(request, f"{person.name}的登记作废了，哪里都不再算他。记错了还能恢复。")
                return redirect("changes:wrong", person.pk)
            removing.remove_person(request.actor, person, reason)
            messages.success(request, f"{person.name}的登记删掉了。")
            return redirect("roster:list")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "changes/wrong.html", {"person": person, "form": form, "hanging": hanging})


def _restore(request: HttpRequest, person: Person) -> HttpResponse:
    try:
        removing.restore_person(request.actor, person)
        messages.success(request, f"{person.name}的登记恢复了。职务和账号请看看要不要重新办。")
    except RuleBroken as broken:
        messages.success(request, broken.message)
    return redirect("roster:person", person.pk)


@guard("move_person")
def void_list(request: HttpRequest) -> HttpResponse:
    """Registrations that were marked 作废, to look at and to restore."""
    rows = Person.everyone.within(request.actor.scope("move_person")).filter(status=Person.Status.VOID)
    return render(request, "changes/void.html", {"people": list(rows.select_related("unit").by_strokes()[:300])})
