"""定会议: notice and agenda on one page, new or changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from xinhuo.ground.drafts import services as drafts
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import guard, keeps_drafts
from xinhuo.ground.kernel.ids import new_id, read_id
from xinhuo.who.organisation.models import Unit, UsualPlace
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings.forms import MORE_POINTS, PlanForm, points_of, rows_in, start_from, start_of
from xinhuo.work.meetings.models import Meeting, MeetingKind
from xinhuo.work.meetings.rules import ChangedMeanwhile
from xinhuo.work.meetings.services import planning
from xinhuo.work.meetings.views.finding import kept_on, own_meeting, tell, unit_to_hold_for, units_holding

USUAL = ("place", "chair", "note_taker", "bring", "starts_at", "ends_at")


@guard("hold_meetings")
@keeps_drafts("定会议")
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """A new meeting: its kind brings the usual agenda, the last one of that kind brings place, chair and times."""
    unit = unit_to_hold_for(request)
    if request.method == "POST":
        form = PlanForm(request.POST, unit=unit, count=rows_in(request.POST, 0))
        if "more" not in request.POST and form.is_valid():
            try:
                key = form.cleaned_data["key"]
                meeting = planning.plan_meeting(request.actor, unit, key, form.plan())
                drafts.forget(request.actor, _address(unit, key))
                messages.success(request, "会定好了。通知可以复制，也可以打印。")
                return redirect("meetings:meeting", meeting.pk)
            except RuleBroken as broken:
                tell(form, broken)
        elif "more" in request.POST:
            form = _again(request, unit)
    else:
        key = read_id(request.GET.get("key", ""))
        if key is None:  # the key stands in the address: the back button brings the same page, hence the same meeting
            query = request.GET.copy()
            query["key"] = str(new_id())
            return redirect(f"{request.path}?{query.urlencode()}")
        form = _fresh(request, unit, key)
    kept = kept_on(request, form, _address(unit, form["key"].value()), _address(unit, ""))
    return render(
        request, "meetings/plan.html", _page(request, form, unit) | {"kept": kept, "like": _address(unit, "")}
    )


def _address(unit: Unit, key: Any) -> str:
    return f"{reverse('meetings:plan')}?unit={unit.pk}&key={key}"


def _fresh(request: HttpRequest, unit: Unit, key: Any) -> PlanForm:
    kinds = list(MeetingKind.objects.filter(active=True))
    wanted = request.GET.get("kind", "")
    kind = next((one for one in kinds if one.code == wanted), kinds[0] if kinds else None)
    start: dict[str, Any] = {"key": key, "kind": kind.pk if kind else None, "note_taker": request.actor.name}
    applied = _approved(request, unit)
    if applied is not None and kinds:
        start |= start_from(applied, kinds)
        return PlanForm(initial=start, unit=unit, count=len(applied.plan().agenda) + MORE_POINTS)
    if kind:
        start |= start_of(kind)
        last = Meeting.objects.filter(unit=unit, kind=kind).order_by("-held_on", "-id").first()
        last = last or Meeting.objects.filter(unit=unit).order_by("-held_on", "-id").first()
        start |= {name: getattr(last, name) for name in USUAL} if last else {}
    return PlanForm(initial=start, unit=unit, count=(len(kind.agenda) if kind else 0) + MORE_POINTS)


def _approved(request: HttpRequest, unit: Unit) -> Application | None:
    """The application that this meeting carries out, if one is named and it was approved."""
    wanted = read_id(request.GET.get("application", ""))
    return Application.objects.approved().with_words().filter(unit=unit, pk=wanted).first() if wanted else None


@guard("hold_meetings")
@require_GET
def from_application(request: HttpRequest, application_id: Any) -> HttpResponse:
    """照申报开会: to the form, filled with what was approved; to the meeting, where there is one already."""
    scope = request.actor.scope("hold_meetings")
    applied = Application.objects.within(scope).approved().filter(pk=application_id).first()
    if applied is None:
        raise Http404("这份申报还没有批准，或者不归您的单位。请回到申报那一页看看。")
    there = applied.meetings.exclude(state=Meeting.State.CANCELLED).first()
    if there is not None:
        return redirect("meetings:meeting", there.pk)
    return redirect(f"{reverse('meetings:plan')}?unit={applied.unit_id}&application={applied.pk}")


def _again(request: HttpRequest, unit: Unit, meeting: Meeting | None = None) -> PlanForm:
    """The page with what was typed and some more rows."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    return PlanForm(initial=typed, unit=unit, count=rows_in(request.POST, 0) + MORE_POINTS, meeting=meeting)


@guard("hold_meetings")
@keeps_drafts("改会议")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """Change notice and agenda; what somebody else changed meanwhile is shown beside it."""
    meeting = own_meeting(request, meeting_id)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and "more" in request.POST:
        form = _again(request, meeting.unit, meeting)
    elif request.method == "POST":
        form = PlanForm(request.POST, unit=meeting.unit, count=rows_in(request.POST, 0), meeting=meeting)
        if form.is_valid():
            try:
                seen = form.cleaned_data["seen"] or 0
                planning.change_plan(request.actor, meeting, form.plan(), seen, request.today)
                drafts.forget(request.actor, request.path)
                messages.success(request, "改好了。")
                return redirect("meetings:meeting", meeting.pk)
            except ChangedMeanwhile:
                theirs = _theirs(form, meeting)
                form.add_error(None, "您打开以后，别人也改过。请看下面再定。")
            except RuleBroken as broken:
                tell(form, broken)
    else:
        form = PlanForm(
            initial=_as_told(meeting), unit=meeting.unit, count=len(meeting.items.all()) + MORE_POINTS, meeting=meeting
        )
    kept = kept_on(request, form, request.path)
    more = {"kept": kept, "like": "", "theirs": theirs, "now": meeting.plan_version}
    return render(request, "meetings/plan.html", _page(request, form, meeting.unit, meeting) | more)


def _as_told(meeting: Meeting) -> dict[str, Any]:
    names = ("title", "held_on", *USUAL)
    said = {name: getattr(meeting, name) for name in names}
    start = {"key": meeting.key, "seen": meeting.plan_version, "kind": meeting.kind_id}
    return said | start | points_of(list(meeting.items.all())) | {"application": meeting.application_id}


def _theirs(form: PlanForm, meeting: Meeting) -> list[tuple[str, str]]:
    """(label, what stands there now) wherever the page says otherwise."""
    there = PlanForm(initial=_as_told(meeting), unit=meeting.unit, count=form.count, meeting=meeting)
    found = []
    for bound in there:
        if bound.name in ("key", "seen", "application") or bound.name.startswith("item_"):
            continue
        now, typed = str(bound.value() or ""), str(form[bound.name].value() or "")
        if now != typed and now[:5] != typed:
            found.append((str(bound.label), now or "（空）"))
    return found


def _page(request: HttpRequest, form: PlanForm, unit: Unit, meeting: Meeting | None = None) -> dict[str, Any]:
    places = UsualPlace.objects.filter(path__in=unit.ancestor_paths).values_list("name", flat=True)
    used = Meeting.objects.filter(unit=unit).exclude(place="").order_by("-held_on").values_list("place", flat=True)[:20]
    return {
        "form": form,
        "unit": unit,
        "units": list(units_holding(request)[:300]) if meeting is None else [],
        "meeting": meeting,
        "places": list(dict.fromkeys([*used, *places]))[:12],
        "theirs": [],
        "now": form["seen"].value() or "",
        "kinds": list(MeetingKind.objects.filter(active=True)),
        "applied": _offered(request, form, unit) if meeting is None else [],
    }


def _offered(request: HttpRequest, form: PlanForm, unit: Unit) -> list[Application]:
    """What was approved for about now and has no meeting yet, while none is chosen."""
    if form["application"].value():
        return []
    return list(Application.objects.approved_for(unit, request.today).filter(meetings=None)[:6])


@guard("hold_meetings")
@require_http_methods(["POST"])
def state(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """The small buttons of a meeting: not held, held after all, take the problems that wait."""
    meeting = own_meeting(request, meeting_id)
    act = request.POST.get("act", "")
    try:
        if act == "cancel":
            planning.call_off(request.actor, meeting, request.today)
            messages.success(request, "记下了，这个会不开了。通知过的，请另外说一声。")
        elif act == "plan":
            planning.plan_again(request.actor, meeting)
            messages.success(request, "恢复了，这个会照开。")
        elif act == "problems":
            many = planning.take_problems(request.actor, meeting)
            messages.success(request, f"收进来{many}个难题，写会议记录时一个一个记答复。")
    except RuleBroken as broken:
        messages.success(request, broken.message)
    return redirect("meetings:meeting", meeting.pk)
