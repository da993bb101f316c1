import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Turn:
    """One unit's month in a duty roster; `unit` is any key by which the caller knows it."""

    month: int
    unit: str


@dataclass(frozen=True)
class SlotFacts:
    """A turn as a printed roster and the wheel read it. `state`: "given", "now", "open"."""

    month: int
    unit: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class RosterFacts:
    """A year's duty roster of an office: turns in order, and what was changed since it stood (oldest first)."""

    office: str
    year: int
    month: int
    slots: tuple[SlotFacts, ...]
    changes: tuple[str, ...] = ()
    agreed_on: date | None = None
    demo: bool = False


@dataclass(frozen=True)
class Given:
    """A duty report that was given (在例会上讲过了): whose, January to which month, on which day, and as which sealed paper."""

    slot_id: str
    unit_id: str
    unit: str
    year: int
    month: int
    given_on: date
    title: str
    paper_id: str = ""


@dataclass(frozen=True)
class Heading:
    """One paragraph of a text that is proposed: its heading, and from which facts (`source`, of prose.py) it is drafted."""

    title: str
    source: str
    closing: str = ""


@dataclass(frozen=True)
class Topic:
    """What units are asked to report on (集中汇报的题目): data of `data/topics.toml`. `about`: "next" or "this" year."""

    code: str
    name: str
    about: str
    hint: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class DoneBefore:
    """What a unit did in a year, counted: category → how often, youth reached, and (month, what) of its fixed points.

    `examples` are a few things worth telling: (day, title).
    """

    year: int
    counts: tuple[tuple[str, int], ...]
    youth: int
    elders: int
    points: tuple[tuple[int, str], ...]
    station: int = 0
    station_youth: int = 0
    station_months: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    examples: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class DraftFacts:
    """What a text for a call is drafted from: the unit, the year that it is about, and what was done before and since."""

    unit_full: str
    year: int
    last: DoneBefore
    so_far: DoneBefore
    until: int = 12


@dataclass(frozen=True)
class Text:
    """One text of a bound collection: whose, what it is called, its words, when it came, and whether it lies on paper."""

    unit: str
    unit_full: str
    text: str
    handed_on: date
    on_paper: bool = False


@dataclass(frozen=True)
class CollectionFacts:
    """All texts of a call in the order in which they are read."""

    office: str
    title: str
    year: int
    due_on: date
    texts: tuple[Text, ...]
    demo: bool = False


def read_topics() -> dict[str, Topic]:
    """The topics of `data/topics.toml`, by code, in their order."""
    told = tomllib.loads((_DATA / "topics.toml").read_text(encoding="utf-8"))
    return {one["code"]: _topic(one) for one in told["topic"]}


def _topic(said: dict[str, Any]) -> Topic:
    headings = tuple(Heading(**heading) for heading in said["heading"])
    return Topic(**{key: value for key, value in said.items() if key != "heading"}, headings=headings)
