"""The same person entered twice becomes one: both histories are kept, the id that is gone leads to the one that stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.search import services as search
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.services.finding import make_found as make_records_found
from xinhuo.shell.changes.rules import check_seen, digest_of
from xinhuo.who.accounts.models import Account
from xinhuo.who.people.models import (
    Appointment,
    DifferentPeople,
    JoinedPerson,
    Membership,
    Person,
    TeamMembership,
    label_of,
)
from xinhuo.who.people.services.finding import make_found
from xinhuo.who.people.services.registering import CONTACTS, Registration, masked, name_person, said_of

TEXTS = ("honours", "life")  # both may be kept, one under the other
SETS = ("categories", "care")  # what either says is said
_FIELDS = [name for name in Registration.__dataclass_fields__ if name not in SETS]
_ROLES = ("was_visited", "took_part", "spoke", "led")  # of two parts in one record the later one in this row stays
PLACE = ("unit", "status")


@dataclass(frozen=True)
class Question:
    """A field that both registrations fill differently: what each says; `both` where both may stay."""

    field: str
    label: str
    kept: str
    gone: str
    both: bool = False


@dataclass(frozen=True)
class Join:
    """What a person looks at: the fields to decide, what the one lacks and gets from the other, what each brings along."""

    keep: Person
    gone: Person
    questions: tuple[Question, ...]
    filled: tuple[str, ...]
    brings: tuple[tuple[str, int, int], ...]
    shared: int
    digest: str


@transaction.atomic
def look_at_join(by: Actor, keep: Person, gone: Person) -> Join:
    """What joining would do; RuleBroken where it cannot be."""
    keep, gone = _held(by, keep, gone)
    names = [*_FIELDS, *PLACE]
    both = {name: (_shown(keep, name), _shown(gone, name)) for name in names if _differs(keep, gone, name)}
    questions = [Question(n, _label(n), a, b, n in TEXTS) for n, (a, b) in both.items() if a and b]
    filled = [_label(n) for n, (a, b) in both.items() if b and not a]
    counts = [_brings(keep), _brings(gone)]
    brings = [
        (label, counts[0][label], counts[1][label]) for label in counts[0] if counts[0][label] or counts[1][label]
    ]
    shared = len(_shared(keep, gone))
    state = [[keep.pk], [gone.pk], map(str, both.items()), map(str, brings), [shared]]
    return Join(keep, gone, tuple(questions), tuple(filled), tuple(brings), shared, digest_of(state))


def _held(by: Actor, keep: Person, gone: Person) -> tuple[Person, Person]:
    if keep.pk == gone.pk:
        raise RuleBroken("这是同一份登记，不用合并。")
    rows = Person.objects.select_for_update().filter(pk__in=[keep.pk, gone.pk]).order_by("pk")
    found = {person.pk: person for person in rows}
    if len(found) < 2:
        raise RuleBroken("有一份登记已经不在了。请回到重名那一页再看。")
    for person in found.values():
        if not by.may("move_person", person.path):
            raise RuleBroken(f"{person.name}不归您管。请由上级办公室来办。")
    if found[keep.pk].shard != found[gone.pk].shard:
        raise RuleBroken("两份登记不在同一套数据里，合不了。请找上级。")
    return found[keep.pk], found[gone.pk]


def _differs(keep: Person, gone: Person, name: str) -> bool:
    return bool(getattr(keep, name) != getattr(gone, name))


def _shown(person: Person, name: str) -> str:
    if name in CONTACTS:
        return masked(person, name)
    if name == "unit":
        return person.unit.name
    if name == "primary_category":
        return person.primary_name
    if name in ("status", "kind"):
        return str(getattr(person, f"get_{name}_display")())
    value = getattr(person, name)
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value or "")


def _label(name: str) -> str:
    return label_of(name)


def _brings(person: Person) -> dict[str, int]:
    return {
        "记录": Participation.objects.filter(person=person).count(),
        "任职": person.appointments.count(),
        "服务队": person.team_memberships.count(),
        "账号": Account.objects.filter(person=person, is_active=True).count(),
    }


def _shared(keep: Person, gone: Person) -> list[Participation]:
    own = Participation.objects.filter(person=keep).values("record")
    return list(Participation.objects.filter(person=gone, record__in=own))


@transaction.atomic
def join_people(by: Actor, keep: Person, gone: Person, answers: Mapping[str, str], seen: str, today: date) -> Person:
    """`gone` becomes `keep`. `answers`: field → "keep", "gone" or "both"; unanswered fields stay as `keep` has them."""
    looked = look_at_join(by, keep, gone)
    check_seen(seen, looked.digest)
    keep, gone = looked.keep, looked.gone
    before = said_of(keep)
    _take_values(keep, gone, answers)
    records = list(Participation.objects.filter(person=gone).values_list("record_id", flat=True))
    _join_parts(keep, gone)
    _join_spells(keep, gone, today)
    _join_posts(keep, gone)
    _join_accounts(keep, gone, by)
    DifferentPeople.objects.filter(first__in=[keep, gone], second__in=[keep, gone]).delete()
    _repoint_the_rest(keep, gone)
    was, now = audit.changes(before, said_of(keep))
    audit.note(by, "合并重名", gone.ref, said_of(gone), {"并入": keep.name, "单位": keep.unit.name})
    audit.note(by, "合并重名", keep.ref, was, {**now, "并入的登记": f"{gone.name}（{gone.unit.name}）"})
    JoinedPerson.objects.create(id=gone.pk, person=keep, name=gone.name)
    search.forget("person", [str(gone.pk)])
    gone.delete()
    keep.save()
    make_found([keep])
    make_records_found(list(Record.objects.filter(pk__in=records)))
    return keep


def _take_values(keep: Person, gone: Person, answers: Mapping[str, str]) -> None:
    for name in [*_FIELDS, *PLACE]:
        answer = answers.get(name, "keep") if getattr(keep, name) else "gone"
        if answer == "gone":
            setattr(keep, name, getattr(gone, name))
        elif answer == "both" and name in TEXTS and getattr(keep, name) != getattr(gone, name):
            setattr(keep, name, f"{getattr(keep, name)}\n{getattr(gone, name)}"[: 500 if name == "honours" else 1000])
    if answers.get("status") == "gone":
        keep.status_since, keep.status_reason = gone.status_since, gone.status_reason
    for name in SETS:
        setattr(keep, name, sorted({*getattr(keep, name), *getattr(gone, name)}))
    keep.primary_category = keep.primary_category or gone.primary_category
    keep.added_in_passing = keep.added_in_passing and gone.added_in_passing
    keep.path, keep.shard = keep.unit.path, keep.unit.shard
    name_person(keep, keep.name)
    keep.phone_print, keep.id_print = fingerprint(keep.phone), fingerprint(keep.id_number)


def _join_parts(keep: Person, gone: Person) -> None:
    """In a record that has both, the stronger part and both sentences stay."""
    mine = {row.record_id: row for row in Participation.objects.filter(person=keep)}
    both = _shared(keep, gone)
    for row in both:
        kept = mine[row.record_id]
        kept.role = max(kept.role, row.role, key=_ROLES.index)
        sentences = [text for text in dict.fromkeys((kept.sentence, row.sentence)) if text]
        kept.sentence = "；".join(sentences)[:200]
        kept.void = kept.void and row.void
    Participation.objects.bulk_update([mine[row.record_id] for row in both], ["role", "sentence", "void"], 500)
    Participation.objects.filter(pk__in=[row.pk for row in both]).delete()
    Participation.objects.filter(person=gone).update(person=keep)


def _join_spells(keep: Person, gone: Person, today: date) -> None:
    """Times in units and in teams: what ran in both at once runs once, from the earlier day."""
    for table, where in ((Membership, "unit_id"), (TeamMembership, "team_id")):
        mine = {getattr(row, where): row for row in table._base_manager.filter(person=keep, ended_on=None)}
        for row in table._base_manager.filter(person=gone, ended_on=None):
            kept = mine.get(getattr(row, where))
            if kept is not None:
                kept.started_on = min(filter(None, (kept.started_on, row.started_on)), default=None)
                kept.save(update_fields=["started_on"])
                row.delete()
    open_ones = Membership.objects.filter(person__in=[keep, gone], ended_on=None)
    over = keep.status_since or today
    if keep.status in ("left", "deceased"):
        open_ones.update(ended_on=over)
        TeamMembership.objects.filter(person__in=[keep, gone], ended_on=None).update(ended_on=over)
    else:
        open_ones.exclude(unit=keep.unit).update(ended_on=today)
    for rows in (Membership.objects.filter(person=gone), TeamMembership.objects.filter(person=gone)):
        rows.update(person=keep)
    if keep.status in ("active", "paused") and not open_ones.exists():
        Membership.objects.create(person=keep, unit=keep.unit, started_on=today)


def _join_posts(keep: Person, gone: Person) -> None:
    """A post that both registrations hold is held once: the one that began earlier."""
    mine = {(row.unit_id, row.post_id): row for row in keep.appointments.filter(ended_on=None)}
    for row in gone.appointments.filter(ended_on=None):
        kept = mine.get((row.unit_id, row.post_id))
        if kept is not None:
            kept.started_on = min(kept.started_on, row.started_on)
            kept.document_number = kept.document_number or row.document_number
            kept.party_post = kept.party_post or row.party_post
            kept.save()
            for relation in Appointment._meta.related_objects:
                relation.related_model._base_manager.filter(**{relation.field.name: row}).update(
                    **{relation.field.name: kept}
                )
            row.delete()


def _join_accounts(keep: Person, gone: Person, by: Actor) -> None:
    """One account is enough: the other person's is closed where both have one, and what it wrote keeps its name."""
    if not Account.objects.filter(person=keep, is_active=True).exists():
        return
    for account in Account.objects.filter(person=gone, is_active=True):
        account.is_active, account.session_epoch = False, account.session_epoch + 1
        account.save(update_fields=["is_active", "session_epoch"])
        audit.note(by, "停用账号", account.ref, after={"缘由": "重复登记合并"})


def _repoint_the_rest(keep: Person, gone: Person) -> None:
    """Whatever else refers to the person, of this subject or of one that is added later."""
    for relation in Person._meta.related_objects:
        table, name = relation.related_model, relation.field.name
        if table is DifferentPeople:
            table._base_manager.filter(**{name: gone}).delete()
        else:
            table._base_manager.filter(**{name: gone}).update(**{name: keep})


@transaction.atomic
def tell_apart(by: Actor, one: Person, other: Person) -> None:
    """Two who look alike are two people: nobody is asked again."""
    for person in (one, other):
        if not by.may("move_person", person.path):
            raise RuleBroken(f"{person.name}不归您管。请由上级办公室来办。")
    first, second = sorted((one, other), key=lambda person: person.pk)
    DifferentPeople.objects.get_or_create(first=first, second=second, defaults={"said_by": by.name})
    audit.note(by, "不是同一个人", first.ref, after={"另一位": f"{second.name}（{second.unit.name}）"})


def described(values: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a form: field → answer."""
    return {key.removeprefix("take-"): str(value) for key, value in values.items() if key.startswith("take-")}
