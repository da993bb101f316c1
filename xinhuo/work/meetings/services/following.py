"""What comes after and before a meeting: a decision is settled with a tick and a word; a problem is brought."""

from datetime import date

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Unit
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import Problem, Resolution
from xinhuo.work.meetings.services.holding import check_may, rooted


def may_settle(by: Actor, row: Resolution) -> bool:
    """The one that decided it, and the unit that does it, once the meeting is closed."""
    return by.may("hold_meetings", row.meeting.path) or (row.meeting.is_held and by.may("hold_meetings", row.path))


@transaction.atomic
def settle(by: Actor, row: Resolution, words: str, today: date) -> Resolution:
    """办好了, with a word. Ticked already: the first tick stays."""
    row = Resolution.objects.select_for_update().get(pk=row.pk)
    if not may_settle(by, row):
        raise RuleBroken("这件事不归您办。请告诉办的人来勾。")
    said = clean_line(words)
    if len(said) > 100:
        raise RuleBroken(f"办得怎样最多100个字，现在{len(said)}个。请短一点。", "words")
    if row.settled_on is not None:
        return row
    row.settled_on, row.settled_by, row.words = today, by.name, said
    row.save(update_fields=["settled_on", "settled_by", "words"])
    audit.note(by, "办好议定事项", row.ref, after={"办得怎样": said})
    return row


@transaction.atomic
def unsettle(by: Actor, row: Resolution) -> Resolution:
    """It was ticked by mistake; what was said stays on the trail."""
    row = Resolution.objects.select_for_update().get(pk=row.pk)
    if not may_settle(by, row):
        raise RuleBroken("这件事不归您办。请告诉办的人来勾。")
    if row.settled_on is None:
        return row
    before = {"办好于": row.settled_on.isoformat(), "办得怎样": row.words}
    row.settled_on, row.settled_by, row.words = None, "", ""
    row.save(update_fields=["settled_on", "settled_by", "words"])
    audit.note(by, "议定事项没办好", row.ref, before)
    return row


@transaction.atomic
def bring_problem(by: Actor, unit: Unit, sentence: str, today: date) -> Problem:
    """A unit brings a problem in one sentence. The same one again, while it waits, is the one that is there."""
    check_may(by, unit)
    said = rules.check_sentence(clean_line(sentence))
    there = Problem.objects.waiting().filter(unit=unit, sentence=said).first()
    if there is not None:
        return there
    made = Problem.objects.create(unit=unit, sentence=said, brought_by=by.name, brought_on=today, **rooted(unit))
    audit.note(by, "提疑难", made.ref)
    return made


@transaction.atomic
def take_problem_back(by: Actor, problem: Problem) -> None:
    """It isn't one any more; what a meeting has taken stays."""
    problem = Problem.objects.select_for_update().get(pk=problem.pk)
    check_may(by, problem.unit)
    if problem.meeting_id is not None:
        raise RuleBroken("这个难题已经进了会，不能收回。")
    audit.note(by, "收回疑难", problem.ref)
    problem.delete()
