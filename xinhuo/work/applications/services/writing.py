"""An application written, changed, handed in: each in one transaction, once."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.ids import read_id
from xinhuo.journal.approvals import services as approvals
from xinhuo.journal.approvals.facts import Told
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.rules import ChangedMeanwhile
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.work.applications.facts import Lack, Plan
from xinhuo.work.applications.models import PLAIN, Application, ApplicationVersion, EventKind, Invitation
from xinhuo.work.applications.reading import steps_of
from xinhuo.work.applications.rules import keeping, planning, saying, standing
from xinhuo.work.applications.services.finding import make_found

PAGE = "applications:show"
NOT_YOURS = "您不能替这个单位申报。请换成自己的单位。"


def write_application(
    by: Actor, unit: Unit, key: uuid.UUID, plan: Plan, today: date, record: Record | None = None
) -> Application:
    """Write an application down as a draft. The same `key` again (a double click) is the one that is there, changed.

    `record`: what was held already without one (补报). Raises RuleBroken with the first of `planning.faults`.
    """
    there = Application.objects.filter(pk=key).select_related("unit").first()
    if there is None:
        try:
            return _write(by, unit, key, plan, today, record)
        except IntegrityError as twice:
            there = Application.objects.filter(pk=key).first()
            if there is None:  # the record has one already
                raise RuleBroken("这一笔已经有申报了。请在申报里找它。") from twice
    if there.unit_id != unit.pk:
        raise RuleBroken("这一份已经写在别的单位了。请重新打开“写申报”。")
    others = there.versions.exclude(made_by=by.id).order_by("number").first()
    if others is not None:
        raise ChangedMeanwhile(others.number)
    return change_application(by, there, plan, today)


@transaction.atomic
def _write(by: Actor, unit: Unit, key: uuid.UUID, plan: Plan, today: date, record: Record | None) -> Application:
    if not by.may("apply", unit.path):
        raise RuleBroken(NOT_YOURS, "unit")
    made = Application(
        id=key, unit=unit, path=unit.path, shard=unit.shard, written_by=by.id, writer_name=by.name, written_on=today
    )
    if record is not None:
        if record.unit_id != unit.pk:
            raise RuleBroken("这一笔不是这个单位的。请从那一笔的页面再点补报。")
        made.record, made.own = record, Application.Own.HELD
    _fill(made, plan, today)
    made.save(force_insert=True)
    _invite(made, plan)
    audit.note(by, "写申报", made.ref, after={"名称": made.name, "日期": made.starts_on})
    make_found([made])
    return made


def _fill(made: Application, plan: Plan, today: date) -> None:
    """Set on the row what is planned, by the rules."""
    plan = planning.cleaned(plan)
    _check(planning.faults(plan, today))
    if plan.starts_on and not made.unit.existed_on(plan.starts_on):
        raise RuleBroken("那天这个单位还没有成立或者已经撤销。请核对。", "starts_on")
    kept = keeping.as_data(plan)
    for name in PLAIN:
        setattr(made, name, getattr(plan, name))
    made.agenda, made.preparation = kept["agenda"], kept["preparation"]
    made.kind = EventKind.objects.of_office(made.unit).filter(pk=read_id(plan.kind_id)).first()


def _check(lacks: Sequence[Lack]) -> None:
    if lacks:
        raise RuleBroken(lacks[0].message, lacks[0].field)


def _invite(made: Application, plan: Plan) -> None:
    """Exactly the leaders and units of the plan, each once, in its order."""
    wanted = {read_id(one.id): one for one in plan.leaders}
    known = Person.objects.in_bulk([key for key in wanted if key])
    Invitation.objects.filter(application=made).delete()
    Invitation.objects.bulk_create(
        Invitation(application=made, person=known[key], post=one.about[:60], position=place)
        for place, (key, one) in enumerate(wanted.items())
        if key in known
    )
    made.units.set(Unit.objects.filter(pk__in=[key for one in plan.units if (key := read_id(one.id))]))


@transaction.atomic
def change_application(by: Actor, application: Application, plan: Plan, today: date, seen: str = "") -> Application:
    """Change what is planned, before it is handed in or after it came back. `seen`: the version before the writer's eyes."""
    now = held(by, application)
    standing.check_allowed(now.state, now.case_state, "change")
    if seen and seen != str(now.version):
        raise ChangedMeanwhile(int(seen) if seen.isdecimal() else 0)
    before = now.plan()
    _fill(now, plan, today)
    _invite(now, plan)
    now.save()
    _keep(by, Application.objects.with_words().get(pk=now.pk), before)
    return now


def _keep(by: Actor, now: Application, before: Plan) -> None:
    """Count the version up and keep the one before; nothing where nothing changed."""
    was, said = keeping.words_of(before), keeping.words_of(now.plan())
    changed = [key for key in said if was[key] != said[key]]
    if changed:
        ApplicationVersion.objects.create(
            application=now, number=now.version, told=keeping.as_data(before), made_by=by.id, maker_name=by.name,
            made_at=timezone.now(),
        )  # fmt: skip
        now.version += 1
        audit.note(
            by, "改申报", now.ref,
            {was[key][0]: was[key][1] for key in changed}, {said[key][0]: said[key][1] for key in changed},
        )  # fmt: skip
        now.save(update_fields=["version"])
        make_found([now])


def held(by: Actor, application: Application) -> Application:
    """The application, held for this transaction, if `by` may do something with it."""
    Application.objects.select_for_update().get(pk=application.pk)
    now = Application.objects.with_words().get(pk=application.pk)
    if not by.may("apply", now.path):
        raise RuleBroken(NOT_YOURS)
    return now


@transaction.atomic
def submit_application(by: Actor, application: Application, today: date) -> Application:
    """Hand it in (报上去): what is missing is said, else its case waits for the first seat."""
    now = held(by, application)
    standing.check_allowed(now.state, now.case_state, "submit")
    plan = now.plan()
    _check(planning.lacking(plan, today))
    told = Told(saying.lead_of(plan, today), saying.rows_of(plan))
    now.case = approvals.submit(by, now.ref, PAGE, told, steps_of(now.unit, today), today)
    now.save(update_fields=["case"])
    return now


@transaction.atomic
def cancel_application(by: Actor, application: Application, reason: str) -> Application:
    """不办了: with a reason; what is being decided is taken from the table."""
    now = held(by, application)
    standing.check_allowed(now.state, now.case_state, "cancel")
    now.closing = standing.check_reason(reason, "取消")
    if now.case and now.case_state == "pending":
        approvals.withdraw(by, now.case.pk)
    now.own = Application.Own.CANCELLED
    now.save(update_fields=["own", "closing"])
    audit.note(by, "取消申报", now.ref, after={"缘由": now.closing})
    make_found([now])
    return now


@transaction.atomic
def reopen_application(by: Actor, application: Application) -> Application:
    """It takes place after all."""
    now = held(by, application)
    standing.check_allowed(now.state, now.case_state, "reopen")
    now.own, now.closing = Application.Own.OPEN, ""
    now.save(update_fields=["own", "closing"])
    audit.note(by, "恢复申报", now.ref)
    make_found([now])
    return now


@transaction.atomic
def tell_everyone(by: Actor, application: Application) -> Application:
    """通知发出去了: from now on no decision is taken back."""
    now = held(by, application)
    standing.check_allowed(now.state, now.case_state, "notify")
    if now.case:
        approvals.notices_went_out(now.case)
    audit.note(by, "发出通知", now.ref)
    return now
