from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Count, DateField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractMonth, TruncDate

from xinhuo.ground.kernel.measure import Evidence, Share, register, tell
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.models import Participation, Record, RecordQuerySet
from xinhuo.journal.records.rules import LATE_DAYS
from xinhuo.who.organisation.models import Unit, YouthBase


class Held:
    """`records.held`: how many records a unit made in a period, of some categories or of all."""

    key, title, unit = "records.held", "活动次数", "次"

    def values(
        self, units: Collection[Any] | QuerySet, period: Period, categories: tuple[str, ...] = (), **params: Any
    ) -> dict[Any, int]:
        rows = self._rows(period, categories).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Count("id")).values_list("unit", "n"))

    def by_month(
        self,
        units: Collection[Any] | QuerySet,
        year: int,
        last: int,
        categories: tuple[str, ...] = (),
        **params: Any,
    ) -> dict[int, dict[Any, int]]:
        rows = self._rows(Period(year, 1, last), categories).filter(unit__in=units).order_by()
        rows = rows.annotate(month=ExtractMonth("held_on")).values("month", "unit").annotate(n=Count("id"))
        found: dict[int, dict[Any, int]] = {}
        for month, unit, n in rows.values_list("month", "unit", "n"):
            found.setdefault(month, {})[unit] = n
        return found

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


class Occasions:
    """`records.occasions`: at how many fixed points of the year (学雷锋, 清明, 六一 …) something was done."""

    key, title, unit = "records.occasions", "有活动的节点", "个"

    def values(
        self, units: Collection[Any] | QuerySet, period: Period, occasions: Collection[str] = (), **params: Any
    ) -> dict[Any, int]:
        rows = self._rows(period, occasions).filter(unit__in=units).order_by()
        return dict(rows.values("unit").annotate(n=Count("occasion", distinct=True)).values_list("unit", "n"))

    def evidence(self, unit: Any, period: Period, occasions: Collection[str] = (), **params: Any) -> QuerySet:
        return self._rows(period, occasions).filter(unit=unit).select_related("occasion").newest_first()

    def _rows(self, period: Period, occasions: Collection[str]) -> RecordQuerySet:
        rows = Record.objects.standing().of_period(period).exclude(occasion=None)
        return rows.filter(occasion__in=occasions) if occasions else rows


class Coverage:
    """`records.coverage`: children reached, of the children who live there. An estimate, and it says so.

    Nobody writes down children's names, so a child who came twice counts twice (人次); of an event of several units the
    host's record counts. The base is the year's, else the newest one before; without any, nothing can be said.
    """

    key, title, unit = "records.coverage", "受教育青少年覆盖面（按人次估算）", "人次"
    no_base = "还没有写青少年基数"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, Share]:
        reached = self._rows(period).filter(unit=OuterRef("pk")).order_by().values("unit")
        reached = reached.annotate(n=Sum("youth_count")).values("n")
        bases = YouthBase.objects.filter(unit=OuterRef("pk"), year__lte=period.year).order_by("-year")
        rows = Unit.objects.among(units).order_by()
        rows = rows.annotate(reached=Subquery(reached), base=Subquery(bases.values("count")[:1]))
        return {
            pk: Share(part or 0, base or 0, "" if base else self.no_base)
            for pk, part, base in rows.values_list("pk", "reached", "base")
        }

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        return self._rows(period).filter(unit=unit).newest_first()

    def _rows(self, period: Period) -> RecordQuerySet:
        return Record.objects.standing().leading().of_period(period).filter(youth_count__gt=0)


class Timely:
    """`records.timely`: how many records were written down within 30 days (rule X8: a unit's share, nobody's mark).

    Written on paper in time is in time, whoever typed it in later. What came with a 台账 as a whole is left out: when it
    was written there, nobody knows. The evidence shows the late ones first, each as 补记.
    """

    key, title, unit = "records.timely", "三十天内记下的记录", "笔"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, Share]:
        rows = self._rows(period).filter(unit__in=units).order_by().values("unit")
        rows = rows.annotate(whole=Count("id"), part=Count("id", filter=Q(in_time=True)))
        return {unit: Share(part, whole) for unit, part, whole in rows.values_list("unit", "part", "whole")}

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        return self._rows(period).filter(unit=unit).order_by("in_time", "-held_on", "-id")

    def _rows(self, period: Period) -> RecordQuerySet:
        last = ExpressionWrapper(Coalesce("ended_on", "held_on") + timedelta(days=LATE_DAYS), output_field=DateField())
        in_time = Q(written_on__lte=F("last")) | Q(paper_date__lte=F("last"))
        rows = Record.objects.standing().of_period(period).filter(ledger=None)
        rows = rows.annotate(written_on=TruncDate("created_at"), last=last)
        return rows.annotate(in_time=ExpressionWrapper(in_time, output_field=BooleanField()))


def told(row: Record) -> Evidence:
    """A record as a row that was counted; what was written down late is 补记, with the reason where one was given."""
    why = f"：{row.late_reason}" if row.late_reason else ""
    return Evidence(row.held_on, row.title + (f"（补记{why}）" if row.late else ""), "records:record", (row.pk,))


held, youth, elders = register(Held()), register(Youth()), register(EldersTakingPart())
occasions, coverage, timely = register(Occasions()), register(Coverage()), register(Timely())
tell(Record, told)
