"""换届: who was elected in many units, on one page; looked at, then done in all of them or in none."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.facts import ElectionPreview, Held
from xinhuo.who.people.forms import ElectionForm
from xinhuo.who.people.rules import DIRECTOR
from xinhuo.who.people.services import electing
from xinhuo.who.people.services.electing import NotAll, field_of, seat_of
from xinhuo.who.people.views.registering import kept_on, tell

MOST = 200  # rows of one page; a larger office elects by its parts


@dataclass(frozen=True)
class Row:
    """One unit of the form: who is 书记 and who 主任 now, and the names of its two fields ('' for none)."""

    unit: Unit
    secretary: str
    director: str
    secretary_field: str
    director_field: str


@guard("manage_posts")
def elections(request: HttpRequest) -> HttpResponse:
    """The page of the own office."""
    top = request.actor.scope("manage_posts").roots[0]
    return redirect("people:election", Unit.objects.get(shard=top.shard, path=top.path).pk)


@guard("manage_posts")
@keeps_drafts("换届调整班子")
@require_http_methods(["GET", "POST"])
def election(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Fill in, look, confirm: for the units under an office, or for a unit by itself."""
    reach = Unit.objects.within(request.actor.scope("manage_posts")).select_related("unit_type")
    office = reach.filter(pk=unit_id, closed_on=None).first()
    if office is None:
        raise Http404(KIND_404)
    below = reach.filter(parent=office, closed_on=None).in_order()[: MOST + 1]
    units = [office] if office.unit_type.grassroots else list(below)
    form = ElectionForm(request.POST or None, units=units[:MOST], initial={"day": request.today})
    kept = kept_on(request, form, request.path)
    preview, wrong = _looked_at(request, office, form)
    context = {"top": office, "form": form, "kept": kept, "more": len(units) > MOST, "wrong": wrong}
    if preview is not None and request.POST.get("act") == "do" and not wrong:
        drafts.forget(request.actor, request.path)
        messages.success(request, f"{len(preview.turns)}个单位的班子换好了。新任的要用薪火，请到“账号”里开。")
        return redirect("people:election", office.pk)
    if preview is not None:
        return render(request, "people/election_preview.html", {**context, "preview": preview})
    return render(request, "people/election.html", {**context, "rows": _rows(form.units)})


def _looked_at(request: HttpRequest, office: Unit, form: ElectionForm) -> tuple[ElectionPreview | None, str]:
    """The preview where there is one to show, and why the deed was not done ('' where it was, or wasn't wanted)."""
    act = request.POST.get("act", "")
    if request.method != "POST" or act == "back" or not form.is_valid():
        return None, ""
    said = form.election()
    try:
        preview = electing.look_at_election(request.actor, said, request.today)
    except NotAll as several:
        for unit_id, post, message in several.wrong:
            name = f"{post or 'director'}-{unit_id.hex}"
            form.add_error(name if name in form.fields else None, message)
        return None, ""
    except RuleBroken as broken:
        tell(form, broken)
        return None, ""
    if act != "do":
        return preview, ""
    try:
        seen = request.POST.get("seen", "")
        return electing.hold_election(request.actor, office, said, seen, request.today), ""
    except RuleBroken as broken:
        return preview, broken.message


def _rows(units: Any) -> list[Row]:
    held = electing.held_in(units)
    return [
        Row(
            unit,
            _names(one for one in held[unit.pk] if one.seat),
            _names(one for one in held[unit.pk] if one.post == DIRECTOR),
            field_of(unit, "secretary") if seat_of(unit) else "",
            field_of(unit, "director"),
        )
        for unit in units
    ]


def _names(held: Any) -> str:
    names: list[Held] = list(held)
    return "、".join(dict.fromkeys(one.name for one in names))
