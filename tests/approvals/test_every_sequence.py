"""Whatever people do in whatever order: no decision is lost or changed, nothing is decided twice, and a form that waits
always waits for somebody, or the office knows that it waits for nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.approvals.office import Office
from tests.figures import figure
from tests.year_world import TODAY
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.approvals import rules, services
from xinhuo.journal.approvals.facts import Chain, StepPlan
from xinhuo.journal.approvals.models import Case, Decision, Deputy, Step, people_for
from xinhuo.journal.approvals.reading import stuck, waiting_for
from xinhuo.who.people.models import Appointment
from xinhuo.who.people.services.posts import PostDetails, appoint

ABOUT = "0197f0c0-4972-728f-9c23-e0787d618abc"
SEATS = ("director", "party_secretary", "deputy_director")
NAMES = ("陆建华", "韩志远", "陈国栋", "沈国平", "王敏", "何广田")
VERBS = tuple(rules.DECIDED)
SIZES = settings(
    max_examples=30, stateful_step_count=22, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
done: dict[str, Any] = {"steps": 0, "refused": 0, "states": set()}


class Sequences(RuleBasedStateMachine):
    """`office` is set by the test; every example begins from there and is undone."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.atom = transaction.atomic()
        self.atom.__enter__()
        self.case: Case | None = None
        self.kept: dict[Any, dict[str, Any]] = {}
        self.handed_in = 0
        self.actors: dict[str, Actor] = {}

    def actor(self, name: str) -> Actor:
        """Nobody's rights change in a sequence, only who holds what: each account is read once."""
        if name not in self.actors:
            self.actors[name] = self.office.actor(name)
        return self.actors[name]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atom.__exit__(None, None, None)

    def tried(self, deed: Callable[[], Any]) -> bool:
        """Done, or refused with a sentence and without any effect."""
        before = self.state()
        done["steps"] += 1
        broken = self.refused(deed)
        if broken:
            done["refused"] += 1
            assert 0 < len(broken) <= 40
            assert self.state() == before
        return not broken

    def refused(self, deed: Callable[[], Any]) -> str:
        try:
            with transaction.atomic():
                deed()
        except RuleBroken as broken:
            return broken.message
        return ""

    def state(self) -> Any:
        if self.case is None:
            return None
        self.case.refresh_from_db()
        steps = Step.objects.filter(round__case=self.case).order_by("id")
        rows = list(steps.values_list("id", "state", "turn", "handed_to_id"))
        return self.case.state, self.case.number, self.case.closed, rows, Decision.objects.count()

    @initialize(verbs=st.lists(st.sampled_from(tuple(rules.STEP_VERBS)), min_size=1, max_size=4), data=st.data())
    def begin(self, verbs: list[str], data: Any) -> None:
        self.plan = [StepPlan(v, self.office.seat(data.draw(st.sampled_from(SEATS)))) for v in verbs]
        self.case = self.office.submit(self.plan, ABOUT)
        self.handed_in = 1

    @rule()
    def hand_in_again(self) -> None:
        self.handed_in += self.tried(lambda: self.office.submit(self.plan, ABOUT))

    @rule(name=st.sampled_from(NAMES), verb=st.sampled_from(VERBS), back=st.integers(0, 1), step=st.integers(1, 5))
    def decide(self, name: str, verb: str, back: int, step: int) -> None:
        seen, by = self.case.number - back, self.actor(name)
        self.tried(lambda: services.decide(by, self.case.pk, seen, step, verb, "试", TODAY))

    @rule(data=st.data(), verb=st.sampled_from(VERBS))
    def whoever_is_asked_decides(self, data: Any, verb: str) -> None:
        self.asked(data, verb)

    @rule(data=st.data())
    def and_returns_it(self, data: Any) -> None:
        self.asked(data, "return")

    @rule(data=st.data())
    def and_refuses(self, data: Any) -> None:
        self.asked(data, "refuse")

    @rule(to=st.sampled_from(NAMES))
    def and_hands_it_over(self, to: str) -> None:
        asked = next((n for n in NAMES if waiting_for(self.actor(n), TODAY)), None)
        if asked:
            by, taker = self.actor(asked), self.office.people[to]
            place = next(iter(Step.objects.waiting_for(by, TODAY))).position
            self.tried(lambda: services.hand_over(by, self.case.pk, self.case.number, place, taker, "试", TODAY))

    @rule(data=st.data())
    def and_agrees(self, data: Any) -> None:
        self.asked(data, "agree")

    @rule(data=st.data())
    def and_the_next_agrees_too(self, data: Any) -> None:
        while self.asked(data, "agree"):
            pass

    def asked(self, data: Any, verb: str) -> bool:
        """One of those who are asked decides, which always works; False when nobody is asked."""
        people = [name for name in NAMES if waiting_for(self.actor(name), TODAY)]
        if not people:
            return False
        by = self.actor(data.draw(st.sampled_from(people)))
        step = next(iter(Step.objects.waiting_for(by, TODAY)))
        assert self.tried(lambda: services.decide(by, self.case.pk, self.case.number, step.position, verb, "试", TODAY))
        return True

    @rule()
    def whoever_decided_last_takes_it_back(self) -> None:
        last = Decision.objects.filter(verb__in=VERBS).order_by("-number").first()
        if last and last.step:
            by = next(self.actor(n) for n in NAMES if self.office.accounts[n].pk == last.by_id)
            self.tried(lambda: services.take_back(by, self.case.pk, last.round.number, last.step.position, TODAY))

    @rule(name=st.sampled_from(NAMES), step=st.integers(1, 4))
    def take_back(self, name: str, step: int) -> None:
        by = self.actor(name)
        self.tried(lambda: services.take_back(by, self.case.pk, self.case.number, step, TODAY))

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES), step=st.integers(1, 4))
    def hand_over(self, name: str, to: str, step: int) -> None:
        by, taker = self.actor(name), self.office.people[to]
        self.tried(lambda: services.hand_over(by, self.case.pk, self.case.number, step, taker, "试", TODAY))

    @rule(verb=st.sampled_from(VERBS), step=st.integers(1, 4))
    def sign_on_paper(self, verb: str, step: int) -> None:
        by = self.actor("王敏")
        self.tried(lambda: services.sign_on_paper(by, self.case.pk, self.case.number, step, verb, "试", TODAY, TODAY))

    @rule(name=st.sampled_from(("何广田", "王敏", "陆建华")))
    def withdraw(self, name: str) -> None:
        self.tried(lambda: services.withdraw(self.actor(name), self.case.pk))

    @rule()
    def notices(self) -> None:
        self.tried(lambda: services.notices_went_out(self.case))

    @rule(post=st.sampled_from(SEATS))
    def somebody_leaves(self, post: str) -> None:
        held = Appointment.objects.held_on(TODAY).filter(unit=self.office.root, post=post)
        held.update(ended_on=TODAY - timedelta(days=1))

    @rule(name=st.sampled_from(NAMES[:4]), post=st.sampled_from(SEATS))
    def somebody_comes(self, name: str, post: str) -> None:
        details = PostDetails(post, TODAY)
        self.tried(lambda: appoint(self.office.by, self.office.people[name], self.office.root, details, TODAY))

    @rule(name=st.sampled_from(NAMES[:4]), post=st.sampled_from(SEATS))
    def somebody_is_away(self, name: str, post: str) -> None:
        held = Appointment.objects.held_on(TODAY).filter(unit=self.office.root, post=post).first()
        if held:
            by, person = self.actor("王敏"), self.office.people[name]
            self.tried(lambda: services.set_deputy(by, held, person, TODAY, TODAY, "", TODAY))

    @precondition(lambda self: Deputy.objects.exists())
    @rule()
    def and_is_back(self) -> None:
        services.end_deputy(self.actor("王敏"), Deputy.objects.first())

    @invariant()
    def nothing_is_lost_or_changed(self) -> None:
        now = {row["id"]: row for row in Decision.objects.values()}
        assert {key: now.get(key) for key in self.kept} == self.kept
        self.kept = now
        if self.case:
            assert self.case.rounds.count() == self.handed_in

    @invariant()
    def nothing_is_decided_twice(self) -> None:
        made = list(Decision.objects.filter(verb__in=VERBS).values_list("step_id", "turn"))
        assert len(made) == len(set(made))
        for step in Step.objects.filter(round__case=self.case).exclude(state__in=("later", "waiting")):
            assert Decision.objects.filter(step=step, turn=step.turn, verb__in=VERBS).count() == 1

    @invariant()
    def a_form_that_waits_waits_for_somebody(self) -> None:
        if self.case is None:
            return
        self.case.refresh_from_db()
        done["states"].add((self.case.state, self.case.closed))
        waiting = list(Step.objects.waiting())
        assert bool(waiting) == (self.case.state == "pending")
        assert self.case.step_verb == (waiting[0].verb if waiting else "")
        told = {line.seat for line in stuck(self.actor("王敏").scope("manage_posts"), TODAY)}
        asked_by = {n: set(Step.objects.waiting_for(self.actor(n), TODAY)) for n in NAMES}
        for step in waiting:
            who = people_for([step], TODAY)[step.pk]
            able = {one.person_id for one in who.people if one.able}
            asked = {n for n in NAMES if step in asked_by[n]}
            assert {self.office.people[n].pk for n in asked} == able
            assert bool(told) or asked


@pytest.mark.django_db
def test_every_sequence_on_the_database(office: Office) -> None:
    office.person("陈国栋")
    office.hold("陈国栋", "deputy_director")
    machine = type("OfThisOffice", (Sequences,), {"office": office})
    done.update(steps=0, refused=0, states=set())
    run_state_machine_as_test(machine, settings=SIZES)
    assert done["refused"] > 100
    assert done["steps"] - done["refused"] > 80
    assert {state for state, _ in done["states"]} == set(rules.CASE_STATES)
    assert ("approved", True) in done["states"]
    figure("Approvals", "verbs tried in sequences drawn at random, on the database", f"{done['steps']:,}")


class Rules(RuleBasedStateMachine):
    """The rules alone: fast, so that many more sequences are tried."""

    @initialize(verbs=st.lists(st.sampled_from(tuple(rules.STEP_VERBS)), min_size=1, max_size=6))
    def begin(self, verbs: list[str]) -> None:
        self.chain = rules.begin(verbs)

    @rule(position=st.integers(0, 7), verb=st.sampled_from((*VERBS, "agree", "agree", "else")))
    def decide(self, position: int, verb: str) -> None:
        before = self.chain
        try:
            self.chain = rules.decided(before, position, verb)
        except RuleBroken:
            open_now = [link.position for link in rules.waiting(before)]
            assert position not in open_now or verb == "else"
            return
        changed = [a for a, b in zip(before.links, self.chain.links, strict=True) if a.state == "waiting" != b.state]
        assert position in [link.position for link in changed]

    @rule(position=st.integers(0, 7))
    def take_back(self, position: int) -> None:
        before = self.chain
        try:
            self.chain = rules.taken_back(before, position)
        except RuleBroken:
            return
        assert not before.closed
        assert decided_of(self.chain) == decided_of(before) - {position}

    @rule()
    def withdraw(self) -> None:
        try:
            self.chain = rules.withdrawn(self.chain)
        except RuleBroken:
            assert self.chain.state not in ("pending", "returned")

    @invariant()
    def the_state_is_that_of_the_steps(self) -> None:
        chain: Chain | None = getattr(self, "chain", None)
        if chain is None or chain.state == "withdrawn":
            return
        states = {link.state for link in chain.links}
        if chain.state == "pending":
            assert "waiting" in states
            assert not {"returned", "refused"} & states
            assert len({rules.stage(chain, link) for link in rules.waiting(chain)}) == 1
        if chain.state == "approved":
            assert states == {"agreed"}
        if chain.state in ("returned", "rejected"):
            assert {"returned": "returned", "rejected": "refused"}[chain.state] in states
            assert "waiting" not in states


def decided_of(chain: Chain) -> set[int]:
    return {link.position for link in chain.links if link.state in rules.DECIDED.values()}


def test_every_sequence_of_the_rules() -> None:
    run_state_machine_as_test(
        Rules, settings=settings(max_examples=400, stateful_step_count=30, deadline=None, derandomize=True)
    )
