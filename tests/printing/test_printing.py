"""请街道代印: a village without a printer asks, the office prints unit by unit and ticks off."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.printing import rules
from xinhuo.shell.printing.facts import Made, Pile, Wanted
from xinhuo.shell.printing.models import PrintRequest
from xinhuo.shell.printing.papers import bundle
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_into
from xinhuo.who.people.models import Person
from xinhuo.who.people.services.registering import Registration, register_person

Enter = Callable[[str], Client]


def at(unit: object, paper: str = "report", month: int = 10, year: int = 2026) -> str:
    return f"/printing/{paper}/{unit.pk}/{year}/{month}/"


def of_person(person: Person) -> str:
    return f"/printing/book/{person.pk}/2026/"


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def said(client: Client, address: str, copies: object, words: str = "") -> str:
    return client.post(address, {"copies": copies, "words": words}, follow=True).text


def test_a_village_asks_the_office_prints_and_ticks_off_and_the_village_sees_it(world: World, inside: Enter) -> None:
    village, office = inside("柳湾记载人"), inside("办公室")
    for address in (f"/reports/{world.liuwan.pk}/2026/10/", f"/chronicle/{world.liuwan.pk}/2026/",
                    f"/summaries/{world.liuwan.pk}/2026/12/",
                    f"/people/{world.people['周德顺'].pk}/?year=2026", f"/people/?unit={world.liuwan.pk}"):  # fmt: skip
        assert "请街道代印" in village.get(address).text, address
        assert "请街道代印" not in office.get(address).text, address
    assert "放到代印单上了" in said(village, at(world.liuwan), 2, "周五开会要用")
    assert "放到代印单上了" in said(village, of_person(world.people["吴秀兰"]), 1)
    said(village, at(world.liuwan, "chronicle", 12), 3)
    assert "还没有印" in village.get(at(world.liuwan)).text
    assert "村里请代印" in office.get("/").text
    listed = office.get("/printing/").text
    assert "周五开会要用" in listed
    assert "3样，共6份" in listed
    assert "/printing/" in office.get("/office/").text

    printed = pages(office.get("/printing/all.pdf").content)
    assert "柳湾村代印单" in printed[0]
    assert "周五开会要用" in printed[0]
    whole = "".join(printed)
    assert whole.count("吴秀兰") >= 1
    assert sum("2026年工作大事记" in page and "事项" in page for page in printed) == 3  # three covers
    rows = PrintRequest.objects.all()
    assert "3样记下印好了" in office.post("/printing/done/", {"ask": [r.pk for r in rows]}, follow=True).text
    assert office.get("/printing/all.pdf").status_code == 404
    today = timezone.localtime().date()
    assert f"已印好，{today.month}月{today.day}日" in village.get(at(world.liuwan)).text
    assert "街道代印的印好了" in village.get("/").text
    assert village.get("/printing/mine/").text.count("已印好，") == 3
    assert "村里请代印" not in office.get("/").text
    verbs = list(Entry.objects.filter(kind="print_request").values_list("verb", flat=True))
    assert (verbs.count("请街道代印"), verbs.count("代印好了")) == (3, 3)


def test_asked_twice_it_is_there_once_with_the_new_number(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    said(village, at(world.liuwan), 2, "早一点")
    assert 'value="2" id="id_copies_1" checked' in village.get(at(world.liuwan)).text
    said(village, at(world.liuwan), 5)
    row = PrintRequest.objects.get()
    assert (row.copies, row.words) == (5, "")
    inside("办公室").post("/printing/done/", {"ask": [row.pk]})
    said(village, at(world.liuwan), 1)  # printed, and wanted again
    assert [r.copies for r in PrintRequest.objects.waiting()] == [1]
    assert PrintRequest.objects.count() == 2


def test_a_tick_is_undone_unless_it_was_asked_for_anew(world: World, inside: Enter) -> None:
    village, office = inside("柳湾记载人"), inside("办公室")
    said(village, at(world.liuwan), 2)
    row = PrintRequest.objects.get()
    office.post("/printing/done/", {"ask": [row.pk]})
    assert "放回代印单了" in office.post(f"/printing/{row.pk}/back/", follow=True).text
    assert "还没有印" in village.get(at(world.liuwan)).text
    office.post("/printing/done/", {"ask": [row.pk]})
    assert "没有改动" in office.post("/printing/done/", {"ask": [row.pk]}, follow=True).text
    said(village, at(world.liuwan), 1)
    assert "不用再放回去" in office.post(f"/printing/{row.pk}/back/", follow=True).text
    assert PrintRequest.objects.waiting().count() == 1


def test_the_village_takes_it_back_while_it_waits(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    said(village, at(world.liuwan), 2)
    row = PrintRequest.objects.get()
    assert "撤下了" in village.post(f"/printing/{row.pk}/drop/", follow=True).text
    assert not PrintRequest.objects.exists()
    said(village, at(world.liuwan), 2)
    row = PrintRequest.objects.get()
    inside("办公室").post("/printing/done/", {"ask": [row.pk]})
    assert "不用撤" in village.post(f"/printing/{row.pk}/drop/", follow=True).text
    assert PrintRequest.objects.exists()


def test_the_sealed_version_is_printed(world: World, inside: Enter) -> None:
    village, office = inside("柳湾记载人"), inside("办公室")
    village.post(f"/sealed/report/{world.liuwan.pk}/2026/12/")
    world.write(world.liuwan, date(2026, 12, 18), "定稿以后才记的事", "周德顺", youth_count=7)
    said(village, at(world.liuwan, month=12), 1)
    whole = "".join(pages(office.get("/printing/all.pdf").content))
    assert "定稿第1版" in whole
    assert "核对码" in whole
    assert "61名" not in whole
    village.post(f"/sealed/report/{world.liuwan.pk}/2026/12/")
    assert "定稿第2版" in "".join(pages(office.get("/printing/all.pdf").content))


def test_each_unit_has_its_own_pile_in_the_offices_order(world: World, inside: Enter) -> None:
    hetang = add_unit(world.by, world.office, UnitDetails("荷塘村", "village"))
    world.add_person(hetang, "孙长根")
    office = inside("办公室")
    for unit in (hetang, world.liuwan, world.dongqiao):
        said(office, at(unit, "books", 12), 1)
    printed = pages(office.get("/printing/all.pdf").content)
    slips = [page.split("代印单")[0][-3:] for page in printed if "代印单" in page]
    assert slips == ["柳湾村", "东桥村", "荷塘村"]
    only = pages(office.get(f"/printing/all.pdf?unit={hetang.pk}").content)
    assert [p for p in only if "代印单" in p] == only[:1]
    assert "周德顺" not in "".join(only)
    sides = pages(office.get("/printing/all.pdf?sides=2").content)
    assert [n % 2 for n, page in enumerate(sides) if "代印单" in page] == [0, 0, 0]  # right-hand pages


def test_a_closed_unit_and_a_merged_one(world: World, inside: Enter) -> None:
    """Its papers of the years it lived are printed; what went over to another unit is no longer its own."""
    office = inside("办公室")
    said(office, at(world.dongqiao, "chronicle", 12), 1)
    assert "撤销了" in office.get("/printing/").text
    assert "东桥村" in "".join(pages(office.get("/printing/all.pdf").content))
    hetang = add_unit(world.by, world.office, UnitDetails("荷塘村", "village"))
    world.add_person(hetang, "孙长根")
    said(office, at(hetang, "books", 12), 2)
    close_into(world.by, hetang, world.liuwan, date(2026, 11, 1))
    Person.objects.get(name="孙长根").memberships.update(unit=world.liuwan)
    listed = office.get("/printing/").text
    assert "并到别的单位" in listed
    slip = "".join(pages(office.get(f"/printing/all.pdf?unit={hetang.pk}").content))
    assert "现在没有内容，没有印" in slip
    assert office.get(at(world.dongqiao, year=2027)).status_code == 404
    assert office.get(at(world.dongqiao, "books", 12, 2026)).status_code == 200


def test_what_is_not_there_cannot_be_asked_for(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    empty = add_unit(world.by, world.office, UnitDetails("新村", "village"))
    assert "没有可印的" in said(inside("办公室"), at(empty, "books", 12), 1)
    for address in (at(world.liuwan, "nonsense"), at(world.liuwan, "books", 6), at(world.liuwan, month=13),
                    at(world.liuwan, year=2031), at(world.dongqiao), at(world.office)):  # fmt: skip
        assert village.get(address).status_code == 404, address
        assert village.post(address, {"copies": 1}).status_code == 404, address
    assert "还没有选印几份" in said(village, at(world.liuwan), "")
    assert "份数从1到9" in said(village, at(world.liuwan), 10)
    assert "最多60个字" in said(village, at(world.liuwan), 1, "话" * 61)
    assert not PrintRequest.objects.exists()
    with pytest.raises(RuleBroken, match="还没有到"):
        rules.check_wanted(Wanted("report", 2026, 12), 1, "", date(2026, 11, 24))


def test_another_units_list_is_not_there(world: World, inside: Enter) -> None:
    office, village = inside("办公室"), inside("柳湾记载人")
    said(office, at(world.dongqiao, "chronicle", 12), 1, "只给东桥")
    row = PrintRequest.objects.get()
    assert village.post(f"/printing/{row.pk}/drop/").status_code == 404
    assert "只给东桥" not in village.get("/printing/mine/").text
    for send, address in ((village.get, "/printing/"), (village.get, "/printing/all.pdf"),
                          (village.post, "/printing/done/"), (village.post, f"/printing/{row.pk}/back/")):  # fmt: skip
        assert send(address).status_code == 404, address
    assert office.post("/printing/done/", {"ask": ["x", ""]}).status_code == 302
    stranger = office.get(f"/printing/all.pdf?unit={world.liuwan.pk}")
    assert stranger.status_code == 404


def test_a_wrong_registration_is_deleted_with_what_was_asked_for_it(world: World, inside: Enter) -> None:
    wanted = Registration(name="王有财", sex="男", birth_month=date(1950, 1, 1), categories=["elder_cadre"])
    person = register_person(world.by, world.liuwan, wanted, TODAY)
    said(inside("柳湾记载人"), of_person(person), 1)
    inside("办公室").post(f"/people/{person.pk}/wrong/", {"reason": "登记重了"})
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not PrintRequest.objects.exists()


def test_many_copies_are_said_on_the_slip_where_the_file_would_be_too_long() -> None:
    document = bundle([Pile("柳湾村", (Made("空", 9, "", ()),))], "办公室", TODAY)[0]
    few, many = Made("少", 9, "", (document,)), Made("多", 9, "", (document,) * 60)
    assert len(bundle([Pile("柳湾村", (few,))], "办公室", TODAY)) == 10
    long = [Pile("柳湾村", (few, many))]
    assert not rules.copies_repeated(long)
    assert len(bundle(long, "办公室", TODAY)) == 62
    with pytest.raises(RuleBroken, match="一个单位一个单位"):
        rules.check_length([Pile("柳湾村", (many,) * 6)])


def test_the_lists_ask_as_often_at_many_rows(world: World, inside: Enter) -> None:
    office, village = inside("办公室"), inside("柳湾记载人")

    def count(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    def ask(months: range) -> None:
        for month in months:
            said(village, at(world.liuwan, month=month), 1)
        said(village, of_person(world.people["周德顺"]), 1)
        rows = PrintRequest.objects.waiting().order_by("id").values_list("pk", flat=True)
        office.post("/printing/done/", {"ask": list(rows)[:2]})

    hetang = add_unit(world.by, world.office, UnitDetails("荷塘村", "village"))
    ask(range(1, 4))
    places = ((office, "/printing/"), (village, "/printing/mine/"), (office, "/"), (village, "/"))
    before = [count(*place) for place in places]
    said(office, at(hetang), 1)
    ask(range(4, 9))
    after = [count(*place) for place in places]
    assert after <= before
    assert max(before[:2]) <= 15


def test_a_summary_is_asked_for_as_any_other_paper(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    said(village, at(world.liuwan, "year", 12), 1)
    said(village, at(world.liuwan, "half_year", 6), 2)
    listed = village.get("/printing/mine/").text
    assert "2026年度工作小结" in listed
    assert "2026年半年小结" in listed
    assert "柳湾村代印单" in pages(inside("办公室").get("/printing/all.pdf").content)[0]
