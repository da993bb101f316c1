"""What the demonstration is made of, read from `data/places.toml` and `data/deeds.toml`. All invented."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class DemoUnit:
    """A village or community: `duty_month` of this year, `youth` the base of last year and of this year."""

    name: str
    type: str
    code: str
    duty_month: int
    elders: int
    youth: tuple[int, int]
    keeper: str
    director: str
    secretary: str

    def duty_in(self, year: int, this_year: int) -> int:
        """In which month it reports: every year one month earlier, so that everyone has each month once in twelve."""
        return (self.duty_month - 1 + this_year - year) % 12 + 1


@dataclass(frozen=True)
class DemoLeader:
    """A serving cadre of the office: with a post, or at the head of a team."""

    name: str
    post: str = ""
    party_post: str = ""
    team: str = ""
    keeps_book: bool = False


@dataclass(frozen=True)
class Template:
    """A kind of deed with slots; `youth`, `others` and `people` are ranges from … to."""

    kind: str
    place: str
    title: str
    content: str
    effect: str
    topics: tuple[str, ...]
    youth: tuple[int, int] = (0, 0)
    others: tuple[int, int] = (0, 0)
    people: tuple[int, int] = (2, 6)
    months: tuple[int, ...] = tuple(range(1, 13))
    where: tuple[str, ...] = ("village", "community")
    occasion: str = ""
    weight: int = 1
    visited: int = 0
    milestone: bool = False


@dataclass(frozen=True)
class FixedDeed:
    """An event that is told word for word, on its day. `unit` is '' for the office itself."""

    day: date
    kind: str
    title: str
    content: str
    effect: str
    unit: str = ""
    place: str = ""
    occasion: str = ""
    youth: int = 0
    others: int = 0
    people: int = 0


@dataclass(frozen=True)
class DemoPlace:
    """The office with all that belongs to it."""

    name: str
    type: str
    code: str
    phone: str
    units: tuple[DemoUnit, ...]
    leaders: tuple[DemoLeader, ...]
    fixed: tuple[FixedDeed, ...]
    office_events: tuple[dict[str, Any], ...]

    def events(self, year: int) -> list[FixedDeed]:
        """The office's own events of `year`."""
        found = []
        for event in self.office_events:
            words = {k: v for k, v in event.items() if k != "month_day"}
            found.append(FixedDeed(day=date.fromisoformat(f"{year}-{event['month_day']}"), **words))
        return found


@dataclass(frozen=True)
class Elder:
    """One of the 331, as the demonstration's workbook tells it. Months are (year, month)."""

    unit: str
    name: str
    sex: str
    birth: tuple[int, int]
    politics: str
    categories: tuple[str, ...]
    employer: str
    post: str
    phone: str
    joined: tuple[int, int]
    team: int
    skills: str
    health: str = ""


@dataclass(frozen=True)
class PlannedDeed:
    """A record to be written. `people` by name, who led first; `visited` are elders who were called on."""

    day: date
    unit: str
    kind: str
    title: str
    place: str
    content: str
    effect: str
    people: tuple[str, ...] = ()
    visited: tuple[str, ...] = ()
    sentences: tuple[tuple[str, str], ...] = ()
    time_of_day: str = ""
    occasion: str = ""
    youth: int = 0
    others: int = 0
    milestone: bool = False
    days_late: int = 0
    withdrawn: bool = False


def read_place() -> DemoPlace:
    """The place of `data/places.toml`."""
    told = _read("places.toml")
    heads = [DemoLeader(name=h["name"], team=h["team"]) for h in told["head"]]
    return DemoPlace(
        **told["office"],
        units=tuple(DemoUnit(**unit | {"youth": tuple(unit["youth"])}) for unit in told["unit"]),
        leaders=tuple([DemoLeader(**leader) for leader in told["leader"]] + heads),
        fixed=tuple(FixedDeed(**deed) for deed in told["fixed"]),
        office_events=tuple(told["office_event"]),
    )


def read_templates() -> list[Template]:
    """The deeds of `data/deeds.toml`."""
    return [_template(deed) for deed in _read("deeds.toml")["deed"]]


def _template(deed: dict[str, Any]) -> Template:
    words: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in deed.items()}
    return Template(**words)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class DemoSettled:
    """Something decided in a meeting: what, who does it ('' the office), within how many days, how it went ('' not yet)."""

    text: str
    who: str
    days: int
    done: str


@dataclass(frozen=True)
class DemoMeeting:
    """A monthly meeting: what was talked of and studied, decided, and the problem that a unit brought ('' none)."""

    topic: str
    study: str
    settled: tuple[DemoSettled, ...]
    problem_unit: str = ""
    problem: str = ""
    answer: str = ""


def read_meetings() -> tuple[DemoMeeting, ...]:
    """The twelve meetings of a year."""
    rows = _read("meetings.toml")["month"]
    return tuple(
        DemoMeeting(
            topic=row["topic"],
            study=row["study"],
            settled=tuple(DemoSettled(**one) for one in row["settled"]),
            problem_unit=row.get("problem", {}).get("unit", ""),
            problem=row.get("problem", {}).get("text", ""),
            answer=row.get("problem", {}).get("answer", ""),
        )
        for row in rows
    )


@dataclass(frozen=True)
class DemoApplication:
    """An event of the office that is applied for: on a day of the year, or some days ahead of today.

    `before`: days between handing in and the event; `steps`: how many seats have said yes; `returned`: the word with which
    it came back once, and `mended` the safety plan of the second handing in.
    """

    name: str
    sort: str
    content: str
    purpose: str
    place: str
    agenda: tuple[tuple[str, str, int], ...]
    preparation: tuple[tuple[str, str], ...]
    before: int
    steps: int
    on: tuple[int, int] | None = None
    ahead: int = 0
    others: str = ""
    heads: int = 0
    youth: int = 0
    safety: str = ""
    returned: str = ""
    mended: str = ""


def read_applications() -> tuple[DemoApplication, ...]:
    """The applications of `data/applications.toml`."""
    return tuple(DemoApplication(**_tupled(row)) for row in _read("applications.toml")["application"])


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return row | {key: tuple(tuple(line) for line in row[key]) for key in ("agenda", "preparation")}
