from dataclasses import dataclass
from datetime import date

from xinhuo.ground.kernel.text import mark_of


@dataclass(frozen=True)
class Deed:
    """A row of one person's record book (业绩记载): what was shared, and the person's own part."""

    record_id: str
    held_on: date
    ended_on: date | None
    time_of_day: str
    place: str
    kind: str
    category: str
    routine: bool
    team: str
    title: str
    content: str
    effect: str
    sentence: str
    role: str
    youth_count: int
    other_count: int
    unit: str


@dataclass(frozen=True)
class BookFacts:
    """One person's record book of one year (业绩记载簿). `keeper` is 姓名（职务）."""

    person_id: str
    name: str
    categories: tuple[str, ...]
    unit: str
    unit_full: str
    teams: tuple[str, ...]
    year: int
    keeper: str
    issuer: str
    deeds: tuple[Deed, ...]
    demo: bool = False


@dataclass(frozen=True)
class RecordFacts:
    """A record as a unit's papers read it; `participants` took part, the visited are only counted."""

    record_id: str
    unit: str
    held_on: date
    ended_on: date | None
    time_of_day: str
    place: str
    kind: str
    category: str
    category_name: str
    routine: bool
    team: str
    title: str
    content: str
    effect: str
    youth_count: int
    other_count: int
    milestone: bool
    occasion: str
    participants: tuple[str, ...]
    visited_count: int = 0


@dataclass(frozen=True)
class OwnWords:
    """A paragraph that a person wrote instead of the draft; `digest` is of the draft it was written on."""

    key: str
    text: str
    digest: str
    edited_by: str
    edited_at: date


@dataclass(frozen=True)
class Offer:
    """What the unit wrote on the same topic in another paper of the year (上次写的), the newest: 6月轮值汇报, by whom, when."""

    key: str
    text: str
    paper: str
    edited_by: str
    edited_at: date


@dataclass(frozen=True)
class PaperOf:
    """Which prose paper of a unit: its kind (`rules.PAPERS`), year, and the last month that it tells of."""

    paper: str
    year: int
    month: int


@dataclass(frozen=True)
class Voice:
    """How a prose paper speaks: its months in words ('' for 1至n月), and the sentence that leads to its paragraphs.

    `subject` ('' for the unit) with `elders`: an office speaks of its units, each by name, and of so many people.
    """

    span: str = ""
    lead: str = "现将主要工作汇报如下。"
    subject: str = ""
    elders: int = 0


@dataclass(frozen=True)
class ReportFacts:
    """A unit's duty report (轮值汇报): January to `month`, records oldest first."""

    unit: str
    unit_full: str
    year: int
    month: int
    records: tuple[RecordFacts, ...]
    elders_total: int
    reporter: str
    demo: bool = False
    own: tuple[OwnWords, ...] = ()
    offers: tuple[Offer, ...] = ()
    voice: Voice = Voice()


@dataclass(frozen=True)
class ReportParagraphDraft:
    """One paragraph of a report: the text drafted from facts, and a person's own where there is one.

    `changed` is true when the facts no longer give the draft that the own text was written on. `offer` is what was
    written in another paper, where there is no own text in this one.
    """

    key: str
    heading: str
    text: str
    digest: str
    own_text: str | None = None
    changed: bool = False
    offer: Offer | None = None

    @property
    def seen(self) -> str:
        """What the page carries to notice that somebody else wrote this paragraph meanwhile."""
        return mark_of(self.own_text or "")


@dataclass(frozen=True)
class Difference:
    """One field of a record that two people wrote differently: words of each, which is proposed ("mine", "theirs").

    `both`: each of them changed it. `joined` is both texts in one, '' where that makes no sense.
    """

    key: str
    label: str
    mine: str
    theirs: str
    choice: str
    both: bool
    joined: str = ""
