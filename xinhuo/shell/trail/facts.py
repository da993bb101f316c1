from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Change:
    """What one line changed: the name of the thing, how it was ("" for nothing), how it is now."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Deed:
    """One line of the trail as a person reads it: when, who, what, about what, where, and what it changed."""

    at: str
    by: str
    verb: str
    kind: str
    title: str
    unit: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class TrailFacts:
    """A piece of the trail to be kept as a workbook: how it was chosen (a sentence), newest first."""

    title: str
    issuer: str
    sentence: str
    deeds: tuple[Deed, ...]
    demo: bool = False


@dataclass(frozen=True)
class Watcher:
    """Somebody whose rights reach a unit: name, own unit, role, since when, what may be done."""

    name: str
    unit: str
    role: str
    since: date
    actions: frozenset[str]


@dataclass(frozen=True)
class Writing:
    """Who entered records on behalf of a unit: how many, the last on which day."""

    name: str
    count: int
    latest: date
