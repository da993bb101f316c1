from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils import timezone

from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.ref import Ref
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.year.volumes.annals import Annals, Line
from xinhuo.year.volumes.facts import VolumeFacts


class OldVolumeQuerySet(RootedQuerySet):
    def of(self, unit: Unit, year: int) -> "OldVolumeQuerySet":
        """All versions of a unit's older 大事记 of `year`, the newest first."""
        return self.filter(unit=unit, year=year).order_by("-version")

    def standing(self) -> "OldVolumeQuerySet":
        """Not taken out."""
        return self.filter(withdrawn_at=None)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("旧册只增不删")


class OldVolume(Rooted):
    """An older 大事记 as it was kept (旧册): the exact file (SHA-256 in the store) and its lines, sealed, never records."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="old_volumes", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("第几版", default=1)
    file_name = models.CharField("原件", max_length=200)
    digest = models.CharField("原件的SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节")
    lines = models.JSONField("各行")  # [[month, day, text], …]
    sealed_at = models.DateTimeField("存于")
    sealed_by = models.CharField("谁存的", max_length=60)
    sealed_by_id = models.UUIDField("账号", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下于", null=True, editable=False)
    withdrawn_by = models.CharField("谁撤下的", max_length=60, blank=True, editable=False)

    objects = OldVolumeQuerySet.as_manager()

    class Meta:
        db_table = "volumes_old_volume"
        verbose_name = "旧大事记"
        constraints = [models.UniqueConstraint(fields=["unit", "year", "version"], name="old_volume_version_once")]

    def __str__(self) -> str:
        return f"{self.year}年旧大事记第{self.version}版"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("旧册只增不删")

    @property
    def ref(self) -> Ref:
        return Ref("old_volume", str(self.pk), self.path, f"{self.year}年旧大事记", self.shard)

    @property
    def files(self) -> tuple[str, ...]:
        """The SHA-256 of every file that belongs to it."""
        return (self.digest,)

    @property
    def annals(self) -> Annals:
        return Annals(tuple(Line(month, day, text) for month, day, text in self.lines))

    @property
    def text(self) -> str:
        """All that is written in it, for finding."""
        return "\n".join(f"{day}{text}" for _, day, text in self.lines)

    @property
    def sealed_on(self) -> date:
        return timezone.localtime(self.sealed_at).date()

    def facts(self, office: Office | None) -> VolumeFacts:
        """As a paper reads it."""
        months = tuple((m, tuple((line.day, line.text) for line in lines)) for m, lines in self.annals.months)
        whose = self.unit.full_name_in(self.year)
        return VolumeFacts(
            unit_full=whose,
            issuer=office.name if office else whose,
            year=self.year,
            months=months,
            file_name=self.file_name,
            digest=self.digest,
            sealed_on=self.sealed_on,
            sealed_by=self.sealed_by,
            version=self.version,
            demo=bool(office and office.demo),
        )


def years_of_volumes(unit: Unit) -> set[int]:
    """The years of which the unit has an older volume: one query."""
    return set(OldVolume.objects.standing().filter(unit=unit).values_list("year", flat=True))


def volumes_beside(unit: Unit, year: int) -> Iterable[OldVolume]:
    """What the page of a 大事记 shows beside its own: the standing volumes of that year, the newest version first."""
    return OldVolume.objects.of(unit, year).standing().defer("lines")
