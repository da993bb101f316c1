from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.records.models import Record, RecordQuerySet
from xinhuo.who.organisation.models import Unit


class ChronicleEntryQuerySet(RootedQuerySet):
    def by_hand(self, units: Iterable[Unit], year: int) -> "ChronicleEntryQuerySet":
        """Events that a person added without a record, of some units' 大事记 of one year."""
        return self.filter(unit__in=units, year=year, record=None).order_by("held_on", "id")

    def taken_in(self, units: Iterable[Unit], year: int) -> "ChronicleEntryQuerySet":
        """Decisions that take a standing record of that year into one of these units' 大事记."""
        period = Period(year)
        return self.filter(
            unit__in=units,
            included=True,
            record__withdrawn_at=None,
            record__held_on__range=(period.start, period.end),
        )

    def on(self, records: Iterable[Record], units: Iterable[Unit]) -> "ChronicleEntryQuerySet":
        """What these units, and the records' own units, decided on these records."""
        return self.filter(Q(unit__in=units) | Q(unit=F("record__unit")), record__in=[r.pk for r in records])


class ChronicleEntry(Rooted):
    """A person's decision on one event of a 大事记 (大事记条目): taken in or left out, with own words or (`text` '')
    with the proposed ones, which follow the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="chronicle_entries", verbose_name="谁的大事记")
    year = models.PositiveSmallIntegerField("年度")
    held_on = models.DateField("日期")
    record = models.ForeignKey(Record, models.CASCADE, null=True, blank=True, verbose_name="来源记录")
    text = models.CharField("事项", max_length=200, blank=True)
    included = models.BooleanField("编入", default=True)
    decided_by = models.CharField("谁定的", max_length=30)
    decided_at = models.DateTimeField("定于")

    objects = ChronicleEntryQuerySet.as_manager()

    class Meta:
        db_table = "yearbook_chronicle_entry"
        verbose_name = "大事记条目"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "record"], condition=Q(record__isnull=False), name="chronicle_record_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "year", "held_on"], name="chronicle_volume")]

    def __str__(self) -> str:
        return self.text


class ChronicleMonth(models.Model):
    """A month of which a person has said that nothing happened (本月无)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="quiet_months", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("月份")
    confirmed_by = models.CharField("谁确认的", max_length=30)
    confirmed_at = models.DateTimeField("确认于")

    class Meta:
        db_table = "yearbook_chronicle_month"
        verbose_name = "本月无"
        constraints = [models.UniqueConstraint(fields=["unit", "year", "month"], name="quiet_month_once")]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月无"


def undecided(units: Iterable[Unit], year: int) -> dict[Any, int]:
    """Unit id → records marked 可入大事记 that nobody has looked at in the 大事记 of `year` yet: one grouped query."""
    decided = ChronicleEntry.objects.filter(record=OuterRef("pk"), unit=OuterRef("unit"))
    rows = Record.objects.standing().of_year(year).filter(unit__in=units, milestone=True).exclude(Exists(decided))
    return dict(rows.order_by().values("unit").annotate(n=Count("id")).values_list("unit", "n"))


def offered_from_below(unit: Unit, year: int) -> RecordQuerySet:
    """Standing records of lower units that may go into `unit`'s 大事记: what those units mark or took in themselves.

    Of an event of several units the host's record only.
    """
    took = ChronicleEntry.objects.filter(record=OuterRef("pk"), included=True)
    below = Record.objects.within(Scope((Root(unit.path, unit.shard),))).exclude(unit=unit)
    return below.standing().leading().of_year(year).filter(Q(milestone=True) | Exists(took))
