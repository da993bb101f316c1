"""记一笔 through the page: what a village secretary does, and what goes wrong."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.year_world import HOSTILE, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Participation, Record, RecordKind
from xinhuo.journal.records.services import writing
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.people.models import Person
from xinhuo.who.people.services import posts
from xinhuo.who.people.services.registering import change_status

Enter = Callable[[str], Client]


def told(world: World, **changes: Any) -> dict[str, Any]:
    kind = RecordKind.objects.get(name="主题活动")
    people = [str(world.people["周德顺"].pk), str(world.people["吴秀兰"].pk)]
    return {
        "key": str(uuid.uuid4()),
        "unit": str(world.liuwan.pk),
        "day": "0",
        "kind": str(kind.pk),
        "place": "柳湾小学",
        "people": people,
        "content": "讲家乡河的故事",
        "youth_count": "30",
    } | changes


def test_a_record_is_told_once_and_stands_in_every_paper(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    answer = client.post("/records/new/", told(world, milestone="on"), follow=True)
    assert "存好了" in answer.text
    record = Record.objects.get(content="讲家乡河的故事")
    assert (record.held_on, record.unit_id, record.youth_count) == (date(2026, 12, 20), world.liuwan.pk, 30)
    assert record.title == "柳湾小学主题活动"
    assert [p.person.name for p in record.participations.all()] == ["周德顺", "吴秀兰"]
    assert "讲家乡河的故事" in client.get(f"/people/{world.people['周德顺'].pk}/").text
    assert "讲家乡河的故事" in client.get(f"/chronicle/{world.liuwan.pk}/2026/").text
    assert "讲家乡河的故事" in client.get(f"/records/{record.pk}/").text


def test_the_same_form_twice_is_one_record(world: World, inside: Enter) -> None:
    client, form = inside("柳湾记载人"), told(world)
    first, second = client.post("/records/new/", form), client.post("/records/new/", form)
    assert first.url == second.url
    assert Record.objects.filter(content="讲家乡河的故事").count() == 1


def test_going_back_and_mending_a_word_changes_the_record(world: World, inside: Enter) -> None:
    client, form = inside("柳湾记载人"), told(world)
    client.post("/records/new/", form)
    record = Record.objects.get(content="讲家乡河的故事")
    client.post("/records/new/", form | {"content": "讲家乡河的故事，看了老水闸"})
    record.refresh_from_db()
    assert record.content == "讲家乡河的故事，看了老水闸"
    assert "讲家乡河的故事 → 讲家乡河的故事，看了老水闸" in client.get(f"/records/{record.pk}/").text
    again = client.get(f"/records/new/?key={form['key']}")
    assert again.url == f"/records/{record.pk}/edit/"


def test_the_kind_chooses_the_team_without_javascript(world: World, inside: Enter) -> None:
    team = posts.start_teams(world.by, world.office)[0]
    RecordKind.objects.filter(name="主题活动").update(team=team)
    client = inside("柳湾记载人")
    for chosen, expected in (("", team.pk), ("none", None), (str(team.pk), team.pk)):
        client.post("/records/new/", told(world, team=chosen, content=f"归队试{chosen}"))
        assert Record.objects.get(content=f"归队试{chosen}").team_id == expected
    assert "没有这支服务队" in client.post("/records/new/", told(world, team=str(uuid.uuid4()))).text


def test_a_key_of_another_units_record_writes_nothing(world: World, inside: Enter) -> None:
    other = Record.objects.get(unit=world.dongqiao)
    answer = inside("柳湾记载人").post("/records/new/", told(world, key=str(other.key)))
    assert "已经记在别的单位" in answer.text
    assert not Record.objects.filter(content="讲家乡河的故事").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "x", "held_on": "2026-12-21"}, "活动日期不能晚于今天。请改成活动当天的日期。"),
        ({"day": "x", "held_on": ""}, "选了“更早”，还没有写哪一天。请写上日期。"),
        ({"day": "x", "held_on": "哪天"}, "日期没看懂。请写成2026-3-5这样。"),
        ({"day": "x", "held_on": "1949-10-01"}, "活动日期太早了。请核对年份。"),
        ({"content": ""}, "还没有写做了什么。一句话就行，说出来也行。"),
        ({"kind": ""}, "还没有选做的哪类事。请点一个。"),
        ({"people": [], "youth_count": ""}, "还没有选谁做的。请点上参加的人。"),
        ({"youth_count": "很多"}, "人数请写数字。没有就填0。"),
        ({"youth_count": "-3"}, "人数不能是负的。"),
        ({"names": "名" * 31}, "姓名太长了，最多30个字。请核对。"),
        ({"day": "x", "held_on": "2026-3-5", "ended_on": "2026-3-4"}, "结束日期早于开始日期。请核对两个日期。"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    world: World, inside: Enter, changes: dict[str, Any], sentence: str
) -> None:
    answer = inside("柳湾记载人").post("/records/new/", told(world, effect="孩子们约好下次再来", **changes))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert "孩子们约好下次再来" in answer.text
    if changes.get("people") != []:
        assert f'value="{world.people["周德顺"].pk}" checked' in answer.text
    assert not Record.objects.filter(effect="孩子们约好下次再来").exists()


def test_a_day_before_the_unit_opened_is_refused(world: World, inside: Enter) -> None:
    world.liuwan.opened_on = date(2026, 1, 1)
    world.liuwan.save()
    answer = inside("柳湾记载人").post("/records/new/", told(world, day="x", held_on="2025-12-31"))
    assert "2026年1月1日才成立" in answer.text


def test_who_had_left_by_then_takes_no_part(world: World, inside: Enter) -> None:
    gone = world.people["吴秀兰"]
    change_status(world.by, gone, "left", date(2026, 6, 1), date(2026, 12, 20))
    client = inside("柳湾记载人")
    late = client.post("/records/new/", told(world, day="x", held_on="2026-07-01"))
    assert "吴秀兰2026年6月1日已不在队" in late.text
    assert client.post("/records/new/", told(world, day="x", held_on="2026-05-31")).status_code == 302


def test_leap_day_and_the_twelfth_month(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    assert client.post("/records/new/", told(world, day="x", held_on="2024-02-29")).status_code == 302
    refused = client.post("/records/new/", told(world, day="x", held_on="2025-02-29"))
    assert "2025年2月没有29日" in refused.text
    assert Record.objects.of_year(2024).count() == 1


def test_typed_names_are_found_or_added(world: World, inside: Enter) -> None:
    """Own unit first, then exactly one of the same office; an unknown name is added with the name only."""
    inside("柳湾记载人").post("/records/new/", told(world, people=[], names="吴秀兰、钱永康，新来的"))
    record = Record.objects.get(content="讲家乡河的故事")
    by_name = {p.person.name: p for p in record.participations.select_related("person", "unit")}
    assert by_name["钱永康"].unit_id == world.dongqiao.pk
    added = Person.objects.get(name="新来的")
    assert added.added_in_passing
    assert added.unit_id == world.liuwan.pk
    assert set(by_name) == {"吴秀兰", "钱永康", "新来的"}
    assert "待补" in inside("柳湾记载人").get("/").text


def test_two_of_the_same_name_are_a_question(world: World, inside: Enter) -> None:
    world.add_person(world.liuwan, "周德顺")
    answer = inside("柳湾记载人").post("/records/new/", told(world, people=[], names="周德顺"))
    assert "有2位周德顺。请在名册里点选是哪一位。" in answer.text


def test_whoever_was_visited_has_it_in_no_book(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    client.post("/records/new/", told(world, people=[str(world.people["周德顺"].pk)], visited="吴秀兰"))
    record = Record.objects.get(content="讲家乡河的故事")
    roles = dict(record.participations.values_list("person__name", "role"))
    assert roles == {"周德顺": "led", "吴秀兰": "was_visited"} or roles == {
        "周德顺": "took_part",
        "吴秀兰": "was_visited",
    }
    counted = Participation.objects.counted().about(world.people["吴秀兰"])
    assert record.pk not in counted.values_list("record_id", flat=True)
    assert "讲家乡河的故事" not in client.get(f"/people/{world.people['吴秀兰'].pk}/").text


def test_someone_elses_unit_is_not_there(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    other = Record.objects.get(unit=world.dongqiao)
    stranger = world.people["钱永康"]
    for address in (
        f"/records/{other.pk}/",
        f"/records/{other.pk}/edit/",
        f"/records/{other.pk}/withdraw/",
        f"/records/{other.pk}/parts/",
        f"/records/{other.pk}/saved/",
        f"/records/new/?unit={world.dongqiao.pk}",
        f"/records/?unit={world.dongqiao.pk}",
        f"/people/{stranger.pk}/",
        f"/people/{stranger.pk}/edit/",
        f"/people/?unit={world.dongqiao.pk}",
        f"/people/list.xlsx?unit={world.dongqiao.pk}",
        f"/people/list.pdf?unit={world.dongqiao.pk}",
        f"/books/{stranger.pk}/2026.pdf",
        f"/books/unit/{world.dongqiao.pk}/2026.pdf",
        f"/books/blank/{world.dongqiao.pk}/2026.pdf",
        f"/reports/{world.dongqiao.pk}/2026/3/",
        f"/reports/{world.dongqiao.pk}/2026/3.pdf",
        f"/reports/{world.dongqiao.pk}/2026/3.docx",
        f"/chronicle/{world.dongqiao.pk}/2026/",
        f"/leaders/{world.dongqiao.pk}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "请从首页再进" in answer.text, address
    assert client.post("/records/new/", told(world, unit=str(world.dongqiao.pk))).status_code == 404


def test_an_edit_keeps_what_stood_before(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    client.post("/records/new/", told(world))
    record = Record.objects.get(content="讲家乡河的故事")
    office = inside("办公室")
    page = office.get(f"/records/{record.pk}/edit/").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form = told(world, day="x", held_on="2026-12-19", content="讲家乡河的故事，走了一段河堤", seen=seen)
    assert office.post(f"/records/{record.pk}/edit/", form).status_code == 302
    shown = client.get(f"/records/{record.pk}/").text
    assert "办公室" in shown
    assert "讲家乡河的故事 → 讲家乡河的故事，走了一段河堤" in shown
    stale = client.post(f"/records/{record.pk}/edit/", told(world, content="我也改了", seen=seen))
    assert "办公室改过这一笔" in stale.text
    assert "我也改了" in stale.text
    assert "讲家乡河的故事，走了一段河堤" in stale.text
    record.refresh_from_db()
    assert record.content == "讲家乡河的故事，走了一段河堤"


def test_a_director_reads_and_does_not_write(world: World, inside: Enter) -> None:
    client = inside("柳湾主任")
    record = Record.objects.filter(unit=world.liuwan).first()
    assert client.get(f"/records/{record.pk}/").status_code == 200
    assert client.get("/records/new/").status_code == 404
    assert client.post(f"/records/{record.pk}/withdraw/", {"reason": ""}).status_code == 404


def test_a_withdrawn_record_counts_nowhere_and_stays_visible(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    client.post(f"/records/{record.pk}/withdraw/", {"reason": "记重了"})
    assert "讲一段亲历" not in client.get(f"/people/{world.people['周德顺'].pk}/").text
    assert "讲一段亲历" not in client.get("/records/?year=2026").text
    assert f"/records/{record.pk}/" not in client.get("/records/?year=2026").text
    assert record.title in client.get("/records/?year=2026&withdrawn=on").text
    assert f"/records/{record.pk}/" in client.get("/records/?year=2026&withdrawn=on").text
    page = client.get(f"/records/{record.pk}/").text
    assert "记重了" in page
    client.post(f"/records/{record.pk}/withdraw/", {"restore": "1"})
    assert "讲一段亲历" in client.get(f"/people/{world.people['周德顺'].pk}/").text


def test_text_of_users_is_inert_on_pages(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    client.post("/records/new/", told(world, content=HOSTILE, title=HOSTILE[:60], effect=HOSTILE))
    record = Record.objects.order_by("-id").first()
    for address in (f"/records/{record.pk}/", "/", "/records/", f"/people/{world.people['周德顺'].pk}/"):
        assert "<script>alert(1)" not in client.get(address).text, address


def test_the_trail_takes_no_change_and_no_deletion(world: World) -> None:
    entry = Entry.objects.first()
    with pytest.raises(TypeError):
        Entry.objects.filter(pk=entry.pk).update(by_name="别人")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()
    with pytest.raises(TypeError):
        entry.delete()


def test_an_event_of_several_units_counts_once(world: World) -> None:
    host = world.write(world.liuwan, date(2026, 5, 4), "五四联合活动", "周德顺", youth_count=50)
    world.write(world.liuwan, date(2026, 5, 4), "五四联合活动（随同）", "吴秀兰", led_by=host, youth_count=50)
    scope = world.by.scope("see")
    rows = Record.objects.within(scope).standing().of_year(2026).filter(content__startswith="五四")
    assert rows.count() == 2
    assert rows.leading().count() == 1


def test_nobody_writes_for_a_unit_out_of_reach(world: World) -> None:
    kind = RecordKind.objects.first()
    stranger = world.by.__class__(id=None, name="外人")
    with pytest.raises(RuleBroken, match="您不能替这个单位记"):
        writing.write_record(
            stranger, world.liuwan, uuid.uuid4(), writing.Told(date(2026, 1, 5), kind, "x"), world_today()
        )


def world_today() -> date:
    return date(2026, 12, 20)


def test_parts_and_own_sentences(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="带青少年清扫楼道、讲雷锋故事")
    form = {}
    for part in record.participations.select_related("person"):
        spoke = part.person.name == "周德顺"
        form[f"role_{part.pk.hex}"] = "spoke" if spoke else "took_part"
        form[f"sentence_{part.pk.hex}"] = "我讲了雷锋参军那一段" if spoke else ""
    assert client.post(f"/records/{record.pk}/parts/", form).status_code == 302
    assert "我讲了雷锋参军那一段" in client.get(f"/people/{world.people['周德顺'].pk}/").text
    assert "我讲了雷锋参军那一段" not in client.get(f"/people/{world.people['吴秀兰'].pk}/").text


def test_like_the_last_one_and_once_more(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    client.post("/records/new/", told(world))
    record = Record.objects.get(content="讲家乡河的故事")
    like = client.get(f"/records/new/?like={record.pk}", follow=True).text
    assert "讲家乡河的故事</textarea>" in like
    again = client.get(f"/records/new/?like={record.pk}&again=1", follow=True).text
    assert "讲家乡河的故事</textarea>" not in again
    assert 'value="柳湾小学" checked' in again
    assert f'value="{world.people["吴秀兰"].pk}" checked' in again
    assert 'value="2026-12-20"' in again


def test_the_own_unit_reads_a_record_of_the_neighbour_with_its_elder_in_it(world: World) -> None:
    Unit.objects.filter(pk=world.dongqiao.pk).update(closed_on=None)
    account, _ = open_account(world.by, NewAccount(world.dongqiao, "东桥记载人", "recorder"), "Dongqiao-2026")
    neighbour = Client()
    neighbour.force_login(account)
    record = world.write(world.liuwan, date(2026, 8, 1), "请东桥的老钱来讲课", "周德顺", "钱永康", youth_count=20)
    assert neighbour.get(f"/records/{record.pk}/").status_code == 200
    assert neighbour.get(f"/records/{record.pk}/edit/").status_code == 404
    assert "请东桥的老钱来讲课" in neighbour.get(f"/people/{world.people['钱永康'].pk}/").text
    assert "请东桥的老钱来讲课" not in neighbour.get("/records/").text
    assert neighbour.get(f"/people/{world.people['周德顺'].pk}/").status_code == 404


@pytest.mark.parametrize("year", ["0", "99999", "-1", "²", "9" * 5000, "今年"])
def test_a_crooked_year_in_an_address_shows_this_year(world: World, inside: Enter, year: str) -> None:
    client = inside("柳湾记载人")
    record = Record.objects.get(content="讲一段亲历")
    assert f"/records/{record.pk}/" in client.get("/records/", {"year": year}).text
    assert "讲一段亲历" in client.get(f"/people/{world.people['周德顺'].pk}/", {"year": year}).text
    assert client.get("/records/", {"year": year, "month": "3"}).status_code == 200
    assert client.get("/reports/", {"year": year}, follow=True).status_code == 200
