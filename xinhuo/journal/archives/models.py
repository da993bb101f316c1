from collections.abc import Iterable

from django.db import models

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.archives.facts import Subject
from xinhuo.journal.archives.rules import KINDS, code_said
from xinhuo.who.organisation.models import Unit


class SealedPaperQuerySet(RootedQuerySet):
    def of(self, subject: Subject) -> "SealedPaperQuerySet":
        """All versions of one paper, the newest first."""
        return self.filter(unit=subject.unit_id, kind=subject.kind, year=subject.year, month=subject.month).order_by(
            "-version"
        )

    def newest_of(self, units: Iterable[Unit], year: int) -> "list[SealedPaper]":
        """The newest version of each paper that these units sealed of `year`: one query."""
        rows = self.filter(unit__in=units, year=year).order_by("unit_id", "kind", "month", "version")
        newest: dict[Subject, SealedPaper] = {row.subject: row for row in rows.select_related("unit")}
        return list(newest.values())

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("定稿只增不删")


class SealedPaper(Rooted):
    """One version of a paper that a person sealed (定稿): its exact bytes and the facts of that moment, kept for ever.

    `pdf`, `docx` and `facts` are SHA-256 of files in the store (`docx` is '' for what has no such form).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sealed_papers", verbose_name="单位")
    kind = models.CharField("哪种文书", max_length=10, choices=list(KINDS.items()))
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("讲到几月")
    version = models.PositiveSmallIntegerField("第几版", default=1)
    title = models.CharField("标题", max_length=200)
    unit_name = models.CharField("当时的单位全称", max_length=100)
    code = models.CharField("核对码", max_length=8, unique=True)
    digest = models.CharField("所据事实", max_length=64)
    pdf = models.CharField("打印件", max_length=64)
    docx = models.CharField("文档", max_length=64, blank=True)
    facts = models.CharField("当时的事实", max_length=64)
    pages = models.PositiveIntegerField("页数")
    sealed_on = models.DateField("定稿日期")
    sealed_at = models.DateTimeField("定于")
    sealed_by = models.CharField("谁定的", max_length=60)
    sealed_by_id = models.UUIDField("定稿账号", null=True, editable=False)

    objects = SealedPaperQuerySet.as_manager()

    class Meta:
        db_table = "archives_sealed_paper"
        verbose_name = "定稿的文书"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year", "month", "version"], name="sealed_version_once")
        ]
        indexes = [models.Index(fields=["unit", "year", "kind", "month", "version"], name="sealed_of_year")]

    def __str__(self) -> str:
        return f"{self.title}第{self.version}版"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("定稿只增不删")

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, str(self.unit_id), self.year, self.month)

    @property
    def ref(self) -> Ref:
        return Ref("sealed_paper", str(self.pk), self.path, self.title, self.shard)

    @property
    def code_said(self) -> str:
        """As it is printed: A3F7-K9MX."""
        return code_said(self.code)

    @property
    def files(self) -> tuple[str, ...]:
        """The SHA-256 of every file that belongs to this version."""
        return tuple(name for name in (self.pdf, self.docx, self.facts) if name)
