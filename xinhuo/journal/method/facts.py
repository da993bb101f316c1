from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Value

Recurs = Literal["monthly", "quarterly", "yearly", "two_years", "joining", "event", "roster"]
RECURS: Mapping[Recurs, str] = {
    "monthly": "每月",
    "quarterly": "每季度",
    "yearly": "每年",
    "two_years": "每两年",
    "joining": "新入队时",
    "event": "事前",
    "roster": "轮值月",
}
BUILDS = ("组织", "队伍", "制度", "功能")  # what a duty builds (党建带关建)

State = Literal["done", "open", "overdue", "not_obliged"]
STATES: Mapping[str, str] = {"done": "已做到", "open": "还差", "overdue": "还差", "not_obliged": "不适用"}

Param = str | int | bool | tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A group of mechanisms as the article heads them: 四个坚持, and its full heading."""

    name: str
    title: str


@dataclass(frozen=True)
class Mechanism:
    """One mechanism (机制) in the article's order and words. `short` heads a row of the table, `text` is what it says."""

    key: str
    group: str
    number: str
    title: str
    text: str = ""

    @property
    def source(self) -> str:
        """六个持续·三."""
        return f"{self.group}·{self.number}"


@dataclass(frozen=True)
class Due:
    """When something is due. `later` is a number of months behind the period, `next_year` the year behind it."""

    kind: Literal["last_working_day", "day", "date", "days_after", "before"]
    month: int = 0
    day: int = 0
    later: int = 0
    next_year: bool = False


@dataclass(frozen=True)
class Enough:
    """What suffices: a number (`count`), or a share of the whole (`share`, 0 to 1)."""

    count: int = 1
    share: float | None = None


@dataclass(frozen=True)
class Duty:
    """A duty (应办事项): who, when, how much, and which measure tells. `levels` and `types` empty: every unit.

    `told` are codes of roles, `done_at` is where it is done: an address's name and what it takes
    (`yearbook:chronicle unit year`).
    `if_any`: only where there is something of the kind. `opens` is month and day from which on it is worth doing.
    """

    key: str
    mechanism: str
    title: str
    recurs: Recurs
    due: Due
    hint: str = ""
    builds: tuple[str, ...] = ()
    on: bool = True
    levels: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    first_year: int = 0
    opens: tuple[int, int] | None = None
    grace: int = 0
    measure: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    enough: Enough = Enough()
    by_hand: bool = False
    if_any: bool = False
    done_at: str = ""

    def obliges(self, level: int, unit_type: str) -> bool:
        """Does it oblige units of this level and type?"""
        return (not self.levels or level in self.levels) and (not self.types or unit_type in self.types)


@dataclass(frozen=True)
class Pack:
    """A method pack (工作法): what an office's committee must do in a year. `unit_types`: whose office it is made for."""

    name: str
    unit_types: tuple[str, ...]
    groups: tuple[Group, ...]
    mechanisms: tuple[Mechanism, ...]
    duties: tuple[Duty, ...]

    def mechanism(self, key: str) -> Mechanism:
        """The mechanism of this key; KeyError where there is none."""
        return next((one for one in self.mechanisms if one.key == key), None) or self._none(key)

    def duty(self, key: str) -> Duty | None:
        """The duty of this key, if there is one."""
        return next((one for one in self.duties if one.key == key), None)

    def source(self, duty: Duty) -> str:
        """Where in the article it stands: 六个持续·三."""
        return self.mechanism(duty.mechanism).source

    @staticmethod
    def _none(key: str) -> Mechanism:
        raise KeyError(key)


@dataclass(frozen=True)
class Known:
    """What a pack may name: measures with the parameters they take, codes of unit types and roles, levels, addresses."""

    measures: Mapping[str, frozenset[str]]
    types: frozenset[str]
    levels: frozenset[int]
    roles: frozenset[str]
    may_open: Callable[[str], bool]


@dataclass(frozen=True)
class Occurrence:
    """One time that a duty falls due: what it is about, from when on, due when, and the last day with grace."""

    period: Period
    opens: date
    due: date
    last: date


@dataclass(frozen=True)
class Confirmed:
    """A person's word that something was done by hand, or that there was nothing of the kind this time (`none`)."""

    id: UUID
    done_on: date
    note: str
    by: str
    none: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """How one occurrence stands. `later`: its time has not come yet."""

    occurrence: Occurrence
    state: State
    value: Value | None = None
    confirmed: Confirmed | None = None
    later: bool = False


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """How a duty stands for a unit on a day: the most pressing of its occurrences, said in words.

    `state` "open" with `later`: nothing is to be done about it yet. `missing` are the periods behind their date; `done`
    counts occurrences that are done. `due` is of the most pressing occurrence. `all` holds each occurrence.
    """

    duty: Duty
    unit_id: UUID
    state: State
    due: date
    value: Value | None
    says: str
    period: Period
    done: int = 0
    later: bool = False
    missing: tuple[Period, ...] = ()
    all: tuple[Judged, ...] = ()


@dataclass(frozen=True)
class ToDo:
    """One line of 要办的事: what, why, where it is done (an address's name and arguments), in words how it stands."""

    title: str
    hint: str
    url_name: str
    args: tuple[object, ...]
    status: str
    state: str
    due: date
    duty: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """How a unit stands with a mechanism: `word` for the table, `missing` what is wanting, in sentences."""

    state: str
    word: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dated:
    """A line of the year's calendar: when, what, and how it stands ("" where its time has not come)."""

    day: date
    title: str
    source: str
    said: str = ""
    duty: str = ""


@dataclass(frozen=True)
class CalendarFacts:
    """The year of a unit, month by month, for paper."""

    unit: str
    issuer: str
    year: int
    day: date
    months: tuple[tuple[int, tuple[Dated, ...]], ...]
    demo: bool = False


@dataclass(frozen=True)
class TableFacts:
    """The compliance table for paper: groups of rows (mechanism, a word for each unit), and what is wanting."""

    office: str
    year: int
    day: date
    units: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    missing: tuple[tuple[str, str, str], ...]
    demo: bool = False
