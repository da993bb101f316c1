"""写申报: the form, new or changed; kept half-written, two texts beside each other when two wrote."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.drafts.reading import Kept, kept_for
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.ground.kernel.ids import new_id, read_id
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.rules import ChangedMeanwhile, differences
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.facts import Plan
from xinhuo.work.applications.forms import ApplicationForm, more_rows, rows_for, start_of
from xinhuo.work.applications.models import Application, ApplicationVersion, EventKind
from xinhuo.work.applications.reading import last_years
from xinhuo.work.applications.rules import keeping, planning, standing
from xinhuo.work.applications.services import writing

MOST_UNITS = 300
Save = Callable[[Plan], Application]


def unit_to_apply_for(request: HttpRequest) -> Unit:
    """The unit named in the address, else the own one; out of reach is not there."""
    reach = Unit.objects.within(request.actor.scope("apply")).select_related("parent", "unit_type")
    wanted = read_id(request.POST.get("unit") or request.GET.get("unit") or "") or request.actor.unit_id
    unit = reach.filter(pk=wanted).first()
    if unit is None:
        raise Http404(KIND_404)
    return unit


def own_application(request: HttpRequest, application_id: Any, action: str) -> Application:
    """The application if it lies in reach for `action`, else a kind 404."""
    found = Application.objects.within(request.actor.scope(action)).with_words().filter(pk=application_id).first()
    if found is None:
        raise Http404(KIND_404)
    return found


def draft_address(unit: Unit, key: Any) -> str:
    """Where one that is being written is put aside: one place each, so that two tabs keep two texts."""
    return f"{reverse('applications:new')}?unit={unit.pk}&key={key}"


@guard("apply")
@keeps_drafts("写申报")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new application: blank, like an earlier one, or for what took place already (补报)."""
    unit, record = unit_to_apply_for(request), _record(request)
    if request.method == "GET" and read_id(request.GET.get("key", "")) is None:
        query = request.GET.copy()  # the key stands in the address: the back button brings the same page
        query["key"] = str(new_id())
        return redirect(f"{request.path}?{query.urlencode()}")
    key = read_id(request.POST.get("key", "") if request.method == "POST" else request.GET["key"])
    if request.method == "GET" and Application.objects.filter(unit=unit, pk=key).exists():
        messages.success(request, "这一份已经存好了。在这里改，改的就是它。")
        return redirect("applications:edit", key)
    kept = _kept(request, draft_address(unit, key), draft_address(unit, ""))
    form = _form(request, unit, kept, _start(request, unit, record) | {"key": key})

    def save(plan: Plan) -> Application:
        return writing.write_application(request.actor, unit, form.cleaned_data["key"], plan, request.today, record)

    done = _sent(request, form, save)
    if done is not None:
        return done
    context = _page(request, form, unit, kept) | {"record": record, "like": draft_address(unit, "")}
    return render(request, "applications/write.html", context)


def _record(request: HttpRequest) -> Record | None:
    """What took place already, if one is named and lies in reach."""
    wanted = read_id(request.POST.get("record") or request.GET.get("record") or "")
    if wanted is None:
        return None
    found = Record.objects.within(request.actor.scope("apply")).standing().with_words().filter(pk=wanted).first()
    if found is None:
        raise Http404(KIND_404)
    return found


def _start(request: HttpRequest, unit: Unit, record: Record | None) -> dict[str, Any]:
    """What stands in a fresh form: of an earlier application, of a record, or nothing."""
    if record is not None:
        people = record.youth_count + record.other_count + len(record.participations.all())
        plan = Plan(
            record.title, content=record.content, starts_on=record.held_on, ends_on=record.ended_on, place=record.place,
            head_count=people, youth_count=record.youth_count,
            sort="meeting" if record.kind.category == "meeting" else "activity",
        )  # fmt: skip
        return start_of(plan)
    like = read_id(request.GET.get("like", ""))
    found = (
        Application.objects.within(request.actor.scope("see")).with_words().filter(pk=like).first() if like else None
    )
    if found is None:
        kind = EventKind.objects.of_office(unit).filter(pk=read_id(request.GET.get("kind", ""))).first()
        return rows_for(0, 0) | ({"kind": kind.pk, "sort": kind.sort} if kind else {})
    start = start_of(found.plan())
    days = [name for name in start if name in ("starts_on", "ends_on") or name.startswith("preparation_by_")]
    return start | dict.fromkeys([*days, "late_reason"])  # the days are told anew


def _kept(request: HttpRequest, address: str, like: str = "") -> Kept:
    if request.method == "POST":
        return Kept(address)
    return kept_for(request.actor, address, bool(request.GET.get("draft")), like)


def _form(
    request: HttpRequest, unit: Unit, kept: Kept, start: dict[str, Any], application: Application | None = None
) -> ApplicationForm:
    about: dict[str, Any] = {"unit": unit, "today": request.today, "kept": application}
    if request.method == "POST":
        return ApplicationForm(request.POST, **about)
    if kept.taken:  # as many rows as were written
        posted = kept.taken.posted
        start |= {name: posted.get(name) for name in ("agenda_rows", "preparation_rows") if posted.get(name)}
    form = ApplicationForm(initial=start, **about)
    if kept.taken:
        kept.taken.fill(form)
    return form


def _sent(request: HttpRequest, form: ApplicationForm, save: Save) -> HttpResponse | None:
    """What follows a POST: the page of what was saved, or None where the form is shown again."""
    if request.method != "POST" or request.POST.get("more") or not form.is_valid():
        return None
    act, plan = request.POST.get("act", ""), planning.cleaned(form.plan())
    lacks = planning.lacking(plan, request.today) if act == "submit" else planning.faults(plan, request.today)
    for lack in lacks:
        form.tell(lack.message, lack.field)
    if lacks:
        return None
    try:
        made = save(plan)
        drafts.forget(request.actor, request.POST.get("draft_at", ""))
        if act == "submit":
            writing.submit_application(request.actor, made, request.today)
            messages.success(request, "报上去了。批的人首页上会看到，批到哪一步这里写着。")
        else:
            messages.success(request, "存好了，还没有报。写全了，点“报上去”。")
        return redirect("applications:show", made.pk)
    except ChangedMeanwhile as changed:
        there = Application.objects.with_words().get(pk=form.cleaned_data["key"])
        return _compared(request, form, there, changed)
    except RuleBroken as broken:
        form.tell(broken.message, broken.field)
        return None


def _page(request: HttpRequest, form: ApplicationForm, unit: Unit, kept: Kept) -> dict[str, Any]:
    if request.POST.get("more"):  # three more rows, nothing is checked yet
        part = "agenda" if request.POST["more"] == "agenda" else "preparation"
        said = more_rows(request.POST, part)
        blank = ApplicationForm(said, unit=unit, today=request.today)
        start = {name: field.widget.value_from_datadict(said, {}, name) for name, field in blank.fields.items()}
        form = ApplicationForm(initial=start, unit=unit, today=request.today)
    units = Unit.objects.within(request.actor.scope("apply")).open_on(request.today).in_order()[:MOST_UNITS]
    return {
        "form": form,
        "unit": unit,
        "units": list(units),
        "kept": kept,
        "like": "",
        "application": None,
        "record": None,
        "last_years": last_years(unit, request.today) if request.method == "GET" else [],
        "late": bool(form["late_reason"].value() or form["late_reason"].errors),
        "jump": request.POST.get("more", ""),
    }


@guard("apply")
@keeps_drafts("改申报")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, application_id: Any) -> HttpResponse:
    """Change a draft, or what came back."""
    found = own_application(request, application_id, "apply")
    try:
        standing.check_allowed(found.state, found.case_state, "change")
    except RuleBroken as broken:
        messages.success(request, broken.message)
        return redirect("applications:show", found.pk)
    kept = _kept(request, request.path)
    start = start_of(found.plan()) | {"key": found.pk, "seen": str(found.version)}
    form = _form(request, found.unit, kept, start, found)
    chosen = {name.removeprefix("take_"): one for name, one in request.POST.items() if name.startswith("take_")}

    def save(plan: Plan) -> Application:
        told = keeping.merged(plan, found.plan(), chosen) if chosen else plan
        return writing.change_application(request.actor, found, told, request.today, form.cleaned_data["seen"])

    done = _sent(request, form, save)
    if done is not None:
        return done
    context = _page(request, form, found.unit, kept) | {"application": found, "last_years": []}
    context["late"] = context["late"] or found.own == "held"
    return render(request, "applications/write.html", context)


def _compared(
    request: HttpRequest, form: ApplicationForm, there: Application, changed: ChangedMeanwhile
) -> HttpResponse:
    """Both texts side by side: nothing is saved and nothing lost until the person has chosen."""
    before = ApplicationVersion.objects.filter(application=there, number=changed.since).first()
    mine, theirs = planning.cleaned(form.plan()), there.plan()
    seen = keeping.words_of(keeping.from_data(before.told)) if before else None
    found = differences(seen, keeping.words_of(mine), keeping.words_of(theirs))
    posted = [(name, values) for name, values in request.POST.lists() if not name.startswith(("take_", "csrf", "seen"))]
    context = {
        "application": there,
        "found": [(one, request.POST.get(f"take_{one.key}", one.choice)) for one in found],
        "posted": posted,
        "seen": str(there.version),
        "who": Entry.objects.about("application", str(there.pk)).last(),
    }
    return render(request, "applications/compared.html", context)
