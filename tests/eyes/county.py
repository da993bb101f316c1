"""A county for eyes: two subdistricts, three villages, and in each unit one of everything that an address can name.

A new page with a new kind of thing in its address adds that thing to `Party.things`, under the parameter's name.
"""

import io
import uuid
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.year_world import TODAY, fill_reference
from xinhuo.ground.files.services import attach
from xinhuo.ground.jobs.models import Job
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.ids import new_id
from xinhuo.ground.kernel.job import kinds
from xinhuo.ground.kernel.ref import Ref
from xinhuo.journal.approvals.facts import Seat, StepPlan
from xinhuo.journal.approvals.facts import Told as ToDecide
from xinhuo.journal.approvals.services import set_deputy, sign_on_paper, submit
from xinhuo.journal.archives.services import seal
from xinhuo.journal.method.models import DutyConfirmation
from xinhuo.journal.method.services.packs import start_method
from xinhuo.journal.records.facts import PaperOf
from xinhuo.journal.records.ledgers.reading import COLUMNS
from xinhuo.journal.records.models import KindWord, LedgerImport, RecordKind
from xinhuo.journal.records.services.office import start_kinds
from xinhuo.journal.records.services.reporting import write_paragraph
from xinhuo.journal.records.services.told import Taking, Told
from xinhuo.journal.records.services.writing import write_record
from xinhuo.shell.printing.facts import Wanted
from xinhuo.shell.printing.services import ask_to_print
from xinhuo.who.accounts.models import Account, Role
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.accounts.services import NewAccount, arrive, open_account
from xinhuo.who.organisation.models import ColumnWord, Office, Unit, UnitChange
from xinhuo.who.organisation.services import UnitDetails, add_unit, found_office, learn_columns, state_youth_base
from xinhuo.who.people.models import Team
from xinhuo.who.people.services.posts import PostDetails, appoint_by_name, start_teams
from xinhuo.who.people.services.registering import Registration, register_person
from xinhuo.work.applications.facts import Plan as Event
from xinhuo.work.applications.models import Application
from xinhuo.work.applications.rules.saying import rows_of
from xinhuo.work.applications.services.kinds import start_event_kinds
from xinhuo.work.applications.services.writing import write_application
from xinhuo.work.meetings.models import MeetingKind
from xinhuo.work.meetings.services import closing, following, minuting, planning, roll
from xinhuo.work.meetings.services.planning import Plan, Point
from xinhuo.work.reports.services import duty
from xinhuo.work.reports.services.calls import Asked, add_scan, hand_in, send_call
from xinhuo.year.volumes.services import seal_volume
from xinhuo.year.yearbook.services import add_entry

PASSWORD = "Anlan-2026-lu"
MONTH = 6  # of the things below: over, and the month of a report and of a half-year summary alike
PLAIN: dict[str, list[Any]] = {
    "code": ["spring"],  # points of the year are the whole instance's
    "year": [2026],
    "month": [MONTH],
    "form": ["pdf"],
    "duty_key": ["records-monthly", "document-opinion"],  # what the method asks of whom is told to all
    "kind": ["report"],
    "paper": ["report"],
    "size": ["thumb"],
    "sheet": ["notice", "signin", "minutes"],
    "meeting_kind": ["monthly_meeting"],  # kinds of meetings are the whole instance's
}
"""Parameters that name no thing of anybody's. Add a parameter here only when whatever it holds may be seen by all."""


@dataclass
class Party:
    """One unit and one of each thing it has. `marks` are texts that nobody out of reach may ever read."""

    unit: Unit
    things: dict[str, Any] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)

    @property
    def ids(self) -> dict[str, str]:
        """Kind of thing → its id as a form or an address writes it."""
        return {kind: str(thing) for kind, thing in self.things.items()}


# unit, parent, kind, people (the first has an account of her own and of the unit's recorder), youth count, phone
_UNITS = (
    ("安澜县", "", "county", ("欧阳樾", "禤栩"), 7919, "13911110000"),
    ("清河街道", "安澜县", "subdistrict", ("司徒瑾", "郗旻"), 6421, "13911110010"),
    ("望潮街道", "安澜县", "subdistrict", ("宇文晗", "逄煦"), 5323, "13911110020"),
    ("柳湾村", "清河街道", "village", ("诸葛瑛", "厍昀"), 4219, "13911110030"),
    ("东桥村", "清河街道", "village", ("轩辕昕", "郄旸"), 3119, "13911110040"),
    ("石塘村", "望潮街道", "village", ("端木玥", "璩晔"), 2017, "13911110050"),
)
VILLAGE_ROLES = ("volunteer", "recorder", "director")


@dataclass
class County:
    parties: dict[str, Party] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    """Role (and where it sits) → the account."""

    def home_of(self, name: str) -> Party:
        account = self.accounts[name]
        return next(p for p in self.parties.values() if p.unit.pk == account.unit_id)

    def strangers(self, name: str) -> list[Party]:
        """Units that no grant of the account reaches for anything at all."""
        account = self.accounts[name]
        grants = list(account.grants.select_related("role", "unit"))
        roots = [(g.unit.path, g.reach or g.role.reach) for g in grants]
        return [p for p in self.parties.values() if not any(_reaches(root, reach, p.unit) for root, reach in roots)]


def _reaches(root: str, reach: str, unit: Unit) -> bool:
    if reach == "below":
        return unit.path.startswith(root)
    return unit.path == root or (reach == "children" and unit.path[:-4] == root)


def build() -> County:
    """The county on 20 December 2026."""
    fill_reference()
    county = County()
    for name, parent, kind, people, youth, phone in _UNITS:
        if parent:
            above = county.parties[parent].unit
            by = everything(above.path)
            unit = add_unit(by, above, UnitDetails(name, kind))
        else:
            unit = found_office(everything(""), UnitDetails(name, kind), phone="0000-0000").root
        county.parties[name] = party = Party(unit)
        _work(party, everything(""))
        _live(party, everything(unit.path), kind, people, youth, phone)
    for role in Role.objects.all():
        home = "柳湾村" if role.code in VILLAGE_ROLES else "清河街道"
        _open(county, role.code, home, role.code, number=role.position)
    _open(county, "clerk, one level down", "安澜县", "clerk", reach="children", number=50)
    _open(county, "nobody", "柳湾村", "recorder", number=51)
    county.accounts["nobody"].grants.update(until=date(2026, 1, 1))
    for name in ("安澜县", "清河街道", "望潮街道"):
        _bring_a_roster(county.parties[name])
    return county


def everything(path: str) -> Actor:
    """Whoever sets up: may do all below `path`."""
    return system_actor("安装", frozenset(ACTIONS), path)


def _work(party: Party, by: Actor) -> None:
    """A turn of the duty roster, and a call of its own for which it handed in a scan."""
    unit = party.unit
    party.things["slot_id"] = duty.enter(by, unit, 2026, MONTH + 1, date(2026, 1, 4)).pk
    asked = Asked("work_plan", f"{unit.name}2026年工作计划", 2026, TODAY, [unit])
    party.things["call_id"] = (call := send_call(by, unit, asked, TODAY)).pk
    handed = hand_in(by, call, unit, f"{unit.name}今年打算做的事。", TODAY, on_paper=TODAY)
    party.things["handed_id"] = handed.pk
    party.things["sheet_id"] = add_scan(by, handed, f"{unit.name}的扫描".encode(), "计划.txt").pk


def _live(party: Party, by: Actor, kind: str, people: tuple[str, ...], youth: int, phone: str) -> None:
    """Elders, a deed, a post, words in the papers: one of each."""
    unit, first, second = party.unit, *people
    if kind != "village":
        start_teams(by, unit)
        start_kinds(by, unit)
        start_method(by, unit, TODAY, since=date(2026, 1, 1))
        party.things["event_kind_id"] = start_event_kinds(by, unit)[0].pk
        party.things["team"] = Team.objects.filter(unit=unit).first().pk
        party.things["record_kind"] = party.things["kind_id"] = RecordKind.objects.filter(unit=unit).first().pk
    contacts = {"phone": phone, "emergency_phone": phone[:-1] + "7", "id_number": f"32000019480301{phone[-4:]}"}
    party.contacts = [*contacts.values(), f"{first}家老屋门牌", f"{first}的女儿"]
    said = Registration(
        name=first, sex="女", birth_month=date(1948, 3, 1), categories=["elder_cadre"], joined_month=date(2020, 1, 1),
        address=f"{first}家老屋门牌", emergency_contact=f"{first}的女儿", honours=f"{first}的荣誉", **contacts,
    )  # fmt: skip
    elder = register_person(by, unit, said, TODAY)
    twin = register_person(by, unit, Registration(name=second, sex="女", categories=["elder_cadre"]), TODAY)
    known = RecordKind.objects.filter(path__in=unit.ancestor_paths, category="theme_education")
    title, done = f"{second}讲课记", f"{second}讲了一课"
    told = Told(
        held_on=date(2026, MONTH, 8), kind=known.first(), title=title, content=done, place=f"{second}书屋",
        people=[Taking(elder)], youth_count=youth, milestone=True,
    )  # fmt: skip
    record = write_record(by, unit, uuid.uuid4(), told, TODAY)
    line = add_entry(by, unit, 2026, date(2026, MONTH, 9), f"{second}来看望大家。", TODAY)
    write_paragraph(by, unit, PaperOf("report", 2026, MONTH), "summary", f"{second}写的一段。", "")
    state_youth_base(by, unit, 2026, youth + 1)
    details = PostDetails("executive_deputy_director", date(2024, 1, 1), keeps_book=True)
    post = appoint_by_name(by, first, unit, details, TODAY)
    wanted = NewAccount(unit, f"{second}甲", "recorder", phone[:-1] + "5")
    account = open_account(by, wanted, PASSWORD)[0]
    party.contacts.append(phone[:-1] + "5")
    change = UnitChange.objects.create(
        unit=unit, kind="renamed", happened_on=date(2026, 2, 1), text=f"{second}改的名", done_by=""
    )
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), (youth % 256, 90, 90)).save(picture, "PNG")
    file = attach(by, record.ref, picture.getvalue(), f"{second}的照片.png")
    sealed = seal(by, unit, "report", 2026, MONTH, Office.objects.get(), TODAY)
    party.things |= {
        "unit_id": unit.pk, "person_id": elder.pk, "record_id": record.pk, "account_id": account.pk,
        "appointment_id": post.pk, "grant_id": account.grants.get().pk,
        "entry_id": line.pk,
        "confirmation_id": _confirmation(party, f"{second}办的").pk,
        "word_id": _word(party, by, f"{second}的栏").pk,
        "kind_word_id": _kind_word(party, f"{second}的叫法").pk,
        "ledger_id": _ledger(party, by, f"{second}的台账.xlsx").pk,
        "volume_id": seal_volume(by, unit, 2019, f"3月5日，{second}讲课。".encode(), f"{second}.txt", TODAY).pk,
        "place_id": arrive(account, f"session{account.pk.hex}"[:40], "电脑", own=False),
        "paper_id": sealed.pk, "change_id": change.pk, "keep_id": elder.pk, "gone_id": twin.pk, "file_id": file.pk,
    }  # fmt: skip
    party.things |= _approval(party, by, first, second, post)
    party.things |= _meeting(party, by, second)
    words = f"{second}捎的话"
    asked = ask_to_print(by, unit, Wanted("report", 2026, MONTH), 2, words, None, TODAY)
    party.things["request_id"] = asked.pk
    for kind_of_job in list(kinds())[:1]:
        job = Job.objects.create(
            kind=kind_of_job.key, title=f"{second}的表", by_id=account.pk, by_name=account.name, place="", state="failed",
            path=unit.path, shard=unit.shard, made_at=timezone.now(),
        )  # fmt: skip
        party.things["job_id"] = job.pk
    party.things.setdefault("job_id", new_id())  # no kind of job is known yet: nobody's
    party.marks += [first, second, words, f"{youth}", f"{youth + 1}", *party.contacts]
    if kind == "village":
        party.marks.append(unit.name)


def _approval(party: Party, by: Actor, first: str, second: str, post: Any) -> dict[str, Any]:
    """A form that waits for the unit's own 常务副主任, a signed paper beside it, and somebody who decides meanwhile."""
    unit = party.unit
    thing = Ref("thing", str(new_id()), unit.path, f"{second}的申报", unit.shard)
    told = ToDecide((f"{second}要开会",), (("内容", f"{second}要讲的"),))
    case = submit(by, thing, "records:record", told, [StepPlan("review", Seat(unit.pk, post.post_id))], TODAY)
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), (90, 90, len(unit.path))).save(picture, "PNG")
    scan = attach(by, case.ref, picture.getvalue(), f"{second}签的.png")
    deputy = register_person(by, unit, Registration(f"{first[:2]}代", "cadre"), TODAY)
    open_account(by, NewAccount(unit, deputy.name, "director", person=deputy), PASSWORD)
    away = set_deputy(by, post, deputy, TODAY, TODAY, f"{second}外出", TODAY)
    return {"case_id": case.pk, "scan_id": scan.pk, "deputy_id": away.pk}


def _application(party: Party, by: Actor, second: str) -> Application:
    """A meeting that is applied for and approved on paper, by whoever holds the unit's post; not held yet."""
    unit, start = party.unit, date(2026, MONTH, 28)
    event = Event(f"{second}申报的会", "meeting", content=f"{second}要讲的", starts_on=start, place=f"{second}书屋")
    applied = write_application(by, unit, new_id(), event, TODAY)
    told = ToDecide((f"{second}要开会",), rows_of(event))
    step = StepPlan("approve", Seat(unit.pk, "executive_deputy_director"))
    applied.case = submit(by, applied.ref, "applications:show", told, [step], TODAY)
    applied.save()
    sign_on_paper(by, applied.case.pk, 1, 1, "agree", f"{second}同意", TODAY, TODAY)
    return applied


def _meeting(party: Party, by: Actor, second: str) -> dict[str, Any]:
    """A meeting that was held, with all that it leaves behind; a problem that waits for the next one."""
    unit = party.unit
    points = [Point(f"{second}领学", 25, f"{second}选的一章", second, "study")]
    kind = MeetingKind.objects.get(pk="full_meeting")
    plan = Plan(kind, f"{second}主持的会", date(2026, MONTH, 10), time(9), place=f"{second}会议室", points=points)
    meeting = planning.plan_meeting(by, unit, uuid.uuid4(), plan)
    roll.take_roll(by, meeting, {}, [f"{second}请的客"], others=2, today=TODAY)
    item = meeting.items.get()
    decided = [minuting.Decided(f"{second}回去传达", unit, second, date(2026, MONTH, 20))]
    said = {f"said_{item.pk.hex}": f"{second}讲的话", "remarks": f"{second}补的一句"}
    minuting.write_minutes(by, meeting, said, decided, 1, TODAY)
    closing.close_meeting(by, meeting, TODAY)
    picture = io.BytesIO()
    Image.new("RGB", (20, 30), (10, len(unit.path), 90)).save(picture, "PNG")
    leaf = attach(by, meeting.ref, picture.getvalue(), f"{second}的签到表.png")
    problem = following.bring_problem(by, unit, f"{second}碰到的难题", TODAY)
    resolution = meeting.resolutions.get()
    applied = _application(party, by, second)
    return {
        "application_id": applied.pk, "meeting_id": meeting.pk, "item_id": item.pk, "resolution_id": resolution.pk,
        "problem_id": problem.pk,
        "leaf_id": leaf.pk,
    }  # fmt: skip


def _confirmation(party: Party, note: str) -> DutyConfirmation:
    """A person's word that something of the unit's was done by hand."""
    unit = party.unit
    return DutyConfirmation.objects.create(
        unit=unit, path=unit.path, shard=unit.shard, year=2026, duty="document-opinion", first=1, last=12,
        done_on=date(2026, 3, 20), note=note, confirmed_by=note, confirmed_at=timezone.now(),
    )  # fmt: skip


def _word(party: Party, by: Actor, heading: str) -> ColumnWord:
    """A heading of the unit's own tables, as it was taught."""
    learn_columns(by, party.unit, ColumnWord.Kind.LEDGER, {heading: "place"}, COLUMNS)
    return ColumnWord.objects.get(unit=party.unit)


def _kind_word(party: Party, word: str) -> KindWord:
    """A word of the unit's own 台账, as it was taught."""
    unit = party.unit
    kind = RecordKind.objects.of_office(unit).first()
    return KindWord.objects.create(unit=unit, path=unit.path, shard=unit.shard, word=word, kind=kind)


def _ledger(party: Party, by: Actor, name: str) -> LedgerImport:
    """A 台账 that came in, nothing of it new."""
    unit = party.unit
    return LedgerImport.objects.create(
        unit=unit, path=unit.path, shard=unit.shard, file_name=name, digest="0" * 64, by_name=by.name,
        made_at=timezone.now(), counts={"brought": 0, "repeated": 1, "left_out": 0, "added": 0},
    )  # fmt: skip


def _open(county: County, name: str, home: str, role: str, reach: str = "", number: int = 0) -> None:
    party = county.parties[home]
    by = everything(party.unit.path)
    person = None
    if role == "volunteer":  # the elder herself, not the first of the village
        said = Registration(name="淳于晞", sex="女", birth_month=date(1950, 1, 1), joined_month=date(2021, 1, 1))
        person = register_person(by, party.unit, said, TODAY)
    wanted = NewAccount(party.unit, person.name if person else f"公孙{number}", role, person=person, reach=reach)
    county.accounts[name] = open_account(by, wanted, PASSWORD)[0]


_LEDGER = "日期,内容,参加人员\n2025年3月5日,讲故事,生人\n"


def _sent(client: Client, address: str, said: dict[str, Any]) -> str:
    """The token of a file between its two steps."""
    return str(client.post(address, said).url.rstrip("/").split("/")[-1])


def _bring_a_roster(party: Party) -> None:
    """A roster between its two steps, brought by a clerk of the subdistrict: its token stands in an address."""
    wanted = NewAccount(party.unit, f"{party.marks[1]}乙", "clerk")
    client = Client()
    client.force_login(open_account(everything(party.unit.path), wanted, PASSWORD)[0])
    table = f"姓名,性别,单位\n{party.marks[0]}丙,女,{party.unit.name}\n"
    file = SimpleUploadedFile("名册.csv", table.encode())
    party.things["ledger_token"] = _sent(
        client, "/ledgers/", {"file": SimpleUploadedFile("台账.csv", _LEDGER.encode())}
    )
    old = SimpleUploadedFile("旧册.txt", f"3月5日，{party.marks[0]}来过。".encode())
    party.things["volume_token"] = _sent(client, "/volumes/", {"file": old, "unit": party.unit.pk, "year": 2019})
    party.things["token"] = client.post("/people/import/", {"file": file}).url.rstrip("/").split("/")[-1]
