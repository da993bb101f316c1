"""Which events need an application: the office's table, records that look like it, 补报, 不用申报, and the measure."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.applications.event import Hall
from tests.year_world import TODAY
from xinhuo.ground.kernel.errors import RuleBroken
from xinhuo.ground.kernel.measure import measure_of
from xinhuo.ground.kernel.period import Period
from xinhuo.ground.kernel.share import Share
from xinhuo.journal.records.models import Record
from xinhuo.journal.records.services.writing import withdraw_record
from xinhuo.who.organisation.models import Unit
from xinhuo.work.applications.facts import PrepRow
from xinhuo.work.applications.models import Application, EventKind, needing
from xinhuo.work.applications.reading import held_without
from xinhuo.work.applications.services import holding, writing
from xinhuo.work.applications.services.kinds import KindDetails, state_kind, use_kind

YEAR = Period(2026)
NOVEMBER = date(2026, 11, 6)


def share(unit: Unit, period: Period = YEAR) -> Share:
    return measure_of("applications.approved_before").values([unit], period).get(unit.pk, Share(0, 0))


def titles() -> set[str]:
    return set(needing(Record.objects.all()).values_list("title", flat=True))


def approved_event(hall: Hall, day: date, monkeypatch: pytest.MonkeyPatch, decided: date) -> Application:
    """An event of the village, handed in and approved on `decided`, held on `day`."""
    with monkeypatch.context() as then:
        then.setattr("tests.applications.event.TODAY", decided)
        made = hall.write(hall.village, starts_on=day, preparation=(PrepRow("会场", "村部"),), late_reason="来不及")
        writing.submit_application(hall.actor("何广田"), made, decided)
        made = hall.seen(made)
        hall.decide("沈国平", made.case, today=decided)
    record = hall.record(hall.village, "宪法故事会", day, youth=5)
    return holding.carried_out(hall.actor("何广田"), hall.seen(made), record)


def test_the_table_finds_what_needed_an_application(hall: Hall) -> None:
    for title, youth, others in (
        ("五老先进事迹报告会", 0, 10),
        ("年度总结表彰大会", 0, 10),
        ("村部讲宪法", 49, 0),  # with the elder 50
        ("村部讲雷锋", 48, 0),
        ("辅导站课", 12, 0),
    ):
        hall.record(hall.village, title, NOVEMBER, youth, others)
    assert titles() == {"五老先进事迹报告会", "年度总结表彰大会", "村部讲宪法"}
    assert share(hall.village) == Share(0, 3)
    assert share(hall.root) == Share(0, 0)


def test_an_office_edits_its_table(hall: Hall) -> None:
    hall.record(hall.village, "五老先进事迹报告会", NOVEMBER, 0, 10)
    hall.record(hall.village, "大走访", NOVEMBER, 5)
    clerk = hall.actor("王敏")
    report = EventKind.objects.get(name="报告会")
    use_kind(clerk, report, False)
    assert titles() == set()
    state_kind(clerk, hall.root, None, KindDetails("大走访", "activity", "走访"))
    assert titles() == {"大走访"}
    use_kind(clerk, report, True)
    state_kind(clerk, hall.root, report, KindDetails("报告会", "activity", "报告会", 50))
    assert titles() == {"大走访"}
    for details, said in (
        (KindDetails("", "activity", "走访"), "名称要写"),
        (KindDetails("大走访", "activity", "走访"), "已经有"),
        (KindDetails("什么都算", "activity"), "得写标题里的字"),
    ):
        with pytest.raises(RuleBroken, match=said):
            state_kind(clerk, hall.root, None, details)
    with pytest.raises(RuleBroken, match="上级"):
        state_kind(hall.actor("何广田"), hall.root, report, KindDetails("报告会", "activity", "报告"))


def test_a_table_of_another_office_finds_nothing_here(hall: Hall) -> None:
    EventKind.objects.update(path=f"{hall.root.path}0009")
    hall.record(hall.village, "五老先进事迹报告会", NOVEMBER, 0, 10)
    assert titles() == set()


def test_approved_before_counts_and_approved_after_does_not(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    on_the_day = approved_event(hall, NOVEMBER, monkeypatch, NOVEMBER)
    assert share(hall.village) == Share(1, 1)
    after = approved_event(hall, date(2026, 11, 9), monkeypatch, date(2026, 11, 10))
    assert share(hall.village) == Share(1, 2)
    assert share(hall.village, Period(2026, 1, 6)) == Share(0, 0)
    assert (on_the_day.unapproved, hall.seen(after).unapproved, hall.seen(after).made_up) == (False, True, True)
    assert list(held_without(hall.actor("何广田").scope("see"), 2026)) == [hall.seen(after).record]
    evidence = measure_of("applications.approved_before").evidence(hall.village, YEAR)
    assert {record.title for record in evidence} == {"宪法故事会"}
    assert evidence.count() == 2


def test_what_was_taken_back_or_led_by_others_does_not_count(hall: Hall) -> None:
    gone = hall.record(hall.village, "五老先进事迹报告会", NOVEMBER, 0, 10)
    withdraw_record(hall.actor("何广田"), gone)
    led = hall.record(hall.village, "报告会二", NOVEMBER, 0, 10)
    host = hall.record(hall.root, "报告会主场", NOVEMBER, 0, 10)
    Record.objects.filter(pk=led.pk).update(led_by=host)
    assert titles() == {"报告会主场"}


def test_the_office_says_that_none_was_needed_and_why(hall: Hall) -> None:
    record = hall.record(hall.village, "听了一场报告会", NOVEMBER, 0, 2)
    with pytest.raises(RuleBroken, match="办公室"):
        holding.exempt(hall.actor("何广田"), record, "只是去听")
    with pytest.raises(RuleBroken, match="缘由"):
        holding.exempt(hall.actor("王敏"), record, " ")
    holding.exempt(hall.actor("王敏"), record, "只是去听别人的")
    assert titles() == set()


def test_what_was_held_is_made_up_for_from_its_record(hall: Hall) -> None:
    record = hall.record(hall.village, "五老先进事迹报告会", NOVEMBER, 0, 10)
    by, plan = hall.actor("何广田"), hall.plan(starts_on=NOVEMBER, preparation=(PrepRow("会场", "村部"),))
    made = writing.write_application(by, hall.village, record.pk, plan, TODAY, record)
    assert (made.state, made.unapproved, made.record) == ("held", True, record)
    with pytest.raises(RuleBroken, match="补报"):
        writing.submit_application(by, made, TODAY)
    with pytest.raises(RuleBroken, match="已经有申报了"):
        writing.write_application(by, hall.village, hall.root.pk, plan, TODAY, record)
    with pytest.raises(RuleBroken, match="不是这个单位的"):
        writing.write_application(hall.actor("王敏"), hall.root, hall.village.pk, plan, TODAY, record)


def test_one_query_however_many(hall: Hall) -> None:
    hall.record(hall.village, "五老先进事迹报告会", NOVEMBER, 0, 10)
    measure: Any = measure_of("applications.approved_before")
    with CaptureQueriesContext(connection) as seen:
        measure.values(Unit.objects.all(), YEAR)
    assert len(seen) == 1
