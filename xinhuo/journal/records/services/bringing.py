"""Many records at once, as from an older book or for a demonstration: the same rules, a few inserts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import LedgerImport, Participation, Record
from xinhuo.journal.records.services.finding import make_found
from xinhuo.journal.records.services.writing import Told, fill_record, part_of
from xinhuo.who.organisation.models import Unit

_BATCH = 500


@dataclass(frozen=True)
class Brought:
    """A record as it was written down: by whom, and when (an aware time, or None for now); from which 台账, if any."""

    by: Actor
    unit: Unit
    told: Told
    written_at: datetime | None = None
    ledger: LedgerImport | None = None


@transaction.atomic
def bring_records(brought: Sequence[Brought], today: date) -> list[Record]:
    """Write all records or none. Everyone in them is known already (`Told.people`); typed names are not looked up."""
    records, rows, trail = [], [], []
    for one in brought:
        record = _record(one, today)
        takings = {taking.person.pk: taking for taking in one.told.people}
        rows += [part_of(record, taking, position) for position, taking in enumerate(takings.values())]
        records.append(record)
    Record.objects.bulk_create(records, batch_size=_BATCH)
    for record, one in zip(records, brought, strict=True):
        record.created_at = one.written_at or record.created_at
        after = {"日期": record.held_on, "类别": record.kind.name}
        trail.append((one.by, audit.Deed("记一笔", record.ref, after=after)))
    earlier = [record for record, one in zip(records, brought, strict=True) if one.written_at]
    Record.objects.bulk_update(earlier, ["created_at"], batch_size=_BATCH)
    Participation.objects.bulk_create(rows, batch_size=_BATCH)
    for actor in {by.id or by.name: by for by, _ in trail}.values():
        audit.note_all(actor, [deed for by, deed in trail if by == actor])
    for start in range(0, len(records), _BATCH):
        make_found(records[start : start + _BATCH])
    return records


def _record(one: Brought, today: date) -> Record:
    if not one.by.may("write_record", one.unit.path):
        raise RuleBroken(f"{one.by.name}不能替{one.unit.name}记。请换一个人。", "unit")
    told = one.told
    record = Record(
        unit=one.unit,
        path=one.unit.path,
        shard=one.unit.shard,
        recorded_by=one.by.id,
        recorder_name=one.by.name,
        on_behalf=told.on_behalf,
        source=told.source,
        source_ref=told.source_ref,
        led_by=told.led_by,
        ledger=one.ledger,
    )
    fill_record(record, told, today)
    if not told.people and not told.youth_count and not told.other_count:
        raise RuleBroken("还没有选谁做的。请点上参加的人。", "people")
    return record
