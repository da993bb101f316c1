from django.db import models
from django.db.models import Q

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.journal.records.models import Record
from xinhuo.who.organisation.models import Unit


class ChronicleEntryQuerySet(RootedQuerySet):
    def of_volume(self, unit: Unit, year: int) -> "ChronicleEntryQuerySet":
        """The entries of one unit's 大事记 of one year, in the order of days."""
        return self.filter(unit=unit, year=year).order_by("held_on", "id")


class ChronicleEntry(Rooted):
    """A person's decision on one event of a 大事记 (大事记条目): taken in with these words, or left out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="chronicle_entries", verbose_name="谁的大事记")
    year = models.PositiveSmallIntegerField("年度")
    held_on = models.DateField("日期")
    record = models.ForeignKey(Record, models.CASCADE, null=True, blank=True, verbose_name="来源记录")
    text = models.CharField("事项", max_length=200)
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
