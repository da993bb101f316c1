"""A registration that should never have been: deleted while nothing hangs on it, else marked 作废 with a reason."""

from datetime import date

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.ground.search import services as search
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.services.finding import make_found as make_records_found
from xinhuo.shell.changes.reading import hanging_on
from xinhuo.who.accounts.services import close_quietly
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import posts
from xinhuo.who.people.services.finding import make_found
from xinhuo.who.people.services.registering import said_of

LONGEST_REASON = 40


def _held(by: Actor, person: Person, reason: str) -> tuple[Person, str]:
    person = Person.everyone.select_for_update().get(pk=person.pk)
    if not by.may("move_person", person.path):
        raise RuleBroken(f"{person.name}不归您管。请由上级办公室来办。")
    reason = clean_line(reason)
    if not reason:
        raise RuleBroken("还没有写缘由。请写一句，比如“登记重了”。", "reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(f"缘由最多{LONGEST_REASON}个字。请短一点。", "reason")
    return person, reason


@transaction.atomic
def remove_person(by: Actor, person: Person, reason: str) -> None:
    """Delete a wrong registration on which nothing hangs. The trail keeps what it said, contacts masked."""
    person, reason = _held(by, person, reason)
    if hanging_on(person):
        raise RuleBroken(f"{person.name}名下已经有东西了，不能删。请改为作废。")
    audit.note(by, "删除登记", person.ref, said_of(person), {"缘由": reason})
    search.forget("person", [str(person.pk)])
    person.delete()


@transaction.atomic
def void_person(by: Actor, person: Person, reason: str, today: date) -> Person:
    """作废: the registration stays with its reason, and counts nowhere: no list, no book, no number, no account."""
    person, reason = _held(by, person, reason)
    if person.status == Person.Status.VOID:
        raise RuleBroken(f"{person.name}的登记已经作废了。不用再办。")
    before = person.get_status_display()
    person.status, person.status_reason, person.status_since = Person.Status.VOID, reason, None
    person.save(update_fields=["status", "status_reason", "status_since"])
    Participation.objects.filter(person=person).update(void=True)
    posts.end_all(by, person, today)
    close_quietly(by, person)
    audit.note(by, "作废登记", person.ref, {"状态": before}, {"状态": "作废", "缘由": reason})
    search.forget("person", [str(person.pk)])
    _find_records_anew(person)
    return person


@transaction.atomic
def restore_person(by: Actor, person: Person) -> Person:
    """A registration that was marked 作废 by mistake counts again; posts and accounts are given anew where needed."""
    person = Person.everyone.select_for_update().get(pk=person.pk)
    if person.status != Person.Status.VOID:
        raise RuleBroken(f"{person.name}的登记没有作废。不用恢复。")
    if not by.may("move_person", person.path):
        raise RuleBroken(f"{person.name}不归您管。请由上级办公室来办。")
    person.status, person.status_reason = Person.Status.ACTIVE, ""
    person.save(update_fields=["status", "status_reason"])
    Participation.objects.filter(person=person).update(void=False)
    audit.note(by, "恢复登记", person.ref, {"状态": "作废"}, {"状态": "在队"})
    make_found([person])
    _find_records_anew(person)
    return person


def _find_records_anew(person: Person) -> None:
    ids = Participation.objects.filter(person=person).values("record")
    make_records_found(list(Record.objects.filter(pk__in=ids)))
