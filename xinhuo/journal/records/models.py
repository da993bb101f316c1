from uuid import UUID

from django.db import models
from django.utils import timezone

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.records.facts import Deed, RecordFacts
from xinhuo.journal.records.rules import CATEGORIES, PAPERS, is_late, may_undo
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person, Team


class RecordKindQuerySet(RootedQuerySet):
    def of_office(self, unit: Unit) -> "RecordKindQuerySet":
        """The kinds that a unit uses: its own and those of the offices above it."""
        return self.filter(path__in=unit.ancestor_paths, active=True).order_by("position", "id")


class RecordKind(Rooted):
    """A kind of work (类别) as an office names it: data. `category` is what measures and papers go by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="record_kinds", verbose_name="所属机构")
    name = models.CharField("名称", max_length=20)
    category = models.CharField("归类", max_length=20, choices=list(CATEGORIES.items()))
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, verbose_name="通常由哪支队做")
    routine = models.BooleanField("例行（一年并成一行）", default=False)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("在用", default=True)

    objects = RecordKindQuerySet.as_manager()

    class Meta:
        db_table = "records_kind"
        verbose_name = "活动类别"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="kind_name_once")]

    def __str__(self) -> str:
        return self.name


class Occasion(models.Model):
    """A fixed point of the year (活动节点): 学雷锋纪念日, 清明, 六一 …; `first`…`last` as month×100+day, for proposing."""

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=20)
    first = models.PositiveSmallIntegerField("起（月日）")
    last = models.PositiveSmallIntegerField("止（月日）")
    position = models.PositiveSmallIntegerField("顺序", default=0)
    active = models.BooleanField("在用", default=True)

    class Meta:
        db_table = "records_occasion"
        ordering = ["position"]
        verbose_name = "活动节点"

    def __str__(self) -> str:
        return self.name


class KindWordQuerySet(RootedQuerySet):
    def known(self, unit: Unit) -> dict[str, UUID]:
        """An office's word → the id of its kind, as `unit` and the offices above it use them; the nearest one wins."""
        return dict(self.filter(path__in=unit.ancestor_paths).order_by("path").values_list("word", "kind_id"))


class KindWord(Rooted):
    """An office's own word for a kind of work (自家类别词): asked once when a 台账 comes in, then known."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="kind_words", verbose_name="单位")
    word = models.CharField("台账里的词", max_length=40, blank=True)
    kind = models.ForeignKey(RecordKind, models.CASCADE, related_name="words", verbose_name="类别")
    objects = KindWordQuerySet.as_manager()

    class Meta:
        db_table = "records_kind_word"
        verbose_name = "自家类别词"
        constraints = [models.UniqueConstraint(fields=["unit", "word"], name="kind_word_once")]
        indexes = [models.Index(fields=["path"], name="kind_word_path")]

    def __str__(self) -> str:
        return f"{self.word}：{self.kind}"


class LedgerImport(Rooted):
    """One 台账 that came in (台账导入): from which file, by whom, and its records, so that it may be taken back as one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_imports", verbose_name="单位")
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    by_id = models.UUIDField("经手账号", null=True)
    by_name = models.CharField("经手人", max_length=60)
    made_at = models.DateTimeField("导入于")
    counts = models.JSONField("笔数", default=dict)  # brought, repeated, left_out, added (people)
    taken_back_at = models.DateTimeField("撤回于", null=True)
    taken_back_by = models.CharField("谁撤回的", max_length=60, blank=True)
    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "records_ledger_import"
        verbose_name = "台账导入"
        indexes = [models.Index(fields=["path", "-id"], name="ledger_import_path")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def ref(self) -> Ref:
        return Ref("ledger_import", str(self.pk), self.path, self.file_name, self.shard)


class RecordQuerySet(RootedQuerySet):
    def standing(self) -> "RecordQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def leading(self) -> "RecordQuerySet":
        """Records that carry the counts: of an event of several units only the host's."""
        return self.filter(led_by=None)

    def of_year(self, year: int) -> "RecordQuerySet":
        return self.of_period(Period(year))

    def of_period(self, period: Period) -> "RecordQuerySet":
        return self.filter(held_on__range=(period.start, period.end))

    def newest_first(self) -> "RecordQuerySet":
        return self.order_by("-held_on", "-id")

    def with_words(self) -> "RecordQuerySet":
        """With all that a list shows, so that a row costs no query."""
        return self.select_related("unit", "kind", "team", "occasion").prefetch_related(
            models.Prefetch("participations", Participation.objects.filter(void=False).select_related("person"))
        )

    def for_papers(self) -> "RecordQuerySet":
        """With all that a paper says of them, also how the units were called at that time; oldest first."""
        return self.with_words().prefetch_related("unit__former_names").order_by("held_on", "id")

    def facts(self, told: Period | None = None) -> list[RecordFacts]:
        """The records as papers read them, oldest first: three queries, however many there are."""
        return [record.facts(told) for record in self.for_papers()]


class Record(Rooted):
    """A piece of work done (工作记录): when, where, what, and what came of it."""

    class Source(models.TextChoices):
        SCREEN = "screen", "页面上记的"
        PAPER = "paper", "照纸上记的补录"
        IMPORT = "import", "从表格导入"
        OTHER = "other", "由别的事自动记下"

    class TimeOfDay(models.TextChoices):
        MORNING = "上午", "上午"
        AFTERNOON = "下午", "下午"
        EVENING = "晚上", "晚上"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField("防重号", default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records", verbose_name="单位")
    held_on = models.DateField("日期")
    ended_on = models.DateField("到", null=True, blank=True)
    time_of_day = models.CharField("钟点", max_length=4, choices=TimeOfDay.choices, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    kind = models.ForeignKey(RecordKind, models.PROTECT, verbose_name="类别")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, verbose_name="服务队")
    occasion = models.ForeignKey(Occasion, models.SET_NULL, null=True, blank=True, verbose_name="节点")
    title = models.CharField("标题", max_length=60)
    content = models.TextField("做了什么", max_length=1000, blank=True)
    effect = models.TextField("效果", max_length=500, blank=True)
    youth_count = models.PositiveIntegerField("青少年", default=0)
    other_count = models.PositiveIntegerField("其他人", default=0)
    milestone = models.BooleanField("可入大事记", default=False)
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.SCREEN)
    source_ref = models.CharField("来自", max_length=60, blank=True, editable=False)
    ledger = models.ForeignKey(LedgerImport, models.SET_NULL, null=True, editable=False, related_name="records")
    paper_date = models.DateField("纸上写的日期", null=True, blank=True)
    late_reason = models.CharField("隔了这么久才记的缘由", max_length=60, blank=True)
    led_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    recorded_by = models.UUIDField("记的账号", null=True, editable=False)
    recorder_name = models.CharField("谁记的", max_length=30, editable=False)
    on_behalf = models.BooleanField("代录", default=False)
    created_at = models.DateTimeField("记于", auto_now_add=True)
    changed_at = models.DateTimeField("改于", null=True, editable=False)
    version = models.PositiveIntegerField("第几稿", default=1, editable=False)
    withdrawn_at = models.DateTimeField("撤销于", null=True, blank=True, editable=False)
    withdrawn_by = models.CharField("谁撤销的", max_length=30, blank=True, editable=False)
    withdrawn_reason = models.CharField("为何撤销", max_length=100, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        db_table = "records_record"
        verbose_name = "工作记录"
        constraints = [
            models.UniqueConstraint(fields=["shard", "key"], name="record_key_once"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("held_on")),
                name="record_days_in_order",
            ),
        ]
        indexes = [
            *(models.Index(fields=[f"a{n}", "-held_on", "-id"], name=f"record_a{n}_held") for n in range(1, 7)),
            models.Index(fields=["unit", "-held_on", "-id"], name="record_unit_held"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("record", str(self.pk), self.path, self.title, self.shard)

    @property
    def late(self) -> bool:
        """补记: written down long after it was held."""
        return is_late(self.ended_on or self.held_on, timezone.localdate(self.created_at))

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def gone(self) -> str:
        """How it was taken back: 撤销 within a day of writing it, 作废 (with a reason) later, '' while it stands."""
        if self.withdrawn_at is None:
            return ""
        return "撤销" if may_undo(self.created_at, self.withdrawn_at) else "作废"

    def facts(self, told: Period | None = None) -> RecordFacts:
        """As a paper on `told` (else the year) reads it, the unit called as at that end. `for_papers` fetches it all."""
        taking = [p for p in self.participations.all() if p.role != Participation.Role.WAS_VISITED]
        return RecordFacts(
            record_id=str(self.pk),
            unit=self.unit.name_on((told or Period(self.held_on.year)).end),
            held_on=self.held_on,
            ended_on=self.ended_on,
            time_of_day=self.time_of_day,
            place=self.place,
            kind=self.kind.name,
            category=self.kind.category,
            category_name=CATEGORIES[self.kind.category],
            routine=self.kind.routine,
            team=self.team.name if self.team else "",
            title=self.title,
            content=self.content,
            effect=self.effect,
            youth_count=self.youth_count,
            other_count=self.other_count,
            milestone=self.milestone,
            occasion=self.occasion.name if self.occasion else "",
            participants=tuple(p.person.name for p in taking),
            visited_count=len(self.participations.all()) - len(taking),
        )


class RecordVersion(Rooted):
    """How a record stood before a change (记录旧稿): kept to undo the change, and to tell two writers apart.

    `number` is the version that the change ended; `told` is shaped by `services.told`; `made_by` and `made_in` are the
    account and the unit that made the change, `verb` what it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="versions", verbose_name="记录")
    number = models.PositiveIntegerField("第几稿")
    told = models.JSONField("当时的内容")
    verb = models.CharField("后来做了什么", max_length=10)
    made_by = models.UUIDField("谁改的", null=True)
    made_in = models.UUIDField("哪个单位改的", null=True)
    made_at = models.DateTimeField("改于")

    class Meta:
        db_table = "records_version"
        verbose_name = "记录旧稿"
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="record_version_once")]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class ParticipationQuerySet(RootedQuerySet):
    def counted(self) -> "ParticipationQuerySet":
        """Taking part, not being visited; the record still stands, and the registration (not 作废)."""
        return self.exclude(role=Participation.Role.WAS_VISITED).filter(record__withdrawn_at=None, void=False)

    def of_year(self, year: int) -> "ParticipationQuerySet":
        return self.filter(held_on__year=year)

    def about(self, person: Person) -> "ParticipationQuerySet":
        return self.filter(person=person)

    def deeds(self) -> dict[UUID, list[Deed]]:
        """Person id → what stands in the person's book, oldest first: two queries for all of them."""
        found: dict[UUID, list[Deed]] = {}
        rows = self.select_related("record", "record__kind", "record__unit", "record__team")
        rows = rows.prefetch_related("record__unit__former_names")
        for row in rows.order_by("held_on", "record_id"):
            found.setdefault(row.person_id, []).append(row.deed())
        return found


class Participation(Rooted):
    """A person in a record (参加记录). `path` is the person's own unit at the time, so that the own unit may read it."""

    class Role(models.TextChoices):
        LED = "led", "牵头"
        TOOK_PART = "took_part", "参加"
        SPOKE = "spoke", "主讲"
        WAS_VISITED = "was_visited", "被走访"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="participations", verbose_name="记录")
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations", verbose_name="人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="participations", verbose_name="本人单位")
    held_on = models.DateField("日期", editable=False)
    role = models.CharField("做什么", max_length=12, choices=Role.choices, default=Role.TOOK_PART)
    sentence = models.CharField("本人这一句", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    void = models.BooleanField("登记已作废", default=False, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        db_table = "records_participation"
        verbose_name = "参加"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="participation_once")]
        indexes = [
            models.Index(fields=["person", "-held_on", "record"], name="participation_person_held"),
            models.Index(fields=["unit", "-held_on"], name="participation_unit_held"),
        ]

    def __str__(self) -> str:
        return f"{self.person}·{self.record}"

    def deed(self) -> Deed:
        """The row of the person's own book."""
        record = self.record
        return Deed(
            record_id=str(record.pk),
            held_on=record.held_on,
            ended_on=record.ended_on,
            time_of_day=record.time_of_day,
            place=record.place,
            kind=record.kind.name,
            category=record.kind.category,
            routine=record.kind.routine,
            team=record.team.name if record.team else "",
            title=record.title,
            content=record.content,
            effect=record.effect,
            sentence=self.sentence,
            role=self.role,
            youth_count=record.youth_count,
            other_count=record.other_count,
            unit=record.unit.name_in(record.held_on.year),
        )


class OwnParagraphQuerySet(models.QuerySet):
    def of_year(self, unit: Unit, year: int) -> "OwnParagraphQuerySet":
        """All that a unit wrote of its own in its papers of a year, the oldest first."""
        return self.filter(unit=unit, year=year).order_by("edited_at", "id")


class OwnParagraph(models.Model):
    """What a person wrote on one topic of a unit's year (自己写的一段): one row for each paper in which it stands.

    The newest on its topic is offered in the other papers of that year. `month` is the last one that the paper tells of;
    `digest` is of the draft that the words were written on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="own_paragraphs", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    paper = models.CharField("写在哪份文书里", max_length=10, choices=list(PAPERS.items()), default="report")
    month = models.PositiveSmallIntegerField("讲到几月")
    key = models.CharField("段落", max_length=40)
    text = models.TextField("文字", max_length=2000)
    digest = models.CharField("所据草稿", max_length=64)
    edited_by = models.CharField("谁写的", max_length=30)
    edited_at = models.DateTimeField("写于")

    objects = OwnParagraphQuerySet.as_manager()

    class Meta:
        db_table = "records_own_paragraph"
        verbose_name = "自己写的段落"
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "paper", "month", "key"], name="own_paragraph_once")
        ]

    def __str__(self) -> str:
        return self.text[:20]
