from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth

from xinhuo.ground.kernel.measure import Evidence, Share, register, tell
from xinhuo.ground.kernel.period import Period
from xinhuo.work.meetings.models import AgendaItem, Attendance, Meeting, PartChange
from xinhuo.work.meetings.rules import COUNTED

Units = Collection[Any] | QuerySet
Kinds = tuple[str, ...] | list[str]


def _by_month(rows: QuerySet, what: str) -> dict[int, dict[Any, int]]:
    """Month → unit → how many different `what`, of rows that know their month."""
    found: dict[int, dict[Any, int]] = {}
    counted = rows.values("month", "unit").annotate(n=Count(what, distinct=True))
    for month, unit, n in counted.values_list("month", "unit", "n"):
        found.setdefault(month, {})[unit] = n
    return found


class Held:
    """`meetings.held`: meetings that a unit held in a period, of some kinds or of all."""

    key, title, unit = "meetings.held", "开会次数", "次"

    def values(self, units: Units, period: Period, kinds: Kinds = (), **params: Any) -> dict[Any, int]:
        rows = self._rows(period, kinds).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Count("id")).values_list("unit", "n"))

    def by_month(
        self, units: Units, year: int, last: int, kinds: Kinds = (), **params: Any
    ) -> dict[int, dict[Any, int]]:
        rows = self._rows(Period(year, 1, last), kinds).filter(unit__in=units).order_by()
        return _by_month(rows.annotate(month=ExtractMonth("held_on")), "id")

    def evidence(self, unit: Any, period: Period, kinds: Kinds = (), **params: Any) -> QuerySet:
        return self._rows(period, kinds).filter(unit=unit).order_by("-held_on", "-id")

    def _rows(self, period: Period, kinds: Kinds) -> QuerySet:
        rows = Meeting.objects.held().filter(held_on__range=(period.start, period.end))
        return rows.filter(kind__in=kinds) if kinds else rows


class Attended:
    """`meetings.attended`: of the meetings to which a unit was asked, those where somebody came or was sent (到会或委托／应到).

    The unit's own meetings don't count: whoever holds a meeting is there. A meeting counts once, however many were asked.
    """

    key, title, unit = "meetings.attended", "到会", "次"

    def values(
        self, units: Units, period: Period, kinds: Kinds = ("monthly_meeting",), **params: Any
    ) -> dict[Any, Share]:
        rows = self._rows(period, kinds).filter(unit__in=units).order_by().values("unit")
        came = Count("meeting", distinct=True, filter=Q(state__in=COUNTED))
        counted = rows.annotate(whole=Count("meeting", distinct=True), part=came)
        return {unit: Share(part, whole) for unit, part, whole in counted.values_list("unit", "part", "whole")}

    def evidence(self, unit: Any, period: Period, kinds: Kinds = ("monthly_meeting",), **params: Any) -> QuerySet:
        rows = self._rows(period, kinds).filter(unit=unit).select_related("meeting", "person")
        return rows.order_by("-meeting__held_on", "position", "id")

    def _rows(self, period: Period, kinds: Kinds) -> QuerySet:
        days = (period.start, period.end)
        rows = Attendance.objects.counted().filter(meeting__held_on__range=days, meeting__kind__in=kinds)
        return rows.exclude(meeting__unit=F("unit"))


class StudyMonths:
    """`meetings.study_months`: months in which somebody of the unit studied together in a meeting, its own or another's."""

    key, title, unit = "meetings.study_months", "集中学习的月份", "个月"

    def values(self, units: Units, period: Period, **params: Any) -> dict[Any, int]:
        rows = self._rows(period).filter(unit__in=units).order_by()
        months = rows.annotate(month=ExtractMonth("meeting__held_on")).values("unit")
        return dict(months.annotate(n=Count("month", distinct=True)).values_list("unit", "n"))

    def by_month(self, units: Units, year: int, last: int, **params: Any) -> dict[int, dict[Any, int]]:
        rows = self._rows(Period(year, 1, last)).filter(unit__in=units).order_by()
        found = _by_month(rows.annotate(month=ExtractMonth("meeting__held_on")), "month")
        return {month: dict.fromkeys(some, 1) for month, some in found.items()}

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        rows = self._rows(period).filter(unit=unit).select_related("meeting", "person")
        return rows.order_by("-meeting__held_on", "position", "id").distinct()

    def _rows(self, period: Period) -> QuerySet:
        """Rows of a roll with a study in which they took part: as the roll says, or otherwise."""
        study = AgendaItem.objects.filter(meeting=OuterRef("meeting"), part="study")
        flipped = PartChange.objects.filter(item=OuterRef("pk"), attendance=OuterRef(OuterRef("pk")))
        stayed = Q(state__in=COUNTED) & Q(Exists(study.exclude(Exists(flipped))))
        joined = ~Q(state__in=COUNTED) & Q(Exists(study.filter(Exists(flipped))))
        days = (period.start, period.end)
        return Attendance.objects.filter(
            stayed | joined, meeting__state=Meeting.State.HELD, meeting__held_on__range=days
        )


held, attended, study_months = register(Held()), register(Attended()), register(StudyMonths())


def _came(row: Attendance) -> Evidence:
    said = f"{row.called}：{row.get_state_display()}"
    return Evidence(row.meeting.held_on, f"{row.meeting.title}，{said}", "", ())


tell(Meeting, lambda row: Evidence(row.held_on, row.title, "meetings:meeting", (row.pk,)))
tell(Attendance, _came)
