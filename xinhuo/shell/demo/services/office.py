"""The demonstration: an invented office, prepared once, through the same doors that everyone uses."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xinhuo.ground.intake.workbook import read
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.archives.services import seal
from xinhuo.journal.records.models import Occasion, Record, RecordKind
from xinhuo.journal.records.services.bringing import Brought, bring_records
from xinhuo.journal.records.services.told import told_of
from xinhuo.journal.records.services.writing import Taking, Told, change_record, withdraw_record
from xinhuo.shell.demo.facts import DemoPlace, DemoUnit, Elder, PlannedDeed, read_place, read_templates
from xinhuo.shell.demo.papers import roster_book
from xinhuo.shell.demo.rules.people import elders
from xinhuo.shell.demo.rules.year_plan import plan_year
from xinhuo.shell.demo.services.work import work
from xinhuo.shell.desk.services import installer, set_up
from xinhuo.who.accounts import services as accounts
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation import services as organisation
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.people.models import Appointment, Person, Team
from xinhuo.who.people.rosters.reading import read_roster
from xinhuo.who.people.services import posts, registering
from xinhuo.who.people.services.carrying import Decisions, import_roster
from xinhuo.who.people.services.importing import plan_import
from xinhuo.work.reports.facts import Turn
from xinhuo.work.reports.services import duty
from xinhuo.year.yearbook.services import Choice, confirm_quiet_month, decide_entry, decide_month

PASSWORD = "xinhuo2026"  # known to everyone: the data are invented, and each page says so
WORKBOOK = "演示名册.xlsx"
_CLERK = ("办公室", "13900000001")
_CHANGED = "荷塘社区"  # sealed its half-year, then put a number right
_NOT_YET = (
    "东桥村",
    "滨河社区",
    "朝阳社区",
)  # have not sealed the half-year, nor looked through the last months' 大事记
_SMALL = "杨家圩村"  # whose leading group is not complete
_MEMBERS = 2  # elders in a leading group, beside 主任, 常务副主任 and 秘书长
_SPEAKING = ("主题宣讲", "法治教育", "家庭教育")


@dataclass(frozen=True)
class DemoAccount:
    """A line of the table that the command prints."""

    role: str
    name: str
    unit: str
    phone: str


@dataclass(frozen=True)
class Town:
    """The office before anything was done: its place, units by name, elders by unit and name."""

    place: DemoPlace
    office: Office
    people: Sequence[Elder]
    units: dict[str, Unit]
    known: dict[tuple[str, str], Person]


@transaction.atomic
def prepare(folder: Path, today: date) -> bool:
    """Make the demonstration, whole or not at all. False when it is there already: nothing is added."""
    there = Office.objects.first()
    if there is not None and not there.demo:
        raise RuleBroken("这里已经是正式数据，不能再放演示数据。请换一个数据目录。")
    if there is not None:
        return False
    town = settle_in(folder, today)
    paused = _pause(installer(town.office.root.path), town.people, town.known, today)
    every = town.units | {town.place.name: town.office.root}
    _records(town.place, town.people, every, town.known, paused, today)
    work(town.place, town.office, town.units, today)
    _sealed(town.place, every, _writers(town.place, every), today)
    return True


@transaction.atomic
def settle_in(folder: Path, today: date) -> Town:
    """The office with its units, rosters, 331 elders, posts and accounts; nothing was done yet."""
    place = read_place()
    people = elders(place, today.year)
    office = _office(place, today)
    by = installer(office.root.path)
    units = _units(by, place, office.root, today)
    _import(by, place, people, office.root, folder, today)
    known = {(p.unit.name, p.name): p for p in Person.objects.five_elders().select_related("unit").order_by("pk")}
    held = _posts(by, place, office.root, units, known, today)
    _accounts(by, place, office.root, units, known, held)
    return Town(place, office, people, units, known)


def account_list() -> list[DemoAccount]:
    """Who can log in, for the table."""
    rows = Account.objects.filter(is_active=True).select_related("unit").prefetch_related("grants__role")
    return [
        DemoAccount("、".join(g.role.name for g in row.grants.all()), row.name, row.unit.name, row.phone)
        for row in sorted(rows, key=lambda r: r.phone)
    ]


def _office(place: DemoPlace, today: date) -> Office:
    details = organisation.UnitDetails(place.name, place.type, place.code)
    office, _ = set_up(details, place.phone, "", *_CLERK, PASSWORD, demo=True)
    office.demo_made_on = today
    office.save(update_fields=["demo_made_on"])
    return office


def _units(by: Actor, place: DemoPlace, root: Unit, today: date) -> dict[str, Unit]:
    found = {}
    for told in place.units:
        details = organisation.UnitDetails(told.name, told.type, told.code)
        unit = found[told.name] = organisation.add_unit(by, root, details)
        for year, count in zip((today.year - 1, today.year), told.youth, strict=True):
            organisation.state_youth_base(by, unit, year, count)
    _duty(by, place, root, found, today)
    return found


def _duty(by: Actor, place: DemoPlace, root: Unit, units: dict[str, Unit], today: date) -> None:
    """This year's roster, and last year's: everyone was one month later then."""
    for year in (today.year - 1, today.year):
        turns = [Turn(told.duty_in(year, today.year), str(units[told.name].pk)) for told in place.units]
        duty.agree(by, root, year, sorted(turns, key=lambda turn: turn.month), date(year, 1, 4))


def _import(by: Actor, place: DemoPlace, people: Sequence[Elder], root: Unit, folder: Path, today: date) -> None:
    """The 331 come in as any office's roster does."""
    raw = roster_book(place, people, today)
    (folder / WORKBOOK).write_bytes(raw)
    roster = read_roster(read(raw, WORKBOOK), today)
    right = {coming.key for coming in plan_import(by, root, roster).guesses}
    plan = import_roster(by, root, roster, "", Decisions({}, cared=right), WORKBOOK, today)
    if len(plan.new) != len(people):
        raise RuleBroken(f"演示名册只读懂了{len(plan.new)}行。请把这句话告诉开发者。")


Held = dict[tuple[str, str], Appointment]


def _posts(
    by: Actor, place: DemoPlace, root: Unit, units: dict[str, Unit], known: dict[tuple[str, str], Person], today: date
) -> Held:
    """Who leads what: the ten teams, the office, and each unit; serving cadres are not among the 331."""
    since, held = date(today.year - 2, 3, 1), {}
    teams = {team.code: team for team in Team.objects.filter(unit=root)}

    def cadre(name: str, unit: Unit) -> Person:
        return registering.register_person(by, unit, registering.Registration(name, "cadre"), today)

    def give(person: Person, unit: Unit, post: str, party_post: str = "", keeps_book: bool = False) -> None:
        details = posts.PostDetails(post, since, party_post, "清新委发〔2024〕3号", keeps_book=keeps_book)
        held[unit.name, post] = posts.appoint(by, person, unit, details, today)

    for leader in place.leaders:
        person = cadre(leader.name, root)
        if leader.post:
            give(person, root, leader.post, leader.party_post, leader.keeps_book)
        if leader.team:
            posts.lead_team(by, teams[leader.team], person, teams[leader.team].lead_section, since)
    for told in place.units:
        unit = units[told.name]
        give(cadre(told.director, unit), unit, "director", "党组织书记")
        give(known[told.name, told.keeper], unit, "executive_deputy_director", keeps_book=True)
        give(cadre(told.secretary, unit), unit, "secretary_general")
        for member in _members(known, told, since):
            give(member, unit, "committee_member")
    return held


def _members(known: dict[tuple[str, str], Person], told: DemoUnit, since: date) -> list[Person]:
    """The elders who complete a unit's leading group: who had joined by then."""
    elders = [one for (where, name), one in known.items() if where == told.name and name != told.keeper]
    there = [one for one in elders if one.joined_month and one.joined_month <= since]
    return [] if told.name == _SMALL else there[:_MEMBERS]


def _accounts(
    by: Actor,
    place: DemoPlace,
    root: Unit,
    units: dict[str, Unit],
    known: dict[tuple[str, str], Person],
    held: Held,
) -> None:
    """One account of each common role, all with the demonstration's password."""

    def of_post(unit: Unit, post: str, role: str, phone: str) -> accounts.NewAccount:
        appointment = held[unit.name, post]
        return accounts.NewAccount(unit, appointment.person.name, role, phone, appointment.person, appointment)

    village, community = units["柳湾村"], units["荷塘社区"]
    elder = next(p for (unit, name), p in known.items() if unit == village.name and name != "周德顺")
    head = next(leader for leader in place.leaders if leader.team)
    wanted = [
        of_post(village, "executive_deputy_director", "recorder", "13900000002"),
        of_post(community, "executive_deputy_director", "recorder", "13900000006"),
        of_post(village, "director", "director", "13900000021"),
        of_post(root, "director", "subdistrict_director", "13900000022"),
        of_post(root, "party_secretary", "party_secretary", "13900000023"),
        accounts.NewAccount(
            root, head.name, "team_leader", "13900000024", Person.objects.get(name=head.name, unit=root)
        ),
        accounts.NewAccount(village, elder.name, "volunteer", "13900000025", elder),
    ]
    for one in wanted:
        accounts.open_account(by, one, PASSWORD)


def _pause(by: Actor, people: Sequence[Elder], known: dict[tuple[str, str], Person], today: date) -> set[str]:
    """A few rest since January: a pause is no reproach."""
    last = {elder.unit: elder for elder in people}
    chosen = [last[unit] for unit in list(last)[1::3]]
    for elder in chosen:
        since = min(today, date(today.year, 1, 10))
        registering.change_status(by, known[elder.unit, elder.name], "paused", since, today, "身体原因，休养")
    return {elder.name for elder in chosen}


def _records(
    place: DemoPlace,
    people: Sequence[Elder],
    units: dict[str, Unit],
    known: dict[tuple[str, str], Person],
    paused: set[str],
    today: date,
) -> None:
    """Last year whole, this year up to today."""
    kinds = {kind.name: kind for kind in RecordKind.objects.select_related("team")}
    teams = {kind.name: kind.team.position for kind in kinds.values() if kind.team}
    occasions = {o.code: o for o in Occasion.objects.all()}
    windows = {o.code: (o.first, o.last) for o in occasions.values()}
    deeds: list[PlannedDeed] = []
    for year in (today.year - 1, today.year):
        by_unit: dict[str, list[Elder]] = defaultdict(list)
        for elder in people:
            if year < today.year or elder.name not in paused:
                by_unit[elder.unit].append(elder)
        deeds += plan_year(year, place, by_unit, read_templates(), teams, windows, today.year)
    deeds = [deed for deed in deeds if deed.day <= today]
    writers = _writers(place, units)
    brought = [
        Brought(
            writers[deed.unit],
            units[deed.unit],
            _told(deed, kinds, occasions, known),
            _written_at(number, deed, today),
        )
        for number, deed in enumerate(deeds)
    ]
    records = bring_records(brought, today)
    _withdraw(deeds, records, writers)
    _chronicles(place, units, writers, today)


def _sealed(place: DemoPlace, units: dict[str, Unit], writers: dict[str, Actor], today: date) -> None:
    """The last half-year that is over: most units sealed theirs, one then put a number right; the office sealed last."""
    office, year = Office.objects.select_related("root").get(), today.year - (today.month < 7)

    def sealed(name: str, day: int) -> None:
        seal(writers[name], units[name], "half_year", year, 6, office, min(today, date(year, 7, day)))

    for name in [unit.name for unit in place.units if unit.name not in _NOT_YET]:
        sealed(name, 3)
    done = Record.objects.standing().filter(unit=units[_CHANGED], kind__routine=False, youth_count__gt=0)
    record = done.of_period(Period(year, 1, 6)).with_words().order_by("held_on", "id").last()
    if record is not None:
        told = told_of(record)
        change_record(writers[_CHANGED], record, replace(told, youth_count=told.youth_count + 3), today)
    sealed(place.name, 10)


def _chronicles(place: DemoPlace, units: dict[str, Unit], writers: dict[str, Actor], today: date) -> None:
    """大事记 were looked through, quiet months said to be quiet; of this year's, some wait for someone since the summer."""
    until = date(today.year, today.month, 1)
    marked = Record.objects.standing().filter(milestone=True, held_on__lt=until).with_words().order_by("held_on", "id")
    own: dict[tuple[str, int], list[Choice]] = defaultdict(list)
    of_month: dict[tuple[int, int], Record] = {}
    for record in marked:
        own[record.unit.name, record.held_on.year].append(Choice(str(record.pk), True, ""))
        if record.unit.name != place.name:
            of_month.setdefault((record.held_on.year, record.held_on.month), record)
    for (name, year), choices in own.items():
        decide_month(writers[name], units[name], year, choices)
    for record in of_month.values():  # the office takes one of its units' events a month
        decide_entry(writers[place.name], units[place.name], record, included=True)
    for name, unit in units.items():
        told = {
            record.held_on.month for record in marked if record.unit_id == unit.pk and record.held_on.year == today.year
        }
        told |= {month for year, month in of_month if year == today.year and name == place.name}
        for month in range(1, min(today.month, 7) if name in _NOT_YET else today.month):
            if month not in told:
                confirm_quiet_month(writers[name], unit, today.year, month, today)


def _writers(place: DemoPlace, units: dict[str, Unit]) -> dict[str, Actor]:
    """Each unit's 常务副主任 writes for the unit; the office's clerk for the office."""
    ids: dict[str, UUID] = dict(Account.objects.values_list("name", "id"))
    names = {unit.name: unit.keeper for unit in place.units} | {place.name: _CLERK[0]}
    return {
        unit: replace(
            system_actor(
                name,
                frozenset({"write_record", "correct_record", "edit_papers", "seal_papers"}),
                units[unit].path,
                reach="own",
            ),
            id=ids.get(name),
        )
        for unit, name in names.items()
    }


def _told(
    deed: PlannedDeed,
    kinds: dict[str, RecordKind],
    occasions: dict[str, Occasion],
    known: dict[tuple[str, str], Person],
) -> Told:
    kind, sentences = kinds[deed.kind], dict(deed.sentences)
    first = "spoke" if deed.kind in _SPEAKING else "led"
    takings = [
        Taking(known[deed.unit, name], "took_part" if n or deed.kind == "例会" else first, sentences.get(name, ""))
        for n, name in enumerate(deed.people)
    ]
    takings += [Taking(known[deed.unit, name], "was_visited") for name in deed.visited]
    return Told(
        held_on=deed.day,
        kind=kind,
        content=deed.content,
        title=deed.title,
        time_of_day=deed.time_of_day,
        place=deed.place,
        team=kind.team,
        occasion=occasions.get(deed.occasion),
        effect=deed.effect,
        youth_count=deed.youth,
        other_count=deed.others,
        milestone=deed.milestone,
        people=takings,
        source="paper" if deed.days_late else "screen",
        paper_date=deed.day if deed.days_late else None,
    )


def _written_at(number: int, deed: PlannedDeed, today: date) -> datetime:
    day = min(deed.day + timedelta(days=deed.days_late or number % 3), today)
    return timezone.make_aware(datetime.combine(day, time(9 + number % 11, number * 7 % 60)))


def _withdraw(deeds: Sequence[PlannedDeed], records: Sequence[Record], writers: dict[str, Actor]) -> None:
    for deed, record in zip(deeds, records, strict=True):
        if deed.withdrawn and deed.day.year < records[-1].held_on.year:
            withdraw_record(writers[deed.unit], record, "同一件事记了两次")
