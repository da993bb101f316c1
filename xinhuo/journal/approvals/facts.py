from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Seat:
    """A post of a unit (席位): `post` is a code of `people`'s posts, party posts too. Whoever holds it acts."""

    unit_id: UUID
    post: str


@dataclass(frozen=True)
class StepPlan:
    """A step to come: `verb` is "review" (审核), "approve" (批准) or "countersign" (会签)."""

    verb: str
    seat: Seat


@dataclass(frozen=True)
class Told:
    """What the one who decides reads: at most three sentences, then the whole form as (label, value)."""

    lead: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Link:
    """A step of a chain as the rules see it: its place from 1, its verb, how it stands (a state of `rules.STEP_STATES`)."""

    position: int
    verb: str
    state: str = "later"


@dataclass(frozen=True)
class Chain:
    """The steps of one round, and the state that the case has by them; `closed`: nothing is taken back any more."""

    state: str
    links: tuple[Link, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Someone:
    """A person who may decide a step: as the holder, as a deputy (`for_name`: whose), or by handing over.

    `able`: has an account, so that it can be done on the screen.
    """

    person_id: UUID | None
    name: str
    unit_name: str
    post_name: str
    for_name: str = ""
    able: bool = True

    @property
    def said(self) -> str:
        """As a page names him: 陈国栋（关工委主任，代吕承志）."""
        parts = [self.post_name] if self.post_name else []
        parts += [f"代{self.for_name}"] if self.for_name else []
        return f"{self.name}（{'，'.join(parts)}）" if parts else self.name


@dataclass(frozen=True)
class Who:
    """Who may decide a step. `why`: a key of `rules.WHY`, '' for the plain case."""

    people: tuple[Someone, ...] = ()
    why: str = ""

    @property
    def stuck(self) -> bool:
        """Can nobody decide it on the screen, so that the office has to do something?"""
        return not any(one.able for one in self.people)

    def of(self, person_id: Any) -> Someone | None:
        """The one with this id, if he is among them."""
        return next((one for one in self.people if person_id is not None and one.person_id == person_id), None)


@dataclass(frozen=True)
class CaseState:
    """How the form of one thing stands: state, verb of the step that waits ('' when none), since when, decided on."""

    state: str
    step: str
    since: datetime
    decided_on: date | None
    case_id: UUID


@dataclass(frozen=True)
class Line:
    """One line of a form: what is asked, and the answer."""

    label: str
    value: str


@dataclass(frozen=True)
class Opinion:
    """One step on a printed form: what was decided and by whom, or room to sign (`said` is '')."""

    verb: str
    seat: str
    holder: str = ""
    said: str = ""
    words: str = ""
    signed: str = ""
    day: date | None = None
    on_paper: bool = False


@dataclass(frozen=True)
class SheetFacts:
    """What a printed form (审批单) is made of. `address`: where a telephone comes to from its code."""

    title: str
    unit_name: str
    number: int
    submitted_by: str
    submitted_on: date
    rows: tuple[Line, ...]
    opinions: tuple[Opinion, ...]
    address: str
    code: str
    demo: bool = False
