"""名册 and the people in it, as an office uses them."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.people.models import Membership, Person, RecordKeeper, Team, TeamMembership
from xinhuo.who.people.services import posts, registering

Enter = Callable[[str], Client]


@pytest.fixture
def full(world: World) -> World:
    """More people than one, of different ages, in teams."""
    team = posts.start_teams(world.by, world.office)[0]
    for name, sex, born, politics, category, joined in (
        ("王大为", "男", date(1944, 5, 1), "中共党员", "elder_soldier", date(2019, 3, 1)),
        ("丁素琴", "女", date(1958, 11, 1), "群众", "elder_teacher", date(2020, 7, 1)),
        ("曾志远", "男", date(1950, 12, 1), "民盟盟员", "elder_expert", date(2020, 1, 1)),
    ):
        said = registering.Registration(
            name, sex=sex, birth_month=born, politics=politics, categories=[category], joined_month=joined,
            phone="139" + str(born.year) + "5678", id_number="", former_employer='=HYPERLINK("http://a")',
        )  # fmt: skip
        world.people[name] = registering.register_person(world.by, world.liuwan, said, TODAY, [team])
    return world


def names(page: str) -> list[str]:
    return [part.split("</a>")[0] for part in page.split('class="people')[-1].split('/">')[1:] if "</a>" in part]


@pytest.mark.parametrize(
    ("query", "sentence", "who"),
    [
        ("q=王", "姓名含“王”的五老1人", {"王大为"}),
        ("q=zzy", "姓名含“zzy”的五老1人", {"曾志远"}),
        ("q=dingsq", "姓名含“dingsq”的五老0人", set()),
        ("age=80", "80岁以上五老1人", {"王大为"}),
        ("sex=女", "女五老1人", {"丁素琴"}),
        ("politics=party&age=80", "80岁以上党员1人", {"王大为"}),
        ("category=elder_expert", "老专家1人", {"曾志远"}),
        ("joined=2019", "2019年入队的五老1人", {"王大为"}),
        ("age=nonsense&unit=1&page=x", "五老6人", None),
    ],
)
def test_the_head_line_can_be_said_on_the_telephone(
    full: World, inside: Enter, query: str, sentence: str, who: set[str] | None
) -> None:
    page = inside("柳湾记载人").get(f"/people/?{query}").text
    assert f">{sentence}<" in page
    if who is not None:
        assert {n for n in full.people if f">{n}</a>" in page} == who


def test_by_team_with_the_sentence_of_the_issue(full: World, inside: Enter) -> None:
    team = Team.objects.get(code="T01")
    page = inside("办公室").get(f"/people/?team={team.pk}&age=80&politics=party").text
    assert "理论政策与红色传统宣讲队80岁以上党员1人" in page


def test_names_stand_by_strokes(full: World, inside: Enter) -> None:
    page = inside("柳湾记载人").get("/people/").text
    places = [page.index(f">{name}</a>") for name in ("丁素琴", "王大为", "吴秀兰", "周德顺", "曾志远")]
    assert places == sorted(places)


def test_sheet_and_paper_hold_what_is_shown_masked_and_inert(full: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/people/list.xlsx?age=80").content)).active
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[1] for row in rows] == ["王大为"]
    assert rows[0][6] == '=HYPERLINK("http://a")'
    assert sheet.cell(4, 7).data_type == "s"
    assert "139****5678" in rows[0]
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(client.get("/people/list.pdf").content)).pages)
    for name in ("王大为", "丁素琴", "曾志远", "周德顺", "吴秀兰"):
        assert text.count(name) == 1
    assert "13919445678" not in text


def test_contacts_rest_encrypted_and_a_look_leaves_a_trace(full: World, inside: Enter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_print FROM people_person WHERE name = '王大为'")
        sealed, finger = cursor.fetchone()
    assert b"139" not in bytes(sealed)
    assert "13919445678" not in finger
    client, person = inside("柳湾记载人"), full.people["王大为"]
    assert "13919445678" not in client.get(f"/people/{person.pk}/").text
    assert "13919445678" not in client.get(f"/people/{person.pk}/edit/").text
    looked = client.post(f"/people/{person.pk}/contact/", {"contact": "phone"})
    assert "13919445678" in looked.text
    assert looked["Cache-Control"] == "no-store"
    entry = Entry.objects.about("person", str(person.pk)).last()
    assert (entry.verb, entry.by_name, entry.after) == ("查看联系方式", "柳湾记载人", {"看了": "联系电话"})
    assert "请从页面上点" in client.post(f"/people/{person.pk}/contact/", {"contact": "life"}).text
    assert inside("柳湾主任").post(f"/people/{person.pk}/contact/").status_code == 404
    assert client.get(f"/people/{person.pk}/contact/").status_code in (404, 405)


def form_of(person: Person, **changes: Any) -> dict[str, Any]:
    return {"name": person.name, "sex": person.sex, "birth_month": "1944.5", "categories": person.categories} | changes


def test_an_edit_leaves_contacts_alone_and_the_trail_masks_them(full: World, inside: Enter) -> None:
    client, person = inside("柳湾记载人"), full.people["王大为"]
    client.post(f"/people/{person.pk}/edit/", form_of(person, skills="写毛笔字"))
    person.refresh_from_db()
    assert (person.phone, person.skills) == ("13919445678", "写毛笔字")
    client.post(f"/people/{person.pk}/edit/", form_of(person, phone="13700001234"))
    person.refresh_from_db()
    assert person.phone == "13700001234"
    trail = str([e.before for e in Entry.objects.all()]) + str([e.after for e in Entry.objects.all()])
    assert "139****5678" in trail
    assert "13919445678" not in trail
    assert "13700001234" not in trail
    client.post(f"/people/{person.pk}/edit/", form_of(person, phone="删"))
    person.refresh_from_db()
    assert person.phone == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "还没有写姓名。请写上姓名。"),
        ({"name": "名" * 31}, "姓名太长了，最多30个字。请核对。"),
        ({"birth_month": "2051.2"}, "出生年月不能晚于今天。请核对。"),
        ({"birth_month": "某年"}, "年月没看懂。请写成1948.3这样。"),
        ({"phone": "139"}, "电话号码只写数字，7到12位。请核对。"),
        ({"joined_month": "1940.1", "birth_month": "1948.3"}, "入队时间早于出生年月。请核对两个时间。"),
    ],
)
def test_bad_registrations_keep_what_was_typed(
    full: World, inside: Enter, changes: dict[str, str], sentence: str
) -> None:
    answer = inside("柳湾记载人").post("/people/new/", {"name": "新来的", "skills": "写毛笔字", **changes})
    assert sentence in answer.text
    assert "写毛笔字" in answer.text
    assert not Person.objects.filter(skills="写毛笔字").exists()


def test_the_same_name_asks_once(full: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    asked = client.post("/people/new/", {"name": "王大为"})
    assert "不是同一个人，照样登记" in asked.text
    assert Person.objects.filter(name="王大为").count() == 1
    client.post("/people/new/", {"name": "王大为", "not_the_same": "on"})
    assert Person.objects.filter(name="王大为").count() == 2


def test_pause_and_back_keep_the_history(full: World, inside: Enter) -> None:
    client, person = inside("柳湾记载人"), full.people["周德顺"]
    client.post(f"/people/{person.pk}/pause/", {"since": "2026-12-01", "reason": "因病"})
    person.refresh_from_db()
    assert (person.status, person.status_reason) == ("paused", "因病")
    assert "讲一段亲历" in client.get(f"/people/{person.pk}/").text
    client.post(f"/people/{person.pk}/pause/", {"since": "2026-12-10", "reason": ""})
    person.refresh_from_db()
    assert person.status == "active"
    assert client.get(f"/people/{person.pk}/move/").status_code == 404  # moving is the office's


def test_a_move_takes_the_book_along_and_leaves_the_records(full: World, inside: Enter) -> None:
    other = Person.objects.get(pk=full.people["周德顺"].pk)
    village = full.dongqiao
    with pytest.raises(RuleBroken, match="已经撤销"):
        registering.move_person(full.by, other, village, date(2026, 6, 1), TODAY)
    type(village).objects.filter(pk=village.pk).update(closed_on=None)
    answer = inside("办公室").post(f"/people/{other.pk}/move/", {"unit": str(village.pk), "since": "2026-06-01"})
    assert answer.status_code == 302
    other.refresh_from_db()
    assert (other.unit_id, other.path, other.a2) == (village.pk, village.path, village.path)
    spells = Membership.objects.filter(person=other).order_by("started_on")
    assert [(m.unit_id, m.ended_on) for m in spells] == [(full.liuwan.pk, date(2026, 6, 1)), (village.pk, None)]
    assert inside("柳湾记载人").get(f"/people/{other.pk}/").status_code == 404
    text = "".join(
        p.extract_text()
        for p in PdfReader(io.BytesIO(inside("办公室").get(f"/books/{other.pk}/2026.pdf").content)).pages
    )
    assert "讲一段亲历" in text.replace("\n", "")


def test_who_died_keeps_the_book_and_is_offered_no_more(full: World, inside: Enter) -> None:
    office, person = inside("办公室"), full.people["王大为"]
    office.post(f"/people/{person.pk}/death/", {"day": "2026-11-02"})
    person.refresh_from_db()
    assert person.status == "deceased"
    assert not TeamMembership.objects.filter(person=person, ended_on=None).exists()
    assert "王大为" not in inside("柳湾记载人").get("/records/new/", follow=True).text
    assert office.get(f"/books/{person.pk}/2026.pdf").status_code == 200
    with pytest.raises(RuleBroken, match="老同志已经去世"):
        registering.change_status(full.by, person, "active", TODAY, TODAY)


def test_posts_end_and_covers_of_past_years_name_who_kept_the_book(full: World, inside: Enter) -> None:
    unit = full.liuwan
    first = posts.PostDetails("executive_deputy_director", date(2023, 1, 1), keeps_book=True)
    posts.appoint_by_name(full.by, "周德顺", unit, first, TODAY)
    second = posts.PostDetails("secretary_general", date(2026, 5, 1), keeps_book=True)
    posts.appoint_by_name(full.by, "吴秀兰", unit, second, TODAY)
    kept = {year: str(RecordKeeper.objects.for_books_of(year).last()) for year in (2022, 2024, 2026)}
    assert kept == {2022: "None", 2024: "周德顺（常务副主任）", 2026: "吴秀兰（秘书长）"}
    shown = inside("办公室").get(f"/leaders/{unit.pk}/").text
    assert shown.index("周德顺") < shown.index("吴秀兰", shown.index("现任"))
    assert "业绩记载簿由吴秀兰（秘书长）记" in shown
    answer = inside("办公室").post(
        f"/leaders/{unit.pk}/appoint/", {"person": "新书记", "post": "director", "started_on": "2026-1-1"}
    )
    assert answer.status_code == 302
    assert Person.objects.get(name="新书记").kind == "cadre"
    assert "新书记" not in inside("柳湾记载人").get("/people/").text
    assert "新书记" in inside("柳湾记载人").get("/people/?cadres=on").text


def test_a_volunteer_sees_the_own_book_and_nothing_else(full: World) -> None:
    person = full.people["王大为"]
    account, _ = open_account(full.by, NewAccount(full.liuwan, "王大为", "volunteer", "", person), "Liuwan-2026")
    client = Client()
    client.force_login(account)
    assert "看我做过的事" in client.get("/").text
    assert client.get(f"/people/{person.pk}/").status_code == 200
    assert client.get(f"/books/{person.pk}/2026.pdf").status_code == 200
    assert client.get(f"/people/{full.people['周德顺'].pk}/").status_code == 404
    assert client.get("/people/").status_code == 404
