from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class UnboundDirector:
    """A unit whose 主任 doesn't hold the party post that its type binds (`post`: 党组织书记), or that has no 主任 ("").

    `since`: the first day of the gap, None where nobody knows; `days` is its age.
    """

    unit_id: UUID
    unit: str
    post: str
    director: str
    since: date | None
    days: int

    @property
    def says(self) -> str:
        """主任周德顺没有兼任党组织书记，已经49天."""
        who = f"主任{self.director}没有兼任{self.post}" if self.director else "还没有主任"
        return f"{who}，已经{self.days}天" if self.since and self.days else who


@dataclass(frozen=True)
class Contact:
    """Someone of the leading group and how to reach him, masked (138****5678); '' where no number is known."""

    post: str
    name: str
    phone: str


@dataclass(frozen=True)
class Held:
    """A post that somebody holds, as an election finds it. `seat`: it gives the party post that binds the 主任."""

    id: UUID
    person: str
    name: str
    post: str
    post_name: str
    party_post: str
    started_on: date
    seat: bool


@dataclass(frozen=True)
class Who:
    """Whoever was elected: the id of a known person as text, or "new:姓名" for one who is to be entered."""

    key: str
    name: str


@dataclass(frozen=True)
class Step:
    """One thing that an election does to a unit's posts, and in words.

    "end": the post `held` ends the day before. "unbind": so does the party post held together with it, the post goes on.
    "give": `who` has `post` from the day on, with `party_post` held together with it. "stay": nothing, it is said only.
    """

    kind: str
    says: str
    held: UUID | None = None
    who: Who | None = None
    post: str = ""
    party_post: str = ""


@dataclass(frozen=True)
class Asked:
    """Who is meant by a name: `choices` are (key, in words), the last is somebody new; `chosen` is a key or ''."""

    field: str
    name: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Turn:
    """What an election would do in one unit."""

    unit_id: UUID
    unit: str
    steps: tuple[Step, ...]
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class ElectionPreview:
    """What an election would do, unit by unit. `digest` is of all that it was seen with; `open_questions`: who is meant?"""

    turns: tuple[Turn, ...]
    digest: str
    open_questions: int = 0


@dataclass(frozen=True)
class Term:
    """One person's time in a post, as the 组织沿革 tells it. `leads`: as 主任; `party`: a post of the party organisation."""

    post: str
    name: str
    party_post: str
    duties: str
    document_number: str
    started_on: date
    ended_on: date | None
    leads: bool = False
    party: bool = False


@dataclass(frozen=True)
class Group:
    """A 领导班子 from a day until the next one, with the documents that set it up, and who was 书记 meanwhile."""

    started_on: date
    ended_on: date | None
    documents: tuple[str, ...]
    terms: tuple[Term, ...]
    party: tuple[Term, ...]


@dataclass(frozen=True)
class YearRow:
    """How many at the end of a year, or on the day of drawing up: units below, 五老, leaders, 青少年基数.

    None where nobody wrote it down: of years before the first known leader, or without a 基数.
    """

    year: int
    units: int
    elders: int
    leaders: int | None
    youth: int | None


@dataclass(frozen=True)
class HistoryFacts:
    """What the 组织沿革 of a unit is printed from. `changes` are (day, in words), `ended` says where it went, '' while it is."""

    unit_full: str
    issuer: str
    founded: date | None
    closed: date | None
    ended: str
    changes: tuple[tuple[date, str], ...]
    groups: tuple[Group, ...]
    years: tuple[YearRow, ...]
    drawn_on: date
    demo: bool = False
