"""What is done with an application: handed in, cancelled, told to everyone, held; and 不用申报."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.forms import FinishForm, ReasonForm
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.services import holding, writing
from xinhuo.work.applications.views.writing import own_application


def _do(request: HttpRequest, found: Application, deed: Callable[[], object], said: str) -> HttpResponse:
    """Do it and say so, or say why not; either way the page of the application follows."""
    try:
        deed()
        messages.success(request, said)
    except RuleBroken as broken:
        messages.error(request, broken.message)
    return redirect("applications:show", found.pk)


@guard("apply")
@require_POST
def submit(request: HttpRequest, application_id: Any) -> HttpResponse:
    """报上去; what is missing is asked on the form."""
    found = own_application(request, application_id, "apply")
    said = "报上去了。批的人首页上会看到，批到哪一步这里写着。"
    return _do(request, found, lambda: writing.submit_application(request.actor, found, request.today), said)


@guard("apply")
@require_POST
def reopen(request: HttpRequest, application_id: Any) -> HttpResponse:
    """又要办了."""
    found = own_application(request, application_id, "apply")
    return _do(request, found, lambda: writing.reopen_application(request.actor, found), "恢复了。")


@guard("apply")
@require_POST
def told(request: HttpRequest, application_id: Any) -> HttpResponse:
    """通知发出去了."""
    found = own_application(request, application_id, "apply")
    said = "记下了。通知发出以后，批的意见不再撤回。"
    return _do(request, found, lambda: writing.tell_everyone(request.actor, found), said)


@guard("apply")
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, application_id: Any) -> HttpResponse:
    """不办了, with a reason."""
    found = own_application(request, application_id, "apply")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.cancel_application(request.actor, found, form.cleaned_data["reason"])
            messages.success(request, "取消了。又要办，点“恢复”就回来。")
            return redirect("applications:show", found.pk)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "applications/cancel.html", {"application": found, "form": form})


@guard("apply")
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, application_id: Any) -> HttpResponse:
    """办完了: one page, filled in from the plan; only what changed is typed."""
    found = own_application(request, application_id, "apply")
    if found.told:
        return redirect("applications:show", found.pk)
    form = FinishForm(request.POST or None, unit=found.unit, initial=_as_planned(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            holding.hold_event(request.actor, found, _told(found, form), request.today)
            messages.success(request, "记好了。记录、大事记、汇报里都有了。")
            return redirect("applications:show", found.pk)
        except RuleBroken as broken:
            place = {"names": "people"}.get(broken.field, broken.field)
            form.add_error(place if place in form.fields else None, broken.message)
    context = {"application": found, "form": form, "early": found.starts_on > request.today}
    return render(request, "applications/finish.html", context)


def _as_planned(request: HttpRequest, found: Application) -> dict[str, Any]:
    return {
        "held_on": min(found.starts_on, request.today),
        "kind": _kind(found.unit, found.sort),
        "place": found.place,
        "content": found.content or found.name,
        "other_count": max(found.head_count - found.youth_count, 0) or None,
        "youth_count": found.youth_count or None,
    }


def _kind(unit: Unit, sort: str) -> Any:
    """会议 for a meeting that is no routine one, else the first theme: what the writer would choose most often."""
    wanted = "meeting" if sort == "meeting" else "theme_education"
    kinds = list(RecordKind.objects.of_office(unit).filter(category=wanted))
    return next((kind.pk for kind in sorted(kinds, key=lambda k: k.routine)), None)


def _told(found: Application, form: FinishForm) -> Told:
    said = form.cleaned_data
    start = found.starts_at
    same_day = said["held_on"] == found.starts_on
    return Told(
        held_on=said["held_on"],
        ended_on=found.ends_on if same_day else None,
        time_of_day="" if start is None else "上午" if start.hour < 12 else "下午" if start.hour < 18 else "晚上",
        kind=said["kind"],
        team=said["kind"].team,
        place=said["place"],
        title=found.name,
        content=said["content"],
        effect=said["effect"],
        youth_count=said["youth_count"] or 0,
        other_count=said["other_count"] or 0,
        milestone=True,
        people=[Taking(person) for person in said["people"]],
        source="other",
        source_ref=f"application:{found.pk}",
    )


@guard("manage_kinds")
@require_http_methods(["GET", "POST"])
def exempt(request: HttpRequest, record_id: Any) -> HttpResponse:
    """不用申报, with a reason: for the office."""
    rows = Record.objects.within(request.actor.scope("manage_kinds")).standing().select_related("unit")
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise Http404(KIND_404)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            holding.exempt(request.actor, record, form.cleaned_data["reason"])
            messages.success(request, "记下了，这一件不用申报。")
            return redirect("applications:unapproved")
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
    return render(request, "applications/exempt.html", {"record": record, "form": form})
