from collections.abc import Collection
from typing import Any

from django.db.models import Count, QuerySet, Sum

from xinhuo.ground.kernel.measure import register
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.models import Participation, Record, RecordQuerySet


class Held:
    """`records.held`: how many records a unit made in a period, of some categories or of all."""

    key, title, unit = "records.held", "活动次数", "次"

    def values(
        self, units: Collection[Any] | QuerySet, period: Period, categories: tuple[str, ...] = (), **params: Any
    ) -> dict[Any, int]:
        rows = self._rows(period, categories).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Count("id")).values_list("unit", "n"))

    def evidence(self, unit: Any, period: Period, categories: tuple[str, ...] = (), **params: Any) -> QuerySet:
        return self._rows(period, categories).filter(unit=unit).newest_first()

    def _rows(self, period: Period, categories: tuple[str, ...]) -> RecordQuerySet:
        rows = Record.objects.standing().of_period(period)
        return rows.filter(kind__category__in=categories) if categories else rows


class Youth:
    """`records.youth`: children reached, counted in visits; of an event of several units only the host's record counts."""

    key, title, unit = "records.youth", "受教育青少年", "人次"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, int]:
        rows = Record.objects.standing().leading().of_period(period).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Sum("youth_count")).values_list("unit", "n"))

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        return Record.objects.standing().leading().of_period(period).filter(unit=unit, youth_count__gt=0).newest_first()


class EldersTakingPart:
    """`records.elders`: how many different people of a unit took part (not: were visited)."""

    key, title, unit = "records.elders", "参加活动的五老", "人"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, int]:
        rows = self._rows(period).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Count("person", distinct=True)).values_list("unit", "n"))

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        return self._rows(period).filter(unit=unit)

    def _rows(self, period: Period) -> QuerySet:
        return Participation.objects.counted().filter(held_on__range=(period.start, period.end))


held, youth, elders = register(Held()), register(Youth()), register(EldersTakingPart())
