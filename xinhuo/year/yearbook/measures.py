from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractMonth

from xinhuo.ground.kernel.measure import register
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.models import Record, RecordQuerySet
from xinhuo.year.yearbook.models import ChronicleEntry, ChronicleMonth


class Months:
    """`yearbook.months`: of how many months a unit's 大事记 says something: an event, or that there was none (本月无).

    The evidence is the records that stand in it; what was added by hand and 本月无 are read in the 大事记 itself.
    """

    key, title, unit = "yearbook.months", "大事记有记载的月份", "个月"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, int]:
        marked = self._marked(period).filter(unit__in=units).order_by()
        taken = ChronicleEntry.objects.taken_in(units, period.year).annotate(month=ExtractMonth("record__held_on"))
        by_hand = ChronicleEntry.objects.by_hand(units, period.year).filter(included=True).order_by()
        quiet = ChronicleMonth.objects.filter(unit__in=units, year=period.year)
        rows = (
            marked.annotate(month=ExtractMonth("held_on"))
            .values_list("unit", "month")
            .union(
                taken.values_list("unit", "month"),
                by_hand.annotate(month=ExtractMonth("held_on")).values_list("unit", "month"),
                quiet.values_list("unit", "month"),
            )
        )
        found: dict[Any, int] = {}
        for unit, month in rows:
            found[unit] = found.get(unit, 0) + (month in period.months)
        return found

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        taken = ChronicleEntry.objects.taken_in([unit], period.year).values("record")
        wanted = self._marked(period).filter(unit=unit).values("pk").union(taken)
        return Record.objects.of_period(period).filter(pk__in=wanted).newest_first()

    def _marked(self, period: Period) -> RecordQuerySet:
        """Records that stand in their own unit's 大事记 by themselves, because nobody took them out."""
        out = ChronicleEntry.objects.filter(record=OuterRef("pk"), unit=OuterRef("unit"), included=False)
        return Record.objects.standing().of_period(period).filter(milestone=True).exclude(Exists(out))


months = register(Months())
