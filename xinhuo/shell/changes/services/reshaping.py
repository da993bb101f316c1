"""单位变动: merge and split, whole or not at all, only what was looked at. Moving and renaming are `organisation`'s own."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.records.services.rehoming import rehome_records
from xinhuo.shell.changes.facts import Preview
from xinhuo.shell.changes.reading import (
    Fellows,
    fellows_of_merger,
    fellows_of_split,
    preview_of_move,
    preview_of_rename,
)
from xinhuo.shell.changes.rules import check_seen
from xinhuo.who.accounts.services import carry_accounts
from xinhuo.who.organisation import rules
from xinhuo.who.organisation import services as organisation
from xinhuo.who.organisation.models import Unit, UnitChange, YouthBase
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.following import (
    Crossing,
    cross_over,
    follow_teams,
    hand_over_posts,
    hand_over_teams,
)
from xinhuo.work.applications.services.rehoming import rehome_applications
from xinhuo.work.meetings.services.rehoming import rehome_meetings
from xinhuo.work.reports.services import duty
from xinhuo.year.yearbook.services import rehome_entries


@dataclass(frozen=True)
class Decided:
    """What a person confirmed: the digest of the preview that was looked at, and the choices on it (ids as text)."""

    seen: str
    posts: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    add_base: bool = False


@transaction.atomic
def look_at_merger(by: Actor, unit: Unit, target: Unit, day: date, today: date) -> Fellows:
    """What a merger would take along; RuleBroken where it cannot be."""
    unit, target = organisation.held_units(by, unit, target)
    rules.check_day(day, today, unit.opened_on)
    if target.path.startswith(unit.path):
        raise RuleBroken("不能并到自己的下级里。请另选单位。", "other")
    if not target.existed_on(day):
        raise RuleBroken(f"{target.name}那一天还没有成立。请核对日期。", "day")
    one, other = unit.unit_type, target.unit_type
    rules.check_alike(one.level, one.grassroots, other.level, other.grassroots)
    fellows = fellows_of_merger(unit, target, day, by.may("see", unit.path))
    for child in fellows.below:
        organisation.check_place(child, target)
    return fellows


@transaction.atomic
def merge_units(by: Actor, unit: Unit, target: Unit, day: date, decided: Decided, today: date) -> UnitChange:
    """`unit` becomes part of `target` (合并) from `day` on. What was before stays with it, under its own name."""
    unit, target = organisation.held_units(by, unit, target)
    fellows = look_at_merger(by, unit, target, day, today)
    check_seen(decided.seen, fellows.preview.digest)
    organisation.close_into(by, unit, target, day)
    target.refresh_from_db()
    _carry(by, Crossing(unit, target, day), fellows, decided)
    hand_over_teams(Crossing(unit, target, day))
    rehome_records(unit, target, day)
    rehome_entries(unit, target, day)
    rehome_applications(unit, target, day)
    rehome_meetings(unit, target, day)
    duty.hand_over(by, unit, target, day, today)
    if decided.add_base:
        _add_base(by, unit, target, day.year)
    text = f"{unit.name}并入{target.name}"
    return organisation.tell_change(by, UnitChange.Kind.MERGED, unit, target, day, text, fellows.preview.about)


def _carry(by: Actor, way: Crossing, fellows: Fellows, decided: Decided) -> None:
    going = {post.pk for post in fellows.posts if str(post.pk) in decided.posts}
    carried = hand_over_posts(by, way, fellows.posts, going)
    cross_over(by, way, fellows.people)
    follow_teams(Person.objects.filter(unit=way.target), way.target, way.day)
    accounts = {account.pk for account in fellows.accounts if str(account.pk) in decided.accounts}
    carry_accounts(by, way.source, way.target, fellows.accounts, accounts, carried, way.day)


def _add_base(by: Actor, unit: Unit, target: Unit, year: int) -> None:
    counts = dict(YouthBase.objects.filter(unit__in=[unit, target], year=year).values_list("unit_id", "count"))
    organisation.state_youth_base(by, target, year, counts.get(unit.pk, 0) + counts.get(target.pk, 0))


@dataclass(frozen=True)
class Branch:
    """A unit that is made out of another: what it is called and what it is, who goes along (ids of people, of units)."""

    name: str
    unit_type: str
    people: frozenset[str]
    below: frozenset[str] = frozenset()
    duty_month: int | None = None


@transaction.atomic
def look_at_split(by: Actor, unit: Unit, branch: Branch, day: date, today: date) -> Fellows:
    """What a split would take along; RuleBroken where it cannot be."""
    unit = organisation.held_unit(by, unit)
    _above(unit)
    rules.check_day(day, today, unit.opened_on)
    _check_duty_month(branch.duty_month)
    name = rules.short_name(rules.check_name(branch.name))
    if Unit.objects.filter(parent=unit.parent, name=name, closed_on=None).exists():
        raise RuleBroken(f"这个上级下已经有“{name}”。请换一个名称。", "name")
    fellows = fellows_of_split(unit, branch.people, branch.below, day)
    if not fellows.people and not fellows.below:
        raise RuleBroken("还没有选谁到新单位去。请勾上。", "people")
    return fellows


def _check_duty_month(month: int | None) -> None:
    """The month in which the new unit reports at the 例会, 1 … 12, or none."""
    if month is not None and not 1 <= month <= 12:
        raise RuleBroken("轮值月请填1到12。不轮值可不填。", "duty_month")


def _above(unit: Unit) -> Unit:
    if unit.parent is None:
        raise RuleBroken("这是本机构自己，不能拆。请改为添一个下级单位。")
    return unit.parent


@transaction.atomic
def split_unit(by: Actor, unit: Unit, branch: Branch, day: date, decided: Decided, today: date) -> UnitChange:
    """A new unit beside `unit` (拆分), from `day` on, with the people who go along."""
    fellows = look_at_split(by, unit, branch, day, today)
    check_seen(decided.seen, fellows.preview.digest)
    unit = organisation.held_unit(by, unit)
    details = organisation.UnitDetails(branch.name, branch.unit_type, opened_on=day)
    made = organisation.add_unit(by, _above(unit), details)
    for child in fellows.below:
        organisation.place_under(child, Unit.objects.get(pk=made.pk))
    _carry(by, Crossing(unit, made, day), fellows, decided)
    if branch.duty_month is not None:
        duty.enter(by, made, max(day.year, today.year), branch.duty_month, today)
    text = f"从{unit.name}分出{made.name}"
    return organisation.tell_change(by, UnitChange.Kind.SPLIT, unit, made, day, text, fellows.preview.about)


@transaction.atomic
def look_at_move(by: Actor, unit: Unit, parent: Unit, day: date, today: date) -> Preview:
    """What a removal would take along; RuleBroken where it cannot be."""
    unit, parent = organisation.check_move(by, unit, parent, day, today)
    return preview_of_move(unit, parent, day)


@transaction.atomic
def move_unit(by: Actor, unit: Unit, parent: Unit, day: date, seen: str, today: date) -> UnitChange:
    """划转, as looked at: the unit with all below it, and its people's places in the office's teams."""
    preview = look_at_move(by, unit, parent, day, today)
    check_seen(seen, preview.digest)
    change = organisation.move_unit(by, unit, parent, day, today, preview.about)
    duty.leave(by, change.unit, day, today)
    for one in Unit.objects.within(Scope((Root(change.unit.path, change.unit.shard),))).filter(closed_on=None):
        follow_teams(Person.objects.filter(unit=one), one, day)
    return change


def look_at_rename(by: Actor, unit: Unit, name: str, day: date, today: date) -> Preview:
    """Which papers would carry which name; RuleBroken where it cannot be."""
    held, name, _ = organisation.check_new_name(by, unit, name, day, today)
    return preview_of_rename(held, name, day)


@transaction.atomic
def rename_unit(by: Actor, unit: Unit, name: str, day: date, seen: str, today: date) -> UnitChange:
    """改名, as looked at."""
    check_seen(seen, look_at_rename(by, unit, name, day, today).digest)
    return organisation.rename_unit(by, unit, name, day, today)
