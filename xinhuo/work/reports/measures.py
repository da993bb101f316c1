from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from xinhuo.ground.kernel.measure import Evidence, Share, register, tell
from xinhuo.ground.kernel.period import Period
from xinhuo.work.reports.models import DutySlot, DutySlotQuerySet, HandedIn, HandedInQuerySet


class DutyGiven:
    """`reports.duty_given`: of the duty reports that fell into a period, how many were given.

    A period that ends with the current month says what was due so far. A report that was deferred falls into the month
    that it was deferred to.
    """

    key, title, unit = "reports.duty_given", "轮值汇报", "次"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, Share]:
        rows = self._rows(period).filter(unit__in=units).order_by().values("unit")
        counted = rows.annotate(part=Count("id", filter=Q(given_on__isnull=False)), whole=Count("id"))
        return {unit: Share(part, whole) for unit, part, whole in counted.values_list("unit", "part", "whole")}

    def by_month(
        self, units: Collection[Any] | QuerySet, year: int, last: int, **params: Any
    ) -> dict[int, dict[Any, Share]]:
        rows = self._rows(Period(year, 1, last)).filter(unit__in=units).order_by().values("month", "unit")
        counted = rows.annotate(part=Count("id", filter=Q(given_on__isnull=False)), whole=Count("id"))
        found: dict[int, dict[Any, Share]] = {}
        for month, unit, part, whole in counted.values_list("month", "unit", "part", "whole"):
            found.setdefault(month, {})[unit] = Share(part, whole)
        return found

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        return self._rows(period).filter(unit=unit).with_words().in_order()

    def _rows(self, period: Period) -> DutySlotQuerySet:
        return DutySlot.objects.of_year(period.year).filter(month__range=(period.first, period.last))


class HandedInTexts:
    """`reports.handed_in`: for how many calls about the period's year a unit handed in, of some topics or of all.

    `by` ("03-31") counts only what came until that day of the year; a plan that came the December before is in time.
    """

    key, title, unit = "reports.handed_in", "集中汇报", "次"

    def values(
        self,
        units: Collection[Any] | QuerySet,
        period: Period,
        topics: tuple[str, ...] = (),
        by: str = "",
        **params: Any,
    ) -> dict[Any, int]:
        rows = self._rows(period, topics, by).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Count("call", distinct=True)).values_list("unit", "n"))

    def evidence(
        self, unit: Any, period: Period, topics: tuple[str, ...] = (), by: str = "", **params: Any
    ) -> QuerySet:
        return (
            self._rows(period, topics, by).filter(unit=unit).select_related("call", "unit").order_by("handed_on", "id")
        )

    def _rows(self, period: Period, topics: tuple[str, ...], by: str) -> HandedInQuerySet:
        rows = HandedIn.objects.filter(call__year=period.year, call__withdrawn_on=None, handed_on__lte=period.end)
        rows = rows.filter(call__topic__in=topics) if topics else rows
        return rows.filter(handed_on__lte=date.fromisoformat(f"{period.year}-{by}")) if by else rows


duty_given, handed_in = register(DutyGiven()), register(HandedInTexts())


def _given(row: DutySlot) -> Evidence:
    return Evidence(row.given_on, f"{row.month}月轮值{'，汇报过了' if row.given_on else ''}", "reports:slot", (row.pk,))


tell(DutySlot, _given)
tell(HandedIn, lambda row: Evidence(row.handed_on, str(row), "reports:hand_in", (row.call_id, row.unit_id)))
