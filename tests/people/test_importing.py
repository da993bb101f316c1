"""Rosters as offices keep them, this year's and next year's, by the command and by the page."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from xinhuo.ground.audit.models import Entry
from xinhuo.ground.intake.workbook import read
from xinhuo.ground.jobs.services import keeping
from xinhuo.shell.desk.services import installer, set_up
from xinhuo.who.accounts.models import Account
from xinhuo.who.organisation.models import Office, Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Membership, Person
from xinhuo.who.people.rosters.reading import read_roster
from xinhuo.who.people.services import registering
from xinhuo.who.people.services.carrying import Decisions, import_roster
from xinhuo.who.people.services.importing import Plan, plan_import
from xinhuo.who.people.services.registering import Registration, register_person

TODAY = date(2026, 11, 24)
ROSTERS = Path(__file__).parent / "rosters"
HEADS = ("单位", "姓名", "性别", "出生年月", "联系电话", "五老类别")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def office() -> Unit:
    """清河新区办事处 with two villages and an administrator."""
    made, _ = set_up(UnitDetails("清河新区办事处", "subdistrict"), "", "", "办公室", "13900000001", "xinhuo2026")
    by = installer(made.root.path)
    add_unit(by, made.root, UnitDetails("柳湾村", "village", "999001001201"))
    add_unit(by, made.root, UnitDetails("东桥村", "village", "999001001202"))
    return made.root


def book(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS, sheet: str = "花名册") -> bytes:
    """An .xlsx file with one table."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in (heads, *rows):
        made.active.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def command(path: Path | str, *options: str) -> dict[str, Any]:
    """The command's JSON."""
    out = StringIO()
    call_command("import_people", str(path), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def plan(office: Unit, raw: bytes, unit: str = "") -> Plan:
    return plan_import(installer(office.path), office, read_roster(read(raw, "a.xlsx"), TODAY), unit)


def bring(office: Unit, raw: bytes, **said: Any) -> Plan:
    decisions = Decisions(said.pop("answers", {}), **said)
    roster = read_roster(read(raw, "a.xlsx"), TODAY)
    return import_roster(installer(office.path), office, roster, "", decisions, "a.xlsx", TODAY)


def test_a_roster_then_next_year_s() -> None:
    first = command(ROSTERS / "roster_a.xlsx", "--create-units")
    assert first == {
        "rows": 331, "created": 331, "updated": 0, "moved": 0, "unchanged": 0, "missing": 0,
        "renamed_units": [], "errors": [],
    }  # fmt: skip
    assert Office.objects.get().root.name == "清河新区办事处"
    assert Unit.objects.filter(unit_type="village").count() == 4
    assert Unit.objects.filter(unit_type="community").count() == 8
    assert Membership.objects.filter(ended_on=None).count() == 331
    again = command(ROSTERS / "roster_a.xlsx")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 331)
    before = {p.pk: p.name for p in Person.objects.all()}
    told = command(ROSTERS / "roster_c.xlsx", "--dry-run")
    assert Person.objects.count() == 331
    done = command(ROSTERS / "roster_c.xlsx")
    assert done == told
    assert {k: v for k, v in done.items() if k not in ("errors", "renamed_units")} == {
        "rows": 337, "created": 6, "updated": 5, "moved": 3, "unchanged": 320, "missing": 4,
    }  # fmt: skip
    assert [(e["row"], e["column"]) for e in done["errors"]][:2] == [(336, "所属村社区"), (337, "姓名")]
    assert {e["column"] for e in done["errors"] if e["row"] == 338} == {
        "出生日期", "手机号码", "身份(五老类型)", "入队日期",
    }  # fmt: skip
    assert Person.objects.count() == 337
    assert all(Person.objects.get(pk=pk).status == "active" for pk in before)
    moved = Person.objects.get(name="苏㛃", birth_month=date(1947, 12, 1))
    assert moved.unit.name == "银杏社区"
    assert moved.path == moved.unit.path
    assert [m.unit.name for m in moved.memberships.order_by("ended_on")] in (
        ["东桥村", "银杏社区"],
        ["银杏社区", "东桥村"],
    )
    changed = Person.objects.get(name="孟玉珍")
    assert changed.phone == "13992885849"
    assert changed.former_employer  # the new file has no such column: nothing is erased
    trail = Entry.objects.get(kind="person", object_id=str(changed.pk))
    assert "13992885849" not in json.dumps([trail.before, trail.after])
    last = command(ROSTERS / "roster_c.xlsx")
    assert (last["created"], last["updated"], last["moved"], last["unchanged"]) == (0, 0, 0, 334)


def test_the_first_administrator_comes_after_a_first_import(client: Client) -> None:
    command(ROSTERS / "roster_a.xlsx", "--create-units")
    assert client.get("/")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200
    set_up(UnitDetails("清河新区办事处", "subdistrict"), "0599-1", "", "办公室", "13900000001", "xinhuo2026")
    assert Office.objects.get().phone == "0599-1"
    assert client.get("/setup/").status_code == 404
    client.force_login(Account.objects.get())
    assert client.get("/").status_code == 200


def test_another_roster_with_a_sheet_for_each_village() -> None:
    done = command(ROSTERS / "roster_b.xlsx", "--create-units")
    assert (done["rows"], done["created"], done["errors"]) == (331, 331, [])
    team = Person.objects.get(name="姜彩霞", unit__name="柳湾村").team_memberships.get()
    assert team.team.code == "T08"
    assert not Person.objects.exclude(care=[]).exists()  # only proposed, and nobody said yes
    assert command(ROSTERS / "roster_b.xlsx")["unchanged"] == 331


def test_without_an_office_or_its_units_the_command_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="还没有设机构"):
        command(ROSTERS / "roster_a.xlsx")
    set_up(UnitDetails("清河新区办事处", "subdistrict"), "", "", "办公室", "13900000001", "xinhuo2026")
    with pytest.raises(CommandError, match="--create-units"):
        command(ROSTERS / "roster_a.xlsx")
    assert not Person.objects.exists()
    assert Unit.objects.count() == 1


def test_one_unit_only(office: Unit, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(("柳湾村", "甲一", "男", "1950.1", "", ""), ("东桥村", "乙一", "男", "1950.1", "", "")))
    assert command(path, "--unit", "东桥村关工委")["created"] == 1
    assert Person.objects.get().unit.name == "东桥村"
    path.write_bytes(book(("丙一", "1951.2"), heads=("姓名", "出生年月")))
    assert command(path, "--unit", "999001001201")["created"] == 1
    assert Person.objects.get(name="丙一").unit.name == "柳湾村"
    with pytest.raises(CommandError, match="没有“火星村”这个单位。是不是“"):
        command(path, "--unit", "火星村")
    with pytest.raises(CommandError, match="都没能导入"):
        command(path)


def test_the_same_person_by_each_rule(office: Unit) -> None:
    bring(office, book(("柳湾村", "甲一", "男", "1950.1", "13800000001", "老教师")))
    for row, group in (
        (("柳湾村", "甲 一", "男", "1950年1月3日", "138 0000 0001", "老教师"), "same"),
        (("柳湾村", "甲一", "男", "1950.1", "13800000009", ""), "changed"),  # name, birth month and unit
        (("东桥村", "甲一", "男", "1950.1", "13800000001", ""), "moved"),  # name, birth month and phone
        (("柳湾村", "甲一", "男", "1951.1", "13800000001", ""), "changed"),  # name and phone
        (("东桥村", "甲一", "男", "1951.1", "13800000008", ""), "new"),
    ):
        found = plan(office, book(row))
        assert [len(getattr(found, name)) for name in ("new", "changed", "moved", "same")].count(1) == 1
        assert len(getattr(found, group)) == 1


def test_the_id_number_goes_before_all_else(office: Unit) -> None:
    heads = ("单位", "姓名", "出生年月", "身份证号")
    bring(office, book(("柳湾村", "甲一", "1949.12", "11010519491231002X"), heads=heads))
    done = bring(office, book(("柳湾村", "甲一平", "1949.12", "11010519491231002X"), heads=heads))
    assert len(done.changed) == 1
    person = Person.objects.get()
    assert (person.name, person.initials) == ("甲一平", "jyp")


def test_two_candidates_are_asked_and_answered(office: Unit) -> None:
    by = installer(office.path)
    unit = Unit.objects.get(name="柳湾村")
    said = Registration("甲一", birth_month=date(1950, 1, 1))
    one = register_person(by, unit, said, TODAY)
    register_person(by, unit, said, TODAY)
    raw = book(("柳湾村", "甲一", "男", "1950.1", "13800000001", ""))
    asked = plan(office, raw)
    assert [len(q.choices) for q in asked.asked] == [2]
    assert (asked.rows, asked.rows_not_understood, asked.missing) == (1, 1, [])
    key = asked.asked[0].coming.key
    assert len(bring(office, raw).asked) == 1
    done = bring(office, raw, answers={key: str(one.pk)})
    assert [c.person for c in done.changed] == [one]
    assert len(bring(office, book(("柳湾村", "乙一", "", "", "", "")), answers={key: "new"}).new) == 1


def test_a_name_met_in_a_record_is_asked_for_not_doubled(office: Unit) -> None:
    registering.add_in_passing(installer(office.path), Unit.objects.get(name="柳湾村"), "甲一")
    raw = book(("柳湾村", "甲一", "男", "1950.1", "13800000001", "老教师"))
    question = plan(office, raw).asked[0]
    done = bring(office, raw, answers={question.coming.key: str(question.choices[0].pk)})
    assert len(done.changed) == 1
    assert Person.objects.get().added_in_passing is False


def test_another_person_of_the_same_name_is_marked(office: Unit) -> None:
    bring(office, book(("柳湾村", "甲一", "男", "1950.1", "13800000001", "")))
    found = plan(
        office, book(("柳湾村", "甲一", "男", "1961.1", "13800000002", ""), ("柳湾村", "乙一", "", "1950.2", "", ""))
    )
    assert [c.namesake for c in found.new] == [True, False]


def test_twice_in_one_file(office: Unit) -> None:
    twice = ("柳湾村", "甲一", "男", "1950.1", "13800000001", "老教师")
    done = bring(office, book(twice, twice))
    assert (len(done.new), len(done.same)) == (1, 1)
    other = ("柳湾村", "甲一", "男", "1950.1", "13800000002", "老教师")
    found = plan(office, book(twice, other))
    assert (len(found.same), len(found.asked)) == (1, 1)


def test_whole_or_not_at_all(office: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("xinhuo.ground.search.services.Fresh.write", broken)
    before = Entry.objects.count()
    with pytest.raises(OSError, match="disk full"):
        bring(office, book(("柳湾村", "甲一", "男", "1950.1", "", "")))
    assert not Person.objects.exists()
    assert not Membership.objects.exists()
    assert Entry.objects.count() == before


def test_an_import_asks_the_same_few_questions_of_any_number_of_rows(
    office: Unit, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    rows = [("柳湾村", f"甲{n}", "男", "1950.1", f"138{n:08d}", "老教师") for n in range(400)]
    with django_assert_max_num_queries(40):
        assert len(bring(office, book(*rows)).new) == 400
    with django_assert_max_num_queries(15):
        assert len(plan(office, book(*rows)).same) == 400


def test_health_is_a_guess_that_somebody_ticks(office: Unit) -> None:
    raw = book(("柳湾村", "甲一", "1950.1", "腿脚不便"), heads=("单位", "姓名", "出生年月", "健康状况"))
    found = plan(office, raw)
    assert found.guesses[0].care == ("needs_escort", "no_stairs")
    bring(office, raw)
    assert Person.objects.get().care == []
    bring(office, raw, cared={found.guesses[0].key})
    assert Person.objects.get().care == ["needs_escort", "no_stairs"]
    assert plan(office, raw).guesses == []


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("a.xlsx", b"%PDF-1.7\n...", "PDF"),
        ("a.xlsx", book(("柳湾村", "甲一", "", "", "", ""))[:600], "打不开"),
        ("a.pdf", b"%PDF-1.7\n...", "只认得"),
        ("a.csv", "名,号\n甲,1\n".encode(), "没有找到人"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    office: Unit, client: Client, name: str, raw: bytes, sentence: str
) -> None:
    client.force_login(Account.objects.get())
    answer = client.post("/people/import/", {"file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def upload(client: Client, raw: bytes, **more: Any) -> str:
    answer = client.post("/people/import/", {"file": SimpleUploadedFile("名册.xlsx", raw), **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_the_page_tells_first_and_does_then(
    office: Unit, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client.force_login(Account.objects.get())
    raw = book(("柳湾村", "甲一", "男", "1950.1", "13800000001", ""), ("火星村", "乙一", "", "1950.2", "", ""))
    address = upload(client, raw)
    page = client.get(address)
    text = page.content.decode()
    assert "没有“火星村”这个单位" in text
    assert not Person.objects.exists()
    seen = text.split('name="seen" value="')[1].split('"')[0]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {"seen": seen})["Location"]
    assert client.get(address)["Location"] == done
    assert "导入名册好了" in client.get(done).text
    assert Person.objects.get().name == "甲一"
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert keeping.fetch(token) is None
    assert client.post(address, {"seen": seen})["Location"] == done
    assert Person.objects.count() == 1


def test_a_roster_that_changed_in_between_is_told_anew(office: Unit, client: Client) -> None:
    client.force_login(Account.objects.get())
    raw = book(("柳湾村", "甲一", "男", "1950.1", "13800000001", ""))
    address = upload(client, raw)
    seen = client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    bring(office, raw)
    answer = client.post(address, {"seen": seen})
    assert "名册刚才有改动" in answer.content.decode()
    assert Person.objects.count() == 1


def test_new_units_wait_for_a_tick(client: Client) -> None:
    set_up(UnitDetails("清河新区办事处", "subdistrict"), "", "", "办公室", "13900000001", "xinhuo2026")
    client.force_login(Account.objects.get())
    address = upload(client, book(("柳湾村", "甲一", "男", "1950.1", "13800000001", "")))
    seen = client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    assert "请先勾选" in client.post(address, {"seen": seen}).content.decode()
    client.post(address, {"seen": seen, "create_units": "on"})
    assert Person.objects.get().unit.unit_type_id == "village"


def test_nobody_else_comes_to_an_upload(office: Unit, client: Client) -> None:
    client.force_login(Account.objects.get())
    address = upload(client, book(("柳湾村", "甲一", "男", "1950.1", "", "")))
    assert Client().get(address).status_code == 302
    other = Client()
    other.force_login(Account.objects.get())
    assert other.get(address).status_code == 404
    assert client.get("/people/import/../../etc/").status_code == 404
