"""记一笔: the page of one record, new."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
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
from xinhuo.journal.records.forms import DAYS, EFFECTS, NO_TEAM, RecordForm
from xinhuo.journal.records.models import Occasion, Record, RecordKind, RecordVersion
from xinhuo.journal.records.rules import ChangedMeanwhile, differences, falls_on
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.services.told import from_data, told_of, words_of
from xinhuo.journal.records.views.standing_in import standing_in, unit_to_write_for, whose_notes
from xinhuo.who.organisation.models import Unit, UsualPlace
from xinhuo.who.people.models import Person, Team

RECENT = 60  # how many of the unit's last records tell what is usual there
USUAL_KINDS = 6
USUAL_PEOPLE = 8
USUAL_PLACES = 4


@dataclass(frozen=True)
class Usual:
    """What this unit does most: offered first, so that a common record takes a few taps."""

    kinds: list[RecordKind]
    other_kinds: list[RecordKind]
    places: list[str]
    people: list[Person]
    other_people: list[Person]
    last: Record | None


def usual_of(unit: Unit, chosen: set[Any]) -> Usual:
    """Kinds by use, places and people by how lately, from the last records; `chosen` people always show."""
    last = list(Record.objects.standing().filter(unit=unit).with_words().newest_first()[:RECENT])
    kinds = list(RecordKind.objects.of_office(unit).select_related("team"))
    used = Counter(record.kind_id for record in last)
    ranked = sorted(kinds, key=lambda k: (k.routine, -used[k.pk]))  # 例会 is recorded often, yet rarely by hand
    first = {k.pk for k in ranked[:USUAL_KINDS]}
    known = UsualPlace.objects.filter(path__in=unit.ancestor_paths).values_list("name", flat=True)
    places = list(dict.fromkeys([*list(dict.fromkeys(r.place for r in last if r.place))[:USUAL_PLACES], *known]))
    people = list(Person.objects.filter(unit=unit, status__in=["active", "paused"]).by_strokes())
    lately = {p.person_id: -n for n, r in enumerate(reversed(last)) for p in r.participations.all()}
    people.sort(key=lambda p: (p.pk not in chosen, lately.get(p.pk, 1)))
    cut = max(USUAL_PEOPLE, len(chosen))
    return Usual(
        kinds=ranked[:USUAL_KINDS],
        other_kinds=[k for k in kinds if k.pk not in first],
        places=places,
        people=people[:cut],
        other_people=sorted(people[cut:], key=lambda p: (p.stroke_key, str(p.pk))),
        last=last[0] if last else None,
    )


def draft_address(unit: Unit, key: Any) -> str:
    """Where a record that is being written is put aside: one place a record, so that two tabs keep two texts."""
    return f"{reverse('records:write')}?unit={unit.pk}&key={key}"


@guard("write_record")
@keeps_drafts("记一笔")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """记一笔."""
    unit = unit_to_write_for(request)
    if request.method == "POST":
        form = RecordForm(request.POST, unit=unit, today=request.today)
        if form.is_valid():
            try:
                told = form.told()
                if told.source == "paper":
                    told = replace(told, source_ref=whose_notes(request, unit))
                record = writing.write_record(request.actor, unit, form.cleaned_data["key"], told, request.today)
                drafts.forget(request.actor, draft_address(unit, record.key))
                return redirect("desk:saved", record.pk)
            except ChangedMeanwhile as changed:  # gone back to a record that somebody else has corrected since
                record = Record.objects.filter(unit=unit, key=form.cleaned_data["key"]).with_words().get()
                return compared(request, form, record, changed)
            except RuleBroken as broken:
                tell(form, broken)
    else:
        key = read_id(request.GET.get("key", ""))
        if key is None:  # the key stands in the address: the back button brings the same page, hence the same record
            query = request.GET.copy()
            query["key"] = str(new_id())
            return redirect(f"{request.path}?{query.urlencode()}")
        stored = Record.objects.filter(unit=unit, key=key).first()
        if stored is not None:
            messages.success(request, "这一笔已经存好了。在这里改，改的就是它；要记新的，请从首页点“记一笔”。")
            return redirect("records:edit", stored.pk)
        form = RecordForm(unit=unit, today=request.today, initial=_start(request, unit, key))
    like = draft_address(unit, "")
    address = draft_address(unit, form["key"].value())
    kept = kept_on(request, form, address, like)
    context = page_of_form(request, form, unit) | {"kept": kept, "like": like}
    return render(request, "records/write.html", context)


def kept_on(request: HttpRequest, form: Form, address: str, like: str = "") -> Kept:
    """What is put aside for this form; with `?draft=1` it is filled in and written on."""
    if request.method == "POST":
        return Kept(address)
    kept = kept_for(request.actor, address, bool(request.GET.get("draft")), like)
    if kept.taken:
        kept.taken.fill(form)
    return kept


def _start(request: HttpRequest, unit: Unit, key: UUID) -> dict[str, Any]:
    """Today, this time of day, the last place; or what an earlier record had (照上次的填, 再记一笔)."""
    start: dict[str, Any] = {"key": key, "day": "0", "held_on": request.today, "milestone": False}
    start["on_behalf"] = unit.pk != request.actor.unit_id
    start["on_paper"] = bool(whose_notes(request, unit))
    like = _like(request, unit)
    if like is not None:
        start |= {
            "kind": like.kind_id,
            "place": like.place,
            "team": like.team_id or NO_TEAM,
            "people": [p.person_id for p in like.participations.all() if p.role != "was_visited"],
        }
        if request.GET.get("again"):  # a pile of paper: the month stays, the day is to be told
            start |= {
                "day": "x",
                "held_on": like.held_on,
                "time_of_day": "",
                "on_paper": like.source == "paper" or start["on_paper"],
            }
        else:
            start |= {"content": like.content, "youth_count": like.youth_count or "", "time_of_day": like.time_of_day}
    elif read_id(request.GET.get("person", "")):
        start["people"] = [read_id(request.GET["person"])]
    month = _month(request.GET.get("month", ""), request.today)
    if month or unit.closed_on:
        start |= {"day": "x", "held_on": month or min(unit.closed_on, request.today), "time_of_day": ""}
    start["occasion"] = _occasion_on(start["held_on"])
    return start


def _like(request: HttpRequest, unit: Unit) -> Record | None:
    wanted = read_id(request.GET.get("like", ""))
    return Record.objects.filter(unit=unit, pk=wanted).with_words().first() if wanted else None


def _month(text: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return day if day <= today else None


def _occasion_on(day: date) -> str | None:
    mark = day.month * 100 + day.day
    offered = Occasion.objects.filter(active=True)
    return next((one.pk for one in offered if falls_on(mark, one.first, one.last)), None)


def tell(form: RecordForm, broken: RuleBroken) -> None:
    form.add_error(broken.field if broken.field in form.fields else None, broken.message)


def page_of_form(request: HttpRequest, form: RecordForm, unit: Unit, record: Record | None = None) -> dict[str, Any]:
    def value(name: str) -> Any:
        return form[name].value()

    chosen = {read_id(str(p)) for p in (value("people") or [])}
    usual = usual_of(unit, chosen)
    strangers = form.fields["people"].queryset.filter(pk__in=chosen).exclude(unit=unit).select_related("unit")
    place = value("place") or ""
    places = list(dict.fromkeys([*([place] if place and place != "别处" else []), *usual.places]))
    return {
        "form": form,
        "unit": unit,
        "last_day": min(request.today, unit.closed_on or request.today),
        "record": record,
        "usual": usual,
        "strangers": list(strangers),
        "chosen_people": chosen,
        "places": places or [f"{unit.name}校外教育辅导站", f"{unit.name}党群服务中心"],
        "chosen_kind": read_id(str(value("kind") or "")) or (usual.kinds[0].pk if usual.kinds and not record else None),
        "chosen_place": place or (usual.places[0] if usual.places and not form.is_bound and not record else ""),
        "days": DAYS,
        "effects": EFFECTS,
        "teams": Team.objects.filter(path__in=unit.ancestor_paths),
        "occasions": Occasion.objects.filter(Q(active=True) | Q(pk=value("occasion") or "")),
        "standing": standing_in(request, unit) if record is None else None,
    }


def compared(request: HttpRequest, form: RecordForm, record: Record, changed: ChangedMeanwhile) -> HttpResponse:
    """Both texts side by side, field by field: nothing is saved and nothing lost until the person has chosen."""
    before = RecordVersion.objects.filter(record=record, number=changed.since).first()
    change = writing.last_change(record)
    found = differences(
        words_of(from_data(before.told)) if before else None, words_of(form.told()), words_of(told_of(record))
    )
    posted = [(name, values) for name, values in request.POST.lists() if not name.startswith(("take_", "csrf", "seen"))]
    context = {
        "record": record,
        "found": [(one, request.POST.get(f"take_{one.key}", one.choice)) for one in found],
        "posted": posted,
        "seen": writing.version_of(record),
        "who": Entry.objects.about("record", str(record.pk)).last(),
        "when": change.made_at if change else record.created_at,
    }
    return render(request, "records/compared.html", context)


def own_record(request: HttpRequest, record_id: Any, action: str = "see") -> Record:
    """The record if it lies in reach for `action`, else a kind 404."""
    rows = Record.objects.within(request.actor.scope(action)).with_words().select_related("unit__parent")
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise Http404(KIND_404)
    return record


@guard("write_record")
def find_people(request: HttpRequest) -> HttpResponse:
    """People of the unit by part of the name or initials; of other units of the same office by the exact name only."""
    unit = unit_to_write_for(request)
    text = request.GET.get("q", "").strip()
    found = Person.objects.filter(unit=unit, status__in=["active", "paused"]).matching(text).by_strokes()[:20]
    others = Person.objects.filter(
        name=text, shard=unit.shard, path__startswith=writing.office_path(unit), status__in=["active", "paused"]
    ).exclude(unit=unit)
    context = {"found": list(found) if text else [], "others": list(others.select_related("unit")[:10]), "text": text}
    return render(request, "records/_found_people.html", context)
