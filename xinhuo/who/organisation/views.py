from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.who.organisation import services
from xinhuo.who.organisation.forms import CloseForm, OfficeForm, UnitForm, YouthBaseForm
from xinhuo.who.organisation.models import Unit, UnitChange

SHOWN = 300  # a larger tree is shown one node at a time


def _units(request: HttpRequest) -> Any:
    return Unit.objects.within(request.actor.scope("manage_units"))


def _unit(request: HttpRequest, unit_id: Any) -> Unit:
    unit = (
        _units(request).select_related("unit_type", "parent", "line_parent", "merged_into").filter(pk=unit_id).first()
    )
    if unit is None:
        raise Http404(KIND_404)
    return unit


def _tell(form: Any, broken: RuleBroken) -> None:
    form.add_error(broken.field if broken.field in form.fields else None, broken.message)


@guard("manage_units")
def tree(request: HttpRequest) -> HttpResponse:
    """The units in reach, in the office's own order; of a large tree one node with its children."""
    rows = _units(request).select_related("unit_type", "merged_into").in_order()
    above = read_id(request.GET.get("under", ""))
    node = _unit(request, above) if above else None
    if node is not None:
        rows = rows.filter(parent=node)
    elif rows.count() > SHOWN:
        top = request.actor.scope("manage_units").roots[0]
        node = Unit.objects.get(shard=top.shard, path=top.path)
        rows = rows.filter(parent=node)
    units = list(rows[: SHOWN + 1])
    least = min((u.depth for u in units), default=1)
    context = {
        "units": [(u, u.depth - least) for u in units[:SHOWN]],
        "node": node,
        "more": len(units) > SHOWN,
        "today": request.today,
    }
    return render(request, "organisation/tree.html", context)


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new unit under another."""
    parent = _unit(request, read_id(request.POST.get("parent") or request.GET.get("parent") or "") or _top(request).pk)
    start = {"unit_type": "village" if parent.unit_type.level == 5 else None}
    form = UnitForm(request.POST or None, units=_units(request).in_order(), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            unit = services.add_unit(request.actor, parent, form.details())
            messages.success(request, f"{unit.name}设好了。")
            return redirect("organisation:tree")
        except RuleBroken as broken:
            _tell(form, broken)
    parents = list(_units(request).filter(closed_on=None).in_order()[:SHOWN])
    return render(request, "organisation/new.html", {"form": form, "parent": parent, "parents": parents})


def _top(request: HttpRequest) -> Unit:
    return _units(request).in_order()[0]


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """One unit: its data, its children's order, its base figures."""
    found = _unit(request, unit_id)
    others = _units(request).exclude(pk=found.pk).in_order()
    form = UnitForm(request.POST or None, units=others, initial=UnitForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.describe_unit(request.actor, found, form.details())
            messages.success(request, "改好了。")
            return redirect("organisation:unit", found.pk)
        except RuleBroken as broken:
            _tell(form, broken)
    return render(request, "organisation/unit.html", _page(request, found, form=form))


def _page(request: HttpRequest, found: Unit, **forms: Any) -> dict[str, Any]:
    office = request.office
    own = bool(office) and office.root_id == found.pk
    context = {
        "unit": found,
        "children": list(found.children.filter(closed_on=None).in_order()[:SHOWN]),
        "history": list(UnitChange.objects.filter(Q(unit=found) | Q(other=found))),
        "bases": list(found.youth_bases.order_by("-year")[:5]),
        "own": own,
        "form": UnitForm(units=_units(request).in_order(), initial=UnitForm.of(found)),
        "base_form": YouthBaseForm(initial={"year": request.today.year}),
        "office_form": OfficeForm(initial={"phone": office.phone, "site": office.site} if own else {}),
    }
    return context | forms


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def youth_base(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """State the base figure of a year."""
    found = _unit(request, unit_id)
    if request.method == "GET":
        return redirect("organisation:unit", found.pk)
    form = YouthBaseForm(request.POST)
    if form.is_valid():
        try:
            said = form.cleaned_data
            services.state_youth_base(request.actor, found, said["year"], said["count"])
            messages.success(request, "填好了。")
            return redirect("organisation:unit", found.pk)
        except RuleBroken as broken:
            form.add_error("year" if broken.field == "year" else "count", broken.message)
    return render(request, "organisation/unit.html", _page(request, found, base_form=form))


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def office(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """The telephone and the address of the office."""
    found = _unit(request, unit_id)
    if not request.office or request.office.root_id != found.pk:
        raise Http404(KIND_404)
    if request.method == "GET":
        return redirect("organisation:unit", found.pk)
    form = OfficeForm(request.POST)
    if form.is_valid():
        services.describe_office(request.actor, request.office, **form.cleaned_data)
        messages.success(request, "改好了。")
        return redirect("organisation:unit", found.pk)
    return render(request, "organisation/unit.html", _page(request, found, office_form=form))


@guard("manage_units")
@require_POST
def arrange(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Move one child up or down in the office's own order."""
    found = _unit(request, unit_id)
    children = list(found.children.filter(closed_on=None).in_order())
    wanted = read_id(request.POST.get("child", ""))
    place = next((n for n, child in enumerate(children) if child.pk == wanted), None)
    to = None if place is None else place + (-1 if request.POST.get("way") == "up" else 1)
    if place is None or to is None or not 0 <= to < len(children):
        raise Http404(KIND_404)
    children[place], children[to] = children[to], children[place]
    services.arrange_units(request.actor, found, children)
    return redirect(f"{request.path.removesuffix('arrange/')}#shunxu")


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Close a unit."""
    found = _unit(request, unit_id)
    form = CloseForm(request.POST or None, initial={"closed_on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            services.close_unit(request.actor, found, form.cleaned_data["closed_on"], request.today)
            messages.success(request, f"{found.name}撤销了。以前的文书照样能看能印。")
            return redirect("organisation:tree")
        except RuleBroken as broken:
            _tell(form, broken)
    return render(request, "organisation/close.html", {"form": form, "unit": found})
