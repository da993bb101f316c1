"""Change a record, see two changes side by side, take a change or the whole record back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import guard, keeps_drafts
from xinhuo.journal.records.forms import NO_TEAM, PartsForm, RecordForm, WithdrawForm
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.rules import ChangedMeanwhile
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.services.told import merged, told_of
from xinhuo.journal.records.views.writing import compared, draft_address, kept_on, own_record, page_of_form, tell


@guard("write_record")
@keeps_drafts("改一笔")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, record_id: Any) -> HttpResponse:
    """Change a record: the same page, filled."""
    record = own_record(request, record_id, "write_record")
    if request.method == "POST":
        form = RecordForm(request.POST, unit=record.unit, today=request.today, record=record)
        if form.is_valid():
            try:
                return _change(request, record, form)
            except ChangedMeanwhile as changed:
                return compared(request, form, own_record(request, record_id, "write_record"), changed)
            except RuleBroken as broken:
                tell(form, broken)
    elif record.withdrawn:
        messages.success(request, f"这一笔已经{record.gone}了。要改的话，请先恢复。")
        return redirect("records:record", record.pk)
    else:
        form = RecordForm(unit=record.unit, today=request.today, record=record, initial=_as_told(record))
    kept = kept_on(request, form, request.path)
    context = page_of_form(request, form, record.unit, record) | {"kept": kept, "like": ""}
    return render(request, "records/write.html", context)


def _change(request: HttpRequest, record: Record, form: RecordForm) -> HttpResponse:
    """Save what is told, with what was chosen of somebody else's words (`take_…`)."""
    told = form.told()
    chosen = {name.removeprefix("take_"): one for name, one in request.POST.items() if name.startswith("take_")}
    if chosen:
        told = merged(told, told_of(record), chosen)
    writing.change_record(request.actor, record, told, request.today, form.cleaned_data["seen"])
    for address in (request.path, draft_address(record.unit, record.key)):
        drafts.forget(request.actor, address)
    messages.success(request, "改好了。各份文书都跟着改了。")
    return redirect("records:record", record.pk)


def _as_told(record: Record) -> dict[str, Any]:
    fields = ("held_on", "ended_on", "time_of_day", "place", "content", "effect", "youth_count", "other_count")
    more = ("title", "milestone", "paper_date", "late_reason", "on_behalf")
    people = [p for p in record.participations.all() if p.role != Participation.Role.WAS_VISITED]
    visited = [p.person.name for p in record.participations.all() if p.role == Participation.Role.WAS_VISITED]
    return {name: getattr(record, name) for name in (*fields, *more)} | {
        "key": record.key,
        "seen": writing.version_of(record),
        "day": "x",
        "kind": record.kind_id,
        "team": record.team_id or NO_TEAM,
        "occasion": record.occasion_id,
        "people": [p.person_id for p in people],
        "visited": "、".join(visited),
        "on_paper": record.source == Record.Source.PAPER,
    }


@guard("write_record")
@keeps_drafts("各人的一句话")
@require_http_methods(["GET", "POST"])
def parts(request: HttpRequest, record_id: Any) -> HttpResponse:
    """Who led, who spoke, and a sentence of one's own for each book."""
    record = own_record(request, record_id, "write_record")
    form = PartsForm(request.POST or None, parts=list(record.participations.all()))
    seen, theirs = writing.version_of(record), dict[str, str]()
    if request.method == "POST" and form.is_valid():
        try:
            writing.assign_parts(request.actor, record, form.takings(), form.cleaned_data["seen"])
            drafts.forget(request.actor, request.path)
            messages.success(request, "记好了。每个人的记载簿里都有自己的这一句。")
            return redirect("records:record", record.pk)
        except RuleBroken as broken:
            form.add_error(None, broken.message)
            theirs = form.theirs() if isinstance(broken, ChangedMeanwhile) else {}
    kept = kept_on(request, form, request.path)
    context = {"record": record, "form": form, "seen": seen, "theirs": theirs, "kept": kept}
    return render(request, "records/parts.html", context)


@guard("write_record")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, record_id: Any) -> HttpResponse:
    """Take a record back (撤销 within a day, 作废 with a reason later), or undo that."""
    record = own_record(request, record_id, "write_record")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("restore"):
                writing.restore_record(request.actor, record)
                messages.success(request, "恢复了。它又算在各份文书里了。")
            else:
                gone = writing.withdraw_record(request.actor, record, form.cleaned_data["reason"]).gone
                messages.success(request, f"{gone}了。这一笔不再算数，点“恢复”就回来。")
            return redirect("records:record", record.pk)
        except RuleBroken as broken:
            tell(form, broken)
    context = {"record": record, "form": form, "fresh": writing.is_fresh(record)}
    return render(request, "records/withdraw.html", context)


@guard("write_record")
@require_POST
def undo(request: HttpRequest, record_id: Any) -> HttpResponse:
    """撤回这次修改: the record says again what it said before."""
    record = own_record(request, record_id, "write_record")
    try:
        writing.undo_change(request.actor, record, request.POST.get("seen", ""), request.today)
        messages.success(request, "撤回了，恢复成改之前的样子。")
    except ChangedMeanwhile:
        messages.success(request, "这一笔刚刚又有改动，没有撤回。请看一看再定。")
    except RuleBroken as broken:
        messages.success(request, broken.message)
    return redirect("records:record", record.pk)
