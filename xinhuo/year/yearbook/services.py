from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.text import clean_line
from xinhuo.ground.search import services as search
from xinhuo.journal.records.models import Record
from xinhuo.who.organisation.models import Unit
from xinhuo.year.yearbook import rules
from xinhuo.year.yearbook.facts import Line
from xinhuo.year.yearbook.models import ChronicleEntry, ChronicleMonth
from xinhuo.year.yearbook.reading import Volume, decisions, proposal, volume


@dataclass(frozen=True)
class Choice:
    """What a person says of one line: `key` as in `Line`, taken in or not, and the words ('' for the proposed ones).

    `seen` is the `rules.line_mark` of the line as the page showed it.
    """

    key: str
    included: bool
    text: str
    seen: str = ""


@transaction.atomic
def decide_month(by: Actor, unit: Unit, year: int, choices: Sequence[Choice]) -> int:
    """Decide the lines that a person has just looked at. Returns how many decisions are new or changed.

    Lines that somebody else decided otherwise since the page was opened: all of them are told, and none is saved.
    """
    _check_may_edit(by, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)  # one at a time
    seen = volume(unit, year)
    choices = _still_to_decide(seen, choices)
    known = {str(r.pk): r for r in Record.objects.filter(pk__in=_record_ids(seen, choices)).for_papers()}
    return sum(_decide_line(by, unit, choice, seen, known) for choice in choices)


def _still_to_decide(seen: Volume, choices: Sequence[Choice]) -> list[Choice]:
    met: dict[str, list[Choice]] = {"new": [], "old": [], "clash": []}
    for choice in choices:
        line = seen.find(choice.key)
        if line is not None:  # else withdrawn, or no longer offered, since the page was opened
            met[rules.meets(line, choice.seen, choice.included, choice.text)].append(choice)
    if met["clash"]:
        lines = [(choice.key, seen.find(choice.key)) for choice in met["clash"]]
        raise rules.WrittenMeanwhile({key: line for key, line in lines if line})
    return met["new"]


def _record_ids(seen: Volume, choices: Sequence[Choice]) -> list[str]:
    lines = [seen.find(choice.key) for choice in choices]
    return [line.key for line in lines if line and not line.by_hand]


def _decide_line(by: Actor, unit: Unit, choice: Choice, seen: Volume, known: dict[str, Record]) -> bool:
    line = seen.find(choice.key)
    if line is None:
        return False  # withdrawn, or no longer offered, since the page was opened
    text = clean_line(choice.text)
    same_words = text == line.text or not (text or line.own_words)
    if same_words and _nothing_new(line, choice.included):
        return False
    try:
        if line.by_hand:
            entry = ChronicleEntry.objects.get(pk=line.key, unit=unit)
            _change_added(by, entry, choice.included, text)
        else:
            decide_entry(by, unit, known[line.key], choice.included, line.text if same_words else text)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, f"text_{choice.key}") from broken
    return True


def _nothing_new(line: Line, included: bool) -> bool:
    """Looking at an own milestone decides it; looking at an unticked record, or at a lower unit's, says nothing."""
    if included != line.included or line.changed:
        return False
    return line.decided or not line.milestone or bool(line.unit)


@transaction.atomic
def decide_entry(by: Actor, unit: Unit, record: Record, included: bool, text: str = "") -> ChronicleEntry:
    """Take a record into `unit`'s 大事记 or leave it out. Words equal to the proposed ones follow the record."""
    _check_may_edit(by, unit)
    if record.withdrawn:
        raise RuleBroken("这一笔已经撤销，不能编入大事记。")
    if not record.path.startswith(unit.path):
        raise RuleBroken("这一笔是别的单位的，不能编入这一本。")
    made = decisions(unit, [record])
    before = made.get((unit.pk, record.pk))
    proposed = proposal(unit, record, made)
    words = clean_line(text)
    words = "" if words in ("", proposed) else rules.check_text(words)
    entry, _ = ChronicleEntry.objects.update_or_create(
        unit=unit,
        record=record,
        defaults={
            "year": record.held_on.year,
            "held_on": record.held_on,
            "text": "" if words == proposed else words,
            "included": included,
            "path": unit.path,
            "shard": unit.shard,
            "decided_by": by.name,
            "decided_at": timezone.now(),
        },
    )
    was = {"编入": before.included if before else record.milestone, "文字": (before.text if before else "") or proposed}
    now = {"编入": entry.included, "文字": entry.text or proposed}
    audit.note(by, "编大事记", record.ref, was, now)
    return entry


@transaction.atomic
def add_entry(by: Actor, unit: Unit, year: int, day: date | None, text: str, today: date) -> ChronicleEntry:
    """An event that no record tells of, added by hand. The same day and words again give the entry that is there."""
    _check_may_edit(by, unit)
    held_on = rules.check_day(day, year, today, unit.opened_on, unit.closed_on)
    words = rules.check_text(clean_line(text))
    there = ChronicleEntry.objects.by_hand([unit], year).filter(held_on=held_on, text=words).first()
    if there is not None:
        return there if there.included else _change_added(by, there, True, words)
    entry = ChronicleEntry.objects.create(
        unit=unit,
        year=year,
        held_on=held_on,
        text=words,
        path=unit.path,
        shard=unit.shard,
        decided_by=by.name,
        decided_at=timezone.now(),
    )
    audit.note(by, "大事记添一件", unit.ref, after={"日期": held_on, "文字": words})
    _make_found(entry)
    return entry


def _make_found(entry: ChronicleEntry) -> None:
    """A line that no record tells of is found by its own words; the others by their record."""
    if entry.included:
        what = Ref("chronicle", str(entry.pk), entry.path, entry.text, entry.shard)
        search.index([search.Findable(what, "", entry.held_on)])
    else:
        search.forget("chronicle", [str(entry.pk)])


@transaction.atomic
def make_all_found() -> None:
    """Every line that was added by hand, after a rebuilding of the index."""
    for entry in ChronicleEntry.objects.filter(record=None, included=True).order_by("held_on", "id"):
        _make_found(entry)


def _change_added(by: Actor, entry: ChronicleEntry, included: bool, text: str) -> ChronicleEntry:
    before = {"编入": entry.included, "文字": entry.text}
    entry.included, entry.text = included, rules.check_text(text)
    entry.decided_by, entry.decided_at = by.name, timezone.now()
    entry.save()
    audit.note(by, "编大事记", entry.unit.ref, before, {"编入": entry.included, "文字": entry.text})
    _make_found(entry)
    return entry


@transaction.atomic
def confirm_quiet_month(by: Actor, unit: Unit, year: int, month: int, today: date) -> ChronicleMonth:
    """A person says that nothing happened in a month (本月无)."""
    _check_may_edit(by, unit)
    printed = [line for line in volume(unit, year).printed if line.held_on.month == month]
    rules.check_quiet(year, month, today, len(printed))
    quiet, new = ChronicleMonth.objects.get_or_create(
        unit=unit, year=year, month=month, defaults={"confirmed_by": by.name, "confirmed_at": timezone.now()}
    )
    if new:
        audit.note(by, "确认本月无", unit.ref, after={"月份": f"{year}年{month}月"})
    return quiet


@transaction.atomic
def undo_quiet_month(by: Actor, unit: Unit, year: int, month: int) -> None:
    """Take 本月无 back."""
    _check_may_edit(by, unit)
    gone, _ = ChronicleMonth.objects.filter(unit=unit, year=year, month=month).delete()
    if gone:
        audit.note(by, "取消本月无", unit.ref, before={"月份": f"{year}年{month}月"})


def _check_may_edit(by: Actor, unit: Unit) -> None:
    if not by.may("edit_papers", unit.path):
        raise RuleBroken("您不能改这个单位的大事记。请由本单位来改。")


def rehome_entries(source: Unit, target: Unit, day: date) -> None:
    """Lines of `day` and later go to the 大事记 of the unit that `source` became part of."""
    rows = ChronicleEntry.objects.filter(unit=source, held_on__gte=day)
    known = ChronicleEntry.objects.filter(unit=target, record__isnull=False).values("record")
    going = list(rows.exclude(record__in=known))
    for entry in going:
        entry.unit, entry.path, entry.shard = target, target.path, target.shard
    ChronicleEntry.objects.bulk_update(going, ["unit", "path", "shard"], batch_size=500)
    for entry in going:
        if entry.record_id is None:
            _make_found(entry)
