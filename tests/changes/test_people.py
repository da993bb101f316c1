"""去世, 纪念册, 登记错了, 重名合并: as an office does them, and what is left on paper."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tests.year_world import TODAY, World
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import Actor, system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.journal.records.models import Participation, Record
from xinhuo.journal.records.reading import people_of_books
from xinhuo.journal.records.services.writing import Taking, assign_parts
from xinhuo.shell.changes import rules
from xinhuo.shell.changes.services import joining
from xinhuo.who.accounts.models import Account
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.services import UnitDetails, add_unit
from xinhuo.who.people.models import Appointment, JoinedPerson, Membership, Person, RecordKeeper, TeamMembership
from xinhuo.who.people.services import posts, registering

Enter = Callable[[str], Client]


@pytest.fixture
def by(world: World) -> Actor:
    return system_actor("办公室", frozenset(ACTIONS), world.office.path)


def text_of(answer: object) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


@pytest.fixture
def zhou(world: World, by: Actor) -> Person:
    """周德顺 keeps the book, is in a team, has an account, and has done things in three years."""
    person = world.people["周德顺"]
    team = posts.start_teams(by, world.office)[0]
    registering.put_in_teams(person, [team], date(2021, 1, 1))
    details = posts.PostDetails("executive_deputy_director", date(2022, 1, 1), keeps_book=True)
    posts.appoint(by, person, world.liuwan, details, TODAY)
    wanted = NewAccount(world.liuwan, "周德顺", "volunteer", person=person)
    world.accounts["周德顺"] = open_account(by, wanted, "qinghe-2026")[0]
    world.write(world.liuwan, date(2024, 2, 29), "闰日里讲家史", "周德顺", youth_count=9)
    world.write(world.liuwan, date(2025, 12, 31), "辞旧迎新写春联", "周德顺", youth_count=15)
    return Person.objects.get(pk=person.pk)


def test_when_someone_has_died(world: World, zhou: Person, inside: Enter) -> None:
    client, own = inside("办公室"), inside("周德顺")
    page = client.get(f"/people/{zhou.pk}/death/").text
    assert "退出" not in page.split("<main")[1].split("<footer")[0]
    assert client.post(f"/people/{zhou.pk}/death/", {"day": "2026-12-21"}).status_code == 200
    assert own.get("/").status_code == 200
    answer = client.post(f"/people/{zhou.pk}/death/", {"day": "2026-12-02"}, follow=True)
    assert "周德顺老同志做过的事，都在记载簿里" in answer.text
    main = answer.text.split("<main")[1].split("<footer")[0]
    assert "退出" not in main
    for told in ("已去世", "1948年3月—2026年12月", "印纪念册", "联系家属"):
        assert told in main, told
    assert "给他记一笔" not in main
    assert Appointment.objects.get(person=zhou).ended_on == date(2026, 12, 2)
    assert RecordKeeper.objects.get(unit=world.liuwan).ended_on == date(2026, 12, 2)
    assert own.get("/").status_code == 302
    assert not Account.objects.get(pk=world.accounts["周德顺"].pk).is_active
    assert client.get(f"/books/{zhou.pk}/2026.pdf").status_code == 200
    assert zhou in people_of_books([world.liuwan], 2026)
    assert zhou.name not in client.get("/people/").text
    world.people["周德顺"].refresh_from_db()
    with pytest.raises(RuleBroken, match="周德顺老同志已于2026年12月2日去世"):
        world.write(world.liuwan, date(2026, 12, 10), "讲故事", "周德顺")
    world.write(world.liuwan, date(2026, 12, 1), "补记最后一课", "周德顺")


def test_a_death_of_the_wrong_person_is_taken_back(world: World, zhou: Person, inside: Enter) -> None:
    client = inside("办公室")
    client.post(f"/people/{zhou.pk}/death/", {"day": "2026-12-02"})
    assert "改回来了" in client.post(f"/people/{zhou.pk}/not-dead/", follow=True).text
    zhou.refresh_from_db()
    assert (zhou.status, zhou.status_since) == ("active", None)
    assert Membership.objects.get(person=zhou).ended_on is None
    assert TeamMembership.objects.get(person=zhou).ended_on is None
    assert "没有记去世" in client.post(f"/people/{zhou.pk}/not-dead/", follow=True).text
    assert Entry.objects.filter(verb="更正去世", object_id=str(zhou.pk)).count() == 1


def test_the_keepsake_holds_all_years(world: World, zhou: Person, inside: Enter) -> None:
    client = inside("办公室")
    Person.objects.filter(pk=zhou.pk).update(honours="2019年市级“最美五老”", life="1966年入伍。")
    client.post(f"/people/{zhou.pk}/death/", {"day": "2026-12-02"})
    text = text_of(client.get(f"/keepsakes/{zhou.pk}.pdf"))
    for told in (
        "周德顺同志", "关心下一代工作纪念册", "1948年3月—2026年12月", "最美五老", "1966年入伍",
        "2022年1月至2026年12月，柳湾村关工委常务副主任", "2024年至2026年，记载簿里共记下4件事，和青少年相伴89人次",
        "闰日里讲家史", "辞旧迎新写春联", "讲一段亲历", "2026年12月2日逝世",
    ):  # fmt: skip
        assert told in text, told
    assert "退出" not in text
    large = PdfReader(io.BytesIO(client.get(f"/keepsakes/{zhou.pk}.pdf?large=1").content))
    assert len(large.pages) >= 3
    left = world.people["吴秀兰"]
    client.post(f"/people/{left.pk}/leave/", {"since": "2026-12-01"})
    assert "印纪念册" in client.get(f"/people/{left.pk}/").text
    assert "逝世" not in text_of(client.get(f"/keepsakes/{left.pk}.pdf"))
    assert "还没有记载" in text_of(client.get(f"/keepsakes/{world.add_person(world.liuwan, '新来的').pk}.pdf"))


def test_a_keepsake_costs_the_same_for_a_long_life(world: World, zhou: Person, inside: Enter) -> None:
    client = inside("办公室")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/keepsakes/{zhou.pk}.pdf")
        return len(seen)

    cost()
    few = cost()
    for year in range(2010, 2024):
        world.write(world.liuwan, date(year, 5, 4), "讲一课", "周德顺")
    assert cost() <= few


def test_a_wrong_registration_with_nothing_on_it_is_deleted(world: World, inside: Enter) -> None:
    client, person = inside("办公室"), world.add_person(world.liuwan, "写错的人")
    page = client.get(f"/people/{person.pk}/wrong/").text
    assert "可以删掉" in page
    assert "还没有写缘由" in client.post(f"/people/{person.pk}/wrong/", {"reason": ""}).text
    assert client.post(f"/people/{person.pk}/wrong/", {"reason": "登记重了"}).url == "/people/"
    assert not Person.everyone.filter(pk=person.pk).exists()
    entry = Entry.objects.get(verb="删除登记")
    assert (entry.object_id, entry.before["姓名"], entry.after["缘由"]) == (str(person.pk), "写错的人", "登记重了")
    assert client.get(f"/people/{person.pk}/").status_code == 404


def test_a_wrong_registration_with_records_is_void_and_counts_nowhere(world: World, inside: Enter) -> None:
    client, person = inside("办公室"), world.people["吴秀兰"]
    before = text_of(client.get(f"/books/unit/{world.liuwan.pk}/2026.pdf"))
    assert "吴秀兰" in before
    assert "删不得，只能作废" in client.get(f"/people/{person.pk}/wrong/").text
    client.post(f"/people/{person.pk}/wrong/", {"reason": "查无此人"})
    assert Person.everyone.get(pk=person.pk).status_reason == "查无此人"
    shared = Record.objects.get(held_on=date(2026, 3, 5))
    for address in (
        "/people/", "/people/?status=all", "/people/?q=吴秀兰", "/records/?year=2026", f"/records/{shared.pk}/",
        "/records/new/?key=01a20d68-4972-728f-9c23-e0787d618abc", "/find/?q=吴秀兰", "/people/doubles/",
    ):  # fmt: skip
        shown = client.get(address, follow=True).text.split("<main")[1]
        assert not [part for part in ("吴秀兰</", "、吴秀兰") if part in shown], address
    assert client.get(f"/people/{person.pk}/").status_code == 404
    assert client.get(f"/keepsakes/{person.pk}.pdf").status_code == 404
    assert "吴秀兰" not in text_of(client.get(f"/books/unit/{world.liuwan.pk}/2026.pdf"))
    assert "吴秀兰" not in text_of(client.get("/people/list.pdf"))
    assert "吴秀兰" in client.get("/people/void/").text
    assert Participation.objects.counted().filter(person=person).count() == 0
    client.post(f"/people/{person.pk}/wrong/", {"act": "restore"})
    assert text_of(client.get(f"/books/unit/{world.liuwan.pk}/2026.pdf")) == before


def test_another_units_people_are_a_kind_404(world: World, by: Actor, inside: Enter) -> None:
    far = add_unit(by, world.office, UnitDetails("荷塘村", "village"))
    world.accounts["荷塘"] = open_account(by, NewAccount(far, "荷塘", "clerk"), "Qinghe-2026-lu")[0]
    own, other = world.add_person(far, "本村人"), world.people["周德顺"]
    client = inside("荷塘")
    for address in (
        f"/people/{other.pk}/death/", f"/people/{other.pk}/wrong/", f"/keepsakes/{other.pk}.pdf",
        f"/people/{own.pk}/join/{other.pk}/", f"/people/{other.pk}/join/{own.pk}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in (f"/people/{other.pk}/not-dead/", f"/people/{own.pk}/apart/{other.pk}/"):
        assert client.post(address).status_code == 404, address
    assert inside("柳湾记载人").get(f"/people/{other.pk}/death/").status_code == 404
    assert inside("柳湾记载人").get("/people/doubles/").status_code == 404


@pytest.fixture
def twice(world: World, by: Actor, zhou: Person) -> Person:
    """周德顺 once more, entered by 荷塘村: with a deed of his own, one together with the first, a post, an account."""
    unit = add_unit(by, world.office, UnitDetails("荷塘村", "village"))
    said = registering.Registration(
        "周德顺", sex="男", birth_month=date(1948, 3, 1), categories=["elder_soldier"], phone="13900001234",
        honours="县劳模", joined_month=date(2018, 5, 1), oath_on=date(2019, 9, 9), skills="书法",
    )  # fmt: skip
    second = registering.register_person(by, unit, said, TODAY)
    Person.objects.filter(pk=zhou.pk).update(honours="最美五老")
    world.people["第二个"] = second
    world.write(unit, date(2026, 7, 1), "讲党课", "第二个", youth_count=20)
    both = world.write(unit, date(2026, 8, 1), "八一慰问", "周德顺", "第二个")
    assign_parts(by, both, [Taking(zhou, "took_part", "送了字"), Taking(second, "led", "领了队")])
    posts.appoint(by, second, unit, posts.PostDetails("adviser", date(2020, 1, 1)), TODAY)
    open_account(by, NewAccount(unit, "周德顺", "volunteer", person=second), "qinghe-2026")
    return second


def test_the_same_person_entered_twice_becomes_one(world: World, zhou: Person, twice: Person, inside: Enter) -> None:
    client = inside("办公室")
    page = client.get("/people/doubles/").text
    assert "姓名、出生年月相同，单位不同" in page
    address = f"/people/{zhou.pk}/join/{twice.pk}/"
    page = client.get(address).text
    for told in ("最美五老", "县劳模", "两边都留", "联系电话", "有1条记录里两份都在", "从并进来的那份补上"):
        assert told in page, told
    assert "13900001234" not in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    answer = client.post(address, {"seen": seen, "take-honours": "both", "take-unit": "keep"}, follow=True)
    assert "合成一个人了" in answer.text
    one = Person.objects.get(name="周德顺")
    assert one.pk == zhou.pk
    assert one.honours == "最美五老\n县劳模"
    assert (one.phone, one.skills, one.oath_on) == ("13900001234", "书法", date(2019, 9, 9))
    assert set(one.categories) == {"elder_cadre", "elder_soldier"}
    assert client.get(f"/people/{twice.pk}/").url == f"/people/{zhou.pk}/"
    row = Participation.objects.get(person=one, held_on=date(2026, 8, 1))
    assert (row.role, row.sentence) == ("led", "送了字；领了队")
    text = text_of(client.get(f"/books/{one.pk}/2026.pdf"))
    assert "讲党课" in text
    assert "讲一段亲历" in text
    assert {(a.unit.name, a.post.name) for a in one.appointments.all()} == {
        ("柳湾村", "常务副主任"),
        ("荷塘村", "顾问"),
    }
    assert one.memberships.filter(ended_on=None).get().unit_id == world.liuwan.pk
    assert one.memberships.count() == 2
    assert Account.objects.filter(person=one, is_active=True).count() == 1
    assert Entry.objects.filter(verb="合并重名").count() == 2
    assert "13900001234" not in str(list(Entry.objects.values_list("before", "after")))
    assert JoinedPerson.objects.get().person_id == one.pk


def test_joining_is_whole_or_not_at_all(
    world: World, by: Actor, zhou: Person, twice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = joining.look_at_join(by, zhou, twice).digest
    before = [list(Participation.objects.values()), list(Membership.objects.values()), list(Person.objects.values())]

    def fails(*_: object) -> None:
        raise RuntimeError("断电")

    monkeypatch.setattr(joining, "_repoint_the_rest", fails)
    with pytest.raises(RuntimeError):
        joining.join_people(by, zhou, twice, {}, seen, TODAY)
    now = [list(Participation.objects.values()), list(Membership.objects.values()), list(Person.objects.values())]
    assert now == before


def test_two_clerks_join_at_once(world: World, by: Actor, zhou: Person, twice: Person) -> None:
    seen = joining.look_at_join(by, zhou, twice).digest
    joining.join_people(by, zhou, twice, {}, seen, TODAY)
    with pytest.raises(RuleBroken, match="已经不在了"):
        joining.join_people(by, zhou, twice, {}, seen, TODAY)


def test_what_changed_since_is_looked_at_again(world: World, by: Actor, zhou: Person, twice: Person) -> None:
    seen = joining.look_at_join(by, zhou, twice).digest
    world.write(world.liuwan, date(2026, 9, 1), "开学第一课", "周德顺")
    with pytest.raises(RuleBroken, match="又有变动"):
        joining.join_people(by, zhou, twice, {}, seen, TODAY)


def test_everything_that_refers_to_a_person_is_followed(world: World, by: Actor, zhou: Person, twice: Person) -> None:
    seen = joining.look_at_join(by, zhou, twice).digest
    joining.join_people(by, zhou, twice, {}, seen, TODAY)
    for relation in Person._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.attname: twice.pk})
        assert not rows.exists(), relation.related_model


def test_two_people_of_one_name_stay_two(world: World, twice: Person, zhou: Person, inside: Enter) -> None:
    client = inside("办公室")
    client.post(f"/people/{zhou.pk}/apart/{twice.pk}/")
    assert f"/people/{zhou.pk}/join/" not in client.get("/people/doubles/").text
    assert "没有看着像重复的登记" in client.get("/people/doubles/").text


def test_doubles_cost_the_same_for_few_and_many(world: World, twice: Person, inside: Enter) -> None:
    client = inside("办公室")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/people/doubles/").status_code == 200
        return len(seen)

    cost()  # a session's first page notes where it was opened
    few = cost()
    for _ in range(3):
        world.add_person(world.liuwan, "同名人")
    assert cost() == few


@pytest.mark.parametrize(
    ("one", "other", "rank"),
    [
        ({"id_print": "a"}, {"id_print": "a", "name": "别名"}, 1),
        ({"id_print": "a"}, {"id_print": "b"}, 0),
        ({"birth": date(1948, 3, 1), "phone_print": "p"}, {"birth": date(1948, 3, 1), "phone_print": "p"}, 2),
        ({"birth": date(1948, 3, 1)}, {"birth": date(1948, 3, 1)}, 3),
        ({"phone_print": "p", "unit": "甲"}, {"phone_print": "p", "unit": "乙"}, 4),
        ({"birth": date(1948, 3, 1), "unit": "甲"}, {"birth": date(1948, 3, 1), "unit": "乙"}, 5),
        ({"birth": date(1948, 3, 1)}, {}, 6),
        ({"unit": "甲"}, {"unit": "乙"}, 0),
        ({"name": "李"}, {"name": "张", "phone_print": "p"}, 0),
        ({"birth": date(1948, 3, 1)}, {"birth": date(1950, 3, 1)}, 0),
    ],
)
def test_who_looks_like_whom(one: dict[str, object], other: dict[str, object], rank: int) -> None:
    plain = {"name": "周德顺", "birth": None, "id_print": "", "phone_print": "", "unit": "柳湾村"}
    first, second = rules.Marks(**{**plain, **one}), rules.Marks(**{**plain, **other})
    assert rules.likeness(first, second)[0] == rules.likeness(second, first)[0] == rank
