"""导入名册: a file is checked and told first, then carried out. A large one is looked at and brought in beside the pages."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import BIGGEST
from xinhuo.ground.intake.workbook import check as check_file
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.jobs.services import keeping, running
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.kernel.scope import Root
from xinhuo.who.organisation.models import ColumnWord, Unit
from xinhuo.who.organisation.services import learn_columns
from xinhuo.who.people.forms import UploadForm
from xinhuo.who.people.jobs import CHECK, IMPORT, NOBODY, read_upload, return_name
from xinhuo.who.people.rosters.template import roster_template
from xinhuo.who.people.rosters.words import COLUMNS
from xinhuo.who.people.services.importing import plan_import
from xinhuo.who.people.services.returning import left_out
from xinhuo.who.people.services.telling import SHOWN, told

LARGE = 200_000  # bytes, about 2,500 rows: more is looked at beside the pages
KEPT = 5  # files that one login has under way


@guard("import_people")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """First step: choose a file. It is read before it is kept; a large one is kept, and then read in its turn."""
    units = Unit.objects.within(request.actor.scope("import_people")).filter(closed_on=None).in_order()
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(*_take_in(request, form))
        except (RuleBroken, Unreadable) as broken:
            form.add_error("file", getattr(broken, "message", str(broken)))
    return render(request, "people/import.html", {"form": form})


@guard("import_people")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """名册模板."""
    units = Unit.objects.within(request.actor.scope("import_people")).filter(closed_on=None).in_order()
    return paper(roster_template([unit.name for unit in units]), "五老名册模板.xlsx")


def _take_in(request: HttpRequest, form: forms.Form) -> tuple[Any, ...]:
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    if file.size > BIGGEST:
        raise RuleBroken("文件超过20兆了。请删掉图片，或分成几个文件。", "file")
    raw = file.read()
    check_file(raw, file.name)
    token = keeping.keep(raw)
    known = {
        "token": token,
        "name": file.name,
        "unit": (unit.division_code or unit.name) if unit else "",
        "unit_name": unit.name if unit else "",
        "root": str(request.office.root.pk),
        "account": str(request.user.pk),
    }
    try:
        return _first_look(request, known, len(raw))
    except (RuleBroken, Unreadable):
        keeping.drop(token)
        raise


def _first_look(request: HttpRequest, known: dict[str, str], size: int) -> tuple[Any, ...]:
    if size > LARGE:
        return "jobs:job", _start(request, CHECK, known, known).pk
    _, roster, _ = read_upload(request.office.root, known)
    if not roster.rows and not roster.problems and not roster.unknown:
        raise RuleBroken(NOBODY, "file")
    plan_import(request.actor, request.office.root, roster, known["unit"])  # says at once what cannot be
    under_way = dict(list(request.session.get("imports", {}).items())[-KEPT + 1 :])
    request.session["imports"] = under_way | {known["token"]: known}
    return "people:import_confirm", known["token"]


def _place(request: HttpRequest) -> Root:
    """Where the job belongs: the office, or the first unit for which the person imports."""
    root = request.office.root
    if request.actor.may("import_people", root.path):
        return Root(root.path, root.shard)
    return request.actor.scope("import_people").roots[0]


def _start(request: HttpRequest, kind: str, known: dict[str, str], payload: dict[str, Any]) -> Job:
    place = _place(request)
    return running.start(request.actor, kind, known["name"], place.path, place.shard, payload)


def _known(request: HttpRequest, token: str) -> tuple[dict[str, Any], Job | None]:
    """The upload as its owner began it, and the job that looked at it, where it is large."""
    known = request.session.get("imports", {}).get(token)
    if known is not None and known["account"] == str(request.user.pk):
        return known, None
    looked = Job.objects.open_to(request.actor).filter(
        kind=CHECK, by_id=request.user.pk, state=Job.State.DONE, payload__token=token
    )  # fmt: skip
    job = looked.newest_first().first()
    if job is None:
        raise Http404(KIND_404)
    return job.payload, job


@guard("import_people")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Second step: what will happen, the questions, then the deed."""
    known, looked = _known(request, token)
    if "job" in known:
        return redirect("jobs:job", known["job"])
    if keeping.fetch(token) is None:
        return redirect("people:import")
    wrong = ""
    if request.method == "POST":
        try:
            return redirect("jobs:job", _do(request, known, looked))
        except (RuleBroken, Unreadable) as broken:
            wrong = getattr(broken, "message", str(broken))
    return render(request, "people/import_confirm.html", _page(request, known, looked, wrong))


def _do(request: HttpRequest, known: dict[str, Any], looked: Job | None) -> str:
    said = request.POST
    if not said.get("seen"):
        raise RuleBroken("这一页没有传全。请再看一遍，再点“照这样导入”。")
    decided = {
        "answers": {key[4:]: said[key] for key in said if key.startswith("ask-")},
        "cared": said.getlist("care"),
        "seen": said["seen"],
        "create_units": bool(said.get("create_units")),
    }
    if looked is not None:
        if looked.result["extra"]["units"] and not decided["create_units"]:
            raise RuleBroken("这份表里有新单位。请先勾选“设立这些单位”。")
        return str(_start(request, IMPORT, known, known | decided).pk)
    place = _place(request)
    job = running.do_now(request.actor, IMPORT, known["name"], place.path, place.shard, known | decided)
    known["job"] = str(job.pk)
    request.session.modified = True
    return known["job"]


def _page(request: HttpRequest, known: dict[str, Any], looked: Job | None, wrong: str) -> dict[str, Any]:
    if looked is None:
        _, roster, _ = read_upload(request.office.root, known)
        plan = told(plan_import(request.actor, request.office.root, roster, known["unit"]), roster)
        back = reverse("people:import_returned", args=[known["token"]])
    else:
        plan, back = looked.result["extra"], reverse("jobs:file", args=[looked.pk])
    return {
        "plan": plan,
        "token": known["token"],
        "name": known["name"],
        "unit": known["unit_name"],
        "wrong": wrong,
        "typed": request.POST,
        "cared": request.POST.getlist("care"),
        "columns": list(COLUMNS.items()),
        "back": back,
        "shown": SHOWN,
    }


@guard("import_people")
@require_POST
def columns(request: HttpRequest, token: str) -> HttpResponse:
    """What the office's own headings mean: kept, and the file is looked at again."""
    known, looked = _known(request, token)
    heads = request.POST.getlist("heading")
    said = {head: request.POST.get(f"column-{n}", "") for n, head in enumerate(heads)}
    chosen = {head: "" if column == "-" else column for head, column in said.items() if column}
    unit = Unit.objects.within(request.actor.scope("import_people")).get(path=_place(request).path)
    try:
        learn_columns(request.actor, unit, ColumnWord.Kind.ROSTER, chosen, COLUMNS)
    except RuleBroken as broken:
        return render(request, "people/import_confirm.html", _page(request, known, looked, broken.message))
    if looked is not None:
        return redirect("jobs:job", _start(request, CHECK, known, known).pk)
    return redirect("people:import_confirm", token)


@guard("import_people")
@require_GET
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """退回表: the rows that will not go in as they are."""
    known, _ = _known(request, token)
    book, roster, learnt = read_upload(request.office.root, known)
    plan = plan_import(request.actor, request.office.root, roster, known["unit"])
    raw = left_out(plan, book, learnt, known["unit_name"])
    if not raw:
        raise Http404(KIND_404)
    return paper(raw, return_name(known["name"]))
