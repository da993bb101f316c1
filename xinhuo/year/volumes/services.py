"""An older 大事记 is kept as it is: the exact file, its lines, never changed; a better one becomes the next version."""

from datetime import date

from django.db import OperationalError, transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.files import store
from xinhuo.ground.intake.prose import read_lines
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.search import services as search
from xinhuo.who.organisation.models import Unit
from xinhuo.year.volumes import rules
from xinhuo.year.volumes.annals import Annals, read_annals
from xinhuo.year.volumes.models import OldVolume

_NOT_YOURS = "您不能存这个单位的旧大事记。请由本单位或办公室来存。"
_FULL = "磁盘满了或者写不进去，没有存。请腾出地方再试。"


def look(by: Actor, unit: Unit, year: int, raw: bytes, file_name: str, today: date) -> Annals:
    """How a file is understood, nothing kept yet. Raises Unreadable, RuleBroken."""
    if not by.may("import_records", unit.path):
        raise RuleBroken(_NOT_YOURS, "unit")
    rules.check_year(year, today, unit.opened_on, unit.closed_on)
    annals = read_annals(read_lines(raw, file_name), year)
    if not annals.lines:
        raise RuleBroken("里面没有找到事情。请核对是不是大事记。", "file")
    return annals


def seal_volume(by: Actor, unit: Unit, year: int, raw: bytes, file_name: str, today: date) -> OldVolume:
    """Keep a volume. The same file again is the volume that is there; another one becomes the next version beside it.

    The file is written first, outside the transaction: without its row it is harmless.
    """
    annals = look(by, unit, year, raw, file_name, today)
    try:
        digest = store.put(raw)
        return _write(by, unit, year, annals, digest, len(raw), file_name)
    except (OSError, OperationalError) as full:
        raise RuleBroken(_FULL, "file") from full


@transaction.atomic
def _write(by: Actor, unit: Unit, year: int, annals: Annals, digest: str, size: int, file_name: str) -> OldVolume:
    Unit.objects.select_for_update().get(pk=unit.pk)  # two who keep the same volume come one after the other
    known = list(OldVolume.objects.of(unit, year))
    same = next((v for v in known if v.digest == digest and v.withdrawn_at is None), None)
    if same is not None:
        return same
    volume = OldVolume.objects.create(
        unit=unit,
        path=unit.path,
        shard=unit.shard,
        year=year,
        version=known[0].version + 1 if known else 1,
        file_name=file_name[-200:],
        digest=digest,
        size=size,
        lines=[[line.month, line.day, line.text] for line in annals.lines],
        sealed_at=timezone.now(),
        sealed_by=by.name,
        sealed_by_id=by.id,
    )
    after = {"年度": year, "版本": volume.version, "原件": volume.file_name, "行数": len(annals.lines), "指纹": digest}
    audit.note(by, "存旧大事记", volume.ref, after=after)
    _make_found(unit, year)
    return volume


@transaction.atomic
def withdraw_volume(by: Actor, volume: OldVolume) -> OldVolume:
    """Take a volume out that was kept by mistake: it stays in the store and in the trail, and stands nowhere."""
    volume = OldVolume.objects.select_for_update().select_related("unit").get(pk=volume.pk)
    if not by.may("import_records", volume.path):
        raise RuleBroken(_NOT_YOURS, "unit")
    if volume.withdrawn_at is None:
        volume.withdrawn_at, volume.withdrawn_by = timezone.now(), by.name
        volume.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.note(by, "撤下旧大事记", volume.ref, before={"版本": volume.version, "原件": volume.file_name})
        _make_found(volume.unit, volume.year)
    return volume


def _make_found(unit: Unit, year: int) -> None:
    """The newest standing version is found by its words, the others are not."""
    known = list(OldVolume.objects.of(unit, year))
    search.forget("old_volume", [str(v.pk) for v in known])
    newest = next((v for v in known if v.withdrawn_at is None), None)
    if newest is not None:
        search.index([search.Findable(newest.ref, newest.text, date(year, 12, 31))])


@transaction.atomic
def make_all_found() -> None:
    """Every volume, after a rebuilding of the index."""
    places = OldVolume.objects.standing().values_list("unit", "year").distinct().order_by("year", "unit")
    for unit_id, year in places:
        _make_found(Unit.objects.get(pk=unit_id), year)
