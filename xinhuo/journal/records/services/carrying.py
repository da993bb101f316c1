"""The second step of a 台账 import: what the plan says is done in one transaction, and may be taken back as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.job import Tell, quiet
from xinhuo.journal.records.models import KindWord, LedgerImport, Record, RecordKind
from xinhuo.journal.records.services.bringing import Brought, bring_records
from xinhuo.journal.records.services.coming import SAME, Coming
from xinhuo.journal.records.services.finding import make_found
from xinhuo.journal.records.services.importing import TAKEN_BACK, Answers, Plan, standing
from xinhuo.journal.records.services.kind_words import KindWords
from xinhuo.journal.records.services.taking_part import NEW
from xinhuo.journal.records.services.writing import Taking, Told
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import add_in_passing

_BATCH = 1_000
_LONGEST_REF = 60
HOURS = 24


@dataclass(frozen=True)
class Source:
    """The file that comes in: its name, and its SHA-256."""

    name: str
    digest: str


@transaction.atomic
def carry_out(by: Actor, plan: Plan, answers: Answers, source: Source, today: date, tell: Tell = quiet) -> LedgerImport:
    """Do what `plan` says. Two who bring the same file come one after the other, and the second is told."""
    place = Unit.objects.select_for_update().get(pk=plan.place.pk)
    if not by.may("import_records", place.path):
        raise RuleBroken("您不能导入台账。请由本单位的记载人或办公室来办。", "unit")
    _check_still_new(plan.new)
    _remember_kinds(by, place, plan.kinds, answers.kinds)
    people = _add_people(by, plan.new)
    ledger = LedgerImport.objects.create(
        unit=place,
        path=place.path,
        shard=place.shard,
        file_name=source.name[-200:],
        digest=source.digest,
        by_id=by.id,
        by_name=by.name,
        made_at=timezone.now(),
        counts={
            "brought": len(plan.new),
            "repeated": len(plan.repeated) + len(plan.withdrawn),
            "left_out": plan.rows_left,
            "added": len(people),
        },
    )
    for start in range(0, len(plan.new), _BATCH):
        tell(start, len(plan.new), "正在写进记录")
        some = plan.new[start : start + _BATCH]
        bring_records([_brought(by, c, people, answers.milestone, source.name, ledger) for c in some], today)
    names = {"brought": "导进来", "repeated": "已经有的", "left_out": "没有收", "added": "新添的人"}
    audit.note(by, "导入台账", ledger.ref, after={names[key]: n for key, n in ledger.counts.items()})
    return ledger


def _check_still_new(new: Sequence[Coming]) -> None:
    """Nobody wrote the same meanwhile (a second clerk with the same file)."""
    there = standing(new)
    for coming in new:
        near = there.get((coming.unit.pk, coming.held_on), ())
        if any(not known.withdrawn and coming.known.likeness(known) == SAME for known in near):
            raise RuleBroken("刚才别人已经记了同样的事，什么也没有导入。请再看一遍。", "seen")


def _remember_kinds(by: Actor, place: Unit, kinds: KindWords | None, said: Mapping[str, str]) -> None:
    """An answered word is known from now on; rows without a word are asked each time."""
    chosen = {word: kind for word, kind in said.items() if word and kind and kinds is not None}
    for word, kind_id in chosen.items():
        kind = next((k for k in (kinds.kinds if kinds else ()) if str(k.pk) == kind_id), None)
        if kind is not None:
            _remember(by, place, word, kind)


def _remember(by: Actor, place: Unit, word: str, kind: RecordKind) -> None:
    where = {"path": place.path, "shard": place.shard, "kind": kind}
    KindWord.objects.update_or_create(unit=place, word=word, defaults=where)
    audit.note(by, "认类别词", place.ref, after={word: kind.name})


def _add_people(by: Actor, new: Sequence[Coming]) -> dict[tuple[Any, str], Person]:
    """Who is to be added (待补), once for each unit."""
    added: dict[tuple[Any, str], Person] = {}
    for coming in new:
        for part in coming.parts:
            if part.fate == NEW and (coming.unit.pk, part.name) not in added:
                added[coming.unit.pk, part.name] = add_in_passing(by, coming.unit, part.name)
    return added


def _brought(
    by: Actor, coming: Coming, people: Mapping[Any, Person], milestone: bool, file: str, ledger: LedgerImport
) -> Brought:
    if coming.kind is None:
        raise LookupError(coming.key)
    parts = [
        (part.person or people.get((coming.unit.pk, part.name)), part.role) for part in coming.parts if part.takes_part
    ]
    told = Told(
        held_on=coming.held_on,
        ended_on=coming.ended_on,
        time_of_day=coming.row.days.time_of_day,
        kind=coming.kind,
        team=coming.kind.team,
        title=coming.title,
        content=coming.content,
        effect=coming.row.effect,
        place=coming.place,
        youth_count=coming.youth,
        other_count=coming.other,
        milestone=milestone or any(row.milestone for row in coming.rows),
        people=[Taking(person, role) for person, role in parts if person is not None],
        source=Record.Source.IMPORT,
        source_ref=_reference(file, coming),
        on_behalf=by.unit_id is not None and by.unit_id != coming.unit.pk,
    )
    return Brought(by, coming.unit, told, ledger=ledger)


def _reference(file: str, coming: Coming) -> str:
    """2025年台账.xlsx·3月·第8行, the name of the file cut where it is too long."""
    tail = f"·{coming.row.sheet[:20]}·第{coming.row.number}行"
    return f"{file[: _LONGEST_REF - len(tail)]}{tail}"


def why_not_back(by: Actor, ledger: LedgerImport, now: datetime) -> str:
    """Why an import can't be taken back as one, or ''."""
    if ledger.taken_back_at is not None:
        return "这次导入已经撤回了。"
    if now - ledger.made_at > timedelta(hours=HOURS):
        return f"过了{HOURS}小时，不能整次撤回。请一笔一笔作废。"
    if not by.may("import_records", ledger.path):
        return "这次导入不归您撤回。"
    records = Record.objects.filter(ledger=ledger)
    touched = records.exclude(changed_at=None) | records.exclude(withdrawn_at=None)
    if touched.exists() or Record.objects.filter(led_by__ledger=ledger).exclude(ledger=ledger).exists():
        return "有的记录后来改过，不能整次撤回。请一笔一笔作废。"
    return ""


@transaction.atomic
def take_back(by: Actor, ledger: LedgerImport) -> int:
    """Take a whole import back: its records count nowhere, people who were added stay in the roster. How many there were."""
    ledger = LedgerImport.objects.select_for_update().get(pk=ledger.pk)
    now = timezone.now()
    if reason := why_not_back(by, ledger, now):
        raise RuleBroken(reason)
    records = list(Record.objects.filter(ledger=ledger))
    Record.objects.filter(ledger=ledger).update(withdrawn_at=now, withdrawn_by=by.name, withdrawn_reason=TAKEN_BACK)
    ledger.taken_back_at, ledger.taken_back_by = now, by.name
    ledger.save(update_fields=["taken_back_at", "taken_back_by"])
    for start in range(0, len(records), _BATCH):
        make_found(list(Record.objects.filter(pk__in=[r.pk for r in records[start : start + _BATCH]])))
    audit.note_all(by, [audit.Deed("撤销记录", record.ref, after={"缘由": TAKEN_BACK}) for record in records])
    audit.note(by, TAKEN_BACK, ledger.ref, after={"笔数": len(records)})
    return len(records)
