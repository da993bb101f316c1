"""编工作法: switch duties on and off, edit dates, thresholds and wording, the file, and who changed what."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.method.facts import RECURS, Duty, Pack
from xinhuo.journal.method.forms import DutyForm, FileForm, SinceForm
from xinhuo.journal.method.models import MethodPack
from xinhuo.journal.method.reading import Held, pack_of
from xinhuo.journal.method.rules.days import FIRST_YEAR, LAST_YEAR, due_said
from xinhuo.journal.method.rules.packs import PackBroken, enough_said
from xinhuo.journal.method.services import packs
from xinhuo.who.organisation.models import Unit

TOLD = 60  # lines of the history


def _office(request: HttpRequest) -> Unit:
    """The unit whose method this is: the uppermost in which this person may change it."""
    rows = Unit.objects.within(request.actor.scope("manage_method")).select_related("unit_type")
    unit = rows.order_by("path").first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def _year(request: HttpRequest) -> int:
    return read_number(request.GET.get("year", ""), FIRST_YEAR, request.today.year + 1) or request.today.year


@guard("manage_method")
def method(request: HttpRequest) -> HttpResponse:
    """The method of a year: every duty, mechanism by mechanism."""
    return _page(request, SinceForm())


def _page(request: HttpRequest, form: SinceForm) -> HttpResponse:
    office, year = _office(request), _year(request)
    held = pack_of(office, year)
    if held is not None and not form.is_bound:
        form.initial = {"since": held.since}
    context = {
        "whose": office,
        "year": year,
        "years": [request.today.year + 1, request.today.year, request.today.year - 1],
        "held": held,
        "borrowed": held is not None and held.row.unit_id != office.pk,
        "may_edit": year >= request.today.year,
        "groups": _groups(held.pack) if held else [],
        "form": form,
    }
    return render(request, "method/method.html", context)


def _groups(pack: Pack) -> list[tuple[str, list[tuple[Any, list[tuple[Duty, str]]]]]]:
    return [
        (
            group.title or group.name,
            [
                (one, [(duty, rule_said(duty)) for duty in pack.duties if duty.mechanism == one.key])
                for one in pack.mechanisms
                if one.group == group.name
            ],
        )
        for group in pack.groups
    ]


def rule_said(duty: Duty) -> str:
    """每月，最后一个工作日前；宽限3天；到1算够."""
    parts = [RECURS[duty.recurs] if duty.recurs == "event" else f"{RECURS[duty.recurs]}，{due_said(duty.due)}"]
    parts += [f"宽限{duty.grace}天"] if duty.grace else []
    parts.append("由人确认" if duty.by_hand else f"从记录里数，到{enough_said(duty.enough)}算够")
    return "；".join(parts)


@guard("manage_method")
@require_POST
def since(request: HttpRequest) -> HttpResponse:
    """From which day on something is asked for."""
    form = SinceForm(request.POST)
    if form.is_valid():
        try:
            packs.state_since(
                request.actor, _office(request), _year(request), form.cleaned_data["since"], request.today
            )
            messages.success(request, "存好了。这天以前到期的，都不算还差。")
            return redirect("method:method")
        except RuleBroken as broken:
            form.add_error("since", broken.message)
    return _page(request, form)


def _known(request: HttpRequest, year: int, key: str) -> tuple[Unit, Held, Duty]:
    office = _office(request)
    held = pack_of(office, year) if FIRST_YEAR <= year <= LAST_YEAR else None
    duty = held.pack.duty(key) if held else None
    if held is None or duty is None:
        raise Http404(KIND_404)
    return office, held, duty


@guard("manage_method")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, duty_key: str) -> HttpResponse:
    """One duty: dates, thresholds, wording."""
    office, held, duty = _known(request, year, duty_key)
    form = DutyForm(request.POST or None, duty)
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            packs.change_duty(request.actor, office, year, duty_key, form.edited(), seen, request.today)
            messages.success(request, f"存好了，{year}年起照新的。")
            return redirect(f"{reverse('method:method')}?year={year}")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    context = {
        "form": form,
        "duty": duty,
        "year": year,
        "source": held.pack.source(duty),
        "seen": packs.mark_of_duty(duty),
        "rule": rule_said(duty),
    }
    return render(request, "method/edit.html", context)


@guard("manage_method")
@require_POST
def use(request: HttpRequest, year: int, duty_key: str) -> HttpResponse:
    """Switch a duty on or off."""
    office, _, duty = _known(request, year, duty_key)
    try:
        packs.use_duty(request.actor, office, year, duty_key, request.POST.get("on") == "1", request.today)
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect(f"{reverse('method:method')}?year={year}#{duty.key}")


@guard("manage_method")
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """The method as a file: out, and in again."""
    office, year = _office(request), _year(request)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = packs.replace_pack(request.actor, office, year, form.cleaned_data["file"], request.today)
            messages.success(request, f"收下了：{made.name}，{len(made.pack.duties)}件应办的事，{year}年起照它。")
            return redirect(f"{reverse('method:method')}?year={year}")
        except PackBroken as broken:
            faults = [(str(one), "") for one in broken.faults]
        except RuleBroken as broken:
            form.add_error(None, broken.message)
    context = {
        "form": form,
        "faults": faults,
        "year": year,
        "years": [request.today.year + 1, request.today.year],
        "held": pack_of(office, year),
        "versions": MethodPack.objects.filter(unit=office).order_by("-year"),
    }
    return render(request, "method/file.html", context)


@guard("manage_method")
def exported(request: HttpRequest, year: int) -> HttpResponse:
    """The method that holds in a year, as TOML."""
    held = pack_of(_office(request), year) if FIRST_YEAR <= year <= LAST_YEAR else None
    if held is None:
        raise Http404(KIND_404)
    answer = HttpResponse(held.row.text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = (
        f"attachment; filename=\"method.toml\"; filename*=UTF-8''{quote(f'{year}年工作法.toml')}"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@guard("manage_method")
def history(request: HttpRequest) -> HttpResponse:
    """Who changed what in the method, newest first."""
    ids = [str(pk) for pk in MethodPack.objects.filter(unit=_office(request)).values_list("pk", flat=True)]
    rows = Entry.objects.filter(kind="method", object_id__in=ids).order_by("-at", "-id")[:TOLD]
    told = [(row, _changed(row)) for row in rows]
    return render(request, "method/history.html", {"rows": told})


def _changed(row: Entry) -> list[tuple[str, str, str]]:
    """(what, as it was, as it is) of a line."""
    before, after = row.before or {}, row.after or {}
    names = dict.fromkeys([*before, *after])
    return [(name, str(before.get(name, "")), str(after.get(name, ""))) for name in names]
