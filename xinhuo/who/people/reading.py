"""Who leads what, on any day; set by set, so that a county asks as often as a village."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet

from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.ground.kernel.text import mask_phone
from xinhuo.who.organisation.models import Office, Unit, UnitChange
from xinhuo.who.people import rules
from xinhuo.who.people.facts import Contact, HistoryFacts, Term, UnboundDirector, YearRow
from xinhuo.who.people.measures import bound_directors, bound_seat
from xinhuo.who.people.models import Appointment, Membership, Person, RecordKeeper

YEARS = 40  # of the table of a 组织沿革


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


def history_facts(unit: Unit, office: Office | None, today: date) -> HistoryFacts:
    """What the 组织沿革 of a unit is printed from, until `today` or its last day: a few queries, however old it is."""
    last = min(today, unit.closed_on) if unit.closed_on else today
    held = unit.appointments.filter(started_on__lte=last).select_related("person", "post").in_rank()
    terms = [_term(one) for one in held]
    bases = dict(unit.youth_bases.filter(year__lte=last.year).values_list("year", "count"))
    joined = _elders(unit).aggregate(first=Min("started_on"))["first"]
    known = [day for day in (unit.opened_on, joined, *(term.started_on for term in terms)) if day]
    first = min([*(day.year for day in known), *bases, last.year])
    ends = {year: min(date(year, 12, 31), last) for year in range(max(first, last.year - YEARS + 1), last.year + 1)}
    units, elders = _below_by_year(unit, ends), _elders_by_year(unit, ends)
    issuer = office.name if office else unit.full_name
    changes = UnitChange.objects.filter(Q(unit=unit) | Q(other=unit), happened_on__lte=last).order_by(
        "happened_on", "id"
    )
    merged = unit.merged_into
    return HistoryFacts(
        unit_full=unit.full_name,
        issuer=issuer,
        founded=unit.opened_on,
        closed=unit.closed_on,
        ended=f"并入{merged.full_name}" if merged else "撤销",
        changes=tuple((one.happened_on, one.text) for one in changes),
        groups=rules.groups_of(terms),
        years=tuple(
            YearRow(year, units[year], elders[year], _leaders_on(held, day), bases.get(year))
            for year, day in ends.items()
        ),
        drawn_on=last,
        demo=bool(office and office.demo),
    )


def _term(one: Appointment) -> Term:
    return Term(
        post=one.post.name,
        name=one.person.name,
        party_post=one.party_post,
        duties=one.duties,
        document_number=one.document_number,
        started_on=one.started_on,
        ended_on=one.ended_on,
        leads=one.post_id == rules.DIRECTOR,
        party=one.post.party,
    )


def _leaders_on(held: Iterable[Appointment], day: date) -> int | None:
    """How many people led on `day`; None before the first of whom anybody knows."""
    known = [one for one in held if not one.post.party and one.started_on <= day]
    there = {one.person_id for one in known if one.ended_on is None or one.ended_on >= day}
    return len(there) if known else None


def _lasting(day: date, began: str, ended: str) -> Q:
    """Rows that were there on `day`; a beginning that nobody knows lies before."""
    return (Q(**{began: None}) | Q(**{f"{began}__lte": day})) & (Q(**{ended: None}) | Q(**{f"{ended}__gte": day}))


def _below_by_year(unit: Unit, ends: Mapping[int, date]) -> dict[int, int]:
    below = Unit.objects.within(Scope((Root(unit.path, unit.shard),))).exclude(pk=unit.pk).order_by()
    wanted = {f"y{year}": Count("pk", filter=_lasting(day, "opened_on", "closed_on")) for year, day in ends.items()}
    return {int(name[1:]): number for name, number in below.aggregate(**wanted).items()}


def _elders(unit: Unit) -> QuerySet[Membership]:
    """The times of all 五老 in the unit or below it; wrong registrations count nowhere."""
    there = Unit.objects.within(Scope((Root(unit.path, unit.shard),))).order_by().values("pk")
    rows = Membership.objects.filter(unit__in=there, person__kind=Person.Kind.FIVE_ELDER)
    return rows.exclude(person__status=Person.Status.VOID)


def _elders_by_year(unit: Unit, ends: Mapping[int, date]) -> dict[int, int]:
    wanted = {
        f"y{year}": Count("person", distinct=True, filter=_lasting(day, "started_on", "ended_on"))
        for year, day in ends.items()
    }
    return {int(name[1:]): number for name, number in _elders(unit).aggregate(**wanted).items()}
