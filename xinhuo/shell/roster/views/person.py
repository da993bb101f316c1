"""One person: above all the record book."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.ground.kernel.text import read_number
from xinhuo.journal.records.models import Participation
from xinhuo.who.people.models import JoinedPerson, Person
from xinhuo.who.people.rules import WHY_LOOK
from xinhuo.who.people.services.registering import CONTACTS, masked, reveal_contact

SHOWN = 30
_LABELS = {
    "phone": "电话",
    "address": "住址",
    "emergency_contact": "紧急联系人",
    "emergency_phone": "紧急联系电话",
    "id_number": "身份证号",
}


@dataclass(frozen=True)
class Contact:
    """One contact as the page shows it: masked, or in clear after a deliberate click."""

    name: str
    label: str
    text: str
    clear: bool = False


def person_in_reach(request: HttpRequest, person_id: Any) -> Person:
    """Someone of the scope, or the reader."""
    actor = request.actor
    rows = Person.objects.within(request.scope)
    if actor.can("see_own_book") and str(actor.person_id) == str(person_id):
        rows = Person.objects.filter(pk=actor.person_id)
    person = rows.select_related("unit").filter(pk=person_id).first()
    if person is None:
        raise Http404(KIND_404)
    return person


def _now(request: HttpRequest, person_id: Any) -> JoinedPerson | None:
    """Where an id leads that was joined with another: only for whoever may see that person."""
    rows = JoinedPerson.objects.filter(pk=person_id, person__in=Person.objects.within(request.scope))
    return rows.first()


@guard("enter")
def person(request: HttpRequest, person_id: Any) -> HttpResponse:
    """The record book of a year, the year's sums, and the person."""
    joined = _now(request, person_id)
    if joined is not None:
        return redirect("roster:person", joined.person_id)
    found = person_in_reach(request, person_id)
    return render(request, "roster/person.html", _page(request, found))


def _page(request: HttpRequest, found: Person, shown: Contact | None = None, wrong: str = "") -> dict[str, Any]:
    year = _year(request)
    rows = Participation.objects.counted().of_year(year).about(found)
    deeds = list(rows.select_related("record__kind", "record__unit").order_by("-held_on", "-record_id"))
    led = [d for d in deeds if d.record.led_by_id is None]
    by_month = [sum(1 for d in deeds if d.held_on.month == m) for m in range(1, 13)]
    actor, path = request.actor, found.path
    visited = Participation.objects.about(found).filter(role="was_visited", record__withdrawn_at=None).of_year(year)
    return {
        "person": found,
        "age": found.age(request.today),
        "year": year,
        "years": list(range(request.today.year, request.today.year - 4, -1)),
        "deeds": deeds if request.GET.get("all") else deeds[:SHOWN],
        "more": max(0, len(deeds) - SHOWN) if not request.GET.get("all") else 0,
        "count": len(deeds),
        "youth": sum(d.record.youth_count for d in led),
        "by_month": by_month,
        "visited": visited.count() if actor.may("see", path) else 0,
        "teams": [m.team for m in found.team_memberships.filter(ended_on=None).select_related("team")],
        "posts": list(found.appointments.select_related("post", "unit").in_rank()),
        "spells": list(found.memberships.select_related("unit")),
        "contacts": _contacts(found, shown),
        "wrong": wrong,
        "asked": request.POST.get("contact", ""),
        "why": [(word, word) for word in WHY_LOOK],
        "reason_wanted": bool(request.office and request.office.contact_reason) and actor.person_id != found.pk,
        "may_register": actor.may("register_person", path),
        "may_move": actor.may("move_person", path),
        "may_write": actor.may("write_record", path),
        "may_see_trail": actor.may("see_trail", path),
        "own": actor.person_id == found.pk,
        "may_see_contact": actor.may("see_contact", path) or actor.person_id == found.pk,
    }


def _year(request: HttpRequest) -> int:
    """The year asked for; in January the last one, whose books are being finished."""
    return read_number(request.GET.get("year", ""), 2000, 2100) or request.today.year - (request.today.month == 1)


def _contacts(found: Person, shown: Contact | None) -> list[Contact]:
    """The telephone always, the others where there is one; all masked but the one that was asked for."""
    there = [name for name in _LABELS if name == "phone" or getattr(found, name)]
    masks = [Contact(name, _LABELS[name], masked(found, name)) for name in there if name in CONTACTS]
    return [shown if shown is not None and shown.name == one.name else one for one in masks]


@guard("enter")
@require_POST
def contact(request: HttpRequest, person_id: Any) -> HttpResponse:
    """One contact in clear, on this one page; looking leaves a trace, with a reason where the office wants one."""
    found = person_in_reach(request, person_id)
    own = request.actor.person_id == found.pk
    if not (request.actor.may("see_contact", found.path) or own):
        raise Http404(KIND_404)
    name = request.POST.get("contact", "")
    reason = request.POST.get("reason_other", "").strip() or request.POST.get("reason", "")
    asked = bool(request.office and request.office.contact_reason) and not own
    try:
        text = reveal_contact(request.actor, found, name, reason, asked)
        page = _page(request, found, Contact(name, _LABELS[name], text, clear=True))
    except RuleBroken as broken:
        page = _page(request, found, wrong=broken.message)
    answer = render(request, "roster/person.html", page)
    answer["Cache-Control"] = "no-store"
    return answer
