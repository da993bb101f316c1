"""开会: take the roll, write the minutes, close."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard, keeps_drafts
from xinhuo.work.meetings import prose
from xinhuo.work.meetings.forms import MORE_DECIDED, MinutesForm, PartForm, RollForm, rows_in
from xinhuo.work.meetings.models import AgendaItem, Meeting, MeetingVersion
from xinhuo.work.meetings.reading import facts_of, heard, minutes_of, not_in_post
from xinhuo.work.meetings.rules import ChangedMeanwhile, differences, merged
from xinhuo.work.meetings.services import closing, minuting, roll
from xinhuo.work.meetings.services.carrying import units_of
from xinhuo.work.meetings.views.finding import kept_on, own_meeting, tell


@guard("hold_meetings")
@keeps_drafts("登记到会")
@require_http_methods(["GET", "POST"])
def take_roll(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """到会登记: everyone stands on 到会, only who did not come is changed."""
    meeting = own_meeting(request, meeting_id)
    rows = list(meeting.roll.all())
    start = {"others": meeting.others or ""}
    form = RollForm(request.POST if request.method == "POST" else None, rows=rows, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            others = form.cleaned_data["others"] or 0
            roll.take_roll(request.actor, meeting, form.marks(), form.typed_names(), others, request.today)
            drafts.forget(request.actor, request.path)
            messages.success(request, "到会登记好了。学习、宣誓这些环节都照这一份。")
            return redirect("meetings:meeting", meeting.pk)
        except RuleBroken as broken:
            tell(form, broken)
    wrong = not_in_post(meeting, rows)
    context = {
        "meeting": meeting,
        "form": form,
        "rows": [(row, *fields, wrong.get(row.pk, "")) for row, *fields in form.rows],
        "kept": kept_on(request, form, request.path),
    }
    return render(request, "meetings/roll.html", context)


@guard("hold_meetings")
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, meeting_id: Any, item_id: Any) -> HttpResponse:
    """Who took part in the study, the oath … otherwise than the roll says."""
    meeting = own_meeting(request, meeting_id)
    item = AgendaItem.objects.filter(meeting=meeting, pk=item_id).first()
    if item is None or not item.takes_roll:
        raise Http404(KIND_404)
    rows = list(meeting.roll.all())
    start = {"others": [str(pk) for pk in item.changes.values_list("attendance", flat=True)]}
    form = PartForm(request.POST if request.method == "POST" else None, rows=rows, initial=start)
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["others"])
        roll.differ(request.actor, item, [row.pk for row in rows if str(row.pk) in chosen])
        messages.success(request, "记好了。没点的都照到会登记。")
        return redirect("meetings:meeting", meeting.pk)
    return render(request, "meetings/part.html", {"meeting": meeting, "item": item, "form": form})


@guard("hold_meetings")
@keeps_drafts("会议记录")
@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """会议记录: what was said on each point, what was decided, who does it by when."""
    meeting = own_meeting(request, meeting_id)
    units = minuting.units_asked(meeting)
    told = minutes_of(meeting)
    if request.method == "POST":
        more = "more" in request.POST
        count = rows_in(request.POST, 0, "text_new") + (MORE_DECIDED if more else 0)
        form = MinutesForm(None if more else request.POST, told=told, units=units, fresh=count)
        if more:
            form.initial = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        elif form.is_valid():
            try:
                return _write(request, meeting, form)
            except ChangedMeanwhile as changed:
                return _compared(request, own_meeting(request, meeting_id), form, changed)
            except RuleBroken as broken:
                tell(form, broken)
    else:
        form = MinutesForm(told=told, units=units, fresh=MORE_DECIDED, initial={"seen": meeting.version})
    context = {
        "meeting": meeting,
        "form": form,
        "items": [(item, form[f"said_{item.pk.hex}"]) for item in meeting.items.all()],
        "problems": [(one, form[f"answer_{one.pk.hex}"]) for one in meeting.problems.all()],
        "decided_rows": [form.decided_row(row.pk.hex) for row in meeting.resolutions.all()],
        "reports": heard([meeting])[meeting.pk],
        "kept": kept_on(request, form, request.path),
    }
    return render(request, "meetings/minutes.html", context)


def _write(request: HttpRequest, meeting: Meeting, form: MinutesForm) -> HttpResponse:
    """Save the minutes, with what was chosen of somebody else's words (`take_…`)."""
    texts = form.texts()
    chosen = {name.removeprefix("take_"): one for name, one in request.POST.items() if name.startswith("take_")}
    if chosen:
        theirs = {key: words for key, (_, words) in minutes_of(meeting).items()}
        texts = merged(texts, theirs, chosen)
    seen = form.cleaned_data["seen"]
    fresh = [*form.fresh(), *form.orphans(_began(meeting, seen))]
    minuting.write_minutes(request.actor, meeting, texts, fresh, seen, request.today)
    drafts.forget(request.actor, request.path)
    messages.success(request, "会议记录存好了。")
    return redirect("meetings:meeting", meeting.pk)


def _began(meeting: Meeting, seen: int) -> dict[str, str]:
    """What the minutes said in the version that the writer had before the eyes; {} where it is the present one."""
    version = MeetingVersion.objects.filter(meeting=meeting, number=seen).first()
    return version.told if version else {}


def _compared(request: HttpRequest, meeting: Meeting, form: MinutesForm, changed: ChangedMeanwhile) -> HttpResponse:
    """Both texts side by side: nothing is saved and nothing lost until the person has chosen."""
    began = _began(meeting, changed.since)
    last = MeetingVersion.objects.filter(meeting=meeting, number=meeting.version - 1).first()
    found = differences(began, form.texts(), minutes_of(meeting))
    names = {str(unit.pk): unit.name for unit in minuting.units_asked(meeting).values()}
    gone = form.unchanged_orphans(began)
    posted = [
        (name, values)
        for name, values in request.POST.lists()
        if name not in gone and not name.startswith(("take_", "csrf", "seen"))
    ]
    context = {
        "meeting": meeting,
        "found": [(one, request.POST.get(f"take_{one.key}", one.choice)) for one in found],
        "names": names,
        "posted": posted,
        "who": last,
    }
    return render(request, "meetings/compared.html", context)


@guard("hold_meetings")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """结束会议: first what would be written and what may be wrong, then it is done; or opened again (`reopen`)."""
    meeting = own_meeting(request, meeting_id)
    problem = ""
    if request.method == "POST":
        try:
            return _closed(request, meeting)
        except RuleBroken as broken:
            problem = broken.message
    came = units_of(meeting)
    rows = list(meeting.roll.all())
    units = minuting.units_asked(meeting)
    facts = facts_of(meeting, request.office, (), heard([meeting])[meeting.pk])
    context = {
        "meeting": meeting,
        "units": [(units[pk], len(mine)) for pk, mine in came.items()],
        "missing": [unit for pk, unit in units.items() if pk not in came],
        "wrong_posts": list(not_in_post(meeting, rows).values()),
        "content": prose.record_content(facts),
        "roll_said": prose.roll_said(facts),
        "problem": problem,
        "unminuted": not meeting.remarks and not any(item.said for item in meeting.items.all()),
    }
    return render(request, "meetings/close.html", context)


def _closed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if request.POST.get("reopen"):
        closing.reopen_meeting(request.actor, meeting, request.today)
        messages.success(request, "重开了。各单位的那一笔先收回，改好再点“结束会议”。")
        return redirect("meetings:meeting", meeting.pk)
    carried = closing.close_meeting(request.actor, meeting, request.today)
    said = f"会议结束了。{len(carried.units)}个单位都记上了，不用再记。"
    if carried.left:
        said += f"{'、'.join(unit.name for unit in carried.left)}不归您记，请他们自己记一笔。"
    messages.success(request, said)
    return redirect("meetings:meeting", meeting.pk)
