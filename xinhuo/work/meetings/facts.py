from dataclasses import dataclass
from datetime import date, time
from uuid import UUID


@dataclass(frozen=True)
class Expected:
    """Someone who belongs to a meeting by a post held on its day; `person_id` None: the post is vacant."""

    unit_id: UUID
    unit: str
    person_id: UUID | None
    name: str
    post: str
    post_name: str


@dataclass(frozen=True)
class ItemFacts:
    """A point of the agenda: when it begins, how long, what, about what, who speaks, what was said.

    `part` is a code of `rules.PARTS`; `differs` says in words who took part otherwise than the roll, '' for nobody.
    """

    starts: time | None
    minutes: int
    title: str
    about: str
    speaker: str
    part: str
    said: str = ""
    differs: str = ""


@dataclass(frozen=True)
class RollRow:
    """One on the roll: whom for, as what, and how he came (`rules.CAME`); `words`: who came instead, or why not."""

    unit: str
    name: str
    post: str
    state: str
    words: str = ""
    guest: bool = False


@dataclass(frozen=True)
class Settled:
    """What was decided (议定事项): what, who does it, by when; settled on a day, with a word."""

    text: str
    doer: str
    due_on: date | None
    settled_on: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Consulted:
    """A problem that a unit brought, in one sentence, and the answer."""

    unit: str
    sentence: str
    answer: str


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as its papers and texts read it, announced on a day. `taken`: the roll was entered; `held`: it is closed."""

    unit: str
    unit_full: str
    kind: str
    audience: str
    title: str
    held_on: date
    starts_at: time
    ends_at: time | None
    place: str
    chair: str
    note_taker: str
    bring: str
    announced_on: date
    items: tuple[ItemFacts, ...] = ()
    roll: tuple[RollRow, ...] = ()
    others: int = 0
    taken: bool = False
    held: bool = False
    remarks: str = ""
    settled: tuple[Settled, ...] = ()
    consulted: tuple[Consulted, ...] = ()
    reports: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    page: str = ""
    demo: bool = False


@dataclass(frozen=True)
class Difference:
    """One field of the minutes that two people wrote differently; `joined`: both texts in one, '' where there is none."""

    key: str
    label: str
    mine: str
    theirs: str
    choice: str
    joined: str = ""
