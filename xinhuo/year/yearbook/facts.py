from dataclasses import dataclass
from datetime import date

from xinhuo.journal.records.facts import ReportFacts


@dataclass(frozen=True)
class Line:
    """One event as the page of a 大事记 shows it, printed or not.

    `key` is the id of the record, or of the hand-written entry (`by_hand`). `unit` is the name of a lower unit, '' for
    the own. `changed`: the record was corrected after a person had put the event into own words.
    """

    key: str
    held_on: date
    ended_on: date | None
    text: str
    title: str = ""
    unit: str = ""
    included: bool = True
    decided: bool = False
    by_hand: bool = False
    milestone: bool = False
    own_words: bool = False
    changed: bool = False


@dataclass(frozen=True)
class ChronicleEntryFacts:
    """One printed line: the day as written (「6日」「同日」), the sentence, and a lower unit's name or ''.

    `key` as in `Line`.
    """

    day: str
    text: str
    unit: str = ""
    key: str = ""


@dataclass(frozen=True)
class ChronicleMonthFacts:
    """A month with its lines; `quiet`: a person said that nothing happened (本月无)."""

    month: int
    entries: tuple[ChronicleEntryFacts, ...] = ()
    quiet: bool = False


@dataclass(frozen=True)
class ChronicleFacts:
    """What a 大事记 of one unit and year is printed from; months without lines that nobody confirmed are left out."""

    unit: str
    unit_full: str
    issuer: str
    year: int
    months: tuple[ChronicleMonthFacts, ...]
    demo: bool = False


@dataclass(frozen=True)
class UnitRow:
    """A row of the table of an office's 小结: so many records, 五老 who took part, and children reached (人次)."""

    unit: str
    records: int
    elders: int
    youth: int


@dataclass(frozen=True)
class SummaryFacts:
    """What a 小结 of half a year (`month` 6) or of a year (12) is written from; `rows` and `total` of an office only."""

    report: ReportFacts
    month: int
    rows: tuple[UnitRow, ...] = ()
    total: UnitRow | None = None
