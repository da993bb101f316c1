"""What a page or an app above asks: how forms stand, what waits for whom, one form whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from xinhuo.ground.files.models import Attachment
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.paths import ancestors
from xinhuo.ground.kernel.scope import Scope
from xinhuo.journal.approvals import rules
from xinhuo.journal.approvals.facts import CaseState, Line, Opinion, SheetFacts, Who
from xinhuo.journal.approvals.models import Case, Decision, Deputy, Round, Step, chain_of, people_for
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Appointment, Person

MOST = 300  # steps that wait looked through for those that nobody can decide


def state_of(kind: str, ids: Iterable[Any]) -> dict[str, CaseState]:
    """Id (as text) → how the form of that thing stands; what was never handed in is left out. One query."""
    rows = Case.objects.about(kind, ids)
    return {row.about_id: CaseState(row.state, row.step_verb, row.since, row.decided_on, row.pk) for row in rows}


@dataclass(frozen=True)
class Waiting:
    """A step that waits: a line of 待我审批 and of the workbench. `why` as in `rules.WHY`; `seat`: whose it is."""

    case_id: UUID
    title: str
    verb: str
    since: datetime
    submitted_by: str
    unit_name: str
    seat: str
    who: Who

    @property
    def verb_name(self) -> str:
        return rules.STEP_VERBS[self.verb]

    @property
    def why(self) -> str:
        return rules.WHY.get(self.who.why, "")


def waiting_for(actor: Actor, today: date) -> list[Waiting]:
    """What waits for this actor, the oldest first: for the page 待我审批, its count, and the workbench."""
    return _lines(Step.objects.waiting_for(actor, today))


def stuck(scope: Scope, today: date) -> list[Waiting]:
    """Steps in `scope` that nobody can decide on the screen: the seat is empty, or its holder has no account.

    `scope`: where the reader may appoint (`actor.scope("manage_posts")`). At most MOST of the oldest are looked through.
    """
    cases = Case.objects.within(scope).filter(state="pending")
    steps = list(Step.objects.waiting().filter(round__case__in=cases).order_by("since", "id")[:MOST])
    who = people_for(steps, today)
    return _lines({step: who[step.pk] for step in steps if who[step.pk].stuck})


def _lines(steps: Mapping[Step, Who]) -> list[Waiting]:
    return [
        Waiting(
            case_id=step.round.case_id,
            title=step.round.title,
            verb=step.verb,
            since=step.since or step.round.submitted_at,
            submitted_by=step.round.submitted_by,
            unit_name=step.round.unit_name,
            seat=seat_said(step),
            who=who,
        )
        for step, who in steps.items()
    ]


def seat_said(step: Step) -> str:
    """清河新区办事处关工委主任, 清河新区办事处党组织书记."""
    return f"{step.unit.name if step.post.party else step.unit.full_name}{step.post.name}"


@dataclass(frozen=True)
class StepView:
    """A step on the page of a case: who may decide it, and what was decided last."""

    step: Step
    who: Who
    decision: Decision | None
    place: int

    @property
    def verb_name(self) -> str:
        return rules.STEP_VERBS[self.step.verb]

    @property
    def seat(self) -> str:
        return seat_said(self.step)


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it: the present round, the trail, and what this reader may do."""

    case: Case
    round: Round
    steps: list[StepView]
    decisions: list[Decision]
    rounds: list[Round]
    mine: StepView | None
    undo: StepView | None
    handed: StepView | None
    stages: int
    scans: list[Attachment]

    @property
    def opinions(self) -> list[StepView]:
        """Steps of this round that were decided, in order."""
        return [one for one in self.steps if one.decision]

    @property
    def waiting(self) -> list[StepView]:
        return [one for one in self.steps if one.step.state == "waiting"]

    def of_round(self, number: int) -> list[Decision]:
        """What was decided on one round, taken back or not."""
        return [one for one in self.decisions if one.round.number == number]


def case_for(actor: Actor, case_id: Any, scope: Scope, today: date) -> CaseView | None:
    """The case, for whoever sees its unit or has a step in its present round (as holder, deputy, or by handing over)."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return None
    view = _view(case, actor, today)
    inside = scope.covers(case.path) and any(root.shard == case.shard for root in scope.roots)
    own = actor.person_id is not None and any(one.who.of(actor.person_id) for one in view.steps)
    return view if inside or own else None


def _view(case: Case, actor: Actor, today: date) -> CaseView:
    rounds = list(case.rounds.all())
    now = rounds[-1]
    now.case = case
    steps = list(Step.objects.filter(round=now).select_related("unit", "post", "handed_to"))
    for step in steps:
        step.round = now
    who = people_for(steps, today)
    decisions = list(case.decisions.select_related("round", "step"))
    last = {(d.step_id, d.turn): d for d in decisions if d.verb in rules.DECIDED}
    chain = chain_of(case, steps)
    views = [
        StepView(s, who[s.pk], last.get((s.pk, s.turn)), rules.stage(chain, link))
        for s, link in zip(steps, chain.links, strict=True)
    ]
    mine = [one for one in views if one.step.state == "waiting" and one.who.of(actor.person_id)]
    return CaseView(
        case=case,
        round=now,
        steps=views,
        decisions=decisions,
        rounds=rounds,
        mine=mine[0] if mine else None,
        undo=next((one for one in reversed(views) if _may_undo(case, views, one, actor)), None),
        handed=next((o for o in views if _handed_by(o, actor)), None),
        stages=views[-1].place,
        scans=list(Attachment.objects.about("case", case.pk).standing()),
    )


def _handed_by(one: StepView, actor: Actor) -> bool:
    step = one.step
    return step.state == "waiting" and bool(step.handed_to_id) and step.handed_by_id == actor.id is not None


def _may_undo(case: Case, views: Sequence[StepView], one: StepView, actor: Actor) -> bool:
    """Can this reader take back what was decided at this step? The service asks once more."""
    made = one.decision
    if made is None or actor.id is None or made.by_id != actor.id:
        return False
    if not (actor.may("sign_for_paper", case.path) if made.on_paper else one.who.of(actor.person_id)):
        return False
    try:
        rules.taken_back(chain_of(case, [view.step for view in views]), one.step.position)
    except rules.RuleBroken:
        return False
    return True


def takers(case: Case, step: Step, today: date) -> list[tuple[Person, str]]:
    """To whom a step can be handed over: leaders of its unit and of the units above, who have an account."""
    units = Unit.objects.filter(shard=case.shard).filter(
        Q(path__in=ancestors(step.unit.path)) | Q(path__in=ancestors(case.path))
    )
    return leaders_of(units, today)


def leaders_of(units: Any, today: date) -> list[tuple[Person, str]]:
    """People with a post in these units and an account, each with his first post: (person, 关工委主任)."""
    held = Appointment.objects.held_on(today).filter(unit__in=units).select_related("person", "unit", "post")
    able = set(
        Account.objects.filter(is_active=True, person__appointments__in=held).values_list("person_id", flat=True)
    )
    found: dict[UUID, tuple[Person, str]] = {}
    for one in held.order_by("unit__path", "post__position", "rank", "id"):
        if one.person_id in able:
            found.setdefault(one.person_id, (one.person, f"{one.unit.name}{one.party_post or one.post.name}"))
    return list(found.values())


def deputies_now(appointments: Sequence[Appointment], today: date) -> dict[UUID, list[Deputy]]:
    """Appointment id → deputies of now and to come."""
    found: dict[UUID, list[Deputy]] = {}
    for one in Deputy.objects.filter(appointment__in=appointments, ends_on__gte=today).select_related("person"):
        found.setdefault(one.appointment_id, []).append(one)
    return found


def decided_by(actor: Actor, many: int) -> list[Decision]:
    """What this account decided last."""
    rows = Decision.objects.filter(by_id=actor.id, verb__in=rules.DECIDED) if actor.id else Decision.objects.none()
    return list(rows.select_related("case").order_by("-at")[:many])


def sheet_of(view: CaseView, office: Office | None, address: str) -> SheetFacts:
    """The form of the present round as it is printed to be signed by hand."""
    return SheetFacts(
        title=view.round.title,
        unit_name=view.round.unit_name or (office.name if office else ""),
        number=view.round.number,
        submitted_by=view.round.submitted_by,
        submitted_on=view.round.submitted_on,
        rows=tuple(Line(label, value) for label, value in view.round.rows),
        opinions=tuple(_opinion(one) for one in view.steps),
        address=address,
        code=str(view.case.pk),
        demo=bool(office and office.demo),
    )


def _opinion(one: StepView) -> Opinion:
    made, names = one.decision, [someone.name for someone in one.who.people if not someone.for_name]
    return Opinion(
        verb=one.verb_name,
        seat=one.seat,
        holder="、".join(names),
        said=rules.VERB_NAMES[made.verb] if made else "",
        words=made.words if made else "",
        signed=f"{made.name}{f'（代{made.for_name}）' if made.for_name else ''}" if made else "",
        day=made.decided_on if made else None,
        on_paper=bool(made and made.on_paper),
    )
