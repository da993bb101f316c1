"""Days off and working weekends: the State Council's table, a year at a time, edited by the office."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.journal.method.models import SpecialDay
from xinhuo.journal.method.rules.days import FIRST_YEAR, LAST_YEAR
from xinhuo.who.organisation.models import Office

LONGEST = 31  # days in one go


@dataclass(frozen=True)
class Days:
    """Some days that follow each other: off, or worked."""

    name: str
    first: date
    last: date
    works: bool


@transaction.atomic
def state_days(by: Actor, office: Office, said: Days) -> int:
    """Put days into the table; a day that stands there already is said anew. How many days."""
    _check_may(by, office)
    name = clean_line(said.name)
    if not 1 <= len(name) <= 20:
        raise RuleBroken("还没有写是什么节。请写上，最多20个字。", "name")
    if said.last < said.first:
        raise RuleBroken("最后一天早于第一天。请核对日期。", "last")
    if not FIRST_YEAR <= said.first.year <= said.last.year <= LAST_YEAR:
        raise RuleBroken("年份不对。请核对日期。", "first")
    days = [said.first + timedelta(days=n) for n in range((said.last - said.first).days + 1)]
    if len(days) > LONGEST:
        raise RuleBroken(f"一次最多写{LONGEST}天。请核对日期。", "last")
    for day in days:
        SpecialDay.objects.update_or_create(day=day, defaults={"works": said.works, "name": name})
    audit.note(by, "写节假日", office.root.ref, after=_said(said.first, said.last, said.works, name))
    return len(days)


@transaction.atomic
def drop_day(by: Actor, office: Office, day: date) -> None:
    """Take a day out of the table: it goes by its weekday again."""
    _check_may(by, office)
    there = SpecialDay.objects.filter(day=day).first()
    if there is not None:
        audit.note(by, "去掉节假日", office.root.ref, before=_said(day, day, there.works, there.name))
        there.delete()


def _said(first: date, last: date, works: bool, name: str) -> dict[str, object]:
    return {"节日": name, "从": first, "到": last, "上班": "是" if works else "否"}


def _check_may(by: Actor, office: Office) -> None:
    if not by.may("manage_method", office.root.path):
        raise RuleBroken("节假日由全机构一起用，请找上级办公室改。")
