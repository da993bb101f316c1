"""The office's method: taken from a file at set-up, edited line by line, replaced by a file; years that are over stay."""

import inspect
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.measure import measures
from xinhuo.ground.kernel.text import mark_of
from xinhuo.journal.method.facts import Duty, Known, Pack
from xinhuo.journal.method.models import MethodPack
from xinhuo.journal.method.reading import packs_of
from xinhuo.journal.method.rules.editing import Edited, check_year, edited, said_of
from xinhuo.journal.method.rules.packs import Fault, PackBroken, read_pack
from xinhuo.journal.method.rules.writing import duty_told, write_pack
from xinhuo.who.accounts.models import Role
from xinhuo.who.organisation.models import Office, Unit, UnitType

DATA = Path(__file__).parent.parent / "data"
_NOT_ASKED = {"self", "units", "period", "params", "day"}  # a pack may not ask for a day: the day is today


def known() -> Known:
    """What a pack may name on this machine."""
    takes = {one.key: frozenset(inspect.signature(one.values).parameters) - _NOT_ASKED for one in measures()}
    kinds = dict(UnitType.objects.values_list("code", "level"))
    roles = frozenset(Role.objects.values_list("code", flat=True))
    return Known(takes, frozenset(kinds), frozenset(kinds.values()), roles, _may_open)


def _may_open(done_at: str) -> bool:
    """Is there such a page? Tried with a unit that nobody has."""
    name, *words = done_at.split()
    there: dict[str, object] = {"unit": new_id(), "year": 2026, "month": 1}
    try:
        reverse(name, args=[there.get(word, word) for word in words])
    except NoReverseMatch:
        return False
    return True


def default_text(unit_type: str) -> str:
    """The file that is made for offices of this type."""
    packs = ((path.read_text(encoding="utf-8"), path) for path in sorted(DATA.glob("*.toml")))
    there = known()
    return next(text for text, _ in packs if unit_type in read_pack(text, there).unit_types)


@transaction.atomic
def start_method(by: Actor, office: Unit, today: date, since: date | None = None) -> MethodPack:
    """The default method of the office's type, from this year on; `since`: from which day on something is asked for."""
    text = default_text(office.unit_type_id)
    held = _keep(by, office, today.year, read_pack(text, known()), since or today.replace(day=1))
    audit.note(by, "设立工作法", held.ref, after={"名称": held.name, "从哪天算起": held.since})
    return held


def start_where_missing(today: date) -> None:
    """On the first start after an older version: an office that has no method yet gets its default one."""
    office = Office.objects.select_related("root").first()
    if office is not None and not MethodPack.objects.filter(unit=office.root).exists():
        start_method(Actor(None, "升级"), office.root, today)


def _keep(by: Actor, office: Unit, year: int, pack: Pack, since: date) -> MethodPack:
    said = {
        "name": pack.name,
        "text": write_pack(pack),
        "since": since,
        "edited_by": by.name,
        "edited_at": timezone.now(),
    }
    place = {"path": office.path, "shard": office.shard}
    held, _ = MethodPack.objects.update_or_create(unit=office, year=year, defaults=said | place)
    return held


def held_for(by: Actor, office: Unit, year: int, today: date) -> MethodPack:
    """The version that holds in `year`, to be edited; RuleBroken where it may not be. The office's row is locked meanwhile."""
    if not by.may("manage_method", office.path):
        raise RuleBroken("这是上级机构定的，您不能改。请找上级办公室。")
    check_year(year, today.year)
    office = Unit.objects.select_for_update().get(pk=office.pk)
    found = packs_of([office], year).get(office.pk)
    if found is None:
        raise RuleBroken("本机构还没有工作法。请先交上一份文件。")
    return found.row


@transaction.atomic
def change_duty(by: Actor, office: Unit, year: int, key: str, said: Edited, seen: str, today: date) -> Duty:
    """Edit a duty's dates, thresholds and wording, from `year` on. `seen`: what the page showed, as `mark_of_duty`."""
    row = held_for(by, office, year, today)
    was = _duty(row.pack, key)
    if seen != mark_of_duty(was):
        raise RuleBroken("刚才有人改过这一条。请看过新的，再改一次。")
    now = edited(was, said, known())
    if now != was:
        _replace(by, office, year, row, was, now, "改应办事项")
    return now


@transaction.atomic
def use_duty(by: Actor, office: Unit, year: int, key: str, on: bool, today: date) -> None:
    """Switch a duty on or off, from `year` on."""
    row = held_for(by, office, year, today)
    was = _duty(row.pack, key)
    if was.on != on:
        _replace(by, office, year, row, was, replace(was, on=on), "启用应办事项" if on else "停用应办事项")


def _replace(by: Actor, office: Unit, year: int, row: MethodPack, was: Duty, now: Duty, verb: str) -> None:
    duties = tuple(now if one.key == now.key else one for one in row.pack.duties)
    held = _keep(by, office, year, replace(row.pack, duties=duties), row.since)
    before, after = audit.changes(said_of(was), said_of(now))
    audit.note(
        by, verb, held.ref, {"事项": was.title, "年度": year, **before}, {"事项": now.title, "年度": year, **after}
    )


def _duty(pack: Pack, key: str) -> Duty:
    found = pack.duty(key)
    if found is None:
        raise RuleBroken("没有这一条。请回到工作法再看。")
    return found


def mark_of_duty(duty: Duty) -> str:
    """What a page carries to notice that somebody else changed the duty meanwhile."""
    return mark_of(f"{duty_told(duty)}{duty.on}")


@transaction.atomic
def replace_pack(by: Actor, office: Unit, year: int, text: str, today: date) -> MethodPack:
    """Take a file in as the office's method from `year` on. PackBroken with line and reason where it cannot be."""
    if not by.may("manage_method", office.path):
        raise RuleBroken("这是上级机构定的，您不能改。请找上级办公室。")
    check_year(year, today.year)
    pack = read_pack(text, known())
    if pack.unit_types and office.unit_type_id not in pack.unit_types:
        raise PackBroken([Fault(0, f"unit_types里没有{office.unit_type.name}。这份文件不是给本机构的。")])
    office = Unit.objects.select_for_update().get(pk=office.pk)
    was = packs_of([office], year).get(office.pk)
    held = _keep(by, office, year, pack, was.since if was else today.replace(day=1))
    before = _counted(was.pack) if was else None
    audit.note(by, "换工作法", held.ref, before, _counted(pack) | {"年度": year})
    return held


def _counted(pack: Pack) -> dict[str, object]:
    return {"名称": pack.name, "机制": len(pack.mechanisms), "应办事项": len(pack.duties)}


@transaction.atomic
def state_since(by: Actor, office: Unit, year: int, since: date, today: date) -> MethodPack:
    """From which day on something is asked for: what was due before is nobody's debt."""
    row = held_for(by, office, year, today)
    if since.year > today.year + 1 or since.year < 2000:
        raise RuleBroken("这一天太远了。请改成开始用的那一天。", "since")
    held = _keep(by, office, year, row.pack, since)
    audit.note(by, "改从哪天算起", held.ref, {"从哪天算起": row.since}, {"从哪天算起": since})
    return held
