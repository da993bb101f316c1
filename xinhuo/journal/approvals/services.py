"""Verbs of the chain. Each holds the case's row, so that of two who press at once one acts and one reads a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.approvals import rules
from xinhuo.journal.approvals.facts import Chain, Someone, StepPlan, Told
from xinhuo.journal.approvals.models import Case, Decision, Deputy, Round, SecondSeat, Step, chain_of, people_for
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Appointment, Person, Post

NOT_YOURS = "这一步不归您批。请看页面上写的由谁批。"
GONE = "这张表找不到了。请回到首页再看。"


@transaction.atomic
def submit(by: Actor, about: Ref, url_name: str, told: Told, steps: Sequence[StepPlan], today: date) -> Case:
    """Hand `about` in for approval (申报). The same thing again begins a new round of its case; earlier rounds stay.

    `url_name`: the page of the thing, which takes its id. Who may hand in is the business of whoever calls.
    Raises RuleBroken where the form is being decided on, or was decided.
    """
    rules.check_told(told)
    chain = rules.begin([plan.verb for plan in steps])
    case = Case.objects.select_for_update().filter(about_kind=about.kind, about_id=about.id).first()
    rules.check_submit(case.state if case else "")
    now = timezone.now()
    if case is None:
        case = Case(about_kind=about.kind, about_id=about.id, number=0)
    case.url_name, case.title, case.path, case.shard = url_name, about.title[:200], about.path, about.shard
    case.number, case.closed = case.number + 1, False
    _stand(case, chain, now, None)
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as twice:
        raise RuleBroken("刚才已经报上去了，不用再报。") from twice
    made = Round.objects.create(
        case=case,
        number=case.number,
        title=case.title,
        lead=list(told.lead),
        rows=[list(row) for row in told.rows],
        submitted_at=now,
        submitted_on=today,
        submitted_by_id=by.id,
        submitted_by=by.name,
        submitted_post=by.post,
        unit_name=by.unit_name,
    )
    Step.objects.bulk_create(
        Step(
            round=made,
            position=link.position,
            verb=link.verb,
            unit_id=plan.seat.unit_id,
            post_id=plan.seat.post,
            state=link.state,
            since=now if link.state == "waiting" else None,
        )
        for link, plan in zip(chain.links, steps, strict=True)
    )
    audit.note(by, "报审批", case.ref, after={"第几稿": case.number})
    return case


@dataclass(frozen=True)
class _Held:
    """A case whose row is ours until the transaction ends, with its present round."""

    case: Case
    round: Round
    steps: list[Step]

    @property
    def chain(self) -> Chain:
        return chain_of(self.case, self.steps)

    def step(self, position: int) -> Step:
        rules.link_at(self.chain, position)
        return next(step for step in self.steps if step.position == position)


def _hold(case_id: UUID) -> _Held:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise RuleBroken(GONE)
    made = Round.objects.get(case=case, number=case.number)
    made.case = case
    steps = list(Step.objects.filter(round=made).select_related("unit", "post", "handed_to"))
    for step in steps:
        step.round = made
    return _Held(case, made, steps)


@transaction.atomic
def decide(by: Actor, case_id: UUID, round: int, step: int, verb: str, words: str, today: date) -> Decision:
    """同意, 退回修改 or 不同意 ("agree", "return", "refuse"): `round` and `step` as they stood before the person's eyes.

    Raises RuleBroken with a sentence for an old tab, a step decided already, a form withdrawn, a person whose turn it isn't.
    """
    held = _hold(case_id)
    rules.check_round(round, held.case.number)
    words = rules.check_words(verb, words)
    now = held.step(step)
    chain = rules.decided(held.chain, step, verb)
    who = people_for([now], today)[now.pk].of(by.person_id)
    if who is None:
        raise RuleBroken(NOT_YOURS)
    made = _kept(by, held, now, verb, who, words, today)
    _follow(held, chain, today)
    audit.note(by, f"审批{rules.VERB_NAMES[verb]}", held.case.ref, after=_told(made))
    return made


@transaction.atomic
def sign_on_paper(
    by: Actor, case_id: UUID, round: int, step: int, verb: str, words: str, signed_on: date, today: date,
    signer: UUID | None = None,
) -> Decision:  # fmt: skip
    """补签: a step was decided on paper on `signed_on`; `by` records it. `signer`: a person's id, where several may decide."""
    held = _hold(case_id)
    if not by.may("sign_for_paper", held.case.path):
        raise RuleBroken("您不能替这个单位登记纸上的审批。请找办公室。")
    rules.check_round(round, held.case.number)
    words = rules.check_words(verb, words)
    rules.check_signed(signed_on, today, held.case.number, held.round.submitted_on)
    now = held.step(step)
    chain = rules.decided(held.chain, step, verb)
    people = people_for([now], signed_on)[now.pk]
    who = people.of(signer) if signer else next(iter(people.people), None)
    if who is None:
        raise RuleBroken("那天这个职务没有这个人。请核对日期和签字的人。", "signed_on")
    made = _kept(by, held, now, verb, who, words, signed_on, on_paper=True)
    _follow(held, chain, signed_on)
    audit.note(by, "补签", held.case.ref, after=_told(made))
    return made


@transaction.atomic
def take_back(by: Actor, case_id: UUID, round: int, step: int, today: date) -> Decision:
    """撤回: the one who decided (or handed over, or recorded a paper) takes it back; both stay in the trail."""
    held = _hold(case_id)
    rules.check_round(round, held.case.number)
    now = held.step(step)
    if now.state == "waiting" and now.handed_to_id and now.handed_by_id == by.id:
        return _hand_back(by, held, now, today)
    chain = rules.taken_back(held.chain, step)
    last = Decision.objects.filter(step=now, turn=now.turn, verb__in=rules.DECIDED).get()
    if last.by_id != by.id or by.id is None or not _still(by, held, now, last, today):
        raise RuleBroken("这不是您批的，不能撤回。请找批的人。")
    made = _kept(by, held, now, "take_back", _like(last), "", today)
    now.turn += 1
    now.state = "later"
    _follow(held, chain, None)
    audit.note(by, "撤回意见", held.case.ref, before=_told(last))
    return made


def _still(by: Actor, held: _Held, step: Step, last: Decision, today: date) -> bool:
    """Whoever lost the post, or the right to record papers, takes nothing back any more."""
    if last.on_paper:
        return by.may("sign_for_paper", held.case.path)
    return people_for([step], today)[step.pk].of(by.person_id) is not None


def _like(last: Decision) -> Someone:
    return Someone(last.person_key, last.name, last.unit_name, last.post_name, last.for_name)


def _hand_back(by: Actor, held: _Held, step: Step, today: date) -> Decision:
    to = step.handed_to.name if step.handed_to else ""
    made = _kept(by, held, step, "take_back", _plainly(by), "", today, to_name=to)
    step.handed_to, step.handed_by_id = None, None
    step.save(update_fields=["handed_to", "handed_by_id"])
    audit.note(by, "撤回转办", held.case.ref, before={"转给": to})
    return made


@transaction.atomic
def hand_over(by: Actor, case_id: UUID, round: int, step: int, to: Person, words: str, today: date) -> Decision:
    """转办: another person decides this step. The holder may; so may the office, where nobody holds the seat."""
    held = _hold(case_id)
    rules.check_round(round, held.case.number)
    words = rules.check_words("hand_over", words)
    now = held.step(step)
    rules.check_open(held.chain, step)
    people = people_for([now], today)[now.pk]
    who = people.of(by.person_id)
    if who is None and not (people.stuck and by.may("manage_posts", held.case.path)):
        raise RuleBroken(NOT_YOURS)
    _check_taker(held, people.people if who else (), by, to)
    made = _kept(by, held, now, "hand_over", who or _plainly(by), words, today, to_name=to.name)
    now.handed_to, now.handed_by_id = to, by.id
    now.save(update_fields=["handed_to", "handed_by_id"])
    audit.note(by, "转办", held.case.ref, after={"转给": to.name, "说明": words})
    return made


def _check_taker(held: _Held, people: Sequence[Someone], by: Actor, to: Person) -> None:
    if to.pk == by.person_id:
        raise RuleBroken("不能转给自己。请选别的人。", "to")
    accounts = list(Account.objects.filter(person=to, is_active=True).values_list("pk", flat=True))
    if not accounts:
        raise RuleBroken(f"{to.name}还没有账号，转过去批不了。请选别的人。", "to")
    if held.round.submitted_by_id in accounts:
        raise RuleBroken("不能转给申报的人。请选别的人。", "to")


@transaction.atomic
def withdraw(by: Actor, case_id: UUID) -> Case:
    """撤回申报: whoever handed it in, or whoever may hand in for that unit, takes the form back before it is decided."""
    held = _hold(case_id)
    if by.id != held.round.submitted_by_id and not by.may("apply", held.case.path):
        raise RuleBroken("这不是您报的，不能撤回。请找申报的人。")
    chain = rules.withdrawn(held.chain)
    _kept(by, held, None, "withdraw", _plainly(by), "", timezone.localdate())
    _follow(held, chain, None)
    audit.note(by, "撤回申报", held.case.ref)
    return held.case


@transaction.atomic
def notices_went_out(case: Case) -> None:
    """From now on nothing is taken back. Called by the owner of the form, in the transaction in which notices go out."""
    now = Case.objects.select_for_update().get(pk=case.pk)
    if now.state != Case.State.APPROVED:
        raise RuleBroken("审批刚才撤回了，先不要发通知。请看审批到了哪一步。")
    now.closed = True
    now.save(update_fields=["closed"])


def _plainly(by: Actor) -> Someone:
    return Someone(by.person_id, by.name, by.unit_name, by.post)


def _kept(
    by: Actor, held: _Held, step: Step | None, verb: str, who: Someone, words: str, day: date,
    on_paper: bool = False, to_name: str = "",
) -> Decision:  # fmt: skip
    """The decision as a row that nobody changes."""
    return Decision.objects.create(
        case=held.case,
        round=held.round,
        step=step,
        number=Decision.objects.filter(case=held.case).count() + 1,
        turn=step.turn if step else 1,
        verb=verb,
        words=words,
        person_key=who.person_id,
        name=who.name,
        unit_name=who.unit_name,
        post_name=who.post_name,
        for_name=who.for_name,
        to_name=to_name,
        on_paper=on_paper,
        decided_on=day,
        at=timezone.now(),
        by_id=by.id,
        by_name=by.name,
    )


def _told(made: Decision) -> dict[str, Any]:
    kept = {"哪一步": str(made.step), "意见": made.get_verb_display(), "谁": made.name, "职务": made.post_name}
    return kept | {"批语": made.words, "日期": made.decided_on, "纸上签的": made.on_paper}


def _follow(held: _Held, chain: Chain, day: date | None) -> None:
    """Steps and case come to stand as the chain says."""
    now = timezone.now()
    for step, link in zip(held.steps, chain.links, strict=True):
        if link.state == "waiting" and step.state != "waiting":
            step.since = now
        step.state = link.state
    Step.objects.bulk_update(held.steps, ["state", "turn", "since"])
    _stand(held.case, chain, now, day)
    held.case.save(update_fields=["state", "step_verb", "since", "decided_on"])


def _stand(case: Case, chain: Chain, now: Any, day: date | None) -> None:
    verb = next((link.verb for link in rules.waiting(chain)), "")
    if (case.state, case.step_verb) != (chain.state, verb) or not case.since:
        case.since = now
    case.state, case.step_verb = chain.state, verb
    case.decided_on = day if chain.state in ("approved", "rejected", "returned") else None


@transaction.atomic
def set_deputy(
    by: Actor, appointment: Appointment, person: Person, starts_on: date, ends_on: date, reason: str, today: date
) -> Deputy:
    """代批: while the holder of a post is away, `person` decides for him too. The holder himself may, and the office."""
    if by.person_id != appointment.person_id and not by.may("manage_posts", appointment.unit.path):
        raise RuleBroken("只能由本人或办公室定代批。请找办公室。")
    held = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if held.ended_on is not None and held.ended_on < today:
        raise RuleBroken("这个职务已经离任了，不用定代批。")
    rules.check_absence(starts_on, ends_on, today)
    if person.pk == appointment.person_id:
        raise RuleBroken("代批的要是别人。请另选一位。", "person")
    if not Account.objects.filter(person=person, is_active=True).exists():
        raise RuleBroken(f"{person.name}还没有账号，代批不了。请另选一位。", "person")
    if Deputy.objects.filter(appointment=held, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise RuleBroken("这段日子已经有人代批。请先停了原来的。", "starts_on")
    made = Deputy.objects.create(
        appointment=held,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=rules.check_reason(reason),
        said_by=by.name,
    )
    after = {"职务": appointment.post.name, "代批": person.name, "从": starts_on, "到": ends_on}
    audit.note(by, "定代批", appointment.person.ref, after=after)
    return made


@transaction.atomic
def end_deputy(by: Actor, deputy: Deputy) -> None:
    """The holder is back. What the deputy decided stays as it was decided."""
    appointment = deputy.appointment
    if by.person_id != appointment.person_id and not by.may("manage_posts", appointment.unit.path):
        raise RuleBroken("只能由本人或办公室停代批。请找办公室。")
    before = {"职务": appointment.post.name, "代批": deputy.person.name, "从": deputy.starts_on, "到": deputy.ends_on}
    deputy.delete()
    audit.note(by, "停代批", appointment.person.ref, before=before)


@transaction.atomic
def set_second_seat(by: Actor, office: Unit, post: Post) -> SecondSeat:
    """Where a step goes whose holder decided an earlier one."""
    if not by.may("manage_posts", office.path):
        raise RuleBroken("您不能改这个机构的设置。请找办公室。")
    made, _ = SecondSeat.objects.update_or_create(office=office, defaults={"post": post})
    audit.note(by, "定同一人时改由谁批", office.ref, after={"职务": post.name})
    return made
