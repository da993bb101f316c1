"""集中汇报交流: a call goes out, units hand in, the office puts them in the order of reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.files.models import Attachment
from xinhuo.ground.files.services import attach
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_text
from xinhuo.who.organisation.models import Unit
from xinhuo.work.reports import rules
from xinhuo.work.reports.models import TOPICS, Call, CallUnit, HandedIn


@dataclass(frozen=True)
class Asked:
    """What a call says: topic (a code of TOPICS), title, the year it is about, until when, and who is asked."""

    topic: str
    title: str
    year: int
    due_on: date
    units: Sequence[Unit]


@transaction.atomic
def send_call(by: Actor, office: Unit, asked: Asked, today: date) -> Call:
    """A new call. Units come in the office's own order; that is the order of reading until it is changed."""
    title = _checked(by, office, asked, today)
    call = Call.objects.create(
        office=office, path=office.path, shard=office.shard, topic=asked.topic, title=title, year=asked.year,
        due_on=asked.due_on, made_by=by.name, made_on=today,
    )  # fmt: skip
    _ask(call, asked.units)
    audit.note(by, "发集中汇报", call.ref, after=_said(call))
    return call


@transaction.atomic
def change_call(by: Actor, call: Call, asked: Asked, today: date) -> Call:
    """Another title, day, or other units. Who has handed in stays in."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    title = _checked(by, call.office, asked, today)
    wanted = {unit.pk for unit in asked.units}
    handed = set(HandedIn.objects.filter(call=call).values_list("unit_id", flat=True))
    if handed - wanted:
        raise RuleBroken("有的单位已经交了，不能去掉。请把它们留着。", "units")
    before = _said(call)
    call.topic, call.title, call.year, call.due_on = asked.topic, title, asked.year, asked.due_on
    call.save(update_fields=["topic", "title", "year", "due_on"])
    there = set(call.asked.values_list("unit_id", flat=True))
    call.asked.exclude(unit__in=wanted).delete()
    _ask(call, [unit for unit in asked.units if unit.pk not in there])
    was, now = audit.changes(before, _said(call))
    if now:
        audit.note(by, "改集中汇报", call.ref, was, now)
    return call


@transaction.atomic
def withdraw_call(by: Actor, call: Call, today: date) -> None:
    """A call that was sent by mistake, before anybody handed in."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    _may(by, call.office)
    if HandedIn.objects.filter(call=call).exists():
        raise RuleBroken("已经有单位交了，不能撤下。请改标题或日期。")
    call.withdrawn_on = today
    call.save(update_fields=["withdrawn_on"])
    audit.note(by, "撤下集中汇报", call.ref, before=_said(call))


@transaction.atomic
def arrange(by: Actor, call: Call, in_order: Sequence[Unit]) -> None:
    """The order in which they read in the meeting."""
    _may(by, call.office)
    rows = {row.unit_id: row for row in call.asked.select_for_update()}
    for position, unit in enumerate(in_order, 1):
        if unit.pk in rows and rows[unit.pk].position != position:
            rows[unit.pk].position = position
            rows[unit.pk].save(update_fields=["position"])
    audit.note(by, "排汇报次序", call.ref, after={"排了": f"{len(in_order)}个单位"})


@transaction.atomic
def hand_in(by: Actor, call: Call, unit: Unit, text: str, today: date, on_paper: date | None = None) -> HandedIn:
    """A unit's text for a call; `on_paper` is the day on which it came as a paper, whose scan lies beside it (`add_scan`).

    A second one replaces the first, and both are kept; the same words again are no second one.
    """
    row = CallUnit.objects.select_for_update().filter(call=call, unit=unit).first()
    if row is None or call.withdrawn_on is not None:
        raise RuleBroken("这次没有请这个单位交。请看看是不是点错了。")
    if not by.may("hand_in", unit.path):
        raise RuleBroken("这个单位的稿子不归您交。请由本单位或办公室来。")
    text, day = clean_text(text), on_paper or today
    rules.check_text(text, on_paper=on_paper is not None)
    rules.check_handed(day, today)
    last = HandedIn.objects.filter(call=call, unit=unit).order_by("number").last()
    if last and on_paper is None and not last.on_paper and last.text == text:
        return last
    made = HandedIn.objects.create(
        call=call, unit=unit, path=unit.path, shard=unit.shard, number=last.number + 1 if last else 1, text=text,
        on_paper=on_paper is not None, handed_on=day, handed_by=by.name,
    )  # fmt: skip
    after = {"第几份": made.number, "交于": day, "怎么交的": "纸" if on_paper else "网上", "字数": len(text)}
    audit.note(by, "交集中汇报", made.ref, after=after)
    return made


def add_scan(by: Actor, handed: HandedIn, raw: bytes, name: str) -> Attachment:
    """The scan of what came on paper, beside it."""
    if not by.may("hand_in", handed.path):
        raise RuleBroken("这个单位的稿子不归您收。请由本单位或办公室来。")
    return attach(by, handed.ref, raw, name)


def _checked(by: Actor, office: Unit, asked: Asked, today: date) -> str:
    _may(by, office)
    if any(not by.may("set_roster", unit.path) for unit in asked.units):
        raise RuleBroken("有个单位不归您收。请重新选。", "units")
    return rules.check_call(asked.title, asked.due_on, today, len(asked.units), TOPICS, asked.topic)


def _may(by: Actor, office: Unit) -> None:
    if not by.may("set_roster", office.path):
        raise RuleBroken("这个单位的集中汇报不归您收。请找它的办公室。")


def _ask(call: Call, units: Sequence[Unit]) -> None:
    first = call.asked.count() + 1
    for position, unit in enumerate(units, first):
        CallUnit.objects.create(call=call, unit=unit, path=unit.path, shard=unit.shard, position=position)


def _said(call: Call) -> dict[str, str]:
    return {
        "标题": call.title,
        "题目": call.topic_name,
        "年度": str(call.year),
        "交稿日期": call.due_on.isoformat(),
        "单位": f"{CallUnit.objects.filter(call=call).count()}个",
    }
