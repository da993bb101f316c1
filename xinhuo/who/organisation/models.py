from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Q

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.paths import ancestors, depth
from xinhuo.ground.kernel.ref import Ref
from xinhuo.who.organisation import rules


class UnitType(models.Model):
    """A kind of organisation (组织类型): its level and which party post its 主任 holds, as data."""

    code = models.CharField("代码", max_length=30, primary_key=True)
    name = models.CharField("名称", max_length=20)
    level = models.PositiveSmallIntegerField("层级")
    position = models.PositiveSmallIntegerField("顺序")
    director_party_post = models.CharField("主任兼任的党内职务", max_length=30, blank=True)
    grassroots = models.BooleanField("基层单位", default=False)

    class Meta:
        db_table = "organisation_unit_type"
        ordering = ["level", "position"]
        verbose_name = "组织类型"

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(RootedQuerySet):
    def in_order(self) -> "UnitQuerySet":
        """Tree order with the office's own order among siblings."""
        return self.order_by("tree_order", "path")

    def among(self, units: Collection["Unit"] | models.QuerySet) -> "UnitQuerySet":
        """These units again, as rows to ask more of."""
        return self.filter(pk__in=units if isinstance(units, models.QuerySet) else [unit.pk for unit in units])

    def open_on(self, day: date) -> "UnitQuerySet":
        """Units that existed on `day`."""
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=day)).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=day)
        )

    def existed_in(self, year: int) -> "UnitQuerySet":
        """Units that existed on at least one day of `year`: a unit closed in March keeps its papers of that year."""
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=date(year, 12, 31))).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gte=date(year, 1, 1))
        )

    def keeping_books(self) -> "UnitQuerySet":
        """Units at the grassroots, whose elders have record books."""
        return self.filter(unit_type__grassroots=True)

    def named(self, text: str) -> "UnitQuerySet":
        """Units of exactly this name, with or without 关工委, or this division code."""
        short = rules.short_name(text.strip())
        return self.filter(Q(name=short) | Q(division_code=text.strip()) if text.strip() else Q(pk__in=[]))

    def once_named(self, text: str) -> "UnitQuerySet":
        """Units that had this name before they were renamed, or into which a unit of this name was merged."""
        short = rules.short_name(text.strip())
        wanted = Q(former_names__name=short) | Q(absorbed__name=short) | Q(absorbed__former_names__name=short)
        return self.filter(wanted).distinct()

    def with_names(self) -> "UnitQuerySet":
        """With their former names, so that `name_in` costs no query."""
        return self.prefetch_related("former_names")


class Unit(Rooted):
    """A committee of any level (组织): a node of the tree. The id stays for ever; the path may change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级（块）"
    )
    line_parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="line_children", verbose_name="条线上级"
    )
    unit_type = models.ForeignKey(UnitType, models.PROTECT, verbose_name="类型")
    name = models.CharField("名称", max_length=rules.LONGEST_NAME)
    division_code = models.CharField("统计用区划代码", max_length=12, blank=True)
    position = models.PositiveSmallIntegerField("在本级的顺序", default=0)
    tree_order = models.CharField("树上的顺序", max_length=160, editable=False, default="")
    opened_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name="并入"
    )
    children_made = models.PositiveIntegerField("已编过的下级号", default=0, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        db_table = "organisation_unit"
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["shard", "path"], name="unit_path_once"),
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(closed_on__isnull=True),
                name="unit_name_once",
                violation_error_message="这个上级下已经有同名的单位。请换一个名称。",
            ),
            models.UniqueConstraint(
                fields=["shard", "division_code"],
                condition=~Q(division_code=""),
                name="unit_code_once",
                violation_error_message="这个区划代码已经给了别的单位。请核对。",
            ),
        ]
        indexes = [models.Index(fields=[f"a{n}", "tree_order"], name=f"unit_a{n}_order") for n in range(1, 7)]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name that it signs with: 柳湾村关工委."""
        return rules.full_name(self.name)

    @property
    def depth(self) -> int:
        return depth(self.path)

    @property
    def ancestor_paths(self) -> list[str]:
        """Paths from the root down to its own."""
        return ancestors(self.path)

    @property
    def ref(self) -> Ref:
        return Ref("unit", str(self.pk), self.path, self.name, self.shard)

    def existed_on(self, day: date) -> bool:
        """Was it open on `day`?"""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)

    def name_on(self, day: date) -> str:
        """How it was called on `day`. One query, none after `with_names`."""
        former = (row.name for row in self.former_names.all() if day <= row.ended_on)
        return next(former, self.name)

    def name_in(self, year: int) -> str:
        """How it was called at the end of `year`: what a paper of that year says."""
        return self.name_on(date(year, 12, 31))

    def full_name_in(self, year: int) -> str:
        """How it signed at the end of `year`."""
        return rules.full_name(self.name_in(year))


class UnitName(models.Model):
    """A name that a unit had until it was renamed (曾用名), from and until."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names", verbose_name="单位")
    name = models.CharField("名称", max_length=rules.LONGEST_NAME)
    started_on = models.DateField("从", null=True, blank=True)
    ended_on = models.DateField("到")

    class Meta:
        db_table = "organisation_unit_name"
        verbose_name = "曾用名"
        ordering = ["ended_on"]
        constraints = [models.UniqueConstraint(fields=["unit", "ended_on"], name="unit_name_until_once")]
        indexes = [models.Index(fields=["name"], name="unit_name_former")]

    def __str__(self) -> str:
        return self.name


class UnitChange(models.Model):
    """What a unit went through (单位变动): renamed, moved, merged, split. `about` are counts and names in words."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", "改名"
        MOVED = "moved", "划转"
        MERGED = "merged", "合并"
        SPLIT = "split", "拆分"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="changes", verbose_name="单位")
    other = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", verbose_name="另一个单位")
    kind = models.CharField("哪一种", max_length=8, choices=Kind.choices)
    happened_on = models.DateField("从哪天起")
    text = models.CharField("说明", max_length=200)
    about = models.JSONField("随着走的", default=list)
    done_by = models.CharField("谁办的", max_length=60)
    done_at = models.DateTimeField("办于", auto_now_add=True)

    class Meta:
        db_table = "organisation_unit_change"
        verbose_name = "单位变动"
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["other"], name="unit_change_other")]

    def __str__(self) -> str:
        return self.text


class YouthBase(models.Model):
    """How many children live in the unit's area (青少年基数), by year."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="youth_bases", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    count = models.PositiveIntegerField("人数")

    class Meta:
        db_table = "organisation_youth_base"
        verbose_name = "青少年基数"
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="youth_base_once")]

    def __str__(self) -> str:
        return f"{self.year}年{self.count}人"


class ColumnWordQuerySet(RootedQuerySet):
    def known(self, unit: Unit, kind: str) -> dict[str, str]:
        """Plain heading → column ("" for one that is not wanted), for tables of `kind` that come into `unit`."""
        rows = self.filter(path__in=unit.ancestor_paths, kind=kind).order_by("path")
        return dict(rows.values_list("word", "column"))


class ColumnWord(Rooted):
    """An office's own name for a column (自家表头): asked once when a table comes in, then known by page and command."""

    class Kind(models.TextChoices):
        ROSTER = "roster", "名册"
        LEDGER = "ledger", "台账"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="column_words", verbose_name="单位")
    kind = models.CharField("哪种表", max_length=10, choices=Kind.choices)
    word = models.CharField("表头（不计空格括号）", max_length=80)
    heading = models.CharField("表头", max_length=100)
    column = models.CharField("栏", max_length=30, blank=True)
    column_name = models.CharField("栏的名称", max_length=30, blank=True)

    objects = ColumnWordQuerySet.as_manager()

    class Meta:
        db_table = "organisation_column_word"
        verbose_name = "自家表头"
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "word"], name="column_word_once")]
        indexes = [models.Index(fields=["path", "kind"], name="column_word_path_kind")]

    def __str__(self) -> str:
        return f"{self.heading}：{self.column_name or '不要这一栏'}"

    @property
    def ref(self) -> Ref:
        return Ref("column_word", str(self.pk), self.path, self.heading, self.shard)


class UsualPlace(Rooted):
    """A place where things are often done (常用地点), offered to the unit and to all below it before anyone typed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="usual_places", verbose_name="单位")
    name = models.CharField("地点", max_length=60)

    objects = RootedQuerySet.as_manager()

    class Meta:
        db_table = "organisation_usual_place"
        verbose_name = "常用地点"
        ordering = ["path", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="usual_place_once")]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """This instance (本机构): whose office it serves, and how to reach it. One row."""

    root = models.OneToOneField(Unit, models.PROTECT, verbose_name="机构")
    phone = models.CharField("办公室电话", max_length=30, blank=True)
    site = models.CharField("网址", max_length=200, blank=True)
    contact_reason = models.BooleanField("看联系方式要写缘由", default=False)
    demo = models.BooleanField("演示数据", default=False)
    demo_made_on = models.DateField("演示数据做于", null=True, blank=True)

    class Meta:
        db_table = "organisation_office"
        verbose_name = "本机构"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.root.full_name

    def name_in(self, year: int) -> str:
        """How the office signed at the end of `year`."""
        return self.root.full_name_in(year)
