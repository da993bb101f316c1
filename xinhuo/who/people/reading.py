"""Who leads what, on any day; set by set, so that a county asks as often as a village."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from xinhuo.ground.kernel.text import mask_phone
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.facts import Contact, UnboundDirector
from xinhuo.who.people.measures import bound_directors, bound_seat
from xinhuo.who.people.models import Appointment, RecordKeeper


def leading_group(unit: Unit, day: date) -> list[Appointment]:
    """The 领导班子 of `day` by post and rank: one query. Holders of party posts alone are none of it."""
    return list(unit.appointments.leading().held_on(day).select_related("person", "post").in_rank())


def contacts_of(unit: Unit, day: date) -> tuple[Contact, ...]:
    """How to reach the 领导班子 of `day`, each person once and masked: one query."""
    found: dict[Any, Contact] = {}
    for one in leading_group(unit, day):
        known = found.get(one.person_id)
        post = f"{known.post}、{one.post.name}" if known else one.post.name
        found[one.person_id] = Contact(post, one.person.name, mask_phone(one.person.phone or ""))
    return tuple(found.values())


def keeper_on(unit: Unit, day: date) -> RecordKeeper | None:
    """The 记载人 of `day`; where the book was handed over that day, the new one."""
    kept = unit.keepers.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)
    return kept.select_related("appointment__person", "appointment__post").order_by("started_on", "id").last()


def unbound_directors(units: Collection[Unit] | QuerySet, day: date) -> list[UnboundDirector]:
    """Units open on `day` whose 主任 doesn't hold the bound party post, in the office's order, with the gap's age.

    The gap begins after the last day on which somebody held both; where nobody ever did, with the first 主任 that is
    known, else with the unit. Three queries, however many units.
    """
    obliged = Unit.objects.among(units).open_on(day).exclude(unit_type__director_party_post="")
    bound = bound_directors(day, day).filter(unit__in=obliged.order_by()).values("unit")
    gaps = list(obliged.exclude(pk__in=bound).select_related("unit_type").with_names().in_order())
    rows = Appointment.objects.filter(unit__in=gaps, started_on__lte=day).filter(bound_seat() | Q(post=rules.DIRECTOR))
    rows = rows.annotate(seat=ExpressionWrapper(bound_seat(), BooleanField())).select_related("person")
    terms: dict[Any, list[Any]] = {unit.pk: [] for unit in gaps}
    for term in rows.order_by("started_on", "id"):
        terms[term.unit_id].append(term)
    return [_gap(unit, terms[unit.pk], day) for unit in gaps]


def _gap(unit: Unit, terms: Sequence[Any], day: date) -> UnboundDirector:
    directors = [term for term in terms if term.post_id == rules.DIRECTOR]
    ends = [
        min(_end(director, day), _end(seat, day))
        for director in directors
        for seat in terms
        if seat.seat and seat.person_id == director.person_id and _met(director, seat, day)
    ]
    since = max(ends) + timedelta(days=1) if ends else directors[0].started_on if directors else unit.opened_on
    now = next((term.person.name for term in reversed(directors) if _end(term, day) >= day), "")
    age = (day - since).days + 1 if since else 0
    return UnboundDirector(unit.pk, unit.name_on(day), unit.unit_type.director_party_post, now, since, age)


def _end(term: Any, day: date) -> date:
    return term.ended_on or day


def _met(one: Any, other: Any, day: date) -> bool:
    return max(one.started_on, other.started_on) <= min(_end(one, day), _end(other, day))
