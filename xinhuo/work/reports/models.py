from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports.facts import Topic, Turn, read_topics

TOPICS: dict[str, Topic] = read_topics()


class DutyRoster(Rooted):
    """A year's duty roster of an office (轮值表), from the day on which the office said yes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="duty_rosters", verbose_name="哪个单位的例会")
    year = models.PositiveSmallIntegerField("年度")
    agreed_on = models.DateField("定于", null=True)
    agreed_by = models.CharField("谁定的", max_length=60, blank=True)
    version = models.PositiveIntegerField("第几稿", default=1, editable=False)

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "reports_duty_roster"
        verbose_name = "轮值表"
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="duty_roster_once")]

    def __str__(self) -> str:
        return f"{self.office}{self.year}年轮值表"

    @property
    def ref(self) -> Ref:
        return Ref("duty_roster", str(self.pk), self.path, str(self), self.shard)


class DutySlotQuerySet(RootedQuerySet):
    def of(self, office: Unit, year: int) -> "DutySlotQuerySet":
        """An office's roster of a year, in the order of the months."""
        return self.filter(roster__office=office, roster__year=year).in_order()

    def of_year(self, year: int) -> "DutySlotQuerySet":
        return self.filter(roster__year=year)

    def in_order(self) -> "DutySlotQuerySet":
        """By month, and within a month by the order in which units report."""
        return self.order_by("month", "position", "id")

    def open(self) -> "DutySlotQuerySet":
        """Not given yet."""
        return self.filter(given_on=None)

    def with_words(self) -> "DutySlotQuerySet":
        """With what a list says of them, so that a row costs no query."""
        return self.select_related("unit", "unit__merged_into", "roster", "roster__office")


class DutySlot(Rooted):
    """A unit's turn to report (轮值档): `path` is the unit's, so that it finds its own. Given once, on a day, as a sealed paper.

    `deferred_from` is the month that it had before it was deferred with `deferral` (who allowed it).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(DutyRoster, models.CASCADE, related_name="slots", verbose_name="轮值表")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_slots", verbose_name="单位")
    month = models.PositiveSmallIntegerField("月")
    position = models.PositiveSmallIntegerField("当月第几个", default=1)
    deferred_from = models.PositiveSmallIntegerField("原在几月", null=True)
    deferral = models.CharField("谁同意改期的", max_length=60, blank=True)
    given_on = models.DateField("哪天讲的", null=True)
    given_by = models.CharField("谁登记的", max_length=60, blank=True)
    paper_id = models.UUIDField("定稿", null=True)

    objects = DutySlotQuerySet.as_manager()

    class Meta:
        db_table = "reports_duty_slot"
        verbose_name = "轮值"
        constraints = [
            models.UniqueConstraint(fields=["roster", "unit", "month"], name="duty_slot_once"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="duty_slot_month"),
            models.CheckConstraint(
                condition=Q(deferred_from=None) | Q(deferred_from__lt=F("month")), name="duty_slot_deferred"
            ),
        ]
        indexes = [models.Index(fields=["unit", "month"], name="duty_slot_unit")]

    def __str__(self) -> str:
        return f"{self.unit}{self.month}月轮值"

    @property
    def ref(self) -> Ref:
        return Ref("duty_slot", str(self.pk), self.path, f"{self.roster.year}年{self}", self.shard)

    @property
    def turn(self) -> Turn:
        """For next year's proposal: a deferral doesn't count, the turn was that of the month before it."""
        return Turn(self.deferred_from or self.month, str(self.unit_id))

    @property
    def over(self) -> bool:
        """Has the unit gone, and nobody taken its turn?"""
        return self.given_on is None and self.unit.closed_on is not None


class DutyChange(models.Model):
    """What was changed in a roster that stood (轮值变动): what became of it, why, by whom."""

    class Kind(models.TextChoices):
        SWAPPED = "swapped", "换月"
        DEFERRED = "deferred", "改期"
        REARRANGED = "rearranged", "重排"
        HANDED_OVER = "handed_over", "接过"
        ENTERED = "entered", "新添"
        LEFT = "left", "退出"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(DutyRoster, models.CASCADE, related_name="changes", verbose_name="轮值表")
    kind = models.CharField("哪一种", max_length=12, choices=Kind.choices)
    text = models.CharField("怎么变的", max_length=1000)
    reason = models.CharField("缘由", max_length=60, blank=True)
    done_by = models.CharField("谁办的", max_length=60)
    done_on = models.DateField("办于")

    class Meta:
        db_table = "reports_duty_change"
        verbose_name = "轮值变动"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class CallQuerySet(RootedQuerySet):
    def seen_by(self, scope: Scope) -> "CallQuerySet":
        """Calls of offices within `scope`, and calls that ask a unit within it."""
        asked = CallUnit.objects.within(scope).values("call")
        own = Call.objects.within(scope).values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=asked))

    def newest_first(self) -> "CallQuerySet":
        return self.order_by("-due_on", "-id")


class Call(Rooted):
    """A call for reports on one topic (集中汇报交流): what, about which year, until when. `path` is the calling office's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="calls", verbose_name="哪个单位收")
    topic = models.CharField("题目", max_length=30)
    title = models.CharField("标题", max_length=40)
    year = models.PositiveSmallIntegerField("说的哪一年")
    due_on = models.DateField("交稿日期")
    made_by = models.CharField("谁发的", max_length=60)
    made_on = models.DateField("发于")
    withdrawn_on = models.DateField("撤下于", null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        db_table = "reports_call"
        verbose_name = "集中汇报"
        indexes = [models.Index(fields=["path", "-due_on"], name="call_path_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("call", str(self.pk), self.path, self.title, self.shard)

    @property
    def topic_name(self) -> str:
        """年度工作计划; a topic that the office's version no longer has keeps its code."""
        return TOPICS[self.topic].name if self.topic in TOPICS else self.topic


class CallUnit(Rooted):
    """A unit that is asked (要交的单位), and its place in the order of reading. `path` is the unit's."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="asked", verbose_name="集中汇报")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="asked_in", verbose_name="单位")
    position = models.PositiveSmallIntegerField("第几个讲", default=0)

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "reports_call_unit"
        verbose_name = "要交的单位"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "unit"], name="call_unit_once")]

    def __str__(self) -> str:
        return f"{self.call}·{self.unit}"


class HandedInQuerySet(RootedQuerySet):
    def newest_of(self, calls: Any) -> "dict[tuple[UUID, UUID], HandedIn]":
        """(call, unit) → what counts of it, the last one: one query for all."""
        rows: Any = self.filter(call__in=calls).select_related("unit").order_by("number")
        return {(row.call_id, row.unit_id): row for row in rows}


class HandedIn(Rooted):
    """A text that a unit handed in (交的稿): the newest counts, earlier ones are kept. `path` is the unit's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="handed", verbose_name="集中汇报")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handed_in", verbose_name="单位")
    number = models.PositiveSmallIntegerField("第几份", default=1)
    text = models.TextField("内容", blank=True)
    on_paper = models.BooleanField("交的纸", default=False)
    handed_on = models.DateField("哪天交的")
    handed_by = models.CharField("谁交的", max_length=60)
    handed_at = models.DateTimeField("登记于", auto_now_add=True)

    objects = HandedInQuerySet.as_manager()

    class Meta:
        db_table = "reports_handed_in"
        verbose_name = "交的稿"
        constraints = [models.UniqueConstraint(fields=["call", "unit", "number"], name="handed_in_once")]
        indexes = [models.Index(fields=["unit", "handed_on"], name="handed_in_unit")]

    def __str__(self) -> str:
        return f"{self.call}·{self.unit}·第{self.number}份"

    @property
    def ref(self) -> Ref:
        return Ref("handed_in", str(self.pk), self.path, f"{self.call.title}·{self.unit.name}", self.shard)

    @property
    def late(self) -> bool:
        return self.handed_on > self.call.due_on
