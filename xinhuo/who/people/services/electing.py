"""换届: many units get a new 党组织书记 and 主任 on one day, under one document; looked at before, whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper

from xinhuo.ground.audit import services as audit
from xinhuo.ground.kernel.actor import Actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.paths import SEGMENT
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people import rules
from xinhuo.who.people.facts import Asked, ElectionPreview, Held, Step, Turn, Who
from xinhuo.who.people.measures import bound_seat
from xinhuo.who.people.models import Appointment, Person
from xinhuo.who.people.services import posts, registering

NEW = "new"
MOST_NAMESAKES = 10
_SEATS = {name: (code, name) for code, name in rules.BOUND_POSTS.items()}


@dataclass(frozen=True)
class Elected:
    """Who was elected in one unit, by name. `director` '' means: the 书记, who is 主任 as well."""

    unit: Unit
    secretary: str
    director: str


@dataclass(frozen=True)
class Election:
    """All that one document says. `picks`: who is meant by a name (`Asked.field` → key), where that was asked."""

    day: date
    document_number: str
    elected: Sequence[Elected]
    picks: Mapping[str, str] = field(default_factory=dict)


class NotAll(RuleBroken):
    """Something cannot be in some units, so nothing was done anywhere. `wrong`: (unit id, field, sentence)."""

    def __init__(self, wrong: list[tuple[Any, str, str]]) -> None:
        super().__init__("有几处对不上，哪里都没有动。请改好再看。")
        self.wrong = wrong


def seat_of(unit: Unit) -> tuple[str, str] | None:
    """The party post (code, name) that binds the unit's 主任, if its type binds one."""
    return _SEATS.get(unit.unit_type.director_party_post)


def field_of(unit: Unit, post: str) -> str:
    """How a page calls the name of who has `post` ("secretary", "director") in a unit."""
    return f"{post}-{unit.pk.hex}"


def held_in(units: Sequence[Unit]) -> dict[Any, list[Held]]:
    """Unit id → posts that are held now, as an election finds them: one query."""
    rows = Appointment.objects.filter(unit__in=[unit.pk for unit in units], ended_on=None)
    rows = rows.annotate(seat=ExpressionWrapper(bound_seat(), BooleanField())).select_related("person", "post")
    found: dict[Any, list[Held]] = {unit.pk: [] for unit in units}
    for a in rows.in_rank():
        found[a.unit_id].append(
            Held(
                id=a.pk,
                person=str(a.person_id),
                name=a.person.name,
                post=a.post_id,
                post_name=a.post.name,
                party_post=a.party_post,
                started_on=a.started_on,
                seat=a.seat,
            )
        )
    return found


def look_at_election(by: Actor, election: Election, today: date) -> ElectionPreview:
    """What the election would do; NotAll with every sentence where something cannot be. Two queries."""
    rules.check_since(election.day, today, "day")
    elected = [one for one in election.elected if one.secretary or one.director]
    if not elected:
        raise RuleBroken("还没有写谁当选。请至少写一个单位的。")
    held = held_in([one.unit for one in elected])
    known = _namesakes(by, {name for one in elected for name in (one.secretary, one.director) if name})
    turns, wrong = [], []
    for one in elected:
        try:
            turns.append(_turn(one, election, held[one.unit.pk], known))
        except RuleBroken as broken:
            wrong.append((one.unit.pk, broken.field, broken.message))
    if wrong:
        raise NotAll(wrong)
    open_questions = sum(not asked.chosen for turn in turns for asked in turn.asked)
    return ElectionPreview(tuple(turns), _digest(election, held, turns), open_questions)


def _digest(election: Election, held: Mapping[Any, Sequence[Held]], turns: Sequence[Turn]) -> str:
    """Of all that is shown; which of two namesakes is meant is decided while looking."""
    said = [(t.unit_id, [step.says for step in t.steps], [(a.field, a.choices) for a in t.asked]) for t in turns]
    seen = (election.day, election.document_number, sorted(map(str, held.items())), said)
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _turn(one: Elected, election: Election, held: Sequence[Held], known: Mapping[str, Sequence[Person]]) -> Turn:
    unit = one.unit
    if not _takes_posts(unit, election.day):
        raise RuleBroken(f"{unit.name[:12]}那一天不在。请核对日期。")
    secretary_name, director_name = (rules.check_name(name) if name else "" for name in (one.secretary, one.director))
    seat = seat_of(unit)
    if secretary_name and seat is None:
        raise RuleBroken("这类单位没有定书记兼主任。请只写主任。", "secretary")
    asked: list[Asked] = []
    secretary = _who(unit, "secretary", secretary_name, held, known, election.picks, asked)
    alone = director_name and director_name != secretary_name
    director = _who(unit, "director", director_name, held, known, election.picks, asked) if alone else secretary
    return Turn(unit.pk, unit.name, rules.succession(held, seat, secretary, director, election.day), tuple(asked))


def _takes_posts(unit: Unit, day: date) -> bool:
    """May posts begin in the unit on `day`? It is there, and still is today."""
    return unit.closed_on is None and unit.existed_on(day)


def _who(
    unit: Unit,
    post: str,
    name: str,
    held: Sequence[Held],
    known: Mapping[str, Sequence[Person]],
    picks: Mapping[str, str],
    asked: list[Asked],
) -> Who | None:
    """The person meant by a name: who leads the unit already, else one of the roster (asked), else somebody new."""
    if not name:
        return None
    leading = {h.person for h in held if h.name == name}
    if len(leading) == 1:
        return Who(leading.pop(), name)
    near = sorted(known.get(name, ()), key=lambda p: (p.unit_id != unit.pk, p.stroke_key, str(p.pk)))
    near = [p for p in near if p.unit_id == unit.pk or _beside(unit, p)][:MOST_NAMESAKES]
    if not near:
        return Who(f"{NEW}:{name}", name)
    choices = (*((str(p.pk), _told(p)) for p in near), (NEW, "另外一位，新添一位关工干部"))
    field_name = field_of(unit, post)
    chosen = picks.get(field_name, "")
    if chosen not in dict(choices):
        chosen = choices[0][0] if len(near) == 1 else ""
    asked.append(Asked(field_name, name, choices, chosen))
    return Who(f"{NEW}:{name}" if chosen in (NEW, "") else chosen, name)


def _beside(unit: Unit, person: Person) -> bool:
    return person.path.startswith(unit.path[:-SEGMENT] or unit.path)


def _told(person: Person) -> str:
    born = f"，{person.birth_month.year}年{person.birth_month.month}月生" if person.birth_month else ""
    return f"{person.unit.name}的{person.get_kind_display()}{born}"


def _namesakes(by: Actor, names: set[str]) -> dict[str, list[Person]]:
    """People of these names in reach, who are alive: one query."""
    rows = Person.objects.within(by.scope("manage_posts")).filter(name__in=names)
    found: dict[str, list[Person]] = {}
    for person in rows.exclude(status=Person.Status.DECEASED).select_related("unit"):
        found.setdefault(person.name, []).append(person)
    return found


@transaction.atomic
def hold_election(by: Actor, office: Unit, election: Election, seen: str, today: date) -> ElectionPreview:
    """Do what was looked at, in all units or in none. `office`: under whose name the trail keeps it as one deed."""
    list(Unit.objects.select_for_update().filter(pk__in=[one.unit.pk for one in election.elected]))
    preview = look_at_election(by, election, today)
    if preview.open_questions:
        raise RuleBroken("有同名的，还没有选是哪一位。请选好再点确认。")
    if preview.digest != seen:
        raise RuleBroken("看过以后又有变动。请再看一遍，再点确认。")
    units = {one.unit.pk: one.unit for one in election.elected}
    for turn in preview.turns:
        _carry_out(by, units[turn.unit_id], turn.steps, election, today)
    after = {"单位": len(preview.turns), "依据文号": election.document_number, "起于": election.day}
    audit.note(by, "换届", office.ref, after=after)
    return preview


def _carry_out(by: Actor, unit: Unit, steps: Sequence[Step], election: Election, today: date) -> None:
    last = election.day - timedelta(days=1)
    new: dict[str, Person] = {}
    for step in steps:
        if step.kind == "give" and step.who is not None:
            person = _person(by, unit, step.who, new, today)
            said = posts.PostDetails(step.post, election.day, step.party_post, election.document_number)
            posts.appoint(by, person, unit, said, today)
        elif step.held is not None:
            held = Appointment.objects.select_related("person", "unit", "post").get(pk=step.held)
            if step.kind == "end":
                posts.end_appointment(by, held, last, today)
            else:
                posts.unbind(by, held, _seat_code(unit), last)


def _person(by: Actor, unit: Unit, who: Who, new: dict[str, Person], today: date) -> Person:
    if not who.key.startswith(f"{NEW}:"):
        return Person.objects.get(pk=who.key)
    if who.key not in new:
        new[who.key] = registering.register_person(by, unit, registering.Registration(who.name, "cadre"), today)
    return new[who.key]


def _seat_code(unit: Unit) -> str:
    code, _ = seat_of(unit) or ("", "")
    return code
