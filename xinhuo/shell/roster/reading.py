"""A printed roster's facts, for the page 名册 and for the papers of a year."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from xinhuo.ground.kernel.text import mask_phone
from xinhuo.shell.roster.facts import RosterFacts, RosterRow
from xinhuo.who.people.models import Person, TeamMembership


def roster_of(
    people: Sequence[Person],
    title: str,
    issuer: str,
    demo: bool,
    sentence: str = "",
    units: Mapping[Any, str] | None = None,
) -> RosterFacts:
    """`people` (with their units, in stroke order) as a printed roster: one query. `sentence` says how they were chosen.
    `units`: person id → how the unit of that time was called, where it is not the present one."""
    teams = TeamMembership.objects.filter(ended_on=None).select_related("team").order_by("team__position", "id")
    prefetch_related_objects(people, Prefetch("team_memberships", teams))
    return RosterFacts(
        title=title,
        issuer=issuer,
        sentence=sentence or f"共{len(people)}人",
        rows=tuple(_row(person, (units or {}).get(person.pk) or person.unit.name) for person in people),
        demo=demo,
    )


def _row(person: Person, unit: str) -> RosterRow:
    return RosterRow(
        name=person.name,
        sex=person.sex,
        birth=_month(person.birth_month),
        categories="、".join(person.category_names),
        politics=person.politics,
        former=f"{person.former_employer}{person.former_post}",
        skills=person.skills,
        teams="、".join(m.team.name for m in person.team_memberships.all()),
        unit=unit,
        joined=_month(person.joined_month),
        phone=mask_phone(person.phone),
        status=person.get_status_display(),
    )


def _month(day: date | None) -> str:
    return f"{day.year}.{day.month}" if day else ""
