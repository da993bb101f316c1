import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.rows import NewRows

_ENCODER = DjangoJSONEncoder()


def note(
    by: Actor, verb: str, what: Ref, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None
) -> Entry:
    """Write one trail entry, in the transaction of the service that calls it: no deed without its trace.

    `before` and `after` hold the values that changed, never a contact in clear (pass a masked one).
    """
    return Entry.objects.create(
        at=timezone.now(),
        by_id=by.id,
        by_name=by.name,
        verb=verb,
        kind=what.kind,
        object_id=what.id,
        title=what.title[:300],
        path=what.path,
        shard=what.shard,
        before=_plain(before),
        after=_plain(after),
    )


# A transaction that began before the mark may end after it: its entries have older numbers. None is open so long.
_OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True)
class Mark:
    """A place in the trail: the entries of `kinds` from `since` on that were there."""

    kinds: frozenset[str]
    since: datetime
    seen: frozenset[Any]


@dataclass(frozen=True)
class Deed:
    """One of many things done at once: what `note` takes."""

    verb: str
    what: Ref
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def note_all(by: Actor, deeds: Sequence[Deed]) -> None:
    """Write the trail of a set-wise service: the same entries as `note`, in one go."""
    prepare(by, deeds).insert()


def prepare(by: Actor, deeds: Sequence[Deed]) -> NewRows:
    """The entries of `note_all`, ready before the transaction that inserts them."""
    now = timezone.now()
    return NewRows(Entry).add_all(
        Entry(
            at=now,
            by_id=by.id,
            by_name=by.name,
            verb=deed.verb,
            kind=deed.what.kind,
            object_id=deed.what.id,
            title=deed.what.title[:300],
            path=deed.what.path,
            shard=deed.what.shard,
            before=_plain(deed.before),
            after=_plain(deed.after),
        )
        for deed in deeds
    )


def mark(kinds: Collection[str]) -> Mark:
    """Where the trail of things of `kinds` stands now, to be asked later whether anything was done since."""
    since = timezone.now() - _OVERLAP
    return Mark(frozenset(kinds), since, frozenset(_after(since, kinds)))


def moved_on(mark: Mark) -> bool:
    """Was anything done with things of the mark's kinds since?"""
    return any(key not in mark.seen for key in _after(mark.since, mark.kinds))


def _after(moment: datetime, kinds: Collection[str]) -> list[Any]:
    first = uuid.UUID(int=int(moment.timestamp() * 1000) << 80)  # RFC 9562: a UUIDv7 begins with its milliseconds
    return list(Entry.objects.filter(id__gte=first, kind__in=kinds).values_list("id", flat=True))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, as two mappings with the same keys."""
    keys = [k for k in after if before.get(k) != after[k]]
    return {k: before.get(k) for k in keys}, {k: after[k] for k in keys}


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {k: v if isinstance(v, str | int | float | bool | list | None) else _text(v) for k, v in values.items()}


def _text(value: Any) -> str:
    try:
        return _ENCODER.default(value)
    except TypeError:
        return str(value)
