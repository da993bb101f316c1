from dataclasses import dataclass
from datetime import date, time

from xinhuo.journal.approvals.facts import Opinion


@dataclass(frozen=True)
class AgendaRow:
    """One line of the agenda (议程): what, who chairs or speaks, how many minutes (0: not said)."""

    item: str
    who: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class PrepRow:
    """One thing to get ready (准备工作): what, who sees to it, by when."""

    what: str
    who: str = ""
    by: date | None = None


@dataclass(frozen=True)
class Named:
    """A person or a unit by its id: `about` is a leader's post (党工委书记), '' for a unit."""

    id: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class Plan:
    """An event as it is planned: what the form (申报审批表) asks. `budget` in yuan. `asks`: what leaders are asked to do.

    `kind_id` is the line of 要申报的事 that it falls under, '' for none; `late_reason` why it is handed in afterwards.
    """

    name: str
    sort: str = "activity"
    kind_id: str = ""
    content: str = ""
    purpose: str = ""
    starts_on: date | None = None
    starts_at: time | None = None
    ends_on: date | None = None
    ends_at: time | None = None
    place: str = ""
    leaders: tuple[Named, ...] = ()
    asks: str = ""
    units: tuple[Named, ...] = ()
    others: str = ""
    head_count: int = 0
    youth_count: int = 0
    agenda: tuple[AgendaRow, ...] = ()
    preparation: tuple[PrepRow, ...] = ()
    budget: int | None = None
    budget_source: str = ""
    safety_plan: str = ""
    remark: str = ""
    late_reason: str = ""


@dataclass(frozen=True)
class Lack:
    """Something still to be put right: the sentence, and the field of the form that it belongs to."""

    message: str
    field: str = ""


@dataclass(frozen=True)
class FormFacts:
    """The printed form: the plan, who applies, both opinions (`said` is '' where there is room to sign), the way back."""

    plan: Plan
    office: str
    unit: str
    applied_by: str
    applied_on: date | None
    opinions: tuple[Opinion, ...]
    address: str
    number: str
    late: bool = False
    demo: bool = False


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice, an agenda or a sign-in sheet is made of. `signed_on`: the day on the notice."""

    plan: Plan
    unit: str
    phone: str
    signed_on: date
    demo: bool = False


@dataclass(frozen=True)
class Coming:
    """An approved event as a leader's week sheet has it; `application_id` leads to its page."""

    application_id: str
    name: str
    starts_on: date
    starts_at: time | None
    ends_on: date | None
    ends_at: time | None
    place: str
    asks: str
    unit: str
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeekFacts:
    """A week (Monday to Sunday) of one leader, or of a unit where `who` is ''."""

    who: str
    unit: str
    monday: date
    events: tuple[Coming, ...]
    demo: bool = False
