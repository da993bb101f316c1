from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.method.facts import Confirmed, Pack
from xinhuo.journal.method.rules.days import WorkCalendar
from xinhuo.journal.method.rules.packs import trusted_pack
from xinhuo.who.organisation.models import Unit

LONGEST_NOTE = 120


class MethodPackQuerySet(RootedQuerySet):
    def up_to(self, year: int) -> "MethodPackQuerySet":
        """Versions that may hold in `year`, the newest of each office last."""
        return self.filter(year__lte=year).order_by("path", "year")

    def of_offices_above(self, units: Collection[Unit]) -> "MethodPackQuerySet":
        """Packs of these units and of all above them."""
        return self.filter(path__in={path for unit in units for path in unit.ancestor_paths})


class MethodPack(Rooted):
    """An office's method (工作法) from `year` on, until a later version: `text` is the TOML that it is.

    A year that is over keeps the version that held in it. Nothing due before `since` is asked for.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="method_packs", verbose_name="机构")
    year = models.PositiveSmallIntegerField("从哪一年起")
    name = models.CharField("名称", max_length=60)
    text = models.TextField("工作法")
    since = models.DateField("从哪天算起")
    edited_by = models.CharField("谁改的", max_length=60)
    edited_at = models.DateTimeField("改于")

    objects = MethodPackQuerySet.as_manager()

    class Meta:
        db_table = "method_pack"
        verbose_name = "工作法"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="method_pack_year_once")]
        indexes = [models.Index(fields=["path", "year"], name="method_pack_path_year")]

    def __str__(self) -> str:
        return f"{self.name}（{self.year}年起）"

    @property
    def pack(self) -> Pack:
        """What it says."""
        return _told(self.text)

    @property
    def ref(self) -> Ref:
        return Ref("method", str(self.pk), self.path, str(self), self.shard)


@lru_cache(maxsize=64)
def _told(text: str) -> Pack:
    return trusted_pack(text)


class DutyConfirmationQuerySet(RootedQuerySet):
    def of_year(self, units: Any, year: int) -> "DutyConfirmationQuerySet":
        """What these units confirmed of their duties of `year`."""
        return self.filter(unit__in=units, year=year)


class DutyConfirmation(Rooted):
    """A person's word that a duty was done by hand (人工确认): which time it was due, when it was done, in one sentence.

    `none`: there was nothing of the kind this time. Taken back, it is gone; the trail remembers it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="duty_confirmations", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    duty = models.CharField("应办的事", max_length=40)
    first = models.PositiveSmallIntegerField("从几月")
    last = models.PositiveSmallIntegerField("到几月")
    done_on = models.DateField("哪天办的")
    note = models.CharField("怎么办的", max_length=LONGEST_NOTE)
    none = models.BooleanField("这次没有", default=False)
    confirmed_by = models.CharField("谁确认的", max_length=60)
    confirmed_at = models.DateTimeField("确认于")

    objects = DutyConfirmationQuerySet.as_manager()

    class Meta:
        db_table = "method_duty_confirmation"
        verbose_name = "人工确认"
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "duty", "first"], name="duty_confirmation_once"),
            models.CheckConstraint(
                condition=models.Q(first__range=(1, 12), last__range=(1, 12), last__gte=models.F("first")),
                name="duty_confirmation_months",
            ),
        ]
        indexes = [models.Index(fields=["year", "unit"], name="duty_confirmation_year")]

    def __str__(self) -> str:
        return self.note

    @property
    def told(self) -> Confirmed:
        """As the rules read it."""
        return Confirmed(self.pk, self.done_on, self.note, self.confirmed_by, self.none)


class SpecialDayQuerySet(models.QuerySet):
    def of_year(self, year: int) -> "SpecialDayQuerySet":
        """Those of one year, in order."""
        return self.filter(day__range=(date(year, 1, 1), date(year, 12, 31))).order_by("day")

    def calendar(self, year: int) -> WorkCalendar:
        """Working days of `year` and of January of the next."""
        rows = self.filter(day__range=(date(year, 1, 1), date(year + 1, 1, 31))).values_list("day", "works")
        said = dict(rows)
        return WorkCalendar(
            frozenset(day for day, works in said.items() if not works),
            frozenset(day for day, works in said.items() if works),
        )


class SpecialDay(models.Model):
    """A day off among the week, or a working day at a weekend (节假日和调休), as the State Council announces each year."""

    day = models.DateField("哪一天", primary_key=True)
    works = models.BooleanField("上班")
    name = models.CharField("节日", max_length=20)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        db_table = "method_special_day"
        verbose_name = "节假日和调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day.month}月{self.day.day}日{'上班' if self.works else '放假'}（{self.name}）"
