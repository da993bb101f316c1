"""An office's own words for what it does: kinds of work, usual places, fixed points of the year. Data that it may change."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.records import rules
from xinhuo.journal.records.models import KindWord, Occasion, Record, RecordKind
from xinhuo.who.organisation.models import Office, Unit, UsualPlace
from xinhuo.who.people.models import Team

KINDS = Path(__file__).parent.parent / "data" / "kinds.csv"


@transaction.atomic
def start_kinds(by: Actor, office: Unit) -> list[RecordKind]:
    """The kinds of `data/kinds.csv`, each with the team of the office that usually does it."""
    teams = {team.code: team for team in Team.objects.filter(unit=office)}
    with KINDS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    kinds = RecordKind.objects.bulk_create(
        [
            RecordKind(
                unit=office,
                path=office.path,
                shard=office.shard,
                name=row["name"],
                category=row["category"],
                team=teams.get(row["team"]),
                routine=row["routine"] == "1",
                position=number,
            )
            for number, row in enumerate(rows, 1)
        ]
    )
    audit.note(by, "建立活动类别", office.ref, after={"种数": len(kinds)})
    return kinds


@dataclass(frozen=True)
class KindDetails:
    """What an office says of a kind. `category` is a code of `rules.CATEGORIES`."""

    name: str
    category: str
    team: Team | None = None
    routine: bool = False


@transaction.atomic
def add_kind(by: Actor, office: Unit, details: KindDetails) -> RecordKind:
    """A new kind, last in the order; one that was put out of use under this name comes back."""
    _check_may(by, office)
    name = rules.check_kind_name(details.name, details.category)
    there = RecordKind.objects.filter(unit=office, name=name).first()
    if there is not None and there.active:
        raise RuleBroken(f"已经有“{name}”这一类了。请换一个名称。", "name")
    kind = there or RecordKind(unit=office, path=office.path, shard=office.shard, name=name)
    kind.category, kind.team, kind.routine, kind.active = details.category, details.team, details.routine, True
    kind.position = RecordKind.objects.filter(unit=office).count() + 1
    kind.save()
    audit.note(by, "添活动类别", _ref(kind), after=_said(kind))
    return kind


@transaction.atomic
def change_kind(by: Actor, kind: RecordKind, details: KindDetails, misspelt: bool = False) -> RecordKind:
    """Change a kind. A new name holds from now on: records so far keep the old one, unless it was only misspelt."""
    _check_may(by, kind.unit)
    kind = RecordKind.objects.select_for_update().select_related("unit").get(pk=kind.pk)
    name = rules.check_kind_name(details.name, details.category)
    if RecordKind.objects.filter(unit=kind.unit, name=name).exclude(pk=kind.pk).exists():
        raise RuleBroken(f"已经有“{name}”这一类了，也许是停用的。请换一个名称。", "name")
    before = _said(kind)
    if name != kind.name and not misspelt and Record.objects.filter(kind=kind).exists():
        kind.active = False
        kind.save(update_fields=["active"])
        kind = RecordKind(unit=kind.unit, path=kind.path, shard=kind.shard, position=kind.position)
    kind.name, kind.category, kind.team, kind.routine = name, details.category, details.team, details.routine
    kind.save()
    was, now = audit.changes(before, _said(kind))
    if now:
        audit.note(by, "改活动类别", _ref(kind), was, now)
    return kind


@transaction.atomic
def use_kind(by: Actor, kind: RecordKind, active: bool) -> None:
    """Put a kind out of use, or into use again. What was recorded under it stays as it is."""
    _check_may(by, kind.unit)
    others = RecordKind.objects.filter(unit=kind.unit, active=True).exclude(pk=kind.pk)
    if not active and not others.exists():
        raise RuleBroken("这是最后一类，不能停用。请先添一类。")
    if kind.active != active:
        kind.active = active
        kind.save(update_fields=["active"])
        audit.note(by, "启用活动类别" if active else "停用活动类别", _ref(kind))


@transaction.atomic
def arrange_kinds(by: Actor, office: Unit, in_order: Sequence[RecordKind]) -> None:
    """Put the kinds into the office's own order."""
    _check_may(by, office)
    for position, kind in enumerate(in_order, 1):
        kind.position = position
    RecordKind.objects.bulk_update(in_order, ["position"])
    audit.note(by, "排定活动类别", office.ref, after={"顺序": [kind.name for kind in in_order]})


def _said(kind: RecordKind) -> dict[str, object]:
    return {
        "名称": kind.name,
        "归类": rules.CATEGORIES[kind.category],
        "服务队": kind.team.name if kind.team else "",
        "例行": "是" if kind.routine else "否",
    }


def _ref(kind: RecordKind) -> Ref:
    return Ref("kind", str(kind.pk), kind.path, kind.name, kind.shard)


def _check_may(by: Actor, unit: Unit) -> None:
    if not by.may("manage_kinds", unit.path):
        raise RuleBroken("这是上级机构定的，您不能改。请找上级办公室。")


@transaction.atomic
def add_place(by: Actor, unit: Unit, name: str) -> UsualPlace:
    """A place that is offered to the unit and to all below it. The same name again is the place that is there."""
    _check_may(by, unit)
    place = rules.check_place(clean_line(name))
    made, new = UsualPlace.objects.get_or_create(
        unit=unit, name=place, defaults={"path": unit.path, "shard": unit.shard}
    )
    if new:
        audit.note(by, "添常用地点", unit.ref, after={"地点": place})
    return made


@transaction.atomic
def drop_place(by: Actor, place: UsualPlace) -> None:
    """Offer a place no more; records that name it keep the name."""
    _check_may(by, place.unit)
    audit.note(by, "去掉常用地点", place.unit.ref, before={"地点": place.name})
    place.delete()


@transaction.atomic
def forget_kind_word(by: Actor, known: KindWord) -> None:
    """Forget what a word of a 台账 meant: it is asked again when it comes again. Records keep their kind."""
    if not by.may("import_records", known.unit.path):
        raise RuleBroken("这个单位的台账不归您导入。请找办公室。")
    audit.note(by, "忘掉类别词", known.unit.ref, before={known.word: known.kind.name})
    known.delete()


@transaction.atomic
def state_occasion(by: Actor, office: Office, occasion: Occasion | None, name: str, first: int, last: int) -> Occasion:
    """Add a fixed point of the year or change one. `first` and `last` are month × 100 + day; it may run over New Year."""
    _check_may(by, office.root)
    name = rules.check_occasion(clean_line(name), first, last)
    if Occasion.objects.filter(name=name).exclude(pk=occasion.pk if occasion else "").exists():
        raise RuleBroken(f"已经有“{name}”这个节点了。请换一个名称。", "name")
    before = {"名称": occasion.name, "起": occasion.first, "止": occasion.last} if occasion else None
    if occasion is None:
        occasion = Occasion(code=f"own_{new_id().hex[-12:]}", position=Occasion.objects.count() + 1)
    occasion.name, occasion.first, occasion.last = name, first, last
    occasion.save()
    verb = "改活动节点" if before else "添活动节点"
    audit.note(by, verb, office.root.ref, before, {"名称": name, "起": first, "止": last})
    return occasion


@transaction.atomic
def use_occasion(by: Actor, office: Office, occasion: Occasion, active: bool) -> None:
    """Offer a fixed point no more, or again. Records that name it keep it."""
    _check_may(by, office.root)
    if occasion.active != active:
        occasion.active = active
        occasion.save(update_fields=["active"])
        audit.note(by, "启用活动节点" if active else "停用活动节点", office.root.ref, after={"名称": occasion.name})
