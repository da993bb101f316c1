"""A measure: what can be counted for duties and assessment, answered for all units in one grouped query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from xinhuo.ground.kernel.period import Period


@dataclass(frozen=True)
class Share:
    """So many of so many: 11次到会，应到12次. A whole of 0 says that there was nothing to do.

    `lacks` says in a few words what must be known first (还没有写青少年基数); until then nothing is reached.
    """

    part: int
    whole: int
    lacks: str = ""

    def reaches(self, share: float) -> bool:
        """Is the part at least `share` (0 to 1) of the whole? Nothing to do is done."""
        return not self.lacks and self.part >= share * self.whole


Value = int | Share


class Measure(Protocol):
    """`key` ("records.held"), `title` and `unit` (of counting: 次, 人次) in Chinese."""

    key: str
    title: str
    unit: str

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, Any]:
        """Unit id → `Value`, ONE grouped query for all units; a unit without rows may be left out (0, or nothing to do)."""

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        """The very rows that were counted."""


_REGISTRY: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Make `measure` known by its key; a key is taken once."""
    if measure.key in _REGISTRY:
        raise ValueError(measure.key)
    _REGISTRY[measure.key] = measure
    return measure


def measures() -> Iterable[Measure]:
    """All registered measures, by key."""
    return [_REGISTRY[key] for key in sorted(_REGISTRY)]


def measure_of(key: str) -> Measure | None:
    """The measure of this key, or None: it isn't built yet, or never was."""
    return _REGISTRY.get(key)
