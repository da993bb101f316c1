from datetime import date

from django.db import models
from django.db.models import Q

from xinhuo.ground.kernel.fields import EncryptedText
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.period import whole_age
from xinhuo.ground.kernel.ref import Ref
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules


class PersonQuerySet(RootedQuerySet):
    def five_elders(self) -> "PersonQuerySet":
        """五老 only: serving cadres are people too, but stand in no roster of volunteers."""
        return self.filter(kind=Person.Kind.FIVE_ELDER)

    def serving(self) -> "PersonQuerySet":
        """Still in the team, paused or not (在册)."""
        return self.filter(status__in=["active", "paused"])

    def incomplete(self) -> "PersonQuerySet":
        """五老 whose birth month or category is missing (待补)."""
        return self.five_elders().serving().filter(Q(birth_month=None) | Q(primary_category=""))

    def aged(self, band: str, today: date) -> "PersonQuerySet":
        """People of an age band of `rules.AGE_BANDS`, in whole years on `today`."""
        low, high = rules.AGE_BANDS[band]
        return self.filter(
            birth_month__gt=date(today.year - high - 1, today.month, 1),
            birth_month__lte=date(today.year - low, today.month, 1),
        )

    def by_strokes(self) -> "PersonQuerySet":
        """按姓氏笔画: for formal lists."""
        return self.order_by("stroke_key", "id")

    def matching(self, text: str) -> "PersonQuerySet":
        """By part of the name, by pinyin or by initials."""
        text = text.strip().replace(" ", "")
        if not text:
            return self
        if text.isascii():
            low = text.lower()
            return self.filter(Q(initials__startswith=low) | Q(pinyin__startswith=low))
        return self.filter(name__contains=text)


_EveryPersonManager = models.Manager.from_queryset(PersonQuerySet)


class PersonManager(_EveryPersonManager):
    """Everyone but wrong registrations (作废): they stand in no list and count nowhere, whoever asks."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db).exclude(status="void")


class Person(Rooted):
    """A person who works for the next generation (五老 or cadre). `path` is the path of the present unit."""

    class Kind(models.TextChoices):
        FIVE_ELDER = "five_elder", "五老"
        CADRE = "cadre", "关工干部"

    class Sex(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    class Status(models.TextChoices):
        ACTIVE = "active", "在队"
        PAUSED = "paused", "暂停"
        LEFT = "left", "退出"
        DECEASED = "deceased", "去世"
        VOID = "void", "作废"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="所在单位")
    kind = models.CharField("身份", max_length=12, choices=Kind.choices, default=Kind.FIVE_ELDER)
    name = models.CharField("姓名", max_length=rules.LONGEST_NAME)
    pinyin = models.CharField("拼音", max_length=120, editable=False)
    initials = models.CharField("拼音首字母", max_length=30, editable=False)
    stroke_key = models.CharField("笔画序", max_length=240, editable=False)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices, blank=True)
    birth_month = models.DateField("出生年月", null=True, blank=True)
    nation = models.CharField("民族", max_length=20, blank=True)
    politics = models.CharField("政治面貌", max_length=20, blank=True)
    party_month = models.DateField("入党时间", null=True, blank=True)
    education = models.CharField("文化程度", max_length=20, blank=True)
    categories = models.JSONField("五老类别", default=list, blank=True)
    primary_category = models.CharField("主要类别", max_length=20, blank=True)
    former_employer = models.CharField("原工作单位", max_length=60, blank=True)
    former_post = models.CharField("原职务或职称", max_length=40, blank=True)
    retired_month = models.DateField("退休时间", null=True, blank=True)
    skills = models.CharField("特长", max_length=100, blank=True)
    wishes = models.CharField("服务意愿", max_length=100, blank=True)
    free_time = models.CharField("可服务时间", max_length=60, blank=True)
    honours = models.TextField("曾获荣誉", max_length=500, blank=True)
    life = models.TextField("简历", max_length=1000, blank=True)
    care = models.JSONField("关照", default=list, blank=True)
    joined_month = models.DateField("入队时间", null=True, blank=True)
    oath_on = models.DateField("宣誓日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField("缘由", max_length=40, blank=True)
    status_since = models.DateField("状态起于", null=True, blank=True)
    added_in_passing = models.BooleanField("记一笔时添的", default=False, editable=False)
    id_number = EncryptedText("身份证号")
    id_print = models.CharField(max_length=64, editable=False, blank=True)
    phone = EncryptedText("联系电话")
    phone_print = models.CharField(max_length=64, editable=False, blank=True)
    address = EncryptedText("住址（到小区）")
    emergency_contact = EncryptedText("紧急联系人")
    emergency_phone = EncryptedText("紧急联系电话")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    everyone = PersonQuerySet.as_manager()

    class Meta:
        db_table = "people_person"
        verbose_name = "人员"
        indexes = [
            *(models.Index(fields=[f"a{n}", "stroke_key", "id"], name=f"person_a{n}_stroke") for n in range(1, 7)),
            models.Index(fields=["unit", "status"], name="person_unit_status"),
            models.Index(fields=["initials"], name="person_initials"),
            models.Index(fields=["id_print"], name="person_id_print"),
            models.Index(fields=["phone_print"], name="person_phone_print"),
            models.Index(fields=["name"], name="person_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("person", str(self.pk), self.path, self.name, self.shard)

    @property
    def category_names(self) -> list[str]:
        """Chinese names of the categories, the primary one first."""
        codes = sorted(self.categories, key=lambda c: (c != self.primary_category, c))
        return [rules.CATEGORIES[c] for c in codes if c in rules.CATEGORIES]

    @property
    def primary_name(self) -> str:
        return rules.CATEGORIES.get(self.primary_category, "")

    @property
    def care_names(self) -> list[str]:
        return [rules.CARE[c] for c in self.care if c in rules.CARE]

    @property
    def gaps(self) -> list[str]:
        """What is still to be filled in (待补), for 五老 only."""
        if self.kind != self.Kind.FIVE_ELDER:
            return []
        return rules.registration_gaps(self.birth_month, self.categories, self.sex)

    def age(self, today: date) -> int | None:
        """Whole years on `today`, or None where the birth month is missing."""
        return whole_age(self.birth_month, today) if self.birth_month else None


class JoinedPerson(models.Model):
    """Someone who had been entered twice (合并的重复登记): the id that is gone, and whom it means now."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="former_ids", verbose_name="人员")
    name = models.CharField("原来的姓名", max_length=rules.LONGEST_NAME)
    joined_at = models.DateTimeField("合并于", auto_now_add=True)

    class Meta:
        db_table = "people_joined_person"
        verbose_name = "合并的重复登记"

    def __str__(self) -> str:
        return self.name


class DifferentPeople(models.Model):
    """Two who look alike and are not one (不是同一个人), so that nobody is asked twice; `first` has the lesser id."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="一位")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="另一位")
    said_by = models.CharField("谁说的", max_length=60)
    said_at = models.DateTimeField("说于", auto_now_add=True)

    class Meta:
        db_table = "people_different_people"
        verbose_name = "不是同一个人"
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="different_people_once")]

    def __str__(self) -> str:
        return f"{self.first}、{self.second}"


def label_of(field: str) -> str:
    """The Chinese name of a field of the registration."""
    return next(str(one.verbose_name) for one in Person._meta.fields if one.name == field)


class Membership(models.Model):
    """A person's time in a unit: someone moves, the history stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")
    started_on = models.DateField("从", null=True, blank=True)
    ended_on = models.DateField("到", null=True, blank=True)

    class Meta:
        db_table = "people_membership"
        verbose_name = "所属单位"
        ordering = ["started_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="membership_open_once")
        ]
        indexes = [models.Index(fields=["unit", "ended_on"], name="membership_unit_ended")]

    def __str__(self) -> str:
        return f"{self.person}·{self.unit}"


class Post(models.Model):
    """A post in a committee (职务), in the order in which leaders are listed."""

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=20)
    position = models.PositiveSmallIntegerField("顺序")
    keeps_book = models.BooleanField("通常是记载人", default=False)
    party = models.BooleanField("党组织的职务", default=False)

    class Meta:
        db_table = "people_post"
        ordering = ["position"]
        verbose_name = "职务"

    def __str__(self) -> str:
        return self.name


def in_seat(post: str) -> Q:
    """Is it an appointment that gives `post` (a code): the post itself, or a party post held together with another?"""
    wanted = Q(post=post)
    if post == rules.PARTY_SECRETARY:
        wanted |= Q(party_post__endswith="书记") & ~Q(party_post__endswith="副书记")
    if post == rules.DEPUTY_PARTY_SECRETARY:
        wanted |= Q(party_post__endswith="副书记")
    return wanted


class AppointmentQuerySet(models.QuerySet):
    def held_on(self, day: date) -> "AppointmentQuerySet":
        """Posts held on `day`."""
        return self.held_between(day, day)

    def held_between(self, since: date, day: date) -> "AppointmentQuerySet":
        """Posts held on some day of `since`…`day`."""
        return self.filter(started_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gte=since))

    def leading(self) -> "AppointmentQuerySet":
        """Posts of the 关工委 itself (领导班子): a post of the party organisation is none of its members."""
        return self.filter(post__party=False)

    def in_rank(self) -> "AppointmentQuerySet":
        """Leaders by post, then by the rank that the document gives."""
        return self.order_by("post__position", "rank", "started_on", "id")

    def in_seat(self, post: str) -> "AppointmentQuerySet":
        """Whoever holds `post` (a code): by a post of his own, or for a party post together with another one."""
        return self.filter(in_seat(post))


class Appointment(models.Model):
    """A post held for a time (任职): start, end, document, and the party post held with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="单位")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="职务")
    rank = models.PositiveSmallIntegerField("排名", default=0)
    party_post = models.CharField("兼任的党内职务", max_length=40, blank=True)
    duties = models.CharField("分工", max_length=rules.LONGEST_DUTIES, blank=True)
    document_number = models.CharField("依据文号", max_length=60, blank=True)
    started_on = models.DateField("任职日期")
    ended_on = models.DateField("离任日期", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        db_table = "people_appointment"
        verbose_name = "任职"
        indexes = [models.Index(fields=["unit", "ended_on"], name="appointment_unit_ended")]

    def __str__(self) -> str:
        return f"{self.unit}{self.post}{self.person}"


class RecordKeeperQuerySet(models.QuerySet):
    def for_books_of(self, year: int) -> "RecordKeeperQuerySet":
        """Who kept the book in `year`; of several the last one, whose name stands on the cover."""
        return (
            self.filter(Q(ended_on=None) | Q(ended_on__gte=date(year, 1, 1)), started_on__lte=date(year, 12, 31))
            .select_related("appointment__person", "appointment__post")
            .order_by("started_on", "id")
        )


class RecordKeeper(models.Model):
    """Who keeps a unit's record books (记载人): its 常务副主任 or 秘书长, from and until."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="keepers", verbose_name="单位")
    appointment = models.ForeignKey(Appointment, models.PROTECT, verbose_name="任职")
    started_on = models.DateField("从")
    ended_on = models.DateField("到", null=True, blank=True)

    objects = RecordKeeperQuerySet.as_manager()

    class Meta:
        db_table = "people_record_keeper"
        verbose_name = "记载人"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ended_on=None),
                name="record_keeper_open_once",
                violation_error_message="这个单位已经有记载人。请先改原来的。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment.person.name}（{self.appointment.post.name}）"


class Team(Rooted):
    """A specialised service team (服务队) of an office: a row of data, not a class."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name="所属机构")
    code = models.CharField("代码", max_length=10)
    name = models.CharField("名称", max_length=30)
    lead_section = models.CharField("牵头科室", max_length=30, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "people_team"
        ordering = ["position", "code"]
        verbose_name = "服务队"
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="team_code_once")]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """A 五老's place in a team, from and until."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="team_memberships", verbose_name="队员")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name="服务队")
    started_on = models.DateField("从", null=True, blank=True)
    ended_on = models.DateField("到", null=True, blank=True)

    class Meta:
        db_table = "people_team_membership"
        verbose_name = "队员资格"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team"], condition=Q(ended_on=None), name="team_membership_open_once"
            )
        ]
        indexes = [models.Index(fields=["team", "ended_on"], name="team_membership_team")]

    def __str__(self) -> str:
        return f"{self.team}·{self.person}"


class TeamLeadership(models.Model):
    """Who leads a team (队长): a serving head of department, from and until."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="leaderships", verbose_name="队长")
    team = models.ForeignKey(Team, models.PROTECT, related_name="leaderships", verbose_name="服务队")
    section = models.CharField("科室", max_length=30, blank=True)
    started_on = models.DateField("从")
    ended_on = models.DateField("到", null=True, blank=True)

    class Meta:
        db_table = "people_team_leadership"
        verbose_name = "队长任职"

    def __str__(self) -> str:
        return f"{self.team}队长{self.person}"
