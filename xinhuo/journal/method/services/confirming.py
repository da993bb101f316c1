"""A person's word for what no record tells: that a duty was done, when, and how."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.method.facts import Duty, Occurrence
from xinhuo.journal.method.models import LONGEST_NOTE, DutyConfirmation
from xinhuo.journal.method.reading import occurrence_of, pack_of
from xinhuo.journal.method.rules.confirming import Word, check_word
from xinhuo.journal.method.rules.standing import period_said
from xinhuo.who.organisation.models import Unit


@transaction.atomic
def confirm(by: Actor, unit: Unit, year: int, key: str, first: int, word: Word, today: date) -> DutyConfirmation:
    """Confirm that the duty `key` was done, the time that begins with month `first` of `year`. Once; take it back to say
    it otherwise. Of two at once the second reads what the first said."""
    duty, one = _asked(by, unit, year, key, first, today)
    note = clean_line(word.note)
    check_word(duty, one, Word(word.done_on, note, word.none), today, LONGEST_NOTE)
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = DutyConfirmation.objects.filter(unit=unit, year=year, duty=key, first=first).first()
    if there is not None:
        raise RuleBroken(f"{there.confirmed_by}已经确认过了。要改，请先取消。")
    made = DutyConfirmation.objects.create(
        unit=unit,
        path=unit.path,
        shard=unit.shard,
        year=year,
        duty=key,
        first=first,
        last=one.period.last,
        done_on=word.done_on,
        note=note,
        none=word.none,
        confirmed_by=by.name,
        confirmed_at=timezone.now(),
    )
    audit.note(by, "确认已办", unit.ref, after=_said(duty, made))
    return made


@transaction.atomic
def take_back(by: Actor, said: DutyConfirmation) -> None:
    """Take a confirmation back: the duty stands as it did before. Taking it back twice is taking it back."""
    if not by.may("confirm_duties", said.unit.path):
        raise RuleBroken("这个单位的事不归您确认。请找办公室。")
    there = DutyConfirmation.objects.select_for_update().filter(pk=said.pk).first()
    if there is None:
        return
    held = pack_of(said.unit, said.year)
    duty = held.pack.duty(said.duty) if held else None
    audit.note(by, "取消确认", said.unit.ref, before=_said(duty, there))
    there.delete()


def _asked(by: Actor, unit: Unit, year: int, key: str, first: int, today: date) -> tuple[Duty, Occurrence]:
    if not by.may("confirm_duties", unit.path):
        raise RuleBroken("这个单位的事不归您确认。请找办公室。")
    if not today.year - 1 <= year <= today.year:
        raise RuleBroken("只能确认今年和去年的事。请看看年度。")
    held = pack_of(unit, year)
    duty = held.pack.duty(key) if held else None
    if duty is None or not duty.on or held is None:
        raise RuleBroken("工作法里没有这一条了。请回到要办的事再看。")
    if not duty.by_hand:
        raise RuleBroken("这件事从记录里数，不用确认。")
    one = occurrence_of(unit, duty, year, first, held.since)
    if one is None:
        raise RuleBroken("本单位那时没有这件事。请回到要办的事再看。")
    return duty, one


def _said(duty: Duty | None, one: DutyConfirmation) -> dict[str, object]:
    told: dict[str, object] = {
        "事项": duty.title if duty else one.duty,
        "年度": one.year,
        "办于": one.done_on,
        "怎么办的": one.note,
    }
    if (one.first, one.last) != (1, 12):
        told["哪一次"] = period_said(Period(one.year, one.first, one.last))
    if one.none:
        told["这次没有"] = "是"
    return told
