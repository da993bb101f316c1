"""A year's duty roster: agreed, rearranged, two months exchanged, one deferred, a turn handed over with its unit."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports import rules
from xinhuo.work.reports.facts import Turn
from xinhuo.work.reports.models import DutyChange, DutyRoster, DutySlot
from xinhuo.work.reports.reading import coming


@transaction.atomic
def agree(
    by: Actor, office: Unit, year: int, turns: Sequence[Turn], today: date, reason: str = "", seen: int = 0
) -> DutyRoster:
    """The office says yes to a roster: it stands from 1 January of its year. One that stands already is rearranged,
    with a reason and a trace; what was given stays. `seen` is the version on the page, 0 where none stood."""
    _may(by, office)
    rules.check_year(year, today)
    office = Unit.objects.select_for_update().get(pk=office.pk)
    roster = DutyRoster.objects.filter(office=office, year=year).first()
    if (roster.version if roster else 0) != seen:
        raise RuleBroken("您打开以后，别人排过这一年的。请看过再定。")
    units = _units(by, turns)
    before = list(DutySlot.objects.of(office, year).with_words()) if roster else []
    rules.check_turns(turns, {(str(slot.unit_id), slot.month) for slot in before if slot.given_on})
    if roster is None:
        place = {"path": office.path, "shard": office.shard}
        roster = DutyRoster.objects.create(office=office, year=year, agreed_on=today, agreed_by=by.name, **place)
        _note(by, "排轮值", _fill(roster, turns, units))
        audit.note(by, "排轮值", roster.ref, after={"排了": f"{len(turns)}次"})
        return roster
    told = rules.differences(
        [(slot.unit.name, slot.month) for slot in before], [(units[turn.unit].name, turn.month) for turn in turns]
    )
    if told:
        _rearrange(by, roster, turns, units, told, rules.check_reason(reason), today)
    return roster


def _rearrange(
    by: Actor,
    roster: DutyRoster,
    turns: Sequence[Turn],
    units: dict[str, Unit],
    told: Sequence[str],
    reason: str,
    today: date,
) -> None:
    wanted = {(turn.unit, turn.month) for turn in turns}
    kept = {(str(slot.unit_id), slot.month) for slot in roster.slots.all()}
    for slot in DutySlot.objects.filter(roster=roster).open().with_words():
        if (str(slot.unit_id), slot.month) not in wanted:
            audit.note(by, "重排轮值", slot.ref, {"月份": f"{slot.month}月"}, {"月份": "不再排", "缘由": reason})
            slot.delete()
    _note(by, "重排轮值", _fill(roster, [turn for turn in turns if (turn.unit, turn.month) not in kept], units), reason)
    audit.note(by, "重排轮值", roster.ref, after={"排了": f"{len(turns)}次", "缘由": reason})
    _tell(by, roster, DutyChange.Kind.REARRANGED, "；".join(told), reason, today)


def _units(by: Actor, turns: Sequence[Turn]) -> dict[str, Unit]:
    """The units of the turns, open and in reach."""
    found = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in={turn.unit for turn in turns})}
    for turn in turns:
        unit = found.get(turn.unit)
        if unit is None or not by.may("set_roster", unit.path):
            raise RuleBroken("有个单位不归您排。请重新选。")
    return found


def _fill(roster: DutyRoster, turns: Sequence[Turn], units: dict[str, Unit]) -> list[DutySlot]:
    taken, made = list(roster.slots.values_list("month", flat=True)), []
    for turn in turns:
        unit, place = units[turn.unit], taken.count(turn.month) + 1
        taken.append(turn.month)
        where = {"path": unit.path, "shard": unit.shard}
        made.append(DutySlot.objects.create(roster=roster, unit=unit, month=turn.month, position=place, **where))
    return made


def _note(by: Actor, verb: str, slots: Sequence[DutySlot], reason: str = "") -> None:
    """A trace for each turn, where its unit lies: whoever may not see the unit doesn't read its name at the office."""
    why = {"缘由": reason} if reason else {}
    audit.note_all(by, [audit.Deed(verb, slot.ref, after={"月份": f"{slot.month}月"} | why) for slot in slots])


@transaction.atomic
def swap(by: Actor, slot: DutySlot, other: DutySlot, reason: str, today: date) -> DutyChange:
    """Two units exchange their months. Neither has reported yet."""
    one, two = _held(slot), _held(other)
    _may(by, one.roster.office)
    if one.roster_id != two.roster_id:
        raise RuleBroken("只能在同一年、同一张表里换。请重新选。", "other")
    rules.check_swap((one.month, bool(one.given_on)), (two.month, bool(two.given_on)), one.unit_id == two.unit_id)
    beside = one.roster.slots.exclude(pk__in=[one.pk, two.pk])
    if beside.filter(unit=one.unit, month=two.month).exists() or beside.filter(unit=two.unit, month=one.month).exists():
        raise RuleBroken("换了以后有个单位一个月讲两次。请另选一个。", "other")
    said = rules.check_reason(reason)
    text = f"{one.unit.name}（{one.month}月）和{two.unit.name}（{two.month}月）换了月份"
    one.unit, two.unit = two.unit, one.unit
    for row in (one, two):
        row.path, row.deferred_from, row.deferral = row.unit.path, None, ""
        row.save(update_fields=["unit", "path", "deferred_from", "deferral"])
    for row, was in ((one, two.month), (two, one.month)):
        audit.note(by, "轮值换月", row.ref, {"月份": f"{was}月"}, {"月份": f"{row.month}月", "缘由": said})
    return _tell(by, one.roster, DutyChange.Kind.SWAPPED, text, said, today)


@transaction.atomic
def defer(by: Actor, slot: DutySlot, month: int, words: str, today: date) -> DutyChange:
    """A unit reports in a later month (改期), with the words of whoever allowed it."""
    slot = _held(slot)
    _may(by, slot.roster.office)
    if slot.given_on:
        raise RuleBroken("这一份已经讲过了，不用改期。")
    said = rules.check_deferral(slot.month, month, words)
    if slot.roster.slots.filter(unit=slot.unit, month=month).exists():
        raise RuleBroken(f"{slot.unit.name[:12]}{month}月本来就有一次。请另选一个月。", "month")
    text = f"{slot.unit.name}由{slot.month}月改到{month}月"
    was = {"月份": f"{slot.month}月"}
    slot.deferred_from, slot.month, slot.deferral = slot.deferred_from or slot.month, month, said
    slot.position = slot.roster.slots.filter(month=month).count() + 1
    slot.save(update_fields=["deferred_from", "month", "deferral", "position"])
    audit.note(by, "轮值改期", slot.ref, was, {"月份": f"{month}月", "同意": said})
    return _tell(by, slot.roster, DutyChange.Kind.DEFERRED, text, said, today)


@transaction.atomic
def enter(by: Actor, unit: Unit, year: int, month: int, today: date) -> DutySlot:
    """Put a unit into the roster of the office above it, in one month more (a unit that was split off)."""
    office = unit.parent or unit
    roster = DutyRoster.objects.filter(office=office, year=year).first()
    if roster is None:
        place = {"path": office.path, "shard": office.shard}
        roster = DutyRoster.objects.create(office=office, year=year, agreed_on=today, agreed_by=by.name, **place)
    rules.check_turns([Turn(month, str(unit.pk))])
    made = _fill(roster, [Turn(month, str(unit.pk))], {str(unit.pk): unit})
    _note(by, "添进轮值", made)
    _tell(by, roster, DutyChange.Kind.ENTERED, f"{unit.name}排在{month}月", "", today)
    return made[0]


@transaction.atomic
def hand_over(by: Actor, unit: Unit, target: Unit, day: date, today: date) -> list[str]:
    """`unit` became part of `target` on `day`: whatever it had still to report goes there. What happened, in sentences."""
    told = []
    for slot in coming(unit, day):
        roster = slot.roster
        if roster.slots.filter(unit=target, month=slot.month).exists():
            text = f"{unit.name}{slot.month}月的轮值和{target.name}的合在一起"
            DutySlot.objects.filter(pk=slot.pk).delete()
        else:
            text = f"{unit.name}{slot.month}月的轮值由{target.name}接过"
            slot.unit, slot.path, slot.shard = target, target.path, target.shard
            slot.save(update_fields=["unit", "path", "shard"])
        audit.note(by, "接过轮值", slot.ref, {"单位": unit.name}, {"单位": target.name})
        _tell(
            by,
            roster,
            DutyChange.Kind.HANDED_OVER,
            text,
            f"{unit.name}并入{target.name}"[: rules.LONGEST_REASON],
            today,
        )
        told.append(f"{text}（{roster.year}年）。")
    return told


@transaction.atomic
def leave(by: Actor, unit: Unit, day: date, today: date) -> None:
    """`unit` went to another office on `day`: its turns at the former one that are still to come are free."""
    for slot in coming(unit, day):
        if slot.roster.office_id == unit.parent_id:
            continue
        audit.note(by, "退出轮值", slot.ref, {"月份": f"{slot.month}月"})
        DutySlot.objects.filter(pk=slot.pk).delete()
        _tell(by, slot.roster, DutyChange.Kind.LEFT, f"{unit.name}划走了，{slot.month}月空出来", "", today)


def _may(by: Actor, office: Unit) -> None:
    if not by.may("set_roster", office.path):
        raise RuleBroken(f"{office.name[:14]}的轮值不归您排。请找它的办公室。")


def _held(slot: DutySlot) -> DutySlot:
    found = DutySlot.objects.select_for_update().filter(pk=slot.pk).first()
    if found is None:
        raise RuleBroken("这一年的轮值刚才重排过。请回到轮值表再看。")
    return DutySlot.objects.with_words().get(pk=found.pk)


def _tell(by: Actor, roster: DutyRoster, kind: str, text: str, reason: str, today: date) -> DutyChange:
    """Keep what happened for the roster's own page, and count the roster on."""
    DutyRoster.objects.filter(pk=roster.pk).update(version=roster.version + 1)
    roster.version += 1
    return DutyChange.objects.create(
        roster=roster, kind=kind, text=text[:1000], reason=reason[:60], done_by=by.name, done_on=today
    )
