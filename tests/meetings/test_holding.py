"""A meeting from its notice to the records of all who were there, and what becomes of them when it is corrected."""

import uuid
from datetime import date, time
from itertools import pairwise

import pytest

from tests.meetings.hall import CONSULT, DAY, REPORT, STUDY, Hall
from tests.year_world import TODAY
from xinhuo.ground.audit.models import Entry
from xinhuo.ground.kernel.actor import system_actor
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.period import Period
from xinhuo.journal.records.measures import held as records_held
from xinhuo.journal.records.models import Record, RecordKind
from xinhuo.journal.records.services import writing
from xinhuo.journal.records.services.told import Told, told_of
from xinhuo.who.accounts.rules import ACTIONS
from xinhuo.who.people.services import posts
from xinhuo.work.meetings import rules
from xinhuo.work.meetings.models import Meeting, MeetingKind
from xinhuo.work.meetings.reading import expected, not_in_post
from xinhuo.work.meetings.services import closing, planning, roll
from xinhuo.work.meetings.services.planning import Plan, Point


def records_of(meeting: Meeting) -> dict[str, Record]:
    rows = Record.objects.standing().filter(source_ref=meeting.source_ref).select_related("unit", "led_by", "kind")
    return {row.unit.name: row for row in rows}


def people_of(record: Record) -> list[str]:
    return [p.person.name for p in record.participations.select_related("person")]


def test_the_roll_comes_from_the_posts_of_that_day(hall: Hall) -> None:
    meeting = hall.plan()
    assert meeting.title == "十二月常务副主任例会"
    said = [(row.unit.name, row.called, row.state) for row in meeting.roll.select_related("unit")]
    assert said == [
        ("柳湾村", "周德顺", "present"),
        ("新丰村", "孙广福", "present"),
        ("沙头村", "（常务副主任空着）", "absent"),
    ]
    posts.end_appointment(hall.by, hall.posts["孙广福"], date(2026, 11, 30), TODAY)
    kind = MeetingKind.objects.get(pk="monthly_meeting")
    names = [one.name for one in expected(hall.world.office, kind, date(2026, 11, 30))]
    assert names == ["周德顺", "孙广福", ""]
    assert [one.name for one in expected(hall.world.office, kind, DAY)] == ["周德顺", "", ""]


def test_closing_writes_the_record_of_every_unit_that_came(hall: Hall) -> None:
    meeting = hall.hold(states={"孙广福": "excused:住院"})
    found = records_of(meeting)
    assert set(found) == {"清河新区办事处", "柳湾村"}
    host, liuwan = found["清河新区办事处"], found["柳湾村"]
    assert host.led_by is None
    assert liuwan.led_by == host
    assert host.other_count == 1
    assert liuwan.other_count == 0
    assert people_of(liuwan) == ["周德顺"]
    assert host.kind.name == "例会"
    assert host.title == "十二月常务副主任例会"
    assert "集中学习知识问答第121至135问" in liuwan.content
    leading = Record.objects.standing().leading().filter(source_ref=meeting.source_ref)
    assert list(leading) == [host]
    assert records_held.values([hall.world.liuwan], Period(2026, 12, 12), categories=("meeting",)) == {
        hall.world.liuwan.pk: 1
    }


def test_closing_twice_writes_once(hall: Hall) -> None:
    meeting = hall.hold()
    before = set(Record.objects.values_list("pk", flat=True))
    closing.close_meeting(hall.by, meeting, TODAY)
    assert set(Record.objects.values_list("pk", flat=True)) == before


def test_a_proxy_comes_for_the_unit(hall: Hall) -> None:
    found = records_of(hall.hold(states={"孙广福": "proxy:何秀英"}))
    assert people_of(found["新丰村"]) == ["何秀英"]
    with pytest.raises(RuleBroken, match="委托了谁还没写"):
        hall.take(hall.plan(), 孙广福="proxy")


def test_a_corrected_roll_corrects_the_records(hall: Hall) -> None:
    meeting = hall.hold()
    assert set(records_of(meeting)) == {"清河新区办事处", "柳湾村", "新丰村"}
    hall.take(meeting, 孙广福="absent")
    found = records_of(meeting)
    assert set(found) == {"清河新区办事处", "柳湾村"}
    assert found["清河新区办事处"].other_count == 1
    gone = Record.objects.get(source_ref=meeting.source_ref, unit=hall.xinfeng)
    assert gone.withdrawn
    hall.take(meeting, 孙广福="present")
    gone.refresh_from_db()
    assert not gone.withdrawn
    assert set(records_of(meeting)) == {"清河新区办事处", "柳湾村", "新丰村"}


def test_opened_again_and_closed_again(hall: Hall) -> None:
    meeting = hall.hold()
    ids = {row.pk for row in records_of(meeting).values()}
    closing.reopen_meeting(hall.by, meeting, TODAY)
    assert records_of(meeting) == {}
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    closing.close_meeting(hall.by, meeting, TODAY)
    assert {row.pk for row in records_of(meeting).values()} == ids
    with pytest.raises(RuleBroken, match="已经结束了"):
        planning.call_off(hall.by, meeting, TODAY)


def test_a_changed_day_and_title_reach_the_records(hall: Hall) -> None:
    meeting = hall.hold()
    plan = Plan(
        meeting.kind, "十二月例会（改期）", date(2026, 12, 9), time(14, 30), place="文化礼堂", points=[STUDY, REPORT]
    )
    planning.change_plan(hall.by, meeting, plan, today=TODAY)
    for row in records_of(meeting).values():
        assert (row.held_on, row.title, row.time_of_day, row.place) == (
            date(2026, 12, 9),
            "十二月例会（改期）",
            "下午",
            "文化礼堂",
        )
    later = Plan(meeting.kind, "", date(2026, 12, 29), time(9))
    with pytest.raises(RuleBroken, match="12月29日才开"):
        planning.change_plan(hall.by, meeting, later, today=TODAY)
    meeting.refresh_from_db()
    assert meeting.held_on == date(2026, 12, 9)


def test_what_people_added_to_a_record_stays(hall: Hall) -> None:
    meeting = hall.hold()
    record = records_of(meeting)["柳湾村"]
    told = told_of(record)
    more = Told(**{**told.__dict__, "effect": "回村传达了", "milestone": True, "led_by": None})
    writing.change_record(hall.by, record, more, TODAY)
    hall.take(meeting, 孙广福="absent")
    record.refresh_from_db()
    assert (record.effect, record.milestone) == ("回村传达了", True)


def test_a_record_that_its_unit_withdrew_stays_withdrawn(hall: Hall) -> None:
    meeting = hall.hold()
    record = records_of(meeting)["柳湾村"]
    writing.withdraw_record(hall.by, record, "那天没有去")
    hall.take(meeting, 孙广福="absent")
    record.refresh_from_db()
    assert record.withdrawn


def test_who_may_not_write_for_a_unit_is_told(hall: Hall) -> None:
    """A village holds a meeting to which somebody of another village came: only its own record is written."""
    village = system_actor("周德顺", frozenset(ACTIONS), hall.world.liuwan.path, reach="own")
    plan = Plan(MeetingKind.objects.get(pk="full_meeting"), "", DAY, time(9))
    meeting = planning.plan_meeting(village, hall.world.liuwan, uuid.uuid4(), plan)
    roll.take_roll(village, meeting, {}, ["孙广福"], today=TODAY)
    carried = closing.close_meeting(village, meeting, TODAY)
    assert [unit.name for unit in carried.units] == ["柳湾村"]
    assert [unit.name for unit in carried.left] == ["新丰村"]
    with pytest.raises(RuleBroken, match="不归您记"):
        planning.plan_meeting(village, hall.xinfeng, uuid.uuid4(), plan)


def test_somebody_not_in_the_post_that_day_is_told(hall: Hall) -> None:
    meeting = hall.plan()
    posts.end_appointment(hall.by, hall.posts["孙广福"], date(2026, 11, 30), TODAY)
    wrong = not_in_post(meeting, meeting.roll.all())
    assert list(wrong.values()) == ["孙广福12月8日不在常务副主任的任上。请核对是不是这位。"]
    assert list(wrong) == [hall.row(meeting, "孙广福").pk]


def test_a_changed_day_asks_who_holds_the_posts_then(hall: Hall) -> None:
    meeting = hall.plan(date(2026, 12, 21))
    posts.end_appointment(hall.by, hall.posts["孙广福"], date(2026, 11, 30), TODAY)
    plan = Plan(meeting.kind, "", date(2026, 12, 22), time(9), points=[])
    planning.change_plan(hall.by, meeting, plan)
    assert [row.called for row in meeting.roll.all()] == ["周德顺", "（常务副主任空着）", "（常务副主任空着）"]


def test_guests_and_namesakes(hall: Hall) -> None:
    meeting = hall.plan()
    roll.take_roll(hall.by, meeting, {}, ["何秀英", "区里来的李科长", "何秀英", "周德顺"], others=3, today=TODAY)
    added = meeting.roll.filter(guest=True).select_related("unit")
    assert [(row.unit.name, row.name, row.person is None) for row in added] == [
        ("新丰村", "何秀英", False),
        ("清河新区办事处", "区里来的李科长", True),
    ]
    hall.world.add_person(hall.shatou, "何秀英")
    other = hall.plan(kind="work_meeting")
    with pytest.raises(RuleBroken, match="有2位何秀英"):
        roll.take_roll(hall.by, other, {}, ["何秀英"], today=TODAY)
    roll.take_roll(hall.by, other, {}, ["沙头村何秀英"], today=TODAY)
    assert other.roll.get(name="何秀英").unit == hall.shatou


def test_somebody_is_taken_from_the_roll(hall: Hall) -> None:
    meeting = hall.hold()
    hall.take(meeting, 沙头村="drop", 孙广福="drop")
    assert [row.called for row in meeting.roll.all()] == ["周德顺"]
    assert set(records_of(meeting)) == {"清河新区办事处", "柳湾村"}


def test_one_roll_serves_every_part_and_only_who_differs_is_changed(hall: Hall) -> None:
    meeting = hall.plan()
    hall.take(meeting, 孙广福="excused:住院")
    item = meeting.items.get(part="study")
    roll.differ(hall.by, item, [hall.row(meeting, "周德顺").pk])
    flipped = {change.attendance_id for change in item.changes.all()}
    took = [row.called for row in meeting.roll.all() if rules.took_part(row.state, row.pk in flipped)]
    assert took == []
    roll.differ(hall.by, item, [hall.row(meeting, "孙广福").pk])
    flipped = {change.attendance_id for change in item.changes.all()}
    took = [row.called for row in meeting.roll.all() if rules.took_part(row.state, row.pk in flipped)]
    assert took == ["周德顺", "孙广福"]
    with pytest.raises(RuleBroken, match="不用记谁参加"):
        roll.differ(hall.by, meeting.items.get(part="consult"), [])


@pytest.mark.parametrize(
    ("starts", "ends", "lengths", "said"),
    [
        (time(9), time(8), [], "散会的时间比开会早"),
        (time(9), time(9), [], "散会的时间比开会早"),
        (time(9), time(10), [40, 40], "议程比散会时间长20分钟"),
        (time(22), None, [120, 30], "议程排到半夜以后了"),
        (time(23), None, [90], "议程排到半夜以后了"),
        (time(9), None, [481], "一项议程从0到480分钟"),
    ],
)
def test_an_agenda_that_cannot_be(hall: Hall, starts: time, ends: time | None, lengths: list[int], said: str) -> None:
    plan = Plan(MeetingKind.objects.get(pk="other"), "会", DAY, starts, ends, points=[Point("事", n) for n in lengths])
    with pytest.raises(RuleBroken, match=said):
        planning.plan_meeting(hall.by, hall.world.office, uuid.uuid4(), plan)
    assert not Meeting.objects.exists()


def test_not_before_it_was_held_and_not_without_a_roll(hall: Hall) -> None:
    meeting = hall.plan(date(2026, 12, 28))
    with pytest.raises(RuleBroken, match="12月28日才开"):
        closing.close_meeting(hall.by, meeting, TODAY)
    meeting = hall.plan()
    with pytest.raises(RuleBroken, match="还没有登记到会"):
        closing.close_meeting(hall.by, meeting, TODAY)
    assert not Record.objects.filter(source_ref=meeting.source_ref).exists()


def test_nobody_came(hall: Hall) -> None:
    meeting = hall.plan()
    hall.take(meeting, 周德顺="absent", 孙广福="absent")
    with pytest.raises(RuleBroken, match="一位也没有"):
        closing.close_meeting(hall.by, meeting, TODAY)
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert not Record.objects.filter(source_ref=meeting.source_ref).exists()


def test_an_office_without_a_kind_of_record_for_meetings(hall: Hall) -> None:
    RecordKind.objects.filter(category="meeting").update(active=False)
    meeting = hall.plan()
    hall.take(meeting)
    with pytest.raises(RuleBroken, match="没有归到“会议”的"):
        closing.close_meeting(hall.by, meeting, TODAY)


def test_the_day_before_a_unit_was_there(hall: Hall) -> None:
    plan = Plan(MeetingKind.objects.get(pk="full_meeting"), "", date(2026, 4, 8), time(9))
    with pytest.raises(RuleBroken, match="没成立或已撤销"):
        planning.plan_meeting(hall.by, hall.world.dongqiao, uuid.uuid4(), plan)


def test_sent_twice_it_is_one_meeting(hall: Hall) -> None:
    key, plan = uuid.uuid4(), Plan(MeetingKind.objects.get(pk="other"), "碰头会", DAY, time(9), points=[STUDY])
    first = planning.plan_meeting(hall.by, hall.world.office, key, plan)
    again = planning.plan_meeting(hall.by, hall.world.office, key, plan)
    assert first == again
    assert Meeting.objects.count() == 1


def test_a_point_of_which_something_was_said_is_not_dropped(hall: Hall) -> None:
    meeting = hall.plan()
    meeting.items.filter(part="study").update(said="学了15问")
    with pytest.raises(RuleBroken, match="已经有会议记录"):
        planning.change_plan(hall.by, meeting, Plan(meeting.kind, "", DAY, time(9), points=[CONSULT]))
    assert meeting.items.count() == 3


def test_every_step_leaves_its_trace(hall: Hall) -> None:
    meeting = hall.hold()
    closing.reopen_meeting(hall.by, meeting, TODAY)
    said = list(Entry.objects.filter(kind="meeting").order_by("at", "id").values_list("verb", flat=True))
    assert said == ["定会议", "登记到会", "结束会议", "重开会议"]


def test_times_follow_one_another() -> None:
    found = rules.schedule(time(9), [25, 20, 0, 40])
    assert found == [time(9), time(9, 25), time(9, 45), time(9, 45)]
    assert all(one <= other for one, other in pairwise(found))
