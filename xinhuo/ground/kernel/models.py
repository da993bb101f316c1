"""What every growing table carries: its place in the tree, so that a scope is an equality on an indexed column."""

import heapq
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Length, Substr
from django.db.models.lookups import GreaterThanOrEqual

from xinhuo.ground.kernel.ids import read_id
from xinhuo.ground.kernel.paths import LONGEST, SEGMENT
from xinhuo.ground.kernel.scope import Scope, reaching, within

CharField.register_lookup(Length)


def ancestor(level: int) -> models.GeneratedField:
    """Stored column a`level`: the first `level` segments of `path`, or NULL for a shallower row."""
    size = SEGMENT * level
    return models.GeneratedField(
        db_persist=True,
        # null only on the output_field: on the GeneratedField itself AddField fails on SQLite.
        output_field=models.CharField(max_length=size, null=True),
        expression=Case(
            When(GreaterThanOrEqual(Length("path"), Value(size)), then=Substr("path", Value(1), Value(size))),
            default=None,
        ),
    )


class RootedQuerySet(models.QuerySet):
    """Rows that lie in the tree."""

    def within(self, scope: Scope) -> Self:
        """The rows that `scope` reaches."""
        return within(self, scope)


class Rooted(models.Model):
    """A row that belongs to a unit: `shard` (immutable tenant number), `path` (of the unit), `a1` … `a6` (ancestors)."""

    shard = models.PositiveSmallIntegerField("分片", default=1, editable=False)
    path = models.CharField("路径", max_length=LONGEST, editable=False)
    a1, a2, a3, a4, a5, a6 = (ancestor(n) for n in range(1, 7))

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the mark behind the last one ('' at the end)."""

    rows: list[Any]
    next: str


def before(rows: models.QuerySet, day_field: str, day: object, pk: object) -> models.QuerySet:
    """The rows after (day, pk) in newest-first order, in the keyset form that both databases keep on the index."""
    older = {f"{day_field}__lt": day}
    bounded = {f"{day_field}__lte": day}
    return rows.filter(Q(**bounded) & (Q(**older) | Q(id__lt=pk)))


def page_of(rows: models.QuerySet, scope: Scope, day_field: str, size: int, mark: str = "") -> Page:
    """One page of `rows` within `scope`, newest first: one index walk per root, merged. A broken mark is the start."""
    place = _read_mark(mark, isinstance(rows.model._meta.get_field(day_field), models.DateTimeField))
    runs = []
    for root in scope.roots:
        run = rows.filter(reaching(root)).order_by(f"-{day_field}", "-id")
        runs.append(list((before(run, day_field, *place) if place else run)[: size + 1]))
    merged = heapq.merge(*runs, key=lambda row: (getattr(row, day_field), row.pk), reverse=True)
    found = list(islice((row for row, _ in groupby(merged)), size + 1))  # roots may overlap: each row once
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{getattr(last, day_field).isoformat()}_{last.pk.hex}" if last else "")


def _read_mark(mark: str, to_the_minute: bool) -> tuple[date, Any] | None:
    """A day (or a moment, where the list goes by the minute) and an id; None for whatever an address has made of it."""
    said, _, key = mark.partition("_")
    pk = read_id(key)
    try:
        if not to_the_minute:
            return (date.fromisoformat(said), pk) if pk else None
        moment = datetime.fromisoformat(said)
        return (moment, pk) if pk and moment.tzinfo else None
    except ValueError:
        return None
