"""The cost of a page does not grow with its rows: the same number of queries at few and at many."""

from collections.abc import Callable
from datetime import date, time
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.year_world import TODAY, World
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.measure import Share, measures, month_by_month
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.archives.services import seal
from xinhuo.journal.records.models import Occasion
from xinhuo.journal.records.reading import book_facts, people_of_books
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.accounts.services import NewAccount, open_account
from xinhuo.who.organisation.models import Unit
from xinhuo.who.organisation.services import UnitDetails, add_unit, state_youth_base
from xinhuo.who.people.services import posts
from xinhuo.work.applications.services.kinds import start_event_kinds
from xinhuo.work.meetings.models import MeetingKind
from xinhuo.work.meetings.services import closing, following, minuting, planning, roll
from xinhuo.work.meetings.services.planning import Plan, Point
from xinhuo.work.reports.services import duty
from xinhuo.work.reports.services.calls import Asked, hand_in, send_call

Enter = Callable[[str], Client]


def more(world: World, mark: str) -> None:
    """Three more of everything that a list shows."""
    plan = Plan(MeetingKind.objects.get(pk="full_meeting"), "", date(2026, 5, 9), time(9))
    by = system_actor("系统", frozenset(ACTIONS), world.office.path)
    for number in range(3):
        following.bring_problem(by, world.liuwan, f"第{number}个{mark}难题", TODAY)
        meeting = planning.plan_meeting(by, world.liuwan, uuid4(), plan)
        roll.take_roll(by, meeting, {}, ["周德顺"], today=TODAY)
        minuting.write_minutes(by, meeting, {}, [minuting.Decided(f"{mark}事")], 1, TODAY)
        closing.close_meeting(by, meeting, TODAY)
        unit = add_unit(world.by, world.office, UnitDetails(f"{mark}村{number}", "village"))
        duty.enter(world.by, unit, 2026, 11 + number % 2, date(2026, 1, 4))
        person = world.add_person(world.liuwan, f"赵{mark}{'甲乙丙'[number]}")
        world.write(
            world.liuwan,
            date(2026, 5, 2 + number),
            f"讲第{number}课",
            person.name,
            "周德顺",
            youth_count=5,
            milestone=True,
        )
        world.add_person(unit, f"钱{mark}{'甲乙丙'[number]}")
        open_account(world.by, NewAccount(unit, f"记载人{mark}{number}", "recorder"), password="Qinghe-2026-lu")


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


ADDRESSES = (
    "/",
    "/people/",
    "/records/?year=2026",
    "/reports/?year=2026",
    "/duty/?year=2026",
    "/calls/",
    "/accounts/",
    "/units/",
    "/yearend/",
    "/meetings/?year=2026",
    "/meetings/items/",
    "/meetings/problems/",
    "/sealed/?year=2026",
    "/find/?q=周德顺",
    "/applications/?year=2026",
    "/applications/unapproved/?year=2026",
    "/applications/new/?key=01a20d68-4972-728f-9c23-e0787d618abd",
    "/records/new/?key=01a20d68-4972-728f-9c23-e0787d618abc",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_asks_as_often_at_three_more_rows(world: World, inside: Enter, address: str) -> None:
    client = inside("办公室")
    more(world, "东")
    before = queries(client, address)
    more(world, "西")
    assert queries(client, address) <= before
    assert before <= (45 if address == "/" else 25)  # the workbench asks every subject once what waits there


def test_one_units_pages_do_the_same(world: World, inside: Enter) -> None:
    client = inside("柳湾记载人")
    person = world.people["周德顺"].pk
    addresses = [
        f"/people/{person}/", f"/chronicle/{world.liuwan.pk}/2026/", f"/reports/{world.liuwan.pk}/2026/12/",
        f"/books/unit/{world.liuwan.pk}/2026.pdf", "/people/list.xlsx",
    ]  # fmt: skip
    before = {a: queries(client, a) for a in addresses}
    more(world, "东")
    assert {a: n for a in addresses if (n := queries(client, a)) > before[a]} == {}


def test_sealed_papers_are_compared_set_wise(world: World, inside: Enter) -> None:
    client, address = inside("办公室"), f"/sealed/?year=2026&unit={world.liuwan.pk}"
    client.post(f"/sealed/report/{world.liuwan.pk}/2026/3/")
    before = queries(client, address)
    for month in (4, 5, 6):
        client.post(f"/sealed/report/{world.liuwan.pk}/2026/{month}/")
    assert queries(client, address) <= before <= 25


def something_to_count(world: World) -> None:
    """Of everything that a measure counts, something in 柳湾村 in 2026."""
    details = posts.PostDetails("director", date(2026, 3, 1), party_post="党组织书记")
    posts.appoint(world.by, world.people["周德顺"], world.liuwan, details, TODAY)
    world.write(world.liuwan, date(2026, 3, 6), "慰问老兵", "周德顺", occasion=Occasion.objects.get(code="lei_feng"))
    state_youth_base(world.by, world.liuwan, 2026, 300)
    start_event_kinds(world.by, world.office)
    world.write(world.liuwan, date(2026, 3, 7), "六位五老讲事迹", "周德顺", title="五老先进事迹报告会")
    by = system_actor("系统", frozenset(ACTIONS), world.office.path)
    seal(by, world.liuwan, "report", 2026, 6, None, TODAY)
    held = posts.PostDetails("executive_deputy_director", date(2026, 3, 1))
    posts.appoint(by, world.people["吴秀兰"], world.liuwan, held, TODAY)
    for unit, kind in ((world.office, "monthly_meeting"), (world.liuwan, "party_review")):
        points = [Point("集中学习", 25, part="study")]
        plan = Plan(MeetingKind.objects.get(pk=kind), "", date(2026, 6, 9), time(9), points=points)
        meeting = planning.plan_meeting(by, unit, uuid4(), plan)
        roll.take_roll(by, meeting, {}, today=TODAY)
        closing.close_meeting(by, meeting, TODAY)
    asked = Asked("work_plan", "2026年工作计划", 2026, TODAY, [world.liuwan])
    hand_in(by, send_call(by, world.office, asked, TODAY), world.liuwan, "今年的打算，一条一条写。", TODAY)


def test_a_measure_answers_for_thirty_units_with_one_query(world: World, django_assert_num_queries: Callable) -> None:
    something_to_count(world)
    for number in range(30):
        add_unit(world.by, world.office, UnitDetails(f"小村{number}", "village"))
    one, all_units = list(Unit.objects.filter(pk=world.liuwan.pk)), list(Unit.objects.all())
    assert len(list(measures())) >= 3
    for measure in measures():
        for units in (one, all_units):
            with django_assert_num_queries(1):
                found = measure.values(units, Period(2026))[world.liuwan.pk]
            assert (found.whole if isinstance(found, Share) else found) > 0, measure.key
        with django_assert_num_queries(1):
            assert measure.values(Unit.objects.all(), Period(2026))[world.liuwan.pk] == found, measure.key
        assert measure.evidence(world.liuwan, Period(2026)).exists(), measure.key
    held = next(m for m in measures() if m.key == "records.held")
    assert len(held.evidence(world.liuwan, Period(2026))) == held.values(one, Period(2026))[world.liuwan.pk]


def test_a_measure_that_answers_by_month_says_the_same_as_month_for_month(
    world: World, django_assert_num_queries: Callable
) -> None:
    something_to_count(world)
    units = [world.liuwan, world.office]
    able = [measure for measure in measures() if hasattr(measure, "by_month")]
    assert {"records.held", "meetings.held", "meetings.study_months"} <= {measure.key for measure in able}
    for measure in able:
        with django_assert_num_queries(1):
            found = month_by_month(measure, units, 2026, 12)
        assert any(found.values()), measure.key
        for month in range(1, 13):
            alone = measure.values(units, Period(2026, month, month))
            said = found.get(month, {})
            assert all((said.get(u.pk) or 0) == (alone.get(u.pk) or 0) for u in units), (measure.key, month)


def test_books_of_many_people_take_as_many_queries_as_of_one(world: World) -> None:
    people = people_of_books([world.liuwan], 2026)
    with CaptureQueriesContext(connection) as one:
        book_facts(people[:1], 2026, None)
    with CaptureQueriesContext(connection) as all_of_them:
        book_facts(people, 2026, None)
    assert len(all_of_them) == len(one)


def test_in_january_last_years_papers_are_open(world: World, inside: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 1, 5))
    client = inside("柳湾记载人")
    assert "2026年大事记" in client.get("/").text
    assert client.get("/reports/").url == f"/reports/{world.liuwan.pk}/2026/12/"
    assert "2026年·" in client.get(f"/people/{world.people['周德顺'].pk}/").text
    assert "2026" in client.get("/chronicle/", follow=True).request["PATH_INFO"]
