"""成批录入: a row per record, each saved by itself; for whom one types stays until it is changed."""

import uuid
from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.year_world import World
from xinhuo.ground.drafts.models import Draft
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Person

Enter = Callable[[str], Client]
ROW = "/records/table/row/"


def kind() -> str:
    return str(RecordKind.objects.filter(category="theme_education").first().pk)


def typed(number: int = 0, **said: str) -> dict[str, str]:
    row = {"key": str(uuid.uuid4()), "seen": "", "held_on": "3.5", "kind": kind(), "place": "村书屋", "names": "周德顺",
           "content": "讲了一课", "youth_count": "12", "effect": "孩子爱听"} | said  # fmt: skip
    return {f"r{number}-{name}": value for name, value in row.items()}


def test_a_row_is_a_record_and_is_changed_in_place(world: World, inside: Enter) -> None:
    village, row = inside("柳湾记载人"), typed(names="周德顺、吴秀兰")
    assert "存好了" in village.post(ROW, row).text
    record = Record.objects.get(content="讲了一课")
    assert (record.held_on, record.unit, record.youth_count) == (date(2026, 3, 5), world.liuwan, 12)
    assert {p.person.name for p in record.participations.all()} == {"周德顺", "吴秀兰"}
    assert not record.on_behalf
    village.post(ROW, row)  # sent again: the way was cut before the answer
    assert Record.objects.filter(content="讲了一课").count() == 1
    Record.objects.filter(pk=record.pk).update(milestone=True, version=record.version)
    again = row | {"r0-seen": "1", "r0-content": "讲了两课", "r0-names": "吴秀兰", "r0-held_on": "3.5-3.7"}
    assert "存好了" in village.post(ROW, again).text
    record.refresh_from_db()
    assert (record.content, record.ended_on, record.milestone) == ("讲了两课", date(2026, 3, 7), True)
    assert [p.person.name for p in record.participations.all()] == ["吴秀兰"]


def test_somebody_elses_change_is_not_written_over(world: World, inside: Enter) -> None:
    village, row = inside("柳湾记载人"), typed()
    village.post(ROW, row)
    record = Record.objects.get(content="讲了一课")
    inside("办公室").post(ROW, row | {"unit": str(world.liuwan.pk), "r0-seen": "1", "r0-content": "办公室改的"})
    said = village.post(ROW, row | {"r0-seen": "1", "r0-content": "我改的"}).text
    assert "别人改过这一笔了" in said
    assert f"/records/{record.pk}/edit/" in said
    record.refresh_from_db()
    assert record.content == "办公室改的"


def test_what_is_wanting_is_said_in_words_beside_the_row(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    for said, words in (
        ({"held_on": "去年春天"}, "日期没看懂"), ({"held_on": ""}, "还没有写日期"), ({"held_on": "3月"}, "请写到哪一天"),
        ({"held_on": "2027.1.1"}, "不能晚于今天"), ({"kind": ""}, "还没有选类别"), ({"content": ""}, "还没有写做了什么"),
        ({"names": "", "youth_count": ""}, "还没有写谁做的"), ({"youth_count": "十来个"}, "人数请写数字"),
        ({"key": "x"}, "这一行放坏了"),
    ):  # fmt: skip
        assert words in village.post(ROW, typed(**said)).text, said
    assert not Record.objects.filter(content="讲了一课").exists()
    assert "errmsg" not in village.post(ROW, typed(names="", content="", youth_count="", effect="")).text
    assert "存好了" in village.post(ROW, typed(held_on="12月28日")).text  # not over yet this year: last year's
    assert Record.objects.get(content="讲了一课").held_on == date(2025, 12, 28)


def test_doubtful_names_are_asked_in_the_row(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    twin = world.add_person(world.liuwan, "吴秀兰")
    row = typed(names="吴秀兰、周德顺、钱永康、吴秀蓝、欧阳新")
    asked = village.post(ROW, row).text
    for words in ("有2位吴秀兰，是哪一位", "钱永康在东桥村", "名册里没有吴秀蓝。是不是下面这位", "把欧阳新添进名册"):
        assert words in asked, words
    assert "周德顺（" not in asked
    assert not Record.objects.filter(content="讲了一课").exists()
    near = world.people["吴秀兰"]
    row["r0-who"] = [f"吴秀兰={twin.pk}", f"钱永康={world.people['钱永康'].pk}", f"吴秀蓝={near.pk}", "欧阳新=new"]
    answer = village.post(ROW, row | {"r0-held_on": "2026.2.5"})
    assert "存好了" in answer.text
    people = Record.objects.get(content="讲了一课").participations
    assert set(people.values_list("person__name", flat=True)) == {"吴秀兰", "周德顺", "钱永康", "欧阳新"}
    assert people.filter(person=twin).exists()
    assert Person.objects.get(name="欧阳新").unit == world.liuwan
    foreign = village.post(ROW, typed(names="无名氏") | {"r0-who": f"无名氏={uuid.uuid4()}"}).text
    assert "名册里没有无名氏" in foreign


def test_without_a_script_good_rows_are_saved_and_the_others_stay_as_typed(world: World, inside: Enter) -> None:
    village = inside("柳湾记载人")
    page = village.get("/records/table/").text
    assert page.count("data-row>") == 6  # five, and the one to be copied
    sent = typed(0) | typed(1, held_on="哪天呢", content="第二行的字") | typed(2, content="第三行") | typed(
        3, names="", content="", youth_count="", effect="")  # fmt: skip
    page = village.post("/records/table/", sent).text
    assert "还差1行没有存上" in page
    assert 'value="第二行的字"' in page
    assert 'value="哪天呢"' in page
    assert page.count("存好了：") == 2
    assert Record.objects.filter(content__in=["讲了一课", "第三行"]).count() == 2
    sent |= {"r0-seen": "1", "r2-seen": "1", "r1-held_on": "3.6"}
    page = village.post("/records/table/", sent).text
    assert "存好了3行" in page
    assert Record.objects.filter(content__in=["讲了一课", "第三行", "第二行的字"]).count() == 3


def address_of(world: World) -> str:
    return f"/records/table/?unit={world.liuwan.pk}"


def put_aside(client: Client, world: World, rows: dict[str, str], doing: str = "keep") -> str:
    said = rows | {"unit": str(world.liuwan.pk), "draft_at": address_of(world), "draft_do": doing}
    return client.post("/drafts/", said, follow=True).text


def test_rows_that_are_not_saved_are_offered_again(world: World, inside: Enter) -> None:
    """Typed, not saved, gone away: they come back with all that was typed, on any machine, and to nobody else."""
    village = inside("柳湾记载人")
    first, second = typed(1, content="第一行的字", held_on="哪天呢"), typed(4, content="第二行的字", names="吴秀")
    assert "先替您放着了" in put_aside(village, world, first | second)
    assert "成批录入：“" in village.get("/").text
    page = village.get("/records/table/").text
    assert "上次写了一半" in page
    assert 'value="第一行的字"' not in page
    again = village.get(f"{address_of(world)}&draft=1").text
    assert "上次写了一半" not in again
    assert again.count("data-row data-waits>") == 2
    for name, value in (("content", "第一行的字"), ("held_on", "哪天呢"), ("key", first["r1-key"])):
        assert f'name="r0-{name}" value="{value}"' in again.replace(f'id="r0-{name}" ', "").replace(
            'class="input" ', ""
        )
    assert f'value="{second["r4-key"]}"' in again
    assert 'name="r1-names" value="吴秀"' in again
    assert again.count(f'value="{kind()}" selected') == 2
    for other in ("办公室", "柳湾主任"):
        assert "第一行的字" not in inside(other).get(f"{address_of(world)}&draft=1").text
    assert "上次写了一半" not in inside("办公室").get(address_of(world)).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM drafts_draft")
        assert "第一行的字".encode() not in bytes(cursor.fetchone()[0])


def test_a_row_that_is_saved_waits_no_more_and_with_the_last_one_the_draft_goes(world: World, inside: Enter) -> None:
    village, first, second = inside("柳湾记载人"), typed(0), typed(1, content="第二行的字", held_on="3.6")
    put_aside(village, world, first | second | typed(2, names="", content="", youth_count="", effect=""))
    village.post(ROW, typed(0, key=first["r0-key"], held_on="哪天"))  # wanting still: it waits
    assert village.get(f"{address_of(world)}&draft=1").text.count("data-waits>") == 2
    village.post(ROW, first)
    page = village.get(f"{address_of(world)}&draft=1").text
    assert page.count("data-waits>") == 1
    assert 'value="第二行的字"' in page
    assert 'value="讲了一课"' not in page
    village.post(ROW, typed(0, key=second["r1-key"], content="第二行的字", held_on="3.6"))  # numbered anew by the page
    assert not Draft.objects.exists()
    assert "上次写了一半" not in village.get(address_of(world)).text


def test_what_was_put_aside_while_it_was_saved_is_not_typed_twice(world: World, inside: Enter) -> None:
    village, row = inside("柳湾记载人"), typed()
    village.post(ROW, row)
    put_aside(village, world, row)  # the way was slow: it came after the row
    assert "上次写了一半" not in village.get(address_of(world)).text
    put_aside(village, world, row | {"r0-seen": "1", "r0-content": "讲了两"})  # changed after saving, not saved again
    page = village.get(f"{address_of(world)}&draft=1").text
    assert 'value="讲了两"' in page
    assert 'name="r0-seen" value="1"' in page
    village.post(ROW, row | {"r0-seen": "1", "r0-content": "讲了两课"})
    assert Record.objects.filter(content__startswith="讲了").exclude(content="讲了一课").count() == 1
    assert not Record.objects.filter(content="讲了一课").exists()
    assert not Draft.objects.exists()


def test_without_a_script_the_rows_are_put_aside_and_saved_at_once(world: World, inside: Enter) -> None:
    village, sent = inside("柳湾记载人"), typed(0) | typed(1, content="第二行的字", held_on="哪天")
    page = village.get("/records/table/").text
    assert f'name="draft_at" value="{address_of(world)}"' in page
    assert 'formaction="/drafts/"' in page
    assert "先替您放着了" in put_aside(village, world, sent, "aside")
    village.post("/records/table/", sent)
    page = village.get(f"{address_of(world)}&draft=1").text
    assert page.count("data-waits>") == 1
    village.post("/records/table/", sent | {"r0-seen": "1", "r1-held_on": "3.6"})
    assert not Draft.objects.exists()


def test_for_whom_one_types_stays_until_it_is_changed(world: World, inside: Enter) -> None:
    office, liuwan = inside("办公室"), world.liuwan
    said = {"unit": str(liuwan.pk), "whose": "周德顺", "page": "/records/table/"}
    assert office.post("/records/stand-in/", said).url == "/records/table/"
    for address in ("/records/table/", "/records/new/?key=01a20d68-4972-728f-9c23-e0787d618abc"):
        assert "正在替柳湾村记，照周德顺记的" in office.get(address).text, address
    office.post(ROW, typed() | {"unit": str(liuwan.pk)})
    record = Record.objects.get(content="讲了一课")
    assert (record.unit, record.source, record.source_ref, record.on_behalf) == (liuwan, "paper", "周德顺", True)
    assert "照周德顺记的补录" in office.get(f"/records/{record.pk}/").text
    again = office.get(office.get(f"/records/new/?unit={liuwan.pk}&like={record.pk}&again=1").url).text
    assert "正在替柳湾村记，照周德顺记的" in again
    assert 'name="on_paper" checked' in again
    other = office.get(f"/records/table/?unit={world.dongqiao.pk}").text  # another unit by address, only this once
    assert "正在替东桥村记" in other
    assert "照周德顺记的" not in other
    office.post("/records/stand-in/", {"unit": str(world.office.pk), "page": "https://x.example/"})
    assert "正在替" not in office.get("/records/table/").text
    village = inside("柳湾记载人")
    assert village.post("/records/stand-in/", {"unit": str(world.dongqiao.pk)}).status_code == 404
    assert "替别的单位记" not in village.get("/records/table/").text
    assert inside("柳湾主任").get("/records/table/").status_code == 404


def test_the_table_asks_as_often_at_many_rows_and_people(world: World, inside: Enter) -> None:
    office = inside("办公室")

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert office.get("/records/table/").status_code == 200
        return len(seen)

    add_unit(world.by, world.office, UnitDetails("荷塘村", "village"))
    before = count()
    for n in range(4):
        add_unit(world.by, world.office, UnitDetails(f"新{n}村", "village"))
        world.add_person(world.office, f"孙长{'一二三四'[n]}")
        world.write(world.office, date(2026, 4, 2 + n), f"第{n}课", f"孙长{'一二三四'[n]}", place=f"地点{n}")
    assert count() <= before <= 16
