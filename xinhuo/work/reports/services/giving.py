"""A duty report was given in the meeting (在例会上讲过了): it is sealed as it was told, and stands as given from then on."""

from datetime import date

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.archives.services import seal
from xinhuo.who.organisation.models import Office
from xinhuo.work.reports import rules
from xinhuo.work.reports.models import DutySlot


def give(by: Actor, slot: DutySlot, day: date, office: Office | None, today: date) -> DutySlot:
    """The unit of `slot` reported on `day`, January to its month: the report as it stands is sealed.

    Sealing comes first and holds up nobody; a seal without the mark is harmless, and giving again finds it there.
    """
    if not by.may("hand_in", slot.path):
        raise RuleBroken("这个单位的汇报不归您登记。请由本单位或办公室来。")
    rules.check_given(slot.roster.year, slot.month, day, today)
    if (slot.roster.year, slot.month) > (today.year, today.month):
        raise RuleBroken(f"{slot.month}月还没有到。到了那个月再登记。", "day")
    if slot.given_on is not None:
        return slot
    paper = seal(by, slot.unit, "report", slot.roster.year, slot.month, office, today)
    with transaction.atomic():
        held = DutySlot.objects.select_for_update().filter(pk=slot.pk).first()
        if held is None or (held.unit_id, held.month) != (slot.unit_id, slot.month):
            raise RuleBroken("这一份的月份刚才有变动。请看过轮值表再登记。")
        if held.given_on is None:
            held.given_on, held.given_by, held.paper_id = day, by.name, paper.pk
            held.save(update_fields=["given_on", "given_by", "paper_id"])
            audit.note(by, "讲轮值汇报", held.ref, after={"讲于": day, "讲到": f"{held.month}月", "定稿": str(paper)})
    return DutySlot.objects.with_words().get(pk=held.pk)


@transaction.atomic
def take_back(by: Actor, slot: DutySlot) -> DutySlot:
    """It was marked by mistake: the mark goes, the sealed version stays."""
    held = DutySlot.objects.select_for_update().get(pk=slot.pk)
    if not by.may("hand_in", held.path):
        raise RuleBroken("这个单位的汇报不归您登记。请由本单位或办公室来。")
    if held.given_on is not None:
        audit.note(by, "撤回讲过的登记", held.ref, before={"讲于": held.given_on})
        held.given_on, held.given_by, held.paper_id = None, "", None
        held.save(update_fields=["given_on", "given_by", "paper_id"])
    return held
