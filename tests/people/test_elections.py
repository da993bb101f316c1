"""换届: many units at once, looked at before, whole or not at all."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.changes.hetang import settle
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Appointment, Person
from xinhuo.who.people.reading import unbound_directors
from xinhuo.who.people.services import posts
from xinhuo.who.people.services.electing import (
    Elected,
    Election,
    field_of,
    held_in,
    hold_election,
    look_at_election,
)

Enter = Callable[[str], Client]
DAY = date(2026, 3, 1)
NUMBER = "清新委发〔2026〕5号"


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


@pytest.fixture
def hetang(world: World, by: Actor) -> Unit:
    return settle(world, by)


def give(world: World, name: str, post: str, started: date, unit: Unit, **said: object) -> Appointment:
    return posts.appoint(world.by, world.people[name], unit, posts.PostDetails(post, started, **said), TODAY)


def told(unit: Unit, secretary: str = "", director: str = "") -> dict[str, str]:
    return {field_of(unit, "secretary"): secretary, field_of(unit, "director"): director}


def send(client: Client, office: Unit, act: str, **said: str) -> object:
    wanted = {"day": "2026-3-1", "document_number": NUMBER, "act": act, **said}
    return client.post(f"/leaders/{office.pk}/election/", wanted)


def confirm(client: Client, office: Unit, **said: str) -> object:
    seen = re.search(r'name="seen" value="(\w+)"', send(client, office, "look", **said).text)
    return send(client, office, "do", seen=seen[1] if seen else "", **said)


def elect(by: Actor, world: World, unit: Unit, secretary: str = "", director: str = "", day: date = DAY) -> None:
    """By the service, as looked at."""
    election = Election(day, NUMBER, [Elected(unit, secretary, director)])
    hold_election(by, world.office, election, look_at_election(by, election, TODAY).digest, TODAY)


def standing(unit: Unit, day: date) -> set[tuple[str, str, str]]:
    """(who, post, party post held together) on a day."""
    rows = unit.appointments.held_on(day).select_related("person", "post")
    return {(a.person.name, a.post_id, a.party_post) for a in rows}


def test_many_units_on_one_page_under_one_document(world: World, hetang: Unit, inside: Enter) -> None:
    give(world, "周德顺", "director", date(2020, 1, 1), world.liuwan, party_post="党组织书记")
    client = inside("办公室")
    page = client.get("/leaders/election/", follow=True).text
    assert "柳湾村新的党组织书记" in page
    assert "东桥村" not in page
    said = told(world.liuwan, "吴秀兰") | told(hetang, "石长青", "何长庚")
    seen = send(client, world.office, "look", **said).text
    assert "2026年3月1日起，2个单位，清新委发〔2026〕5号" in seen
    assert "周德顺不再任主任（兼任党组织书记）" in seen
    assert "吴秀兰任主任（兼任党组织书记）" in seen
    assert "何长庚任主任" in seen
    assert "石长青任党组织书记" in seen
    assert Appointment.objects.filter(started_on=DAY).count() == 0
    assert confirm(client, world.office, **said).status_code == 302
    assert standing(world.liuwan, date(2026, 2, 28)) == {("周德顺", "director", "党组织书记")}
    assert standing(world.liuwan, DAY) == {("吴秀兰", "director", "党组织书记")}
    assert standing(hetang, DAY) == {
        ("孙玉梅", "executive_deputy_director", ""),
        ("何长庚", "director", ""),
        ("石长青", "party_secretary", ""),
    }
    made = Appointment.objects.filter(started_on=DAY)
    assert {a.document_number for a in made} == {NUMBER}
    assert Person.objects.get(name="石长青").kind == "cadre"
    assert Person.objects.get(name="石长青").unit == hetang
    assert Entry.objects.get(verb="换届").after == {"单位": 2, "依据文号": NUMBER, "起于": "2026-03-01"}
    assert [gap.unit for gap in unbound_directors([world.liuwan, hetang], TODAY)] == ["荷塘村"]


def test_one_wrong_unit_and_nothing_happens_anywhere(world: World, hetang: Unit, inside: Enter) -> None:
    give(world, "何长庚", "director", date(2026, 6, 1), hetang)
    client = inside("办公室")
    people, held = Person.objects.count(), Appointment.objects.count()
    page = confirm(client, world.office, **told(world.liuwan, "生面孔"), **told(hetang, "另一位")).text
    assert "何长庚任主任比这天还晚" in page
    assert 'value="生面孔"' in page
    assert (Person.objects.count(), Appointment.objects.count()) == (people, held)


def test_what_breaks_half_way_has_happened_nowhere(
    world: World, by: Actor, hetang: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, held = Person.objects.count(), Appointment.objects.count()
    appoint, units = posts.appoint, []

    def breaking(by: Actor, person: Person, unit: Unit, *rest: object) -> Appointment:
        units.append(unit)
        if len(units) == 2:
            raise RuleBroken("磁盘满了。")
        return appoint(by, person, unit, *rest)

    monkeypatch.setattr(posts, "appoint", breaking)
    election = Election(DAY, NUMBER, [Elected(world.liuwan, "生面孔", ""), Elected(hetang, "另一位", "")])
    seen = look_at_election(by, election, TODAY).digest
    with pytest.raises(RuleBroken, match="磁盘满了"):
        hold_election(by, world.office, election, seen, TODAY)
    assert units == [world.liuwan, hetang]
    assert (Person.objects.count(), Appointment.objects.count()) == (people, held)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"day": "2026-12-21"}, "日期不能晚于今天"),
        ({"day": "2026-2-29"}, "2026年2月没有29日"),
        ({"day": ""}, "还没有写日期"),
    ],
)
def test_days_that_cannot_be(world: World, inside: Enter, said: dict[str, str], sentence: str) -> None:
    assert sentence in send(inside("办公室"), world.office, "look", **{**told(world.liuwan, "吴秀兰"), **said}).text


def test_an_empty_form_and_a_unit_that_was_not_there_yet(world: World, by: Actor, inside: Enter) -> None:
    client = inside("办公室")
    assert "还没有写谁当选" in send(client, world.office, "look").text
    young = add_unit(by, world.office, UnitDetails("新村", "village", opened_on=date(2026, 3, 2)))
    assert "新村那一天不在" in send(client, world.office, "look", **told(young, "吴秀兰")).text


def test_closed_units_and_those_of_others_are_not_on_the_page(world: World, inside: Enter) -> None:
    office = inside("办公室")
    assert office.get(f"/leaders/{world.dongqiao.pk}/election/").status_code == 404
    send(office, world.office, "look", **told(world.dongqiao, "吴秀兰"))
    assert not Appointment.objects.exists()
    for name in ("柳湾记载人", "柳湾主任"):
        assert inside(name).get(f"/leaders/{world.liuwan.pk}/election/").status_code == 404


def test_a_village_by_itself(world: World, inside: Enter) -> None:
    assert confirm(inside("办公室"), world.liuwan, **told(world.liuwan, "吴秀兰")).status_code == 302
    assert standing(world.liuwan, DAY) == {("吴秀兰", "director", "党组织书记")}


def test_the_same_name_is_asked_about(world: World, hetang: Unit, inside: Enter) -> None:
    """A namesake in the next village: offered, and somebody new can be meant."""
    client, said = inside("办公室"), told(world.liuwan, "孙玉梅")
    page = send(client, world.office, "look", **said).text
    assert "孙玉梅是哪一位" in page
    assert "荷塘村的五老，1948年3月生" in page
    answer = confirm(client, world.office, **said, **{f"who-{field_of(world.liuwan, 'secretary')}": "new"})
    assert answer.status_code == 302
    assert Person.objects.filter(name="孙玉梅").count() == 2
    assert world.liuwan.appointments.get().person != world.people["孙玉梅"]


def test_two_of_one_name_in_the_village_must_be_told_apart(world: World, inside: Enter) -> None:
    second = world.add_person(world.liuwan, "吴秀兰甲")
    Person.objects.filter(pk=second.pk).update(name="吴秀兰")
    client, said = inside("办公室"), told(world.liuwan, "吴秀兰")
    field = f"who-{field_of(world.liuwan, 'secretary')}"
    for picked in ("", str(world.people["钱永康"].pk), "nonsense"):
        assert "还没有选是哪一位" in confirm(client, world.office, **said, **{field: picked}).text
    assert not Appointment.objects.exists()
    assert confirm(client, world.office, **said, **{field: str(second.pk)}).status_code == 302
    assert world.liuwan.appointments.get().person == second


def test_what_changed_meanwhile_is_looked_at_again(world: World, by: Actor, inside: Enter) -> None:
    client, said = inside("办公室"), told(world.liuwan, "吴秀兰")
    seen = re.search(r'name="seen" value="(\w+)"', send(client, world.office, "look", **said).text)[1]
    give(world, "周德顺", "director", date(2020, 1, 1), world.liuwan)
    page = send(client, world.office, "do", seen=seen, **said).text
    assert "看过以后又有变动" in page
    assert "周德顺不再任主任" in page
    assert standing(world.liuwan, TODAY) == {("周德顺", "director", "")}
    assert confirm(client, world.office, **said).status_code == 302
    again = confirm(client, world.office, **said)
    assert again.status_code == 302
    assert standing(world.liuwan, TODAY) == {("吴秀兰", "director", "党组织书记")}
    assert Appointment.objects.filter(person=world.people["吴秀兰"]).count() == 1


# ── who goes, who stays


def test_the_old_secretary_stays_director_and_the_past_stays_true(world: World, by: Actor) -> None:
    give(world, "周德顺", "director", date(2020, 2, 29), world.liuwan, party_post="党组织书记")
    elect(by, world, world.liuwan, "吴秀兰", "周德顺")
    assert standing(world.liuwan, DAY) == {("周德顺", "director", ""), ("吴秀兰", "party_secretary", "")}
    assert Appointment.objects.filter(person=world.people["周德顺"], post="director").count() == 1
    assert [one.unit for one in unbound_directors([world.liuwan], date(2026, 2, 28))] == []
    assert unbound_directors([world.liuwan], DAY)[0].says == "主任周德顺没有兼任党组织书记，已经1天"


def test_a_director_who_goes_may_stay_secretary(world: World, by: Actor) -> None:
    give(world, "周德顺", "director", date(2020, 2, 29), world.liuwan, party_post="党组织书记")
    elect(by, world, world.liuwan, director="吴秀兰")
    assert standing(world.liuwan, DAY) == {("周德顺", "party_secretary", ""), ("吴秀兰", "director", "")}
    assert standing(world.liuwan, date(2026, 2, 28)) == {("周德顺", "director", "党组织书记")}


def test_who_is_elected_again_just_stays(world: World, by: Actor) -> None:
    give(world, "周德顺", "director", date(2020, 2, 29), world.liuwan, party_post="党支部书记")
    election = Election(DAY, NUMBER, [Elected(world.liuwan, "周德顺", "")])
    says = [step.says for step in look_at_election(by, election, TODAY).turns[0].steps]
    assert says == ["周德顺接着任主任", "周德顺接着任党组织书记"]
    elect(by, world, world.liuwan, "周德顺")
    assert Appointment.objects.count() == 1


def test_a_secretary_of_a_post_of_its_own_becomes_director_too(world: World, by: Actor) -> None:
    give(world, "吴秀兰", "party_secretary", date(2024, 1, 1), world.liuwan)
    give(world, "周德顺", "director", date(2020, 2, 29), world.liuwan)
    elect(by, world, world.liuwan, director="吴秀兰")
    assert standing(world.liuwan, DAY) == {("吴秀兰", "director", ""), ("吴秀兰", "party_secretary", "")}
    assert unbound_directors([world.liuwan], DAY) == []


def test_a_deputy_who_is_secretary_becomes_director(world: World, by: Actor) -> None:
    give(world, "吴秀兰", "deputy_director", date(2024, 1, 1), world.liuwan, party_post="党组织书记")
    elect(by, world, world.liuwan, "吴秀兰")
    assert standing(world.liuwan, DAY) == {
        ("吴秀兰", "director", "党组织书记"),
        ("吴秀兰", "deputy_director", "党组织书记"),
    }
    elect(by, world, world.liuwan, "㛃䶮", day=date(2026, 4, 1))
    assert standing(world.liuwan, date(2026, 4, 1)) == {
        ("㛃䶮", "director", "党组织书记"),
        ("吴秀兰", "deputy_director", ""),
    }
    assert unbound_directors([world.liuwan], date(2026, 4, 1)) == []


def test_a_new_director_from_a_post_that_goes_on(world: World, by: Actor) -> None:
    """Rights and the 记载簿 hang on the old post: it stays the same row."""
    held = give(world, "吴秀兰", "executive_deputy_director", date(2024, 1, 1), world.liuwan, keeps_book=True)
    election = Election(DAY, NUMBER, [Elected(world.liuwan, "吴秀兰", "")])
    says = [step.says for step in look_at_election(by, election, TODAY).turns[0].steps]
    assert "吴秀兰现任的常务副主任照旧，不再任的请另办离任" in says
    elect(by, world, world.liuwan, "吴秀兰")
    held.refresh_from_db()
    assert held.ended_on is None
    assert world.liuwan.keepers.get(ended_on=None).appointment == held


def test_the_office_itself_binds_the_deputy_secretary(world: World, by: Actor) -> None:
    elect(by, world, world.office, "周德顺")
    assert standing(world.office, DAY) == {("周德顺", "director", "分管党务副书记")}
    assert unbound_directors([world.office], DAY) == []


def test_a_type_that_binds_nothing_has_only_a_director(world: World, by: Actor, inside: Enter) -> None:
    group = add_unit(by, world.liuwan, UnitDetails("柳湾一组", "care_group"))
    give(world, "㛃䶮", "deputy_director", date(2020, 1, 1), group)
    assert [one.seat for one in held_in([group])[group.pk]] == [False]
    page = inside("办公室").get(f"/leaders/{group.pk}/election/").text
    assert "新的党组织书记" not in page
    elect(by, world, group, director="周德顺")
    assert standing(group, DAY) == {("周德顺", "director", ""), ("㛃䶮", "deputy_director", "")}
    with pytest.raises(RuleBroken, match="哪里都没有动"):
        elect(by, world, group, "吴秀兰", day=date(2026, 5, 1))


def test_a_merged_units_election_is_that_of_the_other(world: World, by: Actor, hetang: Unit, inside: Enter) -> None:
    june = date(2026, 6, 1)
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, june, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, june, Decided(seen), TODAY)
    page = inside("办公室").get(f"/leaders/{world.office.pk}/election/").text
    assert "荷塘村新的" not in page
    elect(by, world, world.liuwan, "孙玉梅", day=date(2026, 7, 1))
    assert standing(world.liuwan, date(2026, 7, 1)) == {("孙玉梅", "director", "党组织书记")}


def test_looking_costs_the_same_for_thirty_units(world: World, by: Actor) -> None:
    units = [add_unit(by, world.office, UnitDetails(f"小村{n}", "village")) for n in range(30)]

    def looked(some: list[Unit]) -> int:
        election = Election(DAY, NUMBER, [Elected(unit, "周德顺", f"新人{unit.position}") for unit in some])
        with CaptureQueriesContext(connection) as seen:
            assert len(look_at_election(by, election, TODAY).turns) == len(some)
        return len(seen)

    assert looked(units) == looked(units[:1]) <= 2


def test_the_page_asks_as_often_for_thirty_units(world: World, by: Actor, inside: Enter) -> None:
    client, address = inside("办公室"), f"/leaders/{world.office.pk}/election/"

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    before = asked()
    for number in range(30):
        unit = add_unit(by, world.office, UnitDetails(f"小村{number}", "village"))
        give(world, "周德顺", "director", date(2020, 1, 1), unit, party_post="党组织书记")
    assert asked() == before <= 20


def test_half_a_form_is_kept(world: World, inside: Enter) -> None:
    client, address = inside("办公室"), f"/leaders/{world.office.pk}/election/"
    said = {**told(world.liuwan, "写到一半"), "draft_at": address, "document_number": NUMBER}
    client.post("/drafts/", said)
    assert "上次写了一半" in client.get(address).text
    assert 'value="写到一半"' in client.get(f"{address}?draft=1").text
    assert confirm(client, world.office, **told(world.liuwan, "吴秀兰")).status_code == 302
    assert "上次写了一半" not in client.get(address).text
