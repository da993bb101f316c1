"""查找 as a clerk and a recorder use it, and what they must not find."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.scope import Root, Scope
from xinhuo.ground.search.models import SearchRow
from xinhuo.ground.search.reading import find
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services.writing import Told, change_record, restore_record, withdraw_record
from xinhuo.shell.desk.services import fill_search
from xinhuo.who.people.services.registering import Registration, change_person
from xinhuo.year.yearbook.services import Choice, add_entry, decide_month

Enter = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def found(world: World, query: str, path: str | None = None) -> set[str]:
    scope = Scope((Root(path or world.office.path),))
    return {row.title for row in find(scope, query).rows}


def test_two_characters_find_people_and_records(world: World, inside: Enter) -> None:
    page = inside("办公室").get("/find/", {"q": "清扫"}).text
    assert "带青少年<mark>清扫</mark>楼道" in page
    assert "找到1处" in page
    assert "<mark>周德顺</mark>" in inside("办公室").get("/find/", {"q": "周德顺", "kind": "person"}).text
    assert found(world, "zds") == {"周德顺"}
    assert "周德顺" in found(world, "周")


def test_all_words_must_be_there_and_character_for_character(world: World) -> None:
    assert found(world, "雷锋 楼道")
    assert not found(world, "雷锋 宪法")
    assert not found(world, "锋雷")
    assert not found(world, "清楼")


def test_a_record_is_found_by_who_took_part(world: World, inside: Enter) -> None:
    page = inside("柳湾记载人").get("/find/", {"q": "吴秀兰", "kind": "record"}).text
    assert "找到2处" in page


def test_nobody_finds_what_lies_outside(world: World, inside: Enter) -> None:
    assert len(found(world, "春联")) == 1
    page = inside("柳湾记载人").get("/find/", {"q": "春联"}).text
    assert "没有找到" in page
    assert (
        "钱永康"
        not in inside("柳湾记载人").get("/find/", {"q": "钱永康"}).text.split("<section>")[-1].split("</h2>")[1]
    )
    assert found(world, "春联", world.liuwan.path) == set()


def test_what_is_changed_withdrawn_and_restored_is_found_as_it_is(world: World) -> None:
    record = Record.objects.get(content="讲一段亲历")
    kind = RecordKind.objects.filter(category="theme_education").first()
    told = Told(held_on=record.held_on, kind=kind, content="讲一段支前的亲历", names=["周德顺"])
    change_record(world.by, record, told, TODAY)
    assert found(world, "支前")
    withdraw_record(world.by, record, "记错了")
    assert not found(world, "支前")
    restore_record(world.by, Record.objects.get(pk=record.pk))
    assert found(world, "支前")
    person = world.people["周德顺"]
    change_person(world.by, person, Registration(name="周德顺", skills="剪纸"), TODAY)
    assert found(world, "剪纸") == {"周德顺"}


def test_no_contact_is_among_the_words(world: World) -> None:
    said = Registration(name="周德顺", phone="13812345678", id_number="320000194803011234", address="荷塘新村3幢")
    change_person(world.by, world.people["周德顺"], said, TODAY)
    for secret in ("13812345678", "320000194803011234", "荷塘新村"):
        assert not found(world, secret)
        assert not SearchRow.objects.filter(text__contains=secret).exists()


@pytest.mark.parametrize(
    "query", ["，", "'", '"', "*", "a'b\"c*", "x' OR '1", "NOT NEAR(", "\\", "%", "😀", " ", "学" * 500]
)
def test_odd_typing_gives_a_page(world: World, inside: Enter, query: str) -> None:
    assert inside("办公室").get("/find/", {"q": query}).status_code == 200


def test_a_line_of_the_chronicle_is_found_until_it_is_left_out(world: World, inside: Enter) -> None:
    entry = add_entry(world.by, world.liuwan, 2026, date(2026, 7, 1), "建起五老书屋", TODAY)
    page = inside("柳湾记载人").get("/find/", {"q": "书屋"})
    assert f'href="/chronicle/lines/{entry.pk}/"' in page.text
    there = inside("柳湾记载人").get(f"/chronicle/lines/{entry.pk}/")
    assert there.url == f"/chronicle/{world.liuwan.pk}/2026/#m7"
    decide_month(world.by, world.liuwan, 2026, [Choice(str(entry.pk), False, entry.text)])
    assert not found(world, "书屋")


def test_pages_of_many(world: World, inside: Enter) -> None:
    for day in range(1, 34):
        world.write(world.liuwan, date(2026, 5 + day // 28, 1 + day % 28), f"护河第{day}次", "周德顺")
    client = inside("办公室")
    assert "找到33处" in client.get("/find/", {"q": "护河"}).text
    assert "第2页，共2页" in client.get("/find/", {"q": "护河", "page": "2"}).text
    assert client.get("/find/", {"q": "护河", "page": "99999"}).status_code == 200


def test_the_index_can_be_made_anew(world: World) -> None:
    add_entry(world.by, world.liuwan, 2026, date(2026, 7, 1), "建起五老书屋", TODAY)
    before = sorted(SearchRow.objects.values_list("kind", "object_id"))
    SearchRow.objects.all().delete()
    fill_search()
    assert sorted(SearchRow.objects.values_list("kind", "object_id")) == before
    assert len(find(Scope((Root(world.office.path),)), "清扫").rows) == 1


def test_the_words_are_found_through_their_index(world: World) -> None:
    sql = {
        "sqlite": "EXPLAIN QUERY PLAN SELECT rowid FROM search_words WHERE search_words MATCH '\"清扫\"'",
        "postgresql": "EXPLAIN SELECT row_id FROM search_words WHERE words @@ '''清扫'''::tsquery",
    }[connection.vendor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # the table of this test is too small for its index
        cursor.execute(sql)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "search_words_gin" in plan or "VIRTUAL TABLE INDEX" in plan


def test_who_is_not_logged_in_is_asked_to_be(world: World) -> None:
    assert Client().get("/find/", {"q": "清扫"}).status_code == 302
