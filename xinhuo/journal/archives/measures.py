from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Min, QuerySet

from xinhuo.ground.kernel.measure import Evidence, register, tell
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.archives.models import SealedPaper
from xinhuo.journal.archives.rules import last_day

Days = str | Mapping[str, str]


class Sealed:
    """`archives.sealed`: how many papers a unit sealed (定稿) of those that tell of the period; a second version counts not.

    `kinds`: of these kinds only (`rules.KINDS`). `by`: sealed for the first time until this day, "07-10" for all kinds or
    one day for each; a day before the paper's last month lies in the next year (a year's 小结 until 10 January).
    """

    key, title, unit = "archives.sealed", "定稿的文书", "件"

    def values(
        self,
        units: Collection[Any] | QuerySet,
        period: Period,
        kinds: Collection[str] = (),
        by: Days = "",
        **params: Any,
    ) -> dict[Any, int]:
        found: dict[Any, int] = {}
        rows = self._rows(period, kinds).filter(unit__in=units).order_by()
        for unit, kind, month, sealed in rows.values_list("unit", "kind", "month").annotate(first=Min("sealed_on")):
            said = by if isinstance(by, str) else by.get(kind, "")
            if not said or sealed <= last_day(said, period.year, month):
                found[unit] = found.get(unit, 0) + 1
        return found

    def evidence(self, unit: Any, period: Period, kinds: Collection[str] = (), **params: Any) -> QuerySet:
        return self._rows(period, kinds).filter(unit=unit, version=1).order_by("-sealed_on", "-id")

    def _rows(self, period: Period, kinds: Collection[str]) -> QuerySet:
        rows = SealedPaper.objects.filter(year=period.year, month__range=(period.first, period.last))
        return rows.filter(kind__in=kinds) if kinds else rows


sealed = register(Sealed())


def _told(row: SealedPaper) -> Evidence:
    return Evidence(row.sealed_on, row.title, "archives:paper", (row.kind, row.unit_id, row.year, row.month))


tell(SealedPaper, _told)
