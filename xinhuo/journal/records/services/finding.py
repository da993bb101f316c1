"""Makes records found by their words, in the transaction that writes them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from xinhuo.ground.search import services as search
from xinhuo.journal.records.models import Record

_BATCH = 1000


def make_found(records: Sequence[Record]) -> None:
    """Records as they stand now; withdrawn ones are found no more."""
    gone = [str(record.pk) for record in records if record.withdrawn]
    search.forget("record", gone)
    standing = Record.objects.filter(pk__in=[record.pk for record in records if not record.withdrawn])
    search.index([_findable(record) for record in standing.with_words()])


def _findable(record: Record) -> search.Findable:
    parts = list(record.participations.all())
    names = "、".join(part.person.name for part in parts)
    own = (part.sentence for part in parts)
    said = (record.content, record.effect, record.place, names, *own)
    return search.Findable(record.ref, "\n".join(filter(None, said)), record.held_on)


def make_all_found() -> None:
    """Every record, after a rebuilding of the index."""
    ids = list(Record.objects.standing().order_by("held_on", "id").values_list("pk", flat=True))
    for batch in _batches(ids):
        make_found(list(Record.objects.filter(pk__in=batch).order_by("held_on", "id")))


def _batches(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
