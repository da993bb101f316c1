"""Posts and teams: who leads what, from and until."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Greatest

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.models import Appointment, Person, Post, RecordKeeper, Team, TeamLeadership
from xinhuo.who.people.services import registering

TEAMS = Path(__file__).parent.parent / "data" / "teams.csv"


@dataclass(frozen=True)
class PostDetails:
    """A post as a document gives it. `post` is a code of `Post`."""

    post: str
    started_on: date
    party_post: str = ""
    document_number: str = ""
    rank: int = 0
    keeps_book: bool = False


@transaction.atomic
def appoint(by: Actor, person: Person, unit: Unit, details: PostDetails, today: date) -> Appointment:
    """Give a person a post in a unit. A new 记载人 takes the book over from the former one."""
    post = Post.objects.filter(code=details.post).first()
    if post is None:
        raise RuleBroken("没有这个职务。请从列表里选。", "post")
    rules.check_since(details.started_on, today, "started_on")
    if Appointment.objects.filter(person=person, unit=unit, post=post, ended_on=None).exists():
        raise RuleBroken(f"{person.name}已经是{unit.name}{post.name}。不用再任。", "post")
    rank = details.rank or (Appointment.objects.filter(unit=unit).aggregate(top=Max("rank"))["top"] or 0) + 1
    made = Appointment.objects.create(
        person=person,
        unit=unit,
        post=post,
        rank=rank,
        party_post=details.party_post.strip(),
        document_number=details.document_number.strip(),
        started_on=details.started_on,
    )
    if details.keeps_book:
        keep_book(by, made, details.started_on)
    audit.note(by, "任职", person.ref, after={"单位": unit.name, "职务": post.name, "起于": details.started_on})
    return made


@transaction.atomic
def appoint_by_name(by: Actor, name: str, unit: Unit, details: PostDetails, today: date) -> Appointment:
    """Appoint someone of the unit, else of the office, by name; an unknown name is entered as a 关工干部 of the unit."""
    name = rules.check_name(name)
    known = list(Person.objects.filter(name=name, unit=unit)[:2])
    if not known:
        top = unit.parent.path if unit.parent else unit.path
        known = list(Person.objects.filter(name=name, shard=unit.shard, path__startswith=top)[:2])
    if len(known) > 1:
        raise RuleBroken(f"有不止一位{name}。请先在名册里改名区分，再任职。", "person")
    person = (
        known[0] if known else registering.register_person(by, unit, registering.Registration(name, "cadre"), today)
    )
    return appoint(by, person, unit, details, today)


@transaction.atomic
def keep_book(by: Actor, appointment: Appointment, started_on: date) -> RecordKeeper:
    """Make this holder the unit's 记载人; the former one's time ends that day, and stays on the covers of his years."""
    RecordKeeper.objects.filter(unit=appointment.unit, ended_on=None).update(ended_on=started_on)
    keeper = RecordKeeper.objects.create(unit=appointment.unit, appointment=appointment, started_on=started_on)
    audit.note(by, "任记载人", appointment.person.ref, after={"单位": appointment.unit.name, "起于": started_on})
    return keeper


@transaction.atomic
def end_appointment(by: Actor, appointment: Appointment, ended_on: date, today: date) -> Appointment:
    """End a post; rights that came with it end the same day."""
    rules.check_since(ended_on, today, "ended_on")
    rules.check_term(appointment.started_on, ended_on)
    if appointment.ended_on is not None:
        raise RuleBroken("这个职务已经离任了。不用再办。", "ended_on")
    appointment.ended_on = ended_on
    appointment.save(update_fields=["ended_on"])
    RecordKeeper.objects.filter(appointment=appointment, ended_on=None).update(ended_on=ended_on)
    audit.note(by, "离任", appointment.person.ref, after={"单位": appointment.unit.name, "职务": appointment.post.name})
    return appointment


@transaction.atomic
def end_all(by: Actor, person: Person, day: date) -> int:
    """Every post, book and team that the person holds is laid down on `day`. How many posts that were."""
    held = list(Appointment.objects.filter(person=person, ended_on=None).select_related("unit", "post"))
    for post in held:
        post.ended_on = max(day, post.started_on)
    Appointment.objects.bulk_update(held, ["ended_on"])
    keepers = RecordKeeper.objects.filter(appointment__in=held, ended_on=None)
    keepers.update(ended_on=Greatest("started_on", Value(day)))
    TeamLeadership.objects.filter(person=person, ended_on=None).update(ended_on=Greatest("started_on", Value(day)))
    said = [audit.Deed("离任", person.ref, after={"单位": p.unit.name, "职务": p.post.name}) for p in held]
    audit.note_all(by, said)
    return len(held)


@transaction.atomic
def start_teams(by: Actor, office: Unit) -> list[Team]:
    """The ten teams of `data/teams.csv` for a new office; the office renames them as it likes."""
    with TEAMS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    teams = Team.objects.bulk_create(
        [
            Team(
                unit=office,
                path=office.path,
                shard=office.shard,
                code=row["code"],
                name=row["name"],
                lead_section=row["lead_section"],
                position=number,
            )
            for number, row in enumerate(rows, 1)
        ]
    )
    audit.note(by, "建立服务队", office.ref, after={"支数": len(teams)})
    return teams


@transaction.atomic
def lead_team(by: Actor, team: Team, person: Person, section: str, started_on: date) -> TeamLeadership:
    """Put a head of department at the head of a team; the former leader's term ends."""
    TeamLeadership.objects.filter(team=team, ended_on=None).update(ended_on=started_on)
    made = TeamLeadership.objects.create(team=team, person=person, section=section, started_on=started_on)
    audit.note(by, "任队长", person.ref, after={"服务队": team.name, "科室": section})
    return made
