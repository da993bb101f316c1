"""A unit gets another place in the tree: everything that carries its path follows, in tables that nobody has to list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Max, Model, Value
from django.db.models.functions import Concat, Length, Substr

from xinhuo.ground.kernel.models import Rooted
from xinhuo.ground.kernel.scope import Root, reaching


@dataclass(frozen=True)
class Removal:
    """All rows of `shard` at or under the path `old` come to lie at or under `new`."""

    shard: int
    old: str
    new: str


Mover = Callable[[Removal], None]
_MOVERS: list[Mover] = []


def register(mover: Mover) -> Mover:
    """Make `mover` follow each removal, in its transaction: for whoever keeps paths elsewhere than in a `Rooted` table."""
    if mover not in _MOVERS:
        _MOVERS.append(mover)
    return mover


def movers() -> tuple[Mover, ...]:
    """Those registered, in their order."""
    return tuple(_MOVERS)


def rooted_tables() -> list[type[Model]]:
    """Every table whose rows carry a path; a new one is here by itself."""
    return [model for model in apps.get_models() if issubclass(model, Rooted) and model._meta.managed]


def new_path(removal: Removal) -> Concat:
    """The path that a row gets: one expression for a whole table. The ancestor columns follow in the database.

    Objects in memory do not: whoever holds one reads it again.
    """
    return Concat(Value(removal.new), Substr("path", len(removal.old) + 1))


def deepest(table: type[Model], shard: int, path: str) -> int:
    """The length of the longest path at or under `path`."""
    rows = table._base_manager.filter(reaching(Root(path, shard)))
    return int(rows.aggregate(longest=Max(Length("path")))["longest"] or len(path))
