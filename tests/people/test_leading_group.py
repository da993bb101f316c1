"""领导班子 from the pages: appointing, ending, correcting, as of any day; and who isn't bound to the party post, how long."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.changes.hetang import settle
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, describe_unit, rename_unit
from xinhuo.who.people.models import Appointment, RecordKeeper
from xinhuo.who.people.reading import contacts_of, leading_group, unbound_directors
from xinhuo.who.people.services import posts
from xinhuo.who.people.services.registering import Registration, change_person

Enter = Callable[[str], Client]
JUNE = date(2026, 6, 1)


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


def give(world: World, name: str, post: str, started: date, unit: Unit | None = None, **said: object) -> Appointment:
    details = posts.PostDetails(post, started, **said)
    return posts.appoint(world.by, world.people[name], unit or world.liuwan, details, TODAY)


def appoint(client: Client, unit: Unit, **said: str) -> str:
    """What the page says: '' where it was saved."""
    answer = client.post(
        f"/leaders/{unit.pk}/appoint/", {"person": "周德顺", "post": "director", "started_on": "2026-3-1", **said}
    )
    return "" if answer.status_code == 302 else answer.text


# ── appointing


def test_a_post_with_its_sentence_and_document(world: World, inside: Enter) -> None:
    client = inside("办公室")
    wrong = appoint(
        client,
        world.liuwan,
        duties="负责校外教育辅导站",
        document_number="清新委发〔2026〕5号",
        party_post="党组织书记",
    )
    assert wrong == ""
    held = Appointment.objects.get(person=world.people["周德顺"])
    assert (held.duties, held.document_number, held.party_post) == (
        "负责校外教育辅导站",
        "清新委发〔2026〕5号",
        "党组织书记",
    )
    page = client.get(f"/leaders/{world.liuwan.pk}/").text
    assert "分工：负责校外教育辅导站" in page
    assert "兼任党组织书记" in page
    assert "清新委发〔2026〕5号" in page
    assert Entry.objects.filter(verb="任职", title="周德顺").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"started_on": "2026-12-21"}, "日期不能晚于今天"),
        ({"ended_on": "2026-12-21"}, "日期不能晚于今天"),
        ({"ended_on": "2026-2-28"}, "离任日期早于任职日期"),
        ({"started_on": "2026-2-29"}, "2026年2月没有29日"),
        ({"post": "emperor"}, "从列表里选"),
        ({"person": ""}, "id_person"),
        ({"duties": "长" * 101}, "id_duties"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(
    world: World, inside: Enter, said: dict[str, str], sentence: str
) -> None:
    assert sentence in appoint(inside("办公室"), world.liuwan, **said)
    assert not Appointment.objects.exists()


def test_nobody_holds_a_post_twice_at_a_time(world: World, inside: Enter) -> None:
    client = inside("办公室")
    assert appoint(client, world.liuwan, started_on="2020-2-29", ended_on="2024-2-29") == ""
    assert "那段时间已经任过主任" in appoint(client, world.liuwan, started_on="2024-2-29")
    assert appoint(client, world.liuwan, started_on="2024-3-1") == ""
    assert "已经是柳湾村主任" in appoint(client, world.liuwan, started_on="2025-1-1")
    assert "那段时间已经任过主任" in appoint(client, world.liuwan, started_on="2019-1-1", ended_on="2020-2-29")
    assert Appointment.objects.count() == 2


def test_a_closed_unit_takes_only_posts_of_its_own_time(world: World, inside: Enter) -> None:
    client = inside("办公室")
    assert "到2026年3月31日已经撤销" in appoint(client, world.dongqiao, person="钱永康", started_on="2026-4-1")
    assert "请把离任写到那天为止" in appoint(client, world.dongqiao, person="钱永康", started_on="2026-1-1")
    wanted = {"person": "钱永康", "started_on": "2021-1-1", "ended_on": "2026-3-31"}
    assert appoint(client, world.dongqiao, **wanted) == ""


def test_a_merged_unit_says_where_it_went_and_a_young_one_when_it_came(world: World, by: Actor, inside: Enter) -> None:
    hetang = settle(world, by)
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, JUNE, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, JUNE, Decided(seen), TODAY)
    client = inside("办公室")
    assert "荷塘村到2026年5月31日已经并入柳湾村" in appoint(client, hetang, started_on="2026-6-1")
    young = add_unit(by, world.office, UnitDetails("新村", "village", opened_on=date(2024, 2, 29)))
    assert "2024年2月29日才成立" in appoint(client, young, started_on="2024-2-28")
    assert appoint(client, young, started_on="2024-2-29") == ""


def test_who_succeeds_sends_the_former_home_the_day_before(world: World, inside: Enter) -> None:
    client = inside("办公室")
    old = give(world, "吴秀兰", "executive_deputy_director", date(2020, 1, 1), keeps_book=True)
    said = {"post": "executive_deputy_director", "started_on": "2024-3-1", "succeeds": "on", "keeps_book": "on"}
    assert appoint(client, world.liuwan, **said) == ""
    old.refresh_from_db()
    assert old.ended_on == date(2024, 2, 29)
    assert RecordKeeper.objects.get(ended_on=None).appointment.person.name == "周德顺"
    late = {"person": "㛃䶮", "post": "executive_deputy_director", "started_on": "2024-3-1", "succeeds": "on"}
    assert "比这天还晚" in appoint(client, world.liuwan, **late)
    assert Appointment.objects.filter(ended_on=None).count() == 1


# ── correcting and ending


def test_a_post_is_corrected_and_the_trail_says_what_was(world: World, inside: Enter) -> None:
    held = give(world, "周德顺", "deputy_director", date(2024, 2, 29))
    client, address = inside("办公室"), f"/appointments/{held.pk}/"
    assert 'value="2024-02-29"' in client.get(address).text
    said = {"duties": "联系学校", "rank": "3", "started_on": "2024-3-1", "document_number": "", "party_post": ""}
    assert client.post(address, said).status_code == 302
    held.refresh_from_db()
    assert (held.duties, held.rank, held.started_on) == ("联系学校", 3, date(2024, 3, 1))
    line = Entry.objects.get(verb="修改任职")
    assert "联系学校" in str(line.after)
    assert "离任日期早于任职日期" in client.post(address, {**said, "ended_on": "2024-2-28"}).text
    assert "日期不能晚于今天" in client.post(address, {**said, "started_on": "2027-1-1"}).text
    assert client.post(address, {**said, "rank": "0"}).status_code == 200


def test_a_post_ends_once_and_not_before_it_began(world: World, inside: Enter) -> None:
    held = give(world, "周德顺", "director", date(2024, 2, 29))
    client, address = inside("办公室"), f"/appointments/{held.pk}/end/"
    assert "离任日期早于任职日期" in client.post(address, {"ended_on": "2024-2-28"}).text
    assert "日期不能晚于今天" in client.post(address, {"ended_on": "2026-12-21"}).text
    assert client.post(address, {"ended_on": "2024-2-29"}).status_code == 302
    assert "已经离任" in client.post(address, {"ended_on": "2024-3-1"}).text
    said = {"duties": "", "rank": "1", "started_on": "2024-2-29", "ended_on": ""}
    assert "要接着任，请另任一次" in client.post(f"/appointments/{held.pk}/", said).text


def test_a_recorder_looks_and_does_not_touch(world: World, inside: Enter) -> None:
    held = give(world, "周德顺", "director", date(2024, 2, 29))
    client = inside("柳湾记载人")
    page = client.get("/leaders/mine/", follow=True).text
    assert "周德顺" in page
    assert f"/appointments/{held.pk}/" not in page
    for address in (
        f"/appointments/{held.pk}/",
        f"/appointments/{held.pk}/end/",
        f"/leaders/{world.liuwan.pk}/appoint/",
    ):
        assert client.post(address, {}).status_code == 404


# ── as of any day


def test_the_group_of_any_day_under_the_name_of_that_day(world: World, by: Actor, inside: Enter) -> None:
    first = give(world, "周德顺", "director", date(2020, 2, 29))
    posts.end_appointment(by, first, date(2024, 2, 29), TODAY)
    give(world, "吴秀兰", "director", date(2024, 3, 1))
    rename_unit(by, world.liuwan, "柳湾社区", date(2025, 1, 1), TODAY)
    client, address = inside("办公室"), f"/leaders/{world.liuwan.pk}/"

    def group(day: str) -> str:
        page = client.get(f"{address}?day={day}").text
        return page[page.index("<h1>") : page.index("看哪一天的班子")].split("以前的班子成员")[0]

    assert "柳湾村关工委领导班子" in group("2024-02-29")
    assert "周德顺" in group("2024-02-29")
    assert "吴秀兰" not in group("2024-02-29")
    assert "吴秀兰" in group("2024-03-01")
    assert "这一天没有登记班子成员" in group("2020-02-28")
    assert "柳湾社区关工委领导班子" in client.get(address).text
    assert "只能看到今天为止" in client.get(f"{address}?day=2026-12-21").text
    assert "2026年2月没有30日" in client.get(f"{address}?day=2026-02-30").text
    assert "任一个职务" not in client.get(f"{address}?day=2024-03-01").text


def test_before_its_founding_and_after_its_end_a_unit_has_no_group(world: World, by: Actor, inside: Enter) -> None:
    hetang = settle(world, by)
    describe_unit(by, hetang, UnitDetails("荷塘村", "village", opened_on=date(2024, 2, 29)))
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, JUNE, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, JUNE, Decided(seen), TODAY)
    client, address = inside("办公室"), f"/leaders/{hetang.pk}/"
    assert "荷塘村还没有成立" in client.get(f"{address}?day=2024-02-28").text
    assert "孙玉梅" in client.get(f"{address}?day=2024-02-29").text
    assert "荷塘村已经并入柳湾村" in client.get(address).text
    assert "已经并入" not in client.get(f"{address}?day=2026-05-31").text


def test_party_posts_are_held_and_are_none_of_the_group(world: World, inside: Enter) -> None:
    client = inside("办公室")
    assert appoint(client, world.liuwan, person="林书记", post="party_secretary") == ""
    give(world, "周德顺", "director", date(2026, 2, 1))
    give(world, "吴秀兰", "deputy_director", date(2026, 2, 1), rank=7)
    give(world, "㛃䶮", "deputy_director", date(2026, 3, 1), rank=2)
    page = client.get(f"/leaders/{world.liuwan.pk}/").text
    group, party = page[page.index("<h1>") :].split("党组织的职务", 1)
    assert "林书记" not in group
    assert "林书记" in party
    assert group.index("周德顺") < group.index("㛃䶮") < group.index("吴秀兰")
    assert [a.person.name for a in leading_group(world.liuwan, TODAY)] == ["周德顺", "㛃䶮", "吴秀兰"]
    assert "林书记" not in [one.name for one in contacts_of(world.liuwan, TODAY)]


def test_contacts_are_masked_and_each_person_stands_once(world: World, by: Actor) -> None:
    elder = world.people["周德顺"]
    said = Registration("周德顺", sex="男", categories=["elder_cadre"], phone="13912345678")
    change_person(by, elder, said, TODAY)
    give(world, "周德顺", "director", date(2026, 2, 1))
    give(world, "周德顺", "committee_member", date(2026, 2, 1))
    give(world, "吴秀兰", "deputy_director", date(2026, 2, 1))
    told = [(one.post, one.name, one.phone) for one in contacts_of(world.liuwan, TODAY)]
    assert told == [("主任、委员", "周德顺", "139****5678"), ("副主任", "吴秀兰", "")]


# ── 主任由党组织书记兼任


def gap(world: World, day: date, unit: Unit | None = None) -> tuple[str, date | None, int]:
    (found,) = unbound_directors([unit or world.liuwan], day)
    return found.director, found.since, found.days


def test_a_gap_has_an_age_from_the_day_after(world: World) -> None:
    director = give(world, "周德顺", "director", date(2020, 1, 1), party_post="党组织书记")
    assert unbound_directors([world.liuwan], date(2024, 2, 29)) == []
    posts.end_appointment(world.by, director, date(2024, 2, 29), TODAY)
    assert unbound_directors([world.liuwan], date(2024, 2, 29)) == []
    assert gap(world, date(2024, 3, 1)) == ("", date(2024, 3, 1), 1)
    assert gap(world, date(2024, 3, 31)) == ("", date(2024, 3, 1), 31)
    give(world, "吴秀兰", "director", date(2024, 4, 1))
    assert gap(world, date(2024, 4, 1)) == ("吴秀兰", date(2024, 3, 1), 32)
    give(world, "吴秀兰", "party_secretary", date(2024, 5, 1))
    assert unbound_directors([world.liuwan], date(2024, 5, 1)) == []
    assert gap(world, date(2024, 4, 30)) == ("吴秀兰", date(2024, 3, 1), 61)


def test_where_nobody_ever_was_the_first_director_or_the_founding_counts(world: World, by: Actor) -> None:
    assert gap(world, TODAY) == ("", None, 0)
    assert unbound_directors([world.liuwan], TODAY)[0].says == "还没有主任"
    describe_unit(by, world.liuwan, UnitDetails("柳湾村", "village", opened_on=TODAY - timedelta(days=9)))
    world.liuwan.refresh_from_db()
    assert gap(world, TODAY) == ("", TODAY - timedelta(days=9), 10)
    give(world, "周德顺", "director", TODAY - timedelta(days=4))
    assert gap(world, TODAY) == ("周德顺", TODAY - timedelta(days=4), 5)
    assert unbound_directors([world.liuwan], TODAY)[0].says == "主任周德顺没有兼任党组织书记，已经5天"


def test_the_gap_is_a_line_on_the_page_and_stops_nobody(world: World, inside: Enter) -> None:
    client = inside("办公室")
    assert appoint(client, world.liuwan, started_on="2026-12-1") == ""
    assert "主任周德顺没有兼任党组织书记，已经20天" in client.get(f"/leaders/{world.liuwan.pk}/").text
    assert "没有兼任" not in client.get(f"/leaders/{world.liuwan.pk}/?day=2026-11-30").text
    assert appoint(client, world.liuwan, post="party_secretary", started_on="2026-12-20") == ""
    assert "没有兼任" not in client.get(f"/leaders/{world.liuwan.pk}/").text


def test_units_merged_or_of_free_types_have_no_gap(world: World, by: Actor) -> None:
    hetang = settle(world, by)
    group = add_unit(by, world.liuwan, UnitDetails("柳湾一组", "care_group"))
    assert [one.unit for one in unbound_directors([hetang, group, world.dongqiao], TODAY)] == ["荷塘村"]
    assert [one.unit for one in unbound_directors([world.dongqiao], date(2026, 3, 31))] == ["东桥村"]
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, JUNE, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, JUNE, Decided(seen), TODAY)
    assert unbound_directors([hetang], TODAY) == []
    assert [one.unit for one in unbound_directors([hetang], date(2026, 5, 31))] == ["荷塘村"]


def test_the_gaps_of_many_units_take_as_many_queries_as_of_one(world: World, by: Actor) -> None:
    for number in range(30):
        unit = add_unit(by, world.office, UnitDetails(f"小村{number}", "village"))
        give(world, "周德顺", "director", date(2026, 1, 1), unit)
    with CaptureQueriesContext(connection) as one:
        unbound_directors([world.liuwan], TODAY)
    with CaptureQueriesContext(connection) as many:
        found = unbound_directors(Unit.objects.all(), TODAY)
    assert len(found) == 32  # 30 villages, 柳湾村, the office itself
    assert len(many) == len(one) <= 3
    assert [gap.unit for gap in found][:2] == ["清河新区办事处", "柳湾村"]
