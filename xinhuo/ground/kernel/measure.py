"""A measure: what can be counted for duties and assessment, answered for all units in one grouped query."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet

from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Share as Share
from xinhuo.ground.kernel.share import Value as Value


class Measure(Protocol):
    """`key` ("records.held"), `title` and `unit` (of counting: 次, 人次) in Chinese."""

    key: str
    title: str
    unit: str

    def values(self, units: Collection[Any] | QuerySet, period: Period, **params: Any) -> dict[Any, Any]:
        """Unit id → `Value`, ONE grouped query for all units; a unit without rows may be left out (0, or nothing to do)."""

    def evidence(self, unit: Any, period: Period, **params: Any) -> QuerySet:
        """The very rows that were counted."""


class ByMonth(Protocol):
    """What a measure may also offer, so that what is due every month costs one question and not twelve."""

    def by_month(
        self, units: Collection[Any] | QuerySet, year: int, last: int, **params: Any
    ) -> dict[int, dict[Any, Any]]:
        """Month 1 … `last` → unit id → the value of that month alone, ONE grouped query; a month without rows may be left out."""


@dataclass(frozen=True)
class Evidence:
    """A counted row as a page shows it: when, what, and the name and arguments of its own page ("" for none)."""

    when: date | None
    text: str
    url_name: str = ""
    args: tuple[object, ...] = ()


_TOLD: dict[type[Any], Callable[[Any], Evidence]] = {}


def tell(model: type[Any], told: Callable[[Any], Evidence]) -> None:
    """Say how counted rows of `model` read; a model of which nobody says it is shown by its name."""
    _TOLD[model] = told


def evidence_of(row: Any) -> Evidence:
    """A counted row as a page shows it."""
    told = _TOLD.get(type(row))
    return told(row) if told is not None else Evidence(None, str(row))


def month_by_month(
    measure: Measure, units: Collection[Any] | QuerySet, year: int, last: int, **params: Any
) -> dict[int, dict[Any, Any]]:
    """Month 1 … `last` of `year` → unit id → value: one query where the measure can, else one a month."""
    by_month = getattr(measure, "by_month", None)
    if by_month is not None:
        return dict(by_month(units, year, last, **params))
    return {m: measure.values(units, Period(year, m, m), **params) for m in range(1, last + 1)}


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
