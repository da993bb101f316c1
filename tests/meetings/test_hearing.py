"""What is reported in a meeting stands in its minutes by itself: duty reports given that month, and calls read."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.meetings.hall import CONSULT, DAY, REPORT, STUDY, Hall
from tests.year_world import TODAY
from xinhuo.journal.records.models import Record
from xinhuo.work.meetings.models import Meeting, Resolution
from xinhuo.work.meetings.reading import heard, open_items
from xinhuo.work.meetings.services import minuting
from xinhuo.work.meetings.services.minuting import Decided
from xinhuo.work.meetings.services.planning import Point
from xinhuo.work.reports.models import Call, DutyRoster, DutySlot, HandedIn

Enter = Callable[[str], Client]
TURN = Point("轮值汇报", 20, part="duty_report")
EXCHANGE = Point("集中汇报", 40, part="exchange")


def turn(hall: Hall, month: int, given_on: date | None = None) -> DutySlot:
    """柳湾村's turn in a month of 2026."""
    office, unit = hall.world.office, hall.world.liuwan
    roster, _ = DutyRoster.objects.get_or_create(office=office, year=2026, path=office.path, shard=office.shard)
    return DutySlot.objects.create(
        roster=roster, unit=unit, month=month, given_on=given_on, path=unit.path, shard=unit.shard
    )


def call(hall: Hall, title: str, due_on: date, *units: str) -> Call:
    office = hall.world.office
    made = Call.objects.create(
        office=office, topic="work_plan", title=title, year=2027, due_on=due_on, made_by="王敏", made_on=due_on,
        path=office.path, shard=office.shard,
    )  # fmt: skip
    for unit in (hall.world.liuwan, hall.xinfeng):
        if unit.name in units:
            for number in (1, 2):
                HandedIn.objects.create(
                    call=made, unit=unit, number=number, text="计划", handed_on=due_on, handed_by="王敏",
                    path=unit.path, shard=unit.shard,
                )  # fmt: skip
    return made


def heard_in(meeting: Meeting) -> list[str]:
    whole = Meeting.objects.for_papers().get(pk=meeting.pk)
    return heard([whole])[whole.pk]


def test_whose_turn_it_is_stands_on_the_agenda(hall: Hall, inside: Enter) -> None:
    turn(hall, 12)
    meeting = hall.plan(points=(STUDY, TURN))
    assert meeting.items.get(part="duty_report").about == "柳湾村汇报1至12月工作"
    assert "柳湾村的汇报稿" in inside("办公室").get(f"/meetings/{meeting.pk}/").text
    said = hall.plan(points=(REPORT,))
    assert said.items.get().about == REPORT.about


def test_a_report_given_is_minuted_by_itself(hall: Hall) -> None:
    turn(hall, 12, given_on=DAY)
    meeting = hall.hold(points=(STUDY, TURN, CONSULT))
    assert heard_in(meeting) == ["柳湾村汇报1至12月工作"]
    for record in Record.objects.filter(source_ref=meeting.source_ref):
        assert "听取柳湾村汇报1至12月工作。" in record.content
    assert heard_in(hall.hold(points=(STUDY,))) == []


def test_of_two_meetings_of_a_month_the_report_belongs_to_its_day(hall: Hall) -> None:
    turn(hall, 12, given_on=DAY)
    first, second = hall.plan(points=(TURN,)), hall.plan(date(2026, 12, 18), points=(TURN,))
    rows = list(Meeting.objects.for_papers().filter(pk__in=[first.pk, second.pk]))
    second.items.update(about="")
    found = heard(rows)
    assert found[first.pk] == ["柳湾村汇报1至12月工作"]
    assert heard_in(second) == ["柳湾村汇报1至12月工作"]
    assert heard(list(Meeting.objects.for_papers().filter(pk__in=found)))[second.pk] == []


def test_where_nothing_is_registered_the_agenda_is_believed(hall: Hall) -> None:
    assert heard_in(hall.plan()) == [REPORT.about]


def test_calls_that_were_read(hall: Hall) -> None:
    call(hall, "2027年工作计划", date(2026, 12, 7), "柳湾村", "新丰村")
    call(hall, "没有人交的", date(2026, 12, 7))
    call(hall, "三月的方案", date(2026, 3, 20), "柳湾村")
    assert heard_in(hall.plan(points=(EXCHANGE,))) == ["2027年工作计划：2个单位交流"]
    assert heard_in(hall.plan(points=(STUDY,))) == []


def test_a_year_is_heard_with_as_many_queries_as_a_meeting(
    hall: Hall, django_assert_num_queries: Callable[[int], object]
) -> None:
    call(hall, "2027年工作计划", date(2026, 12, 7), "柳湾村")
    for month in (10, 11, 12):
        turn(hall, month, given_on=date(2026, month, 8))
        hall.plan(date(2026, month, 8), points=(TURN, EXCHANGE))
    rows = list(Meeting.objects.for_papers().in_order())
    for some in (rows[-1:], rows):
        with django_assert_num_queries(3):
            heard(some)
    assert [len(one) for one in heard(rows).values()] == [1, 1, 2]


def test_decisions_of_a_meeting_that_is_not_closed_are_nobodys_yet(hall: Hall, inside: Enter) -> None:
    meeting = hall.plan()
    minuting.write_minutes(hall.by, meeting, {}, [Decided("补名单", hall.world.liuwan)], 1, TODAY)
    assert open_items([hall.world.liuwan], TODAY) == []
    row = Resolution.objects.get()
    assert inside("柳湾记载人").get(f"/meetings/items/{row.pk}/").status_code == 404
    assert inside("办公室").get(f"/meetings/items/{row.pk}/").status_code == 200


@pytest.mark.parametrize("page", ["/meetings/", "/meetings/items/"])
def test_lists_open_for_whoever_only_reads(hall: Hall, inside: Enter, page: str) -> None:
    hall.hold()
    assert inside("柳湾主任").get(page).status_code == 200
