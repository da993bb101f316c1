"""The workbench, and the page after saving that shows where a record went."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from xinhuo.ground.drafts.models import Draft
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.guard import guard, public
from xinhuo.ground.kernel.models import page_of
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.measures import elders, held, youth
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.services.writing import is_fresh
from xinhuo.journal.records.views.writing import own_record
from xinhuo.shell.desk.facts import UnitRow
from xinhuo.shell.desk.reading import Asked, silent_months, tasks_of
from xinhuo.shell.desk.rules import greeting, months_said
from xinhuo.shell.desk.services import waits_for_set_up
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports.reading import duty_months

RECENT = 3
ASIDE = 5
LISTED = 60  # units shown one by one; an office with more sees its direct children


@public
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the set-up on a machine without an office, the login, or the workbench."""
    if waits_for_set_up():
        return redirect("desk:setup")
    return home(request)


@guard("enter")
def home(request: HttpRequest) -> HttpResponse:
    """首页."""
    actor, today = request.actor, request.today
    scope = actor.scope("see")
    if not scope:
        return render(request, "desk/totals.html", _totals(request))
    units = units_of(scope)
    month = Period(today.year, today.month, today.month)
    recent = page_of(Record.objects.standing().with_words(), scope, "held_on", RECENT)
    context = {
        "greeting": greeting(timezone.localtime().hour),
        "tasks": tasks_of(Asked(actor, today, request.scope, request.user.unit), units),
        "units": units,
        "home": request.user.unit,
        "recent": recent.rows,
        "month": today.month,
        "sums": _sums(scope, month),
        "overview": _overview(request, units) if len(units) > 1 else [],
        "may_write": actor.can("write_record"),
        "aside": list(Draft.objects.of(actor.id)[:ASIDE]),
    }
    return render(request, "desk/home.html", context)


def units_of(scope: Any) -> list[Unit]:
    """The units that keep books within `scope`, in the office's own order."""
    return list(Unit.objects.within(scope).keeping_books().filter(closed_on=None).in_order()[:LISTED])


def _sums(scope: Any, period: Period) -> dict[str, int]:
    rows = Record.objects.within(scope).standing().of_period(period)
    people = Participation.objects.within(scope).counted().filter(held_on__range=(period.start, period.end))
    return {
        "records": rows.leading().count(),
        "people": people.values("person").distinct().count(),
        "youth": rows.leading().aggregate(n=Sum("youth_count"))["n"] or 0,
    }


def _overview(request: HttpRequest, units: Sequence[Unit]) -> list[UnitRow]:
    """A row a unit from three grouped queries, in the office's own order."""
    today = request.today
    this_month, this_year = Period(today.year, today.month, today.month), Period(today.year)
    per_month, per_year = held.values(units, this_month), held.values(units, this_year)
    children = youth.values(units, this_year)
    silent = silent_months(units, today.year, today.month - 1, today)
    return [
        UnitRow(
            name=unit.name,
            url=f"{reverse('records:list')}?unit={unit.pk}",
            this_month=per_month.get(unit.pk, 0),
            this_year=per_year.get(unit.pk, 0),
            youth=children.get(unit.pk, 0) or 0,
            quiet=months_said(silent[unit.pk]),
        )
        for unit in units
    ]


def _totals(request: HttpRequest) -> dict[str, Any]:
    """For whoever reads totals only: numbers by unit, no names and no drafts."""
    actor, year = request.actor, request.today.year
    scope = actor.scope("see_totals")
    units = units_of(scope) if scope else []
    period = Period(year)
    rows = []
    if units:
        per_year, children, people = (
            held.values(units, period),
            youth.values(units, period),
            elders.values(units, period),
        )
        rows = [(u.name, per_year.get(u.pk, 0), people.get(u.pk, 0), children.get(u.pk, 0) or 0) for u in units]
    return {"rows": rows, "year": year, "greeting": greeting(timezone.localtime().hour), "own": actor.person_id}


@guard("write_record")
def saved(request: HttpRequest, record_id: Any) -> HttpResponse:
    """存好了: what was written, and every paper that it is in already."""
    record = own_record(request, record_id, "write_record")
    if record.withdrawn:
        return redirect("records:record", record.pk)
    year, month = record.held_on.year, record.held_on.month
    taking = [p for p in record.participations.all() if p.role != Participation.Role.WAS_VISITED]
    counts = dict(_book_counts([p.person_id for p in taking], year))
    context = {
        "record": record,
        "fresh": is_fresh(record),
        "taking": [(p.person, counts.get(p.person_id, 0)) for p in taking],
        "added": [p.person for p in record.participations.all() if p.person.added_in_passing],
        "files": Attachment.objects.about("record", record.pk).standing().count(),
        "year": year,
        "month": month,
        "report_month": _report_month(record, request.today),
    }
    return render(request, "desk/saved.html", context)


def _report_month(record: Record, today: date) -> int:
    """Which report to show it in: of the unit's next turn, where that has begun, else of this month."""
    year = record.held_on.year
    if year != today.year:
        return 12
    turns = duty_months([record.unit], year).get(record.unit_id, [])
    return min(next((month for month in turns if month >= record.held_on.month), record.held_on.month), today.month)


def _book_counts(person_ids: list[Any], year: int) -> list[tuple[Any, int]]:
    """How many rows each book of `year` has now: one query."""
    from_rows = Participation.objects.counted().of_year(year).filter(person_id__in=person_ids).order_by()
    found: dict[Any, int] = {}
    for person in from_rows.values_list("person_id", flat=True):
        found[person] = found.get(person, 0) + 1
    return list(found.items())
