"""Many rows at once: their database values are made beforehand, so that the transaction only carries them in.

Django's bulk_create prepares each value while the database is already locked, and 24 rows at a time on SQLite; here everything
is a plain tuple before the transaction begins, on the disk when there are many, and executemany writes them. For services only.
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connections, models
from django.utils import timezone

from xinhuo.ground.kernel.spill import Spill

_AS_THEY_ARE = frozenset(
    ("CharField", "TextField", "BooleanField", "IntegerField", "PositiveSmallIntegerField", "PositiveIntegerField")
)
_COME_AGAIN = frozenset(("DateField", "ForeignKey"))  # few values in many rows: each is made once


_CACHE = 64_000  # KiB of index pages in memory: with the 16 MB of a page's connection, 100,000 rows take twice as long


def make_room() -> None:
    """Let this process, which lives for one large piece of work, keep more of the indexes in memory. SQLite only."""
    if connections["default"].vendor == "sqlite":
        with connections["default"].cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{_CACHE}")


class NewRows:
    """Rows to be inserted into one table. `add` them before the transaction, `insert` within it."""

    def __init__(self, model: type[models.Model]) -> None:
        every: list[Any] = list(model._meta.local_concrete_fields)
        fields = [f for f in every if not f.generated and not isinstance(f, models.AutoField)]
        quote = connections["default"].ops.quote_name
        names = ", ".join(quote(f.column) for f in fields)
        marks = ", ".join(["%s"] * len(fields))
        self.sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"
        self.model = model
        self._values = Spill()
        self._blank = dict(model().__dict__)
        self._each = [(f.attname, f.default) for f in fields if f.has_default() and callable(f.default)]
        self._read = attrgetter(*(f.attname for f in fields))
        self._made = [(place, make) for place, f in enumerate(fields) if (make := _maker(f)) is not None]

    def add(self, row: models.Model) -> None:
        """Keep the values of an object that is not saved; the object itself is no longer needed."""
        values = list(self._read(row))
        for place, make in self._made:
            values[place] = make(values[place])
        self._values.append(tuple(values))

    def blank(self) -> Any:
        """An object with the model's default values, to be filled and added, never saved: making it costs next to nothing."""
        fresh = self.model.__new__(self.model)
        fresh.__dict__.update(self._blank)
        for name, make in self._each:
            fresh.__dict__[name] = make()
        return fresh

    def add_all(self, rows: Iterable[models.Model]) -> "NewRows":
        """The same for several."""
        for row in rows:
            self.add(row)
        return self

    def insert(self) -> None:
        """Into the table, in the transaction that is open."""
        with connections["default"].cursor() as cursor:
            for some in self._values.parts():
                cursor.executemany(self.sql, some)

    def __len__(self) -> int:
        return len(self._values)


class ChangedRows:
    """Some columns of known rows of one table, prepared like `NewRows`."""

    def __init__(self, model: type[models.Model], names: Sequence[str], rows: Iterable[models.Model]) -> None:
        fields: list[Any] = [model._meta.get_field(name) for name in names]
        key: Any = model._meta.pk
        quote = connections["default"].ops.quote_name
        says = ", ".join(f"{quote(f.column)} = %s" for f in fields)
        self.sql = f"UPDATE {quote(model._meta.db_table)} SET {says} WHERE {quote(key.column)} = %s"
        makers = [(attrgetter(f.attname), _maker(f) or _same) for f in [*fields, key]]
        self.values = [tuple(make(read(row)) for read, make in makers) for row in rows]

    def write(self) -> None:
        """Into the table, in the transaction that is open."""
        if self.values:
            with connections["default"].cursor() as cursor:
                cursor.executemany(self.sql, self.values)


def _same(value: Any) -> Any:
    return value


def _maker(field: Any) -> Callable[[Any], Any] | None:
    """What makes the database's value of a field's, or None where it is the same."""
    connection: Any = connections["default"]
    if getattr(field, "auto_now_add", False):
        now = field.get_db_prep_save(timezone.now(), connection)
        return lambda _: now
    kind = field.get_internal_type()
    if kind in _AS_THEY_ARE:
        return None

    if kind == "BinaryField":
        # The driver's own wrappers of bytes would cost ten times what they hold.
        return lambda value: bytes(getattr(found := field.get_db_prep_save(value, connection), "obj", found)) or b""

    def make(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return functools.lru_cache(maxsize=50_000)(make) if kind in _COME_AGAIN else make
