"""One record, and lists of them."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.models import page_of
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.scope import Scope
from xinhuo.journal.records.forms import FilterForm
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.rules import CATEGORIES
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.views.writing import own_record
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

PAGE = 50


@guard("enter")
def record(request: HttpRequest, record_id: Any) -> HttpResponse:
    """One record with its people and its history. Whoever has one of the own unit's people in it may read it too."""
    actor = request.actor
    found = readable_record(request, record_id)
    may_change = actor.may("correct_record", found.path) or (
        actor.may("write_record", found.path) and actor.unit_id == found.unit_id
    )
    history = Entry.objects.about("record", str(found.pk))
    change = writing.last_change(found) if may_change else None
    context = {
        "record": found,
        "history": list(history),
        "may_change": may_change,
        "may_see_trail": actor.may("see_trail", found.path),
        "followers": [],
        "files": list(Attachment.objects.about("record", found.pk).standing()),
        "fresh": writing.is_fresh(found),
        "undoable": change if writing.may_undo_change(actor, found, change) else None,
        "seen": writing.version_of(found),
    }
    if found.led_by_id is None:
        context["followers"] = list(Record.objects.within(request.scope).filter(led_by=found).select_related("unit"))
    return render(request, "records/record.html", context)


def readable_record(request: HttpRequest, record_id: Any) -> Record:
    """The record if it lies in reach, or if one of the own unit's people is in it; else a kind 404."""
    if Record.objects.within(request.scope).filter(pk=record_id).exists():
        return own_record(request, record_id)
    return _through_a_person(request, record_id)


def _through_a_person(request: HttpRequest, record_id: Any) -> Record:
    """A record of another unit in which one of this scope's people, or the reader, took part."""
    own = Q(person__in=Person.objects.within(request.scope))  # also of the years when they belonged elsewhere
    rows = Participation.objects.filter(own, record_id=record_id)
    rows = rows | Participation.objects.within(request.scope).filter(record_id=record_id)
    if request.actor.can("see_own_book") and request.actor.person_id:
        rows = rows | Participation.objects.filter(record_id=record_id, person_id=request.actor.person_id)
    if not rows.exists():
        raise Http404(KIND_404)
    return Record.objects.with_words().get(pk=record_id)


@guard("see")
def records(request: HttpRequest) -> HttpResponse:
    """The records of what one may see, newest first, 50 a page, by keyset."""
    chosen = FilterForm(request.GET).chosen()
    year = chosen.get("year") or request.today.year
    rows = Record.objects.with_words()
    rows = rows.of_period(Period(year, chosen["month"], chosen["month"])) if "month" in chosen else rows.of_year(year)
    scope, unit = _where(request, chosen)
    if "category" in chosen:
        rows = rows.filter(kind__category=chosen["category"])
    if not chosen.get("withdrawn"):
        rows = rows.standing()
    page = page_of(rows, scope, "held_on", PAGE, request.GET.get("after", ""))
    said = {k: v for k, v in request.GET.items() if k != "after" and v}
    context = {
        "rows": page.rows,
        "next": f"?{urlencode({**said, 'after': page.next})}" if page.next else "",
        "year": year,
        "chosen": chosen,
        "unit": unit,
        "units": list(Unit.objects.within(request.scope).existed_in(year).in_order()[:300]),
        "categories": CATEGORIES,
        "said": said,
        "first_page": not request.GET.get("after"),
    }
    return render(request, "records/list.html", context)


def _where(request: HttpRequest, chosen: dict[str, Any]) -> tuple[Scope, Unit | None]:
    """The whole scope, or one unit of it with what lies below."""
    wanted = read_id(chosen.get("unit", ""))
    if wanted is None:
        return request.scope, None
    unit = Unit.objects.within(request.scope).filter(pk=wanted).first()
    if unit is None:
        raise Http404(KIND_404)
    return request.scope.narrowed(unit.path, unit.shard), unit
