"""留痕 as its readers see it: of a person, of a record, whole; filtered, page by page, as a workbook; nothing in clear."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.audit.services import Deed, note, note_all
from xinhuo.shell.trail import rules
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Office
from xinhuo.who.people.services.registering import Registration, change_person

Enter = Callable[[str], Client]


@pytest.fixture
def told(world: World) -> World:
    """Somebody changed a telephone number, and typed one where none belongs; an auditor is there."""
    said = Registration(name="周德顺", sex="男", categories=["elder_cadre"], phone="13912345678", skills="书法")
    change_person(world.by, world.people["周德顺"], said, TODAY)
    note(world.by, "试一试", world.liuwan.ref, {"说明": "打13912345678"}, {"说明": "32010119480301123X"})
    wanted = NewAccount(world.office, "审计员", "auditor")
    world.accounts["审计员"] = open_account(world.by, wanted, "Qinghe-2026-lu")[0]
    return world


def test_the_whole_trail_is_read_by_the_auditor_and_masked(told: World, inside: Enter) -> None:
    page = inside("审计员").get("/trail/?since=2026-01-01&until=2027-12-31").text
    for word in ("修改登记", "周德顺", "139****5678", "320***********123X", "柳湾村", "开账号"):
        assert word in page
    assert "13912345678" not in page
    assert "32010119480301123X" not in page
    assert inside("柳湾记载人").get("/trail/").status_code == 404
    assert "留痕" in inside("审计员").get("/office/").text


def test_it_is_found_by_day_person_deed_kind_and_unit(told: World, inside: Enter) -> None:
    client = inside("审计员")
    days = "since=2026-01-01&until=2027-12-31"

    def found(query: str) -> str:
        page = client.get(f"/trail/?{days}&{query}").text
        return page.split("查到的</h2>")[1].split("留痕只能添")[0]

    assert "记一笔" in found("verb=记一笔")
    assert "登记：" not in found("verb=记一笔")
    assert "账号" not in found("kind=record")
    assert "没有这样的留痕" in found("by=无此人")
    assert "东桥村" not in found(f"unit={told.liuwan.pk}")
    assert "没有这样的留痕" in client.get("/trail/?since=2001-01-01&until=2001-02-01").text
    assert client.get("/trail/?since=x&until=y&kind=z&unit=1&after=q").status_code == 200


def test_pages_follow_each_other(told: World, inside: Enter) -> None:
    note_all(told.by, [Deed(f"第{n}件", told.liuwan.ref) for n in range(120)])
    client, seen, address = inside("审计员"), [], "/trail/?since=2026-01-01&until=2027-12-31"
    while address:
        page = client.get(address)
        seen += [deed.verb for deed in _deeds(page.text)]
        nexts = [part.split('"')[0] for part in page.text.split('href="?')[1:] if "after=" in part.split('"')[0]]
        address = f"/trail/?{nexts[0].replace('&amp;', '&')}" if nexts else ""
    assert len([verb for verb in seen if verb.startswith("第")]) == 120
    assert len(seen) == Entry.objects.count()


class _Seen:
    def __init__(self, verb: str) -> None:
        self.verb = verb


def _deeds(page: str) -> list[_Seen]:
    rows = page.split("查到的</h2>")[1].split("<li><div><b>")[1:]
    return [_Seen(row.split("</b> ")[1].split("：")[0].split("<p>")[0]) for row in rows]


def test_the_workbook_says_the_same_and_masks(told: World, inside: Enter) -> None:
    answer = inside("审计员").get("/trail/list.xlsx?since=2026-01-01&until=2027-12-31")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert len(rows) == Entry.objects.count() + 3
    text = str(rows)
    assert "139****5678" in text
    assert "13912345678" not in text


def test_one_persons_and_one_records_story(told: World, inside: Enter) -> None:
    clerk, person = inside("办公室"), told.people["周德顺"]
    assert f"/people/{person.pk}/trail/" in clerk.get(f"/people/{person.pk}/").text
    clerk.post(f"/people/{person.pk}/contact/", {"contact": "phone"})
    page = clerk.get(f"/people/{person.pk}/trail/").text
    assert page.index("登记") < page.index("修改登记") < page.index("查看联系方式")
    record = told.liuwan.records.first()
    assert f"/records/{record.pk}/trail/" in clerk.get(f"/records/{record.pk}/").text
    assert "记一笔" in clerk.get(f"/records/{record.pk}/trail/").text
    recorder = inside("柳湾记载人")
    assert "trail/" not in recorder.get(f"/people/{person.pk}/").text.replace("/writers/", "")
    assert recorder.get(f"/people/{person.pk}/trail/").status_code == 404


def test_a_contact_wants_a_reason_where_the_office_says_so(told: World, inside: Enter) -> None:
    clerk, recorder, person = inside("办公室"), inside("柳湾记载人"), told.people["周德顺"]
    assert recorder.post("/trail/reasons/", {"asked": "1"}).status_code == 404
    assert "要写一句缘由" in clerk.post("/trail/reasons/", {"asked": "1"}, follow=True).text
    assert Office.objects.get().contact_reason
    address = f"/people/{person.pk}/contact/"
    assert "为什么看" in recorder.get(f"/people/{person.pk}/").text
    refused = recorder.post(address, {"contact": "phone"})
    assert "要写缘由" in refused.text
    assert "13912345678" not in refused.text
    shown = recorder.post(address, {"contact": "phone", "reason": "走访慰问"})
    assert "13912345678" in shown.text
    last = Entry.objects.about("person", str(person.pk)).last()
    assert last.after == {"看了": "联系电话", "缘由": "走访慰问"}
    recorder.post(address, {"contact": "phone", "reason": "通知开会", "reason_other": " 问 路\n"})
    assert Entry.objects.about("person", str(person.pk)).last().after["缘由"] == "问 路"
    clerk.post("/trail/reasons/", {"asked": "0"})
    assert "13912345678" in recorder.post(address, {"contact": "phone"}).text


def test_one_click_shows_one_contact_of_one_person(told: World, inside: Enter) -> None:
    person = told.people["周德顺"]
    said = Registration(
        name="周德顺", sex="男", categories=["elder_cadre"], phone="13912345678", address="柳湾新村三幢"
    )
    change_person(told.by, person, said, TODAY)
    recorder = inside("柳湾记载人")
    page = recorder.post(f"/people/{person.pk}/contact/", {"contact": "phone"}).text
    assert "13912345678" in page
    assert "柳湾新村三幢" not in page
    assert "（已填）" in page


def test_a_unit_and_an_elder_read_who_writes_for_them(told: World, inside: Enter) -> None:
    wanted = NewAccount(told.liuwan, "吴秀兰", "volunteer")
    told.accounts["吴秀兰"] = open_account(told.by, wanted, "Qinghe-2026-lu")[0]
    told.write(told.liuwan, date(2026, 12, 18), "代录的事", "周德顺", on_behalf=True)
    elder = inside("吴秀兰")
    page = elder.get("/writers/", follow=True).text
    for word in ("柳湾记载人", "可以替柳湾村记", "办公室", "点一次留痕一次", "替着记了1笔", "只看得到自己的业绩记载簿"):
        assert word in page
    assert "谁在替我记" in elder.get(f"/people/{told.people['吴秀兰'].pk}/").text
    assert elder.get(f"/units/{told.dongqiao.pk}/writers/").status_code == 404


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打13912345678找他", "打139****5678找他"),
        ("2026年12月，420元", "2026年12月，420元"),
        ("320101194803011234", "320***********1234"),
        ("139123456789", "139123456789"),
        ("139****5678", "139****5678"),
        (["13912345678", True, None], "139****5678、是、"),
    ],
)
def test_numbers_that_somebody_typed_are_masked(text: object, shown: str) -> None:
    assert rules.said(text) == shown


def test_a_list_of_the_trail_costs_the_same_at_many_lines(told: World, inside: Enter) -> None:
    client, address = inside("审计员"), "/trail/?since=2026-01-01&until=2027-12-31"
    note_all(told.by, [Deed("试", told.dongqiao.ref)])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    queries()
    before = queries()
    note_all(told.by, [Deed(f"第{n}件", told.dongqiao.ref) for n in range(60)])
    assert queries() == before <= 25
