from dataclasses import dataclass
from datetime import date


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
