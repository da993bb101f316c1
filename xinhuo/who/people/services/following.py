"""People go over to another unit together: a merger, a split. Set by set, so that a village costs what a hamlet costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Greatest

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import (
    Appointment,
    Membership,
    Person,
    RecordKeeper,
    Team,
    TeamLeadership,
    TeamMembership,
)
from xinhuo.who.people.services.finding import make_found
from xinhuo.who.people.services.matching import in_parts

_BATCH = 500


@dataclass(frozen=True)
class Crossing:
    """From `day` on what belonged to `source` belongs to `target`; the day before is the last of the old."""

    source: Unit
    target: Unit
    day: date

    @property
    def last(self) -> date:
        return self.day - timedelta(days=1)


def cross_over(by: Actor, way: Crossing, people: Sequence[Person]) -> None:
    """`people` belong to the target from the day on; what they did before stays where they did it."""
    for some in in_parts(person.pk for person in people):
        spells = Membership.objects.filter(person__in=some, ended_on=None)
        spells.filter(started_on__gte=way.day).update(unit=way.target)  # joined since: never belonged to the old one
        going = list(spells.exclude(unit=way.target).values_list("person_id", flat=True))
        spells.filter(person__in=going).update(ended_on=way.last)
        Membership.objects.bulk_create(
            [Membership(person_id=one, unit=way.target, started_on=way.day) for one in going], batch_size=_BATCH
        )
        rows = Person.objects.filter(pk__in=some)
        rows.update(unit=way.target, path=way.target.path, shard=way.target.shard)
        make_found(list(rows))
    said = {"单位": way.target.name, "起于": way.day}
    refs = [replace(person.ref, path=way.target.path) for person in people]
    audit.note_all(by, [audit.Deed("调动", ref, {"单位": way.source.name}, said) for ref in refs])


def hand_over_posts(
    by: Actor, way: Crossing, held: Sequence[Appointment], carried: Collection[Any]
) -> Mapping[Any, Appointment]:
    """Posts in the source end the day before; those in `carried` (ids) go on in the target. Old id → the new post.

    One that began on the day or later was never held in the old unit: it is held in the new one.
    """
    later = [post for post in held if post.started_on >= way.day]
    ended = [post for post in held if post.started_on < way.day]
    keepers = RecordKeeper.objects.filter(unit=way.source, appointment__in=[p.pk for p in held], ended_on=None)
    keepers.update(ended_on=Greatest("started_on", Value(way.last)))
    Appointment.objects.filter(pk__in=[post.pk for post in later]).update(unit=way.target)
    Appointment.objects.filter(pk__in=[post.pk for post in ended]).update(ended_on=way.last)
    going = [post for post in ended if post.pk in carried]
    rank = Appointment.objects.filter(unit=way.target).count()
    made = [
        Appointment(
            person_id=post.person_id,
            unit=way.target,
            post_id=post.post_id,
            rank=rank + number,
            party_post=post.party_post,
            document_number=post.document_number,
            started_on=way.day,
        )
        for number, post in enumerate(going, 1)
    ]
    Appointment.objects.bulk_create(made, batch_size=_BATCH)
    deeds = [
        audit.Deed("离任", post.person.ref, after={"单位": way.source.name, "职务": post.post.name, "止于": way.last})
        for post in ended
    ] + [
        audit.Deed("任职", post.person.ref, after={"单位": way.target.name, "职务": post.post.name, "起于": way.day})
        for post in going
    ]
    audit.note_all(by, deeds)
    return {old.pk: new for old, new in zip(going, made, strict=True)}


def follow_teams(people: QuerySet[Person], unit: Unit, day: date) -> int:
    """Whoever is in a team of another office goes over to the team of the same number of the own one; where there is
    none the membership ends. How many memberships that were."""
    own = Team.objects.filter(path__in=unit.ancestor_paths)
    teams = {team.code: team for team in own}
    rows = TeamMembership.objects.filter(person__in=people, ended_on=None)
    left = list(rows.exclude(Q(team__in=own) | Q(team__path__startswith=unit.path)).select_related("team"))
    for some in in_parts(row.pk for row in left):
        TeamMembership.objects.filter(pk__in=some).update(ended_on=day - timedelta(days=1))
    there = set(rows.filter(team__in=own).values_list("person_id", "team_id"))
    wanted = {(row.person_id, teams[row.team.code].pk) for row in left if row.team.code in teams} - there
    TeamMembership.objects.bulk_create(
        [TeamMembership(person_id=person, team_id=team, started_on=day) for person, team in sorted(wanted)],
        batch_size=_BATCH,
    )
    return len(left)


def hand_over_teams(way: Crossing) -> None:
    """Teams of an office that becomes part of another: one that the other lacks is its own now, of the rest leaders end."""
    known = set(Team.objects.filter(unit=way.target).values_list("code", flat=True))
    teams = Team.objects.filter(unit=way.source)
    teams.exclude(code__in=known).update(unit=way.target, path=way.target.path)
    TeamLeadership.objects.filter(team__in=teams.filter(code__in=known), ended_on=None).update(ended_on=way.last)
