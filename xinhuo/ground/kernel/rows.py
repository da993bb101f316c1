"""Many rows at once: their database values are made beforehand, so that the transaction only carries them in.

Django's bulk_create prepares each value while the database is already locked, and 24 rows at a time on SQLite; here everything
is a plain tuple before the transaction begins, and one executemany writes them. For services only.
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone

_AS_THEY_ARE = frozenset(
    ("CharField", "TextField", "BooleanField", "IntegerField", "PositiveSmallIntegerField", "PositiveIntegerField")
)
_COME_AGAIN = frozenset(("DateField", "ForeignKey"))  # few values in many rows: each is made once


class NewRows:
    """Rows to be inserted into one table. `add` them before the transaction, `insert` within it."""

    def __init__(self, model: type[models.Model]) -> None:
        every: list[Any] = list(model._meta.local_concrete_fields)
        fields = [f for f in every if not f.generated and not isinstance(f, models.AutoField)]
        names = ", ".join(connection.ops.quote_name(f.column) for f in fields)
        marks = ", ".join(["%s"] * len(fields))
        table = connection.ops.quote_name(model._meta.db_table)
        self.sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        self.values: list[Sequence[Any]] = []
        self._read = attrgetter(*(f.attname for f in fields))
        self._made = [(place, make) for place, f in enumerate(fields) if (make := _maker(f)) is not None]

    def add(self, row: models.Model) -> None:
        """Keep the values of an object that is not saved; the object itself is no longer needed."""
        values = list(self._read(row))
        for place, make in self._made:
            values[place] = make(values[place])
        self.values.append(tuple(values))

    def add_all(self, rows: Iterable[models.Model]) -> "NewRows":
        """The same for several."""
        for row in rows:
            self.add(row)
        return self

    def insert(self) -> None:
        """Into the table, in the transaction that is open."""
        if self.values:
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, self.values)

    def __len__(self) -> int:
        return len(self.values)


class ChangedRows:
    """Some columns of known rows of one table, prepared like `NewRows`."""

    def __init__(self, model: type[models.Model], names: Sequence[str], rows: Iterable[models.Model]) -> None:
        fields: list[Any] = [model._meta.get_field(name) for name in names]
        key: Any = model._meta.pk
        quote = connection.ops.quote_name
        says = ", ".join(f"{quote(f.column)} = %s" for f in fields)
        self.sql = f"UPDATE {quote(model._meta.db_table)} SET {says} WHERE {quote(key.column)} = %s"
        makers = [(attrgetter(f.attname), _maker(f) or _same) for f in [*fields, key]]
        self.values = [tuple(make(read(row)) for read, make in makers) for row in rows]

    def write(self) -> None:
        """Into the table, in the transaction that is open."""
        if self.values:
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, self.values)


def _same(value: Any) -> Any:
    return value


def _maker(field: Any) -> Callable[[Any], Any] | None:
    """What makes the database's value of a field's, or None where it is the same."""
    if getattr(field, "auto_now_add", False):
        now = field.get_db_prep_save(timezone.now(), connection)
        return lambda _: now
    kind = field.get_internal_type()
    if kind in _AS_THEY_ARE:
        return None

    def make(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return functools.lru_cache(maxsize=50_000)(make) if kind in _COME_AGAIN else make
