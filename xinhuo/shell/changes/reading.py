"""What a change of units would take along: read before it is confirmed, and read again when it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, Sum

from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.journal.records.facts import BookFacts, Deed
from xinhuo.journal.records.models import Participation, Record
from xinhuo.shell.changes.facts import Choice, Following, KeepsakeFacts, Preview
from xinhuo.shell.changes.rules import Marks, digest_of, following, likeness
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office, Unit, YouthBase
from xinhuo.who.organisation.rules import full_name
from xinhuo.who.people.models import (
    Appointment,
    DifferentPeople,
    JoinedPerson,
    Membership,
    Person,
    RecordKeeper,
    TeamMembership,
)
from xinhuo.work.reports.models import DutySlot
from xinhuo.work.reports.reading import coming


@dataclass(frozen=True)
class Fellows:
    """Whoever and whatever goes from a unit to another: the rows themselves, and what is said of them."""

    people: Sequence[Person]
    posts: Sequence[Appointment]
    accounts: Sequence[Account]
    below: Sequence[Unit]
    preview: Preview


def fellows_of_merger(unit: Unit, target: Unit, day: date, named: bool = True) -> Fellows:
    """All that `unit` has when it becomes part of `target`: a fixed number of queries."""
    people = list(Person.objects.filter(unit=unit).serving().by_strokes())
    posts = _posts(unit)
    accounts = _accounts(unit)
    below = list(unit.children.filter(closed_on=None).in_order())
    lines = list(unit.line_children.filter(closed_on=None).in_order())
    records = list(Record.objects.filter(unit=unit, held_on__gte=day).values_list("pk", flat=True))
    kept = Record.objects.filter(unit=unit, held_on__lt=day).count()
    base = YouthBase.objects.filter(unit=unit, year=day.year).first()
    followings = _said(
        following("五老和干部", [p.name for p in people], named=named),
        following("任职", [f"{p.person.name}（{p.post.name}）" for p in posts], "个", named),
        following("账号", [a.name for a in accounts], "个", named),
        following("下级单位", [u.name for u in below], "个"),
        following("条线下级", [u.name for u in lines], "个"),
        Following(f"{_day(day)}以后的记录", f"{len(records)}条") if records else None,
    )
    notes = [f"{unit.name}到{_day(_before(day))}为止。这天以前的{kept}条记录、文书都留在{unit.name}名下，照原名印。"]
    turns = coming(unit, day)
    notes += [f"{_turn(slot)}的轮值由{target.name}接过，从1月讲到那个月。" for slot in turns] + _about_keeper(
        unit, target
    )
    touched: list[Collection[Any]] = [
        [unit.pk, target.pk, day, unit.name, target.name], [p.pk for p in people], [p.pk for p in posts],
        [f"{a.pk}{a.session_epoch}" for a in accounts], [u.pk for u in (*below, *lines)], records,
        [base.count if base else ""], [f"{slot.pk}{slot.month}" for slot in turns],
    ]  # fmt: skip
    preview = Preview(
        tuple(followings),
        tuple(notes),
        digest_of(touched),
        _choices_of_posts(posts, named),
        _choices_of_accounts(accounts, named),
        f"把{unit.name}{day.year}年的{base.count}名青少年加进{target.name}" if base and base.count else "",
    )
    return Fellows(people, posts, accounts, below, preview)


def fellows_of_split(unit: Unit, chosen: Collection[Any], below: Collection[Any], day: date) -> Fellows:
    """Those of `unit` who go to a new unit: `chosen` people with their posts and accounts, units `below`."""
    people = list(Person.objects.filter(unit=unit, pk__in=chosen).serving().by_strokes())
    going = {person.pk for person in people}
    posts = [post for post in _posts(unit) if post.person_id in going]
    accounts = [account for account in _accounts(unit) if account.person_id in going]
    units = list(unit.children.filter(closed_on=None, pk__in=below).in_order())
    stay = Person.objects.filter(unit=unit).serving().count() - len(people)
    followings = _said(
        following("五老和干部", [p.name for p in people]),
        following("任职", [f"{p.person.name}（{p.post.name}）" for p in posts], "个"),
        following("账号", [a.name for a in accounts], "个"),
        following("下级单位", [u.name for u in units], "个"),
    )
    notes = (f"{unit.name}还有{stay}人。以前的记录都留在{unit.name}名下，记载簿跟着人走。",)
    touched: list[Collection[Any]] = [
        [unit.pk, day, unit.name], going, [p.pk for p in posts], [a.pk for a in accounts], [u.pk for u in units],
    ]  # fmt: skip
    preview = Preview(
        tuple(followings),
        notes,
        digest_of(touched),
        _choices_of_posts(posts, True),
        _choices_of_accounts(accounts, True),
    )
    return Fellows(people, posts, accounts, units, preview)


def preview_of_move(unit: Unit, parent: Unit, day: date) -> Preview:
    """What goes along when `unit` is put under `parent`: everything at it and below it keeps its id and its name."""
    scope = Scope((Root(unit.path, unit.shard),))
    below = list(Unit.objects.within(scope).exclude(pk=unit.pk).filter(closed_on=None).in_order())
    people = Person.objects.within(scope).serving().count()
    records = Record.objects.within(scope).count()
    accounts = Account.objects.within(scope).filter(is_active=True).count()
    former = unit.parent.name if unit.parent else ""
    followings = _said(
        following("下级单位", [u.name for u in below], "个"),
        Following("五老和干部", f"{people}人"),
        Following("账号", f"{accounts}个"),
        Following("记录", f"{records}条"),
    )
    notes: tuple[str, ...] = (
        f"{unit.name}以前的记录、文书都跟着走，名称不变，照样能看能印。",
        f"{former}从此看不到{unit.name}，由{parent.name}来管。{former}已编进自己大事记的事还在。",
        f"在{former}服务队里的人，从{_day(day)}起转到{parent.name}同号的队；没有同号的队，到前一天为止。",
    )
    turns = [slot for slot in coming(unit, day) if slot.roster.office_id != parent.pk]
    notes += tuple(f"{_turn(slot)}的轮值在{former}那边空出来，请{parent.name}另排。" for slot in turns)
    touched: list[Collection[Any]] = [[unit.pk, unit.path, parent.pk, parent.path, day], [u.pk for u in below]]
    touched.append([slot.pk for slot in turns])
    return Preview(tuple(followings), notes, digest_of(touched))


def preview_of_rename(unit: Unit, name: str, day: date) -> Preview:
    """Which papers carry which name."""
    notes = (
        f"{day.year}年及以后的文书印“{name}”，{day.year - 1}年及以前的照印“{unit.name}”。",
        "编号、人员、记录、账号都不变。用旧名登录，照样能进。",
    )
    return Preview((), notes, digest_of([[unit.pk, unit.name, name, day]]))


def _said(*lines: Following | None) -> list[Following]:
    return [line for line in lines if line is not None and not line.said.startswith("0")]


def _posts(unit: Unit) -> list[Appointment]:
    held = Appointment.objects.filter(unit=unit, ended_on=None)
    return list(held.select_related("person", "post").in_rank())


def _accounts(unit: Unit) -> list[Account]:
    rows = Account.objects.filter(unit=unit, is_active=True).prefetch_related("grants__role")
    return list(rows.order_by("name", "pk"))


def _choices_of_posts(posts: Sequence[Appointment], named: bool) -> tuple[Choice, ...]:
    return tuple(Choice(str(p.pk), f"{p.person.name}（{p.post.name}）" if named else p.post.name) for p in posts)


def _choices_of_accounts(accounts: Sequence[Account], named: bool) -> tuple[Choice, ...]:
    """Accounts that do something for the unit; whoever only reads the own book goes along without a question."""
    asked = [account for account in accounts if not account.only_own_book]
    return tuple(Choice(str(a.pk), _account_words(a, named)) for a in asked)


def _account_words(account: Account, named: bool) -> str:
    roles = "、".join(grant.role.name for grant in account.grants.all())
    return f"{account.name}（{roles or '没有角色'}）" if named else roles or "没有角色"


def _turn(slot: DutySlot) -> str:
    return f"{slot.unit.name}{slot.roster.year}年{slot.month}月"


def _about_keeper(unit: Unit, target: Unit) -> list[str]:
    keepers = RecordKeeper.objects.filter(unit__in=[unit, target], ended_on=None)
    known = {k.unit_id: k for k in keepers.select_related("appointment__person", "appointment__post")}
    if target.pk in known:
        return [f"合并以后，记载簿由{target.name}的{known[target.pk]}记。"]
    return [f"{target.name}还没有定记载人，合并以后请在领导班子里定。"]


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_OWN = (
    Membership,
    TeamMembership,
    JoinedPerson,
    DifferentPeople,
    PrintRequest,
)  # come and go with the registration itself


def hanging_on(person: Person) -> list[str]:
    """What refers to a person, in words (「参加3」): whatever table another subject adds is asked too."""
    found = []
    for relation in Person._meta.related_objects:
        table = relation.related_model
        if table not in _OWN:
            count = table._base_manager.filter(**{relation.field.name: person.pk}).count()
            found += [f"{table._meta.verbose_name}{count}"] if count else []
    return found


def keepsake_facts(person: Person, office: Office | None) -> KeepsakeFacts:
    """All years of one person's book: a fixed number of queries, however long the life was."""
    deeds = Participation.objects.counted().about(person).deeds().get(person.pk, [])
    spells = list(person.memberships.prefetch_related("unit__former_names").select_related("unit"))
    teams = list(person.team_memberships.select_related("team").order_by("team__position", "id"))
    held = person.appointments.select_related("unit", "post").prefetch_related("unit__former_names").in_rank()
    last = spells[-1].unit if spells else person.unit
    died = person.status_since if person.status == Person.Status.DECEASED else None
    issuer = office.name if office else last.full_name
    books = []
    for year in sorted({deed.held_on.year for deed in deeds}):
        home = _home_in(spells, year) or last
        own = tuple(deed for deed in deeds if deed.held_on.year == year)
        books.append(_book(person, home, year, own, issuer))
    led = Participation.objects.counted().about(person).filter(record__led_by=None)
    return KeepsakeFacts(
        name=person.name,
        sex=person.sex,
        born=person.birth_month,
        died=died,
        joined=person.joined_month,
        nation=person.nation,
        politics=person.politics,
        former=f"{person.former_employer}{person.former_post}",
        categories=tuple(person.category_names),
        unit_full=full_name(last.name_on(died) if died else last.name),
        teams=tuple(dict.fromkeys(row.team.name for row in teams)),
        posts=tuple(_post_words(post) for post in held),
        honours=person.honours,
        life=person.life,
        books=tuple(books),
        youth=led.aggregate(n=Sum("record__youth_count"))["n"] or 0,
        issuer=issuer,
        demo=bool(office and office.demo),
    )


def _home_in(spells: Sequence[Membership], year: int) -> Unit | None:
    found = None
    for spell in spells:
        begun = spell.started_on is None or spell.started_on.year <= year
        if begun and (spell.ended_on is None or spell.ended_on.year >= year):
            found = spell.unit
    return found


def _book(person: Person, home: Unit, year: int, deeds: tuple[Deed, ...], issuer: str) -> BookFacts:
    return BookFacts(
        person_id=str(person.pk),
        name=person.name,
        categories=tuple(person.category_names),
        unit=home.name_in(year),
        unit_full=home.full_name_in(year),
        teams=(),
        year=year,
        keeper="",
        issuer=issuer,
        deeds=deeds,
    )


def _post_words(post: Appointment) -> str:
    until = f"{post.ended_on.year}年{post.ended_on.month}月" if post.ended_on else "今"
    unit = post.unit.name_on(post.ended_on) if post.ended_on else post.unit.name
    return f"{post.started_on.year}年{post.started_on.month}月至{until}，{unit}关工委{post.post.name}"


@dataclass(frozen=True)
class Pair:
    """Two registrations that may be one person, and why."""

    one: Person
    other: Person
    why: str


LOOKED_AT = 600  # people who look like somebody; an office with more joins these first


def doubles_of(scope: Scope) -> list[Pair]:
    """Likely doubles within `scope`, the surest first: five queries, however many people."""
    people = Person.objects.within(scope)
    same = Q(pk__in=[])
    for field in ("name", "id_print", "phone_print"):
        often = people.exclude(**{field: ""}).order_by().values(field).annotate(n=Count("id")).filter(n__gt=1)
        same |= Q(**{f"{field}__in": often.values(field)})
    rows = list(people.filter(same).select_related("unit").by_strokes()[:LOOKED_AT])
    told = set(DifferentPeople.objects.filter(first__in=[p.pk for p in rows]).values_list("first_id", "second_id"))
    marks = {person.pk: _marks_of(person) for person in rows}
    groups: dict[tuple[str, str], list[Person]] = {}
    for person in rows:
        for kind, value in (("n", person.name), ("i", person.id_print), ("p", person.phone_print)):
            if value:
                groups.setdefault((kind, value), []).append(person)
    found: dict[tuple[Any, Any], tuple[int, Pair]] = {}
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda p: p.pk), 2):
            rank, why = likeness(marks[one.pk], marks[other.pk])
            if why and (one.pk, other.pk) not in told:
                found[one.pk, other.pk] = (rank, Pair(one, other, why))
    return [pair for _, pair in sorted(found.values(), key=lambda ranked: (ranked[0], ranked[1].one.stroke_key))]


def _marks_of(person: Person) -> Marks:
    return Marks(person.name, person.birth_month, person.id_print, person.phone_print, str(person.unit_id))
