"""导入名册: a file is checked and told first, then carried out."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import BIGGEST, read
from xinhuo.ground.jobs.services import keeping
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.forms import UploadForm
from xinhuo.who.people.rosters import Roster, read_roster
from xinhuo.who.people.rules import CARE
from xinhuo.who.people.services.carrying import Decisions, import_roster
from xinhuo.who.people.services.importing import Plan, plan_import

SHOWN = 200  # rows of one list on the page; the counts are always whole
KEPT = 5  # files that one login has under way


@guard("import_people")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """First step: choose a file. It is read before it is kept."""
    units = Unit.objects.within(request.actor.scope("import_people")).filter(closed_on=None).in_order()
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("people:import_confirm", _take_in(request, form))
        except (RuleBroken, Unreadable) as broken:
            form.add_error("file", getattr(broken, "message", str(broken)))
    return render(request, "people/import.html", {"form": form})


def _take_in(request: HttpRequest, form: forms.Form) -> str:
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    if file.size > BIGGEST:
        raise RuleBroken("文件超过20兆了。请删掉图片，或分成几个文件。", "file")
    raw = file.read()
    roster = read_roster(read(raw, file.name), request.today)
    if not roster.rows and not roster.problems:
        raise RuleBroken("表里没有找到人。请核对表头有没有“姓名”一栏。", "file")
    unit_text = (unit.division_code or unit.name) if unit else ""
    plan_import(request.actor, request.office.root, roster, unit_text)  # says at once what cannot be
    token = keeping.keep(raw)
    under_way = dict(list(request.session.get("imports", {}).items())[-KEPT + 1 :])
    request.session["imports"] = under_way | {
        token: {
            "account": str(request.user.pk),
            "name": file.name,
            "unit": unit_text,
            "unit_name": unit.name if unit else "",
        }
    }
    return token


@guard("import_people")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Second step: what will happen, the questions, then the deed."""
    known = request.session.get("imports", {}).get(token)
    if known is None or known["account"] != str(request.user.pk):
        raise Http404(KIND_404)
    if "done" in known:
        return render(request, "people/import_done.html", {"done": known["done"], "name": known["name"]})
    raw = keeping.fetch(token)
    if raw is None:
        return redirect("people:import")
    roster = read_roster(read(raw, known["name"]), request.today)
    wrong = ""
    if request.method == "POST":
        try:
            _do(request, token, known, roster)
            return redirect("people:import_confirm", token)
        except RuleBroken as broken:
            wrong = broken.message
    plan = plan_import(request.actor, request.office.root, roster, known["unit"])
    return render(request, "people/import_confirm.html", _page(request, plan, roster, known, wrong))


def _do(request: HttpRequest, token: str, known: dict[str, Any], roster: Roster) -> None:
    said = request.POST
    decisions = Decisions(
        answers={key[4:]: said[key] for key in said if key.startswith("ask-")},
        cared=set(said.getlist("care")),
        seen=said.get("seen", ""),
        create_units=bool(said.get("create_units")),
    )
    if not decisions.seen:
        raise RuleBroken("这一页没有传全。请再看一遍，再点“照这样导入”。")
    root = request.office.root
    plan = import_roster(request.actor, root, roster, known["unit"], decisions, known["name"], request.today)
    keeping.drop(token)
    known["done"] = {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "moved": len(plan.moved),
        "same": len(plan.same),
        "left_out": plan.rows_not_understood,
        "units": plan.units_to_create,
        "missing": [f"{p.name}（{p.unit.name}）" for p in plan.missing[:SHOWN]],
    }
    request.session.modified = True


def _page(request: HttpRequest, plan: Plan, roster: Roster, known: dict[str, Any], wrong: str) -> dict[str, Any]:
    return {
        "plan": plan,
        "name": known["name"],
        "unit": known["unit_name"],
        "wrong": wrong,
        "typed": request.POST,
        "cared": request.POST.getlist("care"),
        "digest": plan.digest(),
        "care": CARE,
        "notes": [*roster.notes, *(f"“{sheet}”这张表里没有名册，跳过了" for sheet in roster.sheets_without)],
        "shown": SHOWN,
    }
