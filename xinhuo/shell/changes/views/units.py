"""单位变动: choose what, fill in, look at all that moves along, confirm."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.shell.changes.facts import Preview
from xinhuo.shell.changes.forms import LISTED, OtherUnit, RenameForm, SplitForm
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.organisation.models import Unit, UnitChange

# what a page of this kind says: heading, the line beneath, the last button
_WORDS = {
    "rename": ("改名", "从某一天起换一个名称。只是写错了字，请回单位页直接改", "就这样改名"),
    "move": ("划归别的上级", "整个单位连人带记录换一个上级，名称和编号不变", "就这样划转"),
    "merge": ("并入别的单位", "这个单位不再单设，人到另一个单位去，以前的记录留着", "就这样合并"),
    "split": ("分出一个新单位", "一部分人另立一个单位，以前的记录留在原处", "就这样拆分"),
}


def _units(request: HttpRequest) -> Any:
    return Unit.objects.within(request.actor.scope("manage_units"))


def _unit(request: HttpRequest, unit_id: Any) -> Unit:
    """A unit that may be changed: in reach and still open; else a kind 404."""
    unit = _units(request).select_related("unit_type", "parent").filter(pk=unit_id).first()
    if unit is None:
        raise Http404(KIND_404)
    if unit.closed_on is not None:
        raise Http404(f"{unit.name}已经不在了，不能再变动。请看它的页面。")
    return unit


@guard("manage_units")
def choose(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Which kind of change, and when one needs which."""
    unit = _unit(request, unit_id)
    own = bool(request.office) and request.office.root_id == unit.pk
    return render(request, "changes/choose.html", {"unit": unit, "own": own})


def _go(request: HttpRequest, unit: Unit, kind: str, form: Form, look: Callable, do: Callable) -> HttpResponse:
    """The way of every change: the form, the preview, the deed. `look` gives a preview, `do(decided)` a change."""
    act, wrong = request.POST.get("act", ""), ""
    preview: Preview | None = None
    if request.method == "POST" and form.is_valid() and act != "back":
        try:
            preview = look()
            if act == "do":
                return redirect("changes:done", do(_decided(request)).pk)
        except RuleBroken as broken:
            wrong = broken.message
            if preview is None:
                form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    title, line, button = _WORDS[kind]
    context = {"unit": unit, "form": form, "title": f"{unit.name}{title}", "line": line, "button": button}
    if preview is None:
        return render(request, "changes/fill.html", context)
    said = request.POST
    typed = {
        "posts": said.getlist("posts"),
        "accounts": said.getlist("accounts"),
        "base": bool(said.get("base")) or act != "do",
    }
    return render(request, "changes/preview.html", {**context, "preview": preview, "wrong": wrong, "typed": typed})


def _decided(request: HttpRequest) -> Decided:
    said = request.POST
    return Decided(
        seen=said.get("seen", ""),
        posts=frozenset(said.getlist("posts")),
        accounts=frozenset(said.getlist("accounts")),
        add_base=bool(said.get("base")),
    )


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """改名, from a day on."""
    unit, by, today = _unit(request, unit_id), request.actor, request.today
    form = RenameForm(request.POST or None, initial={"day": today})

    def look() -> Preview:
        return reshaping.look_at_rename(by, unit, form.cleaned_data["name"], form.cleaned_data["day"], today)

    def do(decided: Decided) -> UnitChange:
        said = form.cleaned_data
        return reshaping.rename_unit(by, unit, said["name"], said["day"], decided.seen, today)

    return _go(request, unit, "rename", form, look, do)


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """划转: another parent."""
    unit, by, today = _unit(request, unit_id), request.actor, request.today
    above = _units(request).filter(closed_on=None, unit_type__level__lt=unit.unit_type.level).exclude(pk=unit.parent_id)
    form = OtherUnit(
        request.POST or None,
        near=above.in_order()[:LISTED] if request.method == "GET" else above.in_order(),
        reach=_units(request).filter(closed_on=None),
        label="划到哪个上级下面",
        initial={"day": today},
    )

    def look() -> Preview:
        return reshaping.look_at_move(by, unit, form.cleaned_data["other"], form.cleaned_data["day"], today)

    def do(decided: Decided) -> UnitChange:
        said = form.cleaned_data
        return reshaping.move_unit(by, unit, said["other"], said["day"], decided.seen, today)

    return _go(request, unit, "move", form, look, do)


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """合并: the unit becomes part of another."""
    unit, by, today = _unit(request, unit_id), request.actor, request.today
    beside = _units(request).filter(closed_on=None, parent=unit.parent_id).exclude(pk=unit.pk)
    form = OtherUnit(
        request.POST or None,
        near=beside.in_order()[:LISTED] if request.method == "GET" else beside.in_order(),
        reach=_units(request).filter(closed_on=None),
        label="并入哪个单位",
        initial={"day": today},
    )

    def look() -> Preview:
        said = form.cleaned_data
        return reshaping.look_at_merger(by, unit, said["other"], said["day"], today).preview

    def do(decided: Decided) -> UnitChange:
        said = form.cleaned_data
        return reshaping.merge_units(by, unit, said["other"], said["day"], decided, today)

    return _go(request, unit, "merge", form, look, do)


@guard("manage_units")
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """拆分: a new unit out of this one. Whoever does it sees the people by name."""
    unit, by, today = _unit(request, unit_id), request.actor, request.today
    if not by.may("see", unit.path):
        raise Http404("拆分要看名册。请由关工委办公室的账号来办。")
    form = SplitForm(request.POST or None, unit=unit, initial={"day": today, "unit_type": unit.unit_type_id})

    def look() -> Preview:
        return reshaping.look_at_split(by, unit, form.branch(), form.cleaned_data["day"], today).preview

    def do(decided: Decided) -> UnitChange:
        return reshaping.split_unit(by, unit, form.branch(), form.cleaned_data["day"], decided, today)

    return _go(request, unit, "split", form, look, do)


@guard("manage_units")
def done(request: HttpRequest, change_id: Any) -> HttpResponse:
    """What was done, and what is to be looked after now."""
    change = UnitChange.objects.select_related("unit", "other").filter(pk=change_id).first()
    scope = request.actor.scope("manage_units")
    if change is None or not any(scope.covers(one.path) for one in (change.unit, change.other) if one is not None):
        raise Http404(KIND_404)
    goes_on = change.other if change.kind in ("merged", "split") else change.unit
    return render(request, "changes/done.html", {"change": change, "unit": goes_on})
