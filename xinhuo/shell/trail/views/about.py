"""What happened to one person, one record, one unit, one account: oldest first."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xinhuo.ground.audit.models import Entry, EntryQuerySet
from xinhuo.ground.kernel.guard import KIND_404, guard
from xinhuo.journal.records.models import Record
from xinhuo.shell.trail.reading import deeds_of
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person

SHOWN = 300  # the newest lines about one thing


def _one(request: HttpRequest, rows: Any, pk: Any) -> Any:
    """The thing, if it lies where the reader may read the trail."""
    found = rows.within(request.actor.scope("see_trail")).filter(pk=pk).first()
    if found is None:
        raise Http404(KIND_404)
    return found


def _page(request: HttpRequest, title: str, back: str, entries: EntryQuerySet) -> HttpResponse:
    """Only lines within reach: of someone who came from elsewhere, what happened since."""
    newest = list(entries.within(request.actor.scope("see_trail")).order_by("-at", "-id")[: SHOWN + 1])
    context = {
        "title": title,
        "back": back,
        "deeds": deeds_of(newest[:SHOWN][::-1]),
        "more": len(newest) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "trail/about.html", context)


@guard("see_trail")
def person(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Of a person: registration, posts, who looked at the contacts."""
    found = _one(request, Person.objects, person_id)
    back = reverse("roster:person", args=[found.pk]) if request.actor.may("see", found.path) else reverse("trail:list")
    return _page(request, found.name, back, Entry.objects.about("person", str(found.pk)))


@guard("see_trail")
def record(request: HttpRequest, record_id: Any) -> HttpResponse:
    """Of a record: written, changed, withdrawn."""
    found = _one(request, Record.objects, record_id)
    back = reverse("records:record", args=[found.pk]) if request.actor.may("see", found.path) else reverse("trail:list")
    return _page(request, found.title, back, Entry.objects.about("record", str(found.pk)))


@guard("see_trail")
def unit(request: HttpRequest, unit_id: Any) -> HttpResponse:
    """Of a unit itself: founded, renamed, moved, its papers' words."""
    found = _one(request, Unit.objects, unit_id)
    return _page(request, found.name, reverse("trail:list"), Entry.objects.about("unit", str(found.pk)))


@guard("see_trail")
def account(request: HttpRequest, account_id: Any) -> HttpResponse:
    """Of an account: opened, given rights, locked, closed."""
    found = _one(request, Account.objects, account_id)
    own = request.actor.may("manage_accounts", found.path)
    back = reverse("accounts:account", args=[found.pk]) if own else reverse("trail:list")
    return _page(request, f"{found.name}的账号", back, Entry.objects.about("account", str(found.pk)))
