from dataclasses import dataclass
from datetime import date

from xinhuo.journal.records.facts import BookFacts


@dataclass(frozen=True)
class Following:
    """One line of a preview: what moves along (「五老」), how much (「12人」), by name up to some number."""

    label: str
    said: str
    names: tuple[str, ...] = ()
    rest: int = 0

    @property
    def words(self) -> str:
        """「五老：12人」."""
        return f"{self.label}：{self.said}"


@dataclass(frozen=True)
class Choice:
    """Something that a person decides on the preview: id, and in words what it is."""

    id: str
    words: str


@dataclass(frozen=True)
class Preview:
    """What a change of units would do: what moves along, what is worth knowing, what is to be decided.

    `digest` is of everything that would be touched: when it differs at the confirmation, something changed in between.
    """

    followings: tuple[Following, ...]
    notes: tuple[str, ...]
    digest: str
    posts: tuple[Choice, ...] = ()
    accounts: tuple[Choice, ...] = ()
    base: str = ""

    @property
    def about(self) -> list[str]:
        """What moved along, for the units' own pages."""
        return [one.words for one in self.followings]


@dataclass(frozen=True)
class KeepsakeFacts:
    """All that one person's keepsake is printed from; `died` is None for the living. `books` are of the years with deeds."""

    name: str
    sex: str
    born: date | None
    died: date | None
    joined: date | None
    nation: str
    politics: str
    former: str
    categories: tuple[str, ...]
    unit_full: str
    teams: tuple[str, ...]
    posts: tuple[str, ...]
    honours: str
    life: str
    books: tuple[BookFacts, ...]
    youth: int
    issuer: str
    demo: bool = False
