from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from xinhuo.ground.kernel.measure import Evidence, Share, register, tell
from xinhuo.ground.kernel.period import Period
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.models import Appointment, AppointmentQuerySet, in_seat

_BOUND = "unit__unit_type__director_party_post"


def bound_seat() -> Q:
    """Is it an appointment that gives the party post which the unit's type binds to its 主任?"""
    wanted = Q(post__name=F(_BOUND)) | Q(party_post=F(_BOUND))
    for code, name in rules.BOUND_POSTS.items():
        wanted |= Q(**{_BOUND: name}) & in_seat(code)
    return wanted & ~Q(**{_BOUND: ""})


def bound_directors(since: date, day: date) -> AppointmentQuerySet:
    """主任 who held the party post that their unit's type binds, on some day of `since`…`day`."""
    theirs = Appointment.objects.held_between(since, day).filter(
        bound_seat(),
        Q(ended_on=None) | Q(ended_on__gte=OuterRef("started_on")),
        unit=OuterRef("unit"),
        person=OuterRef("person"),
        started_on__lte=Coalesce(OuterRef("ended_on"), day),
    )
    return Appointment.objects.held_between(since, day).filter(Exists(theirs), post=rules.DIRECTOR)


class DirectorBound:
    """`people.director_bound`: does the 主任 hold the party post that the unit's type binds (四个坚持·一)? 1 of 1, or 0.

    On `day`, else on the last day of the period. An election leaves gaps: `vacancy_days` says how old one may be.
    A unit whose type binds no post, or that isn't there on that day, has nothing to do. The evidence is the 主任 of that
    day; who was it before, and since when nobody is, tells `reading.unbound_directors`.
    """

    key, title, unit = "people.director_bound", "主任由党组织书记兼任", "人"

    def values(
        self,
        units: Collection[Any] | QuerySet,
        period: Period,
        vacancy_days: int = 0,
        day: date | None = None,
        **params: Any,
    ) -> dict[Any, Share]:
        day = day or period.end
        bound = bound_directors(day - timedelta(days=vacancy_days), day)
        obliged = Unit.objects.among(units).open_on(day).exclude(unit_type__director_party_post="")
        rows = obliged.order_by().annotate(bound=Exists(bound.filter(unit=OuterRef("pk"))))
        return {pk: Share(int(held), 1) for pk, held in rows.values_list("pk", "bound")}

    def evidence(self, unit: Any, period: Period, day: date | None = None, **params: Any) -> QuerySet:
        return unit.appointments.filter(post=rules.DIRECTOR).held_on(day or period.end).select_related("person", "post")


class Leaders:
    """`people.leaders`: how many people lead a unit on `day`, else on the last day of the period.

    `must_have` are codes of posts; as long as one of them is vacant, only the holders of such posts count: a group
    without 主任 isn't complete, however many 委员 it has.
    """

    key, title, unit = "people.leaders", "领导班子人数", "人"

    def values(
        self,
        units: Collection[Any] | QuerySet,
        period: Period,
        must_have: Collection[str] = (),
        day: date | None = None,
        **params: Any,
    ) -> dict[Any, int]:
        wanted, needed = set(must_have), Q(post__in=list(must_have))
        rows = self._rows(day or period.end).filter(unit__in=units).order_by().values("unit")
        rows = rows.annotate(
            everyone=Count("person", distinct=True),
            needed=Count("person", distinct=True, filter=needed),
            filled=Count("post", distinct=True, filter=needed),
        )
        return {row["unit"]: row["everyone" if row["filled"] == len(wanted) else "needed"] for row in rows}

    def evidence(
        self, unit: Any, period: Period, must_have: Collection[str] = (), day: date | None = None, **params: Any
    ) -> QuerySet:
        rows = self._rows(day or period.end).filter(unit=unit)
        needed = rows.filter(post__in=list(must_have))
        complete = needed.values("post").distinct().count() == len(set(must_have))
        return (rows if complete else needed).select_related("person", "post").in_rank()

    def _rows(self, day: date) -> AppointmentQuerySet:
        return Appointment.objects.leading().held_on(day)


director_bound, leaders = register(DirectorBound()), register(Leaders())


def _told(row: Appointment) -> Evidence:
    held = f"，兼{row.party_post}" if row.party_post else ""
    return Evidence(row.started_on, f"{row.post}{row.person}{held}", "people:leaders", (row.unit_id,))


tell(Appointment, _told)
