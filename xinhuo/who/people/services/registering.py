"""Who belongs to a unit: register, change, pause, take back, leave, move."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.crypt import fingerprint
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line, initials, mask_id, mask_phone, pinyin_key, stroke_key
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.models import Membership, Person, Team, TeamMembership, label_of
from xinhuo.who.people.services.finding import make_found

CONTACTS = ("id_number", "phone", "address", "emergency_contact", "emergency_phone")
_MASKED = {"phone": mask_phone, "emergency_phone": mask_phone, "id_number": mask_id}


@dataclass(frozen=True)
class Registration:
    """What the registration form says of a person (登记表, domain 5.4). Months are first days of months."""

    name: str
    kind: str = "five_elder"
    sex: str = ""
    birth_month: date | None = None
    nation: str = ""
    politics: str = ""
    party_month: date | None = None
    education: str = ""
    categories: list[str] = field(default_factory=list)
    primary_category: str = ""
    former_employer: str = ""
    former_post: str = ""
    retired_month: date | None = None
    skills: str = ""
    wishes: str = ""
    free_time: str = ""
    honours: str = ""
    life: str = ""
    care: list[str] = field(default_factory=list)
    joined_month: date | None = None
    oath_on: date | None = None
    id_number: str = ""
    phone: str = ""
    address: str = ""
    emergency_contact: str = ""
    emergency_phone: str = ""


@transaction.atomic
def register_person(
    by: Actor, unit: Unit, said: Registration, today: date, teams: Sequence[Team] = (), allow_same_name: bool = True
) -> Person:
    """Enter a person in a unit's roster, with a membership that starts with the joining month."""
    if unit.closed_on is not None:
        raise RuleBroken(f"{unit.name}已经撤销，不能再登记。请另选单位。", "unit")
    if not allow_same_name and Person.objects.filter(unit=unit, name=rules.check_name(said.name)).exists():
        raise RuleBroken(f"{unit.name}已有一位{said.name}。若是另一个人，请勾选“不是同一个人”。", "name")
    person = Person(unit=unit, path=unit.path, shard=unit.shard, status="active")
    _fill(person, said, today)
    person.save(force_insert=True)
    Membership.objects.create(person=person, unit=unit, started_on=said.joined_month)
    put_in_teams(person, teams, today)
    audit.note(by, "登记", person.ref, after={"单位": unit.name})
    make_found([person])
    return person


@transaction.atomic
def add_in_passing(by: Actor, unit: Unit, name: str) -> Person:
    """A name that the roster does not know yet, met while writing a record: kept with the name only (待补)."""
    person = Person(unit=unit, path=unit.path, shard=unit.shard, added_in_passing=True)
    name_person(person, rules.check_name(name))
    person.save(force_insert=True)
    Membership.objects.create(person=person, unit=unit)
    audit.note(by, "随记录添上", person.ref, after={"单位": unit.name})
    make_found([person])
    return person


@transaction.atomic
def change_person(
    by: Actor, person: Person, said: Registration, today: date, teams: Sequence[Team] | None = None
) -> Person:
    """Correct the registration. Contacts appear masked in the trail."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    before = said_of(person)
    _fill(person, said, today)
    person.added_in_passing = bool(person.added_in_passing and person.gaps)
    person.save()
    if teams is not None:
        put_in_teams(person, teams, today)
    was, now = audit.changes(before, said_of(person))
    if now:
        audit.note(by, "修改登记", person.ref, was, now)
        make_found([person])
    return person


def name_person(person: Person, name: str) -> None:
    """Set the name and the three keys that are derived from it."""
    person.name = name
    person.pinyin, person.initials, person.stroke_key = pinyin_key(name), initials(name), stroke_key(name)


def _fill(person: Person, said: Registration, today: date) -> None:
    name_person(person, rules.check_name(said.name))
    rules.check_months(said.birth_month, said.joined_month, today)
    rules.check_care(said.care)
    primary = rules.check_categories(said.categories, said.primary_category)
    values = asdict(said) | {"primary_category": primary}
    values["phone"] = tidy_phone(said.phone, "phone")
    values["emergency_phone"] = tidy_phone(said.emergency_phone, "emergency_phone")
    values["id_number"] = said.id_number.strip().upper()
    values.pop("name")
    for attribute, value in values.items():
        setattr(person, attribute, value.strip() if isinstance(value, str) else value)
    person.phone_print, person.id_print = fingerprint(person.phone), fingerprint(person.id_number)


def tidy_phone(text: str, where: str = "phone") -> str:
    """Digits of a phone number; a mobile has 11, a landline with area code 10 … 12."""
    digits = re.sub(r"[\s()（）-]", "", text)
    if digits and not re.fullmatch(r"\d{7,12}", digits):
        raise RuleBroken("电话号码只写数字，7到12位。请核对。", where)
    return digits


def said_of(person: Person) -> dict[str, Any]:
    """The registration as it stands, with Chinese labels, contacts masked: what the trail may hold."""
    known: dict[str, Any] = {}
    for one in Person._meta.fields:
        name = one.name
        if name in Registration.__dataclass_fields__:
            value = getattr(person, name)
            known[str(one.verbose_name)] = masked(person, name) if name in CONTACTS else value
    return known


def masked(person: Person, contact: str) -> str:
    """A contact as it may be shown: 138****5678, or that there is one."""
    return _MASKED.get(contact, _hidden)(getattr(person, contact))


def _hidden(value: str) -> str:
    return "（已填）" if value else ""


def put_in_teams(person: Person, teams: Sequence[Team], today: date) -> None:
    """Open and close team memberships so that the person is in exactly `teams`."""
    now = {m.team_id: m for m in TeamMembership.objects.filter(person=person, ended_on=None)}
    wanted = {team.pk for team in teams}
    for team_id, membership in now.items():
        if team_id not in wanted:
            membership.ended_on = today
            membership.save(update_fields=["ended_on"])
    TeamMembership.objects.bulk_create(
        [TeamMembership(person=person, team=t, started_on=today) for t in teams if t.pk not in now]
    )


@transaction.atomic
def change_status(by: Actor, person: Person, status: str, since: date, today: date, reason: str = "") -> Person:
    """暂停（因病因故）, 归队, 退出 or 去世. Nothing that the person did is touched; no penalty follows a pause."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    rules.check_step(person.status, status, person.name)
    rules.check_since(since, today, "since")
    before = {"状态": person.get_status_display(), "缘由": person.status_reason}
    person.status, person.status_since, person.status_reason = status, since, reason.strip()
    person.save(update_fields=["status", "status_since", "status_reason"])
    if status in ("left", "deceased"):
        Membership.objects.filter(person=person, ended_on=None).update(ended_on=since)
        TeamMembership.objects.filter(person=person, ended_on=None).update(ended_on=since)
    elif not Membership.objects.filter(person=person, ended_on=None).exists():
        Membership.objects.create(person=person, unit=person.unit, started_on=since)
    audit.note(by, rules.STATUS_NAMES[status], person.ref, before, {"起于": since, "缘由": reason})
    return person


@transaction.atomic
def correct_death(by: Actor, person: Person) -> Person:
    """A death that was recorded of the wrong person, or too early: the person is in the team again as before."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.status != Person.Status.DECEASED:
        raise RuleBroken(f"{person.name}没有记去世。不用改回来。")
    day = person.status_since
    last = Membership.objects.filter(person=person, ended_on=day).order_by("started_on", "id").last()
    if last is not None:
        Membership.objects.filter(pk=last.pk).update(ended_on=None)
    TeamMembership.objects.filter(person=person, ended_on=day).update(ended_on=None)
    person.status, person.status_since, person.status_reason = Person.Status.ACTIVE, None, ""
    person.save(update_fields=["status", "status_since", "status_reason"])
    audit.note(by, "更正去世", person.ref, {"状态": "去世", "起于": day}, {"状态": "在队"})
    return person


@transaction.atomic
def move_person(by: Actor, person: Person, unit: Unit, since: date, today: date) -> Person:
    """Move a person to another unit: the old membership ends the day before, the history stays where it happened."""
    person = Person.objects.select_for_update().select_related("unit").get(pk=person.pk)
    rules.check_since(since, today, "since")
    if unit.pk == person.unit_id:
        raise RuleBroken(f"{person.name}已经在{unit.name}。请选别的单位。", "unit")
    if unit.closed_on is not None:
        raise RuleBroken(f"{unit.name}已经撤销。请另选单位。", "unit")
    before = {"单位": person.unit.name}
    Membership.objects.filter(person=person, ended_on=None).update(ended_on=since)
    Membership.objects.create(person=person, unit=unit, started_on=since)
    person.unit, person.path, person.shard = unit, unit.path, unit.shard
    person.save(update_fields=["unit", "path", "shard"])
    audit.note(by, "调动", person.ref, before, {"单位": unit.name, "起于": since})
    make_found([person])
    return person


@transaction.atomic
def reveal_contact(by: Actor, person: Person, contact: str, reason: str = "", asked: bool = False) -> str:
    """One contact of one person in clear, by a deliberate click that leaves a trace: who, which one, why.

    `asked`: the office wants a reason.
    """
    if contact not in CONTACTS:
        raise RuleBroken("没有看懂要看哪一项。请从页面上点。", "contact")
    why = clean_line(reason)[: rules.LONGEST_REASON]
    if asked and not why:
        raise RuleBroken("看联系方式要写缘由。请点一个，或写一句。", "reason")
    label = label_of(contact)
    audit.note(by, "查看联系方式", person.ref, after={"看了": label} | ({"缘由": why} if why else {}))
    return str(getattr(person, contact))
