"""不在时谁来批: deputies with dates, for the holder and the office; and where a step goes that one person can't decide twice."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.journal.approvals import reading, services
from xinhuo.journal.approvals.forms import DeputyForm, SecondSeatForm
from xinhuo.journal.approvals.models import DEFAULT_SECOND, Deputy, SecondSeat
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Appointment


def held_by(request: HttpRequest) -> Any:
    """Posts for which this person may name a deputy: the own ones, and as the office those of the office and below."""
    units = Unit.objects.within(request.actor.scope("manage_posts"))
    mine = Q(person=request.actor.person_id) if request.actor.person_id else Q(pk__in=[])
    rows = Appointment.objects.held_on(request.today).filter(mine | Q(unit__in=units))
    return rows.select_related("person", "unit", "post").order_by("unit__path", "post__position", "rank", "id")


@guard("enter")
@require_http_methods(["GET", "POST"])
def seats(request: HttpRequest) -> HttpResponse:
    """Who is away and who decides meanwhile; a POST names a deputy."""
    held = held_by(request)
    if not held.exists():
        raise Http404("您现在没有职务，不用定代批。请从首页再进。")
    units = Unit.objects.filter(pk__in=held.values("unit")) | Unit.objects.filter(pk__in=held.values("unit__parent"))
    people = reading.leaders_of(units, request.today)
    form = DeputyForm(request.POST or None, held=held, people=people, initial={"starts_on": request.today})
    if request.method == "POST" and form.is_valid() and _named(request, form):
        return redirect("approvals:seats")
    deputies = reading.deputies_now(list(held), request.today)
    context = {
        "form": form,
        "rows": [(one, deputies[one.pk]) for one in held if one.pk in deputies],
        "second": _second_forms(request),
    }
    return render(request, "approvals/seats.html", context)


def _named(request: HttpRequest, form: DeputyForm) -> bool:
    said = form.cleaned_data
    try:
        made = services.set_deputy(
            request.actor, said["appointment"], said["person"], said["starts_on"], said["ends_on"], said["reason"],
            request.today,
        )  # fmt: skip
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        return False
    messages.success(request, f"定好了，由{made.person.name}代批。到期自己停，本人随时也能批。")
    return True


@guard("enter")
@require_POST
def end(request: HttpRequest, deputy_id: Any) -> HttpResponse:
    """Back again: the deputy stops."""
    rows = Deputy.objects.filter(appointment__in=held_by(request)).select_related("appointment__person", "person")
    deputy = rows.filter(pk=deputy_id).first()
    if deputy is None:
        raise Http404(KIND_404)
    services.end_deputy(request.actor, deputy)
    messages.success(request, f"停了，{deputy.person.name}不再代批。已经批的不变。")
    return redirect("approvals:seats")


def _offices(request: HttpRequest) -> Any:
    units = Unit.objects.within(request.actor.scope("manage_posts")).filter(unit_type__grassroots=False, closed_on=None)
    return units.in_order()


def _second_forms(request: HttpRequest) -> list[tuple[Unit, SecondSeatForm]]:
    """The setting of each office of one's own: the office at the top of the reach, not all below a county."""
    tops = {root.path for root in request.actor.scope("manage_posts").roots}
    offices = _offices(request).filter(path__in=tops).select_related("second_seat")
    found = []
    for office in offices:
        said = getattr(office, "second_seat", None)
        now = said.post_id if said else DEFAULT_SECOND
        found.append((office, SecondSeatForm(initial={"post": now}, prefix=f"o{office.pk.hex[:8]}")))
    return found


@guard("manage_posts")
@require_POST
def second(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Where the second step goes when one person holds both posts."""
    office = _offices(request).filter(pk=unit_id).first()
    if office is None:
        raise Http404(KIND_404)
    form = SecondSeatForm(request.POST, prefix=f"o{office.pk.hex[:8]}")
    if not form.is_valid():
        messages.success(request, "没有改：请先选后一步归谁批。")
        return redirect("approvals:seats")
    made: SecondSeat = services.set_second_seat(request.actor, office, form.cleaned_data["post"])
    messages.success(request, f"记住了：两步是同一个人时，后一步归{office.name}{made.post.name}批。")
    return redirect("approvals:seats")
