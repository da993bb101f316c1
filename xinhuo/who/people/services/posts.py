"""Posts and teams: who leads what, from and until."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Greatest

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.text import clean_line
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.models import Appointment, Person, Post, RecordKeeper, Team, TeamLeadership
from xinhuo.who.people.services import registering

TEAMS = Path(__file__).parent.parent / "data" / "teams.csv"


@dataclass(frozen=True)
class PostDetails:
    """A post as a document gives it. `post` is a code of `Post`; `duties` (分工) is one sentence.

    `ended_on` is of a post of former times. `succeeds`: whoever holds the same post in the unit lays it down the day before.
    """

    post: str
    started_on: date
    party_post: str = ""
    document_number: str = ""
    rank: int = 0
    keeps_book: bool = False
    duties: str = ""
    ended_on: date | None = None
    succeeds: bool = False


@transaction.atomic
def appoint(by: Actor, person: Person, unit: Unit, details: PostDetails, today: date) -> Appointment:
    """Give a person a post in a unit. A new 记载人 takes the book over from the former one."""
    post = Post.objects.filter(code=details.post).first()
    if post is None:
        raise RuleBroken("没有这个职务。请从列表里选。", "post")
    check_dates(unit, details, today)
    _check_once(person, unit, post, details)
    if details.succeeds and details.ended_on is None:
        _succeed(by, person, unit, post, details.started_on, today)
    rank = details.rank or (Appointment.objects.filter(unit=unit).aggregate(top=Max("rank"))["top"] or 0) + 1
    made = Appointment.objects.create(
        person=person,
        unit=unit,
        post=post,
        rank=rank,
        party_post=clean_line(details.party_post),
        duties=clean_line(details.duties),
        document_number=clean_line(details.document_number),
        started_on=details.started_on,
        ended_on=details.ended_on,
    )
    if details.keeps_book and details.ended_on is None:
        keep_book(by, made, details.started_on)
    audit.note(by, "任职", person.ref, after={"单位": unit.name, "职务": post.name, "起于": details.started_on})
    return made


def check_dates(unit: Unit, details: PostDetails, today: date) -> None:
    """Days that have come, in their order, in the unit's lifetime."""
    rules.check_since(details.started_on, today, "started_on")
    if details.ended_on is not None:
        rules.check_since(details.ended_on, today, "ended_on")
    rules.check_term(details.started_on, details.ended_on)
    now = unit.merged_into.name if unit.merged_into else ""
    rules.check_in_life(unit.name, unit.opened_on, unit.closed_on, details.started_on, details.ended_on, now)


def _check_once(person: Person, unit: Unit, post: Post, details: PostDetails, but: Appointment | None = None) -> None:
    """Nobody holds one post twice at a time."""
    same = Appointment.objects.filter(person=person, unit=unit, post=post)
    others = same.exclude(pk=but.pk) if but else same
    twice = others.held_between(details.started_on, details.ended_on or date.max).first()
    if twice is None:
        return
    if twice.ended_on is None and details.ended_on is None:
        raise RuleBroken(f"{person.name}已经是{unit.name}{post.name}。不用再任。", "post")
    raise RuleBroken(f"{person.name}那段时间已经任过{post.name}。请核对日期。", "started_on")


def _succeed(by: Actor, person: Person, unit: Unit, post: Post, day: date, today: date) -> None:
    held = Appointment.objects.filter(unit=unit, post=post, ended_on=None).exclude(person=person)
    for former in held.select_related("person", "unit", "post"):
        if former.started_on >= day:
            raise RuleBroken(f"{former.person.name}任{post.name}比这天还晚。请核对日期。", "started_on")
        end_appointment(by, former, day - timedelta(days=1), today)


@transaction.atomic
def correct_appointment(by: Actor, appointment: Appointment, details: PostDetails, today: date) -> Appointment:
    """Correct what is said of a post: 分工, document, rank, days. Who holds which post is said by appointing and ending."""
    held = Appointment.objects.select_for_update(of=("self",)).select_related("person", "unit__merged_into", "post")
    appointment = held.get(pk=appointment.pk)
    check_dates(appointment.unit, details, today)
    _check_once(appointment.person, appointment.unit, appointment.post, details, but=appointment)
    if appointment.ended_on is not None and details.ended_on is None:
        raise RuleBroken("这个职务已经离任。要接着任，请另任一次。", "ended_on")
    before = _said(appointment)
    appointment.rank = details.rank or appointment.rank
    appointment.party_post = clean_line(details.party_post)
    appointment.duties = clean_line(details.duties)
    appointment.document_number = clean_line(details.document_number)
    appointment.started_on, appointment.ended_on = details.started_on, details.ended_on
    appointment.save()
    if details.ended_on is not None:
        RecordKeeper.objects.filter(appointment=appointment, ended_on=None).update(ended_on=details.ended_on)
    audit.note(by, "修改任职", appointment.person.ref, *audit.changes(before, _said(appointment)))
    return appointment


def _said(appointment: Appointment) -> dict[str, object]:
    return {
        "单位": appointment.unit.name,
        "职务": appointment.post.name,
        "排名": appointment.rank,
        "兼任": appointment.party_post,
        "分工": appointment.duties,
        "依据文号": appointment.document_number,
        "起于": appointment.started_on,
        "止于": appointment.ended_on,
    }


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
def unbind(by: Actor, appointment: Appointment, seat: str, ended_on: date) -> Appointment:
    """The party post `seat` (a code), held together with another one, ends; the other goes on. Both stay on record."""
    past = Appointment.objects.create(
        person=appointment.person,
        unit=appointment.unit,
        post_id=seat,
        rank=appointment.rank,
        document_number=appointment.document_number,
        started_on=appointment.started_on,
        ended_on=ended_on,
    )
    said = appointment.party_post
    appointment.party_post = ""
    appointment.save(update_fields=["party_post"])
    audit.note(by, "离任", appointment.person.ref, after={"单位": past.unit.name, "职务": said, "止于": ended_on})
    return past


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
