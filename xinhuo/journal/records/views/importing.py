"""导入台账: an office's own Excel of past months is looked at first, asked about, then brought in as records."""

import hashlib
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinhuo.ground.intake.errors import Unreadable
from xinhuo.ground.intake.workbook import BIGGEST
from xinhuo.ground.jobs.services import keeping, running
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.paper_response import paper
from xinhuo.ground.press.sheet import to_xlsx
from xinhuo.journal.records.forms import LedgerForm
from xinhuo.journal.records.jobs import IMPORT, answers_of, read_upload, return_name
from xinhuo.journal.records.ledgers.reading import COLUMNS, Ledger
from xinhuo.journal.records.ledgers.returning import returned_ledger, template
from xinhuo.journal.records.models import LedgerImport
from xinhuo.journal.records.services.carrying import take_back, why_not_back
from xinhuo.journal.records.services.importing import Plan, place_of, plan_ledger
from xinhuo.journal.records.services.taking_part import FATES, UNKNOWN_ALL
from xinhuo.who.organisation.models import ColumnWord, Unit
from xinhuo.who.organisation.services import learn_columns

SHOWN = 100  # rows of one list on the page; the counts are always whole
KEPT = 5  # files that one login has under way
MANY = 2_000  # rows that are written beside the pages
RECENT = 10
TOTALS = {"youth": "青少年", "other": "大人（家长、群众）", "elders": "五老自己，不另计"}


def _units(request: HttpRequest) -> Any:
    return Unit.objects.within(request.actor.scope("import_records")).in_order()


@guard("import_records")
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """First step: choose a file. It is read before it is kept."""
    form = LedgerForm(request.POST or None, request.FILES or None, units=_units(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("records:ledger_confirm", _take_in(request, form.cleaned_data))
        except (RuleBroken, Unreadable) as broken:
            form.add_error("file", getattr(broken, "message", str(broken)))
    recent = LedgerImport.objects.within(request.actor.scope("import_records")).order_by("-id")[:RECENT]
    return render(request, "records/ledger_upload.html", {"form": form, "recent": recent})


def _take_in(request: HttpRequest, said: dict[str, Any]) -> str:
    file, unit = said["file"], said["unit"]
    if file.size > BIGGEST:
        raise RuleBroken("文件超过20兆了。请删掉图片，或分成几个文件。", "file")
    raw = file.read()
    known = {
        "token": keeping.keep(raw),
        "digest": hashlib.sha256(raw).hexdigest(),
        "name": file.name,
        "unit": str(unit.pk) if unit else "",
        "year": said["year"] or 0,
        "total": "",
        "root": str(request.office.root.pk),
        "account": str(request.user.pk),
    }
    try:
        read_upload(request.actor, request.office.root, known)
    except (RuleBroken, Unreadable):
        keeping.drop(known["token"])
        raise
    under_way = dict(list(request.session.get("ledgers", {}).items())[-KEPT + 1 :])
    request.session["ledgers"] = under_way | {known["token"]: known}
    return str(known["token"])


def _known(request: HttpRequest, token: str) -> dict[str, Any]:
    """The upload, only for the account that began it."""
    known = request.session.get("ledgers", {}).get(token)
    if known is None or known["account"] != str(request.user.pk):
        raise Http404(KIND_404)
    return dict(known)


def _remember(request: HttpRequest, known: dict[str, Any]) -> None:
    request.session["ledgers"][known["token"]] = known
    request.session.modified = True


@guard("import_records")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, ledger_token: str) -> HttpResponse:
    """Second step: what will happen, the questions, then the deed."""
    known = _known(request, ledger_token)
    if "job" in known:
        return redirect("jobs:job", known["job"])
    wrong = ""
    if request.method == "POST":
        try:
            return redirect(*_do(request, known))
        except (RuleBroken, Unreadable) as broken:
            wrong = getattr(broken, "message", str(broken))
    try:
        return render(request, "records/ledger_confirm.html", _page(request, known, wrong))
    except (RuleBroken, Unreadable) as broken:
        messages.error(request, getattr(broken, "message", str(broken)))
        return redirect("records:ledger_upload")


def _do(request: HttpRequest, known: dict[str, Any]) -> tuple[Any, ...]:
    """What the pressed button means."""
    if request.POST.get("act") == "whole":
        _set_whole(request, known)
        return "records:ledger_confirm", known["token"]
    if request.POST.get("act") == "columns":
        _learn(request)
        return "records:ledger_confirm", known["token"]
    if not request.POST.get("seen"):
        raise RuleBroken("这一页没有传全。请再看一遍，再点“照这样导入”。")
    return "jobs:job", _bring_in(request, known)


def _set_whole(request: HttpRequest, known: dict[str, Any]) -> None:
    """Year, unit and whose heads are counted, of the whole file."""
    form = LedgerForm(request.POST, units=_units(request), whole=True)
    if not form.is_valid():
        raise RuleBroken(str(next(iter(form.errors.values()))[0]))
    said = form.cleaned_data
    known["year"] = said["year"] or known["year"]
    known["unit"] = str(said["unit"].pk) if said["unit"] else known["unit"]
    known["total"] = request.POST.get("total", "") if request.POST.get("total", "") in TOTALS else known["total"]
    _remember(request, known)


def _learn(request: HttpRequest) -> None:
    said = {head: request.POST.get(f"column-{n}", "") for n, head in enumerate(request.POST.getlist("heading"))}
    chosen = {head: "" if column == "-" else column for head, column in said.items() if column}
    learn_columns(request.actor, place_of(request.actor, request.office.root), ColumnWord.Kind.LEDGER, chosen, COLUMNS)


def _bring_in(request: HttpRequest, known: dict[str, Any]) -> str:
    said = request.POST
    decided = {
        "seen": said["seen"],
        "milestone": bool(said.get("milestone")),
        "kinds": {key[5:]: said[key] for key in said if key.startswith("kind-") and said[key]},
        "people": {key: said[key] for key in said if key.startswith(("who-", "like-", UNKNOWN_ALL)) and said[key]},
    }
    place = place_of(request.actor, request.office.root)
    large = int(said.get("rows", "0") if said.get("rows", "0").isdecimal() else "0") >= MANY
    begin = running.start if large else running.do_now
    job = begin(request.actor, IMPORT, known["name"], place.path, place.shard, known | decided)
    known["job"] = str(job.pk)
    _remember(request, known)
    return str(job.pk)


def _plan(request: HttpRequest, known: dict[str, Any]) -> tuple[Ledger, Plan]:
    root = request.office.root
    ledger = read_upload(request.actor, root, known)
    answers = answers_of(known | {"milestone": False, "kinds": {}, "people": {}})
    return ledger, plan_ledger(request.actor, root, ledger, answers, request.today)


def _page(request: HttpRequest, known: dict[str, Any], wrong: str) -> dict[str, Any]:
    ledger, plan = _plan(request, known)
    return {
        "plan": plan,
        "known": known,
        "wrong": wrong,
        "typed": request.POST,
        "notes": [*ledger.notes, *(f"“{sheet}”这张表里没有做过的事，跳过了" for sheet in ledger.sheets_without)],
        "unknown_heads": ledger.unknown,
        "columns": list(COLUMNS.items()),
        "needs_year": ledger.needs_year,
        "asks_total": ledger.total_heads if not known["total"] else (),
        "totals": list(TOTALS.items()),
        "units_choices": [(str(unit.pk), unit.name) for unit in plan.units],
        "kind_choices": [(str(kind.pk), kind.name) for kind in (plan.kinds.kinds if plan.kinds else ())],
        "asked": [one for one in plan.asked if one.reason != "unknown"],
        "unknown": [one for one in plan.asked if one.reason == "unknown"],
        "fates": FATES,
        "shown": SHOWN,
    }


@guard("import_records")
@require_GET
def returned(request: HttpRequest, ledger_token: str) -> HttpResponse:
    """退回表, before anything is brought in: the rows that will not go in as they are."""
    known = _known(request, ledger_token)
    try:
        ledger, plan = _plan(request, known)
    except (RuleBroken, Unreadable) as broken:
        raise Http404(KIND_404) from broken
    if not plan.not_understood:
        raise Http404(KIND_404)
    return paper(returned_ledger(ledger, plan.not_understood, plan.unit_of), return_name(known["name"]))


@guard("import_records")
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """台账模板."""
    return paper(to_xlsx(template(request.office.name)), "台账模板.xlsx")


def _mine(request: HttpRequest, ledger_id: Any) -> LedgerImport:
    rows = LedgerImport.objects.within(request.actor.scope("import_records")).select_related("unit")
    return get_object_or_404(rows, pk=ledger_id)


@guard("import_records")
@require_GET
def ledger(request: HttpRequest, ledger_id: Any) -> HttpResponse:
    """What came in, by unit and month, with the papers in which it stands now."""
    done = _mine(request, ledger_id)
    rows = done.records.within(request.actor.scope("import_records")).order_by()
    counted = rows.values("unit", "unit__name", year=ExtractYear("held_on"), month=ExtractMonth("held_on"))
    months = counted.annotate(n=Count("id")).order_by("unit__tree_order", "unit__name", "year", "month")
    context = {"ledger": done, "months": list(months), "why_not": why_not_back(request.actor, done, timezone.now())}
    return render(request, "records/ledger.html", context)


@guard("import_records")
@require_POST
def back(request: HttpRequest, ledger_id: Any) -> HttpResponse:
    """撤回这次导入."""
    done = _mine(request, ledger_id)
    try:
        number = take_back(request.actor, done)
        messages.success(request, f"撤回了{number}笔。同一份表还可以再导入。")
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("records:ledger", done.pk)
