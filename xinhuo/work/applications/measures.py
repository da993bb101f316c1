from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from xinhuo.ground.kernel.measure import register
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Share
from xinhuo.journal.records.models import Record
from xinhuo.work.applications.models import approved_before, needing


class ApprovedBefore:
    """`applications.approved_before`: of the events that needed an application, how many were approved before they took place."""

    key, title, unit = "applications.approved_before", "事前批准的", "件"

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, Share]:
        rows = needing(Record.objects.of_period(period).filter(unit__in=units).order_by())
        by_unit = rows.annotate(good=approved_before()).values("unit")
        counted = by_unit.annotate(part=Count("pk", filter=Q(good=True)), whole=Count("pk"))
        return {unit: Share(part, whole) for unit, part, whole in counted.values_list("unit", "part", "whole")}

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        return needing(Record.objects.of_period(period).filter(unit=unit)).newest_first()


approved = register(ApprovedBefore())
