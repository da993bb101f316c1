from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.models import Rooted, RootedQuerySet
from xinhuo.ground.kernel.paths import ancestors
from xinhuo.ground.kernel.ref import Ref
from xinhuo.ground.kernel.scope import Root, reaching
from xinhuo.journal.approvals import rules
from xinhuo.journal.approvals.facts import Chain, Link, Someone, Told, Who
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Appointment, JoinedPerson, Person, Post

DEFAULT_SECOND = "director"  # 街道主任


class CaseQuerySet(RootedQuerySet):
    def about(self, kind: str, ids: Iterable[Any]) -> "CaseQuerySet":
        """The cases of these things."""
        return self.filter(about_kind=kind, about_id__in=[str(one) for one in ids])

    def awaiting(self, actor: Actor, today: date) -> "CaseQuerySet":
        """Cases with a step that waits for this actor: as holder, as deputy, handed over, or by the office's setting."""
        return self.filter(pk__in={step.round.case_id for step in Step.objects.waiting_for(actor, today)})


class Case(Rooted):
    """Something handed in for approval (审批件). Knows of it only kind, id, title and the name of its page."""

    class State(models.TextChoices):
        PENDING = "pending", "等审批"
        RETURNED = "returned", "退回修改"
        APPROVED = "approved", "已批准"
        REJECTED = "rejected", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about_kind = models.CharField("对象种类", max_length=40)
    about_id = models.CharField("对象编号", max_length=64)
    url_name = models.CharField("对象的页面", max_length=60)
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PENDING)
    number = models.PositiveSmallIntegerField("第几稿", default=1)
    step_verb = models.CharField("等着的一步", max_length=12, blank=True)
    since = models.DateTimeField("从")
    decided_on = models.DateField("批完于", null=True, blank=True)
    closed = models.BooleanField("不能再撤回", default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        db_table = "approvals_case"
        verbose_name = "审批件"
        constraints = [models.UniqueConstraint(fields=["about_kind", "about_id"], name="case_about_once")]
        indexes = [
            models.Index(fields=["state", f"a{n}"], condition=Q(state="pending"), name=f"case_a{n}_pending")
            for n in range(1, 7)
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("case", str(self.pk), self.path, self.title, self.shard)


class KeptQuerySet(models.QuerySet):
    """Rows that are only added; the database refuses the rest (migration 0002)."""

    def update(self, **kwargs: object) -> int:
        raise TypeError("审批意见只增不改")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("审批意见只增不删")


class Round(models.Model):
    """One handing in of a case (一稿): the words that were decided on, exactly as they stood."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="rounds", verbose_name="审批件")
    number = models.PositiveSmallIntegerField("第几稿")
    title = models.CharField("标题", max_length=200)
    lead = models.JSONField("三句话")
    rows = models.JSONField("整张表")
    submitted_at = models.DateTimeField("报于")
    submitted_on = models.DateField("申报日期")
    submitted_by_id = models.UUIDField("申报账号", null=True, editable=False)
    submitted_by = models.CharField("谁报的", max_length=60)
    submitted_post = models.CharField("当时的职务", max_length=60, blank=True)
    unit_name = models.CharField("当时的单位", max_length=100, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        db_table = "approvals_round"
        ordering = ["number"]
        verbose_name = "报的一稿"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.title}第{self.number}稿"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("审批意见只增不删")

    @property
    def told(self) -> Told:
        return Told(tuple(self.lead), tuple((label, value) for label, value in self.rows))


class StepQuerySet(models.QuerySet):
    def waiting(self) -> "StepQuerySet":
        """Steps that wait, with what is needed to say for whom."""
        rows = self.filter(state="waiting", round__case__state="pending", round__number=F("round__case__number"))
        return rows.select_related("round__case", "unit", "post", "handed_to")

    def waiting_for(self, actor: Actor, today: date) -> "dict[Step, Who]":
        """Steps that this actor may decide today, the oldest first, each with all who may. Queries don't grow with steps."""
        if actor.person_id is None:
            return {}
        held = Appointment.objects.held_on(today).filter(
            Q(person=actor.person_id)
            | Q(deputies__person=actor.person_id, deputies__starts_on__lte=today, deputies__ends_on__gte=today)
        )
        units = list(held.values_list("unit_id", "unit__path", "unit__shard", "unit__unit_type__grassroots"))
        seats = {unit for unit, *_ in units}
        mine = Q(handed_to=actor.person_id) | Q(unit__in=seats) | Q(unit__merged_into__in=seats)
        for _, path, shard, grassroots in units:
            if not grassroots:  # where the office's setting may send a second step
                below = Case.objects.filter(reaching(Root(path, shard)), state="pending")
                mine |= Q(position__gt=1, round__case__in=below)
        steps = list(self.waiting().filter(mine).order_by("since", "id"))
        who = people_for(steps, today)
        return {step: who[step.pk] for step in steps if who[step.pk].of(actor.person_id)}


class Step(models.Model):
    """A step of a round (一步): 审核, 批准 or 会签, bound to a seat. `turn` counts how often it was opened again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="steps", verbose_name="哪一稿")
    position = models.PositiveSmallIntegerField("第几步")
    verb = models.CharField("做什么", max_length=12, choices=list(rules.STEP_VERBS.items()))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="职务")
    state = models.CharField("状态", max_length=10, choices=list(rules.STEP_STATES.items()), default="later")
    turn = models.PositiveSmallIntegerField("第几次", default=1)
    since = models.DateTimeField("轮到于", null=True, blank=True)
    handed_to = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="handed_steps", verbose_name="转给了谁"
    )
    handed_by_id = models.UUIDField("谁转的", null=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        db_table = "approvals_step"
        ordering = ["position"]
        verbose_name = "审批的一步"
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="step_once")]
        indexes = [models.Index(fields=["unit"], condition=Q(state="waiting"), name="step_unit_waiting")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}（{self.unit}{self.post}）"

    @property
    def seat(self) -> "SeatKey":
        """Unit and post; of a unit that was merged, the one into which it went."""
        return self.unit.merged_into_id or self.unit_id, self.post_id

    @property
    def link(self) -> Link:
        return Link(self.position, self.verb, self.state)


def chain_of(case: Case, steps: Sequence[Step]) -> Chain:
    """The chain of the present round as the rules see it."""
    return Chain(case.state, tuple(step.link for step in steps), case.closed)


class Decision(models.Model):
    """What somebody decided (审批意见), with the name and the post of that time. Never changed, never deleted.

    `name` is who decided, `by_name` who pressed the button: another one where a signature on paper was recorded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name="审批件")
    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions", verbose_name="哪一稿")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="decisions", verbose_name="哪一步")
    number = models.PositiveIntegerField("顺序")
    turn = models.PositiveSmallIntegerField("第几次", default=1)
    verb = models.CharField("意见", max_length=10, choices=list(rules.VERB_NAMES.items()))
    words = models.TextField("批语", max_length=rules.LONGEST_WORDS, blank=True)
    person_key = models.UUIDField("名册上的人", null=True, editable=False)
    name = models.CharField("谁", max_length=60)
    unit_name = models.CharField("当时的单位", max_length=100, blank=True)
    post_name = models.CharField("当时的职务", max_length=60, blank=True)
    for_name = models.CharField("代谁", max_length=60, blank=True)
    to_name = models.CharField("转给谁", max_length=60, blank=True)
    on_paper = models.BooleanField("纸上签的", default=False)
    decided_on = models.DateField("日期")
    at = models.DateTimeField("记于")
    by_id = models.UUIDField("经手账号", null=True, editable=False)
    by_name = models.CharField("经手人", max_length=60)

    objects = KeptQuerySet.as_manager()

    class Meta:
        db_table = "approvals_decision"
        ordering = ["number"]
        verbose_name = "审批意见"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_in_order"),
            models.UniqueConstraint(
                fields=["step", "turn"],
                condition=Q(verb__in=list(rules.DECIDED)),
                name="decision_once",
                violation_error_message="这一步已经批过了，不用再批。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_verb_display()}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("审批意见只增不删")


class Deputy(models.Model):
    """Who decides for a holder while he is away (代批): bound to the post held, from and until."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="deputies", verbose_name="任职")
    person = models.ForeignKey(Person, models.CASCADE, related_name="deputising", verbose_name="谁来代")
    starts_on = models.DateField("从")
    ends_on = models.DateField("到")
    reason = models.CharField("缘由", max_length=60, blank=True)
    said_by = models.CharField("谁定的", max_length=60)

    class Meta:
        db_table = "approvals_deputy"
        verbose_name = "代批"
        ordering = ["starts_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.person}代{self.appointment.person}"


class SecondSeat(models.Model):
    """Where a step goes whose holder decided an earlier one (同一人时改由谁批): a post of the office."""

    office = models.OneToOneField(Unit, models.CASCADE, related_name="second_seat", verbose_name="机构")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="职务")

    class Meta:
        db_table = "approvals_second_seat"
        verbose_name = "同一人时改由谁批"

    def __str__(self) -> str:
        return f"{self.office}{self.post}"


SeatKey = tuple[UUID, str]


def people_for(steps: Sequence[Step], day: date) -> dict[UUID, Who]:
    """Step id → who may decide it on `day`. The queries grow with the kinds of post, never with the steps."""
    if not steps:
        return {}
    before = _deciders(steps)
    seats = _holders({step.seat for step in steps}, day)
    twice = [s for s in steps if seats[s.seat] and _all_before(seats[s.seat], before[s.pk])]
    second = _second_seats(twice)
    others = _holders(set(second.values()), day)
    handed = _handed([step.handed_to for step in steps if step.handed_to], day)
    return {
        step.pk: rules.who_acts(
            seats[step.seat],
            handed.get(step.handed_to_id) if step.handed_to_id else None,
            others.get(second[step.pk], ()) if step.pk in second else (),
            before[step.pk],
        )
        for step in steps
    }


def _all_before(people: Sequence[Someone], before: Collection[UUID]) -> bool:
    return all(one.person_id in before for one in people)


def _deciders(steps: Sequence[Step]) -> Mapping[UUID, set[UUID]]:
    """Step id → who decided an earlier step of its round. Countersigns stand for themselves: nobody signs in vain."""
    rows = Decision.objects.filter(
        round__in={step.round_id for step in steps}, verb="agree", turn=F("step__turn"), step__state="agreed"
    ).exclude(step__verb="countersign")
    told = list(rows.values_list("round_id", "step__position", "person_key"))
    now = dict(JoinedPerson.objects.filter(pk__in=[key for *_, key in told if key]).values_list("pk", "person_id"))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for step in steps:
        if step.verb != "countersign":
            keys = (key for r, position, key in told if r == step.round_id and position < step.position and key)
            found[step.pk] |= {now.get(key, key) for key in keys}
    return found


def _holders(seats: Collection[SeatKey], day: date) -> dict[SeatKey, tuple[Someone, ...]]:
    """Seat → its holders by rank, each followed by his deputy."""
    found: dict[SeatKey, list[Appointment]] = {seat: [] for seat in seats}
    for post in {post for _, post in seats}:
        rows = Appointment.objects.held_on(day).in_seat(post).filter(unit__in={u for u, p in seats if p == post})
        for one in rows.select_related("person", "unit", "post").in_rank():
            found[one.unit_id, post].append(one)
    held = [one for some in found.values() for one in some]
    if not held:
        return dict.fromkeys(seats, ())
    deputies: dict[UUID, list[Deputy]] = defaultdict(list)
    current = Deputy.objects.filter(appointment__in=held, starts_on__lte=day, ends_on__gte=day)
    for deputy in current.select_related("person"):
        deputies[deputy.appointment_id].append(deputy)
    people = {one.person_id for one in held} | {d.person_id for some in deputies.values() for d in some}
    able = set(Account.objects.filter(person__in=people, is_active=True).values_list("person_id", flat=True))
    return {seat: tuple(_people(some, seat[1], deputies, able)) for seat, some in found.items()}


def _people(
    held: Sequence[Appointment], post: str, deputies: Mapping[UUID, list[Deputy]], able: Collection[UUID]
) -> Iterable[Someone]:
    for one in held:
        unit, name, title = one.unit.full_name, one.person.name, title_of(one, post)
        yield Someone(one.person_id, name, unit, title, "", one.person_id in able)
        for deputy in deputies[one.pk]:
            yield Someone(deputy.person_id, deputy.person.name, unit, title, name, deputy.person_id in able)


def title_of(appointment: Appointment, post: str) -> str:
    """What the holder is called in this seat: the party post as the document names it, else the post."""
    if appointment.party_post and (appointment.post_id != post or appointment.post.party):
        return appointment.party_post
    return appointment.post.name


def _handed(people: Sequence[Person], day: date) -> dict[UUID, Someone]:
    """Person → how he decides what was handed to him: with the first of his own posts."""
    if not people:
        return {}
    ids = {one.pk for one in people}
    able = set(Account.objects.filter(person__in=ids, is_active=True).values_list("person_id", flat=True))
    posts: dict[UUID, Appointment] = {}
    for one in Appointment.objects.held_on(day).filter(person__in=ids).select_related("unit", "post").in_rank():
        posts.setdefault(one.person_id, one)
    found = {}
    for person in people:
        post = posts.get(person.pk)
        words = (post.unit.full_name, post.post.name) if post else ("", "")
        found[person.pk] = Someone(person.pk, person.name, *words, able=person.pk in able)
    return found


def _second_seats(steps: Sequence[Step]) -> dict[UUID, SeatKey]:
    """Step id → the seat to which its office sends what one person can't decide twice."""
    if not steps:
        return {}
    wanted = {(s.round.case.shard, path) for s in steps for path in ancestors(s.round.case.path)}
    offices = Unit.objects.filter(path__in={path for _, path in wanted}, unit_type__grassroots=False)
    known = {(unit.shard, unit.path): unit for unit in offices.select_related("second_seat")}
    found = {}
    for step in steps:
        case = step.round.case
        above = [known[case.shard, path] for path in ancestors(case.path) if (case.shard, path) in known]
        if above:
            said = getattr(above[-1], "second_seat", None)
            found[step.pk] = (above[-1].pk, said.post_id if said else DEFAULT_SECOND)
    return found
