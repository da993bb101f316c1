from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length, StrIndex, Substr

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.approvals.models import Case
from xinhuo.journal.records.models import Participation, Record, RecordQuerySet
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.work.applications.facts import Named, Plan
from xinhuo.work.applications.rules.keeping import agenda_from, preparation_from
from xinhuo.work.applications.rules.planning import LONGEST, SORTS
from xinhuo.work.applications.rules.standing import STATES, standing

NEARBY = timedelta(days=14)  # a meeting that was put off by a few days still carries out what was approved


class EventKindQuerySet(RootedQuerySet):
    def of_office(self, unit: Unit) -> "EventKindQuerySet":
        """The lines that hold for a unit: its own and those of the offices above it."""
        return self.filter(shard=unit.shard, path__in=unit.ancestor_paths, active=True).order_by("position", "id")


class EventKind(Rooted):
    """What needs an application (要申报的事), a line of an office's table.

    With `found`, a record is known to need one by itself: `word` stands in its title ('' for any) and at least
    `least_people` took part (0 for any). Without it, the line is only there to be chosen.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="event_kinds", verbose_name="所属机构")
    name = models.CharField("名称", max_length=30)
    sort = models.CharField("类别", max_length=10, choices=list(SORTS.items()))
    word = models.CharField("标题里有的字", max_length=20, blank=True)
    least_people = models.PositiveIntegerField("多少人起", default=0)
    found = models.BooleanField("从记录里自己认出来", default=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("在用", default=True)

    objects = EventKindQuerySet.as_manager()

    class Meta:
        db_table = "applications_event_kind"
        verbose_name = "要申报的事"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="event_kind_name_once")]
        indexes = [models.Index(fields=["shard", "path"], name="event_kind_path")]

    def __str__(self) -> str:
        return self.name


class ApplicationQuerySet(RootedQuerySet):
    def with_words(self) -> "ApplicationQuerySet":
        """With all that a list or the form shows, so that a row costs no query."""
        people = Invitation.objects.select_related("person").order_by("position", "id")
        return self.select_related("unit", "unit__unit_type", "case", "record", "kind").prefetch_related(
            models.Prefetch("invitations", people), "units"
        )

    def newest_first(self) -> "ApplicationQuerySet":
        return self.order_by("-starts_on", "-id")

    def of_year(self, year: int) -> "ApplicationQuerySet":
        return self.filter(starts_on__range=(date(year, 1, 1), date(year, 12, 31)))

    def standing(self) -> "ApplicationQuerySet":
        """Not cancelled."""
        return self.exclude(own="cancelled")

    def approved(self) -> "ApplicationQuerySet":
        """Approved, and not cancelled since."""
        return self.standing().filter(case__state=Case.State.APPROVED)

    def approved_for(self, unit: Unit, day: date) -> "ApplicationQuerySet":
        """What was approved for `unit` and may be carried out on `day` or about then: not yet held, nearest day last."""
        about = self.approved().filter(unit=unit, starts_on__range=(day - NEARBY, day + NEARBY))
        return about.filter(Q(own="") | Q(record__withdrawn_at__isnull=False)).order_by("starts_on", "starts_at", "id")

    def taking_place(self, first: date, last: date) -> "ApplicationQuerySet":
        """Events that fall on a day from `first` to `last`, in their order."""
        days = Q(starts_on__range=(first, last)) | Q(starts_on__lt=first, ends_on__gte=first)
        return self.filter(days).order_by("starts_on", "starts_at", "id")

    def naming(self, person: UUID | None) -> "ApplicationQuerySet":
        """Events to which a leader is asked by name."""
        return self.filter(invitations__person=person).distinct() if person else self.none()


class Application(Rooted):
    """An event as applied for (申报): 《重要会议重大活动申报审批表》. Whether it is approved, its case says.

    `own`: what the owner did with it; `record` is what came of it. `closing` is why it was cancelled.
    """

    class Own(models.TextChoices):
        OPEN = "", "还没办"
        HELD = "held", "已举办"
        CANCELLED = "cancelled", "已取消"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications", verbose_name="申报单位")
    name = models.CharField("名称", max_length=LONGEST["name"][1])
    sort = models.CharField("类别", max_length=10, choices=list(SORTS.items()))
    kind = models.ForeignKey(EventKind, models.SET_NULL, null=True, blank=True, verbose_name="哪种要申报的事")
    content = models.TextField("内容", max_length=LONGEST["content"][1], blank=True)
    purpose = models.TextField("目的", max_length=LONGEST["purpose"][1], blank=True)
    starts_on = models.DateField("日期")
    starts_at = models.TimeField("几点开始", null=True, blank=True)
    ends_on = models.DateField("到哪天", null=True, blank=True)
    ends_at = models.TimeField("几点结束", null=True, blank=True)
    place = models.CharField("地点", max_length=LONGEST["place"][1], blank=True)
    asks = models.CharField("请领导做什么", max_length=LONGEST["asks"][1], blank=True)
    units = models.ManyToManyField(Unit, db_table="applications_unit", related_name="+", verbose_name="出席单位")
    others = models.TextField("还有谁参加", max_length=LONGEST["others"][1], blank=True)
    head_count = models.PositiveIntegerField("约多少人", default=0)
    youth_count = models.PositiveIntegerField("其中青少年", default=0)
    agenda = models.JSONField("议程", default=list)
    preparation = models.JSONField("准备工作", default=list)
    budget = models.PositiveIntegerField("经费预算（元）", null=True, blank=True)
    budget_source = models.CharField("经费来源", max_length=LONGEST["budget_source"][1], blank=True)
    safety_plan = models.TextField("安全预案", max_length=LONGEST["safety_plan"][1], blank=True)
    remark = models.CharField("备注", max_length=LONGEST["remark"][1], blank=True)
    late_reason = models.CharField("补报的缘由", max_length=LONGEST["late_reason"][1], blank=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="+", verbose_name="审批件")
    own = models.CharField("办了没有", max_length=10, choices=Own.choices, blank=True, default=Own.OPEN)
    record = models.OneToOneField(
        Record, models.PROTECT, null=True, related_name="application", verbose_name="成了哪一笔"
    )
    closing = models.CharField("为何取消", max_length=100, blank=True)
    written_by = models.UUIDField("写的账号", null=True, editable=False)
    writer_name = models.CharField("经办人", max_length=30, editable=False)
    written_on = models.DateField("写于", editable=False)
    version = models.PositiveIntegerField("第几稿", default=1, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        db_table = "applications_application"
        verbose_name = "申报"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="application_days_in_order"
            ),
        ]
        indexes = [
            *(
                models.Index(fields=[f"a{n}", "-starts_on", "-id"], name=f"application_a{n}_starts")
                for n in range(1, 7)
            ),
            models.Index(fields=["unit", "-starts_on", "-id"], name="application_unit_starts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("application", str(self.pk), self.path, self.name, self.shard)

    @property
    def case_state(self) -> str:
        """As approvals has it, '' while it was never handed in."""
        return self.case.state if self.case else ""

    @property
    def state(self) -> str:
        """A key of `rules.standing.STATES`."""
        step = self.case.step_verb if self.case else ""
        own = "" if self.own == "held" and self.told is None else self.own
        return standing(own, self.case_state, step, bool(self.told and self.told.effect))

    @property
    def told(self) -> Record | None:
        """The record that tells of it; None while there is none, or when it was taken back."""
        return self.record if self.record is not None and not self.record.withdrawn else None

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def held_on(self) -> date | None:
        """The day it took place, once it did."""
        return self.told.held_on if self.told else None

    @property
    def approved_on(self) -> date | None:
        """The day of the last approving step, on paper or on the screen."""
        return self.case.decided_on if self.case and self.case.state == Case.State.APPROVED else None

    @property
    def unapproved(self) -> bool:
        """Did it take place without having been approved before (没有事前批准)?"""
        held = self.held_on
        return held is not None and (self.approved_on is None or self.approved_on > held)

    @property
    def made_up(self) -> bool:
        """补办: approved, but only after its day."""
        return self.approved_on is not None and self.approved_on > (self.held_on or self.starts_on)

    def plan(self) -> Plan:
        """As rules and papers read it. `with_words` fetches it all."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in PLAIN}
        return Plan(
            **plain,
            kind_id=str(self.kind_id or ""),
            leaders=tuple(Named(str(i.person_id), i.person.name, i.post) for i in self.invitations.all()),
            units=tuple(Named(str(u.pk), u.name) for u in sorted(self.units.all(), key=lambda u: u.tree_order)),
            agenda=agenda_from(self.agenda),
            preparation=preparation_from(self.preparation),
        )


PLAIN = (
    "name", "sort", "content", "purpose", "starts_on", "starts_at", "ends_on", "ends_at", "place", "asks", "others",
    "head_count", "youth_count", "budget", "budget_source", "safety_plan", "remark", "late_reason",
)  # fmt: skip


class Invitation(models.Model):
    """A leader asked to an event by name (请到的领导), with the post held when it was written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="invitations", verbose_name="申报")
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations", verbose_name="领导")
    post = models.CharField("职务", max_length=60, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        db_table = "applications_invitation"
        verbose_name = "请到的领导"
        indexes = [models.Index(fields=["person", "application"], name="invitation_person")]

    def __str__(self) -> str:
        return f"{self.person}·{self.application}"


class ApplicationVersion(models.Model):
    """How an application stood before a change (申报旧稿): kept to tell two writers apart. `number` is what the change ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="versions", verbose_name="申报")
    number = models.PositiveIntegerField("第几稿")
    told = models.JSONField("当时的内容")
    made_by = models.UUIDField("谁改的", null=True)
    maker_name = models.CharField("谁改的", max_length=60)
    made_at = models.DateTimeField("改于")

    class Meta:
        db_table = "applications_version"
        verbose_name = "申报旧稿"
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="application_version_once")]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class Exemption(models.Model):
    """A record that looks like what needs an application, and didn't need one (不用申报), as the office said, and why."""

    record = models.OneToOneField(
        Record, models.CASCADE, primary_key=True, related_name="exemption", verbose_name="记录"
    )
    reason = models.CharField("缘由", max_length=100)
    said_by = models.CharField("谁定的", max_length=60)
    said_at = models.DateTimeField("定于")

    class Meta:
        db_table = "applications_exemption"
        verbose_name = "不用申报"

    def __str__(self) -> str:
        return self.reason


def needing(rows: RecordQuerySet) -> RecordQuerySet:
    """Records of events that needed an application: one was made, or a line of 要申报的事 tells it. One query in all.

    What several units did together is told by the host's record. The office's 不用申报 takes a record out.
    """
    taking = Participation.objects.filter(record=OuterRef("pk"), void=False).exclude(role="was_visited").order_by()
    counted = taking.values("record").annotate(n=models.Count("pk")).values("n")
    lines = EventKind.objects.filter(active=True, found=True, shard=OuterRef("shard")).annotate(
        above=Substr(OuterRef("path"), 1, Length("path")), place=StrIndex(OuterRef("title"), F("word"))
    )
    lines = lines.filter(Q(above=F("path")) & (Q(word="") | Q(place__gt=0)) & Q(least_people__lte=OuterRef("people")))
    lines = lines.exclude(word="", least_people=0)  # a line that tells nothing finds nothing
    applied = Application.objects.filter(record=OuterRef("pk"))
    rows = rows.standing().leading().filter(exemption=None)
    rows = rows.annotate(people=F("youth_count") + F("other_count") + Coalesce(Subquery(counted), 0))
    return rows.filter(models.Exists(applied) | models.Exists(lines))


def approved_before() -> models.Exists:
    """For a record: was the event approved on its day or before?"""
    good = Application.objects.filter(record=OuterRef("pk"), case__state=Case.State.APPROVED)
    return models.Exists(good.filter(case__decided_on__lte=OuterRef("held_on")))
