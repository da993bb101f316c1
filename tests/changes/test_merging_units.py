"""Units renamed, moved, merged and split, from the page to the papers of the years before and after."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.changes.hetang import settle
from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.reading import people_of_books
from xinhuo.shell.changes.services import reshaping
from xinhuo.shell.changes.services.reshaping import Decided
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit, UnitChange, YouthBase
from xinhuo.who.organisation.services import UnitDetails, add_unit, close_unit, rename_unit
from xinhuo.who.people.models import Appointment, Membership, Person, RecordKeeper, Team, TeamMembership
from xinhuo.who.people.services import posts, registering
from xinhuo.work.reports.reading import duty_months

Enter = Callable[[str], Client]
JUNE = date(2026, 6, 1)


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


@pytest.fixture
def hetang(world: World, by: Actor) -> Unit:
    return settle(world, by)


def text_of(answer: object) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def look(client: Client, unit: Unit, kind: str, **said: object) -> str:
    return client.post(f"/units/{unit.pk}/{kind}/", {"act": "look", **said}).text


def confirm(client: Client, unit: Unit, kind: str, **said: object) -> object:
    seen = re.search(r'name="seen" value="(\w+)"', look(client, unit, kind, **said))
    return client.post(f"/units/{unit.pk}/{kind}/", {"act": "do", "seen": seen[1] if seen else "", **said})


def test_what_moves_along_is_told_before_and_nothing_happens_yet(world: World, hetang: Unit, inside: Enter) -> None:
    client = inside("办公室")
    assert "并入别的单位" in client.get(f"/units/{hetang.pk}/change/").text
    before = Entry.objects.count()
    page = look(client, hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    for told in (
        "3人：孙玉梅、何长庚、谢小满", "孙玉梅（常务副主任）", "2个：何长庚、孙玉梅", "1个：荷塘一组", "2026年6月1日以后的记录",
        "1条", "到2026年5月31日为止", "2条记录、文书都留在荷塘村名下", "荷塘村2026年9月的轮值由柳湾村接过，从1月讲到那个月",
        "120名青少年加进柳湾村", "还没有定记载人",
    ):  # fmt: skip
        assert told in page, told
    assert Entry.objects.count() == before
    assert Unit.objects.get(pk=hetang.pk).closed_on is None


def test_two_villages_become_one(world: World, hetang: Unit, inside: Enter) -> None:
    client, keeper = inside("办公室"), RecordKeeper.objects.get(unit=hetang)
    answer = confirm(client, hetang, "merge", other=world.liuwan.pk, day="2026-06-01", base="1")
    assert "荷塘村并入柳湾村，从2026年6月1日起" in client.get(answer.url).text
    old, new = Unit.objects.get(pk=hetang.pk), Unit.objects.get(pk=world.liuwan.pk)
    assert (old.closed_on, old.merged_into_id) == (date(2026, 5, 31), new.pk)
    assert duty_months([old, new], 2026) == {old.pk: [5], new.pk: [6, 9]}
    assert "荷塘村9月的轮值由柳湾村接过" in client.get("/duty/?year=2026").text
    for name, spells in (
        ("孙玉梅", [(old.pk, date(2020, 1, 1), date(2026, 5, 31)), (new.pk, JUNE, None)]),
        ("谢小满", [(new.pk, JUNE, None)]),
    ):
        person = Person.objects.get(pk=world.people[name].pk)
        assert (person.unit_id, person.path) == (new.pk, new.path)
        assert list(person.memberships.values_list("unit_id", "started_on", "ended_on")) == spells
    assert Appointment.objects.get(unit=old).ended_on == date(2026, 5, 31)
    assert RecordKeeper.objects.get(pk=keeper.pk).ended_on == date(2026, 5, 31)
    group = Unit.objects.get(name="荷塘一组")
    assert group.parent_id == new.pk
    assert group.path.startswith(new.path)
    assert YouthBase.objects.get(unit=new, year=2026).count == 420
    assert dict(Record.objects.filter(title__contains="", unit__in=[old, new], content__in=["看护放学路口", "六一讲故事"])
                .values_list("held_on", "unit_id"))[JUNE] == new.pk  # fmt: skip
    assert Record.objects.get(held_on=date(2026, 5, 31)).unit_id == old.pk
    assert set(Participation.objects.filter(held_on=JUNE).values_list("unit_id", flat=True)) == {new.pk}
    page = client.get(f"/units/{old.pk}/").text
    assert "荷塘村已并入" in page
    assert f"/units/{new.pk}/" in page
    assert "荷塘村并入柳湾村" in client.get(f"/units/{new.pk}/").text
    assert "已经不在了" in client.get(f"/units/{old.pk}/merge/").text
    assert Entry.objects.filter(verb="合并", object_id=str(old.pk)).count() == 1
    assert Entry.objects.filter(verb="调动", object_id=str(world.people["孙玉梅"].pk)).count() == 1


def test_papers_of_before_and_after(world: World, hetang: Unit, inside: Enter) -> None:
    client = inside("办公室")
    before = [
        text_of(client.get(f"/books/unit/{hetang.pk}/2025.pdf")),
        text_of(client.get(f"/chronicle/{hetang.pk}/2025/pdf/")),
    ]
    confirm(client, hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    after = [
        text_of(client.get(f"/books/unit/{hetang.pk}/2025.pdf")),
        text_of(client.get(f"/chronicle/{hetang.pk}/2025/pdf/")),
    ]
    assert after == before
    assert "敬老节里讲家风" in after[0]
    report = text_of(client.get(f"/reports/{hetang.pk}/2026/5.pdf"))
    assert "荷塘村关工委" in report
    assert "看护放学路口" in report
    assert "孙玉梅" in report  # who kept the book then
    chronicle = text_of(client.get(f"/chronicle/{hetang.pk}/2026/pdf/"))
    assert "看护放学路口" in chronicle
    assert "六一" not in chronicle
    assert "六一讲故事" in text_of(client.get(f"/chronicle/{world.liuwan.pk}/2026/pdf/"))
    books = text_of(client.get(f"/books/unit/{world.liuwan.pk}/2026.pdf"))
    assert "看护放学路口" in books  # the whole year stands in the one book of the person
    assert "（荷塘村）" in books
    assert "并入了柳湾村，记载簿在那边印" in client.get(f"/books/unit/{hetang.pk}/2026.pdf").text
    assert {p.name for p in people_of_books([hetang], 2025)} == {"孙玉梅", "何长庚"}
    assert people_of_books([hetang], 2026) == []


def test_the_new_villages_recorder_reads_the_books_of_his_people(world: World, hetang: Unit, inside: Enter) -> None:
    confirm(inside("办公室"), hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    recorder, person = inside("柳湾记载人"), world.people["何长庚"]
    assert "看护放学路口" in recorder.get(f"/people/{person.pk}/?year=2026").text
    assert recorder.get(f"/books/{person.pk}/2025.pdf").status_code == 200
    own = Record.objects.get(held_on=date(2026, 5, 31))
    assert recorder.get(f"/records/{own.pk}/").status_code == 200
    assert recorder.get(f"/records/{own.pk}/edit/").status_code == 404
    assert recorder.get(f"/units/{hetang.pk}/").status_code == 404


def test_accounts_end_or_go_along_as_chosen(world: World, hetang: Unit, inside: Enter) -> None:
    client = inside("办公室")
    held = Appointment.objects.get(unit=hetang)
    said = {"other": world.liuwan.pk, "day": "2026-06-01"}
    confirm(client, hetang, "merge", **said, posts=[held.pk], accounts=[world.accounts["孙玉梅"].pk])
    carried = Appointment.objects.get(unit=world.liuwan, person=world.people["孙玉梅"])
    assert (carried.started_on, carried.post_id) == (JUNE, held.post_id)
    account = Account.objects.get(pk=world.accounts["孙玉梅"].pk)
    assert account.unit_id == world.liuwan.pk
    assert account.grants.get().appointment_id == carried.pk
    follower = inside("孙玉梅")
    assert follower.get("/records/new/", follow=True).status_code == 200
    assert "柳湾村" in follower.get("/records/new/", follow=True).text
    assert inside("何长庚").get(f"/people/{world.people['何长庚'].pk}/").status_code == 200
    visitor = Client()
    said = {"who": "何长庚", "unit": "荷塘村", "password": "qinghe-2026"}
    assert visitor.post("/login/", said).status_code == 302  # the old name of his village still lets him in


def test_an_account_that_is_not_taken_along_ends(world: World, hetang: Unit, inside: Enter) -> None:
    ended = inside("孙玉梅")
    assert ended.get("/").status_code == 200
    confirm(inside("办公室"), hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    assert ended.get("/").status_code == 302
    assert not Account.objects.get(pk=world.accounts["孙玉梅"].pk).is_active


def test_two_clerks_at_once(world: World, hetang: Unit, inside: Enter) -> None:
    """Both looked; the one confirms, and the other's confirmation says what has happened."""
    first, second = inside("办公室"), inside("办公室")
    said = {"other": str(world.liuwan.pk), "day": "2026-06-01"}
    seen = re.search(r'name="seen" value="(\w+)"', look(second, hetang, "merge", **said))[1]
    assert confirm(first, hetang, "merge", **said).status_code == 302
    late = second.post(f"/units/{hetang.pk}/merge/", {"act": "do", "seen": seen, **said})
    assert late.status_code == 404
    assert "已经不在了" in late.text
    assert UnitChange.objects.count() == 1
    by = system_actor("办公室", frozenset(ACTIONS), world.office.path)
    with pytest.raises(RuleBroken, match="已经并入柳湾村"):
        reshaping.merge_units(by, hetang, world.liuwan, JUNE, Decided(seen), TODAY)


def test_what_changed_since_it_was_looked_at_is_looked_at_again(world: World, hetang: Unit, inside: Enter) -> None:
    client = inside("办公室")
    said = {"other": str(world.liuwan.pk), "day": "2026-06-01"}
    seen = re.search(r'name="seen" value="(\w+)"', look(client, hetang, "merge", **said))[1]
    world.add_person(hetang, "新来的人")
    page = client.post(f"/units/{hetang.pk}/merge/", {"act": "do", "seen": seen, **said}).text
    assert "看过以后又有变动" in page
    assert "新来的人" in page
    assert Unit.objects.get(pk=hetang.pk).closed_on is None


def test_a_merger_that_fails_half_way_leaves_nothing(
    world: World, hetang: Unit, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, JUNE, TODAY).preview.digest
    before = [list(Membership.objects.values()), list(Unit.objects.values()), list(Account.objects.values())]

    def fails(*_: object) -> None:
        raise RuntimeError("断电")

    monkeypatch.setattr(reshaping, "rehome_entries", fails)
    with pytest.raises(RuntimeError):
        reshaping.merge_units(by, hetang, world.liuwan, JUNE, Decided(seen, add_base=True), TODAY)
    assert [list(Membership.objects.values()), list(Unit.objects.values()), list(Account.objects.values())] == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"day": "2026-12-21"}, "不能晚于今天"),
        ({"day": ""}, "还没有写日期"),
        ({"named": "没有的村", "other": ""}, "没有单位叫“没有的村”"),
        ({"other": ""}, "还没有选单位"),
        ({"named": "清河新区办事处"}, "级别不同"),
        ({"named": "东桥村"}, "没有单位叫“东桥村”"),
        ({"named": "荷塘村"}, "同一个"),
        ({"named": "荷塘一组"}, "自己的下级"),
    ],
)
def test_what_cannot_be_merged_is_told(
    world: World, hetang: Unit, inside: Enter, said: dict[str, str], told: str
) -> None:
    wanted = {"other": str(world.liuwan.pk), "day": "2026-06-01", **said}
    assert told in look(inside("办公室"), hetang, "merge", **wanted)


def test_another_offices_units_are_not_there(world: World, hetang: Unit, inside: Enter) -> None:
    far = add_unit(world.by, world.liuwan, UnitDetails("外组", "care_group"))
    wanted = NewAccount(hetang, "外面的", "clerk")
    world.accounts["外面的"] = open_account(world.by, wanted, "Qinghe-2026-lu")[0]
    client = inside("外面的")
    for kind in ("change", "rename", "move", "merge", "split"):
        assert client.get(f"/units/{far.pk}/{kind}/").status_code == 404
        assert client.get(f"/units/{world.liuwan.pk}/{kind}/").status_code == 404
    assert "没有选对单位" in look(client, hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    change = rename_unit(system_actor("系统", frozenset(ACTIONS), ""), world.liuwan, "柳湾新村", JUNE, TODAY)
    assert client.get(f"/unit-changes/{change.pk}/").status_code == 404
    assert inside("柳湾记载人").get(f"/units/{world.liuwan.pk}/change/").status_code == 404


def test_a_system_administrator_sees_counts_and_no_names(world: World, hetang: Unit, inside: Enter) -> None:
    wanted = NewAccount(world.office, "管机器的", "system_administrator")
    world.accounts["管机器的"] = open_account(world.by, wanted, "Qinghe-2026-lu")[0]
    page = look(inside("管机器的"), hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    assert "3人" in page
    assert "何长庚" not in page
    assert "孙玉梅" not in page.replace("孙玉梅（常务副主任）记", "")
    assert inside("管机器的").get(f"/units/{hetang.pk}/split/").status_code == 404


def test_a_village_closed_in_march_takes_no_other_in_june(world: World, hetang: Unit, by: Actor) -> None:
    with pytest.raises(RuleBroken, match="东桥村已经撤销"):
        reshaping.look_at_merger(by, hetang, world.dongqiao, JUNE, TODAY)
    with pytest.raises(RuleBroken, match="东桥村已经撤销"):
        reshaping.look_at_merger(by, world.dongqiao, hetang, JUNE, TODAY)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2024, 3, 1), date(2026, 1, 1), date(2026, 12, 20)])
def test_any_day_splits_a_life_in_two_without_a_gap(world: World, hetang: Unit, by: Actor, day: date) -> None:
    """A leap day, the first day of a year, the twelfth month: the spells meet and every record is on its side."""
    seen = reshaping.look_at_merger(by, hetang, world.liuwan, day, TODAY).preview.digest
    reshaping.merge_units(by, hetang, world.liuwan, day, Decided(seen), TODAY)
    first, second = world.people["孙玉梅"].memberships.all()
    assert (second.started_on - first.ended_on).days == 1
    assert second.started_on == day
    for record in Record.objects.filter(unit__in=[hetang, world.liuwan], content__in=["敬老节里讲家风", "六一讲故事"]):
        assert record.unit_id == (hetang.pk if record.held_on < day else world.liuwan.pk)
    year = day.year
    home = people_of_books([world.liuwan], year)
    assert world.people["孙玉梅"] in home
    assert (world.people["孙玉梅"] in people_of_books([hetang], year - 1)) == (year - 1 >= 2020)


def test_a_merger_costs_the_same_statements_for_a_hamlet_and_a_town(world: World, hetang: Unit, by: Actor) -> None:
    town = add_unit(by, world.office, UnitDetails("大村", "village"))
    people = [Person(unit=town, path=town.path, shard=1, name=f"人{n:03d}", pinyin="r") for n in range(400)]
    Person.objects.bulk_create(people, batch_size=100)
    Membership.objects.bulk_create([Membership(person=p, unit=town) for p in people], batch_size=100)

    def cost(unit: Unit) -> int:
        with CaptureQueriesContext(connection) as looked:
            preview = reshaping.look_at_merger(by, unit, world.liuwan, JUNE, TODAY).preview
        with CaptureQueriesContext(connection) as done:
            reshaping.merge_units(by, unit, world.liuwan, JUNE, Decided(preview.digest), TODAY)
        assert len(looked) < 30
        return len(done)

    small = add_unit(by, world.office, UnitDetails("小村", "village"))
    world.add_person(small, "独一人")
    assert cost(town) <= cost(small) + 15  # inserts go in parts as large as the database takes at once


def test_renamed_from_a_day_on(world: World, inside: Enter, by: Actor) -> None:
    client = inside("办公室")
    world.write(world.liuwan, date(2025, 5, 4), "讲五四故事", "周德顺", milestone=True)
    page = look(client, world.liuwan, "rename", name="柳湾新村关工委", day="2026-06-01")
    assert "2026年及以后的文书印“柳湾新村”，2025年及以前的照印“柳湾村”" in page
    confirm(client, world.liuwan, "rename", name="柳湾新村关工委", day="2026-06-01")
    unit = Unit.objects.get(pk=world.liuwan.pk)
    assert (unit.name, unit.name_on(date(2026, 5, 31)), unit.name_on(JUNE)) == ("柳湾新村", "柳湾村", "柳湾新村")
    for year, name, other in ((2025, "柳湾村", "柳湾新村"), (2026, "柳湾新村", "柳湾村")):
        for address in (f"/books/unit/{unit.pk}/{year}.pdf", f"/chronicle/{unit.pk}/{year}/pdf/"):
            text = text_of(client.get(address))
            assert name in text, address
            assert other not in text, address
    assert "柳湾村关工委" in text_of(client.get(f"/reports/{unit.pk}/2026/5.pdf"))
    assert "柳湾新村关工委" in text_of(client.get(f"/reports/{unit.pk}/2026/6.pdf"))
    assert "柳湾村改名为柳湾新村" in client.get(f"/units/{unit.pk}/").text
    assert "刚改过名" in look(client, unit, "rename", name="柳湾社区", day="2026-06-01")
    again = rename_unit(by, unit, "柳湾社区", date(2026, 12, 1), TODAY).unit
    assert [again.name_on(date(2026, m, 1)) for m in (5, 6, 11, 12)] == ["柳湾村", "柳湾新村", "柳湾新村", "柳湾社区"]
    assert again.former_names.last().started_on == JUNE
    assert (
        Client().post("/login/", {"who": "柳湾记载人", "unit": "柳湾村", "password": "Qinghe-2026-lu"}).status_code
        == 302
    )


def test_a_corrected_name_was_never_another(world: World, inside: Enter) -> None:
    client = inside("办公室")
    client.post(f"/units/{world.liuwan.pk}/", {"name": "柳弯村", "unit_type": "village"})
    assert not Unit.objects.get(pk=world.liuwan.pk).former_names.exists()
    assert "柳弯村" in text_of(client.get(f"/chronicle/{world.liuwan.pk}/2026/pdf/"))


def test_a_village_goes_to_another_subdistrict_with_its_peoples_teams(world: World, by: Actor, inside: Enter) -> None:
    county = add_unit(system_actor("系统", frozenset(ACTIONS), ""), world.office, UnitDetails("北湖片", "system"))
    Unit.objects.filter(pk=county.pk).update(unit_type="subdistrict")
    here, there = posts.start_teams(by, world.office)[:2], posts.start_teams(by, county)
    Unit.objects.filter(pk=world.liuwan.pk).update(unit_type="village")
    zhou = world.people["周德顺"]
    registering.put_in_teams(zhou, here, date(2024, 1, 1))
    assert "同号的队" in look(inside("办公室"), world.liuwan, "move", other=county.pk, day="2026-06-01")
    confirm(inside("办公室"), world.liuwan, "move", other=county.pk, day="2026-06-01")
    assert Unit.objects.get(pk=world.liuwan.pk).parent_id == county.pk
    # the new office lies under the old one here, so its teams are still its people's teams
    assert TeamMembership.objects.filter(person=zhou, ended_on=None, team__in=here).count() == 2
    Team.objects.filter(unit=world.office).update(path="0009")
    away = Unit.objects.get(pk=world.liuwan.pk)
    assert reshaping.follow_teams(Person.objects.filter(unit=away), away, JUNE) == 2
    now = TeamMembership.objects.filter(person=zhou, ended_on=None)
    assert {m.team for m in now} == set(there[:2])
    assert TeamMembership.objects.filter(person=zhou, team__in=here, ended_on=date(2026, 5, 31)).count() == 2


def test_a_new_unit_out_of_an_old_one(world: World, hetang: Unit, inside: Enter) -> None:
    client, held = inside("办公室"), Appointment.objects.get(unit=hetang)
    going = [str(world.people[n].pk) for n in ("孙玉梅", "谢小满")]
    said = {"name": "荷花村", "unit_type": "village", "day": "2026-06-01", "people": going, "duty_month": "8"}
    page = look(client, hetang, "split", **said)
    assert "2人：孙玉梅、谢小满" in page
    assert "荷塘村还有1人" in page
    assert "还没有选谁" in look(client, hetang, "split", **{**said, "people": []})
    assert "已经有“柳湾村”" in look(client, hetang, "split", **{**said, "name": "柳湾村"})
    confirm(client, hetang, "split", **said, posts=[str(held.pk)])
    made = Unit.objects.get(name="荷花村")
    assert (made.opened_on, made.parent_id) == (JUNE, world.office.pk)
    assert duty_months([made], 2026) == {made.pk: [8]}
    assert set(made.people.values_list("name", flat=True)) == {"孙玉梅", "谢小满"}
    assert Appointment.objects.get(unit=made).started_on == JUNE
    assert Unit.objects.get(pk=hetang.pk).closed_on is None
    assert world.people["何长庚"] in people_of_books([hetang], 2026)
    assert world.people["孙玉梅"] in people_of_books([hetang], 2025)
    assert world.people["孙玉梅"] in people_of_books([made], 2026)
    assert "从荷塘村分出荷花村" in client.get(f"/units/{made.pk}/").text


def test_closed_merged_and_printed_as_a_whole_year(world: World, hetang: Unit, by: Actor, inside: Enter) -> None:
    """东桥村 closed in March, 荷塘村 merged in June: the year's pile holds both, in the office's order."""
    confirm(inside("办公室"), hetang, "merge", other=world.liuwan.pk, day="2026-06-01")
    close_unit(by, Unit.objects.get(name="荷塘一组"), TODAY, TODAY)
    query = "year=2026&kinds=chronicle&kinds=report&kinds=roster"
    text = text_of(inside("办公室").get(f"/yearend/volume.pdf?{query}"))
    for name in ("东桥村关工委", "荷塘村关工委", "柳湾村关工委"):
        assert name in text
    past = text_of(inside("办公室").get("/yearend/volume.pdf?year=2025&kinds=chronicle&kinds=roster"))
    assert "荷塘村关工委2025年工作大事记" in past
    assert "荷塘村2025年“五老”志愿者名册" in past
