import uuid
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.scope import Scope
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.work.applications.models import Application
from xinhuo.work.meetings import rules


class MeetingKind(models.Model):
    """A kind of meeting (会议种类), as data: whom it is for, and its usual agenda. `code` is what measures go by."""

    code = models.CharField("代码", max_length=30, primary_key=True)
    name = models.CharField("名称", max_length=20, unique=True)
    audience = models.CharField("通知谁", max_length=40)
    whom = models.CharField("名单从哪里来", max_length=6, choices=list(rules.WHOM.items()), default="none")
    posts = models.JSONField("哪些职务", default=list, blank=True)
    agenda = models.JSONField("平常的议程", default=list, blank=True)
    routine = models.BooleanField("每月一次的例会", default=False)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("在用", default=True)

    class Meta:
        db_table = "meetings_kind"
        ordering = ["position", "code"]
        verbose_name = "会议种类"

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(RootedQuerySet):
    def seen_by(self, scope: Scope) -> "MeetingQuerySet":
        """Meetings of units in `scope`, and those to which somebody of these units is invited."""
        invited = Attendance.objects.within(scope).values("meeting")
        return self.filter(Q(pk__in=Meeting.objects.within(scope).values("pk")) | Q(pk__in=invited))

    def held(self) -> "MeetingQuerySet":
        """Closed: what counts."""
        return self.filter(state=Meeting.State.HELD)

    def of_year(self, year: int) -> "MeetingQuerySet":
        return self.filter(held_on__year=year)

    def in_order(self) -> "MeetingQuerySet":
        """As they are held."""
        return self.order_by("held_on", "starts_at", "id")

    def with_words(self) -> "MeetingQuerySet":
        """With what a list says of them, so that a row costs no query."""
        return self.select_related("unit", "unit__parent", "unit__unit_type", "kind")

    def for_papers(self) -> "MeetingQuerySet":
        """With all that a paper says: as many queries for a year as for one meeting."""
        roll = Attendance.objects.select_related("unit", "person")
        settled = Resolution.objects.select_related("unit")
        items = AgendaItem.objects.prefetch_related(
            models.Prefetch("changes", PartChange.objects.select_related("attendance"))
        )
        return self.with_words().prefetch_related(
            models.Prefetch("items", items),
            models.Prefetch("roll", roll),
            models.Prefetch("resolutions", settled),
            models.Prefetch("problems", Problem.objects.select_related("unit")),
        )


class Meeting(Rooted):
    """A meeting (会议): announced, held, minuted. `version` counts the minutes, so that two writers are told apart."""

    class State(models.TextChoices):
        PLANNED = "planned", "还没开"
        HELD = "held", "已开过"
        CANCELLED = "cancelled", "不开了"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField("防重号", default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name="哪个单位开")
    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="meetings", verbose_name="哪种会")
    title = models.CharField("会议名称", max_length=60)
    held_on = models.DateField("哪天")
    starts_at = models.TimeField("几点开会")
    ends_at = models.TimeField("几点散会", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持人", max_length=30, blank=True)
    note_taker = models.CharField("记录人", max_length=30, blank=True)
    bring = models.CharField("要带什么", max_length=60, blank=True)
    remarks = models.TextField("其他记录", max_length=rules.LONGEST_SAID, blank=True)
    others = models.PositiveIntegerField("名单以外还有几位", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    application = models.ForeignKey(
        Application, models.SET_NULL, null=True, blank=True, related_name="meetings", verbose_name="按哪份申报开的"
    )
    taken_at = models.DateTimeField("登记到会于", null=True, editable=False)
    closed_at = models.DateTimeField("结束于", null=True, editable=False)
    closed_by = models.CharField("谁结束的", max_length=30, blank=True, editable=False)
    made_by = models.CharField("谁定的会", max_length=30, editable=False)
    made_at = models.DateTimeField("定于", auto_now_add=True)
    version = models.PositiveIntegerField("第几稿", default=1, editable=False)
    plan_version = models.PositiveIntegerField("通知和议程第几稿", default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        db_table = "meetings_meeting"
        verbose_name = "会议"
        constraints = [
            models.UniqueConstraint(fields=["shard", "key"], name="meeting_key_once"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="meeting_times_in_order"
            ),
        ]
        indexes = [
            *(models.Index(fields=[f"a{n}", "-held_on", "-id"], name=f"meeting_a{n}_held") for n in range(1, 7)),
            models.Index(fields=["unit", "-held_on"], name="meeting_unit_held"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("meeting", str(self.pk), self.path, self.title, self.shard)

    @property
    def source_ref(self) -> str:
        """What its records carry."""
        return f"meetings:{self.pk}"

    def record_key(self, unit_id: UUID) -> UUID:
        """The key of the record that a unit gets of it: always the same, so that closing twice writes once."""
        return uuid.uuid5(self.pk, str(unit_id))

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD


class AgendaItem(Rooted):
    """A point of the agenda (议程): how long, what, who speaks; afterwards what was said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name="会议")
    position = models.PositiveSmallIntegerField("第几项")
    minutes = models.PositiveSmallIntegerField("几分钟", default=0)
    title = models.CharField("事项", max_length=60)
    about = models.CharField("内容", max_length=100, blank=True)
    speaker = models.CharField("谁来讲", max_length=30, blank=True)
    part = models.CharField("哪一种", max_length=12, choices=list(rules.PARTS.items()), default="talk")
    said = models.TextField("讲了什么", max_length=rules.LONGEST_SAID, blank=True)

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "meetings_agenda_item"
        verbose_name = "议程"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_roll(self) -> bool:
        return self.part in rules.ROLLED


class AttendanceQuerySet(RootedQuerySet):
    def counted(self) -> "AttendanceQuerySet":
        """Expected, in a meeting that was held."""
        return self.filter(meeting__state=Meeting.State.HELD, guest=False)


class Attendance(Rooted):
    """One on the roll of a meeting (到会登记): entered by the clerk. `path` is of the unit that the person comes for.

    `post` is the code by which somebody was expected; `person` None: a vacant post, or a guest who stands in no roster.
    """

    class State(models.TextChoices):
        PRESENT = "present", "到会"
        EXCUSED = "excused", "请假"
        PROXY = "proxy", "委托"
        ABSENT = "absent", "缺席"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="roll", verbose_name="会议")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attendances", verbose_name="代表哪个单位")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name="谁"
    )
    name = models.CharField("姓名", max_length=30, blank=True)
    post = models.CharField("按哪个职务来", max_length=40, blank=True)
    post_name = models.CharField("职务", max_length=30, blank=True)
    guest = models.BooleanField("列席", default=False)
    state = models.CharField("到了没有", max_length=8, choices=State.choices, default=State.PRESENT)
    words = models.CharField("委托谁、为什么", max_length=40, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        db_table = "meetings_attendance"
        verbose_name = "到会登记"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=~Q(person=None), name="attendance_person_once"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "meeting"], name="attendance_unit"),
            *(models.Index(fields=[f"a{n}", "meeting"], name=f"attendance_a{n}") for n in range(1, 7)),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.called}"

    @property
    def called(self) -> str:
        """The name, or that the post is vacant."""
        return self.name or f"（{self.post_name}空着）"

    @property
    def came(self) -> bool:
        return self.state in rules.COUNTED


class PartChange(Rooted):
    """Who took part in a part of the meeting otherwise than the roll says (环节里不一样的人)."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="changes", verbose_name="议程")
    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="changes", verbose_name="谁")

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "meetings_part_change"
        verbose_name = "环节里不一样的人"
        constraints = [models.UniqueConstraint(fields=["item", "attendance"], name="part_change_once")]

    def __str__(self) -> str:
        return f"{self.item}·{self.attendance}"


class MeetingVersion(Rooted):
    """What the minutes said before a change (会议记录旧稿): to tell two writers apart, and to find every word again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="versions", verbose_name="会议")
    number = models.PositiveIntegerField("第几稿")
    told = models.JSONField("当时的内容")
    made_by = models.CharField("谁改的", max_length=30)
    made_at = models.DateTimeField("改于")

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "meetings_version"
        verbose_name = "会议记录旧稿"
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="meeting_version_once")]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class ResolutionQuerySet(RootedQuerySet):
    def open(self) -> "ResolutionQuerySet":
        """Not settled, of a meeting that is closed: before that the minutes are the host's draft."""
        return self.filter(settled_on=None, meeting__state=Meeting.State.HELD)

    def of_units(self, units: Collection[Any]) -> "ResolutionQuerySet":
        """What these units have to do: named for them, or decided in their own meeting for nobody else."""
        return self.filter(Q(unit__in=units) | Q(unit=None, meeting__unit__in=units))

    def by_day(self) -> "ResolutionQuerySet":
        """What is due first; without a day last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "id")

    def with_words(self) -> "ResolutionQuerySet":
        return self.select_related("unit", "meeting", "meeting__unit")


class Resolution(Rooted):
    """What a meeting decided (议定事项): what, who does it, by when. `path` is of the unit that does it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions", verbose_name="会议")
    position = models.PositiveSmallIntegerField("第几件", default=0)
    text = models.CharField("议定什么", max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="resolutions", verbose_name="哪个单位办"
    )
    doer = models.CharField("谁来办", max_length=40, blank=True)
    due_on = models.DateField("几时办好", null=True, blank=True)
    settled_on = models.DateField("办好于", null=True, blank=True)
    settled_by = models.CharField("谁勾的", max_length=30, blank=True)
    words = models.CharField("办得怎样", max_length=100, blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        db_table = "meetings_resolution"
        verbose_name = "议定事项"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["unit", "settled_on"], name="resolution_unit"),
            *(models.Index(fields=[f"a{n}", "settled_on"], name=f"resolution_a{n}") for n in range(1, 7)),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("resolution", str(self.pk), self.path, self.text, self.shard)

    @property
    def who_said(self) -> str:
        """柳湾村周德顺; the host where nobody is named."""
        return f"{self.unit.name if self.unit else ''}{self.doer}" or self.meeting.unit.full_name

    def is_late(self, day: date) -> bool:
        """Past its day, and still open."""
        return self.settled_on is None and self.due_on is not None and self.due_on < day


class ProblemQuerySet(RootedQuerySet):
    def waiting(self) -> "ProblemQuerySet":
        """Brought, and taken into no meeting yet."""
        return self.filter(meeting=None)

    def for_meeting_of(self, unit: Unit) -> "ProblemQuerySet":
        """What a meeting of `unit` may take: its own, and those of the units right below."""
        return self.waiting().filter(Q(unit=unit) | Q(unit__parent=unit)).order_by("brought_on", "id")


class Problem(Rooted):
    """A problem that a unit brings to a meeting (疑难会诊), in one sentence, no child named; the answer is minuted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems", verbose_name="哪个单位提的")
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="problems", verbose_name="在哪个会上商量"
    )
    sentence = models.CharField("一句话说难题", max_length=rules.LONGEST_SENTENCE)
    answer = models.TextField("大家出的主意", max_length=rules.LONGEST_SAID, blank=True)
    brought_by = models.CharField("谁提的", max_length=30)
    brought_on = models.DateField("提于")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        db_table = "meetings_problem"
        verbose_name = "疑难"
        ordering = ["brought_on", "id"]
        indexes = [models.Index(fields=["unit", "-brought_on"], name="problem_unit")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def ref(self) -> Ref:
        return Ref("problem", str(self.pk), self.path, self.sentence, self.shard)
