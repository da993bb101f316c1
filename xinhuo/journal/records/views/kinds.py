"""类别、地点、节点: an office's own words, edited on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.journal.records.forms import KindForm, OccasionForm
from xinhuo.journal.records.models import Occasion, RecordKind
from xinhuo.journal.records.services import office as services
from xinhuo.who.organisation.models import Unit, UsualPlace
from xinhuo.who.people.models import Team


def _office(request: HttpRequest) -> Unit:
    """The unit whose words these are: the uppermost in which this person may change them."""
    unit = Unit.objects.within(request.actor.scope("manage_kinds")).order_by("path").first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """All three lists. A POST adds a place."""
    unit = _office(request)
    wrong = ""
    if request.method == "POST":
        try:
            services.add_place(request.actor, unit, request.POST.get("place", ""))
            messages.success(request, "添好了。记一笔的时候，点一下就行。")
            return redirect(f"{request.path}#places")
        except RuleBroken as broken:
            wrong = broken.message
    rows = RecordKind.objects.filter(unit=unit).select_related("team").order_by("position", "id")
    context = {
        "unit": unit,
        "kinds": [kind for kind in rows if kind.active],
        "retired": [kind for kind in rows if not kind.active],
        "places": list(UsualPlace.objects.filter(unit=unit)),
        "occasions": list(Occasion.objects.all()),
        "may_date": _may_date(request),
        "wrong": wrong,
        "typed": request.POST.get("place", ""),
    }
    return render(request, "records/kinds.html", context)


def _may_date(request: HttpRequest) -> bool:
    """Fixed points of the year are the whole office's."""
    return bool(request.office) and request.actor.may("manage_kinds", request.office.root.path)


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, kind_id: Any = None) -> HttpResponse:
    """Add a kind, or change one."""
    unit = _office(request)
    found = RecordKind.objects.filter(unit=unit, pk=kind_id).select_related("team").first() if kind_id else None
    if kind_id and found is None:
        raise Http404(KIND_404)
    start = (
        {"name": found.name, "category": found.category, "team": found.team_id, "routine": found.routine}
        if found
        else {}
    )
    teams = Team.objects.filter(path__in=unit.ancestor_paths)
    form = KindForm(request.POST or None, initial=start, teams=teams, known=found is not None)
    if request.method == "POST" and form.is_valid():
        try:
            if found:
                services.change_kind(request.actor, found, form.details(), form.cleaned_data.get("misspelt", False))
            else:
                services.add_kind(request.actor, unit, form.details())
            messages.success(request, "存好了。")
            return redirect("records:kinds")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "records/kind.html", {"form": form, "kind": found})


@guard("manage_kinds")
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """The small buttons of the lists: up, down, out of use, into use again."""
    unit, said = _office(request), request.POST
    act, wanted = said.get("act", ""), read_id(said.get("id", ""))
    try:
        if act in ("up", "down"):
            _move(request, unit, wanted, -1 if act == "up" else 1)
        elif act in ("rest", "use"):
            services.use_kind(request.actor, _one(RecordKind.objects.filter(unit=unit), wanted), act == "use")
        elif act == "drop_place":
            services.drop_place(request.actor, _one(UsualPlace.objects.filter(unit=unit), wanted))
        elif act in ("rest_occasion", "use_occasion"):
            occasion = _one(Occasion.objects.all(), said.get("id", ""))
            services.use_occasion(request.actor, request.office, occasion, act == "use_occasion")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("records:kinds")


def _one(rows: Any, pk: Any) -> Any:
    found = rows.filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404(KIND_404)
    return found


def _move(request: HttpRequest, unit: Unit, wanted: Any, way: int) -> None:
    rows = list(RecordKind.objects.filter(unit=unit, active=True).order_by("position", "id"))
    place = next((n for n, one in enumerate(rows) if one.pk == wanted), None)
    if place is None or not 0 <= place + way < len(rows):
        raise Http404(KIND_404)
    rows[place], rows[place + way] = rows[place + way], rows[place]
    services.arrange_kinds(request.actor, unit, rows)


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def occasion(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add a fixed point of the year, or change one."""
    if not _may_date(request):
        raise Http404(KIND_404)
    found = Occasion.objects.filter(pk=code).first() if code else None
    if code and found is None:
        raise Http404(KIND_404)
    form = OccasionForm(request.POST or None, initial=OccasionForm.of(found) if found else {})
    if request.method == "POST" and form.is_valid():
        try:
            services.state_occasion(request.actor, request.office, found, form.cleaned_data["name"], *form.days())
            messages.success(request, "存好了。到了那几天记一笔，会先替您选上。")
            return redirect("records:kinds")
        except RuleBroken as broken:
            field = {"first": "first_day", "last": "last_day"}.get(broken.field, broken.field)
            form.add_error(field if field in form.fields else None, broken.message)
    return render(request, "records/occasion.html", {"form": form, "occasion": found})
