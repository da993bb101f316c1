"""What may be found is told here by the services above, in their own transaction: search never lags behind what was saved."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xinhuo.ground.kernel.moving import Removal
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.rows import NewRows
from xinhuo.ground.kernel.scope import Root, reaching
from xinhuo.ground.kernel.spill import Spill
from xinhuo.ground.search import engines
from xinhuo.ground.search.models import SearchRow

_BATCH = 500
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Findable:
    """One thing to be found: what it is, the day it belongs to, its words, and words that are searched but not shown."""

    what: Ref
    text: str
    day: date | None = None
    hidden: str = ""

    def row(self, blank: SearchRow | None = None) -> SearchRow:
        """As the table has it."""
        row, what = blank or SearchRow(), self.what
        row.kind, row.object_id, row.path, row.shard = what.kind, what.id, what.path, what.shard
        row.title, row.text, row.hidden, row.day = what.title[:120], self.text, self.hidden[:200], self.day
        return row


@transaction.atomic
def index(things: Sequence[Findable]) -> None:
    """Make things found by their words as they are now; what was known of them before is forgotten."""
    for kind in {one.what.kind for one in things}:
        forget(kind, [one.what.id for one in things if one.what.kind == kind])
    rows = SearchRow.objects.bulk_create([one.row() for one in things], batch_size=_BATCH)
    engines.add(rows)


class Fresh:
    """Many things that were never found before, with all their tokens, ready before the transaction that writes them."""

    def __init__(self) -> None:
        self.rows = NewRows(SearchRow)
        self._tokens = Spill()

    def add(self, thing: Findable) -> None:
        row = thing.row(self.rows.blank())
        self.rows.add(row)
        self._tokens.append((row.kind, row.object_id, " ".join(engines.tokens(row))))

    def write(self) -> None:
        """In the transaction that is open."""
        self.rows.insert()
        for part in self._tokens.parts():
            for start in range(0, len(part), _AT_ONCE):
                self._add_tokens(part[start : start + _AT_ONCE])

    def _add_tokens(self, some: list[tuple[str, str, str]]) -> None:
        words: dict[str, dict[str, str]] = {}
        for kind, object_id, tokens in some:
            words.setdefault(kind, {})[object_id] = tokens
        for kind, known in words.items():
            rows = SearchRow.objects.filter(kind=kind, object_id__in=list(known))
            numbered = rows.values_list("id", "object_id").order_by("id")
            engines.add_tokens([(number, known[object_id]) for number, object_id in numbered])


@transaction.atomic
def forget(kind: str, ids: Iterable[str]) -> None:
    """Make things of `kind` found no more."""
    wanted = [str(one) for one in ids]
    for start in range(0, len(wanted), _BATCH):
        rows = list(SearchRow.objects.filter(kind=kind, object_id__in=wanted[start : start + _BATCH]))
        if rows:
            engines.remove(rows)
            SearchRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


@transaction.atomic
def forget_all() -> None:
    """Empty the whole index, before it is made anew."""
    engines.empty()
    SearchRow.objects.all().delete()


def follow(removal: Removal) -> None:
    """A unit has moved, and its rows with it: their words still tell the old place, now they tell the new one."""
    moved = SearchRow.objects.filter(reaching(Root(removal.new, removal.shard))).order_by("id")
    ids = list(moved.values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        rows = list(SearchRow.objects.filter(pk__in=ids[start : start + _BATCH]))
        before = [copy(row) for row in rows]
        for row in before:
            row.path = removal.old + row.path[len(removal.new) :]
        engines.remove(before)
        engines.add(rows)
