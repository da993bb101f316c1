"""A measure: what can be counted for duties and assessment, answered for all units in one grouped query."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from django.db.models import QuerySet

from xinhuo.ground.kernel.period import Period


class Measure(Protocol):
    """`key` ("records.held"), `title` and `unit` (of counting: 次, 人次) in Chinese."""

    key: str
    title: str
    unit: str

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, int]:
        """Unit id → value, ONE grouped query for all units."""

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
